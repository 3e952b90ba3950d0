//! Three-way merge: what two sides made of one document, in one document.
//!
//! A conflict is no error. It is a value that says what each side wants and what
//! is in the document for now; by default that is what was there before, so that
//! the result does not depend on which side is called ours.
//!
//! Objects are merged member by member. Lists are merged element by element
//! by [`Arrays::Key`] or [`Arrays::Values`] where elements have an identity, else as
//! sequences, aligned with the base as a diff would align them. What both sides
//! insert at one place of a sequence has no order that could be known, so both
//! are kept and it is a conflict; elements with a key have none that matters.

mod conflict;
mod frame;
mod inserted;
mod list;
mod names;
mod runs;
mod sides;
mod walk;

use std::fmt;

use self::walk::Walk;
use crate::{Arrays, ArraysAt, DiffOptions, Json, Pointer, View};

pub use self::conflict::{Conflict, ConflictKind, Kept};

/// How [`merge_with`] merges. The default merges lists as sequences and leaves
/// what was there before where the sides do not agree.
#[derive(Clone, Default)]
#[expect(clippy::exhaustive_structs, reason = "a plain bag of options, changed field by field")]
pub struct MergeOptions<'o> {
    /// How lists are merged. Lists with a key are merged by it where it tells
    /// the elements of all three apart; else, and by default, as sequences.
    /// [`Arrays::Whole`] does not look into lists.
    pub arrays: Arrays,
    /// How single lists are merged: asked for each list, with its place in the
    /// base (for lists that are new, in the merged document); `None` leaves it
    /// to `arrays`.
    pub arrays_at: Option<ArraysAt<'o>>,
    /// What is left in the document where the sides do not agree.
    pub keep: Keep,
}

/// What a merge leaves in the document where the sides do not agree.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
#[non_exhaustive]
pub enum Keep {
    /// What was there before; of what both insert into a list at one place, all,
    /// the side with the smaller text first.
    #[default]
    Base,
    /// What our side has. Where both sides add elements with a key at one place,
    /// ours come first.
    Ours,
    /// What their side has. Where both sides add elements with a key at one place,
    /// theirs come first.
    Theirs,
}

/// What a three-way merge makes.
#[derive(Clone, Debug, Eq, PartialEq)]
#[non_exhaustive]
pub struct Merged {
    /// The merged document, complete, with or without conflicts.
    pub document: Json,
    /// All places where the sides do not agree, in the order of the document.
    pub conflicts: Vec<Conflict>,
}

impl Merged {
    /// The result as one JSON object: `document` and `conflicts`.
    pub fn to_json(&self) -> Json {
        let conflicts = Json::array(self.conflicts.iter().map(Conflict::to_json));
        Json::object([("document", self.document.clone()), ("conflicts", conflicts)])
    }
}

/// Merges what two sides made of a document, with the default options.
///
/// ```
/// use amend::Json;
/// use amend::merge::{ConflictKind, merge};
///
/// let base: Json = r#"{"name": "Ann", "city": "Bern", "tags": ["a"]}"#.parse()?;
/// let ours: Json = r#"{"name": "Anne", "city": "Bern", "tags": ["a", "b"]}"#.parse()?;
/// let theirs: Json = r#"{"name": "Anna", "city": "Basel", "tags": ["a"]}"#.parse()?;
///
/// let merged = merge(&base, &ours, &theirs);
/// assert_eq!(
///     merged.document.to_string(),
///     r#"{"name":"Ann","city":"Basel","tags":["a","b"]}"#,
/// );
/// let [conflict] = merged.conflicts.as_slice() else { panic!("expected one conflict") };
/// assert_eq!(conflict.path.to_string(), "/name");
/// assert_eq!(conflict.kind, ConflictKind::BothChanged);
/// assert_eq!(conflict.theirs, Some(Json::from("Anna")));
/// # Ok::<(), amend::error::ReadError>(())
/// ```
pub fn merge<'a, V: View<'a>>(base: V, ours: V, theirs: V) -> Merged {
    merge_with(base, ours, theirs, &MergeOptions::default())
}

/// Merges what two sides made of a document, by these options.
///
/// A value that only one side changed is that side's; one that both changed to
/// the same is that. Two objects, or two lists, that both sides put at one place
/// are one where they do not contradict each other. Values that are equal (`1`,
/// `1.0`) do not differ. Swapping the sides swaps them in the conflicts and, as
/// long as the base is kept, changes nothing else.
///
/// ```
/// use amend::merge::{MergeOptions, merge_with};
/// use amend::Json;
/// use amend::options::Arrays;
///
/// let base: Json = r#"{"emails": [{"email": "a@x.example"}]}"#.parse()?;
/// let ours: Json =
///     r#"{"emails": [{"email": "a@x.example", "kind": "home"}, {"email": "b@x.example"}]}"#
///         .parse()?;
/// let theirs: Json =
///     r#"{"emails": [{"email": "c@x.example"}, {"email": "a@x.example"}]}"#.parse()?;
///
/// let options =
///     MergeOptions { arrays: Arrays::Key("email".to_owned()), ..MergeOptions::default() };
/// let merged = merge_with(&base, &ours, &theirs, &options);
/// assert_eq!(
///     merged.to_json().to_string(),
///     concat!(
///         r#"{"document":{"emails":[{"email":"c@x.example"},"#,
///         r#"{"email":"a@x.example","kind":"home"},{"email":"b@x.example"}]},"conflicts":[]}"#,
///     ),
/// );
/// # Ok::<(), amend::error::ReadError>(())
/// ```
pub fn merge_with<'a, V: View<'a>>(
    base: V,
    ours: V,
    theirs: V,
    options: &MergeOptions<'_>,
) -> Merged {
    let diff = DiffOptions::default();
    let mut walk = Walk::new(options, &diff);
    // A value that is on all sides is never removed.
    let document = walk.run(Some(base), ours, theirs).unwrap_or_default();
    Merged { document, conflicts: walk.conflicts }
}

/// Merges the values at one place of three documents, unless there is a
/// conflict.
pub(crate) fn merge_values(
    base: Option<&Json>,
    ours: &Json,
    theirs: &Json,
    place: &Pointer,
    options: &MergeOptions<'_>,
) -> Option<Json> {
    let diff = DiffOptions::default();
    let mut walk = Walk::new(options, &diff);
    walk.place.clone_from(place);
    let merged = walk.run(base, ours, theirs);
    merged.filter(|_| walk.conflicts.is_empty())
}

impl fmt::Debug for MergeOptions<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { arrays, arrays_at, keep } = self;
        f.debug_struct("MergeOptions")
            .field("arrays", arrays)
            .field("arrays_at", &arrays_at.map(|_| "fn"))
            .field("keep", keep)
            .finish()
    }
}
