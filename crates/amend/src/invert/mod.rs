//! The way back: the patch that undoes a patch.

mod covered;
mod order;

use crate::apply::spelling;
use crate::trace::{Slot, Step, Trace, put_back};
use crate::{ApplyError, ApplyOptions, Json, MemberNames, Operation, Patch, Pointer, View};

/// What [`invert_with`] restores.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
#[non_exhaustive]
pub enum Exactness {
    /// The values, and how numbers were written. A member that the patch took
    /// away comes back as the last one of its object.
    #[default]
    Value,
    /// The order of the members, too: the compact text of the document is byte
    /// for byte what it was. Since `add` cannot place a member (RFC 6902 §4.1),
    /// the members behind it are taken out and put back, or the object around
    /// it is replaced, whichever takes fewer bytes.
    Bytes,
}

/// The patch that undoes `patch`, which was applied to `before` (RFC 6902).
///
/// It has the old values of all that the patch replaced, overwrote or removed,
/// so it needs the document. The tests of the patch are kept, each where its
/// answer is the same on the way back. So are its moves.
///
/// # Errors
/// [`ApplyError`], if the patch does not apply to `before`.
///
/// ```
/// use amend::{Json, Patch, apply, invert};
///
/// let before: Json = r#"{"a": 1, "l": [1, 2]}"#.parse()?;
/// let patch: Patch = r#"[
///     {"op": "replace", "path": "/a", "value": 2},
///     {"op": "add", "path": "/l/-", "value": 3}
/// ]"#.parse()?;
/// let back = invert(&patch, &before)?;
/// assert_eq!(
///     back.to_string(),
///     r#"[{"op":"remove","path":"/l/2"},{"op":"replace","path":"/a","value":1}]"#,
/// );
///
/// let mut document = before.clone();
/// apply(&mut document, &patch)?;
/// apply(&mut document, &back)?;
/// assert_eq!(document, before);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn invert<'a, V: View<'a>>(patch: &Patch, before: V) -> Result<Patch, ApplyError> {
    invert_with(patch, before, Exactness::Value, &ApplyOptions::default())
}

/// The patch that undoes `patch` under a dialect, and restores as much as is
/// asked for.
///
/// It is to be applied under the same dialect; its pointers are spelt as the
/// document spells its names. Where it would take more operations than the
/// limit `operations`, it replaces the whole document instead, without tests.
/// What it gives back stands in it, and counts as growth only under a limit
/// `growth` that is lower than the default.
///
/// # Errors
/// [`ApplyError`], of every kind, if the patch does not apply to `before`.
///
/// ```
/// use amend::{ApplyOptions, Json, Patch, apply};
/// use amend::algebra::invert_with;
/// use amend::options::Exactness;
///
/// let before: Json = r#"{"a": 1, "b": {"c": [1, 2, 3]}}"#.parse()?;
/// let patch: Patch = r#"[{"op": "remove", "path": "/a"}]"#.parse()?;
/// let back = invert_with(&patch, &before, Exactness::Bytes, &ApplyOptions::default())?;
///
/// let mut document = before.clone();
/// apply(&mut document, &patch)?;
/// apply(&mut document, &back)?;
/// assert_eq!(document.to_string(), before.to_string());
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn invert_with<'a, V: View<'a>>(
    patch: &Patch,
    before: V,
    exactness: Exactness,
    options: &ApplyOptions,
) -> Result<Patch, ApplyError> {
    let (mut trace, after) = Trace::new(patch, before, options)?;
    let original = (exactness == Exactness::Bytes).then(|| trace.document().clone());
    let names = options.dialect.member_names;
    let mut undone = Vec::new();
    while let Some(step) = trace.step() {
        undone.push(undo(step, trace.document(), names));
    }
    let mut operations: Vec<Operation> = undone.into_iter().rev().flatten().collect();
    if let Some(original) = original {
        operations = order::restored(operations, &after, &original, options);
    }
    if operations.len() > options.limits.operations {
        let value = crate::view::to_json(before);
        operations = vec![Operation::Replace { path: Pointer::root(), value }];
    }
    Ok(Patch::from(operations))
}

