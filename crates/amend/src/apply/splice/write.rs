//! The tree as text: the source, with what is different spliced in.
//!
//! A container that was changed keeps the white space around what it had. What is new in
//! it is laid out as the last of its old members or elements, with no white space inside.

use std::ops::Range;

use super::super::overlay::written::{before, behind};
use super::array::Array;
use super::object::Object;
use super::pieces::Piece;
use super::tape::{Spot, Tape};
use super::tree::{Body, Tree, Value};
use crate::write;

impl Tree<'_> {
    /// The text of the document.
    pub(super) fn into_text(self) -> String {
        let source = self.document.text;
        let span = self.document.span(0);
        let mut text = String::with_capacity(source.len() + self.patch.text.len() / 4);
        text.push_str(source.get(..span.start).unwrap_or_default());
        self.write(self.root, &mut text);
        text.push_str(source.get(span.end..).unwrap_or_default());
        text
    }

    /// Writes a value. Its depth is bounded, so this may recurse.
    fn write(&self, value: Value, out: &mut String) {
        match value {
            Value::Tape(spot) if spot.is_of_patch() => self.patch.node(spot.at()).write(out),
            Value::Tape(spot) => out.push_str(self.document.written(spot.at())),
            Value::Laid(id) => match self.body(id) {
                body @ Body::Array(array) if array.base.is_of_patch() => {
                    self.body_of_patch(body, out);
                }
                Body::Array(array) => self.array(array, out),
                Body::Small(small) if small.base.is_of_patch() => {
                    self.body_of_patch(&small.widened(&self.patch), out);
                }
                Body::Small(small) => {
                    let span = self.document.span(small.base.at());
                    let Some((place, value)) = small.changed() else {
                        out.push_str(self.document.written(small.base.at()));
                        return;
                    };
                    let mut source = Source::from(&self.document, span);
                    source.up_to(self.document.span(place), out);
                    self.write(value, out);
                    source.rest(out);
                }
                body @ Body::Object(object) => match object.base {
                    Some(base) if !base.is_of_patch() => self.object(object, base.at(), out),
                    _ => self.body_of_patch(body, out),
                },
                Body::Free => {}
            },
        }
    }

    /// Writes a container that the patch brought, or that is new.
    fn body_of_patch(&self, body: &Body<'_>, out: &mut String) {
        let mut separate = separator();
        match body {
            Body::Array(array) => {
                out.push('[');
                for value in array.all(&self.patch) {
                    separate(out);
                    self.write(value, out);
                }
                out.push(']');
            }
            Body::Object(object) => {
                out.push('{');
                for (name, value) in object.all(&self.patch) {
                    separate(out);
                    write::string(out, &name);
                    out.push(':');
                    self.write(value, out);
                }
                out.push('}');
            }
            Body::Small(_) | Body::Free => {}
        }
    }

    /// Where a value stands in the source, or what it was made of.
    fn origin(&self, value: Value) -> Option<u32> {
        let spot = match value {
            Value::Tape(spot) => Some(spot),
            Value::Laid(id) => match self.body(id) {
                Body::Array(array) => Some(array.base),
                Body::Object(object) => object.base,
                Body::Small(small) => Some(small.base),
                Body::Free => None,
            },
        };
        spot.filter(|spot| !spot.is_of_patch()).map(Spot::at)
    }

    fn array(&self, array: &Array, out: &mut String) {
        let (tape, base) = (&self.document, array.base.at());
        let count = tape.count(base);
        if array.is_unchanged() || count + array.len == 0 {
            out.push_str(tape.written(base));
            return;
        }
        if array.is_in_place() {
            let mut source = Source::from(tape, tape.span(base));
            array.changes.each(0, u32::MAX, |number, value| {
                source.up_to(tape.span(array.place(tape, number)), out);
                self.write(value, out);
            });
            return source.rest(out);
        }
        let mut list = List::over(tape, array, count);
        out.push('[');
        for piece in array.in_order() {
            match piece {
                Piece::One(value) => self.element(&mut list, value, out),
                Piece::Run { first, count } => {
                    let (mut from, end) = (first, first + count);
                    array.changes.each(first, end, |number, value| {
                        list.run(from, number, out);
                        self.element(&mut list, value, out);
                        from = number + 1;
                    });
                    list.run(from, end, out);
                }
            }
        }
        if let Some(last) = list.last.filter(|_| list.written > 0) {
            out.push_str(behind(tape.text, tape.span(last).end));
        }
        out.push(']');
    }

    /// Writes an element that is not as it was.
    fn element(&self, list: &mut List<'_>, value: Value, out: &mut String) {
        let (tape, base) = (list.tape, list.array.base.at());
        let own = self.origin(value).filter(|at| base < *at && *at < tape.next(base));
        // In a list as long as it was, an element that is none of the old ones stands in
        // the place of one.
        let origin = own.or_else(|| list.place_of_next());
        list.lead(origin, out);
        self.write(value, out);
        if let Some(at) = origin.filter(|at| list.last != Some(*at)) {
            out.push_str(behind(tape.text, tape.span(at).end));
        }
    }

    fn object(&self, object: &Object<'_>, base: u32, out: &mut String) {
        let tape = &self.document;
        let count = tape.count(base);
        if object.changes.is_empty() && object.added.is_empty() || count + object.len == 0 {
            out.push_str(tape.written(base));
            return;
        }
        if object.added.is_empty() && object.len == count {
            let mut source = Source::from(tape, tape.span(base));
            object.changes.each(0, u32::MAX, |name, value| {
                source.up_to(tape.span(name + 1), out);
                if let Some(value) = value {
                    self.write(value, out);
                }
            });
            return source.rest(out);
        }
        out.push('{');
        let mut members = Members::over(tape, base);
        object.changes.each(0, u32::MAX, |name, value| match value {
            Some(value) => {
                members.up_to(tape.span(name + 1).start, out);
                self.write(value, out);
                members.from = tape.span(name + 1).end;
            }
            None => members.without(name, out),
        });
        members.up_to(members.end, out);
        self.added(object, &mut members, out);
        if !members.empty {
            let end = tape.span(base).end - 1;
            out.push_str(tape.text.get(members.end..end).unwrap_or_default());
        }
        out.push('}');
    }

    /// Writes the members that came later.
    fn added(&self, object: &Object<'_>, members: &mut Members<'_>, out: &mut String) {
        if object.added.iter().all(|added| added.value.is_none()) {
            return;
        }
        let tape = &self.document;
        // The last member of the source, and the last one that is still there: what is
        // new stands behind that, in the place of one that is gone, if it has its name.
        let last = object.names(tape).into_iter().flatten().last();
        let old = object.names(tape).into_iter().flatten();
        let mut passed = old.filter(|at| object.is_here(*at)).last().unwrap_or(0);
        // What stands in front of a name, and what between it and its value.
        let around = |at: u32| {
            let colon = tape.span(at).end..tape.span(at + 1).start;
            (lead(tape, at), tape.text.get(colon).unwrap_or_default())
        };
        let of_last = last.map_or(("", ":"), around);
        for added in &object.added {
            let Some(value) = added.value else { continue };
            let own = added.was.filter(|was| *was > passed);
            passed = own.unwrap_or(u32::MAX);
            let (lead, colon) = own.map_or(of_last, around);
            if members.empty {
                out.push_str(members.lead);
            } else {
                out.push(',');
                out.push_str(lead);
            }
            members.empty = false;
            match own {
                Some(own) => out.push_str(tape.written(own)),
                None => write::string(out, &added.name),
            }
            out.push_str(colon);
            self.write(value, out);
            if let Some(own) = own.filter(|own| last != Some(*own)) {
                out.push_str(behind(tape.text, tape.span(own + 1).end));
            }
        }
    }
}

