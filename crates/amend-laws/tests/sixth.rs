//! A sixth vendor, added as `schemas/README.md` says: its files are those of that
//! page.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::fs;
use std::path::Path;
use std::sync::OnceLock;

use amend::Json;
use amend_laws::{Law, cases, law};
use amend_vendor::{Behaviour, Change, Options, Vendor, plan};

const PAGE: &str = include_str!("../../../schemas/README.md");

// Step 4: what stands in `src/lib.rs`, save that the schemas come from the page.
#[derive(Debug)]
struct Rolodex;

impl Behaviour for Rolodex {}

/// The file of this name on the page.
fn file(name: &str) -> &'static str {
    let (_, rest) = PAGE.split_once(&format!("```json {name}\n")).expect(name);
    rest.split_once("```").expect(name).0
}

fn rolodex() -> &'static Vendor {
    static ROLODEX: OnceLock<Vendor> = OnceLock::new();
    ROLODEX.get_or_init(|| {
        let (person, update) = (file("person.schema.json"), file("update.schema.json"));
        Vendor::new("rolodex", person, update, &Rolodex)
    })
}

#[test]
fn the_code_of_the_page_is_the_code_of_this_test() {
    let own = "#[derive(Debug)]\nstruct Rolodex;\n\nimpl Behaviour for Rolodex {}\n";
    assert!(PAGE.contains(own) && include_str!("sixth.rs").contains(own));
}

#[test]
fn the_schema_keeps_to_the_vocabulary() {
    let read = |text: &str| text.parse::<Json>().unwrap().to_value().unwrap();
    let vocabulary = include_str!("../../../schemas/vocabulary.schema.json");
    let vocabulary = jsonschema::validator_for(&read(vocabulary)).unwrap();
    let schema = read(file("person.schema.json"));
    let faults: Vec<String> = vocabulary.iter_errors(&schema).map(|e| e.to_string()).collect();
    assert!(faults.is_empty(), "{faults:?}");
}

#[test]
fn the_cases_of_the_page_pass() {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("sixth");
    fs::create_dir_all(&folder).unwrap();
    fs::write(folder.join("update.json"), file("tests/cases/update.json")).unwrap();
    cases(rolodex(), &folder);
}

#[test]
fn the_law_holds() {
    law(&Law::new(rolodex(), file("tests/records.json")));
}

#[test]
fn a_plan_names_the_rule_that_is_not_documented() {
    let record: Json = r#"{"id": 7, "phones": ["1"]}"#.parse().unwrap();
    let change = Change::To(r#"{"phones": []}"#.parse().unwrap());
    let planned = plan(rolodex(), &record, &change, &Options::default()).unwrap();
    let details = planned.details().unwrap();
    assert_eq!(details.requests[0].url(), "https://api.rolodex.example/v1/people/7");
    let rules: Vec<&str> = details.assumptions.iter().map(|a| a.rule.as_str()).collect();
    assert_eq!(rules, ["rolodex.lists"]);
}
