//! Results that were wrong elsewhere: copies that were one value, patches that made
//! another document, numbers that became others, documents that were changed by
//! half.

use amend::options::{Arrays, Minimize, Moves};
use amend::{
    ApplyOptions, DiffOptions, Json, Limits, Operation, Patch, TextDiff, apply, apply_to_text,
    apply_with, diff, diff_with, equal,
};
use serde_json::Value;

use crate::common::pointer;

/// After a copy, neither the copy nor the source shows what is done to the
/// other, at any depth.
#[test]
fn t15_a_copy_shares_nothing() {
    let text = r#"{"a":{"b":[{"c":{"d":[1]}}]}}"#;
    for place in ["", "/b", "/b/0", "/b/0/c", "/b/0/c/d"] {
        for (edited, other) in [("/copy", "/a"), ("/a", "/copy")] {
            let mut json: Json = text.parse().unwrap();
            let patch = Patch::from(vec![
                Operation::Copy { from: pointer("/a"), path: pointer("/copy") },
                Operation::Replace {
                    path: pointer(&format!("{edited}{place}")),
                    value: Json::from("edited"),
                },
            ]);
            apply(&mut json, &patch).unwrap();
            let before: Json = text.parse().unwrap();
            assert_eq!(json.pointer(&pointer(other)), before.pointer(&pointer("/a")));
        }
    }
}

