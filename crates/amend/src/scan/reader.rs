//! The loop of a scan: from value to value, with the open containers on a stack of
//! its own.
//!
//! What most texts have between two values (a comma, a colon, a bracket, no white
//! space, names and strings without escapes, numbers of a few digits) is looked
//! for first, and takes a few instructions; all else is seen to by functions that
//! are called.

use super::fault::{Failed, Wrong};
use super::marks::Marks;
use super::strings::{self, unescape};
use super::{Scanner, swar, unique};
use crate::Limits;
use crate::document::{Entry, Kind, StringEnd};

impl Scanner {
    /// Reads the value at a position onto the tape, behind what is there, and returns
    /// where it ends. It is so deep in its document, and may well have so many entries.
    pub(super) fn value(
        &mut self,
        text: &str,
        at: usize,
        (above, room): (usize, usize),
        limits: &Limits,
    ) -> Result<usize, Failed> {
        let mut used = self.tape.len();
        let read = match byte_at(text.as_bytes(), at) {
            b'{' | b'[' => self.container(text, at, &mut used, (above, room), limits),
            _ => self.scalar(text, at, &mut used, limits),
        };
        self.tape.truncate(used);
        read
    }

    /// Reads a value that is no container.
    fn scalar(
        &mut self,
        text: &str,
        at: usize,
        used: &mut usize,
        limits: &Limits,
    ) -> Result<usize, Failed> {
        let read = scalar(text.as_bytes(), &mut self.marks, at, limits);
        match read {
            Ok((entry, end)) => {
                self.tape.push(entry);
                *used += 1;
                Ok(end)
            }
            Err(failed) => {
                self.open.clear();
                self.open.push(Open::NOTHING);
                Err(failed)
            }
        }
    }

