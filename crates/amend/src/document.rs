//! A text and a tape of spans over it: the strict reading of RFC 8259.
//!
//! The tape holds an entry for each value and each member name, in the order of
//! the text, so that a value's whole subtree is a run of entries. Nothing is
//! copied: a number or a string is the span where it stands.

use std::borrow::Cow;
use std::ops::Range;

use crate::read_error::ReadError;
use crate::scan;
use crate::view::{self, Shape, View};
use crate::{Json, Limits};

/// A JSON text that was read: every value with the span where it stands.
///
/// Reading is strict (RFC 8259: grammar, UTF-8, no lone surrogates; a member
/// name that stands twice in one object is refused), iterative, and bounded by
/// [`Limits`]: `document`, `depth` and `number`.
///
/// ```
/// use amend::{Document, View};
///
/// let document = Document::parse(r#"{"a": [1E2, null]}"#)?;
/// let list = document.root().member("a").ok_or("no member")?;
/// assert_eq!(list.text(), "[1E2, null]");
/// assert_eq!(list.element(0).map(|n| n.span()), Some(7..10));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug)]
pub struct Document<'t> {
    text: &'t str,
    tape: Vec<Entry>,
}

/// A value of a [`Document`].
#[derive(Clone, Copy, Debug)]
pub struct Node<'d> {
    text: &'d str,
    tape: &'d [Entry],
    at: usize,
}

/// A value or a member name: where it stands, where its subtree ends on the
/// tape, and what it is.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Entry {
    pub(crate) start: u32,
    pub(crate) end: u32,
    /// The tape index after this entry's subtree.
    pub(crate) next: u32,
    /// The kind in the low three bits, then a flag for escapes, then the count
    /// of elements or members, or, of a member name, its hash.
    info: u32,
}

#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum Kind {
    Null,
    False,
    True,
    Number,
    String,
    Array,
    Object,
}

impl Entry {
    pub(crate) fn new(kind: Kind, escaped: bool, start: u32, end: u32, next: u32) -> Self {
        Self { start, end, next, info: kind as u32 | u32::from(escaped) << 3 }
    }

    /// A member name, with 28 bits of a hash.
    pub(crate) fn name(escaped: bool, start: u32, end: u32, next: u32, hash: u32) -> Self {
        let info = Kind::String as u32 | u32::from(escaped) << 3 | hash << 4;
        Self { start, end, next, info }
    }

    /// The hash of a member name.
    pub(crate) fn hash(self) -> u32 {
        self.info >> 4
    }

    pub(crate) fn close(&mut self, end: u32, next: u32, count: u32) {
        self.end = end;
        self.next = next;
        self.info = (self.info & 0b1111) | count << 4;
    }

    pub(crate) fn kind(self) -> Kind {
        match self.info & 0b111 {
            0 => Kind::Null,
            1 => Kind::False,
            2 => Kind::True,
            3 => Kind::Number,
            4 => Kind::String,
            5 => Kind::Array,
            _ => Kind::Object,
        }
    }

    pub(crate) fn escaped(self) -> bool {
        self.info & 0b1000 != 0
    }

    pub(crate) fn count(self) -> usize {
        (self.info >> 4) as usize
    }

    fn span(self) -> Range<usize> {
        self.start as usize..self.end as usize
    }
}

impl<'t> Document<'t> {
    /// Reads a text under the default limits.
    ///
    /// # Errors
    /// [`ReadError`]: every kind but `NotUtf8`.
    pub fn parse(text: &'t str) -> Result<Self, ReadError> {
        let mut scanner = scan::Scanner::default();
        scanner.document(text, &Limits::default())?;
        Ok(Self { text, tape: scanner.tape })
    }

    /// Reads the bytes of a file.
    ///
    /// # Errors
    /// [`ReadError`], of every kind.
    pub fn read(bytes: &'t [u8], limits: &Limits) -> Result<Self, ReadError> {
        let (text, tape) = scan::scan(bytes, limits)?;
        Ok(Self { text, tape })
    }

    /// The outermost value.
    pub fn root(&self) -> Node<'_> {
        Node { text: self.text, tape: &self.tape, at: 0 }
    }

    /// The text that was read.
    pub fn text(&self) -> &'t str {
        self.text
    }
}

