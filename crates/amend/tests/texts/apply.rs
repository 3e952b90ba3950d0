//! Apply to a text: the same document and the same errors as on a document, and
//! every byte that is not touched stays.

use amend::error::ApplyTextError;
use amend::{
    ApplyOptions, Dialect, Document, Json, Limits, Operation, Patch, Pointer, apply_to_text,
    apply_with, merge_patch_to_text, merge_patch_with,
};
use proptest::prelude::*;

use crate::{common, text};

fn options() -> Vec<ApplyOptions> {
    let tight =
        |operations, depth, growth| Limits { operations, depth, growth, ..Limits::default() };
    vec![
        ApplyOptions::default(),
        ApplyOptions { dialect: common::dialect("any-case"), ..ApplyOptions::default() },
        ApplyOptions { dialect: Dialect::DOT_NET, ..ApplyOptions::default() },
        ApplyOptions { limits: tight(3, 128, 1 << 20), ..ApplyOptions::default() },
        ApplyOptions { limits: tight(99, 4, 1 << 20), ..ApplyOptions::default() },
        ApplyOptions { limits: tight(99, 128, 24), ..ApplyOptions::default() },
    ]
}

fn read(text: &str, options: &ApplyOptions) -> Result<Json, ApplyTextError> {
    Ok(Json::read(text.as_bytes(), &options.limits)?)
}

/// The document as compact text: order of members and spelling of numbers too.
fn exact(result: Result<Json, ApplyTextError>) -> Result<String, ApplyTextError> {
    result.map(|json| json.to_string())
}

/// What stands at a place of a text.
fn span(source: &str, place: &Pointer) -> std::ops::Range<usize> {
    use amend::View;
    let document = Document::parse(source).unwrap();
    let mut node = document.root();
    for token in place.tokens() {
        node = node.member(token).or_else(|| node.element(token.parse().ok()?)).unwrap();
    }
    node.span()
}

fn style() -> impl Strategy<Value = Vec<u8>> {
    prop_oneof![1 => Just(vec![]), 3 => prop::collection::vec(0..9_u8, 1..40)]
}

proptest! {
    #![proptest_config(common::many())]

    #[test]
    fn the_document_is_that_of_apply(
        document in common::documents(),
        plans in prop::collection::vec(common::plans(), 0..8),
        keep in any::<bool>(),
        style in style(),
    ) {
        let patch = common::patch(&document, &plans, keep);
        let source = text(&document, &style);
        for options in options() {
            let expected = read(&source, &options).and_then(|mut document| {
                apply_with(&mut document, &patch, &options)?;
                Ok(document)
            });
            let found = apply_to_text(&source, &patch, &options);
            let found = found.map(|text| text.parse().unwrap());
            prop_assert_eq!(exact(found), exact(expected), "{}\n{}", source, patch);
        }
    }

    #[test]
    fn the_document_is_that_of_merge_patch(
        document in common::documents(),
        patch in common::documents(),
        style in style(),
    ) {
        let source = text(&document, &style);
        for options in options() {
            let expected = read(&source, &options).and_then(|mut document| {
                merge_patch_with(&mut document, &patch, &options)?;
                Ok(document)
            });
            let found = merge_patch_to_text(&source, &patch, &options);
            let found = found.map(|text| text.parse().unwrap());
            prop_assert_eq!(exact(found), exact(expected), "{}\n{}", source, patch);
        }
    }

    /// A replacement changes its own bytes, and no others.
    #[test]
    fn a_replacement_is_all_that_changes(
        document in common::documents(),
        at in any::<prop::sample::Index>(),
        value in common::scalars(),
        style in style(),
    ) {
        let places = common::places(&document);
        let path = at.get(&places).clone();
        let source = text(&document, &style);
        let span = span(&source, &path);
        let patch = Patch::from(vec![Operation::Replace { path, value: value.clone() }]);
        let found = apply_to_text(&source, &patch, &ApplyOptions::default()).unwrap();
        prop_assert_eq!(found, format!("{}{value}{}", &source[..span.start], &source[span.end..]));
    }

    /// What is put back where it was leaves no trace; what is only looked at even
    /// less.
    #[test]
    fn what_changes_nothing_leaves_every_byte(
        document in common::documents(),
        at in any::<prop::sample::Index>(),
        style in style(),
    ) {
        let places = common::places(&document);
        let path = at.get(&places).clone();
        let value = document.pointer(&path).cloned().unwrap();
        let source = text(&document, &style);
        let unchanged = |operations: Vec<Operation>| {
            let patch = Patch::from(operations);
            let found = apply_to_text(&source, &patch, &ApplyOptions::default());
            assert_eq!(found.as_deref(), Ok(&*source), "{patch}");
        };
        unchanged(vec![]);
        unchanged(vec![Operation::Test { path: path.clone(), value: value.clone() }]);
        unchanged(vec![Operation::Move { from: path.clone(), path: path.clone() }]);
        let mut deep = path.clone();
        if let (Json::Array(elements), true) = (&value, !path.is_root()) {
            deep.push(elements.len().to_string());
            unchanged(vec![
                Operation::Add { path: deep.clone(), value: Json::Null },
                Operation::Remove { path: deep },
            ]);
        }
        if document.as_object().is_some() {
            let empty = Json::object(Vec::<(String, Json)>::new());
            let found = merge_patch_to_text(&source, &empty, &ApplyOptions::default());
            prop_assert_eq!(found.as_deref(), Ok(&*source));
        }
    }
}

