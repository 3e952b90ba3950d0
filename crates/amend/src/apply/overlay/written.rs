//! An overlay as text: what was not touched is written as it stands in the
//! source, white space, escapes and the spelling of numbers included.
//!
//! A container that was touched keeps the white space around what it had. What
//! is new in it is laid out as the last of its old members or elements, with no
//! white space inside.

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
fn before(source: &str, at: usize) -> &str {
    let text = source.as_bytes().get(..at).unwrap_or_default();
    let spaces = text.iter().rev().take_while(|byte| is_space(**byte)).count();
    source.get(at - spaces..at).unwrap_or_default()
}

/// The white space that begins at a position.
fn behind(source: &str, at: usize) -> &str {
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
struct Member<'d> {
    name: Range<usize>,
    value: Node<'d>,
}

fn object<'d>(
    members: &Ranked<'d, Laid<'d>>,
    was: Option<Node<'d>>,
    source: &'d str,
    out: &mut String,
) {
    let old = || was.into_iter().flat_map(Node::spanned_members);
    let member = |(_, name, value)| Member { name, value };
    let (first, last) = (old().next().map(member), old().last().map(member));
    let lead = |of: &Option<Member<'d>>| of.as_ref().map(|of| before(source, of.name.start));
    // The name, the colon and the white space around it.
    let named = |of: &Member<'_>| source.get(of.name.start..of.value.span().start);
    let mut rest = old();
    out.push('{');
    let mut empty = true;
    for (name, value) in members.iter() {
        let own = rest.find(|(other, ..)| other == name).map(member);
        if empty {
            out.push_str(lead(&first).unwrap_or_default());
        } else {
            out.push(',');
            let is_first = |own: &Member<'_>| first.as_ref().is_some_and(|f| f.name == own.name);
            let own = own.as_ref().filter(|own| !is_first(own));
            let own = own.map(|own| before(source, own.name.start));
            out.push_str(own.or(lead(&last)).unwrap_or_default());
        }
        empty = false;
        if let Some(named) = own.as_ref().and_then(named) {
            out.push_str(named);
        } else {
            write::string(out, name);
            let between = |last: &Member<'_>| last.name.end..last.value.span().start;
            let colon = last.as_ref().and_then(|last| source.get(between(last)));
            out.push_str(colon.unwrap_or(":"));
        }
        value.write(source, out);
        let is_last = |own: &Member<'_>| last.as_ref().is_some_and(|l| l.name == own.name);
        if let Some(own) = own.filter(|own| !is_last(own)) {
            out.push_str(behind(source, own.value.span().end));
        }
    }
    if let (Some(last), false) = (&last, empty) {
        out.push_str(behind(source, last.value.span().end));
    }
    out.push('}');
}
