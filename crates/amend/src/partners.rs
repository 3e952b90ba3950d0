//! Which elements of two lists are the same, for merging and rebasing.
#![expect(
    clippy::arithmetic_side_effects,
    reason = "positions in two lists, and equal ends that were counted in both"
)]

use std::collections::{BTreeMap, HashMap, HashSet};

use crate::Arrays;
use crate::diff::{Aligner, Classifier, Indexed, increasing};
use crate::view::{Shape, View};

/// The elements that two lists both have, as pairs of positions.
pub(crate) struct Partners {
    /// All of them, by their position in the first list.
    pub(crate) pairs: Vec<(usize, usize)>,
    /// Those that are in the order of both lists. The others moved.
    pub(crate) staying: Vec<(usize, usize)>,
    /// Those of them that are probably made of each other.
    edited: Vec<(usize, usize)>,
}

impl Partners {
    /// The positions of the elements of the second list that have no partner.
    pub(crate) fn new_ones(&self, length: usize) -> Vec<usize> {
        let known: HashSet<usize> = self.pairs.iter().map(|(_, j)| *j).collect();
        (0..length).filter(|at| !known.contains(at)).collect()
    }

    /// The same for longer lists, which are alike in so many elements in front of
    /// these and behind them.
    pub(crate) fn between(&mut self, head: usize, tail: usize, lengths: (usize, usize)) {
        let (n, m) = lengths;
        for pairs in [&mut self.pairs, &mut self.staying] {
            let middle = pairs.iter().map(|(i, j)| (i + head, j + head));
            let behind = (0..tail).rev().map(|at| (n - 1 - at, m - 1 - at));
            *pairs = (0..head).map(|at| (at, at)).chain(middle).chain(behind).collect();
        }
        for pair in &mut self.edited {
            *pair = (pair.0 + head, pair.1 + head);
        }
    }

    /// Parts the elements that were probably, but after all not made of each other.
    pub(crate) fn part(&mut self, mut is_wrong: impl FnMut((usize, usize)) -> bool) {
        let parted: HashSet<(usize, usize)> =
            self.edited.iter().copied().filter(|pair| is_wrong(*pair)).collect();
        for pairs in [&mut self.pairs, &mut self.staying, &mut self.edited] {
            pairs.retain(|pair| !parted.contains(pair));
        }
    }
}

/// What tells the elements of a list apart.
#[derive(Clone, Debug)]
pub(crate) enum KeyBy {
    /// This member of theirs: a scalar.
    Member(String),
    /// They themselves.
    Value,
}

impl KeyBy {
    /// What lists are to be told apart by, if by a key.
    pub(crate) fn of(arrays: &Arrays) -> Option<Self> {
        match arrays {
            Arrays::Key(name) => Some(Self::Member(name.clone())),
            Arrays::Values => Some(Self::Value),
            Arrays::Sequence | Arrays::Whole => None,
        }
    }
}

/// The keys of a list, as the classes of their values.
pub(crate) struct Keys {
    /// One for each element.
    pub(crate) classes: Vec<u32>,
    pub(crate) places: HashMap<u32, usize>,
}

impl Keys {
    /// The keys, if every element has one and no two have the same.
    pub(crate) fn of<'a, V: View<'a>>(
        classes: &mut Classifier<'a, V>,
        elements: &mut [Indexed<V>],
        by: &KeyBy,
    ) -> Option<Self> {
        let mut keys = Self { classes: Vec::new(), places: HashMap::with_capacity(elements.len()) };
        for (at, element) in elements.iter_mut().enumerate() {
            let key = match by {
                KeyBy::Value => classes.class(element),
                KeyBy::Member(name) => {
                    let key = element.view.member(name)?;
                    if matches!(key.shape(), Shape::Array(_) | Shape::Object(_)) {
                        return None;
                    }
                    classes.class(&mut Indexed::bare(key))
                }
            };
            if keys.places.insert(key, at).is_some() {
                return None;
            }
            keys.classes.push(key);
        }
        Some(keys)
    }
}

