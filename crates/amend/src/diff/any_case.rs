//! Diff of documents in which the case of names does not count.
//!
//! Both documents are looked at through one spelling of each name, and compared
//! exactly. The patch is then put into the spelling of the document before: each
//! path as it is found there at that moment, each value as the document after
//! writes it.

use std::borrow::Cow;
use std::collections::HashMap;
use std::marker::PhantomData;

use super::{DiffOptions, Moves, guarded, guards, replacing, unguarded};
use crate::apply::fold;
use crate::view::{self, Shape, View, sealed::Sealed};
use crate::{Json, MemberNames, Operation, Patch, Pointer, apply_with, resolve};

/// The patch that makes `after` out of `before` where the case of names does not
/// count, as in a [`Dialect`](crate::Dialect) with
/// [`MemberNames::IgnoreCase`]: names that are equal up to case are one name, and
/// another spelling alone is no difference.
///
/// The paths of the patch are in the spelling of `before`, so that it means the
/// same when it is applied with names compared exactly. Members that come are
/// spelt as in `after`. [`Arrays::Key`](super::Arrays::Key) finds its member in
/// any case; [`DiffOptions::arrays_at`] is asked with places in either spelling.
///
/// # Errors
/// [`AmbiguousNames`] if an object of one of the documents has two names that are
/// equal up to case. What that means is the caller's to say: such documents can
/// only be compared exactly, by [`diff_with`](super::diff_with).
///
/// ```
/// use amend::{DiffOptions, Json, diff_ignoring_case};
///
/// let before: Json = r#"{"Person": {"Name": "Ann", "Rank": 1}}"#.parse()?;
/// let after: Json = r#"{"person": {"rank": 2, "name": "Ann", "Title": null}}"#.parse()?;
/// assert_eq!(
///     diff_ignoring_case(&before, &after, &DiffOptions::default())?.to_string(),
///     concat!(
///         r#"[{"op":"replace","path":"/Person/Rank","value":2},"#,
///         r#"{"op":"add","path":"/Person/Title","value":null}]"#,
///     ),
/// );
///
/// let twice: Json = r#"{"a": [{"Name": 1, "name": 2}]}"#.parse()?;
/// let error = diff_ignoring_case(&twice, &after, &DiffOptions::default()).unwrap_err();
/// assert_eq!(error.object().to_string(), "/a/0");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn diff_ignoring_case<'a, V: View<'a>>(
    before: V,
    after: V,
    options: &DiffOptions<'_>,
) -> Result<Patch, AmbiguousNames> {
    let mut spellings = Spellings::default();
    // A name that is in both is to come as the document after writes it.
    spellings.note(after).map_err(|found| found.of(Side::After))?;
    spellings.note(before).map_err(|found| found.of(Side::Before))?;
    let look = |view| Respelt::new(view, &spellings);
    let made = |moves| {
        let options = DiffOptions { moves, ..options.clone() };
        let patch = unguarded(look(before), look(after), &options);
        as_before(view::to_json(before), &patch)
            .unwrap_or_else(|| Patch::from(vec![replacing(after)]))
    };
    Ok(guarded(before, after, made(options.moves), options, || made(Moves::No)))
}

/// An object that has names which are equal up to case.
#[derive(Clone, Debug, Eq, PartialEq, thiserror::Error)]
#[error(
    "expected names that differ in more than case in the document {side}, found `{first}` and \
     `{second}`; compare the documents with names taken exactly",
    side = match .side { Side::Before => "before", Side::After => "after" },
    first = .object.child(.names[0].as_str()),
    second = .object.child(.names[1].as_str()),
)]
pub struct AmbiguousNames {
    side: Side,
    object: Pointer,
    names: [String; 2],
}

#[derive(Clone, Copy, Debug, Eq, PartialEq)]
enum Side {
    Before,
    After,
}

impl AmbiguousNames {
    /// Whether it is the document before that has them.
    #[must_use]
    pub fn in_before(&self) -> bool {
        self.side == Side::Before
    }

    /// The place of the object.
    #[must_use]
    pub fn object(&self) -> &Pointer {
        &self.object
    }

    /// The two names, in the order of the document.
    #[must_use]
    pub fn names(&self) -> [&str; 2] {
        let [first, second] = &self.names;
        [first, second]
    }
}

/// Two names of one object, and its place.
struct Twins {
    object: Pointer,
    names: [String; 2],
}

impl Twins {
    fn of(self, side: Side) -> AmbiguousNames {
        AmbiguousNames { side, object: self.object, names: self.names }
    }
}

/// One spelling for all names that are equal up to case: the first one found.
#[derive(Debug, Default)]
pub(super) struct Spellings {
    by_key: HashMap<String, String>,
}

impl Spellings {
    /// Takes up the names of a document, outside in.
    fn note<'a, V: View<'a>>(&mut self, document: V) -> Result<(), Twins> {
        let mut left = vec![(document, Pointer::root())];
        while let Some((value, place)) = left.pop() {
            let from = left.len();
            match value.shape() {
                Shape::Array(elements) => {
                    let inner = elements.enumerate();
                    left.extend(inner.map(|(at, inner)| (inner, place.child(at.to_string()))));
                }
                Shape::Object(members) => {
                    let mut seen: HashMap<String, String> = HashMap::new();
                    for (name, inner) in members {
                        let key = fold::key(&name);
                        let name = name.into_owned();
                        self.by_key.entry(key.clone()).or_insert_with(|| name.clone());
                        left.push((inner, place.child(name.clone())));
                        if let Some(first) = seen.insert(key, name.clone()) {
                            return Err(Twins { object: place, names: [first, name] });
                        }
                    }
                }
                _ => {}
            }
            // What comes first is looked at first, and found first.
            if let Some(inner) = left.get_mut(from..) {
                inner.reverse();
            }
        }
        Ok(())
    }

