//! Why a document is not read as a JSON Patch.

use std::fmt;

use crate::{Pointer, PointerError, ReadError};

/// A document that is no JSON Patch (RFC 6902 §3, §4), or one that the dialect
/// or a limit refuses.
///
/// The text names the operation, what was expected and what was found. It shows
/// no value of the patch, save for the words that stand where RFC 6902 expects
/// a word of its own (`op`).
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct PatchError(Box<Repr>);

#[derive(Clone, Debug, Eq, PartialEq)]
struct Repr {
    fault: Fault,
    operation: Option<usize>,
    member: Option<&'static str>,
}

/// The kinds of [`PatchError`].
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
#[non_exhaustive]
pub enum PatchErrorKind {
    /// The text is no JSON document; [`PatchError::read_error`] says why.
    NotJson,
    /// The document is not an array (RFC 6902 §3).
    NotAnArray,
    /// An element of the array is not an object (RFC 6902 §3).
    NotAnObject,
    /// `op` is none of the six words (RFC 6902 §4).
    UnknownOperation,
    /// A member that the operation needs is not there (RFC 6902 §4).
    MissingMember,
    /// `op`, `path` or `from` is not a string (RFC 6902 §4).
    WrongType,
    /// `path` or `from` is no JSON Pointer (RFC 6901 §3).
    BadPointer,
    /// The dialect does not have this operation.
    UnsupportedOperation,
    /// A limit is exceeded; [`PatchError::limit`] names it.
    Limit,
}

#[derive(Clone, Debug, Eq, PartialEq)]
pub(crate) enum Fault {
    NotJson(ReadError),
    NotAnArray { found: &'static str },
    NotAnObject { found: &'static str },
    UnknownOperation { found: Option<String>, meant: Option<&'static str> },
    Missing { operation: Option<&'static str>, meant: Option<String> },
    WrongType { found: &'static str },
    BadPointer { error: PointerError, meant: Option<String> },
    Unsupported { operation: &'static str },
    Limit { name: &'static str, limit: usize, found: usize },
}

impl PatchErrorKind {
    /// A stable word for this kind.
    pub fn code(self) -> &'static str {
        match self {
            Self::NotJson => "not-json",
            Self::NotAnArray => "not-an-array",
            Self::NotAnObject => "not-an-object",
            Self::UnknownOperation => "unknown-operation",
            Self::MissingMember => "missing-member",
            Self::WrongType => "wrong-type",
            Self::BadPointer => "bad-pointer",
            Self::UnsupportedOperation => "unsupported-operation",
            Self::Limit => "limit",
        }
    }
}

impl PatchError {
    pub(crate) fn new(fault: Fault) -> Self {
        Self(Box::new(Repr { fault, operation: None, member: None }))
    }

    pub(crate) fn in_operation(mut self, operation: usize) -> Self {
        self.0.operation = Some(operation);
        self
    }

    pub(crate) fn in_member(mut self, member: &'static str) -> Self {
        self.0.member = Some(member);
        self
    }

    /// The kind of fault.
    pub fn kind(&self) -> PatchErrorKind {
        match self.0.fault {
            Fault::NotJson(_) => PatchErrorKind::NotJson,
            Fault::NotAnArray { .. } => PatchErrorKind::NotAnArray,
            Fault::NotAnObject { .. } => PatchErrorKind::NotAnObject,
            Fault::UnknownOperation { .. } => PatchErrorKind::UnknownOperation,
            Fault::Missing { .. } => PatchErrorKind::MissingMember,
            Fault::WrongType { .. } => PatchErrorKind::WrongType,
            Fault::BadPointer { .. } => PatchErrorKind::BadPointer,
            Fault::Unsupported { .. } => PatchErrorKind::UnsupportedOperation,
            Fault::Limit { .. } => PatchErrorKind::Limit,
        }
    }

    /// Which operation is at fault, from 0; nothing for the patch as a whole.
    pub fn operation(&self) -> Option<usize> {
        self.0.operation
    }

    /// Which member of the operation is at fault.
    pub fn member(&self) -> Option<&'static str> {
        self.0.member
    }

    /// The place of the fault in the patch document.
    pub fn path(&self) -> Pointer {
        match &self.0.fault {
            Fault::NotJson(error) => error.path().clone(),
            Fault::Missing { .. } => {
                Pointer::from_tokens(self.0.operation.map(|index| index.to_string()))
            }
            _ => {
                let operation = self.0.operation.map(|index| index.to_string());
                Pointer::from_tokens(operation.into_iter().chain(self.0.member.map(str::to_owned)))
            }
        }
    }

    /// Why the text is no JSON document, if that is the fault.
    pub fn read_error(&self) -> Option<&ReadError> {
        if let Fault::NotJson(error) = &self.0.fault { Some(error) } else { None }
    }

    /// The name of the limit that is exceeded.
    pub fn limit(&self) -> Option<&'static str> {
        match &self.0.fault {
            Fault::Limit { name, .. } => Some(name),
            Fault::NotJson(error) => error.limit(),
            _ => None,
        }
    }
}

impl fmt::Display for PatchError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Repr { fault, operation, member } = &*self.0;
        if let Some(operation) = operation {
            write!(f, "operation {operation}: ")?;
        }
        let member = member.unwrap_or("op");
        match fault {
            Fault::NotJson(error) => write!(f, "{error}"),
            Fault::NotAnArray { found } => {
                write!(f, "expected a JSON Patch, which is an array of operations, found {found}")
            }
            Fault::NotAnObject { found } => write!(f, "expected an object, found {found}"),
            Fault::UnknownOperation { found, meant } => {
                f.write_str(
                    "expected `op` to be `add`, `remove`, `replace`, `move`, `copy` or `test`, found ",
                )?;
                match found {
                    Some(word) => write!(f, "`{word}`")?,
                    None => f.write_str("another string")?,
                }
                match meant {
                    Some(meant) => write!(f, "; did you mean `{meant}`?"),
                    None => Ok(()),
                }
            }
            Fault::Missing { operation, meant } => {
                write!(f, "expected a member `{member}`")?;
                match operation {
                    Some(operation) => write!(f, ", which `{operation}` needs, found none")?,
                    None => f.write_str(", found none")?,
                }
                match meant {
                    Some(meant) => {
                        write!(f, "; there is `{meant}`, but names are compared exactly")
                    }
                    None => Ok(()),
                }
            }
            Fault::WrongType { found } => {
                write!(f, "expected `{member}` to be a string, found {found}")
            }
            Fault::BadPointer { error, meant } => {
                write!(f, "`{member}` is no JSON Pointer: {error}")?;
                match meant {
                    Some(meant) => write!(f, "; did you mean `{meant}`?"),
                    None => Ok(()),
                }
            }
            Fault::Unsupported { operation } => write!(
                f,
                "expected `add`, `remove`, `replace` or `test`, found `{operation}`, which this dialect does not have"
            ),
            Fault::Limit { name, limit, found } => {
                match *name {
                    "pointer" => write!(f, "`{member}` has {found} bytes: ")?,
                    _ => write!(f, "the patch has {found} operations: ")?,
                }
                write!(
                    f,
                    "the limit `{name}` of {limit} is exceeded; raise it if this patch is to be trusted"
                )
            }
        }
    }
}

impl std::error::Error for PatchError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match &self.0.fault {
            Fault::BadPointer { error, .. } => Some(error),
            _ => None,
        }
    }
}

impl From<ReadError> for PatchError {
    fn from(error: ReadError) -> Self {
        Self::new(Fault::NotJson(error))
    }
}
