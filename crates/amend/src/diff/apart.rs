//! Long lists of scalars that have nothing in common, seen before they are indexed.

#![expect(clippy::disallowed_types, reason = "what is hashed here are hashes with a key")]

use std::collections::HashSet;
use std::hash::BuildHasherDefault;

use super::classes::{Mixed, scalar};
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
        let length = left.size_hint().0.min(most);
        let mut hashes: HashSet<u64, BuildHasherDefault<Mixed>> =
            HashSet::with_capacity_and_hasher(length, BuildHasherDefault::default());
        for element in left.take(most) {
            let Some(hash) = scalar(&keys, element) else { return false };
            hashes.insert(hash);
        }
        let mut others = right.take(most).filter_map(|element| scalar(&keys, element));
        others.all(|hash| !hashes.contains(&hash))
    })
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
