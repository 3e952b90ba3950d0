//! Bounded work: copies that double, floods of operations, grafts beyond the
//! depth, many edits of wide lists.

use amend::error::{ApplyError, ApplyErrorKind};
use amend::value::Target;
use amend::{
    ApplyOptions, Document, Json, Limits, Operation, Patch, apply, apply_with, merge_patch,
};

use proptest::prelude::*;
use serde_json::Value;

use crate::common::{self, pointer};

/// Applies a patch that is refused; gives the error and the most bytes that
/// were allocated at one time.
fn refused<T: Target>(document: &mut T, patch: &Patch) -> (ApplyError, u64) {
    let mut outcome = Ok(());
    let used = allocation_counter::measure(|| outcome = apply(document, patch));
    (outcome.unwrap_err(), used.bytes_max)
}

/// Each operation makes `a` twice as large.
fn doubling(count: usize) -> Patch {
    let operation = r#"{"op":"copy","from":"/a","path":"/a/-"}"#;
    format!("[{}]", vec![operation; count].join(",")).parse().unwrap()
}

/// 24 copies in 961 bytes.
#[test]
fn t01_copy_bomb() {
    let patch = doubling(24);
    assert_eq!(patch.to_string().len(), 961);
    for text in [r#"{"a":[]}"#, r#"{"a":["0123456789"]}"#, r#"{"a":[{"b":{}}],"c":1}"#] {
        let document: Json = text.parse().unwrap();
        let mut json = document.clone();
        let (error, bytes) = refused(&mut json, &patch);
        assert_eq!((error.kind(), error.limit()), (ApplyErrorKind::Limit, Some("growth")));
        assert_eq!(json.to_string(), text);
        assert!(bytes < 64 << 10, "{text}: {bytes} bytes");

        let mut value: Value = document.to_value().unwrap();
        let (other, bytes) = refused(&mut value, &patch);
        assert_eq!(other, error);
        assert_eq!(value.to_string(), text);
        assert!(bytes < 64 << 10, "{text}: {bytes} bytes");
    }
}