    /// Reads a container: how much of the tape is used then is noted, whatever comes
    /// of it.
    #[expect(clippy::too_many_lines, reason = "one loop: what it holds is to stay at hand")]
    fn container(
        &mut self,
        text: &str,
        mut at: usize,
        noted: &mut usize,
        (above, room): (usize, usize),
        limits: &Limits,
    ) -> Result<usize, Failed> {
        let bytes = text.as_bytes();
        let Self { tape, marks, open: around } = self;
        // The tape is written as a slice with room, and so is the stack: `push` on a
        // vector asks the vector's fields, which are not at hand, each time.
        let mut used = *noted;
        let from = used;
        tape.truncate(used);
        make_room(tape, room);
        let mut entries = tape.as_mut_slice();
        let deepest = limits.depth().saturating_sub(above);
        around.resize(SHALLOW.min(deepest), Open::NOTHING);
        let mut stack = around.as_mut_slice();
        // What is innermost, at first nothing, and how much is around that. Its halves
        // are held apart: in one piece they are copied in one, which has to wait until
        // both are written.
        let Open { mut head, mut names } = Open::NOTHING;
        let mut depth = 0;
        macro_rules! attempt {
            ($step:expr) => {
                match $step {
                    Ok(done) => done,
                    Err(failed) => {
                        around.truncate(depth);
                        around.push(Open { head, names });
                        *noted = used;
                        return Err(failed);
                    }
                }
            };
        }
        macro_rules! push {
            ($entry:expr) => {
                match entries.get_mut(used) {
                    Some(place) => *place = $entry,
                    None => {
                        let entry = $entry;
                        entries = grown(tape, entry, from, (bytes.len(), at));
                    }
                }
                used += 1;
            };
        }
        macro_rules! close {
            () => {
                at += 1;
                // Two of its names may be one: no two of them are, if not.
                if names == u64::MAX {
                    let open = Open { head, names };
                    attempt!(unique::names(text, (entries, used), open.entry(), open.count()));
                }
                push!(closing(at, head.count()));
                if let Some(entry) = entries.get_mut(head.entry()) {
                    entry.ends_before(short(used));
                }
                depth -= 1;
                if let Some(around) = stack.get(depth) {
                    (head, names) = (around.head, around.names);
                }
            };
        }
        let mut byte = byte_at(bytes, at);
        loop {
            // Here a value has to stand, in an object behind its name.
            if head.is_object() {
                if byte != b'"' {
                    attempt!(Err(no_name(at, head.count())));
                }
                let name = attempt!(name(text, marks, at));
                names = noted_in(names, name.hash);
                push!(name.entry(at));
                (at, byte) = (name.value, name.byte);
            }
            head.more();
            match byte {
                b'"' => {
                    let end = attempt!(string(bytes, marks, at));
                    push!(Entry::quoted(short(at), end));
                    at = end.at();
                }
                b'-' | b'0'..=b'9' => {
                    let end = attempt!(number(bytes, at, limits));
                    push!(leaf(Kind::Number, at, end));
                    at = end;
                }
                b'{' | b'[' => {
                    match stack.get_mut(depth) {
                        Some(place) => (place.head, place.names) = (head, names),
                        None if depth < deepest => {
                            stack = deeper(around, Open { head, names }, deepest);
                        }
                        None => {
                            let wrong = Wrong::Limit("depth", limits.depth());
                            attempt!(Err(Failed::new(at, wrong)));
                        }
                    }
                    depth += 1;
                    (head, names) = (Head::new(used, byte == b'{'), 0);
                    let kind = if byte == b'{' { Kind::Object } else { Kind::Array };
                    push!(Entry::open(kind, short(at)));
                    // The brackets that close stand two behind those that open.
                    let closes = byte + 2;
                    (at, byte) = behind(bytes, at + 1);
                    if byte != closes {
                        continue;
                    }
                    close!();
                    if depth == 0 {
                        break;
                    }
                }
                _ => {
                    let (kind, end) = attempt!(word(bytes, at));
                    push!(leaf(kind, at, end));
                    at = end;
                }
            }
            // And here something may follow it.
            if let Some([b',', next]) = bytes.get(at..).and_then(|rest| rest.first_chunk())
                && *next > b' '
            {
                (at, byte) = (at + 1, *next);
                continue;
            }
            loop {
                (at, byte) = behind(bytes, at);
                if byte == b',' {
                    (at, byte) = behind(bytes, at + 1);
                    break;
                }
                if byte != head.closed_by() {
                    attempt!(Err(no_end(at, head.is_object())));
                }
                close!();
                if depth == 0 {
                    *noted = used;
                    return Ok(at);
                }
            }
        }
        *noted = used;
        Ok(at)
    }
}

/// Few documents are deeper.
const SHALLOW: usize = 16;

/// A stack with room for more, this on top of it.
#[cold]
#[inline(never)]
fn deeper(around: &mut Vec<Open>, open: Open, deepest: usize) -> &mut [Open] {
    let room = (around.len() * 2).max(SHALLOW).min(deepest);
    around.push(open);
    around.resize(room.max(around.len()), Open::NOTHING);
    around
}

/// Gives a tape room for so many entries, and some more.
fn make_room(tape: &mut Vec<Entry>, room: usize) {
    // By blocks, which are copied; entries one by one are not.
    const LONG: [Entry; 128] = [Entry::NONE; 128];
    const SHORT: usize = 16;
    let room = room.next_multiple_of(SHORT);
    if tape.capacity() - tape.len() < room {
        // Many values may be read one by one.
        tape.reserve_exact(room.max(tape.len() / 4));
    }
    for _ in 0..room / LONG.len() {
        tape.extend_from_slice(&LONG);
    }
    for _ in 0..room % LONG.len() / SHORT {
        tape.extend_from_slice(&LONG[..SHORT]);
    }
}

