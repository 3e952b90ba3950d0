//! The longest common subsequence of two lists of classes.
//!
//! Three ways, in this order. Where no class stands twice on a side, the answer
//! is the longest increasing run of positions, which is exact and takes
//! `n log n`. Else E. Myers' algorithm (An O(ND) Difference Algorithm and Its
//! Variations, 1986), in its linear-space form, which is exact as long as the
//! lists differ in few places. Where they differ in more than a [`cap`] allows,
//! the elements that stand once on both sides are taken for anchors, and what
//! is between them is searched with a bounded effort: the answer is then still
//! a common subsequence, but perhaps not the longest one.
#![expect(
    clippy::indexing_slicing,
    reason = "positions of Myers' algorithm: each is bounded by the lengths, which the arrays are made for"
)]

use super::classes::Class;
use super::hashing::Table;
use super::index::{NONE, id};
use super::near::greedy;

/// A stretch that both lists have: where it begins in each, and its length.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) struct Run {
    pub(super) before: usize,
    pub(super) after: usize,
    pub(super) len: usize,
}

impl Run {
    /// The pairs of positions.
    pub(super) fn pairs(&self) -> impl Iterator<Item = (usize, usize)> + use<> {
        let Self { before, after, len } = *self;
        (0..len).map(move |at| (before + at, after + at))
    }
}

/// The most edits that Myers' algorithm looks for before it settles for less.
const CAP: usize = 512;

/// How many edits it looks for at once when it has settled for less. It bounds
/// the effort to about this many steps for each element.
const BOUNDED: usize = 48;

/// How many edits may be looked for in lists that have so many elements together:
/// the steps grow with the square of the edits, and are to grow with the length.
fn cap(length: usize) -> usize {
    const STEPS_EACH: usize = 4;
    length.saturating_mul(STEPS_EACH).isqrt().clamp(BOUNDED, CAP)
}

/// The longest common subsequence, or, for lists that have little in common, a
/// long one.
pub(super) fn common(before: &[Class], after: &[Class]) -> Vec<Run> {
    let mut runs = Vec::new();
    let counts = Counts::of(before, after);
    // What the other side does not have takes no part.
    let left = counts.shared(before, |c| c.after);
    let right = counts.shared(after, |c| c.before);
    if left.is_empty() {
        return runs;
    }
    let a: Vec<Class> = left.iter().map(|at| before[*at as usize]).collect();
    let b: Vec<Class> = right.iter().map(|at| after[*at as usize]).collect();
    let mut found = |i: usize, j: usize| push(&mut runs, left[i] as usize, right[j] as usize);

    let once = a.iter().chain(&b).all(|class| counts.once(*class));
    if once {
        for (i, j) in anchors(&a, &b, &counts) {
            found(i, j);
        }
    } else if let Some(pairs) = Myers::new(&a, &b, cap(a.len() + b.len())).exact() {
        for (i, j) in pairs {
            found(i, j);
        }
    } else {
        let (mut i, mut j) = (0, 0);
        let end = (a.len(), b.len());
        for (x, y) in anchors(&a, &b, &counts).into_iter().chain([end]) {
            for run in greedy(&a[i..x], &b[j..y], BOUNDED) {
                for (k, l) in run.pairs() {
                    found(i + k, j + l);
                }
            }
            if (x, y) != end {
                found(x, y);
            }
            (i, j) = (x + 1, y + 1);
        }
    }
    runs
}

/// Adds a pair to the runs; it may lengthen the last one.
pub(super) fn push(runs: &mut Vec<Run>, before: usize, after: usize) {
    match runs.last_mut() {
        Some(run) if run.before + run.len == before && run.after + run.len == after => run.len += 1,
        _ => runs.push(Run { before, after, len: 1 }),
    }
}

#[derive(Clone, Copy, Default)]
struct Count {
    before: u32,
    after: u32,
}

struct Counts(Table<Class, Count>);

impl Counts {
    fn of(before: &[Class], after: &[Class]) -> Self {
        let mut counts: Table<Class, Count> = Table::default();
        for class in before {
            counts.entry(*class).or_default().before += 1;
        }
        for class in after {
            if let Some(count) = counts.get_mut(class) {
                count.after += 1;
            }
        }
        Self(counts)
    }

