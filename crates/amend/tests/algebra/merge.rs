//! The laws of the three-way merge.

use std::collections::BTreeSet;

use amend::merge::{Conflict, ConflictKind, Keep, Kept, MergeOptions, Merged, merge_with};
use amend::options::Arrays;
use amend::{Dialect, Json, Pointer};
use proptest::prelude::*;

use crate::cases;
use crate::common;
use crate::edits::{self, Keep as KeepOperations, seeds};

fn options(arrays: &str, keep: Keep) -> MergeOptions<'static> {
    let arrays = match arrays {
        "sequence" => Arrays::Sequence,
        "whole" => Arrays::Whole,
        "values" => Arrays::Values,
        key => Arrays::Key(key.strip_prefix("key:").unwrap().to_owned()),
    };
    MergeOptions { arrays, keep, arrays_at: None }
}

fn swapped(merged: Merged) -> (Json, Vec<Conflict>) {
    (merged.document, merged.conflicts.into_iter().map(Conflict::swapped).collect())
}

/// The laws that hold for any three documents.
pub(crate) fn check_laws(
    base: &Json,
    ours: &Json,
    theirs: &Json,
    arrays: &str,
) -> Result<(), TestCaseError> {
    let options = options(arrays, Keep::Base);
    let merge = |b: &Json, o: &Json, t: &Json| merge_with(b, o, t, &options);
    for side in [ours, theirs] {
        for merged in [merge(base, base, side), merge(base, side, base), merge(base, side, side)] {
            prop_assert_eq!(merged.document.to_string(), side.to_string());
            prop_assert_eq!(&merged.conflicts, &[]);
        }
    }
    let merged = merge(base, ours, theirs);
    let (document, conflicts) = swapped(merge(base, theirs, ours));
    prop_assert_eq!(document.to_string(), merged.document.to_string());
    prop_assert_eq!(&conflicts, &merged.conflicts);
    if merged.conflicts.is_empty() {
        for side in [ours, theirs] {
            prop_assert!(contains(base, side, &merged.document), "{}", merged.document);
        }
    }
    for conflict in &merged.conflicts {
        check_conflict(conflict, &merged.document)?;
    }

    // Preferring a side neither makes a conflict nor hides one.
    for keep in [Keep::Ours, Keep::Theirs] {
        let preferred = merge_with(base, ours, theirs, &MergeOptions { keep, ..options.clone() });
        prop_assert_eq!(preferred.conflicts.is_empty(), merged.conflicts.is_empty());
        // Of elements with a key, those of the side that is preferred come first.
        if merged.conflicts.is_empty() && !arrays.starts_with(['k', 'v']) {
            prop_assert_eq!(preferred.document.to_string(), merged.document.to_string());
        }
        for conflict in &preferred.conflicts {
            check_conflict(conflict, &preferred.document)?;
        }
    }
    Ok(())
}

/// A conflict says what is in the document.
fn check_conflict(conflict: &Conflict, document: &Json) -> Result<(), TestCaseError> {
    let there = document.pointer(&conflict.path);
    let Conflict { kind, base, ours, theirs, kept, .. } = conflict;
    match kind {
        ConflictKind::BothInserted => {
            prop_assert!(base.is_none() && ours.is_some() && theirs.is_some());
            prop_assert_ne!(ours, theirs);
        }
        // The elements may be merged inside.
        ConflictKind::Order => prop_assert!(there.is_some_and(|list| list.as_array().is_some())),
        _ => {
            prop_assert_ne!(*kept, Kept::Both);
            let value = match kept {
                Kept::Base => base,
                Kept::Ours => ours,
                _ => theirs,
            };
            // What is left out of a list has another element in its place.
            let listed = conflict.path.split_last().and_then(|(above, _)| document.pointer(&above));
            let listed = listed.is_some_and(|list| list.as_array().is_some());
            if value.is_some() || !listed {
                prop_assert_eq!(there, value.as_ref());
            }
            prop_assert_ne!(base, ours);
            prop_assert_ne!(base, theirs);
            prop_assert_ne!(ours, theirs);
        }
    }
    Ok(())
}

