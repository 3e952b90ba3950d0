//! An owned JSON document that keeps what the text said: the spelling of every
//! number and the order of every object.

use std::borrow::Cow;
use std::fmt;
use std::str::FromStr;

use crate::document::Document;
use crate::members::{Members, MembersIter};
use crate::number::Decimal;
use crate::pointer::{Index, Pointer};
use crate::read_error::ReadError;
use crate::view::{Shape, View};
use crate::write::{self, Layout};
use crate::{Limits, equal, view};

/// An owned JSON value, exact: numbers as written, members in order.
///
/// [`serde_json::Value`] cannot hold `1E400`, and rewrites `1E2`; this type
/// can, and does not. Two values are equal when RFC 6902 §4.6 says so: numbers
/// by value, objects without order. `{}` writes the compact form, `{:#}` the
/// one indented by two spaces.
///
/// ```
/// use amend::Json;
///
/// let json: Json = r#"{"b": 1E2, "a": [true]}"#.parse()?;
/// assert_eq!(json.to_string(), r#"{"b":1E2,"a":[true]}"#);
/// assert_eq!(json, r#"{"a":[true],"b":100.0}"#.parse()?);
/// assert_eq!(json.get("b").and_then(Json::as_i64), Some(100));
/// # Ok::<(), amend::error::ReadError>(())
/// ```
#[derive(Clone, Debug, Default)]
#[expect(clippy::exhaustive_enums, reason = "RFC 8259 §3 closes the set")]
pub enum Json {
    /// `null`
    #[default]
    Null,
    /// `true` or `false`
    Bool(bool),
    /// A number, as it is written.
    Number(Number),
    /// A string, unescaped.
    String(String),
    /// An array.
    Array(Vec<Self>),
    /// An object.
    Object(Members),
}

/// The text of a JSON number (RFC 8259 §6).
#[derive(Clone, Debug)]
pub struct Number(Box<str>);

impl Json {
    /// Reads a document, strictly and under `limits`.
    ///
    /// # Errors
    /// Whatever [`Document::read`] refuses.
    pub fn read(bytes: &[u8], limits: &Limits) -> Result<Self, ReadError> {
        Ok(Document::read(bytes, limits)?.root().to_json())
    }

    /// An object of these members; the last of equal names stays.
    pub fn object<N: AsRef<str>, V: Into<Self>>(members: impl IntoIterator<Item = (N, V)>) -> Self {
        Self::Object(members.into_iter().map(|(n, v)| (n, v.into())).collect())
    }

    /// An array of these elements.
    pub fn array<V: Into<Self>>(elements: impl IntoIterator<Item = V>) -> Self {
        Self::Array(elements.into_iter().map(Into::into).collect())
    }

    /// Whether this is `null`.
    pub fn is_null(&self) -> bool {
        matches!(self, Self::Null)
    }

    /// The boolean, if this is one.
    pub fn as_bool(&self) -> Option<bool> {
        if let Self::Bool(value) = self { Some(*value) } else { None }
    }

    /// The string, if this is one.
    pub fn as_str(&self) -> Option<&str> {
        if let Self::String(text) = self { Some(text) } else { None }
    }

    /// The number, if this is one.
    pub fn as_number(&self) -> Option<&Number> {
        if let Self::Number(number) = self { Some(number) } else { None }
    }

    /// The number as an `i64`, if this is one and its value is that of one
    /// (`1e2` is 100).
    pub fn as_i64(&self) -> Option<i64> {
        Decimal::of(self.as_number()?.as_str()).to_i64()
    }

    /// The elements, if this is an array.
    pub fn as_array(&self) -> Option<&[Self]> {
        if let Self::Array(elements) = self { Some(elements) } else { None }
    }

    /// The elements to change, if this is an array.
    pub fn as_array_mut(&mut self) -> Option<&mut Vec<Self>> {
        if let Self::Array(elements) = self { Some(elements) } else { None }
    }

    /// The members, if this is an object.
    pub fn as_object(&self) -> Option<&Members> {
        if let Self::Object(members) = self { Some(members) } else { None }
    }

    /// The members to change, if this is an object.
    pub fn as_object_mut(&mut self) -> Option<&mut Members> {
        if let Self::Object(members) = self { Some(members) } else { None }
    }

    /// The member of this name, if this is an object and has it.
    pub fn get(&self, name: &str) -> Option<&Self> {
        self.as_object()?.get(name)
    }

    /// The value at a place (RFC 6901 §4), if there is one.
    pub fn pointer(&self, pointer: &Pointer) -> Option<&Self> {
        pointer.tokens().iter().try_fold(self, |value, token| match value {
            Self::Object(members) => members.get(token),
            Self::Array(elements) => match Index::parse(token)? {
                Index::At(index) => elements.get(index),
                Index::End | Index::Beyond => None,
            },
            _ => None,
        })
    }

    /// The value at a place, to change, if there is one.
    pub fn pointer_mut(&mut self, pointer: &Pointer) -> Option<&mut Self> {
        pointer.tokens().iter().try_fold(self, |value, token| match value {
            Self::Object(members) => members.get_mut(token),
            Self::Array(elements) => match Index::parse(token)? {
                Index::At(index) => elements.get_mut(index),
                Index::End | Index::Beyond => None,
            },
            _ => None,
        })
    }

