//! From a JSON Patch to a Merge Patch: by way of what it does.

use super::{Loss, LossKind, Translated};
use crate::equal::is_spelt;
use crate::trace::{Slot, Trace};
use crate::view::{View, to_json};
use crate::{ApplyError, ApplyOptions, Json, Members, Operation, Patch, Pointer, merge_patch_of};

/// The JSON Merge Patch (RFC 7396) that does on `before` what a JSON Patch does.
///
/// It is made of the documents before and after. Every test, every move and
/// copy, and every list that is edited inside is a [`Loss`]; a member that is
/// set to null is one that changes the result: the Merge Patch leaves the member
/// out, and takes away what was there.
///
/// A Merge Patch fits every document. On another one than `before` it does what
/// it can where the JSON Patch would fail; that is no loss of its own.
///
/// # Errors
/// [`ApplyError`], of every kind, if the patch does not apply to `before` under
/// these options.
///
/// ```
/// use amend::translate::{LossKind, to_merge_patch};
/// use amend::{ApplyOptions, Json, Patch};
///
/// let before: Json = r#"{"a": 1, "l": [1, 2]}"#.parse()?;
/// let patch: Patch = r#"[
///     {"op": "test", "path": "/a", "value": 1},
///     {"op": "replace", "path": "/a", "value": 2},
///     {"op": "add", "path": "/l/-", "value": 3}
/// ]"#.parse()?;
/// let translated = to_merge_patch(&patch, &before, &ApplyOptions::default())?;
/// assert_eq!(translated.change.to_string(), r#"{"a":2,"l":[1,2,3]}"#);
/// assert!(translated.same_result());
/// let kinds: Vec<LossKind> = translated.losses.iter().map(|loss| loss.kind).collect();
/// assert_eq!(kinds, [LossKind::Test, LossKind::List]);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn to_merge_patch<'a, V: View<'a>>(
    patch: &Patch,
    before: V,
    options: &ApplyOptions,
) -> Result<Translated<Json>, ApplyError> {
    let (mut trace, mut after) = Trace::new(patch, before, options)?;
    let mut losses = Vec::new();
    let mut number = 0;
    while let Some(step) = trace.step() {
        let mut lose = |kind, path| losses.push(Loss::of_operation(kind, path, number));
        match step.operation {
            Operation::Test { .. } => lose(LossKind::Test, step.path),
            operation => {
                let sources = step.from.iter().map(|(from, _)| from);
                let mut lists: Vec<Pointer> = sources
                    .filter(|_| !matches!(step.slot, Slot::Same))
                    .filter(|_| matches!(operation, Operation::Move { .. }))
                    .chain([&step.path])
                    .filter_map(|path| list_around(before, path))
                    .collect();
                lists.dedup();
                match operation {
                    Operation::Move { .. } => lose(LossKind::Move, step.path),
                    Operation::Copy { .. } => lose(LossKind::Copy, step.path),
                    _ => {}
                }
                for list in lists {
                    lose(LossKind::List, list);
                }
            }
        }
        number = number.saturating_add(1);
    }
    let before = to_json(before);
    let mut change = match merge_patch_of(&before, &after) {
        Ok(change) => change,
        Err(error) => {
            for place in error.places() {
                losses.push(Loss::new(LossKind::Null, place.clone()));
                take_out(&mut after, place);
            }
            // No null is left that would have to be written.
            merge_patch_of(&before, &after).unwrap_or_default()
        }
    };
    respell(&before, &after, &mut change);
    Ok(Translated { change, losses })
}

/// The outermost list of the document that a path leads into.
fn list_around<'a, V: View<'a>>(document: V, path: &Pointer) -> Option<Pointer> {
    let mut at = document;
    for (level, token) in path.tokens().iter().enumerate() {
        if matches!(at.shape(), crate::Shape::Array(_)) {
            return Some(Pointer::from_tokens(path.tokens().iter().take(level).cloned()));
        }
        at = at.member(token)?;
    }
    None
}

/// Adds what is equal to what was there, and written otherwise: 1.0 in place of 1.
fn respell(before: &Json, after: &Json, change: &mut Json) {
    let (Json::Object(before), Json::Object(after), Json::Object(change)) = (before, after, change)
    else {
        return;
    };
    for (name, value) in after {
        let Some(old) = before.get(name) else { continue };
        if let Some(inside) = change.get_mut(name) {
            respell(old, value, inside);
        } else if !is_spelt(old, value) {
            let mut inside = Json::Object(Members::new());
            if old.as_object().is_some() {
                respell(old, value, &mut inside);
            } else {
                inside = value.clone();
            }
            change.insert(name, inside);
        }
    }
}

/// Takes a member out.
fn take_out(document: &mut Json, place: &Pointer) {
    if let Some((above, name)) = place.split_last()
        && let Some(object) = document.pointer_mut(&above).and_then(Json::as_object_mut)
    {
        object.remove(name);
    }
}
