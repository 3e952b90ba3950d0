//! Two texts to the text of a patch.

use super::{Against, Row};
use crate::corpora::{Pair, large, lists, persons, vendors};
use crate::engines::Task;
use crate::pace::Pace;
use crate::project;
use crate::target::{Figure, Target};

const RIVAL: &str = "json-patch";
const YYJSON: &str = "yyjson";

pub(super) fn rows(pace: Pace) -> Vec<Row> {
    let count = pace.of(2_000);
    let people = pace.of(4_200);
    let (few, many) = (pace.of(10_000), pace.of(100_000));
    let times = |least, aim| Target::new(Figure::Times(RIVAL), least, aim);
    let bytes = |least, aim| Target::new(Figure::Bytes, least, aim);
    let row = |name, make: fn(usize) -> Vec<Pair>| Row::new(name, Task::Diff, move || make(count));
    let one =
        |name, make: fn(usize) -> Pair, of| Row::new(name, Task::Diff, move || vec![make(of)]);
    let mut rows = vec![
        row("diff: persons, 0 to 6 changes", persons::changed).to([
            times(10.0, 20.0),
            Target::least(Figure::Times(YYJSON), 1.8),
            bytes(475_000.0, 459_000.0),
            Target::new(Figure::Share(RIVAL), 475.0 / 647.361, 459.0 / 647.361),
        ]),
        row("diff: persons, unchanged", persons::unchanged).against(Against::AllAndBytes).to([
            Target::least(Figure::Rate, 3.0),
            Target::aim(Figure::Times("(comparison of memory)"), 1.0),
        ]),
        row("diff: persons, reformatted", persons::reformatted).to([times(5.0, 9.0)]),
        row("diff: persons, members reversed", persons::reversed).to([times(4.0, 8.0)]),
        one("diff: 10,000 integers, 10 edits", |n| lists::integers(n, 10), few)
            .to([times(3.0, 5.0), bytes(500.0, 440.0)]),
        one("diff: 10,000 objects, 10 edits", |n| lists::objects(n, 10), few)
            .to([times(8.0, 11.0), bytes(600.0, 508.0)]),
        one("diff: 10 MB, 20 edits", |n| large::edits(n, 20), people).to([times(12.0, 25.0)]),
        one("diff: 10 MB, an insertion, a deletion, a move", large::shifted, people)
            .to([times(15.0, 25.0), bytes(5_000.0, 3_400.0)]),
        one("diff: 10,000 integers, all different", lists::strangers, few)
            .to([Target::aim(Figure::Micros, 1_000.0)]),
        one("diff: 100,000 integers, all different", lists::strangers, many).to([
            Target::aim(Figure::Micros, 10_000.0),
            Target::least(Figure::Growth("diff: 10,000 integers, all different", 10.0), 1.5),
            Target::least(Figure::PeakGrowth("diff: 10,000 integers, all different"), 1.2),
        ]),
    ];
    rows.extend(vendors::VENDORS.map(|vendor| of_vendor(vendor, count)));
    rows.into_iter().map(|row| row.to([Target::least(Figure::Peak, 3.0)])).collect()
}

fn of_vendor(vendor: &'static str, count: usize) -> Row {
    let mut row = Row::new(&format!("diff: persons of {vendor}"), Task::Diff, Vec::new);
    row.make = Box::new(move || {
        vendors::pairs(&vendors::lines(&project::folder("corpora")?, vendor, count, 800)?)
    });
    row
}
