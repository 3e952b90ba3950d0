//! The scanner behind [`Document`](crate::Document): one pass, no recursion.
//!
//! The loop is here; `marks` finds the ends of strings, `strings` reads escapes,
//! `unique` compares names, and `fault` says what is wrong, and where.

mod fault;
mod marks;
mod nodes;
mod strings;
mod swar;
mod unique;

use std::borrow::Cow;

use self::fault::{Failed, Wrong};
use self::marks::Marks;
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

/// A container that is not closed yet.
#[derive(Clone, Copy, Debug)]
struct Open {
    /// Its place on the tape.
    entry: usize,
    /// How many of its values have begun.
    count: u32,
    is_object: bool,
}

impl Scanner {
    /// Reads a document onto the tape.
    pub(crate) fn document(&mut self, text: &str, limits: &Limits) -> Result<(), ReadError> {
        short_enough(text.as_bytes(), limits)?;
        if let Some(at) = nodes::beyond(text.as_bytes(), limits.nodes) {
            let fault = Fault::Limit { name: "nodes", limit: limits.nodes };
            return Err(ReadError::new(fault, text.as_bytes(), at, Pointer::root()));
        }
        self.tape.clear();
        // Names and values take some ten bytes each.
        self.tape.reserve(text.len() / 10 + 2);
        self.marks.set(text.as_bytes());
        self.whole(text, limits).map_err(|failed| self.explain(text, &failed))
    }

    /// Makes ready to read values of a text, one by one.
    pub(crate) fn start(&mut self, text: &str) {
        self.tape.clear();
        self.marks.set(text.as_bytes());
    }

    /// Reads the value at a position, which is so deep in its document, onto the
    /// tape behind what is there; gives where it ends, if it is right.
    pub(crate) fn value_at(
        &mut self,
        text: &str,
        at: usize,
        depth: usize,
        limits: &Limits,
    ) -> Option<usize> {
        self.value(text, at, depth, limits).ok()
    }

    /// Reads the member name at a position, with its colon; gives the position of
    /// its value.
    pub(crate) fn name_at(&mut self, text: &str, at: usize) -> Option<usize> {
        match text.as_bytes().get(at) {
            Some(b'"') => self.read_name(text, at).ok(),
            _ => None,
        }
    }

