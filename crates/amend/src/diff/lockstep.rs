//! Two texts side by side, of which only one is read.
//!
//! The text before is on a tape, and the text after is held against it. What
//! stands there byte for byte is as valid as it is, and equal; so only what
//! differs is read, onto a second tape. White space may differ everywhere, and
//! members may stand in another order. Where nothing fits the walk gives up, and
//! both texts are read as any others are: then it is also said what is wrong with
//! them, if something is.

mod alike;
mod list;

use crate::Limits;
use crate::document::{Entry, Kind};
use crate::scan::{Scanner, behind_space};

/// What was found, in the order of the text before.
#[derive(Clone, Copy, Debug)]
pub(super) enum Found {
    /// The value of this member is an object in both texts. What was found in it
    /// follows, up to its [`Found::Leave`].
    Enter { name: usize },
    /// The end of what was found in an object.
    Leave,
    /// The value of this member, and what it is after.
    Value { name: usize, after: usize },
    /// The value of this member is a list in both texts, and after, where it begins
    /// here, it has so many of the elements, from the first of these on.
    List { name: usize, from: usize, count: usize, start: usize },
    /// This member is only before.
    Gone { name: usize },
    /// This member, on the tape after, is only after.
    Come { name: usize },
}

impl Found {
    /// Where it belongs among what was found in one object: in the order of the
    /// members before, and behind them what came.
    fn order(self) -> usize {
        match self {
            Self::Enter { name }
            | Self::Value { name, .. }
            | Self::List { name, .. }
            | Self::Gone { name } => name,
            Self::Come { .. } | Self::Leave => usize::MAX,
        }
    }
}

/// An element of a list after, in four bytes: a list may have many.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) struct Element(u32);

impl Element {
    /// Set for one that is on the tape after: a tape has fewer than 2^29 entries.
    const READ: u32 = 1 << 31;

    /// It stands in the list before, byte for byte, at this place of the tape before.
    #[expect(clippy::cast_possible_truncation, reason = "a tape has fewer than 2^29 entries")]
    pub(super) fn same(place: usize) -> Self {
        Self(place as u32)
    }

    /// It was read, and is at this place of the tape after.
    #[expect(clippy::cast_possible_truncation, reason = "a tape has fewer than 2^29 entries")]
    fn read(place: usize) -> Self {
        Self(place as u32 | Self::READ)
    }

    /// Whether it was read, and its place on its tape.
    pub(super) fn place(self) -> (bool, usize) {
        (self.0 & Self::READ != 0, (self.0 & !Self::READ) as usize)
    }
}

/// The name of the member that the document is the value of: none.
pub(super) const DOCUMENT: usize = usize::MAX;

/// That the texts are better read as a whole.
#[derive(Debug)]
pub(super) struct GiveUp;

/// The memory of a walk, which may be used for one pair of texts after another.
#[derive(Clone, Debug, Default)]
pub(super) struct Lockstep {
    pub(super) before: Scanner,
    pub(super) after: Scanner,
    pub(super) found: Vec<Found>,
    pub(super) elements: Vec<Element>,
    /// Those of a list before.
    pub(super) places: Vec<Element>,
    /// Those of a list after that differ in their form only.
    alike: Vec<list::Alike>,
    /// Lists after that are wanted in one piece once they were walked.
    pub(super) whole: Scanner,
    around: Vec<Frame>,
    /// Containers that are compared.
    open: Vec<alike::Open>,
    /// Parts of what was found, to be brought in order.
    parts: Vec<(usize, usize, usize)>,
    ordered: Vec<Found>,
}

/// An object that is in both texts.
#[derive(Clone, Copy, Debug)]
struct Frame {
    /// The member that it is the value of.
    name: usize,
    members: Members,
    /// Where the object begins in the text after.
    start: usize,
    /// How much had been found before it.
    found: usize,
    /// How many members are only after, so far.
    came: u32,
}

