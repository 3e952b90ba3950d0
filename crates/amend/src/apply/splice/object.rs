//! An object in which something is different.

use std::borrow::Cow;
use std::collections::HashMap;
use std::rc::Rc;

use super::super::fold;
use super::changes::Changes;
use super::names::{Folded, Index};
use super::tape::{Names, Spot, Tape};
use super::tree::{Tree, Value};
use crate::diff::Keys;
use crate::document::same_bytes;
use crate::measure::name_bytes;

/// The members of an object: those that it has on a tape, with what is different, and
/// those that came later.
#[derive(Clone, Debug)]
pub(super) struct Object<'t> {
    /// Where it stands, unless it is a new one.
    pub(super) base: Option<Spot>,
    /// How many members there are.
    pub(super) len: u32,
    /// By the place of the name: another value, or none.
    pub(super) changes: Changes<Option<Value>>,
    pub(super) added: Vec<Added<'t>>,
    /// Whether one of those that came later is a container that was laid open, or was.
    holds_laid: bool,
    /// How many members were looked at.
    looked: u32,
    more: Option<Rc<More<'t>>>,
}

/// What only objects have that are looked through often.
#[derive(Clone, Debug, Default)]
struct More<'t> {
    index: Option<Index>,
    folded: Option<Folded>,
    /// Those that came later and are here, once there were many: there may be none left.
    added: Option<HashMap<Cow<'t, str>, u32, Keys>>,
    /// The same where case does not count.
    added_like: Option<HashMap<String, Vec<u32>, Keys>>,
}

/// A member that came later.
#[derive(Clone, Debug)]
pub(super) struct Added<'t> {
    pub(super) name: Cow<'t, str>,
    /// None, when it is gone again.
    pub(super) value: Option<Value>,
    /// The place of the same name on the tape, where it was before.
    pub(super) was: Option<u32>,
}

/// Where a member is.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) enum Member {
    /// The name is at this place of the tape.
    Old(u32),
    /// It is the one of this number among those that came later.
    New(u32),
}

/// What there is of a name.
#[derive(Clone, Copy, Debug)]
pub(super) struct Found {
    pub(super) member: Option<Member>,
    /// Where the name stands on the tape, even if it is gone by now.
    pub(super) old: Option<u32>,
}

/// Several names are this one when case is ignored.
#[derive(Debug)]
pub(super) struct Ambiguous;

/// So many times as many members as there are may be looked at before there is an index.
const ROUNDS: u32 = if cfg!(test) { 1 } else { 3 };

/// Up to so many members are always looked through.
const FEW: usize = if cfg!(test) { 2 } else { 16 };

impl<'t> Object<'t> {
    pub(super) fn over(tape: &Tape<'_>, base: Spot) -> Self {
        Self { base: Some(base), len: tape.count(base.at()), ..Self::new() }
    }

    pub(super) fn new() -> Self {
        Self {
            base: None,
            len: 0,
            changes: Changes::default(),
            added: Vec::new(),
            holds_laid: false,
            looked: 0,
            more: None,
        }
    }

