//! What `apply` changes: a document whose containers can be edited in place.

use std::sync::OnceLock;

use serde_json::Value;

use super::error::Reason;
use super::lookup::{self, Miss};
use crate::view::View;
use crate::{Json, MemberNames, Members, NotRepresentable};

/// A document that can be changed: [`Json`], or [`serde_json::Value`].
///
/// The trait is sealed: it is a way to pass documents in, not one to extend.
pub trait Target: for<'p> Adopt<'p> + Whole {}

impl Target for Json {}
impl Target for Value {}

/// The edits that both kinds of document have.
#[expect(unnameable_types, reason = "nobody else is to implement Target")]
pub trait Tree: Clone + Default + Sized {
    /// How the document is read.
    type Ref<'a>: View<'a>
    where
        Self: 'a;
    /// How it holds the elements of an array.
    type List: List<Self>;
    /// How it holds the members of an object.
    type Map: Map<Self>;

    fn view(&self) -> Self::Ref<'_>;

    fn open(&mut self) -> Open<'_, Self>;

    /// Makes ready to go down these tokens, which may happen many times. `looked` is
    /// how many elements and members were looked through in vain by now.
    fn prepare(&mut self, tokens: &[String], names: MemberNames, looked: &mut usize) {
        // Elements have their places, and members are found by their names, but not
        // by those in another case.
        if names == MemberNames::IgnoreCase {
            *looked += lookup::effort(self.view(), tokens, names, true);
        }
    }
}

/// A document that takes values of a patch.
#[expect(unnameable_types, reason = "a part of the sealed trait")]
pub trait Adopt<'p>: Tree {
    fn adopt(value: &'p Json) -> Result<Self, NotRepresentable>;
}

/// A document that can be taken apart and put together.
#[expect(unnameable_types, reason = "a part of the sealed trait")]
pub trait Whole: Tree {
    /// An array of these elements.
    fn from_elements(elements: Vec<Self>) -> Self;

    /// An object of these members, whose names are different ones.
    fn from_members(members: impl Iterator<Item = (String, Self)>) -> Self;

    /// The elements of an array, or the value as it was.
    fn into_elements(self) -> Result<Vec<Self>, Self>;

    /// The members of an object, in order, or the value as it was.
    fn into_members(self) -> Result<impl Iterator<Item = (String, Self)>, Self>;

    /// Keeps the members that `keep` says yes to, in order.
    fn keep(members: &mut Self::Map, keep: impl FnMut(&str) -> bool);
}

/// A value, opened for changes.
#[expect(unnameable_types, reason = "a part of the sealed trait")]
#[derive(Debug)]
pub enum Open<'a, T: Tree> {
    /// An array.
    Array(&'a mut T::List),
    /// An object.
    Object(&'a mut T::Map),
    /// Anything else; the name of its type.
    Scalar(&'static str),
}

/// The elements of an array.
#[expect(unnameable_types, reason = "a part of the sealed trait")]
pub trait List<T> {
    fn len(&self) -> usize;

    fn get_mut(&mut self, index: usize) -> Option<&mut T>;

    /// Inserts an element; an index beyond the end means the end.
    fn insert(&mut self, index: usize, value: T);

    fn remove(&mut self, index: usize) -> Option<T>;

    /// How many elements an insertion or a removal here moves on.
    fn moved_by_edit(&self, index: usize) -> usize;
}

impl<T> List<T> for Vec<T> {
    fn len(&self) -> usize {
        self.len()
    }

    fn get_mut(&mut self, index: usize) -> Option<&mut T> {
        self.as_mut_slice().get_mut(index)
    }

    fn insert(&mut self, index: usize, value: T) {
        self.insert(index.min(self.len()), value);
    }

    fn remove(&mut self, index: usize) -> Option<T> {
        (index < self.len()).then(|| self.remove(index))
    }

    fn moved_by_edit(&self, index: usize) -> usize {
        self.len().saturating_sub(index)
    }
}

/// The members of an object.
#[expect(unnameable_types, reason = "a part of the sealed trait")]
pub trait Map<T> {
    fn at(&mut self, name: &str) -> Option<&mut T>;

    /// Adds a member behind the others, if the map has an order.
    fn append(&mut self, name: &str, value: T);

    /// Takes the member out that was appended last.
    fn unappend(&mut self, name: &str) -> Option<T>;

    /// Takes a member out and says where it stood; the others stay in order.
    fn take(&mut self, name: &str) -> Option<(usize, T)>;

    /// Puts a member back where it stood.
    fn put_back(&mut self, position: usize, name: &str, value: T);

    /// What it costs to take a member out of a position, and to put it back: so
    /// many elements could be moved on by one place in a list.
    fn moved_by_taking(&self, position: usize) -> usize;
}

/// The value at a place, to change.
pub(crate) fn descend<'d, T: Tree>(
    document: &'d mut T,
    tokens: &[String],
) -> Result<&'d mut T, Miss> {
    let mut at = document;
    for (token, name) in tokens.iter().enumerate() {
        let miss = |reason| Miss { token, reason };
        at = match at.open() {
            Open::Object(members) => members.at(name).ok_or_else(|| miss(Reason::NoMember))?,
            Open::Array(elements) => {
                let len = elements.len();
                let index = lookup::index(name, len).map_err(miss)?;
                elements
                    .get_mut(index)
                    .ok_or_else(|| miss(Reason::OutOfRange { len, append: false }))?
            }
            Open::Scalar(found) => return Err(miss(Reason::NotAContainer { found })),
        };
    }
    Ok(at)
}

