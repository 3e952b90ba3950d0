//! The tree as text: the source, with what is different spliced in.
//!
//! A container that was changed keeps the white space around what it had. What is new in
//! it is laid out as the last of its old members or elements, with no white space inside.

use super::super::overlay::written::{before, behind};
use super::array::Array;
use super::object::Object;
use super::pieces::Piece;
use super::tape::{Spot, Tape};
use super::tree::{Body, Tree, Value};
use crate::document::Kind;
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
            Value::Tape(spot) if spot.is_of_patch() => compact(&self.patch, spot.at(), out),
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
                    let (place, text) = (self.document.span(place), self.document.text);
                    out.push_str(text.get(span.start..place.start).unwrap_or_default());
                    self.write(value, out);
                    out.push_str(text.get(place.end..span.end).unwrap_or_default());
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
        let mut list = List { tape, array, base, count, written: 0 };
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
        if let Some(last) = list.last().filter(|_| list.written > 0) {
            out.push_str(behind(tape.text, tape.span(last).end));
        }
        out.push(']');
    }

    /// Writes an element that is not as it was.
    fn element(&self, list: &mut List<'_>, value: Value, out: &mut String) {
        let List { tape, base, .. } = *list;
        let own = self.origin(value).filter(|at| base < *at && *at < tape.next(base));
        // In a list as long as it was, an element that is none of the old ones stands in
        // the place of one.
        let origin = own.or_else(|| list.place_of_next());
        list.lead(origin, out);
        self.write(value, out);
        if let Some(at) = origin.filter(|at| list.last() != Some(*at)) {
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
            // Nothing came and nothing went.
            let span = tape.span(base);
            let mut from = span.start;
            object.changes.each(0, u32::MAX, |name, value| {
                let place = tape.span(name + 1);
                out.push_str(tape.text.get(from..place.start).unwrap_or_default());
                if let Some(value) = value {
                    self.write(value, out);
                }
                from = place.end;
            });
            out.push_str(tape.text.get(from..span.end).unwrap_or_default());
            return;
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
        for added in &object.added {
            let Some(value) = added.value else { continue };
            let own = added.was.filter(|was| *was > passed);
            passed = own.unwrap_or(u32::MAX);
            let like = own.or(last);
            let lead = |at: u32| before(tape.text, tape.span(at).start);
            if members.empty {
                out.push_str(members.lead);
            } else {
                out.push(',');
                out.push_str(like.map_or("", lead));
            }
            members.empty = false;
            let colon = |at: u32| {
                let colon = tape.span(at).end..tape.span(at + 1).start;
                tape.text.get(colon).unwrap_or_default()
            };
            match own {
                Some(own) => out.push_str(tape.written(own)),
                None => write::string(out, &added.name),
            }
            out.push_str(like.map_or(":", colon));
            self.write(value, out);
            if let Some(own) = own.filter(|own| last != Some(*own)) {
                out.push_str(behind(tape.text, tape.span(own + 1).end));
            }
        }
    }
}

/// The elements of a list that is written.
struct List<'a> {
    tape: &'a Tape<'a>,
    array: &'a Array,
    base: u32,
    /// How many the source has.
    count: u32,
    /// How many are written.
    written: u32,
}

impl List<'_> {
    fn first(&self) -> Option<u32> {
        (self.count > 0).then_some(self.base + 1)
    }

    fn last(&self) -> Option<u32> {
        Some(self.array.place(self.tape, self.count.checked_sub(1)?))
    }

    fn place_of_next(&self) -> Option<u32> {
        (self.array.len == self.count).then(|| self.array.place(self.tape, self.written))
    }

    /// What stands in front of the next element, which was here.
    fn lead(&mut self, origin: Option<u32>, out: &mut String) {
        let like = if self.written == 0 {
            self.first()
        } else {
            out.push(',');
            origin.filter(|at| self.first() != Some(*at)).or_else(|| self.last())
        };
        let lead = like.map(|at| before(self.tape.text, self.tape.span(at).start));
        out.push_str(lead.unwrap_or_default());
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

/// Writes a comma each time but the first.
fn separator() -> impl FnMut(&mut String) {
    let mut first = true;
    move |out| {
        if !std::mem::replace(&mut first, false) {
            out.push(',');
        }
    }
}

/// Writes what stands on a tape with no white space, and strings as all are written.
fn compact(tape: &Tape<'_>, at: u32, out: &mut String) {
    match tape.kind(at) {
        Kind::Array => {
            let mut separate = separator();
            out.push('[');
            for at in tape.elements(at) {
                separate(out);
                compact(tape, at, out);
            }
            out.push(']');
        }
        Kind::Object => {
            let mut separate = separator();
            out.push('{');
            for name in tape.names(at) {
                separate(out);
                compact(tape, name, out);
                out.push(':');
                compact(tape, name + 1, out);
            }
            out.push('}');
        }
        Kind::String if tape.escaped(at) => write::string(out, &tape.string(at)),
        _ => out.push_str(tape.written(at)),
    }
}
