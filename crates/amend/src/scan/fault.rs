//! What is wrong with a text, and where.

use super::Scanner;
use crate::Pointer;
use crate::document::Entry;
use crate::read_error::{Fault, Place, ReadError};

/// Why a scan ended too soon: a pointer, so that what is right is handed on in
/// registers. What it takes to say so is put together when the scan is over.
#[derive(Debug)]
pub(super) struct Failed(Box<Failure>);

#[derive(Debug)]
struct Failure {
    /// The position in the text.
    at: usize,
    wrong: Wrong,
    /// Whether the text stands in a member name, or where one should be.
    naming: bool,
}

#[derive(Debug)]
pub(super) enum Wrong {
    Expected(&'static str),
    Limit(&'static str, usize),
    LoneSurrogate,
    /// A name that stands on the tape again.
    Duplicate {
        earlier: Entry,
        later: Entry,
    },
}

impl Failed {
    #[cold]
    pub(super) fn new(at: usize, wrong: Wrong) -> Self {
        Self(Box::new(Failure { at, wrong, naming: false }))
    }

    #[cold]
    pub(super) fn expected(at: usize, what: &'static str) -> Self {
        Self::new(at, Wrong::Expected(what))
    }

    #[cold]
    pub(super) fn in_name(mut self) -> Self {
        self.0.naming = true;
        self
    }
}

impl Scanner {
    /// The error of the scan that failed last.
    pub(super) fn explain(&self, text: &str, Failed(failed): &Failed) -> ReadError {
        let bytes = text.as_bytes();
        let mut path = self.path(text, failed.naming);
        let fault = match failed.wrong {
            Wrong::Expected(expected) => {
                Fault::Expected { expected, found: found(bytes, failed.at) }
            }
            Wrong::Limit(name, limit) => Fault::Limit { name, limit },
            Wrong::LoneSurrogate => Fault::LoneSurrogate,
            Wrong::Duplicate { earlier, later } => {
                path.push(later.string(text));
                Fault::Duplicate { first: Place::of(bytes, earlier.start()) }
            }
        };
        ReadError::new(fault, bytes, failed.at, path)
    }

    /// The place of the value that was being read. A name that is being read
    /// belongs to no value yet: then it is the place of its object.
    fn path(&self, text: &str, naming: bool) -> Pointer {
        let mut path = Pointer::root();
        // The first one stands for what is around the document: nothing.
        let open = self.open.get(1..).unwrap_or_default();
        let last = open.len().wrapping_sub(1);
        for (level, open) in open.iter().enumerate() {
            if level == last && naming {
                break;
            }
            if !open.is_object() {
                path.push(open.count().saturating_sub(1).to_string());
                continue;
            }
            let mut at = open.entry() + 1;
            let mut name = None;
            // What is innermost may end with a name that has no value.
            let count = if level == last { u32::MAX } else { open.count() };
            for _ in 0..count {
                let Some(entry) = self.tape.get(at) else { break };
                name = Some(entry);
                at = self.tape.get(at + 1).map_or(usize::MAX, |value| value.behind(at + 1));
            }
            path.push(name.map_or_else(String::new, |name| name.string(text).into_owned()));
        }
        path
    }
}

/// What stands at a position, as an error names it: no value of the document.
fn found(bytes: &[u8], at: usize) -> &'static str {
    match bytes.get(at) {
        None => "the end of the text",
        Some(b'"') => "`\"`",
        Some(b',') => "`,`",
        Some(b':') => "`:`",
        Some(b'[') => "`[`",
        Some(b']') => "`]`",
        Some(b'{') => "`{`",
        Some(b'}') => "`}`",
        Some(b'\'') => "a single quote",
        Some(b'/') => "`/` (JSON has no comments)",
        Some(0xef) if at == 0 && bytes.starts_with(b"\xef\xbb\xbf") => {
            "a byte order mark (save the text without it)"
        }
        Some(b'0'..=b'9') => "a digit",
        Some(b'a'..=b'z' | b'A'..=b'Z') => "a letter",
        Some(0..=0x1f) => "a control character",
        Some(b'+') => "`+`",
        Some(b'.') => "`.`",
        Some(b';') => "`;`",
        Some(b'=') => "`=`",
        Some(b'#') => "`#` (JSON has no comments)",
        Some(b'<') if is_one_of(bytes, at, &["<<<<<<<"]) => "`<<<<<<<` (a conflict of git)",
        Some(b'<') => "`<` (this looks like XML or HTML)",
        Some(0xe2) if is_one_of(bytes, at, &["\u{201c}", "\u{201d}", "\u{201e}"]) => {
            "a typographic quote"
        }
        Some(0xc2) if is_one_of(bytes, at, &["\u{a0}"]) => "a no-break space",
        Some(0xef) if is_one_of(bytes, at, &["\u{feff}"]) => "a byte order mark",
        Some(_) => "another character",
    }
}

fn is_one_of(bytes: &[u8], at: usize, texts: &[&str]) -> bool {
    let rest = bytes.get(at..).unwrap_or_default();
    texts.iter().any(|text| rest.starts_with(text.as_bytes()))
}
