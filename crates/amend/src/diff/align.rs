//! Which elements of two lists belong together, for a merge.

use std::borrow::Cow;

use super::classes::Class;
use super::index::{Children, Index, Item};
use super::price::{PathSize, Role};
use super::walk::{Here, Walk};
use super::{DiffOptions, Moves};
use crate::view::{Shape, View};

/// How deep two elements are looked into to see whether one was made of the
/// other. What is deeper seldom tells, and the look is recursive.
const DEEPEST: usize = 32;

/// Finds the elements of lists that belong together, as a diff does.
pub(crate) struct Aligner<'a, 'o, V: View<'a>>(Walk<'a, 'o, V>);

impl<'a, 'o, V: View<'a>> Aligner<'a, 'o, V> {
    pub(crate) fn new(options: &'o DiffOptions<'o>) -> Self {
        Self(Walk::new(options, Moves::No))
    }

    /// The positions of the elements that belong together, in the order of both
    /// lists, and whether they are known to be equal. If not, one was probably
    /// made of the other.
    pub(crate) fn pairs(
        &mut self,
        classes: &mut Classifier<'a, V>,
        before: &mut [Item<V>],
        after: &mut [Item<V>],
    ) -> Vec<((usize, usize), bool)> {
        let here = Here {
            path: PathSize::default(),
            role: Role::Element,
            depth: DEEPEST,
            known: false,
            listed: true,
            digits: 0,
        };
        // What is indexed once is known at every level below, and to all who ask.
        std::mem::swap(&mut self.0.index, &mut classes.0);
        let mut left = self.0.list(before.iter().copied());
        let mut right = self.0.list(after.iter().copied());
        let links = self.0.sequence(&mut left, &mut right, here);
        for (items, list) in [(before, left), (after, right)] {
            for (at, item) in items.iter_mut().enumerate() {
                item.id = list.item(at, &self.0.edits.beside).id;
            }
        }
        std::mem::swap(&mut self.0.index, &mut classes.0);
        let pairs = |link: super::sequence::Link| {
            let pair = move |offset| ((link.before + offset, link.after + offset), link.equal);
            (0..link.len).map(pair)
        };
        links.into_iter().flat_map(pairs).collect()
    }
}

/// Gives equal values equal numbers.
pub(crate) struct Classifier<'a, V: View<'a>>(Index<'a, V>);

impl<'a, V: View<'a>> Classifier<'a, V> {
    pub(crate) fn new() -> Self {
        Self(Index::new())
    }

    /// Indexes a value, unless it is.
    pub(crate) fn enter(&mut self, item: &mut Item<V>) {
        self.0.enter(item);
    }

    /// The class of a value, which is indexed for that.
    pub(crate) fn class(&mut self, item: &mut Item<V>) -> Class {
        self.0.enter(item);
        self.0.class(item.id)
    }

    /// Whether two values are equal. Of those that are indexed, neither is read.
    pub(crate) fn equal(&self, one: Item<V>, other: Item<V>) -> bool {
        if one.is_indexed() && other.is_indexed() {
            return self.0.class(one.id) == self.0.class(other.id);
        }
        crate::equal(one.view, other.view)
    }

    /// The elements of an array, indexed if the array is.
    pub(crate) fn elements(&self, array: Item<V>) -> Vec<Item<V>> {
        self.0.elements(array)
    }

    /// The members of an object, indexed if the object is.
    pub(crate) fn members(&self, object: Item<V>) -> Vec<(Cow<'a, str>, Item<V>)> {
        let mut children = Children::of(&self.0, object);
        match object.view.shape() {
            Shape::Object(members) => {
                members.map(|(name, member)| (name, children.item(member))).collect()
            }
            _ => Vec::new(),
        }
    }
}
