//! What diff makes, apply takes: edits are given up for replacements until the
//! patch keeps the limits.
//!
//! The largest edits go first, and as deep inside as possible, so that a list
//! that has nothing in common with its old self is replaced, and the rest of
//! the document keeps its small edits.
#![expect(
    clippy::indexing_slicing,
    reason = "scopes and steps are numbered as they are made, and never taken out"
)]

use super::edits::{Change, Edits, Packed, Place, ScopeId};
use super::index::{Index, Item};
use crate::Limits;
use crate::measure::name_bytes;
use crate::view::View;

/// What apply counts, beside the value, for each one that it puts somewhere.
const COMMA: usize = 2;

/// Holds the edits to this many operations, and, where what a patch brings counts as
/// growth, to the growth that is allowed.
pub(super) fn fit<'a, V: View<'a>>(
    edits: &mut Edits<'a, V>,
    index: &Index<'a, V>,
    operations: usize,
    limits: &Limits,
) {
    fit_to(edits, operations.max(1), &|_, change| match change {
        Change::Leave(..) => 0,
        _ => 1,
    });
    if !limits.counts_what_is_brought() {
        return;
    }
    let most = limits.growth;
    let name = |place: Option<&Place<'a>>| match place {
        Some(Place::Member(name)) => name_bytes(name) + COMMA,
        Some(Place::Element { .. }) => COMMA,
        None => 0,
    };
    // Few documents grow that much; whether one may is seen from what comes.
    let comes: usize = edits
        .steps
        .iter()
        .map(|step| match &step.change {
            Change::Add(new) | Change::Replace(_, new) => {
                index.size_of(edits.item(*new), most) + name(Some(&step.place))
            }
            _ => 0,
        })
        .fold(0, usize::saturating_add);
    if comes <= most {
        return;
    }
    let beside = edits.beside.clone();
    let size = |item: &Packed<V>, most| {
        index.size_of(Item { view: V::long(item.short, &beside), id: item.id }, most)
    };
    fit_to(edits, most, &|place, change| match change {
        Change::Add(new) => size(new, usize::MAX) + name(place),
        Change::Replace(old, new) => {
            let new = size(new, usize::MAX) + name(place);
            new.saturating_sub(size(old, new))
        }
        _ => 0,
    });
}

/// What a change weighs.
type Weight<'w, 'a, V> = &'w dyn Fn(Option<&Place<'a>>, &Change<V>) -> usize;

fn fit_to<'a, V: View<'a>>(edits: &mut Edits<'a, V>, most: usize, weight: Weight<'_, 'a, V>) {
    let Some(Change::Edit(root)) = edits.root else {
        return;
    };
    let mut weights: Vec<usize> = Vec::with_capacity(edits.scopes.len());
    // A scope is made after those inside it.
    for scope in 0..edits.scopes.len() {
        let steps = edits.steps_of(scope).iter();
        let sum = steps.map(|step| step_weight(&weights, Some(&step.place), &step.change, weight));
        weights.push(sum.sum());
    }
    let mut fitting = Fitting { edits, weights, weight };
    if fitting.scope(root, most) > most {
        let (old, new) = (fitting.edits.scopes[root].before, fitting.edits.scopes[root].after);
        let whole = Change::Replace(old, new);
        // Where even that is too much, nothing can be done here.
        if weight(None, &whole) <= most {
            edits.root = Some(whole);
        }
    }
}

fn step_weight<'a, V: View<'a>>(
    weights: &[usize],
    place: Option<&Place<'a>>,
    change: &Change<V>,
    weight: Weight<'_, 'a, V>,
) -> usize {
    let inside = |scope: ScopeId| weights.get(scope).copied().unwrap_or(0);
    match change {
        Change::Edit(scope) => inside(*scope),
        Change::Arrive(_, _, scope) => {
            weight(place, change) + scope.map_or(0, |scope| inside(scope as ScopeId))
        }
        _ => weight(place, change),
    }
}

struct Fitting<'f, 'a, V: View<'a>> {
    edits: &'f mut Edits<'a, V>,
    weights: Vec<usize>,
    weight: Weight<'f, 'a, V>,
}

impl<'a, V: View<'a>> Fitting<'_, 'a, V> {
    /// Replaces what is inside a scope until it weighs no more than `most`, as
    /// far as that goes; gives the weight that is left.
    fn scope(&mut self, scope: ScopeId, most: usize) -> usize {
        let mut total = self.weights[scope];
        if total <= most {
            return total;
        }
        let mut inner: Vec<(usize, ScopeId)> = self.edits.scopes[scope]
            .steps
            .clone()
            .filter_map(|at| match self.edits.steps[at].change {
                Change::Edit(inner) => Some((at, inner)),
                _ => None,
            })
            .collect();
        inner.sort_by_key(|(_, inner)| std::cmp::Reverse(self.weights[*inner]));
        for (at, inner) in inner {
            if total <= most {
                break;
            }
            let before = self.weights[inner];
            let target = before.saturating_sub(total - most).max(1);
            let mut left = self.scope(inner, target);
            if left > target {
                let Some(scope) = self.edits.scopes.get(inner) else { continue };
                let whole = Change::Replace(scope.before, scope.after);
                let step = &mut self.edits.steps[at];
                let weight = (self.weight)(Some(&step.place), &whole);
                if weight < left {
                    step.change = whole;
                    left = weight;
                }
            }
            total -= before - left;
        }
        self.weights[scope] = total;
        total
    }
}
