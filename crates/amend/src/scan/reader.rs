//! The loop of a scan: from value to value, with the open containers on a stack of
//! its own.
//!
//! What most texts have between two values (a comma, a colon, a bracket, no white
//! space, names and strings without escapes, numbers of a few digits) is looked
//! for first, and takes a few instructions; all else is seen to by functions that
//! are called.

use super::fault::{Failed, Wrong};
use super::marks::Marks;
use super::{Scanner, strings, swar, unique};
use crate::Limits;
use crate::document::{Entry, Kind};

impl Scanner {
    /// Reads the value at a position onto the tape, and returns where it ends.
    pub(super) fn value(
        &mut self,
        text: &str,
        mut at: usize,
        above: usize,
        limits: &Limits,
    ) -> Result<usize, Failed> {
        let bytes = text.as_bytes();
        let Self { tape, marks, open: around } = self;
        around.clear();
        // What is innermost; at first nothing, with nothing around it.
        let mut open = Open::NOTHING;
        let room = limits.depth().saturating_sub(above);
        macro_rules! attempt {
            ($step:expr) => {
                match $step {
                    Ok(end) => end,
                    Err(failed) => {
                        around.push(open);
                        return Err(failed);
                    }
                }
            };
        }
        let mut byte = byte_at(bytes, at);
        loop {
            // Here a value has to stand, in an object behind its name.
            if open.is_object() {
                if byte != b'"' {
                    attempt!(Err(no_name(at, open.count())));
                }
                let (value, hash) = attempt!(name(text, marks, tape, at));
                open.note(hash);
                at = value;
                byte = byte_at(bytes, at);
            }
            open.more();
            match byte {
                b'"' => at = attempt!(string(bytes, marks, tape, at)),
                b'-' | b'0'..=b'9' => {
                    let end = match swar::behind_short_integer(bytes, at) {
                        Some(end) if limits.number >= swar::SHORT => end,
                        _ => attempt!(number(bytes, at, limits)),
                    };
                    leaf(tape, Kind::Number, false, at, end);
                    at = end;
                }
                b'{' | b'[' => {
                    if around.len() >= room {
                        attempt!(Err(Failed::new(at, Wrong::Limit("depth", limits.depth()))));
                    }
                    around.push(open);
                    open = Open::new(tape.len(), byte == b'{');
                    let kind = if byte == b'{' { Kind::Object } else { Kind::Array };
                    leaf(tape, kind, false, at, at);
                    // The brackets that close stand two behind those that open.
                    let closes = byte + 2;
                    (at, byte) = behind(bytes, at + 1);
                    if byte != closes {
                        continue;
                    }
                    at += 1;
                    attempt!(close(text, tape, open, at));
                    open = around.pop().unwrap_or(open);
                }
                b't' => at = attempt!(word(bytes, tape, at, "true", Kind::True)),
                b'f' => at = attempt!(word(bytes, tape, at, "false", Kind::False)),
                b'n' => at = attempt!(word(bytes, tape, at, "null", Kind::Null)),
                _ => attempt!(Err(Failed::expected(at, "a value"))),
            }
            // And here something may follow it.
            loop {
                if around.is_empty() {
                    return Ok(at);
                }
                (at, byte) = behind(bytes, at);
                if byte == b',' {
                    (at, byte) = behind(bytes, at + 1);
                    break;
                }
                if byte != open.closed_by() {
                    attempt!(Err(no_end(at, open.is_object())));
                }
                at += 1;
                attempt!(close(text, tape, open, at));
                open = around.pop().unwrap_or(open);
            }
        }
    }
}

/// A container that is not closed yet.
#[derive(Clone, Copy, Debug)]
pub(super) struct Open {
    /// Its place on the tape.
    entry: u32,
    /// Twice the number of its values that have begun, and whether it is an object.
    values: u32,
    /// A bit for each of its names; all, once two of them may be one.
    names: u64,
}

impl Open {
    /// What is around a document.
    const NOTHING: Self = Self { entry: u32::MAX, values: 0, names: 0 };

    #[expect(clippy::cast_possible_truncation, reason = "a tape has at most 2^29 entries")]
    fn new(entry: usize, is_object: bool) -> Self {
        Self { entry: entry as u32, values: u32::from(is_object), names: 0 }
    }

    pub(super) fn entry(self) -> usize {
        self.entry as usize
    }

    pub(super) fn is_object(self) -> bool {
        self.values & 1 == 1
    }

    /// How many of its values have begun.
    pub(super) fn count(self) -> u32 {
        self.values >> 1
    }

    fn more(&mut self) {
        self.values += 2;
    }

    /// Notes a name by its hash.
    fn note(&mut self, hash: u32) {
        let bit = 1_u64.wrapping_shl(hash >> 22);
        self.names = if self.names & bit == 0 { self.names | bit } else { u64::MAX };
    }

    /// Whether two of its names may be one: no two of them are, if not.
    fn is_doubtful(self) -> bool {
        self.names == u64::MAX
    }

    fn closed_by(self) -> u8 {
        if self.is_object() { b'}' } else { b']' }
    }
}

/// The byte at a position; a zero, which nothing begins with, behind the end.
#[inline]
fn byte_at(bytes: &[u8], at: usize) -> u8 {
    bytes.get(at).copied().unwrap_or(0)
}

/// What stands behind the white space at a position, and where.
#[inline]
fn behind(bytes: &[u8], at: usize) -> (usize, u8) {
    match byte_at(bytes, at) {
        0..=b' ' => {
            let at = swar::behind_space(bytes, at);
            (at, byte_at(bytes, at))
        }
        byte => (at, byte),
    }
}

