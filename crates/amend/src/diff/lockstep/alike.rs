//! Values that differ in white space and in the order of members only, compared token by
//! token.

use std::mem;

use super::{GiveUp, Members, Walk};
use crate::document::{Entry, Kind, same_bytes};

/// A container that is compared.
#[derive(Clone, Copy, Debug)]
pub(super) struct Open {
    /// The place of what closes it, and the byte that does.
    end: usize,
    closes: u8,
    /// The members of an object.
    members: Option<Members>,
}

impl Walk<'_> {
    /// Whether a container before stands here, but for white space and the order of
    /// members; if so, goes on behind it. It was found not to stand here byte for byte.
    pub(super) fn differs_in_form(&mut self, place: usize, entry: Entry) -> Result<bool, GiveUp> {
        let space =
            |text: &str, at: usize| text.as_bytes().get(at).is_some_and(|byte| *byte <= b' ');
        let differs = (self.same, self.same.wrapping_add(self.shift));
        let spaced = space(self.before, differs.0) || space(self.after, differs.1);
        // Where another member stands first, the rest is tried; where a value differs, not.
        let is_likely = match entry.kind() {
            Kind::Object => spaced || self.same < self.entry(place + 1)?.leaf_end(),
            Kind::Array => spaced,
            _ => false,
        };
        if !is_likely {
            return Ok(false);
        }
        let start = self.at;
        let alike = self.alike(place)?;
        self.at = if alike { self.at } else { start };
        Ok(alike)
    }

    /// Compares a container before with what stands here, token by token.
    fn alike(&mut self, place: usize) -> Result<bool, GiveUp> {
        let Some(mut inner) = self.open(place, self.entry(place)?) else { return Ok(false) };
        self.memory.open.clear();
        let (mut place, mut first) = (place + 1, true);
        loop {
            if self.byte() == Some(inner.closes) && self.is_whole(&inner, place)? {
                self.go_on(self.at + 1);
                place = inner.end + 1;
                first = false;
                match self.memory.open.pop() {
                    Some(around) => inner = around,
                    None => return Ok(true),
                }
                continue;
            }
            if !first {
                if self.byte() != Some(b',') {
                    return Ok(false);
                }
                self.go_on(self.at + 1);
            }
            if let Some(members) = &mut inner.members {
                match self.name(members)? {
                    Some(value) => place = value,
                    None => return Ok(false),
                }
            } else if place == inner.end {
                return Ok(false);
            }
            let entry = self.entry(place)?;
            if matches!(entry.kind(), Kind::Array | Kind::Object) {
                let Some(open) = self.open(place, entry) else { return Ok(false) };
                self.memory.open.push(mem::replace(&mut inner, open));
                first = true;
            } else if self.token(entry) {
                first = false;
            } else {
                return Ok(false);
            }
            place += 1;
        }
    }

    /// Goes into a container before, if one of its kind opens here.
    #[inline]
    fn open(&mut self, place: usize, entry: Entry) -> Option<Open> {
        let is_object = entry.kind() == Kind::Object;
        let closes = if is_object { b'}' } else { b']' };
        // The brackets that open stand two before those that close.
        self.byte().filter(|byte| *byte == closes - 2)?;
        self.go_on(self.at + 1);
        let members = Members::of(place, entry);
        Some(Open { end: members.end, closes, members: is_object.then_some(members) })
    }

    /// Whether all elements before were passed, with this place behind them, or all
    /// members found.
    #[inline]
    fn is_whole(&self, open: &Open, place: usize) -> Result<bool, GiveUp> {
        let Some(members) = open.members else { return Ok(place == open.end) };
        let Some(seen) = members.seen else { return Ok(members.next == members.end) };
        let count = self.entry(members.object)?.count(&self.memory.before.tape);
        Ok(seen.count_ones() as usize == count)
    }

    /// Goes on behind the name that stands here, if a member before has it that was not
    /// found yet; the place of its value.
    #[inline]
    fn name(&mut self, members: &mut Members) -> Result<Option<usize>, GiveUp> {
        let here = self.after.as_bytes().get(self.at..).unwrap_or_default();
        let stands = |name: Entry| {
            let name = self.before.as_bytes().get(name.start()..name.leaf_end());
            name.is_some_and(|name| here.starts_with(name))
        };
        let tape = &self.memory.before.tape;
        let next = tape.get(members.next).filter(|_| members.next < members.end);
        let (number, name) = if next.is_some_and(|name| stands(*name)) {
            (members.number, members.next)
        } else {
            let count = self.entry(members.object)?.count(tape);
            if members.free(count).is_none() {
                return Ok(None);
            }
            let Some(found) = members.find(tape, stands) else { return Ok(None) };
            found
        };
        if members.seen.is_some_and(|seen| seen >> number & 1 == 1) {
            return Ok(None);
        }
        members.pass(number, self.entry(name + 1)?.behind(name + 1));
        let (start, end) = (self.entry(name)?.start(), self.entry(name)?.leaf_end());
        self.go_on(self.at + (end - start));
        if self.byte() != Some(b':') {
            return Ok(None);
        }
        self.go_on(self.at + 1);
        Ok(Some(name + 1))
    }

    /// Whether a scalar or a name before stands here; if so, goes on behind it.
    #[inline]
    fn token(&mut self, entry: Entry) -> bool {
        let token = self.before.as_bytes().get(entry.start()..entry.leaf_end());
        let token = token.unwrap_or_default();
        let (after, end) = (self.after.as_bytes(), self.at + token.len());
        if !after.get(self.at..end).is_some_and(|here| same_bytes(here, token)) {
            return false;
        }
        // A number may go on.
        if entry.kind() == Kind::Number
            && matches!(after.get(end), Some(b'0'..=b'9' | b'.' | b'e' | b'E' | b'+' | b'-'))
        {
            return false;
        }
        self.go_on(end);
        true
    }
}