/// How far the members of an object before were found in the one after.
#[derive(Clone, Copy, Debug)]
struct Members {
    /// The object before.
    object: usize,
    /// The next member before, which number it has, and where they end.
    next: usize,
    number: u32,
    end: usize,
    /// Once the members were not those of before, in their order: a bit for each
    /// member before that was found.
    seen: Option<u64>,
}

impl Members {
    /// An object with more members than this, of before or of those that come, is
    /// read as a whole if they are not in order.
    const MOST: u32 = 64;

    /// Those of an object at this place of the tape, in which none was found yet.
    fn of(object: usize, entry: Entry) -> Self {
        let end = entry.behind(object) - 1;
        Self { object, next: object + 1, number: 0, end, seen: None }
    }

    /// The members before are no longer expected in their order. Nothing, if they
    /// are too many.
    fn free(&mut self, count: usize) -> Option<u64> {
        let in_order = || {
            let few = u32::try_from(count).is_ok_and(|count| count <= Self::MOST);
            few.then(|| if self.number == Self::MOST { u64::MAX } else { (1 << self.number) - 1 })
        };
        self.seen = self.seen.or_else(in_order);
        self.seen
    }

    /// Whether the next member was found already.
    fn next_is_seen(&self) -> bool {
        self.seen.is_some_and(|seen| seen >> self.number & 1 == 1)
    }

    /// Goes on behind a member of this number.
    fn pass(&mut self, number: u32, next: usize) {
        self.seen = self.seen.map(|seen| seen | 1 << number);
        (self.number, self.next) = (number + 1, next);
    }

    /// The number and the place of the member of this name, on the tape before.
    fn find(&self, tape: &[Entry], is_it: impl Fn(Entry) -> bool) -> Option<(u32, usize)> {
        let tape = tape.get(..self.end)?;
        // Those that are not in order are often in reverse.
        if let Some(last) = self.number.checked_sub(2) {
            let mut at = self.object + 1;
            for _ in 0..last {
                at = tape.get(at + 1)?.behind(at + 1);
            }
            if tape.get(at).is_some_and(|other| is_it(*other)) {
                return Some((last, at));
            }
        }
        let mut at = self.object + 1;
        for number in 0..Self::MOST {
            let [other, value, ..] = tape.get(at..)? else { break };
            if is_it(*other) {
                return Some((number, at));
            }
            at = value.behind(at + 1);
        }
        None
    }
}

impl Lockstep {
    /// Walks the text after; the one before is on its tape.
    pub(super) fn walk(
        &mut self,
        before: &str,
        after: &str,
        lists: bool,
        limits: &Limits,
    ) -> Result<(), GiveUp> {
        self.found.clear();
        self.elements.clear();
        self.around.clear();
        self.after.start();
        let at = behind_space(after.as_bytes(), 0);
        let (same, shift, again) = (0, 0, after.len());
        let mut walk = Walk { memory: self, before, after, at, same, shift, lists, again, limits };
        walk.document()?;
        if walk.at == after.len() { Ok(()) } else { Err(GiveUp) }
    }
}

struct Walk<'w> {
    memory: &'w mut Lockstep,
    before: &'w str,
    after: &'w str,
    /// Where the walk stands in the text after.
    at: usize,
    /// Up to here the text before is the same as the one after, where it stands
    /// `shift` bytes further on.
    same: usize,
    shift: usize,
    /// Whether lists are looked into.
    lists: bool,
    /// How many bytes may be read that were walked before.
    again: usize,
    limits: &'w Limits,
}

