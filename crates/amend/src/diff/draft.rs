//! A scope while it is being made.

use super::Minimize;
use super::edits::{Change, Order, Place, Scope, Step};
use super::identity::identifies;
use super::index::{Item, Kind};
use super::price::{PathSize, Price, Role, digits};
use super::walk::{Here, Outcome, Walk};
use crate::view::View;

/// A scope that is being made: what to cut off, should it be given up, and what
/// is known of it so far.
pub(super) struct Draft {
    open: usize,
    scopes: usize,
    steps: usize,
    price: Price,
    /// What the price changes by where indices are those of the list after;
    /// nothing, as long as no element comes or goes and both are the same.
    after: Option<i64>,
    /// Whether it is said to be another thing after than before.
    stranger: bool,
    /// Whether anything stays.
    pub(super) kept: bool,
    /// Whether a path in it is beyond the limit on pointers.
    too_long: bool,
}

impl<'a, V: View<'a>> Walk<'a, '_, V> {
    pub(super) fn draft(&self) -> Draft {
        Draft {
            open: self.open.len(),
            scopes: self.edits.scopes.len(),
            steps: self.edits.steps.len(),
            price: Price::default(),
            after: None,
            stranger: false,
            kept: false,
            too_long: false,
        }
    }

    /// Adds a step.
    pub(super) fn step(
        &mut self,
        draft: &mut Draft,
        place: Place<'a>,
        (change, price): (Change<V>, Price),
        path: PathSize,
    ) {
        draft.kept |= matches!(change, Change::Edit(_));
        draft.too_long |= path.pointer > self.options.limits.pointer;
        match (&place, &change) {
            (Place::Member(_), _) | (_, Change::Replace(..) | Change::Edit(_)) => {}
            _ => _ = draft.after.get_or_insert(0),
        }
        if let (Place::Member(name), Change::Replace(..)) = (&place, &change) {
            draft.stranger |= identifies(name);
        }
        draft.price.add(price);
        self.open.push(Step { place, change });
    }

    /// Makes a scope of a draft, or one replacement where that is better.
    pub(super) fn finish(
        &mut self,
        draft: &Draft,
        a: Item<V>,
        b: Item<V>,
        kind: Kind,
        here: Here,
    ) -> Outcome<V> {
        if self.open.len() == draft.open {
            return None;
        }
        let (order, price) = draft.order(self.options.minimize);
        let edits = !draft.too_long && {
            // No more than it takes to know which is cheaper.
            let most = usize::try_from(price.cost).unwrap_or(usize::MAX);
            let (old, new) = (self.size_gone(a, here, most), self.size_new(b, here, most));
            let whole = self.prices.replace(here.path.text, old, new, here.role);
            let mut price = price;
            if draft.stranger && here.role == Role::Element {
                price.cost += self.prices.stranger(whole);
            }
            let known = here.known && self.options.minimize == Minimize::Places;
            known || self.prices.edits(price, Price::of_one(whole), draft.kept, kind, here.role)
        };
        if !edits {
            self.open.truncate(draft.open);
            self.edits.scopes.truncate(draft.scopes);
            self.edits.steps.truncate(draft.steps);
            return Some(self.replace(a, b, here));
        }
        Some((self.scope(draft, a, b, order), price))
    }

    fn scope(&mut self, draft: &Draft, a: Item<V>, b: Item<V>, order: Order) -> Change<V> {
        let from = self.edits.steps.len();
        if from == 0 && draft.open == 0 {
            // Long lists are mostly the only ones that differ.
            std::mem::swap(&mut self.edits.steps, &mut self.open);
        } else {
            self.edits.steps.extend(self.open.drain(draft.open..));
        }
        let steps = from..self.edits.steps.len();
        let (before, after) = (self.edits.pack(a), self.edits.pack(b));
        self.edits.scopes.push(Scope { before, after, order, steps });
        Change::Edit(self.edits.scopes.len() - 1)
    }

    /// Makes a scope of the draft of an object that is never replaced, and whose
    /// value after is not wanted; nothing, if that is not so after all.
    pub(super) fn stays(&mut self, draft: &Draft, object: Item<V>) -> Option<Outcome<V>> {
        if draft.too_long {
            return None;
        }
        if self.open.len() == draft.open {
            return Some(None);
        }
        let (order, price) = draft.order(self.options.minimize);
        Some(Some((self.scope(draft, object, object, order), price)))
    }
}

impl Draft {
    /// Notes that so many paths lead through an element.
    pub(super) fn shift(&mut self, before: usize, after: usize, operations: u64) {
        if before != after {
            let width = |index| i64::try_from(digits(index)).unwrap_or(0);
            let operations = i64::try_from(operations).unwrap_or(0);
            *self.after.get_or_insert(0) += (width(after) - width(before)) * operations;
        }
    }

    /// The order that makes the shorter paths, or, for few places, the one in
    /// which all indices are those of the document before. Where nothing comes
    /// and nothing goes both are the same, and the steps go forwards.
    fn order(&self, minimize: Minimize) -> (Order, Price) {
        match self.after {
            None => (Order::After, self.price),
            Some(longer) if minimize == Minimize::Bytes && longer < 0 => {
                (Order::After, self.price.less(longer.unsigned_abs()))
            }
            Some(_) => (Order::Before, self.price),
        }
    }
}
