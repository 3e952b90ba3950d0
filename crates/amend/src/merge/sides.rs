//! What one side made of a list.
#![expect(
    clippy::arithmetic_side_effects,
    reason = "positions in lists, and equal beginnings that were counted in all three"
)]

use std::collections::HashSet;

use super::walk::Walk;
use crate::diff::{Classifier, Indexed};
use crate::partners::{KeyBy, Keys, Partners, by_key, in_sequence};
use crate::view::View;

/// A list as one side has it, held against the base.
pub(super) struct Side<T> {
    pub(super) elements: Vec<T>,
    /// For each element of the base, where it is on this side.
    partners: Vec<Option<usize>>,
    /// For each element of the base that moved, in front of which element of
    /// the base it stands now.
    moved: Vec<Option<usize>>,
    /// The elements that came and those that moved here, by the element of the
    /// base that they stand in front of.
    runs: Vec<Vec<Item>>,
}

/// An element that stands where none of the base stood.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) struct Item {
    /// Its position on this side.
    pub(super) at: usize,
    /// Its position in the base, if it moved.
    pub(super) moved: Option<usize>,
}

impl<T: Copy> Side<T> {
    /// `base` is the length of the base.
    fn new(base: usize, elements: Vec<T>, found: &Partners) -> Self {
        let mut partners = vec![None; base];
        let mut origins = vec![None; elements.len()];
        for (i, j) in &found.pairs {
            set(&mut partners, *i, *j);
            set(&mut origins, *j, *i);
        }
        let staying: HashSet<usize> = found.staying.iter().map(|(_, j)| *j).collect();
        let mut moved = vec![None; base];
        let mut runs = vec![Vec::new(); base + 1];
        let mut behind = 0;
        for (at, origin) in origins.into_iter().enumerate() {
            match origin {
                Some(origin) if staying.contains(&at) => behind = origin + 1,
                origin => {
                    if let Some(origin) = origin {
                        set(&mut moved, origin, behind);
                    }
                    if let Some(run) = runs.get_mut(behind) {
                        run.push(Item { at, moved: origin });
                    }
                }
            }
        }
        Self { elements, partners, moved, runs }
    }

    /// An element of the base, as it is on this side.
    pub(super) fn partner(&self, base: usize) -> Option<T> {
        let at = (*self.partners.get(base)?)?;
        self.elements.get(at).copied()
    }

    /// Where an element of the base is on this side.
    pub(super) fn place(&self, base: usize) -> Option<usize> {
        self.partners.get(base).copied().flatten()
    }

    fn partner_mut(&mut self, base: usize) -> Option<&mut T> {
        let at = (*self.partners.get(base)?)?;
        self.elements.get_mut(at)
    }

    /// In front of which element of the base an element of the base stands now,
    /// if it moved.
    pub(super) fn moved(&self, base: usize) -> Option<usize> {
        self.moved.get(base).copied().flatten()
    }

    /// What comes or moves in front of an element of the base.
    pub(super) fn run(&self, base: usize) -> &[Item] {
        self.runs.get(base).map_or(&[], Vec::as_slice)
    }
}

fn set(list: &mut [Option<usize>], at: usize, value: usize) {
    if let Some(place) = list.get_mut(at) {
        *place = Some(value);
    }
}

/// Three lists, their elements found in each other.
pub(super) struct Sides<T> {
    pub(super) base: Vec<T>,
    pub(super) ours: Side<T>,
    pub(super) theirs: Side<T>,
    /// The keys of both sides, if elements have any.
    pub(super) keys: Option<SideKeys>,
}

/// The keys of both sides.
pub(super) struct SideKeys {
    pub(super) ours: Keys,
    pub(super) theirs: Keys,
}

impl<'a, V: View<'a>> Walk<'a, '_, V> {
    /// The sides of a list by a key, if there is one that tells all elements
    /// apart.
    pub(super) fn keyed(
        &mut self,
        lists: &mut [Vec<Indexed<V>>; 3],
        by: &KeyBy,
    ) -> Option<Sides<Indexed<V>>> {
        let [base, ours, theirs] = lists;
        let base_keys = Keys::of(&mut self.classes, base, by)?;
        let keys = SideKeys {
            ours: Keys::of(&mut self.classes, ours, by)?,
            theirs: Keys::of(&mut self.classes, theirs, by)?,
        };
        let found = (by_key(&base_keys, &keys.ours), by_key(&base_keys, &keys.theirs));
        let mut sides = Sides {
            base: base.clone(),
            ours: Side::new(base.len(), ours.clone(), &found.0),
            theirs: Side::new(base.len(), theirs.clone(), &found.1),
            keys: Some(keys),
        };
        self.enter_changed(&mut sides);
        Some(sides)
    }

