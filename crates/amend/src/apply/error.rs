//! Why a patch does not apply.

use std::fmt;

use crate::Pointer;

/// A patch that does not apply to a document, or a pointer that leads nowhere
/// in it. The document is what it was before.
///
/// The text names the operation, the place, what was expected and what was
/// found; member names and types, never a value of the document.
///
/// ```
/// use amend::{Json, Patch, apply};
/// use amend::error::ApplyErrorKind;
///
/// let mut document: Json = r#"{"name": "Ada"}"#.parse()?;
/// let patch: Patch = r#"[{"op": "remove", "path": "/Name"}]"#.parse()?;
/// let error = apply(&mut document, &patch).unwrap_err();
/// assert_eq!(error.kind(), ApplyErrorKind::PathNotFound);
/// assert_eq!(error.operation(), Some(0));
/// assert_eq!(error.suggestion().map(ToString::to_string).as_deref(), Some("/name"));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct ApplyError(Box<Repr>);

#[derive(Clone, Debug, Eq, PartialEq)]
struct Repr {
    fault: Fault,
    operation: Option<(usize, &'static str)>,
    member: Option<&'static str>,
    path: Pointer,
}

/// The kinds of [`ApplyError`].
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
#[non_exhaustive]
pub enum ApplyErrorKind {
    /// A member or an element that has to exist does not (RFC 6902 §4).
    PathNotFound,
    /// A token that meets an array is no index (RFC 6901 §4).
    BadIndex,
    /// An index is beyond the end of its array (RFC 6902 §4.1).
    IndexOutOfRange,
    /// A token meets a value that has neither members nor elements.
    NotAContainer,
    /// Names are compared in any case, and several differ from the token only
    /// in case; [`ApplyError::candidates`] lists them.
    AmbiguousMember,
    /// A `test` found another value (RFC 6902 §4.6).
    TestFailed,
    /// A value was to be moved into itself (RFC 6902 §4.4).
    MoveIntoItself,
    /// The whole document was to be removed: nothing would be left, and nothing
    /// is no JSON value (RFC 6902, erratum 4787).
    RemoveDocument,
    /// The dialect does not have this operation.
    UnsupportedOperation,
    /// A limit is exceeded; [`ApplyError::limit`] names it.
    Limit,
    /// A number of the patch is beyond what the document's type can hold.
    NotRepresentable,
}

/// What is wrong, with all that the text needs.
#[derive(Clone, Debug, Eq, PartialEq)]
pub(crate) enum Fault {
    /// At the token of this number, counted from 0.
    Lookup {
        token: usize,
        reason: Reason,
        meant: Option<(Pointer, Why)>,
    },
    Test {
        at: Pointer,
        expected: String,
        found: String,
    },
    IntoItself {
        from: Pointer,
    },
    RemoveDocument,
    Unsupported,
    Depth {
        limit: usize,
    },
    Growth {
        limit: usize,
    },
    Operations {
        limit: usize,
        found: usize,
    },
    Result {
        limit: usize,
    },
    NotRepresentable,
}

/// Why a token leads nowhere.
#[derive(Clone, Debug, Eq, PartialEq)]
pub(crate) enum Reason {
    NoMember,
    NotAnIndex,
    /// The array has so many elements; whether one may be added behind them.
    OutOfRange {
        len: usize,
        append: bool,
    },
    /// `-` where an element has to exist.
    NoElement,
    NotAContainer {
        found: &'static str,
    },
    Ambiguous {
        candidates: Vec<String>,
    },
}

/// Why another pointer was probably meant.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum Why {
    Case,
    Slash,
    NoSlash,
    Twice,
    Last,
}

impl ApplyErrorKind {
    /// A stable word for this kind.
    pub fn code(self) -> &'static str {
        match self {
            Self::PathNotFound => "path-not-found",
            Self::BadIndex => "bad-index",
            Self::IndexOutOfRange => "index-out-of-range",
            Self::NotAContainer => "not-a-container",
            Self::AmbiguousMember => "ambiguous-member",
            Self::TestFailed => "test-failed",
            Self::MoveIntoItself => "move-into-itself",
            Self::RemoveDocument => "remove-document",
            Self::UnsupportedOperation => "unsupported-operation",
            Self::Limit => "limit",
            Self::NotRepresentable => "not-representable",
        }
    }
}

impl ApplyError {
    pub(crate) fn new(fault: Fault, path: Pointer) -> Self {
        Self(Box::new(Repr { fault, operation: None, member: None, path }))
    }

