//! The members of an object as a schema has them, each found by its name at once.

use std::ops::Deref;
use std::slice;

use crate::model::Member;

/// The members of an object, in the order of the schema. Every value of a record asks
/// for its own, so that they are found by a hash of the name.
#[derive(Clone, Debug, Default)]
pub struct MemberList {
    list: Vec<Member>,
    /// Where the members stand in the list, each at its slot or behind it. Their count is
    /// a power of two, and no more than half of them are taken.
    slots: Vec<Option<usize>>,
}

impl MemberList {
    /// The member of this name.
    pub fn named(&self, name: &str) -> Option<&Member> {
        self.find(name).map(|(_, member)| member)
    }

    /// The members of these names that there are, each once, in the order of the schema.
    pub(crate) fn in_order<'n>(&self, names: impl Iterator<Item = &'n str>) -> Vec<&Member> {
        let mut found: Vec<(usize, &Member)> = names.filter_map(|name| self.find(name)).collect();
        found.sort_unstable_by_key(|(number, _)| *number);
        found.dedup_by_key(|(number, _)| *number);
        found.into_iter().map(|(_, member)| member).collect()
    }

    fn find(&self, name: &str) -> Option<(usize, &Member)> {
        let mut at = slot(name);
        loop {
            let taken = self.slots.get(at & self.mask()).copied().flatten()?;
            let member = self.list.get(taken)?;
            if member.name == name {
                return Some((taken, member));
            }
            at = at.wrapping_add(1);
        }
    }

    fn mask(&self) -> usize {
        self.slots.len().saturating_sub(1)
    }
}

/// A hash of a name by its length, its ends and its middle. It need not withstand
/// anybody: the names in the slots are those of the schema, whatever is looked up.
fn slot(name: &str) -> usize {
    let bytes = name.as_bytes();
    let four = |bytes: Option<&[u8; 4]>| bytes.map_or(0, |four| u32::from_le_bytes(*four));
    let (first, last) = (four(bytes.first_chunk()), four(bytes.last_chunk()));
    let middle = bytes.get(bytes.len() / 2).copied().unwrap_or_default();
    let mixed = first.wrapping_mul(0x9E37_79B1)
        ^ last.rotate_left(11).wrapping_mul(0x85EB_CA77)
        ^ u32::from(middle).wrapping_mul(0xC2B2_AE3D);
    usize::try_from(mixed ^ (mixed >> 15)).unwrap_or_default() ^ bytes.len()
}

impl From<Vec<Member>> for MemberList {
    fn from(list: Vec<Member>) -> Self {
        let slots = vec![None; list.len().saturating_mul(2).next_power_of_two()];
        let mut members = Self { list, slots };
        let mask = members.mask();
        for (number, member) in members.list.iter().enumerate() {
            let (before, behind) = members.slots.split_at_mut(slot(&member.name) & mask);
            if let Some(free) = behind.iter_mut().chain(before).find(|slot| slot.is_none()) {
                *free = Some(number);
            }
        }
        members
    }
}

impl Deref for MemberList {
    type Target = [Member];

    fn deref(&self) -> &[Member] {
        &self.list
    }
}

impl<'a> IntoIterator for &'a MemberList {
    type Item = &'a Member;
    type IntoIter = slice::Iter<'a, Member>;

    fn into_iter(self) -> Self::IntoIter {
        self.list.iter()
    }
}
