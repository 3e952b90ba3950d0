//! Every limit at n - 1, n and n + 1, through the doors, and at its default.
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

mod common;

use std::collections::BTreeSet;

use amend::{
    ApplyOptions, Dialect, DiffOptions, Json, Limits, Operation, Patch, TextDiff, apply,
    apply_to_text, apply_with, diff, diff_with, merge_patch, merge_patch_to_text, merge_patch_with,
};
use common::{name, number, pointer, text};
use serde_json::Value;

/// The limits that the other crates hold, each tested where it holds.
const ELSEWHERE: [&str; 2] = ["line", "violations"];

#[test]
fn each_limit_holds_from_one_beyond_on() {
    common::run("borders.json", check_border);
    let told: BTreeSet<String> = common::cases("borders.json")
        .iter()
        .filter_map(|case| text(case, "limit").map(str::to_owned))
        .chain(ELSEWHERE.map(str::to_owned))
        .chain(["effort".to_owned()])
        .collect();
    assert_eq!(told, Limits::NAMES.iter().map(|name| (*name).to_owned()).collect());
}

/// The result, or the name of the limit that is exceeded.
type Outcome = Result<String, Option<&'static str>>;

fn check_border(case: &Json) {
    let (limit, needs) = (text(case, "limit").unwrap(), number(case, "needs").unwrap());
    let free = text(case, "value") == Some("free");
    for (most, fits) in [(needs - 1, false), (needs, true), (needs + 1, true)] {
        let mut limits = Limits::default();
        limits.set(limit, most).unwrap();
        let options = ApplyOptions { limits, ..ApplyOptions::default() };
        let written = through_text(case, &options);
        let values = through_value(case, &options);
        let place = format!("{}: {limit}={most}", name(case));
        if fits {
            assert_eq!(written.as_deref(), Ok(expected(case).as_str()), "{place}");
        } else {
            assert_eq!(written, Err(Some(known(limit))), "{place}");
        }
        let Some(values) = values else { continue };
        if fits || free {
            let expected: Value = serde_json::from_str(&expected(case)).unwrap();
            assert_eq!(values, Ok(expected.to_string()), "{place}, Value");
        } else {
            assert_eq!(values, Err(Some(known(limit))), "{place}, Value");
        }
    }
}

fn known(limit: &str) -> &'static str {
    Limits::NAMES.iter().find(|name| **name == limit).unwrap()
}

fn expected(case: &Json) -> String {
    match text(case, "expected_text") {
        Some(text) => text.to_owned(),
        None => case.get("expected").unwrap().to_string(),
    }
}

/// The text of a member: as it is given, or compact.
fn written(case: &Json, member: &str) -> Option<String> {
    let given = text(case, &format!("{member}_text")).map(str::to_owned);
    let other = case.get(&format!("{member}_is")).or_else(|| case.get(member));
    given.or_else(|| other.map(Json::to_string))
}

fn through_text(case: &Json, options: &ApplyOptions) -> Outcome {
    let document = written(case, "doc").unwrap();
    let result = if let Some(patch) = written(case, "patch") {
        let patch = Patch::parse(patch.as_bytes(), &Dialect::RFC6902, &options.limits)
            .map_err(|error| error.limit())?;
        apply_to_text(&document, &patch, options)
    } else {
        let patch = written(case, "merge").unwrap();
        let patch = Json::read(patch.as_bytes(), &options.limits).map_err(|e| e.limit())?;
        merge_patch_to_text(&document, &patch, options)
    };
    let text = result.map_err(|error| {
        use amend::error::ApplyTextError::{Apply, Patch, Read};
        match error {
            Read(error) => error.limit(),
            Patch(error) => error.limit(),
            Apply(error) => error.limit(),
        }
    })?;
    Ok(text.trim().to_owned())
}

/// The same on a `serde_json::Value`, if that can hold the numbers as they are.
fn through_value(case: &Json, options: &ApplyOptions) -> Option<Outcome> {
    let value = |member: &str| -> Option<Value> {
        written(case, member).map(|text| serde_json::from_str(&text).unwrap())
    };
    let mut document = value("doc")?;
    let outcome = if let Some(patch) = value("patch") {
        Patch::read(&patch, &Dialect::RFC6902, &options.limits)
            .map_err(|error| error.limit())
            .and_then(|patch| {
                apply_with(&mut document, &patch, options).map_err(|error| error.limit())
            })
    } else {
        let patch = Json::from(&value("merge")?);
        merge_patch_with(&mut document, &patch, options).map_err(|error| error.limit())
    };
    Some(outcome.map(|()| document.to_string()))
}

