//! What an overlay lies over.

use std::borrow::Cow;
use std::marker::PhantomData;
use std::rc::Rc;

use super::super::tree::{Adopt, Whole};
use super::Overlay;
use crate::view::{Shape, View};
use crate::{Json, NotRepresentable};

/// A value that an overlay has not touched.
pub(crate) trait Leaf<'d>: Clone + Default {
    /// How it is read.
    type Ref<'a>: View<'a>
    where
        Self: 'a;

    fn see(&self) -> Self::Ref<'_>;

    /// A container of leaves in place of a leaf that is one; a scalar stays.
    fn unfold(self) -> Overlay<'d, Self>;
}

/// A leaf that a value of a patch can become.
pub(crate) trait AdoptLeaf<'p>: Sized {
    fn adopt(value: &'p Json) -> Result<Self, NotRepresentable>;
}

/// A value that is taken apart, and put together again in the end.
#[derive(Clone, Debug, Default)]
pub(crate) struct Owned<T>(pub(super) T);

impl<'d, T: Whole> Leaf<'d> for Owned<T> {
    type Ref<'a>
        = T::Ref<'a>
    where
        Self: 'a;

    fn see(&self) -> T::Ref<'_> {
        self.0.view()
    }

    fn unfold(self) -> Overlay<'d, Self> {
        let leaf = |value| Overlay::Leaf(Self(value));
        let value = match self.0.into_elements() {
            Ok(elements) => {
                let elements = elements.into_iter().map(leaf).collect();
                return Overlay::Array(Rc::new(elements), Self::default());
            }
            Err(value) => value,
        };
        match value.into_members() {
            Ok(members) => {
                let members = members.map(|(name, value)| (name.into(), leaf(value)));
                Overlay::Object(Rc::new(members.collect()), Self::default())
            }
            Err(value) => leaf(value),
        }
    }
}

impl<'p, T: Adopt<'p>> AdoptLeaf<'p> for Owned<T> {
    fn adopt(value: &'p Json) -> Result<Self, NotRepresentable> {
        T::adopt(value).map(Self)
    }
}

/// A value that stays where it is: in the document, or in the patch.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Borrowed<'d, V> {
    Source(V),
    Literal(&'d Json),
}

static NULL: Json = Json::Null;

impl<V> Default for Borrowed<'_, V> {
    fn default() -> Self {
        Self::Literal(&NULL)
    }
}

impl<'d, V: View<'d>> Leaf<'d> for Borrowed<'d, V> {
    type Ref<'a>
        = Self
    where
        Self: 'a;

    fn see(&self) -> Self {
        *self
    }

    fn unfold(self) -> Overlay<'d, Self> {
        match <Self as View<'d>>::shape(self) {
            Shape::Array(elements) => {
                Overlay::Array(Rc::new(elements.map(Overlay::Leaf).collect()), self)
            }
            Shape::Object(members) => {
                let members = members.map(|(name, value)| (name, Overlay::Leaf(value)));
                Overlay::Object(Rc::new(members.collect()), self)
            }
            _ => Overlay::Leaf(self),
        }
    }
}

impl<'d, V> AdoptLeaf<'d> for Borrowed<'d, V> {
    fn adopt(value: &'d Json) -> Result<Self, NotRepresentable> {
        Ok(Self::Literal(value))
    }
}

impl<'d, V: View<'d>> crate::view::sealed::Sealed for Borrowed<'d, V> {
    crate::view::sealed::short_already!();
}

impl<'a, 'd: 'a, V: View<'d>> View<'a> for Borrowed<'d, V> {
    type Elements = BorrowedElements<'d, V>;
    type Members = BorrowedMembers<'a, 'd, V>;

    fn shape(self) -> Shape<'a, Self> {
        match self {
            Self::Source(value) => shape(value, BorrowedElements::Source, Either::Source),
            Self::Literal(value) => shape(value, BorrowedElements::Literal, Either::Literal),
        }
    }

    fn len(self) -> usize {
        match self {
            Self::Source(value) => value.len(),
            Self::Literal(value) => value.len(),
        }
    }

    fn member(self, name: &str) -> Option<Self> {
        match self {
            Self::Source(value) => value.member(name).map(Self::Source),
            Self::Literal(value) => value.member(name).map(Self::Literal),
        }
    }

    fn element(self, index: usize) -> Option<Self> {
        match self {
            Self::Source(value) => value.element(index).map(Self::Source),
            Self::Literal(value) => value.element(index).map(Self::Literal),
        }
    }
}

fn shape<'a, 'd: 'a, V: View<'d>, W: View<'d>>(
    value: W,
    elements: impl FnOnce(W::Elements) -> BorrowedElements<'d, V>,
    members: impl FnOnce(W::Members) -> Either<'d, V>,
) -> Shape<'a, Borrowed<'d, V>> {
    match value.shape() {
        Shape::Null => Shape::Null,
        Shape::Bool(value) => Shape::Bool(value),
        Shape::Number(text) => Shape::Number(text),
        Shape::String(text) => Shape::String(text),
        Shape::Array(inner) => Shape::Array(elements(inner)),
        Shape::Object(inner) => Shape::Object(BorrowedMembers(members(inner), PhantomData)),
    }
}

#[derive(Clone)]
pub(crate) enum BorrowedElements<'d, V: View<'d>> {
    Source(V::Elements),
    Literal(<&'d Json as View<'d>>::Elements),
}

impl<'d, V: View<'d>> Iterator for BorrowedElements<'d, V> {
    type Item = Borrowed<'d, V>;

    fn next(&mut self) -> Option<Self::Item> {
        match self {
            Self::Source(elements) => elements.next().map(Borrowed::Source),
            Self::Literal(elements) => elements.next().map(Borrowed::Literal),
        }
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        match self {
            Self::Source(elements) => elements.size_hint(),
            Self::Literal(elements) => elements.size_hint(),
        }
    }
}

/// The names live as long as the document, and are given for as long as a look
/// at it takes.
#[derive(Clone)]
pub(crate) struct BorrowedMembers<'a, 'd, V: View<'d>>(Either<'d, V>, PhantomData<&'a ()>);

#[derive(Clone)]
enum Either<'d, V: View<'d>> {
    Source(V::Members),
    Literal(<&'d Json as View<'d>>::Members),
}

impl<'a, 'd: 'a, V: View<'d>> Iterator for BorrowedMembers<'a, 'd, V> {
    type Item = (Cow<'a, str>, Borrowed<'d, V>);

    fn next(&mut self) -> Option<Self::Item> {
        match &mut self.0 {
            Either::Source(members) => {
                members.next().map(|(name, value)| (name, Borrowed::Source(value)))
            }
            Either::Literal(members) => {
                members.next().map(|(name, value)| (name, Borrowed::Literal(value)))
            }
        }
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        match &self.0 {
            Either::Source(members) => members.size_hint(),
            Either::Literal(members) => members.size_hint(),
        }
    }
}
