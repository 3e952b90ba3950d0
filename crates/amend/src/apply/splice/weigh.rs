//! How deep and how long values are, and whether they are equal. Their depth is bounded,
//! so all of this may recurse.

use super::measures::Measures;
use super::small::{Child, Small, places};
use super::sums::{counted, is_within};
use super::tape::{Spot, Tape};
use super::tree::{Body, Tree, Value};
use crate::document::Kind;
use crate::finder::Finder;
use crate::measure::{Size, name_bytes};
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
                let size = self.weigh(value);
                // What has gone from a value is looked at as well.
                let gone = if matches!(value, Value::Laid(_)) { LOOKED / 32 } else { 0 };
                self.looked = self.looked.saturating_add(size.bytes).saturating_add(gone);
                return size;
            }
            self.measures = Some(Box::new(Measures::of(self)));
        }
        self.measures.as_ref().map_or_else(Size::default, |measures| measures.size(self, value))
    }

    fn weigh(&self, value: Value) -> Size {
        let id = match value {
            Value::Tape(spot) => return counted(&self.tape(spot), spot.at()),
            Value::Laid(id) => id,
        };
        match self.body(id) {
            Body::Small(small) => self.weigh_small(*small),
            Body::Array(array) => {
                let tape = self.tape(array.base);
                around(array.all(&tape).map(|value| (0, self.weigh(value))))
            }
            Body::Object(object) => around(
                (object.all(&object.tape(self)))
                    .map(|(name, value)| (name_bytes(&name), self.weigh(value))),
            ),
            Body::Free => Size::default(),
        }
    }

    fn weigh_small(&self, small: Small) -> Size {
        let (tape, base) = (self.tape(small.base), small.base.at());
        let is_object = tape.kind(base) == Kind::Object;
        around(places(&tape, base).map(|place| {
            let size = match small.child(&tape, place) {
                Child::Value(value) => self.weigh(value),
                Child::Way(small) => self.weigh_small(small),
            };
            (if is_object { name_bytes(&tape.string(place - 1)) } else { 0 }, size)
        }))
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

/// The size of a container of values of these sizes, each with the bytes of its name.
fn around(values: impl Iterator<Item = (usize, Size)>) -> Size {
    let (mut bytes, mut depth, mut count) = (2, 0, 0_usize);
    for (name, value) in values {
        bytes += name + value.bytes;
        depth = value.depth.max(depth);
        count += 1;
    }
    Size { bytes: bytes + count.saturating_sub(1), depth: depth + 1 }
}
