//! Documents a million levels deep, to everything that reads one: an error, never
//! the end of the process.

use amend::error::ReadErrorKind;
use amend::{
    ApplyOptions, DiffOptions, Document, Json, Limits, Patch, TextDiff, apply_to_text, equal,
    merge_patch_to_text,
};

use crate::common;

const DEPTH: usize = 1_000_000;

/// A million brackets, of every kind, closed and not.
fn texts() -> Vec<String> {
    let deep = |open: &str, close: &str| {
        let mut text = open.repeat(DEPTH);
        text.push_str(&close.repeat(DEPTH));
        text
    };
    vec![
        deep("[", "]"),
        "[".repeat(DEPTH),
        deep("{\"a\":", "}"),
        "{\"a\":".repeat(DEPTH),
        deep("[{\"a\":", "}]"),
        deep("[[],", "]"),
        deep("[1,{\"b\":2,\"a\":", "}]"),
    ]
}

#[test]
fn t04_deep_texts_are_not_read() {
    for text in texts() {
        common::on_small_stack(move || {
            let error = Document::parse(&text).unwrap_err();
            assert_eq!((error.kind(), error.limit()), (ReadErrorKind::Limit, Some("depth")));
            let error = text.parse::<Patch>().unwrap_err();
            assert_eq!(error.limit(), Some("depth"));
            let most = Limits { depth: usize::MAX, ..Limits::default() };
            let error = Json::read(text.as_bytes(), &most).unwrap_err();
            assert_eq!(error.limit(), Some("depth"));
        });
    }
}

#[test]
fn t04_deep_texts_are_not_compared_patched_or_merged() {
    for text in texts() {
        common::on_small_stack(move || {
            let mut texts = TextDiff::new();
            let options = DiffOptions::default();
            for (before, after) in [(text.as_str(), "{}"), ("{}", &text), (&text, &text)] {
                assert!(texts.diff(before, after, &options).is_err());
            }
            // Below what both have, where the texts are walked side by side.
            let inside = |value: &str| format!("{{\"same\":1,\"a\":{value}}}");
            assert!(texts.diff(&inside("1"), &inside(&text), &options).is_err());
            assert!(texts.diff("[1]", "[2]", &options).is_ok());

            let rules = ApplyOptions::default();
            assert!(apply_to_text(&text, &"[]".parse().unwrap(), &rules).is_err());
            assert!(merge_patch_to_text(&text, &Json::Null, &rules).is_err());
            let patch = format!(r#"[{{"op":"add","path":"","value":{text}}}]"#);
            assert_eq!(patch.parse::<Patch>().unwrap_err().limit(), Some("depth"));
        });
    }
}

/// As deep as a document can be by default: it is copied, compared, measured,
/// changed, written and dropped on a stack twice as large, and so is its pointer.
#[test]
fn t04_what_is_read_is_worked_with_and_dropped() {
    common::on_stack_of(256, || {
        let depth = Limits::default().depth;
        for (open, close, step) in [("[", "]", "/0"), ("{\"a\":", "}", "/a")] {
            let text =
                |inner: &str| format!("{}{inner}{}", open.repeat(depth), close.repeat(depth));
            let (one, two) = (text("1"), text("2"));
            let (before, after): (Json, Json) = (one.parse().unwrap(), two.parse().unwrap());
            let mut document = before.clone();
            assert!(!equal(&document, &after));
            let patch = amend::diff(&before, &after);
            assert_eq!(patch.operations()[0].path().to_string(), step.repeat(depth));
            amend::apply(&mut document, &patch).unwrap();
            assert_eq!(document.to_string(), two);
            let rules = ApplyOptions::default();
            assert_eq!(apply_to_text(&one, &patch, &rules).unwrap(), two);
            let undo = amend::invert(&patch, &before).unwrap();
            amend::apply(&mut document, &undo).unwrap();
            assert!(document == before);
            if open != "[" {
                let merge = amend::merge_patch_of(&before, &after).unwrap();
                amend::merge_patch(&mut document, &merge).unwrap();
                assert!(document == after);
            }
            let mut value = before.to_value().unwrap();
            amend::apply(&mut value, &patch).unwrap();
            assert!(equal(&value, &after));
        }
    });
}
