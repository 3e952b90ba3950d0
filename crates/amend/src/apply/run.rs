//! The operations of RFC 6902 §4, one after the other, on one document.

use std::borrow::Cow;

use super::ApplyOptions;
use super::difference::difference;
use super::error::{ApplyError, Fault, Reason};
use super::journal::{self, Change, Journal, Taken};
use super::lookup::{self, Miss, Missing};
use super::tree::{self, Adopt, List, Map, Open, Tree};
use crate::measure::{ELEMENT_BYTES, Size, member_bytes};
use crate::view::{Shape, View};
use crate::{Json, MemberNames, Operation, Operations, Pointer, equal};

/// Up to this many bytes are copied without a forecast.
const UNFORESEEN: usize = 512;

/// One run over a document.
pub(super) struct Run<'p, 'd, T> {
    document: &'d mut T,
    journal: Journal<'p, T>,
    /// What a `move` took out and could not put down.
    hand: Option<T>,
    options: &'p ApplyOptions,
    /// The bytes that were added, and those of them that were copied.
    grown: usize,
    copied: usize,
    /// Whether it is known that copying will stay within the limits.
    foreseen: bool,
    /// How many elements and members were moved on by edits before them.
    moved: usize,
    /// How many were looked through for others, and the bytes of values that were looked
    /// through for their size, or copied.
    looked: usize,
}

/// Why a run stops before it is done.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) enum Pause {
    /// Before the operation of this number, the rest should be foreseen.
    Forecast(usize),
    /// The document is the wrong one to work on: so much is moved at each edit.
    Slow,
}

/// Which member of the operation is at fault, and why.
struct Failure {
    member: &'static str,
    fault: Fault,
}

impl Failure {
    fn new(member: &'static str, fault: Fault) -> Self {
        Self { member, fault }
    }
}

