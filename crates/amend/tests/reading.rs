//! Reading documents: strict, exact, bounded, without recursion.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test fails by panicking")]

mod common;

use amend::error::{ReadError, ReadErrorKind};
use amend::{Document, Json, Limits, View};
use common::{number, options, pointer, text};
use proptest::prelude::*;

#[test]
fn cases() {
    common::run("reading.json", check);
}

fn check(case: &Json) {
    let source = text(case, "text").expect("`text`");
    let limits = options(case, "").limits;
    let read = Json::read(source.as_bytes(), &limits);
    match case.get("error") {
        None => {
            let again = text(case, "again").unwrap_or(source);
            let json = read.expect("the text is to be read");
            assert_eq!(json.to_string(), again);
            // What was written is read as the same.
            assert_eq!(json.to_string().parse(), Ok(json.clone()));
            assert_eq!(format!("{json:#}").parse(), Ok(json));
        }
        Some(error) => check_error(error, &read.expect_err("the text is not to be read")),
    }
}

fn check_error(expected: &Json, error: &ReadError) {
    let kind = match error.kind() {
        ReadErrorKind::Syntax => "syntax",
        ReadErrorKind::NotUtf8 => "not-utf-8",
        ReadErrorKind::LoneSurrogate => "lone-surrogate",
        ReadErrorKind::DuplicateMember => "duplicate-member",
        ReadErrorKind::Limit => "limit",
        _ => "another",
    };
    assert_eq!(Some(kind), text(expected, "kind"), "{error}");
    let first = error.first_place();
    let places = [
        ("line", Some(error.place().line)),
        ("column", Some(error.place().column)),
        ("first_line", first.map(|place| place.line)),
        ("first_column", first.map(|place| place.column)),
    ];
    for (member, found) in places {
        assert_eq!(found, number(expected, member), "{member}: {error}");
    }
    assert_eq!(error.limit(), text(expected, "limit"));
    if let Some(path) = text(expected, "path") {
        assert_eq!(error.path(), &pointer(path), "{error}");
    }
    if let Some(text) = text(expected, "text") {
        assert_eq!(error.to_string(), text);
    }
}

#[test]
fn bytes_that_are_not_utf_8() {
    let invalid: [&[u8]; 6] = [
        b"[\"\xff\"]",
        b"[\"\xc3\"]",
        b"[\"\xc0\x80\"]",
        b"[\"\xed\xa0\x80\"]",
        b"[\"\xf4\x90\x80\x80\"]",
        b"[\"ab\x80\"]",
    ];
    for bytes in invalid {
        let error = Json::read(bytes, &Limits::default()).unwrap_err();
        assert_eq!(error.kind(), ReadErrorKind::NotUtf8);
        assert_eq!(error.place().line, 1);
    }
    let error = Json::read(b"[1,\n\"\xff\"]", &Limits::default()).unwrap_err();
    assert_eq!(error.to_string(), "expected UTF-8, found bytes that are not at line 2, column 2");
}

/// As deep as the default allows: read, copied, written, compared and dropped
/// on a small stack.
#[test]
fn the_deepest_document_of_the_default_fits_a_small_stack() {
    common::on_small_stack(|| {
        let text = format!("{}1{}", "[{\"a\":".repeat(64), "}]".repeat(64));
        let json: Json = text.parse().unwrap();
        let other = json.clone();
        assert_eq!(json, other);
        assert_eq!(json.to_string(), text);
        assert!(format!("{json:#}").len() > text.len());
        assert_eq!(Json::from(&json.to_value().unwrap()), other);
    });
}

/// As deep as any limit can be, on the stack that a thread has by default.
#[test]
fn the_deepest_document_of_all_fits_an_ordinary_stack() {
    let depth = Limits::MAX_DEPTH;
    let limits = Limits { depth: usize::MAX, ..Limits::default() };
    let text = format!("{}1{}", "[{\"a\":".repeat(depth / 2), "}]".repeat(depth / 2));
    let work = move || {
        let json = Json::read(text.as_bytes(), &limits).unwrap();
        let other = json.clone();
        assert_eq!(json, other);
        assert_eq!(json.to_string(), text);
        let deeper = format!("[{text}]");
        assert!(Json::read(deeper.as_bytes(), &limits).is_err());
    };
    std::thread::Builder::new().stack_size(2 << 20).spawn(work).unwrap().join().unwrap();
}

