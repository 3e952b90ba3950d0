//! What a change does, told member by member: changes, losses, consequences.

use std::collections::{HashMap, HashSet};

use amend::value::Members;
use amend::{Json, Pointer};

use crate::compare::{self, Unit};
use crate::model::{Entity, Member, Sent};
use crate::pairs::{in_order, pairs};
use crate::record::Record;

/// What happens to one place.
#[derive(Clone, Debug, Eq, PartialEq)]
#[expect(clippy::exhaustive_structs, reason = "the plan's JSON closes the set of members")]
pub struct Effect {
    /// The place, in the record or in the predicted record.
    pub path: Pointer,
    /// What happens there.
    pub change: ChangeKind,
}

/// What happens to a place.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
#[expect(clippy::exhaustive_enums, reason = "the plan's JSON closes the set")]
pub enum ChangeKind {
    /// There was nothing.
    Added,
    /// There is nothing any more.
    Removed,
    /// There is another value.
    Replaced,
    /// An element stands at another place among the others.
    Moved,
}

impl ChangeKind {
    /// The word of the plan.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Added => "added",
            Self::Removed => "removed",
            Self::Replaced => "replaced",
            Self::Moved => "moved",
        }
    }
}

/// Something that disappears.
#[derive(Clone, Debug, Eq, PartialEq)]
#[expect(clippy::exhaustive_structs, reason = "the plan's JSON closes the set of members")]
pub struct Loss {
    /// The place in the record.
    pub path: Pointer,
    /// What it is.
    pub kind: LossKind,
    /// Whether the change names it; else it is a side effect.
    pub requested: bool,
}

/// What disappears.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
#[expect(clippy::exhaustive_enums, reason = "the plan's JSON closes the set")]
pub enum LossKind {
    /// An element of a list.
    Element,
    /// The value of a member.
    Member,
    /// A custom value, or an entry of a dictionary.
    Value,
}

impl LossKind {
    /// The word of the plan.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Element => "element",
            Self::Member => "member",
            Self::Value => "value",
        }
    }
}

/// What a unit changes, place by place: in the record what goes, in the predicted
/// record what comes.
pub(crate) fn changes(
    unit: &Unit<'_>,
    record: &Record<'_>,
    after: &Record<'_>,
    found: &mut Vec<Effect>,
) {
    if unit.top.sent == Sent::Keyed && !unit.key.is_empty() {
        let (path, change) = match (&unit.before, &unit.after) {
            (Some(_), None) => (unit.place_in(record), ChangeKind::Removed),
            (None, _) => (unit.place_in(after), ChangeKind::Added),
            _ => (unit.place_in(after), ChangeKind::Replaced),
        };
        found.push(Effect { path, change });
        return;
    }
    between(unit.member, &unit.path, unit.before.as_ref(), unit.after.as_ref(), found);
}

fn between(
    member: &Member,
    path: &Pointer,
    before: Option<&Json>,
    after: Option<&Json>,
    found: &mut Vec<Effect>,
) {
    let mut push = |change| found.push(Effect { path: path.clone(), change });
    match (before, after) {
        (None, None) => {}
        (None, Some(Json::Array(elements))) if member.sent != Sent::Value || !scalars(elements) => {
            lists(member, path, &[], elements, found);
        }
        (None, Some(_)) => push(ChangeKind::Added),
        (Some(Json::Array(b)), Some(Json::Array(a))) => lists(member, path, b, a, found),
        (Some(_), None) => push(ChangeKind::Removed),
        (Some(Json::Object(b)), Some(Json::Object(a)))
            if member.sent == Sent::Whole && !member.members.is_empty() =>
        {
            for inner in member.members.iter().filter(|inner| inner.writable()) {
                let (b, a) = (b.get(&inner.name), a.get(&inner.name));
                if !compare::same(inner, b, a) {
                    let (b, a) = (compare::meaning(inner, b), compare::meaning(inner, a));
                    between(inner, &path.child(inner.name.as_str()), b, a, found);
                }
            }
        }
        _ => push(ChangeKind::Replaced),
    }
}

fn scalars(elements: &[Json]) -> bool {
    elements.is_empty()
}

