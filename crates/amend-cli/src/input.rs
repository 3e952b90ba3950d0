//! Files, and standard input under the name `-`.

use std::borrow::Cow;
use std::ffi::OsStr;
use std::fs::File;
use std::io::{self, BufRead, BufReader, ErrorKind, Read};
use std::path::{Path, PathBuf};

use amend::error::Place;
use amend::{Document, Limits};

use crate::engine;
use crate::failure::Failure;
use crate::settings::Settings;

/// Where a document comes from.
#[derive(Clone, Debug, Eq, PartialEq)]
pub(crate) enum Source {
    Stdin,
    File(PathBuf),
}

/// A text of a source: the whole of it, or one of its lines.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Text<'a> {
    pub(crate) source: &'a Source,
    pub(crate) bytes: &'a [u8],
    /// The number of its first line, from 1.
    pub(crate) line: usize,
}

impl<'a> Text<'a> {
    /// The text of a whole source.
    pub(crate) fn whole(source: &'a Source, bytes: &'a [u8]) -> Self {
        Self { source, bytes, line: 1 }
    }

    /// Reads the text as a document.
    pub(crate) fn document(self, limits: &Limits) -> Result<Document<'a>, Failure> {
        Document::read(self.bytes, limits).map_err(|error| engine::read(&error, self))
    }

    /// A place of this text as a place of its source.
    pub(crate) fn place(self, place: Place) -> Place {
        Place { line: place.line + self.line - 1, ..place }
    }
}

impl From<&OsStr> for Source {
    fn from(name: &OsStr) -> Self {
        if name == "-" { Self::Stdin } else { Self::File(name.into()) }
    }
}

impl Source {
    /// The path, unless it is standard input.
    pub(crate) fn path(&self) -> Option<&Path> {
        match self {
            Self::Stdin => None,
            Self::File(path) => Some(path),
        }
    }

    /// The name as error texts show it.
    pub(crate) fn shown(&self) -> Cow<'_, str> {
        match self {
            Self::Stdin => Cow::Borrowed("<stdin>"),
            Self::File(path) => path.to_string_lossy(),
        }
    }

    /// The name as it was given.
    pub(crate) fn named(&self) -> String {
        match self {
            Self::Stdin => "-".to_owned(),
            Self::File(path) => path.to_string_lossy().into_owned(),
        }
    }

    /// Opens the source, to be read from its start.
    pub(crate) fn open(&self) -> Result<Box<dyn BufRead + Send>, Failure> {
        match self {
            Self::Stdin => Ok(Box::new(BufReader::with_capacity(64 << 10, io::stdin()))),
            Self::File(path) => match File::open(path) {
                Ok(file) => Ok(Box::new(BufReader::with_capacity(64 << 10, file))),
                Err(error) => Err(self.unreadable(&error)),
            },
        }
    }

    /// All bytes, or one more than the limit allows: enough for the reader to
    /// refuse them without holding more.
    pub(crate) fn bytes(&self, settings: &Settings) -> Result<Vec<u8>, Failure> {
        let enough = settings.limits.document.saturating_add(1) as u64;
        let mut bytes = Vec::new();
        let read = match self {
            Self::Stdin => io::stdin().lock().take(enough).read_to_end(&mut bytes),
            // Without a buffer between, the file's size is known before.
            Self::File(path) => {
                File::open(path).and_then(|file| file.take(enough).read_to_end(&mut bytes))
            }
        };
        read.map_err(|error| self.unreadable(&error))?;
        Ok(bytes)
    }

    /// The failure of opening or reading. The system's own words are kept only
    /// for what has no plain one.
    pub(crate) fn unreadable(&self, error: &io::Error) -> Failure {
        let what = match error.kind() {
            ErrorKind::NotFound => "there is no such file".to_owned(),
            ErrorKind::PermissionDenied => "there is no permission to read it".to_owned(),
            ErrorKind::IsADirectory => "it is a directory, not a file".to_owned(),
            _ => format!("it cannot be read: {error}"),
        };
        Failure::trouble("unreadable-file", what).file(self)
    }
}

/// Standard input can be read once only.
pub(crate) fn check_stdin(sources: &[(&str, &Source)]) -> Result<(), Failure> {
    let names: Vec<&str> =
        sources.iter().filter(|(_, s)| **s == Source::Stdin).map(|(name, _)| *name).collect();
    if names.len() > 1 {
        return Err(Failure::usage(format!(
            "`-` (standard input) can be read once only, and it is given for {}",
            names.join(" and ")
        )));
    }
    Ok(())
}
