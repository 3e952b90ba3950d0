//! The project's own cases: tests/cases/*.json, each through both doors and from text to text.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test fails by panicking")]

mod common;

use std::collections::BTreeSet;

use amend::error::{ApplyError, ApplyTextError, PatchError};
use amend::{ApplyOptions, Document, Json, Patch, apply_with, merge_patch_of, merge_patch_with};
use common::{name, number, options, pointer, strings, text};
use serde_json::Value;

#[test]
fn pointers() {
    common::run("pointer.json", check_patch);
}

#[test]
fn operations() {
    common::run("operations.json", check_patch);
}

#[test]
fn dot_net_dialect() {
    common::run("dot-net.json", check_patch);
}

#[test]
fn limits() {
    common::run("limits.json", check_patch);
}

#[test]
fn merge_patches() {
    common::run("merge-patch.json", check_merge);
    common::run("merge-patch.limits.json", check_merge);
}

#[test]
fn conversions() {
    common::run("conversion.json", check_conversion);
}

fn check_patch(case: &Json) {
    let document = case.get("doc").expect("`doc`");
    let error = case.get("error");
    let reading = options(case, "read_");
    let (dialect, limits) = (&reading.dialect, &reading.limits);
    let patch = match case.get("patch") {
        Some(patch) => {
            let read = Patch::read(patch, dialect, limits);
            // The text of a patch is read as its document is.
            assert_eq!(Patch::parse(patch.to_string().as_bytes(), dialect, limits), read);
            read
        }
        None => Patch::parse(text(case, "patch_text").unwrap().as_bytes(), dialect, limits),
    };
    if let Some(error) = error.filter(|error| text(error, "at") == Some("read")) {
        check_patch_error(error, &patch.expect_err("the patch is not to be read"));
        return;
    }
    let patch = patch.expect("the patch is to be read");
    let options = options(case, "");

    let mut json = document.clone();
    let outcome = apply_with(&mut json, &patch, &options);
    match (case.get("expected"), error) {
        (Some(expected), None) => {
            outcome.as_ref().expect("the patch is to apply");
            assert_eq!(json.to_string(), expected.to_string());
        }
        (None, Some(error)) => {
            check_apply_error(error, outcome.as_ref().expect_err("the patch is not to apply"));
            assert_eq!(json.to_string(), document.to_string(), "the document is unchanged");
        }
        _ => panic!("either `expected` or `error`"),
    }
    through_the_other_door(
        document,
        |json| apply_with(json, &patch, &options),
        |value| patch.to_json().to_value().ok().map(|_| apply_with(value, &patch, &options)),
    );
    // And from text to text, where what differs is laid over the tapes of both; it is one
    // step, so what is read and what is applied have the same options.
    if reading != options {
        return;
    }
    let source = document.to_string();
    let read = Document::parse(&source).expect("the document is to be read");
    let written = case.get("patch").map(Json::to_string);
    let written = written.unwrap_or_else(|| text(case, "patch_text").unwrap().to_owned());
    let found = read.patched(&written, &options).map(|text| text.parse::<Json>().unwrap());
    let expected = outcome.map(|()| json).map_err(ApplyTextError::from);
    assert_eq!(found.as_ref().map(Json::to_string), expected.as_ref().map(Json::to_string));
}

/// The same on a `serde_json::Value`, if that can hold all the numbers. It may
/// list the members of the document in another order, so its order is taken.
fn through_the_other_door(
    document: &Json,
    change_json: impl Fn(&mut Json) -> Result<(), ApplyError>,
    change_value: impl Fn(&mut Value) -> Option<Result<(), ApplyError>>,
) {
    let Ok(mut value) = document.to_value() else { return };
    let mut json = Json::from(&value);
    let Some(outcome) = change_value(&mut value) else { return };
    assert_eq!(outcome, change_json(&mut json));
    assert_eq!(value.to_string(), json.to_value().unwrap().to_string());
}

fn check_patch_error(expected: &Json, error: &PatchError) {
    assert_eq!(Some(error.kind().code()), text(expected, "kind"), "{error}");
    assert_eq!(error.operation(), number(expected, "operation"), "{error}");
    assert_eq!(error.limit(), text(expected, "limit"), "{error}");
    if let Some(path) = text(expected, "path") {
        assert_eq!(error.path(), pointer(path), "{error}");
    }
    if let Some(text) = text(expected, "text") {
        assert_eq!(error.to_string(), text);
    }
}

