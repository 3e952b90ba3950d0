//! From a JSON Patch in one dialect to one in another.

use super::{Loss, LossKind, Translated};
use crate::apply::{Fault, name_in_any_case};
use crate::measure::Size;
use crate::pointer::Index;
use crate::trace::{Slot, Step, Trace};
use crate::{
    ApplyError, ApplyOptions, Dialect, Json, MemberNames, Operation, Operations, Patch, Pointer,
    View,
};

/// The JSON Patch that does in the dialect `to` what `patch` does on `before` in
/// the dialect of `options`.
///
/// Names are spelt as the document spells them, so that they mean the same
/// whether their case matters or not. Where the dialect has no `move` and no
/// `copy`, a move is a removal and an `add` of the value that the document has,
/// and a copy is an `add`; each is a [`Loss`], since what others change in the
/// value meanwhile is not taken along. A new member whose name differs from
/// another one's in case only is a loss that changes the result, where the
/// dialect ignores case.
///
/// # Errors
/// [`ApplyError`], of every kind, if the patch does not apply to `before` under
/// these options; of kind `Limit`, too, if the values that are moved have more
/// bytes than the limit `growth`, since they are written out.
///
/// ```
/// use amend::translate::to_dialect;
/// use amend::{ApplyOptions, Dialect, Json, Patch};
///
/// let before: Json = r#"{"Title": "Dr", "l": [1, 2]}"#.parse()?;
/// let patch: Patch = r#"[
///     {"op": "move", "from": "/Title", "path": "/Grade"},
///     {"op": "add", "path": "/l/-", "value": 3}
/// ]"#.parse()?;
/// let translated = to_dialect(&patch, &before, &ApplyOptions::default(), &Dialect::DOT_NET)?;
/// assert_eq!(
///     translated.change.to_string(),
///     concat!(
///         r#"[{"op":"remove","path":"/Title"},{"op":"add","path":"/Grade","value":"Dr"},"#,
///         r#"{"op":"add","path":"/l/-","value":3}]"#,
///     ),
/// );
/// assert_eq!(translated.losses.len(), 1);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn to_dialect<'a, V: View<'a>>(
    patch: &Patch,
    before: V,
    options: &ApplyOptions,
    to: &Dialect,
) -> Result<Translated<Patch>, ApplyError> {
    let (mut trace, _) = Trace::new(patch, before, options)?;
    let mut writer = Writer { to, operations: Vec::new(), losses: Vec::new(), number: 0, room: 0 };
    writer.room = options.limits.growth;
    while let Some(step) = trace.step() {
        writer.step(step, trace.document()).map_err(|place| {
            let fault = Fault::Growth { limit: options.limits.growth };
            ApplyError::new(fault, place).in_operation(writer.number, "move", "from")
        })?;
        writer.number = writer.number.saturating_add(1);
    }
    Ok(Translated { change: Patch::from(writer.operations), losses: writer.losses })
}

struct Writer<'t> {
    to: &'t Dialect,
    operations: Vec<Operation>,
    losses: Vec<Loss>,
    /// The operation of the original.
    number: usize,
    /// How many more bytes may be written out.
    room: usize,
}

impl Writer<'_> {
    /// Writes what one operation did; `after` is the document that it left. An
    /// error is the place of a value that is too large to be written out.
    fn step(&mut self, step: Step<'_>, after: &Json) -> Result<(), Pointer> {
        let Step { operation, path, from, slot } = step;
        if matches!(slot, Slot::NewMember) && self.is_taken_for_another(after, &path) {
            self.lose(LossKind::Case, path.clone());
        }
        let written = match (operation, from) {
            (Operation::Test { value, .. }, _) => Operation::Test { path, value: value.clone() },
            (Operation::Replace { value, .. }, _) => {
                Operation::Replace { path, value: value.clone() }
            }
            (Operation::Remove { .. }, _) => Operation::Remove { path },
            (Operation::Add { path: given, value }, _) => {
                Operation::Add { path: target(path, given), value: value.clone() }
            }
            (Operation::Move { path: given, .. }, Some((from, _))) => {
                if self.to.operations == Operations::All {
                    let path = if from == path { path } else { target(path, given) };
                    Operation::Move { from, path }
                } else if from == path {
                    // All that it does is to fail where nothing is there.
                    self.lose(LossKind::Move, path);
                    return Ok(());
                } else {
                    self.lose(LossKind::Move, path.clone());
                    let value = self.value(after, &path).ok_or_else(|| from.clone())?;
                    self.operations.push(Operation::Remove { path: from });
                    Operation::Add { path: target(path, given), value }
                }
            }
            (Operation::Copy { path: given, .. }, Some((from, _))) => {
                if self.to.operations == Operations::All {
                    Operation::Copy { from, path: target(path, given) }
                } else {
                    self.lose(LossKind::Copy, path.clone());
                    let value = after.pointer(&path).cloned().unwrap_or_default();
                    Operation::Add { path: target(path, given), value }
                }
            }
            (Operation::Move { .. } | Operation::Copy { .. }, None) => return Ok(()),
        };
        self.operations.push(written);
        Ok(())
    }

    /// The value that was moved, if there is room for it.
    fn value(&mut self, after: &Json, path: &Pointer) -> Option<Json> {
        let value = after.pointer(path)?;
        let size = Size::of(value, self.room, usize::MAX);
        self.room = self.room.checked_sub(size.bytes)?;
        Some(value.clone())
    }

    fn lose(&mut self, kind: LossKind, path: Pointer) {
        self.losses.push(Loss::of_operation(kind, path, self.number));
    }

    /// Whether the dialect finds another member where this one was added.
    fn is_taken_for_another(&self, after: &Json, path: &Pointer) -> bool {
        let twin = |(above, name): (Pointer, &str)| {
            let key = name_in_any_case(name);
            let members = after.pointer(&above)?.as_object()?;
            members.names().find(|other| *other != name && name_in_any_case(other) == key)
        };
        self.to.member_names != MemberNames::Exact && path.split_last().and_then(twin).is_some()
    }
}

/// The place of something that is added: `-` stays what it was.
fn target(path: Pointer, given: &Pointer) -> Pointer {
    let end = given.tokens().last().is_some_and(|token| Index::parse(token) == Some(Index::End));
    match path.split_last() {
        Some((above, _)) if end => above.child("-"),
        _ => path,
    }
}
