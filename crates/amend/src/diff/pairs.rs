//! What it costs to make one value out of another.
//!
//! This decides which elements of two lists belong together, and is asked for
//! many more pairs than are kept. So it gives a price only, remembers it, and
//! stops looking inside when it has looked at enough: a value then counts as
//! replaced. The edits themselves are made by the walk, for the pairs chosen.

use std::cmp::Ordering;
use std::ops::Range;

use super::classes::Class;
use super::hashing::Table as HashTable;
use super::identity::identifies;
use super::index::{Id, Index, Kind};
use super::price::{PathSize, Price, Prices, Role, digits};
use super::table::Table;
use super::{Minimize, Moves};
use crate::view::View;

/// How many steps may be spent on pairs for each indexed value, beside the limit
/// `effort`. A step takes about as long as reading ten bytes does, so that what is
/// weighed takes no more than a few times the reading.
const EFFORT_EACH: usize = 1;

/// What one pair of containers costs at least. It bounds the pairs remembered.
const PAIR: usize = 4;

/// How many cells of a table are filled in the time of one step, beside what the
/// pairs of containers in them cost.
pub(super) const CELLS_A_STEP: usize = 4;

/// How many cells a table of one list inside an element may have.
const CELLS: usize = 4_096;

/// The prices found so far.
#[derive(Debug)]
pub(super) struct Pairs {
    known: HashTable<(Id, Id), Verdict>,
    effort: usize,
    spent: usize,
}

/// What is best done to make one value out of another.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Verdict {
    pub(super) price: Price,
    /// Whether something stays: the value is equal, or edited inside.
    pub(super) stays: bool,
    /// Whether it is said to be another thing after than before.
    pub(super) stranger: bool,
}

impl Pairs {
    pub(super) fn new(effort: usize) -> Self {
        Self { known: HashTable::default(), effort, spent: 0 }
    }

    /// Whether so many steps may be spent; if so, they are.
    pub(super) fn afford(&mut self, steps: usize, indexed: usize) -> bool {
        let spent = self.spent.saturating_add(steps);
        let may = spent <= indexed.saturating_mul(EFFORT_EACH).saturating_add(self.effort);
        if may {
            self.spent = spent;
        }
        may
    }
}

/// What a price depends on.
pub(super) struct Weigher<'p, 'a, V: View<'a>> {
    pub(super) index: &'p Index<'a, V>,
    pub(super) pairs: &'p mut Pairs,
    pub(super) prices: Prices,
    /// Whether lists are edited inside at all.
    pub(super) lists: bool,
    pub(super) moves: Moves,
}

impl<'a, V: View<'a>> Weigher<'_, 'a, V> {
    /// How to make the element `y` out of the element `x`, at a place whose path
    /// has this length.
    pub(super) fn element(&mut self, x: Id, y: Id, path: PathSize, depth: usize) -> Verdict {
        let index = self.index;
        if index.class(x) == index.class(y) {
            return Verdict { stays: true, ..Verdict::default() };
        }
        if index.kind(x) != index.kind(y) || index.kind(x) == Kind::Scalar {
            return self.replaced(x, y, path, Role::Element);
        }
        if let Some(verdict) = self.pairs.known.get(&(x, y)) {
            return *verdict;
        }
        let whole = self.replaced(x, y, path, Role::Element);
        let Some(mut inside) = self.inside(x, y, path, depth) else { return whole };
        if inside.stranger {
            inside.price.cost += self.prices.stranger(whole.price.cost);
        }
        let verdict = self.cheaper(inside, whole, self.index.kind(x), Role::Element);
        // Only what was paid for is remembered: so effort bounds memory, too.
        self.pairs.known.insert((x, y), verdict);
        verdict
    }

    /// How to make the member `y` out of the member `x`, which differs.
    fn member(&mut self, x: Id, y: Id, path: PathSize, depth: usize) -> Verdict {
        if self.index.kind(x) != self.index.kind(y) || self.index.kind(x) == Kind::Scalar {
            return self.replaced(x, y, path, Role::Member);
        }
        let whole = self.replaced(x, y, path, Role::Member);
        let Some(inside) = self.inside(x, y, path, depth) else { return whole };
        self.cheaper(inside, whole, self.index.kind(x), Role::Member)
    }

    /// The price of a new member or element.
    pub(super) fn add(&self, y: Id, path: PathSize) -> Price {
        Price::of_one(self.prices.add(path.text, self.index.size(y)))
    }

    /// The price of taking a member or an element away.
    pub(super) fn remove(&self, x: Id, path: PathSize) -> Price {
        Price::of_one(self.prices.remove(path.text, self.index.size(x)))
    }

    pub(super) fn replaced(&self, x: Id, y: Id, path: PathSize, role: Role) -> Verdict {
        let (old, new) = (self.index.size(x), self.index.size(y));
        let cost = self.prices.replace(path.text, old, new, role);
        Verdict { price: Price::of_one(cost), ..Verdict::default() }
    }

    /// Edits inside a container, or the whole of it.
    fn cheaper(&self, inside: Verdict, whole: Verdict, kind: Kind, role: Role) -> Verdict {
        if self.prices.edits(inside.price, whole.price, inside.stays, kind, role) {
            Verdict { stays: true, ..inside }
        } else {
            whole
        }
    }

