//! Diff: small edits make small patches, and nothing makes it crawl.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test fails by panicking")]

mod common;

use std::time::{Duration, Instant};

use amend::options::{Arrays, Guards, Minimize, Moves};
use amend::{DiffOptions, Document, Json, Limits, Operation, Patch, View, apply, diff, diff_with};

/// Far more than anything here takes in a debug build on a busy machine, and far
/// less than a quadratic algorithm would.
const PATIENCE: Duration = Duration::from_secs(60);

const WAYS: [(Minimize, Moves); 4] = [
    (Minimize::Places, Moves::No),
    (Minimize::Bytes, Moves::No),
    (Minimize::Places, Moves::Yes),
    (Minimize::Bytes, Moves::Yes),
];

fn options(minimize: Minimize, moves: Moves) -> DiffOptions<'static> {
    DiffOptions { minimize, moves, ..DiffOptions::default() }
}

/// The patches between two documents, which are right and came in time.
fn patches(before: &Json, after: &Json) -> Vec<Patch> {
    WAYS.map(|(minimize, moves)| {
        let start = Instant::now();
        let patch = diff_with(before, after, &options(minimize, moves));
        assert!(start.elapsed() < PATIENCE, "{minimize:?} {moves:?}: {:?}", start.elapsed());
        assert!(patch.operations().len() <= Limits::default().operations);
        let mut document = before.clone();
        apply(&mut document, &patch).unwrap();
        assert!(document == *after, "{minimize:?} {moves:?}");
        patch
    })
    .into()
}

fn counts(before: &Json, after: &Json) -> Vec<usize> {
    patches(before, after).iter().map(|patch| patch.operations().len()).collect()
}

/// A generator for the few tests that need many values: xorshift, with a seed.
struct Random(u64);

impl Random {
    fn below(&mut self, end: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from(self.0 >> 32).unwrap() % end
    }

    fn list(&mut self, length: usize, end: usize) -> Json {
        Json::array((0..length).map(|_| self.below(end)))
    }
}

fn integers(range: std::ops::Range<usize>) -> Json {
    Json::array(range)
}

fn person(id: usize, visits: usize) -> Json {
    Json::object([
        ("id", Json::from(id)),
        ("name", Json::from(format!("Name {id}"))),
        ("visits", Json::from(visits)),
        ("tags", Json::array(["a", "b"])),
        ("address", Json::object([("city", format!("City {}", id % 10))])),
    ])
}

