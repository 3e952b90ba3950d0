//! Where a value goes in the other document, and what happens if both sides
//! have put something there.

use super::replay::Replay;
use super::tree::{Id, Room};
use super::twins::Gardener;
use crate::merge::{Conflict, ConflictKind, Kept, MergeOptions, merge_values};
use crate::partners::KeyBy;
use crate::pointer::Index;
use crate::{DiffOptions, Json, MemberNames, Operation, Pointer, diff};

/// Where a value goes in the other document.
pub(super) enum Spot {
    /// The container is not there any more, or something else; or the name may
    /// mean several of its members.
    Gone,
    /// Something is there that the first document does not have: a member of
    /// that name, or an element of that key or value.
    Taken(Id),
    /// Nothing is there.
    Free(Room),
}

impl Replay<'_> {
    /// The twin of a value, if it is still in the other document.
    pub(super) fn twin(&self, id: Id) -> Option<Id> {
        self.trees.twin(id).filter(|twin| self.trees.root(*twin) == self.onto)
    }

    /// Puts a value in place of another, which may be a document.
    pub(super) fn exchange(&mut self, old: Id, new: Id) {
        self.trees.put(old, new);
        if old == self.ours {
            self.ours = new;
        } else if old == self.onto {
            self.onto = new;
        }
    }

    /// Puts a value in the first document, as `add` does.
    pub(super) fn land(&mut self, path: &Pointer, id: Id) -> Option<()> {
        let Some((above, token)) = path.split_last() else {
            self.ours = id;
            return Some(());
        };
        let container = self.trees.find(self.ours, above.tokens())?;
        let at = token.parse().unwrap_or(usize::MAX);
        let room = Room { container, token: token.to_owned(), at, beside: Vec::new() };
        self.trees.insert(&room, id);
        Some(())
    }

    /// Where a value goes that is new at this place of the first document. It is
    /// not there yet. `None`: there is no such place.
    pub(super) fn spot(&self, path: &Pointer, value: &Json) -> Option<Spot> {
        let Some((above, token)) = path.split_last() else {
            return Some(Spot::Taken(self.onto)); // a document that is another one by now
        };
        let container = self.trees.find(self.ours, above.tokens())?;
        let Some(twin) = self.twin(container) else {
            return Some(Spot::Gone);
        };
        Some(match (self.trees.elements(container), self.trees.elements(twin)) {
            (Some(ours), Some(onto)) => {
                let at = token.parse().unwrap_or(ours.len()).min(ours.len());
                self.spot_in_list((container, ours), (twin, onto), at, value)
            }
            (None, None) if self.trees.is_object(twin) => {
                let names = self.options.apply.dialect.member_names;
                if self.trees.is_ambiguous(twin, token, names) {
                    return Some(Spot::Gone);
                }
                let token = token.to_owned();
                let there = self.trees.member(twin, &token, names).map(|(_, there)| there);
                there.map_or(
                    Spot::Free(Room { container: twin, token, at: 0, beside: Vec::new() }),
                    Spot::Taken,
                )
            }
            _ => Spot::Gone,
        })
    }

    fn spot_in_list(
        &self,
        (list, ours): (Id, &[Id]),
        (twin, onto): (Id, &[Id]),
        at: usize,
        value: &Json,
    ) -> Spot {
        let position = |id: &Id| {
            let there = self.trees.twin(*id)?;
            // One that is elsewhere by now need not be looked for.
            self.trees.parent(there).filter(|list| *list == twin)?;
            onto.iter().position(|other| *other == there)
        };
        let (before, behind) = ours.split_at(at.min(ours.len()));
        let beside = |id: &Id| position(id).map(|position| (*id, position));
        let left = before.iter().rev().find_map(beside);
        let right = behind.iter().find_map(beside);
        // Where the other side has the value in place of a neighbour, it was not
        // made of that, but has come there, too.
        for (neighbour, position) in left.into_iter().chain(right) {
            let there = onto.get(position).copied().filter(|id| self.trees.to_json(*id) == *value);
            if let Some(there) = there.filter(|_| self.trees.to_json(neighbour) != *value) {
                return Spot::Taken(there);
            }
        }
        let from = left.map_or(0, |(_, left)| left.saturating_add(1));
        let to = right.map_or(onto.len(), |(_, right)| right).max(from);
        let is_new = |id: &&Id| {
            self.trees.twin(**id).is_none_or(|first| self.trees.root(first) != self.ours)
        };
        let free =
            |at, beside| Spot::Free(Room { container: twin, token: String::new(), at, beside });
        if let Some(by) = self.keys.get(&list) {
            let same = |id: &&Id| {
                let there = self.trees.to_json(**id);
                match by {
                    KeyBy::Value => there == *value,
                    KeyBy::Member(name) => {
                        there.get(name).is_some() && there.get(name) == value.get(name)
                    }
                }
            };
            return onto
                .iter()
                .filter(is_new)
                .find(same)
                .map_or(free(to, Vec::new()), |id| Spot::Taken(*id));
        }
        let new: Vec<Id> =
            onto.get(from..to).unwrap_or_default().iter().filter(is_new).copied().collect();
        match new.iter().find(|id| self.trees.to_json(**id) == *value) {
            Some(there) => Spot::Taken(*there),
            None => free(to, new),
        }
    }

    /// The pointer to a place in the other document. An `add` behind the last
    /// element stays one.
    pub(super) fn place_of(&self, room: &Room, given: &Pointer) -> Pointer {
        let place = self.trees.place(room.container).1;
        let Some(elements) = self.trees.elements(room.container) else {
            return place.child(room.token.as_str());
        };
        let end =
            given.tokens().last().is_some_and(|token| Index::parse(token) == Some(Index::End));
        if end && room.at == elements.len() {
            return place.child("-");
        }
        place.child(room.at.to_string())
    }

    /// Notes a conflict if the other side has put elements where one goes.
    pub(super) fn both_inserted(&mut self, room: &Room, value: &Json) {
        if room.beside.is_empty() {
            return;
        }
        let theirs = Json::array(room.beside.iter().map(|id| self.trees.to_json(*id)));
        let ours = Json::array([value.clone()]);
        let path = self.trees.place(room.container).1.child(room.at.to_string());
        let values = [None, Some(&ours), Some(&theirs)];
        self.conflict(ConflictKind::BothInserted, path, values);
        if let Some(conflict) = self.conflicts.last_mut() {
            conflict.kept = Kept::Both;
        }
    }

    /// Makes two values one, which both sides have put at one place; or notes a
    /// conflict.
    pub(super) fn reconcile(
        &mut self,
        kind: ConflictKind,
        base: Option<&Json>,
        wanted: &Json,
        (id, twin): (Id, Id),
        path: &Pointer,
    ) {
        let options = MergeOptions {
            arrays: self.options.arrays.clone(),
            arrays_at: self.options.arrays_at,
            ..MergeOptions::default()
        };
        let theirs = self.trees.to_json(twin);
        let place = self.trees.place(twin).1;
        let Some(merged) = merge_values(base, wanted, &theirs, path, &options) else {
            return self.conflict(kind, place, [base, Some(wanted), Some(&theirs)]);
        };
        if self.options.apply.dialect.member_names == MemberNames::Exact {
            let below = diff(&theirs, &merged);
            self.operations.extend(below.operations().iter().map(|o| under(&place, o)));
        } else if theirs != merged {
            self.operations.push(Operation::Replace { path: place, value: merged.clone() });
        }
        let put = self.trees.grow(&merged);
        self.exchange(twin, put);
        self.rebind(id, put, (wanted, &merged), path);
    }

    /// Finds the values of something that was put in both documents again.
    pub(super) fn rebind(&mut self, id: Id, twin: Id, values: (&Json, &Json), path: &Pointer) {
        if let Some(other) = self.trees.twin(twin) {
            self.trees.part(other);
        }
        let diff = DiffOptions::default();
        let path = path.clone();
        Gardener::new(&mut self.trees, &mut self.keys, self.options, &diff, path).bind(
            values.0,
            values.1,
            (id, twin),
        );
    }

    /// Notes a conflict: `base`, `ours` and `theirs`, in this order.
    pub(super) fn conflict(
        &mut self,
        kind: ConflictKind,
        path: Pointer,
        [base, ours, theirs]: [Option<&Json>; 3],
    ) {
        self.conflicts.push(Conflict {
            path,
            operation: Some(self.number),
            kind,
            base: base.cloned(),
            ours: ours.cloned(),
            theirs: theirs.cloned(),
            kept: Kept::Theirs,
        });
    }
}

/// An operation, done to the value at a place. It moves nothing.
fn under(place: &Pointer, operation: &Operation) -> Operation {
    let tokens = place.tokens().iter().chain(operation.path().tokens()).cloned();
    let path = Pointer::from_tokens(tokens);
    match operation.value() {
        None => Operation::Remove { path },
        Some(value) => {
            let value = value.clone();
            match operation {
                Operation::Replace { .. } => Operation::Replace { path, value },
                _ => Operation::Add { path, value },
            }
        }
    }
}
