//! From two documents to the patch between them.
//!
//! The documents are walked side by side (`walk`). Objects are matched by their
//! names. The elements of lists (`list`) are matched by `sequence`: equal ends, then the
//! cheapest way through what is small (`table`, `pairs`), and the longest common
//! subsequence of what is large (`near`, `common`, `similar`), once it is seen that
//! there is one (`apart`); or by `keyed`. Equality below lists is decided once for
//! each value (`index`, `classes`, over the keyed hashes of `hashing`), and so is
//! its size (`sizes`).
//! What differs becomes a tree of edits (`edits`), which is held to the limits
//! (`fit`) and then written as operations (`emit`; with moves `moves` and
//! `places`). Nothing depends on time, on chance or on the order of a hash map:
//! the same documents give the same patch.
#![expect(
    clippy::arithmetic_side_effects,
    reason = "positions, counts and prices are sums of lengths in memory, at most 2^29 for a text"
)]

mod align;
mod any_case;
mod apart;
mod classes;
mod common;
mod draft;
mod edits;
mod emit;
mod fit;
mod guards;
mod hashing;
mod identity;
mod index;
mod keyed;
mod list;
mod lists;
mod lockstep;
mod moves;
mod near;
mod pairs;
mod places;
mod price;
mod sequence;
mod similar;
mod sizes;
mod table;
mod texts;
mod walk;

use std::fmt;

pub(crate) use self::align::{Aligner, Classifier};
pub use self::any_case::{AmbiguousNames, diff_ignoring_case};
pub(crate) use self::common::increasing;
use self::edits::Edits;
pub(crate) use self::hashing::Keys;
use self::index::Index;
pub(crate) use self::index::Item as Indexed;
pub use self::texts::{TextDiff, TextDiffError};
use self::walk::Walk;
use crate::view::to_json;
use crate::{ApplyOptions, Limits, Operation, Patch, Pointer, View, apply_with, equal};

/// How [`diff_with`] compares, and what it makes. The default is the narrowest
/// patch without moves, copies and tests; the documentation of each type says
/// what its choices do.
///
/// # Which options should I use?
///
/// - **The defaults**, to change what differs and nothing else: the patch is
///   applied to records that others change, too, or is read by people. A member
///   is never overwritten because its neighbour changed.
/// - [`Minimize::Bytes`], to send or store many patches. Whole objects and lists
///   are replaced where that is shorter, and with them what somebody else may
///   have changed in them.
/// - [`Arrays::Key`] for lists of records that have an id, `email` or the like:
///   what happens to a record is said of that record, wherever it stands. It
///   costs what a look-up table costs. Lists that do not fit fall back to
///   [`Arrays::Sequence`].
/// - [`Arrays::Values`] for lists of tags, addresses and the like.
/// - [`Arrays::Whole`] for services that can only replace lists.
/// - [`Moves::Yes`] where lists are reordered, members renamed or texts repeated,
///   and the receiver takes `move` and `copy`. Both documents are indexed for it,
///   and the patch is applied once to see that it is right: it takes several
///   times as long.
/// - [`Guards::Test`] where the receiver must refuse the patch if the document is
///   not the one that was compared. With [`Minimize::Bytes`] that is a
///   contradiction, if a legal one: the tests say what was there.
///
/// [`arrays_at`](Self::arrays_at) chooses for each list by its place.
///
/// ```
/// use amend::{DiffOptions, Json, diff_with};
/// use amend::options::Arrays;
///
/// let before: Json = r#"[{"id": 1, "n": "Ann"}, {"id": 2, "n": "Bob"}]"#.parse()?;
/// let after: Json = r#"[{"id": 2, "n": "Bo"}]"#.parse()?;
/// let options = DiffOptions { arrays: Arrays::Key("id".to_owned()), ..DiffOptions::default() };
/// assert_eq!(
///     diff_with(&before, &after, &options).to_string(),
///     r#"[{"op":"replace","path":"/1/n","value":"Bo"},{"op":"remove","path":"/0"}]"#,
/// );
/// # Ok::<(), amend::error::ReadError>(())
/// ```
#[derive(Clone, Default)]
#[expect(clippy::exhaustive_structs, reason = "a plain bag of options, changed field by field")]
pub struct DiffOptions<'o> {
    /// How lists are compared.
    pub arrays: Arrays,
    /// How single lists are compared: asked for each list that is in both
    /// documents, with its place in the one before; `None` leaves it to `arrays`.
    pub arrays_at: Option<ArraysAt<'o>>,
    /// What the patch is to have least of.
    pub minimize: Minimize,
    /// Whether values may be moved and copied.
    pub moves: Moves,
    /// Whether the patch tests what it changes.
    pub guards: Guards,
    /// What the patch has to keep, so that it can be read and applied under the
    /// same limits: `operations`, `growth`, `pointer`, and `depth`, below which
    /// a container is not looked into. Where they do not allow an edit, the
    /// value around it is replaced. A change that no patch can make under these
    /// limits, such as a document that grows beyond a `growth` lower than the
    /// default, is made anyway; so is one that takes an operation, and a test with
    /// guards, where there may be none. Beside that `effort` bounds the work.
    pub limits: Limits,
}

