//! An overlay, to look at.

use std::borrow::Cow;
use std::iter::Flatten;
use std::slice;

use super::super::tree::List;
use super::Overlay;
use super::chunks::Chunks;
use super::leaves::Leaf;
use super::ranked::{Ranked, RankedIter};
use crate::view::{Shape, View};

/// A value of an overlay, to look at.
#[derive(Debug)]
pub(crate) enum Seen<'a, 'd, L: Leaf<'d> + 'a> {
    Leaf(L::Ref<'a>),
    Array(&'a Chunks<Overlay<'d, L>>),
    Object(&'a Ranked<'d, Overlay<'d, L>>),
}

#[expect(clippy::expl_impl_clone_on_copy, reason = "a derived one asks for leaves that are Copy")]
impl<'a, 'd, L: Leaf<'d> + 'a> Clone for Seen<'a, 'd, L> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<'a, 'd, L: Leaf<'d> + 'a> Copy for Seen<'a, 'd, L> {}

impl<'a, 'd, L: Leaf<'d> + 'a> crate::view::sealed::Sealed for Seen<'a, 'd, L> {
    crate::view::sealed::short_already!();
}

impl<'a, 'd: 'a, L: Leaf<'d> + 'a> View<'a> for Seen<'a, 'd, L> {
    type Elements = SeenElements<'a, 'd, L>;
    type Members = SeenMembers<'a, 'd, L>;

    fn shape(self) -> Shape<'a, Self> {
        match self {
            Self::Array(elements) => Shape::Array(SeenElements::Touched(elements.iter())),
            Self::Object(members) => Shape::Object(SeenMembers::Touched(members.iter())),
            Self::Leaf(value) => match value.shape() {
                Shape::Null => Shape::Null,
                Shape::Bool(value) => Shape::Bool(value),
                Shape::Number(text) => Shape::Number(text),
                Shape::String(text) => Shape::String(text),
                Shape::Array(inner) => Shape::Array(SeenElements::Leaf(inner)),
                Shape::Object(inner) => Shape::Object(SeenMembers::Leaf(inner)),
            },
        }
    }

    fn len(self) -> usize {
        match self {
            Self::Array(elements) => elements.len(),
            Self::Object(members) => members.len(),
            Self::Leaf(value) => value.len(),
        }
    }

    fn member(self, name: &str) -> Option<Self> {
        match self {
            Self::Array(_) => None,
            Self::Object(members) => members.get(name).map(Overlay::see),
            Self::Leaf(value) => value.member(name).map(Self::Leaf),
        }
    }

    fn names_like(self, name: &str) -> Vec<String> {
        match self {
            Self::Array(_) => Vec::new(),
            Self::Object(members) => members.names_like(name),
            Self::Leaf(value) => value.names_like(name),
        }
    }

    fn element(self, index: usize) -> Option<Self> {
        match self {
            Self::Array(elements) => elements.get(index).map(Overlay::see),
            Self::Object(_) => None,
            Self::Leaf(value) => value.element(index).map(Self::Leaf),
        }
    }
}

pub(crate) enum SeenElements<'a, 'd, L: Leaf<'d> + 'a> {
    Touched(Flatten<slice::Iter<'a, Vec<Overlay<'d, L>>>>),
    Leaf(<L::Ref<'a> as View<'a>>::Elements),
}

impl<'a, 'd, L: Leaf<'d> + 'a> Clone for SeenElements<'a, 'd, L> {
    fn clone(&self) -> Self {
        match self {
            Self::Touched(elements) => Self::Touched(elements.clone()),
            Self::Leaf(elements) => Self::Leaf(elements.clone()),
        }
    }
}

impl<'a, 'd: 'a, L: Leaf<'d> + 'a> Iterator for SeenElements<'a, 'd, L> {
    type Item = Seen<'a, 'd, L>;

    fn next(&mut self) -> Option<Self::Item> {
        match self {
            Self::Touched(elements) => elements.next().map(Overlay::see),
            Self::Leaf(elements) => elements.next().map(Seen::Leaf),
        }
    }
}

pub(crate) enum SeenMembers<'a, 'd, L: Leaf<'d> + 'a> {
    Touched(RankedIter<'a, 'd, Overlay<'d, L>>),
    Leaf(<L::Ref<'a> as View<'a>>::Members),
}

impl<'a, 'd, L: Leaf<'d> + 'a> Clone for SeenMembers<'a, 'd, L> {
    fn clone(&self) -> Self {
        match self {
            Self::Touched(members) => Self::Touched(members.clone()),
            Self::Leaf(members) => Self::Leaf(members.clone()),
        }
    }
}

impl<'a, 'd: 'a, L: Leaf<'d> + 'a> Iterator for SeenMembers<'a, 'd, L> {
    type Item = (Cow<'a, str>, Seen<'a, 'd, L>);

    fn next(&mut self) -> Option<Self::Item> {
        match self {
            Self::Touched(members) => {
                members.next().map(|(name, value)| (Cow::Borrowed(name), value.see()))
            }
            Self::Leaf(members) => members.next().map(|(name, value)| (name, Seen::Leaf(value))),
        }
    }
}
