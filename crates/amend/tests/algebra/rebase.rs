//! A patch that is brought to another document does there what it did.

use amend::merge::{Keep as KeepValue, Kept, MergeOptions, merge_with};
use amend::options::Arrays;
use amend::rebase::{RebaseOptions, rebase, rebase_with};
use amend::{ApplyOptions, Dialect, Json, Operation, Patch, Pointer, apply, apply_with, diff};
use proptest::prelude::*;

use crate::edits::{self, Keep, seeds};
use crate::{cases, common};

fn arrays(name: &str) -> Arrays {
    match name {
        "sequence" => Arrays::Sequence,
        "whole" => Arrays::Whole,
        "values" => Arrays::Values,
        key => Arrays::Key(key.strip_prefix("key:").unwrap().to_owned()),
    }
}

fn options(name: &str, dialect: Dialect) -> RebaseOptions<'static> {
    let apply = ApplyOptions { dialect, ..ApplyOptions::default() };
    RebaseOptions { arrays: arrays(name), apply, ..RebaseOptions::default() }
}

/// Members without lists: what a merge makes of them is beyond doubt.
fn records() -> impl Strategy<Value = Json> {
    let leaf = prop_oneof![(0..3_i64).prop_map(Json::from), Just(Json::Null)];
    leaf.prop_recursive(3, 12, 4, |inner| {
        let name = prop::sample::select(vec!["a", "b", "c", "d"]);
        prop::collection::vec((name, inner), 0..4).prop_map(Json::object)
    })
}

proptest! {
    #![proptest_config(cases())]

    /// Onto the document that it was made for, a patch is what it was.
    #[test]
    fn onto_the_same_document(
        base in common::documents(),
        seeds in seeds(5),
        dialect in prop_oneof![Just("rfc6902"), Just("dot-net"), Just("any-case")],
        arrays in prop_oneof![Just("sequence"), Just("key:a"), Just("whole"), Just("values")],
    ) {
        let options = options(arrays, common::dialect(dialect));
        let (patch, after) = edits::patch(&base, &seeds, options.apply.dialect, Keep::Applying);
        let rebased = rebase_with(&patch, &base, &base, &options).unwrap();
        prop_assert_eq!(&rebased.conflicts, &[]);
        let mut result = base.clone();
        apply_with(&mut result, &rebased.patch, &options.apply).unwrap();
        prop_assert_eq!(result, after);
        let tests = |patch: &Patch| {
            patch.operations().iter().filter(|o| matches!(o, Operation::Test { .. })).count()
        };
        prop_assert_eq!(tests(&rebased.patch), tests(&patch));
    }

    /// Whatever became of the document, the rest of the patch applies to it.
    #[test]
    fn onto_any_document(
        base in common::documents(),
        (patch, onto) in (seeds(5), seeds(5)),
        other in common::documents(),
        related in prop::bool::weighted(0.8),
        arrays in prop_oneof![Just("sequence"), Just("key:a"), Just("whole"), Just("values")],
        dialect in prop_oneof![3 => Just("rfc6902"), 1 => Just("dot-net"), 1 => Just("any-case")],
    ) {
        let options = options(arrays, common::dialect(dialect));
        let (patch, after) = edits::patch(&base, &patch, options.apply.dialect, Keep::Applying);
        let (_, onto) = edits::patch(&base, &onto, options.apply.dialect, Keep::Applying);
        let onto = if related { onto } else { other };
        let rebased = rebase_with(&patch, &base, &onto, &options).unwrap();
        let mut result = onto.clone();
        let outcome = apply_with(&mut result, &rebased.patch, &options.apply);
        prop_assert_eq!(outcome, Ok(()), "{}", rebased.patch);
        for conflict in &rebased.conflicts {
            let operation = conflict.operation.unwrap();
            prop_assert!(operation < patch.operations().len());
            prop_assert!(matches!(conflict.kept, Kept::Theirs | Kept::Both));
        }
        // What has been done already is not done again.
        if onto == after && rebased.conflicts.is_empty() {
            let changes = rebased.patch.operations().iter();
            let changes: Vec<_> =
                changes.filter(|o| !matches!(o, Operation::Test { .. })).collect();
            prop_assert!(result == onto || !changes.is_empty());
        }
    }

    /// For members, it is the same as merging the documents.
    #[test]
    fn a_rebased_difference_is_a_merge(
        base in records(),
        ours in records(),
        theirs in records(),
    ) {
        let patch = diff(&base, &ours);
        let rebased = rebase(&patch, &base, &theirs).unwrap();
        let merged = merge_with(&base, &ours, &theirs, &MergeOptions {
            keep: KeepValue::Theirs,
            ..MergeOptions::default()
        });
        let mut result = theirs.clone();
        apply(&mut result, &rebased.patch).unwrap();
        prop_assert_eq!(result, merged.document, "{}", rebased.patch);
        // An operation may find done what it wants where two documents are at
        // odds: a member is gone, since the object around it is.
        prop_assert!(rebased.conflicts.is_empty() || !merged.conflicts.is_empty());
    }

    /// With lists too, where neither finds a conflict.
    #[test]
    fn a_rebased_difference_is_a_merge_of_lists(
        base in list(),
        (ours, theirs) in (edits_of_a_list(), edits_of_a_list()),
        arrays in prop_oneof![Just("sequence"), Just("key:k")],
    ) {
        let (ours, theirs) = (edited(&base, &ours), edited(&base, &theirs));
        let options = options(arrays, Dialect::RFC6902);
        let differ = amend::DiffOptions { arrays: options.arrays.clone(), ..Default::default() };
        let patch = amend::diff_with(&base, &ours, &differ);
        let rebased = rebase_with(&patch, &base, &theirs, &options).unwrap();
        let merged = merge_with(&base, &ours, &theirs, &MergeOptions {
            arrays: options.arrays.clone(),
            ..MergeOptions::default()
        });
        // To a merge, an element that is replaced as a whole, or gets another key, is
        // one that goes and one that comes.
        let replaces = |operation: &Operation| match operation.path().tokens() {
            [_] => matches!(operation, Operation::Replace { .. }),
            path => path.last().is_some_and(|name| name == "k"),
        };
        if rebased.conflicts.is_empty()
            && merged.conflicts.is_empty()
            && !patch.operations().iter().any(replaces)
        {
            let mut result = theirs.clone();
            apply(&mut result, &rebased.patch).unwrap();
            let (mut result, mut merged) = (result, merged.document);
            if arrays != "sequence" {
                // What both insert at one place stands in an order of its own.
                for list in [&mut result, &mut merged] {
                    list.as_array_mut().unwrap().sort_by_key(ToString::to_string);
                }
            }
            prop_assert_eq!(result, merged, "{} {}", patch, rebased.patch);
        }
    }
}

