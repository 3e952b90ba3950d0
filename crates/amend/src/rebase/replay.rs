//! A patch, done again on another document.
//!
//! Each operation is done to the tree of the first document as it is, and to
//! that of the second as far as both sides agree: to the twins of the values
//! that it works on.

use super::RebaseOptions;
use super::spot::Spot;
use super::tree::{Id, Trees};
use super::twins::{Gardener, KeyNames};
use crate::apply::name_in_any_case;
use crate::merge::{Conflict, ConflictKind};
use crate::trace::{Slot, Step};
use crate::view::View;
use crate::{DiffOptions, Json, MemberNames, Operation, Pointer};

/// The state of one rebase.
pub(super) struct Replay<'o> {
    pub(super) options: &'o RebaseOptions<'o>,
    pub(super) trees: Trees,
    pub(super) keys: KeyNames,
    /// The document that the patch was made for.
    pub(super) ours: Id,
    /// The document that it is brought to.
    pub(super) onto: Id,
    pub(super) operations: Vec<Operation>,
    pub(super) conflicts: Vec<Conflict>,
    /// The operation that is at work.
    pub(super) number: usize,
}

/// A value that is put somewhere.
struct Load {
    /// As the patch has it.
    ours: Json,
    /// As it is on the other side.
    onto: Json,
    /// The value in the other document of which it is a copy.
    copied: Option<Id>,
}

impl Load {
    fn of(value: &Json) -> Self {
        Self { ours: value.clone(), onto: value.clone(), copied: None }
    }
}

/// Whether both are objects, both lists, or both neither.
fn same_type(one: &Json, other: &Json) -> bool {
    let kind = |value: &Json| (value.as_array().is_some(), value.as_object().is_some());
    kind(one) == kind(other)
}

impl<'o> Replay<'o> {
    pub(super) fn new<'a, V: View<'a>>(base: V, onto: V, options: &'o RebaseOptions<'o>) -> Self {
        let (mut trees, mut keys) = (Trees::default(), KeyNames::new());
        let diff = DiffOptions::default();
        let place = Pointer::root();
        let (ours, onto) =
            Gardener::new(&mut trees, &mut keys, options, &diff, place).plant(base, onto);
        let (operations, conflicts) = (Vec::new(), Vec::new());
        Self { options, trees, keys, ours, onto, operations, conflicts, number: 0 }
    }

    /// The operations and the conflicts, and what they make of the other document.
    pub(super) fn finish(self) -> (Vec<Operation>, Vec<Conflict>, Json) {
        let result = self.trees.to_json(self.onto);
        (self.operations, self.conflicts, result)
    }

    /// Does one operation of the patch.
    pub(super) fn step(&mut self, step: Step<'_>) {
        let Step { operation, path, from, slot } = step;
        // What the trace has found is in the tree, too; `None` is never seen.
        let done = match operation {
            Operation::Test { value, .. } => self.test(&path, value),
            Operation::Remove { .. } => self.remove(&path),
            Operation::Replace { value, .. } => self.set(&path, &Load::of(value)),
            Operation::Add { path: given, value } => {
                self.add((&path, given), &slot, &Load::of(value))
            }
            Operation::Copy { path: given, .. } => {
                from.and_then(|(from, _)| self.copy(&from, (&path, given), &slot))
            }
            Operation::Move { path: given, .. } => match slot {
                Slot::Same => Some(()),
                slot => from.and_then(|(from, _)| self.relocate(&from, (&path, given), &slot)),
            },
        };
        debug_assert!(done.is_some(), "the first document has what the operation needs");
        self.number = self.number.saturating_add(1);
    }

    fn test(&mut self, path: &Pointer, wanted: &Json) -> Option<()> {
        let id = self.trees.find(self.ours, path.tokens())?;
        let Some(twin) = self.twin(id) else {
            self.conflict(ConflictKind::TestFailed, path.clone(), [None, Some(wanted), None]);
            return Some(());
        };
        let (path, found) = (self.trees.place(twin).1, self.trees.to_json(twin));
        if found == *wanted {
            self.operations.push(Operation::Test { path, value: wanted.clone() });
        } else {
            self.conflict(ConflictKind::TestFailed, path, [None, Some(wanted), Some(&found)]);
        }
        Some(())
    }

