//! Applying: all or nothing; the same through both doors; and as the json-patch
//! crate does it, where that crate does not differ from RFC 6902.

#![no_main]

use amend::{Json, Operation, apply, equal};
use amend_fuzz::Bytes;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    let mut bytes = Bytes::new(bytes);
    let before = bytes.json();
    let patch = bytes.patch();
    let text = before.to_string();

    let mut after = before.clone();
    let outcome = apply(&mut after, &patch);
    if outcome.is_err() {
        assert_eq!(after.to_string(), text, "a failed patch has changed the document");
    }

    let value = before.to_value().expect("arbitrary precision holds every number");
    let mut other = value.clone();
    let through_value = apply(&mut other, &patch);
    assert_eq!(outcome.is_ok(), through_value.is_ok(), "the doors differ");
    assert!(equal(&after, &other), "the doors differ");

    let rival: json_patch::Patch =
        serde_json::from_str(&patch.to_string()).expect("a patch is a patch");
    let mut rivals = value;
    let rivals_outcome = json_patch::patch(&mut rivals, &rival);
    if outcome.is_ok() != rivals_outcome.is_ok() {
        assert!(explained(&patch.operations().to_vec()), "{patch} on {text}: {outcome:?}");
    } else if outcome.is_ok() && !explained(patch.operations()) {
        assert!(equal(&after, &Json::from(&rivals)), "{patch} on {text}");
    }
});

/// Where json-patch 5.0.0 is known to differ: `test` compares numbers by text,
/// and moving or copying a place onto or into itself, or the whole document.
fn explained(operations: &[Operation]) -> bool {
    operations.iter().any(|operation| match operation {
        Operation::Test { .. } => true,
        Operation::Move { from, path } | Operation::Copy { from, path } => {
            from.contains(path) || path.contains(from)
        }
        Operation::Remove { path } => path.is_root(),
        _ => false,
    })
}
