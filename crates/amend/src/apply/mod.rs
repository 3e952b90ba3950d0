//! Applying a JSON Patch (RFC 6902 §4, §5): all of it or nothing.

mod error;
mod fold;
mod journal;
mod lookup;
mod merge_patch;
mod tree;

use std::borrow::Cow;

use self::error::Fault;
use self::journal::{Change, Journal, Taken};
use self::lookup::{Miss, Missing};
use self::tree::{Map, Open, Tree};
use crate::measure::{Size, name_bytes};
use crate::view::{Shape, View};
use crate::{Dialect, Json, Limits, Operation, Operations, Patch, Pointer, equal};

pub use self::error::{ApplyError, ApplyErrorKind};
pub use self::lookup::resolve;
pub use self::merge_patch::{merge_patch, merge_patch_with};
pub use self::tree::Target;

/// The rules and the bounds of [`apply_with`].
///
/// ```
/// use amend::{ApplyOptions, Dialect};
///
/// let options = ApplyOptions { dialect: Dialect::DOT_NET, ..ApplyOptions::default() };
/// assert_eq!(options.limits.operations, 10_000);
/// ```
#[derive(Clone, Debug, Default, Eq, PartialEq)]
#[expect(clippy::exhaustive_structs, reason = "a plain bag of options, changed field by field")]
pub struct ApplyOptions {
    /// How tokens find members, and which operations there are. The leading
    /// slash matters to reading only.
    pub dialect: Dialect,
    /// `operations`, `depth` and `growth`; the others matter to reading only.
    pub limits: Limits,
}

/// Applies a JSON Patch to a document: RFC 6902 to the letter, default limits.
///
/// All or nothing (RFC 5789 §2): after an error the document is byte for byte
/// what it was, order of members included.
///
/// # Errors
/// [`ApplyError`]: every kind but `AmbiguousMember` and `UnsupportedOperation`.
///
/// ```
/// use amend::{Json, Patch, apply};
///
/// let mut document: Json = r#"{"a": [1, 2], "b": 0.10}"#.parse()?;
/// let patch: Patch = r#"[
///     {"op": "test", "path": "/b", "value": 1e-1},
///     {"op": "add", "path": "/a/-", "value": 3}
/// ]"#.parse()?;
/// apply(&mut document, &patch)?;
/// assert_eq!(document.to_string(), r#"{"a":[1,2,3],"b":0.10}"#);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// The document may be a [`serde_json::Value`] as well:
///
/// ```
/// let mut document = serde_json::json!({"a": 1});
/// let patch: amend::Patch = r#"[{"op": "move", "from": "/a", "path": "/b"}]"#.parse()?;
/// amend::apply(&mut document, &patch)?;
/// assert_eq!(document, serde_json::json!({"b": 1}));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn apply<T: Target>(document: &mut T, patch: &Patch) -> Result<(), ApplyError> {
    apply_with(document, patch, &ApplyOptions::default())
}

/// Applies a JSON Patch under a dialect and limits.
///
/// # Errors
/// [`ApplyError`], of every kind. The document is then what it was.
///
/// ```
/// use amend::{ApplyOptions, Dialect, Json, Limits, Patch, apply_with};
///
/// let options = ApplyOptions { dialect: Dialect::DOT_NET, ..ApplyOptions::default() };
/// let text = br#"[{"op": "replace", "path": "department", "value": "Sales"}]"#;
/// let patch = Patch::parse(text, &options.dialect, &options.limits)?;
///
/// let mut document: Json = r#"{"Department": "Support"}"#.parse()?;
/// apply_with(&mut document, &patch, &options)?;
/// assert_eq!(document.to_string(), r#"{"Department":"Sales"}"#);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn apply_with<T: Target>(
    document: &mut T,
    patch: &Patch,
    options: &ApplyOptions,
) -> Result<(), ApplyError> {
    let operations = patch.operations();
    let limit = options.limits.operations;
    if operations.len() > limit {
        let fault = Fault::Operations { limit, found: operations.len() };
        return Err(ApplyError::new(fault, Pointer::root()));
    }
    let mut run = Run { document, journal: Journal::new(), hand: None, options, grown: 0 };
    for (index, operation) in operations.iter().enumerate() {
        if let Err(Failure { member, fault }) = run.operation(operation) {
            run.journal.undo(run.document, run.hand);
            let pointer = match (member, operation.from()) {
                ("from", Some(from)) => from,
                _ => operation.path(),
            };
            let error = ApplyError::new(fault, pointer.clone());
            return Err(error.in_operation(index, operation.name(), member));
        }
    }
    Ok(())
}

