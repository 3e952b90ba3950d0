//! What becomes of two operations, one right behind the other.

use crate::measure::Size;
use crate::pointer::Index;
use crate::{ApplyOptions, Json, Limits, Operation, Patch, Pointer, apply_with};

/// What becomes of an operation and the one behind it.
pub(super) enum Met {
    /// The first one does what both did. It does so at the same place, and is of
    /// the same kind as before.
    Absorbed,
    /// Both are one other operation.
    Becomes(Operation),
    /// They stay two. The value of the first may have become a shorter one.
    Apart(Operation),
}

/// Makes one operation of two, where that does the same on every document and
/// fails on the same ones.
pub(super) fn meet(first: &mut Operation, second: Operation) -> Met {
    match &second {
        Operation::Test { path, value } => {
            if knows(first, path, value) {
                return Met::Absorbed;
            }
            if matches!(first, Operation::Test { .. }) && tests_too(path, value, first) {
                return Met::Becomes(second);
            }
        }
        // All that it does is to need a value.
        Operation::Move { from, path } if from == path && leaves_a_value(first, path) => {
            return Met::Absorbed;
        }
        _ if is_inside(first.path(), &second) => return within(first, second),
        _ => {}
    }
    match first {
        Operation::Move { from, path } if from == path && needs_a_value(&second, path) => {
            Met::Becomes(second)
        }
        first if first.path() == second.path() => over(first, second),
        _ => Met::Apart(second),
    }
}

/// What the last token of a path can be.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
enum Last {
    /// There is none: it is the whole document.
    Root,
    /// The name of a member. In a list the operation fails.
    Name,
    /// An index, or a name.
    Index,
    /// The place behind the last element, or a name.
    End,
}

impl Last {
    fn of(path: &Pointer) -> Self {
        match path.tokens().last().map(|token| Index::parse(token)) {
            None => Self::Root,
            Some(None) => Self::Name,
            Some(Some(Index::At(_) | Index::Beyond)) => Self::Index,
            Some(Some(Index::End)) => Self::End,
        }
    }
}

/// The value that an operation leaves at its path, or has found there.
fn value_left(operation: &Operation) -> Option<&Json> {
    match operation {
        // What `add` has put behind the last element is not behind the last one.
        Operation::Add { path, .. } if Last::of(path) == Last::End => None,
        operation => operation.value(),
    }
}

/// Whether a test cannot fail, because of the operation before it.
fn knows(first: &Operation, path: &Pointer, wanted: &Json) -> bool {
    let below = below(first.path(), path);
    let value = value_left(first).zip(below).and_then(|(value, below)| value.pointer(&below));
    value.is_some_and(|value| value == wanted)
}

/// Whether a test of this value at this path tests all that `first` does.
fn tests_too(path: &Pointer, value: &Json, first: &Operation) -> bool {
    let part = below(path, first.path()).and_then(|below| value.pointer(&below));
    part.is_some_and(|part| Some(part) == first.value())
}

/// Whether there is a value at this path behind an operation, if that succeeds.
fn leaves_a_value(operation: &Operation, path: &Pointer) -> bool {
    match operation {
        Operation::Move { from, path: to } => from == to && path.contains(to),
        _ => value_left(operation).is_some() && path.contains(operation.path()),
    }
}

/// Whether an operation fails where there is no value at this path.
fn needs_a_value(operation: &Operation, path: &Pointer) -> bool {
    match operation {
        Operation::Replace { path: at, .. }
        | Operation::Remove { path: at }
        | Operation::Test { path: at, .. }
        | Operation::Move { from: at, .. }
        | Operation::Copy { from: at, .. } => path.contains(at),
        Operation::Add { path: at, .. } => path.contains(at) && path != at,
    }
}

/// Two operations on one place.
fn over(first: &mut Operation, second: Operation) -> Met {
    let last = Last::of(first.path());
    match (&mut *first, second) {
        (Operation::Add { value, .. }, Operation::Replace { value: new, .. })
            if last != Last::End =>
        {
            *value = new;
            Met::Absorbed
        }
        // In a list, the second one would insert.
        (Operation::Add { value, .. }, Operation::Add { value: new, .. })
            if matches!(last, Last::Root | Last::Name) =>
        {
            *value = new;
            Met::Absorbed
        }
        (Operation::Replace { value, .. }, Operation::Replace { value: new, .. }) => {
            *value = new;
            Met::Absorbed
        }
        (Operation::Replace { value, .. }, Operation::Add { value: new, .. })
            if last != Last::Index =>
        {
            *value = new;
            Met::Absorbed
        }
        (Operation::Replace { .. }, second @ Operation::Remove { .. }) => Met::Becomes(second),
        // The whole document can be replaced, but not removed.
        (Operation::Remove { .. }, Operation::Add { path, value }) if last != Last::Root => {
            Met::Becomes(Operation::Replace { path, value })
        }
        // Whether there was another value is not known, so both stay; but what
        // is added does not matter.
        (Operation::Add { value, .. }, second @ Operation::Remove { .. })
            if matches!(last, Last::Name | Last::Index) =>
        {
            if Size::of(&*value, SHORT, 1).bytes > SHORT {
                *value = Json::Null;
            }
            Met::Apart(second)
        }
        (_, second) => Met::Apart(second),
    }
}

/// A value up to so many bytes is not worth a shorter one.
const SHORT: usize = "null".len();

/// Whether an operation works inside the value at a path, and nowhere else.
fn is_inside(path: &Pointer, operation: &Operation) -> bool {
    let inside = |place: &Pointer| path.contains(place) && path != place;
    inside(operation.path()) && operation.from().is_none_or(inside)
}

/// An operation inside of a value that the one before it puts there.
fn within(first: &mut Operation, second: Operation) -> Met {
    let puts = match first {
        Operation::Add { path, .. } => Last::of(path) != Last::End,
        Operation::Replace { .. } => true,
        _ => false,
    };
    let (path, value) = match first {
        Operation::Add { path, value } | Operation::Replace { path, value } if puts => {
            (&*path, value)
        }
        _ => return Met::Apart(second),
    };
    let relative = |place: &Pointer| below(path, place).unwrap_or_default();
    let operation = match &second {
        Operation::Add { path, value } => {
            Operation::Add { path: relative(path), value: value.clone() }
        }
        Operation::Replace { path, value } => {
            Operation::Replace { path: relative(path), value: value.clone() }
        }
        Operation::Remove { path } => Operation::Remove { path: relative(path) },
        Operation::Move { from, path } => {
            Operation::Move { from: relative(from), path: relative(path) }
        }
        Operation::Copy { from, path } => {
            let from = relative(from);
            let most = second.to_json().to_string().len();
            let longer = |copied| Size::of(copied, most, usize::MAX).bytes > most;
            if value.pointer(&from).is_some_and(longer) {
                return Met::Apart(second);
            }
            Operation::Copy { from, path: relative(path) }
        }
        Operation::Test { .. } => return Met::Apart(second),
    };
    let limits = Limits { growth: usize::MAX, depth: usize::MAX, ..Limits::default() };
    let options = ApplyOptions { limits, ..ApplyOptions::default() };
    match apply_with(value, &Patch::from(vec![operation]), &options) {
        Ok(()) => Met::Absorbed,
        // It fails on every document, and the patch is to go on doing so.
        Err(_) => Met::Apart(second),
    }
}

/// The pointer from a place to one at or below it.
fn below(path: &Pointer, place: &Pointer) -> Option<Pointer> {
    let rest = place.tokens().strip_prefix(path.tokens())?;
    Some(Pointer::from_tokens(rest))
}
