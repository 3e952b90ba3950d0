//! How large values are, each measured about once.
//!
//! A choice is made at every level: whether to edit a container or to replace it.
//! So the size of what is deep inside is wanted again and again; it is remembered
//! for every container that was measured to its end.

use super::hashing::Table;
use super::price::string_bytes;
use crate::measure::name_bytes;
use crate::view::{Shape, View};

/// Values below this depth are not measured: a size is a weight here, never a
/// promise, and the walk that takes it is recursive.
const MEASURED: usize = 512;

/// What is no larger than this is measured as soon as it is looked up.
const SMALL: usize = 64;

/// The sizes found so far, by where the values are.
#[derive(Debug, Default)]
pub(super) struct Sizes(Table<usize, Known>);

#[derive(Clone, Copy, Debug)]
struct Known {
    bytes: usize,
    /// Whether that is all.
    whole: bool,
}

impl Sizes {
    /// The bytes of a value's compact text, measured no further than `most`.
    pub(super) fn of<'a, V: View<'a>>(&mut self, value: V, most: usize) -> usize {
        if let Some(bytes) = value.bytes_written() {
            return bytes;
        }
        match value.shape() {
            Shape::Array(_) | Shape::Object(_) => {}
            _ => return leaf(value),
        }
        // What was not measured to its end is measured twice as far at least, so
        // that many who ask for a little more do not begin anew each time.
        let begun = self.known(value).map_or(0, |known| known.bytes.saturating_mul(2));
        let mut walk = Walk { sizes: self, left: most.max(begun) };
        walk.value(value, 0).bytes
    }

    fn known<'a, V: View<'a>>(&self, value: V) -> Option<Known> {
        self.0.get(&value.place()?).copied()
    }
}

struct Walk<'s> {
    sizes: &'s mut Sizes,
    /// How many more bytes are measured.
    left: usize,
}

impl Walk<'_> {
    fn value<'a, V: View<'a>>(&mut self, value: V, above: usize) -> Known {
        let leaves = value.len();
        let shape = value.shape();
        if !matches!(shape, Shape::Array(_) | Shape::Object(_)) {
            return self.take(leaf(value));
        }
        if let Some(known) = self.sizes.known(value)
            && (known.whole || known.bytes > self.left)
        {
            self.left = self.left.saturating_sub(known.bytes);
            return known;
        }
        let mut size = self.take(1 + leaves.max(1));
        size.whole &= above < MEASURED;
        match shape {
            Shape::Array(mut elements) => {
                while size.whole {
                    let Some(element) = elements.next() else { break };
                    let inside = self.value(element, above + 1);
                    size = size.and(inside);
                }
            }
            Shape::Object(mut members) => {
                while size.whole {
                    let Some((name, member)) = members.next() else { break };
                    let name = self.take(name_bytes(&name));
                    let inside = self.value(member, above + 1);
                    size = size.and(name).and(inside);
                }
            }
            _ => {}
        }
        if size.bytes > SMALL
            && let Some(place) = value.place()
        {
            self.sizes.0.insert(place, size);
        }
        size
    }

    /// So many bytes more; whether they are not too many.
    fn take(&mut self, bytes: usize) -> Known {
        let whole = bytes <= self.left;
        self.left = self.left.saturating_sub(bytes);
        Known { bytes, whole }
    }
}

impl Known {
    fn and(self, other: Self) -> Self {
        Self { bytes: self.bytes.saturating_add(other.bytes), whole: self.whole && other.whole }
    }
}

fn leaf<'a, V: View<'a>>(value: V) -> usize {
    match value.shape() {
        Shape::Null | Shape::Bool(true) => 4,
        Shape::Bool(false) => 5,
        Shape::Number(text) => text.len(),
        Shape::String(text) => string_bytes(&text),
        Shape::Array(_) | Shape::Object(_) => 2,
    }
}
