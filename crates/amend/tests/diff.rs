//! Diff: the cases, and the laws that every combination of options keeps.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test fails by panicking")]

mod common;

use amend::options::{Arrays, Guards, Minimize, Moves};
use amend::{DiffOptions, Document, Json, Limits, Operation, Patch, apply, diff, diff_with, equal};
use proptest::prelude::*;

/// Every combination of options; lists of objects are told apart by `id`.
fn combinations() -> Vec<DiffOptions<'static>> {
    let mut all = Vec::new();
    for arrays in [Arrays::Sequence, Arrays::Whole, Arrays::Values, Arrays::Key("id".to_owned())] {
        for minimize in [Minimize::Places, Minimize::Bytes] {
            for moves in [Moves::No, Moves::Yes] {
                for guards in [Guards::No, Guards::Test] {
                    let arrays = arrays.clone();
                    let some =
                        DiffOptions { arrays, minimize, moves, guards, ..Default::default() };
                    all.push(some);
                }
            }
        }
    }
    all
}

#[test]
fn cases() {
    common::run("diff.json", check);
}

/// A case says what patch is made of two documents, and every patch does what it
/// is for.
fn check(case: &Json) {
    let (before, after) = (case.get("before").unwrap(), case.get("after").unwrap());
    let options = options(case);
    let patch = diff_with(before, after, &options);
    assert_eq!(patch.to_json().to_string(), case.get("patch").unwrap().to_string());
    holds(before, after, &patch, &options);
    for options in combinations() {
        holds(before, after, &diff_with(before, after, &options), &options);
    }
}

fn options(case: &Json) -> DiffOptions<'static> {
    let word = |member: &str| common::text(case, member);
    let mut options = DiffOptions {
        arrays: match word("arrays") {
            None => Arrays::Sequence,
            Some("whole") => Arrays::Whole,
            Some("values") => Arrays::Values,
            Some(key) => Arrays::Key(key.strip_prefix("key:").unwrap().to_owned()),
        },
        limits: common::options(case, "").limits,
        ..DiffOptions::default()
    };
    if case.get("bytes").is_some() {
        options.minimize = Minimize::Bytes;
    }
    if case.get("moves").is_some() {
        options.moves = Moves::Yes;
    }
    if case.get("guards").is_some() {
        options.guards = Guards::Test;
    }
    options
}

/// The law: applied to what was before, a patch makes what is after.
fn holds(before: &Json, after: &Json, patch: &Patch, options: &DiffOptions<'_>) {
    let mut document = before.clone();
    let applied = apply(&mut document, patch);
    assert!(applied.is_ok(), "{options:?}: {applied:?}\n{before}\n{after}\n{patch}");
    assert!(document == *after, "{options:?}\n{before}\n{after}\n{document}\n{patch}");
    assert_eq!(patch.is_empty(), before == after, "{options:?}\n{before}\n{after}\n{patch}");
    let words = |word| patch.operations().iter().any(|operation| operation.name() == word);
    if options.moves == Moves::No {
        assert!(!words("move") && !words("copy"), "{patch}");
    }
    if options.guards == Guards::No {
        assert!(!words("test"), "{patch}");
    }
    if options.minimize == Minimize::Places && options.limits == Limits::default() {
        narrow(before, patch);
    }
}

/// No object is replaced by another one, unless it is an element.
fn narrow(before: &Json, patch: &Patch) {
    let mut document = before.clone();
    for operation in patch.operations() {
        if let Operation::Replace { path, value: Json::Object(_) } = operation {
            let above = path.split_last().and_then(|(above, _)| document.pointer(&above).cloned());
            let element = matches!(above, Some(Json::Array(_)));
            let object = matches!(document.pointer(path), Some(Json::Object(_)));
            assert!(element || !object, "{before}\n{patch}");
        }
        apply(&mut document, &Patch::from(vec![operation.clone()])).unwrap();
    }
}

/// Two documents: unrelated, or the one made of the other, or two lists over few
/// values.
fn documents() -> impl Strategy<Value = (Json, Json)> {
    prop_oneof![
        2 => (common::documents(), common::documents()),
        4 => (common::documents(), prop::collection::vec(common::plans(), 0..8)).prop_map(edited),
        3 => (lists(), lists()),
        3 => (lists(), prop::collection::vec(common::plans(), 0..8)).prop_map(edited),
    ]
}

fn edited((before, plans): (Json, Vec<common::Plan>)) -> (Json, Json) {
    let mut after = before.clone();
    apply(&mut after, &common::patch(&before, &plans, false)).unwrap();
    (before, after)
}