    fn remove(&mut self, path: &Pointer) -> Option<()> {
        let id = self.trees.find(self.ours, path.tokens())?;
        // What is gone already need not be removed.
        if let Some(twin) = self.twin(id) {
            let (base, theirs) = (self.trees.to_json(id), self.trees.to_json(twin));
            let path = self.trees.place(twin).1;
            if base == theirs {
                self.trees.take(twin);
                self.operations.push(Operation::Remove { path });
            } else {
                let values = [Some(&base), None, Some(&theirs)];
                self.conflict(ConflictKind::ChangedAndRemoved, path, values);
            }
        }
        self.trees.take(id);
        Some(())
    }

    /// Puts a value in place of one that is there.
    fn set(&mut self, path: &Pointer, load: &Load) -> Option<()> {
        let id = self.trees.find(self.ours, path.tokens())?;
        let base = self.trees.to_json(id);
        let new = self.trees.grow(&load.ours);
        let Some(twin) = self.twin(id) else {
            let values = [Some(&base), Some(&load.ours), None];
            self.conflict(ConflictKind::ChangedAndRemoved, path.clone(), values);
            self.exchange(id, new);
            return Some(());
        };
        self.exchange(id, new);
        let theirs = self.trees.to_json(twin);
        let place = self.trees.place(twin).1;
        if theirs == load.onto || base == load.ours {
            // It is so already, or nothing was to become of it.
            self.rebind(new, twin, (&load.ours, &theirs), path);
        } else if base == theirs {
            let operation = match load.copied.filter(|_| !self.trees.is_listed(twin)) {
                Some(from) => {
                    let from = self.trees.place(from).1;
                    Operation::Copy { from, path: place }
                }
                None => Operation::Replace { path: place, value: load.onto.clone() },
            };
            self.operations.push(operation);
            let put = self.trees.grow(&load.onto);
            self.exchange(twin, put);
            self.rebind(new, put, (&load.ours, &load.onto), path);
        } else {
            let kind = if same_type(&load.onto, &theirs) {
                ConflictKind::BothChanged
            } else {
                ConflictKind::TypeChanged
            };
            self.reconcile(kind, Some(&base), &load.onto, (new, twin), path);
        }
        Some(())
    }

    /// The second of the two paths is the one that the patch gives: its last
    /// token may be `-`.
    fn copy(&mut self, from: &Pointer, paths: (&Pointer, &Pointer), slot: &Slot) -> Option<()> {
        let id = self.trees.find(self.ours, from.tokens())?;
        let ours = self.trees.to_json(id);
        if let Some(twin) = self.twin(id) {
            let load = Load { ours, onto: self.trees.to_json(twin), copied: Some(twin) };
            return self.add(paths, slot, &load);
        }
        let values = [Some(&ours), Some(&ours), None];
        self.conflict(ConflictKind::ChangedAndRemoved, from.clone(), values);
        let new = self.trees.grow(&ours);
        self.land(paths.0, new)
    }

    /// Puts a value where something may be there or not.
    fn add(&mut self, (path, given): (&Pointer, &Pointer), slot: &Slot, load: &Load) -> Option<()> {
        if matches!(slot, Slot::Document(_) | Slot::Member(_)) {
            return self.set(path, load);
        }
        let target = self.spot(path, &load.onto)?;
        let new = self.trees.grow(&load.ours);
        self.land(path, new)?;
        match target {
            Spot::Gone => {
                let values = [None, Some(&load.onto), None];
                self.conflict(ConflictKind::ChangedAndRemoved, path.clone(), values);
            }
            Spot::Taken(there) => {
                let theirs = self.trees.to_json(there);
                if theirs == load.onto {
                    self.rebind(new, there, (&load.ours, &theirs), path);
                } else {
                    let kind = ConflictKind::BothAdded;
                    self.reconcile(kind, None, &load.onto, (new, there), path);
                }
            }
            Spot::Free(room) => {
                self.both_inserted(&room, &load.onto);
                let place = self.place_of(&room, given);
                self.operations.push(match load.copied {
                    Some(from) => Operation::Copy { from: self.trees.place(from).1, path: place },
                    None => Operation::Add { path: place, value: load.onto.clone() },
                });
                let put = self.trees.grow(&load.onto);
                self.trees.insert(&room, put);
                self.rebind(new, put, (&load.ours, &load.onto), path);
            }
        }
        Some(())
    }