/// Whether all that a side changed is in the merged document: to the letter for
/// members; for lists, that what it inserted is there, and that what it removed
/// of the base is there no more often than the other side has it.
fn contains(base: &Json, side: &Json, merged: &Json) -> bool {
    if base == side {
        return true;
    }
    match (base, side, merged) {
        (_, Json::Object(members), Json::Object(merged)) => {
            let empty = Json::object([("", Json::Null); 0]);
            let base = if base.as_object().is_some() { base } else { &empty };
            let added =
                members.iter().all(|(name, value)| match (base.get(name), merged.get(name)) {
                    (Some(base), Some(merged)) => contains(base, value, merged),
                    // The other side removed it, and this one has not changed it.
                    (Some(base), None) => base == value,
                    (None, Some(merged)) => contains(&Json::Null, value, merged) || value == merged,
                    (None, None) => false,
                });
            let names = base.as_object().unwrap().names();
            let mut removed = names.filter(|name| !members.contains(name));
            added && removed.all(|name| !merged.contains(name))
        }
        (_, Json::Array(elements), Json::Array(merged)) => {
            let base = base.as_array().unwrap_or_default();
            // An element that the side has and the base has not is in the merged
            // list as it is, or changed inside by the other side.
            elements
                .iter()
                .filter(|element| element.as_array().is_none() && element.as_object().is_none())
                .all(|element| {
                    let count = |list: &[Json]| list.iter().filter(|e| *e == element).count();
                    count(elements) <= count(base) || count(merged) >= count(elements) - count(base)
                })
        }
        (base, side, merged) => side == merged || base == side,
    }
}

proptest! {
    #![proptest_config(cases())]

    /// Two sides that each edited the base.
    #[test]
    fn edits_of_one_document(
        base in common::documents(),
        (ours, theirs) in (seeds(4), seeds(4)),
        arrays in prop_oneof![Just("sequence"), Just("key:a"), Just("whole"), Just("values")],
    ) {
        let dialect = Dialect::RFC6902;
        let (_, ours) = edits::patch(&base, &ours, dialect, KeepOperations::Applying);
        let (_, theirs) = edits::patch(&base, &theirs, dialect, KeepOperations::Applying);
        check_laws(&base, &ours, &theirs, arrays)?;
    }

    /// Three documents that need have nothing in common.
    #[test]
    fn any_documents(
        base in common::documents(),
        ours in common::documents(),
        theirs in common::documents(),
        arrays in prop_oneof![Just("sequence"), Just("key:a"), Just("whole"), Just("values")],
    ) {
        check_laws(&base, &ours, &theirs, arrays)?;
    }

    /// Lists of few kinds of elements, so that all collide.
    #[test]
    fn lists_that_collide(
        base in list(),
        ours in list(),
        theirs in list(),
        arrays in prop_oneof![Just("sequence"), Just("key:k"), Just("values")],
    ) {
        check_laws(&base, &ours, &theirs, arrays)?;
    }

    /// Lists of records with a key: nothing is there twice, whatever happens.
    #[test]
    fn records_with_a_key(base in records(), ours in records(), theirs in records()) {
        check_laws(&base, &ours, &theirs, "key:k")?;
        let merged = merge_with(&base, &ours, &theirs, &options("key:k", Keep::Base));
        let keys = |list: &Json| -> Vec<i64> {
            let elements = list.as_array().unwrap().iter();
            elements.map(|e| e.get("k").and_then(Json::as_i64).unwrap()).collect()
        };
        let mut found = keys(&merged.document);
        found.sort_unstable();
        let once = found.windows(2).all(|pair| pair[0] != pair[1]);
        prop_assert!(once, "{}", merged.document);
        // Whoever is new on a side is there, unless both sides say different
        // things of it.
        for (side, other) in [(&ours, &theirs), (&theirs, &ours)] {
            for key in keys(side).into_iter().filter(|key| !keys(&base).contains(key)) {
                prop_assert!(found.contains(&key) || keys(other).contains(&key));
            }
        }
    }
}

