//! From a token to the value that it means, and what to say when there is none.

use std::borrow::Cow;

use super::error::{ApplyError, Fault, Reason, Why};
use crate::pointer::Index;
use crate::view::{Shape, View};
use crate::{MemberNames, Pointer};

/// A token that leads nowhere.
pub(crate) struct Miss {
    /// Its number, from 0.
    pub(crate) token: usize,
    pub(crate) reason: Reason,
}

/// The pointer in the document's own spelling.
///
/// With [`MemberNames::IgnoreCase`], token by token: an exact match wins, else
/// the one member that differs in case only. The last token may name a member
/// or an index that is not there yet, as the target of `add` may (RFC 6902
/// §4.1); the array index `-` stays `-`.
///
/// # Errors
/// [`ApplyError`] where a token leads nowhere or may mean several members.
///
/// ```
/// use amend::{Json, resolve};
/// use amend::options::MemberNames;
///
/// let document: Json = r#"{"Emails": [{"Value": "a@b.example"}]}"#.parse()?;
/// let pointer = resolve(&document, &"/emails/0/VALUE".parse()?, MemberNames::IgnoreCase)?;
/// assert_eq!(pointer.to_string(), "/Emails/0/Value");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn resolve<'a, V: View<'a>>(
    document: V,
    pointer: &Pointer,
    names: MemberNames,
) -> Result<Pointer, ApplyError> {
    let tokens = pointer.tokens();
    spell(document, tokens, names, Missing::Last)
        .map(|tokens| Pointer::from_tokens(tokens.into_owned()))
        .map_err(|miss| ApplyError::new(explain(document, tokens, miss), pointer.clone()))
}

/// The value at a place, names compared exactly.
pub(crate) fn find<'a, V: View<'a>>(document: V, tokens: &[String]) -> Result<V, Miss> {
    let mut at = document;
    for (number, token) in tokens.iter().enumerate() {
        at = step(at, token).map_err(|reason| Miss { token: number, reason })?;
    }
    Ok(at)
}

/// The position that a token means in an array of this length, where the
/// element has to exist.
pub(crate) fn index(token: &str, len: usize) -> Result<usize, Reason> {
    match Index::parse(token) {
        Some(Index::At(index)) if index < len => Ok(index),
        Some(Index::At(_) | Index::Beyond) => Err(Reason::OutOfRange { len, append: false }),
        Some(Index::End) => Err(Reason::NoElement),
        None => Err(Reason::NotAnIndex),
    }
}

/// The position where a token inserts into an array of this length (RFC 6902
/// §4.1): up to its end, which `-` means too.
pub(crate) fn gap(token: &str, len: usize) -> Result<usize, Reason> {
    match Index::parse(token) {
        Some(Index::At(index)) if index <= len => Ok(index),
        Some(Index::End) => Ok(len),
        Some(Index::At(_) | Index::Beyond) => Err(Reason::OutOfRange { len, append: true }),
        None => Err(Reason::NotAnIndex),
    }
}

/// What it takes to go from a value down these tokens, in elements and members that
/// are looked through: at most, since the one that is looked for may be the first.
/// `indexed` says that those are found at once whose exact name or index is known.
pub(crate) fn effort<'a, V: View<'a>>(
    value: V,
    tokens: &[String],
    names: MemberNames,
    indexed: bool,
) -> usize {
    let mut effort = 0;
    let mut at = value;
    for token in tokens {
        if !indexed {
            effort += at.len();
        }
        let mut next = step(at, token);
        if let (Err(Reason::NoMember), MemberNames::IgnoreCase) = (&next, names) {
            effort += at.len();
            next = match at.names_like(token).as_slice() {
                [name] => step(at, name),
                _ => break,
            };
        }
        match next {
            Ok(next) => at = next,
            Err(_) => break,
        }
    }
    effort
}

fn step<'a, V: View<'a>>(value: V, token: &str) -> Result<V, Reason> {
    if let Some(member) = value.member(token) {
        return Ok(member);
    }
    match value.shape() {
        Shape::Object(_) => Err(Reason::NoMember),
        Shape::Array(_) => {
            let index = index(token, value.len())?;
            value.element(index).ok_or(Reason::OutOfRange { len: value.len(), append: false })
        }
        other => Err(Reason::NotAContainer { found: other.noun() }),
    }
}

/// Which tokens may lead nowhere.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum Missing {
    /// The last one: it may be about to be added.
    Last,
    /// Any: from there on the tokens stay as they are.
    Any,
}