/// One run over a document.
struct Run<'p, 'd, T> {
    document: &'d mut T,
    journal: Journal<'p, T>,
    /// What a `move` took out and could not put down.
    hand: Option<T>,
    options: &'p ApplyOptions,
    grown: usize,
}

/// Which member of the operation is at fault, and why.
struct Failure {
    member: &'static str,
    fault: Fault,
}

impl Failure {
    fn new(member: &'static str, fault: Fault) -> Self {
        Self { member, fault }
    }
}

impl<'p, T: Tree> Run<'p, '_, T> {
    fn operation(&mut self, operation: &'p Operation) -> Result<(), Failure> {
        match operation {
            Operation::Add { path, value } => self.set(path, value, Place::Free),
            Operation::Replace { path, value } => self.set(path, value, Place::Taken),
            Operation::Remove { path } => self.remove(path),
            Operation::Test { path, value } => self.test(path, value),
            Operation::Move { from, path } => {
                self.supported()?;
                self.relocate(from, path)
            }
            Operation::Copy { from, path } => {
                self.supported()?;
                self.copy(from, path)
            }
        }
    }

    fn supported(&self) -> Result<(), Failure> {
        match self.options.dialect.operations {
            Operations::All => Ok(()),
            Operations::WithoutMoveAndCopy => Err(Failure::new("op", Fault::Unsupported)),
        }
    }

    /// The tokens of a pointer in the document's own spelling.
    fn tokens(
        &self,
        member: &'static str,
        pointer: &'p Pointer,
        missing: Missing,
    ) -> Result<Cow<'p, [String]>, Failure> {
        let names = self.options.dialect.member_names;
        match names {
            crate::MemberNames::Exact => Ok(Cow::Borrowed(pointer.tokens())),
            crate::MemberNames::IgnoreCase => {
                lookup::spell(self.document.view(), pointer.tokens(), names, missing)
                    .map_err(|miss| self.lost(member, pointer.tokens(), miss))
            }
        }
    }

    /// A token leads nowhere in the document as it is now.
    fn lost(&self, member: &'static str, tokens: &[String], miss: Miss) -> Failure {
        Failure::new(member, lookup::explain(self.document.view(), tokens, miss))
    }

    /// `add` (RFC 6902 §4.1) and `replace` (§4.3).
    fn set(&mut self, path: &'p Pointer, value: &Json, place: Place) -> Result<(), Failure> {
        let tokens = self.tokens("path", path, Missing::Last)?;
        let limits = &self.options.limits;
        let room = limits.growth - self.grown;
        let mut grown = 0;
        let put = put(self.document, &tokens, place, |before, name| {
            // What is replaced makes room; it need not be measured further.
            let depth = limits.depth.saturating_sub(tokens.len());
            let size = Size::of(value, usize::MAX, depth);
            if size.depth > depth {
                return Err(Fault::Depth { limit: limits.depth });
            }
            let bytes = size.bytes + name;
            let before = before.map_or(0, |v| Size::of(v.view(), bytes, usize::MAX).bytes);
            grown = bytes.saturating_sub(before);
            if grown > room {
                return Err(Fault::Growth { limit: limits.growth });
            }
            T::from_json(value).map_err(|_| Fault::NotRepresentable)
        });
        match put {
            Ok(change) => {
                self.grown += grown;
                self.journal.push(tokens, change);
                Ok(())
            }
            Err(Stop::Miss(miss)) => Err(self.lost("path", &tokens, miss)),
            Err(Stop::Fault(fault)) => Err(Failure::new("value", fault)),
        }
    }

    /// RFC 6902 §4.2.
    fn remove(&mut self, path: &'p Pointer) -> Result<(), Failure> {
        if path.is_root() {
            return Err(Failure::new("path", Fault::RemoveDocument));
        }
        let tokens = self.tokens("path", path, Missing::Last)?;
        match journal::take(self.document, &tokens) {
            Ok((value, gap)) => {
                self.journal.push(tokens, gap.change(Taken::Kept(value)));
                Ok(())
            }
            Err(miss) => Err(self.lost("path", &tokens, miss)),
        }
    }

    /// RFC 6902 §4.6.
    fn test(&mut self, path: &'p Pointer, value: &Json) -> Result<(), Failure> {
        let tokens = self.tokens("path", path, Missing::Last)?;
        let found = lookup::find(self.document.view(), &tokens)
            .map_err(|miss| self.lost("path", &tokens, miss))?;
        if equal(found, value) {
            return Ok(());
        }
        let (at, expected, found) = difference(found, value);
        let at = Pointer::from_tokens(tokens.iter().chain(at.tokens()).cloned());
        Err(Failure::new("path", Fault::Test { at, expected, found }))
    }

    /// `move` (RFC 6902 §4.4): takes the value out, then adds it.
    fn relocate(&mut self, from: &'p Pointer, path: &'p Pointer) -> Result<(), Failure> {
        let source = self.tokens("from", from, Missing::Last)?;
        // §4.4: "from" must not be a proper prefix of "path". Decided on the
        // document as it is, by tokens, before anything happens.
        let target = self.tokens("path", path, Missing::Any)?;
        let within = target.starts_with(&source);
        if within && target.len() > source.len() {
            return Err(Failure::new("path", Fault::IntoItself { from: from.clone() }));
        }
        let found = lookup::find(self.document.view(), &source)
            .map_err(|miss| self.lost("from", &source, miss))?;
        if within {
            return Ok(());
        }
        // A value that does not go deeper breaks no limit on depth.
        let limit = self.options.limits.depth;
        let depth = limit.saturating_sub(target.len());
        if target.len() > source.len() && Size::of(found, usize::MAX, depth).depth > depth {
            return Err(Failure::new("path", Fault::Depth { limit }));
        }
        match journal::take(self.document, &source) {
            Ok((value, gap)) => {
                self.journal.push(source, gap.change(Taken::Moved));
                self.hand = Some(value);
            }
            Err(miss) => return Err(self.lost("from", &source, miss)),
        }
        // What `path` means is decided with the value gone (§4.4).
        let target = self.tokens("path", path, Missing::Last)?;
        let hand = &mut self.hand;
        let put =
            put(self.document, &target, Place::Free, |_, _| Ok(hand.take().unwrap_or_default()));
        self.put_down(target, put)
    }

    /// RFC 6902 §4.5.
    fn copy(&mut self, from: &'p Pointer, path: &'p Pointer) -> Result<(), Failure> {
        let source = self.tokens("from", from, Missing::Last)?;
        let target = self.tokens("path", path, Missing::Last)?;
        let found = lookup::find(self.document.view(), &source)
            .map_err(|miss| self.lost("from", &source, miss))?;
        // Measured before a byte is copied, and no further than there is room.
        let limits = &self.options.limits;
        let room = limits.growth - self.grown;
        let depth = limits.depth.saturating_sub(target.len());
        let size = Size::of(found, room, depth);
        let name = target.last().map_or(0, |name| name_bytes(name));
        let bytes = size.bytes.saturating_add(name);
        if size.depth > depth {
            return Err(Failure::new("path", Fault::Depth { limit: limits.depth }));
        }
        if bytes > room {
            return Err(Failure::new("from", Fault::Growth { limit: limits.growth }));
        }
        let Ok(value) = tree::descend(self.document, &source).map(|value| value.clone()) else {
            return Ok(());
        };
        self.grown += bytes;
        let put = put(self.document, &target, Place::Free, |_, _| Ok(value));
        self.put_down(target, put)
    }

    fn put_down(
        &mut self,
        tokens: Cow<'p, [String]>,
        put: Result<Change<T>, Stop>,
    ) -> Result<(), Failure> {
        match put {
            Ok(change) => {
                self.journal.push(tokens, change);
                Ok(())
            }
            Err(Stop::Miss(miss)) => Err(self.lost("path", &tokens, miss)),
            Err(Stop::Fault(fault)) => Err(Failure::new("path", fault)),
        }
    }
}

