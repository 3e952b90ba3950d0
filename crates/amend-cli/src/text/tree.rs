//! A document with what a patch does to it: each place knows whether it stays, comes,
//! goes, changes or moves.
//!
//! What is removed stays in its place as a ghost, so that a list can be shown with
//! what it had and what it has; indices of the patch pass ghosts over.

use amend::{Json, Operation, Patch, Pointer, equal};

use crate::failure::Failure;

/// A place, and what happens to it.
#[derive(Debug)]
pub(crate) struct Tree {
    pub(super) mark: Mark,
    /// The value, unless it was taken apart.
    value: Json,
    pub(super) parts: Option<Parts>,
    /// The index that an element of a list had.
    pub(super) was: Option<usize>,
}

/// What happens to a place.
#[derive(Debug)]
pub(super) enum Mark {
    Kept,
    Added,
    Removed,
    Replaced(Json),
    Moved(Pointer),
    Copied(Pointer),
}

/// The members or the elements of a value that was taken apart.
#[derive(Debug)]
pub(super) enum Parts {
    Members(Vec<(String, Tree)>),
    Elements(Vec<Tree>),
}

/// Comparisons of elements that one list is worth.
const MOST: usize = 1 << 20;

impl Tree {
    /// What a patch does to a document; the patch was made for it.
    pub(crate) fn new(before: Json, patch: &Patch) -> Result<Self, Failure> {
        let mut tree = Self::kept(before, None);
        for operation in patch.operations() {
            tree.follow(operation).ok_or_else(|| {
                Failure::trouble("internal", "the patch made does not fit its document")
            })?;
        }
        tree.find_moves();
        Ok(tree)
    }

    fn kept(value: Json, was: Option<usize>) -> Self {
        Self { mark: Mark::Kept, value, parts: None, was }
    }

    fn new_here(value: Json, mark: Mark) -> Self {
        Self { mark, value, parts: None, was: None }
    }

    /// The value as it is now.
    pub(super) fn now(&self) -> Json {
        match &self.parts {
            None => self.value.clone(),
            Some(Parts::Members(members)) => Json::object(
                members.iter().filter(|(_, m)| m.is_live()).map(|(n, m)| (n.as_str(), m.now())),
            ),
            Some(Parts::Elements(elements)) => {
                Json::array(elements.iter().filter(|e| e.is_live()).map(Self::now))
            }
        }
    }

    pub(super) fn is_live(&self) -> bool {
        !matches!(self.mark, Mark::Removed)
    }

    /// Whether anything happens here or below.
    pub(super) fn is_touched(&self) -> bool {
        !matches!(self.mark, Mark::Kept) || self.parts().any(Self::is_touched)
    }

    fn parts(&self) -> impl Iterator<Item = &Self> {
        let (members, elements) = match &self.parts {
            None => (None, None),
            Some(Parts::Members(members)) => (Some(members.iter().map(|(_, m)| m)), None),
            Some(Parts::Elements(elements)) => (None, Some(elements.iter())),
        };
        members.into_iter().flatten().chain(elements.into_iter().flatten())
    }

    fn follow(&mut self, operation: &Operation) -> Option<()> {
        match operation {
            Operation::Test { .. } => Some(()),
            Operation::Remove { path } => self.at(path).map(Self::remove),
            Operation::Replace { path, value } => {
                self.at(path).map(|place| place.replace(value.clone()))
            }
            Operation::Add { path, value } => {
                self.add(path, Self::new_here(value.clone(), Mark::Added))
            }
            Operation::Copy { from, path } => {
                let value = self.at(from)?.now();
                self.add(path, Self::new_here(value, Mark::Copied(from.clone())))
            }
            Operation::Move { from, path } => {
                let place = self.at(from)?;
                let value = place.now();
                // What moves is gone from where it was, and that is told where it is.
                self.forget(from)?;
                self.add(path, Self::new_here(value, Mark::Moved(from.clone())))
            }
        }
    }

    fn remove(&mut self) {
        let old = match &self.mark {
            // What was not there before is not missed.
            Mark::Replaced(old) => old.clone(),
            _ => self.now(),
        };
        let was_new = matches!(self.mark, Mark::Added | Mark::Copied(_));
        self.value = old;
        self.parts = None;
        self.mark = Mark::Removed;
        if was_new {
            self.was = None;
        }
    }

    fn replace(&mut self, value: Json) {
        if let Mark::Kept = self.mark {
            self.mark = Mark::Replaced(self.now());
        }
        self.value = value;
        self.parts = None;
    }

    /// The place of a pointer, taking apart what stands above it.
    fn at(&mut self, pointer: &Pointer) -> Option<&mut Self> {
        pointer.tokens().iter().try_fold(self, |place, token| place.part(token))
    }

    fn part(&mut self, token: &str) -> Option<&mut Self> {
        match self.open()? {
            Parts::Members(members) => {
                let live = |(name, place): &&mut (String, Self)| name == token && place.is_live();
                members.iter_mut().find(live).map(|(_, place)| place)
            }
            Parts::Elements(elements) => {
                elements.iter_mut().filter(|place| place.is_live()).nth(token.parse().ok()?)
            }
        }
    }

