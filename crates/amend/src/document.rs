//! A text and a tape of spans over it: the strict reading of RFC 8259.
//!
//! The tape holds an entry for each value and each member name, in the order of
//! the text, so that a value's whole subtree is a run of entries; what closes a
//! container ends it. Nothing is copied: a number or a string is the span where it
//! stands.

mod entry;
mod same;

use std::borrow::Cow;
use std::fmt;
use std::ops::Range;

pub(crate) use self::entry::{Entry, StringEnd, same as same_bytes};
use crate::read_error::ReadError;
use crate::scan;
use crate::view::{self, Shape, View, sealed::Sealed};
use crate::write::{self, Layout};
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
    document: &'d Document<'d>,
    /// Its place on the tape. A pointer and this are all that there is, since a diff
    /// holds a node for each element of the lists that it compares.
    at: u32,
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
    /// The end of a container, which is no value.
    End,
}

impl<'t> Document<'t> {
    /// Reads a text under the default limits.
    ///
    /// # Errors
    /// [`ReadError`]: every kind but `NotUtf8`.
    pub fn parse(text: &'t str) -> Result<Self, ReadError> {
        Self::within(text, &Limits::default())
    }

    /// Reads a text.
    pub(crate) fn within(text: &'t str, limits: &Limits) -> Result<Self, ReadError> {
        let mut scanner = scan::Scanner::default();
        scanner.document(text, limits)?;
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
        self.node(0)
    }

    /// The text that was read.
    pub fn text(&self) -> &'t str {
        self.text
    }

    /// A text and its tape.
    pub(crate) fn of(text: &'t str, tape: Vec<Entry>) -> Self {
        Self { text, tape }
    }

    /// The tape, to be used again.
    pub(crate) fn into_tape(self) -> Vec<Entry> {
        self.tape
    }

    pub(crate) fn tape(&self) -> &[Entry] {
        &self.tape
    }

    /// The value at a place of the tape.
    #[expect(clippy::cast_possible_truncation, reason = "a tape has at most 2^29 entries")]
    pub(crate) fn node(&self, at: usize) -> Node<'_> {
        Node { document: self, at: at as u32 }
    }

    /// The member name at a place of the tape.
    pub(crate) fn name(&self, at: usize) -> Cow<'t, str> {
        self.tape.get(at).map_or(Cow::Borrowed(""), |entry| entry.string(self.text))
    }
}

impl<'d> Node<'d> {
    fn entry(self) -> Entry {
        // A node is only made for an index that its tape has; the fallback
        // keeps the promise of no panic should that ever break.
        self.document.tape.get(self.at as usize).copied().unwrap_or(Entry::NONE)
    }

    /// The entries of the value and of all that is inside of it.
    fn inside(self) -> Range<usize> {
        self.at as usize..self.entry().next(self.at) as usize
    }

    fn sibling(self, at: u32) -> Self {
        Self { at, ..self }
    }

    /// Where the value stands in the text, in bytes.
    pub fn span(self) -> Range<usize> {
        self.entry().span(&self.document.tape)
    }

    /// The value as it is written.
    pub fn text(self) -> &'d str {
        self.document.text.get(self.span()).unwrap_or_default()
    }

    /// An owned copy of the value.
    pub fn to_json(self) -> Json {
        view::to_json(self)
    }

    /// Writes the compact form behind a text: what a copy of the value would write.
    ///
    /// ```
    /// use amend::Document;
    ///
    /// let document = Document::parse(r#"{"a": "\u00e9"}"#)?;
    /// let mut text = "it is ".to_owned();
    /// document.root().write(&mut text);
    /// assert_eq!(text, r#"it is {"a":"é"}"#);
    /// # Ok::<(), amend::error::ReadError>(())
    /// ```
    pub fn write(self, out: &mut String) {
        let entry = self.entry();
        let is_written = match entry.kind() {
            Kind::Array | Kind::Object => self.is_compact(),
            _ => !entry.escaped(),
        };
        if is_written {
            out.push_str(self.text());
        } else {
            write::value(out, self, Layout::Compact, 0);
        }
    }

    /// Whether the value stands in the text as it would be written: no string has an
    /// escape, and no byte stands between two tokens but what belongs there.
    fn is_compact(self) -> bool {
        self.bytes_of_tokens(usize::MAX) == Some(self.span().len())
    }

    /// What the tokens take, without white space: so much as the value takes when it is
    /// written. Nothing, if a string has an escape, or there are more values and names
    /// than these.
    fn bytes_of_tokens(self, most: usize) -> Option<usize> {
        let tape = &self.document.tape;
        let all = tape.get(self.inside()).filter(|all| all.len() <= most)?;
        all.iter().try_fold(0_usize, |taken, entry| {
            let token = match entry.kind() {
                Kind::Array => 0,
                // A colon a member.
                Kind::Object => entry.count(tape),
                // Both brackets, and the commas.
                Kind::End => entry.closed().saturating_add(1).max(2),
                _ if entry.escaped() => return None,
                _ => entry.leaf_end().saturating_sub(entry.start()),
            };
            Some(taken.saturating_add(token))
        })
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
        self.entry().string(self.document.text)
    }

    /// The value as it is written, in bytes.
    fn bytes(self) -> &'d [u8] {
        self.document.text.as_bytes().get(self.span()).unwrap_or_default()
    }
}

