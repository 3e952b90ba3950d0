//! The members of one object, looked up in the order of another.

use std::borrow::Cow;
use std::collections::HashMap;
use std::iter::Peekable;

use crate::view::{Shape, View};

/// Finds members by name, fast where they are asked for in their own order, and
/// never slow: a tape has no index, and an object may have any number of them.
pub(crate) struct Finder<'a, V: View<'a>> {
    object: V,
    next: Option<Peekable<V::Members>>,
    misses: usize,
    table: Option<HashMap<Cow<'a, str>, V>>,
}

/// After so many names that were not the next one, a table is made.
const MISSES: usize = 16;

impl<'a, V: View<'a>> Finder<'a, V> {
    /// Over the members of a value; one that is no object has none.
    pub(crate) fn new(object: V) -> Self {
        let next = match object.shape() {
            Shape::Object(members) => Some(members.peekable()),
            _ => None,
        };
        Self { object, next, misses: 0, table: None }
    }

    /// The member of this name.
    pub(crate) fn find(&mut self, name: &str) -> Option<V> {
        let next = self.next.as_mut()?.next_if(|(next, _)| next == name);
        if let Some((_, value)) = next {
            return Some(value);
        }
        if let Some(table) = &self.table {
            return table.get(name).copied();
        }
        self.misses = self.misses.saturating_add(1);
        if self.misses > MISSES
            && let Shape::Object(members) = self.object.shape()
        {
            let table = self.table.insert(members.collect());
            return table.get(name).copied();
        }
        self.object.member(name)
    }
}