    /// Indexes the elements that both sides changed: they are compared again at
    /// every level.
    fn enter_changed(&mut self, sides: &mut Sides<Indexed<V>>) {
        let Sides { base, ours, theirs, .. } = sides;
        for (at, element) in base.iter_mut().enumerate() {
            let (Some(one), Some(other)) = (ours.partner_mut(at), theirs.partner_mut(at)) else {
                continue;
            };
            let classes = &mut self.classes;
            if !classes.equal(*element, *one) && !classes.equal(*element, *other) {
                for item in [element, one, other] {
                    classes.enter(item);
                }
            }
        }
    }

    /// The sides of a list as sequences.
    pub(super) fn sequences(&mut self, lists: [Vec<Indexed<V>>; 3]) -> Sides<Indexed<V>> {
        let [mut base, mut ours, mut theirs] = lists;
        let classes = &mut self.classes;
        // Where all are alike there is nothing to find out. What each side has in
        // common with the base at its start is left to that, as in a diff.
        let alike = |(one, other): &(&Indexed<V>, &Indexed<V>)| classes.equal(**one, **other);
        let heads = [&ours, &theirs].map(|side| base.iter().zip(side).take_while(alike).count());
        let head = heads[0].min(heads[1]);
        let rest = (base.len() - heads[0].max(heads[1]))
            .min(ours.len() - heads[0])
            .min(theirs.len() - heads[1]);
        let tails = [&ours, &theirs].map(|side| {
            base.iter().rev().zip(side.iter().rev()).take(rest).take_while(alike).count()
        });
        let tail = tails[0].min(tails[1]);
        let length = base.len();
        // All at once, so that nothing depends on which side is looked at first.
        for list in [&mut base, &mut ours, &mut theirs] {
            for item in between(list, head, tail) {
                classes.enter(item);
            }
        }
        let middle = between(&mut base, head, tail);
        let (ours_middle, theirs_middle) =
            (between(&mut ours, head, tail), between(&mut theirs, head, tail));
        let mut found_ours = in_sequence(&mut self.ours, classes, middle, ours_middle);
        let mut found_theirs = in_sequence(&mut self.theirs, classes, middle, theirs_middle);
        // What one side inserts, the other has not made of something else: they
        // both insert it, or it would come twice.
        let new_ours = new_classes(classes, ours_middle, &found_ours);
        let new_theirs = new_classes(classes, theirs_middle, &found_theirs);
        found_ours.part(|(_, at)| is_one_of(classes, &new_theirs, ours_middle.get(at)));
        found_theirs.part(|(_, at)| is_one_of(classes, &new_ours, theirs_middle.get(at)));
        found_ours.between(head, tail, (length, ours.len()));
        found_theirs.between(head, tail, (length, theirs.len()));
        let ours = Side::new(length, ours, &found_ours);
        let theirs = Side::new(length, theirs, &found_theirs);
        Sides { base, ours, theirs, keys: None }
    }
}

/// A list without so many elements at its ends.
fn between<T>(list: &mut [T], head: usize, tail: usize) -> &mut [T] {
    let end = list.len().saturating_sub(tail).max(head);
    list.get_mut(head..end).unwrap_or_default()
}

/// The classes of the elements that have no partner.
fn new_classes<'a, V: View<'a>>(
    classes: &mut Classifier<'a, V>,
    elements: &[Indexed<V>],
    found: &Partners,
) -> HashSet<u32> {
    let new = found.new_ones(elements.len());
    new.iter()
        .filter_map(|at| elements.get(*at))
        .map(|item| classes.class(&mut { *item }))
        .collect()
}

fn is_one_of<'a, V: View<'a>>(
    classes: &mut Classifier<'a, V>,
    of: &HashSet<u32>,
    element: Option<&Indexed<V>>,
) -> bool {
    !of.is_empty() && element.is_some_and(|item| of.contains(&classes.class(&mut { *item })))
}