    pub(crate) fn in_operation(
        mut self,
        index: usize,
        name: &'static str,
        member: &'static str,
    ) -> Self {
        self.0.operation = Some((index, name));
        self.0.member = Some(member);
        self
    }

    /// The kind of fault.
    pub fn kind(&self) -> ApplyErrorKind {
        match &self.0.fault {
            Fault::Lookup { reason, .. } => match reason {
                Reason::NoMember | Reason::NoElement => ApplyErrorKind::PathNotFound,
                Reason::NotAnIndex => ApplyErrorKind::BadIndex,
                Reason::OutOfRange { .. } => ApplyErrorKind::IndexOutOfRange,
                Reason::NotAContainer { .. } => ApplyErrorKind::NotAContainer,
                Reason::Ambiguous { .. } => ApplyErrorKind::AmbiguousMember,
            },
            Fault::Test { .. } => ApplyErrorKind::TestFailed,
            Fault::IntoItself { .. } => ApplyErrorKind::MoveIntoItself,
            Fault::RemoveDocument => ApplyErrorKind::RemoveDocument,
            Fault::Unsupported => ApplyErrorKind::UnsupportedOperation,
            Fault::Depth { .. }
            | Fault::Growth { .. }
            | Fault::Operations { .. }
            | Fault::Result { .. } => ApplyErrorKind::Limit,
            Fault::NotRepresentable => ApplyErrorKind::NotRepresentable,
        }
    }

    /// Which operation failed, from 0. Nothing where no operation of a JSON
    /// Patch is at fault.
    pub fn operation(&self) -> Option<usize> {
        self.0.operation.map(|(index, _)| index)
    }

