//! What was done to a document, so that it can be undone.
//!
//! The journal holds physical edits, in the order in which they were made, and
//! undoes them from the last to the first. It never runs an operation of RFC
//! 6902 backwards: those have rules of their own, and a rule can refuse.

use std::borrow::Cow;

use super::error::Reason;
use super::lookup::{self, Miss};
use super::tree::{List, Map, Open, Tree, descend};

/// The edits of one run of `apply`.
#[derive(Debug)]
pub(super) struct Journal<'p, T> {
    edits: Vec<Edit<'p, T>>,
}

/// An edit of the container that all tokens but the last lead to.
#[derive(Debug)]
struct Edit<'p, T> {
    tokens: Cow<'p, [String]>,
    change: Change<T>,
}

/// What was done, and what is needed to undo it.
#[derive(Debug)]
pub(super) enum Change<T> {
    /// The whole document was another one.
    Document(T),
    /// An element was inserted here.
    Inserted(usize),
    /// An element had another value.
    Element(usize, T),
    /// An element was taken out of here.
    TookElement(usize, Taken<T>),
    /// The member was added behind the others.
    Appended,
    /// The member had another value.
    Member(T),
    /// The member was taken out of this position.
    TookMember(usize, Taken<T>),
}

/// Where a value that was taken out is now.
#[derive(Debug)]
pub(super) enum Taken<T> {
    /// Here: `remove`.
    Kept(T),
    /// Where the next edit put it: `move`.
    Moved,
}

impl<'p, T: Tree> Journal<'p, T> {
    pub(super) fn new() -> Self {
        Self { edits: Vec::new() }
    }

    pub(super) fn push(&mut self, tokens: Cow<'p, [String]>, change: Change<T>) {
        self.edits.push(Edit { tokens, change });
    }

    /// Undoes everything. `hand` is the value of a `move` that was taken out and
    /// not yet put anywhere.
    pub(super) fn undo(self, document: &mut T, mut hand: Option<T>) {
        for Edit { tokens, change } in self.edits.into_iter().rev() {
            // Each edit is undone on the document that it left behind, so its
            // container is there and has what the edit put into it.
            let undone = undo(document, &tokens, change, &mut hand);
            debug_assert!(undone.is_ok(), "an edit can be undone");
        }
    }
}

fn undo<T: Tree>(
    document: &mut T,
    tokens: &[String],
    change: Change<T>,
    hand: &mut Option<T>,
) -> Result<(), Miss> {
    let Some((name, above)) = tokens.split_last() else {
        if let Change::Document(before) = change {
            *hand = Some(std::mem::replace(document, before));
        }
        return Ok(());
    };
    let mut value = |taken| match taken {
        Taken::Kept(value) => value,
        Taken::Moved => hand.take().unwrap_or_default(),
    };
    match (descend(document, above)?.open(), change) {
        (Open::Array(elements), Change::TookElement(index, taken)) => {
            elements.insert(index, value(taken));
        }
        (Open::Array(elements), Change::Inserted(index)) => *hand = elements.remove(index),
        (Open::Array(elements), Change::Element(index, before)) => {
            *hand = elements.get_mut(index).map(|element| std::mem::replace(element, before));
        }
        (Open::Object(members), Change::TookMember(position, taken)) => {
            members.put_back(position, name, value(taken));
        }
        (Open::Object(members), Change::Appended) => *hand = members.unappend(name),
        (Open::Object(members), Change::Member(before)) => {
            *hand = members.at(name).map(|member| std::mem::replace(member, before));
        }
        _ => debug_assert!(false, "a container is of the kind that was edited"),
    }
    Ok(())
}

/// Where a value was taken out of, and how many others were moved on.
pub(super) struct Gap {
    place: Place,
    pub(super) moved: usize,
}

enum Place {
    Element(usize),
    Member(usize),
}

impl Gap {
    pub(super) fn change<T>(self, taken: Taken<T>) -> Change<T> {
        match self.place {
            Place::Element(index) => Change::TookElement(index, taken),
            Place::Member(position) => Change::TookMember(position, taken),
        }
    }
}

/// Takes the value at a place out.
pub(super) fn take<T: Tree>(document: &mut T, tokens: &[String]) -> Result<(T, Gap), Miss> {
    let token = tokens.len().saturating_sub(1);
    let miss = |reason| Miss { token, reason };
    // The whole document has no place that it could be taken out of; callers
    // refuse that before they get here.
    let (name, above) = tokens.split_last().ok_or_else(|| miss(Reason::NoElement))?;
    match descend(document, above)?.open() {
        Open::Array(elements) => {
            let len = elements.len();
            let index = lookup::index(name, len).map_err(miss)?;
            let element = elements.remove(index);
            let element = element.ok_or(miss(Reason::OutOfRange { len, append: false }))?;
            let moved = elements.moved_by_edit(index);
            Ok((element, Gap { place: Place::Element(index), moved }))
        }
        Open::Object(members) => {
            let (at, value) = members.take(name).ok_or_else(|| miss(Reason::NoMember))?;
            let moved = members.moved_by_taking(at);
            Ok((value, Gap { place: Place::Member(at), moved }))
        }
        Open::Scalar(found) => Err(miss(Reason::NotAContainer { found })),
    }
}
