//! Equal values get equal numbers.
//!
//! Every distinct value is given a class once; whether two subtrees are equal
//! is then one comparison of integers, at every level, however deep they are.
//! A hash only finds the candidates: a class is confirmed by comparing (strings
//! and numbers by what they say, containers by the classes of their children),
//! so that no collision can make two values equal. The hash is keyed anew for
//! each run, so that no input can be made to collide either, and nothing but
//! speed depends on it: classes are counted in the order of the documents.
use std::borrow::Cow;
use std::hash::{BuildHasher, Hash, Hasher};

use super::hashing::Keys;
use super::index::{Id, NONE, id};
use crate::number::{self, Decimal};
use crate::view::{Shape, View};

/// The number of a class.
pub(super) type Class = u32;

pub(super) const NULL: Class = 0;
pub(super) const FALSE: Class = 1;
pub(super) const TRUE: Class = 2;

/// The classes above need no finding.
const FIRST: usize = 3;

/// The classes found so far.
#[derive(Debug, Default)]
pub(super) struct Classes<'a> {
    keys: Keys,
    /// The classes, each at the place that its hash says or behind it; [`NONE`] where
    /// there is none. At least a quarter is free.
    slots: Vec<Class>,
    known: Pieces<Known<'a>>,
    /// The strings that had to be unescaped, and other texts that no document has.
    owned: Vec<String>,
}

/// What the values of a class are, and a part of their hash.
#[derive(Clone, Copy, Debug)]
enum Known<'a> {
    Integer(u32, i64),
    /// Any other number.
    Number(u32, &'a str),
    Text(u32, &'a str),
    /// The same, as one of `owned`.
    OwnedNumber(u32, u32),
    OwnedText(u32, u32),
    /// A container, as the first value of its class.
    Container(u32, Id),
}

impl Known<'_> {
    fn hash(&self) -> u32 {
        match *self {
            Self::Integer(hash, _)
            | Self::Number(hash, _)
            | Self::Text(hash, _)
            | Self::OwnedNumber(hash, _)
            | Self::OwnedText(hash, _)
            | Self::Container(hash, _) => hash,
        }
    }
}

impl<'a> Classes<'a> {
    /// How many classes there are.
    pub(super) fn len(&self) -> usize {
        self.known.len() + FIRST
    }

    /// The class of a string; a member's name is one, too.
    pub(super) fn text(&mut self, text: Cow<'a, str>) -> Class {
        let hash = self.hash(1, |state| text.hash(state));
        let same = |known: &Known<'a>| match *known {
            Known::Text(_, known) => *known == *text,
            Known::OwnedText(_, at) => self.owned(at) == text,
            _ => false,
        };
        if let Some(class) = self.find(hash, same) {
            return class;
        }
        let known = match text {
            Cow::Borrowed(text) => Known::Text(hash, text),
            Cow::Owned(text) => Known::OwnedText(hash, self.own(text)),
        };
        self.insert(known)
    }

    /// The class of a number: one for all spellings of a value.
    pub(super) fn number(&mut self, text: Cow<'a, str>) -> Class {
        if let Some(integer) = plain(&text).or_else(|| Decimal::of(&text).to_i64()) {
            return self.integer(integer);
        }
        let hash = self.hash(2, |state| Decimal::of(&text).hash(state));
        let same = |known: &Known<'a>| match *known {
            Known::Number(_, known) => number::equal(known, &text),
            Known::OwnedNumber(_, at) => number::equal(self.owned(at), &text),
            _ => false,
        };
        if let Some(class) = self.find(hash, same) {
            return class;
        }
        let known = match text {
            Cow::Borrowed(text) => Known::Number(hash, text),
            Cow::Owned(text) => Known::OwnedNumber(hash, self.own(text)),
        };
        self.insert(known)
    }

    /// The class of a number that is an integer.
    pub(super) fn integer(&mut self, integer: i64) -> Class {
        let hash = self.hash(4, |state| integer.hash(state));
        let same =
            |known: &Known<'a>| matches!(known, Known::Integer(_, known) if *known == integer);
        self.find(hash, same).unwrap_or_else(|| self.insert(Known::Integer(hash, integer)))
    }

    /// The hash of the contents of a container: a word for the kind, then the classes
    /// of the elements, or names and classes by name.
    pub(super) fn hash_of(&self, contents: &[u32]) -> u32 {
        self.hash(3, |state| contents.hash(state))
    }

    /// The class of a container whose contents have this hash. `same` says whether
    /// they are those of another one.
    pub(super) fn container(&self, hash: u32, same: impl Fn(Id) -> bool) -> Option<Class> {
        self.find(hash, |known| matches!(known, Known::Container(_, other) if same(*other)))
    }

    /// A class for a container that is like none before.
    pub(super) fn new_container(&mut self, hash: u32, id: Id) -> Class {
        self.insert(Known::Container(hash, id))
    }

    /// The string that a class stands for.
    pub(super) fn text_of(&self, class: Class) -> &str {
        match self.known(class) {
            Some(Known::Text(_, text)) => text,
            Some(Known::OwnedText(_, at)) => self.owned(*at),
            _ => "",
        }
    }

    fn known(&self, class: Class) -> Option<&Known<'a>> {
        self.known.get((class as usize).wrapping_sub(FIRST))
    }

    fn owned(&self, at: u32) -> &str {
        self.owned.get(at as usize).map_or("", String::as_str)
    }

    fn own(&mut self, text: String) -> u32 {
        self.owned.push(text);
        id(self.owned.len() - 1)
    }

    #[expect(clippy::cast_possible_truncation, reason = "a part of it is enough")]
    fn hash(&self, kind: u8, feed: impl FnOnce(&mut <Keys as BuildHasher>::Hasher)) -> u32 {
        hash(&self.keys, kind, feed) as u32
    }

    fn find(&self, hash: u32, same: impl Fn(&Known<'a>) -> bool) -> Option<Class> {
        let last = self.slots.len().wrapping_sub(1);
        let mut at = hash as usize & last;
        loop {
            let class = *self.slots.get(at)?;
            let known = self.known(class)?;
            if known.hash() == hash && same(known) {
                return Some(class);
            }
            at = (at + 1) & last;
        }
    }

    fn insert(&mut self, known: Known<'a>) -> Class {
        let class = id(self.len());
        self.known.push(known);
        if self.slots.len() / 4 * 3 <= self.known.len() {
            let length = (self.slots.len() * 2).max(16);
            self.slots = Vec::new();
            self.slots.resize(length, NONE);
            (FIRST..self.len()).for_each(|class| self.place(id(class)));
        } else {
            self.place(class);
        }
        class
    }

    /// Puts a class at the first free place for it.
    fn place(&mut self, class: Class) {
        let Some(hash) = self.known(class).map(Known::hash) else { return };
        let last = self.slots.len().wrapping_sub(1);
        let mut at = hash as usize & last;
        while let Some(slot) = self.slots.get_mut(at) {
            if *slot == NONE {
                *slot = class;
                return;
            }
            at = (at + 1) & last;
        }
    }
}