impl Tree for Json {
    type Ref<'a> = &'a Self;
    type List = Vec<Self>;
    type Map = Members;

    fn view(&self) -> &Self {
        self
    }

    fn open(&mut self) -> Open<'_, Self> {
        match self {
            Self::Array(elements) => Open::Array(elements),
            Self::Object(members) => Open::Object(members),
            scalar => Open::Scalar(scalar.noun()),
        }
    }
}

impl Adopt<'_> for Json {
    fn adopt(value: &Json) -> Result<Self, NotRepresentable> {
        Ok(value.clone())
    }
}

impl Whole for Json {
    fn from_elements(elements: Vec<Self>) -> Self {
        Self::Array(elements)
    }

    fn from_members(members: impl Iterator<Item = (String, Self)>) -> Self {
        Self::Object(Members::of_unique(members))
    }

    fn into_elements(self) -> Result<Vec<Self>, Self> {
        match self {
            Self::Array(elements) => Ok(elements),
            other => Err(other),
        }
    }

    fn into_members(self) -> Result<impl Iterator<Item = (String, Self)>, Self> {
        match self {
            Self::Object(members) => Ok(members.into_iter()),
            other => Err(other),
        }
    }

    fn keep(members: &mut Members, mut keep: impl FnMut(&str) -> bool) {
        members.retain(|name, _| keep(name));
    }
}

impl Map<Json> for Members {
    fn at(&mut self, name: &str) -> Option<&mut Json> {
        self.get_mut(name)
    }

    fn append(&mut self, name: &str, value: Json) {
        self.insert(name, value);
    }

    fn unappend(&mut self, name: &str) -> Option<Json> {
        self.remove(name)
    }

    fn take(&mut self, name: &str) -> Option<(usize, Json)> {
        self.remove_at(name)
    }

    fn put_back(&mut self, position: usize, name: &str, value: Json) {
        self.insert_at(position, name, value);
    }

    fn moved_by_taking(&self, position: usize) -> usize {
        // The members behind it move, and their places in the index change.
        4 * self.len().saturating_sub(position)
    }
}

impl Tree for Value {
    type Ref<'a> = &'a Self;
    type List = Vec<Self>;
    type Map = serde_json::Map<String, Self>;

    fn view(&self) -> &Self {
        self
    }

    fn open(&mut self) -> Open<'_, Self> {
        match self {
            Self::Array(elements) => Open::Array(elements),
            Self::Object(members) => Open::Object(members),
            scalar => Open::Scalar(View::shape(&*scalar).noun()),
        }
    }
}

impl Adopt<'_> for Value {
    fn adopt(value: &Json) -> Result<Self, NotRepresentable> {
        value.to_value()
    }
}

impl Whole for Value {
    fn from_elements(elements: Vec<Self>) -> Self {
        Self::Array(elements)
    }

    fn from_members(members: impl Iterator<Item = (String, Self)>) -> Self {
        Self::Object(members.collect())
    }

    fn into_elements(self) -> Result<Vec<Self>, Self> {
        match self {
            Self::Array(elements) => Ok(elements),
            other => Err(other),
        }
    }

    fn into_members(self) -> Result<impl Iterator<Item = (String, Self)>, Self> {
        match self {
            Self::Object(members) => Ok(members.into_iter()),
            other => Err(other),
        }
    }

    fn keep(members: &mut Self::Map, mut keep: impl FnMut(&str) -> bool) {
        members.retain(|name, _| keep(name));
    }
}

/// `serde_json`'s map is sorted, or with its feature `preserve_order` in order of
/// insertion; any crate of a build can switch that on. Only what exists in both
/// forms is used here, and what gives the right order in both.
impl Map<Value> for serde_json::Map<String, Value> {
    fn at(&mut self, name: &str) -> Option<&mut Value> {
        self.get_mut(name)
    }

    fn append(&mut self, name: &str, value: Value) {
        self.insert(name.to_owned(), value);
    }

    fn unappend(&mut self, name: &str) -> Option<Value> {
        // The last one: that it may be swapped with the last does no harm.
        self.remove(name)
    }

    fn take(&mut self, name: &str) -> Option<(usize, Value)> {
        let last = self.keys().next_back().is_some_and(|key| key == name);
        if last || !keeps_order() {
            let position = self.len().saturating_sub(1);
            return self.remove(name).map(|value| (position, value));
        }
        // `remove` would swap the last member into the gap.
        let position = self.keys().position(|key| key == name)?;
        let value = std::mem::take(self.get_mut(name)?);
        self.retain(|key, _| key != name);
        Some((position, value))
    }

    fn put_back(&mut self, position: usize, name: &str, value: Value) {
        if position >= self.len() || !keeps_order() {
            self.insert(name.to_owned(), value);
            return;
        }
        let mut members = std::mem::take(self).into_iter();
        self.extend(members.by_ref().take(position));
        self.insert(name.to_owned(), value);
        self.extend(members);
    }

    fn moved_by_taking(&self, position: usize) -> usize {
        // All names are compared, and hashed again to put it back.
        if position >= self.len() || !keeps_order() { 0 } else { 32 * self.len() }
    }
}

/// Whether `serde_json` keeps members in order of insertion in this build.
fn keeps_order() -> bool {
    static KEEPS_ORDER: OnceLock<bool> = OnceLock::new();
    *KEEPS_ORDER.get_or_init(|| {
        let map: serde_json::Map<String, Value> =
            ["b", "a"].into_iter().map(|name| (name.to_owned(), Value::Null)).collect();
        map.keys().next().is_some_and(|name| name == "b")
    })
}