impl Walk<'_> {
    fn document(&mut self) -> Result<(), GiveUp> {
        let root = self.entry(0)?;
        match (root.kind(), self.byte()) {
            (Kind::Object, Some(b'{')) => {
                let mut done = self.enter(DOCUMENT, 0)?;
                while !done {
                    done = self.member()?;
                }
                Ok(())
            }
            (Kind::Array, Some(b'[')) if self.lists => self.list(DOCUMENT, 0),
            _ => Err(GiveUp),
        }
    }

    fn entry(&self, at: usize) -> Result<Entry, GiveUp> {
        self.memory.before.tape.get(at).copied().ok_or(GiveUp)
    }

    fn byte(&self) -> Option<u8> {
        self.after.as_bytes().get(self.at).copied()
    }

    /// Goes on at a position, or behind the white space there.
    fn go_on(&mut self, at: usize) {
        self.at = behind_space(self.after.as_bytes(), at);
    }

    /// Up to where the text before, from a position on, is the same as the text
    /// after from here on.
    fn align(&mut self, before: usize) -> usize {
        let shift = self.at.wrapping_sub(before);
        if shift != self.shift || before >= self.same {
            let one = self.before.as_bytes().get(before..).unwrap_or_default();
            let other = self.after.as_bytes().get(self.at..).unwrap_or_default();
            self.same = before + in_common(one, other);
            self.shift = shift;
        }
        self.same
    }

    /// Whether a value before stands here byte for byte.
    fn stands(&mut self, entry: Entry) -> bool {
        let end = entry.end(&self.memory.before.tape);
        let same = self.align(entry.start());
        // A number may go on.
        same > end
            || same == end && {
                let next = self.after.as_bytes().get(end.wrapping_add(self.shift));
                let more = matches!(next, Some(b'0'..=b'9' | b'.' | b'e' | b'E' | b'+' | b'-'));
                entry.kind() != Kind::Number || !more
            }
    }

    /// Begins with an object; whether the document ends with it.
    fn enter(&mut self, name: usize, object: usize) -> Result<bool, GiveUp> {
        if self.memory.around.len() >= self.limits.depth().min(super::walk::DEEPEST) {
            return Err(GiveUp);
        }
        let found = self.memory.found.len();
        let members = Members::of(object, self.entry(object)?);
        let frame = Frame { name, members, start: self.at, found, came: 0 };
        self.memory.around.push(frame);
        self.memory.found.push(Found::Enter { name });
        self.go_on(self.at + 1);
        if self.byte() == Some(b'}') { self.behind(frame) } else { Ok(false) }
    }

    /// The next member of the innermost object; whether the document ends with
    /// it.
    fn member(&mut self) -> Result<bool, GiveUp> {
        let mut frame = *self.memory.around.last().ok_or(GiveUp)?;
        let members = &mut frame.members;
        if members.next < members.end {
            let name = self.entry(members.next)?;
            if members.seen.is_none() && self.run(members, name) {
                return self.behind(frame);
            }
            let (start, end) = (name.start(), name.leaf_end());
            let spelling = self.before.as_bytes().get(start..end);
            let rest = self.after.as_bytes().get(self.at..).unwrap_or_default();
            if spelling.is_some_and(|spelling| rest.starts_with(spelling))
                && !members.next_is_seen()
            {
                let (place, number) = (members.next, members.number);
                self.go_on(self.at + (end - start));
                if self.byte() != Some(b':') {
                    return Err(GiveUp);
                }
                self.go_on(self.at + 1);
                return self.value(frame, place, number);
            }
        }
        self.elsewhere(frame)
    }

    /// Passes all members that are the same, with the byte behind each; whether
    /// there are any.
    fn run(&mut self, members: &mut Members, name: Entry) -> bool {
        let same = self.align(name.start());
        let mut passed = None;
        let tape = &self.memory.before.tape;
        while let Some([_, value, ..]) = tape.get(members.next..members.end) {
            let end = value.end(tape);
            if end >= same {
                break;
            }
            passed = Some(end);
            members.pass(members.number, value.behind(members.next + 1));
        }
        if let Some(end) = passed {
            self.go_on(end.wrapping_add(self.shift));
        }
        passed.is_some()
    }

    /// A member that is not the next one before.
    fn elsewhere(&mut self, mut frame: Frame) -> Result<bool, GiveUp> {
        let count = self.entry(frame.members.object)?.count(&self.memory.before.tape);
        let Some(seen) = frame.members.free(count) else { return self.read_object(frame) };
        let place = self.memory.after.tape.len();
        let value = self.memory.after.name_at(self.after, self.at).ok_or(GiveUp)?;
        let name = self.memory.after.tape.get(place).copied().ok_or(GiveUp)?;
        self.at = value;
        let wanted = name.string(self.after);
        let tape = &self.memory.before.tape;
        let found = frame.members.find(tape, |other| other.is(self.before, &wanted));
        if let Some((number, at)) = found {
            // Twice after: that is to be said.
            let twice = seen >> number & 1 == 1;
            return if twice { Err(GiveUp) } else { self.value(frame, at, number) };
        }
        // Each that comes is compared with those that came.
        if frame.came == Members::MOST {
            return self.read_object(frame);
        }
        frame.came += 1;
        self.comes(frame, place, name)?;
        self.behind(frame)
    }

    /// A member that is only after.
    fn comes(&mut self, frame: Frame, place: usize, name: Entry) -> Result<(), GiveUp> {
        let mut others = self.memory.found.get(frame.found + 1..).unwrap_or_default().iter();
        let mut depth = 0_usize;
        let twice = others.any(|found| match found {
            Found::Enter { .. } => {
                depth += 1;
                false
            }
            Found::Leave => {
                depth = depth.saturating_sub(1);
                false
            }
            Found::Come { name: other } if depth == 0 => {
                self.memory.after.name(self.after, *other) == name.string(self.after)
            }
            _ => false,
        });
        if twice {
            return Err(GiveUp);
        }
        let value = self.read(self.memory.around.len(), 1)?;
        debug_assert_eq!(value, place + 1);
        self.memory.found.push(Found::Come { name: place });
        Ok(())
    }

    /// The value of a member that is in both, which has this number before;
    /// whether the document ends with it.
    fn value(&mut self, mut frame: Frame, place: usize, number: u32) -> Result<bool, GiveUp> {
        let value = self.entry(place + 1)?;
        frame.members.pass(number, value.behind(place + 1));
        if self.stands(value) {
            self.go_on(value.end(&self.memory.before.tape).wrapping_add(self.shift));
            return self.behind(frame);
        }
        match (value.kind(), self.byte()) {
            (Kind::Object, Some(b'{')) => {
                self.save(frame)?;
                return self.enter(place, place + 1);
            }
            (Kind::Array, Some(b'[')) if self.lists => self.list(place, place + 1)?,
            _ => {
                let after = self.read(self.memory.around.len(), size(place + 1, value))?;
                self.memory.found.push(Found::Value { name: place, after });
            }
        }
        self.behind(frame)
    }

    /// Notes how far the innermost object was walked.
    fn save(&mut self, frame: Frame) -> Result<(), GiveUp> {
        *self.memory.around.last_mut().ok_or(GiveUp)? = frame;
        Ok(())
    }

    /// Behind a value of the innermost object, or in an empty one; whether the
    /// document ends here.
    fn behind(&mut self, mut frame: Frame) -> Result<bool, GiveUp> {
        loop {
            match self.byte() {
                Some(b',') => {
                    self.go_on(self.at + 1);
                    self.save(frame)?;
                    return Ok(false);
                }
                Some(b'}') => {
                    let Members { next, end, seen, .. } = frame.members;
                    if (next != end || seen.is_some()) && !self.gone(&mut frame)? {
                        return self.read_object(frame);
                    }
                    self.go_on(self.at + 1);
                    match self.memory.found.last() {
                        Some(Found::Enter { .. }) => _ = self.memory.found.pop(),
                        _ => self.memory.found.push(Found::Leave),
                    }
                }
                _ => return Err(GiveUp),
            }
            self.memory.around.pop();
            match self.memory.around.last() {
                Some(around) => frame = *around,
                None => return Ok(true),
            }
        }
    }

    /// Notes the members that are only before, and brings what was found in the
    /// object in order. Whether its members are few enough for that.
    fn gone(&mut self, frame: &mut Frame) -> Result<bool, GiveUp> {
        let count = self.entry(frame.members.object)?.count(&self.memory.before.tape);
        let Some(seen) = frame.members.free(count) else { return Ok(false) };
        let mut at = frame.members.object + 1;
        for number in 0..Members::MOST {
            let Some([_, value, ..]) = self.memory.before.tape.get(at..frame.members.end) else {
                break;
            };
            if seen >> number & 1 == 0 {
                self.memory.found.push(Found::Gone { name: at });
            }
            at = value.behind(at + 1);
        }
        let Lockstep { found, parts, ordered, .. } = &mut *self.memory;
        let first = frame.found + 1;
        parts.clear();
        let mut depth = 0_usize;
        let mut start = first;
        for (at, one) in found.iter().enumerate().skip(first) {
            match one {
                Found::Enter { .. } => depth += 1,
                Found::Leave => depth = depth.saturating_sub(1),
                _ => {}
            }
            if depth == 0 {
                let order = found.get(start).map_or(usize::MAX, |found| found.order());
                parts.push((order, start, at + 1));
                start = at + 1;
            }
        }
        parts.sort_by_key(|(order, ..)| *order);
        ordered.clear();
        for (_, from, to) in parts.iter() {
            ordered.extend(found.get(*from..*to).unwrap_or_default());
        }
        found.truncate(first);
        found.extend(ordered.iter());
        Ok(true)
    }

    /// Reads the innermost object as a whole; whether the document ends with it. What
    /// stands in many such objects, each inside of another, is not read with every one.
    fn read_object(&mut self, frame: Frame) -> Result<bool, GiveUp> {
        self.memory.around.pop();
        let around = *self.memory.around.last().ok_or(GiveUp)?;
        self.memory.found.truncate(frame.found);
        self.at = frame.start;
        let size = frame.members.end.saturating_sub(frame.members.object) + 1;
        let after = self.read(self.memory.around.len(), size)?;
        self.again = self.again.checked_sub(self.at - frame.start).ok_or(GiveUp)?;
        self.memory.found.push(Found::Value { name: frame.name, after });
        self.behind(around)
    }

    /// Reads the value that stands here, so deep inside; it may well have so many
    /// entries.
    fn read(&mut self, depth: usize, size: usize) -> Result<usize, GiveUp> {
        let place = self.memory.after.tape.len();
        let end = self.memory.after.value_at(self.after, self.at, (depth, size), self.limits);
        self.go_on(end.ok_or(GiveUp)?);
        Ok(place)
    }
}

