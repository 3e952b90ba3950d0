//! An overlay as text: what was not touched is written as it stands in the
//! source, white space, escapes and the spelling of numbers included.
//!
//! A container that was touched keeps the white space around what it had. What
//! is new in it is laid out as the last of its old members or elements, with no
//! white space inside.

use std::borrow::Cow;
use std::ops::Range;

use super::super::tree::List;
use super::leaves::Borrowed;
use super::{Chunks, Overlay, Ranked};
use crate::Node;
use crate::view::{Shape, View};
use crate::write::{self, Layout};

type Laid<'d> = Overlay<'d, Borrowed<'d, Node<'d>>>;

impl<'d> Laid<'d> {
    /// Writes the value. Its depth is bounded, so this may recurse.
    pub(in crate::apply) fn write(&self, source: &'d str, out: &mut String) {
        match self {
            Self::Leaf(Borrowed::Source(node)) => out.push_str(node.text()),
            Self::Leaf(Borrowed::Literal(json)) => {
                write::value(out, *json, Layout::Compact, 0);
            }
            Self::Array(..) | Self::Object(..) if self.is_empty_again() => {
                out.push_str(self.origin().map_or("", Node::text));
            }
            Self::Array(elements, was) => array(elements, source_of(*was), source, out),
            Self::Object(members, was) => object(members, source_of(*was), source, out),
        }
    }

    /// Whether the container has nothing in it, as it had nothing before.
    fn is_empty_again(&self) -> bool {
        self.see().len() == 0 && self.origin().is_some_and(|was| was.len() == 0)
    }

    /// What the value is, or was before it was touched, in the source.
    fn origin(&self) -> Option<Node<'d>> {
        match self {
            Self::Leaf(leaf) | Self::Array(_, leaf) | Self::Object(_, leaf) => source_of(*leaf),
        }
    }
}

fn source_of<'d>(leaf: Borrowed<'d, Node<'d>>) -> Option<Node<'d>> {
    match leaf {
        Borrowed::Source(node) => Some(node),
        Borrowed::Literal(_) => None,
    }
}

fn is_space(byte: u8) -> bool {
    matches!(byte, b' ' | b'\t' | b'\n' | b'\r')
}

/// The white space that ends at a position.
pub(in crate::apply) fn before(source: &str, at: usize) -> &str {
    let text = source.as_bytes().get(..at).unwrap_or_default();
    let spaces = text.iter().rev().take_while(|byte| is_space(**byte)).count();
    source.get(at - spaces..at).unwrap_or_default()
}

/// The white space that begins at a position.
pub(in crate::apply) fn behind(source: &str, at: usize) -> &str {
    let text = source.as_bytes().get(at..).unwrap_or_default();
    let spaces = text.iter().take_while(|byte| is_space(**byte)).count();
    source.get(at..at + spaces).unwrap_or_default()
}

fn array<'d>(
    elements: &Chunks<Laid<'d>>,
    was: Option<Node<'d>>,
    source: &'d str,
    out: &mut String,
) {
    let old = || match was.map(View::shape) {
        Some(Shape::Array(elements)) => Some(elements),
        _ => None,
    };
    let first = old().and_then(|mut elements| elements.next());
    let last = old().and_then(Iterator::last);
    // In a list as long as it was, an element that is none of the old ones stands
    // in the place of one.
    let as_long = was.is_some_and(|was| was.len() == List::len(elements));
    let mut places = old().filter(|_| as_long).into_iter().flatten();
    let lead = |node: Option<Node<'d>>| node.map_or("", |node| before(source, node.span().start));
    let place = |node: Option<Node<'_>>| node.map(Node::span);
    let span = was.map_or(0..0, Node::span);
    out.push('[');
    for (at, element) in elements.iter().enumerate() {
        let place_of = places.next();
        let origin = element.origin().filter(|node| within(&node.span(), &span)).or(place_of);
        if at == 0 {
            out.push_str(lead(first));
        } else {
            out.push(',');
            let own = origin.filter(|node| place(first) != Some(node.span()));
            out.push_str(lead(own.or(last)));
        }
        element.write(source, out);
        if let Some(node) = origin.filter(|node| place(last) != Some(node.span())) {
            out.push_str(behind(source, node.span().end));
        }
    }
    if let (Some(last), true) = (last, elements.get(0).is_some()) {
        out.push_str(behind(source, last.span().end));
    }
    out.push(']');
}

fn within(inner: &Range<usize>, outer: &Range<usize>) -> bool {
    outer.start < inner.start && inner.end < outer.end
}

/// How a member of the source is written.
#[derive(Clone)]
struct Member<'d> {
    name: Range<usize>,
    value: Node<'d>,
}

impl<'d> Member<'d> {
    /// The white space in front of it.
    fn lead(&self, source: &'d str) -> &'d str {
        before(source, self.name.start)
    }

    /// The white space behind it.
    fn trail(&self, source: &'d str) -> &'d str {
        behind(source, self.value.span().end)
    }

    /// The name, the colon and the white space around it.
    fn named(&self, source: &'d str) -> &'d str {
        source.get(self.name.start..self.value.span().start).unwrap_or_default()
    }

    /// The same without the name.
    fn colon(&self, source: &'d str) -> &'d str {
        source.get(self.name.end..self.value.span().start).unwrap_or_default()
    }
}

/// The members that the source has, and how many of them were passed.
struct Old<'d, I> {
    rest: I,
    left: usize,
    /// The one that was passed last.
    passed: Option<Member<'d>>,
}

impl<'d, I: Iterator<Item = (Cow<'d, str>, Range<usize>, Node<'d>)>> Old<'d, I> {
    /// Goes behind the member of this name, or behind all.
    fn find(&mut self, name: &str) -> Option<Member<'d>> {
        loop {
            let (other, span, value) = self.rest.next()?;
            self.left = self.left.saturating_sub(1);
            let member = Member { name: span, value };
            self.passed = Some(member.clone());
            if other == name {
                return Some(member);
            }
        }
    }

    /// Goes behind all, and gives the last one.
    fn last(&mut self) -> Option<Member<'d>> {
        let rest = self.rest.by_ref().last().map(|(_, name, value)| Member { name, value });
        rest.or(self.passed.take())
    }
}

fn object<'d>(
    members: &Ranked<'d, Laid<'d>>,
    was: Option<Node<'d>>,
    source: &'d str,
    out: &mut String,
) {
    let old = || was.into_iter().flat_map(Node::spanned_members);
    let first = old().next().map(|(_, name, value)| Member { name, value });
    let mut old = Old { rest: old(), left: was.map_or(0, View::len), passed: None };
    out.push('{');
    let mut empty = true;
    for (name, value) in members.iter() {
        // A new member stands behind all old ones: then these are all passed.
        let own = old.find(name);
        let like = own.as_ref().or(old.passed.as_ref());
        if empty {
            out.push_str(first.as_ref().map_or("", |first| first.lead(source)));
        } else {
            out.push(',');
            out.push_str(like.map_or("", |like| like.lead(source)));
        }
        empty = false;
        if let Some(own) = &own {
            out.push_str(own.named(source));
        } else {
            write::string(out, name);
            out.push_str(like.map_or(":", |like| like.colon(source)));
        }
        value.write(source, out);
        if let Some(own) = own.filter(|_| old.left > 0) {
            out.push_str(own.trail(source));
        }
    }
    if !empty {
        out.push_str(old.last().map_or("", |last| last.trail(source)));
    }
    out.push('}');
}
