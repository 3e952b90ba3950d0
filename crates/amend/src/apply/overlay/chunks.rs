//! A list in chunks: an edit moves the elements of one chunk.

use std::iter::Flatten;
use std::{slice, vec};

use super::super::tree::List;

/// Elements in order, in chunks none of which is empty or too long.
#[derive(Clone, Debug)]
pub(crate) struct Chunks<T> {
    chunks: Vec<Vec<T>>,
    len: usize,
}

/// A chunk of so many elements is cut in two. Short chunks are fast to edit,
/// few chunks are fast to find.
const LONG: usize = 512;

impl<T> Chunks<T> {
    pub(super) fn get(&self, index: usize) -> Option<&T> {
        let (chunk, at) = self.locate(index);
        self.chunks.get(chunk)?.get(at)
    }

    pub(super) fn iter(&self) -> Flatten<slice::Iter<'_, Vec<T>>> {
        self.chunks.iter().flatten()
    }

    /// The chunk of an element, and its place in there. The end belongs to the
    /// last chunk.
    fn locate(&self, index: usize) -> (usize, usize) {
        // From the nearer end: most edits are at one of them.
        if index > self.len / 2 {
            let mut behind = self.len.saturating_sub(index);
            for (number, chunk) in self.chunks.iter().enumerate().rev() {
                if behind <= chunk.len() {
                    return (number, chunk.len() - behind);
                }
                behind -= chunk.len();
            }
            return (0, 0);
        }
        let mut before = index;
        for (number, chunk) in self.chunks.iter().enumerate() {
            if before < chunk.len() {
                return (number, before);
            }
            before -= chunk.len();
        }
        (self.chunks.len().saturating_sub(1), self.chunks.last().map_or(0, Vec::len))
    }
}

impl<T> List<T> for Chunks<T> {
    fn len(&self) -> usize {
        self.len
    }

    fn get_mut(&mut self, index: usize) -> Option<&mut T> {
        let (chunk, at) = self.locate(index);
        self.chunks.get_mut(chunk)?.get_mut(at)
    }

    fn insert(&mut self, index: usize, value: T) {
        let (number, at) = self.locate(index.min(self.len));
        self.len += 1;
        let Some(chunk) = self.chunks.get_mut(number) else {
            self.chunks.push(vec![value]);
            return;
        };
        chunk.insert(at.min(chunk.len()), value);
        if chunk.len() > LONG {
            let half = chunk.split_off(chunk.len() / 2);
            self.chunks.insert(number + 1, half);
        }
    }

    fn remove(&mut self, index: usize) -> Option<T> {
        if index >= self.len {
            return None;
        }
        let (number, at) = self.locate(index);
        let chunk = self.chunks.get_mut(number)?;
        let value = chunk.remove(at);
        self.len -= 1;
        if chunk.is_empty() {
            self.chunks.remove(number);
        }
        Some(value)
    }

    fn moved_by_edit(&self, _index: usize) -> usize {
        0
    }
}

impl<T> FromIterator<T> for Chunks<T> {
    fn from_iter<I: IntoIterator<Item = T>>(elements: I) -> Self {
        let mut elements = elements.into_iter();
        let mut chunks = Vec::new();
        let mut len = 0;
        loop {
            // Half full, so that the first insertion does not cut it.
            let chunk: Vec<T> = elements.by_ref().take(LONG / 2).collect();
            if chunk.is_empty() {
                return Self { chunks, len };
            }
            len += chunk.len();
            chunks.push(chunk);
        }
    }
}

impl<T> IntoIterator for Chunks<T> {
    type Item = T;
    type IntoIter = Flatten<vec::IntoIter<Vec<T>>>;

    fn into_iter(self) -> Self::IntoIter {
        self.chunks.into_iter().flatten()
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::super::super::tree::List;
    use super::Chunks;

    proptest! {
        #![proptest_config(ProptestConfig {
            cases: 200,
            failure_persistence: None,
            ..ProptestConfig::default()
        })]

        /// Chunks do what one list does.
        #[test]
        fn chunks_are_a_list(
            start in 0..1_500_usize,
            edits in prop::collection::vec((any::<prop::sample::Index>(), 0..5_u8), 0..1_500),
        ) {
            let mut model: Vec<usize> = (0..start).collect();
            let mut chunks: Chunks<usize> = model.iter().copied().collect();
            for (number, (index, edit)) in edits.into_iter().enumerate() {
                let index = index.index(model.len() + 1);
                match edit {
                    0..=1 => {
                        model.insert(index, number);
                        chunks.insert(index, number);
                    }
                    2..=3 => {
                        let removed = (index < model.len()).then(|| model.remove(index));
                        prop_assert_eq!(chunks.remove(index), removed);
                    }
                    _ => prop_assert_eq!(chunks.get_mut(index), model.get_mut(index)),
                }
                prop_assert_eq!(chunks.len(), model.len());
                prop_assert_eq!(chunks.get(index), model.get(index));
            }
            prop_assert!(chunks.iter().eq(model.iter()));
            prop_assert!(chunks.chunks.iter().all(|chunk| (1..=super::LONG).contains(&chunk.len())));
            prop_assert_eq!(chunks.into_iter().collect::<Vec<_>>(), model);
        }
    }
}
