//! A patch for a document that has changed since the patch was made.

mod replay;
mod spot;
mod tree;
mod twins;

use std::fmt;

use self::replay::Replay;
use crate::merge::Conflict;
use crate::trace::Trace;
use crate::view::{View, to_json};
use crate::{ApplyError, ApplyOptions, Arrays, ArraysAt, Json, Limits, Patch, apply_with};

/// How [`rebase_with`] finds the values of one document in the other, and by
/// which rules the patch is applied.
#[derive(Clone, Default)]
#[expect(clippy::exhaustive_structs, reason = "a plain bag of options, changed field by field")]
pub struct RebaseOptions<'o> {
    /// How the elements of lists are found again: by a key, as sequences, or,
    /// with [`Arrays::Whole`], by their positions, if the list has not changed.
    pub arrays: Arrays,
    /// How those of single lists are: asked for each list, with its place in the
    /// base; `None` leaves it to `arrays`.
    pub arrays_at: Option<ArraysAt<'o>>,
    /// The dialect of the patch, and the limits.
    pub apply: ApplyOptions,
}

/// A patch that was brought to another document.
#[derive(Clone, Debug, Eq, PartialEq)]
#[non_exhaustive]
pub struct Rebased {
    /// What can be done, for the other document. The operations that a conflict
    /// is about are not in it, save for insertions ([`Kept::Both`](crate::merge::Kept)).
    pub patch: Patch,
    /// What can not be done, in the order of the operations: `ours` is what the
    /// patch wants, `theirs` what the other document has, where it has it.
    pub conflicts: Vec<Conflict>,
}

/// The patch that does to `onto` what `patch` does to `base`.
///
/// Each operation is brought over by itself. What it works on is the value that
/// it worked on in `base`, wherever that is in `onto` now: indices shift with
/// their lists, a value that was moved takes along what was changed in it. Tests
/// are held against `onto`. What `onto` has already is left out. What was
/// changed on both sides, and not to the same, is a conflict, as in a
/// [`merge`](crate::merge::merge); a value that has not changed on the other side never
/// is one.
///
/// # Errors
/// [`ApplyError`], if the patch does not apply to `base`.
///
/// ```
/// use amend::rebase::rebase;
/// use amend::{Json, Patch};
///
/// let base: Json = r#"{"name": "Ann", "l": [{"n": 1}, {"n": 2}]}"#.parse()?;
/// let onto: Json = r#"{"name": "Anna", "l": [{"n": 0}, {"n": 1}, {"n": 2, "x": 3}]}"#.parse()?;
/// let patch: Patch = r#"[
///     {"op": "move", "from": "/l/1", "path": "/second"},
///     {"op": "replace", "path": "/name", "value": "Anne"}
/// ]"#.parse()?;
///
/// let rebased = rebase(&patch, &base, &onto)?;
/// assert_eq!(rebased.patch.to_string(), r#"[{"op":"move","from":"/l/2","path":"/second"}]"#);
/// assert_eq!(rebased.conflicts.len(), 1);
/// assert_eq!(rebased.conflicts[0].operation, Some(1));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn rebase<'a, V: View<'a>>(patch: &Patch, base: V, onto: V) -> Result<Rebased, ApplyError> {
    rebase_with(patch, base, onto, &RebaseOptions::default())
}

/// The patch that does to `onto` what `patch` does to `base`, by these options.
///
/// It is for the same dialect, and its pointers are spelt as `onto` spells its
/// names.
///
/// # Errors
/// [`ApplyError`], of every kind, if the patch does not apply to `base`.
///
/// ```
/// use amend::rebase::{RebaseOptions, rebase_with};
/// use amend::{Json, Patch};
/// use amend::options::Arrays;
///
/// let base: Json = r#"[{"id": 1, "n": "Ann"}, {"id": 2, "n": "Bob"}]"#.parse()?;
/// let onto: Json = r#"[{"id": 2, "n": "Bob"}, {"id": 1, "n": "Ann", "x": 0}]"#.parse()?;
/// let patch: Patch = r#"[{"op": "replace", "path": "/0/n", "value": "Anne"}]"#.parse()?;
///
/// let options = RebaseOptions { arrays: Arrays::Key("id".to_owned()), ..Default::default() };
/// let rebased = rebase_with(&patch, &base, &onto, &options)?;
/// assert_eq!(
///     rebased.patch.to_string(),
///     r#"[{"op":"replace","path":"/1/n","value":"Anne"}]"#,
/// );
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn rebase_with<'a, V: View<'a>>(
    patch: &Patch,
    base: V,
    onto: V,
    options: &RebaseOptions<'_>,
) -> Result<Rebased, ApplyError> {
    let (mut trace, _) = Trace::new(patch, base, &options.apply)?;
    let mut replay = Replay::new(base, onto, options);
    while let Some(step) = trace.step() {
        replay.step(step);
    }
    let (operations, conflicts, result) = replay.finish();
    let patch = Patch::from(operations);
    debug_assert!(leads_to(&patch, onto, &result, options), "the patch does what was done");
    Ok(Rebased { patch, conflicts })
}

/// Whether a patch makes of a document what the replay made of it.
fn leads_to<'a, V: View<'a>>(
    patch: &Patch,
    onto: V,
    result: &Json,
    options: &RebaseOptions<'_>,
) -> bool {
    let limits = Limits { operations: usize::MAX, growth: usize::MAX, ..Limits::default() };
    let rules = ApplyOptions { dialect: options.apply.dialect, limits };
    let mut document = to_json(onto);
    apply_with(&mut document, patch, &rules).is_ok() && document == *result
}

impl fmt::Debug for RebaseOptions<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { arrays, arrays_at, apply } = self;
        f.debug_struct("RebaseOptions")
            .field("arrays", arrays)
            .field("arrays_at", &arrays_at.map(|_| "fn"))
            .field("apply", apply)
            .finish()
    }
}
