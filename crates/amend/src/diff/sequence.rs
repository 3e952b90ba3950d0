//! Which elements of two lists belong together.
//!
//! Equal ends are cut off first. What is left and small is weighed as a whole:
//! every way to keep, edit, replace, remove and add its elements has a price,
//! and the cheapest is taken. What is large is held in place by its longest
//! common subsequence, and only the gaps between are weighed; gaps that are too
//! large even so are divided by elements that share something no other has.
#![expect(
    clippy::indexing_slicing,
    reason = "ranges of both lists that the walk has cut out of them"
)]

use std::ops::Range;

use super::Arrays;
use super::common::{Run, common};
use super::index::{Id, Item};
use super::list::List;
use super::near::{MOST, aligned, near};
use super::pairs::{CELLS_A_STEP, Weigher};
use super::similar::similar;
use super::table::Table;
use super::walk::{Here, Walk};
use crate::view::View;

/// How many cells a table of two lists may have.
const CELLS: usize = 16_384;

/// Lists whose table has no more cells than this are weighed as a whole.
const SMALL: usize = 1_024;

/// How deep two values are compared before they are indexed instead.
const SHALLOW: usize = 64;

/// Elements of two lists that belong together.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) struct Link {
    pub(super) before: usize,
    pub(super) after: usize,
    pub(super) len: usize,
    /// Whether they are known to be equal. If not, there is one.
    pub(super) equal: bool,
}

impl Link {
    pub(super) fn equal(before: usize, after: usize, len: usize) -> Self {
        Self { before, after, len, equal: true }
    }

    fn pair(before: usize, after: usize) -> Self {
        Self { before, after, len: 1, equal: false }
    }

    /// Where the lists go on.
    pub(super) fn end(self) -> (usize, usize) {
        (self.before + self.len, self.after + self.len)
    }
}

/// How many elements are equal at both ends of two lists.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Cut {
    pub(super) head: usize,
    pub(super) tail: usize,
}

impl Cut {
    pub(super) fn both(self) -> usize {
        self.head + self.tail
    }
}

/// What is known of the elements between those that belong together.
#[derive(Clone, Copy, Debug)]
struct Known {
    /// That they have nothing in common.
    strangers: bool,
    /// How many others stand before the lists.
    others: usize,
}

impl<'a, V: View<'a>> Walk<'a, '_, V> {
    /// The elements that belong together, in the order of both lists.
    pub(super) fn sequence(
        &mut self,
        left: &mut List<V>,
        right: &mut List<V>,
        here: Here,
    ) -> Vec<Link> {
        let (n, m) = (left.len(), right.len());
        let mut links = Vec::new();
        let mut head = 0;
        while head < n.min(m) && self.same((left, head), (right, head)) == Some(true) {
            head += 1;
        }
        let mut tail = 0;
        while tail < n.min(m) - head
            && self.same((left, n - tail - 1), (right, m - tail - 1)) == Some(true)
        {
            tail += 1;
        }
        if head > 0 {
            links.push(Link::equal(0, 0, head));
        }
        self.middle((left, right), (head..n - tail, head..m - tail), 0, here, &mut links);
        if tail > 0 {
            links.push(Link::equal(n - tail, m - tail, tail));
        }
        links
    }

    /// The same of what is between equal ends: so many others stand before it.
    pub(super) fn between(
        &mut self,
        left: &mut List<V>,
        right: &mut List<V>,
        others: usize,
        here: Here,
    ) -> Vec<Link> {
        let mut links = Vec::new();
        let ranges = (0..left.len(), 0..right.len());
        self.middle((left, right), ranges, others, here, &mut links);
        links
    }

    fn middle(
        &mut self,
        (left, right): (&mut List<V>, &mut List<V>),
        (a, b): (Range<usize>, Range<usize>),
        others: usize,
        here: Here,
        links: &mut Vec<Link>,
    ) {
        if a.is_empty() || b.is_empty() {
            return;
        }
        if a.len() == 1 && b.len() == 1 {
            // They would have been cut off, were they equal.
            return links.push(Link::pair(a.start, b.start));
        }
        let cells = (a.len() + 1).saturating_mul(b.len() + 1);
        let mut known = Known { strangers: false, others };
        let runs = match self.near((left, a.clone()), (right, b.clone()), cells) {
            Some(runs) => runs,
            None if cells <= CELLS => Vec::new(),
            None => {
                let count = |list: &List<V>, range: Range<usize>| -> usize {
                    let new = range.map(|at| self.at(list, at)).filter(|item| !item.is_indexed());
                    new.map(|item| item.view.values()).sum()
                };
                self.index.reserve(count(left, a.clone()) + count(right, b.clone()));
                self.enter(left, a.clone());
                self.enter(right, b.clone());
                let before = self.index.classes_of(left.ids(a.clone()));
                let after = self.index.classes_of(right.ids(b.clone()));
                let runs = common(&before, &after);
                known.strangers = runs.is_empty();
                runs
            }
        };
        let (mut from, mut to) = (a.start, b.start);
        let end = Run { before: a.len(), after: b.len(), len: 0 };
        for run in runs.into_iter().chain([end]) {
            let link = Link::equal(a.start + run.before, b.start + run.after, run.len);
            let gap = (from..link.before, to..link.after);
            self.gap((left, right), gap, known, here, links);
            if link.len > 0 {
                links.push(link);
            }
            (from, to) = link.end();
        }
    }

