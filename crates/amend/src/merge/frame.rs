//! A container that is being merged: what of it is still to come, and what is
//! done.

use std::borrow::Cow;
use std::collections::HashMap;
use std::vec::IntoIter;

use super::conflict::{Conflict, ConflictKind};
use super::names::merged_names;
use super::walk::Three;
use crate::diff::{Classifier, Indexed};
use crate::view::View;
use crate::{Json, Members};

/// A container that is being merged.
pub(super) struct Frame<'a, V> {
    rest: Rest<'a, V>,
    /// The merged container, as far as it is done.
    merged: Json,
    /// The name of the member that is being merged.
    name: String,
    /// What is to become of it if its sides contradict each other inside, where
    /// both made it anew.
    pub(super) anew: Option<Anew<V>>,
}

/// A container that two sides made where there was nothing, or something else.
pub(super) struct Anew<V> {
    /// How many conflicts there were before it.
    pub(super) conflicts: usize,
    /// The conflict that it is, if there are more by the end.
    pub(super) kind: ConflictKind,
    pub(super) three: Three<V>,
}

enum Rest<'a, V> {
    Members { names: IntoIter<Cow<'a, str>>, sides: Box<[HashMap<Cow<'a, str>, Indexed<V>>; 3]> },
    Elements(IntoIter<Step<V>>),
}

/// What a merged list is made of, one after another.
pub(super) enum Step<V> {
    /// An element, and its position in the base.
    Value(Three<V>, Option<usize>),
    /// A conflict of the whole list; its path is not known yet.
    List(Conflict),
    /// A conflict about what comes next; its path is not known yet.
    Here(Conflict),
}

/// What comes next.
pub(super) enum Next<V> {
    /// A value: its token, the one in the base, and what it is on all sides.
    Value(String, String, Three<V>),
    /// A conflict: at the element that comes next, if it is about that; else of
    /// the whole.
    Conflict(Option<usize>, Conflict),
    /// Nothing.
    End,
}

impl<'a, V: View<'a>> Frame<'a, V> {
    /// The members of three objects, or of those that there are.
    pub(super) fn of_objects(classes: &Classifier<'a, V>, three: Three<V>) -> Self {
        let sides = [three.base, three.ours, three.theirs]
            .map(|object| object.map(|object| classes.members(object)).unwrap_or_default());
        let [base, ours, theirs] = sides
            .each_ref()
            .map(|side| side.iter().map(|(name, _)| name.clone()).collect::<Vec<_>>());
        let names = merged_names(base, ours, theirs).into_iter();
        let sides = Box::new(sides.map(|side| side.into_iter().collect()));
        Self::new(Rest::Members { names, sides }, Json::Object(Members::new()))
    }

    /// A list of these elements.
    pub(super) fn of_list(steps: Vec<Step<V>>) -> Self {
        Self::new(Rest::Elements(steps.into_iter()), Json::Array(Vec::new()))
    }

    fn new(rest: Rest<'a, V>, merged: Json) -> Self {
        Self { rest, merged, name: String::new(), anew: None }
    }

    pub(super) fn next(&mut self) -> Next<V> {
        match &mut self.rest {
            Rest::Members { names, sides } => {
                let Some(name) = names.next() else { return Next::End };
                let [base, ours, theirs] = sides.each_ref().map(|side| side.get(&name).copied());
                self.name = name.into_owned();
                Next::Value(self.name.clone(), self.name.clone(), Three { base, ours, theirs })
            }
            Rest::Elements(steps) => {
                let at = self.merged.as_array().map_or(0, <[Json]>::len);
                match steps.next() {
                    None => Next::End,
                    Some(Step::Value(three, base)) => {
                        let place = base.unwrap_or(at).to_string();
                        Next::Value(at.to_string(), place, three)
                    }
                    Some(Step::List(conflict)) => Next::Conflict(None, conflict),
                    Some(Step::Here(conflict)) => Next::Conflict(Some(at), conflict),
                }
            }
        }
    }

    /// What the value that came last is in the merged document, if it is in it.
    pub(super) fn put(&mut self, value: Option<Json>) {
        let Some(value) = value else { return };
        match &mut self.merged {
            Json::Object(members) => {
                members.insert(std::mem::take(&mut self.name), value);
            }
            Json::Array(elements) => elements.push(value),
            _ => {}
        }
    }

    /// The merged container.
    pub(super) fn take(&mut self) -> Json {
        std::mem::take(&mut self.merged)
    }
}
