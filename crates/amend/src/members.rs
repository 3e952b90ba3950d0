//! The members of an object: few in a list, many in a map.

use std::hash::{BuildHasher, RandomState};
use std::slice;
use std::sync::LazyLock;
use std::vec;

use foldhash::SharedSeed;
use foldhash::quality::{FoldHasher, SeedableRandomState};
use indexmap::{IndexMap, map};
use smol_str::SmolStr;

use crate::Json;

/// A name as it is kept: names are short, and up to 23 bytes need no allocation of
/// their own.
type Name = SmolStr;

/// The members of an object, in order, each name once.
#[derive(Clone, Debug)]
pub struct Members(Repr);

/// Most objects are small. Comparing a name with each of a few others is faster
/// than to hash it, and a list takes one allocation, not three.
#[derive(Clone, Debug)]
enum Repr {
    Few(Vec<(Name, Json)>),
    Many(Box<IndexMap<Name, Json, Keys>>),
}

/// The keys of the hash of all maps. They come from the standard library's
/// randomness, so that no names can be made which collide; its own hash takes several
/// times as long for short texts.
#[derive(Clone, Copy, Debug, Default)]
struct Keys;

static KEYS: LazyLock<SeedableRandomState> = LazyLock::new(|| {
    static SHARED: LazyLock<SharedSeed> = LazyLock::new(|| SharedSeed::from_u64(random()));
    SeedableRandomState::with_seed(random(), &SHARED)
});

fn random() -> u64 {
    RandomState::new().hash_one(0_u8)
}

impl BuildHasher for Keys {
    type Hasher = FoldHasher<'static>;

    fn build_hasher(&self) -> FoldHasher<'static> {
        KEYS.build_hasher()
    }
}

/// Up to this many members are a list.
const FEW: usize = 16;

impl Default for Members {
    fn default() -> Self {
        Self::new()
    }
}

impl Members {
    /// No members.
    #[must_use]
    pub const fn new() -> Self {
        Self(Repr::Few(Vec::new()))
    }

    /// Members whose names are known to be different ones.
    pub(crate) fn of_unique<N: AsRef<str>>(members: impl Iterator<Item = (N, Json)>) -> Self {
        let members = members.map(|(name, value)| (Name::new(name), value));
        if members.size_hint().0 > FEW {
            return Self(Repr::Many(Box::new(members.collect())));
        }
        let mut these = Self(Repr::Few(members.collect()));
        these.settle();
        these
    }

    /// The value of this name.
    pub fn get(&self, name: &str) -> Option<&Json> {
        match &self.0 {
            Repr::Few(few) => few.iter().find(|(other, _)| other == name).map(|(_, v)| v),
            Repr::Many(many) => many.get(name),
        }
    }

    /// The value of this name, to change.
    pub fn get_mut(&mut self, name: &str) -> Option<&mut Json> {
        match &mut self.0 {
            Repr::Few(few) => few.iter_mut().find(|(other, _)| other == name).map(|(_, v)| v),
            Repr::Many(many) => many.get_mut(name),
        }
    }

    /// Whether there is a member of this name.
    pub fn contains(&self, name: &str) -> bool {
        self.get(name).is_some()
    }

    /// Sets a member: a new one goes to the end, an existing one keeps its
    /// place. Gives back the value that was there.
    pub fn insert(&mut self, name: impl AsRef<str>, value: impl Into<Json>) -> Option<Json> {
        let (name, value) = (name.as_ref(), value.into());
        match &mut self.0 {
            Repr::Few(few) => {
                if let Some((_, before)) = few.iter_mut().find(|(other, _)| other == name) {
                    return Some(std::mem::replace(before, value));
                }
                self.push(name, value);
                None
            }
            Repr::Many(many) => many.insert(Name::new(name), value),
        }
    }

    /// Adds a member whose name is known to be a new one.
    pub(crate) fn push(&mut self, name: impl AsRef<str>, value: Json) {
        match &mut self.0 {
            Repr::Few(few) => {
                few.push((Name::new(name), value));
                self.settle();
            }
            Repr::Many(many) => {
                many.insert(Name::new(name), value);
            }
        }
    }