proptest! {
    #![proptest_config(cases())]

    /// Lists of different elements, as sequences: what each side did to them is
    /// known without aligning them.
    #[test]
    fn different_elements(base in distinct(), ours in distinct(), theirs in distinct()) {
        let merged = merge_with(&base, &ours, &theirs, &options("sequence", Keep::Base));
        let [base, ours, theirs, found] =
            [&base, &ours, &theirs, &merged.document].map(|list| list.as_array().unwrap().to_vec());
        for element in base.iter().chain(&ours).chain(&theirs) {
            let [was, here, there] =
                [&base, &ours, &theirs].map(|list| list.contains(element));
            let count = found.iter().filter(|other| *other == element).count();
            // One that is paired with another one is replaced by that, and
            // where both do so there is a conflict.
            match (was, here, there) {
                (true, true, true) => prop_assert_eq!(count, 1, "{} stays", element),
                // Twice, where each side has made it of another element.
                (false, true, true) => prop_assert!((1..=2).contains(&count) || !merged.conflicts.is_empty()),
                (true, false, false) => prop_assert!(count == 0 || !merged.conflicts.is_empty()),
                (true, _, _) => prop_assert!(count == 0 || !merged.conflicts.is_empty(), "{} goes", element),
                (false, _, _) => prop_assert!(count == 1 || !merged.conflicts.is_empty(), "{} comes", element),
            }
        }
        // Of any two elements that all have, a side that changed the order has its
        // way. (What neither changed may stand in another order by that: 1, 4, 6 is
        // 1, 6, 4 on one side and 4, 1, 6 on the other.)
        if merged.conflicts.is_empty() {
            let everywhere: Vec<&Json> =
                base.iter().filter(|e| ours.contains(e) && theirs.contains(e)).collect();
            for (at, x) in everywhere.iter().enumerate() {
                for y in everywhere.iter().skip(at + 1) {
                    let stands = |list: &[Json]| {
                        let place = |e: &Json| list.iter().position(|other| other == e);
                        place(x) < place(y)
                    };
                    if !stands(&ours) || !stands(&theirs) {
                        prop_assert!(!stands(&found), "{} {}", x, y);
                    }
                }
            }
        }
    }

    /// Lists of values that are told apart by nothing else: what each side added
    /// is there, what each removed is not, and only the order may be disputed.
    #[test]
    fn sets_of_values(base in distinct(), ours in distinct(), theirs in distinct()) {
        let merged = merge_with(&base, &ours, &theirs, &options("values", Keep::Base));
        prop_assert!(merged.conflicts.iter().all(|c| c.kind == ConflictKind::Order));
        let sets = [&base, &ours, &theirs, &merged.document].map(|list| {
            let elements = list.as_array().unwrap().iter();
            elements.map(|element| element.as_i64().unwrap()).collect::<BTreeSet<i64>>()
        });
        let [base, ours, theirs, found] = &sets;
        let stays = |element: &&i64| ours.contains(element) && theirs.contains(element);
        let mut expected: BTreeSet<i64> = base.iter().filter(stays).copied().collect();
        expected.extend(ours.difference(base));
        expected.extend(theirs.difference(base));
        prop_assert_eq!(found, &expected);
        prop_assert_eq!(merged.document.as_array().unwrap().len(), expected.len());
    }

    /// What is done to a list at different places by either side, and is known
    /// before there is anything to merge, is done to the merged list.
    #[test]
    fn edits_at_different_places(
        acts in prop::collection::vec((0..6_u8, 0..4_u8, 0..3_u8), 1..9),
        records in any::<bool>(),
        key in any::<bool>(),
    ) {
        let [base, ours, theirs, expected] = staged(&acts, records);
        let arrays = if records && key { "key:k" } else { "sequence" };
        let merged = merge_with(&base, &ours, &theirs, &options(arrays, Keep::Base));
        prop_assert_eq!(&merged.conflicts, &[]);
        prop_assert_eq!(merged.document.to_string(), expected.to_string());
    }
}

/// Base, ours, theirs, and what both make of the base: a list of different
/// elements, each of which one side at most has replaced, edited, removed, or
/// put something in front of; and never both sides side by side.
fn staged(acts: &[(u8, u8, u8)], records: bool) -> [Json; 4] {
    let record = |k: usize, n: usize| {
        if records {
            Json::object([("k", Json::from(k)), ("n", Json::from(n)), ("m", Json::from(k))])
        } else {
            Json::from(10 * k + n)
        }
    };
    let mut lists: [Vec<Json>; 4] = Default::default();
    let mut last = None;
    for (at, (actor, act, number)) in acts.iter().enumerate() {
        let element = record(at, 0);
        let actor = match actor {
            0 => Some(1),
            1 => Some(2),
            _ => None,
        };
        let actor = actor.filter(|actor| last.is_none_or(|last| last == *actor));
        last = actor;
        for (side, list) in lists.iter_mut().enumerate() {
            if actor.is_none_or(|actor| side != actor && side != 3) {
                list.push(element.clone());
                continue;
            }
            match act {
                0 => list.push(record(at, 1 + usize::from(*number))),
                1 => {}
                _ => {
                    let new = (0..=*number).map(|n| record(100 + 10 * at + usize::from(n), 0));
                    list.extend(new);
                    list.push(element.clone());
                }
            }
        }
    }
    lists.map(Json::Array)
}

