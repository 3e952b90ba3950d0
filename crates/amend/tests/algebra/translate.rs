//! A translation has the same effect, or says what is lost.

use amend::translate::{
    LossKind, Translated, to_dialect, to_json_patch, to_json_patch_unseen, to_merge_patch,
};
use amend::{
    ApplyOptions, Dialect, Json, Operation, Patch, apply, apply_with, merge_patch, merge_patch_with,
};
use proptest::prelude::*;

use crate::common;
use crate::edits::{self, Keep, seeds};
use crate::{cases, options};

fn applied(document: &Json, patch: &Patch, options: &ApplyOptions) -> Json {
    let mut document = document.clone();
    apply_with(&mut document, patch, options).unwrap();
    document
}

fn merged(document: &Json, patch: &Json) -> Json {
    let mut document = document.clone();
    merge_patch(&mut document, patch).unwrap();
    document
}

fn kinds<T>(translated: &Translated<T>) -> Vec<LossKind> {
    translated.losses.iter().map(|loss| loss.kind).collect()
}

fn count(patch: &Patch, is: fn(&Operation) -> bool) -> usize {
    patch.operations().iter().filter(|operation| is(operation)).count()
}

proptest! {
    #![proptest_config(cases())]

    #[test]
    fn a_json_patch_as_a_merge_patch(document in common::documents(), seeds in seeds(6)) {
        let options = options("rfc6902");
        let (patch, after) = edits::patch(&document, &seeds, options.dialect, Keep::Applying);
        let translated = to_merge_patch(&patch, &document, &options).unwrap();
        let result = merged(&document, &translated.change);
        // Exactly where no null is wanted, it has the same result.
        prop_assert_eq!(translated.same_result(), result == after, "{}", translated.change);
        let kinds = kinds(&translated);
        let count_of = |kind| kinds.iter().filter(|k| **k == kind).count();
        let tests = count(&patch, |o| matches!(o, Operation::Test { .. }));
        let moves = count(&patch, |o| matches!(o, Operation::Move { .. }));
        let copies = count(&patch, |o| matches!(o, Operation::Copy { .. }));
        prop_assert_eq!(count_of(LossKind::Test), tests);
        prop_assert_eq!(count_of(LossKind::Move), moves);
        prop_assert_eq!(count_of(LossKind::Copy), copies);

        // And back: what is in the Merge Patch is not lost again.
        let back = to_json_patch(&translated.change, &document, &options).unwrap();
        prop_assert!(back.losses.is_empty());
        prop_assert_eq!(applied(&document, &back.change, &options), result);
    }

    #[test]
    fn a_merge_patch_as_a_json_patch(
        document in common::documents(),
        patch in common::documents(),
        any_case: bool,
    ) {
        let options = options(if any_case { "any-case" } else { "rfc6902" });
        let mut expected = document.clone();
        let outcome = merge_patch_with(&mut expected, &patch, &options);
        let translated = to_json_patch(&patch, &document, &options);
        prop_assert_eq!(translated.as_ref().err(), outcome.as_ref().err());
        if let Ok(translated) = translated {
            let result = applied(&document, &translated.change, &options);
            prop_assert_eq!(result.to_string(), expected.to_string());
            if !any_case {
                // And back: nothing was lost but what was nothing.
                let back = to_merge_patch(&translated.change, &document, &options).unwrap();
                prop_assert!(back.same_result());
                prop_assert_eq!(merged(&document, &back.change), expected);
            }
        }
    }

    /// Without the document it is right wherever it applies, unless an empty
    /// object is in the way.
    #[test]
    fn a_merge_patch_as_a_json_patch_without_the_document(
        document in common::documents(),
        patch in common::documents(),
    ) {
        let translated = to_json_patch_unseen(&patch);
        // A loss matters where the document is not what it is supposed to be.
        let (mut fails, mut differs) = (false, false);
        for loss in &translated.losses {
            let there = document.pointer(&loss.path);
            let object = there.is_some_and(|value| value.as_object().is_some());
            match loss.kind {
                LossKind::Removal => fails |= there.is_none(),
                LossKind::Parent => fails |= !object,
                LossKind::Object => differs |= !object,
                kind => prop_assert!(false, "{kind:?}"),
            }
        }
        let mut result = document.clone();
        let outcome = apply(&mut result, &translated.change);
        if !fails {
            prop_assert_eq!(outcome, Ok(()));
            if !differs {
                prop_assert_eq!(result, merged(&document, &patch));
            }
        }
    }

    #[test]
    fn a_patch_in_a_dialect_without_moves(document in common::documents(), seeds in seeds(6)) {
        let options = options("rfc6902");
        let to = ApplyOptions { dialect: Dialect::DOT_NET, ..options.clone() };
        let (patch, after) = edits::patch(&document, &seeds, options.dialect, Keep::Applying);
        let translated = to_dialect(&patch, &document, &options, &to.dialect).unwrap();
        let relocating = count(&translated.change, |operation| operation.from().is_some());
        prop_assert_eq!(relocating, 0);
        let tests: fn(&Operation) -> bool = |o| matches!(o, Operation::Test { .. });
        prop_assert_eq!(count(&translated.change, tests), count(&patch, tests));
        if translated.same_result() {
            prop_assert_eq!(&applied(&document, &translated.change, &to), &after);
            let back = to_dialect(&translated.change, &document, &to, &options.dialect).unwrap();
            prop_assert!(back.losses.is_empty());
            prop_assert_eq!(back.change.to_string(), translated.change.to_string());
            prop_assert_eq!(applied(&document, &back.change, &options), after);
        }
    }

    #[test]
    fn a_patch_out_of_a_dialect_that_ignores_case(
        document in common::documents(),
        seeds in seeds(6),
        moves: bool,
    ) {
        let options = options(if moves { "any-case" } else { "dot-net" });
        let exact = ApplyOptions::default();
        let (patch, after) = edits::patch(&document, &seeds, options.dialect, Keep::Applying);
        let translated = to_dialect(&patch, &document, &options, &exact.dialect).unwrap();
        prop_assert!(translated.losses.is_empty());
        let result = applied(&document, &translated.change, &exact);
        prop_assert_eq!(result.to_string(), after.to_string());
    }

    /// A loss of case is reported exactly where the dialect would do something
    /// else, as far as single operations go.
    #[test]
    fn a_member_that_is_taken_for_another_one(document in common::documents(), seeds in seeds(1)) {
        let options = options("rfc6902");
        let to = ApplyOptions { dialect: Dialect::DOT_NET, ..options.clone() };
        let (patch, after) = edits::patch(&document, &seeds, options.dialect, Keep::Applying);
        let translated = to_dialect(&patch, &document, &options, &to.dialect).unwrap();
        let mut result = document.clone();
        let outcome = apply_with(&mut result, &translated.change, &to);
        prop_assert_eq!(translated.same_result(), outcome.is_ok() && result == after);
    }
}