#[test]
fn a_document_may_be_any_of_the_three_views() {
    let text = r#"{"a":[1E2,"\u0061",null,true,false,{}],"b/c":-0}"#;
    let document = Document::parse(text).unwrap();
    let json = document.root().to_json();
    let value: serde_json::Value = serde_json::from_str(text).unwrap();
    assert!(amend::equal(document.root(), &json));
    assert!(amend::equal(&json, &value));
    assert!(amend::equal(&value, document.root()));
    assert_eq!(document.root().member("b/c").map(amend::Node::text), Some("-0"));
    assert_eq!(json.to_string(), r#"{"a":[1E2,"a",null,true,false,{}],"b/c":-0}"#);
}

/// Spans cut the text into its parts exactly.
#[test]
fn spans_are_where_the_values_stand() {
    let text = " {\"a\" : [1, {\"b\":\"x\\n\"}] , \"c\":null } ";
    let document = Document::parse(text).unwrap();
    let root = document.root();
    assert_eq!(root.text(), text.trim());
    let spans: Vec<(String, &str, &str)> = root
        .spanned_members()
        .map(|(name, span, value)| (name.into_owned(), &text[span], value.text()))
        .collect();
    let expected = [("a", "\"a\"", "[1, {\"b\":\"x\\n\"}]"), ("c", "\"c\"", "null")];
    for ((name, span, value), expected) in spans.iter().zip(expected) {
        assert_eq!((name.as_str(), *span, *value), expected);
    }
}

proptest! {
    #![proptest_config(common::many())]

    /// What is written is read as it was, numbers and order of members included.
    #[test]
    fn writing_and_reading_again_changes_nothing(json in common::documents()) {
        let text = json.to_string();
        let again: Json = text.parse().unwrap();
        prop_assert_eq!(again.to_string(), text);
        let indented = format!("{json:#}");
        prop_assert_eq!(indented.parse::<Json>().unwrap().to_string(), json.to_string());
        prop_assert_eq!(format!("{:#}", indented.parse::<Json>().unwrap()), indented);
    }

    /// Any number of the grammar leaves as it came.
    #[test]
    fn numbers_leave_as_they_came(number in "-?(0|[1-9][0-9]{0,30})(\\.[0-9]{1,30})?([eE][+-]?[0-9]{1,20})?") {
        let json: Json = number.parse().unwrap();
        prop_assert_eq!(json.to_string(), number);
    }

    /// What `serde_json` takes is taken, and what it refuses is refused, save for
    /// what is told here.
    #[test]
    fn agrees_with_serde_json_on_mangled_texts(
        json in common::documents(),
        at in any::<prop::sample::Index>(),
        with in prop::sample::select(vec!["", "\"", "\\", "{", "}", "[", "]", ",", ":", "0", "1", "-", ".", "e", "n", " ", "\u{1}", "\\u0000", "é"]),
        drop in 0..3_usize,
    ) {
        let text = json.to_string();
        let mut at = at.index(text.len() + 1);
        while !text.is_char_boundary(at) {
            at -= 1;
        }
        let (before, after) = text.split_at(at);
        let after: String = after.chars().skip(drop).collect();
        let mangled = format!("{before}{with}{after}");
        let ours = Json::read(mangled.as_bytes(), &Limits::default());
        let theirs = serde_json::from_str::<serde_json::Value>(&mangled);
        match (&ours, &theirs) {
            (Ok(ours), Ok(theirs)) => {
                // A double cannot hold every number; all that it holds is equal.
                if let Ok(value) = ours.to_value() {
                    prop_assert_eq!(&value, theirs);
                }
            }
            (Err(_), Err(_)) => {}
            // serde_json keeps the last of two members of one name.
            (Err(error), Ok(_)) => {
                prop_assert_eq!(error.kind(), ReadErrorKind::DuplicateMember, "{}", mangled);
            }
            // Without arbitrary precision, serde_json refuses what is no double.
            (Ok(_), Err(error)) => {
                prop_assert!(error.to_string().contains("out of range"), "{mangled}: {error}");
            }
        }
    }
}

/// A number of few digits takes another way, and is held to the limit as any other.
#[test]
fn short_numbers_are_held_to_a_short_limit() {
    let limits = Limits { number: 3, ..Limits::default() };
    for (text, is_read) in
        [("123", true), ("[-12,999]", true), ("1234", false), ("[1,-123]", false)]
    {
        assert_eq!(Document::read(text.as_bytes(), &limits).is_ok(), is_read, "{text}");
    }
}
