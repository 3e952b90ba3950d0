//! What need not be undone by itself, since the object around it is replaced.

use crate::trace::{Slot, Step};
use crate::{Operation, Pointer};

/// Where an operation of the inverse works, and whether lists shift there.
pub(super) struct Known {
    /// Where a value comes, goes or is looked at.
    path: Pointer,
    from: Option<Pointer>,
    effect: Effect,
}

#[derive(Clone, Copy, Debug, Eq, PartialEq)]
enum Effect {
    Look,
    /// A value is there afterwards, and was before.
    Set,
    /// A value is there afterwards only; whether that is an element.
    Come(Moving),
    Go(Moving),
    /// A value came from elsewhere.
    Carry,
}

#[derive(Clone, Copy, Debug, Eq, PartialEq)]
enum Moving {
    Member,
    Element,
}

impl Known {
    pub(super) fn of(step: &Step<'_>) -> Self {
        let effect = match (&step.operation, &step.slot) {
            (Operation::Move { .. } | Operation::Copy { .. }, _) => Effect::Carry,
            (_, Slot::Same) => Effect::Look,
            (_, Slot::NewMember) => Effect::Come(Moving::Member),
            (_, Slot::NewElement) => Effect::Come(Moving::Element),
            (_, Slot::GoneMember(..)) => Effect::Go(Moving::Member),
            (_, Slot::GoneElement(_)) => Effect::Go(Moving::Element),
            (_, Slot::Document(_) | Slot::Member(_) | Slot::Element(_)) => Effect::Set,
        };
        let from = step.from.as_ref().map(|(from, _)| from.clone());
        Self { path: step.path.clone(), from, effect }
    }
}

/// The operations, less their last `tests`, without those that are covered by a
/// replacement in `fix`; and `fix`, less the replacements that became part of
/// an operation.
pub(super) fn without(
    operations: &[Operation],
    steps: &[Known],
    tests: usize,
    fix: Vec<Operation>,
) -> (Vec<Operation>, Vec<Operation>) {
    let left = operations.len().saturating_sub(tests);
    let mut left: Vec<Option<Operation>> =
        operations.iter().take(left).cloned().map(Some).collect();
    let fix = fix
        .into_iter()
        .filter_map(|operation| match operation {
            Operation::Replace { path, value } => cover(&mut left, steps, path, value),
            other => Some(other),
        })
        .collect();
    (left.into_iter().flatten().collect(), fix)
}

/// Goes back from a replacement and takes out what it covers. Gives it back,
/// unless it became part of the operation that puts a value there.
fn cover(
    left: &mut [Option<Operation>],
    steps: &[Known],
    path: Pointer,
    value: crate::Json,
) -> Option<Operation> {
    let mut at = path.clone();
    for (slot, known) in left.iter_mut().zip(steps).rev() {
        let inside = |place: &Pointer| at.contains(place);
        let strictly = |place: &Pointer| at.contains(place) && at != *place;
        let around = |place: &Pointer| place.contains(&at);
        match known.effect {
            Effect::Look if inside(&known.path) || around(&known.path) => break,
            Effect::Set if inside(&known.path) => *slot = None,
            Effect::Come(_) | Effect::Go(_) if strictly(&known.path) => *slot = None,
            Effect::Come(_) if known.path == at => {
                *slot = Some(Operation::Add { path: known.path.clone(), value });
                return None;
            }
            Effect::Set | Effect::Come(_) if around(&known.path) => break,
            Effect::Come(Moving::Element) => shift(&mut at, &known.path, Direction::Down),
            Effect::Go(Moving::Element) => shift(&mut at, &known.path, Direction::Up),
            Effect::Look
            | Effect::Set
            | Effect::Come(Moving::Member)
            | Effect::Go(Moving::Member) => {}
            Effect::Carry => {
                let within = known.from.as_ref().is_some_and(&strictly) && strictly(&known.path);
                if !within {
                    // Where a moved value has been before is not worth the search.
                    break;
                }
                *slot = None;
            }
        }
    }
    Some(Operation::Replace { path, value })
}

#[derive(Clone, Copy)]
enum Direction {
    Up,
    Down,
}

/// The place before an element came (down) or went (up) in a list on the way.
fn shift(place: &mut Pointer, element: &Pointer, direction: Direction) {
    let Some((list, at)) = element.split_last() else { return };
    let level = list.tokens().len();
    let index = place.tokens().get(level).and_then(|token| token.parse::<usize>().ok());
    let (Some(index), Ok(at), true) = (index, at.parse::<usize>(), list.contains(place)) else {
        return;
    };
    let index = match direction {
        Direction::Down if index > at => index.saturating_sub(1),
        Direction::Up if index >= at => index.saturating_add(1),
        _ => return,
    };
    let tokens = place.tokens().iter().enumerate();
    *place = Pointer::from_tokens(
        tokens.map(|(n, token)| if n == level { index.to_string() } else { token.clone() }),
    );
}