    /// Which member of the operation is at fault: `op`, `path`, `from` or `value`.
    pub fn member(&self) -> Option<&'static str> {
        self.0.member
    }

    /// The place: the pointer of the operation, as it was given.
    pub fn path(&self) -> &Pointer {
        &self.0.path
    }

    /// Which token of [`ApplyError::path`] leads nowhere, from 0.
    pub fn token(&self) -> Option<usize> {
        if let Fault::Lookup { token, .. } = self.0.fault { Some(token) } else { None }
    }

    /// The pointer that was probably meant: another case, an escape that was
    /// forgotten or made twice, the last element.
    pub fn suggestion(&self) -> Option<&Pointer> {
        match &self.0.fault {
            Fault::Lookup { meant: Some((pointer, _)), .. } => Some(pointer),
            _ => None,
        }
    }

    /// The members that an ambiguous token may mean, in the document's order.
    pub fn candidates(&self) -> &[String] {
        match &self.0.fault {
            Fault::Lookup { reason: Reason::Ambiguous { candidates }, .. } => candidates,
            _ => &[],
        }
    }

    /// The name of the limit that is exceeded.
    pub fn limit(&self) -> Option<&'static str> {
        match self.0.fault {
            Fault::Depth { .. } => Some("depth"),
            Fault::Growth { .. } => Some("growth"),
            Fault::Operations { .. } => Some("operations"),
            Fault::Result { .. } => Some("result"),
            _ => None,
        }
    }

    /// What was expected, in words; no value of the document.
    pub fn expected(&self) -> String {
        let Repr { fault, path, .. } = &*self.0;
        match fault {
            Fault::Lookup { token, reason, .. } => {
                let place = place(path, *token);
                let name = token_of(path, *token);
                match reason {
                    Reason::NoMember => format!("a member `{name}` in {place}"),
                    Reason::NotAnIndex => format!("an index of the array in {place}"),
                    Reason::OutOfRange { len, append: true } => {
                        format!("an index of at most {len} in {place}")
                    }
                    Reason::OutOfRange { len: 0, .. } | Reason::NoElement => {
                        format!("an element in {place}")
                    }
                    Reason::OutOfRange { len, .. } => format!("an index below {len} in {place}"),
                    Reason::NotAContainer { .. } => format!("an object or an array in {place}"),
                    Reason::Ambiguous { .. } => {
                        format!("one member that is `{name}` in any case in {place}")
                    }
                }
            }
            Fault::Test { at, expected, .. } if at.is_root() => {
                format!("{expected} as the document")
            }
            Fault::Test { at, expected, .. } => format!("{expected} in `{at}`"),
            Fault::IntoItself { from } => format!("a place outside of `{from}`"),
            Fault::RemoveDocument => "a place inside the document".to_owned(),
            Fault::Unsupported => "`add`, `remove`, `replace` or `test`".to_owned(),
            Fault::Depth { limit } => format!("at most {limit} containers inside each other"),
            Fault::Growth { limit } => format!("at most {limit} bytes to be added"),
            Fault::Operations { limit, .. } => format!("at most {limit} operations"),
            Fault::Result { limit } => format!("at most {limit} bytes to come of it"),
            Fault::NotRepresentable => "numbers that `serde_json::Number` holds exactly".to_owned(),
        }
    }

    /// What was found, in words; no value of the document.
    pub fn found(&self) -> String {
        let Repr { fault, path, operation, .. } = &*self.0;
        match fault {
            Fault::Lookup { token, reason, .. } => match reason {
                Reason::NoMember => "none".to_owned(),
                Reason::OutOfRange { len: 0, append: false } => "an empty array".to_owned(),
                Reason::NoElement => "`-`, the place behind the last one".to_owned(),
                Reason::NotAnIndex | Reason::OutOfRange { .. } => {
                    format!("`{}`", token_of(path, *token))
                }
                Reason::NotAContainer { found } => (*found).to_owned(),
                Reason::Ambiguous { candidates } => {
                    let names: Vec<String> = candidates.iter().map(|c| format!("`{c}`")).collect();
                    names.join(" and ")
                }
            },
            Fault::Test { found, .. } => found.clone(),
            Fault::IntoItself { .. } => "one inside of it".to_owned(),
            Fault::RemoveDocument => "the whole document".to_owned(),
            Fault::Unsupported => {
                let name = operation.map_or("another", |(_, name)| name);
                format!("`{name}`, which this dialect does not have")
            }
            Fault::Depth { .. } | Fault::Growth { .. } | Fault::Result { .. } => "more".to_owned(),
            Fault::Operations { found, .. } => found.to_string(),
            Fault::NotRepresentable => "another".to_owned(),
        }
    }

    /// What can be done about it.
    fn remedy(&self) -> Option<String> {
        match &self.0.fault {
            Fault::Lookup { meant: Some((pointer, why)), .. } => {
                let why = match why {
                    Why::Case => "names are compared exactly",
                    Why::Slash => "`/` in a name is written `~1`",
                    Why::NoSlash => "`~1` is `/` in a name and parts no tokens",
                    Why::Twice => "this one is escaped twice",
                    Why::Last => "the last element",
                };
                Some(format!("did you mean `{pointer}`? ({why})"))
            }
            Fault::Lookup { reason: Reason::NotAnIndex, .. } => Some(
                "an index is `0`, or digits without a leading zero, or `-` behind the last element"
                    .to_owned(),
            ),
            Fault::Lookup { reason: Reason::Ambiguous { .. }, .. } => {
                Some("write the one that is meant".to_owned())
            }
            Fault::RemoveDocument => Some("replace it by `null` if that is meant".to_owned()),
            Fault::NotRepresentable => {
                Some("switch on its feature `arbitrary_precision`".to_owned())
            }
            _ => self
                .limit()
                .map(|name| format!("raise the limit `{name}` if this patch is to be trusted")),
        }
    }
}

/// The value that the token of this number is looked up in.
fn place(path: &Pointer, token: usize) -> String {
    if token == 0 {
        return "the document".to_owned();
    }
    format!("`{}`", Pointer::from_tokens(path.tokens().iter().take(token).cloned()))
}

fn token_of(path: &Pointer, token: usize) -> &str {
    path.tokens().get(token).map_or("", String::as_str)
}

impl fmt::Display for ApplyError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Repr { operation, member, path, .. } = &*self.0;
        match (operation, self.kind()) {
            (Some((index, name)), _) => write!(f, "operation {index} (`{name}`)")?,
            (None, ApplyErrorKind::Limit) if path.is_root() => f.write_str("the patch")?,
            (None, _) => write!(f, "`{path}`")?,
        }
        match member {
            Some(member @ ("path" | "from" | "value")) => {
                // What is wrong with a value is wrong at its path.
                let member = if *member == "from" { "from" } else { "path" };
                if path.is_root() {
                    write!(f, ", `{member}` is empty: ")?;
                } else {
                    write!(f, ", `{member}` is `{path}`: ")?;
                }
            }
            _ => f.write_str(": ")?,
        }
        if self.kind() == ApplyErrorKind::TestFailed {
            f.write_str("the test failed, ")?;
        }
        write!(f, "expected {}, found {}", self.expected(), self.found())?;
        match self.remedy() {
            Some(remedy) => write!(f, "; {remedy}"),
            None => Ok(()),
        }
    }
}

impl std::error::Error for ApplyError {}
