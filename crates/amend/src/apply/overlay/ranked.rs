//! An object whose members have ranks: one that is taken out leaves the others
//! where they are, and one that comes back knows its place.

use std::borrow::Cow;
use std::cell::{Cell, OnceCell};
use std::collections::HashMap;
use std::slice;

use super::super::fold;
use super::super::tree::Map;
use super::folded::Folded;

/// Members in places of their own. A place that was given up stays empty, so that
/// the rank of a member is its place.
#[derive(Clone, Debug)]
pub(crate) struct Ranked<'d, T> {
    places: Vec<Option<(Cow<'d, str>, T)>>,
    /// How many of them are taken.
    len: usize,
    /// Where each name stands. Most objects that are touched are touched once or
    /// twice, so this is only made when looking through the places has cost as much.
    index: OnceCell<Index<'d>>,
    /// Where the names stand that are one when case is ignored, once it is.
    folded: OnceCell<Box<Folded>>,
    /// How many places were looked through.
    looked: Cell<usize>,
}

/// In a box: values of an overlay are taken apart level by level on the stack.
type Index<'d> = Box<HashMap<Cow<'d, str>, usize>>;

/// So many times all places are looked through before the index is made: to look at
/// one is some twenty times faster than to enter it there.
const ROUNDS: usize = 16;

impl<'d, T> Ranked<'d, T> {
    pub(super) fn len(&self) -> usize {
        self.len
    }

    pub(super) fn get(&self, name: &str) -> Option<&T> {
        let place = self.find(name)?;
        self.places.get(place)?.as_ref().map(|(_, value)| value)
    }

    pub(super) fn iter(&self) -> RankedIter<'_, 'd, T> {
        RankedIter(self.places.iter())
    }

    fn find(&self, name: &str) -> Option<usize> {
        if let Some(index) = self.index.get() {
            return index.get(name).copied();
        }
        let is = |place: &Option<(Cow<'d, str>, T)>| {
            place.as_ref().is_some_and(|(other, _)| other == name)
        };
        let found = self.places.iter().position(is);
        let looked = self.looked.get() + found.unwrap_or(self.places.len());
        self.looked.set(looked);
        if looked > ROUNDS * self.places.len() {
            let names = self.places.iter().enumerate();
            let names = names.filter_map(|(at, place)| Some((place.as_ref()?.0.clone(), at)));
            self.index.get_or_init(|| Box::new(names.collect()));
        }
        found
    }

    /// The names that are this one when case is ignored, in order.
    pub(super) fn names_like(&self, name: &str) -> Vec<String> {
        let folded = self.folded.get_or_init(|| {
            let mut folded = Box::new(Folded::default());
            for (at, place) in self.places.iter().enumerate() {
                if let Some((name, _)) = place {
                    folded.insert(name, at);
                }
            }
            folded
        });
        let name_at = |place: usize| self.places.get(place)?.as_ref().map(|(name, _)| name);
        let names = folded.places(name).filter_map(name_at);
        names.filter(|other| fold::equal(other, name)).map(ToString::to_string).collect()
    }

    /// Puts a member at a place that nobody has.
    fn put(&mut self, place: usize, name: &str, value: T) {
        let name = Cow::Owned(name.to_owned());
        if let Some(index) = self.index.get_mut() {
            index.insert(Cow::clone(&name), place);
        }
        if let Some(folded) = self.folded.get_mut() {
            folded.insert(&name, place);
        }
        if self.places.len() <= place {
            self.places.resize_with(place + 1, || None);
        }
        if let Some(free) = self.places.get_mut(place) {
            *free = Some((name, value));
            self.len += 1;
        }
    }
}

impl<T> Map<T> for Ranked<'_, T> {
    fn at(&mut self, name: &str) -> Option<&mut T> {
        let place = self.find(name)?;
        self.places.get_mut(place)?.as_mut().map(|(_, value)| value)
    }

    fn append(&mut self, name: &str, value: T) {
        self.put(self.places.len(), name, value);
    }

    fn unappend(&mut self, name: &str) -> Option<T> {
        let (_, value) = self.take(name)?;
        // The last one, so that the places end where they did.
        self.places.pop();
        Some(value)
    }

    /// The position is the rank.
    fn take(&mut self, name: &str) -> Option<(usize, T)> {
        let place = self.find(name)?;
        let (_, value) = self.places.get_mut(place)?.take()?;
        self.len -= 1;
        if let Some(index) = self.index.get_mut() {
            index.remove(name);
        }
        if let Some(folded) = self.folded.get_mut() {
            folded.remove(name, place);
        }
        Some((place, value))
    }

    fn put_back(&mut self, position: usize, name: &str, value: T) {
        self.put(position, name, value);
    }

    fn moved_by_taking(&self, _position: usize) -> usize {
        0
    }
}

impl<'d, T> FromIterator<(Cow<'d, str>, T)> for Ranked<'d, T> {
    fn from_iter<I: IntoIterator<Item = (Cow<'d, str>, T)>>(members: I) -> Self {
        let places: Vec<_> = members.into_iter().map(Some).collect();
        Self {
            len: places.len(),
            places,
            index: OnceCell::new(),
            folded: OnceCell::new(),
            looked: Cell::new(0),
        }
    }
}

impl<'d, T> Ranked<'d, T> {
    /// The members in order, and the places that were given up.
    pub(super) fn into_places(self) -> Vec<Option<(Cow<'d, str>, T)>> {
        self.places
    }
}

/// The members, in order.
pub(crate) struct RankedIter<'a, 'd, T>(slice::Iter<'a, Option<(Cow<'d, str>, T)>>);

impl<T> Clone for RankedIter<'_, '_, T> {
    fn clone(&self) -> Self {
        Self(self.0.clone())
    }
}

impl<'a, T> Iterator for RankedIter<'a, '_, T> {
    type Item = (&'a str, &'a T);

    fn next(&mut self) -> Option<Self::Item> {
        let (name, value) = self.0.find_map(Option::as_ref)?;
        Some((name.as_ref(), value))
    }
}