/// Elements are matched by their identity, or else by equality.
fn lists(
    member: &Member,
    path: &Pointer,
    before: &[Json],
    after: &[Json],
    found: &mut Vec<Effect>,
) {
    let item = member.item();
    let pairs = pairs(item, before, after);
    let stays: HashSet<usize> = pairs.iter().map(|(b, _)| *b).collect();
    for at in (0..before.len()).filter(|at| !stays.contains(at)) {
        found.push(Effect { path: path.child(at.to_string()), change: ChangeKind::Removed });
    }
    let kept: HashSet<usize> = in_order(&pairs).into_iter().collect();
    let twins: HashMap<usize, usize> = pairs.iter().map(|(b, a)| (*a, *b)).collect();
    for (at, element) in after.iter().enumerate() {
        let path = path.child(at.to_string());
        let Some(b) = twins.get(&at) else {
            found.push(Effect { path, change: ChangeKind::Added });
            continue;
        };
        if !kept.contains(&at) {
            found.push(Effect { path: path.clone(), change: ChangeKind::Moved });
        }
        if !compare::same(item, before.get(*b), Some(element)) {
            found.push(Effect { path, change: ChangeKind::Replaced });
        }
    }
}

/// What a unit takes away from the record.
pub(crate) fn losses(unit: &Unit<'_>, record: &Record<'_>, found: &mut Vec<Loss>) {
    let place = unit.place_in(record);
    let custom = matches!(unit.top.sent, Sent::Keyed | Sent::Dictionary);
    let kind = if custom { LossKind::Value } else { LossKind::Member };
    match (&unit.before, &unit.after) {
        (Some(Json::Array(before)), after) if !custom => {
            let after = after.as_ref().and_then(Json::as_array).unwrap_or_default();
            elements(unit.member, &place, before, after, found);
        }
        (Some(_), None) => found.push(Loss { path: place, kind, requested: true }),
        (Some(before), Some(after)) => match unit.top.value.as_deref() {
            Some(value) if unit.top.sent == Sent::Keyed => {
                let member = compare::keyed_value(unit.top);
                parts(member, &place.child(value), before, after, found);
            }
            _ => parts(unit.member, &place, before, after, found),
        },
        (None, _) => {}
    }
}

/// What a value that stays loses of its parts.
fn parts(member: &Member, path: &Pointer, before: &Json, after: &Json, found: &mut Vec<Loss>) {
    match (before, after) {
        (Json::Array(before), Json::Array(after)) => elements(member, path, before, after, found),
        // A reference to something else is another one, not a lesser one.
        (Json::Object(_), Json::Object(_)) if member.sent != Sent::Reference => {
            for inner in member.members.iter().filter(|inner| inner.writable()) {
                let path = path.child(inner.name.as_str());
                let was = compare::meaning(inner, before.get(&inner.name));
                match (was, compare::meaning(inner, after.get(&inner.name))) {
                    (Some(was), Some(is)) => parts(inner, &path, was, is, found),
                    (Some(_), None) => {
                        found.push(Loss { path, kind: LossKind::Member, requested: true });
                    }
                    (None, _) => {}
                }
            }
        }
        _ => {}
    }
}

fn elements(list: &Member, path: &Pointer, before: &[Json], after: &[Json], found: &mut Vec<Loss>) {
    let twins: HashMap<usize, usize> = pairs(list.item(), before, after).into_iter().collect();
    for (at, element) in before.iter().enumerate() {
        let path = path.child(at.to_string());
        match twins.get(&at).and_then(|a| after.get(*a)) {
            // It may have less to it than before.
            Some(twin) => parts(list.item(), &path, element, twin, found),
            None => found.push(Loss { path, kind: LossKind::Element, requested: true }),
        }
    }
}