/// Whether there has to be a value already.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
enum Place {
    /// No: an element is inserted, a member added or replaced.
    Free,
    /// Yes: it is replaced.
    Taken,
}

enum Stop {
    Miss(Miss),
    Fault(Fault),
}

/// Puts a value at a place. `value` is asked for it once the place is known,
/// with the value that it replaces and the bytes of the name that it adds.
fn put<T: Tree>(
    document: &mut T,
    tokens: &[String],
    place: Place,
    value: impl FnOnce(Option<&T>, usize) -> Result<T, Fault>,
) -> Result<Change<T>, Stop> {
    let Some((name, above)) = tokens.split_last() else {
        let value = value(Some(document), 0).map_err(Stop::Fault)?;
        return Ok(Change::Document(std::mem::replace(document, value)));
    };
    let miss = |reason| Stop::Miss(Miss { token: above.len(), reason });
    let container = tree::descend(document, above).map_err(Stop::Miss)?;
    Ok(match (container.open(), place) {
        (Open::Object(members), place) => match (members.at(name), place) {
            (Some(member), _) => {
                let value = value(Some(member), 0).map_err(Stop::Fault)?;
                Change::Member(std::mem::replace(member, value))
            }
            (None, Place::Free) => {
                let value = value(None, name_bytes(name)).map_err(Stop::Fault)?;
                members.append(name, value);
                Change::Appended
            }
            (None, Place::Taken) => return Err(miss(error::Reason::NoMember)),
        },
        (Open::Array(elements), Place::Free) => {
            let index = lookup::gap(name, elements.len()).map_err(miss)?;
            let value = value(None, 0).map_err(Stop::Fault)?;
            elements.insert(index, value);
            Change::Inserted(index)
        }
        (Open::Array(elements), Place::Taken) => {
            let len = elements.len();
            let index = lookup::index(name, len).map_err(miss)?;
            let Some(element) = elements.get_mut(index) else {
                return Err(miss(error::Reason::OutOfRange { len, append: false }));
            };
            let value = value(Some(element), 0).map_err(Stop::Fault)?;
            Change::Element(index, std::mem::replace(element, value))
        }
        (Open::Scalar(found), _) => return Err(miss(error::Reason::NotAContainer { found })),
    })
}

