//! Containers that are only on the way to what changes. They stay on the tape: laid open,
//! those of one long path would take ten times its text.

use std::borrow::Cow;

use super::super::{fold, lookup};
use super::object::Member;
use super::pieces::Element;
use super::small::{Small, has_few};
use super::tape::{Spot, Tape};
use super::tree::{Body, Slot, Tree, Value};
use crate::MemberNames;
use crate::document::Kind;

impl Tree<'_> {
    /// The container to which tokens lead from another one, both to be changed.
    pub(super) fn lead<'p>(
        &mut self,
        id: u32,
        mut tokens: impl Iterator<Item = Cow<'p, str>>,
    ) -> Option<u32> {
        let mut id = id;
        while let Some(token) = tokens.next() {
            id = if let Some(small) = self.way(id) {
                self.along(id, small, token, &mut tokens)?
            } else {
                let slot = self.find(id, &token)?;
                self.open_far(slot, &mut tokens)?
            };
        }
        Some(id)
    }

    /// A container of the document that is as on the tape but for one value, where that
    /// may be far inside.
    fn way(&self, id: u32) -> Option<Small> {
        match self.body(id) {
            Body::Small(small) if Self::may_lead(small.base) => Some(*small),
            _ => None,
        }
    }

    /// The patch has no long paths through what it brings, or they are laid open.
    fn may_lead(base: Spot) -> bool {
        !base.is_of_patch()
    }

    /// Goes from a container to where this token and more lead, along what leads to a value
    /// that is different already, as far as that is the same way.
    fn along<'p>(
        &mut self,
        id: u32,
        small: Small,
        token: Cow<'p, str>,
        tokens: &mut impl Iterator<Item = Cow<'p, str>>,
    ) -> Option<u32> {
        let tape = self.document;
        let base = small.base.at();
        let (mut here, mut next) = (base, Some(token));
        while let Some(token) = next {
            let (slot, place) = child(&tape, here, &token, self.names)?;
            if small.changed().is_some_and(|(at, _)| at == place) {
                return self.open(Slot::Way(id));
            }
            if !small.leads_into(&tape, place) {
                let id = self.split(id, here)?;
                return self.open_far(slot(id), tokens);
            }
            (here, next) = (place, tokens.next());
        }
        self.split(id, here)
    }

    /// Lays open a container between another one and what is different in there.
    pub(super) fn split(&mut self, id: u32, place: u32) -> Option<u32> {
        let Body::Small(small) = *self.body(id) else { return None };
        if small.base.at() == place {
            return Some(id);
        }
        let (at, value) = small.changed()?;
        let base = small.base.sibling(place);
        let inner = self.push(Body::Small(Small::with(base, at, value)));
        self.measure_last(inner, None);
        self.put_body(id, Body::Small(Small::with(small.base, place, Value::Laid(inner))));
        self.entered(Slot::Way(id), inner);
        if let Value::Laid(value) = value {
            self.entered(Slot::Way(inner), value);
        }
        Some(inner)
    }

    /// The container at a place, or that to which tokens lead from there as far as those
    /// between have few values.
    fn open_far<'p>(
        &mut self,
        slot: Slot,
        tokens: &mut impl Iterator<Item = Cow<'p, str>>,
    ) -> Option<u32> {
        if tokens.size_hint().1 == Some(0) {
            return self.open(slot);
        }
        let base = match self.value(slot)? {
            Value::Tape(base) if Self::may_lead(base) => base,
            _ => return self.open(slot),
        };
        let tape = self.document;
        let mut place = base.at();
        while has_few(&tape, place)
            && let Some(token) = tokens.next()
        {
            place = child(&tape, place, &token, self.names)?.1;
        }
        if place == base.at() {
            return self.open(slot);
        }
        let inner = self.lay(base.sibling(place))?;
        self.measure_last(inner, None);
        let way = self.push(Body::Small(Small::with(base, place, Value::Laid(inner))));
        self.measure_last(way, None);
        self.set(slot, Value::Laid(way));
        self.entered(slot, way);
        self.entered(Slot::Way(way), inner);
        Some(inner)
    }
}

/// The one name of an object that is this one in another case.
fn like(tape: &Tape<'_>, object: u32, token: &str) -> Option<u32> {
    let mut like = tape.names(object).filter(|name| fold::equal(&tape.string(*name), token));
    like.next().filter(|_| like.next().is_none())
}

/// What a token means in a container of a tape: a slot of it, once it is laid open, and the
/// place of the value.
fn child(
    tape: &Tape<'_>,
    at: u32,
    token: &str,
    names: MemberNames,
) -> Option<(impl FnOnce(u32) -> Slot, u32)> {
    let (member, element, place) = if tape.kind(at) == Kind::Object {
        let exact = tape.names(at).find(|name| tape.is(*name, token));
        let name = match names {
            MemberNames::Exact => exact?,
            MemberNames::IgnoreCase => exact.or_else(|| like(tape, at, token))?,
        };
        (Some(Member::Old(name)), Element::Old(0), name + 1)
    } else {
        let index = lookup::index(token, tape.count(at) as usize).ok()?;
        let number = u32::try_from(index).ok()?;
        (None, Element::Old(number), tape.elements(at).nth(index)?)
    };
    let slot = move |id| match member {
        Some(member) => Slot::Member(id, member),
        None => Slot::Element(id, element),
    };
    Some((slot, place))
}
