//! Moves and copies instead of removals and additions.
#![expect(
    clippy::indexing_slicing,
    reason = "scopes and steps are numbered as they are made, and never taken out"
)]

use std::collections::{HashMap, VecDeque};

use super::classes::Class;
use super::edits::{Change, Edits, ScopeId};
use super::emit::{self, Deed, Sink, Token};
use super::index::{Id, Index};
use super::places::{Places, StepId};
use super::price::PathSize;
use super::{DiffOptions, Minimize};
use crate::view::View;

/// A value with fewer bytes than this in two containers is taken for a
/// coincidence, where few places matter and not few bytes.
const TELLING: usize = 8;

/// How many places are looked at that a value might be copied from.
const SOURCES: usize = 4;

const ADD: usize = r#"{"op":"add","path":"","value":}"#.len();
const COPY: usize = r#"{"op":"copy","from":"","path":""}"#.len();

/// Writes edits with moves and copies. Every value of both documents is indexed.
pub(super) fn emit<'a, V: View<'a>>(
    edits: &Edits<'a, V>,
    index: &Index<'a, V>,
    options: &DiffOptions<'_>,
    sink: &mut impl Sink<V>,
) {
    let minimize = options.minimize;
    let longest = options.limits.pointer;
    let root = match &edits.root {
        Some(Change::Edit(scope)) => *scope,
        _ => return emit::emit(edits, minimize, sink),
    };
    let before = edits.scopes[root].before.id;
    let places = Places::new(edits, index, partners(edits, index, minimize));
    let sources = sources(edits, index, before);
    let mut writer =
        Writer { edits, index, minimize, longest, places, sources, placed: HashMap::new(), sink };
    writer.scope(root);
}

/// The two ends of each move, both ways.
fn partners<'a, V: View<'a>>(
    edits: &Edits<'a, V>,
    index: &Index<'a, V>,
    minimize: Minimize,
) -> HashMap<StepId, StepId> {
    let mut partners = HashMap::new();
    let mut pair = |leaves, arrives| {
        partners.insert(leaves, arrives);
        partners.insert(arrives, leaves);
    };
    // Elements that were told apart by a key have found each other already.
    let mut numbered = HashMap::new();
    let mut near: HashMap<(ScopeId, Class), VecDeque<StepId>> = HashMap::new();
    let mut arrivals = Vec::new();
    for (scope, range) in edits.scopes.iter().map(|scope| scope.steps.clone()).enumerate() {
        for at in range {
            match &edits.steps[at].change {
                Change::Leave(number, _) | Change::Arrive(number, ..) => {
                    if let Some(other) = numbered.insert(*number, at) {
                        pair(at, other);
                    }
                }
                Change::Remove(old) => {
                    near.entry((scope, index.class(old.id))).or_default().push_back(at);
                }
                Change::Add(new) => arrivals.push((at, scope, new.id)),
                Change::Replace(..) | Change::Edit(_) => {}
            }
        }
    }
    // First within one container, then from one to another.
    arrivals.retain(|(at, scope, new)| {
        let gone = near.get_mut(&(*scope, index.class(*new))).and_then(VecDeque::pop_front);
        gone.map(|gone| pair(gone, *at)).is_none()
    });
    let mut left: Vec<(StepId, Class)> = near
        .into_iter()
        .flat_map(|((_, class), steps)| steps.into_iter().map(move |step| (step, class)))
        .collect();
    left.sort_unstable();
    let mut far: HashMap<Class, VecDeque<StepId>> = HashMap::new();
    for (step, class) in left {
        far.entry(class).or_default().push_back(step);
    }
    for (at, _, new) in arrivals {
        if minimize == Minimize::Places && index.size(new) < TELLING {
            continue;
        }
        if let Some(gone) = far.get_mut(&index.class(new)).and_then(VecDeque::pop_front) {
            pair(gone, at);
        }
    }
    partners
}

/// For each class of a value that comes, where the document before has it.
fn sources<'a, V: View<'a>>(
    edits: &Edits<'a, V>,
    index: &Index<'a, V>,
    before: Id,
) -> HashMap<Class, Vec<Id>> {
    let mut sources: HashMap<Class, Vec<Id>> = HashMap::new();
    for step in &edits.steps {
        if let Change::Add(new) | Change::Replace(_, new) = &step.change
            && ADD + index.size(new.id) > COPY
        {
            sources.entry(index.class(new.id)).or_default();
        }
    }
    for id in index.subtree(before) {
        if let Some(places) = sources.get_mut(&index.class(id))
            && places.len() < SOURCES
        {
            places.push(id);
        }
    }
    sources
}

