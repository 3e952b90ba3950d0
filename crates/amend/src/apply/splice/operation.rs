//! Operations, read from the tape of the patch one by one.

use std::borrow::Cow;

use super::super::fold;
use super::tape::{Spot, Tape};
use crate::document::Kind;
use crate::pointer::has_whole_escapes;
use crate::scan::{Slashes, slashes};
use crate::{ApplyOptions, LeadingSlash, Operations, Pointer};

/// An operation of a patch (RFC 6902 §4).
#[derive(Debug)]
pub(super) enum Operation<'t> {
    Add(Path<'t>, Spot),
    Remove(Path<'t>),
    Replace(Path<'t>, Spot),
    Move(Path<'t>, Path<'t>),
    Copy(Path<'t>, Path<'t>),
    Test(Path<'t>, Spot),
}

/// A JSON Pointer that keeps to RFC 6901 §3: its text, each token with a slash in front.
#[derive(Clone, Debug, Eq, PartialEq)]
pub(super) struct Path<'t> {
    text: Cow<'t, str>,
    /// How many tokens there are.
    len: usize,
    /// Where the last slash is.
    last: usize,
    /// Whether there are escapes in it.
    escaped: bool,
}

impl<'t> Operation<'t> {
    /// The operation at a place of the patch, if nothing is wrong with it.
    pub(super) fn read(tape: &Tape<'t>, at: u32, options: &ApplyOptions) -> Option<Self> {
        if tape.kind(at) != Kind::Object {
            return None;
        }
        let [mut op, mut path, mut from, mut value] = [None; 4];
        for name in tape.names(at) {
            let owned;
            let bytes = if let Some(plain) = tape.plain(name) {
                plain
            } else {
                owned = tape.string(name);
                owned.as_bytes()
            };
            let member = match bytes {
                b"op" => &mut op,
                b"path" => &mut path,
                b"from" => &mut from,
                b"value" => &mut value,
                _ => continue,
            };
            *member = Some(name + 1);
        }
        let path = Path::read(tape, path?, options)?;
        let from = || Path::read(tape, from?, options);
        let value = || value.map(Spot::of_patch);
        let op = op.filter(|at| tape.kind(*at) == Kind::String)?;
        let all = options.dialect.operations == Operations::All;
        match tape.string(op).as_bytes() {
            b"add" => Some(Self::Add(path, value()?)),
            b"remove" => Some(Self::Remove(path)),
            b"replace" => Some(Self::Replace(path, value()?)),
            b"test" => Some(Self::Test(path, value()?)),
            b"move" if all => Some(Self::Move(from()?, path)),
            b"copy" if all => Some(Self::Copy(from()?, path)),
            _ => None,
        }
    }
}

impl<'t> Path<'t> {
    pub(super) fn read(tape: &Tape<'t>, at: u32, options: &ApplyOptions) -> Option<Self> {
        if tape.kind(at) != Kind::String {
            return None;
        }
        let mut text = tape.string(at);
        if text.len() > options.limits.pointer {
            return None;
        }
        if !text.is_empty() && !text.starts_with('/') {
            if options.dialect.leading_slash != LeadingSlash::Optional || text.starts_with('#') {
                return None;
            }
            text = Cow::Owned(format!("/{text}"));
        }
        let Slashes { count: len, last, tilde: escaped } = slashes(text.as_bytes());
        if escaped && !has_whole_escapes(&text) {
            return None;
        }
        Some(Self { text, len, last, escaped })
    }

    pub(super) fn pointer(&self) -> Option<Pointer> {
        Pointer::parse(&self.text, LeadingSlash::Required).ok()
    }

    /// How many tokens there are.
    pub(super) fn len(&self) -> usize {
        self.len
    }

    pub(super) fn text(&self) -> &Cow<'t, str> {
        &self.text
    }

    /// What is in front of the last token, and its slash; none for the whole document.
    #[inline]
    pub(super) fn above(&self) -> Option<&str> {
        (self.len > 0).then(|| self.text.get(..self.last).unwrap_or_default())
    }

    /// A token as it is written, unescaped.
    #[inline]
    pub(super) fn plain<'p>(&self, token: &'p str) -> Cow<'p, str> {
        plain(token, self.escaped)
    }

    /// The last token.
    #[inline]
    pub(super) fn last(&self) -> Cow<'t, str> {
        let behind = self.last + usize::from(self.len > 0);
        match &self.text {
            Cow::Borrowed(text) => {
                let token = text.get(behind..).unwrap_or_default();
                // Most have no escapes, and not to ask once more is soonest done.
                if self.escaped { plain(token, true) } else { Cow::Borrowed(token) }
            }
            Cow::Owned(text) => {
                let token = text.get(behind..).unwrap_or_default();
                Cow::Owned(plain(token, self.escaped).into_owned())
            }
        }
    }

    /// How another path lies to this one, which is `from` (RFC 6902 §4.4).
    pub(super) fn to(&self, other: &Self, any_case: bool) -> Way {
        match other.text.strip_prefix(&*self.text) {
            Some("") => Way::Same,
            Some(rest) if rest.starts_with('/') => Way::Into,
            // The same names in another case may mean the same place.
            _ if any_case => {
                let mut others = other.text.split('/');
                let like = |token| others.next().is_some_and(|other| fold::equal(token, other));
                if self.text.split('/').all(like) { Way::Unknown } else { Way::Elsewhere }
            }
            _ => Way::Elsewhere,
        }
    }
}

/// How the target of a move lies to its source.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) enum Way {
    Same,
    /// Inside of it.
    Into,
    Elsewhere,
    Unknown,
}

/// The tokens of a pointer without its first slash. Most are of few bytes, for which a
/// search that is made for long ones takes its time.
pub(super) fn tokens(path: &str) -> impl Iterator<Item = &str> {
    let mut rest = Some(path);
    std::iter::from_fn(move || {
        let all = rest?;
        let end = all.bytes().position(|byte| byte == b'/').unwrap_or(all.len());
        rest = all.get(end + 1..);
        all.get(..end)
    })
}

/// `~1` is `/` and `~0` is `~` (RFC 6901 §4).
#[inline]
fn plain(token: &str, escaped: bool) -> Cow<'_, str> {
    if escaped && token.contains('~') {
        return Cow::Owned(token.replace("~1", "/").replace("~0", "~"));
    }
    Cow::Borrowed(token)
}
