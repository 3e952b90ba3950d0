//! Shapes that make engines crawl, each in two sizes.

use super::{Against, Row};
use crate::corpora::hostile::Patched;
use crate::corpora::{Pair, hostile};
use crate::engines::Task;
use crate::pace::Pace;
use crate::target::{Figure, Target};

/// A shape: its name, that of its eightfold, how it is made, and of which size.
type Shape = (&'static str, &'static str, fn(usize) -> Pair, usize);

const SHAPES: [Shape; 7] = [
    ("diff: 100 deep", "diff: 100 deep, eightfold", hostile::deep, 100),
    ("diff: near-equal objects", "diff: near-equal objects, eightfold", hostile::near, 500),
    ("diff: repeated values", "diff: repeated values, eightfold", hostile::repeated, 10_000),
    ("diff: wide objects", "diff: wide objects, eightfold", hostile::wide, 10_000),
    ("diff: a list reversed", "diff: a list reversed, eightfold", hostile::reversed, 10_000),
    ("diff: long pointers", "diff: long pointers, eightfold", hostile::pointers, 500),
    ("diff: names with escapes", "diff: names with escapes, eightfold", hostile::escapes, 5_000),
];

pub(super) fn rows(pace: Pace) -> Vec<Row> {
    let row = |name: &str, make: fn(usize) -> Pair, of: usize| {
        Row::new(name, Task::Diff, move || vec![make(pace.of(of))])
            .to([Target::least(Figure::Peak, 3.0)])
    };
    SHAPES
        .into_iter()
        .flat_map(|(name, eightfold, make, of)| {
            let growth = Target::least(Figure::Growth(name, 8.0), 1.5);
            [
                row(name, make, of),
                row(eightfold, make, of * 8).against(Against::Crates).to([growth]),
            ]
        })
        .chain(patched(pace))
        .collect()
}

/// A patch of a mebibyte on a document of a mebibyte, whatever both contain.
fn patched(pace: Pace) -> impl Iterator<Item = Row> {
    hostile::PATCHED.into_iter().map(move |Patched { name, make }| {
        Row::new(&format!("apply: {name}"), Task::Apply, move || vec![make(pace.of(10_000))])
            .against(Against::Nobody)
            .to([Target::least(Figure::Micros, 50_000.0), Target::new(Figure::Peak, 8.0, 3.0)])
    })
}
