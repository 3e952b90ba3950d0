//! A document laid open: containers that a patch touches, over values that stay
//! as they are.
//!
//! The engine runs on an overlay as it runs on a document, and gives the same
//! answers. Two things are asked of it:
//!
//! - What would a patch make of a document? Copies of copies double, so a patch
//!   of a kilobyte can ask for gigabytes. Over [`Borrowed`] values a copy is one
//!   more reference, so the growth limit is known before anything is made.
//! - Many edits of wide containers. Over [`Owned`] values a touched array is in
//!   chunks and the members of a touched object have ranks, so that an edit in
//!   front of a hundred thousand others does not move them all.

mod chunks;
mod folded;
mod leaves;
mod ranked;
mod seen;
pub(super) mod written;

use std::rc::Rc;

use self::chunks::Chunks;
use self::leaves::{AdoptLeaf, Leaf};
pub(super) use self::leaves::{Borrowed, Owned};
use self::ranked::Ranked;
use self::seen::Seen;
use super::lookup;
use super::tree::{Adopt, List as _, Map as _, Open, Tree, Whole};
use crate::view::View;
use crate::{Json, MemberNames, NotRepresentable};

/// A value of an overlay.
#[derive(Clone, Debug)]
pub(super) enum Overlay<'d, L> {
    /// A value that was not touched, and all that is inside of it.
    Leaf(L),
    /// An array that was touched, and what it was.
    Array(Rc<Chunks<Self>>, L),
    /// An object that was touched, and what it was.
    Object(Rc<Ranked<'d, Self>>, L),
}

impl<'d, V: View<'d>> Overlay<'d, Borrowed<'d, V>> {
    /// A sketch of a document, which stays where it is.
    pub(super) fn sketch(document: V) -> Self {
        Self::Leaf(Borrowed::Source(document))
    }
}

impl<T: Whole> Overlay<'_, Owned<T>> {
    /// A document to work on.
    pub(super) fn of(document: T) -> Self {
        Self::Leaf(Owned(document))
    }

    /// The document that came of it. Its depth is bounded, so this may recurse.
    pub(super) fn settle(self) -> T {
        match self {
            Self::Leaf(Owned(value)) => value,
            Self::Array(elements, _) => {
                let elements = Rc::unwrap_or_clone(elements).into_iter();
                T::from_elements(elements.map(Self::settle).collect())
            }
            Self::Object(members, _) => {
                // A loop, for what lies under an iterator takes more of the stack at
                // each level.
                let members = Rc::unwrap_or_clone(members).into_places();
                let mut settled = Vec::with_capacity(members.len());
                for (name, value) in members.into_iter().flatten() {
                    settled.push((name.into_owned(), value.settle()));
                }
                T::from_members(settled.into_iter())
            }
        }
    }
}

impl<'d, L: Leaf<'d>> Overlay<'d, L> {
    fn see(&self) -> Seen<'_, 'd, L> {
        match self {
            Self::Leaf(value) => Seen::Leaf(value.see()),
            Self::Array(elements, _) => Seen::Array(elements),
            Self::Object(members, _) => Seen::Object(members),
        }
    }
}

impl<L: Default> Default for Overlay<'_, L> {
    fn default() -> Self {
        Self::Leaf(L::default())
    }
}

impl<'d, L: Leaf<'d>> Tree for Overlay<'d, L> {
    type Ref<'a>
        = Seen<'a, 'd, L>
    where
        Self: 'a;
    type List = Chunks<Self>;
    type Map = Ranked<'d, Self>;

    fn view(&self) -> Seen<'_, 'd, L> {
        self.see()
    }

    fn open(&mut self) -> Open<'_, Self> {
        if let Self::Leaf(value) = self {
            *self = std::mem::take(value).unfold();
        }
        match self {
            Self::Array(elements, _) => Open::Array(Rc::make_mut(elements)),
            Self::Object(members, _) => Open::Object(Rc::make_mut(members)),
            Self::Leaf(value) => Open::Scalar(value.see().shape().noun()),
        }
    }

    /// What was not touched is looked through from its beginning. When that has taken
    /// long enough, the containers on the way are laid open, as if they were touched.
    fn prepare(&mut self, tokens: &[String], names: MemberNames, looked: &mut usize) {
        let mut at = self;
        for (number, token) in tokens.iter().enumerate() {
            if let Self::Leaf(value) = at {
                if *looked < PATIENCE {
                    let rest = tokens.get(number..).unwrap_or_default();
                    *looked += lookup::effort(value.see(), rest, names, false);
                    return;
                }
                if value.see().len() == 0 {
                    return;
                }
            }
            let spelt = match names {
                MemberNames::IgnoreCase if matches!(at, Self::Object(..) | Self::Leaf(_)) => {
                    at.open();
                    lookup::spelling(at.see(), token).unwrap_or_default()
                }
                _ => None,
            };
            let name = spelt.as_deref().unwrap_or(token);
            let next = match at.open() {
                Open::Object(members) => members.at(name),
                Open::Array(elements) => {
                    let len = elements.len();
                    lookup::index(name, len).ok().and_then(|index| elements.get_mut(index))
                }
                Open::Scalar(_) => None,
            };
            let Some(next) = next else { return };
            at = next;
        }
    }
}

/// So many elements and members may be looked through before containers are laid open
/// for it. The documents of the unit tests are small, and should take both ways.
const PATIENCE: usize = if cfg!(test) { 8 } else { 1 << 18 };

impl<'p, 'd, L: Leaf<'d> + AdoptLeaf<'p>> Adopt<'p> for Overlay<'d, L> {
    fn adopt(value: &'p Json) -> Result<Self, NotRepresentable> {
        L::adopt(value).map(Self::Leaf)
    }
}