#[test]
fn one_insertion_is_one_operation() {
    let before = integers(0..10_000);
    let mut after = before.clone();
    after.as_array_mut().unwrap().insert(0, Json::from("new"));
    assert_eq!(counts(&before, &after), [1; 4]);
    assert_eq!(diff(&before, &after).to_string(), r#"[{"op":"add","path":"/0","value":"new"}]"#);
    // And the first one of 10,001 taken away again is one, too.
    assert_eq!(counts(&after, &before), [1; 4]);
    assert_eq!(diff(&after, &before).to_string(), r#"[{"op":"remove","path":"/0"}]"#);
}

#[test]
fn a_few_edits_are_as_many_operations() {
    let before = Json::array((0..10_000).map(|id| person(id, 0)));
    let mut after = before.clone();
    let elements = after.as_array_mut().unwrap();
    for at in [7, 500, 501, 2_000, 9_999] {
        elements[at] = person(at, 1);
    }
    assert_eq!(counts(&before, &after), [5; 4]);
    let elements = after.as_array_mut().unwrap();
    elements.remove(6_000);
    elements.insert(3_000, person(20_000, 0));
    let moved = elements.remove(1_000);
    elements.insert(8_000, moved);
    // The element that moved goes and comes, or moves.
    assert_eq!(counts(&before, &after), [9, 9, 8, 8]);
}

#[test]
fn many_edits_all_over() {
    let before = integers(0..20_000);
    let mut after = before.clone();
    let elements = after.as_array_mut().unwrap();
    let mut random = Random(1);
    for new in 0..300 {
        elements.insert(random.below(20_000), Json::from(100_000 + new));
    }
    assert_eq!(counts(&before, &after), [300; 4]);
}

#[test]
fn t06_unrelated_lists_end_and_are_replaced() {
    let list = |range| Json::object([("list", integers(range)), ("other", Json::from("x"))]);
    let (before, mut after) = (list(0..50_000), list(100_000..150_000));
    *after.pointer_mut(&common::pointer("/other")).unwrap() = Json::from("y");
    // One replacement for the list; what is beside it stays a small edit, unless
    // that takes more bytes than writing both anew.
    assert_eq!(counts(&before, &after), [2, 1, 2, 1]);
}

#[test]
fn t06_lists_over_few_values_end() {
    let mut random = Random(2);
    for values in [2, 100] {
        let (before, after) = (random.list(50_000, values), random.list(50_000, values));
        patches(&before, &after);
    }
}

#[test]
fn lists_in_another_order_end() {
    let before = integers(0..20_000);
    let mut after = before.clone();
    after.as_array_mut().unwrap().reverse();
    patches(&before, &after);
    let mut random = Random(3);
    let elements = after.as_array_mut().unwrap();
    for at in 1..elements.len() {
        elements.swap(at, random.below(at));
    }
    patches(&before, &after);
}

#[test]
fn long_lists_of_which_every_element_changes_end() {
    let list = |visits| Json::array((0..3_000).map(|id| person(id, visits)));
    assert_eq!(counts(&list(0), &list(1)), [3_000; 4]);
    let mut fewer = list(1);
    let mut kept = 0..;
    fewer.as_array_mut().unwrap().retain(|_| kept.next().is_some_and(|at| at % 3 != 0));
    assert_eq!(counts(&list(0), &fewer), [3_000; 4]);
    let mut random = Random(4);
    let mut small = || {
        let members = ["a", "b", "c", "d"].map(|name| (name, Json::from(random.below(3))));
        Json::object(members)
    };
    let (before, after): (Vec<Json>, Vec<Json>) = (0..3_000).map(|_| (small(), small())).unzip();
    patches(&Json::Array(before), &Json::Array(after));
}

#[test]
fn t05_wide_objects_in_another_order_are_equal() {
    let members = |order: &mut dyn Iterator<Item = usize>| {
        Json::object(order.map(|at| (format!("member {at}"), at)))
    };
    let before = members(&mut (0..100_000));
    let after = members(&mut (0..100_000).rev());
    assert_eq!(counts(&before, &after), [0; 4]);
    // Through the other door as well, where a look-up takes as long as an object
    // is wide.
    let (old, new) = (before.to_string(), after.to_string());
    let (old, new) = (Document::parse(&old).unwrap(), Document::parse(&new).unwrap());
    let start = Instant::now();
    assert!(diff(old.root(), new.root()).is_empty());
    assert!(start.elapsed() < PATIENCE);
    let half = members(&mut (50_000..150_000).rev());
    patches(&before, &half);
}

/// A value in `depth` containers, each made of the one inside it.
fn nest(depth: usize, around: impl Fn(Json) -> Json, inside: impl Into<Json>) -> Json {
    (0..depth).fold(inside.into(), |inside, _| around(inside))
}

#[test]
fn nests_are_looked_into_once() {
    let record = |inside| Json::object([("id", Json::from(1)), ("in", inside)]);
    let ways: [&dyn Fn(Json) -> Json; 4] = [
        &|inside| Json::array([inside]),
        &|inside| Json::object([("a", inside)]),
        &|inside| Json::array([Json::from(1), inside, Json::from(2)]),
        &|inside| Json::array([record(inside), Json::from(2)]),
    ];
    for around in ways {
        let depth = if around(Json::Null).to_string().contains("id") { 60 } else { 120 };
        let (one, other) = (nest(depth, around, 1), nest(depth, around, 2));
        assert_eq!(counts(&one, &other), [1; 4]);
    }
    let wide = |first: usize| integers(first..first + 3_000);
    let around = |inside| Json::array([Json::from("x"), inside, Json::from("y")]);
    assert_eq!(counts(&nest(100, around, wide(0)), &nest(100, around, wide(1))), [2; 4]);
}

/// What says which thing an element is tells more than what is long; where nothing
/// does, what is long tells.
#[test]
fn long_lists_find_what_was_edited() {
    let note = |at: usize| ("note", Json::from(format!("a rather long note, number {at}")));
    let record = |at: usize, other: usize| {
        Json::object([("email", Json::from(format!("{at}@example.com"))), note(other)])
    };
    let before = Json::array((0..3_000).map(|at| record(at, at)));
    let after = Json::array((0..3_000).map(|at| record(at, (at + 1) % 3_000)));
    assert_eq!(patches(&before, &after)[0].operations().len(), 3_000);
    let visited = |at, visits: usize| Json::object([note(at), ("visits", Json::from(visits))]);
    let before = Json::array((0..3_000).map(|at| visited(at, 0)));
    let after = Json::array((0..3_000).filter(|at| at % 3 != 0).map(|at| visited(at, 1)));
    assert_eq!(patches(&before, &after)[0].operations().len(), 3_000);
}

/// Lists that are too long to be weighed element by element, as elements of another.
#[test]
fn long_lists_find_their_like() {
    let (one, other) = (integers(0..100), integers(1_000..1_100));
    let mut edited = other.clone();
    let elements = edited.as_array_mut().unwrap();
    (elements[0], elements[99]) = (Json::from("new"), Json::from("new, too"));
    let (before, after) = (Json::array([one, other]), Json::array([edited]));
    assert_eq!(counts(&before, &after), [3; 4]);
}

#[test]
fn trees_of_lists_end() {
    fn tree(depth: usize, random: &mut Random) -> Json {
        match depth {
            0 => Json::from(random.below(3)),
            _ => Json::array((0..3).map(|_| tree(depth - 1, random)).collect::<Vec<_>>()),
        }
    }
    let mut random = Random(5);
    let (before, after) = (tree(8, &mut random), tree(8, &mut random));
    patches(&before, &after);
}

#[test]
fn deep_documents_need_little_stack() {
    common::on_stack_of(256, || {
        let around = |inside| Json::array([Json::from(1), inside, Json::from(2)]);
        let (one, other) = (nest(100, around, "a"), nest(100, around, "b"));
        for arrays in [Arrays::Sequence, Arrays::Whole] {
            let options = DiffOptions { arrays, ..DiffOptions::default() };
            let mut document = one.clone();
            apply(&mut document, &diff_with(&one, &other, &options)).unwrap();
            assert!(document == other);
        }
    });
}

/// A document of a caller may be deeper than the limit; below it, a value is
/// replaced.
#[test]
fn documents_beyond_the_limit_on_depth() {
    let around = |inside| Json::array([inside]);
    let (one, other) = (nest(400, around, 1), nest(400, around, 2));
    let patch = diff(&one, &other);
    assert_eq!(patch.operations().len(), 1);
    let place = patch.operations()[0].path();
    assert_eq!(place.tokens().len(), Limits::default().depth);
    assert!(one.pointer(place).is_some_and(|inside| inside.len() == 1));
    assert!(diff(&one, &nest(400, around, 1)).is_empty());
    // A guard stands where the change is, so deep inside.
    let options = DiffOptions { guards: Guards::Test, ..DiffOptions::default() };
    let guarded = diff_with(&one, &other, &options);
    assert_eq!(
        guarded.operations().iter().map(Operation::name).collect::<Vec<_>>(),
        ["test", "replace"]
    );
    assert!(guarded.operations().iter().all(|operation| operation.path() == place));
}

/// Memory grows as the documents do.
#[test]
fn t06_memory_is_linear() {
    let peak = |length: usize| {
        let mut random = Random(6);
        let (before, after) = (random.list(length, 1 << 30), random.list(length, 1 << 30));
        let mut most = 0;
        for (minimize, moves) in WAYS {
            let used = allocation_counter::measure(|| {
                diff_with(&before, &after, &options(minimize, moves));
            });
            most = most.max(used.bytes_max);
        }
        most
    };
    let (half, whole) = (peak(25_000), peak(50_000));
    assert!(whole < half * 3, "{half} bytes, {whole} bytes");
    assert!(whole < 64 << 20, "{whole} bytes");
}

/// The same documents give the same patch, whatever keys the hash maps have.
#[test]
fn t21_the_result_does_not_depend_on_chance() {
    let mut random = Random(7);
    let mut records =
        |many: usize| Json::array((0..many).map(|_| person(random.below(60), random.below(4))));
    let (before, after) = (records(150), records(150));
    let once = patches(&before, &after);
    for _ in 0..5 {
        assert_eq!(patches(&before, &after), once);
    }
}