    /// No members yet, with room for so many.
    pub(crate) fn with_capacity(count: usize) -> Self {
        Self(if count > FEW {
            Repr::Many(Box::new(IndexMap::with_capacity_and_hasher(count, Keys)))
        } else {
            Repr::Few(Vec::with_capacity(count))
        })
    }

    /// Takes a member out; the others stay in order.
    pub fn remove(&mut self, name: &str) -> Option<Json> {
        self.remove_at(name).map(|(_, value)| value)
    }

    /// Takes a member out and says where it stood.
    pub(crate) fn remove_at(&mut self, name: &str) -> Option<(usize, Json)> {
        match &mut self.0 {
            Repr::Few(few) => {
                let at = few.iter().position(|(other, _)| other == name)?;
                Some((at, few.remove(at).1))
            }
            Repr::Many(many) => many.shift_remove_full(name).map(|(at, _, value)| (at, value)),
        }
    }

    /// Puts a new member at a position.
    pub(crate) fn insert_at(&mut self, index: usize, name: &str, value: Json) {
        let index = index.min(self.len());
        match &mut self.0 {
            Repr::Few(few) => {
                few.insert(index, (Name::new(name), value));
                self.settle();
            }
            Repr::Many(many) => {
                many.shift_insert(index, Name::new(name), value);
            }
        }
    }

    /// Makes a list that has become long a map.
    fn settle(&mut self) {
        if let Repr::Few(few) = &mut self.0
            && few.len() > FEW
        {
            let many = std::mem::take(few).into_iter().collect();
            self.0 = Repr::Many(Box::new(many));
        }
    }

    /// How many members there are.
    pub fn len(&self) -> usize {
        match &self.0 {
            Repr::Few(few) => few.len(),
            Repr::Many(many) => many.len(),
        }
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The members, in order.
    pub fn iter(&self) -> MembersIter<'_> {
        MembersIter(match &self.0 {
            Repr::Few(few) => Iter::Few(few.iter()),
            Repr::Many(many) => Iter::Many(many.iter()),
        })
    }

    /// The members to change, in order.
    pub fn iter_mut(&mut self) -> impl Iterator<Item = (&str, &mut Json)> {
        let (few, many) = match &mut self.0 {
            Repr::Few(few) => (Some(few.iter_mut()), None),
            Repr::Many(many) => (None, Some(many.iter_mut())),
        };
        let few = few.into_iter().flatten().map(|(name, value)| (name.as_str(), value));
        few.chain(many.into_iter().flatten().map(|(name, value)| (name.as_str(), value)))
    }

    /// The names, in order.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.iter().map(|(name, _)| name)
    }

    /// Keeps the members that `keep` says yes to, in order.
    pub fn retain(&mut self, mut keep: impl FnMut(&str, &mut Json) -> bool) {
        match &mut self.0 {
            Repr::Few(few) => few.retain_mut(|(name, value)| keep(name, value)),
            Repr::Many(many) => many.retain(|name, value| keep(name, value)),
        }
    }
}

impl<N: AsRef<str>> FromIterator<(N, Json)> for Members {
    /// The last of equal names stays, in the place of the first.
    fn from_iter<I: IntoIterator<Item = (N, Json)>>(members: I) -> Self {
        let members = members.into_iter();
        let mut these = Self::with_capacity(members.size_hint().0.min(FEW));
        for (name, value) in members {
            these.insert(name, value);
        }
        these
    }
}

impl<'a> IntoIterator for &'a Members {
    type Item = (&'a str, &'a Json);
    type IntoIter = MembersIter<'a>;

    fn into_iter(self) -> MembersIter<'a> {
        self.iter()
    }
}

impl IntoIterator for Members {
    type Item = (String, Json);
    type IntoIter = MembersIntoIter;

    fn into_iter(self) -> MembersIntoIter {
        MembersIntoIter(match self.0 {
            Repr::Few(few) => IntoIter::Few(few.into_iter()),
            Repr::Many(many) => IntoIter::Many(many.into_iter()),
        })
    }
}

/// The members of an object, in order.
#[derive(Clone, Debug)]
pub struct MembersIter<'a>(Iter<'a>);

