//! All or nothing: after any error the document is byte for byte what it was.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

mod common;

use amend::error::ApplyErrorKind;
use amend::{
    ApplyOptions, Json, Limits, Operation, Patch, apply, apply_with, merge_patch, merge_patch_of,
    merge_patch_with,
};
use proptest::prelude::*;
use serde_json::Value;

/// An operation that no document takes.
fn failing(document: &Json) -> Operation {
    let mut path = amend::Pointer::root();
    let mut at = document;
    // As deep as there are containers, so that edits there are undone too.
    loop {
        at = match at {
            Json::Array(elements) if !elements.is_empty() => {
                path.push("0");
                &elements[0]
            }
            Json::Object(members) if !members.is_empty() => {
                let (name, value) = members.iter().next().unwrap();
                path.push(name);
                value
            }
            _ => break,
        };
    }
    Operation::Move { from: path.child("no such member"), path: path.child("elsewhere") }
}

proptest! {
    #![proptest_config(common::many())]

    /// A failure after every prefix of a random patch, on both kinds of
    /// document.
    #[test]
    fn t22_a_failure_after_every_prefix_changes_nothing(
        document in common::documents(),
        plans in prop::collection::vec(common::plans(), 1..6),
    ) {
        let patch = common::patch(&document, &plans, false);
        let value = document.to_value();
        let text = document.to_string();
        for length in 0..=patch.operations().len() {
            let mut operations = patch.operations()[..length].to_vec();
            let mut after = document.clone();
            apply(&mut after, &Patch::from(operations.clone())).unwrap();
            operations.push(failing(&after));
            let failing = Patch::from(operations);

            let mut json = document.clone();
            let error = apply(&mut json, &failing).unwrap_err();
            prop_assert_eq!(error.operation(), Some(length));
            prop_assert_eq!(json.to_string(), text.as_str());

            if let Ok(value) = &value {
                let mut other = value.clone();
                if let Err(error) = apply(&mut other, &failing) {
                    prop_assert!(error.kind() == ApplyErrorKind::NotRepresentable
                        || error.operation() == Some(length));
                } else {
                    prop_assert!(false, "it applies");
                }
                // Text, since the order of members counts.
                prop_assert_eq!(other.to_string(), value.to_string());
            }
        }
    }

    /// The same for a patch that is stopped by a limit on the way.
    #[test]
    fn t22_a_limit_met_on_the_way_changes_nothing(
        document in common::documents(),
        plans in prop::collection::vec(common::plans(), 1..8),
        growth in 0..60_usize,
        depth in 1..6_usize,
    ) {
        let patch = common::patch(&document, &plans, false);
        let limits = Limits { growth, depth, ..Limits::default() };
        let options = ApplyOptions { limits, ..ApplyOptions::default() };
        let mut json = document.clone();
        if let Err(error) = apply_with(&mut json, &patch, &options) {
            prop_assert_eq!(error.kind(), ApplyErrorKind::Limit);
            prop_assert_eq!(json.to_string(), document.to_string());
        } else {
            // A move brings a name at most, which is as long in the patch.
            let names: usize = patch
                .operations()
                .iter()
                .filter(|operation| matches!(operation, Operation::Move { .. }))
                .filter_map(|operation| operation.path().tokens().last())
                .map(|name| Json::from(name.as_str()).to_string().len() + 2)
                .sum();
            let most = document.to_string().len() + growth + names;
            prop_assert!(json.to_string().len() <= most);
        }
    }

    /// Both doors give the same result or the same error.
    #[test]
    fn both_doors_give_the_same_answer(
        document in common::documents(),
        plans in prop::collection::vec(common::plans(), 1..8),
    ) {
        let patch = common::patch(&document, &plans, true);
        let Ok(mut value) = document.to_value() else { return Ok(()) };
        // In the order of the other door: sorted, or as it was.
        let mut json = Json::from(&value);
        let outcome = apply(&mut json, &patch);
        let other = apply(&mut value, &patch);
        if common::preserves_order() {
            prop_assert_eq!(&other, &outcome);
        }
        // A sorted map may list another member first that differs.
        let what = |e: &amend::error::ApplyError| (e.kind(), e.operation(), e.member(), e.path().clone());
        prop_assert_eq!(
            other.as_ref().map_err(what),
            outcome.as_ref().map_err(what)
        );
        prop_assert_eq!(json.to_value().unwrap().to_string(), value.to_string());
        prop_assert_eq!(json, Json::from(&value));
    }

    /// A patch that was written and read again does the same.
    #[test]
    fn a_patch_survives_its_text(
        document in common::documents(),
        plans in prop::collection::vec(common::plans(), 1..8),
    ) {
        let patch = common::patch(&document, &plans, true);
        let again: Patch = patch.to_string().parse().unwrap();
        prop_assert_eq!(&again, &patch);
        prop_assert_eq!(format!("{patch:#}").parse::<Patch>().unwrap(), patch);
    }

    /// RFC 7396 §2, word for word, against the engine; through both doors.
    #[test]
    fn merge_patches_do_what_the_rfc_says(
        document in common::documents(),
        patch in common::documents(),
    ) {
        let mut json = document.clone();
        merge_patch(&mut json, &patch).unwrap();
        prop_assert_eq!(&json, &as_the_rfc_says(Some(&document), &patch));

        let (Ok(mut value), Ok(_)) = (document.to_value(), patch.to_value()) else {
            return Ok(());
        };
        merge_patch(&mut value, &patch).unwrap();
        prop_assert_eq!(&Json::from(&value), &json);
        if common::preserves_order() {
            prop_assert_eq!(value.to_string(), json.to_value().unwrap().to_string());
        }
    }

    /// A Merge Patch that a limit stops changes nothing.
    #[test]
    fn t22_a_merge_patch_that_a_limit_stops_changes_nothing(
        document in common::documents(),
        patch in common::documents(),
        growth in 0..40_usize,
        depth in 0..5_usize,
    ) {
        let limits = Limits { growth, depth, ..Limits::default() };
        let options = ApplyOptions { limits, ..ApplyOptions::default() };
        let mut json = document.clone();
        match merge_patch_with(&mut json, &patch, &options) {
            Ok(()) => {
                prop_assert!(json.to_string().len() <= document.to_string().len() + growth);
            }
            Err(error) => {
                prop_assert_eq!(error.kind(), ApplyErrorKind::Limit);
                prop_assert_eq!(json.to_string(), document.to_string());
            }
        }
    }

    /// A Merge Patch made of two documents leads from one to the other, or the
    /// places that stop it are places of null that are no longer as they were.
    #[test]
    fn a_merge_patch_that_is_made_leads_there(
        before in common::documents(),
        plans in prop::collection::vec(common::plans(), 0..4),
        other in common::documents(),
        akin in any::<bool>(),
    ) {
        let after = if akin {
            let mut after = before.clone();
            apply(&mut after, &common::patch(&before, &plans, false)).unwrap();
            after
        } else {
            other
        };
        match merge_patch_of(&before, &after) {
            Ok(patch) => {
                let mut result = before.clone();
                merge_patch(&mut result, &patch).unwrap();
                prop_assert_eq!(&result, &after);
                if before == after && matches!(before, Json::Object(_)) {
                    prop_assert_eq!(patch.to_string(), "{}");
                }
            }
            Err(error) => {
                prop_assert!(!error.places().is_empty());
                for place in error.places() {
                    prop_assert!(after.pointer(place).is_some_and(Json::is_null));
                    // A null that was there before would not have to be written.
                    let was = place.tokens().iter().try_fold(&before, |at, name| at.get(name));
                    prop_assert!(!was.is_some_and(Json::is_null));
                }
            }
        }
    }
}

