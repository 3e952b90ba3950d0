//! Values, and the containers in which something is different.

use std::borrow::Cow;

use super::super::lookup;
use super::arena::Arena;
use super::array::Array;
use super::measures::{Measures, NOWHERE};
use super::object::{Ambiguous, Member, Object};
use super::pieces::Element;
use super::small::Small;
use super::tape::{Spot, Tape};
use crate::document::Kind;
use crate::measure::{Size, name_bytes};
use crate::{Document, MemberNames};

/// A value: what stands on a tape, or a container of that in which something is
/// different, by its number.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) enum Value {
    Tape(Spot),
    Laid(u32),
}

impl Value {
    #[inline]
    pub(super) fn is_laid(self) -> bool {
        matches!(self, Self::Laid(_))
    }
}

/// A document that is being changed.
#[derive(Debug)]
pub(super) struct Tree<'t> {
    pub(super) document: Tape<'t>,
    pub(super) patch: Tape<'t>,
    pub(super) root: Value,
    /// How members are found.
    pub(super) names: MemberNames,
    laid: Arena<Laid<'t>>,
    /// Once values were looked through often enough to know how large they are.
    pub(super) measures: Option<Box<Measures>>,
    /// How many bytes of values were looked through for that.
    pub(super) looked: usize,
}

#[derive(Debug)]
struct Laid<'t> {
    /// How many values are this one. Of several none may be changed.
    refs: u32,
    body: Body<'t>,
}

#[derive(Clone, Debug)]
pub(super) enum Body<'t> {
    Array(Box<Array>),
    Object(Box<Object<'t>>),
    /// Until something is asked that only the others know.
    Small(Small),
    /// Nobody has it any more.
    Free,
}

/// A place that has a value.
#[derive(Clone, Copy, Debug)]
pub(super) enum Slot {
    Root,
    Member(u32, Member),
    Element(u32, Element),
    /// What is different in a container that is else as on its tape, however far inside.
    Way(u32),
}

impl<'t> Tree<'t> {
    pub(super) fn over(document: &'t Document<'_>, patch: &'t Document<'_>) -> Self {
        Self {
            document: Tape::of(document),
            patch: Tape::of(patch),
            root: Value::Tape(Spot::ROOT),
            names: MemberNames::Exact,
            laid: Arena::default(),
            measures: None,
            looked: 0,
        }
    }

