//! JSON Pointer (RFC 6901): one parser for pointers, one for array indices.
#![expect(
    clippy::arithmetic_side_effects,
    reason = "positions in one text: each part is shorter than the whole"
)]

use std::borrow::Cow;
use std::fmt;
use std::str::FromStr;

use crate::scan;

/// A place in a document: a JSON Pointer (RFC 6901), parsed and unescaped.
///
/// `""` is the whole document, `"/"` the member with the empty name (§5).
/// Tokens are compared code point by code point (§4); nothing is normalised and
/// nothing is percent-decoded.
///
/// ```
/// use amend::Pointer;
///
/// let pointer: Pointer = "/a~1b/0".parse()?;
/// assert_eq!(pointer.tokens(), ["a/b", "0"]);
/// assert_eq!(pointer.to_string(), "/a~1b/0");
/// assert!("a/b".parse::<Pointer>().is_err());
/// # Ok::<(), amend::error::PointerError>(())
/// ```
#[derive(Clone, Debug, Default, Eq, Hash, Ord, PartialEq, PartialOrd)]
pub struct Pointer {
    tokens: Vec<String>,
}

/// Whether the first character of a pointer may be left out.
///
/// RFC 6901 §3 asks for it; SuperOffice takes `Department` for `/Department`.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
#[non_exhaustive]
pub enum LeadingSlash {
    /// A pointer is empty or begins with `/`.
    #[default]
    Required,
    /// `a/b` means `/a/b`; `""` stays the whole document, `/` the empty name,
    /// and `#…` an error, since it is a URI fragment.
    Optional,
}

impl Pointer {
    /// The pointer to the whole document.
    #[must_use]
    pub const fn root() -> Self {
        Self { tokens: Vec::new() }
    }

    /// A pointer with these tokens, which are names, not escaped text.
    pub fn from_tokens<T: Into<String>>(tokens: impl IntoIterator<Item = T>) -> Self {
        Self { tokens: tokens.into_iter().map(Into::into).collect() }
    }

    /// Reads a pointer whose leading slash may be optional.
    ///
    /// # Errors
    /// [`PointerError`] where the text breaks RFC 6901 §3.
    pub fn parse(text: &str, slash: LeadingSlash) -> Result<Self, PointerError> {
        if text.is_empty() {
            return Ok(Self::root());
        }
        let body = body(text, slash).ok_or_else(|| PointerError::new(PointerFault::NoSlash, 0))?;
        let slashes = body.bytes().filter(|byte| *byte == b'/').count();
        let mut tokens = Vec::with_capacity(slashes + 1);
        let mut at = text.len() - body.len();
        for token in body.split('/') {
            tokens.push(unescape(token, at)?);
            at += token.len() + 1;
        }
        Ok(Self { tokens })
    }

    /// Whether [`Pointer::parse`] reads this, found without keeping anything of it.
    pub(crate) fn is_one(text: &str, slash: LeadingSlash) -> bool {
        text.is_empty() || body(text, slash).is_some_and(has_whole_escapes)
    }

    /// The reference tokens, unescaped, from the root down.
    pub fn tokens(&self) -> &[String] {
        &self.tokens
    }

    /// Whether this is the whole document.
    pub fn is_root(&self) -> bool {
        self.tokens.is_empty()
    }

    /// This place and, below it, one more token.
    #[must_use]
    pub fn child(&self, token: impl Into<String>) -> Self {
        let mut tokens = Vec::with_capacity(self.tokens.len() + 1);
        tokens.extend_from_slice(&self.tokens);
        tokens.push(token.into());
        Self { tokens }
    }

    /// The place above and the last token, or nothing for the whole document.
    pub fn split_last(&self) -> Option<(Self, &str)> {
        let (last, above) = self.tokens.split_last()?;
        Some((Self { tokens: above.to_vec() }, last))
    }

    /// Whether `other` is this place or lies below it, token by token.
    pub fn contains(&self, other: &Self) -> bool {
        other.tokens.starts_with(&self.tokens)
    }

    /// Goes one token down.
    pub fn push(&mut self, token: impl Into<String>) {
        self.tokens.push(token.into());
    }

    /// Goes one token up.
    pub fn pop(&mut self) -> Option<String> {
        self.tokens.pop()
    }
}

impl fmt::Display for Pointer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for token in &self.tokens {
            write!(f, "/{}", escape(token))?;
        }
        Ok(())
    }
}

impl FromStr for Pointer {
    type Err = PointerError;

    fn from_str(text: &str) -> Result<Self, PointerError> {
        Self::parse(text, LeadingSlash::Required)
    }
}

/// `~` is written `~0` and `/` is written `~1` (RFC 6901 §3).
pub(crate) fn escape(token: &str) -> Cow<'_, str> {
    if scan::is_plain_token(token.as_bytes()) {
        Cow::Borrowed(token)
    } else {
        // RFC 6901 §3: `~` first, or the new ones would be escaped again.
        Cow::Owned(token.replace('~', "~0").replace('/', "~1"))
    }
}

/// What is behind the slash that a pointer begins with, or that was left out.
fn body(text: &str, slash: LeadingSlash) -> Option<&str> {
    let without = || (slash == LeadingSlash::Optional && !text.starts_with('#')).then_some(text);
    text.strip_prefix('/').or_else(without)
}

