//! Lists whose elements are told apart by a member, or by their values.
#![expect(
    clippy::indexing_slicing,
    reason = "positions in the two lists that the keys were collected from"
)]

use std::collections::{HashMap, HashSet};

use super::Moves;
use super::classes::Class;
use super::common::increasing;
use super::draft::Draft;
use super::index::Item;
use super::list::List;
use super::lists::Arrival;
use super::walk::{Here, Walk};
use crate::view::{Shape, View};

/// For each element after the position of its partner before.
pub(super) type Matches = Vec<Option<usize>>;

impl<'a, V: View<'a>> Walk<'a, '_, V> {
    /// The partners by the value of this member, if every element of both lists is
    /// an object that has one, a scalar, and no two elements of a list have the same.
    /// Without a name: by the values themselves.
    pub(super) fn matches(
        &mut self,
        left: &mut List<V>,
        right: &mut List<V>,
        name: Option<&str>,
    ) -> Option<Matches> {
        let mut places: HashMap<Class, usize> = HashMap::with_capacity(left.len());
        for at in 0..left.len() {
            if places.insert(self.key(left, at, name)?, at).is_some() {
                return None;
            }
        }
        let mut seen: HashSet<Class> = HashSet::with_capacity(right.len());
        let mut matches = Vec::with_capacity(right.len());
        for at in 0..right.len() {
            let key = self.key(right, at, name)?;
            if !seen.insert(key) {
                return None;
            }
            matches.push(places.get(&key).copied());
        }
        Some(matches)
    }

    fn key(&mut self, list: &mut List<V>, at: usize, name: Option<&str>) -> Option<Class> {
        let Some(name) = name else {
            let id = self.enter_at(list, at);
            return Some(self.index.class(id));
        };
        let mut key = Item::bare(self.at(list, at).view.member(name)?);
        if matches!(key.view.shape(), Shape::Array(_) | Shape::Object(_)) {
            return None;
        }
        self.index.enter(&mut key);
        Some(self.index.class(key.id))
    }

    /// The steps of a list whose elements have partners. Those that stand in
    /// another order than most either move or go and come again.
    pub(super) fn keyed(
        &mut self,
        draft: &mut Draft,
        left: &List<V>,
        right: &List<V>,
        matches: &Matches,
        here: Here,
    ) {
        let here = Here { known: true, ..here };
        let mut partners = vec![None; left.len()];
        for (j, i) in matches.iter().enumerate() {
            if let Some(partner) = i.and_then(|i| partners.get_mut(i)) {
                *partner = Some(j);
            }
        }
        let pairs: Vec<(usize, usize)> =
            partners.iter().enumerate().filter_map(|(i, j)| j.map(|j| (i, j))).collect();
        let staying = increasing(&pairs);
        let mut moving = vec![None; left.len()];
        if self.moves == Moves::Yes {
            let stays = |pair| staying.binary_search(pair).is_ok();
            for (i, j) in pairs.iter().filter(|pair| !stays(pair)) {
                let (x, y) = (self.at(left, *i), self.at(right, *j));
                moving[*i] = self.moving((x, *i), (y, *j), here);
            }
        }
        let (mut i, mut j) = (0, 0);
        let end = (left.len(), right.len());
        for (x, y) in staying.into_iter().chain([end]) {
            for at in i..x {
                match &moving[at] {
                    Some(moving) => {
                        let item = self.at(left, at);
                        self.departs(draft, moving, item, (at, j), here);
                    }
                    None => self.leaves(draft, left, (at, j), here),
                }
            }
            for (at, partner) in matches.iter().enumerate().take(y).skip(j) {
                let place = Arrival { length: left.len(), before: x, offset: at - j, after: at };
                let item = self.at(right, at);
                match partner.and_then(|partner| moving[partner].as_ref()) {
                    Some(moving) => self.arrives(draft, moving, item, place, here),
                    None => self.comes(draft, item, place, here),
                }
            }
            if (x, y) != end {
                let (from, to) = (self.at(left, x), self.at(right, y));
                self.element(draft, (from, x), (to, y), here);
            }
            (i, j) = (x + 1, y + 1);
        }
    }
}
