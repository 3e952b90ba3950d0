//! The laws of the three-way merge.

use amend::merge::{Conflict, ConflictKind, Keep, Kept, MergeOptions, Merged, merge_with};
use amend::options::Arrays;
use amend::{Document, Json};

use crate::bytes::Bytes;
use crate::documents::{NAMES, document};
use crate::patches::edited;

/// How lists are merged.
pub(crate) fn arrays(bytes: &mut Bytes<'_>) -> Arrays {
    match bytes.below(6) {
        0 => Arrays::Whole,
        1 => Arrays::Values,
        2 => Arrays::Key("id".to_owned()),
        3 => Arrays::Key(bytes.one(&NAMES).to_owned()),
        _ => Arrays::Sequence,
    }
}

/// Holds the laws on three documents that the bytes mean.
pub fn merge(bytes: &[u8]) {
    let mut bytes = Bytes::new(bytes);
    let arrays = arrays(&mut bytes);
    let base = document(&mut bytes);
    let side = |bytes: &mut Bytes<'_>| {
        if bytes.rarely(6) { document(bytes) } else { edited(&base, 5, bytes) }
    };
    let (ours, theirs) = (side(&mut bytes), side(&mut bytes));
    laws(&base, &ours, &theirs, &arrays);
}

fn laws(base: &Json, ours: &Json, theirs: &Json, arrays: &Arrays) {
    let told = || format!("{arrays:?}\n{base}\n{ours}\n{theirs}");
    let options = MergeOptions { arrays: arrays.clone(), ..MergeOptions::default() };
    let merge = |b: &Json, o: &Json, t: &Json| merge_with(b, o, t, &options);
    // merge(b,b,t) = t, merge(b,o,b) = o, merge(b,o,o) = o.
    for side in [ours, theirs] {
        for merged in [merge(base, base, side), merge(base, side, base), merge(base, side, side)] {
            assert_eq!(merged.document.to_string(), side.to_string(), "{}", told());
            assert_eq!(merged.conflicts, [], "{}", told());
        }
    }
    // Swapping the sides swaps the conflicts and nothing else.
    let merged = merge(base, ours, theirs);
    let (document, conflicts) = swapped(merge(base, theirs, ours));
    assert_eq!(document.to_string(), merged.document.to_string(), "{}", told());
    assert_eq!(conflicts, merged.conflicts, "{}", told());
    if merged.conflicts.is_empty() {
        for side in [ours, theirs] {
            let all = contains(base, side, &merged.document);
            assert!(all, "{side} is not in {}: {}", merged.document, told());
        }
    }
    for conflict in &merged.conflicts {
        says_what_is_there(conflict, &merged.document, &told);
    }
    // Preferring a side neither makes a conflict nor hides one.
    for keep in [Keep::Ours, Keep::Theirs] {
        let preferred = merge_with(base, ours, theirs, &MergeOptions { keep, ..options.clone() });
        let as_before = preferred.conflicts.is_empty() == merged.conflicts.is_empty();
        assert!(as_before, "{keep:?} {}", told());
        // Of elements with a key, those of the side that is preferred come first.
        let ordered = matches!(arrays, Arrays::Sequence | Arrays::Whole);
        if merged.conflicts.is_empty() && ordered {
            assert_eq!(preferred.document.to_string(), merged.document.to_string(), "{}", told());
        }
        for conflict in &preferred.conflicts {
            says_what_is_there(conflict, &preferred.document, &told);
        }
    }
    through_other_doors([base, ours, theirs], &options, &merged);
}

fn swapped(merged: Merged) -> (Json, Vec<Conflict>) {
    (merged.document, merged.conflicts.into_iter().map(Conflict::swapped).collect())
}

fn through_other_doors(documents: [&Json; 3], options: &MergeOptions<'_>, merged: &Merged) {
    let texts = documents.map(|json| format!("{json:#}"));
    let [b, o, t] =
        [0, 1, 2].map(|at: usize| Document::parse(&texts[at]).expect("what is written is read"));
    let other = merge_with(b.root(), o.root(), t.root(), options);
    assert_eq!(&other, merged, "the doors differ");
    assert_eq!(other.document.to_string(), merged.document.to_string(), "the doors differ");
}

/// A conflict says what is in the document, and is one.
fn says_what_is_there(conflict: &Conflict, document: &Json, told: &dyn Fn() -> String) {
    let there = document.pointer(&conflict.path);
    let Conflict { kind, base, ours, theirs, kept, .. } = conflict;
    match kind {
        ConflictKind::BothInserted => {
            assert!(base.is_none() && ours.is_some() && theirs.is_some(), "{}", told());
            assert_ne!(ours, theirs, "{}", told());
        }
        // The elements may be merged inside.
        ConflictKind::Order => {
            assert!(there.is_some_and(|list| list.as_array().is_some()), "{}", told());
        }
        _ => {
            assert_ne!(*kept, Kept::Both, "{}", told());
            let value = match kept {
                Kept::Base => base,
                Kept::Ours => ours,
                _ => theirs,
            };
            // What is left out of a list has another element in its place.
            let listed = conflict.path.split_last().and_then(|(above, _)| document.pointer(&above));
            let listed = listed.is_some_and(|list| list.as_array().is_some());
            if value.is_some() || !listed {
                assert_eq!(there, value.as_ref(), "{conflict:?} {document} {}", told());
            }
            assert!(base != ours && base != theirs && ours != theirs, "{conflict:?} {}", told());
        }
    }
}

/// Whether all that a side changed is in the merged document: to the letter for
/// members; for lists, that the scalars that it inserted are there.
fn contains(base: &Json, side: &Json, merged: &Json) -> bool {
    if base == side {
        return true;
    }
    match (base, side, merged) {
        (_, Json::Object(members), Json::Object(merged)) => {
            let added = members.iter().all(|(name, value)| {
                match (base.get(name), merged.get(name)) {
                    (Some(base), Some(merged)) => contains(base, value, merged),
                    // The other side removed it, and this one has not changed it.
                    (Some(base), None) => base == value,
                    (None, Some(merged)) => contains(&Json::Null, value, merged) || value == merged,
                    (None, None) => false,
                }
            });
            let names = base.as_object().into_iter().flat_map(amend::value::Members::names);
            let mut removed = names.filter(|name| !members.contains(name));
            added && removed.all(|name| !merged.contains(name))
        }
        (_, Json::Array(elements), Json::Array(merged)) => {
            let base = base.as_array().unwrap_or_default();
            let flat = |e: &&Json| e.as_array().is_none() && e.as_object().is_none();
            elements.iter().filter(flat).all(|element| {
                let count = |list: &[Json]| list.iter().filter(|e| *e == element).count();
                count(elements) <= count(base) || count(merged) >= count(elements) - count(base)
            })
        }
        (base, side, merged) => side == merged || base == side,
    }
}