/// The elements that have the same key.
pub(crate) fn by_key(before: &Keys, after: &Keys) -> Partners {
    let place = |(i, key): (usize, &u32)| after.places.get(key).map(|j| (i, *j));
    let pairs: Vec<_> = before.classes.iter().enumerate().filter_map(place).collect();
    let staying = increasing(&pairs);
    Partners { pairs, staying, edited: Vec::new() }
}

/// The elements that belong together by their order, and those that went in one
/// place and came in another.
pub(crate) fn in_sequence<'a, V: View<'a>>(
    aligner: &mut Aligner<'a, '_, V>,
    classes: &mut Classifier<'a, V>,
    before: &mut [Indexed<V>],
    after: &mut [Indexed<V>],
) -> Partners {
    let found = aligner.pairs(classes, before, after);
    let equal: HashSet<(usize, usize)> =
        found.iter().filter(|(_, equal)| *equal).map(|(pair, _)| *pair).collect();
    let staying = found.iter().map(|(pair, _)| *pair).collect();
    let edited = found.into_iter().filter(|(_, equal)| !equal).map(|(pair, _)| pair).collect();
    let mut partners = Partners { pairs: staying, staying: Vec::new(), edited };
    // What is there on both sides was not made of something else, even if it is
    // in another place.
    let rest = |list: &[Indexed<V>], of: &dyn Fn(&(usize, usize)) -> usize| {
        let known: HashSet<usize> = equal.iter().map(of).collect();
        (0..list.len()).filter(|at| !known.contains(at)).collect::<Vec<usize>>()
    };
    if !partners.edited.is_empty() {
        let went = class_of(classes, before, rest(before, &|(i, _)| *i));
        let came = class_of(classes, after, rest(after, &|(_, j)| *j));
        let (gone, come): (HashSet<u32>, HashSet<u32>) =
            (went.values().copied().collect(), came.values().copied().collect());
        partners.part(|(i, j)| {
            went.get(&i).is_some_and(|class| come.contains(class))
                || came.get(&j).is_some_and(|class| gone.contains(class))
        });
    }
    partners.staying.clone_from(&partners.pairs);
    partners.pairs.extend(moves(classes, before, after, &partners.staying));
    partners.pairs.sort_unstable();
    // Where others were parted, some need not have moved after all.
    let staying = increasing(&partners.pairs);
    if staying.len() > partners.staying.len() {
        partners.staying = staying;
    }
    partners
}

/// The classes of some elements.
fn class_of<'a, V: View<'a>>(
    classes: &mut Classifier<'a, V>,
    list: &mut [Indexed<V>],
    places: Vec<usize>,
) -> BTreeMap<usize, u32> {
    let class = |at: usize| Some((at, classes.class(list.get_mut(at)?)));
    places.into_iter().filter_map(class).collect()
}

/// Elements that are equal, and equal to nothing else that went or came.
fn moves<'a, V: View<'a>>(
    classes: &mut Classifier<'a, V>,
    before: &mut [Indexed<V>],
    after: &mut [Indexed<V>],
    staying: &[(usize, usize)],
) -> Vec<(usize, usize)> {
    let left: HashSet<usize> = staying.iter().map(|(i, _)| *i).collect();
    let right: HashSet<usize> = staying.iter().map(|(_, j)| *j).collect();
    if left.len() == before.len() || right.len() == after.len() {
        return Vec::new();
    }
    let mut single = |list: &mut [Indexed<V>], staying: &HashSet<usize>| {
        let mut places: HashMap<u32, Option<usize>> = HashMap::new();
        for (at, element) in list.iter_mut().enumerate().filter(|(at, _)| !staying.contains(at)) {
            let again = |place: &mut Option<usize>| *place = None;
            places.entry(classes.class(element)).and_modify(again).or_insert(Some(at));
        }
        places
    };
    let (went, came) = (single(before, &left), single(after, &right));
    let moved =
        |(class, went): (u32, Option<usize>)| Some((went?, came.get(&class).copied().flatten()?));
    // In whatever order the table has them: they are sorted afterwards.
    went.into_iter().filter_map(moved).collect()
}