    /// The positions of the classes that the other side has.
    fn shared(&self, list: &[Class], other: impl Fn(&Count) -> u32) -> Vec<u32> {
        let has = |class| self.0.get(class).is_some_and(|count| other(count) > 0);
        let count = list.iter().filter(|class| has(class)).count();
        let mut shared = Vec::with_capacity(count);
        shared.extend((0..list.len()).filter(|at| has(&list[*at])).map(id));
        shared
    }

    fn once(&self, class: Class) -> bool {
        self.0.get(&class).is_some_and(|count| count.before == 1 && count.after == 1)
    }
}

/// The most elements that stand once on both sides and are in the same order on
/// both, as pairs of positions.
fn anchors(a: &[Class], b: &[Class], counts: &Counts) -> Vec<(usize, usize)> {
    let mut places: Table<Class, u32> = Table::default();
    for (at, class) in b.iter().enumerate().filter(|(_, class)| counts.once(**class)) {
        places.insert(*class, id(at));
    }
    let mut pairs: Vec<(u32, u32)> = Vec::with_capacity(places.len());
    let pair = |(i, class)| places.get(class).map(|at| (id(i), *at));
    pairs.extend(a.iter().enumerate().filter_map(pair));
    drop(places);
    let staying = longest(pairs.iter().map(|(_, j)| *j as usize));
    let pair = |at: &u32| (pairs[*at as usize].0 as usize, pairs[*at as usize].1 as usize);
    staying.iter().map(pair).collect()
}

/// The longest part of the pairs in which the second ones increase; the first
/// ones do already.
pub(crate) fn increasing(pairs: &[(usize, usize)]) -> Vec<(usize, usize)> {
    longest(pairs.iter().map(|(_, j)| *j)).iter().map(|at| pairs[*at as usize]).collect()
}

/// The positions of the longest part of some numbers that increases.
fn longest(numbers: impl ExactSizeIterator<Item = usize>) -> Vec<u32> {
    // `ends[l]` is the position that ends the best increasing part of length l + 1, with
    // the number there.
    let mut ends: Vec<(u32, u32)> = Vec::new();
    let mut previous: Vec<u32> = Vec::with_capacity(numbers.len());
    for (at, number) in numbers.enumerate() {
        let (at, number) = (id(at), id(number));
        let length = ends.partition_point(|(_, end)| *end < number);
        previous.push(length.checked_sub(1).map_or(NONE, |shorter| ends[shorter].0));
        match ends.get_mut(length) {
            Some(end) => *end = (at, number),
            None => ends.push((at, number)),
        }
    }
    let mut longest = Vec::with_capacity(ends.len());
    let mut next = ends.last().map_or(NONE, |(at, _)| *at);
    while next != NONE {
        longest.push(next);
        next = previous[next as usize];
    }
    longest.reverse();
    longest
}

/// Myers' algorithm, divide and conquer. The parts that wait for their turn are
/// on a stack of our own.
struct Myers<'l> {
    a: &'l [Class],
    b: &'l [Class],
    /// How many edits are looked for in one go.
    cap: usize,
    forward: Vec<usize>,
    backward: Vec<usize>,
    pairs: Vec<(usize, usize)>,
}

/// A part of both lists.
#[derive(Clone, Copy)]
struct Part {
    a: (usize, usize),
    b: (usize, usize),
}

impl<'l> Myers<'l> {
    fn new(a: &'l [Class], b: &'l [Class], cap: usize) -> Self {
        Self { a, b, cap, forward: Vec::new(), backward: Vec::new(), pairs: Vec::new() }
    }

