//! The `json-patch` crate as a second opinion. Where the two differ, the
//! difference is listed and explained here; one that is not explained fails,
//! and so does an explanation that no longer explains anything.
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]
#![allow(clippy::print_stdout, reason = "the run says how many patches agreed")]

mod common;

use std::collections::BTreeSet;

use amend::error::ApplyError;
use amend::{Json, Operation, Patch, apply};
use proptest::prelude::*;
use proptest::strategy::ValueTree;
use proptest::test_runner::{Config, RngAlgorithm, TestRng, TestRunner};
use serde_json::Value;

/// A difference that is known, and why we are right.
#[derive(Clone, Copy, Debug, Eq, Ord, PartialEq, PartialOrd)]
enum Known {
    /// RFC 6902 §4.6: numbers are equal by value. json-patch compares how
    /// `serde_json` holds them, so that `1` and `1.0` differ.
    NumbersByValue,
    /// RFC 6902 §4.4: a move onto itself needs the place only. json-patch
    /// refuses it for the whole document.
    MoveDocumentOntoItself,
}

#[test]
fn agrees_with_json_patch_or_the_difference_is_explained() {
    let config = Config { failure_persistence: None, ..Config::default() };
    let rng = TestRng::deterministic_rng(RngAlgorithm::ChaCha);
    let mut runner = TestRunner::new_with_rng(config, rng);
    let cases = (common::documents(), prop::collection::vec(common::plans(), 1..6));
    let mut seen = BTreeSet::new();
    let mut agreed = 0;
    for _ in 0..20_000 {
        let (document, plans) = cases.new_tree(&mut runner).unwrap().current();
        let patch = common::patch(&document, &plans, true);
        match compare(&document, &patch) {
            None => agreed += 1,
            Some(known) => {
                seen.insert(known);
            }
        }
    }
    for (document, patch, known) in EXAMPLES {
        let (document, patch): (Json, Patch) = (document.parse().unwrap(), patch.parse().unwrap());
        assert_eq!(compare(&document, &patch), Some(known), "{document} {patch}");
        seen.insert(known);
    }
    println!("json-patch: {agreed} of 20000 random patches agree; explained: {seen:?}");
    assert!(agreed > 15_000, "most patches mean the same to both");
}

/// A difference of each kind, so that each explanation is known to be needed.
const EXAMPLES: [(&str, &str, Known); 2] = [
    ("[1]", r#"[{"op":"test","path":"/0","value":1.0}]"#, Known::NumbersByValue),
    ("[1]", r#"[{"op":"move","from":"","path":""}]"#, Known::MoveDocumentOntoItself),
];

/// Nothing where both agree; how they differ where that is explained.
fn compare(document: &Json, patch: &Patch) -> Option<Known> {
    let before = document.to_value().unwrap();
    let mut ours = before.clone();
    let outcome = apply(&mut ours, patch);

    let mut theirs = before.clone();
    let their_patch: json_patch::Patch =
        serde_json::from_value(patch.to_json().to_value().unwrap()).unwrap();
    // Without undoing: its way back runs RFC operations under RFC rules, and
    // panics where these refuse.
    let their_outcome = json_patch::patch_unsafe(&mut theirs, &their_patch);

    let failed = outcome.as_ref().err().and_then(ApplyError::operation);
    let they_failed = their_outcome.as_ref().err().map(|error| error.operation);
    if failed == they_failed {
        if outcome.is_ok() {
            assert!(amend::equal(&ours, &theirs), "{document} with {patch}: {ours}, {theirs}");
        }
        return None;
    }
    let known = match (failed, they_failed) {
        // Nothing that we refuse is taken there.
        (ours, Some(theirs)) if ours.is_none_or(|ours| theirs < ours) => {
            match &patch.operations()[theirs] {
                Operation::Test { .. } => Some(Known::NumbersByValue),
                Operation::Move { from, path } if from.is_root() && path.is_root() => {
                    Some(Known::MoveDocumentOntoItself)
                }
                _ => None,
            }
        }
        _ => None,
    };
    assert!(
        known.is_some(),
        "not explained: {document} with {patch}: we {outcome:?} {ours}, \
         json-patch {their_outcome:?} {theirs}"
    );
    known
}

#[test]
fn a_value_reads_as_the_same_patch() {
    let text = r#"[{"op":"add","path":"/a","value":1},{"op":"move","from":"/a","path":"/b"}]"#;
    let value: Value = serde_json::from_str(text).unwrap();
    let patch: Patch = text.parse().unwrap();
    let read = Patch::read(&value, &amend::Dialect::RFC6902, &amend::Limits::default());
    assert_eq!(read, Ok(patch));
}
