//! Real documents, before and after: 854 pairs out of histories, answers of
//! services and the test data of other engines, with the smallest patch that any
//! of 15 engines is known to make of each.
//!
//! The data is no part of this project. Where it is not there, the tests say so
//! and check nothing.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test fails by panicking")]
#![allow(clippy::print_stdout, clippy::print_stderr, reason = "the figures are what is asked for")]

use std::io::Read;
use std::path::Path;
use std::sync::OnceLock;

use amend::options::{Arrays, Guards, Minimize, Moves};
use amend::{Dialect, DiffOptions, Json, Limits, Patch, apply, diff_with};

/// What zjsonpatch needs without moves, on all pairs (its known total).
const ZJSONPATCH: usize = 2_049_872;

/// Where the data is.
const SUITES: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../../shared/suites");

struct Pair {
    id: String,
    before: Json,
    after: Json,
    /// The bytes of the best known patch.
    best: usize,
}

/// The pairs, if the data is there.
fn pairs() -> Option<&'static [Pair]> {
    static PAIRS: OnceLock<Option<Vec<Pair>>> = OnceLock::new();
    PAIRS.get_or_init(load).as_deref()
}

fn load() -> Option<Vec<Pair>> {
    let folder = Path::new(SUITES).join("pairs");
    if !folder.is_dir() {
        eprintln!("skipped: the document pairs of shared/suites are not there");
        return None;
    }
    let lines = |name: &str| -> Vec<Json> {
        let file = std::fs::File::open(folder.join(name)).unwrap();
        let mut text = String::new();
        lzma_rust2::XzReader::new(file, true).read_to_string(&mut text).unwrap();
        text.lines().map(|line| line.parse().unwrap()).collect()
    };
    let text = |row: &Json, name: &str| row.get(name).unwrap().as_str().unwrap().to_owned();
    // The best patches are in the order of the pairs, and say which they are.
    let pairs = lines("pairs.jsonl.xz").into_iter().zip(lines("best.jsonl.xz"));
    let pairs: Vec<Pair> = pairs
        .map(|(pair, best)| {
            assert_eq!(pair.get("id"), best.get("id"));
            let best = best.get("best_bytes").and_then(Json::as_i64).unwrap();
            let read = |name| Json::read(text(&pair, name).as_bytes(), &Limits::default()).unwrap();
            Pair {
                id: text(&pair, "id"),
                before: read("before"),
                after: read("after"),
                best: usize::try_from(best).unwrap(),
            }
        })
        .collect();
    assert_eq!(pairs.len(), 854);
    Some(pairs)
}

/// Runs on all pairs, on as many threads as there are processors.
fn each<T: Send>(pairs: &[Pair], work: impl Fn(&Pair) -> T + Sync) -> Vec<T> {
    let threads = std::thread::available_parallelism().map_or(1, usize::from);
    std::thread::scope(|scope| {
        let work = &work;
        let parts: Vec<_> = pairs
            .chunks(pairs.len().div_ceil(threads))
            .map(|part| scope.spawn(move || part.iter().map(work).collect::<Vec<T>>()))
            .collect();
        parts.into_iter().flat_map(|part| part.join().unwrap()).collect()
    })
}

fn check(pair: &Pair, patch: &Patch, options: &DiffOptions<'_>) {
    let mut document = pair.before.clone();
    let applied = apply(&mut document, patch);
    assert!(applied.is_ok(), "{}: {applied:?} {options:?}", pair.id);
    assert!(document == pair.after, "{}: another document, {options:?}", pair.id);
}

fn combinations() -> Vec<DiffOptions<'static>> {
    let mut all = Vec::new();
    for arrays in [Arrays::Sequence, Arrays::Whole, Arrays::Key("id".to_owned())] {
        for minimize in [Minimize::Places, Minimize::Bytes] {
            for moves in [Moves::No, Moves::Yes] {
                for guards in [Guards::No, Guards::Test] {
                    let arrays = arrays.clone();
                    let some =
                        DiffOptions { arrays, minimize, moves, guards, ..Default::default() };
                    all.push(some);
                }
            }
        }
    }
    all
}

