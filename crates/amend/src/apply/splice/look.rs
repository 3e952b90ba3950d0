//! The tree, to look at: for whatever is written once over all kinds of documents.

use std::borrow::Cow;
use std::ops::Range;
use std::slice;

use super::array::Array;
use super::object::{Added, Member, Object};
use super::pieces::{Iter, Piece};
use super::small::{Child, Small};
use super::tape::Names;
use super::tree::{Body, Tree, Value};
use crate::Node;
use crate::document::{Elements, Kind, NodeMembers};
use crate::view::{Shape, View};

/// A value of a tree.
#[derive(Clone, Copy)]
pub(super) enum Look<'a, 't> {
    Tape(Node<'t>),
    Array(&'a Tree<'t>, &'a Array),
    Object(&'a Tree<'t>, &'a Object<'t>),
    Small(&'a Tree<'t>, Small),
    /// What nobody has any more.
    Nothing,
}

impl<'t> Tree<'t> {
    fn look_at(&self, child: Child) -> Look<'_, 't> {
        match child {
            Child::Value(value) => self.look(value),
            Child::Way(small) => Look::Small(self, small),
        }
    }

    pub(super) fn look(&self, value: Value) -> Look<'_, 't> {
        match value {
            Value::Tape(spot) => Look::Tape(self.tape(spot).node(spot.at())),
            Value::Laid(id) => match self.body(id) {
                Body::Array(array) => Look::Array(self, array),
                Body::Object(object) => Look::Object(self, object),
                Body::Small(small) => Look::Small(self, *small),
                Body::Free => Look::Nothing,
            },
        }
    }
}

impl crate::view::sealed::Sealed for Look<'_, '_> {
    crate::view::sealed::short_already!();
}

impl<'a, 't: 'a> View<'a> for Look<'a, 't> {
    type Elements = LookElements<'a, 't>;
    type Members = LookMembers<'a, 't>;

    fn shape(self) -> Shape<'a, Self> {
        match self {
            Self::Tape(node) => match node.shape() {
                Shape::Null => Shape::Null,
                Shape::Bool(value) => Shape::Bool(value),
                Shape::Number(text) => Shape::Number(text),
                Shape::String(text) => Shape::String(text),
                Shape::Array(elements) => Shape::Array(LookElements::Tape(elements)),
                Shape::Object(members) => Shape::Object(LookMembers::Tape(members)),
            },
            Self::Array(tree, array) => {
                let (run, pieces) = array.parts();
                Shape::Array(LookElements::Laid { tree, array, run, pieces })
            }
            Self::Object(tree, object) => {
                let names = object.names(&object.tape(tree));
                let added = object.added.iter();
                Shape::Object(LookMembers::Laid { tree, object, names, added })
            }
            Self::Small(tree, small) => {
                let (tape, at) = (tree.tape(small.base), small.base.at());
                if tape.kind(at) == Kind::Array {
                    Shape::Array(LookElements::Small { tree, small, next: 0 })
                } else {
                    let names = tape.names(at);
                    Shape::Object(LookMembers::Small { tree, small, names })
                }
            }
            Self::Nothing => Shape::Null,
        }
    }

    fn len(self) -> usize {
        match self {
            Self::Tape(node) => node.len(),
            Self::Array(_, array) => array.len as usize,
            Self::Object(_, object) => object.len as usize,
            Self::Small(tree, small) => tree.tape(small.base).count(small.base.at()) as usize,
            Self::Nothing => 0,
        }
    }

    fn member(self, name: &str) -> Option<Self> {
        match self {
            Self::Tape(node) => node.member(name).map(Self::Tape),
            Self::Object(tree, object) => {
                object.peek(&object.tape(tree), name).map(|value| tree.look(value))
            }
            Self::Small(tree, small) => {
                let (tape, base) = (tree.tape(small.base), small.base.at());
                let mut names = (tape.kind(base) == Kind::Object).then(|| tape.names(base))?;
                let at = names.find(|at| tape.is(*at, name))?;
                Some(tree.look_at(small.child(&tape, at + 1)))
            }
            Self::Array(..) | Self::Nothing => None,
        }
    }

    fn element(self, index: usize) -> Option<Self> {
        match self {
            Self::Tape(node) => node.element(index).map(Self::Tape),
            Self::Array(tree, array) => {
                let element = array.find(u32::try_from(index).ok()?)?;
                Some(tree.look(array.get(&tree.tape(array.base), element)))
            }
            Self::Small(tree, small) => {
                let (tape, at) = (tree.tape(small.base), u32::try_from(index).ok()?);
                let is_array = tape.kind(small.base.at()) == Kind::Array;
                let place = small.nth(&tape, at).filter(|_| is_array)?;
                Some(tree.look_at(small.child(&tape, place)))
            }
            Self::Object(..) | Self::Nothing => None,
        }
    }
}

#[derive(Clone)]
pub(super) enum LookElements<'a, 't> {
    Tape(Elements<'t>),
    Laid { tree: &'a Tree<'t>, array: &'a Array, run: Range<u32>, pieces: Iter<'a> },
    Small { tree: &'a Tree<'t>, small: Small, next: u32 },
}

impl<'a, 't> Iterator for LookElements<'a, 't> {
    type Item = Look<'a, 't>;

    fn next(&mut self) -> Option<Self::Item> {
        match self {
            Self::Tape(elements) => elements.next().map(Look::Tape),
            Self::Small { tree, small, next } => {
                let tape = tree.tape(small.base);
                let place = small.nth(&tape, *next)?;
                *next += 1;
                Some(tree.look_at(small.child(&tape, place)))
            }
            Self::Laid { tree, array, run, pieces } => loop {
                if let Some(number) = run.next() {
                    return Some(tree.look(array.old(&tree.tape(array.base), number)));
                }
                match pieces.next()? {
                    Piece::Run { first, count } => *run = first..first + count,
                    Piece::One(value) => return Some(tree.look(value)),
                }
            },
        }
    }
}

#[derive(Clone)]
pub(super) enum LookMembers<'a, 't> {
    Tape(NodeMembers<'t>),
    Laid {
        tree: &'a Tree<'t>,
        object: &'a Object<'t>,
        names: Option<Names<'t>>,
        added: slice::Iter<'a, Added<'t>>,
    },
    Small {
        tree: &'a Tree<'t>,
        small: Small,
        names: Names<'t>,
    },
}

impl<'a, 't> Iterator for LookMembers<'a, 't> {
    type Item = (Cow<'a, str>, Look<'a, 't>);

    fn next(&mut self) -> Option<Self::Item> {
        let (tree, object, names, added) = match self {
            Self::Tape(members) => {
                return members.next().map(|(name, value)| (name, Look::Tape(value)));
            }
            Self::Small { tree, small, names } => {
                let (tape, at) = (tree.tape(small.base), names.next()?);
                return Some((tape.string(at), tree.look_at(small.child(&tape, at + 1))));
            }
            Self::Laid { tree, object, names, added } => (*tree, *object, names, added),
        };
        for at in names.iter_mut().flatten() {
            if let Some(value) = object.get(Member::Old(at)) {
                return Some((object.tape(tree).string(at), tree.look(value)));
            }
        }
        let here = |added: &'a Added<'t>| Some((added, added.value?));
        let (Added { name, .. }, value) = added.find_map(here)?;
        Some((Cow::Borrowed(name), tree.look(value)))
    }
}
