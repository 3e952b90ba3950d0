//! From a Merge Patch to a JSON Patch: member by member.

use super::{Loss, LossKind, Translated};
use crate::apply::spell_merge_patch;
use crate::view::{Shape, View};
use crate::{
    ApplyError, ApplyOptions, Json, MemberNames, Members, Operation, Patch, Pointer,
    merge_patch_with,
};

/// The JSON Patch (RFC 6902) that does on `before` what a JSON Merge Patch does.
///
/// Nothing is lost: what the Merge Patch names is named by the JSON Patch, even
/// where it has the value already. Only a removal of what is not there is none.
/// Where it would take more operations than the limit `operations`, the whole
/// document is replaced.
///
/// # Errors
/// [`ApplyError`] of kind `Limit` or `AmbiguousMember`, if the Merge Patch does
/// not apply to `before` under these options.
///
/// ```
/// use amend::translate::to_json_patch;
/// use amend::{ApplyOptions, Json};
///
/// let before: Json = r#"{"a": 1, "b": {"c": 2}}"#.parse()?;
/// let patch: Json = r#"{"a": null, "b": {"c": null, "d": 3}, "e": null}"#.parse()?;
/// let translated = to_json_patch(&patch, &before, &ApplyOptions::default())?;
/// assert_eq!(
///     translated.change.to_string(),
///     concat!(
///         r#"[{"op":"remove","path":"/a"},{"op":"remove","path":"/b/c"},"#,
///         r#"{"op":"add","path":"/b/d","value":3}]"#,
///     ),
/// );
/// assert!(translated.losses.is_empty());
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn to_json_patch<'a, V: View<'a>>(
    merge_patch: &Json,
    before: V,
    options: &ApplyOptions,
) -> Result<Translated<Patch>, ApplyError> {
    let mut after = crate::view::to_json(before);
    merge_patch_with(&mut after, merge_patch, options)?;
    let mut walk = Walk::default();
    match options.dialect.member_names {
        MemberNames::Exact => walk.seen(before, merge_patch),
        MemberNames::IgnoreCase => {
            walk.seen(before, &spell_merge_patch(Some(before), merge_patch, &mut Vec::new())?);
        }
    }
    if walk.operations.len() > options.limits.operations {
        walk.operations = vec![Operation::Replace { path: Pointer::root(), value: after }];
    }
    Ok(Translated { change: Patch::from(walk.operations), losses: Vec::new() })
}

/// The JSON Patch that does what a JSON Merge Patch does, as far as one can
/// without the document.
///
/// Every removal, every object that is merged into another and every empty
/// object is a [`Loss`]: on a document that is not as it is supposed to be, the
/// JSON Patch fails, or, for an empty object, does nothing. Where there is a
/// list in place of an object, a name that is an index inserts into it.
///
/// ```
/// use amend::Json;
/// use amend::translate::to_json_patch_unseen;
///
/// let patch: Json = r#"{"a": {"b": 1, "c": null}}"#.parse()?;
/// let translated = to_json_patch_unseen(&patch);
/// assert_eq!(
///     translated.change.to_string(),
///     r#"[{"op":"add","path":"/a/b","value":1},{"op":"remove","path":"/a/c"}]"#,
/// );
/// let losses: Vec<String> = translated.losses.iter().map(ToString::to_string).collect();
/// assert_eq!(
///     losses,
///     [
///         "the document has to be an object already; a Merge Patch makes one of anything else",
///         "`/a` has to be an object already; a Merge Patch makes one of anything else",
///         "the removal of `/a/c` fails where nothing is there; a Merge Patch passes over that",
///     ],
/// );
/// # Ok::<(), amend::error::ReadError>(())
/// ```
pub fn to_json_patch_unseen(merge_patch: &Json) -> Translated<Patch> {
    let mut walk = Walk::default();
    match merge_patch {
        Json::Object(members) => walk.unseen(members),
        value => {
            let path = Pointer::root();
            walk.operations.push(Operation::Replace { path, value: value.clone() });
        }
    }
    Translated { change: Patch::from(walk.operations), losses: walk.losses }
}

#[derive(Default)]
struct Walk {
    path: Pointer,
    operations: Vec<Operation>,
    losses: Vec<Loss>,
}

impl Walk {
    /// A value that is there, and what is laid over it.
    fn seen<'a, V: View<'a>>(&mut self, target: V, laid: &Json) {
        if let (Shape::Object(_), Json::Object(members)) = (target.shape(), laid) {
            for (name, value) in members {
                self.path.push(name);
                self.member(target.member(name), value);
                self.path.pop();
            }
            return;
        }
        let value = without_nulls(laid);
        self.operations.push(Operation::Replace { path: self.path.clone(), value });
    }

    fn member<'a, V: View<'a>>(&mut self, target: Option<V>, laid: &Json) {
        match (target, laid) {
            (Some(_), Json::Null) => {
                self.operations.push(Operation::Remove { path: self.path.clone() });
            }
            (None, Json::Null) => {}
            (Some(target), laid) => self.seen(target, laid),
            (None, laid) => {
                let value = without_nulls(laid);
                self.operations.push(Operation::Add { path: self.path.clone(), value });
            }
        }
    }

    /// What is laid over an object that nobody has seen.
    fn unseen(&mut self, laid: &Members) {
        let kind = if laid.is_empty() { LossKind::Object } else { LossKind::Parent };
        self.losses.push(Loss::new(kind, self.path.clone()));
        for (name, value) in laid {
            self.path.push(name);
            let path = self.path.clone();
            match value {
                Json::Null => {
                    self.losses.push(Loss::new(LossKind::Removal, path.clone()));
                    self.operations.push(Operation::Remove { path });
                }
                Json::Object(members) => self.unseen(members),
                value => self.operations.push(Operation::Add { path, value: value.clone() }),
            }
            self.path.pop();
        }
    }
}

/// What a value of a Merge Patch makes where nothing is (RFC 7396 §2).
fn without_nulls(patch: &Json) -> Json {
    match patch {
        Json::Object(members) => members
            .iter()
            .filter(|(_, value)| !value.is_null())
            .map(|(name, value)| (name.to_owned(), without_nulls(value)))
            .collect::<Members>()
            .into(),
        value => value.clone(),
    }
}
