//! The values of one document, found again in the other.

use std::collections::HashMap;

use super::RebaseOptions;
use super::tree::{Id, Trees};
use crate::diff::{Aligner, Classifier, Indexed};
use crate::partners::{KeyBy, Keys, by_key, in_sequence};
use crate::view::{Shape, View};
use crate::{Arrays, DiffOptions, Pointer};

/// What tells the elements apart of the lists that have a key.
pub(super) type KeyNames = HashMap<Id, KeyBy>;

/// Plants two documents, and binds the values of the first to their twins.
pub(super) struct Gardener<'a, 'o, 't, V: View<'a>> {
    pub(super) trees: &'t mut Trees,
    pub(super) keys: &'t mut KeyNames,
    options: &'o RebaseOptions<'o>,
    aligner: Aligner<'a, 'o, V>,
    classes: Classifier<'a, V>,
    /// Where the walk is in the first document.
    place: Pointer,
}

impl<'a, 'o, 't, V: View<'a>> Gardener<'a, 'o, 't, V> {
    pub(super) fn new(
        trees: &'t mut Trees,
        keys: &'t mut KeyNames,
        options: &'o RebaseOptions<'o>,
        diff: &'o DiffOptions<'o>,
        place: Pointer,
    ) -> Self {
        let (aligner, classes) = (Aligner::new(diff), Classifier::new());
        Self { trees, keys, options, aligner, classes, place }
    }

    /// Plants both values, the second one as the twin of the first.
    pub(super) fn plant(&mut self, first: V, second: V) -> (Id, Id) {
        let ids = (self.trees.grow(first), self.trees.grow(second));
        self.bind(first, second, ids);
        ids
    }

    /// Binds two values that are planted already, and what is in them.
    pub(super) fn bind(&mut self, first: V, second: V, ids: (Id, Id)) {
        let above = self.place.tokens().len();
        let values = (Indexed::bare(first), Indexed::bare(second));
        let mut waiting = vec![Pair { depth: above, token: None, values, ids }];
        while let Some(Pair { depth, token, values, ids }) = waiting.pop() {
            while self.place.tokens().len() > depth {
                self.place.pop();
            }
            if let Some(token) = token {
                self.place.push(token);
            }
            self.trees.bind(ids.0, ids.1);
            let depth = self.place.tokens().len();
            let inside = match (values.0.view.shape(), values.1.view.shape()) {
                (Shape::Object(_), Shape::Object(_)) => self.members(values, ids),
                (Shape::Array(_), Shape::Array(_)) => self.elements(values, ids),
                _ => continue,
            };
            waiting.extend(inside.into_iter().map(|(token, values, ids)| Pair {
                depth,
                token: Some(token),
                values,
                ids,
            }));
        }
        while self.place.tokens().len() > above {
            self.place.pop();
        }
    }

    /// The members of two objects that are the same.
    fn members(&mut self, values: (Indexed<V>, Indexed<V>), ids: (Id, Id)) -> Vec<Found<V>> {
        let names = self.options.apply.dialect.member_names;
        let others: HashMap<_, _> = self.classes.members(values.1).into_iter().collect();
        let members = self.classes.members(values.0).into_iter();
        let mut found = Vec::new();
        for ((name, value), id) in members.zip(self.trees.children(ids.0)) {
            let Some((spelt, twin)) = self.trees.member(ids.1, &name, names) else { continue };
            // Names that differ in case only may be several here, but one there.
            if self.trees.member(ids.0, spelt, names).is_none_or(|(_, back)| back != id) {
                continue;
            }
            if let Some(other) = others.get(spelt) {
                found.push((name.into_owned(), (value, *other), (id, twin)));
            }
        }
        found
    }

    /// The elements of two lists that are the same.
    fn elements(&mut self, values: (Indexed<V>, Indexed<V>), ids: (Id, Id)) -> Vec<Found<V>> {
        let special = self.options.arrays_at.and_then(|arrays_at| arrays_at(&self.place));
        let (mut first, mut second) =
            (self.classes.elements(values.0), self.classes.elements(values.1));
        let arrays = special.as_ref().unwrap_or(&self.options.arrays);
        let pairs = match KeyBy::of(arrays) {
            Some(by) => self.by_key(&mut first, &mut second, &by).inspect(|_| {
                self.keys.insert(ids.0, by);
            }),
            // A list that has changed is another one.
            None if *arrays == Arrays::Whole => {
                let same = self.classes.equal(values.0, values.1);
                Some((0..if same { first.len() } else { 0 }).map(|at| (at, at)).collect())
            }
            None => None,
        };
        let pairs = pairs.unwrap_or_else(|| {
            in_sequence(&mut self.aligner, &mut self.classes, &mut first, &mut second).pairs
        });
        let (left, right) = (self.trees.children(ids.0), self.trees.children(ids.1));
        let found = |(i, j): (usize, usize)| {
            let values = (first.get(i).copied()?, second.get(j).copied()?);
            let ids = (left.get(i).copied()?, right.get(j).copied()?);
            Some((i.to_string(), values, ids))
        };
        pairs.into_iter().filter_map(found).collect()
    }

    fn by_key(
        &mut self,
        first: &mut [Indexed<V>],
        second: &mut [Indexed<V>],
        by: &KeyBy,
    ) -> Option<Vec<(usize, usize)>> {
        let first = Keys::of(&mut self.classes, first, by)?;
        let second = Keys::of(&mut self.classes, second, by)?;
        Some(by_key(&first, &second).pairs)
    }
}

/// Two values that are the same: the token of the first one, both, and their
/// numbers.
type Found<V> = (String, (Indexed<V>, Indexed<V>), (Id, Id));

/// Two values that are still to be bound.
struct Pair<V> {
    /// How many tokens lead to what is around them.
    depth: usize,
    /// The token of the first one; nothing for those that it began with.
    token: Option<String>,
    values: (Indexed<V>, Indexed<V>),
    ids: (Id, Id),
}
