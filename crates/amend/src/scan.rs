//! The scanner behind [`Document`](crate::Document): one pass, no recursion.

use std::borrow::Cow;
use std::collections::HashMap;

use crate::document::{Entry, Kind};
use crate::read_error::{Fault, Place, ReadError};
use crate::{Limits, Pointer};

/// Reads a whole text onto a tape.
pub(crate) fn scan<'t>(
    bytes: &'t [u8],
    limits: &Limits,
) -> Result<(&'t str, Vec<Entry>), ReadError> {
    let fail = |fault, offset| Err(ReadError::new(fault, bytes, offset, Pointer::root()));
    // Offsets are kept in 32 bits, and the count of a container in 28: each
    // element takes two bytes at least.
    let limit = limits.document.min((1 << 29) - 1);
    if bytes.len() > limit {
        return fail(Fault::Limit { name: "document", limit }, 0);
    }
    match std::str::from_utf8(bytes) {
        Ok(text) => {
            let mut scanner =
                Scanner { text, bytes, at: 0, tape: Vec::new(), open: Vec::new(), naming: false };
            scanner.document(limits)?;
            Ok((text, scanner.tape))
        }
        Err(error) => fail(Fault::NotUtf8, error.valid_up_to()),
    }
}

struct Scanner<'t> {
    text: &'t str,
    bytes: &'t [u8],
    at: usize,
    tape: Vec<Entry>,
    open: Vec<Open>,
    /// Whether the text stands in a member name, or where one should be.
    naming: bool,
}

/// A container that is not closed yet.
struct Open {
    entry: usize,
    count: u32,
    object: bool,
}

/// What may come next.
enum State {
    Value,
    /// Behind `[`: a value or `]`.
    FirstElement,
    /// Behind `{`: a name or `}`.
    FirstName,
    /// Behind `,` in an object.
    Name,
    /// Behind a value: `,` or the end of the container, or of the text.
    After,
}

/// Up to this many members, comparing each name with each is the fastest.
const FEW: usize = 12;

