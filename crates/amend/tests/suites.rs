//! Public suites, run whole where they stand beside the checkout: the official
//! json-patch-tests, and the union of twenty public suites in one form.
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]
#![allow(clippy::print_stdout, reason = "the run says how many cases there were")]

mod common;

use std::path::{Path, PathBuf};

use amend::options::LeadingSlash;
use amend::{ApplyOptions, Json, Patch, Pointer, apply, merge_patch};
use common::text;

/// Where the suites are, if they are there.
fn suites() -> Option<PathBuf> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/suites");
    if path.is_dir() {
        return Some(path);
    }
    println!("skipped: no public suites beside the checkout (../shared/suites)");
    None
}

/// A file of cases, some of which have a member twice: that is their point, and
/// our own reading refuses the file. `serde_json` keeps the last one.
fn read(path: &Path) -> Json {
    let text = std::fs::read(path).unwrap();
    Json::from(&serde_json::from_slice::<serde_json::Value>(&text).unwrap())
}

fn rows(path: &Path) -> Vec<Json> {
    let text = std::fs::read_to_string(path).unwrap();
    text.lines().map(|line| line.parse().unwrap()).collect()
}

fn is(row: &Json, member: &str, wanted: bool) -> bool {
    row.get(member).and_then(Json::as_bool) == Some(wanted)
}

/// What a row says of a patch on a document, against what both doors do.
fn check(row: &Json) -> Result<(), String> {
    let document = row.get("doc").ok_or("no document")?;
    let patch = row.get("patch").ok_or("no patch")?;
    let options = ApplyOptions::default();
    let apply_json = || {
        let patch = Patch::read(patch, &options.dialect, &options.limits)
            .map_err(|error| error.to_string())?;
        let mut result = document.clone();
        match apply(&mut result, &patch) {
            Ok(()) => Ok(result),
            Err(error) => {
                assert_eq!(result.to_string(), document.to_string(), "unchanged");
                Err(error.to_string())
            }
        }
    };
    // Not every build of serde_json holds every number.
    let values = document.to_value().ok().filter(|_| patch.to_value().is_ok());
    let apply_value = values.map(|mut value| {
        let patch = Patch::read(patch, &options.dialect, &options.limits)
            .map_err(|error| error.to_string())?;
        apply(&mut value, &patch).map_err(|error| error.to_string())?;
        Ok(Json::from(&value))
    });
    for result in [Some(apply_json()), apply_value].into_iter().flatten() {
        match (result, row.get("expected"), row.get("error")) {
            (Ok(result), Some(expected), _) if &result != expected => {
                return Err(format!("expected {expected}, found {result}"));
            }
            (Ok(result), None, Some(error)) => {
                return Err(format!("expected an error ({error}), found {result}"));
            }
            (Err(error), expected, None) => {
                return Err(format!("expected {expected:?}, found an error: {error}"));
            }
            _ => {}
        }
    }
    Ok(())
}

fn report(name: &str, ran: usize, left: &str, failed: &[String]) {
    assert!(failed.is_empty(), "{name}: {} of {ran} failed: {failed:#?}", failed.len());
    assert!(ran > 0, "{name} has no cases");
    println!("{name}: {ran} cases ran and passed{left}");
}

/// The cases that cannot be told in a document that was parsed: there an
/// operation has one member twice. They are asked as text.
const DUPLICATES: [(&str, &str); 2] = [
    (
        "duplicate ops",
        r#"[{"op": "add", "path": "/baz", "value": "qux", "op": "move", "from": "/foo"}]"#,
    ),
    (
        "A.13 Invalid JSON Patch Document",
        r#"[{"op": "add", "path": "/baz", "value": "qux", "op": "remove"}]"#,
    ),
];

