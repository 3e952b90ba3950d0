//! Where paths led to: those of operations that follow each other often share most.

use std::borrow::Cow;

use super::operation::Path;
use crate::document::same_bytes;

/// Some containers and the paths to them.
#[derive(Debug, Default)]
pub(super) struct Known<'t> {
    root: Option<u32>,
    others: Vec<Container<'t>>,
    /// How many were put in the place of another one.
    turns: usize,
}

#[derive(Debug)]
struct Container<'t> {
    /// The path to it is so long a part of this one.
    text: Cow<'t, str>,
    len: usize,
    id: u32,
}

/// So many are known at most.
const MOST: usize = 8;

impl Container<'_> {
    #[inline]
    fn path(&self) -> &[u8] {
        self.text.as_bytes().get(..self.len).unwrap_or_default()
    }
}

impl<'t> Known<'t> {
    /// The innermost container that is known on the way to a place, and how long a part
    /// of the path it has.
    #[inline]
    pub(super) fn find(&mut self, path: &str) -> Option<(usize, u32)> {
        let mut best = (0, self.root?);
        if path.is_empty() {
            return Some(best);
        }
        let bytes = path.as_bytes();
        let same = |one: &Container<'_>| one.len == bytes.len() && same_bytes(one.path(), bytes);
        if let Some(at) = self.others.iter().position(same) {
            let id = self.others.get(at)?.id;
            // Those that are asked for often stay in front.
            self.others.swap(at, at / 2);
            return Some((path.len(), id));
        }
        for one in &self.others {
            if one.len > best.0 && is_within(bytes, one.path()) {
                best = (one.len, one.id);
            }
        }
        Some(best)
    }

    /// Where so long a part of a path leads.
    pub(super) fn learn(&mut self, path: &Path<'t>, len: usize, id: u32) {
        if len == 0 {
            self.root = Some(id);
            return;
        }
        let one = Container { text: path.text().clone(), len, id };
        if self.others.len() < MOST {
            // Where there is one, there are more soon.
            self.others.reserve_exact(MOST - self.others.len());
            self.others.push(one);
            return;
        }
        self.turns += 1;
        if let Some(other) = self.others.get_mut(MOST / 2 + self.turns % (MOST / 2)) {
            *other = one;
        }
    }

    /// What is at this path is another value now, or one of several.
    #[cold]
    pub(super) fn forget(&mut self, path: &str) {
        if path.is_empty() {
            *self = Self::default();
        }
        self.others.retain(|one| !is_within(one.path(), path.as_bytes()));
    }

    /// The elements of the list at this path have moved.
    pub(super) fn forget_inside(&mut self, path: &str) {
        self.others.retain(|one| one.len <= path.len() || !is_within(one.path(), path.as_bytes()));
    }

    /// Forgets all but the whole document.
    pub(super) fn forget_all(&mut self) {
        self.others.clear();
    }
}

/// Whether a path leads to a place or into it.
#[inline]
fn is_within(path: &[u8], place: &[u8]) -> bool {
    // What tells most apart is cheap to see.
    let behind = path.get(place.len());
    let ends = behind == Some(&b'/') || path.len() == place.len();
    ends && path.get(..place.len()).is_some_and(|path| same_bytes(path, place))
}
