//! Which elements of two long lists are probably the same thing, edited.
//!
//! Two elements that share a part which nothing else in either list has, such as
//! an id, a name or a long text, belong together; the more they share of that
//! kind, the more surely. Nothing has to be known about the documents for this,
//! and it takes one look at each part.

use super::classes::Class;
use super::common::increasing;
use super::hashing::Table;
use super::identity::names;
use super::index::{Id, Index};
use crate::view::View;

/// How much more a shared identity weighs than anything else that is shared.
const IDENTITY: usize = 1 << 20;

/// Where a part was seen.
#[derive(Clone, Copy, Default)]
struct Seen {
    before: usize,
    after: usize,
    at: usize,
}

/// Pairs of positions in the order of both lists.
pub(super) fn similar<'a, V: View<'a>>(
    index: &Index<'a, V>,
    before: &[Id],
    after: &[Id],
) -> Vec<(usize, usize)> {
    let mut parts: Table<(Class, Class), Seen> = Table::default();
    for id in before {
        for child in index.children(*id) {
            parts.entry((index.name(child), index.class(child))).or_default().before += 1;
        }
    }
    for (at, id) in after.iter().enumerate() {
        for child in index.children(*id) {
            if let Some(seen) = parts.get_mut(&(index.name(child), index.class(child))) {
                seen.after += 1;
                seen.at = at;
            }
        }
    }
    // The best partner of each element after: how well they fit, and which.
    let mut partners: Vec<(usize, usize)> = vec![(0, 0); after.len()];
    let mut votes: Vec<(usize, usize)> = Vec::new();
    for (i, id) in before.iter().enumerate() {
        votes.clear();
        for child in index.children(*id) {
            let name = index.name(child);
            if let Some(Seen { before: 1, after: 1, at }) = parts.get(&(name, index.class(child))) {
                let bonus = if names(index.name_text(child)) { IDENTITY } else { 0 };
                votes.push((*at, index.size(child) + bonus));
            }
        }
        votes.sort_unstable();
        let mut best = (0, 0);
        for of_one in votes.chunk_by(|x, y| x.0 == y.0) {
            let weight = of_one.iter().map(|(_, weight)| weight).sum();
            if weight > best.0 {
                best = (weight, of_one.first().map_or(0, |(at, _)| *at));
            }
        }
        if let Some(partner) = partners.get_mut(best.1).filter(|partner| best.0 > partner.0) {
            *partner = (best.0, i);
        }
    }
    let mut pairs: Vec<(usize, usize)> = partners
        .iter()
        .enumerate()
        .filter(|(_, (weight, _))| *weight > 0)
        .map(|(j, (_, i))| (*i, j))
        .collect();
    pairs.sort_unstable();
    increasing(&pairs)
}