    /// The member name at a place of the tape.
    pub(crate) fn name<'t>(&self, text: &'t str, at: usize) -> Cow<'t, str> {
        self.tape.get(at).map_or(Cow::Borrowed(""), |entry| entry.string(text))
    }

    fn whole(&mut self, text: &str, limits: &Limits) -> Result<(), Failed> {
        let bytes = text.as_bytes();
        let end = self.value(text, behind_space(bytes, 0), 0, limits)?;
        let end = behind_space(bytes, end);
        if end < bytes.len() {
            return Err(Failed::expected(end, "the end of the text"));
        }
        Ok(())
    }

    /// Reads the value at a position onto the tape, and returns where it ends.
    fn value(
        &mut self,
        text: &str,
        mut at: usize,
        above: usize,
        limits: &Limits,
    ) -> Result<usize, Failed> {
        let bytes = text.as_bytes();
        self.open.clear();
        // What is innermost; at first nothing, with nothing around it.
        let mut open = Open { entry: usize::MAX, count: 0, is_object: false };
        let mut depth = above;
        macro_rules! attempt {
            ($step:expr) => {
                match $step {
                    Ok(end) => end,
                    Err(failed) => {
                        self.open.push(open);
                        return Err(failed);
                    }
                }
            };
        }
        loop {
            // Here a value has to stand, in an object behind its name.
            if open.is_object {
                if bytes.get(at) != Some(&b'"') {
                    let what = match open.count {
                        0 => "a member name in double quotes or `}`",
                        _ => "a member name in double quotes",
                    };
                    attempt!(Err(Failed::expected(at, what).in_name()));
                }
                at = attempt!(self.read_name(text, at));
            }
            open.count += 1;
            match bytes.get(at) {
                Some(b'"') => at = attempt!(self.string(bytes, at)),
                Some(b'-' | b'0'..=b'9') => at = attempt!(self.number(bytes, at, limits)),
                Some(bracket @ (b'{' | b'[')) => {
                    if depth >= limits.depth() {
                        attempt!(Err(Failed::new(at, Wrong::Limit("depth", limits.depth()))));
                    }
                    depth += 1;
                    self.open.push(open);
                    let is_object = *bracket == b'{';
                    open = Open { entry: self.tape.len(), count: 0, is_object };
                    let kind = if is_object { Kind::Object } else { Kind::Array };
                    self.leaf(kind, false, at, at);
                    at = behind_space(bytes, at + 1);
                    // The brackets that close stand two behind those that open.
                    if bytes.get(at) != Some(&(bracket + 2)) {
                        continue;
                    }
                    at += 1;
                    depth -= 1;
                    attempt!(self.close(text, open, at));
                    open = self.open.pop().unwrap_or(open);
                }
                Some(b't') => at = attempt!(self.word(bytes, at, "true", Kind::True)),
                Some(b'f') => at = attempt!(self.word(bytes, at, "false", Kind::False)),
                Some(b'n') => at = attempt!(self.word(bytes, at, "null", Kind::Null)),
                _ => attempt!(Err(Failed::expected(at, "a value"))),
            }
            // And here something may follow it.
            loop {
                if depth == above {
                    return Ok(at);
                }
                at = behind_space(bytes, at);
                match (bytes.get(at), open.is_object) {
                    (Some(b','), _) => {
                        at = behind_space(bytes, at + 1);
                        break;
                    }
                    (Some(b'}'), true) | (Some(b']'), false) => {
                        at += 1;
                        depth -= 1;
                        attempt!(self.close(text, open, at));
                        open = self.open.pop().unwrap_or(open);
                    }
                    (_, true) => attempt!(Err(Failed::expected(at, "`,` or `}`"))),
                    (_, false) => attempt!(Err(Failed::expected(at, "`,` or `]`"))),
                }
            }
        }
    }

    /// A member name, and all up to its value.
    #[inline]
    fn read_name(&mut self, text: &str, at: usize) -> Result<usize, Failed> {
        let bytes = text.as_bytes();
        let (end, escaped) = match self.end(bytes, at) {
            Ok(end) => end,
            Err(failed) => return Err(failed.in_name()),
        };
        let hash = if escaped {
            unique::hash_of_escaped(text, at, end)
        } else {
            unique::hash(bytes, at + 1, end)
        };
        #[expect(clippy::cast_possible_truncation, reason = "a text is below 2^29 bytes")]
        self.push(|next| Entry::name(escaped, at as u32, end as u32 + 1, next, hash));
        let at = behind_space(bytes, end + 1);
        if bytes.get(at) != Some(&b':') {
            // What has no colon behind it may be no name, but a value gone astray.
            return Err(Failed::expected(at, "`:` behind a member name").in_name());
        }
        Ok(behind_space(bytes, at + 1))
    }

    #[inline]
    fn string(&mut self, bytes: &[u8], start: usize) -> Result<usize, Failed> {
        let (end, escaped) = self.end(bytes, start)?;
        self.leaf(Kind::String, escaped, start, end + 1);
        Ok(end + 1)
    }

    /// The closing quote of a string, and whether there are escapes in it.
    #[inline]
    fn end(&self, bytes: &[u8], start: usize) -> Result<(usize, bool), Failed> {
        let end = self.marks.next(start + 1);
        if bytes.get(end) == Some(&b'"') { Ok((end, false)) } else { self.unusual(bytes, end) }
    }

    /// The closing quote of a string in which something else is marked, and
    /// whether there are escapes.
    #[cold]
    fn unusual(&self, bytes: &[u8], mut at: usize) -> Result<(usize, bool), Failed> {
        let mut escaped = false;
        loop {
            at = match bytes.get(at) {
                Some(b'"') => return Ok((at, escaped)),
                Some(b'\\') => strings::behind_escape(bytes, at)?,
                Some(_) => {
                    let what = "an escape in place of a control character";
                    return Err(Failed::expected(at, what));
                }
                None => return Err(Failed::expected(bytes.len(), "`\"` at the end of a string")),
            };
            escaped = true;
            at = self.marks.next(at);
        }
    }

    #[inline]
    fn word(
        &mut self,
        bytes: &[u8],
        at: usize,
        word: &'static str,
        kind: Kind,
    ) -> Result<usize, Failed> {
        let end = at + word.len();
        if bytes.get(at..end) != Some(word.as_bytes()) {
            return Err(Failed::expected(at, "a value"));
        }
        self.leaf(kind, false, at, end);
        Ok(end)
    }

    /// RFC 8259 §6: `-? (0 | [1-9][0-9]*) (. [0-9]+)? ([eE] [+-]? [0-9]+)?`
    #[inline]
    fn number(&mut self, bytes: &[u8], start: usize, limits: &Limits) -> Result<usize, Failed> {
        let first = start + usize::from(bytes.get(start) == Some(&b'-'));
        let mut at = swar::behind_digits(bytes, first);
        if at == first {
            return Err(Failed::expected(at, "a digit"));
        }
        if bytes.get(first) == Some(&b'0') && at > first + 1 {
            return Err(Failed::expected(first + 1, "no digit behind a leading zero"));
        }
        if let Some(b'.' | b'e' | b'E') = bytes.get(at) {
            at = behind_fraction(bytes, at)?;
        }
        if at - start > limits.number {
            return Err(Failed::new(start, Wrong::Limit("number", limits.number)));
        }
        self.leaf(Kind::Number, false, start, at);
        Ok(at)
    }

    #[inline]
    #[expect(clippy::cast_possible_truncation, reason = "a text is below 2^29 bytes")]
    fn leaf(&mut self, kind: Kind, escaped: bool, start: usize, end: usize) {
        self.push(|next| Entry::new(kind, escaped, start as u32, end as u32, next));
    }

    #[inline]
    #[expect(clippy::cast_possible_truncation, reason = "a text is below 2^29 bytes")]
    fn push(&mut self, entry: impl FnOnce(u32) -> Entry) {
        let next = self.tape.len() as u32 + 1;
        self.tape.push(entry(next));
    }

    #[inline]
    #[expect(clippy::cast_possible_truncation, reason = "a text is below 2^29 bytes")]
    fn close(&mut self, text: &str, open: Open, end: usize) -> Result<(), Failed> {
        if open.is_object {
            unique::names(text, &self.tape, open.entry, open.count)?;
        }
        let next = self.tape.len() as u32;
        if let Some(entry) = self.tape.get_mut(open.entry) {
            entry.close(end as u32, next, open.count);
        }
        Ok(())
    }
}

/// Behind what may follow the digits of a number.
fn behind_fraction(bytes: &[u8], mut at: usize) -> Result<usize, Failed> {
    if bytes.get(at) == Some(&b'.') {
        let first = at + 1;
        at = swar::behind_digits(bytes, first);
        if at == first {
            return Err(Failed::expected(at, "a digit behind the decimal point"));
        }
    }
    if let Some(b'e' | b'E') = bytes.get(at) {
        let signed = matches!(bytes.get(at + 1), Some(b'+' | b'-'));
        let first = at + 1 + usize::from(signed);
        at = swar::behind_digits(bytes, first);
        if at == first {
            return Err(Failed::expected(at, "a digit in the exponent"));
        }
    }
    Ok(at)
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
