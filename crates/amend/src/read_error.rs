//! Why a text is not read as a document.

use std::fmt;
use std::ops::Range;

use crate::Pointer;

/// A document that is not read: it breaks RFC 8259, names a member twice, or is
/// beyond a limit.
///
/// The text says what was expected, what was found, and where; it shows no
/// value of the document.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct ReadError(Box<Repr>);

#[derive(Clone, Debug, Eq, PartialEq)]
struct Repr {
    fault: Fault,
    place: Place,
    path: Pointer,
}

/// A place in a text.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
#[expect(clippy::exhaustive_structs, reason = "a place has these three figures")]
pub struct Place {
    /// Bytes before it.
    pub offset: usize,
    /// Line, from 1.
    pub line: usize,
    /// Column in characters, from 1.
    pub column: usize,
}

/// The kinds of [`ReadError`].
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
#[non_exhaustive]
pub enum ReadErrorKind {
    /// The text breaks the grammar of RFC 8259.
    Syntax,
    /// The text is not UTF-8 (RFC 8259 §8.1).
    NotUtf8,
    /// An escape denotes half of a surrogate pair, which no string can hold.
    LoneSurrogate,
    /// An object has two members of one name (RFC 8259 §4).
    DuplicateMember,
    /// A limit is exceeded; [`ReadError::limit`] names it.
    Limit,
}

#[derive(Clone, Debug, Eq, PartialEq)]
pub(crate) enum Fault {
    Expected { expected: &'static str, found: &'static str },
    NotUtf8,
    LoneSurrogate,
    Duplicate { first: Place },
    Limit { name: &'static str, limit: usize },
}

impl ReadError {
    pub(crate) fn new(fault: Fault, bytes: &[u8], offset: usize, path: Pointer) -> Self {
        Self(Box::new(Repr { fault, place: Place::of(bytes, offset), path }))
    }

    /// The kind of fault.
    pub fn kind(&self) -> ReadErrorKind {
        match self.0.fault {
            Fault::Expected { .. } => ReadErrorKind::Syntax,
            Fault::NotUtf8 => ReadErrorKind::NotUtf8,
            Fault::LoneSurrogate => ReadErrorKind::LoneSurrogate,
            Fault::Duplicate { .. } => ReadErrorKind::DuplicateMember,
            Fault::Limit { .. } => ReadErrorKind::Limit,
        }
    }

    /// Where in the text the fault is.
    pub fn place(&self) -> Place {
        self.0.place
    }

    /// Where the name stood first, of a member that is there twice.
    pub fn first_place(&self) -> Option<Place> {
        if let Fault::Duplicate { first } = self.0.fault { Some(first) } else { None }
    }

    /// The place in the document, as far as it was read.
    pub fn path(&self) -> &Pointer {
        &self.0.path
    }

    /// The name of the limit that is exceeded.
    pub fn limit(&self) -> Option<&'static str> {
        if let Fault::Limit { name, .. } = self.0.fault { Some(name) } else { None }
    }
}

impl Place {
    /// The place of a byte of this text. An offset inside a character is taken
    /// for that character's.
    pub fn of(bytes: &[u8], offset: usize) -> Self {
        let before = bytes.get(..offset).unwrap_or(bytes);
        let line = before.split(|b| *b == b'\n').count();
        let start = before.iter().rposition(|b| *b == b'\n').map_or(0, |at| at.saturating_add(1));
        // A byte that does not continue a character begins one.
        let begins = |byte: &&u8| **byte & 0b1100_0000 != 0b1000_0000;
        let column = before.iter().skip(start).filter(begins).count().saturating_add(1);
        Self { offset, line, column }
    }

    /// The place where a range of this text begins.
    pub fn of_range(bytes: &[u8], range: &Range<usize>) -> Self {
        Self::of(bytes, range.start)
    }
}

impl fmt::Display for ReadError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Repr { fault, place: Place { line, column, .. }, path } = &*self.0;
        match fault {
            Fault::Expected { expected, found } => {
                write!(f, "expected {expected}, found {found}")?;
            }
            Fault::NotUtf8 => f.write_str("expected UTF-8, found bytes that are not")?,
            Fault::LoneSurrogate => f.write_str(
                "expected an escaped surrogate pair, found one half of it, which no string can hold",
            )?,
            Fault::Duplicate { first } => write!(
                f,
                "expected each member name once, found `{path}` again (first at line {}, column {})",
                first.line, first.column
            )?,
            Fault::Limit { name, limit } => write!(
                f,
                "the limit `{name}` of {limit} is exceeded; raise it if this input is to be trusted"
            )?,
        }
        write!(f, " at line {line}, column {column}")
    }
}

impl std::error::Error for ReadError {}
