//! What two sides insert at one place of a list.
#![expect(
    clippy::arithmetic_side_effects,
    reason = "counts of elements; positions of a Fenwick tree stay within its length"
)]

use std::collections::HashMap;

use crate::diff::increasing;

/// What makes two inserted elements the same one: the class of its value, or of
/// its key; for one that moved here, where it was.
#[derive(Clone, Copy, Debug, Eq, Hash, Ord, PartialEq, PartialOrd)]
pub(super) enum Identity {
    Class(u32),
    Moved(usize),
}

/// The elements that both have, in an order that both have, as pairs of
/// positions. The first of a kind is taken for the first of that kind on the
/// other side, the second for the second, and so on.
pub(super) fn common(one: &[Identity], other: &[Identity]) -> Vec<(usize, usize)> {
    let mut places: HashMap<Identity, Vec<usize>> = HashMap::new();
    for (at, identity) in other.iter().enumerate().rev() {
        places.entry(*identity).or_default().push(at);
    }
    let pairs: Vec<(usize, usize)> = one
        .iter()
        .enumerate()
        .filter_map(|(at, identity)| Some((at, places.get_mut(identity)?.pop()?)))
        .collect();
    increasing(&pairs)
}

/// Whether both have elements of one kind that `common` does not pair: then no
/// order of all of them is that of both sides.
pub(super) fn cross(one: &[Identity], other: &[Identity], common: &[(usize, usize)]) -> bool {
    let rest = |list: &[Identity], paired: &mut dyn Iterator<Item = usize>| {
        let mut counts: HashMap<Identity, isize> = HashMap::new();
        for identity in list {
            *counts.entry(*identity).or_default() += 1;
        }
        for identity in paired.filter_map(|at| list.get(at)) {
            *counts.entry(*identity).or_default() -= 1;
        }
        counts
    };
    let left = rest(one, &mut common.iter().map(|(i, _)| *i));
    let right = rest(other, &mut common.iter().map(|(_, j)| *j));
    one.iter().any(|identity| {
        let more = |counts: &HashMap<Identity, isize>| counts.get(identity).is_some_and(|n| *n > 0);
        more(&left) && more(&right)
    })
}

/// Whether of some two elements the first one stands in front in the merged list,
/// and behind on a side. They come in the order of the base, each with its places
/// in the merged list and on the side.
pub(super) fn undone(length: usize, elements: impl Iterator<Item = (usize, usize)>) -> bool {
    // The furthest place on the side of those in front of each place: a tree of
    // maxima over prefixes (Fenwick's), its places counted from 1.
    let mut furthest: Vec<Option<usize>> = vec![None; length + 1];
    for (merged, side) in elements {
        let mut at = merged + 1;
        while at > 0 {
            if furthest.get(at).copied().flatten() > Some(side) {
                return true;
            }
            at &= at - 1;
        }
        at = merged + 1;
        while let Some(most) = furthest.get_mut(at) {
            *most = (*most).max(Some(side));
            at += at & at.wrapping_neg();
        }
    }
    false
}
