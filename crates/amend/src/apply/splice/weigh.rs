//! How deep and how long values are, and whether they are equal. Their depth is bounded,
//! so all of this may recurse.

use super::tape::{Spot, Tape};
use super::tree::{Body, Tree, Value};
use crate::document::Kind;
use crate::finder::Finder;
use crate::{Node, View, equal};

impl Tree<'_> {
    /// Whether a value has no more containers inside each other than this; nothing, if
    /// that was asked for too often of too much.
    pub(super) fn is_within(&mut self, value: Value, depth: usize) -> Option<bool> {
        if let Value::Tape(spot) = value {
            // No value goes deeper than there are values in it.
            let values = self.tape(spot).next(spot.at()) - spot.at();
            return Some(values as usize <= depth || self.depth_of(spot) <= depth);
        }
        Some(self.at_most(value)? <= depth || self.depth(value)? <= depth)
    }

    /// Takes what is looked at off what may be.
    fn look(&mut self, values: usize) -> Option<()> {
        self.patience = self.patience.checked_sub(values + 1)?;
        Some(())
    }

    /// Not less than the depth of a value: what is gone may count.
    fn at_most(&mut self, value: Value) -> Option<usize> {
        let id = match value {
            Value::Tape(spot) => return Some(self.depth_of(spot)),
            Value::Laid(id) => id,
        };
        let (base, later): (_, Vec<Value>) = match self.body(id) {
            Body::Array(array) => (Some(array.base), array.later().collect()),
            Body::Object(object) => (object.base, object.later().collect()),
            Body::Free => return Some(0),
        };
        self.look(later.len())?;
        let mut depth = base.map_or(1, |base| self.depth_of(base));
        for value in later {
            depth = depth.max(1 + self.at_most(value)?);
        }
        Some(depth)
    }

    /// The depth of a value.
    fn depth(&mut self, value: Value) -> Option<usize> {
        let id = match value {
            Value::Tape(spot) => return Some(self.depth_of(spot)),
            Value::Laid(id) => id,
        };
        let values: Vec<Value> = match self.body(id) {
            Body::Array(array) => array.all(&self.tape(array.base)).collect(),
            Body::Object(object) => {
                let tape = object.base.map_or(self.document, |base| self.tape(base));
                object.all(&tape).map(|(_, value)| value).collect()
            }
            Body::Free => Vec::new(),
        };
        self.look(values.len())?;
        let mut depth = 1;
        for value in values {
            depth = depth.max(1 + self.depth(value)?);
        }
        Some(depth)
    }

    /// The depth of what stands on a tape, which is only looked through once.
    fn depth_of(&mut self, spot: Spot) -> usize {
        let tape = self.tape(spot);
        let (at, end) = (spot.at(), tape.next(spot.at()));
        if end - at == 1 {
            return usize::from(is_container(tape.kind(at)));
        }
        if let Some(depth) = self.depths.get(&spot) {
            return *depth;
        }
        let depth = depth(&tape, at);
        self.depths.insert(spot, depth);
        depth
    }

    /// Not less than the bytes that a value takes when it is written compactly.
    pub(super) fn bytes_at_most(&self, value: Value) -> usize {
        let of = |spot: Spot| self.tape(spot).span(spot.at()).len();
        let id = match value {
            Value::Tape(spot) => return of(spot),
            Value::Laid(id) => id,
        };
        match self.body(id) {
            Body::Array(array) => array.later().fold(of(array.base), |bytes, value| {
                bytes.saturating_add(self.bytes_at_most(value) + 1)
            }),
            Body::Object(object) => {
                let mut bytes = object.base.map_or(2, of);
                for value in object.later() {
                    bytes = bytes.saturating_add(self.bytes_at_most(value));
                }
                for added in object.added.iter().filter(|added| added.value.is_some()) {
                    bytes = bytes.saturating_add(name_at_most(&added.name));
                }
                bytes
            }
            Body::Free => 0,
        }
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

/// Not less than the bytes of a name, its quotes, its colon and a comma: a byte is
/// written as six at most.
pub(super) fn name_at_most(name: &str) -> usize {
    name.len() * 6 + 4
}

fn is_container(kind: Kind) -> bool {
    matches!(kind, Kind::Array | Kind::Object)
}

/// How many containers stand inside each other at a place of a tape.
fn depth(tape: &Tape<'_>, at: u32) -> usize {
    let end = tape.next(at);
    let (mut depth, mut open) = (0, Vec::new());
    for at in at..end {
        while open.last().is_some_and(|end| *end <= at) {
            open.pop();
        }
        if is_container(tape.kind(at)) {
            open.push(tape.next(at));
            depth = depth.max(open.len());
        }
    }
    depth
}