struct Writer<'w, 'e, 'a, V: View<'a>, S> {
    edits: &'e Edits<'a, V>,
    index: &'e Index<'a, V>,
    minimize: Minimize,
    /// The bytes that a pointer may have.
    longest: usize,
    places: Places<'e, 'a, V>,
    sources: HashMap<Class, Vec<Id>>,
    /// The last step that put a value of this class somewhere.
    placed: HashMap<Class, StepId>,
    sink: &'w mut S,
}

impl<'e, 'a, V: View<'a>, S: Sink<V>> Writer<'_, 'e, 'a, V, S> {
    fn scope(&mut self, scope: ScopeId) {
        let edits = self.edits;
        for (at, _) in emit::ordered(edits, scope) {
            let step = &edits.steps[at];
            match &step.change {
                Change::Edit(inner) => self.scope(*inner),
                Change::Remove(_) | Change::Leave(..) => {
                    if self.places.partner(at).is_none() {
                        let path = self.places.path(at);
                        self.places.done(at);
                        self.sink.take(Deed::Remove, &[], &path);
                    }
                }
                Change::Add(new) => match self.places.partner(at) {
                    Some(from) => self.relocate(from, at),
                    None => self.put(at, new.id, Deed::Add(edits.view(*new))),
                },
                Change::Arrive(_, _, inner) => {
                    if let Some(from) = self.places.partner(at) {
                        self.relocate(from, at);
                    }
                    if let Some(inner) = inner {
                        self.scope(*inner as ScopeId);
                    }
                }
                Change::Replace(_, new) => {
                    let member = step.place.is_member();
                    let deed = emit::replacement(self.minimize, member, edits.view(*new));
                    if member {
                        self.put(at, new.id, deed);
                    } else {
                        let path = self.places.path(at);
                        self.places.done(at);
                        self.sink.take(deed, &[], &path);
                    }
                }
            }
        }
    }

    /// `move` takes the value out before it looks where to put it (RFC 6902
    /// §4.4): the one path is that of before, the other that of after.
    fn relocate(&mut self, from: StepId, to: StepId) {
        let source = self.places.path(from);
        self.places.done(from);
        let path = self.places.path(to);
        if path.len() > source.len() && path.starts_with(&source) {
            // With the value gone, another stands at its place, and that is
            // where it goes. But `from` must not be a proper prefix of `path`.
            self.places.undone(from);
            if let Change::Add(new) = &self.edits.steps[to].change {
                self.put(to, new.id, Deed::Add(self.edits.view(*new)));
            }
            let source = self.places.path(from);
            self.places.done(from);
            return self.sink.take(Deed::Remove, &[], &source);
        }
        self.places.done(to);
        self.sink.take(Deed::Move, &source, &path);
    }

    /// Puts a value somewhere; a copy of it, if that is shorter to say.
    fn put(&mut self, at: StepId, new: Id, deed: Deed<V>) {
        let class = self.index.class(new);
        let most = (ADD + self.index.size(new)).saturating_sub(COPY);
        let mut best: Option<(usize, Vec<Token<'e>>)> = None;
        let mut offer = |source: Vec<Token<'e>>| {
            let PathSize { text: length, pointer } = PathSize::of(&source);
            if pointer > self.longest {
                return;
            }
            if length < best.as_ref().map_or(most, |(shortest, _)| *shortest) {
                best = Some((length, source));
            }
        };
        if let Some(placed) = self.placed.get(&class) {
            offer(self.places.path(*placed));
        }
        for id in self.sources.get(&class).into_iter().flatten() {
            self.places.find(*id).into_iter().for_each(&mut offer);
        }
        let path = self.places.path(at);
        self.places.done(at);
        self.placed.insert(class, at);
        match best {
            Some((_, source)) if source != path => self.sink.take(Deed::Copy, &source, &path),
            _ => self.sink.take(deed, &[], &path),
        }
    }
}
