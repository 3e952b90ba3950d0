//! The cheapest way to make one list out of another, by dynamic programming.
#![expect(clippy::indexing_slicing, reason = "cells of a table made for both lengths")]

use std::collections::{HashMap, HashSet};

use super::Moves;
use super::classes::Class;
use super::index::{Id, Kind};
use super::pairs::{Verdict, Weigher};
use super::price::{PathSize, Price, Role, digits};
use crate::view::View;

/// The cheapest ways to make each beginning of one list out of each beginning
/// of another.
pub(super) struct Table {
    /// The one for `i` elements before and `j` after is at `i * width + j`.
    cells: Vec<Cell>,
    width: usize,
}

/// An element after, looked up once for all that are before.
struct Column {
    /// What it costs to add it.
    add: Price,
    /// What is saved if it moves.
    saved: u64,
    class: Class,
    kind: Kind,
}

#[derive(Clone, Copy, Default)]
struct Cell {
    verdict: Verdict,
    /// The last step of the way here.
    step: Step,
}

#[derive(Clone, Copy, Default, Eq, PartialEq)]
enum Step {
    #[default]
    Pair,
    Remove,
    Add,
}

impl Cell {
    fn then(mut self, step: Step, price: Price, stays: bool) -> Self {
        self.verdict.price.add(price);
        self.verdict.stays |= stays;
        self.step = step;
        self
    }

    /// The cheaper one; on a tie this one, so that the result is always the same.
    fn or(self, other: Self) -> Self {
        if other.verdict.price.cost < self.verdict.price.cost { other } else { self }
    }
}

impl Table {
    /// Fills the table for two lists whose first element has the index `head`.
    pub(super) fn fill<'a, V: View<'a>>(
        weigher: &mut Weigher<'_, 'a, V>,
        a: &[Id],
        b: &[Id],
        head: usize,
        path: PathSize,
        depth: usize,
    ) -> Self {
        let width = b.len() + 1;
        let mut cells = Vec::with_capacity((a.len() + 1) * width);
        let moving = Moving::between(weigher, a, b);
        let come = |at: usize, id: &Id| {
            let path = path.element(digits(head + at));
            let saved = moving.saved(weigher, *id, path);
            let add = weigher.add(*id, path).less(saved);
            let (class, kind) = (weigher.index.class(*id), weigher.index.kind(*id));
            Column { add, saved, class, kind }
        };
        let come: Vec<Column> = b.iter().enumerate().map(|(at, id)| come(at, id)).collect();
        let mut cell = Cell::default();
        cells.push(cell);
        for column in &come {
            cell = cell.then(Step::Add, column.add, false);
            cells.push(cell);
        }
        for (i, x) in a.iter().enumerate() {
            let here = path.element(digits(head + i));
            let saved = moving.saved(weigher, *x, here);
            let gone = weigher.remove(*x, here).less(saved);
            let above = i * width;
            cell = cells[above].then(Step::Remove, gone, false);
            cells.push(cell);
            let (class, kind) = (weigher.index.class(*x), weigher.index.kind(*x));
            for (j, (y, column)) in b.iter().zip(&come).enumerate() {
                let pair = if class == column.class {
                    Verdict { stays: true, ..Verdict::default() }
                } else {
                    let mut pair = if kind != column.kind || kind == Kind::Scalar {
                        weigher.replaced(*x, *y, here, Role::Element)
                    } else {
                        weigher.element(*x, *y, here, depth)
                    };
                    pair.price.cost += saved + column.saved;
                    pair
                };
                cell = cells[above + j]
                    .then(Step::Pair, pair.price, pair.stays)
                    .or(cells[above + j + 1].then(Step::Remove, gone, false))
                    .or(cell.then(Step::Add, column.add, false));
                cells.push(cell);
            }
        }
        Self { cells, width }
    }

    /// The price of the whole, and whether any element stays.
    pub(super) fn verdict(&self) -> Verdict {
        self.cells.last().map_or(Verdict::default(), |cell| cell.verdict)
    }

    /// The pairs on the cheapest way, from the first to the last.
    pub(super) fn pairs(&self) -> Vec<(usize, usize)> {
        let mut pairs = Vec::new();
        let (mut i, mut j) = (self.cells.len() / self.width - 1, self.width - 1);
        while i > 0 || j > 0 {
            match self.cells[i * self.width + j].step {
                Step::Pair => {
                    (i, j) = (i - 1, j - 1);
                    pairs.push((i, j));
                }
                Step::Remove => i -= 1,
                Step::Add => j -= 1,
            }
        }
        pairs.reverse();
        pairs
    }
}

/// What both lists have as often, and what may therefore move rather than go and
/// come.
///
/// A move has two ends, and the table sees them one by one. So what a move saves
/// is taken off half at each end; and who gives one end another use pays for
/// what is then not saved at the other.
struct Moving {
    both: HashSet<Class>,
}

impl Moving {
    fn between<'a, V: View<'a>>(weigher: &Weigher<'_, 'a, V>, a: &[Id], b: &[Id]) -> Self {
        let mut both = HashSet::new();
        if weigher.moves == Moves::Yes {
            let mut counts: HashMap<Class, (usize, usize)> = HashMap::new();
            for id in a {
                counts.entry(weigher.index.class(*id)).or_default().0 += 1;
            }
            for id in b {
                counts.entry(weigher.index.class(*id)).or_default().1 += 1;
            }
            both.extend(
                b.iter().map(|id| weigher.index.class(*id)).filter(|class| {
                    counts.get(class).is_some_and(|(before, after)| before == after)
                }),
            );
        }
        Self { both }
    }

    /// What is taken off at one end of a move.
    fn saved<'a, V: View<'a>>(&self, weigher: &Weigher<'_, 'a, V>, id: Id, path: PathSize) -> u64 {
        if self.both.is_empty() || !self.both.contains(&weigher.index.class(id)) {
            return 0;
        }
        let twice = weigher.add(id, path).cost + weigher.remove(id, path).cost;
        twice.saturating_sub(weigher.prices.relocate(path.text)) / 2
    }
}
