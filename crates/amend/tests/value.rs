//! `serde_json::Value` as the document: what it can hold depends on features of
//! `serde_json` that any crate of a build may switch on.
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use amend::error::ApplyErrorKind;
use amend::{Json, Patch, apply, merge_patch};
use serde_json::Value;

fn exact_numbers() -> bool {
    "1e400".parse::<Json>().unwrap().to_value().is_ok()
}

/// A number that a `Value` cannot hold exactly is an error, and nothing changes.
#[test]
fn a_number_that_cannot_be_held_is_an_error() {
    for number in ["1e400", "9007199254740993.5", "123456789012345678901234567890", "1e-400"] {
        let patch: Patch = format!(
            r#"[{{"op":"remove","path":"/b"}},{{"op":"add","path":"/a","value":[{number}]}}]"#
        )
        .parse()
        .unwrap();
        let merge: Json = format!(r#"{{"b":null,"a":{number}}}"#).parse().unwrap();
        let before: Value = serde_json::from_str(r#"{"b":1,"a":2}"#).unwrap();
        for outcome in [
            {
                let mut value = before.clone();
                (apply(&mut value, &patch), value)
            },
            {
                let mut value = before.clone();
                (merge_patch(&mut value, &merge), value)
            },
        ] {
            match outcome {
                (Ok(()), _) => assert!(exact_numbers(), "{number}"),
                (Err(error), value) => {
                    assert!(!exact_numbers(), "{number}");
                    assert_eq!(error.kind(), ApplyErrorKind::NotRepresentable);
                    assert_eq!(value.to_string(), before.to_string());
                    let text = error.to_string();
                    let (_, what) = text.split_once(": ").unwrap();
                    assert_eq!(
                        what,
                        "expected numbers that `serde_json::Number` holds exactly, found another; \
                         switch on its feature `arbitrary_precision`"
                    );
                }
            }
        }
        // A test needs no conversion.
        let test: Patch =
            format!(r#"[{{"op":"test","path":"/a","value":{number}}}]"#).parse().unwrap();
        let mut value = before.clone();
        assert_eq!(
            apply(&mut value, &test).unwrap_err().kind(),
            ApplyErrorKind::TestFailed,
            "{number}"
        );
    }
}

#[test]
fn what_cannot_be_held_is_told_by_the_conversion_too() {
    match "1e400".parse::<Json>().unwrap().to_value() {
        Ok(value) => assert_eq!(Json::from(&value), "1e400".parse().unwrap()),
        Err(error) => assert_eq!(
            error.to_string(),
            "a number of the document is beyond what `serde_json::Number` holds exactly; \
             switch on its feature `arbitrary_precision`"
        ),
    }
}

#[test]
fn integers_of_64_bits_are_held_in_any_build() {
    let mut value = Value::Array(Vec::new());
    let patch: Patch = r#"[
        {"op": "add", "path": "/-", "value": 18446744073709551615},
        {"op": "add", "path": "/-", "value": -9223372036854775808},
        {"op": "add", "path": "/-", "value": 9007199254740993},
        {"op": "test", "path": "/2", "value": 9007199254740993.0}
    ]"#
    .parse()
    .unwrap();
    apply(&mut value, &patch).unwrap();
    let text = "[18446744073709551615,-9223372036854775808,9007199254740993]";
    assert_eq!(value.to_string(), text);
}
