//! A `test` of what was there before each operation that changes it.

use crate::{ApplyOptions, Json, Limits, Operation, Patch, Pointer, apply_with};

/// The patch with its guards. `document` is what it will be applied to; what
/// each operation finds there is seen by applying them, one by one.
///
/// Nothing comes back for a patch that does not apply.
pub(super) fn guarded(mut document: Json, patch: &Patch) -> Option<Patch> {
    let options = unlimited();
    let mut guarded = Vec::with_capacity(patch.operations().len() * 2);
    for operation in patch.operations() {
        guard(&document, operation, &mut guarded);
        guarded.push(operation.clone());
        apply_with(&mut document, &Patch::from(vec![operation.clone()]), &options).ok()?;
    }
    Some(Patch::from(guarded))
}

/// What is looked at here was found right under the limits of the caller.
pub(super) fn unlimited() -> ApplyOptions {
    let most = usize::MAX;
    let limits = Limits { operations: most, depth: most, growth: most, ..Limits::default() };
    ApplyOptions { limits, ..ApplyOptions::default() }
}

/// Adds the tests that an operation needs.
///
/// RFC 6902 has no test for a member that is not there: one that is added has no
/// guard. An element that is added is guarded by its neighbour, since what could
/// go wrong is its place. A value that moves is its own guard.
fn guard(document: &Json, operation: &Operation, guarded: &mut Vec<Operation>) {
    let mut test = |path: Pointer| {
        if let Some(value) = document.pointer(&path).cloned() {
            guarded.push(Operation::Test { path, value });
        }
    };
    if let Some(from) = operation.from() {
        test(from.clone());
    }
    let path = operation.path();
    match operation {
        Operation::Replace { .. } | Operation::Remove { .. } => test(path.clone()),
        Operation::Add { .. } | Operation::Copy { .. } => {
            let Some((above, last)) = path.split_last() else {
                return test(path.clone());
            };
            match document.pointer(&above).and_then(Json::as_array) {
                Some([]) => test(above),
                Some(elements) => {
                    let end = elements.len() - 1;
                    let at = last.parse().map_or(end, |index: usize| index.min(end));
                    test(above.child(at.to_string()));
                }
                None => test(path.clone()),
            }
        }
        Operation::Move { .. } | Operation::Test { .. } => {}
    }
}
