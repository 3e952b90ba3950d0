//! Two texts side by side, of which only one is read.
//!
//! The text before is on a tape, and the text after is held against it. What
//! stands there byte for byte is as valid as it is, and equal; so only what
//! differs is read, onto a second tape. An object that has other members than
//! before, or has them in another order, is read as a whole. Where nothing fits
//! the walk gives up, and both texts are read as any others are: then it is also
//! said what is wrong with them, if something is.

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
    /// The value of this member is a list in both texts, and after it has so
    /// many of the elements, from the first of these on.
    List { name: usize, from: usize, count: usize },
}

/// An element of a list after.
#[derive(Clone, Copy, Debug)]
pub(super) enum Element {
    /// It stands in the list before, byte for byte: its place on the tape before.
    Same(usize),
    /// Its place on the tape after.
    Read(usize),
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
    around: Vec<Frame>,
}

/// An object that is in both texts.
#[derive(Clone, Copy, Debug)]
struct Frame {
    /// The member that it is the value of.
    name: usize,
    /// The next member before, and where they end.
    next: usize,
    end: usize,
    /// Where the object begins in the text after.
    start: usize,
    /// How much had been found before it.
    found: usize,
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
        self.after.start(after);
        let at = behind_space(after.as_bytes(), 0);
        let mut walk = Walk { memory: self, before, after, at, same: 0, shift: 0, lists, limits };
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
        let end = entry.end as usize;
        let same = self.align(entry.start as usize);
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
        let end = self.entry(object)?.next as usize;
        let frame = Frame { name, next: object + 1, end, start: self.at, found };
        self.memory.around.push(frame);
        self.memory.found.push(Found::Enter { name });
        self.go_on(self.at + 1);
        if frame.next == end || self.byte() == Some(b'}') { self.behind(frame) } else { Ok(false) }
    }

    /// The next member of the innermost object; whether the document ends with
    /// it.
    fn member(&mut self) -> Result<bool, GiveUp> {
        let mut frame = *self.memory.around.last().ok_or(GiveUp)?;
        let name = self.entry(frame.next)?;
        // All members that are the same, with the byte behind each.
        let same = self.align(name.start as usize);
        let mut end = None;
        while let Some([_, value, ..]) = self.memory.before.tape.get(frame.next..frame.end)
            && (value.end as usize) < same
        {
            end = Some(value.end as usize);
            frame.next = value.next as usize;
        }
        if let Some(end) = end {
            self.go_on(end.wrapping_add(self.shift));
            return self.behind(frame);
        }
        let spelling = self.before.as_bytes().get(name.start as usize..name.end as usize);
        let rest = self.after.as_bytes().get(self.at..).unwrap_or_default();
        if !spelling.is_some_and(|spelling| rest.starts_with(spelling)) {
            return self.read_object(frame);
        }
        self.go_on(self.at + (name.end - name.start) as usize);
        if self.byte() != Some(b':') {
            return Err(GiveUp);
        }
        self.go_on(self.at + 1);
        let (place, value) = (frame.next, self.entry(frame.next + 1)?);
        frame.next = value.next as usize;
        if self.stands(value) {
            self.go_on((value.end as usize).wrapping_add(self.shift));
            return self.behind(frame);
        }
        match (value.kind(), self.byte()) {
            (Kind::Object, Some(b'{')) => {
                self.save(frame)?;
                return self.enter(place, place + 1);
            }
            (Kind::Array, Some(b'[')) if self.lists => self.list(place, place + 1)?,
            _ => {
                let after = self.read(self.memory.around.len())?;
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
            match (self.byte(), frame.next == frame.end) {
                (Some(b','), false) => {
                    self.go_on(self.at + 1);
                    self.save(frame)?;
                    return Ok(false);
                }
                (Some(b'}'), true) => {
                    self.go_on(self.at + 1);
                    match self.memory.found.last() {
                        Some(Found::Enter { .. }) => _ = self.memory.found.pop(),
                        _ => self.memory.found.push(Found::Leave),
                    }
                }
                // Members came or went.
                _ => return self.read_object(frame),
            }
            self.memory.around.pop();
            match self.memory.around.last() {
                Some(around) => frame = *around,
                None => return Ok(true),
            }
        }
    }

    /// Reads the innermost object as a whole; whether the document ends with it.
    fn read_object(&mut self, frame: Frame) -> Result<bool, GiveUp> {
        self.memory.around.pop();
        let around = *self.memory.around.last().ok_or(GiveUp)?;
        self.memory.found.truncate(frame.found);
        self.at = frame.start;
        let after = self.read(self.memory.around.len())?;
        self.memory.found.push(Found::Value { name: frame.name, after });
        self.behind(around)
    }

    /// Reads the value that stands here, so deep inside.
    fn read(&mut self, depth: usize) -> Result<usize, GiveUp> {
        let place = self.memory.after.tape.len();
        let end = self.memory.after.value_at(self.after, self.at, depth, self.limits);
        self.go_on(end.ok_or(GiveUp)?);
        Ok(place)
    }

    /// A list that is in both texts, and differs.
    fn list(&mut self, name: usize, list: usize) -> Result<(), GiveUp> {
        let (start, from) = (self.at, self.memory.elements.len());
        let depth = self.memory.around.len() + 1;
        if depth >= self.limits.depth().min(super::walk::DEEPEST) {
            return Err(GiveUp);
        }
        let end = self.entry(list)?.next as usize;
        let (mut next, mut kept) = (list + 1, false);
        self.go_on(self.at + 1);
        while self.byte() != Some(b']') {
            if let Some((place, element)) = self.partner(next, end)? {
                self.memory.elements.push(Element::Same(place));
                self.go_on((element.end as usize).wrapping_add(self.shift));
                next = element.next as usize;
                kept = true;
            } else {
                let element = self.read(depth)?;
                self.memory.elements.push(Element::Read(element));
                next = self.ahead(next, end)?;
            }
            match self.byte() {
                Some(b',') => {
                    self.go_on(self.at + 1);
                    if self.byte() == Some(b']') {
                        return Err(GiveUp);
                    }
                }
                Some(b']') => {}
                _ => return Err(GiveUp),
            }
        }
        self.go_on(self.at + 1);
        if kept {
            let count = self.memory.elements.len() - from;
            self.memory.found.push(Found::List { name, from, count });
            return Ok(());
        }
        // It may be replaced, and then it is wanted in one piece.
        if name == DOCUMENT {
            return Err(GiveUp);
        }
        self.memory.elements.truncate(from);
        self.at = start;
        let after = self.read(depth - 1)?;
        self.memory.found.push(Found::Value { name, after });
        Ok(())
    }

    /// The element before that stands here: the next one, or one of those behind
    /// it, if some went.
    fn partner(&mut self, next: usize, end: usize) -> Result<Option<(usize, Entry)>, GiveUp> {
        const GONE: usize = 3;
        let mut place = next;
        for _ in 0..=GONE {
            if place >= end {
                break;
            }
            let element = self.entry(place)?;
            if self.stands(element) {
                return Ok(Some((place, element)));
            }
            place = element.next as usize;
        }
        Ok(None)
    }

    /// Where the list before goes on behind an element that was read: behind the
    /// one in whose place it stands, unless what follows shows that it came.
    fn ahead(&mut self, next: usize, end: usize) -> Result<usize, GiveUp> {
        if next >= end {
            return Ok(next);
        }
        let element = self.entry(next)?;
        if self.byte() == Some(b',') {
            let here = self.at;
            self.go_on(here + 1);
            let came = self.stands(element);
            self.at = here;
            if came {
                return Ok(next);
            }
        }
        Ok(element.next as usize)
    }
}

/// How many bytes two texts have in common at their beginning.
fn in_common(one: &[u8], other: &[u8]) -> usize {
    const CHUNK: usize = 32;
    let chunks = one.as_chunks::<CHUNK>().0.iter().zip(other.as_chunks::<CHUNK>().0);
    let same = CHUNK * chunks.take_while(|(x, y)| x == y).count();
    let rest = one.iter().zip(other).skip(same);
    same + rest.take_while(|(x, y)| x == y).count()
}
