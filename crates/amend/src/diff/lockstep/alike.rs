//! Values that differ in white space only, compared token by token.

use super::{GiveUp, Walk};
use crate::document::{Entry, Kind, same_bytes};

impl Walk<'_> {
    /// Whether a container before stands here, but for white space; if so, goes on
    /// behind it. It was found not to stand here byte for byte.
    pub(super) fn only_space_differs(
        &mut self,
        place: usize,
        entry: Entry,
    ) -> Result<bool, GiveUp> {
        let space =
            |text: &str, at: usize| text.as_bytes().get(at).is_some_and(|byte| *byte <= b' ');
        let differs = (self.same, self.same.wrapping_add(self.shift));
        let spaced = space(self.before, differs.0) || space(self.after, differs.1);
        if !spaced || !matches!(entry.kind(), Kind::Array | Kind::Object) {
            return Ok(false);
        }
        let start = self.at;
        let alike = self.alike(place)?;
        self.at = if alike { self.at } else { start };
        Ok(alike)
    }

    /// Compares a value before with what stands here, token by token.
    fn alike(&mut self, place: usize) -> Result<bool, GiveUp> {
        self.memory.open.clear();
        let mut place = place;
        loop {
            let entry = self.entry(place)?;
            place += 1;
            let closes = match entry.kind() {
                Kind::Object => b'}',
                Kind::Array => b']',
                _ => 0,
            };
            if closes == 0 {
                if !self.token(entry) {
                    return Ok(false);
                }
            } else {
                // The brackets that open stand two before those that close.
                if self.byte() != Some(closes - 2) {
                    return Ok(false);
                }
                self.go_on(self.at + 1);
                self.memory.open.push((entry.behind(place - 1) - 1, closes));
            }
            let mut first = closes != 0;
            loop {
                let Some((end, closes)) = self.memory.open.last().copied() else {
                    return Ok(true);
                };
                if place == end {
                    if self.byte() != Some(closes) {
                        return Ok(false);
                    }
                    self.go_on(self.at + 1);
                    self.memory.open.pop();
                    place += 1;
                    first = false;
                    continue;
                }
                if !first {
                    if self.byte() != Some(b',') {
                        return Ok(false);
                    }
                    self.go_on(self.at + 1);
                }
                if closes == b'}' {
                    let name = self.entry(place)?;
                    place += 1;
                    if !self.token(name) || self.byte() != Some(b':') {
                        return Ok(false);
                    }
                    self.go_on(self.at + 1);
                }
                break;
            }
        }
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
