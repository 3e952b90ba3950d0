//! Lists that are in both texts, element by element.

use std::mem;

use super::{Element, Found, GiveUp, Lockstep, Walk};
use crate::diff::walk::DEEPEST;
use crate::document::Entry;

/// How many elements are read before one has to stand in both.
const PATIENCE: usize = 8;

/// An element that is one before, written in another way.
#[derive(Clone, Copy, Debug)]
pub(super) struct Alike {
    /// Its number among those that are noted, and where it begins.
    number: u32,
    start: u32,
}

impl Alike {
    #[expect(clippy::cast_possible_truncation, reason = "a text has fewer than 2^29 bytes")]
    fn new(number: usize, start: usize) -> Self {
        Self { number: number as u32, start: start as u32 }
    }
}

/// How an element that is one before is written.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
enum Form {
    /// Byte for byte.
    Same,
    Another,
}

impl Lockstep {
    /// Notes the elements of a list before.
    pub(in crate::diff) fn put_places(tape: &[Entry], list: usize, places: &mut Vec<Element>) {
        places.clear();
        let Some(entry) = tape.get(list) else { return };
        places.reserve_exact(entry.count(tape));
        let mut at = list + 1;
        while at + 1 < entry.behind(list) {
            places.push(Element::same(at));
            at = tape.get(at).map_or(usize::MAX - 1, |element| element.behind(at));
        }
    }
}

impl Walk<'_> {
    /// A list that is in both texts, and differs.
    pub(super) fn list(&mut self, name: usize, list: usize) -> Result<(), GiveUp> {
        let (start, from) = (self.at, self.memory.elements.len());
        let depth = self.memory.around.len() + 1;
        if depth >= self.limits.depth().min(DEEPEST) {
            return Err(GiveUp);
        }
        let end = self.entry(list)?.behind(list) - 1;
        let (mut next, mut kept) = (list + 1, false);
        // If no element is kept, they are a list on the tape after.
        let whole = self.memory.after.open_list(start);
        self.memory.alike.clear();
        self.go_on(self.at + 1);
        while self.byte() != Some(b']') {
            // It will hardly begin to fit now, and is soonest read in one piece.
            if !kept && self.memory.elements.len() - from == PATIENCE {
                self.memory.elements.truncate(from);
                self.memory.after.tape.truncate(whole);
                self.at = start;
                let after = self.read(depth - 1, end + 1 - list)?;
                self.memory.found.push(Found::Value { name, after });
                return Ok(());
            }
            let here = self.at;
            if let Some((place, element, form)) = self.partner(next, end)? {
                if form == Form::Another {
                    self.memory.alike.push(Alike::new(self.memory.elements.len(), here));
                }
                self.memory.elements.push(Element::same(place));
                next = element.behind(place);
                kept = true;
            } else {
                let element = self.read(depth, 1)?;
                self.memory.elements.push(Element::read(element));
                next = self.ahead(next, end)?;
            }
            match self.byte() {
                Some(b',') => {
                    self.go_on(self.at + 1);
                    if self.byte() == Some(b']') {
                        return Err(GiveUp);
                    }
                }
                Some(b']') => {}
                _ => return Err(GiveUp),
            }
        }
        let (closed, count) = (self.at + 1, self.memory.elements.len() - from);
        self.go_on(closed);
        if kept {
            self.read_alike(list, from, depth)?;
            self.memory.found.push(Found::List { name, from, count, start });
        } else {
            self.memory.elements.truncate(from);
            self.memory.after.close_list(whole, closed, count);
            self.memory.found.push(Found::Value { name, after: whole });
        }
        Ok(())
    }

    /// The element before that stands here: the next one, or one of those behind
    /// it, if some went. If there is one, goes on behind it.
    fn partner(&mut self, next: usize, end: usize) -> Result<Option<(usize, Entry, Form)>, GiveUp> {
        const GONE: usize = 3;
        let mut place = next;
        for _ in 0..=GONE {
            if place >= end {
                break;
            }
            let element = self.entry(place)?;
            if (place == next || self.may_stand(element)) && self.stands(element) {
                self.go_on(element.end(&self.memory.before.tape).wrapping_add(self.shift));
                return Ok(Some((place, element, Form::Same)));
            }
            if place == next && self.differs_in_form(place, element)? {
                return Ok(Some((place, element, Form::Another)));
            }
            place = element.behind(place);
        }
        Ok(None)
    }

    /// Reads the elements of a list that differ in their form only, but for those at its
    /// equal ends: the others may well be what a patch brings, as they are written after.
    fn read_alike(&mut self, list: usize, from: usize, depth: usize) -> Result<(), GiveUp> {
        if self.memory.alike.is_empty() {
            return Ok(());
        }
        let Lockstep { before, elements, places, alike, .. } = &mut *self.memory;
        Lockstep::put_places(&before.tape, list, places);
        let here = elements.get(from..).unwrap_or_default();
        let equal = |(one, other): &(&Element, &Element)| one == other;
        let head = places.iter().zip(here).take_while(equal).count();
        let rest = places.len().min(here.len()) - head;
        let tail = places.iter().rev().zip(here.iter().rev());
        let tail = tail.take(rest).take_while(equal).count();
        let between = from + head..elements.len() - tail;
        let end = self.at;
        let alike = mem::take(alike);
        for Alike { number, start } in &alike {
            let number = *number as usize;
            if between.contains(&number) {
                self.at = *start as usize;
                let element = Element::read(self.read(depth, 1)?);
                *self.memory.elements.get_mut(number).ok_or(GiveUp)? = element;
            }
        }
        self.memory.alike = alike;
        self.at = end;
        Ok(())
    }

    /// Whether a value before begins as what stands here.
    fn may_stand(&self, entry: Entry) -> bool {
        let word = |text: &str, at: usize| text.as_bytes().get(at..)?.first_chunk::<8>().copied();
        let start = entry.start();
        let short = entry.end(&self.memory.before.tape).wrapping_sub(start) < 8;
        short || word(self.before, start) == word(self.after, self.at)
    }

    /// Where the list before goes on behind an element that was read: behind the
    /// one in whose place it stands, unless what follows shows that it came.
    fn ahead(&mut self, next: usize, end: usize) -> Result<usize, GiveUp> {
        if next >= end {
            return Ok(next);
        }
        let element = self.entry(next)?;
        if self.byte() == Some(b',') {
            let here = self.at;
            self.go_on(here + 1);
            let came = self.stands(element);
            self.at = here;
            if came {
                return Ok(next);
            }
        }
        Ok(element.behind(next))
    }
}
