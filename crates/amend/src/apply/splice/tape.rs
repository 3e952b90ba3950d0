//! The tapes of both texts, and places on them.

use std::borrow::Cow;
use std::ops::Range;

use crate::document::{Entry, Kind};
use crate::{Document, Node};

/// A text that was read.
#[derive(Clone, Copy, Debug)]
pub(super) struct Tape<'t> {
    document: &'t Document<'t>,
    pub(super) text: &'t str,
    entries: &'t [Entry],
}

impl<'t> Tape<'t> {
    pub(super) fn of(document: &'t Document<'t>) -> Self {
        Self { document, text: document.text(), entries: document.tape() }
    }

    /// A place is only made of what a tape says; the fallback keeps the promise of no
    /// panic should that ever break.
    #[inline]
    fn entry(&self, at: u32) -> Entry {
        self.entries.get(at as usize).copied().unwrap_or(Entry::NONE)
    }

    /// How many entries there are.
    #[expect(clippy::cast_possible_truncation, reason = "a tape has fewer than 2^29 entries")]
    pub(super) fn len(&self) -> u32 {
        self.entries.len() as u32
    }

    /// How many values the container has that closes here.
    #[inline]
    #[expect(clippy::cast_possible_truncation, reason = "a tape has fewer than 2^29 entries")]
    pub(super) fn closed(&self, at: u32) -> u32 {
        self.entry(at).closed() as u32
    }

    /// Whether it is an object that closes here.
    pub(super) fn closes_object(&self, at: u32) -> bool {
        let last = self.entry(at).start().checked_sub(1);
        last.and_then(|last| self.text.as_bytes().get(last)) == Some(&b'}')
    }

    /// How long a scalar or a name is in the text.
    #[inline]
    #[expect(clippy::cast_possible_truncation, reason = "a text has fewer than 2^29 bytes")]
    pub(super) fn leaf_len(&self, at: u32) -> u32 {
        let entry = self.entry(at);
        entry.leaf_end().saturating_sub(entry.start()) as u32
    }

    #[inline]
    pub(super) fn kind(&self, at: u32) -> Kind {
        self.entry(at).kind()
    }

    /// The place behind a value and all that is inside of it.
    #[inline]
    pub(super) fn next(&self, at: u32) -> u32 {
        self.entry(at).next(at)
    }

    /// The elements or members of a container.
    #[inline]
    pub(super) fn count(&self, at: u32) -> u32 {
        let count = self.entry(at).count(self.entries);
        #[expect(clippy::cast_possible_truncation, reason = "a tape has fewer than 2^29 entries")]
        let count = count as u32;
        count
    }

    #[inline]
    pub(super) fn span(&self, at: u32) -> Range<usize> {
        self.entry(at).span(self.entries)
    }

    /// The value as it is written.
    #[inline]
    pub(super) fn written(&self, at: u32) -> &'t str {
        self.text.get(self.span(at)).unwrap_or_default()
    }

    #[inline]
    pub(super) fn escaped(&self, at: u32) -> bool {
        self.entry(at).escaped()
    }

    /// A string or a name, unescaped.
    #[inline]
    pub(super) fn string(&self, at: u32) -> Cow<'t, str> {
        self.entry(at).string(self.text)
    }

    /// The bytes of a string or a name that has no escapes.
    #[inline]
    pub(super) fn plain(&self, at: u32) -> Option<&'t [u8]> {
        let entry = self.entry(at);
        (!entry.escaped()).then(|| entry.inside(self.text).as_bytes())
    }

    /// Whether a string or a name is this one.
    #[inline]
    pub(super) fn is(&self, at: u32, string: &str) -> bool {
        self.entry(at).is(self.text, string)
    }

    pub(super) fn node(&self, at: u32) -> Node<'t> {
        self.document.node(at as usize)
    }

    /// Whether no element of an array has anything inside.
    #[inline]
    pub(super) fn is_flat(&self, at: u32) -> bool {
        self.next(at) == at + 2 + self.count(at)
    }

    /// The names of an object's members.
    #[inline]
    pub(super) fn names(&self, at: u32) -> Names<'t> {
        Names { tape: *self, at: at + 1, left: self.count(at) }
    }

    /// The elements of an array.
    pub(super) fn elements(&self, at: u32) -> impl Iterator<Item = u32> + use<'t> {
        let (tape, mut next, mut left) = (*self, at + 1, self.count(at));
        std::iter::from_fn(move || {
            left = left.checked_sub(1)?;
            let at = next;
            next = tape.next(at);
            Some(at)
        })
    }
}

/// The places of the names of members. Each value stands behind its name.
#[derive(Clone, Debug)]
pub(super) struct Names<'t> {
    tape: Tape<'t>,
    at: u32,
    left: u32,
}

impl Iterator for Names<'_> {
    type Item = u32;

    #[inline]
    fn next(&mut self) -> Option<u32> {
        self.left = self.left.checked_sub(1)?;
        let at = self.at;
        self.at = self.tape.next(at + 1);
        Some(at)
    }
}

/// A place on one of both tapes: a document has fewer than 2^29.
#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq)]
pub(super) struct Spot(u32);

const PATCH: u32 = 1 << 31;

impl Spot {
    pub(super) const ROOT: Self = Self(0);

    pub(super) fn of_patch(at: u32) -> Self {
        Self(at | PATCH)
    }

    #[inline]
    pub(super) fn is_of_patch(self) -> bool {
        self.0 & PATCH != 0
    }

    /// The place on its tape.
    #[inline]
    pub(super) fn at(self) -> u32 {
        self.0 & !PATCH
    }

    /// Another place on the same tape.
    #[inline]
    pub(super) fn sibling(self, at: u32) -> Self {
        Self(at | self.0 & PATCH)
    }
}
