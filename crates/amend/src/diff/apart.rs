//! Long lists of scalars that have nothing in common, seen before they are indexed.

use super::classes::scalar;
use super::hashing::Keys;
use crate::view::{Shape, View};

/// The lists have at least so many elements.
const LONG: usize = 128;

/// So many elements at the beginning of both are looked at first: lists that have
/// something in common mostly show it there.
const SAMPLE: usize = 64;

/// Whether two lists are long, the first has scalars only, and none of its elements
/// is in the other.
///
/// Equal values have equal hashes: where no hash is in both, no value is. What has
/// one in common may still have nothing in common, and has to be looked at.
pub(super) fn apart<'a, V: View<'a>>(left: V, right: V) -> bool {
    if left.len() < LONG || right.len() < LONG {
        return false;
    }
    let keys = Keys::default();
    [SAMPLE, usize::MAX].into_iter().all(|most| {
        let (Shape::Array(left), Shape::Array(right)) = (left.shape(), right.shape()) else {
            return false;
        };
        let mut hashes = Hashes::with_room_for(left.size_hint().0.min(most));
        for element in left.take(most) {
            let Some(hash) = scalar(&keys, element) else { return false };
            hashes.insert(hash);
        }
        let mut others = right.take(most).filter_map(|element| scalar(&keys, element));
        others.all(|hash| !hashes.contain(hash))
    })
}

/// Hashes, in a third more room than they take: a table of the standard library may have
/// twice as much, which for short numbers is most of what a diff of their lists takes.
struct Hashes {
    /// Each in its slot or behind it; 0 where there is none.
    slots: Vec<u64>,
}

impl Hashes {
    fn with_room_for(count: usize) -> Self {
        Self { slots: vec![0; count.saturating_add(count / 3).saturating_add(1)] }
    }

    /// The slots that a hash may be in, in the order in which it is looked for.
    fn slots(&self, hash: u64) -> impl Iterator<Item = usize> + use<> {
        let len = self.slots.len();
        // The upper half of the product spreads the hashes over any number of slots.
        #[expect(clippy::cast_possible_truncation, reason = "below the number of slots")]
        let first = ((u128::from(hash) * len as u128) >> u64::BITS) as usize;
        (first..len).chain(0..first)
    }

    fn insert(&mut self, hash: u64) {
        let hash = hash.max(1);
        for slot in self.slots(hash) {
            match self.slots.get_mut(slot) {
                Some(free @ 0) => return *free = hash,
                Some(found) if *found == hash => return,
                _ => {}
            }
        }
    }

    fn contain(&self, hash: u64) -> bool {
        let hash = hash.max(1);
        let found = self.slots(hash).map(|slot| self.slots.get(slot).copied().unwrap_or_default());
        found.take_while(|found| *found != 0).any(|found| found == hash)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::{LONG, apart};
    use crate::{Json, equal};

    fn numbers(from: u32, to: u32) -> impl Strategy<Value = Json> {
        let number = (from..to, prop::sample::select(vec!["", ".0", "e0", ".5"]));
        let number = number.prop_map(|(number, end)| format!("{number}{end}").parse().unwrap());
        prop::collection::vec(number, LONG - 1..2 * LONG).prop_map(Json::Array)
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(200))]

        #[test]
        fn lists_are_apart_if_nothing_is_in_both(one in numbers(0, 9_000), other in numbers(8_000, 20_000)) {
            let (left, right) = (one.as_array().unwrap(), other.as_array().unwrap());
            let common = left.iter().any(|x| right.iter().any(|y| equal(x, y)));
            let long = left.len() >= LONG && right.len() >= LONG;
            prop_assert_eq!(apart(&one, &other), long && !common);
        }
    }
}
