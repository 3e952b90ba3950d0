//! Every code of a violation has a case that produces it, and `explain` knows it.

#![allow(clippy::panic, clippy::unwrap_used, reason = "a test fails by panicking")]

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use amend::{Json, Limits};
use amend_vendor::Code;

fn case_files() -> Vec<PathBuf> {
    let schemas = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../schemas");
    let vendors = fs::read_dir(schemas).unwrap().map(|entry| entry.unwrap().path());
    let folders = vendors.map(|vendor| vendor.join("tests/cases")).filter(|folder| folder.is_dir());
    let files = folders.flat_map(|folder| fs::read_dir(folder).unwrap());
    let paths = files.map(|entry| entry.unwrap().path());
    paths.filter(|path| path.extension().is_some_and(|extension| extension == "json")).collect()
}

/// The codes under any `violations`, with a case that has each.
fn gather(json: &Json, case: &str, found: &mut BTreeMap<String, String>) {
    for element in json.as_array().unwrap_or_default() {
        gather(element, case, found);
    }
    for (name, value) in json.as_object().into_iter().flatten() {
        if name == "violations" {
            for violation in value.as_array().unwrap() {
                let code = violation.get("code").and_then(Json::as_str).unwrap();
                found.insert(code.to_owned(), case.to_owned());
            }
        } else {
            gather(value, case, found);
        }
    }
}

#[test]
fn every_code_has_a_case_that_produces_it() {
    let mut found = BTreeMap::new();
    for path in case_files() {
        let text = fs::read(&path).unwrap();
        let cases = Json::read(&text, &Limits::default()).unwrap();
        for case in cases.as_array().unwrap() {
            let name = case.get("name").and_then(Json::as_str).unwrap_or_default();
            let told = format!("{}: {name}", path.display());
            gather(case.get("expect").unwrap(), &told, &mut found);
        }
    }
    // A case names only codes that there are: the others would never be produced.
    for (code, case) in &found {
        assert!(Code::from_word(code).is_some(), "{case}: there is no code `{code}`");
    }
    let missing: Vec<&str> = Code::ALL
        .iter()
        .map(|code| code.as_str())
        .filter(|code| !found.contains_key(*code))
        .collect();
    assert!(missing.is_empty(), "no case produces {missing:?}");
}

#[test]
fn every_code_is_a_word_of_its_own_and_is_explained() {
    let mut words: Vec<&str> = Code::ALL.iter().map(|code| code.as_str()).collect();
    for code in Code::ALL {
        assert_eq!(Code::from_word(code.as_str()), Some(*code));
        assert!(code.meaning().trim().len() > 20, "{code}");
        let plain = code.as_str().bytes().all(|byte| byte.is_ascii_lowercase() || byte == b'-');
        assert!(plain, "{code}");
    }
    words.sort_unstable();
    words.dedup();
    assert_eq!(words.len(), Code::ALL.len());
}
