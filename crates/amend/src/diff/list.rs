//! The elements of a list, in little memory.
//!
//! A list that differs in one place is looked at as a whole, and a view takes several
//! times the text of a small element. So a list holds the short forms of its elements,
//! and their numbers only once one of them is indexed.
#![expect(clippy::indexing_slicing, reason = "positions in a list, and a number for each")]

use std::ops::Range;

use super::classes::Class;
use super::index::{Children, Id, Index, Item, NONE};
use super::walk::Walk;
use crate::view::sealed::Sealed;
use crate::view::{Shape, View};

/// The elements of a list.
pub(super) struct List<V: Sealed> {
    shorts: Vec<V::Short>,
    /// One for each element; none, if none is indexed.
    ids: Vec<Id>,
}

impl<V: Sealed> List<V> {
    pub(super) fn len(&self) -> usize {
        self.shorts.len()
    }

    fn set(&mut self, at: usize, id: Id) {
        if self.ids.len() < self.shorts.len() {
            self.ids.reserve_exact(self.shorts.capacity() - self.ids.len());
            self.ids.resize(self.shorts.len(), NONE);
        }
        self.ids[at] = id;
    }

    /// The numbers of elements that are indexed.
    pub(super) fn ids(&self, range: Range<usize>) -> &[Id] {
        &self.ids[range]
    }

    #[inline]
    pub(super) fn item(&self, at: usize, beside: &[V]) -> Item<V> {
        let view = V::long(self.shorts[at], beside);
        Item { view, id: self.ids.get(at).copied().unwrap_or(NONE) }
    }
}

impl<'a, V: View<'a>> Walk<'a, '_, V> {
    /// A list of these.
    pub(super) fn list(&mut self, items: impl Iterator<Item = Item<V>>) -> List<V> {
        let (mut shorts, mut ids) = (Vec::with_capacity(items.size_hint().0), Vec::new());
        let beside = &mut self.edits.beside;
        shorts.extend(items.enumerate().map(|(at, item)| {
            if item.is_indexed() || !ids.is_empty() {
                ids.resize(at, NONE);
                ids.push(item.id);
            }
            item.view.short(beside)
        }));
        List { shorts, ids }
    }

    /// The elements of an array.
    pub(super) fn elements(&mut self, array: Item<V>) -> List<V> {
        let mut children = Children::of(&self.index, array);
        match array.view.shape() {
            Shape::Array(elements) => self.list(elements.map(|element| children.item(element))),
            _ => self.list(std::iter::empty()),
        }
    }

    #[inline]
    pub(super) fn at(&self, list: &List<V>, at: usize) -> Item<V> {
        list.item(at, &self.edits.beside)
    }

    /// Indexes an element, unless it is; gives its number.
    pub(super) fn enter_at(&mut self, list: &mut List<V>, at: usize) -> Id {
        let mut item = self.at(list, at);
        if !item.is_indexed() {
            self.index.enter(&mut item);
            list.set(at, item.id);
        }
        item.id
    }

    /// Indexes elements.
    pub(super) fn enter(&mut self, list: &mut List<V>, range: Range<usize>) {
        range.for_each(|at| _ = self.enter_at(list, at));
    }
}

impl<'a, V: View<'a>> Index<'a, V> {
    /// The classes of values.
    pub(super) fn classes_of(&self, ids: &[Id]) -> Vec<Class> {
        ids.iter().map(|id| self.class(*id)).collect()
    }
}
