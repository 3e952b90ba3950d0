//! Two documents that are read already: what a user has who reads with serde_json.

use super::{Against, Row};
use crate::corpora::{Pair, large, lists, persons};
use crate::engines::Task;
use crate::pace::Pace;
use crate::target::{Figure, Target};

pub(super) fn rows(pace: Pace) -> Vec<Row> {
    let count = pace.of(2_000);
    let (people, few) = (pace.of(4_200), pace.of(10_000));
    let row = |name: &str, least: f64, make: Box<dyn Fn() -> Vec<Pair>>| {
        let name = format!("diff of values: {name}");
        Row::new(&name, Task::Values, make)
            .against(Against::Crates)
            .to([Target::least(Figure::Times("json-patch"), least)])
    };
    // No slower on any corpus, 1.2 times on a single case.
    let case = |name: &str, make: fn(usize) -> Pair, of: usize| {
        row(name, 1.0 / 1.2, Box::new(move || vec![make(of)]))
    };
    vec![
        row("persons, 0 to 6 changes", 1.0, Box::new(move || persons::changed(count))),
        row("persons, unchanged", 1.0, Box::new(move || persons::unchanged(count))),
        case("10,000 integers, 10 edits", |n| lists::integers(n, 10), few),
        case("10,000 objects, 10 edits", |n| lists::objects(n, 10), few),
        case("10 MB, 20 edits", |n| large::edits(n, 20), people),
        case("10 MB, an insertion, a deletion, a move", large::shifted, people),
        case("10,000 integers, all different", lists::strangers, few),
    ]
}
