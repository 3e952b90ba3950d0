//! Lists that differ in few places, compared element by element.
//!
//! Most lists do: then neither needs an index, and what is equal is looked at
//! about once. This is Myers' algorithm in its plain form, which keeps every
//! round of the search, for a number of edits that keeps those small.
#![expect(
    clippy::indexing_slicing,
    reason = "diagonals k with |k| at most the edits looked for, in an array made for these"
)]

use super::common::{Run, push};

/// The most edits that are looked for.
pub(super) const MOST: usize = 48;

/// The longest common subsequence, if there are at most so many additions and
/// removals. `same` gives nothing where it does not want to go on; then there is
/// no answer.
pub(super) fn near(
    n: usize,
    m: usize,
    most: usize,
    mut same: impl FnMut(usize, usize) -> Option<bool>,
) -> Option<Vec<Run>> {
    let most = most.min(MOST);
    if n.abs_diff(m) > most {
        return None;
    }
    // Diagonal k (x - y = k) is kept at k + most + 1.
    let zero = most + 1;
    let mut far = vec![0; 2 * most + 3];
    let mut rounds: Vec<Vec<usize>> = Vec::new();
    for d in 0..=most {
        for at in (zero - d..=zero + d).step_by(2) {
            let mut x = if is_down(&far, at, zero, d) { far[at + 1] } else { far[at - 1] + 1 };
            let mut y = x + zero - at;
            while x < n && y < m && same(x, y)? {
                (x, y) = (x + 1, y + 1);
            }
            far[at] = x;
            if x == n && y == m {
                return Some(trace(&rounds, at, (n, m), zero, d));
            }
        }
        rounds.push(far.clone());
    }
    None
}

/// A long common subsequence of two lists of any length: so many edits are looked
/// for from the beginning, and again from where they lead furthest.
pub(super) fn greedy<T: Eq>(left: &[T], right: &[T], most: usize) -> Vec<Run> {
    let most = most.min(left.len() + right.len());
    let zero = most + 1;
    let mut runs = Vec::new();
    // Taken as they are needed: between anchors, most lists are short.
    let mut rounds: Vec<Vec<usize>> = Vec::new();
    let (mut from, mut to) = (0, 0);
    while from < left.len() && to < right.len() {
        let (left, right) = (&left[from..], &right[to..]);
        let (width, height) = (left.len(), right.len());
        let mut end = None;
        for edits in 0..=most {
            if rounds.len() == edits {
                rounds.push(vec![0; 2 * most + 3]);
            }
            let (done, far) = rounds.split_at_mut(edits);
            let far = &mut far[0];
            if let Some(before) = done.last() {
                // No more of it was ever reached.
                far[zero - edits..=zero + edits]
                    .copy_from_slice(&before[zero - edits..=zero + edits]);
            } else {
                far.fill(0);
            }
            for at in (zero - edits..=zero + edits).step_by(2) {
                let mut x =
                    if is_down(far, at, zero, edits) { far[at + 1] } else { far[at - 1] + 1 };
                let mut y = x + zero - at;
                while x < width && y < height && left[x] == right[y] {
                    (x, y) = (x + 1, y + 1);
                }
                far[at] = x;
                if x == width && y == height {
                    end = Some((at, edits));
                }
            }
            if end.is_some() {
                break;
            }
        }
        let inside = |at: &usize| {
            let x = rounds[most][*at];
            x <= width && x + zero - at <= height
        };
        let (at, edits) = match end {
            Some(end) => end,
            None => match (1..=2 * most + 1)
                .filter(|at| (at + zero + most).is_multiple_of(2))
                .filter(inside)
                .max_by_key(|at| 2 * rounds[most][*at] + zero - at)
            {
                Some(at) => (at, most),
                // The ways led out of the lists: what is left has little in common.
                None => break,
            },
        };
        let x = rounds[edits][at];
        let (x, y) = (x, x + zero - at);
        for run in trace(&rounds, at, (x, y), zero, edits) {
            for (one, other) in run.pairs() {
                push(&mut runs, from + one, to + other);
            }
        }
        if (x, y) == (0, 0) {
            break;
        }
        (from, to) = (from + x, to + y);
    }
    runs
}

/// What two lists of one length have in common place by place, if that is most
/// of them.
pub(super) fn aligned(
    length: usize,
    mut same: impl FnMut(usize, usize) -> Option<bool>,
) -> Option<Vec<Run>> {
    let mut differ = 0;
    let mut runs = Vec::new();
    for at in 0..length {
        if same(at, at)? {
            push(&mut runs, at, at);
        } else {
            differ += 1;
            if differ > length / 4 {
                return None;
            }
        }
    }
    Some(runs)
}

/// Whether the way to a diagonal comes down from the one above (an element of
/// `after` is new) rather than from the one on the left.
fn is_down(far: &[usize], at: usize, zero: usize, d: usize) -> bool {
    at == zero - d || (at != zero + d && far[at - 1] < far[at + 1])
}

/// The equal elements on the way that was found, from its end to its start.
fn trace(
    rounds: &[Vec<usize>],
    mut at: usize,
    (mut x, mut y): (usize, usize),
    zero: usize,
    edits: usize,
) -> Vec<Run> {
    let mut runs: Vec<Run> = Vec::new();
    // Runs are found from the last one to the first.
    let mut lead = |before: usize, after: usize, len: usize| match runs.last_mut() {
        _ if len == 0 => {}
        Some(run) if run.before == before + len && run.after == after + len => {
            *run = Run { before, after, len: run.len + len };
        }
        _ => runs.push(Run { before, after, len }),
    };
    for d in (1..=edits).rev() {
        let far = &rounds[d - 1];
        let down = is_down(far, at, zero, d);
        let start = if down { far[at + 1] } else { far[at - 1] + 1 };
        let len = x - start;
        (x, y) = (start, y - len);
        lead(x, y, len);
        if down {
            (at, y) = (at + 1, y - 1);
        } else {
            (at, x) = (at - 1, x - 1);
        }
    }
    lead(0, y - x, x);
    runs.reverse();
    runs
}
