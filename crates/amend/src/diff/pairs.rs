//! What it costs to make one value out of another.
//!
//! This decides which elements of two lists belong together, and is asked for
//! many more pairs than are kept. So it gives a price only, remembers it, and
//! stops looking inside when it has looked at enough: a value then counts as
//! replaced. The edits themselves are made by the walk, for the pairs chosen.

use std::cmp::Ordering;
use std::collections::HashMap;

use super::classes::Class;
use super::index::{Id, Index, Kind};
use super::price::{PathSize, Price, Prices, Role, digits};
use super::table::Table;
use crate::view::View;

/// How many steps may be spent on pairs, in one diff, beside so many for each
/// indexed value.
const EFFORT: usize = 1_000_000;
const EFFORT_EACH: usize = 8;

/// What one pair of containers costs at least. It bounds the pairs remembered.
const PAIR: usize = 4;

/// How many cells a table of one list inside an element may have.
const CELLS: usize = 4_096;

/// Members by which people tell elements apart.
const IDENTITY: [&str; 10] =
    ["id", "_id", "uuid", "guid", "key", "$id", "$ref", "name", "email", "url"];

/// The prices found so far.
#[derive(Debug)]
pub(super) struct Pairs {
    known: HashMap<(Id, Id), Verdict>,
    spent: usize,
    identity: Vec<Class>,
}

/// What is best done to make one value out of another.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Verdict {
    pub(super) price: Price,
    /// Whether something stays: the value is equal, or edited inside.
    pub(super) stays: bool,
}

impl Pairs {
    pub(super) fn new() -> Self {
        Self { known: HashMap::new(), spent: 0, identity: Vec::new() }
    }

    /// Whether so many steps may be spent; if so, they are.
    pub(super) fn afford(&mut self, steps: usize, indexed: usize) -> bool {
        let spent = self.spent.saturating_add(steps);
        let may = spent <= indexed.saturating_mul(EFFORT_EACH).saturating_add(EFFORT);
        if may {
            self.spent = spent;
        }
        may
    }

    /// The names by which elements are told apart.
    pub(super) fn identity<'a, V: View<'a>>(&mut self, index: &mut Index<'a, V>) -> &[Class] {
        if self.identity.is_empty() {
            let names = IDENTITY.iter();
            self.identity = names.map(|name| index.classes.text((*name).into())).collect();
        }
        &self.identity
    }
}

/// What a price depends on.
pub(super) struct Weigher<'p, 'a, V> {
    pub(super) index: &'p Index<'a, V>,
    pub(super) pairs: &'p mut Pairs,
    pub(super) prices: Prices,
    /// Whether lists are edited inside at all.
    pub(super) lists: bool,
}

impl<'a, V: View<'a>> Weigher<'_, 'a, V> {
    /// How to make the element `y` out of the element `x`, at a place whose path
    /// has this length.
    pub(super) fn element(&mut self, x: Id, y: Id, path: PathSize, depth: usize) -> Verdict {
        let index = self.index;
        if index.class(x) == index.class(y) {
            return Verdict { price: Price::default(), stays: true };
        }
        if index.kind(x) != index.kind(y) || index.kind(x) == Kind::Scalar {
            return self.replaced(x, y, path, Role::Element);
        }
        if let Some(verdict) = self.pairs.known.get(&(x, y)) {
            return *verdict;
        }
        let mut verdict = self.container(x, y, path, depth, Role::Element);
        if verdict.stays {
            let strangers = self.strangers(x, y);
            verdict.price.cost += strangers;
        }
        self.pairs.known.insert((x, y), verdict);
        verdict
    }

    /// How to make the member `y` out of the member `x`, which differs.
    fn member(&mut self, x: Id, y: Id, path: PathSize, depth: usize) -> Verdict {
        if self.index.kind(x) != self.index.kind(y) || self.index.kind(x) == Kind::Scalar {
            return self.replaced(x, y, path, Role::Member);
        }
        self.container(x, y, path, depth, Role::Member)
    }

