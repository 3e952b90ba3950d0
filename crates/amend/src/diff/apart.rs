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

/// A set of hashes. Half of each says where it is and the other half is kept: eight bytes a
/// hash, where a table of whole ones would have up to twenty. Few enough are taken for in it
/// that are not.
struct Hashes {
    /// Each is filled from its beginning, and half full on the average; 0 is free. When one
    /// is full the next one has the rest.
    groups: Vec<Group>,
}

type Group = [u32; 4];

impl Hashes {
    fn with_room_for(count: usize) -> Self {
        Self { groups: vec![[0; 4]; count / 2 + 1] }
    }

    /// The group that a hash belongs to, and the half of it that is kept.
    #[expect(clippy::cast_possible_truncation, reason = "the lower half, and one below a length")]
    fn place(&self, hash: u64) -> (usize, u32) {
        let group = ((hash >> 32) * self.groups.len() as u64) >> 32;
        (group as usize, (hash as u32).max(1))
    }

    fn insert(&mut self, hash: u64) {
        let (first, kept) = self.place(hash);
        let (before, behind) = self.groups.split_at_mut(first);
        for group in behind.iter_mut().chain(before) {
            let taken = group.iter().filter(|slot| **slot != 0).count();
            if let Some(free) = group.get_mut(taken) {
                *free = kept;
                return;
            }
        }
    }

    fn contain(&self, hash: u64) -> bool {
        let (first, kept) = self.place(hash);
        let (before, behind) = self.groups.split_at(first);
        for group in behind.iter().chain(before) {
            // All four at once: which it would be cannot be foreseen.
            let same = group.iter().filter(|slot| **slot == kept).count();
            if same > 0 {
                return true;
            }
            if group.last() == Some(&0) {
                return false;
            }
        }
        false
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
