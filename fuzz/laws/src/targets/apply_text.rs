//! Applying to a text: the document and the errors of applying to a document; and
//! what is not touched stays, byte for byte.

use std::collections::BTreeMap;

use amend::error::ApplyTextError;
use amend::options::MemberNames;
use amend::value::Shape;
use amend::{
    ApplyOptions, Dialect, Document, Json, Limits, Node, Operation, Patch, Pointer, View as _,
    apply_to_text, apply_with, merge_patch_to_text, merge_patch_with,
};

use crate::bytes::Bytes;
use crate::documents::{document, places};
use crate::patches::{Keep, patch};
use crate::texts::{mangled, text};

/// Holds the law on a text and a patch that the bytes mean.
pub fn apply_text(bytes: &[u8]) {
    let mut bytes = Bytes::new(bytes);
    let options = options(&mut bytes);
    let broken = bytes.rarely(8);
    let before = document(&mut bytes);
    let mut source = text(&before, &mut bytes);
    if broken {
        source = mangled(&source, &mut bytes);
    }
    if bytes.rarely(3) {
        let patch = document(&mut bytes);
        let expected = read(&source, &options).and_then(|mut document| {
            merge_patch_with(&mut document, &patch, &options)?;
            Ok(document)
        });
        let found = merge_patch_to_text(&source, &patch, &options);
        compare(&found, &expected, &source, &patch);
        merged_by_its_text(&source, &patch.to_string(), &options);
        if let (Ok(found), MemberNames::Exact) = (found, options.dialect.member_names) {
            untouched_by_merge(&source, &found, &patch);
        }
    } else {
        let keep = if bytes.rarely(3) { Keep::All } else { Keep::Applying };
        let (patch, _) = patch(&before, 6, options.dialect, keep, &mut bytes);
        let expected = read(&source, &options).and_then(|mut document| {
            apply_with(&mut document, &patch, &options)?;
            Ok(document)
        });
        let found = apply_to_text(&source, &patch, &options);
        compare(&found, &expected, &source, &patch);
        applied_by_its_text(&source, &patch.to_string(), &options);
        if let (Ok(found), MemberNames::Exact) = (found, options.dialect.member_names) {
            untouched(&source, &found, &patch);
        }
    }
}

/// The text of a patch does what the patch does that is read from it, and fails as it does.
fn applied_by_its_text(source: &str, patch: &str, options: &ApplyOptions) {
    let Ok(document) = Document::read(source.as_bytes(), &options.limits) else { return };
    let read = Patch::parse(patch.as_bytes(), &options.dialect, &options.limits);
    let expected = read.map_err(ApplyTextError::from).and_then(|patch| {
        let text = document.applied(&patch, options)?;
        Ok(text)
    });
    assert_eq!(document.patched(patch, options), expected, "{patch} on {source}");
}

/// The same of a Merge Patch.
fn merged_by_its_text(source: &str, patch: &str, options: &ApplyOptions) {
    let Ok(document) = Document::read(source.as_bytes(), &options.limits) else { return };
    let expected = read(patch, options).and_then(|patch| Ok(document.merged(&patch, options)?));
    assert_eq!(document.merge_patched(patch, options), expected, "{patch} on {source}");
}

fn options(bytes: &mut Bytes<'_>) -> ApplyOptions {
    let dialect = match bytes.below(6) {
        0 => Dialect::DOT_NET,
        1 => Dialect { member_names: MemberNames::IgnoreCase, ..Dialect::RFC6902 },
        _ => Dialect::RFC6902,
    };
    let mut limits = Limits::default();
    if bytes.rarely(4) {
        limits.operations = 1 + bytes.below(6);
        limits.depth = bytes.below(7);
        limits.growth = bytes.below(120);
    }
    ApplyOptions { dialect, limits }
}

fn read(text: &str, options: &ApplyOptions) -> Result<Json, ApplyTextError> {
    Ok(Json::read(text.as_bytes(), &options.limits)?)
}

/// The same document, order of members and spelling of numbers included, or the
/// same error.
fn compare(
    found: &Result<String, ApplyTextError>,
    expected: &Result<Json, ApplyTextError>,
    source: &str,
    patch: &dyn std::fmt::Display,
) {
    match (found, expected) {
        (Ok(found), Ok(expected)) => {
            let json: Json = found.parse().unwrap_or_else(|error| {
                panic!("{patch} on {source} gives {found}, which is no JSON: {error}")
            });
            assert_eq!(json.to_string(), expected.to_string(), "{patch} on {source}: {found}");
        }
        (Err(one), Err(other)) => assert_eq!(one, other, "{patch} on {source}"),
        _ => panic!("{patch} on {source}: {found:?}, and on the document {expected:?}"),
    }
}