/// A container of the source in which nothing came and nothing went.
struct Source<'a> {
    text: &'a str,
    /// What is not written yet.
    from: usize,
    end: usize,
}

impl<'a> Source<'a> {
    fn from(tape: &Tape<'a>, span: Range<usize>) -> Self {
        Self { text: tape.text, from: span.start, end: span.end }
    }

    /// Writes all up to a value, in whose place another one stands.
    fn up_to(&mut self, value: Range<usize>, out: &mut String) {
        out.push_str(self.text.get(self.from..value.start).unwrap_or_default());
        self.from = value.end;
    }

    fn rest(self, out: &mut String) {
        out.push_str(self.text.get(self.from..self.end).unwrap_or_default());
    }
}

/// The elements of a list that is written.
struct List<'a> {
    tape: &'a Tape<'a>,
    array: &'a Array,
    /// How many the source has, the first and the last of them, and the white space in
    /// front of that.
    count: u32,
    first: Option<u32>,
    last: Option<u32>,
    lead_of_last: &'a str,
    /// How many are written.
    written: u32,
}

impl<'a> List<'a> {
    fn over(tape: &'a Tape<'a>, array: &'a Array, count: u32) -> Self {
        let first = (count > 0).then_some(array.base.at() + 1);
        let last = count.checked_sub(1).map(|number| array.place(tape, number));
        let lead_of_last = last.map(|at| lead(tape, at)).unwrap_or_default();
        Self { tape, array, count, first, last, lead_of_last, written: 0 }
    }

