//! That this way gives the bytes of the plain one. Containers become wide early here, so
//! that small documents take all turns.

use proptest::prelude::*;

use super::super::tests::{operations, patch, values};
use super::measures::Measures;
use super::{Run, Steps, Stop, Tree, merged, patched};
use crate::measure::Size;
use crate::{ApplyOptions, Dialect, Document, Json, Limits, MemberNames, Patch};

/// A text of the value, with white space and escapes as the bits say.
fn text(json: &Json, bits: &mut impl Iterator<Item = u8>) -> String {
    let mut out = String::new();
    written(json, bits, &mut out);
    out
}

fn space(bits: &mut impl Iterator<Item = u8>, out: &mut String) {
    out.push_str(match bits.next() {
        Some(0) => " ",
        Some(1) => "\n  \t",
        _ => "",
    });
}

fn string(string: &str, bits: &mut impl Iterator<Item = u8>, out: &mut String) {
    let plain = Json::from(string).to_string();
    match bits.next() {
        Some(2) => out.push_str(&plain.replace('a', "\\u0061").replace('/', "\\/")),
        _ => out.push_str(&plain),
    }
}

fn written(json: &Json, bits: &mut impl Iterator<Item = u8>, out: &mut String) {
    space(bits, out);
    match json {
        Json::Array(elements) => {
            out.push('[');
            space(bits, out);
            for (at, element) in elements.iter().enumerate() {
                out.push_str(if at > 0 { "," } else { "" });
                written(element, bits, out);
            }
            out.push(']');
        }
        Json::Object(members) => {
            out.push('{');
            space(bits, out);
            for (at, (name, value)) in members.into_iter().enumerate() {
                out.push_str(if at > 0 { "," } else { "" });
                space(bits, out);
                string(name, bits, out);
                space(bits, out);
                out.push(':');
                written(value, bits, out);
            }
            out.push('}');
        }
        Json::String(text) => string(text, bits, out),
        other => out.push_str(&other.to_string()),
    }
    space(bits, out);
}

/// Two texts with white space and escapes by the bits, or with none.
fn both(one: &Json, other: &Json, style: &[u8]) -> (String, String) {
    let plain = [9];
    let style = if style.is_empty() { &plain } else { style };
    let mut bits = style.iter().copied().cycle();
    (text(one, &mut bits), text(other, &mut bits))
}

fn style() -> impl Strategy<Value = Vec<u8>> {
    prop_oneof![1 => Just(vec![]), 3 => prop::collection::vec(0..9_u8, 1..40)]
}

fn options(member_names: MemberNames, depth: usize) -> ApplyOptions {
    let limits = Limits { depth, ..Limits::default() };
    ApplyOptions { dialect: Dialect { member_names, ..Dialect::RFC6902 }, limits }
}

proptest! {
    #![proptest_config(ProptestConfig {
        cases: 20_000,
        failure_persistence: None,
        ..ProptestConfig::default()
    })]

    /// What applies the plain way gives the same bytes, and what does not, the same error.
    #[test]
    fn a_patch_gives_the_same_bytes(
        list in prop::collection::vec(values(), 1..6).prop_map(Json::Array),
        other in values(),
        operations in prop::collection::vec(operations(), 1..60),
        failing in prop::sample::select(vec![false, false, false, true]),
        style in style(),
        member_names in prop::sample::select(vec![MemberNames::Exact, MemberNames::IgnoreCase]),
        depth in prop::sample::select(vec![128, 128, 5, 6, 7]),
    ) {
        let document = Json::object([("a", list), ("b", other)]);
        let options = options(member_names, depth);
        let operations = Patch::from(patch(&document, operations, failing));
        let (source, patch) = both(&document, &operations.to_json(), &style);
        let document = Document::parse(&source).unwrap();
        let plain = document.applied_plainly(&operations, &options);
        let found = match patched(&document, &Steps::read(&patch, &Limits::default()).unwrap(), &options) {
            Ok(text) => Ok(text),
            Err(Stop::Fault(error)) => Err(error),
            Err(Stop::Unknown) => {
                prop_assert!(member_names != MemberNames::Exact, "{source}\n{patch}");
                return Ok(());
            }
        };
        prop_assert_eq!(found, plain, "{}\n{}", source, patch);
    }

    /// What is known of the sizes of values, while they change, is what they are.
    #[test]
    fn sizes_stay_known(
        list in prop::collection::vec(values(), 1..6).prop_map(Json::Array),
        other in values(),
        operations in prop::collection::vec(operations(), 1..60),
        style in style(),
        early in any::<bool>(),
        member_names in prop::sample::select(vec![MemberNames::Exact, MemberNames::IgnoreCase]),
    ) {
        let document = Json::object([("a", list), ("b", other)]);
        let options = options(member_names, 128);
        let operations = Patch::from(patch(&document, operations, false));
        let (source, patch) = both(&document, &operations.to_json(), &style);
        let document = Document::parse(&source).unwrap();
        let steps = Steps::read(&patch, &Limits::default()).unwrap();
        let mut tree = Tree::over(&document, &steps.values);
        if early {
            tree.measures = Some(Box::new(Measures::of(&tree)));
        }
        let mut run = Run::new(tree, &options);
        if run.all(&steps).is_ok() {
            let measures = run.tree.measures.take();
            let measures = measures.unwrap_or_else(|| Box::new(Measures::of(&run.tree)));
            let known = measures.size(&run.tree, run.tree.root);
            let result = run.into_text().parse::<Json>().unwrap();
            prop_assert_eq!(known, Size::of(&result, usize::MAX, usize::MAX), "{}", source);
        }
    }

    #[test]
    fn a_merge_patch_gives_the_same_bytes(
        document in values(),
        patch in values(),
        style in style(),
        depth in prop::sample::select(vec![128, 1, 2, 3]),
    ) {
        let options = options(MemberNames::Exact, depth);
        let (source, text) = both(&document, &patch, &style);
        let document = Document::parse(&source).unwrap();
        let plain = document.merged(&patch, &options);
        let found = merged(&document, &Document::parse(&text).unwrap(), &options);
        prop_assert_eq!(found.as_ref(), plain.as_ref().ok(), "{}\n{}", source, text);
    }
}
