//! Where names stand, case aside.

use std::collections::{BTreeSet, HashMap};
use std::hash::{BuildHasher as _, RandomState};

use super::super::fold;

/// The places of names by a hash of what they are when case is ignored. Names are not
/// kept: whoever asks compares those that he is told of.
#[derive(Clone, Debug, Default)]
pub(super) struct Folded {
    state: RandomState,
    places: HashMap<u64, Places>,
}

/// Most names are alone.
#[derive(Clone, Debug)]
enum Places {
    One(usize),
    /// In order.
    Many(BTreeSet<usize>),
}

impl Folded {
    fn hash(&self, name: &str) -> u64 {
        fold::hash(name, self.state.build_hasher())
    }

    pub(super) fn insert(&mut self, name: &str, place: usize) {
        let hash = self.hash(name);
        match self.places.get_mut(&hash) {
            None => {
                self.places.insert(hash, Places::One(place));
            }
            Some(Places::Many(places)) => {
                places.insert(place);
            }
            Some(one @ Places::One(_)) => {
                let mut places = BTreeSet::from([place]);
                if let Places::One(other) = one {
                    places.insert(*other);
                }
                *one = Places::Many(places);
            }
        }
    }

    pub(super) fn remove(&mut self, name: &str, place: usize) {
        let hash = self.hash(name);
        match self.places.get_mut(&hash) {
            Some(Places::Many(places)) => {
                places.remove(&place);
            }
            Some(Places::One(one)) if *one == place => {
                self.places.remove(&hash);
            }
            _ => {}
        }
    }

    /// The places of names that may be this one, in order.
    pub(super) fn places(&self, name: &str) -> impl Iterator<Item = usize> {
        let (one, many) = match self.places.get(&self.hash(name)) {
            Some(Places::One(place)) => (Some(*place), None),
            Some(Places::Many(places)) => (None, Some(places)),
            None => (None, None),
        };
        one.into_iter().chain(many.into_iter().flat_map(|places| places.iter().copied()))
    }
}