/// A tape with room for more, on which this entry is the last but that: in the second
/// half of a text for as many as its rest has, if it goes on as up to here. A value that
/// begins behind others on the tape may be one of many: it gets as much again as it has.
#[cold]
#[inline(never)]
fn grown(
    tape: &mut Vec<Entry>,
    entry: Entry,
    from: usize,
    (text, at): (usize, usize),
) -> &mut [Entry] {
    tape.push(entry);
    let rest = tape.len().saturating_mul(text.saturating_sub(at)) / at.max(1);
    let more = if rest < tape.len() { rest + rest / 64 } else { tape.len() / 4 };
    let own = if from == 0 { usize::MAX } else { tape.len() - from };
    make_room(tape, own.min(more + 1));
    tape
}

/// A container that is not closed yet.
#[derive(Clone, Copy, Debug)]
pub(super) struct Open {
    head: Head,
    /// A bit for each of its names; all, once two of them may be one.
    names: u64,
}

/// Its place on the tape in the upper half, and in the lower twice the number of its
/// values that have begun, and whether it is an object.
#[derive(Clone, Copy, Debug)]
struct Head(u64);

impl Open {
    /// What is around a document.
    const NOTHING: Self = Self { head: Head(0), names: 0 };

    pub(super) fn entry(self) -> usize {
        self.head.entry()
    }

    pub(super) fn is_object(self) -> bool {
        self.head.is_object()
    }

    /// How many of its values have begun.
    pub(super) fn count(self) -> u32 {
        self.head.count()
    }
}

impl Head {
    fn new(entry: usize, is_object: bool) -> Self {
        Self((entry as u64) << 32 | u64::from(is_object))
    }

    fn entry(self) -> usize {
        (self.0 >> 32) as usize
    }

    fn is_object(self) -> bool {
        self.0 & 1 == 1
    }

    #[expect(clippy::cast_possible_truncation, reason = "the lower half")]
    fn count(self) -> u32 {
        self.0 as u32 >> 1
    }

    fn more(&mut self) {
        self.0 += 2;
    }

    fn closed_by(self) -> u8 {
        if self.is_object() { b'}' } else { b']' }
    }
}

