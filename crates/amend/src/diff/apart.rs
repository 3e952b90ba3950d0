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
        let mut hashes = Hashes::with_capacity(left.size_hint().0.min(most));
        for element in left.take(most) {
            let Some(hash) = scalar(&keys, element) else { return false };
            hashes.insert(hash);
        }
        let mut others = right.take(most).filter_map(|element| scalar(&keys, element));
        others.all(|hash| !hashes.contains(hash))
    })
}

/// Hashes, each as its lower half at the place that its upper half says, or behind it:
/// so hardly two are taken for one, in a quarter of the memory of a set.
struct Hashes {
    /// Zero where there is none.
    slots: Vec<u32>,
}

impl Hashes {
    fn with_capacity(count: usize) -> Self {
        let length = (count + count / 4 + 1).next_power_of_two();
        Self { slots: vec![0; length] }
    }

    fn insert(&mut self, hash: u64) {
        let (at, half) = self.find(hash);
        if let Some(slot) = self.slots.get_mut(at) {
            *slot = half;
        }
    }

    fn contains(&self, hash: u64) -> bool {
        let (at, half) = self.find(hash);
        self.slots.get(at) == Some(&half)
    }

    /// The place of a hash, or the free one where it belongs.
    #[expect(clippy::cast_possible_truncation, reason = "halves of it")]
    fn find(&self, hash: u64) -> (usize, u32) {
        let last = self.slots.len().wrapping_sub(1);
        let half = (hash as u32).max(1);
        let mut at = (hash >> 32) as usize & last;
        while self.slots.get(at).is_some_and(|slot| *slot != 0 && *slot != half) {
            at = (at + 1) & last;
        }
        (at, half)
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