fn distinct() -> impl Strategy<Value = Json> {
    let elements = (0..7_i64).collect::<Vec<_>>();
    let in_order = prop::sample::subsequence(elements, 0..6);
    prop_oneof![in_order.clone(), in_order.prop_shuffle()].prop_map(Json::array)
}

fn list() -> impl Strategy<Value = Json> {
    let element = prop_oneof![
        4 => (0..5_i64).prop_map(Json::from),
        1 => (0..3_i64, 0..3_i64)
            .prop_map(|(k, n)| Json::object([("k", Json::from(k)), ("n", Json::from(n))])),
        1 => prop::collection::vec((0..3_i64).prop_map(Json::from), 0..3).prop_map(Json::Array),
    ];
    prop::collection::vec(element, 0..7).prop_map(Json::Array)
}

fn records() -> impl Strategy<Value = Json> {
    let record = |k: i64| {
        (0..3_i64, 0..2_i64).prop_map(move |(n, m)| {
            Json::object([("k", Json::from(k)), ("n", Json::from(n)), ("m", Json::from(m))])
        })
    };
    (prop::sample::subsequence((0..6_i64).collect::<Vec<_>>(), 0..5).prop_shuffle())
        .prop_flat_map(move |keys| keys.into_iter().map(record).collect::<Vec<_>>())
        .prop_map(Json::Array)
}

#[test]
fn cases_of_merges() {
    common::run("merge.json", check);
}

fn check(case: &Json) {
    let [base, ours, theirs] = ["base", "ours", "theirs"].map(|name| case.get(name).unwrap());
    let keep = match common::text(case, "keep") {
        None => Keep::Base,
        Some("ours") => Keep::Ours,
        Some(other) => {
            assert_eq!(other, "theirs");
            Keep::Theirs
        }
    };
    let key_at = |place: &Pointer| {
        let name = case.get("key_at")?.get(&place.to_string())?;
        Some(Arrays::Key(name.as_str()?.to_owned()))
    };
    let arrays = common::text(case, "arrays").unwrap_or("sequence");
    let options = MergeOptions { arrays_at: Some(&key_at), ..options(arrays, keep) };
    assert!(format!("{options:?}").contains("arrays_at: Some"));
    let merged = merge_with(base, ours, theirs, &options);
    let expected = case.get("merged").unwrap();
    let none = Json::array([Json::Null; 0]);
    let conflicts = case.get("conflicts").unwrap_or(&none);
    let whole = Json::object([("document", expected.clone()), ("conflicts", conflicts.clone())]);
    assert_eq!(merged.to_json().to_string(), whole.to_string());

    let keep = match keep {
        Keep::Ours => Keep::Theirs,
        Keep::Theirs => Keep::Ours,
        other => other,
    };
    let other = merge_with(base, theirs, ours, &MergeOptions { keep, ..options });
    assert_eq!(swapped(other), (merged.document, merged.conflicts));
}

/// Each kind of conflict has a case.
#[test]
fn every_kind_of_conflict_has_a_case() {
    let cases = [common::cases("merge.json"), common::cases("rebase.json")].concat();
    let kinds: BTreeSet<&str> = cases
        .iter()
        .filter_map(|case| case.get("conflicts")?.as_array())
        .flatten()
        .filter_map(|conflict| conflict.get("kind")?.as_str())
        .collect();
    let expected = [
        ConflictKind::BothAdded,
        ConflictKind::BothChanged,
        ConflictKind::BothInserted,
        ConflictKind::ChangedAndRemoved,
        ConflictKind::Order,
        ConflictKind::TestFailed,
        ConflictKind::TypeChanged,
    ];
    assert_eq!(kinds.into_iter().collect::<Vec<_>>(), expected.map(ConflictKind::code));
}
