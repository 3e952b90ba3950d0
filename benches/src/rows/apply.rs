//! A text and a patch to the text of the result.

use super::{Against, Row};
use crate::corpora::{Pair, large, patches};
use crate::engines::Task;
use crate::pace::Pace;
use crate::target::{Figure, Target};

const RIVAL: &str = "json-patch";

pub(super) fn rows(pace: Pace) -> Vec<Row> {
    let row = |name: &str, make: Box<dyn Fn() -> Vec<Pair>>| Row::new(name, Task::Apply, make);
    let one = |name: &str, make: fn(usize, usize) -> Pair, of: usize, operations: usize| {
        row(name, Box::new(move || vec![make(of, operations)]))
    };
    let faster = |least, aim| Target::new(Figure::Times(RIVAL), least, aim);
    let than_yyjson = || Target::least(Figure::Times("yyjson"), 1.0);
    let persons = pace.of(500);
    let mut rows: Vec<Row> = [1, 10, 100]
        .into_iter()
        .map(|operations| {
            let name = format!("apply: {operations} operation(s) to 8.6 kB");
            row(&name, Box::new(move || patches::of_persons(persons, operations)))
                .to([faster(5.0, 10.0), than_yyjson()])
        })
        .collect();
    let (thousand, many) = (pace.of(1_000), pace.of(100_000));
    rows.extend([
        one("apply: 10 operations to 10 MB", large::patched, pace.of(4_200), 10)
            .to([faster(10.0, 20.0), than_yyjson()]),
        one("apply: 10,000 front removals", patches::front_removals, many, pace.of(10_000))
            .to([Target::least(Figure::Times(RIVAL), 200.0)]),
        one("apply: 1,000 random insertions", patches::insertions, many, thousand)
            .to([Target::least(Figure::Times(RIVAL), 3.0)]),
        one("apply: 2,000 operations on members", patches::wide, many, thousand * 2)
            .to([Target::least(Figure::Times(RIVAL), 3.0)]),
    ]);
    // The same of ten times the size: others would take hours with some of it.
    let near = |of| [Target::aim(Figure::Growth(of, 10.0), 1.5)];
    let all = pace.of(1_000_000);
    let million = |name: &str, make: fn(usize, usize) -> Pair, operations: usize| {
        one(name, make, all, operations).against(Against::Nobody)
    };
    rows.extend([
        million("apply: 100,000 front removals from 1,000,000", patches::front_removals, many)
            .to(near("apply: 10,000 front removals")),
        million(
            "apply: 10,000 random insertions into 1,000,000",
            patches::insertions,
            thousand * 10,
        )
        .to(near("apply: 1,000 random insertions")),
        million("apply: 20,000 operations on 1,000,000 members", patches::wide, thousand * 20)
            .to(near("apply: 2,000 operations on members")),
    ]);
    rows
}