/// The limit `effort` refuses nothing: one step less makes a patch that is as right,
/// and says more than it would have to.
#[test]
fn a_diff_of_too_little_effort_replaces() {
    // Elements that share something with many others: every pair has to be weighed.
    let person = |n: usize| {
        let name = format!("a name that {} people have", n % 5);
        Json::object([("name", Json::from(name)), ("x", Json::from(n % 6)), ("y", Json::from(n))])
    };
    let before = Json::array((0..30).map(person));
    let after = Json::array((0..30).map(|n| person(n * 7 % 30 + 40)));
    let made = |effort: usize| {
        let limits = Limits { effort, ..Limits::default() };
        let options = DiffOptions { limits, ..DiffOptions::default() };
        let patch = diff_with(&before, &after, &options);
        let mut document = before.clone();
        apply(&mut document, &patch).unwrap();
        assert!(document == after);

        // The other doors make the same one.
        let (old, new) = (before.to_value().unwrap(), after.to_value().unwrap());
        assert!(diff_with(&old, &new, &options).to_string() == patch.to_string());
        let mut texts = TextDiff::new();
        let text = texts.diff(&before.to_string(), &after.to_string(), &options).unwrap();
        assert!(text == patch.to_string());
        text.to_owned()
    };
    let whole = made(Limits::default().effort);
    let (mut least, mut enough) = (0, Limits::default().effort);
    assert!(made(least) != whole);
    while enough - least > 1 {
        let middle = least.midpoint(enough);
        if made(middle) == whole { enough = middle } else { least = middle }
    }
    assert!(made(enough - 1) != whole);
    assert!(made(enough) == whole && made(enough + 1) == whole);
}

/// What diff makes, apply takes, however much of it there is: what stands in a
/// patch is bounded where the patch is read.
#[test]
fn a_patch_may_bring_more_than_the_growth() {
    let long = |bytes: usize| Json::from("x".repeat(bytes - 2));
    let growth = Limits::default().growth;
    for after in [
        Json::object([("a", long(growth + 1))]),
        Json::array([long(growth / 2), long(growth / 2), long(growth / 2)]),
    ] {
        for before in [Json::object([("a", Json::Null)]), Json::array([Json::Null])] {
            let patch = diff(&before, &after);
            let read: Patch = patch.to_string().parse().unwrap();
            let mut json = before.clone();
            apply(&mut json, &read).unwrap();
            assert!(json == after);
            let text = apply_to_text(&before.to_string(), &read, &ApplyOptions::default());
            assert!(text.unwrap() == after.to_string());
            let mut value = before.to_value().unwrap();
            apply(&mut value, &read).unwrap();
            assert!(amend::equal(&value, &after));
        }
    }
    let mut json = Json::object([("a", Json::Null)]);
    merge_patch(&mut json, &Json::object([("a", long(growth + 1))])).unwrap();

    // A copy of it is the patch's own doing.
    let brought = |bytes: usize| {
        let add = Operation::Add { path: pointer("/-"), value: long(bytes) };
        let copy = Operation::Copy { from: pointer("/0"), path: pointer("/-") };
        let mut json = Json::Array(Vec::new());
        apply(&mut json, &Patch::from(vec![add, copy])).map_err(|error| error.limit())
    };
    assert_eq!(brought(growth - 1), Ok(()));
    assert_eq!(brought(growth), Err(Some("growth")));
}

/// Each limit, at its default: what is at the border is taken, what is one
/// beyond it is not.
#[test]
fn the_defaults_hold_at_their_borders() {
    let name = "n".repeat(8 << 10);
    let remove = |length: usize| {
        format!(r#"[{{"op":"remove","path":"/{}"}}]"#, &name[..length - 1]).parse::<Patch>()
    };
    assert!(remove(8 << 10).is_ok());
    assert_eq!(remove((8 << 10) + 1).unwrap_err().limit(), Some("pointer"));

    let number = |length: usize| "7".repeat(length).parse::<Json>();
    assert!(number(1_024).is_ok());
    assert_eq!(number(1_025).unwrap_err().limit(), Some("number"));

    let nested = |depth: usize| format!("{}{}", "[".repeat(depth), "]".repeat(depth));
    assert!(nested(128).parse::<Json>().is_ok());
    assert_eq!(nested(129).parse::<Json>().unwrap_err().limit(), Some("depth"));
    // What is deepest fits into a patch as well.
    let add = |depth: usize| {
        format!(r#"[{{"op":"add","path":"","value":{}}}]"#, nested(depth)).parse::<Patch>()
    };
    let mut json = Json::Null;
    apply(&mut json, &add(128).unwrap()).unwrap();
    assert_eq!(json.to_string(), nested(128));
    assert_eq!(add(129).unwrap_err().limit(), Some("depth"));
}

#[test]
fn limits_are_set_by_name() {
    let mut limits = Limits::default();
    for name in Limits::NAMES {
        limits.set(name, 1).unwrap();
    }
    for name in Limits::NAMES {
        assert_eq!(limits.get(name).map(|(figure, _)| figure), Some(1), "{name}");
    }
    assert_eq!(limits.get("color"), None);
    assert_eq!(
        limits.set("color", 1).unwrap_err().to_string(),
        "no limit is called `color`; the limits are operations, depth, growth, document, pointer, \
         number, nodes, result, effort, line, violations"
    );
    for (name, most) in [("depth", Limits::MAX_DEPTH), ("document", Limits::MAX_DOCUMENT)] {
        assert!(limits.set(name, most).is_ok());
        assert_eq!(
            limits.set(name, most + 1).unwrap_err().to_string(),
            format!("`{name}` can be raised to {most} at most")
        );
    }
}