/// Records with a key that are all different.
fn list() -> impl Strategy<Value = Json> {
    prop::collection::vec(0..3_i64, 0..6)
        .prop_map(|numbers| Json::array(numbers.into_iter().enumerate().map(|(k, n)| record(k, n))))
}

fn record(key: usize, number: i64) -> Json {
    Json::object([("k", Json::from(key)), ("n", Json::from(number))])
}

/// Positions, what happens there, and a number.
fn edits_of_a_list() -> impl Strategy<Value = Vec<(usize, u8, i64)>> {
    prop::collection::vec((0..6_usize, 0..3_u8, 0..3_i64), 0..3)
}

fn edited(base: &Json, edits: &[(usize, u8, i64)]) -> Json {
    let mut list = base.as_array().unwrap().to_vec();
    for (at, kind, number) in edits {
        match kind {
            0 if *at <= list.len() => {
                let key = 10 + 3 * at + usize::try_from(*number).unwrap();
                if list.iter().all(|e| e.get("k") != Some(&Json::from(key))) {
                    list.insert(*at, record(key, *number));
                }
            }
            1 if *at < list.len() => drop(list.remove(*at)),
            _ => {
                if let Some(Json::Object(members)) = list.get_mut(*at) {
                    members.insert("n", *number);
                }
            }
        }
    }
    Json::Array(list)
}

#[test]
fn cases_of_rebases() {
    common::run("rebase.json", check);
}

fn check(case: &Json) {
    let [base, onto] = ["base", "onto"].map(|name| case.get(name).unwrap());
    let apply = common::options(case, "");
    let patch = Patch::read(case.get("patch").unwrap(), &Dialect::RFC6902, &apply.limits).unwrap();
    let arrays = arrays(common::text(case, "arrays").unwrap_or("sequence"));
    let options = RebaseOptions { arrays, apply, arrays_at: None };
    let rebased = rebase_with(&patch, base, onto, &options);
    if let Some(text) = common::text(case, "error") {
        assert_eq!(rebased.unwrap_err().to_string(), text);
        return;
    }
    let rebased = rebased.unwrap();
    assert_eq!(rebased.patch.to_string(), case.get("rebased").unwrap().to_string());
    let found = Json::array(rebased.conflicts.iter().map(amend::merge::Conflict::to_json));
    let expected = case.get("conflicts").map_or_else(|| "[]".to_owned(), Json::to_string);
    assert_eq!(found.to_string(), expected);
    apply_with(&mut onto.clone(), &rebased.patch, &options.apply).unwrap();
}

/// Lists are told apart by their places, also behind others that go deeper.
#[test]
fn lists_may_be_rebased_by_their_place() {
    let json = |text: &str| text.parse::<Json>().unwrap();
    let base = json(r#"{"l":[{"k":1,"n":1},{"k":2,"n":2}],"a":{"b":{"c":[[1]]}}}"#);
    let onto = json(r#"{"l":[{"k":2,"n":8,"m":9},{"k":1,"n":7}],"a":{"b":{"c":[[1]]}}}"#);
    let patch: Patch = r#"[{"op":"add","path":"/l/1/z","value":0}]"#.parse().unwrap();
    let arrays_at =
        |path: &Pointer| (path.to_string() == "/l").then(|| Arrays::Key("k".to_owned()));
    let options = RebaseOptions { arrays_at: Some(&arrays_at), ..RebaseOptions::default() };
    let rebased = rebase_with(&patch, &base, &onto, &options).unwrap();
    assert_eq!(rebased.patch.to_string(), r#"[{"op":"add","path":"/l/0/z","value":0}]"#);
    assert_eq!(rebased.conflicts, []);
    assert!(format!("{options:?}").contains("arrays_at: Some"));
}