fn check_apply_error(expected: &Json, error: &ApplyError) {
    assert_eq!(Some(error.kind().code()), text(expected, "kind"), "{error}");
    assert_eq!(error.operation(), number(expected, "operation"), "{error}");
    assert_eq!(Some(error.path()), text(expected, "path").map(pointer).as_ref(), "{error}");
    assert_eq!(error.token(), number(expected, "token"), "{error}");
    assert_eq!(error.limit(), text(expected, "limit"), "{error}");
    if let Some(suggestion) = text(expected, "suggestion") {
        assert_eq!(error.suggestion(), Some(&pointer(suggestion)), "{error}");
    }
    if let Some(candidates) = strings(expected, "candidates") {
        assert_eq!(error.candidates(), candidates, "{error}");
    }
    if let Some(text) = text(expected, "text") {
        assert_eq!(error.to_string(), text);
    }
}

fn check_merge(case: &Json) {
    let document = case.get("doc").expect("`doc`");
    if let Some(after) = case.get("after") {
        check_made(case, document, after);
        return;
    }
    let options = options(case, "");
    let one = case.get("patch").map(std::slice::from_ref);
    let patches = case.get("patches").and_then(Json::as_array).or(one).expect("`patch`");
    let mut json = document.clone();
    let outcome = patches.iter().try_for_each(|patch| merge_patch_with(&mut json, patch, &options));
    match (case.get("expected"), case.get("error")) {
        (Some(expected), None) => {
            outcome.as_ref().expect("the patch is to apply");
            assert_eq!(json.to_string(), expected.to_string());
        }
        (None, Some(error)) => {
            check_apply_error(error, outcome.as_ref().expect_err("the patch is not to apply"));
            assert_eq!(json.to_string(), document.to_string(), "the document is unchanged");
        }
        _ => panic!("either `expected` or `error`"),
    }
    through_the_other_door(
        document,
        |json| patches.iter().try_for_each(|patch| merge_patch_with(json, patch, &options)),
        |value| Some(patches.iter().try_for_each(|p| merge_patch_with(value, p, &options))),
    );
}

/// The Merge Patch that is made of two documents, or the places that stop it.
fn check_made(case: &Json, before: &Json, after: &Json) {
    let made = merge_patch_of(before, after);
    let values = (before.to_value().unwrap(), after.to_value().unwrap());
    assert_eq!(merge_patch_of(before, &values.1).is_ok(), made.is_ok(), "mixed doors");
    let texts = (before.to_string(), after.to_string());
    let nodes = (Document::parse(&texts.0).unwrap(), Document::parse(&texts.1).unwrap());
    assert_eq!(merge_patch_of(nodes.0.root(), nodes.1.root()), made, "from text to text");
    match (case.get("made"), strings(case, "places")) {
        (Some(expected), None) => {
            let made = made.expect("it can be expressed");
            assert_eq!(made.to_string(), expected.to_string());
            let mut result = before.clone();
            merge_patch_with(&mut result, &made, &ApplyOptions::default()).unwrap();
            assert_eq!(&result, after);
        }
        (None, Some(places)) => {
            let error = made.expect_err("it cannot be expressed");
            let found: Vec<String> = error.places().iter().map(ToString::to_string).collect();
            assert_eq!(found, places);
            if let Some(text) = text(case, "text") {
                assert_eq!(error.to_string(), text);
            }
        }
        _ => panic!("either `made` or `places`"),
    }
}

fn check_conversion(case: &Json) {
    let before = case.get("doc").expect("`doc`");
    let options = ApplyOptions::default();
    let patched = |member| {
        let patch = Patch::read(case.get(member)?, &options.dialect, &options.limits).unwrap();
        let mut document = before.clone();
        apply_with(&mut document, &patch, &options).unwrap();
        Some(document)
    };
    if let Some(after) = patched("through") {
        check_made(case, before, &after);
        return;
    }
    let mut merged = before.clone();
    if let Some(patch) = case.get("patch") {
        merge_patch_with(&mut merged, patch, &options).unwrap();
    }
    let expected = case.get("expected").expect("`expected`");
    let results = [case.get("patch").map(|_| merged), patched("moved"), patched("same")];
    assert_eq!(results.iter().flatten().count(), 2, "two ways to the same");
    for result in results.into_iter().flatten() {
        assert_eq!(&result, expected);
    }
}

/// Each numbered statement of sections 1 to 5 has a case with its number.
#[test]
fn every_statement_has_a_case() {
    let files = [
        "pointer.json",
        "operations.json",
        "merge-patch.json",
        "dot-net.json",
        "reading.json",
        "diff-any-case.json",
    ];
    let cases: Vec<Json> = files.iter().flat_map(|file| common::cases(file)).collect();
    let numbers: BTreeSet<&str> = cases.iter().filter_map(|c| name(c).split(' ').next()).collect();
    // 5.8 is what `resolve` is for: tests/resolve.rs.
    let elsewhere = ["5.8"];
    let statements = [(1, 9), (2, 15), (3, 11), (5, 8)];
    for (section, count) in statements {
        for number in 1..=count {
            let number = format!("{section}.{number}");
            let found = numbers.contains(number.as_str());
            assert_ne!(found, elsewhere.contains(&number.as_str()), "{number}");
        }
    }
}