/// The operations that undo one step; `after` is the document that it left.
fn undo(step: Step<'_>, after: &Json, names: MemberNames) -> Vec<Operation> {
    let Step { operation, path, from, slot } = step;
    match operation {
        Operation::Test { value, .. } => vec![Operation::Test { path, value: value.clone() }],
        Operation::Remove { .. } => vec![give_back(path, slot, after, names)],
        Operation::Add { .. } | Operation::Replace { .. } | Operation::Copy { .. } => {
            vec![withdraw(path, slot)]
        }
        Operation::Move { .. } => match from {
            Some(from) => move_back(from, path, slot, after, names),
            None => Vec::new(), // every `move` has one
        },
    }
}

/// Undoes that a value was put at a place.
fn withdraw(path: Pointer, slot: Slot) -> Operation {
    match slot.into_value() {
        Some(value) => Operation::Replace { path, value },
        None => Operation::Remove { path },
    }
}

/// Undoes that a value was taken from a place.
fn give_back(path: Pointer, slot: Slot, after: &Json, names: MemberNames) -> Operation {
    let position = slot.position();
    let value = slot.into_value().unwrap_or_default();
    if has_twin(after, &path, names) {
        return with_its_object(after.clone(), &path, position, value);
    }
    Operation::Add { path, value }
}

/// Undoes a `move`.
fn move_back(
    (from, position): (Pointer, usize),
    path: Pointer,
    slot: Slot,
    after: &Json,
    names: MemberNames,
) -> Vec<Operation> {
    let inside = path.contains(&from);
    match slot {
        Slot::Same => Vec::new(),
        // The value was inside of what it replaced, which is whole again with it.
        Slot::Document(_) => vec![withdraw(path, slot)],
        Slot::Member(_) if inside => vec![withdraw(path, slot)],
        _ => {
            let between = || {
                let mut between = after.clone();
                let value = slot.undo(&mut between, &path).unwrap_or_default();
                (between, value)
            };
            if names != MemberNames::Exact {
                let (between, value) = between();
                if has_twin(&between, &from, names) {
                    let object = with_its_object(between, &from, position, value);
                    return vec![withdraw(path, slot), object];
                }
            }
            if inside {
                // RFC 6902 §4.4 does not let it go into itself.
                let value = between().1;
                return vec![withdraw(path, slot), Operation::Add { path: from, value }];
            }
            let Slot::Member(value) = slot else {
                return vec![Operation::Move { from: path, path: from }];
            };
            // A copy goes back, so that the member that was replaced keeps its place.
            let again = beside(&from, &path, after);
            vec![
                Operation::Copy { from: path, path: from },
                Operation::Replace { path: again, value },
            ]
        }
    }
}

/// Whether an `add` of a member that is not there would find another one, whose
/// name differs in case only.
fn has_twin(document: &Json, path: &Pointer, names: MemberNames) -> bool {
    let twin = |(above, name): (Pointer, &str)| {
        let object = document.pointer(&above);
        object.is_some_and(|object| !matches!(spelling(object, name), Ok(None)))
    };
    names != MemberNames::Exact && path.split_last().is_some_and(twin)
}

/// Gives a member back by replacing the object around it.
fn with_its_object(mut document: Json, path: &Pointer, position: usize, value: Json) -> Operation {
    let restored = put_back(&mut document, path, position, value);
    debug_assert!(restored.is_some(), "the object is there");
    let (above, _) = path.split_last().unwrap_or_default();
    let value = document.pointer(&above).cloned().unwrap_or_default();
    Operation::Replace { path: above, value }
}

/// A place, once the value at `from` is back in its list.
fn beside(from: &Pointer, path: &Pointer, document: &Json) -> Pointer {
    let again = from.split_last().and_then(|(list, at)| {
        document.pointer(&list)?.as_array()?;
        let below = path.tokens().strip_prefix(list.tokens())?;
        let (index, below) = below.split_first()?;
        let (index, at) = (index.parse::<usize>().ok()?, at.parse::<usize>().ok()?);
        let index = if index < at { index } else { index + 1 };
        Some(Pointer::from_tokens(list.tokens().iter().chain([&index.to_string()]).chain(below)))
    });
    again.unwrap_or_else(|| path.clone())
}
