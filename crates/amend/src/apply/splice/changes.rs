//! What is different from what a tape says, by place.

use std::collections::BTreeMap;

/// Values by a number, in order of the numbers.
#[derive(Clone, Debug)]
pub(super) enum Changes<T> {
    /// Most containers have few.
    Few(Vec<(u32, T)>),
    Many(BTreeMap<u32, T>),
}

/// Up to so many are a list.
const FEW: usize = if cfg!(test) { 3 } else { 64 };

impl<T> Default for Changes<T> {
    fn default() -> Self {
        Self::Few(Vec::new())
    }
}

impl<T: Copy> Changes<T> {
    pub(super) fn is_empty(&self) -> bool {
        match self {
            Self::Few(few) => few.is_empty(),
            Self::Many(many) => many.is_empty(),
        }
    }

    #[inline]
    pub(super) fn get(&self, key: u32) -> Option<T> {
        match self {
            Self::Few(few) => {
                if few.is_empty() {
                    return None;
                }
                let at = few.binary_search_by_key(&key, |(key, _)| *key).ok()?;
                few.get(at).map(|(_, value)| *value)
            }
            Self::Many(many) => many.get(&key).copied(),
        }
    }

    pub(super) fn set(&mut self, key: u32, value: T) {
        match self {
            Self::Few(few) => match few.binary_search_by_key(&key, |(key, _)| *key) {
                Ok(at) => {
                    if let Some((_, before)) = few.get_mut(at) {
                        *before = value;
                    }
                }
                Err(at) if few.len() < FEW => few.insert(at, (key, value)),
                Err(_) => {
                    let mut many: BTreeMap<u32, T> = few.drain(..).collect();
                    many.insert(key, value);
                    *self = Self::Many(many);
                }
            },
            Self::Many(many) => _ = many.insert(key, value),
        }
    }

    /// Forgets the value of a number.
    pub(super) fn take(&mut self, key: u32) -> Option<T> {
        match self {
            Self::Few(few) => {
                let at = few.binary_search_by_key(&key, |(key, _)| *key).ok()?;
                Some(few.remove(at).1)
            }
            Self::Many(many) => many.remove(&key),
        }
    }

    /// All with a number from `start` on and below `end`, in order.
    pub(super) fn range(&self, start: u32, end: u32) -> impl Iterator<Item = (u32, T)> {
        let (few, many) = match self {
            Self::Few(few) => {
                let at = few.partition_point(|(key, _)| *key < start);
                let few = few.get(at..).unwrap_or_default().iter();
                (Some(few.copied().take_while(move |(key, _)| *key < end)), None)
            }
            Self::Many(many) => {
                (None, Some(many.range(start..end.max(start)).map(|(key, value)| (*key, *value))))
            }
        };
        few.into_iter().flatten().chain(many.into_iter().flatten())
    }

    pub(super) fn iter(&self) -> impl Iterator<Item = (u32, T)> {
        self.range(0, u32::MAX)
    }
}
