//! A patch that is brought to another document does there what it did.

use amend::merge::{Keep as KeepValue, Kept, MergeOptions, merge_with};
use amend::rebase::{RebaseOptions, rebase_with};
use amend::{ApplyOptions, Dialect, Json, Operation, Patch, diff};

use crate::bytes::Bytes;
use crate::documents::document;
use crate::model::{self, equal};
use crate::patches::{Keep, edited, patch};
use crate::targets::invert::{dialect, tests};
use crate::targets::merge::arrays;

/// Holds the laws on a patch and two documents that the bytes mean.
pub fn rebase(bytes: &[u8]) {
    let mut bytes = Bytes::new(bytes);
    let dialect = dialect(&mut bytes);
    let apply = ApplyOptions { dialect, ..ApplyOptions::default() };
    let options = RebaseOptions { arrays: arrays(&mut bytes), apply, ..RebaseOptions::default() };
    let related = !bytes.rarely(6);
    let base = document(&mut bytes);
    let (patch, after) = patch(&base, 5, dialect, Keep::Applying, &mut bytes);
    let onto = if related { edited(&base, 4, &mut bytes) } else { document(&mut bytes) };

    onto_the_same(&patch, &base, &after, &options);
    onto_another(&patch, &base, &onto, &options);
    // What the patch has made already is not made again.
    onto_another(&patch, &base, &after, &options);
    if dialect == Dialect::RFC6902 {
        let [base, ours, theirs] = [&base, &after, &onto].map(without_lists);
        as_a_merge(&base, &ours, &theirs);
    }
}

/// Onto the document that it was made for, a patch does what it did.
fn onto_the_same(patch: &Patch, base: &Json, after: &Json, options: &RebaseOptions<'_>) {
    let rebased = rebase_with(patch, base, base, options).expect("the patch applies to its base");
    let found = rebased.patch;
    assert_eq!(rebased.conflicts, [], "{options:?} {patch} on {base}: {found}");
    let result = model::apply(base, &found, options.apply.dialect);
    let result = result.unwrap_or_else(|at| panic!("{at}: {patch} on {base}: {found}"));
    assert!(equal(&result, after), "{options:?} {patch} on {base}: {found} gives {result}");
    assert_eq!(tests(&found), tests(patch), "{options:?} {patch} on {base}: {found}");
}

/// Whatever became of the document, the rest of the patch applies to it, and a
/// conflict is about one of its operations.
fn onto_another(patch: &Patch, base: &Json, onto: &Json, options: &RebaseOptions<'_>) {
    let rebased = rebase_with(patch, base, onto, options).expect("the patch applies to its base");
    let found = &rebased.patch;
    let result = model::apply(onto, found, options.apply.dialect);
    assert!(result.is_ok(), "{options:?} {patch} of {base} on {onto}: {found}: {result:?}");
    for conflict in &rebased.conflicts {
        let operation = conflict.operation.expect("a conflict of a rebase has one");
        assert!(operation < patch.operations().len(), "{patch} of {base} on {onto}");
        assert!(matches!(conflict.kept, Kept::Theirs | Kept::Both), "{conflict:?}");
    }
    let only_tests =
        patch.operations().iter().all(|operation| matches!(operation, Operation::Test { .. }));
    if only_tests {
        assert_eq!(result.ok().as_ref(), Some(onto), "{patch} of {base} on {onto}: {found}");
    }
}

/// For members, it is the same as merging the documents.
fn as_a_merge(base: &Json, ours: &Json, theirs: &Json) {
    let patch = diff(base, ours);
    let rebased = amend::rebase::rebase(&patch, base, theirs).expect("a difference applies");
    let options = MergeOptions { keep: KeepValue::Theirs, ..MergeOptions::default() };
    let merged = merge_with(base, ours, theirs, &options);
    let result = model::apply(theirs, &rebased.patch, Dialect::RFC6902);
    let told = || format!("{base}\n{ours}\n{theirs}\n{patch}\n{}", rebased.patch);
    let result = result.unwrap_or_else(|at| panic!("operation {at} fails: {}", told()));
    assert!(equal(&result, &merged.document), "{result} {}: {}", merged.document, told());
    // An operation may find done what it wants where two documents are at odds: a
    // member is gone, since the object around it is.
    assert!(rebased.conflicts.is_empty() || !merged.conflicts.is_empty(), "{}", told());
}

/// The document with a scalar in place of each list: what a merge makes of members
/// is beyond doubt.
fn without_lists(json: &Json) -> Json {
    match json {
        Json::Array(elements) => Json::from(elements.len()),
        Json::Object(members) => {
            Json::object(members.iter().map(|(name, value)| (name, without_lists(value))))
        }
        other => other.clone(),
    }
}
