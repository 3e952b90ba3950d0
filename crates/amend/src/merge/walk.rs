//! Three documents side by side, from the outside in.
//!
//! The containers that are open stand on a stack of its own, so that the depth
//! of a document costs none of the thread's.

use super::conflict::{Conflict, ConflictKind, Kept};
use super::frame::{Anew, Frame, Next};
use super::{Keep, MergeOptions};
use crate::diff::{Aligner, Classifier, Indexed};
use crate::view::{Shape, View, to_json};
use crate::{Arrays, DiffOptions, Json, Pointer};

/// The state of one merge.
pub(super) struct Walk<'a, 'o, V: View<'a>> {
    options: &'o MergeOptions<'o>,
    /// One for each side, so that neither can use up what the other needs.
    pub(super) ours: Aligner<'a, 'o, V>,
    pub(super) theirs: Aligner<'a, 'o, V>,
    pub(super) classes: Classifier<'a, V>,
    pub(super) conflicts: Vec<Conflict>,
    /// Where the walk is in the merged document.
    pub(super) path: Pointer,
    /// Where it is in the base; below what the base does not have, as `path`.
    pub(super) place: Pointer,
}

/// A value as all three have it, or not.
#[derive(Clone, Copy)]
pub(super) struct Three<V> {
    pub(super) base: Option<Indexed<V>>,
    pub(super) ours: Option<Indexed<V>>,
    pub(super) theirs: Option<Indexed<V>>,
}

/// What becomes of a value.
enum Fate<'a, V> {
    /// This; nothing, if it is not in the merged document.
    Known(Option<Json>),
    /// What is in it decides.
    Open(Frame<'a, V>),
}

impl<'a, 'o, V: View<'a>> Walk<'a, 'o, V> {
    pub(super) fn new(options: &'o MergeOptions<'o>, diff: &'o DiffOptions<'o>) -> Self {
        Self {
            options,
            ours: Aligner::new(diff),
            theirs: Aligner::new(diff),
            classes: Classifier::new(),
            conflicts: Vec::new(),
            path: Pointer::root(),
            place: Pointer::root(),
        }
    }

    /// What becomes of a value; nothing, if it is not in the merged document.
    pub(super) fn run(&mut self, base: Option<V>, ours: V, theirs: V) -> Option<Json> {
        let three = Three {
            base: base.map(Indexed::bare),
            ours: Some(Indexed::bare(ours)),
            theirs: Some(Indexed::bare(theirs)),
        };
        let mut frame = match self.value(three) {
            Fate::Known(value) => return value,
            Fate::Open(frame) => frame,
        };
        let mut around: Vec<Frame<'a, V>> = Vec::new();
        loop {
            match frame.next() {
                Next::Value(token, place, three) => {
                    self.path.push(token);
                    self.place.push(place);
                    match self.value(three) {
                        Fate::Known(value) => {
                            self.leave();
                            frame.put(value);
                        }
                        Fate::Open(inside) => around.push(std::mem::replace(&mut frame, inside)),
                    }
                }
                Next::Conflict(at, conflict) => {
                    let path = match at {
                        Some(at) => self.path.child(at.to_string()),
                        None => self.path.clone(),
                    };
                    self.conflicts.push(Conflict { path, ..conflict });
                }
                Next::End => {
                    let value = self.close(&mut frame);
                    let Some(outer) = around.pop() else { return value };
                    self.leave();
                    frame = outer;
                    frame.put(value);
                }
            }
        }
    }

    fn leave(&mut self) {
        self.path.pop();
        self.place.pop();
    }

    /// What a container comes to of which all is merged that is in it.
    fn close(&mut self, frame: &mut Frame<'a, V>) -> Option<Json> {
        let value = frame.take();
        match frame.anew.take() {
            // What both made anew is one, or it is none of both.
            Some(anew) if self.conflicts.len() > anew.conflicts => {
                self.conflicts.truncate(anew.conflicts);
                self.conflict(anew.kind, anew.three)
            }
            _ => Some(value),
        }
    }

    fn value(&mut self, three: Three<V>) -> Fate<'a, V> {
        match (three.base, three.ours, three.theirs) {
            (Some(base), Some(ours), Some(theirs)) => self.everywhere(base, ours, theirs),
            (Some(base), Some(left), None) | (Some(base), None, Some(left)) => {
                Fate::Known(if self.classes.equal(base, left) {
                    None
                } else {
                    self.conflict(ConflictKind::ChangedAndRemoved, three)
                })
            }
            (Some(_), None, None) => Fate::Known(None),
            (None, Some(_), Some(_)) => self.made_anew(ConflictKind::BothAdded, three),
            (None, one, other) => Fate::Known(one.or(other).map(|item| to_json(item.view))),
        }
    }

    /// A value that is on all sides.
    fn everywhere(
        &mut self,
        base: Indexed<V>,
        ours: Indexed<V>,
        theirs: Indexed<V>,
    ) -> Fate<'a, V> {
        let kinds = [base, ours, theirs].map(|item| Kind::of(item.view));
        let three = Three { base: Some(base), ours: Some(ours), theirs: Some(theirs) };
        if kinds == [Kind::Object; 3] {
            // Whether they differ is found out on the way.
            return Fate::Open(Frame::of_objects(&self.classes, three));
        }
        match (self.classes.equal(base, ours), self.classes.equal(base, theirs)) {
            (true, true) => {
                return Fate::Known(Some(spelt(Some(base.view), ours.view, theirs.view)));
            }
            (true, false) => return Fate::Known(Some(to_json(theirs.view))),
            (false, true) => return Fate::Known(Some(to_json(ours.view))),
            (false, false) => {}
        }
        let kind = match kinds {
            [_, x, y] if x == y => ConflictKind::BothChanged,
            _ => ConflictKind::TypeChanged,
        };
        if kinds != [Kind::Array; 3] {
            return self.made_anew(kind, three);
        }
        if self.classes.equal(ours, theirs) {
            return Fate::Known(Some(spelt(None, ours.view, theirs.view)));
        }
        match self.list(three) {
            Some(steps) => Fate::Open(Frame::of_list(steps)),
            None => Fate::Known(self.conflict(kind, three)),
        }
    }

    /// What two sides made where there was nothing, or something else: one
    /// object or list, if they do not contradict each other.
    fn made_anew(&mut self, kind: ConflictKind, mut three: Three<V>) -> Fate<'a, V> {
        let (Some(ours), Some(theirs)) = (&mut three.ours, &mut three.theirs) else {
            return Fate::Known(None);
        };
        let kinds = (Kind::of(ours.view), Kind::of(theirs.view));
        if kinds.0 != Kind::Scalar && kinds.0 == kinds.1 {
            // They are compared at every level.
            self.classes.enter(ours);
            self.classes.enter(theirs);
        }
        let (ours, theirs) = (*ours, *theirs);
        if self.classes.equal(ours, theirs) {
            return Fate::Known(Some(spelt(None, ours.view, theirs.view)));
        }
        let sides = Three { base: None, ..three };
        let frame = match kinds {
            (Kind::Object, Kind::Object) => Some(Frame::of_objects(&self.classes, sides)),
            (Kind::Array, Kind::Array) => self.list(sides).map(Frame::of_list),
            _ => None,
        };
        match frame {
            None => Fate::Known(self.conflict(kind, three)),
            Some(mut frame) => {
                frame.anew = Some(Anew { conflicts: self.conflicts.len(), kind, three });
                Fate::Open(frame)
            }
        }
    }

    /// How the list where the walk is is to be merged.
    pub(super) fn arrays(&self) -> Arrays {
        let special = self.options.arrays_at.and_then(|arrays_at| arrays_at(&self.place));
        special.unwrap_or_else(|| self.options.arrays.clone())
    }

    pub(super) fn keep(&self) -> Keep {
        self.options.keep
    }

    /// Notes a conflict and gives what is kept.
    fn conflict(&mut self, kind: ConflictKind, three: Three<V>) -> Option<Json> {
        let [base, ours, theirs] = three.to_json();
        let (kept, value) = match self.keep() {
            Keep::Base => (Kept::Base, &base),
            Keep::Ours => (Kept::Ours, &ours),
            Keep::Theirs => (Kept::Theirs, &theirs),
        };
        let value = value.clone();
        let path = self.path.clone();
        self.conflicts.push(Conflict { path, operation: None, kind, base, ours, theirs, kept });
        value
    }
}