    /// The names that the object has on its tape.
    pub(super) fn names(&self, tape: &Tape<'t>) -> Option<Names<'t>> {
        self.base.map(|base| tape.names(base.at()))
    }

    /// The tape that the object stands on.
    pub(super) fn tape(&self, tree: &Tree<'t>) -> Tape<'t> {
        self.base.map_or(tree.document, |base| tree.tape(base))
    }

    /// The value of a name, without regard to how often that is asked for.
    pub(super) fn peek(&self, tape: &Tape<'t>, name: &str) -> Option<Value> {
        let old = self.names(tape).into_iter().flatten().find(|at| tape.is(*at, name));
        let old = old.and_then(|at| self.get(Member::Old(at)));
        old.or_else(|| self.added.iter().filter(|added| added.name == name).find_map(|a| a.value))
    }

    /// The bytes of a member's name as it is written compactly, and of the colon.
    pub(super) fn name_bytes(&self, tape: &Tape<'t>, member: Member) -> usize {
        match member {
            Member::Old(at) => name_bytes(&tape.string(at)),
            Member::New(number) => {
                self.added.get(number as usize).map_or(0, |added| name_bytes(&added.name))
            }
        }
    }

    pub(super) fn find(&mut self, tape: &Tape<'_>, name: &str) -> Found {
        let old = self.find_old(tape, name);
        let member = old.filter(|at| self.is_here(*at)).map(Member::Old);
        let member = member.or_else(|| self.find_added(name).map(Member::New));
        Found { member, old }
    }

    /// Whether a name of the tape is not gone.
    pub(super) fn is_here(&self, at: u32) -> bool {
        self.changes.get(at) != Some(None)
    }

    #[inline]
    fn find_old(&mut self, tape: &Tape<'_>, name: &str) -> Option<u32> {
        let base = self.base?.at();
        if let Some(index) = self.more.as_ref().and_then(|more| more.index.as_ref()) {
            return index.find(tape, name);
        }
        let count = tape.count(base);
        if count as usize > FEW && self.looked / ROUNDS > count {
            let index = Index::of(tape, base);
            let found = index.find(tape, name);
            self.more().index = Some(index);
            return found;
        }
        let mut looked = 0;
        let mut names = tape.names(base).inspect(|_| looked += 1);
        let found = names.find(|at| tape.is(*at, name));
        self.looked = self.looked.saturating_add(looked);
        found
    }

    fn find_added(&self, name: &str) -> Option<u32> {
        if let Some(added) = self.more.as_ref().and_then(|more| more.added.as_ref()) {
            return added.get(name).copied();
        }
        let is = |added: &Added<'_>| {
            let (one, other) = (added.name.as_bytes(), name.as_bytes());
            added.value.is_some() && one.len() == other.len() && same_bytes(one, other)
        };
        self.added.iter().position(is).map(number)
    }

    fn more(&mut self) -> &mut More<'t> {
        Rc::make_mut(self.more.get_or_insert_default())
    }

    /// The one member that is this name in another case, when there is none of this name.
    pub(super) fn find_like(
        &mut self,
        tape: &Tape<'_>,
        name: &str,
    ) -> Result<Option<Member>, Ambiguous> {
        let old = self.old_like(tape, name)?;
        let added = self.added_like(name)?;
        match (old, added) {
            (Some(_), Some(_)) => Err(Ambiguous),
            (Some(at), None) => Ok(Some(Member::Old(at))),
            (None, added) => Ok(added.map(Member::New)),
        }
    }

    fn old_like(&mut self, tape: &Tape<'_>, name: &str) -> Result<Option<u32>, Ambiguous> {
        let Some(base) = self.base.map(Spot::at) else { return Ok(None) };
        let count = tape.count(base);
        let folded = self.more.as_ref().is_some_and(|more| more.folded.is_some());
        if !folded && count as usize > FEW && self.looked / ROUNDS > count {
            self.more().folded = Some(Folded::of(tape, base));
        }
        let like = |at: &u32| self.is_here(*at) && fold::equal(&tape.string(*at), name);
        if let Some(folded) = self.more.as_ref().and_then(|more| more.folded.as_ref()) {
            return only(folded.places(name).filter(like));
        }
        let found = only(tape.names(base).filter(like));
        self.looked = self.looked.saturating_add(count);
        found
    }