/// `MergePatch(Target, Patch)` of RFC 7396 §2.
fn as_the_rfc_says(target: Option<&Json>, patch: &Json) -> Json {
    let Json::Object(patch) = patch else {
        return patch.clone();
    };
    let mut result = match target {
        Some(Json::Object(members)) => members.clone(),
        _ => amend::value::Members::new(),
    };
    for (name, value) in patch {
        if value.is_null() {
            result.remove(name);
        } else {
            let merged = as_the_rfc_says(result.get(name), value);
            result.insert(name, merged);
        }
    }
    Json::Object(result)
}

/// Wide objects: a failure after many removals puts every member back.
#[test]
fn many_removals_from_a_wide_object_are_undone_in_order() {
    let document = Json::object((0..300).rev().map(|n| (format!("member {n}"), n)));
    let mut operations: Vec<Operation> = (0..300)
        .step_by(2)
        .map(|n| Operation::Remove { path: common::pointer(&format!("/member {n}")) })
        .collect();
    operations.push(Operation::Remove { path: common::pointer("/member 0") });
    let patch = Patch::from(operations);

    let mut json = document.clone();
    assert_eq!(apply(&mut json, &patch).unwrap_err().operation(), Some(150));
    assert_eq!(json.to_string(), document.to_string());

    let before: Value = document.to_value().unwrap();
    let mut value = before.clone();
    assert!(apply(&mut value, &patch).is_err());
    assert_eq!(value.to_string(), before.to_string());
}
