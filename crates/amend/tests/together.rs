//! Two patches that keep the limits one by one; and where a pointer breaks off.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use amend::algebra::compose_on;
use amend::{ApplyOptions, Json, Limits, Patch, Pointer, apply};

fn patch(text: &str) -> Patch {
    text.parse().unwrap()
}

/// Together they need not: of operations, and of bytes that are copied.
#[test]
fn two_patches_within_the_limits_are_composed() {
    let before: Json = r#"{"a":"0123456789"}"#.parse().unwrap();
    let first =
        patch(r#"[{"op":"copy","from":"/a","path":"/b"},{"op":"add","path":"/c","value":1}]"#);
    let second =
        patch(r#"[{"op":"copy","from":"/a","path":"/d"},{"op":"add","path":"/e","value":2}]"#);
    let mut after = before.clone();
    apply(&mut after, &first).unwrap();
    apply(&mut after, &second).unwrap();
    for limits in
        [Limits { operations: 2, ..Limits::default() }, Limits { growth: 40, ..Limits::default() }]
    {
        let options = ApplyOptions { limits, ..ApplyOptions::default() };
        let both = compose_on(&first, &second, &before, &options).unwrap();
        let mut composed = before.clone();
        apply(&mut composed, &both).unwrap();
        assert_eq!(composed.to_string(), after.to_string());
    }
}

#[test]
fn the_place_of_a_fault_in_a_pointer() {
    for (text, offset) in [("a", 0), ("/~", 1), ("/a/~2", 3), ("/é/b~x", 5)] {
        assert_eq!(text.parse::<Pointer>().unwrap_err().offset(), offset, "{text}");
    }
}
