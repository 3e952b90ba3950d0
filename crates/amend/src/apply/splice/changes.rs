//! What is different from what a tape says, by place.

use std::collections::BTreeMap;

/// Values by a number, in order of the numbers.
#[derive(Clone, Debug, Default)]
pub(super) enum Changes<T> {
    /// Most containers have one, or few.
    #[default]
    None,
    One(u32, T),
    Few(Vec<(u32, T)>),
    Many(BTreeMap<u32, T>),
}

/// Up to so many are a list.
const FEW: usize = if cfg!(test) { 3 } else { 64 };

impl<T: Copy> Changes<T> {
    #[inline]
    pub(super) fn is_empty(&self) -> bool {
        match self {
            Self::None => true,
            Self::One(..) => false,
            Self::Few(few) => few.is_empty(),
            Self::Many(many) => many.is_empty(),
        }
    }

    #[inline]
    pub(super) fn get(&self, key: u32) -> Option<T> {
        match self {
            Self::None => None,
            Self::One(one, value) => (*one == key).then_some(*value),
            Self::Few(few) => {
                let at = few.binary_search_by_key(&key, |(key, _)| *key).ok()?;
                few.get(at).map(|(_, value)| *value)
            }
            Self::Many(many) => many.get(&key).copied(),
        }
    }

    pub(super) fn set(&mut self, key: u32, value: T) {
        match self {
            Self::None => *self = Self::One(key, value),
            Self::One(one, before) => {
                if *one == key {
                    *before = value;
                    return;
                }
                let (one, other) = ((*one, *before), (key, value));
                *self = Self::Few(if one.0 < key { vec![one, other] } else { vec![other, one] });
            }
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
            Self::None => None,
            Self::One(one, value) => {
                let value = (*one == key).then_some(*value)?;
                *self = Self::None;
                Some(value)
            }
            Self::Few(few) => {
                let at = few.binary_search_by_key(&key, |(key, _)| *key).ok()?;
                Some(few.remove(at).1)
            }
            Self::Many(many) => many.remove(&key),
        }
    }

    /// Does something with all that have a number from `start` on and below `end`, in
    /// order.
    #[inline]
    pub(super) fn each(&self, start: u32, end: u32, mut with: impl FnMut(u32, T)) {
        match self {
            Self::None => {}
            Self::One(one, value) => {
                if (start..end).contains(one) {
                    with(*one, *value);
                }
            }
            Self::Few(few) => {
                let at = few.partition_point(|(key, _)| *key < start);
                let few = few.get(at..).unwrap_or_default();
                few.iter()
                    .take_while(|(key, _)| *key < end)
                    .for_each(|(key, one)| with(*key, *one));
            }
            Self::Many(many) => {
                many.range(start..end.max(start)).for_each(|(key, value)| with(*key, *value));
            }
        }
    }

    pub(super) fn values(&self) -> impl Iterator<Item = T> {
        let (one, few, many) = match self {
            Self::None => (None, None, None),
            Self::One(_, value) => (Some(*value), None, None),
            Self::Few(few) => (None, Some(few), None),
            Self::Many(many) => (None, None, Some(many)),
        };
        let few = few.into_iter().flatten().map(|(_, value)| *value);
        one.into_iter().chain(few).chain(many.into_iter().flat_map(|many| many.values().copied()))
    }
}