/// Lists in which much is equal, or has the same `id`, or nearly so.
fn lists() -> impl Strategy<Value = Json> {
    let few = prop_oneof![
        4 => prop::sample::select(vec!["a", "b", "c"]).prop_map(Json::from),
        1 => (0..3).prop_map(Json::from),
        1 => Just(Json::Null),
    ]
    .boxed();
    let record = (0..6, few.clone(), few.clone(), prop::option::of(common::values())).prop_map(
        |(id, one, other, more)| {
            let members = [("id", Json::from(id)), ("v", one), ("w", other)];
            Json::object(members.into_iter().chain(more.map(|more| ("x", more))))
        },
    );
    let record = record.boxed();
    let some = |of: BoxedStrategy<Json>| prop::collection::vec(of, 0..12).prop_map(Json::Array);
    let list = prop_oneof![
        3 => some(few.clone()),
        3 => some(record.clone()),
        2 => some(some(few).boxed()),
        1 => some(prop_oneof![record, common::scalars()].boxed()),
        2 => distinct(),
    ];
    prop_oneof![
        2 => list.clone(),
        1 => (list.clone(), list).prop_map(|(a, b)| Json::object([("l", a), ("m", b)])),
    ]
}

/// Records each with an `id` of its own, in any order.
fn distinct() -> impl Strategy<Value = Json> {
    let ids = Just((0..9).collect::<Vec<i32>>()).prop_shuffle();
    (ids, 0..9_usize, prop::collection::vec(common::values(), 9)).prop_map(|(ids, many, values)| {
        let record = |(id, v)| Json::object([("id", Json::from(id)), ("v", v)]);
        Json::Array(ids.into_iter().zip(values).take(many).map(record).collect())
    })
}

/// The same document as another text: members in another order, and every
/// number spelled otherwise.
fn respelled(json: &Json) -> Json {
    match json {
        Json::Number(number) => {
            let text = number.as_str();
            let text = if text.contains('.') { format!("{text}0") } else { format!("{text}.0e0") };
            text.parse().unwrap()
        }
        Json::Array(elements) => Json::Array(elements.iter().map(respelled).collect()),
        Json::Object(members) => {
            let mut members: Vec<_> =
                members.iter().map(|(name, value)| (name, respelled(value))).collect();
            members.reverse();
            Json::object(members)
        }
        other => other.clone(),
    }
}

/// The members of all objects in the order of their names, as a `Value` may
/// keep them.
fn sorted(json: &Json) -> Json {
    match json {
        Json::Array(elements) => Json::Array(elements.iter().map(sorted).collect()),
        Json::Object(members) => {
            let mut members: Vec<_> =
                members.iter().map(|(name, value)| (name, sorted(value))).collect();
            members.sort_by_key(|(name, _)| *name);
            Json::object(members)
        }
        other => other.clone(),
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(10_000))]

    #[test]
    fn the_patch_makes_what_is_after_of_what_was_before((before, after) in documents()) {
        for options in combinations() {
            let patch = diff_with(&before, &after, &options);
            holds(&before, &after, &patch, &options);
        }
    }

    #[test]
    fn equal_documents_do_not_differ(document in prop_oneof![common::documents(), lists()]) {
        let other = respelled(&document);
        prop_assert!(equal(&document, &other));
        for options in combinations() {
            prop_assert!(diff_with(&document, &other, &options).is_empty());
        }
    }

    #[test]
    fn all_doors_give_the_same_patch(
        (before, after) in documents(),
        options in prop::sample::select(combinations()),
    ) {
        let (before, after) = (sorted(&before), sorted(&after));
        let patch = diff_with(&before, &after, &options);
        let (old, new) = (format!("{before:#}"), after.to_string());
        let (old, new) = (Document::parse(&old).unwrap(), Document::parse(&new).unwrap());
        prop_assert_eq!(&diff_with(old.root(), new.root(), &options), &patch);
        let (old, new) = (before.to_value().unwrap(), after.to_value().unwrap());
        prop_assert_eq!(&diff_with(&old, &new, &options).to_string(), &patch.to_string());
    }

    #[test]
    fn guards_guard(
        (before, after) in documents(),
        options in prop::sample::select(combinations()),
        other in common::values(),
    ) {
        let options = DiffOptions { guards: Guards::Test, ..options };
        let patch = diff_with(&before, &after, &options);
        let operations = patch.operations();
        let mut document = before.clone();
        for (at, operation) in operations.iter().enumerate() {
            match operation {
                Operation::Test { path, value } => {
                    // Something else at the place that is guarded.
                    let other = if other == *value { Json::array([other.clone()]) } else { other.clone() };
                    let mut changed = document.clone();
                    *changed.pointer_mut(path).unwrap() = other;
                    let rest = Patch::from(operations[at..].to_vec());
                    prop_assert!(apply(&mut changed, &rest).is_err());
                }
                _ => prop_assert!(guarded(&document, &operations[..at], operation), "{patch}"),
            }
            apply(&mut document, &Patch::from(vec![operation.clone()])).unwrap();
        }
        prop_assert!(document == after);
    }

    /// What diff makes, apply takes, under the same limits.
    #[test]
    fn limits_hold(
        (before, after) in documents(),
        options in prop::sample::select(combinations()),
        operations in 2..8_usize,
        pointer in 0..12_usize,
        growth in 0..60_usize,
    ) {
        let limits = Limits { operations, pointer, growth, ..Limits::default() };
        let options = DiffOptions { limits: limits.clone(), ..options };
        let patch = diff_with(&before, &after, &options);
        prop_assert!(patch.operations().len() <= operations, "{patch}");
        for operation in patch.operations() {
            let paths = [Some(operation.path()), operation.from()];
            for path in paths.into_iter().flatten() {
                prop_assert!(path.to_string().len() <= pointer, "{patch}");
            }
        }
        let rules = amend::ApplyOptions { limits, ..amend::ApplyOptions::default() };
        let mut document = before.clone();
        let applied = amend::apply_with(&mut document, &patch, &rules);
        if after.to_string().len() <= before.to_string().len() + growth {
            prop_assert!(applied.is_ok(), "{applied:?} {patch}");
            prop_assert!(document == after);
        }
    }

    /// Containers below the limit on depth are not looked into, and the patch is
    /// right all the same.
    #[test]
    fn shallow_walks_are_right((before, after) in documents(), depth in 0..4_usize) {
        for options in combinations() {
            let limits = Limits { depth, ..Limits::default() };
            let options = DiffOptions { limits, ..options };
            let patch = diff_with(&before, &after, &options);
            let mut document = before.clone();
            apply(&mut document, &patch).unwrap();
            prop_assert!(document == after, "{patch}");
            prop_assert_eq!(patch.is_empty(), before == after);
        }
    }
}

