//! Escapes (RFC 8259 §7).

use std::borrow::Cow;

use super::fault::{Failed, Wrong};

/// Behind the escape at a position.
pub(super) fn behind_escape(bytes: &[u8], at: usize) -> Result<usize, Failed> {
    match bytes.get(at + 1) {
        Some(b'"' | b'\\' | b'/' | b'b' | b'f' | b'n' | b'r' | b't') => Ok(at + 2),
        Some(b'u') => {
            let (unit, end) = unit(bytes, at)?;
            match unit {
                0xd800..=0xdbff if bytes.get(end..end + 2) == Some(b"\\u") => {
                    match self::unit(bytes, end)? {
                        (0xdc00..=0xdfff, end) => Ok(end),
                        _ => Err(Failed::new(at, Wrong::LoneSurrogate)),
                    }
                }
                0xd800..=0xdfff => Err(Failed::new(at, Wrong::LoneSurrogate)),
                _ => Ok(end),
            }
        }
        _ => Err(Failed::expected(at + 1, "one of `\" \\ / b f n r t u` behind a backslash")),
    }
}

/// The four digits of the `\uXXXX` at a position, and where they end.
fn unit(bytes: &[u8], at: usize) -> Result<(u32, usize), Failed> {
    let mut unit = 0;
    for at in at + 2..at + 6 {
        match bytes.get(at).and_then(|byte| char::from(*byte).to_digit(16)) {
            Some(digit) => unit = unit << 4 | digit,
            None => return Err(Failed::expected(at, "four hexadecimal digits behind `\\u`")),
        }
    }
    Ok((unit, at + 6))
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
