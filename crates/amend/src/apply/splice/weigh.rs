//! How deep and how long values are, and whether they are equal. Their depth is bounded,
//! so all of this may recurse.

use super::measures::Measures;
use super::tape::{Spot, Tape};
use super::tree::{Body, Tree, Value};
use crate::document::Kind;
use crate::finder::Finder;
use crate::measure::Size;
use crate::{Node, View, equal};

/// So many bytes of values are looked through, and one more value.
const LOOKED: usize = if cfg!(test) { 8 } else { 1 << 18 };

impl Tree<'_> {
    /// Whether a value has no more containers inside each other than this.
    pub(super) fn is_within(&mut self, value: Value, depth: usize) -> bool {
        match value {
            Value::Tape(spot) if self.holds_few(spot, depth) => true,
            _ => self.size(value).depth <= depth,
        }
    }

    /// The same of a value that the patch brings, which is looked through this once.
    pub(super) fn is_new_within(&self, spot: Spot, depth: usize) -> bool {
        self.holds_few(spot, depth) || is_within(&self.tape(spot), spot.at(), depth)
    }

    /// Whether there are so few values that they cannot go deeper.
    fn holds_few(&self, spot: Spot, depth: usize) -> bool {
        let entries = self.tape(spot).next(spot.at()) - spot.at();
        // A container takes two.
        entries as usize / 2 <= depth
    }

    /// How large and how deep a value is. Who asks for that often gets it from what is
    /// known of all values, which takes as much as to look through them once or twice.
    pub(super) fn size(&mut self, value: Value) -> Size {
        if self.measures.is_none() {
            if self.looked <= LOOKED {
                let size = Size::of(self.look(value), usize::MAX, usize::MAX);
                // What has gone from a value is looked at as well.
                let gone = if matches!(value, Value::Laid(_)) { LOOKED / 32 } else { 0 };
                self.looked = self.looked.saturating_add(size.bytes).saturating_add(gone);
                return size;
            }
            self.measures = Some(Box::new(Measures::of(self)));
        }
        self.measures.as_ref().map_or_else(Size::default, |measures| measures.size(self, value))
    }

    /// Whether a value is equal to one of the patch (RFC 6902 §4.6).
    pub(super) fn is_equal(&self, value: Value, wanted: Spot) -> bool {
        match value {
            Value::Tape(spot) => {
                let (tape, at) = (self.tape(spot), spot.at());
                let plain = |tape: &Tape<'_>, at| match tape.kind(at) {
                    Kind::String => !tape.escaped(at),
                    Kind::Array | Kind::Object => false,
                    _ => true,
                };
                // What is written alike is equal.
                let wanted = wanted.at();
                let alike = tape.written(at) == self.patch.written(wanted);
                alike && plain(&tape, at) || equal(tape.node(at), self.patch.node(wanted))
            }
            Value::Laid(_) => self.is_equal_to(value, self.patch.node(wanted.at())),
        }
    }

    fn is_equal_to(&self, value: Value, wanted: Node<'_>) -> bool {
        let id = match value {
            Value::Tape(spot) => return equal(self.tape(spot).node(spot.at()), wanted),
            Value::Laid(id) => id,
        };
        match (self.body(id), wanted.shape()) {
            (Body::Small(_), _) => equal(self.look(value), wanted),
            (Body::Array(array), crate::Shape::Array(others)) => {
                let tape = self.tape(array.base);
                array.len as usize == wanted.len()
                    && array.all(&tape).zip(others).all(|(one, other)| self.is_equal_to(one, other))
            }
            (Body::Object(object), crate::Shape::Object(_)) => {
                let tape = object.base.map_or(self.document, |base| self.tape(base));
                let mut others = Finder::new(wanted);
                object.len as usize == wanted.len()
                    && object.all(&tape).all(|(name, one)| {
                        others.find(&name).is_some_and(|other| self.is_equal_to(one, other))
                    })
            }
            _ => false,
        }
    }
}

/// Whether no more containers than this stand inside each other at a place of a tape.
fn is_within(tape: &Tape<'_>, at: u32, depth: usize) -> bool {
    let end = tape.next(at);
    let mut open = Vec::new();
    (at..end).all(|at| {
        while open.pop_if(|end| *end <= at).is_some() {}
        if matches!(tape.kind(at), Kind::Array | Kind::Object) {
            open.push(tape.next(at));
        }
        open.len() <= depth
    })
}