impl DiffOptions<'_> {
    /// Whether some lists may be compared by a key.
    fn keys(&self) -> bool {
        matches!(self.arrays, Arrays::Key(_) | Arrays::Values) || self.arrays_at.is_some()
    }
}

/// The answer to how the list at a place is to be compared; see
/// [`DiffOptions::arrays_at`].
pub type ArraysAt<'o> = &'o (dyn Fn(&Pointer) -> Option<Arrays> + Sync);

/// How the elements of two lists find each other.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
#[non_exhaustive]
pub enum Arrays {
    /// By their order: as much as possible stays where it is, elements that are
    /// alike are edited inside. One insertion at the front is one operation.
    #[default]
    Sequence,
    /// Not at all: a list that differs is replaced.
    Whole,
    /// By the value of this member. Elements with the same value are the same
    /// thing: it is edited inside, and what stands in another order moves (or,
    /// without [`Moves::Yes`], goes and comes again). Lists of which some
    /// element is no object, has no such member, has an array or an object
    /// there, or has the same value as another, are compared by
    /// [`Arrays::Sequence`].
    Key(String),
    /// By their values: elements that are equal are the same thing, wherever they
    /// stand, and no other is made of one. It is for lists whose order means
    /// little, such as tags. Lists that have a value twice are compared by
    /// [`Arrays::Sequence`].
    Values,
}

/// What a patch is to have least of.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
#[non_exhaustive]
pub enum Minimize {
    /// The places that it touches: few, and small ones. An object is never
    /// replaced by another one, save as an element of a list, where that touches
    /// less than its edits would; for an element that is said to be another
    /// thing (its `id` changes, or the like) that is the case sooner. A list is
    /// replaced where nothing of it stays.
    #[default]
    Places,
    /// The bytes of its compact text. Values are replaced where that is shorter
    /// than editing them; what replaces a member is an `add`, which does the
    /// same (RFC 6902 §4.1) in fewer bytes, and `-` stands for an index behind
    /// the last element.
    Bytes,
}

/// Whether a patch may use `move` and `copy`.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
#[non_exhaustive]
pub enum Moves {
    /// Neither.
    #[default]
    No,
    /// Both: a value that goes in one place and comes in another is moved, one
    /// that comes and is elsewhere already is copied, if that is shorter. The
    /// patch is applied to see that it is right; if it were not, it would be
    /// made again without them.
    Yes,
}

/// Whether a patch tests what it changes.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
#[non_exhaustive]
pub enum Guards {
    /// It does not.
    #[default]
    No,
    /// A `test` (RFC 6902 §4.6) before each operation that replaces, removes,
    /// moves or copies a value: of that value. An element that comes is guarded
    /// by a test of the element at its place, else of the one before, else of
    /// the empty list. A member that comes has no guard: RFC 6902 cannot test
    /// that nothing is there.
    Test,
}

/// The patch that makes `after` out of `before`: RFC 6902, the narrowest one.
///
/// Both are two [`Json`](crate::Json), two values of a
/// [`Document`](crate::Document) or two [`serde_json::Value`]. Values that are
/// [`equal`] do not differ: `1` and `1.0` are one number, and the order of
/// members is none. For such documents the patch is empty.
///
/// ```
/// use amend::{Json, diff};
///
/// let before: Json = r#"{"a": 1, "l": [1, 2], "gone": null}"#.parse()?;
/// let after: Json = r#"{"l": [0, 1, 2], "a": 1.0}"#.parse()?;
/// assert_eq!(
///     diff(&before, &after).to_string(),
///     r#"[{"op":"add","path":"/l/0","value":0},{"op":"remove","path":"/gone"}]"#,
/// );
/// # Ok::<(), amend::error::ReadError>(())
/// ```
pub fn diff<'a, V: View<'a>>(before: V, after: V) -> Patch {
    diff_with(before, after, &DiffOptions::default())
}

/// The patch that makes `after` out of `before`, by these options.
///
/// ```
/// use amend::{DiffOptions, diff_with};
/// use amend::options::{Guards, Moves};
/// use serde_json::json;
///
/// let options =
///     DiffOptions { moves: Moves::Yes, guards: Guards::Test, ..DiffOptions::default() };
/// let patch = diff_with(&json!({"old": [1, 2]}), &json!({"new": [1, 2]}), &options);
/// assert_eq!(
///     patch.to_string(),
///     concat!(
///         r#"[{"op":"test","path":"/old","value":[1,2]},"#,
///         r#"{"op":"move","from":"/old","path":"/new"}]"#,
///     ),
/// );
/// ```
pub fn diff_with<'a, V: View<'a>>(before: V, after: V, options: &DiffOptions<'_>) -> Patch {
    let patch = unguarded(before, after, options);
    guarded(before, after, patch, options, || plain(before, after, options))
}

