//! Diff: under every option the patch brings one document to the other.

#![no_main]

use amend::{ApplyOptions, DiffOptions, apply_with, diff_with, equal};
use amend::options::{Arrays, Guards, Minimize, Moves};
use amend_fuzz::Bytes;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    let mut bytes = Bytes::new(bytes);
    let choice = bytes.below(24);
    let options = DiffOptions {
        arrays: match choice % 3 {
            0 => Arrays::Sequence,
            1 => Arrays::Whole,
            _ => Arrays::Key("a".to_owned()),
        },
        minimize: if choice & 8 == 0 { Minimize::Places } else { Minimize::Bytes },
        moves: if choice & 16 == 0 { Moves::No } else { Moves::Yes },
        guards: if choice & 4 == 0 { Guards::No } else { Guards::Test },
        ..DiffOptions::default()
    };
    let before = bytes.json();
    let after = bytes.json();
    let patch = diff_with(&before, &after, &options);
    let mut document = before.clone();
    apply_with(&mut document, &patch, &ApplyOptions::default()).expect("what diff makes, applies");
    assert!(equal(&document, &after), "{patch} on {before} gives {document}, not {after}");
    if equal(&before, &after) {
        assert!(patch.is_empty(), "{patch} between equal documents");
    }
});
