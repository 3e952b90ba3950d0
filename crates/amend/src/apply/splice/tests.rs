//! That this way gives the bytes of the plain one. Containers become wide early here, so
//! that small documents take all turns.

use proptest::prelude::*;

use super::super::tests::{operations, patch, values};
use super::measures::Measures;
use super::{Run, Steps, Stop, Tree, merged, patched};
use crate::measure::Size;
use crate::{
    ApplyOptions, Dialect, Document, Json, Limits, MemberNames, Operation, Patch, Pointer,
    apply_with,
};

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

/// A document in which many containers of few values stand inside each other.
fn deep() -> impl Strategy<Value = Json> {
    let scalar = prop_oneof![(0..3).prop_map(Json::from), Just(Json::from("x"))];
    let wider = prop::collection::vec(scalar.clone(), 4..6).prop_map(Json::Array);
    prop_oneof![scalar, wider].prop_recursive(8, 40, 2, |inner| {
        let name = prop::sample::select(vec!["a", "0", "bb", "bB"]);
        prop_oneof![
            prop::collection::vec(inner.clone(), 1..3).prop_map(Json::Array),
            prop::collection::vec((name, inner), 1..3).prop_map(Json::object),
        ]
    })
}

/// Where so many turns lead from the root of a document, some names being in another case.
fn walk(document: &Json, turns: &[usize]) -> Pointer {
    let mut here = document;
    let mut tokens = Vec::new();
    for turn in turns {
        here = match here {
            Json::Array(elements) if !elements.is_empty() => {
                let at = turn % elements.len();
                tokens.push(at.to_string());
                &elements[at]
            }
            Json::Object(members) if !members.is_empty() => {
                let (name, value) = members.into_iter().nth(turn % members.len()).unwrap();
                tokens.push(if *turn < 3 { name.to_string() } else { name.to_uppercase() });
                value
            }
            _ => break,
        };
    }
    Pointer::from_tokens(tokens)
}

/// What an operation is, the turns to two places, a token behind the second, and a value.
type Far = (u8, Vec<usize>, Vec<usize>, Option<String>, Json);

fn far() -> impl Strategy<Value = Far> {
    let turns = || prop::collection::vec(0..4_usize, 0..9);
    let name = prop::sample::select(vec!["a", "bb", "0", "1", "-"]);
    let more = prop::option::weighted(0.3, name.prop_map(str::to_owned));
    (0..8_u8, turns(), turns(), more, deep())
}

fn at(document: &Json, far: Far) -> Operation {
    let (kind, from, path, more, value) = far;
    let (from, path) = (walk(document, &from), walk(document, &path));
    let path = Pointer::from_tokens(path.tokens().iter().cloned().chain(more));
    match kind {
        0..=1 => Operation::Add { path, value },
        2 => Operation::Remove { path },
        3..=4 => Operation::Replace { path, value },
        5 => Operation::Move { from, path },
        6 => Operation::Copy { from, path },
        _ => Operation::Test { path, value },
    }
}

/// Those that apply one after the other, each found in the document as it is by then.
fn one_by_one(document: &Json, far: Vec<Far>, failing: bool, options: &ApplyOptions) -> Patch {
    let mut now = document.clone();
    let (mut patch, mut bad) = (Vec::new(), None);
    for far in far {
        let operation = at(&now, far);
        if apply_with(&mut now, &vec![operation.clone()].into(), options).is_ok() {
            patch.push(operation);
        } else {
            bad = Some(operation);
        }
    }
    patch.extend(bad.filter(|_| failing));
    patch.into()
}

