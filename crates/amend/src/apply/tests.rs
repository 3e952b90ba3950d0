//! Ways of applying that are chosen by size: small documents take all of them
//! here.

use proptest::prelude::*;

use super::{ApplyOptions, ApplyTextError, apply_to_text, apply_with, patiently};
use crate::{Dialect, Json, Limits, MemberNames, Operation, Pointer};

pub(super) fn values() -> impl Strategy<Value = Json> {
    let scalar = prop_oneof![(0..3).prop_map(Json::from), Just(Json::Null), Just(Json::from("x"))];
    scalar.prop_recursive(3, 20, 5, |inner| {
        let name = prop::sample::select(vec!["a", "b", "c", "A", "0"]);
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..5).prop_map(Json::Array),
            prop::collection::vec((name, inner), 0..5).prop_map(Json::object),
        ]
    })
}

pub(super) fn pointers() -> impl Strategy<Value = Pointer> {
    let token = prop::sample::select(vec!["a", "a", "b", "c", "0", "0", "1", "2", "-"]);
    prop::collection::vec(token, 0..4).prop_map(Pointer::from_tokens)
}

pub(super) fn operations() -> impl Strategy<Value = Operation> {
    (0..7_u8, pointers(), pointers(), values()).prop_map(|(kind, path, from, value)| match kind {
        0..=1 => Operation::Add { path, value },
        2 => Operation::Remove { path },
        3 => Operation::Replace { path, value },
        4 => Operation::Move { from, path },
        5 => Operation::Copy { from, path },
        _ => Operation::Test { path, value },
    })
}

/// Those operations that apply one after the other, and the last one that does
/// not if `failing`.
pub(super) fn patch(document: &Json, operations: Vec<Operation>, failing: bool) -> Vec<Operation> {
    let mut now = document.clone();
    let mut patch = Vec::new();
    let mut bad = None;
    for operation in operations {
        if apply_with(&mut now, &vec![operation.clone()].into(), &ApplyOptions::default()).is_ok() {
            patch.push(operation);
        } else {
            bad = Some(operation);
        }
    }
    patch.extend(bad.filter(|_| failing));
    patch
}

proptest! {
    #![proptest_config(ProptestConfig {
        cases: 10_000,
        failure_persistence: None,
        ..ProptestConfig::default()
    })]

    /// However soon the overlay is taken, the result is the same, byte for byte,
    /// or the same error; and both kinds of document come back whole.
    #[test]
    fn the_overlay_does_what_is_done_in_place(
        document in prop::collection::vec(values(), 1..4).prop_map(Json::Array),
        operations in prop::collection::vec(operations(), 1..40),
        failing in any::<bool>(),
        patience in 0..12_usize,
        growth in prop_oneof![Just(usize::MAX / 2), 0..2_000_usize],
        member_names in prop::sample::select(vec![MemberNames::Exact, MemberNames::IgnoreCase]),
    ) {
        let document = Json::object([("a", document), ("b", Json::from("x".repeat(600)))]);
        let operations = patch(&document, operations, failing);
        let limits = Limits { growth, ..Limits::default() };
        let dialect = Dialect { member_names, ..Dialect::RFC6902 };
        let options = ApplyOptions { dialect, limits };

        let mut in_place = document.clone();
        let outcome = patiently(&mut in_place, &operations, &options, usize::MAX);
        let mut laid_over = document.clone();
        prop_assert_eq!(&patiently(&mut laid_over, &operations, &options, patience), &outcome);
        prop_assert_eq!(laid_over.to_string(), in_place.to_string());
        if outcome.is_err() {
            prop_assert_eq!(laid_over.to_string(), document.to_string());
        }
        let text = document.to_string();
        let applied = apply_to_text(&text, &operations.clone().into(), &options);
        match (applied, &outcome) {
            (Ok(applied), Ok(())) => prop_assert_eq!(applied, in_place.to_string()),
            (Err(ApplyTextError::Apply(error)), Err(other)) => prop_assert_eq!(&error, other),
            (applied, _) => prop_assert!(false, "{applied:?} and {outcome:?}"),
        }

        let mut in_place = document.to_value().unwrap();
        let before = in_place.to_string();
        let outcome = patiently(&mut in_place, &operations, &options, usize::MAX);
        let mut laid_over = document.to_value().unwrap();
        let other = patiently(&mut laid_over, &operations, &options, patience);
        prop_assert_eq!(other.is_err(), outcome.is_err());
        prop_assert_eq!(laid_over.to_string(), in_place.to_string());
        if outcome.is_err() {
            prop_assert_eq!(laid_over.to_string(), before);
        }
    }
}