impl Scanner<'_> {
    fn document(&mut self, limits: &Limits) -> Result<(), ReadError> {
        let mut state = State::Value;
        loop {
            self.skip_space();
            let byte = self.bytes.get(self.at).copied();
            state = match (state, byte) {
                (State::FirstElement, Some(b']')) | (State::FirstName, Some(b'}')) => {
                    self.close()?;
                    State::After
                }
                (State::Value | State::FirstElement, Some(byte)) => {
                    if let Some(open) = self.open.last_mut() {
                        open.count += 1;
                    }
                    self.value(byte, limits)?
                }
                (State::FirstName | State::Name, Some(b'"')) => {
                    self.naming = true;
                    self.string()?;
                    self.naming = false;
                    self.skip_space();
                    if self.bytes.get(self.at) != Some(&b':') {
                        return Err(self.expected("`:` behind a member name"));
                    }
                    self.at += 1;
                    State::Value
                }
                (State::FirstName, _) => {
                    self.naming = true;
                    return Err(self.expected("a member name in double quotes or `}`"));
                }
                (State::Name, _) => {
                    self.naming = true;
                    return Err(self.expected("a member name in double quotes"));
                }
                (State::After, byte) => match (self.open.last().map(|o| o.object), byte) {
                    (None, None) => return Ok(()),
                    (None, Some(_)) => return Err(self.expected("the end of the text")),
                    (Some(true), Some(b',')) => {
                        self.at += 1;
                        State::Name
                    }
                    (Some(false), Some(b',')) => {
                        self.at += 1;
                        State::Value
                    }
                    (Some(true), Some(b'}')) | (Some(false), Some(b']')) => {
                        self.close()?;
                        State::After
                    }
                    (Some(true), _) => return Err(self.expected("`,` or `}`")),
                    (Some(false), _) => return Err(self.expected("`,` or `]`")),
                },
                (State::Value | State::FirstElement, None) => {
                    if let Some(open) = self.open.last_mut() {
                        open.count += 1;
                    }
                    return Err(self.expected("a value"));
                }
            };
        }
    }

    fn value(&mut self, byte: u8, limits: &Limits) -> Result<State, ReadError> {
        match byte {
            b'{' | b'[' => {
                if self.open.len() >= limits.depth() {
                    return Err(self.limit("depth", limits.depth()));
                }
                let object = byte == b'{';
                self.open.push(Open { entry: self.tape.len(), count: 0, object });
                let kind = if object { Kind::Object } else { Kind::Array };
                self.push(kind, false, self.at, self.at);
                self.at += 1;
                Ok(if object { State::FirstName } else { State::FirstElement })
            }
            b'"' => {
                self.string()?;
                Ok(State::After)
            }
            b'-' | b'0'..=b'9' => {
                self.number(limits)?;
                Ok(State::After)
            }
            b't' => self.word("true", Kind::True),
            b'f' => self.word("false", Kind::False),
            b'n' => self.word("null", Kind::Null),
            _ => Err(self.expected("a value")),
        }
    }

    fn skip_space(&mut self) {
        while let Some(b' ' | b'\t' | b'\n' | b'\r') = self.bytes.get(self.at) {
            self.at += 1;
        }
    }

    #[expect(clippy::cast_possible_truncation, reason = "a text is below 2^29 bytes")]
    fn push(&mut self, kind: Kind, escaped: bool, start: usize, end: usize) {
        let next = self.tape.len() as u32 + 1;
        self.tape.push(Entry::new(kind, escaped, start as u32, end as u32, next));
    }

    #[expect(clippy::cast_possible_truncation, reason = "a text is below 2^29 bytes")]
    fn close(&mut self) -> Result<(), ReadError> {
        self.at += 1;
        let next = self.tape.len() as u32;
        if let Some(open) = self.open.last() {
            let (entry, count, object) = (open.entry, open.count, open.object);
            if object {
                self.unique(entry)?;
            }
            self.open.pop();
            if let Some(entry) = self.tape.get_mut(entry) {
                entry.close(self.at as u32, next, count);
            }
        }
        Ok(())
    }

    fn word(&mut self, word: &'static str, kind: Kind) -> Result<State, ReadError> {
        let end = self.at + word.len();
        if self.bytes.get(self.at..end) != Some(word.as_bytes()) {
            return Err(self.expected("a value"));
        }
        self.push(kind, false, self.at, end);
        self.at = end;
        Ok(State::After)
    }

    fn digits(&mut self) -> usize {
        let start = self.at;
        while let Some(b'0'..=b'9') = self.bytes.get(self.at) {
            self.at += 1;
        }
        self.at - start
    }

    /// RFC 8259 §6: `-? (0 | [1-9][0-9]*) (. [0-9]+)? ([eE] [+-]? [0-9]+)?`
    fn number(&mut self, limits: &Limits) -> Result<(), ReadError> {
        let start = self.at;
        if self.bytes.get(self.at) == Some(&b'-') {
            self.at += 1;
        }
        if self.bytes.get(self.at) == Some(&b'0') {
            self.at += 1;
            if let Some(b'0'..=b'9') = self.bytes.get(self.at) {
                return Err(self.expected("no digit behind a leading zero"));
            }
        } else if self.digits() == 0 {
            return Err(self.expected("a digit"));
        }
        if self.bytes.get(self.at) == Some(&b'.') {
            self.at += 1;
            if self.digits() == 0 {
                return Err(self.expected("a digit behind the decimal point"));
            }
        }
        if let Some(b'e' | b'E') = self.bytes.get(self.at) {
            self.at += 1;
            if let Some(b'+' | b'-') = self.bytes.get(self.at) {
                self.at += 1;
            }
            if self.digits() == 0 {
                return Err(self.expected("a digit in the exponent"));
            }
        }
        if self.at - start > limits.number {
            self.at = start;
            return Err(self.limit("number", limits.number));
        }
        self.push(Kind::Number, false, start, self.at);
        Ok(())
    }

    fn string(&mut self) -> Result<(), ReadError> {
        let start = self.at;
        let mut escaped = false;
        self.at += 1;
        loop {
            match self.bytes.get(self.at) {
                Some(b'"') => break,
                Some(b'\\') => {
                    escaped = true;
                    self.escape()?;
                }
                Some(0..=0x1f) => {
                    return Err(self.expected("an escape in place of a control character"));
                }
                Some(_) => self.at += 1,
                None => return Err(self.expected("`\"` at the end of a string")),
            }
        }
        self.at += 1;
        self.push(Kind::String, escaped, start, self.at);
        Ok(())
    }

    fn escape(&mut self) -> Result<(), ReadError> {
        match self.bytes.get(self.at + 1) {
            Some(b'"' | b'\\' | b'/' | b'b' | b'f' | b'n' | b'r' | b't') => {
                self.at += 2;
                Ok(())
            }
            Some(b'u') => {
                let start = self.at;
                let unit = self.unit()?;
                match unit {
                    0xd800..=0xdbff => {
                        let low = self.bytes.get(self.at..self.at + 2) == Some(b"\\u");
                        if low && matches!(self.unit()?, 0xdc00..=0xdfff) {
                            return Ok(());
                        }
                        self.at = start;
                        Err(self.error(Fault::LoneSurrogate))
                    }
                    0xdc00..=0xdfff => {
                        self.at = start;
                        Err(self.error(Fault::LoneSurrogate))
                    }
                    _ => Ok(()),
                }
            }
            _ => {
                self.at += 1;
                Err(self.expected("one of `\" \\ / b f n r t u` behind a backslash"))
            }
        }
    }

    /// The four digits of `\uXXXX`.
    fn unit(&mut self) -> Result<u32, ReadError> {
        self.at += 2;
        let mut unit = 0;
        for _ in 0..4 {
            match self.bytes.get(self.at).and_then(|b| char::from(*b).to_digit(16)) {
                Some(digit) => unit = unit << 4 | digit,
                None => return Err(self.expected("four hexadecimal digits behind `\\u`")),
            }
            self.at += 1;
        }
        Ok(unit)
    }

    /// RFC 8259 §4 wants unique names; two that differ only in their escapes
    /// are the same name.
    fn unique(&self, object: usize) -> Result<(), ReadError> {
        let mut names = Vec::new();
        let mut at = object + 1;
        while let Some(entry) = self.tape.get(at) {
            names.push(*entry);
            at = match self.tape.get(at + 1) {
                Some(value) => value.next as usize,
                None => break,
            };
        }
        if names.len() <= FEW {
            for (i, later) in names.iter().enumerate() {
                for earlier in names.iter().take(i) {
                    if self.name(*earlier) == self.name(*later) {
                        return Err(self.duplicate(*earlier, *later));
                    }
                }
            }
            return Ok(());
        }
        let mut seen = HashMap::with_capacity(names.len());
        for entry in names {
            if let Some(earlier) = seen.insert(self.name(entry), entry) {
                return Err(self.duplicate(earlier, entry));
            }
        }
        Ok(())
    }

    fn name(&self, entry: Entry) -> Cow<'_, str> {
        let inner = self
            .text
            .get(entry.start as usize + 1..(entry.end as usize).saturating_sub(1))
            .unwrap_or_default();
        if entry.escaped() { unescape(inner) } else { Cow::Borrowed(inner) }
    }

    fn duplicate(&self, earlier: Entry, later: Entry) -> ReadError {
        let first = Place::of(self.bytes, earlier.start as usize);
        let mut path = self.path(self.open.len().saturating_sub(1));
        path.push(self.name(later));
        ReadError::new(Fault::Duplicate { first }, self.bytes, later.start as usize, path)
    }

    /// The place of the value in the container number `depth` that is open. A
    /// name that is being read belongs to no value yet: then it is the place of
    /// the object.
    fn path(&self, depth: usize) -> Pointer {
        let mut path = Pointer::root();
        let last = self.open.len().wrapping_sub(1);
        for (level, open) in self.open.iter().enumerate().take(depth) {
            if level == last && self.naming {
                break;
            }
            if open.object {
                let mut at = open.entry + 1;
                let mut name = None;
                // What is innermost may end with a name that has no value.
                let count = if level == last { u32::MAX } else { open.count };
                for _ in 0..count {
                    let Some(entry) = self.tape.get(at) else { break };
                    name = Some(entry);
                    at = self.tape.get(at + 1).map_or(usize::MAX, |value| value.next as usize);
                }
                path.push(name.map_or_else(String::new, |n| self.name(*n).into_owned()));
            } else {
                path.push(open.count.saturating_sub(1).to_string());
            }
        }
        path
    }

    fn error(&self, fault: Fault) -> ReadError {
        ReadError::new(fault, self.bytes, self.at, self.path(self.open.len()))
    }

    fn limit(&self, name: &'static str, limit: usize) -> ReadError {
        self.error(Fault::Limit { name, limit })
    }

    fn expected(&self, expected: &'static str) -> ReadError {
        let found = match self.bytes.get(self.at) {
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
            Some(0xef) if self.at == 0 && self.bytes.starts_with(b"\xef\xbb\xbf") => {
                "a byte order mark (save the text without it)"
            }
            Some(b'0'..=b'9') => "a digit",
            Some(b'a'..=b'z' | b'A'..=b'Z') => "a letter",
            Some(0..=0x1f) => "a control character",
            Some(_) => "another character",
        };
        self.error(Fault::Expected { expected, found })
    }
}

