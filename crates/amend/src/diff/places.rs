//! Where things stand while a patch is being applied.
//!
//! A move or a copy names a place as it is at that moment, when some of the
//! edits have been made and others have not. Shifting the indices of operations
//! that were written before is how engines get them wrong. So nothing is
//! shifted here: each list counts which of its comings and goings have happened,
//! and every path is read off that count when it is needed.
#![expect(
    clippy::indexing_slicing,
    reason = "nodes of the tree are numbered as they are made, and never taken out"
)]

use std::collections::HashMap;

use super::edits::{Change, Edits, Place, ScopeId, Step};
use super::emit::Token;
use super::index::{Id, Index};
use crate::view::View;

/// The index of a step in [`Edits`].
pub(super) type StepId = usize;

/// What has been done so far, and where everything is.
pub(super) struct Places<'e, 'a, V: View<'a>> {
    edits: &'e Edits<'a, V>,
    index: &'e Index<'a, V>,
    /// The step that a scope is the inside of; none for the outermost.
    around: Vec<Option<StepId>>,
    /// The scope that a step is in.
    scope_of: Vec<ScopeId>,
    /// The scope of an indexed container.
    scopes: HashMap<Id, ScopeId>,
    /// The steps that take or change a member of the document before.
    members: HashMap<(ScopeId, &'e str), StepId>,
    /// For each list, what came and what went.
    lists: Vec<Option<Presence>>,
    done: Vec<bool>,
    /// The other end of a move.
    partners: HashMap<StepId, StepId>,
}

impl<'e, 'a, V: View<'a>> Places<'e, 'a, V> {
    pub(super) fn new(
        edits: &'e Edits<'a, V>,
        index: &'e Index<'a, V>,
        partners: HashMap<StepId, StepId>,
    ) -> Self {
        let mut around = vec![None; edits.scopes.len()];
        let mut scope_of = vec![0; edits.steps.len()];
        let mut scopes = HashMap::with_capacity(edits.scopes.len());
        let mut members = HashMap::new();
        for (id, scope) in edits.scopes.iter().enumerate() {
            scopes.insert(scope.before.id, id);
            for at in scope.steps.clone() {
                scope_of[at] = id;
                let Step { place, change } = &edits.steps[at];
                if let (Place::Member(name), false) = (place, matches!(change, Change::Add(_))) {
                    members.insert((id, &**name), at);
                }
                let inner = match change {
                    Change::Edit(inner) => *inner,
                    Change::Arrive(_, _, Some(inner)) => *inner as ScopeId,
                    _ => continue,
                };
                around[inner] = Some(at);
            }
        }
        let lists = edits.scopes.iter().map(|_| None).collect();
        let done = vec![false; edits.steps.len()];
        Self { edits, index, around, scope_of, scopes, members, lists, done, partners }
    }

    /// The other end of a move.
    pub(super) fn partner(&self, step: StepId) -> Option<StepId> {
        self.partners.get(&step).copied()
    }

    /// Notes that a step is done: what it takes is gone, what it brings is there.
    pub(super) fn done(&mut self, step: StepId) {
        self.mark(step, true);
    }

    /// Notes that a step is not done after all.
    pub(super) fn undone(&mut self, step: StepId) {
        self.mark(step, false);
    }

    fn mark(&mut self, step: StepId, done: bool) {
        self.done[step] = done;
        let scope = self.scope_of[step];
        let at = step - self.edits.scopes[scope].steps.start;
        match self.edits.steps[step].change {
            Change::Remove(_) | Change::Leave(..) => self.list(scope).change(at, !done),
            Change::Add(_) | Change::Arrive(..) => self.list(scope).change(at, done),
            Change::Replace(..) | Change::Edit(_) => {}
        }
    }

    /// Where a step takes place now, or where its value comes to stand.
    pub(super) fn path(&mut self, step: StepId) -> Vec<Token<'e>> {
        let mut path = Vec::new();
        let mut next = Some(step);
        while let Some(step) = next {
            path.push(self.token(step));
            next = self.around[self.scope_of[step]].map(|around| self.now(around));
        }
        path.reverse();
        path
    }

    /// Of the two ends of a move, the one where the value is now.
    fn now(&self, step: StepId) -> StepId {
        match (self.partner(step), &self.edits.steps[step].change) {
            (Some(leaves), Change::Add(_) | Change::Arrive(..)) if !self.done[step] => leaves,
            (Some(arrives), Change::Remove(_) | Change::Leave(..)) if self.done[step] => arrives,
            _ => step,
        }
    }

    fn token(&mut self, step: StepId) -> Token<'e> {
        let scope = self.scope_of[step];
        let first = self.edits.scopes[scope].steps.start;
        match &self.edits.steps[step].place {
            Place::Member(name) => Token::Name(name),
            Place::Element { before, .. } => {
                Token::Index(self.list(scope).index(step - first, *before))
            }
        }
    }

    /// Where a value of the document before is now, if it is there unchanged.
    pub(super) fn find(&mut self, value: Id) -> Option<Vec<Token<'e>>> {
        if self.scopes.contains_key(&value) {
            return None;
        }
        // Up to the first container that is changed inside; below it, all is as
        // it was.
        let mut below = Vec::new();
        let mut child = value;
        let scope = loop {
            let parent = self.index.parent(child)?;
            if let Some(scope) = self.scopes.get(&parent) {
                break *scope;
            }
            below.push(self.static_token(parent, child));
            child = self.index.parent(child)?;
        };
        let token = self.static_token(self.edits.scopes[scope].before.id, child);
        let mut path = if let Some(step) = self.step_at(scope, token) {
            let now = self.now(step);
            if now == step && self.done[step] {
                return None;
            }
            self.path(now)
        } else {
            let around = self.around[scope].map(|around| self.now(around));
            let mut path = around.map_or_else(Vec::new, |around| self.path(around));
            path.push(self.kept(scope, token));
            path
        };
        path.extend(below.into_iter().rev());
        Some(path)
    }

    /// The token of a child in the document before.
    fn static_token(&self, parent: Id, child: Id) -> Token<'e> {
        let index = self.index;
        match index.kind(parent) {
            super::index::Kind::Object => Token::Name(index.name_text(child)),
            _ => Token::Index((child - index.children(parent).start) as usize),
        }
    }

    /// The step that takes or changes a member or an element of the document
    /// before.
    fn step_at(&self, scope: ScopeId, token: Token<'_>) -> Option<StepId> {
        match token {
            Token::Name(name) => self.members.get(&(scope, name)).copied(),
            Token::Index(index) => {
                let range = self.edits.scopes[scope].steps.clone();
                let steps = &self.edits.steps[range.clone()];
                let from = steps.partition_point(|step| step.before() < index);
                let same = steps[from..].iter().take_while(|step| step.before() == index);
                let mut takes =
                    same.map(|step| !matches!(step.change, Change::Add(_) | Change::Arrive(..)));
                takes.position(|takes| takes).map(|at| range.start + from + at)
            }
            Token::End => None,
        }
    }

    /// The token, now, of a member or an element that stays as it is.
    fn kept(&mut self, scope: ScopeId, token: Token<'e>) -> Token<'e> {
        let Token::Index(index) = token else {
            return token;
        };
        let steps = self.edits.steps_of(scope);
        let at = steps.partition_point(|step| step.before() <= index);
        Token::Index(self.list(scope).index(at, index))
    }

    fn list(&mut self, scope: ScopeId) -> &mut Presence {
        let steps = self.edits.steps_of(scope);
        self.lists[scope].get_or_insert_with(|| {
            Presence::new(steps.iter().map(|step| match step.change {
                Change::Remove(_) | Change::Leave(..) => Some(true),
                Change::Add(_) | Change::Arrive(..) => Some(false),
                Change::Replace(..) | Change::Edit(_) => None,
            }))
        })
    }
}

