//! How deep and how long values are, known while they change. What is moved or copied
//! again and again need not be looked through each time.

use super::arena::Arena;
use super::small::places;
use super::sums::Sums;
use super::tape::{Spot, Tape};
use super::tree::{Body, Tree, Value};
use crate::document::Kind;
use crate::measure::{Size, name_bytes};

/// The measures of all that stands on the tapes, and of the containers in which
/// something is different.
#[derive(Debug)]
pub(super) struct Measures {
    document: Sums,
    patch: Sums,
    /// By the numbers of the containers.
    laid: Arena<Inside>,
}

/// What is inside of a container.
#[derive(Clone, Debug)]
struct Inside {
    /// The container that it is in, as far as something may be changed in it: that was
    /// opened on the way to it, and is the only one.
    above: u32,
    values: u32,
    /// Of the values and the names, with their colons.
    bytes: usize,
    depths: Depths,
}

/// How many values have each depth. Most containers have values of one depth only.
#[derive(Clone, Debug, Default)]
struct Depths {
    /// The deepest.
    depth: u32,
    count: u32,
    /// How many others there are of each depth.
    #[expect(clippy::box_collection, reason = "most have none, and there are many of these")]
    others: Option<Box<Vec<u32>>>,
}

/// In no container.
pub(super) const NOWHERE: u32 = u32::MAX;

impl Default for Inside {
    fn default() -> Self {
        Self { above: NOWHERE, values: 0, bytes: 0, depths: Depths::default() }
    }
}

impl Inside {
    fn size(&self) -> Size {
        // Two brackets, and a comma between each two values.
        let bytes = self.bytes + 2 + self.values.saturating_sub(1) as usize;
        Size { bytes, depth: self.depths.depth as usize + 1 }
    }

    fn add(&mut self, value: Size) {
        self.values += 1;
        self.bytes += value.bytes;
        self.depths.add(deep(value));
    }

    fn take(&mut self, value: Size) {
        self.values = self.values.saturating_sub(1);
        self.bytes = self.bytes.saturating_sub(value.bytes);
        self.depths.take(deep(value));
    }
}

#[expect(clippy::cast_possible_truncation, reason = "depth is bounded")]
fn deep(value: Size) -> u32 {
    value.depth as u32
}

impl Depths {
    fn add(&mut self, depth: u32) {
        if self.count > 0 && depth > self.depth {
            self.more(self.depth, self.count);
            self.count = 0;
        }
        if self.count == 0 {
            self.depth = depth;
        }
        if depth == self.depth {
            self.count += 1;
        } else {
            self.more(depth, 1);
        }
    }

    /// So many more of a depth that is not the deepest.
    fn more(&mut self, depth: u32, count: u32) {
        let (depth, others) = (depth as usize, self.others.get_or_insert_default());
        if others.len() <= depth {
            others.resize(depth + 1, 0);
        }
        if let Some(there) = others.get_mut(depth) {
            *there += count;
        }
    }

    fn take(&mut self, depth: u32) {
        let others = self.others.as_deref_mut();
        if depth != self.depth {
            if let Some(there) = others.and_then(|others| others.get_mut(depth as usize)) {
                *there = there.saturating_sub(1);
            }
            return;
        }
        self.count = self.count.saturating_sub(1);
        if self.count > 0 {
            return;
        }
        // The next one, or none: a scalar has the depth 0.
        self.depth = 0;
        while let Some(others) = &mut self.others {
            match others.pop() {
                Some(0) => {}
                Some(count) => {
                    (self.depth, self.count) = (short(others.len()), count);
                    return;
                }
                None => self.others = None,
            }
        }
    }
}

#[expect(clippy::cast_possible_truncation, reason = "a text has fewer than 2^29 bytes")]
fn short(bytes: usize) -> u32 {
    bytes as u32
}

impl Measures {
    pub(super) fn of(tree: &Tree<'_>) -> Self {
        let (document, patch) = (Sums::of(&tree.document), Sums::of(&tree.patch));
        let mut measures = Self { document, patch, laid: Arena::default() };
        (0..tree.laid_len()).for_each(|_| measures.laid.push(Inside::default()));
        let mut done = vec![false; tree.laid_len()];
        for id in 0..short(done.len()) {
            measures.measure(tree, id, &mut done);
        }
        measures
    }

    /// Measures a container, and those inside of it. Depth is bounded, so this may
    /// recurse.
    fn measure(&mut self, tree: &Tree<'_>, id: u32, done: &mut [bool]) {
        match done.get_mut(id as usize) {
            None | Some(true) => return,
            Some(done) => *done = true,
        }
        for value in tree.laid_in(id) {
            if let Value::Laid(inner) = value {
                self.measure(tree, inner, done);
                self.enter(inner, id);
            }
        }
        self.first(tree, id);
    }

