//! A sketch of a document: what a patch would make of it, without making it.
//!
//! Copies of copies double, so a patch of a kilobyte can ask for gigabytes. A
//! sketch says so beforehand. It holds only the containers that a patch touches;
//! everything else, however large, is a reference to where it is, and a copy is
//! one more reference. The engine runs on a sketch as it runs on a document, so
//! that both give the same answer.

use std::borrow::Cow;
use std::rc::Rc;
use std::slice;

use indexmap::{IndexMap, map};

use super::tree::{Adopt, Map, Open, Tree};
use crate::view::{Shape, View};
use crate::{Json, NotRepresentable};

/// Up to this many bytes are copied without a forecast.
pub(super) const UNFORESEEN: usize = 1 << 10;

static NULL: Json = Json::Null;

/// A value of a sketch, over a document that is seen as `V`.
#[derive(Clone, Debug)]
pub(super) enum Sketch<'d, V> {
    /// A value of the document, as it was.
    Source(V),
    /// A value of the patch.
    Literal(&'d Json),
    /// An array that the patch touched.
    Array(Rc<Vec<Self>>),
    /// An object that the patch touched.
    Object(Rc<Names<'d, V>>),
}

/// The members of a touched object.
#[derive(Clone, Debug)]
pub(super) struct Names<'d, V>(IndexMap<Cow<'d, str>, Sketch<'d, V>>);

impl<V> Default for Sketch<'_, V> {
    fn default() -> Self {
        Self::Literal(&NULL)
    }
}

impl<'d, V: View<'d>> Sketch<'d, V> {
    fn see(&self) -> Seen<'_, 'd, V> {
        match self {
            Self::Source(value) => Seen::Source(*value),
            Self::Literal(value) => Seen::Literal(value),
            Self::Array(elements) => Seen::Array(elements),
            Self::Object(members) => Seen::Object(members),
        }
    }

    /// Makes an untouched container a touched one; its children stay as they are.
    fn touch(&mut self) {
        let touched = match &*self {
            Self::Source(value) => lay(*value, Self::Source),
            Self::Literal(value) => lay(*value, Self::Literal),
            Self::Array(_) | Self::Object(_) => None,
        };
        if let Some(touched) = touched {
            *self = touched;
        }
    }
}

fn lay<'d, V: View<'d>, W: View<'d>>(
    value: W,
    child: impl Fn(W) -> Sketch<'d, V>,
) -> Option<Sketch<'d, V>> {
    match value.shape() {
        Shape::Array(elements) => Some(Sketch::Array(Rc::new(elements.map(child).collect()))),
        Shape::Object(members) => {
            let members = members.map(|(name, value)| (name, child(value))).collect();
            Some(Sketch::Object(Rc::new(Names(members))))
        }
        _ => None,
    }
}

impl<'d, V: View<'d>> Tree for Sketch<'d, V> {
    type Ref<'a>
        = Seen<'a, 'd, V>
    where
        Self: 'a;
    type Map = Names<'d, V>;

    fn view(&self) -> Seen<'_, 'd, V> {
        self.see()
    }

    fn open(&mut self) -> Open<'_, Self> {
        self.touch();
        match self {
            Self::Array(elements) => Open::Array(Rc::make_mut(elements)),
            Self::Object(members) => Open::Object(Rc::make_mut(members)),
            Self::Source(value) => Open::Scalar(value.shape().noun()),
            Self::Literal(value) => Open::Scalar(value.noun()),
        }
    }
}

impl<'d, V: View<'d>> Adopt<'d> for Sketch<'d, V> {
    fn adopt(value: &'d Json) -> Result<Self, NotRepresentable> {
        Ok(Self::Literal(value))
    }
}

impl<'d, V: View<'d>> Map<Sketch<'d, V>> for Names<'d, V> {
    fn at(&mut self, name: &str) -> Option<&mut Sketch<'d, V>> {
        self.0.get_mut(name)
    }

    fn append(&mut self, name: &str, value: Sketch<'d, V>) {
        self.0.insert(Cow::Owned(name.to_owned()), value);
    }

    fn unappend(&mut self, name: &str) -> Option<Sketch<'d, V>> {
        self.0.shift_remove(name)
    }

    fn take(&mut self, name: &str) -> Option<(usize, Sketch<'d, V>)> {
        self.0.shift_remove_full(name).map(|(position, _, value)| (position, value))
    }

    fn put_back(&mut self, position: usize, name: &str, value: Sketch<'d, V>) {
        self.0.shift_insert(position.min(self.0.len()), Cow::Owned(name.to_owned()), value);
    }
}