#[test]
fn what_is_new_is_laid_out_as_what_was_there() {
    for (source, patch, expected) in [
        ("{}", r#"[{"op":"add","path":"/a","value":[1, {}]}]"#, r#"{"a":[1,{}]}"#),
        (
            "{\n  \"a\": 1E2,\n  \"b\": [\n    1,\n    2\n  ]\n}\n",
            r#"[{"op":"add","path":"/b/-","value":3},{"op":"add","path":"/c","value":0.10}]"#,
            "{\n  \"a\": 1E2,\n  \"b\": [\n    1,\n    2,\n    3\n  ],\n  \"c\": 0.10\n}\n",
        ),
        ("{\n  \"a\": 1,\n  \"b\": 2\n}", r#"[{"op":"remove","path":"/b"}]"#, "{\n  \"a\": 1\n}"),
        ("{\n  \"a\": 1,\n  \"b\": 2\n}", r#"[{"op":"remove","path":"/a"}]"#, "{\n  \"b\": 2\n}"),
        ("[1, 2, 3]", r#"[{"op":"remove","path":"/0"}]"#, "[2, 3]"),
        ("[1, 2, 3]", r#"[{"op":"add","path":"/0","value":0}]"#, "[0, 1, 2, 3]"),
        ("[1, 2, 3]", r#"[{"op":"move","from":"/0","path":"/2"}]"#, "[2, 3, 1]"),
        ("[ 1 ]", r#"[{"op":"remove","path":"/0"}]"#, "[]"),
        (
            r#"{"a": {"x" : 1E400 }, "l": ["\u0061"]}"#,
            r#"[{"op":"move","from":"/a","path":"/l/0"},{"op":"copy","from":"/l/1","path":"/b"}]"#,
            r#"{"l": [{"x" : 1E400 },"\u0061"], "b": "\u0061"}"#,
        ),
    ] {
        let found = apply_to_text(source, &patch.parse().unwrap(), &ApplyOptions::default());
        assert_eq!(found.as_deref(), Ok(expected), "{source} {patch}");
    }
}

/// So many members come that they are looked up by a table, all but a few go again, and one
/// comes that is then replaced, tested and removed: it is found.
#[test]
fn what_comes_after_most_have_gone_is_found() {
    let mut operations: Vec<String> = Vec::new();
    let mut push = |op: &str, name: &str, value: &str| {
        let value = if value.is_empty() { String::new() } else { format!(r#","value":{value}"#) };
        operations.push(format!(r#"{{"op":"{op}","path":"/{name}"{value}}}"#));
    };
    (0..40).for_each(|at| push("add", &format!("n{at}"), "[0]"));
    (5..40).rev().for_each(|at| push("remove", &format!("n{at}"), ""));
    push("add", "x", "1");
    push("add", "x", "2");
    push("test", "x", "2");
    push("add", "y", "3");
    push("remove", "x", "");
    push("replace", "y", "4");
    let patch = format!("[{}]", operations.join(","));
    let document = Document::parse("{}").unwrap();
    let text = document.patched(&patch, &ApplyOptions::default()).unwrap();
    assert_eq!(text, r#"{"n0":[0],"n1":[0],"n2":[0],"n3":[0],"n4":[0],"y":4}"#);
}