/// The tokens in the document's own spelling.
pub(crate) fn spell<'t, 'a, V: View<'a>>(
    document: V,
    tokens: &'t [String],
    names: MemberNames,
    missing: Missing,
) -> Result<Cow<'t, [String]>, Miss> {
    let mut at = document;
    let mut spelt = Cow::Borrowed(tokens);
    for (number, token) in tokens.iter().enumerate() {
        let found = match names {
            MemberNames::Exact => None,
            MemberNames::IgnoreCase => {
                spelling(at, token).map_err(|reason| Miss { token: number, reason })?
            }
        };
        if let Some(name) = &found
            && let Some(place) = spelt.to_mut().get_mut(number)
        {
            place.clone_from(name);
        }
        match step(at, found.as_deref().unwrap_or(token)) {
            Ok(next) => at = next,
            Err(reason) => {
                let last = number + 1 == tokens.len()
                    && match &reason {
                        Reason::NoMember => true,
                        _ => matches!(at.shape(), Shape::Array(_)) && gap(token, at.len()).is_ok(),
                    };
                if last || missing == Missing::Any {
                    break;
                }
                return Err(Miss { token: number, reason });
            }
        }
    }
    Ok(spelt)
}

/// The spelling of the one member that is this name in another case. `None`
/// where the name is there exactly, or in no case at all.
pub(crate) fn spelling<'a, V: View<'a>>(value: V, name: &str) -> Result<Option<String>, Reason> {
    if value.member(name).is_some() {
        return Ok(None);
    }
    let mut candidates = value.names_like(name);
    if candidates.len() > 1 {
        return Err(Reason::Ambiguous { candidates });
    }
    Ok(candidates.pop())
}

/// What to say of a token that leads nowhere, and which pointer was probably
/// meant.
pub(crate) fn explain<'a, V: View<'a>>(document: V, tokens: &[String], miss: Miss) -> Fault {
    let Miss { token, reason } = miss;
    let before = tokens.get(..token).unwrap_or_default();
    let rest = tokens.get(token..).unwrap_or_default();
    let meant = match (find(document, before), rest.split_first()) {
        (Ok(at), Some((name, rest))) => guess(at, name, rest, &reason),
        _ => None,
    };
    let meant = meant.map(|(middle, taken, why)| {
        let rest = rest.iter().skip(taken).cloned();
        (Pointer::from_tokens(before.iter().cloned().chain(middle).chain(rest)), why)
    });
    Fault::Lookup { token, reason, meant }
}

/// The tokens that were probably meant, how many they stand for, and why.
fn guess<'a, V: View<'a>>(
    at: V,
    name: &str,
    rest: &[String],
    reason: &Reason,
) -> Option<(Vec<String>, usize, Why)> {
    match reason {
        Reason::NoElement => {
            let last = at.len().checked_sub(1)?;
            return Some((vec![last.to_string()], 1, Why::Last));
        }
        Reason::NoMember => {}
        _ => return None,
    }
    if let Ok(Some(other)) = spelling(at, name) {
        return Some((vec![other], 1, Why::Case));
    }
    // `/a/b` for the member "a/b".
    if let Some((joined, taken)) = joined(at, name, rest) {
        return Some((vec![joined], taken, Why::Slash));
    }
    // `/a~1b` for `/a/b`.
    let parts: Vec<String> = name.split('/').map(str::to_owned).collect();
    if parts.len() > 1 && find(at, &parts).is_ok() {
        return Some((parts, 1, Why::NoSlash));
    }
    // `/a~01b` for `/a~1b`.
    let once = Pointer::from_tokens([name.replace("~1", "/").replace("~0", "~")]);
    if once.tokens() != [name] && find(at, once.tokens()).is_ok() {
        return Some((once.tokens().to_vec(), 1, Why::Twice));
    }
    None
}

/// The shortest name of a member that is several tokens with slashes between them, and
/// how many. The members are looked through once, however many tokens there are.
fn joined<'a, V: View<'a>>(at: V, name: &str, rest: &[String]) -> Option<(String, usize)> {
    let Shape::Object(members) = at.shape() else { return None };
    let mut whole = name.to_owned();
    let mut ends = Vec::new();
    for token in rest {
        whole.push('/');
        whole.push_str(token);
        ends.push(whole.len());
    }
    let taken = |name: &str| {
        let end = ends.binary_search(&name.len()).ok()?;
        whole.starts_with(name).then_some(end)
    };
    let end = members.filter_map(|(name, _)| taken(&name)).min()?;
    Some((whole.get(..*ends.get(end)?)?.to_owned(), end + 2))
}