#[test]
fn json_patch_tests() {
    let Some(suites) = suites() else { return };
    for (file, enabled) in [("tests.json", 92), ("spec_tests.json", 16)] {
        let cases = read(&suites.join("json-patch-tests").join(file));
        let cases = cases.as_array().unwrap();
        let mut failed = Vec::new();
        let mut ran = 0;
        let mut disabled = Vec::new();
        for (index, case) in cases.iter().enumerate() {
            let comment = text(case, "comment").unwrap_or_default();
            if is(case, "disabled", true) {
                disabled.push(comment.to_owned());
                continue;
            }
            ran += 1;
            if let Err(fault) = check(case) {
                failed.push(format!("{index} {comment}: {fault}"));
            }
        }
        assert_eq!(ran, enabled, "enabled cases of {file}");
        let left = format!("; {} are disabled there: {}", disabled.len(), disabled.join(", "));
        report(file, ran, &left, &failed);
    }
    for (name, patch) in DUPLICATES {
        assert!(patch.parse::<Patch>().is_err(), "{name}");
    }
}

#[test]
fn public_patch_cases() {
    let Some(suites) = suites() else { return };
    let rows = rows(&suites.join("public/patch_cases.jsonl"));
    let (mut ran, mut contradicting, mut disabled) = (0, 0, 0);
    let mut failed = Vec::new();
    for row in &rows {
        if is(row, "strict_rfc_agrees", false) {
            contradicting += 1;
            continue;
        }
        let comment = text_or_empty(row, "comment");
        if is(row, "disabled", true) {
            disabled += 1;
            // Disabled for engines that cannot do it. What it says of the RFC
            // holds, save where reading dropped one of two equal names.
            if DUPLICATES.iter().any(|(name, _)| *name == comment) {
                continue;
            }
        }
        ran += 1;
        if let Err(fault) = check(row) {
            failed.push(format!("{} {comment}: {fault}", text_or_empty(row, "suite")));
        }
    }
    assert_eq!((ran + contradicting, rows.len()), (rows.len() - 9, 1145));
    let left = format!(
        "; {contradicting} contradict the RFC, 9 have a duplicate member that parsing lost \
         ({disabled} are disabled there)"
    );
    report("patch_cases.jsonl", ran, &left, &failed);
}

fn text_or_empty<'a>(row: &'a Json, member: &str) -> &'a str {
    row.get(member).and_then(Json::as_str).unwrap_or_default()
}

#[test]
fn public_merge_cases() {
    let Some(suites) = suites() else { return };
    let rows = rows(&suites.join("public/merge_cases.jsonl"));
    let mut failed = Vec::new();
    for row in &rows {
        let (document, patch) = (row.get("doc").unwrap(), row.get("patch").unwrap());
        let expected = row.get("expected").unwrap();
        let mut json = document.clone();
        merge_patch(&mut json, patch).unwrap();
        if &json != expected {
            failed.push(format!("{row}: found {json}"));
        }
        // Not every build of serde_json holds every number.
        if let (Ok(mut value), Ok(_)) = (document.to_value(), patch.to_value()) {
            merge_patch(&mut value, patch).unwrap();
            if &Json::from(&value) != expected {
                failed.push(format!("{row}: found {value}"));
            }
        }
    }
    report("merge_cases.jsonl", rows.len(), "", &failed);
}

#[test]
fn pointers_of_the_rfc() {
    let Some(suites) = suites() else { return };
    let cases = read(&suites.join("public/pointer_rfc6901.json"));
    let document = cases.get("document").unwrap();
    let mut failed = Vec::new();
    let mut ran = 0;
    for (pointer, expected) in cases.get("pointers").unwrap().as_object().unwrap() {
        ran += 1;
        let found = document.pointer(&pointer.parse::<Pointer>().unwrap());
        if found != Some(expected) {
            failed.push(format!("{pointer}: {found:?}"));
        }
    }
    // The form of RFC 6901 §6 is another syntax: it is no pointer here.
    for (uri, _) in cases.get("uris").unwrap().as_object().unwrap() {
        ran += 1;
        let read = [LeadingSlash::Required, LeadingSlash::Optional];
        if read.iter().any(|slash| Pointer::parse(uri, *slash).is_ok()) {
            failed.push(format!("{uri} is read"));
        }
    }
    report("pointer_rfc6901.json", ran, "", &failed);
}
