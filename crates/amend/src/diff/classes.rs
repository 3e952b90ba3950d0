//! Equal values get equal numbers.
//!
//! Every distinct value is given a class once; whether two subtrees are equal
//! is then one comparison of integers, at every level, however deep they are.
//! A hash only finds the candidates: a class is confirmed by comparing (strings
//! and numbers by what they say, containers by the classes of their children),
//! so that no collision can make two values equal. The hash is keyed anew for
//! each run, so that no input can be made to collide either, and nothing but
//! speed depends on it: classes are counted in the order of the documents.
#![expect(clippy::disallowed_types, reason = "what is put in has been hashed with a key")]

use std::borrow::Cow;
use std::collections::HashMap;
use std::hash::{BuildHasher, BuildHasherDefault, Hash, Hasher};

use super::hashing::Keys;
use super::index::NONE;
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
    /// The newest class of each hash.
    newest: HashMap<u64, Class, BuildHasherDefault<Mixed>>,
    known: Vec<Known<'a>>,
    /// What containers hold, one run after another.
    contents: Vec<u32>,
}

#[derive(Debug)]
struct Known<'a> {
    form: Form<'a>,
    /// The class before this one with the same hash.
    older: Class,
}

/// What the values of a class are.
#[derive(Debug)]
enum Form<'a> {
    Integer(i64),
    /// Any other number.
    Number(Cow<'a, str>),
    Text(Cow<'a, str>),
    /// A container, as the run `contents[from..to]`.
    Container {
        from: usize,
        to: usize,
    },
}

impl<'a> Classes<'a> {
    /// How many classes there are.
    pub(super) fn len(&self) -> usize {
        self.known.len() + FIRST
    }

    /// The class of a string; a member's name is one, too.
    pub(super) fn text(&mut self, text: Cow<'a, str>) -> Class {
        let hash = self.hash(1, |state| text.hash(state));
        match self.find(hash, |form, _| matches!(form, Form::Text(known) if *known == text)) {
            Some(class) => class,
            None => self.insert(hash, Form::Text(text)),
        }
    }

    /// The class of a number: one for all spellings of a value.
    pub(super) fn number(&mut self, text: Cow<'a, str>) -> Class {
        if let Some(integer) = plain(&text).or_else(|| Decimal::of(&text).to_i64()) {
            return self.integer(integer);
        }
        let hash = self.hash(2, |state| Decimal::of(&text).hash(state));
        let same = |form: &Form<'a>, _: &[u32]| match form {
            Form::Number(known) => number::equal(known, &text),
            _ => false,
        };
        match self.find(hash, same) {
            Some(class) => class,
            None => self.insert(hash, Form::Number(text)),
        }
    }

    /// The class of a number that is an integer.
    pub(super) fn integer(&mut self, integer: i64) -> Class {
        {
            let hash = self.hash(4, |state| integer.hash(state));
            let same = |form: &Form<'a>, _: &[u32]| matches!(form, Form::Integer(known) if *known == integer);
            match self.find(hash, same) {
                Some(class) => class,
                None => self.insert(hash, Form::Integer(integer)),
            }
        }
    }

    /// The class of a container with these contents: a word for the kind, then
    /// the classes of the elements, or names and classes by name.
    pub(super) fn container(&mut self, contents: &[u32]) -> Class {
        let hash = self.hash(3, |state| contents.hash(state));
        let same = |form: &Form<'a>, all: &[u32]| match form {
            Form::Container { from, to } => all.get(*from..*to) == Some(contents),
            _ => false,
        };
        if let Some(class) = self.find(hash, same) {
            return class;
        }
        let from = self.contents.len();
        self.contents.extend_from_slice(contents);
        self.insert(hash, Form::Container { from, to: self.contents.len() })
    }

    /// The string that a class stands for.
    pub(super) fn text_of(&self, class: Class) -> &str {
        match self.known.get((class as usize).wrapping_sub(FIRST)) {
            Some(Known { form: Form::Text(text), .. }) => text,
            _ => "",
        }
    }

    fn hash(&self, kind: u8, feed: impl FnOnce(&mut <Keys as BuildHasher>::Hasher)) -> u64 {
        hash(&self.keys, kind, feed)
    }

    fn find(&self, hash: u64, same: impl Fn(&Form<'a>, &[u32]) -> bool) -> Option<Class> {
        let mut class = *self.newest.get(&hash)?;
        while let Some(known) = self.known.get((class as usize).wrapping_sub(FIRST)) {
            if same(&known.form, &self.contents) {
                return Some(class);
            }
            class = known.older;
        }
        None
    }

    fn insert(&mut self, hash: u64, form: Form<'a>) -> Class {
        let class = super::index::id(self.len());
        let older = self.newest.insert(hash, class).unwrap_or(NONE);
        self.known.push(Known { form, older });
        class
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

/// The hash of a hash: it is keyed and mixed already.
#[derive(Debug, Default)]
pub(super) struct Mixed(u64);

impl Hasher for Mixed {
    fn finish(&self) -> u64 {
        self.0
    }

    fn write(&mut self, bytes: &[u8]) {
        for byte in bytes {
            self.0 = self.0.rotate_left(8) ^ u64::from(*byte);
        }
    }

    fn write_u64(&mut self, hash: u64) {
        self.0 = hash;
    }
}
