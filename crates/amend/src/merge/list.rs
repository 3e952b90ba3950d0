//! Merging a list.
//!
//! Each element of the base has its fate on each side: it stays, is edited, goes,
//! or moves. Between them come new elements, in runs. So the merged list is
//! written in the order of the base: in front of each of its elements what
//! comes or moves there, then the element, if it stays on both sides.

use std::collections::{BTreeMap, HashSet};

use super::Keep;
use super::conflict::{Conflict, ConflictKind, Kept};
use super::frame::Step;
use super::runs::undone;
use super::sides::{Item, Side, Sides};
use super::walk::{Three, Walk};
use crate::diff::Indexed;
use crate::partners::{KeyBy, Keys};
use crate::view::View;
use crate::{Arrays, Json, Pointer};

impl<'a, V: View<'a>> Walk<'a, '_, V> {
    /// What the merged list is made of; nothing, if lists are not to be looked
    /// into.
    pub(super) fn list(&mut self, three: Three<V>) -> Option<Vec<Step<V>>> {
        let mut lists = [three.base, three.ours, three.theirs]
            .map(|list| list.map(|list| self.classes.elements(list)).unwrap_or_default());
        let arrays = self.arrays();
        if arrays == Arrays::Whole {
            return None;
        }
        let sides = KeyBy::of(&arrays).and_then(|by| self.keyed(&mut lists, &by));
        let sides = sides.unwrap_or_else(|| self.sequences(lists));
        let mut list = List::new(self, sides, three);
        if list.hide_doubles() | list.disputes_moves() {
            list.note_order();
        }
        list.write();
        if list.contradicts_a_side() {
            list.steps.clear();
            list.forgets_moves = true;
            list.disordered = false;
            list.note_order();
            list.write();
        }
        Some(list.steps)
    }
}

/// A list that is being merged.
pub(super) struct List<'w, 'a, 'o, V: View<'a>> {
    pub(super) walk: &'w mut Walk<'a, 'o, V>,
    pub(super) sides: Sides<Indexed<V>>,
    pub(super) steps: Vec<Step<V>>,
    /// The elements of the base that have their place.
    placed: Vec<bool>,
    /// The keys of new elements that have their place.
    keys_taken: HashSet<u32>,
    /// New elements, by their positions, that stand where the other side has
    /// put them.
    hidden: HashSet<(Which, usize)>,
    whole: Three<V>,
    /// Whether it is noted that the sides do not agree on the order.
    disordered: bool,
    /// Whether only what is kept is moved: moves of both sides that are each one
    /// possible contradict each other.
    forgets_moves: bool,
}

/// Where an element of the base has its place.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
enum Home {
    Base,
    /// Where this side moved it.
    Ours,
    Theirs,
    /// Where both moved it.
    Both,
}

#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq)]
pub(super) enum Which {
    Ours,
    Theirs,
}