impl<'d> Node<'d> {
    /// The value at a place of a tape.
    pub(crate) fn new(text: &'d str, tape: &'d [Entry], at: usize) -> Self {
        Self { text, tape, at }
    }

    /// The text and the whole tape of the document.
    pub(crate) fn tape(self) -> (&'d str, &'d [Entry]) {
        (self.text, self.tape)
    }

    fn entry(self) -> Entry {
        // A node is only made for an index that its tape has; the fallback
        // keeps the promise of no panic should that ever break.
        self.tape.get(self.at).copied().unwrap_or(Entry::new(Kind::Null, false, 0, 0, 0))
    }

    fn sibling(self, at: usize) -> Self {
        Self { at, ..self }
    }

    /// Where the value stands in the text, in bytes.
    pub fn span(self) -> Range<usize> {
        self.entry().span()
    }

    /// The value as it is written.
    pub fn text(self) -> &'d str {
        self.text.get(self.span()).unwrap_or_default()
    }

    /// An owned copy of the value.
    pub fn to_json(self) -> Json {
        view::to_json(self)
    }

    /// The members with the spans of their names, in order; none for a value
    /// that is no object.
    pub fn spanned_members(self) -> impl Iterator<Item = (Cow<'d, str>, Range<usize>, Self)> {
        let members = match self.shape() {
            Shape::Object(members) => Some(members),
            _ => None,
        };
        members.into_iter().flatten().map(move |(name, value)| {
            let span = self.sibling(value.at.saturating_sub(1)).span();
            (name, span, value)
        })
    }

    fn string(self) -> Cow<'d, str> {
        self.entry().string(self.text)
    }
}

impl<'d> View<'d> for Node<'d> {
    type Elements = Elements<'d>;
    type Members = NodeMembers<'d>;

    fn shape(self) -> Shape<'d, Self> {
        match self.entry().kind() {
            Kind::Null => Shape::Null,
            Kind::False => Shape::Bool(false),
            Kind::True => Shape::Bool(true),
            Kind::Number => Shape::Number(Cow::Borrowed(self.text())),
            Kind::String => Shape::String(self.string()),
            Kind::Array => Shape::Array(Elements {
                next: self.sibling(self.at.saturating_add(1)),
                left: self.len(),
            }),
            Kind::Object => Shape::Object(NodeMembers {
                next: self.sibling(self.at.saturating_add(1)),
                left: self.len(),
            }),
        }
    }

    fn len(self) -> usize {
        self.entry().count()
    }

    fn member(self, name: &str) -> Option<Self> {
        match self.shape() {
            Shape::Object(mut members) => members.find(|(n, _)| n == name).map(|(_, v)| v),
            _ => None,
        }
    }

    fn element(self, index: usize) -> Option<Self> {
        match self.shape() {
            Shape::Array(mut elements) => elements.nth(index),
            _ => None,
        }
    }

    fn place(self) -> Option<usize> {
        self.tape.get(self.at).map(|entry| std::ptr::from_ref(entry).addr())
    }

    fn same(self, other: Self) -> bool {
        self.text() == other.text()
    }

    fn written(self) -> Option<&'d str> {
        Some(self.text())
    }
}

/// The elements of an array of a [`Document`].
#[derive(Clone, Debug)]
pub struct Elements<'d> {
    next: Node<'d>,
    left: usize,
}

impl<'d> Iterator for Elements<'d> {
    type Item = Node<'d>;

    fn next(&mut self) -> Option<Node<'d>> {
        self.left = self.left.checked_sub(1)?;
        let node = self.next;
        self.next.at = node.entry().next as usize;
        Some(node)
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        (self.left, Some(self.left))
    }
}

/// The members of an object of a [`Document`].
#[derive(Clone, Debug)]
pub struct NodeMembers<'d> {
    next: Node<'d>,
    left: usize,
}

impl<'d> Iterator for NodeMembers<'d> {
    type Item = (Cow<'d, str>, Node<'d>);

    fn next(&mut self) -> Option<Self::Item> {
        self.left = self.left.checked_sub(1)?;
        let name = self.next;
        let value = name.sibling(name.at.saturating_add(1));
        self.next.at = value.entry().next as usize;
        Some((name.string(), value))
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        (self.left, Some(self.left))
    }
}