    #[inline]
    pub(super) fn tape(&self, spot: Spot) -> Tape<'t> {
        if spot.is_of_patch() { self.patch } else { self.document }
    }

    pub(super) fn is_array(&self, id: u32) -> bool {
        match self.body(id) {
            Body::Array(_) => true,
            Body::Small(small) => self.tape(small.base).kind(small.base.at()) == Kind::Array,
            Body::Object(_) | Body::Free => false,
        }
    }

    pub(super) fn is_object(&self, id: u32) -> bool {
        match self.body(id) {
            Body::Object(_) => true,
            Body::Small(small) => self.tape(small.base).kind(small.base.at()) == Kind::Object,
            Body::Array(_) | Body::Free => false,
        }
    }

    pub(super) fn body(&self, id: u32) -> &Body<'t> {
        self.laid.get(id).map_or(&Body::Free, |laid| &laid.body)
    }

    #[inline]
    fn body_mut(&mut self, id: u32) -> Option<&mut Body<'t>> {
        self.laid.get_mut(id).map(|laid| &mut laid.body)
    }

    pub(super) fn value(&self, slot: Slot) -> Option<Value> {
        match slot {
            Slot::Root => Some(self.root),
            Slot::Member(id, member) => match self.body(id) {
                Body::Object(object) => object.get(member),
                Body::Small(small) => small.get(&self.tape(small.base), Small::member(member)?),
                _ => None,
            },
            Slot::Element(id, element) => match self.body(id) {
                Body::Array(array) => Some(array.get(&self.tape(array.base), element)),
                Body::Small(small) => {
                    let tape = self.tape(small.base);
                    small.get(&tape, small.element(&tape, element)?)
                }
                _ => None,
            },
            Slot::Way(id) => match self.body(id) {
                Body::Small(small) => small.laid(),
                _ => None,
            },
        }
    }

    pub(super) fn set(&mut self, slot: Slot, value: Value) {
        if let Slot::Member(id, _) | Slot::Element(id, _) = slot
            && let Body::Small(small) = *self.body(id)
        {
            let place = match slot {
                Slot::Member(_, member) => Small::member(member),
                Slot::Element(_, element) => small.element(&self.tape(small.base), element),
                Slot::Root | Slot::Way(_) => None,
            };
            if let Some(Body::Small(small)) = self.body_mut(id)
                && place.is_some_and(|place| small.set(place, value))
            {
                return;
            }
            self.widen(id);
        }
        match slot {
            Slot::Root => self.root = value,
            Slot::Way(id) => {
                if let Some(Body::Small(small)) = self.body_mut(id) {
                    small.change(value);
                }
            }
            Slot::Member(id, member) => {
                if let Some(Body::Object(object)) = self.body_mut(id) {
                    object.set(member, value);
                }
            }
            Slot::Element(id, element) => {
                if let Some(Body::Array(array)) = self.body_mut(id) {
                    array.set(element, value);
                }
            }
        }
    }

    /// Puts another value in the place of one, and gives that.
    pub(super) fn replace(&mut self, slot: Slot, value: Value) -> Option<Value> {
        let before = self.value(slot);
        if let Slot::Member(id, _) | Slot::Element(id, _) = slot {
            self.changed(id, before.map(|before| (before, 0)), Some((value, 0)));
        }
        self.set(slot, value);
        before
    }

    /// Makes a container one in which anything may be different.
    #[inline]
    fn widen(&mut self, id: u32) {
        if let Body::Small(small) = *self.body(id) {
            self.widen_small(id, small);
        }
    }

    fn widen_small(&mut self, id: u32, small: Small) {
        if let Some(place) = small.next(&self.tape(small.base)) {
            self.split(id, place);
        }
        if let Body::Small(small) = *self.body(id) {
            self.put_body(id, small.widened(&self.tape(small.base)));
        }
    }

    pub(super) fn put_body(&mut self, id: u32, body: Body<'t>) {
        if let Some(before) = self.body_mut(id) {
            *before = body;
        }
    }

    /// What changes in a container: a value, and the bytes of its name.
    #[inline]
    fn changed(&mut self, id: u32, before: Option<(Value, usize)>, after: Option<(Value, usize)>) {
        if self.measures.is_some() {
            self.measure_again(id, before, after);
        }
    }

    #[cold]
    fn measure_again(
        &mut self,
        id: u32,
        before: Option<(Value, usize)>,
        after: Option<(Value, usize)>,
    ) {
        let Some(mut measures) = self.measures.take() else { return };
        let size = |(value, name): (Value, usize)| {
            let Size { bytes, depth } = measures.size(self, value);
            Size { bytes: bytes + name, depth }
        };
        let (before, after) = (before.map(size), after.map(size));
        measures.change(self, id, before, after);
        self.measures = Some(measures);
    }

    /// How many containers there are in which something is different, or was.
    pub(super) fn laid_len(&self) -> usize {
        self.laid.len()
    }

    /// The values in a container that are laid open; there may be others.
    pub(super) fn laid_in(&self, id: u32) -> Vec<Value> {
        match self.body(id) {
            Body::Array(array) => array.laid().collect(),
            Body::Object(object) => object.laid().collect(),
            Body::Small(small) => small.laid().into_iter().collect(),
            Body::Free => Vec::new(),
        }
    }

    #[expect(clippy::cast_possible_truncation, reason = "there are fewer than values")]
    pub(super) fn push(&mut self, body: Body<'t>) -> u32 {
        self.laid.push(Laid { refs: 1, body });
        (self.laid.len() - 1) as u32
    }

    /// The container at a place, to be changed; none, if the value there is a scalar.
    pub(super) fn open(&mut self, slot: Slot) -> Option<u32> {
        let value = self.value(slot)?;
        let id = match value {
            Value::Laid(id) => {
                let laid = self.laid.get_mut(id)?;
                if laid.refs <= 1 {
                    self.entered(slot, id);
                    return Some(id);
                }
                laid.refs -= 1;
                let body = laid.body.clone();
                self.share_all(&body);
                self.push(body)
            }
            Value::Tape(spot) => self.lay(spot)?,
        };
        let like = if let Value::Laid(like) = value { Some(like) } else { None };
        self.measure_last(id, like);
        self.set(slot, Value::Laid(id));
        self.entered(slot, id);
        Some(id)
    }

    /// Measures a container that was laid open as the last one, if all are. What puts it
    /// where it belongs may lay others open.
    pub(super) fn measure_last(&mut self, id: u32, like: Option<u32>) {
        if let Some(mut measures) = self.measures.take() {
            measures.push(self, id, like);
            self.measures = Some(measures);
        }
    }

    /// Lays open what stands at a place of a tape; none, if that is a scalar.
    pub(super) fn lay(&mut self, spot: Spot) -> Option<u32> {
        let tape = self.tape(spot);
        if !matches!(tape.kind(spot.at()), Kind::Array | Kind::Object) {
            return None;
        }
        let small = Small::over(&tape, spot);
        Some(self.push(match (small, tape.kind(spot.at())) {
            (Some(small), _) => Body::Small(small),
            (None, Kind::Array) => Body::Array(Box::new(Array::over(&tape, spot))),
            (None, _) => Body::Object(Box::new(Object::over(&tape, spot))),
        }))
    }

    /// Where a container is that may be changed.
    #[inline]
    pub(super) fn entered(&mut self, slot: Slot, id: u32) {
        if let Some(measures) = &mut self.measures {
            let above = match slot {
                Slot::Root => NOWHERE,
                Slot::Member(above, _) | Slot::Element(above, _) | Slot::Way(above) => above,
            };
            measures.enter(id, above);
        }
    }

    /// What a value holds, and what a copy of it holds, too.
    fn share_all(&mut self, body: &Body<'t>) {
        match body {
            Body::Array(array) => array.laid().for_each(|value| self.share(value)),
            Body::Object(object) => object.laid().for_each(|value| self.share(value)),
            Body::Small(small) => small.laid().into_iter().for_each(|value| self.share(value)),
            Body::Free => {}
        }
    }

    /// One more value is this one.
    pub(super) fn share(&mut self, value: Value) {
        if let Value::Laid(id) = value
            && let Some(laid) = self.laid.get_mut(id)
        {
            laid.refs += 1;
        }
    }

    /// A value is gone. Its depth is bounded, so this may recurse.
    pub(super) fn release(&mut self, value: Value) {
        let Value::Laid(id) = value else { return };
        let Some(laid) = self.laid.get_mut(id) else { return };
        laid.refs = laid.refs.saturating_sub(1);
        if laid.refs > 0 {
            return;
        }
        match std::mem::replace(&mut laid.body, Body::Free) {
            Body::Array(array) => array.laid().for_each(|value| self.release(value)),
            Body::Object(object) => object.laid().for_each(|value| self.release(value)),
            Body::Small(small) => small.laid().into_iter().for_each(|value| self.release(value)),
            Body::Free => {}
        }
    }

    /// The place that a token means in a container. `None`: there is none, or it is not
    /// known which.
    #[inline]
    pub(super) fn find(&mut self, id: u32, token: &str) -> Option<Slot> {
        let Self { document, patch, names, laid, .. } = self;
        match &mut laid.get_mut(id)?.body {
            Body::Object(object) => {
                let of_patch = object.base.is_some_and(Spot::is_of_patch);
                let tape = if of_patch { patch } else { document };
                let mut member = object.find(tape, token).member;
                if member.is_none() && *names == MemberNames::IgnoreCase {
                    member = object.find_like(tape, token).ok()?;
                }
                member.map(|member| Slot::Member(id, member))
            }
            Body::Array(array) => {
                let index = lookup::index(token, array.len as usize).ok()?;
                let element = array.find(u32::try_from(index).ok()?)?;
                Some(Slot::Element(id, element))
            }
            Body::Small(small) => {
                let base = small.base;
                let tape = if base.is_of_patch() { patch } else { document };
                let (small, tape) = (*small, *tape);
                let found = if tape.kind(base.at()) == Kind::Array {
                    let index = lookup::index(token, tape.count(base.at()) as usize).ok()?;
                    let number = u32::try_from(index).ok()?;
                    Some((Slot::Element(id, Element::Old(number)), small.nth(&tape, number)?))
                } else {
                    let name = tape.names(base.at()).find(|at| tape.is(*at, token));
                    name.map(|name| (Slot::Member(id, Member::Old(name)), name + 1))
                };
                if let Some((slot, place)) = found {
                    // What is found there is a value of its own.
                    if small.leads_into(&tape, place) {
                        self.split(id, place);
                    }
                    return Some(slot);
                }
                if *names == MemberNames::Exact || tape.kind(base.at()) == Kind::Array {
                    return None;
                }
                self.widen(id);
                self.find(id, token)
            }
            Body::Free => None,
        }
    }

    /// Sets a member (RFC 6902 §4.1), and gives the value that it had.
    pub(super) fn put(
        &mut self,
        id: u32,
        token: Cow<'t, str>,
        value: Value,
    ) -> Result<Option<Value>, Ambiguous> {
        self.widen(id);
        let Self { document, patch, names, laid, .. } = self;
        let Some(Body::Object(object)) = laid.get_mut(id).map(|laid| &mut laid.body) else {
            return Err(Ambiguous);
        };
        let of_patch = object.base.is_some_and(Spot::is_of_patch);
        let tape = if of_patch { patch } else { document };
        let found = object.find(tape, &token);
        let mut member = found.member;
        if member.is_none() && *names == MemberNames::IgnoreCase {
            member = object.find_like(tape, &token)?;
        }
        let Some(member) = member else {
            let name = if self.measures.is_some() { name_bytes(&token) } else { 0 };
            object.append(token, value, found.old);
            self.changed(id, None, Some((value, name)));
            return Ok(None);
        };
        Ok(self.replace(Slot::Member(id, member), value))
    }

    /// Takes a member out.
    pub(super) fn take(&mut self, id: u32, token: &str) -> Option<Value> {
        self.widen(id);
        let Slot::Member(_, member) = self.find(id, token)? else { return None };
        if self.measures.is_some()
            && let Body::Object(object) = self.body(id)
            && let Some(value) = object.get(member)
        {
            let name = object.name_bytes(&object.tape(self), member);
            self.changed(id, Some((value, name)), None);
        }
        match self.body_mut(id)? {
            Body::Object(object) => object.take(member),
            _ => None,
        }
    }

    /// Inserts an element (RFC 6902 §4.1).
    pub(super) fn insert(&mut self, id: u32, token: &str, value: Value) -> Option<()> {
        self.widen(id);
        let Body::Array(array) = self.body_mut(id)? else { return None };
        let index = lookup::gap(token, array.len as usize).ok()?;
        array.insert(u32::try_from(index).ok()?, value);
        self.changed(id, None, Some((value, 0)));
        Some(())
    }

    /// Takes an element out.
    pub(super) fn remove(&mut self, id: u32, token: &str) -> Option<Value> {
        self.widen(id);
        let Self { document, patch, laid, .. } = self;
        let Body::Array(array) = &mut laid.get_mut(id)?.body else { return None };
        let index = lookup::index(token, array.len as usize).ok()?;
        let tape = if array.base.is_of_patch() { patch } else { document };
        let value = array.remove(tape, u32::try_from(index).ok()?)?;
        self.changed(id, Some((value, 0)), None);
        Some(value)
    }
}
