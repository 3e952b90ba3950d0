//! The scanner behind [`Document`](crate::Document): one pass, no recursion.
//!
//! The loop is in `reader`; `marks` finds the ends of strings, `strings` reads
//! escapes, `unique` compares names, and `fault` says what is wrong, and where.
#![expect(
    clippy::arithmetic_side_effects,
    reason = "a text has at most 2^29 bytes: `document` is held before a byte is read"
)]

mod fault;
mod marks;
mod nodes;
mod reader;
mod strings;
mod swar;
mod unique;

use std::borrow::Cow;

use self::fault::Failed;
use self::marks::Marks;
use self::reader::Open;
pub(crate) use self::strings::unescape;
pub(crate) use self::swar::{Slashes, behind_plain, is_plain_token, slashes};
use crate::document::{Entry, Kind};
use crate::read_error::{Fault, ReadError};
use crate::{Limits, Pointer};

/// Reads the bytes of a document onto a tape.
pub(crate) fn scan<'t>(
    bytes: &'t [u8],
    limits: &Limits,
) -> Result<(&'t str, Vec<Entry>), ReadError> {
    short_enough(bytes, limits)?;
    match std::str::from_utf8(bytes) {
        Ok(text) => {
            let mut scanner = Scanner::default();
            scanner.document(text, limits)?;
            Ok((text, scanner.tape))
        }
        Err(error) => {
            Err(ReadError::new(Fault::NotUtf8, bytes, error.valid_up_to(), Pointer::root()))
        }
    }
}

fn short_enough(bytes: &[u8], limits: &Limits) -> Result<(), ReadError> {
    let limit = limits.document.min(Limits::MAX_DOCUMENT);
    if bytes.len() > limit {
        let fault = Fault::Limit { name: "document", limit };
        return Err(ReadError::new(fault, bytes, 0, Pointer::root()));
    }
    Ok(())
}

/// The memory of a scan, which may be used for one text after another.
#[derive(Clone, Debug, Default)]
pub(crate) struct Scanner {
    pub(crate) tape: Vec<Entry>,
    marks: Marks,
    /// The containers that are not closed yet: those around the innermost one,
    /// and, when the scan has failed, that one too.
    open: Vec<Open>,
}

impl Scanner {
    /// Reads a document onto the tape.
    pub(crate) fn document(&mut self, text: &str, limits: &Limits) -> Result<(), ReadError> {
        self.begin(text, limits)?;
        self.whole(text, limits).map_err(|failed| self.explain(text, &failed))
    }

    /// Makes ready to read a whole text, in one piece or in several, if it has not too
    /// many bytes and values.
    pub(crate) fn begin(&mut self, text: &str, limits: &Limits) -> Result<(), ReadError> {
        short_enough(text.as_bytes(), limits)?;
        if let Some(at) = nodes::beyond(text.as_bytes(), limits.nodes) {
            let fault = Fault::Limit { name: "nodes", limit: limits.nodes };
            return Err(ReadError::new(fault, text.as_bytes(), at, Pointer::root()));
        }
        self.tape.clear();
        self.marks.start_whole();
        Ok(())
    }

    /// Makes ready to read values of a text, one by one.
    pub(crate) fn start(&mut self) {
        self.tape.clear();
        self.marks.start_parts();
    }

    /// Reads the value at a position, which is so deep in its document and may well have
    /// so many entries, onto the tape behind what is there; gives where it ends, if it
    /// is right.
    pub(crate) fn value_at(
        &mut self,
        text: &str,
        at: usize,
        (depth, size): (usize, usize),
        limits: &Limits,
    ) -> Option<usize> {
        self.value(text, at, (depth, size), limits).ok()
    }

    /// Begins a list at a position of the text, whose elements are read one by one;
    /// gives its place on the tape.
    #[expect(clippy::cast_possible_truncation, reason = "a text is below 2^29 bytes")]
    pub(crate) fn open_list(&mut self, start: usize) -> usize {
        let place = self.tape.len();
        self.tape.push(Entry::open(Kind::Array, start as u32));
        place
    }

    /// Ends the list: its elements are all that is behind it on the tape.
    #[expect(clippy::cast_possible_truncation, reason = "a text is below 2^29 bytes")]
    pub(crate) fn close_list(&mut self, place: usize, end: usize, count: usize) {
        self.tape.push(Entry::close(end as u32, count as u32));
        let next = self.tape.len() as u32;
        if let Some(entry) = self.tape.get_mut(place) {
            entry.ends_before(next);
        }
    }

    /// Reads the string at a position onto the tape; gives where it ends, if it is right.
    #[expect(clippy::cast_possible_truncation, reason = "a text is below 2^29 bytes")]
    pub(crate) fn string_at(&mut self, text: &str, at: usize) -> Option<usize> {
        match text.as_bytes().get(at) {
            Some(b'"') => {
                let end = reader::string(text.as_bytes(), &mut self.marks, at).ok()?;
                self.tape.push(Entry::quoted(at as u32, end));
                Some(end.at())
            }
            _ => None,
        }
    }

    /// Reads the member name at a position, with its colon; gives the position of
    /// its value.
    pub(crate) fn name_at(&mut self, text: &str, at: usize) -> Option<usize> {
        match text.as_bytes().get(at) {
            Some(b'"') => {
                let name = reader::name(text, &mut self.marks, at).ok()?;
                self.tape.push(name.entry(at));
                Some(name.value)
            }
            _ => None,
        }
    }

    /// The member name at a place of the tape.
    pub(crate) fn name<'t>(&self, text: &'t str, at: usize) -> Cow<'t, str> {
        self.tape.get(at).map_or(Cow::Borrowed(""), |entry| entry.string(text))
    }

    fn whole(&mut self, text: &str, limits: &Limits) -> Result<(), Failed> {
        let bytes = text.as_bytes();
        let end = self.value(text, behind_space(bytes, 0), (0, expected(text)), limits)?;
        let end = behind_space(bytes, end);
        if end < bytes.len() {
            // Nothing is open any more.
            self.open.clear();
            return Err(Failed::expected(end, "the end of the text"));
        }
        Ok(())
    }
}

/// Behind the white space at a position (RFC 8259 §2).
#[inline]
pub(crate) fn behind_space(bytes: &[u8], at: usize) -> usize {
    match bytes.get(at) {
        // Compact texts have none.
        Some(b'\0'..=b' ') => swar::behind_space(bytes, at),
        _ => at,
    }
}

/// About how many entries a text has, with some to spare: a tape that grows takes its
/// memory twice while it moves.
fn expected(text: &str) -> usize {
    const LONG: usize = 1 << 16;
    const PIECES: usize = 64;
    const PIECE: usize = 256;
    // Names and values take some ten bytes each, mostly, and containers are two entries.
    let usual = text.len() / 8 + 3;
    if text.len() < LONG {
        return usual;
    }
    // Each has one of these in front of it.
    let pieces = text.as_bytes().chunks(text.len() / PIECES + 1);
    let marks = |piece: &[u8]| {
        piece
            .iter()
            .take(PIECE)
            .filter(|byte| matches!(byte, b',' | b':' | b'[' | b'{' | b']' | b'}'))
            .count()
    };
    let found: usize = pieces.map(marks).sum();
    let expected = found * (text.len() / (PIECES * PIECE) + 1);
    usual.max(expected + expected / 16).min(text.len() + 1)
}
