//! An array in which something is different.

use std::cell::OnceCell;
use std::ops::Range;
use std::rc::Rc;

use super::changes::Changes;
use super::pieces::{Element, Iter, Piece, Pieces};
use super::tape::{Spot, Tape};
use super::tree::Value;

/// The elements of an array: those that it has on a tape, with what is different, and
/// those that came later.
#[derive(Clone, Debug)]
pub(super) struct Array {
    /// Where it stands.
    pub(super) base: Spot,
    /// How many elements there are.
    pub(super) len: u32,
    /// The place of each element on the tape, where that has to be known.
    places: OnceCell<Rc<[u32]>>,
    /// By the number of the element on the tape: another value.
    pub(super) changes: Changes<Value>,
    /// Whether one of those that came later is a container that was laid open, or was.
    holds_laid: bool,
    /// What is where, if the elements are no longer those of the tape, one by one.
    pieces: Option<Box<Pieces>>,
}

impl Array {
    pub(super) fn over(tape: &Tape<'_>, base: Spot) -> Self {
        Self {
            base,
            len: tape.count(base.at()),
            places: OnceCell::new(),
            changes: Changes::default(),
            holds_laid: false,
            pieces: None,
        }
    }

    /// Whether it is as it was, all that is inside of it included.
    pub(super) fn is_unchanged(&self) -> bool {
        self.pieces.is_none() && self.changes.is_empty()
    }

    /// Whether no element came, went or moved.
    pub(super) fn is_in_place(&self) -> bool {
        self.pieces.is_none()
    }

    /// The place of an element of the tape, by its number.
    pub(super) fn place(&self, tape: &Tape<'_>, number: u32) -> u32 {
        let base = self.base.at();
        if number == 0 || tape.is_flat(base) {
            return base + 1 + number;
        }
        let places = self.places.get_or_init(|| {
            let mut places = Vec::with_capacity(tape.count(base) as usize);
            places.extend(tape.elements(base));
            places.into()
        });
        places.get(number as usize).copied().unwrap_or(base)
    }

    pub(super) fn find(&self, index: u32) -> Option<Element> {
        match &self.pieces {
            None => (index < self.len).then_some(Element::Old(index)),
            Some(pieces) => pieces.get(index),
        }
    }

    pub(super) fn get(&self, tape: &Tape<'_>, element: Element) -> Value {
        match element {
            Element::Old(number) => self.old(tape, number),
            Element::New(_, _, value) => value,
        }
    }

    /// What the element of this number on the tape has become.
    pub(super) fn old(&self, tape: &Tape<'_>, number: u32) -> Value {
        let there = || Value::Tape(self.base.sibling(self.place(tape, number)));
        self.changes.get(number).unwrap_or_else(there)
    }

    pub(super) fn set(&mut self, element: Element, value: Value) {
        self.holds_laid |= value.is_laid();
        match element {
            Element::Old(number) => self.changes.set(number, value),
            Element::New(chunk, piece, _) => {
                if let Some(pieces) = &mut self.pieces {
                    pieces.set(chunk, piece, value);
                }
            }
        }
    }

    fn pieces(&mut self) -> &mut Pieces {
        let len = self.len;
        self.pieces.get_or_insert_with(|| Box::new(Pieces::whole(len)))
    }

    pub(super) fn insert(&mut self, index: u32, value: Value) {
        self.holds_laid |= value.is_laid();
        self.pieces().insert(index, value);
        self.len += 1;
    }

    pub(super) fn remove(&mut self, tape: &Tape<'_>, index: u32) -> Option<Value> {
        let element = self.pieces().remove(index)?;
        self.len -= 1;
        let value = self.get(tape, element);
        if let Element::Old(number) = element {
            self.changes.take(number);
        }
        Some(value)
    }

    /// The elements in order: runs of those of the tape, and others.
    pub(super) fn in_order(&self) -> impl Iterator<Item = Piece> {
        let (run, pieces) = self.parts();
        let whole = Piece::Run { first: 0, count: run.end };
        self.pieces.is_none().then_some(whole).into_iter().chain(pieces)
    }

    /// The same: the elements of the tape that are first, by their numbers, and the rest.
    pub(super) fn parts(&self) -> (Range<u32>, Iter<'_>) {
        match &self.pieces {
            None => (0..self.len, Iter::default()),
            Some(pieces) => (0..0, pieces.iter()),
        }
    }

    /// All values there are.
    pub(super) fn all(&self, tape: &Tape<'_>) -> impl Iterator<Item = Value> {
        self.in_order().flat_map(move |piece| {
            let (run, one) = match piece {
                Piece::Run { first, count } => (first..first + count, None),
                Piece::One(value) => (0..0, Some(value)),
            };
            run.map(|number| self.old(tape, number)).chain(one)
        })
    }

    /// The values that are laid open; there may be others.
    pub(super) fn laid(&self) -> impl Iterator<Item = Value> {
        let ones = self.pieces.iter().flat_map(|pieces| pieces.iter());
        let ones = ones.filter_map(|piece| match piece {
            Piece::One(value) => Some(value),
            Piece::Run { .. } => None,
        });
        let all = self.changes.values().chain(ones);
        self.holds_laid.then_some(all).into_iter().flatten()
    }
}