    fn place_of_next(&self) -> Option<u32> {
        (self.array.len == self.count).then(|| self.array.place(self.tape, self.written))
    }

    /// What stands in front of the next element, which was here.
    fn lead(&mut self, origin: Option<u32>, out: &mut String) {
        let lead = if self.written == 0 {
            self.first.map_or("", |at| lead(self.tape, at))
        } else {
            out.push(',');
            let origin = origin.filter(|at| self.first != Some(*at));
            origin.map_or(self.lead_of_last, |at| lead(self.tape, at))
        };
        out.push_str(lead);
        self.written += 1;
    }

    /// Writes elements that stand behind each other in the source.
    fn run(&mut self, from: u32, end: u32, out: &mut String) {
        if from >= end {
            return;
        }
        let place = |number| self.array.place(self.tape, number);
        let (first, last) = (place(from), place(end - 1));
        self.lead(Some(first), out);
        self.written += end - from - 1;
        let (start, stop) = (self.tape.span(first).start, self.tape.span(last).end);
        out.push_str(self.tape.text.get(start..stop).unwrap_or_default());
        if end < self.count {
            out.push_str(behind(self.tape.text, stop));
        }
    }
}

/// The members of an object that is written.
struct Members<'a> {
    tape: &'a Tape<'a>,
    /// The white space in front of the first one.
    lead: &'a str,
    /// What of the source is written next: the name of a member, while there is nothing
    /// yet, and else the end of one, or the comma behind it.
    from: usize,
    /// The end of the last one.
    end: usize,
    empty: bool,
}

impl<'a> Members<'a> {
    fn over(tape: &'a Tape<'a>, base: u32) -> Self {
        let span = tape.span(base);
        let lead = behind(tape.text, span.start + 1);
        let trail = before(tape.text, span.end - 1).len();
        let (from, end) = (span.start + 1 + lead.len(), span.end - 1 - trail);
        if tape.count(base) == 0 {
            return Self { tape, lead: "", from: 0, end: span.end - 1, empty: true }.at_end();
        }
        Self { tape, lead, from, end, empty: true }
    }

    /// Nothing is left.
    fn at_end(mut self) -> Self {
        self.from = self.end;
        self
    }

    /// Writes all up to a position.
    fn up_to(&mut self, end: usize, out: &mut String) {
        if self.from >= end {
            return;
        }
        if std::mem::replace(&mut self.empty, false) {
            out.push_str(self.lead);
        }
        out.push_str(self.tape.text.get(self.from..end).unwrap_or_default());
        self.from = end;
    }

    /// Leaves a member out, and a comma beside it.
    fn without(&mut self, name: u32, out: &mut String) {
        let Tape { text, .. } = *self.tape;
        let start = self.tape.span(name).start;
        let comma = start - before(text, start).len();
        // In front of the first one there is a bracket.
        if text.as_bytes().get(comma.wrapping_sub(1)) == Some(&b',') {
            self.up_to(comma - 1, out);
        }
        let end = self.tape.span(name + 1).end;
        let comma = end + behind(text, end).len();
        self.from = if text.as_bytes().get(comma) != Some(&b',') {
            self.end
        } else if self.empty {
            comma + 1 + behind(text, comma + 1).len()
        } else {
            comma
        };
    }
}

/// The white space in front of what stands at a place.
fn lead<'t>(tape: &Tape<'t>, at: u32) -> &'t str {
    before(tape.text, tape.span(at).start)
}

/// Writes a comma each time but the first.
fn separator() -> impl FnMut(&mut String) {
    let mut first = true;
    move |out| {
        if !std::mem::replace(&mut first, false) {
            out.push(',');
        }
    }
}
