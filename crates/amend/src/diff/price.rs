//! What an edit costs, in the coin of the objective.

use super::Minimize;
use super::emit::Token;
use super::index::Kind;
use crate::measure::name_bytes;
use crate::pointer::escape;

/// The fixed bytes of each operation, with the comma that parts it from the next.
const ADD: usize = r#"{"op":"add","path":"","value":},"#.len();
const REMOVE: usize = r#"{"op":"remove","path":""},"#.len();
const REPLACE: usize = r#"{"op":"replace","path":"","value":},"#.len();
const MOVE: usize = r#"{"op":"move","from":"","path":""},"#.len();

/// What touching one more place weighs in [`Minimize::Places`], in bytes of
/// values: it is better to write this many bytes more than to touch another
/// place.
const PLACE: usize = 32;

/// The cost of some edits and how many operations they are.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
pub(super) struct Price {
    pub(super) cost: u64,
    pub(super) operations: u64,
}

impl Price {
    pub(super) fn of_one(cost: u64) -> Self {
        Self { cost, operations: 1 }
    }

    /// The same operations, for less.
    pub(super) fn less(self, saved: u64) -> Self {
        Self { cost: self.cost.saturating_sub(saved), ..self }
    }

    pub(super) fn add(&mut self, other: Self) {
        self.cost = self.cost.saturating_add(other.cost);
        self.operations = self.operations.saturating_add(other.operations);
    }
}

/// Whether a value is a member (or the document itself) or an element.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) enum Role {
    /// `add` onto it puts the new value in its place (RFC 6902 §4.1).
    Member,
    /// `add` onto it moves it up.
    Element,
}

/// The price list of an objective.
#[derive(Clone, Copy, Debug)]
pub(super) struct Prices {
    pub(super) minimize: Minimize,
}

impl Prices {
    /// The price of an `add` with a value of so many bytes.
    pub(super) fn add(self, path: usize, new: usize) -> u64 {
        wide(match self.minimize {
            Minimize::Places => PLACE + new,
            Minimize::Bytes => ADD + path + new,
        })
    }

    /// The price of a `remove`.
    pub(super) fn remove(self, path: usize, old: usize) -> u64 {
        wide(match self.minimize {
            Minimize::Places => PLACE + old,
            Minimize::Bytes => REMOVE + path,
        })
    }

    /// The price of putting a value in the place of another.
    pub(super) fn replace(self, path: usize, old: usize, new: usize, role: Role) -> u64 {
        wide(match (self.minimize, role) {
            (Minimize::Places, _) => PLACE + old + new,
            (Minimize::Bytes, Role::Member) => ADD + path + new,
            (Minimize::Bytes, Role::Element) => REPLACE + path + new,
        })
    }

    /// Whether a container is edited inside rather than replaced as a whole.
    ///
    /// `kept`: whether anything in it stays. For few places, an object is never
    /// replaced by another, and a list only where nothing of it stays and more
    /// than one operation is saved; but an element may be, where that touches
    /// less.
    pub(super) fn edits(
        self,
        inside: Price,
        whole: Price,
        kept: bool,
        kind: Kind,
        role: Role,
    ) -> bool {
        let cheaper = inside.cost < whole.cost;
        let narrow = kept || inside.operations <= 1;
        match (self.minimize, role) {
            (Minimize::Bytes, _) => cheaper,
            (Minimize::Places, Role::Element) => narrow && cheaper,
            (Minimize::Places, Role::Member) => narrow || kind == Kind::Object,
        }
    }

    /// The price of a `move` or a `copy`, with paths that are about this long.
    pub(super) fn relocate(self, path: usize) -> u64 {
        wide(match self.minimize {
            Minimize::Places => PLACE,
            Minimize::Bytes => MOVE + path + path,
        })
    }

    /// How much more it weighs to edit an element into what is said to be another
    /// thing, when replacing it has this price.
    pub(super) fn stranger(self, whole: u64) -> u64 {
        match self.minimize {
            Minimize::Places => whole / 4,
            Minimize::Bytes => 0,
        }
    }
}

/// The lengths of a path: as a pointer, which the limit counts, and inside a
/// JSON string, which the text of the patch counts.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
pub(super) struct PathSize {
    pub(super) pointer: usize,
    pub(super) text: usize,
}

impl PathSize {
    pub(super) fn of(path: &[Token<'_>]) -> Self {
        path.iter().fold(Self::default(), |path, token| match token {
            Token::Name(name) => path.member(name),
            Token::Index(index) => path.element(digits(*index)),
            Token::End => path.element(1),
        })
    }

    /// The path to a member.
    pub(super) fn member(self, name: &str) -> Self {
        let token = escape(name);
        Self {
            pointer: self.pointer + 1 + token.len(),
            text: self.text + 1 + string_bytes(&token) - 2,
        }
    }

    /// The path to an element whose index has so many digits.
    pub(super) fn element(self, digits: usize) -> Self {
        Self { pointer: self.pointer + 1 + digits, text: self.text + 1 + digits }
    }
}

/// How many digits an index has.
pub(super) fn digits(index: usize) -> usize {
    index.checked_ilog10().map_or(1, |log| log as usize + 1)
}

/// The bytes of a string as it is written, quotes included.
pub(super) fn string_bytes(text: &str) -> usize {
    name_bytes(text) - 1
}

pub(super) fn wide(cost: usize) -> u64 {
    u64::try_from(cost).unwrap_or(u64::MAX)
}
