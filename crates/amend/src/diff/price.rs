//! What an edit costs, in the coin of the objective.

use super::Minimize;
use super::emit::Token;
use super::index::Kind;
use crate::measure::{Size, name_bytes};
use crate::pointer::escape;
use crate::view::View;

/// The fixed bytes of each operation, with the comma that parts it from the next.
const ADD: usize = r#"{"op":"add","path":"","value":},"#.len();
const REMOVE: usize = r#"{"op":"remove","path":""},"#.len();
const REPLACE: usize = r#"{"op":"replace","path":"","value":},"#.len();
const MOVE: usize = r#"{"op":"move","from":"","path":""},"#.len();

/// What touching one more place weighs in [`Minimize::Places`], in bytes of
/// values: it is better to write this many bytes more than to touch another
/// place.
const PLACE: usize = 24;

/// Values below this depth of a measure are not measured: a size is a weight
/// here, never a promise, and the walk that takes it is recursive.
const MEASURED: usize = 512;

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
    /// replaced by another, and a list only where nothing of it stays; but an
    /// element may be, where that touches less.
    pub(super) fn edits(
        self,
        inside: Price,
        whole: Price,
        kept: bool,
        kind: Kind,
        role: Role,
    ) -> bool {
        match (self.minimize, role) {
            (Minimize::Bytes, _) => inside.cost < whole.cost,
            (Minimize::Places, Role::Element) => kept && inside.cost < whole.cost,
            (Minimize::Places, Role::Member) => {
                kind == Kind::Object || kept || inside.operations <= 1
            }
        }
    }

    /// The price of a `move` or a `copy`, with paths that are about this long.
    pub(super) fn relocate(self, path: usize) -> u64 {
        wide(match self.minimize {
            Minimize::Places => PLACE,
            Minimize::Bytes => MOVE + path + path,
        })
    }

    /// What tells two elements apart that differ in a member such as `id`: so
    /// much more the edit of one into the other weighs.
    pub(super) fn other_identity(self) -> u64 {
        match self.minimize {
            Minimize::Places => wide(PLACE),
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

/// The bytes of a token inside a JSON string, with its slash.
pub(super) fn token_size(token: Token<'_>) -> usize {
    match token {
        Token::Name(name) => PathSize::default().member(name).text,
        Token::Index(index) => 1 + digits(index),
        Token::End => 2,
    }
}

/// How many digits an index has.
pub(super) fn digits(index: usize) -> usize {
    index.checked_ilog10().map_or(1, |log| log as usize + 1)
}

/// The bytes of a value's compact text, measured no further than `most`.
pub(super) fn size<'a, V: View<'a>>(value: V, most: usize) -> usize {
    Size::of(value, most, MEASURED).bytes
}

/// The bytes of a string as it is written, quotes included.
pub(super) fn string_bytes(text: &str) -> usize {
    name_bytes(text) - 1
}

pub(super) fn wide(cost: usize) -> u64 {
    u64::try_from(cost).unwrap_or(u64::MAX)
}