/// A scalar for a document, an object for an array, a list that loses several: each
/// way to make a patch makes the right one.
#[test]
fn t16_patches_that_were_wrong() {
    const PAIRS: [(&str, &str); 14] = [
        // The document itself is the difference.
        ("\"hi\"", "\"ho\""),
        ("1", "2"),
        ("null", "{}"),
        ("{}", "[]"),
        // An array for an object, and back, by names that look like indices.
        (r#"{"a":{"0":1,"1":2}}"#, r#"{"a":[1,2]}"#),
        (r#"{"a":[1,2]}"#, r#"{"a":{"0":1,"1":2}}"#),
        (r#"[[1],{"0":1}]"#, r#"[{"0":1},[1]]"#),
        // Lists that lose more than one.
        (r#"{"l":["a","b","c","d","e"]}"#, r#"{"l":["b","d"]}"#),
        (r#"["a","b","c","d"]"#, r#"["a"]"#),
        ("[1,2,3,4,5,6]", "[4,5,6]"),
        ("[1,1,1,1]", "[1,1]"),
        (r#"{"l":[{"x":1},{"x":2},{"x":3}]}"#, r#"{"l":[{"x":3}]}"#),
        // They lose and gain at once.
        ("[1,2,3,4]", "[0,2,4,5]"),
        (r#"{"a/b":[1,2],"m~n":1}"#, r#"{"a/b":[2],"~":1}"#),
    ];
    for (before, after) in PAIRS {
        let (a, b): (Json, Json) = (before.parse().unwrap(), after.parse().unwrap());
        for arrays in [Arrays::Sequence, Arrays::Whole, Arrays::Values] {
            for minimize in [Minimize::Places, Minimize::Bytes] {
                for moves in [Moves::No, Moves::Yes] {
                    let options = DiffOptions {
                        arrays: arrays.clone(),
                        minimize,
                        moves,
                        ..DiffOptions::default()
                    };
                    let patch = diff_with(&a, &b, &options);
                    let mut json = a.clone();
                    apply(&mut json, &patch).unwrap();
                    assert!(equal(&json, &b), "{before} to {after}: {patch}");
                    let mut value: Value = a.to_value().unwrap();
                    apply(&mut value, &patch).unwrap();
                    assert!(equal(&value, &b), "{before} to {after}: {patch}");
                }
            }
        }
    }
}

/// Numbers stay the text that they are, from reading to writing; what is a number of
/// the same value is no difference.
#[test]
fn t17_numbers_stay_as_they_are_written() {
    const NUMBERS: [&str; 20] = [
        "0",
        "-0",
        "-0.0",
        "9223372036854775807",
        "9223372036854775808",
        "-9223372036854775808",
        "-9223372036854775809",
        "18446744073709551615",
        "18446744073709551616",
        "9007199254740991",
        "9007199254740992",
        "9007199254740993",
        "123456789012345678901234567890",
        "1E2",
        "1e+2",
        "0.10",
        "100.0",
        "1e400",
        "-1e-400",
        "0.1000000000000000055511151231257827",
    ];
    for number in NUMBERS {
        let text = format!("[{number}]");
        assert_eq!(text.parse::<Json>().unwrap().to_string(), text);
        let patch = diff(&"[]".parse::<Json>().unwrap(), &text.parse::<Json>().unwrap());
        let written = format!(r#"[{{"op":"replace","path":"","value":{text}}}]"#);
        assert_eq!(
            apply_to_text("[]", &written.parse().unwrap(), &ApplyOptions::default()).unwrap(),
            text
        );
        let mut json: Json = "[]".parse().unwrap();
        apply(&mut json, &patch.to_string().parse().unwrap()).unwrap();
        assert_eq!(json.to_string(), text);
        // Beside a change of its neighbour, too.
        let mut texts = TextDiff::new();
        let (before, after) =
            (format!(r#"{{"n":{number},"x":1}}"#), format!(r#"{{"n":{number},"x":2}}"#));
        let patch = texts.diff(&before, &after, &DiffOptions::default()).unwrap();
        assert_eq!(patch, r#"[{"op":"replace","path":"/x","value":2}]"#);
        let patch: Patch = patch.parse().unwrap();
        assert_eq!(apply_to_text(&before, &patch, &ApplyOptions::default()).unwrap(), after);
    }
    for (one, other, same) in [
        ("1", "1.0", true),
        ("1e2", "100", true),
        ("-0", "0", true),
        ("9007199254740992", "9007199254740993", false),
        ("18446744073709551615", "18446744073709551616", false),
        ("0.1", "0.1000000000000000055511151231257827", false),
        ("1e400", "1e401", false),
        ("123456789012345678901234567890", "123456789012345678901234567891", false),
    ] {
        let (a, b): (Json, Json) = (one.parse().unwrap(), other.parse().unwrap());
        assert_eq!(equal(&a, &b), same, "{one} and {other}");
        assert_eq!(diff(&a, &b).is_empty(), same, "{one} and {other}");
    }
}

/// Six operations that all do something; after each of them, one that fails for each
/// reason there is. The document is what it was, to the byte and to the order of its
/// members, through every door.
#[test]
fn t22_a_failure_at_any_operation_changes_nothing() {
    let text = r#"{"z":1,"a":[1,2,{"k":"v"}],"m":{"y":null,"b":2},"n":0.10}"#;
    let works: Vec<Operation> = r#"[
        {"op":"remove","path":"/z"},
        {"op":"add","path":"/a/0","value":{"new":[]}},
        {"op":"move","from":"/m","path":"/a/1"},
        {"op":"copy","from":"/a","path":"/c"},
        {"op":"replace","path":"/n","value":1e2},
        {"op":"add","path":"","value":{"z":2}}
    ]"#
    .parse::<Patch>()
    .unwrap()
    .operations()
    .to_vec();
    let fails: Patch = r#"[
        {"op":"remove","path":"/nowhere"},
        {"op":"test","path":"","value":"something else"},
        {"op":"add","path":"/nowhere/inside","value":1},
        {"op":"replace","path":"/nowhere","value":1},
        {"op":"copy","from":"/nowhere","path":"/x"},
        {"op":"move","from":"/nowhere","path":"/x"},
        {"op":"remove","path":""}
    ]"#
    .parse()
    .unwrap();
    let deep = Operation::Add {
        path: pointer("/deep"),
        value: (0..200).fold(Json::Null, |inner, _| Json::array([inner])),
    };
    for done in 0..=works.len() {
        for fail in fails.operations().iter().chain([&deep]) {
            let mut operations = works[..done].to_vec();
            operations.push(fail.clone());
            let patch = Patch::from(operations);
            let options = ApplyOptions { limits: Limits::default(), ..ApplyOptions::default() };

            let mut json: Json = text.parse().unwrap();
            let error = apply_with(&mut json, &patch, &options).unwrap_err();
            assert_eq!(error.operation(), Some(done), "{error}");
            assert_eq!(json.to_string(), text, "{error}");

            let mut value: Value = json.to_value().unwrap();
            let before = value.to_string();
            assert_eq!(apply_with(&mut value, &patch, &options), Err(error));
            assert_eq!(value.to_string(), before);
            assert!(apply_to_text(text, &patch, &options).is_err());
        }
    }
}
