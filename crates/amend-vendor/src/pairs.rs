//! Which element of one list is which of another, in lists of any length.

use std::collections::BTreeMap;

use amend::{Json, equal};

use crate::compare;
use crate::model::{Member, Sent};

/// The pairs `(before, after)` of elements that are the same, and then of those
/// that have the same identity, in the order of the list after.
pub(crate) fn pairs<'l>(
    item: &Member,
    before: &'l [Json],
    after: &'l [Json],
) -> Vec<(usize, usize)> {
    let mut free = Free::of(item, before);
    let mut twins: Vec<Option<usize>> = vec![None; after.len()];
    // Equal elements first, so that a twin is not spent on a mere namesake.
    for by_identity in [false, true] {
        for (element, twin) in after.iter().zip(&mut twins) {
            if twin.is_none() {
                *twin = free.take(item, element, |other| {
                    if by_identity {
                        match (compare::identity(item, element), compare::identity(item, other)) {
                            (Some(x), Some(y)) => equal(x, y),
                            _ => false,
                        }
                    } else {
                        compare::same(item, Some(other), Some(element))
                            && other.is_null() == element.is_null()
                    }
                });
            }
        }
    }
    let pairs = twins.into_iter().enumerate().filter_map(|(a, b)| Some((b?, a)));
    pairs.collect()
}

/// The elements of a list that have no twin yet, by what they can be found by.
struct Free<'l> {
    list: &'l [Json],
    by_key: BTreeMap<Option<Key<'l>>, Vec<usize>>,
}

/// What all elements share that could be the same or have the same identity. The tables
/// are ordered: of the few elements that most lists have, that is quicker than a hash.
#[derive(Clone, Copy, Debug, Eq, Ord, PartialEq, PartialOrd)]
enum Key<'l> {
    Text(&'l str),
    Whole(i64),
}

impl<'l> Free<'l> {
    fn of(item: &Member, list: &'l [Json]) -> Self {
        let mut by_key: BTreeMap<_, Vec<usize>> = BTreeMap::new();
        // They are taken from the end: the first comes first.
        for (at, element) in list.iter().enumerate().rev() {
            by_key.entry(key(item, element)).or_default().push(at);
        }
        Self { list, by_key }
    }

    fn take(
        &mut self,
        item: &Member,
        element: &'l Json,
        is_twin: impl Fn(&Json) -> bool,
    ) -> Option<usize> {
        let places = self.by_key.get_mut(&key(item, element))?;
        let twin = places.iter().rposition(|at| self.list.get(*at).is_some_and(&is_twin))?;
        Some(places.remove(twin))
    }
}

/// The key of an element; nothing where elements may be the same that are written
/// otherwise: these are compared with each other.
fn key<'l>(item: &Member, element: &'l Json) -> Option<Key<'l>> {
    if element.as_object().is_none() {
        return scalar(item, element);
    }
    if item.sent == Sent::Reference || item.otherwise.is_some() {
        return None;
    }
    let identity = item.member(item.identity.as_deref()?)?;
    scalar(identity, element.get(&identity.name)?)
}

fn scalar<'l>(member: &Member, value: &'l Json) -> Option<Key<'l>> {
    if member.numeric_text || member.markers || compare::meaning(member, Some(value)).is_none() {
        return None;
    }
    plain(value)
}

/// Where each key of a keyed list stands first.
pub(crate) struct Keys<'l> {
    places: BTreeMap<Key<'l>, usize>,
    /// Keys that may be written in several ways.
    others: Vec<(&'l Json, usize)>,
}

impl<'l> Keys<'l> {
    pub(crate) fn of(member: &Member, list: &'l [Json]) -> Self {
        let mut keys = Self { places: BTreeMap::new(), others: Vec::new() };
        for (at, element) in list.iter().enumerate() {
            let Some(identity) = compare::identity(member, element) else {
                continue;
            };
            match plain(identity) {
                Some(key) => {
                    keys.places.entry(key).or_insert(at);
                }
                None => keys.others.push((identity, at)),
            }
        }
        keys
    }

    pub(crate) fn find(&self, key: &Json) -> Option<usize> {
        match plain(key) {
            Some(plain) => self.places.get(&plain).copied(),
            None => self.others.iter().find(|(other, _)| equal(*other, key)).map(|(_, at)| *at),
        }
    }
}

/// Finds the elements of a list that are the same thing as others.
pub(crate) struct Namesakes<'l> {
    item: &'l Member,
    list: &'l [Json],
    /// Where each identity stands first, if every element has one that is written
    /// in one way only.
    places: Option<BTreeMap<Key<'l>, usize>>,
}