    /// The path to a member, where its length matters.
    fn below(&self, path: PathSize, member: Id) -> PathSize {
        match self.prices.minimize {
            Minimize::Places => path,
            Minimize::Bytes => path.member(self.index.name_text(member)),
        }
    }

    /// The price of editing a container inside, and whether anything in it stays.
    fn inside(&mut self, x: Id, y: Id, path: PathSize, depth: usize) -> Option<Verdict> {
        let depth = depth.checked_sub(1)?;
        match self.index.kind(x) {
            Kind::Object => self.objects(x, y, path, depth),
            Kind::Array if self.lists => self.arrays(x, y, path, depth),
            _ => None,
        }
    }

    fn objects(&mut self, x: Id, y: Id, path: PathSize, depth: usize) -> Option<Verdict> {
        let index = self.index;
        let (left, right) = (index.members(x), index.members(y));
        if !self.pairs.afford(left.len() + right.len() + PAIR, index.len()) {
            return None;
        }
        let mut nested = Verdict::default();
        let (mut left, mut right) = (left.iter().peekable(), right.iter().peekable());
        loop {
            let order = match (left.peek(), right.peek()) {
                (Some(a), Some(b)) => index.name(**a).cmp(&index.name(**b)),
                (Some(_), None) => Ordering::Less,
                (None, Some(_)) => Ordering::Greater,
                (None, None) => return Some(nested),
            };
            let gone = if order.is_le() { left.next() } else { None };
            let new = if order.is_ge() { right.next() } else { None };
            match (gone, new) {
                (Some(a), Some(b)) if index.class(*a) == index.class(*b) => nested.stays = true,
                (Some(a), Some(b)) => {
                    let member = self.member(*a, *b, self.below(path, *a), depth);
                    nested.stays |= member.stays;
                    nested.stranger |= !member.stays && identifies(index.name_text(*a));
                    nested.price.add(member.price);
                }
                (Some(a), None) => nested.price.add(self.remove(*a, self.below(path, *a))),
                (None, Some(b)) => nested.price.add(self.add(*b, self.below(path, *b))),
                (None, None) => return Some(nested),
            }
        }
    }

    fn arrays(&mut self, x: Id, y: Id, path: PathSize, depth: usize) -> Option<Verdict> {
        let index = self.index;
        let (a, b) = (index.children(x), index.children(y));
        let same = |(i, j): &(Id, Id)| index.class(*i) == index.class(*j);
        let head = a.clone().zip(b.clone()).take_while(same).count();
        let rest = a.len().min(b.len()) - head;
        let tail = a.clone().rev().zip(b.clone().rev()).take(rest).take_while(same).count();
        let inside = |list: Range<Id>| {
            let (skip, left) = (super::index::id(head), list.len() - head - tail);
            list.start + skip..list.start + skip + super::index::id(left)
        };
        let (a, b) = (inside(a), inside(b));
        let kept = head + tail > 0;
        let cells = (a.len() + 1) * (b.len() + 1);
        let mut nested =
            if cells <= CELLS && self.pairs.afford(cells / CELLS_A_STEP + PAIR, index.len()) {
                self.table(a, b, head, path, depth)
            } else if self.pairs.afford(a.len() + b.len() + PAIR, index.len()) {
                self.unordered(a, b, head, path)
            } else {
                return None;
            };
        nested.stays |= kept;
        Some(nested)
    }

    /// The cheapest way from one list to another whose ends differ.
    fn table(
        &mut self,
        a: Range<Id>,
        b: Range<Id>,
        head: usize,
        path: PathSize,
        depth: usize,
    ) -> Verdict {
        let here = path.element(digits(head));
        let pair = match (a.len(), b.len()) {
            // Most lists that were edited differ in one element.
            (1, 1) => self.element(a.start, b.start, here, depth),
            (1, 0) => Verdict { price: self.remove(a.start, here), ..Verdict::default() },
            (0, 1) => Verdict { price: self.add(b.start, here), ..Verdict::default() },
            _ => {
                let (a, b): (Vec<Id>, Vec<Id>) = (a.collect(), b.collect());
                return Table::fill(self, &a, &b, head, path, depth).verdict();
            }
        };
        let mut both = pair;
        both.stranger = false;
        if a.len() + b.len() == 2 {
            let mut apart = self.remove(a.start, here);
            apart.add(self.add(b.start, here));
            if apart.cost < pair.price.cost {
                both = Verdict { price: apart, ..Verdict::default() };
            }
        }
        both
    }

    /// For long lists: what only one side has goes or comes.
    fn unordered(&self, a: Range<Id>, b: Range<Id>, head: usize, path: PathSize) -> Verdict {
        let index = self.index;
        let mut counts: HashTable<Class, usize> = HashTable::default();
        for id in a.clone() {
            *counts.entry(index.class(id)).or_default() += 1;
        }
        let here = path.element(digits(head + a.len().max(b.len())));
        let mut nested = Verdict::default();
        for id in b {
            match counts.get_mut(&index.class(id)) {
                Some(count) if *count > 0 => {
                    *count -= 1;
                    nested.stays = true;
                }
                _ => nested.price.add(self.add(id, here)),
            }
        }
        for id in a {
            if let Some(count) = counts.get_mut(&index.class(id)).filter(|count| **count > 0) {
                *count -= 1;
                nested.price.add(self.remove(id, here));
            }
        }
        nested
    }
}
