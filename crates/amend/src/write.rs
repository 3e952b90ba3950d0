//! JSON text from values: numbers as they are, strings escaped as RFC 8259 §7 asks.
#![expect(clippy::arithmetic_side_effects, reason = "the depth of a value that is in memory")]

use std::fmt;

use crate::scan::behind_plain;
use crate::view::{Shape, View};

/// How a text is laid out.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum Layout {
    /// No white space at all.
    Compact,
    /// A member or an element a line, indented by two spaces.
    Indented,
}

pub(crate) fn to_string<'a, V: View<'a>>(view: V, layout: Layout) -> String {
    let mut text = String::new();
    value(&mut text, view, layout, 0);
    text
}

/// Writes a value in pieces, so that the whole text is never held.
pub(crate) fn to<'a, V: View<'a>>(
    out: &mut impl fmt::Write,
    view: V,
    layout: Layout,
) -> fmt::Result {
    let mut pieces = Pieces { out, held: String::new(), failed: false };
    value(&mut pieces, view, layout, 0);
    pieces.give();
    if pieces.failed { Err(fmt::Error) } else { Ok(()) }
}

/// What takes a text, bit by bit.
pub(crate) trait Sink {
    fn push(&mut self, c: char);

    fn push_str(&mut self, text: &str);
}

impl Sink for String {
    fn push(&mut self, c: char) {
        self.push(c);
    }

    fn push_str(&mut self, text: &str) {
        self.push_str(text);
    }
}

/// A text that is given on whenever so much of it has come together.
struct Pieces<'w, W> {
    out: &'w mut W,
    held: String,
    failed: bool,
}

impl<W: fmt::Write> Pieces<'_, W> {
    const LONG: usize = 8 << 10;

    fn give(&mut self) {
        self.failed |= self.out.write_str(&self.held).is_err();
        self.held.clear();
    }
}

impl<W: fmt::Write> Sink for Pieces<'_, W> {
    fn push(&mut self, c: char) {
        self.held.push(c);
    }

    fn push_str(&mut self, text: &str) {
        self.held.push_str(text);
        if self.held.len() > Self::LONG {
            self.give();
        }
    }
}

/// Depth is bounded by the limits of reading and applying, so this may recurse.
pub(crate) fn value<'a, V: View<'a>>(out: &mut impl Sink, view: V, layout: Layout, depth: usize) {
    match view.shape() {
        Shape::Null => out.push_str("null"),
        Shape::Bool(true) => out.push_str("true"),
        Shape::Bool(false) => out.push_str("false"),
        Shape::Number(text) => out.push_str(&text),
        Shape::String(text) => string(out, &text),
        Shape::Array(elements) => {
            out.push('[');
            let mut first = true;
            for element in elements {
                separate(out, &mut first, layout, depth + 1);
                value(out, element, layout, depth + 1);
            }
            close(out, ']', first, layout, depth);
        }
        Shape::Object(members) => {
            out.push('{');
            let mut first = true;
            for (name, member) in members {
                separate(out, &mut first, layout, depth + 1);
                string(out, &name);
                out.push_str(if layout == Layout::Compact { ":" } else { ": " });
                value(out, member, layout, depth + 1);
            }
            close(out, '}', first, layout, depth);
        }
    }
}

/// A line break, and spaces for all that is as deep as a document mostly is at most.
const NEW_LINE: &str = concat!(
    "\n",
    "                                                                ",
    "                                                                ",
    "                                                                ",
    "                                                                ",
);

fn separate(out: &mut impl Sink, first: &mut bool, layout: Layout, depth: usize) {
    if !std::mem::replace(first, false) {
        out.push(',');
    }
    new_line(out, layout, depth);
}

fn close(out: &mut impl Sink, bracket: char, empty: bool, layout: Layout, depth: usize) {
    if !empty {
        new_line(out, layout, depth);
    }
    out.push(bracket);
}

fn new_line(out: &mut impl Sink, layout: Layout, depth: usize) {
    if layout == Layout::Indented {
        let mut left = depth * 2 + 1;
        let mut next = NEW_LINE;
        while left > 0 {
            let piece = next.get(..left).unwrap_or(next);
            out.push_str(piece);
            left -= piece.len();
            next = NEW_LINE.get(1..).unwrap_or_default();
        }
    }
}

/// Writes a string: quotes, backslashes and control characters are escaped,
/// everything else stands for itself.
pub(crate) fn string(out: &mut impl Sink, text: &str) {
    out.push('"');
    inside(out, text);
    out.push('"');
}

/// The same without the quotes.
pub(crate) fn inside(out: &mut impl Sink, text: &str) {
    let mut rest = text;
    loop {
        let (plain, special) = rest.split_at(behind_plain(rest.as_bytes()));
        out.push_str(plain);
        let mut chars = special.chars();
        match chars.next() {
            None => break,
            Some('"') => out.push_str("\\\""),
            Some('\\') => out.push_str("\\\\"),
            Some('\u{8}') => out.push_str("\\b"),
            Some('\u{c}') => out.push_str("\\f"),
            Some('\n') => out.push_str("\\n"),
            Some('\r') => out.push_str("\\r"),
            Some('\t') => out.push_str("\\t"),
            Some(other) => out.push_str(&format!("\\u{:04x}", u32::from(other))),
        }
        rest = chars.as_str();
    }
}