#[derive(Clone, Debug)]
enum Iter<'a> {
    Few(slice::Iter<'a, (Name, Json)>),
    Many(map::Iter<'a, Name, Json>),
}

impl<'a> Iterator for MembersIter<'a> {
    type Item = (&'a str, &'a Json);

    fn next(&mut self) -> Option<Self::Item> {
        match &mut self.0 {
            Iter::Few(few) => few.next().map(|(name, value)| (name.as_str(), value)),
            Iter::Many(many) => many.next().map(|(name, value)| (name.as_str(), value)),
        }
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        match &self.0 {
            Iter::Few(few) => few.size_hint(),
            Iter::Many(many) => many.size_hint(),
        }
    }
}

/// The members of an object that is given up, in order.
#[derive(Debug)]
pub struct MembersIntoIter(IntoIter);

#[derive(Debug)]
enum IntoIter {
    Few(vec::IntoIter<(Name, Json)>),
    Many(map::IntoIter<Name, Json>),
}

impl Iterator for MembersIntoIter {
    type Item = (String, Json);

    fn next(&mut self) -> Option<Self::Item> {
        match &mut self.0 {
            IntoIter::Few(few) => few.next(),
            IntoIter::Many(many) => many.next(),
        }
        .map(|(name, value)| (name.into(), value))
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        match &self.0 {
            IntoIter::Few(few) => few.size_hint(),
            IntoIter::Many(many) => many.size_hint(),
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::Members;
    use crate::Json;

    #[derive(Clone, Debug)]
    enum Edit {
        Insert(String, i32),
        InsertAt(usize, String, i32),
        Remove(String),
        RetainBelow(i32),
    }

    fn edits() -> impl Strategy<Value = Edit> {
        // So many names that lists become maps, and so few that they meet again.
        let name = || (0..24_u8).prop_map(|n| format!("member {n}"));
        prop_oneof![
            6 => (name(), 0..9).prop_map(|(name, value)| Edit::Insert(name, value)),
            3 => (0..30_usize, name(), 0..9).prop_map(|(at, n, v)| Edit::InsertAt(at, n, v)),
            3 => name().prop_map(Edit::Remove),
            1 => (4..9).prop_map(Edit::RetainBelow),
        ]
    }

    proptest! {
        #![proptest_config(ProptestConfig {
            cases: 10_000,
            failure_persistence: None,
            ..ProptestConfig::default()
        })]

        /// Few or many, members do what a plain list of pairs would do.
        #[test]
        fn few_and_many_are_the_same(edits in prop::collection::vec(edits(), 0..60)) {
            let mut members = Members::new();
            let mut model: Vec<(String, i32)> = Vec::new();
            for edit in edits {
                match edit {
                    Edit::Insert(name, value) => {
                        let before = members.insert(name.as_str(), value);
                        let found = model.iter_mut().find(|(other, _)| *other == name);
                        let was = found.map(|(_, v)| std::mem::replace(v, value));
                        prop_assert_eq!(before, was.map(Json::from));
                        if was.is_none() {
                            model.push((name, value));
                        }
                    }
                    Edit::InsertAt(at, name, value) if !members.contains(&name) => {
                        members.insert_at(at, &name, Json::from(value));
                        model.insert(at.min(model.len()), (name, value));
                    }
                    Edit::InsertAt(..) => {}
                    Edit::Remove(name) => {
                        let at = model.iter().position(|(other, _)| *other == name);
                        let was = at.map(|at| (at, Json::from(model.remove(at).1)));
                        prop_assert_eq!(members.remove_at(&name), was);
                    }
                    Edit::RetainBelow(limit) => {
                        members.retain(|_, value| value.as_i64() < Some(i64::from(limit)));
                        model.retain(|(_, value)| *value < limit);
                    }
                }
                prop_assert_eq!(members.len(), model.len());
                let listed: Vec<(String, Json)> =
                    model.iter().map(|(name, value)| (name.clone(), Json::from(*value))).collect();
                prop_assert_eq!(members.clone().into_iter().collect::<Vec<_>>(), listed.clone());
                prop_assert!(members.iter().eq(listed.iter().map(|(n, v)| (n.as_str(), v))));
                for (name, value) in &listed {
                    prop_assert_eq!(members.get(name), Some(value));
                }
                let rebuilt: Members = listed.clone().into_iter().collect();
                prop_assert!(rebuilt.iter().eq(members.iter()));
                let unique = Members::of_unique(listed.into_iter());
                prop_assert!(unique.iter().eq(members.iter()));
            }
        }
    }
}
