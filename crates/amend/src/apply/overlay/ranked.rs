//! An object whose members have ranks: one that is taken out leaves the others
//! where they are, and one that comes back knows its place.

use std::borrow::Cow;

use indexmap::{IndexMap, map};

use super::super::tree::Map;

/// Members in the order of their ranks.
#[derive(Clone, Debug)]
pub(crate) struct Ranked<'d, T> {
    members: IndexMap<Cow<'d, str>, (usize, T)>,
    next: usize,
    /// Whether the map lists them in another order.
    disturbed: bool,
}

impl<'d, T> Ranked<'d, T> {
    pub(super) fn len(&self) -> usize {
        self.members.len()
    }

    pub(super) fn get(&self, name: &str) -> Option<&T> {
        self.members.get(name).map(|(_, value)| value)
    }

    pub(super) fn iter(&self) -> RankedIter<'_, 'd, T> {
        let members = self.members.iter();
        if self.disturbed {
            RankedIter::Unsorted(members)
        } else {
            RankedIter::Undisturbed(members)
        }
    }
}

impl<T> Map<T> for Ranked<'_, T> {
    fn at(&mut self, name: &str) -> Option<&mut T> {
        self.members.get_mut(name).map(|(_, value)| value)
    }

    fn append(&mut self, name: &str, value: T) {
        self.members.insert(Cow::Owned(name.to_owned()), (self.next, value));
        self.next += 1;
    }

    fn unappend(&mut self, name: &str) -> Option<T> {
        let (_, value) = self.members.swap_remove(name)?;
        self.next -= 1;
        Some(value)
    }

    /// The position is the rank.
    fn take(&mut self, name: &str) -> Option<(usize, T)> {
        let (index, _, member) = self.members.swap_remove_full(name)?;
        self.disturbed |= index < self.members.len();
        Some(member)
    }

    fn put_back(&mut self, position: usize, name: &str, value: T) {
        self.members.insert(Cow::Owned(name.to_owned()), (position, value));
        self.disturbed = true;
    }

    fn moved_by_taking(&self, _position: usize) -> usize {
        0
    }
}

impl<'d, T> FromIterator<(Cow<'d, str>, T)> for Ranked<'d, T> {
    fn from_iter<I: IntoIterator<Item = (Cow<'d, str>, T)>>(members: I) -> Self {
        let members = members.into_iter().enumerate();
        let members: IndexMap<_, _> =
            members.map(|(rank, (name, value))| (name, (rank, value))).collect();
        Self { next: members.len(), members, disturbed: false }
    }
}

impl<'d, T> Ranked<'d, T> {
    /// The members in order.
    pub(super) fn into_members(mut self) -> impl Iterator<Item = (Cow<'d, str>, T)> {
        if self.disturbed {
            self.members.sort_unstable_by(|_, (a, _), _, (b, _)| a.cmp(b));
        }
        self.members.into_iter().map(|(name, (_, value))| (name, value))
    }
}

/// The members, in order.
pub(crate) enum RankedIter<'a, 'd, T> {
    Undisturbed(map::Iter<'a, Cow<'d, str>, (usize, T)>),
    /// Not before the first one is asked for: most looks at an object are for
    /// a name.
    Unsorted(map::Iter<'a, Cow<'d, str>, (usize, T)>),
    Sorted(std::vec::IntoIter<(&'a Cow<'d, str>, &'a (usize, T))>),
}

impl<T> Clone for RankedIter<'_, '_, T> {
    fn clone(&self) -> Self {
        match self {
            Self::Undisturbed(members) => Self::Undisturbed(members.clone()),
            Self::Unsorted(members) => Self::Unsorted(members.clone()),
            Self::Sorted(members) => Self::Sorted(members.clone()),
        }
    }
}

impl<'a, T> Iterator for RankedIter<'a, '_, T> {
    type Item = (&'a str, &'a T);

    fn next(&mut self) -> Option<Self::Item> {
        if let Self::Unsorted(members) = self {
            let mut members: Vec<_> = members.collect();
            members.sort_unstable_by_key(|(_, (rank, _))| *rank);
            *self = Self::Sorted(members.into_iter());
        }
        let (name, (_, value)) = match self {
            Self::Undisturbed(members) | Self::Unsorted(members) => members.next(),
            Self::Sorted(members) => members.next(),
        }?;
        Some((name.as_ref(), value))
    }
}