/// The text of a string's inside; its escapes were checked by the scanner.
pub(crate) fn unescape(inner: &str) -> Cow<'_, str> {
    let Some(first) = inner.find('\\') else {
        return Cow::Borrowed(inner);
    };
    let (plain, mut rest) = inner.split_at(first);
    let mut text = String::with_capacity(inner.len());
    text.push_str(plain);
    let unit = |digits: &str| u16::from_str_radix(digits.get(..4)?, 16).ok();
    while let Some(escape) = rest.strip_prefix('\\') {
        let mut chars = escape.chars();
        let c = chars.next();
        let mut after = chars.as_str();
        match c {
            Some('b') => text.push('\u{8}'),
            Some('f') => text.push('\u{c}'),
            Some('n') => text.push('\n'),
            Some('r') => text.push('\r'),
            Some('t') => text.push('\t'),
            Some('u') => {
                let high = unit(after).unwrap_or_default();
                after = after.get(4..).unwrap_or_default();
                let mut units = vec![high];
                if (0xd800..=0xdbff).contains(&high) {
                    let low = after.get(2..).and_then(unit).unwrap_or_default();
                    after = after.get(6..).unwrap_or_default();
                    units.push(low);
                }
                text.extend(char::decode_utf16(units).map(|c| c.unwrap_or('\u{fffd}')));
            }
            Some(other) => text.push(other),
            None => {}
        }
        let (plain, next) = after.split_at(after.find('\\').unwrap_or(after.len()));
        text.push_str(plain);
        rest = next;
    }
    Cow::Owned(text)
}
