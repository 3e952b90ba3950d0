//! Applying a JSON Patch (RFC 6902 §4, §5): all of it or nothing.
#![expect(
    clippy::arithmetic_side_effects,
    reason = "counts of elements and bytes in memory; what is taken off was compared before"
)]

mod difference;
mod error;
pub(crate) mod fold;
mod journal;
mod lookup;
mod merge_patch;
mod overlay;
mod run;
mod splice;
#[cfg(test)]
mod tests;
mod texts;
mod tree;

use self::overlay::Overlay;
use self::run::{Pause, Run};
use self::tree::Adopt;
use crate::{Dialect, Limits, Operation, Patch, Pointer};

pub(crate) use self::error::Fault;
pub use self::error::{ApplyError, ApplyErrorKind};
pub(crate) use self::fold::key as name_in_any_case;
pub use self::lookup::resolve;
pub(crate) use self::lookup::{Missing, spell, spelling};
pub(crate) use self::merge_patch::spell as spell_merge_patch;
pub use self::merge_patch::{merge_patch, merge_patch_with};
pub use self::texts::{ApplyTextError, apply_to_text, merge_patch_to_text};
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
    /// `operations`, `depth` and `growth`; to texts, `result` too. The others
    /// matter to reading only.
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
    within_operations(patch, options)?;
    patiently(document, patch.operations(), options, PATIENCE)
}

fn within_operations(patch: &Patch, options: &ApplyOptions) -> Result<(), ApplyError> {
    let (limit, found) = (options.limits.operations, patch.operations().len());
    if found > limit {
        return Err(ApplyError::new(Fault::Operations { limit, found }, Pointer::root()));
    }
    Ok(())
}

/// So many elements may be moved on by edits before them. A list is edited in
/// place where that is fast; many edits of a wide one are not.
const PATIENCE: usize = 1 << 20;

/// Works on the document itself; when that turns out to be slow, starts again on its
/// text, which takes as long as to write and to read it, or, where that cannot tell, on
/// an overlay.
fn patiently<T: Target>(
    document: &mut T,
    operations: &[Operation],
    options: &ApplyOptions,
    patience: usize,
) -> Result<(), ApplyError> {
    if run(document, operations, options, patience)? == Ending::Done {
        return Ok(());
    }
    if let Some(outcome) = texts::by_text(document, operations, options) {
        return outcome;
    }
    let mut overlay = Overlay::of(std::mem::take(document));
    let ending = run(&mut overlay, operations, options, usize::MAX);
    *document = overlay.settle();
    ending.map(drop)
}

/// How a run ends that does not fail.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
enum Ending {
    Done,
    /// Nothing was changed.
    Slow,
}

/// Runs all operations, or undoes those that were run.
fn run<'p, T: Adopt<'p>>(
    document: &mut T,
    operations: &'p [Operation],
    options: &'p ApplyOptions,
    patience: usize,
) -> Result<Ending, ApplyError> {
    let mut run = Run::new(document, options);
    let ending = all(&mut run, operations, patience);
    if !matches!(ending, Ok(Ending::Done)) {
        run.undo();
    }
    ending
}

/// Before many bytes are copied, the rest is run on a sketch: what a limit
/// refuses is then not even made.
fn all<'p, T: Adopt<'p>>(
    run: &mut Run<'p, '_, T>,
    operations: &'p [Operation],
    patience: usize,
) -> Result<Ending, ApplyError> {
    let mut start = 0;
    loop {
        match run.operations(operations, start, patience)? {
            None => return Ok(Ending::Done),
            Some(Pause::Slow) => return Ok(Ending::Slow),
            Some(Pause::Forecast(index)) => {
                if foresee(run, operations, index, patience)? == Ending::Slow {
                    return Ok(Ending::Slow);
                }
                run.foreseen();
                start = index;
            }
        }
    }
}

fn foresee<'p, T: Adopt<'p>>(
    run: &Run<'p, '_, T>,
    operations: &[Operation],
    start: usize,
    patience: usize,
) -> Result<Ending, ApplyError> {
    let mut sketch = Overlay::sketch(run.document().view());
    match run.forecast(&mut sketch).operations(operations, start, patience)? {
        None => Ok(Ending::Done),
        Some(_) => Ok(Ending::Slow),
    }
}