    /// What two lists have in common, if they differ in few places.
    ///
    /// Small lists that were not just edited in place are better weighed.
    fn near(
        &mut self,
        (left, a): (&List<V>, Range<usize>),
        (right, b): (&List<V>, Range<usize>),
        cells: usize,
    ) -> Option<Vec<Run>> {
        let (n, m) = (a.len(), b.len());
        let mut same = |i, j| self.same((left, a.start + i), (right, b.start + j));
        // What was found out of two elements that stand at the same place.
        let mut known = vec![None; if n == m { n } else { 0 }];
        if n == m
            && let Some(aligned) = aligned(n, |i, j| {
                let found = same(i, j);
                known[i] = Some(found);
                found
            })
        {
            let length = |runs: &[Run]| runs.iter().map(|run| run.len).sum::<usize>();
            let most = 2 * (n - length(&aligned));
            // More may be in common if some elements went and others came.
            let near = near(n, m, most, |i, j| match known[i] {
                Some(same) if i == j => same,
                _ => same(i, j),
            });
            return Some(match near {
                Some(near) if length(&near) > length(&aligned) => near,
                _ => aligned,
            });
        }
        if cells <= SMALL {
            return None;
        }
        near(n, m, MOST, same)
    }

    /// Elements without a partner, between others that have theirs.
    fn gap(
        &mut self,
        (left, right): (&mut List<V>, &mut List<V>),
        (a, b): (Range<usize>, Range<usize>),
        known: Known,
        here: Here,
        links: &mut Vec<Link>,
    ) {
        if a.is_empty() || b.is_empty() {
            return;
        }
        if a.len() == 1 && b.len() == 1 {
            // Two operations are never better than one.
            return links.push(Link::pair(a.start, b.start));
        }
        self.enter(left, a.clone());
        self.enter(right, b.clone());
        let (before, after) = (left.ids(a.clone()), right.ids(b.clone()));
        let head = known.others + a.start;
        let pairs = self
            .weigh(before, after, head, here)
            .unwrap_or_else(|| self.divided(before, after, known.strangers, head, here));
        for (i, j) in pairs {
            let (x, y) = (a.start + i, b.start + j);
            if self.index.class(before[i]) == self.index.class(after[j]) {
                links.push(Link::equal(x, y, 1));
            } else {
                links.push(Link::pair(x, y));
            }
        }
    }

    /// A gap that is too large to be weighed: its parts are, or, where those are
    /// too large as well, elements belong together as they stand.
    fn divided(
        &mut self,
        before: &[Id],
        after: &[Id],
        strangers: bool,
        head: usize,
        here: Here,
    ) -> Vec<(usize, usize)> {
        let equal = if strangers {
            Vec::new()
        } else {
            common(&self.index.classes_of(before), &self.index.classes_of(after))
        };
        let anchors: Vec<(usize, usize)> = match &*equal {
            [] => similar(&self.index, before, after),
            runs => runs.iter().flat_map(Run::pairs).collect(),
        };
        let mut pairs = Vec::new();
        let (mut from, mut to) = (0, 0);
        let end = (before.len(), after.len());
        for anchor in anchors.into_iter().chain([end]) {
            let (gone, new) = (&before[from..anchor.0], &after[to..anchor.1]);
            let inside = self.weigh(gone, new, head + from, here);
            let inside = inside
                .unwrap_or_else(|| (0..gone.len().min(new.len())).map(|at| (at, at)).collect());
            pairs.extend(inside.into_iter().map(|(i, j)| (from + i, to + j)));
            if anchor != end {
                pairs.push(anchor);
            }
            (from, to) = (anchor.0 + 1, anchor.1 + 1);
        }
        pairs
    }

    /// The cheapest way through a gap, if it is small enough to be found.
    fn weigh(
        &mut self,
        before: &[Id],
        after: &[Id],
        head: usize,
        here: Here,
    ) -> Option<Vec<(usize, usize)>> {
        let cells = (before.len() + 1).saturating_mul(after.len() + 1);
        if cells > CELLS || !self.pairs.afford(cells / CELLS_A_STEP, self.index.len()) {
            return None;
        }
        let mut weigher = Weigher {
            index: &self.index,
            pairs: &mut self.pairs,
            prices: self.prices,
            lists: self.options.arrays != Arrays::Whole,
            moves: self.moves,
        };
        let table = Table::fill(&mut weigher, before, after, head, here.path, here.depth);
        Some(table.pairs())
    }

    /// Whether two values are equal; nothing, if that would take too long to
    /// find out without an index.
    fn same(
        &mut self,
        (left, i): (&List<V>, usize),
        (right, j): (&List<V>, usize),
    ) -> Option<bool> {
        self.same_items(self.at(left, i), self.at(right, j))
    }

    pub(super) fn same_items(&mut self, x: Item<V>, y: Item<V>) -> Option<bool> {
        if x.is_indexed() && y.is_indexed() {
            return Some(self.index.class(x.id) == self.index.class(y.id));
        }
        if x.view.same(y.view) {
            return Some(true);
        }
        let mut left = self.patience;
        let same = x.view.equal_within(y.view, &mut left, SHALLOW);
        if same != Some(true) {
            self.patience = left;
        }
        same
    }
}
