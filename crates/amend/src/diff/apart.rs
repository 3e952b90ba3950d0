//! Long lists of scalars that have nothing in common, seen before they are indexed.

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