    fn of<'n>(&'n self, name: &'n str) -> &'n str {
        self.by_key.get(&fold::key(name)).map_or(name, String::as_str)
    }
}

/// A value whose names, and those of all that it holds, are seen in the one
/// spelling. A copy of it is spelt as it is written.
#[derive(Clone, Copy, Debug)]
struct Respelt<'s, 'a, V> {
    view: V,
    spellings: &'s Spellings,
    document: PhantomData<&'a ()>,
}

impl<V: Sealed> Sealed for Respelt<'_, '_, V> {
    crate::view::sealed::short_already!();
}

impl<'s, V> Respelt<'s, '_, V> {
    fn new(view: V, spellings: &'s Spellings) -> Self {
        Self { view, spellings, document: PhantomData }
    }
}

impl<'s, 'a: 's, V: View<'a> + 's> View<'s> for Respelt<'s, 'a, V> {
    type Elements = Elements<'s, 'a, V>;
    type Members = RespeltMembers<'s, 'a, V>;

    fn shape(self) -> Shape<'s, Self> {
        let Self { view, spellings, .. } = self;
        match view.shape() {
            Shape::Null => Shape::Null,
            Shape::Bool(value) => Shape::Bool(value),
            Shape::Number(text) => Shape::Number(text),
            Shape::String(text) => Shape::String(text),
            Shape::Array(elements) => Shape::Array(Elements { elements, spellings }),
            Shape::Object(members) => Shape::Object(RespeltMembers { members, spellings }),
        }
    }

    fn len(self) -> usize {
        self.view.len()
    }

    fn member(self, name: &str) -> Option<Self> {
        let Shape::Object(mut members) = self.shape() else { return None };
        let name = self.spellings.of(name);
        members.find(|(other, _)| other == name).map(|(_, value)| value)
    }

    fn element(self, index: usize) -> Option<Self> {
        self.view.element(index).map(|view| Self::new(view, self.spellings))
    }

    fn same(self, other: Self) -> bool {
        self.view.same(other.view)
    }

    fn place(self) -> Option<usize> {
        self.view.place()
    }

    fn integer(self) -> Option<i64> {
        self.view.integer()
    }

    fn to_json(self) -> Json {
        self.view.to_json()
    }
}

#[derive(Debug)]
struct Elements<'s, 'a, V: View<'a>> {
    elements: V::Elements,
    spellings: &'s Spellings,
}

impl<'a, V: View<'a>> Clone for Elements<'_, 'a, V> {
    fn clone(&self) -> Self {
        Self { elements: self.elements.clone(), spellings: self.spellings }
    }
}

impl<'s, 'a: 's, V: View<'a>> Iterator for Elements<'s, 'a, V> {
    type Item = Respelt<'s, 'a, V>;

    fn next(&mut self) -> Option<Self::Item> {
        self.elements.next().map(|view| Respelt::new(view, self.spellings))
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        self.elements.size_hint()
    }
}

#[derive(Debug)]
struct RespeltMembers<'s, 'a, V: View<'a>> {
    members: V::Members,
    spellings: &'s Spellings,
}

impl<'a, V: View<'a>> Clone for RespeltMembers<'_, 'a, V> {
    fn clone(&self) -> Self {
        Self { members: self.members.clone(), spellings: self.spellings }
    }
}

impl<'s, 'a: 's, V: View<'a>> Iterator for RespeltMembers<'s, 'a, V> {
    type Item = (Cow<'s, str>, Respelt<'s, 'a, V>);

    fn next(&mut self) -> Option<Self::Item> {
        let (name, view) = self.members.next()?;
        let name = match self.spellings.by_key.get(&fold::key(&name)) {
            Some(spelling) => Cow::Borrowed(spelling.as_str()),
            None => name,
        };
        Some((name, Respelt::new(view, self.spellings)))
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        self.members.size_hint()
    }
}

/// The patch in the spelling of what it is applied to.
///
/// Nothing comes back for a patch that does not apply.
fn as_before(mut document: Json, patch: &Patch) -> Option<Patch> {
    let names = MemberNames::IgnoreCase;
    let options = guards::unlimited();
    let mut respelt = Vec::with_capacity(patch.operations().len());
    for operation in patch.operations() {
        let path = resolve(&document, operation.path(), names).ok()?;
        let from = match operation.from() {
            Some(from) => resolve(&document, from, names).ok()?,
            None => Pointer::root(),
        };
        let operation = match operation.clone() {
            Operation::Add { value, .. } => Operation::Add { path, value },
            Operation::Remove { .. } => Operation::Remove { path },
            Operation::Replace { value, .. } => Operation::Replace { path, value },
            Operation::Move { .. } => Operation::Move { from, path },
            Operation::Copy { .. } => Operation::Copy { from, path },
            Operation::Test { value, .. } => Operation::Test { path, value },
        };
        let one = Patch::from(vec![operation]);
        apply_with(&mut document, &one, &options).ok()?;
        respelt.extend(one.operations().iter().cloned());
    }
    Some(Patch::from(respelt))
}
