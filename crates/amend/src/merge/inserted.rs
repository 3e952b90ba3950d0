//! What both sides put at one place of a list.

use std::collections::HashMap;
use std::ops::Range;

use super::Keep;
use super::conflict::{ConflictKind, Kept};
use super::frame::Step;
use super::list::{List, Which, conflict};
use super::runs::{Identity, common, cross};
use super::sides::Item;
use super::walk::Three;
use crate::Json;
use crate::view::{View, to_json};

/// What a side puts at one place, and what makes it the same as something else.
#[derive(Clone, Copy)]
struct Run<'r> {
    items: &'r [Item],
    same: &'r [Identity],
}

impl Run<'_> {
    fn part(self, range: Range<usize>) -> Self {
        Self {
            items: self.items.get(range.clone()).unwrap_or_default(),
            same: self.same.get(range).unwrap_or_default(),
        }
    }
}
impl<'a, V: View<'a>> List<'_, 'a, '_, V> {
    /// What comes or moves in front of an element of the base.
    pub(super) fn run(&mut self, at: usize) {
        let (ours, theirs) = (self.items(Which::Ours, at), self.items(Which::Theirs, at));
        if ours.is_empty() || theirs.is_empty() {
            self.items_of(Which::Ours, &ours);
            self.items_of(Which::Theirs, &theirs);
            return;
        }
        let same = (self.identities(Which::Ours, &ours), self.identities(Which::Theirs, &theirs));
        let ours = Run { items: &ours, same: &same.0 };
        let theirs = Run { items: &theirs, same: &same.1 };
        // What is found must not depend on whose side is called ours.
        let pairs = if self.is_first(ours, theirs) {
            common(ours.same, theirs.same)
        } else {
            common(theirs.same, ours.same).into_iter().map(|(y, x)| (x, y)).collect()
        };
        if self.sides.keys.is_none() && cross(ours.same, theirs.same, &pairs) {
            return self.both_inserted(ours, theirs);
        }
        let mut from = (0, 0);
        let end = (ours.items.len(), theirs.items.len());
        for to in pairs.into_iter().chain([end]) {
            self.between(ours.part(from.0..to.0), theirs.part(from.1..to.1));
            if let (Some(ours), Some(theirs)) = (ours.items.get(to.0), theirs.items.get(to.1)) {
                self.pair(*ours, *theirs);
            }
            from = (to.0.saturating_add(1), to.1.saturating_add(1));
        }
    }

    /// What each side alone puts at one place.
    fn between(&mut self, ours: Run<'_>, theirs: Run<'_>) {
        let both = !ours.items.is_empty() && !theirs.items.is_empty();
        if both && self.sides.keys.is_none() {
            return self.both_inserted(ours, theirs);
        }
        // They are told apart by more than their order. What moved here has one that
        // may be wanted elsewhere, which must not depend on what is kept.
        let is_new = |run: Run<'_>| run.items.iter().all(|item| item.moved.is_none());
        let ours_first = both
            && match self.walk.keep() {
                Keep::Ours if is_new(ours) && is_new(theirs) => true,
                Keep::Theirs if is_new(ours) && is_new(theirs) => false,
                _ => self.is_first(ours, theirs),
            };
        if ours_first {
            self.items_of(Which::Ours, ours.items);
        }
        self.items_of(Which::Theirs, theirs.items);
        if !ours_first {
            self.items_of(Which::Ours, ours.items);
        }
    }

    /// Whether our run is the first one: the one with the smaller text.
    fn is_first(&self, ours: Run<'_>, theirs: Run<'_>) -> bool {
        let text = |which, run: Run<'_>| self.values(which, run.items).to_string();
        // Of two runs with one text, one has an element that the other side has
        // moved there.
        ours.same == theirs.same
            || (text(Which::Ours, ours), ours.same) <= (text(Which::Theirs, theirs), theirs.same)
    }

    /// Both sides insert, and there is no telling what comes first.
    fn both_inserted(&mut self, ours: Run<'_>, theirs: Run<'_>) {
        let kept = match self.walk.keep() {
            Keep::Base => Kept::Both,
            Keep::Ours => Kept::Ours,
            Keep::Theirs => Kept::Theirs,
        };
        let values =
            (self.values(Which::Ours, ours.items), self.values(Which::Theirs, theirs.items));
        if values.0 == values.1 {
            // One side has moved here what the other has inserted.
            self.note_order();
        } else {
            let values = [None, Some(values.0), Some(values.1)];
            self.steps.push(Step::Here(conflict(ConflictKind::BothInserted, kept, values)));
        }
        let ours_first = match self.walk.keep() {
            Keep::Base => self.is_first(ours, theirs),
            keep => keep == Keep::Ours,
        };
        let (ours, theirs) = ((Which::Ours, ours), (Which::Theirs, theirs));
        let (first, second) = if ours_first { (ours, theirs) } else { (theirs, ours) };
        self.items_of(first.0, first.1.items);
        // What both have is there already.
        let mut there: HashMap<Identity, usize> = HashMap::new();
        for identity in first.1.same {
            let count = there.entry(*identity).or_default();
            *count = usize::saturating_add(*count, 1);
        }
        for (item, identity) in second.1.items.iter().zip(second.1.same) {
            match there.get_mut(identity) {
                Some(count) if *count > 0 => *count = count.saturating_sub(1),
                // An element of the base that was moved is not to be lost.
                _ if kept == Kept::Both || item.moved.is_some() => self.item(second.0, *item),
                _ => {}
            }
        }
    }

    fn identities(&mut self, which: Which, items: &[Item]) -> Vec<Identity> {
        let mut identities = Vec::with_capacity(items.len());
        for item in items {
            identities.push(match (item.moved, self.key(which, *item)) {
                (Some(base), _) => Identity::Moved(base),
                (None, Some(key)) => Identity::Class(key),
                (None, None) => match self.side(which).elements.get(item.at).copied() {
                    Some(mut element) => Identity::Class(self.walk.classes.class(&mut element)),
                    None => continue,
                },
            });
        }
        identities
    }

    fn values(&self, which: Which, items: &[Item]) -> Json {
        let elements = &self.side(which).elements;
        Json::array(
            items
                .iter()
                .filter_map(|item| elements.get(item.at))
                .map(|element| to_json(element.view)),
        )
    }

    /// An element that both sides put here.
    fn pair(&mut self, ours: Item, theirs: Item) {
        if ours.moved.is_some() || self.sides.keys.is_some() {
            return self.item(Which::Ours, ours);
        }
        let three = Three {
            base: None,
            ours: self.sides.ours.elements.get(ours.at).copied(),
            theirs: self.sides.theirs.elements.get(theirs.at).copied(),
        };
        self.steps.push(Step::Value(three, None));
    }
}