/// Below these bits of a short form is a place on a tape, which has fewer entries than a
/// text has bytes; above, which of the documents it is. Nothing looks at more than eight.
const PLACE_BITS: u32 = 29;

impl Sealed for Node<'_> {
    type Short = u32;

    #[inline]
    #[expect(clippy::cast_possible_truncation, reason = "there are no more than eight")]
    fn short(self, beside: &mut Vec<Self>) -> u32 {
        let is_here = |other: &Self| std::ptr::eq(self.document, other.document);
        let document = beside.iter().position(is_here).unwrap_or_else(|| {
            beside.push(self);
            beside.len().saturating_sub(1)
        });
        self.at | (document as u32) << PLACE_BITS
    }

    #[inline]
    fn long(short: u32, beside: &[Self]) -> Self {
        // Where it was made, its document was put; the fallback keeps the promise of no
        // panic should that ever break.
        static NOTHING: Document<'static> = Document { text: "", tape: Vec::new() };
        let document = beside.get((short >> PLACE_BITS) as usize).copied();
        document.unwrap_or(NOTHING.root()).sibling(short & ((1 << PLACE_BITS) - 1))
    }

    fn values(self) -> usize {
        let all = self.document.tape.get(self.inside()).unwrap_or_default();
        all.iter().fold(1, |sum, entry| sum.saturating_add(entry.closed()))
    }
}

impl<'d> View<'d> for Node<'d> {
    type Elements = Elements<'d>;
    type Members = NodeMembers<'d>;

    fn shape(self) -> Shape<'d, Self> {
        match self.entry().kind() {
            Kind::Null | Kind::End => Shape::Null,
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
        self.entry().count(&self.document.tape)
    }

    fn member(self, name: &str) -> Option<Self> {
        let object = self.entry();
        if object.kind() != Kind::Object {
            return None;
        }
        let Document { text, tape } = self.document;
        let end = object.next(self.at).saturating_sub(1) as usize;
        let mut at = self.at.saturating_add(1);
        while let Some([other, value, ..]) = tape.get(at as usize..end) {
            let place = at.saturating_add(1);
            if other.is(text, name) {
                return Some(self.sibling(place));
            }
            at = value.next(place);
        }
        None
    }

    fn element(self, index: usize) -> Option<Self> {
        match self.shape() {
            Shape::Array(mut elements) => elements.nth(index),
            _ => None,
        }
    }

    fn place(self) -> Option<usize> {
        self.document.tape.get(self.at as usize).map(|entry| std::ptr::from_ref(entry).addr())
    }

    fn same(self, other: Self) -> bool {
        self.bytes() == other.bytes()
    }

    fn equal_within(self, other: Self, left: &mut usize, depth: usize) -> Option<bool> {
        same::equal_within(self, other, left, depth)
    }

    fn bytes_written(self) -> Option<usize> {
        /// Of what is larger, somebody has to remember it.
        const FEW: usize = 32;
        self.bytes_of_tokens(FEW)
    }

    fn written(self) -> Option<&'d str> {
        Some(self.text())
    }
}

/// The compact text with `{}`, indented by two spaces with `{:#}`: as [`Json`] has it,
/// made without one.
impl fmt::Display for Node<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if !f.alternate() && self.is_compact() {
            return f.write_str(self.text());
        }
        let layout = if f.alternate() { Layout::Indented } else { Layout::Compact };
        write::to(f, *self, layout)
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
        self.next.at = node.entry().next(node.at);
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
        self.next.at = value.entry().next(value.at);
        Some((name.string(), value))
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        (self.left, Some(self.left))
    }
}

#[cfg(test)]
mod tests {
    use super::Document;

    #[test]
    fn a_value_is_written_as_its_copy_would_be() {
        for (text, compact) in [
            ("1E2", true),
            ("[]", true),
            ("{}", true),
            ("[ ]", false),
            ("{ }", false),
            ("\"a b\"", true),
            ("\"\\u00e9\"", false),
            (r#"{"a":[1,{"b":"c d","e":{}}],"f":-0.0}"#, true),
            (r#"{"a":[1,{"b":"c d","e":{}}],"f" :-0.0}"#, false),
            (r#"{"a":[1,{"b":"c d","e":{}}], "f":-0.0}"#, false),
            (r#"{"a\n":1}"#, false),
            ("[[1,2],[],[\"\u{7f}\"]]", true),
            ("[[1,2],[],[\n]]", false),
        ] {
            let document = Document::parse(text).unwrap();
            let root = document.root();
            assert_eq!(root.is_compact(), compact, "{text}");
            let mut written = String::new();
            root.write(&mut written);
            assert_eq!(written, root.to_json().to_string(), "{text}");
        }
    }
}