impl<'p, 'd, T: Adopt<'p>> Run<'p, 'd, T> {
    pub(super) fn new(document: &'d mut T, options: &'p ApplyOptions) -> Self {
        Self {
            document,
            journal: Journal::new(),
            hand: None,
            options,
            grown: 0,
            copied: 0,
            foreseen: false,
            moved: 0,
            looked: 0,
        }
    }

    /// The same run from here on, over a sketch of the document.
    pub(super) fn forecast<'q, 's, S: Adopt<'q>>(&self, sketch: &'s mut S) -> Run<'q, 's, S>
    where
        'p: 'q,
    {
        let Self { options, grown, .. } = *self;
        Run { grown, foreseen: true, ..Run::new(sketch, options) }
    }

    pub(super) fn foreseen(&mut self) {
        self.foreseen = true;
    }

    pub(super) fn document(&self) -> &T {
        self.document
    }

    /// Undoes what was done so far.
    pub(super) fn undo(self) {
        self.journal.undo(self.document, self.hand);
    }

    /// Runs the operations from number `start` on, until all are done or there
    /// is a reason to pause.
    pub(super) fn operations(
        &mut self,
        operations: &'p [Operation],
        start: usize,
        patience: usize,
    ) -> Result<Option<Pause>, ApplyError> {
        for (index, operation) in operations.iter().enumerate().skip(start) {
            if self.moved.saturating_add(self.looked) > patience {
                return Ok(Some(Pause::Slow));
            }
            if !self.foreseen && self.copies_much(operation) {
                let is_copy = |operation: &&Operation| matches!(operation, Operation::Copy { .. });
                // A single copy is measured before it is made, and that is enough.
                if operations.iter().skip(index).filter(is_copy).nth(1).is_some() {
                    return Ok(Some(Pause::Forecast(index)));
                }
            }
            self.operation(operation).map_err(|Failure { member, fault }| {
                let pointer = match (member, operation.from()) {
                    ("from", Some(from)) => from,
                    _ => operation.path(),
                };
                let error = ApplyError::new(fault, pointer.clone());
                error.in_operation(index, operation.name(), member)
            })?;
        }
        Ok(None)
    }

    /// Whether a copy would bring the bytes added beyond what is done without a
    /// forecast.
    fn copies_much(&mut self, operation: &'p Operation) -> bool {
        let Operation::Copy { from, .. } = operation else {
            return false;
        };
        let Ok(tokens) = self.tokens("from", from, Missing::Last) else {
            return false;
        };
        lookup::find(self.document.view(), &tokens).is_ok_and(|found| {
            let room = UNFORESEEN.saturating_sub(self.copied);
            Size::of(found, room, usize::MAX).bytes > room
        })
    }

    fn operation(&mut self, operation: &'p Operation) -> Result<(), Failure> {
        match operation {
            Operation::Add { path, value } => self.set(path, value, Place::Free),
            Operation::Replace { path, value } => self.set(path, value, Place::Taken),
            Operation::Remove { path } => self.remove(path),
            Operation::Test { path, value } => self.test(path, value),
            Operation::Move { from, path } => {
                self.supported()?;
                self.relocate(from, path)
            }
            Operation::Copy { from, path } => {
                self.supported()?;
                self.copy(from, path)
            }
        }
    }

    fn supported(&self) -> Result<(), Failure> {
        match self.options.dialect.operations {
            Operations::All => Ok(()),
            Operations::WithoutMoveAndCopy => Err(Failure::new("op", Fault::Unsupported)),
        }
    }

    /// The tokens of a pointer in the document's own spelling.
    fn tokens(
        &mut self,
        member: &'static str,
        pointer: &'p Pointer,
        missing: Missing,
    ) -> Result<Cow<'p, [String]>, Failure> {
        let names = self.options.dialect.member_names;
        self.document.prepare(pointer.tokens(), names, &mut self.looked);
        match names {
            MemberNames::Exact => Ok(Cow::Borrowed(pointer.tokens())),
            MemberNames::IgnoreCase => {
                lookup::spell(self.document.view(), pointer.tokens(), names, missing)
                    .map_err(|miss| self.lost(member, pointer.tokens(), miss))
            }
        }
    }

    /// A token leads nowhere in the document as it is now.
    fn lost(&self, member: &'static str, tokens: &[String], miss: Miss) -> Failure {
        Failure::new(member, lookup::explain(self.document.view(), tokens, miss))
    }

    /// `add` (RFC 6902 §4.1) and `replace` (§4.3).
    fn set(&mut self, path: &'p Pointer, value: &'p Json, place: Place) -> Result<(), Failure> {
        let tokens = self.tokens("path", path, Missing::Last)?;
        let limits = &self.options.limits;
        let room = limits.growth - self.grown;
        let mut grown = 0;
        let put = put(self.document, &tokens, place, |before, around| {
            // What is replaced makes room; it need not be measured further.
            let depth = limits.depth().saturating_sub(tokens.len());
            let size = Size::of(value, usize::MAX, depth);
            if size.depth > depth {
                return Err(Fault::Depth { limit: limits.depth() });
            }
            if limits.counts_what_is_brought() {
                let bytes = size.bytes + around;
                let before = before.map_or(0, |v| Size::of(v.view(), bytes, limits.depth()).bytes);
                grown = bytes.saturating_sub(before);
                if grown > room {
                    return Err(Fault::Growth { limit: limits.growth });
                }
            }
            T::adopt(value).map_err(|_| Fault::NotRepresentable)
        });
        match put {
            Ok((change, moved)) => {
                self.grown += grown;
                self.moved += moved;
                self.journal.push(tokens, change);
                Ok(())
            }
            Err(Stop::Miss(miss)) => Err(self.lost("path", &tokens, miss)),
            Err(Stop::Fault(fault)) => Err(Failure::new("value", fault)),
        }
    }

    /// RFC 6902 §4.2.
    fn remove(&mut self, path: &'p Pointer) -> Result<(), Failure> {
        if path.is_root() {
            return Err(Failure::new("path", Fault::RemoveDocument));
        }
        let tokens = self.tokens("path", path, Missing::Last)?;
        match journal::take(self.document, &tokens) {
            Ok((value, gap)) => {
                self.moved += gap.moved;
                self.journal.push(tokens, gap.change(Taken::Kept(value)));
                Ok(())
            }
            Err(miss) => Err(self.lost("path", &tokens, miss)),
        }
    }

    /// RFC 6902 §4.6.
    fn test(&mut self, path: &'p Pointer, value: &Json) -> Result<(), Failure> {
        let tokens = self.tokens("path", path, Missing::Last)?;
        let found = lookup::find(self.document.view(), &tokens)
            .map_err(|miss| self.lost("path", &tokens, miss))?;
        if equal(found, value) {
            return Ok(());
        }
        let (at, expected, found) = difference(found, value);
        let at = Pointer::from_tokens(tokens.iter().chain(at.tokens()).cloned());
        Err(Failure::new("path", Fault::Test { at, expected, found }))
    }

    /// `move` (RFC 6902 §4.4): takes the value out, then adds it.
    fn relocate(&mut self, from: &'p Pointer, path: &'p Pointer) -> Result<(), Failure> {
        let source = self.tokens("from", from, Missing::Last)?;
        // §4.4: "from" must not be a proper prefix of "path". Decided on the
        // document as it is, by tokens, before anything happens.
        let target = self.tokens("path", path, Missing::Any)?;
        let within = target.starts_with(&source);
        if within && target.len() > source.len() {
            return Err(Failure::new("path", Fault::IntoItself { from: from.clone() }));
        }
        let found = lookup::find(self.document.view(), &source)
            .map_err(|miss| self.lost("from", &source, miss))?;
        if within {
            return Ok(());
        }
        // A value that does not go deeper breaks no limit on depth.
        let limit = self.options.limits.depth();
        let depth = limit.saturating_sub(target.len());
        if target.len() > source.len() {
            let size = Size::of(found, usize::MAX, depth);
            if size.depth > depth {
                return Err(Failure::new("path", Fault::Depth { limit }));
            }
            self.looked += size.bytes;
        }
        match journal::take(self.document, &source) {
            Ok((value, gap)) => {
                self.moved += gap.moved;
                self.journal.push(source, gap.change(Taken::Moved));
                self.hand = Some(value);
            }
            Err(miss) => return Err(self.lost("from", &source, miss)),
        }
        // What `path` means is decided with the value gone (§4.4).
        let target = self.tokens("path", path, Missing::Last)?;
        let hand = &mut self.hand;
        let put =
            put(self.document, &target, Place::Free, |_, _| Ok(hand.take().unwrap_or_default()));
        self.put_down(target, put)
    }

    /// RFC 6902 §4.5.
    fn copy(&mut self, from: &'p Pointer, path: &'p Pointer) -> Result<(), Failure> {
        let source = self.tokens("from", from, Missing::Last)?;
        let target = self.tokens("path", path, Missing::Last)?;
        let found = lookup::find(self.document.view(), &source)
            .map_err(|miss| self.lost("from", &source, miss))?;
        // Measured before a byte is copied, and no further than there is room.
        let limits = &self.options.limits;
        let room = limits.growth - self.grown;
        let depth = limits.depth().saturating_sub(target.len());
        let size = Size::of(found, room, depth);
        let bytes = size.bytes.saturating_add(self.around(&target));
        if size.depth > depth {
            return Err(Failure::new("path", Fault::Depth { limit: limits.depth() }));
        }
        if bytes > room {
            return Err(Failure::new("from", Fault::Growth { limit: limits.growth }));
        }
        let Ok(value) = tree::descend(self.document, &source).map(|value| value.clone()) else {
            return Ok(());
        };
        self.grown += bytes;
        self.copied += bytes;
        self.looked += bytes;
        let put = put(self.document, &target, Place::Free, |_, _| Ok(value));
        self.put_down(target, put)
    }

    /// The bytes that adding a value here takes beside those of the value.
    fn around(&self, tokens: &[String]) -> usize {
        let Some((name, above)) = tokens.split_last() else {
            return 0;
        };
        match lookup::find(self.document.view(), above)
            .map(|container| (container.member(name).is_some(), container.shape()))
        {
            Ok((false, Shape::Object(_))) => member_bytes(name),
            Ok((_, Shape::Array(_))) => ELEMENT_BYTES,
            _ => 0,
        }
    }

    fn put_down(
        &mut self,
        tokens: Cow<'p, [String]>,
        put: Result<(Change<T>, usize), Stop>,
    ) -> Result<(), Failure> {
        match put {
            Ok((change, moved)) => {
                self.moved += moved;
                self.journal.push(tokens, change);
                Ok(())
            }
            Err(Stop::Miss(miss)) => Err(self.lost("path", &tokens, miss)),
            Err(Stop::Fault(fault)) => Err(Failure::new("path", fault)),
        }
    }
}