#[test]
fn cases_of_translations() {
    common::run("translate.json", check);
}

fn check(case: &Json) {
    let options = common::options(case, "");
    let document = case.get("doc");
    let patch = case
        .get("patch")
        .map(|patch| Patch::read(patch, &Dialect::RFC6902, &options.limits).unwrap());
    let outcome = match (common::text(case, "to").unwrap(), document) {
        ("merge-patch", Some(document)) => to_merge_patch(&patch.unwrap(), document, &options)
            .map(|t| (t.change.to_string(), t.same_result(), t.losses)),
        ("json-patch", document) => {
            let merge = case.get("merge").unwrap();
            let translated = match document {
                Some(document) => to_json_patch(merge, document, &options),
                None => Ok(to_json_patch_unseen(merge)),
            };
            translated.map(|t| (t.change.to_string(), t.same_result(), t.losses))
        }
        (dialect, document) => {
            to_dialect(&patch.unwrap(), document.unwrap(), &options, &common::dialect(dialect))
                .map(|t| (t.change.to_string(), t.same_result(), t.losses))
        }
    };
    if let Some(text) = common::text(case, "error") {
        assert_eq!(outcome.unwrap_err().to_string(), text);
        return;
    }
    let (made, same_result, losses) = outcome.unwrap();
    assert_eq!(made, case.get("made").unwrap().to_string());
    let losses: Vec<String> = losses.iter().map(ToString::to_string).collect();
    assert_eq!(losses, common::strings(case, "losses").unwrap());
    assert_eq!(same_result, case.get("result").is_none());
}

/// The cases that hold `merge_patch_of` and `apply` to section 4 hold the
/// translations to it, too.
#[test]
fn cases_of_conversions() {
    common::run("conversion.json", |case| {
        let options = ApplyOptions::default();
        let document = case.get("doc").unwrap();
        let read = |name| Patch::read(case.get(name)?, &Dialect::RFC6902, &options.limits).ok();
        let (translated, expected) = if let Some(merge) = case.get("patch") {
            let translated = to_json_patch(merge, document, &options).unwrap();
            (translated.change.to_json(), case.get("same").cloned())
        } else if let Some(patch) = read("through") {
            let translated = to_merge_patch(&patch, document, &options).unwrap();
            let nulls = translated.losses.iter().filter(|l| l.kind == LossKind::Null);
            let nulls: Vec<String> = nulls.map(|loss| loss.path.to_string()).collect();
            assert_eq!(nulls, common::strings(case, "places").unwrap_or_default());
            (translated.change, case.get("made").cloned())
        } else {
            let patch = read("moved").unwrap();
            let to = Dialect::DOT_NET;
            let translated = to_dialect(&patch, document, &options, &to).unwrap();
            (translated.change.to_json(), case.get("same").cloned())
        };
        if let Some(expected) = expected {
            assert_eq!(translated.to_string(), expected.to_string());
        }
    });
}

/// Each kind of loss has a case that asserts its text.
#[test]
fn every_kind_of_loss_has_a_case() {
    let texts: Vec<String> = common::cases("translate.json")
        .iter()
        .filter_map(|case| common::strings(case, "losses"))
        .flatten()
        .collect();
    for (kind, part) in [
        (LossKind::Test, "the test of"),
        (LossKind::Move, "the move to"),
        (LossKind::Copy, "the copy to"),
        (LossKind::List, "the edit inside the list"),
        (LossKind::Null, "the null of"),
        (LossKind::Case, "the member"),
        (LossKind::Removal, "the removal of"),
        (LossKind::Parent, "has to be an object already"),
        (LossKind::Object, "the empty object of"),
    ] {
        assert!(texts.iter().any(|text| text.contains(part)), "{}", kind.code());
    }
}
