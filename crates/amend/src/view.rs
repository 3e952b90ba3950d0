//! What every algorithm of this crate reads: a JSON value, however it is held.

use std::borrow::Cow;

use crate::Members;
use crate::apply::fold;
use crate::equal::equal_within;
use crate::json::{self, Json};
use serde_json::Value;

/// A JSON value that can be looked at: `&`[`Json`], a [`Node`](crate::Node) of
/// a [`Document`](crate::Document), or `&`[`serde_json::Value`].
///
/// Lookup, equality, diff and merge are written once over this trait, so that
/// all doors into the crate keep the same rules. The trait is sealed: it is a
/// way to pass documents in, not one to extend.
#[expect(clippy::len_without_is_empty, reason = "a scalar has the length 0 and is not empty")]
pub trait View<'a>: Copy + sealed::Sealed {
    /// The elements of an array.
    type Elements: Iterator<Item = Self> + Clone;
    /// The members of an object, in the order of the document.
    type Members: Iterator<Item = (Cow<'a, str>, Self)> + Clone;

    /// The value itself, one level deep.
    fn shape(self) -> Shape<'a, Self>;

    /// How many elements or members the value has; 0 for a scalar.
    fn len(self) -> usize;

    /// The member of this name, if the value is an object and has it.
    fn member(self, name: &str) -> Option<Self>;

    /// The element at this position, if the value is an array and has it.
    fn element(self, index: usize) -> Option<Self>;

    /// The names that are this one when case is ignored, in the order of the members.
    fn names_like(self, name: &str) -> Vec<String> {
        match self.shape() {
            Shape::Object(members) => members
                .filter(|(other, _)| fold::equal(other, name))
                .map(|(other, _)| other.into_owned())
                .collect(),
            _ => Vec::new(),
        }
    }

    /// Whether both are certainly equal, seen without reading them: the same
    /// text, or the same place in memory. `false` says nothing.
    fn same(self, _other: Self) -> bool {
        false
    }

    /// The value as it is written, if it stands in a text: what is written alike is
    /// equal.
    fn written(self) -> Option<&'a str> {
        None
    }

    /// Where the value is in memory: no two values that are there at one time are
    /// at the same place. Nothing, if the view does not know.
    fn place(self) -> Option<usize> {
        None
    }

    /// The number as an integer, if it is one and that is seen at once.
    fn integer(self) -> Option<i64> {
        None
    }

    /// Whether two values are equal, if that can be known by looking at `left` values
    /// and so many levels; what was looked at is taken off.
    #[doc(hidden)]
    fn equal_within(self, other: Self, left: &mut usize, depth: usize) -> Option<bool> {
        equal_within(self, other, left, depth)
    }

    /// The bytes that the value takes when it is written, if that is seen at once.
    #[doc(hidden)]
    fn bytes_written(self) -> Option<usize> {
        None
    }

    /// The owned value, if this is one.
    #[doc(hidden)]
    fn as_json(self) -> Option<&'a Json> {
        None
    }

    /// An owned copy.
    fn to_json(self) -> Json {
        to_json(self)
    }
}

/// A JSON value, one level deep.
#[derive(Clone, Debug)]
#[expect(clippy::exhaustive_enums, reason = "RFC 8259 §3 closes the set")]
pub enum Shape<'a, V: View<'a>> {
    /// `null`
    Null,
    /// `true` or `false`
    Bool(bool),
    /// A number, as it is written.
    Number(Cow<'a, str>),
    /// A string, unescaped.
    String(Cow<'a, str>),
    /// An array and its elements.
    Array(V::Elements),
    /// An object and its members.
    Object(V::Members),
}

impl<'a, V: View<'a>> Shape<'a, V> {
    /// The name of the type, for error texts.
    pub(crate) fn noun(&self) -> &'static str {
        match self {
            Self::Null => "null",
            Self::Bool(_) => "a boolean",
            Self::Number(_) => "a number",
            Self::String(_) => "a string",
            Self::Array(_) => "an array",
            Self::Object(_) => "an object",
        }
    }
}

/// An owned copy of what is looked at, made without recursion: documents may be
/// deeper than the stack allows.
pub(crate) fn to_json<'a, V: View<'a>>(value: V) -> Json {
    let mut open: Vec<Container<'a, V>> = Vec::new();
    let mut value = Some(value);
    loop {
        let done = match value.take().map(View::shape) {
            Some(Shape::Array(elements)) => {
                let done = Vec::with_capacity(elements.size_hint().0);
                open.push(Container::Array(elements, done));
                None
            }
            Some(Shape::Object(members)) => {
                let done = Members::with_capacity(members.size_hint().0);
                open.push(Container::Object(members, done, Cow::Borrowed("")));
                None
            }
            Some(Shape::Null) => Some(Json::Null),
            Some(Shape::Bool(value)) => Some(Json::Bool(value)),
            Some(Shape::Number(text)) => Some(Json::Number(json::Number::unchecked(text))),
            Some(Shape::String(text)) => Some(Json::String(text.into_owned())),
            None => None,
        };
        let mut done = done;
        loop {
            // Hands what is done to the container around it, and goes on there.
            let Some(container) = open.last_mut() else {
                return done.unwrap_or_default();
            };
            if let Some(done) = done.take() {
                container.put(done);
            }
            if let Some(next) = container.next() {
                value = Some(next);
                break;
            }
            done = open.pop().map(Container::close);
        }
    }
}