    /// The longest common subsequence, if it is found within the cap.
    fn exact(mut self) -> Option<Vec<(usize, usize)>> {
        let mut waiting = vec![Part { a: (0, self.a.len()), b: (0, self.b.len()) }];
        while let Some(Part { a: (mut a0, mut a1), b: (mut b0, mut b1) }) = waiting.pop() {
            while a0 < a1 && b0 < b1 && self.a[a0] == self.b[b0] {
                self.pairs.push((a0, b0));
                (a0, b0) = (a0 + 1, b0 + 1);
            }
            let (end_a, end_b) = (a1, b1);
            while a0 < a1 && b0 < b1 && self.a[a1 - 1] == self.b[b1 - 1] {
                (a1, b1) = (a1 - 1, b1 - 1);
            }
            if a1 < end_a {
                // The equal end has its turn after what is before it; as a part
                // of its own it is all prefix.
                waiting.push(Part { a: (a1, end_a), b: (b1, end_b) });
            }
            if a0 == a1 || b0 == b1 {
                continue;
            }
            let (x, y) = self.cut(Part { a: (a0, a1), b: (b0, b1) })?;
            if (x, y) == (0, 0) || (x, y) == (a1 - a0, b1 - b0) {
                continue;
            }
            waiting.push(Part { a: (a0 + x, a1), b: (b0 + y, b1) });
            waiting.push(Part { a: (a0, a0 + x), b: (b0, b0 + y) });
        }
        Some(self.pairs)
    }

    /// Searches from both ends until the ways meet, on a shortest way; nothing, if
    /// that takes more edits than are allowed. Both lists are non-empty, and their
    /// ends differ.
    fn cut(&mut self, part: Part) -> Option<(usize, usize)> {
        let (a, b) = (&self.a[part.a.0..part.a.1], &self.b[part.b.0..part.b.1]);
        let (width, height) = (a.len(), b.len());
        let most = (width + height).div_ceil(2).min(self.cap);
        // Diagonal k (x - y = k) is kept at k + most + 1, for -most <= k <= most.
        let zero = most + 1;
        for ways in [&mut self.forward, &mut self.backward] {
            ways.clear();
            ways.resize(2 * most + 3, 0);
        }
        let (forward, backward) = (&mut self.forward, &mut self.backward);
        // The same diagonal, counted from the other end.
        let turned = |at: usize| (2 * zero + width).wrapping_sub(height).wrapping_sub(at);
        // A way that has left the lists leads nowhere; it is kept, since the
        // ways that it hides lead nowhere better.
        let inside = |x: usize, at: usize| x <= width && x + zero - at <= height;
        let meet = |x: usize, at: usize, ways: &[usize], reach: usize| {
            let other = turned(at);
            inside(x, at)
                && other.abs_diff(zero) <= reach
                && inside(ways[other], other)
                && x + ways[other] >= width
        };
        let odd = (width + height) % 2 == 1;
        for d in 0..=most {
            for at in (zero - d..=zero + d).rev().step_by(2) {
                let start =
                    advance(forward, at, zero, d, |x, y| x < width && y < height && a[x] == b[y]);
                if odd && d > 0 && meet(forward[at], at, backward, d - 1) {
                    return Some((start, start + zero - at));
                }
            }
            for at in (zero - d..=zero + d).rev().step_by(2) {
                advance(backward, at, zero, d, |x, y| {
                    x < width && y < height && a[width - 1 - x] == b[height - 1 - y]
                });
                let x = backward[at];
                if !odd && meet(x, at, forward, d) {
                    return Some((width - x, height - (x + zero - at)));
                }
            }
        }
        None
    }
}

