//! A container of few values that is as it stands on a tape, but for one value somewhere
//! inside of it. Long paths lead through many containers, and nothing else happens to most:
//! those between this one and that value are on the tape alone.

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
    /// The place of the value on the tape. All containers around it up to this one have few
    /// values.
    at: u32,
    value: Option<Value>,
}

/// What is directly inside.
#[derive(Clone, Copy, Debug)]
pub(super) enum Child {
    Value(Value),
    /// A container in which something is different, and which is not one of its own.
    Way(Small),
}

/// Up to so many values are few.
const FEW: u32 = if cfg!(test) { 3 } else { 16 };

impl Small {
    /// A container, if it has few values.
    pub(super) fn over(tape: &Tape<'_>, base: Spot) -> Option<Self> {
        has_few(tape, base.at()).then_some(Self { base, at: 0, value: None })
    }

    /// A container in which another value is at a place.
    pub(super) fn with(base: Spot, at: u32, value: Value) -> Self {
        Self { base, at, value: Some(value) }
    }

    /// The place of the value that a slot is about.
    pub(super) fn member(member: Member) -> Option<u32> {
        if let Member::Old(at) = member { Some(at + 1) } else { None }
    }

    pub(super) fn element(&self, tape: &Tape<'_>, element: Element) -> Option<u32> {
        if let Element::Old(number) = element { self.nth(tape, number) } else { None }
    }

    /// The place of the element of this number.
    pub(super) fn nth(&self, tape: &Tape<'_>, number: u32) -> Option<u32> {
        tape.elements(self.base.at()).nth(number as usize)
    }

    /// What is at the place of a value that is directly inside.
    pub(super) fn child(&self, tape: &Tape<'_>, place: u32) -> Child {
        match self.value {
            Some(value) if self.at == place => Child::Value(value),
            Some(_) if self.leads_into(tape, place) => {
                Child::Way(Self { base: self.base.sibling(place), ..*self })
            }
            _ => Child::Value(Value::Tape(self.base.sibling(place))),
        }
    }

    /// The same, if it is a value of its own.
    pub(super) fn get(&self, tape: &Tape<'_>, place: u32) -> Option<Value> {
        if let Child::Value(value) = self.child(tape, place) { Some(value) } else { None }
    }

    /// Whether what is different is inside of the value at a place.
    pub(super) fn leads_into(&self, tape: &Tape<'_>, place: u32) -> bool {
        self.value.is_some() && place < self.at && self.at < tape.next(place)
    }

    /// The place of the value directly inside in which something is different, unless it is
    /// that value itself.
    pub(super) fn next(&self, tape: &Tape<'_>) -> Option<u32> {
        self.value?;
        places(tape, self.base.at()).find(|place| self.leads_into(tape, *place))
    }

    /// Sets a value directly inside; whether there is room for it.
    pub(super) fn set(&mut self, place: u32, value: Value) -> bool {
        let fits = self.value.is_none() || self.at == place;
        if fits {
            (self.at, self.value) = (place, Some(value));
        }
        fits
    }

    /// The value that is another one, and its place on the tape.
    pub(super) fn changed(&self) -> Option<(u32, Value)> {
        Some((self.at, self.value?))
    }

    /// Puts another value in the place of that.
    pub(super) fn change(&mut self, value: Value) {
        self.value = Some(value);
    }

    pub(super) fn laid(&self) -> Option<Value> {
        self.value
    }

    /// The same as a container in which anything may be different. What is different is
    /// directly inside.
    pub(super) fn widened<'t>(&self, tape: &Tape<'t>) -> Body<'t> {
        let base = self.base.at();
        if tape.kind(base) == Kind::Array {
            let mut array = Array::over(tape, self.base);
            if let Some(value) = self.value {
                let number = (0..).zip(tape.elements(base)).find(|(_, at)| *at == self.at);
                array.set(Element::Old(number.map_or(0, |(number, _)| number)), value);
            }
            Body::Array(Box::new(array))
        } else {
            let mut object = Object::over(tape, self.base);
            if let Some(value) = self.value {
                object.set(Member::Old(self.at - 1), value);
            }
            Body::Object(Box::new(object))
        }
    }
}

/// Whether the value at a place of a tape is a container of few values.
pub(super) fn has_few(tape: &Tape<'_>, at: u32) -> bool {
    matches!(tape.kind(at), Kind::Array | Kind::Object) && tape.count(at) <= FEW
}

/// The places of the values directly inside of a container.
pub(super) fn places<'t>(tape: &Tape<'t>, at: u32) -> impl Iterator<Item = u32> + use<'t> {
    let is_object = tape.kind(at) == Kind::Object;
    let names = is_object.then(|| tape.names(at).map(|name| name + 1));
    let elements = (!is_object).then(|| tape.elements(at));
    names.into_iter().flatten().chain(elements.into_iter().flatten())
}