    /// The name of the type, as an error text puts it.
    pub fn noun(&self) -> &'static str {
        self.shape().noun()
    }

    /// Writes the compact form behind a text.
    ///
    /// ```
    /// use amend::Json;
    ///
    /// let mut text = "id=".to_owned();
    /// Json::array([1, 2]).write(&mut text);
    /// assert_eq!(text, "id=[1,2]");
    /// ```
    pub fn write(&self, out: &mut String) {
        write::value(out, self, Layout::Compact, 0);
    }

    /// Writes a text as a string of JSON, behind another text.
    ///
    /// ```
    /// let mut text = "name=".to_owned();
    /// amend::Json::write_str("a \"b\"", &mut text);
    /// assert_eq!(text, r#"name="a \"b\"""#);
    /// ```
    pub fn write_str(text: &str, out: &mut String) {
        write::string(out, text);
    }

    /// The same value as `serde_json` holds it.
    ///
    /// # Errors
    /// [`NotRepresentable`] for a number that a [`serde_json::Number`] cannot
    /// hold exactly (which depends on its feature `arbitrary_precision`).
    pub fn to_value(&self) -> Result<serde_json::Value, NotRepresentable> {
        use serde_json::Value;
        Ok(match self {
            Self::Null => Value::Null,
            Self::Bool(value) => Value::Bool(*value),
            Self::Number(number) => Value::Number(number.to_serde()?),
            Self::String(text) => Value::String(text.clone()),
            Self::Array(elements) => {
                Value::Array(elements.iter().map(Self::to_value).collect::<Result<_, _>>()?)
            }
            Self::Object(members) => Value::Object(
                members
                    .iter()
                    .map(|(name, value)| Ok((name.to_owned(), value.to_value()?)))
                    .collect::<Result<_, NotRepresentable>>()?,
            ),
        })
    }
}

impl Number {
    /// A text that is known to keep the grammar.
    pub(crate) fn unchecked(text: Cow<'_, str>) -> Self {
        Self(text.into())
    }

    /// The number as it is written.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Whether its value is a whole number: `1`, `1.0` and `10e-1` are.
    pub fn is_integer(&self) -> bool {
        Decimal::of(&self.0).is_integer()
    }

    /// The order of two numbers by value.
    pub fn compare(&self, other: &Self) -> std::cmp::Ordering {
        crate::number::compare(&self.0, &other.0)
    }

    fn to_serde(&self) -> Result<serde_json::Number, NotRepresentable> {
        let number: serde_json::Number = self.0.parse().map_err(|_| NotRepresentable)?;
        if crate::number::equal(&self.0, &number.to_string()) {
            Ok(number)
        } else {
            Err(NotRepresentable)
        }
    }
}

/// A number that the type asked for cannot hold exactly.
#[derive(Clone, Copy, Debug, Eq, PartialEq, thiserror::Error)]
#[error(
    "a number of the document is beyond what `serde_json::Number` holds exactly; switch on its feature `arbitrary_precision`"
)]
#[non_exhaustive]
pub struct NotRepresentable;

impl PartialEq for Json {
    fn eq(&self, other: &Self) -> bool {
        equal(self, other)
    }
}

impl Eq for Json {}

impl fmt::Display for Json {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let layout = if f.alternate() { Layout::Indented } else { Layout::Compact };
        f.write_str(&write::to_string(self, layout))
    }
}

impl FromStr for Json {
    type Err = ReadError;

    fn from_str(text: &str) -> Result<Self, ReadError> {
        Self::read(text.as_bytes(), &Limits::default())
    }
}

impl From<&serde_json::Value> for Json {
    fn from(value: &serde_json::Value) -> Self {
        view::to_json(value)
    }
}

impl From<Members> for Json {
    fn from(members: Members) -> Self {
        Self::Object(members)
    }
}

impl From<Vec<Self>> for Json {
    fn from(elements: Vec<Self>) -> Self {
        Self::Array(elements)
    }
}

impl From<&str> for Json {
    fn from(text: &str) -> Self {
        Self::String(text.to_owned())
    }
}

impl From<String> for Json {
    fn from(text: String) -> Self {
        Self::String(text)
    }
}

impl From<bool> for Json {
    fn from(value: bool) -> Self {
        Self::Bool(value)
    }
}

macro_rules! from_integers {
    ($($integer:ty),*) => {$(
        impl From<$integer> for Json {
            fn from(value: $integer) -> Self {
                Self::Number(Number(value.to_string().into()))
            }
        }
    )*};
}
from_integers!(i32, i64, u32, u64, usize);

impl<'a> View<'a> for &'a Json {
    type Elements = std::slice::Iter<'a, Json>;
    type Members = JsonMembers<'a>;

    fn shape(self) -> Shape<'a, Self> {
        match self {
            Json::Null => Shape::Null,
            Json::Bool(value) => Shape::Bool(*value),
            Json::Number(number) => Shape::Number(Cow::Borrowed(number.as_str())),
            Json::String(text) => Shape::String(Cow::Borrowed(text)),
            Json::Array(elements) => Shape::Array(elements.iter()),
            Json::Object(members) => Shape::Object(JsonMembers(members.iter())),
        }
    }

    fn len(self) -> usize {
        match self {
            Json::Array(elements) => elements.len(),
            Json::Object(members) => members.len(),
            _ => 0,
        }
    }

    fn member(self, name: &str) -> Option<Self> {
        self.get(name)
    }

    fn element(self, index: usize) -> Option<Self> {
        self.as_array()?.get(index)
    }

    fn place(self) -> Option<usize> {
        Some(std::ptr::from_ref(self).addr())
    }

    fn same(self, other: Self) -> bool {
        std::ptr::eq(self, other)
    }

    fn as_json(self) -> Option<&'a Json> {
        Some(self)
    }
}

/// The members of a [`Json`] as a [`View`] gives them.
#[derive(Clone, Debug)]
pub struct JsonMembers<'a>(MembersIter<'a>);

impl<'a> Iterator for JsonMembers<'a> {
    type Item = (Cow<'a, str>, &'a Json);

    fn next(&mut self) -> Option<Self::Item> {
        self.0.next().map(|(name, value)| (Cow::Borrowed(name), value))
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        self.0.size_hint()
    }
}