/// Which of the elements that go are still there, and which of those that come
/// are there already (a Fenwick tree over the steps of a list).
#[derive(Debug)]
struct Presence {
    sums: Vec<usize>,
    /// How many of the steps before take an element away.
    going: Vec<usize>,
}

impl Presence {
    /// For each step: whether its element is there at first, if it goes or comes.
    fn new(steps: impl Iterator<Item = Option<bool>>) -> Self {
        let mut list = Self { sums: vec![0], going: vec![0] };
        for there in steps {
            let at = list.sums.len();
            let goes = usize::from(there == Some(true));
            // A node sums up the run that its lowest bit says.
            let mut sum = goes;
            let (mut child, low) = (at - 1, at & at.wrapping_neg());
            while child > at - low {
                sum += list.sums[child];
                child &= child - 1;
            }
            list.sums.push(sum);
            list.going.push(list.going[at - 1] + goes);
        }
        list
    }

    fn change(&mut self, step: usize, there: bool) {
        let mut at = step + 1;
        while at < self.sums.len() {
            let sum = &mut self.sums[at];
            *sum = if there { *sum + 1 } else { sum.saturating_sub(1) };
            at += at & at.wrapping_neg();
        }
    }

    /// The index, now, of what is at the place of this step, before which there
    /// were so many elements: those that stay, and those that are there.
    fn index(&self, step: usize, before: usize) -> usize {
        let mut there = 0;
        let mut at = step;
        while at > 0 {
            there += self.sums[at];
            at &= at - 1;
        }
        before - self.going[step] + there
    }
}