/// Each statement of sections 4 and 6, which have no numbers, has a case that begins
/// with its section and its words.
#[test]
fn every_statement_on_conversion_and_on_patches_has_a_case() {
    let statements: [(&str, &[&str]); 7] = [
        (
            "conversion.json",
            &[
                "4 merge to JSON Patch: null and present is remove",
                "4 merge to JSON Patch: null and absent is nothing",
                "4 merge to JSON Patch: object on object recurses",
                "4 merge to JSON Patch: object on a scalar is replace without nulls",
                "4 merge to JSON Patch: object on nothing is add without nulls",
                "4 merge to JSON Patch: scalar on something is replace",
                "4 merge to JSON Patch: array on nothing is add",
                "4 vendor profile: move is remove and add with the value",
                "4 vendor profile: copy is add with the value",
            ],
        ),
        (
            "translate.json",
            &[
                "4 merge to JSON Patch without a document: three documented losses",
                "4 JSON Patch to merge patch: loses tests",
                "4 JSON Patch to merge patch: loses moves",
                "4 JSON Patch to merge patch: loses array element granularity",
                "4 JSON Patch to merge patch: not exact where null is wanted",
                "4 vendor profile: move and copy carry the document's value",
            ],
        ),
        (
            "diff.json",
            &["6.1 an object becomes an array", "6.1 numbers of one value", "6.2 ", "6.3 "],
        ),
        (
            "invert.json",
            &[
                "6 invert: replace needs the old value",
                "6 invert: remove of the last member needs the old value",
                "6 invert: add over an existing member needs the old value",
                "6 invert: move over an existing member needs the old value",
                "6 invert: copy over an existing member needs the old value",
                "6 invert: add at - inverts to a concrete index",
                "6 invert: move in a list",
                "6 invert: test is its own inverse, in the reverse position",
                "6 invert: the order of keys",
            ],
        ),
        (
            "compose.json",
            &[
                "6 squash: remove and add are replace",
                "6 squash: not if a test lies between",
                "6 squash: not if a read lies between",
                "6 squash: tests that are not redundant stay",
                "6 squash: nothing passes a subtree that is moved",
                "6 squash: failure equivalence",
            ],
        ),
        (
            "merge.json",
            &[
                "6 merge: same edit twice is one",
                "6 merge: edit against delete of an ancestor",
                "6 merge: insert against insert at the same index",
                "6 merge: array index shifts",
                "6 merge: rename against edit",
                "6 merge: keyed arrays by identity",
                "6 merge: both add the same key with different values",
                "6 merge: null is not missing",
            ],
        ),
        (
            "rebase.json",
            &[
                "6 rebase: same edit twice is one",
                "6 rebase: edit below a deleted ancestor",
                "6 rebase: insert against insert at the same index",
                "6 rebase: array index shifts",
                "6 rebase: rename against edit",
                "6 rebase: tests are held against the new document",
                "6 rebase: tests that fail there",
                "6 rebase: keyed arrays by identity",
                "6 rebase: both added a member",
                "6 rebase: null is not missing",
            ],
        ),
    ];
    for (file, statements) in statements {
        let cases = common::cases(file);
        for statement in statements {
            let found = cases.iter().any(|case| name(case).starts_with(statement));
            assert!(found, "{file}: {statement}");
        }
    }
}

/// Each kind of error has a case that asserts its whole text.
#[test]
fn every_kind_of_error_has_a_case_with_its_text() {
    let files = [
        "pointer.json",
        "operations.json",
        "dot-net.json",
        "limits.json",
        "merge-patch.limits.json",
    ];
    let mut asserted = BTreeSet::new();
    for case in files.iter().flat_map(|file| common::cases(file)) {
        let Some(error) = case.get("error") else { continue };
        if text(error, "text").is_some() {
            let at = text(error, "at").unwrap_or("apply");
            asserted.insert(format!("{at} {}", text(error, "kind").unwrap()));
        }
    }
    let read = [
        "not-json",
        "not-an-array",
        "not-an-object",
        "unknown-operation",
        "missing-member",
        "wrong-type",
        "bad-pointer",
        "unsupported-operation",
        "limit",
    ];
    // `not-representable` depends on the features of serde_json: tests/value.rs.
    let apply = [
        "path-not-found",
        "bad-index",
        "index-out-of-range",
        "not-a-container",
        "ambiguous-member",
        "test-failed",
        "move-into-itself",
        "remove-document",
        "unsupported-operation",
        "limit",
    ];
    let expected: BTreeSet<String> = read
        .iter()
        .map(|kind| format!("read {kind}"))
        .chain(apply.iter().map(|kind| format!("apply {kind}")))
        .collect();
    assert_eq!(asserted, expected);
}