/// Members that the vendor sets anew as a consequence of these changes, and whose
/// value nobody can know.
pub(crate) fn unpredicted(
    entity: &Entity,
    (record, after): (&Record<'_>, &Record<'_>),
    units: &[Unit<'_>],
) -> Vec<Pointer> {
    let mut found = Vec::new();
    let changed: Vec<&Pointer> = units.iter().map(|unit| &unit.path).collect();
    let value = |name: &str| record.get(name);
    followers(&entity.record, &Pointer::root(), &value, &changed, &mut found);
    for unit in units {
        shown(unit.member, &unit.path, unit.before.as_ref(), unit.after.as_ref(), &mut found);
        if unit.after.is_none()
            && let Some(Json::Object(left)) = after.pointer(&unit.path)
        {
            left_over(unit.member, &unit.path, left, &mut found);
        }
    }
    found
}

/// What the vendor wrote into a value that is cleared, and that is still there: what is
/// displayed beside an id, and what follows the lines of an address.
fn left_over(member: &Member, path: &Pointer, left: &Members, found: &mut Vec<Pointer>) {
    let text = |name: &str| left.get(name).and_then(Json::as_str);
    for inner in member.members.iter().filter(|inner| !inner.writable() && !inner.volatile) {
        let is_said = member.sent == Sent::Reference || !inner.follows.is_empty();
        if is_said && text(&inner.name).is_some_and(|text| !text.is_empty()) {
            found.push(path.child(inner.name.as_str()));
        }
    }
}

fn followers<'r>(
    owner: &Member,
    path: &Pointer,
    value: &dyn Fn(&str) -> Option<&'r Json>,
    changed: &[&Pointer],
    found: &mut Vec<Pointer>,
) {
    for member in &owner.members {
        if member.follows.is_empty() && member.sent != Sent::Members {
            continue;
        }
        let changes = |name: &String| {
            changed.iter().any(|unit| {
                let inside = unit.tokens().strip_prefix(path.tokens());
                inside.and_then(<[String]>::first).is_some_and(|first| first == name)
            })
        };
        let follows = member.follows.iter().any(changes);
        if follows && !changes(&member.name) && !member.volatile && value(&member.name).is_some() {
            found.push(path.child(member.name.as_str()));
        }
        if member.sent == Sent::Members
            && let Some(inner) = value(&member.name)
        {
            let here = path.child(member.name.as_str());
            followers(member, &here, &|name| inner.get(name), changed, found);
        }
    }
}

/// What only displays beside an id, or in an element, once that is another.
fn shown(
    member: &Member,
    path: &Pointer,
    before: Option<&Json>,
    after: Option<&Json>,
    found: &mut Vec<Pointer>,
) {
    match (before, after) {
        (before, Some(Json::Array(after))) => {
            let before = before.and_then(Json::as_array).unwrap_or_default();
            let item = member.item();
            let pairs = pairs(item, before, after);
            let twins: HashMap<usize, usize> = pairs.iter().map(|(b, a)| (*a, *b)).collect();
            for (at, element) in after.iter().enumerate() {
                let twin = twins.get(&at).and_then(|b| before.get(*b));
                if !twin.is_some_and(|twin| compare::same(item, Some(twin), Some(element))) {
                    shown(item, &path.child(at.to_string()), twin, Some(element), found);
                }
            }
        }
        // An object that stays keeps what the vendor wrote into it, unless that
        // follows what changes.
        (Some(before @ Json::Object(_)), Some(after @ Json::Object(_)))
            if member.sent == Sent::Whole =>
        {
            let changed = |name: &String| {
                member
                    .member(name)
                    .is_some_and(|inner| !compare::same(inner, before.get(name), after.get(name)))
            };
            for inner in member.members.iter().filter(|inner| !inner.writable()) {
                if inner.follows.iter().any(changed) && !inner.volatile {
                    found.push(path.child(inner.name.as_str()));
                }
            }
        }
        (_, Some(after @ Json::Object(_))) if member.sent != Sent::Members => {
            let identity = compare::identity(member, after);
            for inner in &member.members {
                // What is named by something else has an identity all the same.
                let own = member.otherwise.is_some()
                    && identity.is_none()
                    && member.identity.as_ref() == Some(&inner.name);
                let beside = inner.beside.is_empty()
                    || inner.beside.iter().any(|beginning| {
                        let id = identity.and_then(Json::as_str);
                        id.is_some_and(|id| id.starts_with(beginning.as_str()))
                    });
                let displays = member.displays(&inner.name, after) && beside;
                if (own || displays) && !inner.volatile {
                    found.push(path.child(inner.name.as_str()));
                }
            }
        }
        _ => {}
    }
}
