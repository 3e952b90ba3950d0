//! One patch for two, with the document that they are for.

use super::relate::commute;
use super::simplified;
use crate::equal::is_spelt;
use crate::trace::{Slot, Trace};
use crate::view::{View, to_json};
use crate::{
    ApplyError, ApplyOptions, DiffOptions, Json, Limits, Moves, Operation, Operations, Patch,
    apply_with, diff_with,
};

/// One patch that does on `before` what `first` and then `second` do.
///
/// With the document at hand it can be shorter than what
/// [`compose`](crate::compose) makes, and it may ignore the case of names: it is
/// for this document, and need not do the same on another one. The tests are
/// kept, unless they can not fail, and still stand before what changes what they
/// look at. Values come out equal and numbers as they are written; members may stand
/// in another order.
///
/// # Errors
/// [`ApplyError`], if `first` does not apply to `before`, or `second` not to
/// what `first` makes of it. It numbers the operations of the patch that fails.
///
/// ```
/// use amend::{ApplyOptions, Json, Patch};
/// use amend::algebra::compose_on;
///
/// let before: Json = r#"{"l": [1, 2]}"#.parse()?;
/// let first: Patch = r#"[{"op": "add", "path": "/l/-", "value": 3}]"#.parse()?;
/// let second: Patch = r#"[
///     {"op": "test", "path": "/l/0", "value": 1},
///     {"op": "remove", "path": "/l/2"},
///     {"op": "add", "path": "/a", "value": null}
/// ]"#.parse()?;
/// let patch = compose_on(&first, &second, &before, &ApplyOptions::default())?;
/// assert_eq!(
///     patch.to_string(),
///     r#"[{"op":"test","path":"/l/0","value":1},{"op":"add","path":"/a","value":null}]"#,
/// );
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn compose_on<'a, V: View<'a>>(
    first: &Patch,
    second: &Patch,
    before: V,
    options: &ApplyOptions,
) -> Result<Patch, ApplyError> {
    let before = to_json(before);
    let mut after = before.clone();
    apply_with(&mut after, first, options)?;
    apply_with(&mut after, second, options)?;
    let both = first.operations().iter().chain(second.operations()).cloned();
    let both = Patch::from(both.collect::<Vec<_>>());
    // Each patch has kept the limits; together they need not.
    let limits = Limits { operations: usize::MAX, growth: usize::MAX, ..options.limits.clone() };
    let unlimited = ApplyOptions { dialect: options.dialect, limits };
    let patch = composed(&both, &before, &unlimited)?;
    // Where names are found in any case, two that differ in nothing else may
    // have got in each other's way.
    let mut result = before;
    let right = apply_with(&mut result, &patch, &unlimited).is_ok() && is_spelt(&result, &after);
    // An index may take more bytes than the `-` that stood for it.
    let short = bytes(&patch) <= bytes(&both);
    Ok(if right && short { patch } else { both })
}

fn composed(both: &Patch, before: &Json, options: &ApplyOptions) -> Result<Patch, ApplyError> {
    let operations = resolved(both, before, options)?;
    let sections = sections(operations);
    // Comparing whole documents again and again is not worth it.
    let compared = sections.len() <= SECTIONS;
    let mut state = before.clone();
    let mut composed = Vec::new();
    for Section { tests, changes } in sections {
        composed.extend(tests);
        let from = state.clone();
        apply_with(&mut state, &Patch::from(changes.clone()), options)?;
        let simple = simplified(changes.iter().cloned());
        let direct = (compared && !simple.is_empty())
            .then(|| direct(&from, &state, &changes, options))
            .filter(|direct| bytes(direct) < bytes(&simple))
            // A diff takes 1.0 for 1.
            .filter(|direct| {
                let mut result = from.clone();
                apply_with(&mut result, direct, options).is_ok() && is_spelt(&result, &state)
            });
        composed.extend(direct.unwrap_or(simple).operations().iter().cloned());
    }
    Ok(simplified(composed.into_iter()))
}

/// So many sections of a patch are compared by the documents at both ends.
const SECTIONS: usize = 16;

/// The operations with the names that the document has, and indices for `-`.
fn resolved(
    both: &Patch,
    before: &Json,
    options: &ApplyOptions,
) -> Result<Vec<Operation>, ApplyError> {
    let (mut trace, _) = Trace::new(both, before, options)?;
    let mut operations = Vec::with_capacity(both.operations().len());
    while let Some(step) = trace.step() {
        let from = step.from.map(|(from, _)| from).unwrap_or_default();
        let path = step.path;
        operations.push(match step.operation {
            Operation::Move { .. } if matches!(step.slot, Slot::Same) => continue,
            Operation::Move { .. } => Operation::Move { from, path },
            Operation::Copy { .. } => Operation::Copy { from, path },
            Operation::Remove { .. } => Operation::Remove { path },
            Operation::Add { value, .. } => Operation::Add { path, value: value.clone() },
            Operation::Replace { value, .. } => Operation::Replace { path, value: value.clone() },
            Operation::Test { value, .. } => Operation::Test { path, value: value.clone() },
        });
    }
    Ok(operations)
}

/// Tests, and then changes.
#[derive(Default)]
struct Section {
    tests: Vec<Operation>,
    changes: Vec<Operation>,
}

/// The operations in sections, each test as far to the front as it can be.
fn sections(operations: Vec<Operation>) -> Vec<Section> {
    let mut sections = vec![Section::default()];
    let mut patience: usize = 1 << 20;
    for operation in operations {
        if !matches!(operation, Operation::Test { .. }) {
            if let Some(last) = sections.last_mut() {
                last.changes.push(operation);
            }
            continue;
        }
        // The first section from which on nothing stands in the way.
        let passed = sections.iter().rev().take_while(|section| {
            patience = patience.saturating_sub(section.changes.len());
            patience > 0 && section.changes.iter().all(|change| commute(change, &operation))
        });
        let at = sections.len().saturating_sub(passed.count());
        match sections.get_mut(at) {
            Some(section) => section.tests.push(operation),
            None => sections.push(Section { tests: vec![operation], changes: Vec::new() }),
        }
    }
    sections
}

/// The patch between two states, as the operations between them are.
fn direct(from: &Json, to: &Json, changes: &[Operation], options: &ApplyOptions) -> Patch {
    let relocates = changes.iter().any(|operation| operation.from().is_some());
    let moves = match options.dialect.operations {
        Operations::All if relocates => Moves::Yes,
        _ => Moves::No,
    };
    diff_with(from, to, &DiffOptions { moves, ..DiffOptions::default() })
}

fn bytes(patch: &Patch) -> usize {
    patch.to_string().len()
}