#[cold]
fn no_name(at: usize, count: u32) -> Failed {
    let what = match count {
        0 => "a member name in double quotes or `}`",
        _ => "a member name in double quotes",
    };
    Failed::expected(at, what).in_name()
}

#[cold]
fn no_end(at: usize, is_object: bool) -> Failed {
    Failed::expected(at, if is_object { "`,` or `}`" } else { "`,` or `]`" })
}

/// A member name, and all up to its value; where that begins, and the name's hash.
#[inline(always)]
#[expect(clippy::inline_always, reason = "it is the loop: called, it takes a quarter longer")]
pub(super) fn name(
    text: &str,
    marks: &mut Marks,
    tape: &mut Vec<Entry>,
    at: usize,
) -> Result<(usize, u32), Failed> {
    let bytes = text.as_bytes();
    let end = marks.next(bytes, at + 1);
    if bytes.get(end) != Some(&b'"') {
        return unusual_name(text, marks, tape, at, end);
    }
    let hash = unique::hash(bytes, at + 1, end);
    push_name(tape, false, at, end, hash);
    Ok((behind_colon(bytes, end)?, hash))
}

/// A name in which something is marked before its end.
#[cold]
#[inline(never)]
fn unusual_name(
    text: &str,
    marks: &mut Marks,
    tape: &mut Vec<Entry>,
    at: usize,
    marked: usize,
) -> Result<(usize, u32), Failed> {
    let bytes = text.as_bytes();
    let end = unusual(bytes, marks, marked).map_err(Failed::in_name)?;
    let hash = unique::hash_of_escaped(text, at, end);
    push_name(tape, true, at, end, hash);
    Ok((behind_colon(bytes, end)?, hash))
}

#[inline]
#[expect(clippy::cast_possible_truncation, reason = "a text is below 2^29 bytes")]
fn push_name(tape: &mut Vec<Entry>, escaped: bool, at: usize, end: usize, hash: u32) {
    tape.push(Entry::name(escaped, at as u32, end as u32 + 1, tape.len() as u32 + 1, hash));
}

/// Behind the colon that follows a name, which ends with this quote.
#[inline]
fn behind_colon(bytes: &[u8], end: usize) -> Result<usize, Failed> {
    let (at, byte) = behind(bytes, end + 1);
    if byte == b':' { Ok(behind(bytes, at + 1).0) } else { Err(no_colon(at)) }
}

#[cold]
fn no_colon(at: usize) -> Failed {
    // What has no colon behind it may be no name, but a value gone astray.
    Failed::expected(at, "`:` behind a member name").in_name()
}

/// A string; where it ends.
#[inline(always)]
#[expect(clippy::inline_always, reason = "as above")]
fn string(
    bytes: &[u8],
    marks: &mut Marks,
    tape: &mut Vec<Entry>,
    at: usize,
) -> Result<usize, Failed> {
    let mut end = marks.next(bytes, at + 1);
    let plain = bytes.get(end) == Some(&b'"');
    if !plain {
        end = unusual(bytes, marks, end)?;
    }
    leaf(tape, Kind::String, !plain, at, end + 1);
    Ok(end + 1)
}

/// The closing quote of a string in which something else is marked.
#[cold]
#[inline(never)]
fn unusual(bytes: &[u8], marks: &mut Marks, mut at: usize) -> Result<usize, Failed> {
    loop {
        at = match bytes.get(at) {
            Some(b'"') => return Ok(at),
            Some(b'\\') => strings::behind_escape(bytes, at)?,
            Some(_) => {
                let what = "an escape in place of a control character";
                return Err(Failed::expected(at, what));
            }
            None => return Err(Failed::expected(bytes.len(), "`\"` at the end of a string")),
        };
        at = marks.next(bytes, at);
    }
}

#[inline]
fn word(
    bytes: &[u8],
    tape: &mut Vec<Entry>,
    at: usize,
    word: &'static str,
    kind: Kind,
) -> Result<usize, Failed> {
    let end = at + word.len();
    if bytes.get(at..end) != Some(word.as_bytes()) {
        return Err(Failed::expected(at, "a value"));
    }
    leaf(tape, kind, false, at, end);
    Ok(end)
}

/// RFC 8259 §6: `-? (0 | [1-9][0-9]*) (. [0-9]+)? ([eE] [+-]? [0-9]+)?`
#[inline(never)]
fn number(bytes: &[u8], start: usize, limits: &Limits) -> Result<usize, Failed> {
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
    Ok(at)
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

#[inline]
#[expect(clippy::cast_possible_truncation, reason = "a text is below 2^29 bytes")]
pub(super) fn leaf(tape: &mut Vec<Entry>, kind: Kind, escaped: bool, start: usize, end: usize) {
    tape.push(Entry::new(kind, escaped, start as u32, end as u32, tape.len() as u32 + 1));
}

#[inline]
#[expect(clippy::cast_possible_truncation, reason = "a text is below 2^29 bytes")]
fn close(text: &str, tape: &mut [Entry], open: Open, end: usize) -> Result<(), Failed> {
    if open.is_doubtful() {
        unique::names(text, tape, open.entry(), open.count())?;
    }
    let next = tape.len() as u32;
    if let Some(entry) = tape.get_mut(open.entry()) {
        entry.close(end as u32, next, open.count());
    }
    Ok(())
}
