//! One patch for two, and a smaller patch that does the same.
//!
//! Without a document only that may be left out of which no document could tell:
//! the shorter patch has the same effect and fails on the same documents. So
//! `remove` and `add` of one member are a `replace`, but `add` and `remove` of
//! one stay two operations, since the member may have been there before. With
//! the document at hand, whatever leads from the first state to the last will do.

mod known;
mod meet;
mod merge_patches;
mod relate;

use self::meet::{Met, meet};
use self::relate::commute;
use crate::{Operation, Patch};

pub use self::known::compose_on;
pub use self::merge_patches::{NotComposable, compose_merge_patches};

/// One patch that does what `first` and then `second` do, on any document.
///
/// On every document on which both apply one after the other it gives an equal
/// result, and on all others it fails: on the document that either of them fails
/// on, nothing is changed. That leaves out limits (the operations and the growth
/// of both add up), the order of members, and how a number is written that a
/// `test` compares. Tests stay, unless they can not fail.
///
/// Names are taken to be compared exactly. For a patch that ignores their case,
/// use [`compose_on`].
///
/// ```
/// use amend::{Patch, compose};
///
/// let first: Patch = r#"[{"op": "remove", "path": "/a"}]"#.parse()?;
/// let second: Patch = r#"[
///     {"op": "add", "path": "/a", "value": {"b": 1}},
///     {"op": "replace", "path": "/a/b", "value": 2}
/// ]"#.parse()?;
/// assert_eq!(
///     compose(&first, &second).to_string(),
///     r#"[{"op":"replace","path":"/a","value":{"b":2}}]"#,
/// );
/// # Ok::<(), amend::error::PatchError>(())
/// ```
pub fn compose(first: &Patch, second: &Patch) -> Patch {
    simplified(first.operations().iter().chain(second.operations()).cloned())
}

/// A patch that is no longer and does the same on every document, or fails on
/// the same ones.
///
/// What [`compose`] says of limits, order and case holds here, too.
///
/// ```
/// use amend::Patch;
/// use amend::algebra::simplify;
///
/// let patch: Patch = r#"[
///     {"op": "add", "path": "/l/0", "value": {}},
///     {"op": "test", "path": "/a", "value": 1},
///     {"op": "add", "path": "/l/0/n", "value": [1]},
///     {"op": "test", "path": "/l/0/n/0", "value": 1.0}
/// ]"#.parse()?;
/// assert_eq!(
///     simplify(&patch).to_string(),
///     concat!(
///         r#"[{"op":"add","path":"/l/0","value":{"n":[1]}},"#,
///         r#"{"op":"test","path":"/a","value":1}]"#,
///     ),
/// );
/// # Ok::<(), amend::error::PatchError>(())
/// ```
pub fn simplify(patch: &Patch) -> Patch {
    simplified(patch.operations().iter().cloned())
}

/// How far back an operation looks for one that it may become a part of. It
/// bounds the effort for a patch of many operations that have nothing to do with
/// each other.
const REACH: usize = 64;

fn simplified(operations: impl DoubleEndedIterator<Item = Operation>) -> Patch {
    let mut done: Vec<Operation> = Vec::new();
    // What is still to be placed, the next one last.
    let mut waiting: Vec<Operation> = operations.rev().collect();
    while let Some(operation) = waiting.pop() {
        place(operation, &mut done, &mut waiting);
    }
    Patch::from(done)
}

/// Places an operation behind those that are done, or makes it a part of one of
/// them. It may pass those that it commutes with. Where an operation becomes
/// another one, that and all behind it are placed again.
fn place(operation: Operation, done: &mut Vec<Operation>, waiting: &mut Vec<Operation>) {
    if let Operation::Move { from, path } = &operation
        && from.is_root()
        && path.is_root()
    {
        return; // there is always a document
    }
    let mut operation = operation;
    for at in (done.len().saturating_sub(REACH)..done.len()).rev() {
        let Some(earlier) = done.get_mut(at) else { break };
        operation = match meet(earlier, operation) {
            Met::Absorbed => return,
            Met::Becomes(operation) => {
                waiting.extend(done.drain(at.saturating_add(1)..).rev());
                done.truncate(at);
                waiting.push(operation);
                return;
            }
            Met::Apart(operation) => operation,
        };
        if !commute(earlier, &operation) {
            break;
        }
    }
    done.push(operation);
}