/// A container that is being copied.
enum Container<'a, V: View<'a>> {
    Array(V::Elements, Vec<Json>),
    /// The members that are left, those that are done, and the name of the one
    /// that is being copied.
    Object(V::Members, Members, Cow<'a, str>),
}

impl<'a, V: View<'a>> Container<'a, V> {
    fn put(&mut self, value: Json) {
        match self {
            Self::Array(_, done) => done.push(value),
            Self::Object(_, done, name) => {
                // No view gives a name twice.
                done.push(&*name, value);
            }
        }
    }

    fn next(&mut self) -> Option<V> {
        match self {
            Self::Array(rest, _) => rest.next(),
            Self::Object(rest, _, current) => {
                let (name, value) = rest.next()?;
                *current = name;
                Some(value)
            }
        }
    }

    fn close(self) -> Json {
        match self {
            Self::Array(_, done) => Json::Array(done),
            Self::Object(_, done, _) => Json::Object(done),
        }
    }
}

pub(crate) mod sealed {
    #[expect(unnameable_types, reason = "nobody else is to implement View")]
    pub trait Sealed: Copy {
        /// The value in as little memory as it takes beside its document.
        type Short: Copy;

        /// The short form. `beside` has a value of each document so far, and gets this
        /// one if it has none of its document.
        fn short(self, beside: &mut Vec<Self>) -> Self::Short;

        /// The value of a short form that was made beside these.
        fn long(short: Self::Short, beside: &[Self]) -> Self;

        /// How many values there are in this one, with itself, if that is soon said.
        fn values(self) -> usize {
            1
        }
    }

    /// What a view is whose values are as short as they get.
    macro_rules! short_already {
        () => {
            type Short = Self;

            fn short(self, _beside: &mut Vec<Self>) -> Self {
                self
            }

            fn long(short: Self, _beside: &[Self]) -> Self {
                short
            }
        };
    }
    pub(crate) use short_already;

    impl Sealed for &super::Json {
        short_already!();
    }

    impl Sealed for &super::Value {
        short_already!();
    }
}

impl<'a> View<'a> for &'a Value {
    type Elements = std::slice::Iter<'a, Value>;
    type Members = ValueMembers<'a>;

    fn shape(self) -> Shape<'a, Self> {
        match self {
            Value::Null => Shape::Null,
            Value::Bool(value) => Shape::Bool(*value),
            Value::Number(number) => Shape::Number(Cow::Owned(number.to_string())),
            Value::String(text) => Shape::String(Cow::Borrowed(text)),
            Value::Array(elements) => Shape::Array(elements.iter()),
            Value::Object(members) => Shape::Object(ValueMembers(members.iter())),
        }
    }

    fn len(self) -> usize {
        match self {
            Value::Array(elements) => elements.len(),
            Value::Object(members) => members.len(),
            _ => 0,
        }
    }

    fn member(self, name: &str) -> Option<Self> {
        self.as_object()?.get(name)
    }

    fn element(self, index: usize) -> Option<Self> {
        self.as_array()?.get(index)
    }

    fn same(self, other: Self) -> bool {
        match (self, other) {
            (Value::Number(one), Value::Number(other)) => one == other,
            (Value::String(one), Value::String(other)) => one == other,
            _ => std::ptr::eq(self, other),
        }
    }

    fn place(self) -> Option<usize> {
        Some(std::ptr::from_ref(self).addr())
    }

    fn integer(self) -> Option<i64> {
        // With arbitrary precision `-0` is an integer, and no other one is spelled unlike
        // itself: it is a byte longer.
        let negative_zero =
            |integer| integer == 0 && self.as_f64().is_some_and(f64::is_sign_negative);
        self.as_i64().filter(|integer| !negative_zero(*integer))
    }
}

/// The members of a [`Value`] as a [`View`] gives them.
#[derive(Clone, Debug)]
pub struct ValueMembers<'a>(serde_json::map::Iter<'a>);

impl<'a> Iterator for ValueMembers<'a> {
    type Item = (Cow<'a, str>, &'a Value);

    fn next(&mut self) -> Option<Self::Item> {
        self.0.next().map(|(name, value)| (Cow::Borrowed(name.as_str()), value))
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        self.0.size_hint()
    }
}