    fn added_like(&mut self, name: &str) -> Result<Option<u32>, Ambiguous> {
        let is_here = |added: &Added<'_>| added.value.is_some();
        if self.added.len() <= FEW {
            let like =
                |(_, one): &(usize, &Added<'_>)| is_here(one) && fold::equal(&one.name, name);
            return only(self.added.iter().enumerate().filter(like).map(|(at, _)| number(at)));
        }
        if self.more.as_ref().is_none_or(|more| more.added_like.is_none()) {
            let mut added_like: HashMap<String, Vec<u32>, Keys> = HashMap::default();
            for (at, added) in self.added.iter().enumerate().filter(|(_, added)| is_here(added)) {
                added_like.entry(fold::key(&added.name)).or_default().push(number(at));
            }
            self.more().added_like = Some(added_like);
        }
        let added_like = self.more.as_ref().and_then(|more| more.added_like.as_ref());
        let numbers = added_like.and_then(|added_like| added_like.get(&fold::key(name)));
        let numbers = numbers.map(Vec::as_slice).unwrap_or_default().iter().copied();
        only(numbers.filter(|at| self.added.get(*at as usize).is_some_and(is_here)))
    }

    pub(super) fn get(&self, member: Member) -> Option<Value> {
        match member {
            Member::Old(at) => match self.changes.get(at) {
                Some(changed) => changed,
                None => Some(Value::Tape(self.base?.sibling(at + 1))),
            },
            Member::New(number) => self.added.get(number as usize)?.value,
        }
    }

    pub(super) fn set(&mut self, member: Member, value: Value) {
        self.holds_laid |= value.is_laid();
        match member {
            Member::Old(at) => self.changes.set(at, Some(value)),
            Member::New(number) => {
                if let Some(added) = self.added.get_mut(number as usize) {
                    added.value = Some(value);
                }
            }
        }
    }

    /// Takes a member out that is there.
    pub(super) fn take(&mut self, member: Member) -> Option<Value> {
        let value = self.get(member)?;
        self.len -= 1;
        match member {
            Member::Old(at) => self.changes.set(at, None),
            Member::New(at) => {
                let added = self.added.get_mut(at as usize)?;
                added.value = None;
                let name = added.name.clone();
                if self.more.is_some() {
                    let more = self.more();
                    if let Some(added) = &mut more.added {
                        added.remove(&name);
                    }
                    let added_like = more.added_like.as_mut();
                    if let Some(like) = added_like.and_then(|all| all.get_mut(&fold::key(&name))) {
                        like.retain(|other| *other != at);
                    }
                }
                // What comes and goes at the end leaves nothing behind.
                while self.added.pop_if(|last| last.value.is_none()).is_some() {}
            }
        }
        Some(value)
    }

    /// Puts a member behind all others. `was` is where its name stands on the tape.
    pub(super) fn append(&mut self, name: Cow<'t, str>, value: Value, was: Option<u32>) {
        self.len += 1;
        self.holds_laid |= value.is_laid();
        let at = number(self.added.len());
        if self.more.as_ref().is_some_and(|more| more.added_like.is_some())
            && let Some(added_like) = &mut self.more().added_like
        {
            added_like.entry(fold::key(&name)).or_default().push(at);
        }
        self.added.push(Added { name, value: Some(value), was });
        // Once there is a table it is asked, however few there are by then.
        if self.more.as_ref().is_some_and(|more| more.added.is_some()) {
            if let Some(name) = self.added.last().map(|added| added.name.clone())
                && let Some(added) = &mut self.more().added
            {
                added.insert(name, at);
            }
        } else if self.added.len() > FEW {
            let here = self.added.iter().enumerate().filter(|(_, added)| added.value.is_some());
            let here = here.map(|(at, added)| (added.name.clone(), number(at)));
            let mut added = HashMap::with_capacity_and_hasher(2 * FEW, Keys::default());
            added.extend(here);
            self.more().added = Some(added);
        }
    }

    /// The values that are laid open; there may be others.
    pub(super) fn laid(&self) -> impl Iterator<Item = Value> {
        let changed = self.changes.values().flatten();
        let all = changed.chain(self.added.iter().filter_map(|added| added.value));
        self.holds_laid.then_some(all).into_iter().flatten()
    }

    /// All values there are, with their names.
    pub(super) fn all(&self, tape: &Tape<'t>) -> impl Iterator<Item = (Cow<'t, str>, Value)> {
        let old = self.names(tape).into_iter().flatten();
        let old = old.filter_map(|at| Some((tape.string(at), self.get(Member::Old(at))?)));
        let added = self.added.iter();
        old.chain(added.filter_map(|added| Some((added.name.clone(), added.value?))))
    }
}

/// The one there is, or none.
fn only<T>(mut of: impl Iterator<Item = T>) -> Result<Option<T>, Ambiguous> {
    let one = of.next();
    if of.next().is_some() { Err(Ambiguous) } else { Ok(one) }
}

#[expect(clippy::cast_possible_truncation, reason = "there are as many as operations, at most")]
fn number(at: usize) -> u32 {
    at as u32
}
