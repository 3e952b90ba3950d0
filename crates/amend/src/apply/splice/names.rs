//! Where names stand in an object that is looked through often.

use std::hash::BuildHasher as _;

use super::super::fold;
use super::tape::Tape;
use crate::diff::Keys;

/// The places of the names of one object by their hashes. Nothing of a name is kept.
#[derive(Clone, Debug)]
pub(super) struct Index {
    keys: Keys,
    /// Twice as many as names, at least, and a power of two; 0 where there is none: no
    /// name stands at the place 0 of a tape.
    slots: Vec<u32>,
}

impl Index {
    pub(super) fn of(tape: &Tape<'_>, object: u32) -> Self {
        let slots = vec![0; (tape.count(object) as usize * 2).next_power_of_two().max(2)];
        let mut index = Self { keys: Keys::default(), slots };
        for at in tape.names(object) {
            let mut slot = index.slot(&tape.string(at));
            while index.slots.get(slot).is_some_and(|found| *found != 0) {
                slot = index.behind(slot);
            }
            if let Some(free) = index.slots.get_mut(slot) {
                *free = at;
            }
        }
        index
    }

    /// The place of a name.
    pub(super) fn find(&self, tape: &Tape<'_>, name: &str) -> Option<u32> {
        let mut slot = self.slot(name);
        loop {
            match self.slots.get(slot) {
                None | Some(0) => return None,
                Some(at) if tape.is(*at, name) => return Some(*at),
                Some(_) => slot = self.behind(slot),
            }
        }
    }

    #[expect(clippy::cast_possible_truncation, reason = "what is kept is below the length")]
    fn slot(&self, name: &str) -> usize {
        self.keys.hash_one(name) as usize & (self.slots.len() - 1)
    }

    fn behind(&self, slot: usize) -> usize {
        (slot + 1) & (self.slots.len() - 1)
    }
}

/// The same where case does not count: there may be any number of names that are one.
#[derive(Clone, Debug)]
pub(super) struct Folded {
    keys: Keys,
    /// Half a hash and a place, in order.
    places: Vec<u64>,
}

impl Folded {
    pub(super) fn of(tape: &Tape<'_>, object: u32) -> Self {
        let mut these = Self { keys: Keys::default(), places: Vec::new() };
        let names = tape.names(object);
        let places = names.map(|at| these.upper(&tape.string(at)) | u64::from(at)).collect();
        these.places = places;
        these.places.sort_unstable();
        these
    }

    fn upper(&self, name: &str) -> u64 {
        fold::hash(name, self.keys.build_hasher()) & !u64::from(u32::MAX)
    }

    /// The places of names that may be this one, in order.
    pub(super) fn places(&self, name: &str) -> impl Iterator<Item = u32> {
        let upper = self.upper(name);
        let start = self.places.partition_point(|place| *place < upper);
        let places = self.places.get(start..).unwrap_or_default().iter();
        let places = places.take_while(move |place| **place & !u64::from(u32::MAX) == upper);
        #[expect(clippy::cast_possible_truncation, reason = "the place is in the low half")]
        places.map(|place| *place as u32)
    }
}
