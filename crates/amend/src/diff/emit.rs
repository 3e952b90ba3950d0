//! Operations out of edits, one after another.
#![expect(
    clippy::indexing_slicing,
    reason = "steps are numbered as they are made, and never taken out"
)]

use super::Minimize;
use super::edits::{Change, Edits, Order, Place, ScopeId, Step};
use crate::view::View;
use crate::view::sealed::Sealed;
use crate::{Operation, Patch, Pointer};

/// A part of a path.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) enum Token<'e> {
    Name(&'e str),
    Index(usize),
    /// Behind the last element (RFC 6901 §4).
    End,
}

/// What an operation does, with the value that it puts there.
#[derive(Clone, Copy, Debug)]
pub(super) enum Deed<V> {
    Add(V),
    Remove,
    Replace(V),
    Move,
    Copy,
}

/// Takes the operations of a patch, in order. Values come as views: what writes
/// them as text can take the text they were read from.
pub(super) trait Sink<V> {
    /// All operations until this is left are at places inside the one that this
    /// leads to from the last that was entered; their paths begin with it.
    fn enter(&mut self, _token: Token<'_>) {}

    /// The place that was entered last is left.
    fn leave(&mut self) {}

    /// `from` is the source of a move or a copy, and else empty.
    fn take(&mut self, deed: Deed<V>, from: &[Token<'_>], path: &[Token<'_>]);
}

/// Writes edits that move nothing.
pub(super) fn emit<'a, V: View<'a>>(
    edits: &Edits<'a, V>,
    minimize: Minimize,
    sink: &mut impl Sink<V>,
) {
    let mut emitter = Emitter { edits, minimize, path: Vec::new(), sink };
    match &edits.root {
        Some(Change::Edit(scope)) => emitter.scope(*scope),
        Some(Change::Replace(_, new)) => {
            emitter.take(replacement(minimize, true, edits.view(*new)));
        }
        _ => {}
    }
}

/// The operation that puts a value in the place of another. `add` does that for
/// a member and for the whole document (RFC 6902 §4.1), in fewer bytes.
pub(super) fn replacement<V>(minimize: Minimize, member: bool, new: V) -> Deed<V> {
    match minimize {
        Minimize::Bytes if member => Deed::Add(new),
        _ => Deed::Replace(new),
    }
}

/// The steps of a scope in the order in which they are written, with the index
/// of those that are elements.
///
/// In [`Order::Before`] the steps of a list go from the last to the first; but
/// what comes at one place comes in its order, each behind the one before.
pub(super) fn ordered<'a, V: View<'a>>(
    edits: &Edits<'a, V>,
    scope: ScopeId,
) -> impl Iterator<Item = (usize, usize)> {
    let steps = edits.steps_of(scope);
    let first = edits.scopes.get(scope).map_or(0, |scope| scope.steps.start);
    let backwards = edits.scopes.get(scope).is_some_and(|scope| scope.order == Order::Before)
        && steps.first().is_some_and(|step| !step.place.is_member());
    let (forwards, backwards) = if backwards { (&[][..], steps) } else { (steps, &[][..]) };
    let forwards = forwards.iter().enumerate().map(move |(at, step)| match step.place {
        Place::Element { after, .. } => (first + at, after),
        Place::Member(_) => (first + at, 0),
    });
    let mut end = first + backwards.len();
    let backwards = backwards.chunk_by(together).rev().flat_map(move |run| {
        end -= run.len();
        let start = end;
        run.iter().enumerate().map(move |(offset, step)| (start + offset, step.before() + offset))
    });
    forwards.chain(backwards)
}

/// Whether two steps are elements that come at one place.
fn together<V: Sealed>(one: &Step<'_, V>, next: &Step<'_, V>) -> bool {
    match ((&one.change, &one.place), (&next.change, &next.place)) {
        (
            (Change::Add(_), Place::Element { before: x, .. }),
            (Change::Add(_), Place::Element { before: y, .. }),
        ) => x == y,
        _ => false,
    }
}

struct Emitter<'e, 'a, V: View<'a>, S> {
    edits: &'e Edits<'a, V>,
    minimize: Minimize,
    path: Vec<Token<'e>>,
    sink: &'e mut S,
}

impl<'a, V: View<'a>, S: Sink<V>> Emitter<'_, 'a, V, S> {
    fn take(&mut self, deed: Deed<V>) {
        self.sink.take(deed, &[], &self.path);
    }

    fn scope(&mut self, scope: ScopeId) {
        let edits = self.edits;
        let length = edits.scopes.get(scope).map_or(0, |scope| edits.view(scope.before).len());
        for (at, index) in ordered(edits, scope) {
            let step = &edits.steps[at];
            let (token, member) = match &step.place {
                Place::Member(name) => (Token::Name(name), true),
                Place::Element { before, .. } => {
                    let end = matches!(step.change, Change::Add(_)) && *before == length;
                    (index_token(index, end, self.minimize), false)
                }
            };
            self.path.push(token);
            match &step.change {
                Change::Edit(inner) => {
                    self.sink.enter(token);
                    self.scope(*inner);
                    self.sink.leave();
                }
                Change::Add(new) => self.take(Deed::Add(edits.view(*new))),
                Change::Remove(_) => self.take(Deed::Remove),
                Change::Replace(_, new) => {
                    self.take(replacement(self.minimize, member, edits.view(*new)));
                }
                // Only made where moves are asked for, and written elsewhere.
                Change::Leave(..) | Change::Arrive(..) => {}
            }
            self.path.pop();
        }
    }
}

/// An index in a path: behind the last element `-` says the same, and is shorter
/// from 10 on.
pub(super) fn index_token<'e>(index: usize, end: bool, minimize: Minimize) -> Token<'e> {
    if end && index >= 10 && minimize == Minimize::Bytes { Token::End } else { Token::Index(index) }
}

/// Writes the operations into a patch.
#[derive(Debug, Default)]
pub(super) struct Operations(Vec<Operation>);

impl Operations {
    pub(super) fn into_patch(self) -> Patch {
        Patch::from(self.0)
    }
}

impl<'a, V: View<'a>> Sink<V> for Operations {
    fn take(&mut self, deed: Deed<V>, from: &[Token<'_>], path: &[Token<'_>]) {
        let path = pointer(path);
        self.0.push(match deed {
            Deed::Add(value) => Operation::Add { path, value: value.to_json() },
            Deed::Remove => Operation::Remove { path },
            Deed::Replace(value) => Operation::Replace { path, value: value.to_json() },
            Deed::Move => Operation::Move { from: pointer(from), path },
            Deed::Copy => Operation::Copy { from: pointer(from), path },
        });
    }
}

fn pointer(tokens: &[Token<'_>]) -> Pointer {
    Pointer::from_tokens(tokens.iter().map(|token| match token {
        Token::Name(name) => (*name).to_owned(),
        Token::Index(index) => index.to_string(),
        Token::End => "-".to_owned(),
    }))
}
