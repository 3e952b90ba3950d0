//! JSON Patch documents (RFC 6902 §3, §4): reading, writing, and what they hold.

use std::fmt;

use crate::write::{self, Layout};
use crate::{Json, Pointer};

/// One operation of a JSON Patch (RFC 6902 §4).
///
/// ```
/// use amend::{Json, Operation};
///
/// let operation = Operation::Add { path: "/a".parse()?, value: Json::from(1) };
/// assert_eq!(operation.to_json().to_string(), r#"{"op":"add","path":"/a","value":1}"#);
/// # Ok::<(), amend::error::PointerError>(())
/// ```
#[derive(Clone, Debug, Eq, PartialEq)]
#[expect(clippy::exhaustive_enums, reason = "RFC 6902 §4 closes the set")]
pub enum Operation {
    /// Inserts an element, or sets a member (§4.1).
    Add {
        /// Where the value goes.
        path: Pointer,
        /// What goes there.
        value: Json,
    },
    /// Takes a value away (§4.2).
    Remove {
        /// What goes away.
        path: Pointer,
    },
    /// Puts a value in place of one that is there (§4.3).
    Replace {
        /// What is replaced.
        path: Pointer,
        /// What it becomes.
        value: Json,
    },
    /// Takes a value away and adds it elsewhere (§4.4).
    Move {
        /// Where the value is taken.
        from: Pointer,
        /// Where it goes.
        path: Pointer,
    },
    /// Adds a copy of a value elsewhere (§4.5).
    Copy {
        /// What is copied.
        from: Pointer,
        /// Where the copy goes.
        path: Pointer,
    },
    /// Holds a value against one given (§4.6).
    Test {
        /// What is compared.
        path: Pointer,
        /// What it has to be equal to.
        value: Json,
    },
}

impl Operation {
    /// The word in `op`.
    pub fn name(&self) -> &'static str {
        match self {
            Self::Add { .. } => "add",
            Self::Remove { .. } => "remove",
            Self::Replace { .. } => "replace",
            Self::Move { .. } => "move",
            Self::Copy { .. } => "copy",
            Self::Test { .. } => "test",
        }
    }

    /// The place that the operation works on.
    pub fn path(&self) -> &Pointer {
        match self {
            Self::Add { path, .. }
            | Self::Remove { path }
            | Self::Replace { path, .. }
            | Self::Move { path, .. }
            | Self::Copy { path, .. }
            | Self::Test { path, .. } => path,
        }
    }

    /// The place that `move` and `copy` take from.
    pub fn from(&self) -> Option<&Pointer> {
        match self {
            Self::Move { from, .. } | Self::Copy { from, .. } => Some(from),
            _ => None,
        }
    }

    /// The value of `add`, `replace` and `test`.
    pub fn value(&self) -> Option<&Json> {
        match self {
            Self::Add { value, .. } | Self::Replace { value, .. } | Self::Test { value, .. } => {
                Some(value)
            }
            _ => None,
        }
    }

    /// The operation as RFC 6902 writes it: `op`, `from`, `path`, `value`.
    pub fn to_json(&self) -> Json {
        let mut members = vec![("op", Json::from(self.name()))];
        if let Some(from) = self.from() {
            members.push(("from", Json::from(from.to_string())));
        }
        members.push(("path", Json::from(self.path().to_string())));
        if let Some(value) = self.value() {
            members.push(("value", value.clone()));
        }
        Json::object(members)
    }
}

/// A JSON Patch (RFC 6902 §3): operations in their order.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub struct Patch {
    operations: Vec<Operation>,
}

impl Patch {
    /// The operations, in order.
    pub fn operations(&self) -> &[Operation] {
        &self.operations
    }

    /// Whether there is nothing to do.
    pub fn is_empty(&self) -> bool {
        self.operations.is_empty()
    }

    /// The patch as a JSON document.
    pub fn to_json(&self) -> Json {
        Json::array(self.operations.iter().map(Operation::to_json))
    }
}

/// The compact text of a patch, made without a copy of the values.
pub(crate) fn text(operations: &[Operation]) -> String {
    let mut text = String::from("[");
    for (number, operation) in operations.iter().enumerate() {
        text.push_str(if number > 0 { ",{\"op\":\"" } else { "{\"op\":\"" });
        text.push_str(operation.name());
        if let Some(from) = operation.from() {
            text.push_str("\",\"from\":");
            write::string(&mut text, &from.to_string());
            text.push_str(",\"path\":");
        } else {
            text.push_str("\",\"path\":");
        }
        write::string(&mut text, &operation.path().to_string());
        if let Some(value) = operation.value() {
            text.push_str(",\"value\":");
            write::value(&mut text, value, Layout::Compact, 0);
        }
        text.push('}');
    }
    text.push(']');
    text
}

impl From<Vec<Operation>> for Patch {
    fn from(operations: Vec<Operation>) -> Self {
        Self { operations }
    }
}

/// Compact with `{}`, indented by two spaces with `{:#}`.
impl fmt::Display for Patch {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if f.alternate() {
            return fmt::Display::fmt(&self.to_json(), f);
        }
        f.write_str(&text(&self.operations))
    }
}
