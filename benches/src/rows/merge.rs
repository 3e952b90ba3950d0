//! Merge patches, applied and made.

use super::Row;
use crate::corpora::{patches, persons};
use crate::engines::Task;
use crate::pace::Pace;
use crate::target::{Figure, Target};

pub(super) fn rows(pace: Pace) -> Vec<Row> {
    let count = pace.of(2_000);
    vec![
        Row::new("merge patch applied: persons", Task::Merge, move || {
            patches::merge_patches(count)
        })
        .to([
            Target::new(Figure::Times("json-patch"), 4.0, 8.0),
            Target::least(Figure::Times("yyjson"), 1.0),
        ]),
        // Pairs that no merge patch can make one of the other are left out: the
        // rivals would be wrong on them, silently.
        Row::new("merge patch made: persons", Task::MergeOf, move || persons::expressible(count))
            .to([Target::new(Figure::Times("serde-patch"), 4.0, 8.0)]),
    ]
}