impl<'a, V: View<'a>> Three<V> {
    /// The values: base, ours and theirs.
    pub(super) fn to_json(self) -> [Option<Json>; 3] {
        [self.base, self.ours, self.theirs].map(|item| item.map(|item| to_json(item.view)))
    }
}

/// What matters of a type.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
enum Kind {
    Scalar,
    Array,
    Object,
}

impl Kind {
    fn of<'a, V: View<'a>>(value: V) -> Self {
        match value.shape() {
            Shape::Array(_) => Self::Array,
            Shape::Object(_) => Self::Object,
            _ => Self::Scalar,
        }
    }
}

/// Which of two equal values is taken: the one that is not spelt as it was, so
/// that a new spelling is not lost; else the shorter text, or the smaller one.
fn spelt<'a, V: View<'a>>(base: Option<V>, ours: V, theirs: V) -> Json {
    if base.is_some_and(|base| alike(base, ours)) || alike(ours, theirs) {
        return to_json(theirs);
    }
    if base.is_some_and(|base| alike(base, theirs)) {
        return to_json(ours);
    }
    let (ours, theirs) = (to_json(ours), to_json(theirs));
    let key = |value: &Json| {
        let text = value.to_string();
        (text.len(), text)
    };
    if key(&ours) <= key(&theirs) { ours } else { theirs }
}

/// Whether two equal values have the same text, too: their numbers are spelt
/// alike, and their members are in the same order.
fn alike<'a, V: View<'a>>(a: V, b: V) -> bool {
    if a.same(b) {
        return true;
    }
    match (a.shape(), b.shape()) {
        (Shape::Number(a), Shape::Number(b)) => a == b,
        (Shape::Array(a), Shape::Array(b)) => a.zip(b).all(|(a, b)| alike(a, b)),
        (Shape::Object(a), Shape::Object(b)) => {
            a.zip(b).all(|((name, a), (other, b))| name == other && alike(a, b))
        }
        // Of all other values, equal ones have one text.
        _ => true,
    }
}