/// The first place where two values that are not equal differ, and how, in
/// types only.
fn difference<'a, 'b, A: View<'a>, B: View<'b>>(found: A, wanted: B) -> (Pointer, String, String) {
    let mut at = Pointer::root();
    let (mut found, mut wanted) = (found, wanted);
    loop {
        let here = (found.shape(), wanted.shape());
        let nouns = (here.0.noun(), here.1.noun());
        let inner = match here {
            (Shape::Array(left), Shape::Array(right)) if found.len() == wanted.len() => left
                .zip(right)
                .enumerate()
                .find(|(_, (a, b))| !equal(*a, *b))
                .map(|(index, (a, b))| (index.to_string(), a, b)),
            (Shape::Array(_), Shape::Array(_)) => {
                let elements = |n: usize| match n {
                    1 => "an array of 1 element".to_owned(),
                    n => format!("an array of {n} elements"),
                };
                return (at, elements(wanted.len()), elements(found.len()));
            }
            (Shape::Object(left), Shape::Object(mut right)) => {
                let missing = right.find(|(name, _)| found.member(name).is_none());
                if let Some((name, value)) = missing {
                    at.push(name);
                    return (at, value.shape().noun().to_owned(), "no member".to_owned());
                }
                let mut inner = None;
                for (name, a) in left {
                    match wanted.member(&name) {
                        None => {
                            at.push(name);
                            return (at, "no member".to_owned(), a.shape().noun().to_owned());
                        }
                        Some(b) if !equal(a, b) => {
                            inner = Some((name.into_owned(), a, b));
                            break;
                        }
                        Some(_) => {}
                    }
                }
                inner
            }
            _ => None,
        };
        match inner {
            Some((token, a, b)) => {
                at.push(token);
                (found, wanted) = (a, b);
            }
            None if nouns.0 == nouns.1 => {
                return (at, nouns.1.to_owned(), "one that is not equal".to_owned());
            }
            None => return (at, nouns.1.to_owned(), nouns.0.to_owned()),
        }
    }
}