/// The same through members, from the root, between two arrays, and with
/// operations of other kinds between the copies.
#[test]
fn t01_copy_bomb_in_other_ways() {
    let member = |n: usize| format!(r#"{{"op":"copy","from":"","path":"/m{n}"}}"#);
    let across = |n: usize| {
        let (from, to) = if n.is_multiple_of(2) { ("a", "b") } else { ("b", "a") };
        format!(r#"{{"op":"copy","from":"/{from}","path":"/{to}/0"}}"#)
    };
    let mixed = |n: usize| {
        format!(
            r#"{{"op":"copy","from":"/a","path":"/a/-"}},{{"op":"add","path":"/a/0","value":{n}}},
               {{"op":"move","from":"/a","path":"/t"}},{{"op":"move","from":"/t","path":"/a"}},
               {{"op":"replace","path":"/a/0","value":[]}},{{"op":"test","path":"/a/0","value":[]}}"#
        )
    };
    let ways: [&dyn Fn(usize) -> String; 3] = [&member, &across, &mixed];
    for way in ways {
        let operations: Vec<String> = (0..40).map(way).collect();
        let patch: Patch = format!("[{}]", operations.join(",")).parse().unwrap();
        let text = r#"{"b":[1],"a":["x"]}"#;
        let mut json: Json = text.parse().unwrap();
        let (error, bytes) = refused(&mut json, &patch);
        assert_eq!(error.limit(), Some("growth"), "{error}");
        assert_eq!(json.to_string(), text);
        assert!(bytes < 256 << 10, "{bytes} bytes");
    }
}

/// A forecast is no refusal: what stays within the limit is done, and what
/// fails for another reason fails for that.
#[test]
fn t01_copies_within_the_limit_are_made() {
    let text = r#"{"a":["0123456789012345678901234567890123456789"]}"#;
    let patch = doubling(10);
    let mut json: Json = text.parse().unwrap();
    apply(&mut json, &patch).unwrap();
    let before = text.len();
    let grown = json.to_string().len() - before;

    // At the limit, and one byte beyond it.
    for (growth, fits) in [(grown, true), (grown - 1, false)] {
        let limits = Limits { growth, ..Limits::default() };
        let options = ApplyOptions { limits, ..ApplyOptions::default() };
        let mut again: Json = text.parse().unwrap();
        let outcome = apply_with(&mut again, &patch, &options);
        assert_eq!(outcome.is_ok(), fits);
        if fits {
            assert_eq!(again.to_string(), json.to_string());
        } else {
            assert_eq!(outcome.unwrap_err().operation(), Some(9));
            assert_eq!(again.to_string(), text);
        }
    }

    let mut operations = doubling(24).operations().to_vec();
    operations.insert(8, Operation::Remove { path: pointer("/none") });
    let mut again: Json = text.parse().unwrap();
    let error = apply(&mut again, &Patch::from(operations)).unwrap_err();
    assert_eq!((error.kind(), error.operation()), (ApplyErrorKind::PathNotFound, Some(8)));
    assert_eq!(again.to_string(), text);
}

/// One operation more than the limit is refused before any is run; as many
/// as the limit are done.
#[test]
fn t02_flood_of_operations() {
    let flood = |count| vec![r#"{"op":"add","path":"/-","value":0}"#; count].join(",");
    let error = format!("[{}]", flood(10_001)).parse::<Patch>().unwrap_err();
    assert_eq!((error.limit(), error.operation()), (Some("operations"), None));

    let patch: Patch = format!("[{}]", flood(10_000)).parse().unwrap();
    let mut json = Json::Array(Vec::new());
    apply(&mut json, &patch).unwrap();
    assert_eq!(json.as_array().map(<[Json]>::len), Some(10_000));
}

/// Beyond the depth by add, copy, move and merge patch, one operation at a
/// time, on a small stack.
#[test]
fn t03_grafts_beyond_the_depth() {
    common::on_small_stack(|| {
        let deep = |n: usize| "/a".repeat(n);
        // The document has a depth of 1; operation k makes it one deeper.
        let added: Vec<Operation> = (0..1_000)
            .map(|n| Operation::Add {
                path: pointer(&deep(n + 1)),
                value: Json::object([("b", 1)]),
            })
            .collect();
        graft(r#"{"b":1}"#, added, 127);

        let copied: Vec<Operation> = (0..1_000)
            .map(|n| Operation::Copy { from: pointer("/seed"), path: pointer(&deep(n + 1)) })
            .collect();
        graft(r#"{"seed":{}}"#, copied, 127);

        // The root goes into itself by way of a copy that replaces it.
        let moved: Vec<Operation> = (0..1_000)
            .flat_map(|n| {
                let holder =
                    Operation::Add { path: pointer("/next"), value: Json::object([("x", 1)]) };
                let down = Operation::Move { from: pointer("/now"), path: pointer("/next/now") };
                let up = Operation::Move { from: pointer("/next"), path: pointer("/now") };
                let _ = n;
                [holder, down, up]
            })
            .collect();
        graft(r#"{"now":{}}"#, moved, 3 * 126 + 1);
    });
}

fn graft(text: &str, operations: Vec<Operation>, fails_at: usize) {
    let patch = Patch::from(operations);
    let mut json: Json = text.parse().unwrap();
    let error = apply(&mut json, &patch).unwrap_err();
    assert_eq!((error.limit(), error.operation()), (Some("depth"), Some(fails_at)), "{error}");
    assert_eq!(json.to_string(), text);

    let mut value: Value = json.to_value().unwrap();
    assert_eq!(apply(&mut value, &patch), Err(error));

    // What was done before the refusal is as deep as a document can be.
    let fits = Patch::from(patch.operations()[..fails_at].to_vec());
    apply(&mut json, &fits).unwrap();
    assert!(json.to_string().parse::<Json>().is_ok());
}

/// Many edits in front of many elements, deep inside; on a small stack, and
/// back again when the last one fails.
#[test]
fn t05_many_edits_of_a_wide_list() {
    common::on_small_stack(|| {
        let depth = 126;
        let wide = Json::array(0..20_000);
        let document = (0..depth).fold(wide, |inner, _| Json::object([("a", inner)]));
        let list = pointer(&"/a".repeat(depth));
        let edit = |n: usize| {
            let path = list.child((n % 7).to_string());
            if n.is_multiple_of(3) {
                Operation::Remove { path }
            } else {
                Operation::Add { path, value: Json::from(n) }
            }
        };
        let mut operations: Vec<Operation> = (0..9_000).map(edit).collect();
        let mut model: Vec<usize> = (0..20_000).collect();
        for n in 0..9_000 {
            if n % 3 == 0 {
                model.remove(n % 7);
            } else {
                model.insert(n % 7, n);
            }
        }
        let mut json = document.clone();
        apply(&mut json, &Patch::from(operations.clone())).unwrap();
        assert_eq!(json.pointer(&list), Some(&Json::array(model)));

        operations.push(Operation::Remove { path: pointer("/b") });
        let mut again = document.clone();
        let error = apply(&mut again, &Patch::from(operations)).unwrap_err();
        assert_eq!(error.operation(), Some(9_000));
        assert_eq!(again.to_string(), document.to_string());
    });
}

#[test]
fn t03_merge_patch_beyond_the_depth() {
    common::on_small_stack(|| {
        let nested = |depth: usize| {
            (1..depth).fold(Json::object([("a", 1)]), |inner, _| Json::object([("a", inner)]))
        };
        let mut json = Json::Null;
        merge_patch(&mut json, &nested(128)).unwrap();
        assert_eq!(json, nested(128));
        let error = merge_patch(&mut json, &nested(129)).unwrap_err();
        assert_eq!(error.limit(), Some("depth"));
        assert_eq!(json, nested(128));
    });
}

proptest! {
    #![proptest_config(common::many())]

    /// A patch is its operations one after the other: what is foreseen on a
    /// sketch is what happens. One operation alone is never foreseen; with a
    /// long text in every document, two copies always are.
    #[test]
    fn t01_what_is_foreseen_is_what_happens(
        document in common::documents(),
        plans in prop::collection::vec(common::plans(), 1..8),
        any_case in any::<bool>(),
    ) {
        let long = Json::from("x".repeat(1_100));
        let document = Json::object([("a", Json::array([long.clone(), document])), ("b", long)]);
        let patch = common::patch(&document, &plans, true);
        let name = if any_case { "any-case" } else { "rfc6902" };
        let options = ApplyOptions { dialect: common::dialect(name), ..ApplyOptions::default() };

        let mut expected = document.clone();
        let mut failure = None;
        for (index, operation) in patch.operations().iter().enumerate() {
            let single = Patch::from(vec![operation.clone()]);
            if let Err(error) = apply_with(&mut expected, &single, &options) {
                failure = Some((index, error.to_string().replacen('0', &index.to_string(), 1)));
                break;
            }
        }
        let mut json = document.clone();
        let outcome = apply_with(&mut json, &patch, &options);
        match failure {
            None => {
                prop_assert_eq!(outcome, Ok(()));
                prop_assert_eq!(json.to_string(), expected.to_string());
            }
            Some((index, text)) => {
                let error = outcome.unwrap_err();
                prop_assert_eq!(error.operation(), Some(index));
                prop_assert_eq!(error.to_string(), text);
                prop_assert_eq!(json.to_string(), document.to_string());
            }
        }
    }
}

/// A comparison of many members in another order is no slower than one
/// in the same order; without an index it would be ten billion looks.
#[test]
fn t05_many_members_in_another_order() {
    let members = |numbers: &mut dyn Iterator<Item = u32>| {
        let members: Vec<String> = numbers.map(|n| format!(r#""member {n}":{n}"#)).collect();
        format!("{{{}}}", members.join(","))
    };
    let forwards = members(&mut (0..100_000));
    let backwards = members(&mut (0..100_000).rev());
    let (a, b) = (Document::parse(&forwards).unwrap(), Document::parse(&backwards).unwrap());
    assert!(amend::equal(a.root(), b.root()));
    assert_eq!(amend::merge_patch_of(a.root(), b.root()).unwrap().to_string(), "{}");

    let other = members(&mut (1..100_001).rev());
    let other = Document::parse(&other).unwrap();
    assert!(!amend::equal(a.root(), other.root()));
    let patch = amend::merge_patch_of(a.root(), other.root()).unwrap();
    assert_eq!(patch.to_string(), r#"{"member 0":null,"member 100000":100000}"#);
}