/// A vector that grows without being copied.
#[derive(Debug)]
struct Pieces<T>(Vec<Vec<T>>);

impl<T> Pieces<T> {
    /// How many are in a piece, but the last one.
    const PIECE: usize = 1 << 12;

    fn len(&self) -> usize {
        let last = self.0.last().map_or(0, Vec::len);
        self.0.len().saturating_sub(1) * Self::PIECE + last
    }

    fn get(&self, at: usize) -> Option<&T> {
        self.0.get(at / Self::PIECE)?.get(at % Self::PIECE)
    }

    fn push(&mut self, value: T) {
        match self.0.last_mut() {
            Some(last) if last.len() < Self::PIECE => last.push(value),
            last => {
                let mut piece = Vec::with_capacity(if last.is_some() { Self::PIECE } else { 1 });
                piece.push(value);
                self.0.push(piece);
            }
        }
    }
}

impl<T> Default for Pieces<T> {
    fn default() -> Self {
        Self(Vec::new())
    }
}

fn hash(keys: &Keys, kind: u8, feed: impl FnOnce(&mut <Keys as BuildHasher>::Hasher)) -> u64 {
    let mut state = keys.build_hasher();
    state.write_u8(kind);
    feed(&mut state);
    state.finish()
}

/// A hash of a scalar; equal ones have equal hashes.
pub(super) fn scalar<'a, V: View<'a>>(keys: &Keys, value: V) -> Option<u64> {
    if let Some(integer) = value.integer() {
        return Some(hash(keys, 4, |state| integer.hash(state)));
    }
    Some(match value.shape() {
        Shape::Null => hash(keys, 0, |_| {}),
        Shape::Bool(value) => hash(keys, 5, |state| value.hash(state)),
        Shape::Number(text) => match plain(&text).or_else(|| Decimal::of(&text).to_i64()) {
            Some(integer) => hash(keys, 4, |state| integer.hash(state)),
            None => hash(keys, 2, |state| Decimal::of(&text).hash(state)),
        },
        Shape::String(text) => hash(keys, 1, |state| text.hash(state)),
        Shape::Array(_) | Shape::Object(_) => return None,
    })
}

/// The value of a number that is nothing but a few digits, as most are.
fn plain(text: &str) -> Option<i64> {
    let digits = text.strip_prefix('-').unwrap_or(text);
    if digits.len() > 18 || !digits.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    text.parse().ok()
}
