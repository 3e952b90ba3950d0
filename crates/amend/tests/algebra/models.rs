//! Small models, as a whole: every base, ours and theirs of a handful of
//! documents, and every two edits of one document, one after the other and side
//! by side.

use std::fmt::Write as _;
use std::path::Path;

use amend::algebra::{compose_on, invert_with};
use amend::merge::{Conflict, ConflictKind, merge};
use amend::options::Exactness;
use amend::rebase::rebase;
use amend::{ApplyOptions, Json, Operation, Patch, apply, compose, diff, invert};

use crate::common;
use crate::merge::check_laws;

const DOCUMENTS: [&str; 26] = [
    "null",
    "1",
    "2",
    "[]",
    "{}",
    "[1]",
    "[2]",
    "[1,2]",
    "[2,1]",
    "[1,1]",
    r#"{"a":1}"#,
    r#"{"a":2}"#,
    r#"{"b":1}"#,
    r#"{"a":1,"b":1}"#,
    r#"{"b":1,"a":1.0}"#,
    r#"{"a":null}"#,
    r#"{"a":[1]}"#,
    r#"{"a":[1,2]}"#,
    r#"{"a":[2,1]}"#,
    r#"{"a":{"b":1}}"#,
    r#"{"a":{"b":2,"c":1}}"#,
    r#"[{"k":1}]"#,
    r#"[{"k":1,"n":1}]"#,
    r#"[{"k":2}]"#,
    r#"[{"k":1},{"k":2}]"#,
    r#"[{"k":2},{"k":1,"n":2}]"#,
];

#[test]
fn every_three_documents_of_a_handful() {
    let documents: Vec<Json> = DOCUMENTS.iter().map(|text| text.parse().unwrap()).collect();
    let (mut triples, mut clean) = (0, 0);
    for base in &documents {
        for ours in &documents {
            let patch = diff(base, ours);
            for theirs in &documents {
                for arrays in ["sequence", "key:k", "whole", "values"] {
                    let checked = check_laws(base, ours, theirs, arrays);
                    assert!(checked.is_ok(), "{base} {ours} {theirs} {arrays}: {checked:?}");
                }
                triples += 1;
                clean += usize::from(merge(base, ours, theirs).conflicts.is_empty());
                let rebased = rebase(&patch, base, theirs).unwrap();
                assert_eq!(apply(&mut theirs.clone(), &rebased.patch), Ok(()));
            }
        }
    }
    assert_eq!(triples, 26 * 26 * 26);
    // So many of them merge without a conflict.
    assert_eq!(clean, 3_894);
}

const DOCUMENT: &str = r#"{"a":1,"l":[1,2],"o":{"x":1}}"#;

const EDITS: [&str; 24] = [
    r#"{"op":"test","path":"/a","value":1}"#,
    r#"{"op":"replace","path":"/a","value":2}"#,
    r#"{"op":"replace","path":"/a","value":3}"#,
    r#"{"op":"remove","path":"/a"}"#,
    r#"{"op":"add","path":"/b","value":1}"#,
    r#"{"op":"add","path":"/b","value":{"y":2}}"#,
    r#"{"op":"move","from":"/a","path":"/b"}"#,
    r#"{"op":"copy","from":"/a","path":"/b"}"#,
    r#"{"op":"move","from":"/a","path":"/l/0"}"#,
    r#"{"op":"add","path":"/l/0","value":8}"#,
    r#"{"op":"add","path":"/l/1","value":8}"#,
    r#"{"op":"add","path":"/l/-","value":9}"#,
    r#"{"op":"remove","path":"/l/0"}"#,
    r#"{"op":"remove","path":"/l/1"}"#,
    r#"{"op":"replace","path":"/l/0","value":7}"#,
    r#"{"op":"move","from":"/l/0","path":"/l/1"}"#,
    r#"{"op":"copy","from":"/l/0","path":"/l/-"}"#,
    r#"{"op":"test","path":"/l","value":[1,2]}"#,
    r#"{"op":"remove","path":"/o"}"#,
    r#"{"op":"replace","path":"/o/x","value":2}"#,
    r#"{"op":"add","path":"/o/y","value":3}"#,
    r#"{"op":"move","from":"/o","path":"/p"}"#,
    r#"{"op":"move","from":"/o/x","path":"/o"}"#,
    r#"{"op":"replace","path":"","value":{"a":2}}"#,
];