/// The patch without moves and tests.
fn plain<'a, V: View<'a>>(before: V, after: V, options: &DiffOptions<'_>) -> Patch {
    let edits = edits(before, after, options, Moves::No).0;
    written(|sink| emit::emit(&edits, options.minimize, sink))
}

/// The patch without tests, but short enough for them.
fn unguarded<'a, V: View<'a>>(before: V, after: V, options: &DiffOptions<'_>) -> Patch {
    match options.moves {
        Moves::No => plain(before, after, options),
        Moves::Yes => match moving(before, after, options) {
            // With a key, what moves is the same thing; that is worth its edits.
            Some(patch) if options.minimize == Minimize::Places && options.keys() => patch,
            Some(patch) => {
                let patch = better(patch, plain(before, after, options), options.minimize);
                // What moves for few places may be shorter, too.
                let narrow = DiffOptions { minimize: Minimize::Places, ..options.clone() };
                match moving(before, after, &narrow) {
                    Some(other) if options.minimize == Minimize::Bytes => {
                        better(patch, other, Minimize::Bytes)
                    }
                    _ => patch,
                }
            }
            None => plain(before, after, options),
        },
    }
}

/// The patch with its tests, if it is to have some; `plain` is the one without
/// moves, which needs fewer.
fn guarded<'a, V: View<'a>>(
    before: V,
    after: V,
    patch: Patch,
    options: &DiffOptions<'_>,
    plain: impl FnOnce() -> Patch,
) -> Patch {
    if options.guards == Guards::No || patch.is_empty() {
        return patch;
    }
    let limit = options.limits.operations;
    guards::guarded(to_json(before), &patch)
        .filter(|guarded| options.moves == Moves::No || guarded.operations().len() <= limit)
        .or_else(|| guards::guarded(to_json(before), &plain()))
        .unwrap_or_else(|| {
            let test = Operation::Test { path: Pointer::root(), value: to_json(before) };
            Patch::from(vec![test, replacing(after)])
        })
}

/// The edits, held to the limits, and the index of what they are about.
fn edits<'a, V: View<'a>>(
    before: V,
    after: V,
    options: &DiffOptions<'_>,
    moves: Moves,
) -> (Edits<'a, V>, Index<'a, V>) {
    let (mut edits, index) = Walk::new(options, moves).run(before, after);
    let operations = match (options.guards, moves) {
        (Guards::No, _) => options.limits.operations,
        (Guards::Test, Moves::No) => options.limits.operations / 2,
        // A copy onto a value tests both.
        (Guards::Test, Moves::Yes) => options.limits.operations / 3,
    };
    fit::fit(&mut edits, &index, operations, &options.limits);
    (edits, index)
}

fn written(write: impl FnOnce(&mut emit::Operations)) -> Patch {
    let mut operations = emit::Operations::default();
    write(&mut operations);
    operations.into_patch()
}

/// The patch with moves and copies; nothing, should it be wrong.
fn moving<'a, V: View<'a>>(before: V, after: V, options: &DiffOptions<'_>) -> Option<Patch> {
    let (edits, index) = edits(before, after, options, Moves::Yes);
    let patch = written(|sink| moves::emit(&edits, &index, options, sink));
    let mut document = to_json(before);
    let rules = ApplyOptions { limits: options.limits.clone(), ..ApplyOptions::default() };
    let right = apply_with(&mut document, &patch, &rules).is_ok() && equal(&document, after);
    right.then_some(patch)
}

/// The better one of two patches that do the same; the first, if none is.
fn better(one: Patch, other: Patch, minimize: Minimize) -> Patch {
    let rank = |patch: &Patch| match minimize {
        Minimize::Places => patch.operations().len(),
        Minimize::Bytes => patch.to_string().len(),
    };
    if rank(&other) < rank(&one) { other } else { one }
}

/// The operation that replaces the document.
fn replacing<'a, V: View<'a>>(after: V) -> Operation {
    Operation::Replace { path: Pointer::root(), value: to_json(after) }
}

impl fmt::Debug for DiffOptions<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { arrays, arrays_at, minimize, moves, guards, limits } = self;
        f.debug_struct("DiffOptions")
            .field("arrays", arrays)
            .field("arrays_at", &arrays_at.map(|_| "fn"))
            .field("minimize", minimize)
            .field("moves", moves)
            .field("guards", guards)
            .field("limits", limits)
            .finish()
    }
}