#[test]
fn every_patch_is_right() {
    let Some(pairs) = pairs() else { return };
    for options in combinations() {
        each(pairs, |pair| {
            check(pair, &diff_with(&pair.before, &pair.after, &options), &options);
        });
    }
}

/// The diff cases of other engines' suites: the patch of the suite is one right
/// answer of many, and ours take no more bytes in sum where that is asked for.
#[test]
fn cases_of_other_engines() {
    let file = Path::new(SUITES).join("public/diff_cases.jsonl");
    let Ok(text) = std::fs::read_to_string(file) else {
        eprintln!("skipped: the public suites of shared/suites are not there");
        return;
    };
    let (mut cases, mut without, mut theirs, mut ours) = (0, 0, 0, 0);
    for row in text.lines().map(|line| line.parse::<Json>().unwrap()) {
        if row.get("kind").and_then(Json::as_str) != Some("patch") {
            continue;
        }
        let member = |name| row.get(name).cloned().unwrap();
        let id = row.get("comment").map(ToString::to_string).unwrap_or_default();
        let pair = Pair { id, before: member("before"), after: member("after"), best: 0 };
        for options in combinations() {
            check(&pair, &diff_with(&pair.before, &pair.after, &options), &options);
        }
        // Some rows give no patch, and some suites have options that leave
        // differences out.
        let read = Patch::read(&member("patch"), &Dialect::RFC6902, &Limits::default());
        let mut document = pair.before.clone();
        let Some(expected) =
            read.ok().filter(|patch| apply(&mut document, patch).is_ok() && document == pair.after)
        else {
            without += 1;
            continue;
        };
        let short =
            DiffOptions { minimize: Minimize::Bytes, moves: Moves::Yes, ..Default::default() };
        cases += 1;
        theirs += expected.to_string().len();
        ours += diff_with(&pair.before, &pair.after, &short).to_string().len();
    }
    println!(
        "{cases} cases of other engines ({without} more without a full patch): \
         {theirs} bytes expected, {ours} bytes made"
    );
    assert!(cases > 0 && ours <= theirs);
}

#[test]
fn patches_are_small() {
    let Some(pairs) = pairs() else { return };
    let best: usize = pairs.iter().map(|pair| pair.best).sum();
    println!("the best known patches: {best} bytes");
    let measure = |minimize, moves| {
        let options = DiffOptions { minimize, moves, ..DiffOptions::default() };
        let sizes = each(pairs, |pair| {
            let patch = diff_with(&pair.before, &pair.after, &options);
            (patch.to_string().len(), patch.operations().len())
        });
        let bytes: usize = sizes.iter().map(|(bytes, _)| bytes).sum();
        let operations: usize = sizes.iter().map(|(_, operations)| operations).sum();
        let ratio = geometric_mean(sizes.iter().map(|(bytes, _)| *bytes), pairs);
        println!(
            "{minimize:?}, moves: {moves:?}: {bytes} bytes, {operations} operations, \
             {ratio:.4} times the best known (geometric mean)"
        );
        (bytes, ratio)
    };
    let (places, _) = measure(Minimize::Places, Moves::No);
    let (_, bytes) = measure(Minimize::Bytes, Moves::No);
    let (places_moving, _) = measure(Minimize::Places, Moves::Yes);
    let (_, bytes_moving) = measure(Minimize::Bytes, Moves::Yes);
    assert!(places <= ZJSONPATCH, "{places}");
    assert!(places_moving <= places, "{places_moving}");
    // What is reached stays reached.
    assert!(bytes <= 1.0, "{bytes}");
    assert!(bytes_moving <= bytes, "{bytes_moving}");
}

#[expect(clippy::cast_precision_loss, reason = "a mean of sizes far below 2^53")]
fn geometric_mean(sizes: impl Iterator<Item = usize>, pairs: &[Pair]) -> f64 {
    let logarithms = sizes.zip(pairs).map(|(size, pair)| (size as f64 / pair.best as f64).ln());
    (logarithms.sum::<f64>() / pairs.len() as f64).exp()
}
