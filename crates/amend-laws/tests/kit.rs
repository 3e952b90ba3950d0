//! The kit itself: what is wrong must fail, be it a case or a vendor.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};

use amend::{Json, Limits};
use amend_laws::{Law, cases, law};
use amend_vendor::{
    Behaviour, Case, Code, Failure, Lowered, Record, Request, Simulated, Unit, Vendor, Violation,
    Violations, lower, simulate,
};

macro_rules! vendor {
    ($behaviour:expr) => {
        Vendor::new(
            "tiny",
            include_str!("tiny/person.schema.json"),
            include_str!("tiny/update.schema.json"),
            $behaviour,
        )
    };
}

static HONEST: Vendor = vendor!(&Honest);
static EXTRA: Vendor = vendor!(&Extra);
static MEDDLER: Vendor = vendor!(&Meddler);
static SILENT: Vendor = vendor!(&Silent);
static STRICT: Vendor = vendor!(&Strict);
static INDISCREET: Vendor = vendor!(&Indiscreet);
static FORGETFUL: Vendor = vendor!(&Forgetful);

const RECORDS: &str = r#"[
    {"id": "a", "title": "Qvz-1", "name": "Qvz-2", "tags": ["Qvz-1"], "updated": "Qvz-3"},
    {"id": "b"}
]"#;

fn folder(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/tiny").join(name)
}

/// What a test tells when it fails; nothing when it passes.
fn told(test: impl FnOnce()) -> Option<String> {
    let payload = catch_unwind(AssertUnwindSafe(test)).err()?;
    payload.downcast_ref::<String>().cloned()
}

#[test]
fn what_a_case_says_rightly_passes() {
    cases(&HONEST, &folder("right"));
}

#[test]
fn what_a_case_says_wrongly_fails() {
    let told = told(|| cases(&HONEST, &folder("wrong"))).expect("wrong cases pass");
    let text = std::fs::read(folder("wrong/cases.json")).unwrap();
    let count = Json::read(&text, &Limits::default()).unwrap().as_array().unwrap().len();
    for number in 1..=count {
        assert!(told.contains(&format!(" {number}: ")), "case {number} passes: {told}");
    }
}

#[test]
fn the_law_holds_for_a_vendor_that_is_nothing_but_its_schema() {
    law(&Law::new(&HONEST, RECORDS));
}

/// Every way to send, as the schema alone has it: no line of code, and the law
/// holds to the letter.
static SINK: Vendor = Vendor::new(
    "sink",
    include_str!("sink/person.schema.json"),
    include_str!("sink/update.schema.json"),
    &Honest,
);

#[test]
fn the_law_holds_for_every_way_to_send() {
    law(&Law::new(&SINK, include_str!("sink/records.json")));
}

#[derive(Debug)]
struct Honest;
impl Behaviour for Honest {}

/// Sends a member that nobody named, with the value that it has.
#[derive(Debug)]
struct Extra;
impl Behaviour for Extra {
    fn lower(&self, case: &Case<'_>) -> Result<Lowered, Vec<Violation>> {
        let mut body = lower::body(case, case.units)?;
        if let (false, Some(name @ Json::String(_))) =
            (body.contains("name"), case.record.get("name"))
        {
            body.insert("name", name.clone());
        }
        Ok(Lowered { requests: vec![case.update(Json::Object(body))], ..Lowered::default() })
    }
}

#[test]
fn a_member_that_is_sent_along_unnamed_is_found() {
    let told = told(|| law(&Law::new(&EXTRA, RECORDS))).expect("it passes");
    assert!(told.contains("a request names `name`, which does not change"), "{told}");
}

/// Changes what nobody sent.
#[derive(Debug)]
struct Meddler;
impl Behaviour for Meddler {
    fn simulate<'r>(
        &self,
        vendor: &Simulated<'r>,
        request: &Request,
    ) -> Result<Record<'r>, Failure> {
        let mut after = simulate::members(vendor, request)?;
        if after.contains("title") {
            after.insert("tags", Json::array([Json::from("meddled")]));
        }
        Ok(after)
    }
}

#[test]
fn a_change_that_nobody_asked_for_is_refused_by_the_plan_and_found_by_the_law() {
    let told = told(|| law(&Law::new(&MEDDLER, RECORDS))).expect("it passes");
    assert!(told.contains("not-expressible"), "{told}");
}

/// Drops a change.
#[derive(Debug)]
struct Silent;
impl Behaviour for Silent {
    fn lower(&self, case: &Case<'_>) -> Result<Lowered, Vec<Violation>> {
        let units: Vec<Unit<'_>> =
            case.units.iter().filter(|unit| unit.top.name != "tags").cloned().collect();
        let body = lower::body(case, &units)?;
        Ok(Lowered { requests: vec![case.update(Json::Object(body))], ..Lowered::default() })
    }
}

#[test]
fn a_change_that_is_dropped_is_found() {
    let told = told(|| law(&Law::new(&SILENT, RECORDS))).expect("it passes");
    assert!(told.contains("not-expressible"), "{told}");
}

/// Refuses what the schema allows.
#[derive(Debug)]
struct Strict;
impl Behaviour for Strict {
    fn check_unit(&self, _: &Case<'_>, unit: &Unit<'_>, found: &mut Violations) {
        if unit.after.as_ref().and_then(Json::as_str) == Some("Qvz-2") {
            found.push(Violation::new(Code::BadFormat, unit.path.clone(), "not this", "the page"));
        }
    }
}

#[test]
fn a_refusal_too_many_is_found() {
    let told = told(|| law(&Law::new(&STRICT, RECORDS))).expect("it passes");
    assert!(told.contains("expected [], found refused"), "{told}");
    // Unless the member has rules beyond the schema.
    law(&Law::new(&STRICT, RECORDS).with_loose(&["title", "name", "tags"]));
}

/// Shows a value of the record.
#[derive(Debug)]
struct Indiscreet;
impl Behaviour for Indiscreet {
    fn check_unit(&self, case: &Case<'_>, unit: &Unit<'_>, found: &mut Violations) {
        if let (Some(name), "title") = (case.record.get("name"), unit.top.name.as_str()) {
            let message = format!("expected another title than that of {name}");
            found.push(Violation::new(Code::BadFormat, unit.path.clone(), message, "the page"));
        }
    }
}

#[test]
fn a_message_that_shows_a_value_is_found() {
    let loose = Law::new(&INDISCREET, RECORDS).with_loose(&["title"]);
    let told = told(|| law(&loose)).expect("it passes");
    assert!(told.contains("a message shows"), "{told}");
}

/// Writes an absent member as an empty text.
#[derive(Debug)]
struct Forgetful;
impl Behaviour for Forgetful {
    fn simulate<'r>(
        &self,
        vendor: &Simulated<'r>,
        request: &Request,
    ) -> Result<Record<'r>, Failure> {
        let mut after = simulate::members(vendor, request)?;
        let title = after.get("title").cloned().unwrap_or_else(|| Json::from(""));
        after.insert("title", title);
        Ok(after)
    }
}

#[test]
fn another_way_to_write_nothing_is_found_too() {
    let told = told(|| law(&Law::new(&FORGETFUL, RECORDS))).expect("it passes");
    assert!(told.contains("members that the change does not name differ"), "{told}");
}
