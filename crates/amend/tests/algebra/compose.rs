//! apply(compose(p, q), a) = apply(q, apply(p, a)), failing exactly when the two
//! in sequence fail.

use amend::algebra::{compose_merge_patches, compose_on, simplify};
use amend::{
    ApplyOptions, Dialect, Json, Operation, Patch, apply, apply_with, compose, merge_patch,
};
use proptest::prelude::*;

use crate::common;
use crate::edits::{self, Keep, seeds};
use crate::{cases, options};

/// The result of patches one after another; nothing, if one fails.
fn in_sequence(document: &Json, patches: &[&Patch]) -> Option<Json> {
    let mut document = document.clone();
    patches.iter().try_for_each(|patch| apply(&mut document, patch)).ok()?;
    Some(document)
}

/// The value with its members sorted: its text tells how numbers are written.
fn in_any_order(value: &Json) -> Json {
    match value {
        Json::Array(elements) => Json::array(elements.iter().map(in_any_order)),
        Json::Object(members) => {
            let mut members: Vec<(&str, Json)> =
                members.iter().map(|(name, value)| (name, in_any_order(value))).collect();
            members.sort_by_key(|(name, _)| *name);
            Json::object(members)
        }
        value => value.clone(),
    }
}

fn joined(first: &Patch, second: &Patch) -> Patch {
    Patch::from([first.operations(), second.operations()].concat())
}

/// Tests that can fail; one that stands behind what makes it true need not stay.
fn is_test(operation: &Operation) -> bool {
    matches!(operation, Operation::Test { .. })
}

proptest! {
    #![proptest_config(cases())]

    /// On the document that the patches were made for, and on others.
    #[test]
    fn one_patch_does_what_two_do(
        document in common::documents(),
        others in prop::collection::vec(common::documents(), 4),
        (p, q) in (seeds(4), seeds(4)),
        keep in prop_oneof![Just(Keep::Applying), Just(Keep::All)],
    ) {
        let dialect = options("rfc6902").dialect;
        let (first, between) = edits::patch(&document, &p, dialect, keep);
        let (second, _) = edits::patch(&between, &q, dialect, keep);
        let both = compose(&first, &second);
        prop_assert!(both.operations().len() <= joined(&first, &second).operations().len());
        prop_assert!(both.to_string().len() <= joined(&first, &second).to_string().len());
        for document in others.iter().chain([&document]) {
            let expected = in_sequence(document, &[&first, &second]);
            prop_assert_eq!(in_sequence(document, &[&both]), expected, "{}", both);
        }
        prop_assert_eq!(simplify(&both), both);
    }

    #[test]
    fn with_the_document_too(
        document in common::documents(),
        (p, q) in (seeds(4), seeds(4)),
        dialect in prop_oneof![Just("rfc6902"), Just("dot-net"), Just("any-case")],
    ) {
        let options = options(dialect);
        let (first, between) = edits::patch(&document, &p, options.dialect, Keep::Applying);
        let (second, after) = edits::patch(&between, &q, options.dialect, Keep::Applying);
        let both = compose_on(&first, &second, &document, &options).unwrap();
        let mut result = document.clone();
        apply_with(&mut result, &both, &options).unwrap();
        prop_assert_eq!(in_any_order(&result).to_string(), in_any_order(&after).to_string());
        prop_assert!(both.to_string().len() <= joined(&first, &second).to_string().len());
    }

    #[test]
    fn with_a_document_that_they_fail_on(document in common::documents(), p in seeds(4), q in seeds(4)) {
        let options = options("rfc6902");
        let (first, between) = edits::patch(&document, &p, options.dialect, Keep::All);
        let (second, _) = edits::patch(&between, &q, options.dialect, Keep::All);
        let mut result = document.clone();
        let outcome = apply(&mut result, &first).and_then(|()| apply(&mut result, &second));
        prop_assert_eq!(compose_on(&first, &second, &document, &options).err(), outcome.err());
    }

    /// A test of a value that the patch does not put there itself stays, and
    /// still fails on a document that does not have it.
    #[test]
    fn with_the_document_tests_are_kept(
        document in common::documents(),
        other in common::documents(),
        (p, q) in (seeds(4), seeds(4)),
    ) {
        let options = options("rfc6902");
        let (first, between) = edits::patch(&document, &p, options.dialect, Keep::Applying);
        let (second, _) = edits::patch(&between, &q, options.dialect, Keep::Applying);
        let both = compose_on(&first, &second, &document, &options).unwrap();
        // What is tested before anything is changed has to be in the document.
        let guards = |patch: &Patch| {
            let tests = patch.operations().iter().take_while(|o| is_test(o)).cloned();
            Patch::from(tests.collect::<Vec<_>>())
        };
        if in_sequence(&other, &[&guards(&first)]).is_none() {
            prop_assert_eq!(in_sequence(&other, &[&both]), None);
        }
    }

    #[test]
    fn one_merge_patch_does_what_two_do(
        documents in prop::collection::vec(common::documents(), 4),
        first in common::documents(),
        second in common::documents(),
    ) {
        let apply = |document: &Json, patches: &[&Json]| {
            let mut document = document.clone();
            for patch in patches {
                merge_patch(&mut document, patch).unwrap();
            }
            document
        };
        match compose_merge_patches(&first, &second) {
            Ok(both) => for document in &documents {
                let expected = apply(document, &[&first, &second]);
                prop_assert_eq!(apply(document, &[&both]), expected);
            },
            Err(error) => for place in error.places() {
                // Over a member that the document has, an object would be laid.
                prop_assert!(second.pointer(place).is_some_and(|v| v.as_object().is_some()));
                prop_assert!(first.pointer(place).is_some_and(|v| v.as_object().is_none()));
            }
        }
    }
}