/// The table in tests/algebra/pairs.tsv: for every two edits, what they make in
/// sequence, as one patch, merged, and the second one rebased onto the first.
/// `UPDATE_TABLES=1` writes it anew.
#[test]
fn every_two_edits_of_a_document() {
    let table = table();
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/algebra/pairs.tsv");
    if std::env::var_os("UPDATE_TABLES").is_some() {
        std::fs::write(&path, &table).unwrap();
    }
    let written = std::fs::read_to_string(&path).unwrap();
    for (found, expected) in table.lines().zip(written.lines()) {
        assert_eq!(found, expected);
    }
    assert_eq!(table.lines().count(), written.lines().count());
}

fn table() -> String {
    let document: Json = DOCUMENT.parse().unwrap();
    let edits: Vec<Patch> =
        EDITS.iter().map(|edit| format!("[{edit}]").parse::<Patch>().unwrap()).collect();
    let mut table = String::from(
        "first\tsecond\tin sequence\tas one patch\tmerged\tconflicts\tsecond onto first\tconflicts\n",
    );
    for first in &edits {
        for second in &edits {
            let cells = row(&document, first, second);
            writeln!(table, "{}", cells.join("\t")).unwrap();
        }
    }
    table
}

fn row(document: &Json, first: &Patch, second: &Patch) -> [String; 8] {
    let applied = |patches: &[&Patch]| -> Result<Json, amend::error::ApplyError> {
        let mut result = document.clone();
        patches.iter().try_for_each(|patch| apply(&mut result, patch))?;
        Ok(result)
    };
    let (ours, theirs) = (applied(&[first]).unwrap(), applied(&[second]).unwrap());
    let sequence = applied(&[first, second]);

    let one = compose(first, second);
    assert_eq!(applied(&[&one]).ok(), sequence.as_ref().ok().cloned());
    if let Ok(after) = &sequence {
        let known = compose_on(first, second, document, &ApplyOptions::default()).unwrap();
        assert_eq!(applied(&[&known]).as_ref(), Ok(after));
        let back = invert(&one, document).unwrap();
        assert_eq!(applied(&[&one, &back]).as_ref(), Ok(document));
        let exactly = Exactness::Bytes;
        let back = invert_with(&one, document, exactly, &ApplyOptions::default()).unwrap();
        assert_eq!(applied(&[&one, &back]).unwrap().to_string(), document.to_string());
    }

    let merged = merge(document, &ours, &theirs);
    let rebased = rebase(second, document, &ours).unwrap();
    let mut result = ours;
    apply(&mut result, &rebased.patch).unwrap();
    // Both ways to bring two edits together agree, where neither finds fault;
    // but to a merge, a value that moved is another one.
    let moves = |patch: &Patch| {
        patch
            .operations()
            .iter()
            .any(|o| matches!(o, Operation::Move { .. } | Operation::Copy { .. }))
    };
    if merged.conflicts.is_empty()
        && rebased.conflicts.is_empty()
        && !moves(first)
        && !moves(second)
    {
        assert_eq!(result, merged.document, "{first} {second}");
    }
    [
        text(first),
        text(second),
        sequence.map_or_else(|error| error.kind().code().to_owned(), |after| after.to_string()),
        one.to_string(),
        merged.document.to_string(),
        listed(&merged.conflicts),
        rebased.patch.to_string(),
        listed(&rebased.conflicts),
    ]
}

/// The one operation of a patch.
fn text(patch: &Patch) -> String {
    patch.operations()[0].to_json().to_string()
}

fn listed(conflicts: &[Conflict]) -> String {
    let shown = |conflict: &Conflict| {
        let Conflict { path, kind, kept, .. } = conflict;
        format!("{} at {:?}, {} kept", ConflictKind::code(*kind), path.to_string(), kept.code())
    };
    conflicts.iter().map(shown).collect::<Vec<_>>().join("; ")
}

/// Every edit there and back, by itself.
#[test]
fn every_edit_and_its_inverse() {
    let document: Json = DOCUMENT.parse().unwrap();
    for edit in EDITS {
        let patch: Patch = format!("[{edit}]").parse().unwrap();
        let mut result = document.clone();
        apply(&mut result, &patch).unwrap();
        for exactness in [Exactness::Value, Exactness::Bytes] {
            let options = common::options(&Json::object([("", Json::Null); 0]), "");
            let back = invert_with(&patch, &document, exactness, &options).unwrap();
            let mut again = result.clone();
            apply(&mut again, &back).unwrap();
            assert_eq!(again, document, "{edit} {back}");
            // The inverse of the inverse does what the patch did.
            let there = invert(&back, &result).unwrap();
            apply(&mut again, &there).unwrap();
            assert_eq!(again, result, "{edit} {there}");
        }
    }
}
