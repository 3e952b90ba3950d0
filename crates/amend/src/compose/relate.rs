//! Which operations may change places.

use crate::pointer::Index;
use crate::{Operation, Pointer};

/// A place that an operation reads or writes.
#[derive(Clone, Copy)]
struct Access<'o> {
    place: &'o Pointer,
    writes: bool,
    /// Whether, in a list, what is behind it moves.
    shifts: bool,
}

/// Whether two operations do the same in either order, on every document, or
/// fail in both.
///
/// What an operation needs is that containers are there on the way to its
/// places, and perhaps a value at the place. So they commute if neither writes
/// on the way to what the other reads or writes, nor below it, and no list is
/// shifted below the other. It is not known which containers are lists: a token
/// that may be an index is taken for one.
pub(super) fn commute(one: &Operation, other: &Operation) -> bool {
    accesses(one).all(|x| accesses(other).all(|y| apart(x, y)))
}

fn accesses(operation: &Operation) -> impl Iterator<Item = Access<'_>> {
    let access = |place, writes, shifts| Access { place, writes, shifts };
    let (path, from) = match operation {
        Operation::Test { path, .. } => (access(path, false, false), None),
        Operation::Replace { path, .. } => (access(path, true, false), None),
        Operation::Add { path, .. } | Operation::Remove { path } => {
            (access(path, true, true), None)
        }
        Operation::Copy { from, path } => {
            (access(path, true, true), Some(access(from, false, false)))
        }
        // The place that a value is moved to is one of the document without it.
        // Where that makes a difference, both are in one list, which shifts.
        Operation::Move { from, path } => {
            (access(path, true, true), Some(access(from, true, true)))
        }
    };
    std::iter::once(path).chain(from)
}

fn apart(x: Access<'_>, y: Access<'_>) -> bool {
    if !x.writes && !y.writes {
        return true;
    }
    let related = x.place.contains(y.place) || y.place.contains(x.place);
    !related && !shifted(x, y) && !shifted(y, x)
}

/// Whether `x` may shift the list that `y` leads through.
fn shifted(x: Access<'_>, y: Access<'_>) -> bool {
    let Some((last, above)) = x.place.tokens().split_last().filter(|_| x.shifts) else {
        return false;
    };
    let Some(rest) = y.place.tokens().strip_prefix(above) else {
        return false;
    };
    let Some((token, below)) = rest.split_first() else {
        return false;
    };
    match (Index::parse(last), Index::parse(token)) {
        // What stands before the place stays where it is, and is there in either
        // order if the list is long enough for `x`.
        (Some(Index::At(x)), Some(Index::At(at))) => x <= at || (y.shifts && below.is_empty()),
        (Some(_), Some(_)) => true,
        _ => false,
    }
}