/// Whether there has to be a value already.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
enum Place {
    /// No: an element is inserted, a member added or replaced.
    Free,
    /// Yes: it is replaced.
    Taken,
}

enum Stop {
    Miss(Miss),
    Fault(Fault),
}

/// Puts a value at a place. `value` is asked for it once the place is known,
/// with the value that it replaces and the bytes that go around it. Gives what
/// was done, and how many elements were moved on.
fn put<T: Tree>(
    document: &mut T,
    tokens: &[String],
    place: Place,
    value: impl FnOnce(Option<&T>, usize) -> Result<T, Fault>,
) -> Result<(Change<T>, usize), Stop> {
    let Some((name, above)) = tokens.split_last() else {
        let value = value(Some(document), 0).map_err(Stop::Fault)?;
        return Ok((Change::Document(std::mem::replace(document, value)), 0));
    };
    let miss = |reason| Stop::Miss(Miss { token: above.len(), reason });
    let container = tree::descend(document, above).map_err(Stop::Miss)?;
    let mut moved = 0;
    let change = match (container.open(), place) {
        (Open::Object(members), place) => match (members.at(name), place) {
            (Some(member), _) => {
                let value = value(Some(member), 0).map_err(Stop::Fault)?;
                Change::Member(std::mem::replace(member, value))
            }
            (None, Place::Free) => {
                let value = value(None, member_bytes(name)).map_err(Stop::Fault)?;
                members.append(name, value);
                Change::Appended
            }
            (None, Place::Taken) => return Err(miss(Reason::NoMember)),
        },
        (Open::Array(elements), Place::Free) => {
            let index = lookup::gap(name, elements.len()).map_err(miss)?;
            let value = value(None, ELEMENT_BYTES).map_err(Stop::Fault)?;
            moved = elements.moved_by_edit(index);
            elements.insert(index, value);
            Change::Inserted(index)
        }
        (Open::Array(elements), Place::Taken) => {
            let len = elements.len();
            let index = lookup::index(name, len).map_err(miss)?;
            let Some(element) = elements.get_mut(index) else {
                return Err(miss(Reason::OutOfRange { len, append: false }));
            };
            let value = value(Some(element), 0).map_err(Stop::Fault)?;
            Change::Element(index, std::mem::replace(element, value))
        }
        (Open::Scalar(found), _) => return Err(miss(Reason::NotAContainer { found })),
    };
    Ok((change, moved))
}