proptest! {
    #![proptest_config(ProptestConfig {
        cases: 20_000,
        failure_persistence: None,
        ..ProptestConfig::default()
    })]

    /// Along long ways, too, and their sizes stay known.
    #[test]
    fn long_ways_give_the_same_bytes(
        document in deep(),
        operations in prop::collection::vec(far(), 1..40),
        failing in prop::sample::select(vec![false, false, false, true]),
        style in style(),
        early in any::<bool>(),
        member_names in prop::sample::select(vec![MemberNames::Exact, MemberNames::IgnoreCase]),
        depth in prop::sample::select(vec![128, 128, 9, 10, 11]),
    ) {
        let easy = options(member_names, 128);
        let options = options(member_names, depth);
        let operations = one_by_one(&document, operations, failing, &easy);
        let (source, patch) = both(&document, &operations.to_json(), &style);
        let document = Document::parse(&source).unwrap();
        let plain = document.applied_plainly(&operations, &options);
        let steps = Steps::read(&patch, &Limits::default()).unwrap();
        let mut tree = Tree::over(&document, &steps.values);
        if early {
            tree.measures = Some(Box::new(Measures::of(&tree)));
        }
        let mut run = Run::new(tree, &options);
        let done = run.all(&steps);
        if done.is_ok() {
            let measures = run.tree.measures.take();
            let measures = measures.unwrap_or_else(|| Box::new(Measures::of(&run.tree)));
            let known = measures.size(&run.tree, run.tree.root);
            let text = run.into_text();
            let result = text.parse::<Json>().unwrap();
            prop_assert_eq!(known, Size::of(&result, usize::MAX, usize::MAX), "{}", source);
            prop_assert_eq!(Ok(text), plain, "{}\n{}", source, patch);
        } else {
            match done {
                Err(Stop::Fault(error)) => {
                    prop_assert_eq!(Err(error), plain, "{}\n{}", source, patch);
                }
                _ => prop_assert!(member_names != MemberNames::Exact, "{source}\n{patch}"),
            }
        }
    }

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

    /// In one object, in which members come, go and come again, mostly the last ones.
    #[test]
    fn members_that_come_and_go_give_the_same_bytes(
        members in 0..5_i64,
        turns in prop::collection::vec((0..6_u8, 0..8_usize, any::<prop::sample::Index>()), 1..60),
        style in style(),
        early in any::<bool>(),
    ) {
        const NAMES: [&str; 8] = ["a", "b", "c", "d", "e", "f", "g", "h"];
        let named = |at: usize| Pointer::from_tokens([NAMES[at]]);
        let document = Json::object(NAMES.into_iter().zip((0..members).map(Json::from)));
        let mut here: Vec<usize> = (0..document.as_object().unwrap().len()).collect();
        let mut operations = Vec::new();
        for (turn, (kind, name, which)) in (0..).zip(turns) {
            let value = Json::array([Json::from(turn)]);
            let last = here.last().copied().filter(|_| kind == 3);
            let one = (!here.is_empty()).then(|| here[which.index(here.len())]);
            match (kind, last.or(one)) {
                (2 | 3, Some(gone)) => {
                    here.retain(|at| *at != gone);
                    operations.push(Operation::Remove { path: named(gone) });
                }
                (4, Some(there)) => {
                    operations.push(Operation::Replace { path: named(there), value });
                }
                (5, Some(from)) if from != name => {
                    here.retain(|at| *at != from && *at != name);
                    here.push(name);
                    operations.push(Operation::Move { from: named(from), path: named(name) });
                }
                _ => {
                    here.retain(|at| *at != name);
                    here.push(name);
                    operations.push(Operation::Add { path: named(name), value });
                }
            }
        }
        let (options, operations) = (options(MemberNames::Exact, 128), Patch::from(operations));
        let (source, patch) = both(&document, &operations.to_json(), &style);
        let document = Document::parse(&source).unwrap();
        let plain = document.applied_plainly(&operations, &options);
        let steps = Steps::read(&patch, &Limits::default()).unwrap();
        let mut tree = Tree::over(&document, &steps.values);
        if early {
            tree.measures = Some(Box::new(Measures::of(&tree)));
        }
        let mut run = Run::new(tree, &options);
        prop_assert!(run.all(&steps).is_ok(), "{}\n{}", source, patch);
        prop_assert_eq!(Ok(run.into_text()), plain, "{}\n{}", source, patch);
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