    /// Takes the value apart.
    fn open(&mut self) -> Option<&mut Parts> {
        if self.parts.is_none() {
            self.parts = Some(match std::mem::take(&mut self.value) {
                Json::Object(members) => Parts::Members(
                    members.into_iter().map(|(name, v)| (name, Self::kept(v, None))).collect(),
                ),
                Json::Array(elements) => Parts::Elements(
                    elements
                        .into_iter()
                        .enumerate()
                        .map(|(at, value)| Self::kept(value, Some(at)))
                        .collect(),
                ),
                scalar => {
                    self.value = scalar;
                    return None;
                }
            });
        }
        self.parts.as_mut()
    }

    fn add(&mut self, path: &Pointer, place: Self) -> Option<()> {
        let Some((above, token)) = path.split_last() else {
            self.replace(place.value);
            return Some(());
        };
        match self.at(&above)?.open()? {
            Parts::Members(members) => {
                let live = |(name, old): &&mut (String, Self)| name == token && old.is_live();
                match members.iter_mut().find(live) {
                    Some((_, old)) if matches!(place.mark, Mark::Added) => old.replace(place.value),
                    Some((_, old)) => {
                        old.remove();
                        members.push((token.to_owned(), place));
                    }
                    None => members.push((token.to_owned(), place)),
                }
            }
            Parts::Elements(elements) => {
                let live = elements.iter().enumerate().filter(|(_, e)| e.is_live());
                let at = match token {
                    "-" => elements.len(),
                    _ => live.map(|(at, _)| at).nth(token.parse().ok()?).unwrap_or(elements.len()),
                };
                elements.insert(at, place);
            }
        }
        Some(())
    }

    /// Takes a place out, without a trace.
    fn forget(&mut self, path: &Pointer) -> Option<()> {
        let (above, token) = path.split_last()?;
        match self.at(&above)?.open()? {
            Parts::Members(members) => members.retain(|(name, p)| name != token || !p.is_live()),
            Parts::Elements(elements) => {
                let live = elements.iter().enumerate().filter(|(_, e)| e.is_live());
                let at = live.map(|(at, _)| at).nth(token.parse().ok()?)?;
                elements.remove(at);
            }
        }
        Some(())
    }

    /// An element that goes from one place of a list and comes, the same, to another
    /// has moved.
    fn find_moves(&mut self) {
        match &mut self.parts {
            None => {}
            Some(Parts::Members(members)) => {
                for (_, place) in members {
                    place.find_moves();
                }
            }
            Some(Parts::Elements(elements)) => {
                for element in elements.iter_mut() {
                    element.find_moves();
                }
                let count = |wanted: fn(&Mark) -> bool| {
                    elements.iter().filter(|element| wanted(&element.mark)).count()
                };
                let gone = count(|mark| matches!(mark, Mark::Removed | Mark::Replaced(_)));
                let come = count(|mark| matches!(mark, Mark::Added | Mark::Replaced(_)));
                if gone > 0 && come > 0 && gone.saturating_mul(come) <= MOST {
                    let parted = std::mem::take(elements).into_iter().flat_map(Self::parted);
                    *elements = joined(moved(parted.collect()));
                }
            }
        }
    }

    /// An element that is replaced, as one that goes and one that comes.
    fn parted(mut self) -> Vec<Self> {
        match std::mem::replace(&mut self.mark, Mark::Added) {
            Mark::Replaced(old) => {
                let ghost = Self { mark: Mark::Removed, value: old, parts: None, was: self.was };
                vec![ghost, self]
            }
            mark => vec![Self { mark, ..self }],
        }
    }
}

/// What goes and comes again, the same, is marked as moved; its ghost goes.
fn moved(mut elements: Vec<Tree>) -> Vec<Tree> {
    let which = |wanted: fn(&Tree) -> bool| {
        let found = elements.iter().enumerate().filter(|(_, element)| wanted(element));
        found.map(|(at, _)| at).collect::<Vec<usize>>()
    };
    let mut gone = which(|e| matches!(e.mark, Mark::Removed) && e.was.is_some());
    let mut ghosts = Vec::new();
    for at in which(|e| matches!(e.mark, Mark::Added)) {
        let same = |from: &usize| match (elements.get(*from), elements.get(at)) {
            (Some(old), Some(new)) => equal(&old.value, &new.now()),
            _ => false,
        };
        let Some(found) = gone.iter().position(same) else { continue };
        let from = gone.remove(found);
        let was = elements.get(from).and_then(|ghost| ghost.was);
        if let (Some(was), Some(element)) = (was, elements.get_mut(at)) {
            element.mark = Mark::Moved(Pointer::from_tokens([was.to_string()]));
            element.was = Some(was);
            ghosts.push(from);
        }
    }
    ghosts.sort_unstable();
    for ghost in ghosts.into_iter().rev() {
        elements.remove(ghost);
    }
    elements
}

/// What was parted and did not move is one again.
fn joined(elements: Vec<Tree>) -> Vec<Tree> {
    let mut joined: Vec<Tree> = Vec::with_capacity(elements.len());
    for mut element in elements {
        let pair = matches!(element.mark, Mark::Added)
            && element.was.is_some()
            && joined
                .last()
                .is_some_and(|last| matches!(last.mark, Mark::Removed) && last.was == element.was);
        if pair && let Some(ghost) = joined.pop() {
            element.mark = Mark::Replaced(ghost.value);
        }
        joined.push(element);
    }
    joined
}
