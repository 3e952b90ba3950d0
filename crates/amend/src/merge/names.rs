//! In which order the members of a merged object stand.
//!
//! The order of members means nothing (RFC 8259 §4), so it is never a conflict.
//! It is that of the base, or of the one side that changed it; what is new
//! stands behind what it stood behind on its side.

use std::borrow::Cow;
use std::collections::{HashMap, HashSet};

type Name<'a> = Cow<'a, str>;

/// All names of three objects, each once, in the order of the merged one.
pub(super) fn merged_names<'a>(
    base: Vec<Name<'a>>,
    ours: Vec<Name<'a>>,
    theirs: Vec<Name<'a>>,
) -> Vec<Name<'a>> {
    if base == ours && base == theirs {
        return base;
    }
    let (frame, others) = match (in_order(&base, &ours), in_order(&base, &theirs)) {
        (false, true) => (ours, [theirs, base]),
        (true, false) => (theirs, [ours, base]),
        // Both changed it: to the same, or it stays.
        (false, false) if in_order(&ours, &theirs) => {
            let (one, other) = if ours <= theirs { (ours, theirs) } else { (theirs, ours) };
            (one, [other, base])
        }
        _ => (base, if ours <= theirs { [ours, theirs] } else { [theirs, ours] }),
    };
    let others: Vec<Runs<'a>> = others.into_iter().map(|other| runs(&frame, other)).collect();
    let mut order: Vec<Name<'a>> = Vec::new();
    let mut seen: HashSet<Name<'a>> = HashSet::new();
    let mut push = |names: Vec<Name<'a>>| {
        for name in names {
            if seen.insert(name.clone()) {
                order.push(name);
            }
        }
    };
    let mut others = others;
    let mut behind = |at: usize, push: &mut dyn FnMut(Vec<Name<'a>>)| {
        let mut found: Vec<Vec<Name<'a>>> =
            others.iter_mut().filter_map(|runs| runs.remove(&at)).collect();
        // Neither side comes first by itself.
        found.sort_unstable();
        found.into_iter().for_each(push);
    };
    behind(0, &mut push);
    for (at, name) in frame.into_iter().enumerate() {
        push(vec![name]);
        behind(at.saturating_add(1), &mut push);
    }
    order
}

/// Names that are not in the frame, by how many of its names they stand behind.
type Runs<'a> = HashMap<usize, Vec<Name<'a>>>;

fn runs<'a>(frame: &[Name<'a>], other: Vec<Name<'a>>) -> Runs<'a> {
    let places = places(frame);
    let mut behind = 0;
    let mut runs = Runs::new();
    for name in other {
        match places.get(&name) {
            Some(at) => behind = at.saturating_add(1),
            None => runs.entry(behind).or_default().push(name),
        }
    }
    runs
}

/// Whether the names that both have are in the same order.
fn in_order(one: &[Name<'_>], other: &[Name<'_>]) -> bool {
    let places = places(one);
    other.iter().filter_map(|name| places.get(name)).is_sorted()
}

fn places<'n, 'a>(names: &'n [Name<'a>]) -> HashMap<&'n Name<'a>, usize> {
    names.iter().enumerate().map(|(at, name)| (name, at)).collect()
}