/// Whether each `~` of a pointer is `~0` or `~1` (RFC 6901 §3).
pub(crate) fn has_whole_escapes(text: &str) -> bool {
    text.split('~').skip(1).all(|rest| rest.starts_with(['0', '1']))
}

/// The inverse of [`escape`]; `~` before anything but `0` or `1` is an error.
fn unescape(token: &str, offset: usize) -> Result<String, PointerError> {
    if !token.contains('~') {
        return Ok(token.to_owned());
    }
    let mut plain = String::with_capacity(token.len());
    let mut rest = token;
    while let Some(at) = rest.find('~') {
        let (before, tilde) = rest.split_at(at);
        plain.push_str(before);
        rest = if let Some(rest) = tilde.strip_prefix("~0") {
            plain.push('~');
            rest
        } else if let Some(rest) = tilde.strip_prefix("~1") {
            plain.push('/');
            rest
        } else {
            let at = offset + token.len() - tilde.len();
            return Err(PointerError::new(PointerFault::Escape, at));
        };
    }
    plain.push_str(rest);
    Ok(plain)
}

/// What a token means where it is applied to an array (RFC 6901 §4).
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum Index {
    /// `0`, or digits without a leading zero.
    At(usize),
    /// `-`: the nonexistent element after the last.
    End,
    /// Digits of a number that no array is long enough for.
    Beyond,
}

impl Index {
    /// The only parser of array indices. `None`: the token is not an index.
    pub(crate) fn parse(token: &str) -> Option<Self> {
        match token.as_bytes() {
            b"-" => Some(Self::End),
            b"0" => Some(Self::At(0)),
            [b'1'..=b'9', rest @ ..] if rest.iter().all(u8::is_ascii_digit) => {
                Some(token.parse().map_or(Self::Beyond, Self::At))
            }
            _ => None,
        }
    }
}

/// A text that is no JSON Pointer.
#[derive(Clone, Debug, Eq, PartialEq, thiserror::Error)]
#[error("{fault} at byte {offset}")]
pub struct PointerError {
    fault: PointerFault,
    offset: usize,
}

#[derive(Clone, Copy, Debug, Eq, PartialEq, thiserror::Error)]
enum PointerFault {
    #[error("a pointer is empty or begins with `/`, found another character")]
    NoSlash,
    #[error("expected `~0` (for `~`) or `~1` (for `/`), found `~` before something else")]
    Escape,
}

impl PointerError {
    fn new(fault: PointerFault, offset: usize) -> Self {
        Self { fault, offset }
    }

    /// Where the fault is, in bytes from the start of the text.
    pub fn offset(&self) -> usize {
        self.offset
    }
}

#[cfg(test)]
mod tests {
    use super::{Index, LeadingSlash, Pointer};

    #[test]
    fn t08_escapes_round_trip_for_every_short_token() {
        let alphabet = ['~', '0', '1', '/', '#'];
        let mut tokens = vec![String::new()];
        for _ in 0..4 {
            let longer: Vec<String> = tokens
                .iter()
                .flat_map(|t| alphabet.iter().map(move |c| format!("{t}{c}")))
                .collect();
            tokens.extend(longer);
        }
        for token in tokens {
            let pointer = Pointer::from_tokens([token.as_str(), "x"]);
            assert_eq!(pointer.to_string().parse(), Ok(pointer));
            for slash in [LeadingSlash::Required, LeadingSlash::Optional] {
                let read = Pointer::parse(&token, slash).is_ok();
                assert_eq!(Pointer::is_one(&token, slash), read, "{token}");
            }
        }
    }

    #[test]
    fn t07_every_token_of_two_bytes() {
        for a in 0..128_u8 {
            for b in 0..128_u8 {
                let token = String::from_utf8(vec![a, b]).unwrap();
                let digits = a.is_ascii_digit() && a != b'0' && b.is_ascii_digit();
                assert_eq!(Index::parse(&token).is_some(), digits, "{token:?}");
            }
            let token = char::from(a).to_string();
            let expected = match a {
                b'-' => Some(Index::End),
                b'0'..=b'9' => Some(Index::At(usize::from(a - b'0'))),
                _ => None,
            };
            assert_eq!(Index::parse(&token), expected, "{token:?}");
        }
    }

    #[test]
    fn t07_an_index_never_wraps() {
        for (token, index) in [
            ("4294967296", Some(Index::At(1 << 32))),
            ("18446744073709551615", Some(Index::At(usize::MAX))),
            ("18446744073709551616", Some(Index::Beyond)),
            ("10000000000000000000000000", Some(Index::Beyond)),
            ("٣", None),
            ("", None),
            ("01", None),
            ("1e0", None),
        ] {
            assert_eq!(Index::parse(token), index, "{token}");
        }
    }

    #[test]
    fn the_slash_is_optional_only_when_asked() {
        let optional = |text| Pointer::parse(text, LeadingSlash::Optional);
        assert_eq!(optional("a/b"), "/a/b".parse());
        assert_eq!(optional("/a/b"), "/a/b".parse());
        assert_eq!(optional(""), Ok(Pointer::root()));
        assert_eq!(optional("/"), "/".parse());
        assert!(optional("#/a").is_err());
        assert!("a".parse::<Pointer>().is_err());
    }
}