/// The bits of the names of an object with that of one more, by its hash.
fn noted_in(names: u64, hash: u32) -> u64 {
    let bit = 1_u64.wrapping_shl(hash >> 22);
    if names & bit == 0 { names | bit } else { u64::MAX }
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

/// A member name that was read.
#[derive(Clone, Copy, Debug)]
pub(super) struct Name {
    end: StringEnd,
    hash: u32,
    /// Where its value begins, behind the colon, and with which byte.
    pub(super) value: usize,
    byte: u8,
}

impl Name {
    /// What is on the tape for it: it begins here.
    #[inline]
    pub(super) fn entry(self, at: usize) -> Entry {
        Entry::quoted(short(at), self.end)
    }
}

/// A member name, and all up to its value.
#[inline(always)]
#[expect(clippy::inline_always, reason = "it is the loop: called, it takes a quarter longer")]
pub(super) fn name(text: &str, marks: &mut Marks, at: usize) -> Result<Name, Failed> {
    let bytes = text.as_bytes();
    let end = marks.next(bytes, at + 1);
    if let Some(here) = bytes.get(end..).and_then(|rest| rest.first_chunk()) {
        // The quote, the colon, and what begins behind them, at once.
        let [byte, ..] = (u32::from_le_bytes(*here) >> 16).to_le_bytes();
        if here[..2] == *b"\":" && byte > b' ' {
            let hash = unique::hash(bytes, at, end);
            return Ok(Name { end: StringEnd::plain(short(end + 1)), hash, value: end + 2, byte });
        }
    }
    unusual_name(text, marks, at, end)
}

/// A name in which something is marked before its end, or that has white space
/// behind it.
#[inline(never)]
fn unusual_name(text: &str, marks: &mut Marks, at: usize, marked: usize) -> Result<Name, Failed> {
    let bytes = text.as_bytes();
    let end = unusual(bytes, marks, marked).map_err(Failed::in_name)?;
    let escaped = end != marked;
    let hash = if escaped {
        unique::hash_of(&unescape(text.get(at + 1..end).unwrap_or_default()))
    } else {
        unique::hash(bytes, at, end)
    };
    let (value, byte) = behind_colon(bytes, end)?;
    let end =
        if escaped { StringEnd::escaped(short(end + 1)) } else { StringEnd::plain(short(end + 1)) };
    Ok(Name { end, hash, value, byte })
}

/// What stands behind the colon that follows a name, which ends with this quote.
#[inline]
fn behind_colon(bytes: &[u8], end: usize) -> Result<(usize, u8), Failed> {
    let (at, byte) = behind(bytes, end + 1);
    if byte == b':' { Ok(behind(bytes, at + 1)) } else { Err(no_colon(at)) }
}

#[cold]
fn no_colon(at: usize) -> Failed {
    // What has no colon behind it may be no name, but a value gone astray.
    Failed::expected(at, "`:` behind a member name").in_name()
}

/// A value that is no container: what is on the tape for it, and where it ends.
fn scalar(
    bytes: &[u8],
    marks: &mut Marks,
    at: usize,
    limits: &Limits,
) -> Result<(Entry, usize), Failed> {
    let (kind, end) = match byte_at(bytes, at) {
        b'"' => {
            let end = string(bytes, marks, at)?;
            return Ok((Entry::quoted(short(at), end), end.at()));
        }
        b'-' | b'0'..=b'9' => (Kind::Number, number(bytes, at, limits)?),
        _ => word(bytes, at)?,
    };
    Ok((leaf(kind, at, end), end))
}

/// A string: where it ends, and whether it has escapes.
#[inline(always)]
#[expect(clippy::inline_always, reason = "as above")]
pub(super) fn string(bytes: &[u8], marks: &mut Marks, at: usize) -> Result<StringEnd, Failed> {
    let end = marks.next(bytes, at + 1);
    if bytes.get(end) == Some(&b'"') {
        return Ok(StringEnd::plain(short(end + 1)));
    }
    Ok(StringEnd::escaped(short(unusual(bytes, marks, end)? + 1)))
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

/// `true`, `false` or `null`, and where it ends.
#[inline]
fn word(bytes: &[u8], at: usize) -> Result<(Kind, usize), Failed> {
    let (word, kind) = match byte_at(bytes, at) {
        b'n' => ("null", Kind::Null),
        b't' => ("true", Kind::True),
        _ => ("false", Kind::False),
    };
    match bytes.get(at..) {
        Some(rest) if rest.starts_with(word.as_bytes()) => Ok((kind, at + word.len())),
        _ => Err(Failed::expected(at, "a value")),
    }
}

/// A number; where it ends.
#[inline(always)]
#[expect(clippy::inline_always, reason = "as above")]
fn number(bytes: &[u8], at: usize, limits: &Limits) -> Result<usize, Failed> {
    if let Some(end) = swar::behind_short_integer(bytes, at)
        && limits.number >= swar::SHORT
    {
        return Ok(end);
    }
    any_number(bytes, at, limits)
}

/// RFC 8259 §6: `-? (0 | [1-9][0-9]*) (. [0-9]+)? ([eE] [+-]? [0-9]+)?`
#[inline(never)]
fn any_number(bytes: &[u8], start: usize, limits: &Limits) -> Result<usize, Failed> {
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

/// What is on the tape for a number or a word that begins and ends here.
#[inline]
fn leaf(kind: Kind, start: usize, end: usize) -> Entry {
    Entry::leaf(kind, short(start), short(end))
}

/// What is on the tape where a container of so many values ends.
#[inline]
fn closing(end: usize, count: u32) -> Entry {
    Entry::close(short(end), count)
}

#[expect(clippy::cast_possible_truncation, reason = "a text is below 2^29 bytes")]
fn short(at: usize) -> u32 {
    at as u32
}
