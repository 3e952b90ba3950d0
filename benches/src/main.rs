//! Prints the table of ratios: amend beside its rivals, in one run.
//!
//! Every output is verified before anything is timed. Engines take turns, round
//! by round, and a figure is the median of its rounds, so that a machine that
//! slows down slows all of them.

mod documents;
mod random;

use std::hint::black_box;
use std::time::{Duration, Instant};

use amend::{Document, diff};
use documents::Pair;
use serde_json::Value;

/// A way to make the text of a patch from two texts.
type Engine = (&'static str, fn(&str, &str) -> String);

const ENGINES: [Engine; 3] = [
    ("amend", amend_text),
    ("amend, serde_json::Value", amend_value),
    ("json-patch 5.0.0", json_patch_text),
];

fn amend_text(before: &str, after: &str) -> String {
    let before = Document::parse(before).expect("made for this");
    let after = Document::parse(after).expect("made for this");
    diff(before.root(), after.root()).to_string()
}

fn amend_value(before: &str, after: &str) -> String {
    let before: Value = serde_json::from_str(before).expect("made for this");
    let after: Value = serde_json::from_str(after).expect("made for this");
    diff(&before, &after).to_string()
}

fn json_patch_text(before: &str, after: &str) -> String {
    let before: Value = serde_json::from_str(before).expect("made for this");
    let after: Value = serde_json::from_str(after).expect("made for this");
    serde_json::to_string(&json_patch::diff(&before, &after)).expect("a patch is text")
}

fn main() {
    // As a check that everything works, few rounds do.
    let quick = std::env::args().any(|arg| arg == "--quick");
    let rounds = if quick { 1 } else { 15 };
    let count = if quick { 100 } else { 2_000 };
    let works: Vec<(&str, Vec<Pair>)> = vec![
        ("persons, 0 to 6 changes", documents::persons(count)),
        ("persons, unchanged", documents::unchanged(count)),
        ("persons, reformatted", documents::reformatted(count)),
        ("10,000 integers, 10 edits", vec![documents::list(10_000, 10, false)]),
        ("10,000 objects, 10 edits", vec![documents::list(10_000, 10, true)]),
        ("10 MB, 20 edits", if quick { vec![] } else { vec![documents::large()] }),
    ];
    for (work, pairs) in works.iter().filter(|(_, pairs)| !pairs.is_empty()) {
        measure(work, pairs, rounds);
    }
}

fn measure(work: &str, pairs: &[Pair], rounds: usize) {
    let bytes: usize = pairs.iter().map(Pair::bytes).sum();
    println!("\n{work}: {} pair(s), {bytes} bytes", pairs.len());
    let mut sizes = [0; ENGINES.len()];
    for (engine, size) in ENGINES.iter().zip(&mut sizes) {
        for pair in pairs {
            let patch = engine.1(&pair.before, &pair.after);
            *size += patch.len();
            verify(engine.0, pair, &patch);
        }
    }
    let mut times = vec![Vec::with_capacity(rounds); ENGINES.len()];
    for _ in 0..rounds {
        for (engine, times) in ENGINES.iter().zip(&mut times) {
            let start = Instant::now();
            for pair in pairs {
                black_box(engine.1(black_box(&pair.before), black_box(&pair.after)));
            }
            times.push(start.elapsed());
        }
    }
    let medians: Vec<Duration> = times
        .iter_mut()
        .map(|times| {
            times.sort();
            times[times.len() / 2]
        })
        .collect();
    let rival = medians[ENGINES.len() - 1].as_secs_f64();
    for ((engine, size), median) in ENGINES.iter().zip(sizes).zip(&medians) {
        let each = median.as_secs_f64() / pairs.len() as f64;
        println!(
            "  {:28} {:>10.2} us a pair {:>8.2} times {:>8.0} MB/s {:>10} bytes of patches",
            engine.0,
            each * 1e6,
            rival / median.as_secs_f64(),
            bytes as f64 / median.as_secs_f64() / 1e6,
            size
        );
    }
}

/// A patch that is wrong must not be timed.
fn verify(engine: &str, pair: &Pair, patch: &str) {
    let mut document: Value = serde_json::from_str(&pair.before).expect("made for this");
    let after: Value = serde_json::from_str(&pair.after).expect("made for this");
    let patch: json_patch::Patch = serde_json::from_str(patch).expect("a patch");
    json_patch::patch(&mut document, &patch).expect("it applies");
    assert!(document == after, "{engine}: the patch is wrong");
}
