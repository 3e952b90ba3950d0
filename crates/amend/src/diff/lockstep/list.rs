//! Lists that are in both texts, element by element.

use super::{DOCUMENT, Element, Found, GiveUp, Walk};
use crate::diff::walk::DEEPEST;
use crate::document::Entry;

/// How many elements are read before one has to stand in both.
const PATIENCE: usize = 32;

impl Walk<'_> {
    /// A list that is in both texts, and differs.
    pub(super) fn list(&mut self, name: usize, list: usize) -> Result<(), GiveUp> {
        let (start, from) = (self.at, self.memory.elements.len());
        let depth = self.memory.around.len() + 1;
        if depth >= self.limits.depth().min(DEEPEST) {
            return Err(GiveUp);
        }
        let end = self.entry(list)?.next as usize;
        let (mut next, mut kept) = (list + 1, false);
        self.go_on(self.at + 1);
        while self.byte() != Some(b']') {
            // It will hardly begin to fit now, and is soonest read in one piece.
            if !kept && self.memory.elements.len() - from == PATIENCE {
                break;
            }
            if let Some((place, element)) = self.partner(next, end)? {
                self.memory.elements.push(Element::Same(place));
                next = element.next as usize;
                kept = true;
            } else {
                let element = self.read(depth)?;
                self.memory.elements.push(Element::Read(element));
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
        if kept {
            self.go_on(self.at + 1);
            let count = self.memory.elements.len() - from;
            self.memory.found.push(Found::List { name, from, count, start });
            return Ok(());
        }
        // It may be replaced, and then it is wanted in one piece.
        if name == DOCUMENT {
            return Err(GiveUp);
        }
        self.memory.elements.truncate(from);
        self.at = start;
        let after = self.read(depth - 1)?;
        self.memory.found.push(Found::Value { name, after });
        Ok(())
    }

    /// The element before that stands here: the next one, or one of those behind
    /// it, if some went. If there is one, goes on behind it.
    fn partner(&mut self, next: usize, end: usize) -> Result<Option<(usize, Entry)>, GiveUp> {
        const GONE: usize = 3;
        let mut place = next;
        for _ in 0..=GONE {
            if place >= end {
                break;
            }
            let element = self.entry(place)?;
            if self.stands(element) {
                self.go_on((element.end as usize).wrapping_add(self.shift));
                return Ok(Some((place, element)));
            }
            if place == next && self.only_space_differs(place, element)? {
                return Ok(Some((place, element)));
            }
            place = element.next as usize;
        }
        Ok(None)
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
        Ok(element.next as usize)
    }
}