/// A value of a sketch, to look at.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Seen<'a, 'd, V> {
    Array(&'a [Sketch<'d, V>]),
    Object(&'a Names<'d, V>),
    Source(V),
    Literal(&'d Json),
}

impl<V> crate::view::sealed::Sealed for Seen<'_, '_, V> {}

impl<'a, 'd: 'a, V: View<'d>> View<'a> for Seen<'a, 'd, V> {
    type Elements = SeenElements<'a, 'd, V>;
    type Members = SeenMembers<'a, 'd, V>;

    fn shape(self) -> Shape<'a, Self> {
        match self {
            Self::Array(elements) => Shape::Array(SeenElements::Touched(elements.iter())),
            Self::Object(members) => Shape::Object(SeenMembers::Touched(members.0.iter())),
            Self::Source(value) => shape(value, SeenElements::Source, SeenMembers::Source),
            Self::Literal(value) => shape(value, SeenElements::Literal, SeenMembers::Literal),
        }
    }

    fn len(self) -> usize {
        match self {
            Self::Array(elements) => elements.len(),
            Self::Object(members) => members.0.len(),
            Self::Source(value) => value.len(),
            Self::Literal(value) => value.len(),
        }
    }

    fn member(self, name: &str) -> Option<Self> {
        match self {
            Self::Object(members) => members.0.get(name).map(Sketch::see),
            Self::Array(_) => None,
            Self::Source(value) => value.member(name).map(Self::Source),
            Self::Literal(value) => value.member(name).map(Self::Literal),
        }
    }

    fn element(self, index: usize) -> Option<Self> {
        match self {
            Self::Array(elements) => elements.get(index).map(Sketch::see),
            Self::Object(_) => None,
            Self::Source(value) => value.element(index).map(Self::Source),
            Self::Literal(value) => value.element(index).map(Self::Literal),
        }
    }
}

/// The shape of an untouched value, as that of a value of the sketch.
fn shape<'a, 'd: 'a, V: View<'d>, W: View<'d>>(
    value: W,
    elements: impl FnOnce(W::Elements) -> SeenElements<'a, 'd, V>,
    members: impl FnOnce(W::Members) -> SeenMembers<'a, 'd, V>,
) -> Shape<'a, Seen<'a, 'd, V>> {
    match value.shape() {
        Shape::Null => Shape::Null,
        Shape::Bool(value) => Shape::Bool(value),
        Shape::Number(text) => Shape::Number(text),
        Shape::String(text) => Shape::String(text),
        Shape::Array(inner) => Shape::Array(elements(inner)),
        Shape::Object(inner) => Shape::Object(members(inner)),
    }
}

#[derive(Clone, Debug)]
pub(crate) enum SeenElements<'a, 'd, V: View<'d>> {
    Touched(slice::Iter<'a, Sketch<'d, V>>),
    Source(V::Elements),
    Literal(slice::Iter<'d, Json>),
}

impl<'a, 'd: 'a, V: View<'d>> Iterator for SeenElements<'a, 'd, V> {
    type Item = Seen<'a, 'd, V>;

    fn next(&mut self) -> Option<Self::Item> {
        match self {
            Self::Touched(elements) => elements.next().map(Sketch::see),
            Self::Source(elements) => elements.next().map(Seen::Source),
            Self::Literal(elements) => elements.next().map(Seen::Literal),
        }
    }
}

#[derive(Clone, Debug)]
pub(crate) enum SeenMembers<'a, 'd, V: View<'d>> {
    Touched(map::Iter<'a, Cow<'d, str>, Sketch<'d, V>>),
    Source(V::Members),
    Literal(<&'d Json as View<'d>>::Members),
}

impl<'a, 'd: 'a, V: View<'d>> Iterator for SeenMembers<'a, 'd, V> {
    type Item = (Cow<'a, str>, Seen<'a, 'd, V>);

    fn next(&mut self) -> Option<Self::Item> {
        match self {
            Self::Touched(members) => {
                members.next().map(|(name, value)| (Cow::Borrowed(name.as_ref()), value.see()))
            }
            Self::Source(members) => {
                members.next().map(|(name, value)| (name, Seen::Source(value)))
            }
            Self::Literal(members) => {
                members.next().map(|(name, value)| (name, Seen::Literal(value)))
            }
        }
    }
}