/// The text of each value, by its place; and, as a place of its own, what stands
/// around the outermost one.
fn texts(document: &Document<'_>) -> BTreeMap<Vec<String>, String> {
    fn enter(node: Node<'_>, at: &[String], out: &mut BTreeMap<Vec<String>, String>) {
        out.insert(at.to_vec(), node.text().to_owned());
        let mut inside = |token: String, node| {
            enter(node, &[at, &[token]].concat(), out);
        };
        match node.shape() {
            Shape::Array(elements) => {
                for (at, element) in elements.enumerate() {
                    inside(at.to_string(), element);
                }
            }
            Shape::Object(members) => {
                for (name, value) in members {
                    inside(name.into_owned(), value);
                }
            }
            _ => {}
        }
    }
    let mut out = BTreeMap::new();
    enter(document.root(), &[], &mut out);
    out
}

/// A value that no operation reaches, that holds nothing that one reaches, and
/// stands in no list that one reaches, has the text that it had.
fn untouched(source: &str, found: &str, patch: &Patch) {
    let (before, after) = (parse(source), parse(found));
    let spans = (before.root().span(), after.root().span());
    assert_eq!(source[..spans.0.start], found[..spans.1.start], "what stands in front");
    assert_eq!(source[spans.0.end..], found[spans.1.end..], "what stands behind");

    let json = before.root().to_json();
    let changing = patch.operations().iter().filter(|o| !matches!(o, Operation::Test { .. }));
    let reached: Vec<Pointer> = changing
        .flat_map(|operation| [Some(operation.path()), operation.from()])
        .flatten()
        .cloned()
        .collect();
    if reached.is_empty() {
        assert_eq!(source, found, "nothing is changed");
    }
    spliced(source, &before, found, patch);
    // A list may have moved under a place, or been made by the patch itself.
    let near = |place: &Pointer| {
        reached.iter().any(|path| {
            let above = path.split_last().map_or(Pointer::root(), |(above, _)| above);
            let list = !matches!(json.pointer(&above), Some(Json::Object(_)));
            let wide = if list { &above } else { path };
            wide.contains(place) || place.contains(path) || place.contains(wide)
        })
    };
    let (texts, others) = (texts(&before), texts(&after));
    for place in places(&json).iter().filter(|place| !near(place)) {
        let tokens = place.tokens().to_vec();
        assert_eq!(
            texts.get(&tokens),
            others.get(&tokens),
            "{place}: {patch} on {source}: {found}"
        );
    }
}

/// A replacement changes its own bytes, and no others.
fn spliced(source: &str, before: &Document<'_>, found: &str, patch: &Patch) {
    let mut changing = patch.operations().iter().filter(|o| !matches!(o, Operation::Test { .. }));
    let (Some(Operation::Replace { path, value }), None) = (changing.next(), changing.next())
    else {
        return;
    };
    let node = path.tokens().iter().try_fold(before.root(), |node, token| {
        node.member(token).or_else(|| node.element(token.parse().ok()?))
    });
    let span = node.expect("what is replaced is there").span();
    let expected = format!("{}{value}{}", &source[..span.start], &source[span.end..]);
    assert_eq!(found, expected, "{patch} on {source}");
}

/// The same for a Merge Patch: a member that it does not name keeps its text.
fn untouched_by_merge(source: &str, found: &str, patch: &Json) {
    fn enter(before: Node<'_>, after: Node<'_>, patch: &Json) {
        let Some(members) = patch.as_object() else {
            return;
        };
        for (name, span, value) in before.spanned_members() {
            match members.get(&name) {
                None => {
                    let twin = after.spanned_members().find(|(other, ..)| *other == name);
                    let (_, other, twin) = twin.expect("a member that is not named stays");
                    assert_eq!(value.text(), twin.text(), "a member that is not named");
                    assert_eq!(span.len(), other.len(), "the name of a member");
                }
                Some(patch) => {
                    if let Some(after) = after.member(&name)
                        && matches!(value.shape(), Shape::Object(_))
                    {
                        enter(value, after, patch);
                    }
                }
            }
        }
    }
    let (before, after) = (parse(source), parse(found));
    if matches!(before.root().shape(), Shape::Object(_)) {
        enter(before.root(), after.root(), patch);
    }
    if patch.as_object().is_some_and(amend::value::Members::is_empty)
        && matches!(before.root().shape(), Shape::Object(_))
    {
        assert_eq!(source, found, "nothing is changed");
    }
}

fn parse(text: &str) -> Document<'_> {
    Document::parse(text).expect("it has been read before")
}