    /// Measures a container whose inner ones are measured.
    fn first(&mut self, tree: &Tree<'_>, id: u32) {
        let mut inside = Inside::default();
        match tree.body(id) {
            Body::Small(small) => {
                let (tape, base) = (tree.tape(small.base), small.base.at());
                let is_object = tape.kind(base) == Kind::Object;
                let value = small.changed().map(|(at, value)| (at, self.size(tree, value)));
                for place in places(&tape, base) {
                    let Size { bytes, depth } =
                        self.around(small.base.sibling(place), &tape, value);
                    let name = if is_object { name_bytes(&tape.string(place - 1)) } else { 0 };
                    inside.add(Size { bytes: bytes + name, depth });
                }
            }
            Body::Array(array) => {
                let tape = tree.tape(array.base);
                array.all(&tape).for_each(|value| inside.add(self.size(tree, value)));
            }
            Body::Object(object) => {
                for (name, value) in object.all(&object.tape(tree)) {
                    let Size { bytes, depth } = self.size(tree, value);
                    inside.add(Size { bytes: bytes + name_bytes(&name), depth });
                }
            }
            Body::Free => {}
        }
        if let Some(before) = self.laid.get_mut(id) {
            inside.above = before.above;
            *before = inside;
        }
    }

    /// A container that was just laid open, or is a copy of another that was.
    pub(super) fn push(&mut self, tree: &Tree<'_>, id: u32, like: Option<u32>) {
        let like = like.and_then(|like| self.laid.get(like)).cloned();
        let is_copy = like.is_some();
        self.laid.push(like.unwrap_or_default());
        if !is_copy {
            self.first(tree, id);
        }
    }

    /// A container is in another now, or is the whole document.
    pub(super) fn enter(&mut self, id: u32, above: u32) {
        if let Some(inside) = self.laid.get_mut(id) {
            inside.above = above;
        }
    }

    pub(super) fn size(&self, tree: &Tree<'_>, value: Value) -> Size {
        match value {
            Value::Tape(spot) => {
                let table = if spot.is_of_patch() { &self.patch } else { &self.document };
                table.size(&tree.tape(spot), spot.at())
            }
            Value::Laid(id) => self.laid.get(id).map(Inside::size).unwrap_or_default(),
        }
    }

    /// The size of a value on a tape, if at a place inside of it, or in its own place, there
    /// is one of another size.
    fn around(&self, spot: Spot, tape: &Tape<'_>, other: Option<(u32, Size)>) -> Size {
        let table = if spot.is_of_patch() { &self.patch } else { &self.document };
        let mut here = spot.at();
        let is_inside = |place: u32, at: u32| place <= at && at < tape.next(place);
        let whole = table.size(tape, here);
        let Some((at, other)) = other.filter(|(at, _)| is_inside(here, *at)) else { return whole };
        // How many containers there are around it, and the deepest of what is beside it.
        let (mut above, mut deepest) = (0, 0);
        while here != at {
            above += 1;
            let mut inner = at;
            for place in places(tape, here) {
                if is_inside(place, at) {
                    inner = place;
                } else {
                    deepest = deepest.max(above + usize::from(table.depth(place)));
                }
            }
            here = inner;
        }
        let bytes = whole.bytes - table.size(tape, at).bytes + other.bytes;
        Size { bytes, depth: deepest.max(above + other.depth) }
    }

    /// A value that is different, as large as the one directly inside of the container in
    /// which it is.
    fn lifted(&self, tree: &Tree<'_>, id: u32, size: Size) -> Size {
        let Body::Small(small) = tree.body(id) else { return size };
        let tape = tree.tape(small.base);
        match (small.next(&tape), small.changed()) {
            (Some(place), Some((at, _))) => {
                self.around(small.base.sibling(place), &tape, Some((at, size)))
            }
            _ => size,
        }
    }

    /// In a container one value came in the place of another, each with its name.
    pub(super) fn change(
        &mut self,
        tree: &Tree<'_>,
        id: u32,
        before: Option<Size>,
        after: Option<Size>,
    ) {
        let (mut id, mut before, mut after) = (id, before, after);
        while let Some(inside) = self.laid.get_mut(id) {
            let was = inside.size();
            if let Some(before) = before {
                inside.take(before);
            }
            if let Some(after) = after {
                inside.add(after);
            }
            let is = inside.size();
            if was == is {
                return;
            }
            // The name counts on both sides or on none, which is the same above.
            id = inside.above;
            let lifted = self.lifted(tree, id, was);
            // What is as deep as before differs in its bytes, however far inside it is.
            let bytes = (lifted.bytes + is.bytes).saturating_sub(was.bytes);
            let same = Size { bytes, ..lifted };
            let after_it = if was.depth == is.depth { same } else { self.lifted(tree, id, is) };
            (before, after) = (Some(lifted), Some(after_it));
        }
    }
}