    /// The price of a new member or element.
    pub(super) fn add(&self, y: Id, path: PathSize) -> Price {
        Price::of_one(self.prices.add(path.text, self.index.size(y)))
    }

    /// The price of taking a member or an element away.
    pub(super) fn remove(&self, x: Id, path: PathSize) -> Price {
        Price::of_one(self.prices.remove(path.text, self.index.size(x)))
    }

    fn replaced(&self, x: Id, y: Id, path: PathSize, role: Role) -> Verdict {
        let (old, new) = (self.index.size(x), self.index.size(y));
        let cost = self.prices.replace(path.text, old, new, role);
        Verdict { price: Price::of_one(cost), stays: false }
    }

    fn container(&mut self, x: Id, y: Id, path: PathSize, depth: usize, role: Role) -> Verdict {
        let whole = self.replaced(x, y, path, role);
        match self.inside(x, y, path, depth) {
            Some(Verdict { price, stays: kept })
                if self.prices.edits(price, whole.price, kept, self.index.kind(x), role) =>
            {
                Verdict { price, stays: true }
            }
            _ => whole,
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
            let Some(named) = gone.or(new) else { return Some(nested) };
            let here = path.member(index.name_text(*named));
            match (gone, new) {
                (Some(a), Some(b)) if index.class(*a) == index.class(*b) => nested.stays = true,
                (Some(a), Some(b)) => {
                    let member = self.member(*a, *b, here, depth);
                    nested.stays |= member.stays;
                    nested.price.add(member.price);
                }
                (Some(a), None) => nested.price.add(self.remove(*a, here)),
                (None, Some(b)) => nested.price.add(self.add(*b, here)),
                (None, None) => {}
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
        let a: Vec<Id> = a.clone().skip(head).take(a.len() - head - tail).collect();
        let b: Vec<Id> = b.clone().skip(head).take(b.len() - head - tail).collect();
        let kept = head + tail > 0;
        let cells = (a.len() + 1) * (b.len() + 1);
        let mut nested = if cells <= CELLS && self.pairs.afford(cells + PAIR, index.len()) {
            Table::fill(self, &a, &b, head, path, depth).verdict()
        } else if self.pairs.afford(a.len() + b.len() + PAIR, index.len()) {
            self.unordered(&a, &b, head, path)
        } else {
            return None;
        };
        nested.stays |= kept;
        Some(nested)
    }

    /// For long lists: what only one side has goes or comes.
    fn unordered(&self, a: &[Id], b: &[Id], head: usize, path: PathSize) -> Verdict {
        let index = self.index;
        let mut counts: HashMap<Class, usize> = HashMap::new();
        for id in a {
            *counts.entry(index.class(*id)).or_default() += 1;
        }
        let here = path.element(digits(head + a.len().max(b.len())));
        let mut nested = Verdict::default();
        for id in b {
            match counts.get_mut(&index.class(*id)) {
                Some(count) if *count > 0 => {
                    *count -= 1;
                    nested.stays = true;
                }
                _ => nested.price.add(self.add(*id, here)),
            }
        }
        for id in a {
            if let Some(count) = counts.get_mut(&index.class(*id)).filter(|count| **count > 0) {
                *count -= 1;
                nested.price.add(self.remove(*id, here));
            }
        }
        nested
    }

    /// What it weighs to take two objects for the same thing that differ in the
    /// member by which things are told apart.
    fn strangers(&self, x: Id, y: Id) -> u64 {
        let index = self.index;
        let scalar = |object: Id, name: &Class| {
            let members = index.members(object);
            let at = members.binary_search_by_key(name, |member| index.name(*member)).ok()?;
            let member = *members.get(at)?;
            (index.kind(member) == Kind::Scalar).then(|| index.class(member))
        };
        let differ = self.pairs.identity.iter().any(|name| {
            scalar(x, name).zip(scalar(y, name)).is_some_and(|(left, right)| left != right)
        });
        if differ { self.prices.other_identity() } else { 0 }
    }
}