impl<'w, 'a, 'o, V: View<'a>> List<'w, 'a, 'o, V> {
    fn new(walk: &'w mut Walk<'a, 'o, V>, sides: Sides<Indexed<V>>, whole: Three<V>) -> Self {
        Self {
            walk,
            sides,
            steps: Vec::new(),
            placed: Vec::new(),
            keys_taken: HashSet::new(),
            hidden: HashSet::new(),
            whole,
            disordered: false,
            forgets_moves: false,
        }
    }

    /// Writes the list, in the order of the base.
    fn write(&mut self) {
        let base = self.sides.base.len();
        self.placed = vec![false; base];
        self.keys_taken.clear();
        for at in 0..base {
            self.run(at);
            if self.home(at) == Home::Base {
                self.element(at);
            }
        }
        self.run(base);
    }

    /// Whether two elements stand as they did before, though a side has put one
    /// in front of the other.
    fn contradicts_a_side(&self) -> bool {
        let mut places = vec![None; self.sides.base.len()];
        for (place, step) in self.steps.iter().enumerate() {
            if let Step::Value(Three { ours: Some(_), theirs: Some(_), .. }, Some(base)) = step
                && let Some(slot) = places.get_mut(*base)
            {
                *slot = Some(place);
            }
        }
        [&self.sides.ours, &self.sides.theirs].into_iter().any(|side| {
            let places = places.iter().enumerate();
            let known =
                |(base, place): (usize, &Option<usize>)| Some(((*place)?, side.place(base)?));
            undone(self.steps.len(), places.filter_map(known))
        })
    }

    pub(super) fn note_order(&mut self) {
        if !self.disordered {
            self.disordered = true;
            let [base, ours, theirs] = self.whole.to_json();
            let kept = match self.walk.keep() {
                Keep::Base => Kept::Base,
                Keep::Ours => Kept::Ours,
                Keep::Theirs => Kept::Theirs,
            };
            let kind = ConflictKind::Order;
            self.steps.push(Step::List(conflict(kind, kept, [base, ours, theirs])));
        }
    }

    /// Whether both sides moved an element, and not to one place.
    fn disputes_moves(&self) -> bool {
        (0..self.sides.base.len()).any(|at| {
            let (ours, theirs) = (self.sides.ours.moved(at), self.sides.theirs.moved(at));
            ours.is_some() && theirs.is_some() && ours != theirs
        })
    }

    /// Finds what both sides inserted, and not at one place: it is not to come
    /// twice. Says whether there is such an element.
    fn hide_doubles(&mut self) -> bool {
        if self.sides.keys.is_some() {
            return false; // elements with a key never come twice
        }
        let (ours, theirs) = (self.new_elements(Which::Ours), self.new_elements(Which::Theirs));
        for items in ours.values() {
            let [(class, at, place)] = items.as_slice() else { continue };
            let Some([(_, other, other_place)]) = theirs.get(class).map(Vec::as_slice) else {
                continue;
            };
            if place == other_place {
                continue;
            }
            let ours_stays = match self.walk.keep() {
                Keep::Base => place < other_place,
                keep => keep == Keep::Ours,
            };
            self.hidden.insert(if ours_stays {
                (Which::Theirs, *other)
            } else {
                (Which::Ours, *at)
            });
        }
        !self.hidden.is_empty()
    }

    /// The new elements of a side by their class: class, position, and in front
    /// of which element of the base.
    fn new_elements(&mut self, which: Which) -> BTreeMap<u32, Vec<(u32, usize, usize)>> {
        let mut new: BTreeMap<u32, Vec<(u32, usize, usize)>> = BTreeMap::new();
        for place in 0..=self.sides.base.len() {
            let items = self.side(which).run(place).to_vec();
            for Item { at, .. } in items.into_iter().filter(|item| item.moved.is_none()) {
                if let Some(mut element) = self.side(which).elements.get(at).copied() {
                    let class = self.walk.classes.class(&mut element);
                    new.entry(class).or_default().push((class, at, place));
                }
            }
        }
        new
    }

    fn home(&self, at: usize) -> Home {
        let Sides { ours, theirs, .. } = &self.sides;
        if self.forgets_moves {
            return match self.walk.keep() {
                Keep::Ours if ours.moved(at).is_some() => Home::Ours,
                Keep::Theirs if theirs.moved(at).is_some() => Home::Theirs,
                _ => Home::Base,
            };
        }
        match (ours.moved(at), theirs.moved(at)) {
            (Some(x), Some(y)) if x == y => Home::Both,
            (Some(_), Some(_)) => match self.walk.keep() {
                Keep::Base => Home::Base,
                Keep::Ours => Home::Ours,
                Keep::Theirs => Home::Theirs,
            },
            (Some(_), None) if theirs.partner(at).is_some() => Home::Ours,
            (None, Some(_)) if ours.partner(at).is_some() => Home::Theirs,
            // What one side moved and the other removed is in neither's place.
            _ => Home::Base,
        }
    }

    /// An element of the base, unless it has its place already.
    pub(super) fn element(&mut self, at: usize) {
        if let Some(placed) = self.placed.get_mut(at).filter(|placed| !**placed) {
            *placed = true;
            let Sides { base, ours, theirs, .. } = &self.sides;
            let three = Three {
                base: base.get(at).copied(),
                ours: ours.partner(at),
                theirs: theirs.partner(at),
            };
            self.steps.push(Step::Value(three, Some(at)));
        }
    }

    pub(super) fn side(&self, which: Which) -> &Side<Indexed<V>> {
        match which {
            Which::Ours => &self.sides.ours,
            Which::Theirs => &self.sides.theirs,
        }
    }

    /// What a side puts in front of an element of the base.
    pub(super) fn items(&self, which: Which, at: usize) -> Vec<Item> {
        let here = |item: &Item| match item.moved.map(|base| self.home(base)) {
            None => !self.is_taken(which, *item) && !self.hidden.contains(&(which, item.at)),
            Some(Home::Both) => true,
            Some(home) => home == if which == Which::Ours { Home::Ours } else { Home::Theirs },
        };
        self.side(which).run(at).iter().copied().filter(here).collect()
    }

    /// The key of an element, if elements have any.
    pub(super) fn key(&self, which: Which, item: Item) -> Option<u32> {
        let keys = self.sides.keys.as_ref()?;
        let keys = if which == Which::Ours { &keys.ours } else { &keys.theirs };
        keys.classes.get(item.at).copied()
    }

    fn is_taken(&self, which: Which, item: Item) -> bool {
        self.key(which, item).is_some_and(|key| self.keys_taken.contains(&key))
    }

    pub(super) fn items_of(&mut self, which: Which, items: &[Item]) {
        for item in items {
            self.item(which, *item);
        }
    }

    /// An element that only one side puts here.
    pub(super) fn item(&mut self, which: Which, item: Item) {
        if let Some(base) = item.moved {
            return self.element(base);
        }
        let mut three = Three { base: None, ours: None, theirs: None };
        match self.key(which, item) {
            None => match which {
                Which::Ours => three.ours = self.sides.ours.elements.get(item.at).copied(),
                Which::Theirs => three.theirs = self.sides.theirs.elements.get(item.at).copied(),
            },
            Some(key) => {
                if !self.keys_taken.insert(key) {
                    return;
                }
                // The other side may have it elsewhere.
                let Sides { ours, theirs, keys, .. } = &self.sides;
                let of = |side: &Side<Indexed<V>>, keys: &Keys| {
                    keys.places.get(&key).and_then(|at| side.elements.get(*at).copied())
                };
                three.ours = keys.as_ref().and_then(|keys| of(ours, &keys.ours));
                three.theirs = keys.as_ref().and_then(|keys| of(theirs, &keys.theirs));
            }
        }
        self.steps.push(Step::Value(three, None));
    }
}

/// A conflict whose path is not known yet.
pub(super) fn conflict(
    kind: ConflictKind,
    kept: Kept,
    [base, ours, theirs]: [Option<Json>; 3],
) -> Conflict {
    Conflict { path: Pointer::root(), operation: None, kind, base, ours, theirs, kept }
}