/// Whether what an operation changes is tested right before it.
fn guarded(document: &Json, before: &[Operation], operation: &Operation) -> bool {
    let tested = |path: &amend::Pointer| {
        let tests = before.iter().rev().take(2);
        tests.into_iter().any(|test| test.name() == "test" && test.path() == path)
    };
    let path = operation.path();
    let source = operation.from().is_none_or(tested);
    source
        && match operation {
            Operation::Remove { .. } | Operation::Replace { .. } => tested(path),
            Operation::Add { .. } | Operation::Copy { .. } => {
                let above = path.split_last().map(|(above, _)| above);
                match above.and_then(|above| Some((document.pointer(&above)?, above))) {
                    Some((Json::Array(elements), above)) => match elements.len() {
                        0 => tested(&above),
                        _ => (0..elements.len()).any(|at| tested(&above.child(at.to_string()))),
                    },
                    // A member that comes cannot be guarded.
                    _ => document.pointer(path).is_none() || tested(path),
                }
            }
            Operation::Move { .. } | Operation::Test { .. } => true,
        }
}

#[test]
fn lists_may_be_compared_by_their_place() {
    let json = |text: &str| text.parse::<Json>().unwrap();
    let before = json(
        r#"{"emails":[{"e":"a","n":1},{"e":"b","n":2}],"tags":[1,2],"l":[[1],[{"tags":[1,2]}]]}"#,
    );
    let after = json(r#"{"emails":[{"e":"b","n":3}],"tags":[2],"l":[[1],[{"tags":[1]}]]}"#);
    let arrays_at = |path: &amend::Pointer| match path.tokens().last()?.as_str() {
        "emails" => Some(Arrays::Key("e".to_owned())),
        "tags" if path.tokens().len() == 1 => Some(Arrays::Whole),
        _ => None,
    };
    let options = DiffOptions { arrays_at: Some(&arrays_at), ..DiffOptions::default() };
    let patch = diff_with(&before, &after, &options);
    assert_eq!(
        patch.to_string(),
        concat!(
            r#"[{"op":"replace","path":"/emails/1/n","value":3},{"op":"remove","path":"/emails/0"},"#,
            r#"{"op":"replace","path":"/tags","value":[2]},{"op":"remove","path":"/l/1/0/tags/1"}]"#
        )
    );
    assert_ne!(patch, diff(&before, &after));
    assert!(format!("{options:?}").contains("arrays_at: Some"));
}
