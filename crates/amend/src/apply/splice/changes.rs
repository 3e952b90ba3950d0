//! What is different from what a tape says, by place.

use std::rc::Rc;

/// Values by a number, in order of the numbers.
#[derive(Clone, Debug, Default)]
pub(super) enum Changes<T> {
    /// Most containers have one, or few.
    #[default]
    None,
    One(u32, T),
    Few(Vec<(u32, T)>),
    /// In pieces none of which is empty; a copy shares those that stay as they are.
    Many(Vec<Piece<T>>),
}

type Piece<T> = Rc<Vec<(u32, T)>>;

/// Up to so many are a list, and a piece of a longer one.
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
            Self::Many(many) => {
                let piece = many.get(piece_of(many, key))?;
                let at = piece.binary_search_by_key(&key, |(key, _)| *key).ok()?;
                piece.get(at).map(|(_, value)| *value)
            }
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
                    let mut many = vec![Rc::new(std::mem::take(few))];
                    set(&mut many, key, value);
                    *self = Self::Many(many);
                }
            },
            Self::Many(many) => set(many, key, value),
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
            Self::Many(many) => {
                let number = piece_of(many, key);
                let piece = many.get_mut(number)?;
                let at = piece.binary_search_by_key(&key, |(key, _)| *key).ok()?;
                let (_, value) = Rc::make_mut(piece).remove(at);
                if piece.is_empty() {
                    many.remove(number);
                }
                Some(value)
            }
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
                let pieces = many.get(piece_of(many, start)..).unwrap_or_default();
                let all = pieces.iter().flat_map(|piece| piece.iter());
                all.skip_while(|(key, _)| *key < start)
                    .take_while(|(key, _)| *key < end)
                    .for_each(|(key, value)| with(*key, *value));
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
        let many = many.into_iter().flatten().flat_map(|piece| piece.iter());
        one.into_iter().chain(few).chain(many.map(|(_, value)| *value))
    }
}

/// The piece that a number belongs to.
fn piece_of<T>(many: &[Piece<T>], key: u32) -> usize {
    let behind =
        many.partition_point(|piece| piece.first().is_some_and(|(first, _)| *first <= key));
    behind.saturating_sub(1)
}

fn set<T: Copy>(many: &mut Vec<Piece<T>>, key: u32, value: T) {
    let number = piece_of(many, key);
    let Some(piece) = many.get_mut(number) else {
        many.push(Rc::new(vec![(key, value)]));
        return;
    };
    let piece = Rc::make_mut(piece);
    match piece.binary_search_by_key(&key, |(key, _)| *key) {
        Ok(at) => {
            if let Some((_, before)) = piece.get_mut(at) {
                *before = value;
            }
        }
        Err(at) => piece.insert(at, (key, value)),
    }
    if piece.len() > FEW * 2 {
        let rest = piece.split_off(FEW);
        many.insert(number + 1, Rc::new(rest));
    }
}
