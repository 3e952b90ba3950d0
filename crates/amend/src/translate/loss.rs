//! What a translation could not say.

use std::fmt;

use crate::Pointer;

/// A change in another language, and what that language could not say of it.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
#[non_exhaustive]
pub struct Translated<T> {
    /// The change: a [`Patch`](crate::Patch), or the [`Json`](crate::Json) of a
    /// Merge Patch.
    pub change: T,
    /// All that is lost, in the order of the original.
    pub losses: Vec<Loss>,
}

impl<T> Translated<T> {
    /// Whether the translation has the same result on the document that it was
    /// made for.
    pub fn same_result(&self) -> bool {
        !self.losses.iter().any(|loss| loss.kind.changes_result())
    }
}

/// Something that a translation could not say. Displayed, it is a text that
/// names places and no values.
#[derive(Clone, Debug, Eq, PartialEq)]
#[non_exhaustive]
pub struct Loss {
    /// The operation of the JSON Patch that was translated, from 0, where one
    /// is the cause.
    pub operation: Option<usize>,
    /// Where, in the document: for a list, the list.
    pub path: Pointer,
    /// What is lost.
    pub kind: LossKind,
}

/// The kinds of [`Loss`].
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
#[non_exhaustive]
pub enum LossKind {
    /// A Merge Patch tests nothing: it is applied whatever the document holds.
    Test,
    /// A value is removed and added again, as it is in the document: what
    /// others change in it meanwhile is overwritten.
    Move,
    /// A value is added as it is in the document, not as it will be.
    Copy,
    /// A Merge Patch has lists as a whole: what others change in it meanwhile is
    /// overwritten.
    List,
    /// A Merge Patch cannot set a member to null (RFC 7396 §1).
    Null,
    /// The dialect would find another member, whose name differs in case only.
    Case,
    /// A Merge Patch takes a member away if it is there; `remove` fails where it
    /// is not (RFC 6902 §4.2).
    Removal,
    /// A Merge Patch makes the object that it merges into; an `add` into it
    /// fails where it is not there (RFC 6902 §4.1).
    Parent,
    /// An empty object of a Merge Patch makes an object of whatever is there,
    /// and nothing of an object; no operation does that.
    Object,
}

impl LossKind {
    /// A stable word for this kind.
    pub fn code(self) -> &'static str {
        match self {
            Self::Test => "test",
            Self::Move => "move",
            Self::Copy => "copy",
            Self::List => "list",
            Self::Null => "null",
            Self::Case => "case",
            Self::Removal => "removal",
            Self::Parent => "parent",
            Self::Object => "object",
        }
    }

    /// Whether the result is another one, on the document that the translation
    /// was made for; without a document, on some.
    pub fn changes_result(self) -> bool {
        matches!(self, Self::Null | Self::Case | Self::Object)
    }
}

impl Loss {
    pub(super) fn new(kind: LossKind, path: Pointer) -> Self {
        Self { operation: None, path, kind }
    }

    pub(super) fn of_operation(kind: LossKind, path: Pointer, operation: usize) -> Self {
        Self { operation: Some(operation), path, kind }
    }
}

impl fmt::Display for Loss {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let path = &self.path;
        if let Some(operation) = self.operation {
            write!(f, "operation {operation}: ")?;
        }
        let place: &dyn fmt::Display =
            if path.is_root() { &"the document" } else { &format_args!("`{path}`") };
        match self.kind {
            LossKind::Test => {
                write!(f, "the test of {place} is left out, since a Merge Patch tests nothing")
            }
            LossKind::Move => write!(
                f,
                "the move to {place} becomes a removal and a value as it is now; what is changed in it meanwhile is overwritten"
            ),
            LossKind::Copy => {
                write!(f, "the copy to {place} becomes a value as it is now, not as it will be")
            }
            LossKind::List if path.is_root() => f.write_str(
                "the edit inside the list that is the document becomes the whole list; what is changed in it meanwhile is overwritten",
            ),
            LossKind::List => write!(
                f,
                "the edit inside the list {place} becomes the whole list; what is changed in it meanwhile is overwritten"
            ),
            LossKind::Null => write!(
                f,
                "the null of {place} is left out, since in a Merge Patch it means removal"
            ),
            LossKind::Case => write!(
                f,
                "the member {place} is taken for another one, whose name differs in case only"
            ),
            LossKind::Removal => write!(
                f,
                "the removal of {place} fails where nothing is there; a Merge Patch passes over that"
            ),
            LossKind::Parent => write!(
                f,
                "{place} has to be an object already; a Merge Patch makes one of anything else"
            ),
            LossKind::Object => write!(
                f,
                "the empty object of {place} is left out; it makes an object of anything else, and no operation does that"
            ),
        }
    }
}