/// How many entries a value at a place of a tape has.
fn size(place: usize, entry: Entry) -> usize {
    entry.behind(place).saturating_sub(place)
}

/// How many bytes two texts have in common at their beginning.
fn in_common(one: &[u8], other: &[u8]) -> usize {
    const CHUNK: usize = 32;
    const WORD: usize = 8;
    let chunks = one.as_chunks::<CHUNK>().0.iter().zip(other.as_chunks::<CHUNK>().0);
    let same = CHUNK * chunks.take_while(|(x, y)| x == y).count();
    let (Some(one), Some(other)) = (one.get(same..), other.get(same..)) else { return same };
    let words = one.as_chunks::<WORD>().0.iter().zip(other.as_chunks::<WORD>().0);
    let mut passed = same;
    for (x, y) in words {
        let differs = u64::from_le_bytes(*x) ^ u64::from_le_bytes(*y);
        if differs != 0 {
            return passed + (differs.trailing_zeros() / u8::BITS) as usize;
        }
        passed += WORD;
    }
    let rest = one.iter().zip(other).skip(passed - same);
    passed + rest.take_while(|(x, y)| x == y).count()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::in_common;

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(5_000))]

        #[test]
        fn is_what_a_loop_counts(
            common in prop::collection::vec(any::<u8>(), 0..100),
            one in prop::collection::vec(0..3_u8, 0..70),
            other in prop::collection::vec(0..3_u8, 0..70),
        ) {
            let one: Vec<u8> = common.iter().chain(&one).copied().collect();
            let other: Vec<u8> = common.iter().chain(&other).copied().collect();
            let expected = one.iter().zip(&other).take_while(|(x, y)| x == y).count();
            prop_assert_eq!(in_common(&one, &other), expected);
        }
    }
}