    fn relocate(
        &mut self,
        from: &Pointer,
        (path, given): (&Pointer, &Pointer),
        slot: &Slot,
    ) -> Option<()> {
        let id = self.trees.find(self.ours, from.tokens())?;
        let value = self.trees.to_json(id);
        // What it is put over, with the value still in it.
        let covered = match slot {
            Slot::Document(_) | Slot::Member(_) => {
                // The path is one of the document without the value.
                let room = self.trees.take(id);
                let covered = self.trees.find(self.ours, path.tokens());
                if let Some(room) = room {
                    self.trees.insert(&room, id);
                }
                covered
            }
            _ => None,
        };
        let covered = covered.map(|covered| (self.trees.to_json(covered), self.twin(covered)));
        let twin = self.twin(id);
        self.trees.take(id);
        let landing = match (&covered, twin) {
            (Some((_, Some(other))), None) => Spot::Taken(*other),
            // Behind a conflict, a member here may stand for an element there, or for
            // a part of what is moved: nothing is moved into itself.
            (Some((base, Some(other))), Some(twin))
                if *base != self.trees.to_json(*other)
                    || self.trees.is_listed(*other)
                    || self.trees.is_within(*other, twin) =>
            {
                let theirs = self.trees.to_json(*other);
                let place = self.trees.place(*other).1;
                let values = [Some(base), Some(&value), Some(&theirs)];
                self.conflict(ConflictKind::ChangedAndRemoved, place, values);
                return self.land(path, id);
            }
            (Some((_, Some(other))), Some(twin)) => {
                let source = self.trees.place(twin).1;
                self.trees.take(twin);
                let target = self.trees.place(*other).1;
                self.exchange(*other, twin);
                self.move_to(source, target, twin);
                return self.land(path, id);
            }
            (_, Some(twin)) => return self.carry(id, twin, path, given),
            (_, None) => self.spot(path, &value)?,
        };
        // The value is not where it was on the other side either. If it is where
        // it goes, both did the same.
        match landing {
            Spot::Taken(there) if self.trees.to_json(there) == value => {
                self.rebind(id, there, (&value, &value), path);
            }
            _ => {
                let values = [Some(&value), Some(&value), None];
                self.conflict(ConflictKind::ChangedAndRemoved, from.clone(), values);
            }
        }
        self.land(path, id)
    }

    /// Moves a value, which has been taken out on our side, to where nothing is.
    fn carry(&mut self, id: Id, twin: Id, path: &Pointer, given: &Pointer) -> Option<()> {
        let source = self.trees.place(twin).1;
        let value = self.trees.to_json(twin);
        let home = self.trees.take(twin)?;
        let spot = self.spot(path, &value)?;
        self.land(path, id)?;
        let (kind, theirs) = match spot {
            Spot::Free(room) => {
                let target = self.place_of(&room, given);
                if room != home {
                    self.both_inserted(&room, &value);
                    self.move_to(source, target, twin);
                }
                self.trees.insert(&room, twin);
                return Some(());
            }
            Spot::Taken(there) => (ConflictKind::BothAdded, Some(self.trees.to_json(there))),
            Spot::Gone => (ConflictKind::ChangedAndRemoved, None),
        };
        self.trees.insert(&home, twin);
        self.conflict(kind, path.clone(), [None, Some(&value), theirs.as_ref()]);
        Some(())
    }

    /// Whether two pointers are one to the dialect.
    fn is_one_place(&self, one: &Pointer, other: &Pointer) -> bool {
        let (one, other) = (one.tokens(), other.tokens());
        let same = |(x, y): (&String, &String)| name_in_any_case(x) == name_in_any_case(y);
        self.options.apply.dialect.member_names == MemberNames::IgnoreCase
            && one.len() == other.len()
            && one.iter().zip(other).all(same)
    }

    /// Writes a `move` to a place of the document without the value.
    fn move_to(&mut self, from: Pointer, path: Pointer, value: Id) {
        if from != path && (from.contains(&path) || self.is_one_place(&from, &path)) {
            // Once it is gone from its list, another element has its index; but
            // RFC 6902 §4.4 does not let a value be moved there. And where case does
            // not matter, a move to another case of its name is none.
            self.operations.push(Operation::Remove { path: from });
            self.operations.push(Operation::Add { path, value: self.trees.to_json(value) });
        } else {
            self.operations.push(Operation::Move { from, path });
        }
    }
}
