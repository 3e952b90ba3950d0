//! Merge patches: made from two documents they bring one to the other, or say
//! where they cannot; applying one twice is applying it once.

#![no_main]

use amend::{equal, merge_patch, merge_patch_of};
use amend_fuzz::Bytes;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    let mut bytes = Bytes::new(bytes);
    let before = bytes.json();
    let after = bytes.json();
    match merge_patch_of(&before, &after) {
        Ok(patch) => {
            let mut document = before.clone();
            merge_patch(&mut document, &patch).expect("small documents keep the limits");
            assert!(equal(&document, &after), "{patch} on {before}");
        }
        Err(error) => {
            assert!(!error.places().is_empty());
            for place in error.places() {
                assert!(after.pointer(place).is_some(), "{place} is not in {after}");
            }
        }
    }
    let mut once = before.clone();
    merge_patch(&mut once, &after).expect("small documents keep the limits");
    let mut twice = once.clone();
    merge_patch(&mut twice, &after).expect("small documents keep the limits");
    assert_eq!(once.to_string(), twice.to_string());
});
