//! A translation has the same effect, or says what is lost.

use amend::options::MemberNames;
use amend::translate::{
    LossKind, Translated, to_dialect, to_json_patch, to_json_patch_unseen, to_merge_patch,
};
use amend::{
    ApplyOptions, Dialect, Json, Operation, Patch, apply_with, merge_patch, merge_patch_with,
};

use crate::bytes::Bytes;
use crate::documents::document;
use crate::model::{self, equal};
use crate::patches::{Keep, edited, patch};
use crate::targets::invert::tests;

const ANY_CASE: Dialect = Dialect { member_names: MemberNames::IgnoreCase, ..Dialect::RFC6902 };

/// Holds the laws on a document and changes of it that the bytes mean.
pub fn translate(bytes: &[u8]) {
    let mut bytes = Bytes::new(bytes);
    let which = bytes.below(6);
    let before = document(&mut bytes);
    match which {
        0 => json_patch_as_merge_patch(&before, &mut bytes),
        1 => {
            let merge = change(&before, &mut bytes);
            merge_patch_as_json_patch(&before, &merge, Dialect::RFC6902);
            merge_patch_as_json_patch(&before, &merge, ANY_CASE);
        }
        2 => {
            let merge = change(&before, &mut bytes);
            merge_patch_unseen(&before, &merge);
        }
        3 => without_moves(&before, 6, &mut bytes),
        4 => without_moves(&before, 1, &mut bytes),
        _ => out_of_any_case(&before, &mut bytes),
    }
}

/// A Merge Patch that has something to do with the document.
fn change(before: &Json, bytes: &mut Bytes<'_>) -> Json {
    if bytes.rarely(3) { document(bytes) } else { edited(before, 5, bytes) }
}

fn applied(document: &Json, patch: &Patch, dialect: Dialect) -> Json {
    let applied = model::apply(document, patch, dialect);
    applied.unwrap_or_else(|at| panic!("operation {at} of {patch} fails on {document}"))
}

fn merged(document: &Json, patch: &Json) -> Json {
    let mut document = document.clone();
    merge_patch(&mut document, patch).expect("small documents keep the limits");
    document
}

fn count(patch: &Patch, word: &str) -> usize {
    patch.operations().iter().filter(|operation| operation.name() == word).count()
}

fn losses<T>(translated: &Translated<T>, kind: LossKind) -> usize {
    translated.losses.iter().filter(|loss| loss.kind == kind).count()
}

fn json_patch_as_merge_patch(before: &Json, bytes: &mut Bytes<'_>) {
    let options = ApplyOptions::default();
    let (patch, after) = patch(before, 6, Dialect::RFC6902, Keep::Applying, bytes);
    let translated =
        to_merge_patch(&patch, before, &options).expect("the patch applies to the document");
    let told = || format!("{patch} on {before}: {}", translated.change);
    let result = merged(before, &translated.change);
    // Exactly where no null is wanted, it has the same result.
    assert_eq!(translated.same_result(), equal(&result, &after), "{}", told());
    assert_eq!(losses(&translated, LossKind::Test), count(&patch, "test"), "{}", told());
    assert_eq!(losses(&translated, LossKind::Move), count(&patch, "move"), "{}", told());
    assert_eq!(losses(&translated, LossKind::Copy), count(&patch, "copy"), "{}", told());
    // And back: what is in the Merge Patch is not lost again.
    let back = to_json_patch(&translated.change, before, &options).expect("it has applied");
    assert!(back.losses.is_empty(), "{}", told());
    assert!(equal(&applied(before, &back.change, Dialect::RFC6902), &result), "{}", told());
}

fn merge_patch_as_json_patch(before: &Json, merge: &Json, dialect: Dialect) {
    let options = ApplyOptions { dialect, ..ApplyOptions::default() };
    let mut expected = before.clone();
    let outcome = merge_patch_with(&mut expected, merge, &options);
    let translated = to_json_patch(merge, before, &options);
    assert_eq!(translated.as_ref().err(), outcome.as_ref().err(), "{merge} on {before}");
    let Ok(translated) = translated else { return };
    let told = || format!("{merge} on {before}: {}", translated.change);
    let result = applied(before, &translated.change, dialect);
    assert_eq!(result.to_string(), expected.to_string(), "{}", told());
    if dialect == Dialect::RFC6902 {
        // And back: nothing was lost but what was nothing.
        let back = to_merge_patch(&translated.change, before, &options).expect("it applies");
        assert!(back.same_result(), "{}", told());
        assert!(equal(&merged(before, &back.change), &expected), "{}", told());
    }
}

/// Without the document it is right wherever it applies, unless an empty object is
/// in the way.
fn merge_patch_unseen(before: &Json, merge: &Json) {
    let translated = to_json_patch_unseen(merge);
    let told = || format!("{merge} on {before}: {}", translated.change);
    // A loss matters where the document is not what it is supposed to be.
    let (mut fails, mut differs) = (false, false);
    for loss in &translated.losses {
        let there = before.pointer(&loss.path);
        let object = there.is_some_and(|value| value.as_object().is_some());
        match loss.kind {
            LossKind::Removal => fails |= there.is_none(),
            LossKind::Parent => fails |= !object,
            LossKind::Object => differs |= !object,
            kind => panic!("{kind:?}: {}", told()),
        }
    }
    if !fails {
        let result = applied(before, &translated.change, Dialect::RFC6902);
        assert!(differs || equal(&result, &merged(before, merge)), "{}", told());
    }
}

fn without_moves(before: &Json, most: usize, bytes: &mut Bytes<'_>) {
    let options = ApplyOptions::default();
    let to = ApplyOptions { dialect: Dialect::DOT_NET, ..ApplyOptions::default() };
    let (patch, after) = patch(before, most, Dialect::RFC6902, Keep::Applying, bytes);
    let translated = to_dialect(&patch, before, &options, &to.dialect).expect("the patch applies");
    let found = &translated.change;
    let told = || format!("{patch} on {before}: {found}");
    assert!(found.operations().iter().all(|o: &Operation| o.from().is_none()), "{}", told());
    assert_eq!(tests(found), tests(&patch), "{}", told());
    let result = model::apply(before, found, Dialect::DOT_NET);
    let same = result.as_ref().is_ok_and(|result| equal(result, &after));
    if patch.operations().len() <= 1 {
        assert_eq!(translated.same_result(), same, "{}", told());
    }
    if translated.same_result() {
        assert!(same, "{}", told());
        let back = to_dialect(found, before, &to, &options.dialect).expect("it applies");
        assert!(back.losses.is_empty(), "{}", told());
        assert_eq!(back.change.to_string(), found.to_string(), "{}", told());
        assert!(equal(&applied(before, &back.change, Dialect::RFC6902), &after), "{}", told());
    }
}

fn out_of_any_case(before: &Json, bytes: &mut Bytes<'_>) {
    let from = if bytes.rarely(2) { ANY_CASE } else { Dialect::DOT_NET };
    let options = ApplyOptions { dialect: from, ..ApplyOptions::default() };
    let (patch, _) = patch(before, 6, from, Keep::Applying, bytes);
    let mut after = before.clone();
    apply_with(&mut after, &patch, &options).expect("only what applies is kept");
    let exact = Dialect::RFC6902;
    let translated = to_dialect(&patch, before, &options, &exact).expect("the patch applies");
    assert!(translated.losses.is_empty(), "{patch} on {before}");
    let result = applied(before, &translated.change, exact);
    assert_eq!(result.to_string(), after.to_string(), "{patch} on {before}: {}", translated.change);
}
