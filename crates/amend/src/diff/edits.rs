//! What has to change, as a tree: the form between comparing and writing.
//!
//! A scope is a container that stays and is changed inside; its steps say what
//! happens to its members or elements, in the order of the document. Limits,
//! moves and the choice of an order all work on this tree, and the operations
//! are written from it at the end. Only what differs is in it.

use std::borrow::Cow;
use std::ops::Range;

use super::index::{Id, Item};
use crate::view::View;
use crate::view::sealed::Sealed;

/// A container in [`Edits`].
pub(super) type ScopeId = usize;

/// The edits that make one document out of another.
pub(super) struct Edits<'a, V: View<'a>> {
    /// What happens to the document itself; nothing, if both are equal.
    pub(super) root: Option<Change<V>>,
    pub(super) scopes: Vec<Scope<V>>,
    pub(super) steps: Vec<Step<'a, V>>,
    /// What short forms stand beside.
    pub(super) beside: Vec<V>,
}

/// An item in little memory.
#[derive(Clone, Copy)]
pub(super) struct Packed<V: Sealed> {
    pub(super) short: V::Short,
    pub(super) id: Id,
}

/// A container that is changed inside.
pub(super) struct Scope<V: Sealed> {
    pub(super) before: Packed<V>,
    pub(super) after: Packed<V>,
    pub(super) order: Order,
    pub(super) steps: Range<usize>,
}

/// In which order the steps of a list are written.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) enum Order {
    /// From the last to the first, so that every index is one of the document
    /// before.
    Before,
    /// From the first to the last, so that every index is one of the document
    /// after.
    After,
}

/// One member or element that changes.
pub(super) struct Step<'a, V: Sealed> {
    pub(super) place: Place<'a>,
    pub(super) change: Change<V>,
}

/// Where a step is.
#[derive(Clone, Debug)]
pub(super) enum Place<'a> {
    Member(Cow<'a, str>),
    /// The index in the list before, and in the list after. Of the side that
    /// does not have the element it is the index of the next one.
    Element {
        before: usize,
        after: usize,
    },
}

/// What happens at a place.
pub(super) enum Change<V: Sealed> {
    /// The value goes away.
    Remove(Packed<V>),
    /// A value comes.
    Add(Packed<V>),
    /// A value comes in the place of another.
    Replace(Packed<V>, Packed<V>),
    /// The value stays and is changed inside.
    Edit(ScopeId),
    /// The value goes away, and comes back as the [`Change::Arrive`] of the same
    /// number.
    Leave(u32, Packed<V>),
    /// The value of the [`Change::Leave`] of the same number comes, and is then
    /// changed inside, if there is a scope.
    Arrive(u32, Packed<V>, Option<u32>),
}

impl Place<'_> {
    pub(super) fn is_member(&self) -> bool {
        matches!(self, Self::Member(_))
    }
}

impl<V: Sealed> Step<'_, V> {
    /// The index in the list before; members have none.
    pub(super) fn before(&self) -> usize {
        match self.place {
            Place::Element { before, .. } => before,
            Place::Member(_) => 0,
        }
    }
}

impl<'a, V: View<'a>> Edits<'a, V> {
    /// None yet.
    pub(super) fn new() -> Self {
        Self { root: None, scopes: Vec::new(), steps: Vec::new(), beside: Vec::new() }
    }

    pub(super) fn pack(&mut self, item: Item<V>) -> Packed<V> {
        Packed { short: item.view.short(&mut self.beside), id: item.id }
    }

    pub(super) fn item(&self, packed: Packed<V>) -> Item<V> {
        Item { view: self.view(packed), id: packed.id }
    }

    pub(super) fn view(&self, packed: Packed<V>) -> V {
        V::long(packed.short, &self.beside)
    }

    /// The steps of a scope.
    pub(super) fn steps_of(&self, scope: ScopeId) -> &[Step<'a, V>] {
        let range = self.scopes.get(scope).map_or(0..0, |scope| scope.steps.clone());
        self.steps.get(range).unwrap_or_default()
    }
}
