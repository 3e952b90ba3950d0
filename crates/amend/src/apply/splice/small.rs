//! A container of few values, one of which is another one now. Long paths lead through
//! many of them, and nothing else happens to most.

use std::borrow::Cow;

use super::array::Array;
use super::object::{Member, Object};
use super::pieces::Element;
use super::tape::{Spot, Tape};
use super::tree::{Body, Value};
use crate::document::Kind;

/// A container as it stands on a tape, but for one value.
#[derive(Clone, Copy, Debug)]
pub(super) struct Small {
    pub(super) base: Spot,
    /// The place of the name, or the number of the element.
    at: u32,
    value: Option<Value>,
}

/// Up to so many values are few.
const FEW: u32 = if cfg!(test) { 3 } else { 16 };

impl Small {
    /// A container, if it has few values.
    pub(super) fn over(tape: &Tape<'_>, base: Spot) -> Option<Self> {
        (tape.count(base.at()) <= FEW).then_some(Self { base, at: 0, value: None })
    }

    /// The place of the name, or the number of the element, that a slot is about.
    pub(super) fn member(member: Member) -> Option<u32> {
        if let Member::Old(at) = member { Some(at) } else { None }
    }

    pub(super) fn element(element: Element) -> Option<u32> {
        if let Element::Old(number) = element { Some(number) } else { None }
    }

    /// The place of a value on the tape.
    pub(super) fn place(&self, tape: &Tape<'_>, at: u32) -> Option<u32> {
        let base = self.base.at();
        match tape.kind(base) {
            Kind::Object => Some(at + 1),
            _ => tape.elements(base).nth(at as usize),
        }
    }

    pub(super) fn get(&self, tape: &Tape<'_>, at: u32) -> Option<Value> {
        match self.value.filter(|_| self.at == at) {
            None => Some(Value::Tape(self.base.sibling(self.place(tape, at)?))),
            value => value,
        }
    }

    /// Sets a value; whether there is room for it.
    pub(super) fn set(&mut self, at: u32, value: Value) -> bool {
        let fits = self.value.is_none() || self.at == at;
        if fits {
            (self.at, self.value) = (at, Some(value));
        }
        fits
    }

    /// The value that is another one, and its place on the tape.
    pub(super) fn changed(&self, tape: &Tape<'_>) -> Option<(u32, Value)> {
        Some((self.place(tape, self.at)?, self.value?))
    }

    pub(super) fn later(&self) -> Option<Value> {
        self.value
    }

    /// All values there are, with their names, if they have any.
    pub(super) fn all<'t>(
        &self,
        tape: &Tape<'t>,
    ) -> impl Iterator<Item = (Option<Cow<'t, str>>, Value)> {
        let base = self.base.at();
        let is_object = tape.kind(base) == Kind::Object;
        let elements = (!is_object).then(|| (0..tape.count(base)).map(|at| (at, None)));
        let names = is_object.then(|| tape.names(base).map(|at| (at, Some(tape.string(at)))));
        let all = elements.into_iter().flatten().chain(names.into_iter().flatten());
        all.filter_map(|(at, name)| Some((name, self.get(tape, at)?)))
    }

    /// The same as a container in which anything may be different.
    pub(super) fn widened<'t>(&self, tape: &Tape<'t>) -> Body<'t> {
        if tape.kind(self.base.at()) == Kind::Array {
            let mut array = Array::over(tape, self.base);
            if let Some(value) = self.value {
                array.changes.set(self.at, value);
            }
            Body::Array(Box::new(array))
        } else {
            let mut object = Object::over(tape, self.base);
            if let Some(value) = self.value {
                object.changes.set(self.at, Some(value));
            }
            Body::Object(Box::new(object))
        }
    }
}