/// Goes one edit further to a diagonal, and along it as far as the lists are
/// equal. Gives where the edit led.
fn advance(
    ways: &mut [usize],
    at: usize,
    zero: usize,
    d: usize,
    equal: impl Fn(usize, usize) -> bool,
) -> usize {
    let down = at == zero - d || (at != zero + d && ways[at - 1] < ways[at + 1]);
    let start = if down { ways[at + 1] } else { ways[at - 1] + 1 };
    let mut x = start;
    while equal(x, x + zero - at) {
        x += 1;
    }
    ways[at] = x;
    start
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::super::near::{MOST, aligned, greedy, near};
    use super::{CAP, Class, Myers, Run, common};

    /// The length of a longest common subsequence, by the textbook.
    fn longest(a: &[Class], b: &[Class]) -> usize {
        let mut row = vec![0; b.len() + 1];
        for x in a {
            let mut diagonal = 0;
            for (j, y) in b.iter().enumerate() {
                let above = row[j + 1];
                row[j + 1] = if x == y { diagonal + 1 } else { above.max(row[j]) };
                diagonal = above;
            }
        }
        row[b.len()]
    }

    /// The length of what was found, which is in both lists, in order.
    fn found(a: &[Class], b: &[Class], runs: &[Run]) -> usize {
        let (mut i, mut j) = (0, 0);
        for run in runs {
            assert!(run.before >= i && run.after >= j && run.len > 0, "{runs:?}");
            (i, j) = (run.before + run.len, run.after + run.len);
            assert_eq!(a[run.before..i], b[run.after..j]);
        }
        runs.iter().map(|run| run.len).sum()
    }

    fn runs(pairs: Vec<(usize, usize)>) -> Vec<Run> {
        pairs.into_iter().map(|(before, after)| Run { before, after, len: 1 }).collect()
    }

    fn lists() -> impl Strategy<Value = (Vec<Class>, Vec<Class>)> {
        let list = |values| prop::collection::vec(0..values, 0..40);
        prop_oneof![2_u32..4, 4_u32..60].prop_flat_map(move |values| (list(values), list(values)))
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(10_000))]

        #[test]
        fn nothing_longer_is_in_common((a, b) in lists()) {
            let best = longest(&a, &b);
            prop_assert_eq!(found(&a, &b, &common(&a, &b)), best);

            let edits = a.len() + b.len() - 2 * best;
            let same = |i: usize, j: usize| Some(a[i] == b[j]);
            let near = near(a.len(), b.len(), MOST, same);
            prop_assert_eq!(near.map(|near| found(&a, &b, &near)), (edits <= MOST).then_some(best));
        }

        #[test]
        fn with_a_bounded_effort_something_is((a, b) in lists(), cap in 1..6_usize) {
            let some = greedy(&a, &b, cap);
            let equal_end = a.first().is_some_and(|first| b.first() == Some(first));
            let length = found(&a, &b, &some);
            prop_assert!(length >= usize::from(equal_end));
            // A search that says it is exact is.
            if let Some(exact) = Myers::new(&a, &b, cap).exact() {
                prop_assert_eq!(found(&a, &b, &runs(exact)), longest(&a, &b));
            }
        }

        #[test]
        fn lists_of_one_length_are_compared_in_place(a in prop::collection::vec(0..3_u32, 0..40), edits in prop::collection::vec((any::<prop::sample::Index>(), 0..3_u32), 0..8)) {
            let mut b = a.clone();
            for (at, class) in edits {
                if !b.is_empty() {
                    *at.get_mut(&mut b) = class;
                }
            }
            let equal = a.iter().zip(&b).filter(|(x, y)| x == y).count();
            let aligned = aligned(a.len(), |i, j| Some(a[i] == b[j]));
            let most_of_them = a.len() - equal <= a.len() / 4;
            prop_assert_eq!(aligned.map(|runs| found(&a, &b, &runs)), most_of_them.then_some(equal));
        }
    }

    #[test]
    fn a_search_beyond_the_cap_still_finds_much() {
        let many = Class::try_from(4 * CAP).unwrap();
        let a: Vec<Class> = (0..many).map(|at| at * 7 % 1_000).collect();
        let b: Vec<Class> = (0..many).map(|at| at * 11 % 1_000).collect();
        let length = found(&a, &b, &common(&a, &b));
        assert!(length * 10 >= longest(&a, &b) * 7, "{length} of {}", longest(&a, &b));
    }

    #[test]
    fn one_thing_that_stands_elsewhere() {
        let a: Vec<Class> = (0..1_000).collect();
        let mut b = a.clone();
        b.rotate_left(1);
        let whole = [Run { before: 1, after: 0, len: 999 }];
        assert_eq!(common(&a, &b), whole);
        assert_eq!(near(1_000, 1_000, 2, |i, j| Some(a[i] == b[j])), Some(whole.to_vec()));
        assert_eq!(near(1_000, 1_000, 1, |i, j| Some(a[i] == b[j])), None);
        assert_eq!(near(1_000, 1_000, 2, |_, _| None), None);
    }
}
