//! Prints the table of ratios: amend beside its rivals, in one run.
//!
//! Every output is verified before anything is timed. Engines take turns, round
//! by round, and a figure is the median of its rounds, so that a machine that
//! slows down slows all of them.
//!
//! ```sh
//! cargo run --release --manifest-path benches/Cargo.toml
//! ```
//!
//! `--quick` runs everything once, as a check that it works.

mod documents;
mod engines;
mod random;

use std::hint::black_box;
use std::time::{Duration, Instant};

use documents::Pair;
use engines::{Kind, Work};

fn main() {
    // As a check that everything works, few rounds do.
    let quick = std::env::args().any(|arg| arg == "--quick");
    let rounds = if quick { 1 } else { 15 };
    for work in works(quick) {
        measure(&work, rounds);
    }
}

/// What is measured: each line of the table.
fn works(quick: bool) -> Vec<Work> {
    let count = if quick { 100 } else { 2_000 };
    let wide = if quick { 1_000 } else { 100_000 };
    let mut works = Vec::new();
    let mut add = |name: &str, kind, pairs: Vec<Pair>| {
        works.push(Work { name: name.to_owned(), kind, pairs });
    };
    add("diff: persons, 0 to 6 changes", Kind::Diff, documents::persons(count));
    add("diff: persons, unchanged", Kind::Diff, documents::unchanged(count));
    add("diff: persons, reformatted", Kind::Diff, documents::reformatted(count));
    add("diff: persons, members reversed", Kind::Diff, documents::reversed(count));
    add("diff: 10,000 integers, 10 edits", Kind::Diff, vec![documents::list(10_000, 10, false)]);
    add("diff: 10,000 objects, 10 edits", Kind::Diff, vec![documents::list(10_000, 10, true)]);
    add("diff: 10,000 integers, all different", Kind::Diff, vec![documents::strangers(10_000)]);
    if !quick {
        add("diff: 10 MB, 20 edits", Kind::Diff, vec![documents::large()]);
        add(
            "diff: 100,000 integers, all different",
            Kind::Diff,
            vec![documents::strangers(100_000)],
        );
    }
    add("diff of values: persons", Kind::Values, documents::persons(count));
    add("diff of values: 10,000 objects", Kind::Values, vec![documents::list(10_000, 10, true)]);
    for operations in [1, 10, 100] {
        let name = format!("apply: {operations} operations to a person");
        add(&name, Kind::Apply, documents::patches(count / 4, operations));
    }
    if !quick {
        add("apply: 10 operations to 10 MB", Kind::Apply, vec![documents::patched_large()]);
    }
    add("apply: front removals", Kind::Apply, vec![documents::front_removals(wide, wide / 10)]);
    add("apply: insertions anywhere", Kind::Apply, vec![documents::insertions(wide, 1_000)]);
    add("apply: members of a wide object", Kind::Apply, vec![documents::wide(wide, 2_000)]);
    add("merge patch: persons", Kind::Merge, documents::merge_patches(count));
    works
}

fn measure(work: &Work, rounds: usize) {
    let bytes: usize = work.pairs.iter().map(Pair::bytes).sum();
    println!("\n{}: {} pair(s), {bytes} bytes", work.name, work.pairs.len());
    let mut runs = work.kind.engines();
    let mut sizes = vec![0; runs.len()];
    for ((name, run), size) in runs.iter_mut().zip(&mut sizes) {
        for pair in &work.pairs {
            let output = run(pair);
            *size += output.len();
            work.kind.verify(name, pair, &output);
        }
    }
    let mut times = vec![Vec::with_capacity(rounds); runs.len()];
    for _ in 0..rounds {
        for ((_, run), times) in runs.iter_mut().zip(&mut times) {
            times.push(round(run, &work.pairs));
        }
    }
    let medians: Vec<Duration> = times
        .iter_mut()
        .map(|times| {
            times.sort();
            times[times.len() / 2]
        })
        .collect();
    let rival = medians.last().copied().unwrap_or_default().as_secs_f64();
    for (((name, _), size), median) in runs.iter().zip(sizes).zip(&medians) {
        let each = median.as_secs_f64() / work.pairs.len() as f64;
        println!(
            "  {name:28} {:>12.2} us a pair {:>8.2} times {:>8.0} MB/s {size:>10} bytes out",
            each * 1e6,
            rival / median.as_secs_f64(),
            bytes as f64 / median.as_secs_f64() / 1e6,
        );
    }
}

/// What one round of an engine takes; what has to be made ready first is not
/// counted.
fn round(run: &mut engines::Run, pairs: &[Pair]) -> Duration {
    let start = Instant::now();
    for pair in pairs {
        black_box(run(black_box(pair)));
    }
    start.elapsed()
}