/// Every pair of operations of a small set, on every document of a small set:
/// composing changes neither what they do nor when they fail.
#[test]
fn every_pair_of_operations_on_every_small_document() {
    let documents = small_documents();
    let paths = ["", "/a", "/0", "/1", "/-", "/a/a", "/a/0", "/0/a", "/0/0", "/-/0", "/a/-"];
    let operations = small_operations(&paths, &["1", "[1]", r#"{"a":1}"#]);
    let (mut single, mut pairs) = (0, 0);
    for first in &operations {
        for second in &operations {
            let two = Patch::from(vec![first.clone(), second.clone()]);
            let both = simplify(&two);
            pairs += 1;
            single += usize::from(both.operations().len() < 2);
            if both != two {
                assert_same(&both, &two, &documents);
            }
        }
    }
    // So many pairs are known to be one operation without any document.
    assert_eq!((single, pairs), (1917, 123_904));
}

/// The same for every three operations of a smaller set: the one in the middle
/// may stand in the way of the others.
#[test]
fn every_three_operations_on_every_small_document() {
    let documents = small_documents();
    let operations = small_operations(&["/a", "/0", "/1", "/0/a"], &["1", r#"{"a":1}"#]);
    let (mut shorter, mut all) = (0, 0);
    for first in &operations {
        for second in &operations {
            for third in &operations {
                let three = Patch::from(vec![first.clone(), second.clone(), third.clone()]);
                let simple = simplify(&three);
                all += 1;
                shorter += usize::from(simple.operations().len() < 3);
                if simple != three {
                    assert_same(&simple, &three, &documents);
                }
            }
        }
    }
    assert_eq!((shorter, all), (27_100, 216_000));
}

/// Every pair of changes with the document that they are for.
#[test]
fn every_pair_of_operations_on_the_document_that_it_is_for() {
    let operations = small_operations(&["/a", "/0", "/-", "/a/a", "/0/0"], &["1", "[1]"]);
    for document in small_documents() {
        for first in &operations {
            let one = Patch::from(vec![first.clone()]);
            let Some(between) = in_sequence(&document, &[&one]) else { continue };
            for second in &operations {
                let two = Patch::from(vec![second.clone()]);
                let Some(after) = in_sequence(&between, &[&two]) else { continue };
                let both = compose_on(&one, &two, &document, &ApplyOptions::default()).unwrap();
                assert_eq!(in_sequence(&document, &[&both]), Some(after), "{one} {two} {document}");
            }
        }
    }
}

fn assert_same(one: &Patch, other: &Patch, documents: &[Json]) {
    for document in documents {
        let (one_made, other_made) =
            (in_sequence(document, &[one]), in_sequence(document, &[other]));
        assert_eq!(one_made, other_made, "{one} {other} {document}");
    }
}

fn small_documents() -> Vec<Json> {
    [
        "null",
        "1",
        "[]",
        "{}",
        "[1]",
        "[1,2]",
        "[[1]]",
        "[[1,2],{}]",
        r#"{"a":1}"#,
        r#"{"a":{}}"#,
        r#"{"a":{"a":1}}"#,
        r#"{"a":[1]}"#,
        r#"{"a":[]}"#,
        r#"{"a":[1,2]}"#,
        r#"{"0":1}"#,
        r#"{"0":{"a":1},"1":2}"#,
        r#"{"-":1}"#,
        r#"{"0":1,"-":[1]}"#,
        r#"[{"a":1},{"a":2}]"#,
        r#"[{"0":1},[1]]"#,
        r#"{"a":{"0":1}}"#,
        r#"{"a":{"-":[1],"0":2}}"#,
        r#"{"a":1,"0":1,"1":1}"#,
    ]
    .iter()
    .map(|text| text.parse().unwrap())
    .collect()
}

fn small_operations(paths: &[&str], values: &[&str]) -> Vec<Operation> {
    let paths: Vec<_> = paths.iter().map(|path| common::pointer(path)).collect();
    let values: Vec<Json> = values.iter().map(|value| value.parse().unwrap()).collect();
    let mut operations = Vec::new();
    for path in &paths {
        operations.push(Operation::Remove { path: path.clone() });
        for value in &values {
            let (path, value) = (path.clone(), value.clone());
            operations.push(Operation::Add { path: path.clone(), value: value.clone() });
            operations.push(Operation::Replace { path: path.clone(), value: value.clone() });
            operations.push(Operation::Test { path, value });
        }
        for from in &paths {
            operations.push(Operation::Move { from: from.clone(), path: path.clone() });
            operations.push(Operation::Copy { from: from.clone(), path: path.clone() });
        }
    }
    operations
}

#[test]
fn cases_of_compositions() {
    common::run("compose.json", check);
}

fn check(case: &Json) {
    let (first, second) = (case.get("first").unwrap(), case.get("second").unwrap());
    if case.get("merged").is_some() || case.get("places").is_some() {
        return check_merge_patches(case, first, second);
    }
    let options = common::options(case, "");
    let read = |patch| Patch::read(patch, &Dialect::RFC6902, &options.limits).unwrap();
    let (first, second) = (read(first), read(second));
    let joined = joined(&first, &second);
    if let Some(document) = case.get("doc") {
        let both = compose_on(&first, &second, document, &options);
        if let Some(text) = common::text(case, "error") {
            assert_eq!(both.unwrap_err().to_string(), text);
            return;
        }
        assert_eq!(both.unwrap().to_string(), case.get("on").unwrap().to_string());
        return;
    }
    // Without `composed`, nothing can be left out.
    let composed = case.get("composed").map_or_else(|| joined.to_string(), Json::to_string);
    assert_eq!(compose(&first, &second).to_string(), composed);
    assert_same(&compose(&first, &second), &joined, &small_documents());
}

fn check_merge_patches(case: &Json, first: &Json, second: &Json) {
    let both = compose_merge_patches(first, second);
    match common::strings(case, "places") {
        None => assert_eq!(both.unwrap().to_string(), case.get("merged").unwrap().to_string()),
        Some(places) => {
            let error = both.unwrap_err();
            let found: Vec<String> = error.places().iter().map(ToString::to_string).collect();
            assert_eq!(found, places);
            assert_eq!(Some(error.to_string().as_str()), common::text(case, "text"));
        }
    }
}