impl<'l> Namesakes<'l> {
    pub(crate) fn of(item: &'l Member, list: &'l [Json]) -> Self {
        let mut places = BTreeMap::new();
        let simple = item.otherwise.is_none()
            && list.iter().enumerate().all(|(at, element)| {
                match compare::identity(item, element).and_then(plain) {
                    Some(key) => {
                        places.entry(key).or_insert(at);
                        true
                    }
                    None => false,
                }
            });
        Self { item, list, places: simple.then_some(places) }
    }

    /// The element that leads where this one does, which stands at `at` in another list:
    /// the one at the same place, if that does, and else the first.
    pub(crate) fn find(&self, at: usize, element: &Json) -> Option<&'l Json> {
        let here = self.list.get(at).filter(|twin| compare::same_target(self.item, twin, element));
        here.or_else(|| self.first(element))
    }

    /// The first element that leads where this one does: see
    /// [`same_target`](compare::same_target).
    fn first(&self, element: &Json) -> Option<&'l Json> {
        match (&self.places, compare::identity(self.item, element).and_then(plain)) {
            (Some(places), Some(key)) => places.get(&key).and_then(|at| self.list.get(*at)),
            _ => self.list.iter().find(|twin| compare::same_target(self.item, twin, element)),
        }
    }
}

fn plain(value: &Json) -> Option<Key<'_>> {
    value.as_str().map(Key::Text).or_else(|| value.as_i64().map(Key::Whole))
}

/// The elements after of the longest run of pairs that keep their order: the
/// others have moved.
pub(crate) fn in_order(pairs: &[(usize, usize)]) -> Vec<usize> {
    // The longest run that ends at each pair, and the pair before it in that run.
    // `ends` holds, for the length of a run, the places before at which one ends.
    let mut runs: Vec<(usize, Option<usize>)> = Vec::with_capacity(pairs.len());
    let mut ends: Vec<BTreeMap<usize, usize>> = Vec::new();
    for (at, (b, _)) in pairs.iter().enumerate() {
        // Runs of a length can be prolonged while the least of their ends is smaller.
        let length = ends.partition_point(|ends| ends.keys().next().is_some_and(|least| least < b));
        let previous = length.checked_sub(1).and_then(|shorter| ends.get(shorter));
        let previous = previous.and_then(|ends| ends.range(..b).next_back());
        runs.push((length.saturating_add(1), previous.map(|(_, at)| *at)));
        if ends.len() == length {
            ends.push(BTreeMap::new());
        }
        if let Some(ends) = ends.get_mut(length) {
            ends.insert(*b, at);
        }
    }
    let mut kept = Vec::new();
    let longest = runs.iter().map(|(length, _)| *length).max();
    let mut at = runs.iter().position(|(length, _)| Some(*length) == longest);
    while let Some(i) = at {
        if let Some((_, a)) = pairs.get(i) {
            kept.push(*a);
        }
        at = runs.get(i).and_then(|(_, before)| *before);
    }
    kept
}

#[cfg(test)]
mod tests {
    use super::in_order;

    /// By trying all of them.
    fn longest(places: &[usize]) -> usize {
        (0..1_usize << places.len())
            .map(|chosen| {
                let run: Vec<usize> = places
                    .iter()
                    .enumerate()
                    .filter(|(at, _)| chosen >> at & 1 == 1)
                    .map(|(_, place)| *place)
                    .collect();
                if run.is_sorted() { run.len() } else { 0 }
            })
            .max()
            .unwrap_or_default()
    }

    #[test]
    fn the_run_is_the_longest_for_every_order_of_seven() {
        let mut orders: Vec<Vec<usize>> = vec![Vec::new()];
        for next in 0..7 {
            orders = orders
                .iter()
                .flat_map(|order| {
                    (0..=order.len()).map(move |at| {
                        let mut longer = order.clone();
                        longer.insert(at, next);
                        longer
                    })
                })
                .collect();
        }
        assert_eq!(orders.len(), 5_040);
        for order in orders {
            let pairs: Vec<(usize, usize)> =
                order.iter().enumerate().map(|(a, b)| (*b, a)).collect();
            let mut kept = in_order(&pairs);
            kept.reverse();
            let run: Vec<usize> = kept.iter().map(|a| order[*a]).collect();
            assert!(run.is_sorted(), "{order:?} {run:?}");
            assert_eq!(run.len(), longest(&order), "{order:?}");
        }
    }
}
