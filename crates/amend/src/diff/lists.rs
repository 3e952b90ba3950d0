//! The steps of a list.
use std::ops::Range;

use super::apart::apart;
use super::draft::Draft;
use super::edits::{Change, Place, ScopeId};
use super::index::{Item, Kind};
use super::list::List;
use super::price::{Price, Role, digits};
use super::sequence::{Cut, Link};
use super::walk::{Here, Outcome, Walk};
use super::{Arrays, Minimize, Moves};
use crate::view::View;

/// Where an element comes in a list of this length: before which element of the
/// list before, after how many others at the same place, and its index in the
/// list after.
#[derive(Clone, Copy, Debug)]
pub(super) struct Arrival {
    pub(super) length: usize,
    pub(super) before: usize,
    pub(super) offset: usize,
    pub(super) after: usize,
}

impl Arrival {
    fn is_end(self) -> bool {
        self.before == self.length
    }
}

/// Elements that go and elements that come, at one place of their lists.
type Gap<'l, V> = ((&'l List<V>, Range<usize>), (&'l List<V>, Range<usize>));

/// An element that moves within its list, and what changes in it.
#[derive(Clone, Debug)]
pub(super) struct Moving {
    number: u32,
    scope: Option<ScopeId>,
    price: Price,
}

impl<'a, V: View<'a>> Walk<'a, '_, V> {
    /// What happens to a list.
    pub(super) fn array(
        &mut self,
        a: Item<V>,
        b: Item<V>,
        arrays: &Arrays,
        here: Here,
    ) -> Outcome<V> {
        let bare = !a.is_indexed() && !b.is_indexed() && self.moves == Moves::No;
        if bare && *arrays == Arrays::Sequence && apart(a.view, b.view) {
            // Nothing would stay of it, with any objective.
            return Some(self.replace(a, b, here));
        }
        let lists = (self.elements(a), self.elements(b));
        self.lists((a, b), lists, arrays, here)
    }

    /// The same, of lists whose elements are known.
    pub(super) fn lists(
        &mut self,
        (a, b): (Item<V>, Item<V>),
        (mut left, mut right): (List<V>, List<V>),
        arrays: &Arrays,
        here: Here,
    ) -> Outcome<V> {
        let matches = match arrays {
            Arrays::Key(name) => self.matches(&mut left, &mut right, Some(name)),
            Arrays::Values => self.matches(&mut left, &mut right, None),
            _ => None,
        };
        let digits = digits(left.len() + right.len());
        let inner = Here { listed: true, digits, ..here };
        let Some(matches) = matches else {
            let inner = Here { known: false, ..inner };
            let links = self.sequence(&mut left, &mut right, inner);
            return self.linked((a, b), (&left, &right), (links, Cut::default()), (here, inner));
        };
        let mut draft = self.draft();
        self.keyed(&mut draft, &left, &right, &matches, inner);
        self.finish(&draft, a, b, Kind::Array, Here { known: true, ..here })
    }

    /// What happens to lists that are compared as sequences, of which these are the
    /// elements between those that are cut off.
    pub(super) fn between_ends(
        &mut self,
        (a, b): (Item<V>, Item<V>),
        (mut left, mut right): (List<V>, List<V>),
        cut: Cut,
        here: Here,
    ) -> Outcome<V> {
        let digits = digits(left.len() + right.len() + 2 * cut.both());
        let inner = Here { listed: true, digits, known: false, ..here };
        let links = self.between(&mut left, &mut right, cut.head, inner);
        self.linked((a, b), (&left, &right), (links, cut), (here, inner))
    }

    /// What happens to lists whose elements have found each other.
    fn linked(
        &mut self,
        (a, b): (Item<V>, Item<V>),
        (left, right): (&List<V>, &List<V>),
        (links, cut): (Vec<Link>, Cut),
        (here, inner): (Here, Here),
    ) -> Outcome<V> {
        let lengths = (left.len(), right.len());
        if self.moves == Moves::No && !here.known && self.too_many(&links, lengths) {
            return Some(self.replace(a, b, here));
        }
        let mut draft = self.draft();
        draft.kept = cut.both() > 0;
        let (mut from, mut to) = (0, 0);
        let end = Link::equal(left.len(), right.len(), 0);
        for link in links.into_iter().chain([end]) {
            let gap = ((left, from..link.before), (right, to..link.after));
            self.gone_and_new(&mut draft, gap, cut, inner);
            if link.equal {
                draft.kept |= link.len > 0;
            } else {
                let x = (self.at(left, link.before), link.before + cut.head);
                let y = (self.at(right, link.after), link.after + cut.head);
                self.element(&mut draft, x, y, inner);
            }
            (from, to) = link.end();
        }
        self.finish(&draft, a, b, Kind::Array, here)
    }

    /// Whether so little stays that a patch may not have as many operations.
    fn too_many(&self, links: &[Link], (n, m): (usize, usize)) -> bool {
        let most = self.options.limits.operations.max(1);
        let sum =
            |links: &mut dyn Iterator<Item = &Link>| links.map(|link| link.len).sum::<usize>();
        let stay = sum(&mut links.iter().filter(|link| link.equal));
        let pairs = sum(&mut links.iter());
        // What has no partner goes or comes by an operation of its own.
        n.max(m).saturating_sub(stay) > most || (n + m).saturating_sub(2 * pairs) > most
    }

    /// Elements that go and elements that come, at one place.
    fn gone_and_new(
        &mut self,
        draft: &mut Draft,
        ((left, gone), (right, new)): Gap<'_, V>,
        cut: Cut,
        here: Here,
    ) {
        let length = left.len() + cut.both();
        let (before, from) = (gone.end + cut.head, new.start);
        for at in gone {
            let item = self.at(left, at);
            self.leaves(draft, item, (at + cut.head, from + cut.head), here);
        }
        for at in new {
            let place = Arrival { length, before, offset: at - from, after: at + cut.head };
            let item = self.at(right, at);
            self.comes(draft, item, place, here);
        }
    }

    /// An element that goes.
    pub(super) fn leaves(
        &mut self,
        draft: &mut Draft,
        item: Item<V>,
        (before, after): (usize, usize),
        here: Here,
    ) {
        let path = here.element(before);
        let cost = self.prices.remove(path.text, self.size_gone(item, here, usize::MAX));
        draft.shift(before, after, 1);
        let change = (Change::Remove(self.edits.pack(item)), Price::of_one(cost));
        self.step(draft, Place::Element { before, after }, change, path);
    }

    /// An element that comes.
    pub(super) fn comes(&mut self, draft: &mut Draft, item: Item<V>, place: Arrival, here: Here) {
        let path = if place.is_end() && self.options.minimize == Minimize::Bytes {
            here.element(0)
        } else {
            draft.shift(place.before + place.offset, place.after, 1);
            here.element(place.before + place.offset)
        };
        let price = self.arrival(item, path, here);
        let place = Place::Element { before: place.before, after: place.after };
        let change = Change::Add(self.edits.pack(item));
        self.step(draft, place, (change, price), path);
    }

    /// An element of both lists.
    pub(super) fn element(
        &mut self,
        draft: &mut Draft,
        (x, before): (Item<V>, usize),
        (y, after): (Item<V>, usize),
        here: Here,
    ) {
        let path = here.element(before);
        match self.inside(x, y, before, Here { path, role: Role::Element, ..here }) {
            Some(outcome) => {
                draft.shift(before, after, outcome.1.operations);
                self.step(draft, Place::Element { before, after }, outcome, path);
            }
            None => draft.kept = true,
        }
    }

    fn inside(&mut self, x: Item<V>, y: Item<V>, before: usize, here: Here) -> Outcome<V> {
        if self.options.arrays_at.is_some() {
            self.path.push(before.to_string());
        }
        let outcome = self.value(x, y, here);
        self.ascend();
        outcome
    }

    /// How an element changes that stands elsewhere in the list after; nothing,
    /// if it is better replaced.
    pub(super) fn moving(
        &mut self,
        x: (Item<V>, usize),
        y: (Item<V>, usize),
        here: Here,
    ) -> Option<Moving> {
        let path = here.element(y.1);
        let outcome = self.inside(x.0, y.0, x.1, Here { path, role: Role::Element, ..here });
        let (scope, inside) = match outcome {
            None => (None, Price::default()),
            Some((Change::Edit(scope), price)) => (Some(scope), price),
            Some(_) => return None,
        };
        let mut price = Price::of_one(self.prices.relocate(path.text));
        price.add(inside);
        self.moved += 1;
        Some(Moving { number: self.moved, scope, price })
    }

    /// The old place of an element that moves.
    pub(super) fn departs(
        &mut self,
        draft: &mut Draft,
        moving: &Moving,
        item: Item<V>,
        (before, after): (usize, usize),
        here: Here,
    ) {
        let change = (Change::Leave(moving.number, self.edits.pack(item)), Price::default());
        self.step(draft, Place::Element { before, after }, change, here.element(before));
    }

    /// The new place of an element that moves.
    pub(super) fn arrives(
        &mut self,
        draft: &mut Draft,
        moving: &Moving,
        item: Item<V>,
        place: Arrival,
        here: Here,
    ) {
        let scope = moving.scope.map(super::index::id);
        let change = Change::Arrive(moving.number, self.edits.pack(item), scope);
        let path = here.element(place.after.max(place.before));
        let place = Place::Element { before: place.before, after: place.after };
        draft.kept = true;
        self.step(draft, place, (change, moving.price), path);
    }
}
