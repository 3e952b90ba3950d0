//! Where two records of one entity differ, in the units that go out together.
//!
//! Equality here is the vendor's: absence, null and the empty forms of a member
//! are one, references are their ids, keyed lists have no order.

use std::collections::HashSet;

use amend::value::Members;
use amend::{Json, Pointer, equal};

use crate::listed;
use crate::marked;
use crate::model::{Member, Sent, Type, Writer};
use crate::pairs::{Keys, Namesakes};
use crate::record::Record;

/// A difference that goes out as one: a member, a part of an object that is
/// sent on its own, a custom value, an entry of a dictionary.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Unit<'e> {
    /// Where it stands: in the wanted record, or in the record where it goes away.
    pub path: Pointer,
    /// The record's own member that it belongs to.
    pub top: &'e Member,
    /// The member whose rules hold for it.
    pub member: &'e Member,
    /// The key of a keyed element, or the names on the way through dictionaries
    /// and nested members.
    pub key: Vec<Json>,
    /// What the record has, empty forms aside.
    pub before: Option<Json>,
    /// What is wanted, empty forms aside.
    pub after: Option<Json>,
}

impl Unit<'_> {
    /// Its place in a record: a keyed element need not stand there where it stands
    /// in what is wanted.
    pub(crate) fn place_in(&self, record: &Record<'_>) -> Pointer {
        let found = match (self.top.sent, self.key.as_slice(), self.path.split_last()) {
            (Sent::Keyed, [key], Some((list, _))) => {
                let is = |e: &Json| identity(self.top, e).is_some_and(|other| equal(key, other));
                if record.pointer(&self.path).is_some_and(is) {
                    return self.path.clone();
                }
                let at = elements(record.pointer(&list)).iter().position(is);
                at.map(|at| list.child(at.to_string()))
            }
            _ => None,
        };
        found.unwrap_or_else(|| self.path.clone())
    }
}

/// What comparing two records gives.
#[derive(Clone, Debug, Default)]
#[non_exhaustive]
pub struct Differences<'e> {
    /// What a client writes.
    pub units: Vec<Unit<'e>>,
    /// Places that the vendor writes, and those that only display.
    pub ignored: Vec<Pointer>,
    /// Places that the schema does not know.
    pub unknown: Vec<Pointer>,
    /// Keyed lists in which a key stands twice.
    pub ambiguous: Vec<Pointer>,
}

/// Compares two records of an entity. Where both are one record with other members
/// laid over it, only these can differ.
pub fn differences<'e>(
    record: &'e Member,
    before: &Record<'_>,
    after: &Record<'_>,
) -> Differences<'e> {
    let mut found = Differences::default();
    let one = before.is_of(after);
    if one && before.touched().chain(after.touched()).next().is_none() {
        return found;
    }
    let members = if one {
        record.members.in_order(before.touched().chain(after.touched()))
    } else {
        record.members.iter().collect()
    };
    for member in members {
        let name = member.name.as_str();
        let (b, a) = match (before.get(name), after.get(name)) {
            (None, None) => continue,
            (Some(before), Some(after)) if equal(before, after) => continue,
            differing => differing,
        };
        let path = Pointer::from_tokens([name]);
        found.member(member, member, &path, &[], b, a);
    }
    let mut names = if one { before.touched().collect() } else { before.names() };
    let others = if one { after.touched().collect() } else { after.names() };
    names.extend(others.into_iter().filter(|name| !one || !before.touches(name)));
    names.retain(|name| record.member(name).is_none());
    let mut told = HashSet::new();
    for name in names {
        let differs = match (before.get(name), after.get(name)) {
            (None, None) => false,
            (Some(b), Some(a)) => !equal(b, a),
            _ => true,
        };
        if differs && told.insert(name) {
            found.unknown.push(Pointer::from_tokens([name]));
        }
    }
    found
}

impl<'e> Differences<'e> {
    pub(crate) fn member(
        &mut self,
        top: &'e Member,
        member: &'e Member,
        path: &Pointer,
        key: &[Json],
        before: Option<&Json>,
        after: Option<&Json>,
    ) {
        if let (Some(before), Some(after)) = (before, after)
            && equal(before, after)
        {
            return;
        }
        if member.writer == Writer::Server {
            if !same(member, before, after) {
                self.ignored.push(path.clone());
            }
            return;
        }
        let empty = Members::new();
        let objects = (as_members(before, &empty), as_members(after, &empty));
        match (member.sent, objects) {
            (Sent::Members, (Some(b), Some(a))) => {
                for inner in &member.members {
                    let path = path.child(inner.name.as_str());
                    let mut key = key.to_vec();
                    key.push(Json::from(inner.name.as_str()));
                    let (b, a) = (b.get(&inner.name), a.get(&inner.name));
                    self.member(top, inner, &path, &key, b, a);
                }
                self.strangers(member, path, b, a);
            }
            (Sent::Dictionary, (Some(b), Some(a))) => {
                let item = member.item();
                let names = b.names().chain(a.names().filter(|name| !b.contains(name)));
                for name in names {
                    let path = path.child(name);
                    if member.accompanies(name) {
                        if !same(item, b.get(name), a.get(name)) {
                            self.ignored.push(path);
                        }
                        continue;
                    }
                    let mut key = key.to_vec();
                    key.push(Json::from(name));
                    self.member(top, item, &path, &key, b.get(name), a.get(name));
                }
            }
            (Sent::Keyed, _) if lists(before, after) => {
                self.keyed(top, member, path, before, after);
            }
            (Sent::Selection | Sent::Kept, _) if lists(before, after) => {
                self.listed(top, member, path, before, after);
            }
            _ if same(member, before, after) => {
                let Self { ignored, unknown, .. } = self;
                display(member, path, before, after, &mut Beside { ignored, unknown });
            }
            _ => {
                // The checks of the unit say what is unknown in there.
                let beside = &mut Beside { ignored: &mut self.ignored, unknown: &mut Vec::new() };
                display(member, path, before, after, beside);
                self.units.push(Unit {
                    path: path.clone(),
                    top,
                    member,
                    key: key.to_vec(),
                    before: meaning(member, before).cloned(),
                    after: meaning(member, after).cloned(),
                });
            }
        }
    }

    fn keyed(
        &mut self,
        top: &'e Member,
        member: &'e Member,
        path: &Pointer,
        before: Option<&Json>,
        after: Option<&Json>,
    ) {
        let (before, after) = (elements(before), elements(after));
        let item = keyed_value(member);
        let (old, new) = (Keys::of(member, before), Keys::of(member, after));
        for (list, keys, other) in [(before, &old, None), (after, &new, Some(&old))] {
            for (at, element) in list.iter().enumerate() {
                let place = path.child(at.to_string());
                let Some(key) = identity(member, element) else {
                    // An element without its key: let the checks say so.
                    if other.is_some() {
                        self.units.push(Unit {
                            path: place,
                            top,
                            member: member.item(),
                            key: Vec::new(),
                            before: None,
                            after: Some(element.clone()),
                        });
                    }
                    continue;
                };
                if keys.find(key) != Some(at) {
                    self.ambiguous.push(place);
                    continue;
                }
                let (b, a, place) = match other {
                    // In the record: compare with the wanted element, if any.
                    None => match new.find(key) {
                        Some(at) => (Some(element), after.get(at), path.child(at.to_string())),
                        None => (Some(element), None, place),
                    },
                    Some(old) if old.find(key).is_some() => continue,
                    Some(_) => (None, Some(element), place),
                };
                if let Some(Json::Object(a)) = a {
                    let empty = Members::new();
                    let b = b.and_then(Json::as_object).unwrap_or(&empty);
                    self.strangers(member.item(), &place, b, a);
                }
                let value = |e: Option<&Json>| {
                    let value = e.and_then(|e| e.get(member.value.as_deref()?));
                    meaning(item, value).cloned()
                };
                let (b, a) = (value(b), value(a));
                if !same(item, b.as_ref(), a.as_ref()) {
                    self.units.push(Unit {
                        path: place,
                        top,
                        member,
                        key: vec![key.clone()],
                        before: b,
                        after: a,
                    });
                }
            }
        }
    }

    /// Members that the schema does not name.
    fn strangers(&mut self, owner: &Member, path: &Pointer, before: &Members, after: &Members) {
        let names = before.names().chain(after.names().filter(|name| !before.contains(name)));
        for name in names.filter(|name| owner.member(name).is_none()) {
            match (before.get(name), after.get(name)) {
                (Some(b), Some(a)) if equal(b, a) => {}
                _ => self.unknown.push(path.child(name)),
            }
        }
    }
}

fn as_members<'v>(value: Option<&'v Json>, empty: &'v Members) -> Option<&'v Members> {
    match value {
        None | Some(Json::Null) => Some(empty),
        Some(Json::Object(members)) => Some(members),
        _ => None,
    }
}

fn lists(before: Option<&Json>, after: Option<&Json>) -> bool {
    [before, after].iter().all(|v| matches!(v, None | Some(Json::Null | Json::Array(_))))
}

pub(crate) fn elements(value: Option<&Json>) -> &[Json] {
    value.and_then(Json::as_array).unwrap_or_default()
}

/// The member that describes the value of a keyed element.
pub fn keyed_value(member: &Member) -> &Member {
    let item = member.item();
    member.value.as_deref().and_then(|name| item.member(name)).unwrap_or(item)
}

/// What identifies an element or a reference, if the schema names such a member
/// and the value has it.
pub fn identity<'v>(member: &Member, value: &'v Json) -> Option<&'v Json> {
    value.get(member.identity.as_deref()?).filter(|id| !id.is_null())
}

/// The value, unless it is one of the forms of "nothing here".
pub fn meaning<'v>(member: &Member, value: Option<&'v Json>) -> Option<&'v Json> {
    let value = value.filter(|value| !member.is_empty(value))?;
    let hollow = match value {
        // An object that is sent whole is empty when each of its parts is.
        Json::Object(members)
            if matches!(member.sent, Sent::Whole | Sent::Value) && !member.members.is_empty() =>
        {
            members.iter().all(|(name, part)| match member.member(name) {
                Some(inner) => !inner.writable() || meaning(inner, Some(part)).is_none(),
                None => part.is_null(),
            })
        }
        Json::Object(members) if member.sent == Sent::Dictionary => {
            members.iter().all(|(name, part)| {
                member.accompanies(name) || meaning(member.item(), Some(part)).is_none()
            })
        }
        // A reference to nothing; null counts where the schema says that the id may
        // be null, for elsewhere it may be found by something else.
        Json::Object(_) if member.sent == Sent::Reference => {
            let inner = member.identity.as_deref().and_then(|name| member.member(name));
            inner.zip(inner.and_then(|inner| value.get(&inner.name))).is_some_and(|(inner, id)| {
                let null_counts = inner.types.contains(&Type::Null);
                inner.is_empty(id) && (null_counts || !id.is_null())
            })
        }
        _ => false,
    };
    (!hollow).then_some(value)
}

/// Whether the vendor cannot tell the two values of a member apart.
pub fn same(member: &Member, before: Option<&Json>, after: Option<&Json>) -> bool {
    if let (true, Some(Json::String(before)), Some(Json::String(after))) =
        (member.markers, before, after)
    {
        return marked::same(before, after);
    }
    let (before, after) = match (meaning(member, before), meaning(member, after)) {
        (None, None) => return true,
        (Some(before), Some(after)) => (before, after),
        // Elements without a value are as those that are not there.
        (None, Some(Json::Array(list))) | (Some(Json::Array(list)), None)
            if member.sent == Sent::Keyed =>
        {
            return same_keyed(member, list, &[]);
        }
        _ => return false,
    };
    match (member.sent, before, after) {
        (Sent::Reference, Json::Object(_), Json::Object(_)) => same_target(member, before, after),
        (Sent::Keyed, Json::Array(b), Json::Array(a)) => same_keyed(member, b, a),
        (Sent::Dictionary, Json::Object(b), Json::Object(a)) => {
            let names = b.names().chain(a.names().filter(|name| !b.contains(name)));
            let mut names = names.filter(|name| !member.accompanies(name));
            names.all(|name| same(member.item(), b.get(name), a.get(name)))
        }
        (Sent::Selection | Sent::Kept, Json::Array(b), Json::Array(a)) => {
            listed::same_list(member, b, a)
        }
        (_, Json::Array(b), Json::Array(a)) => {
            b.len() == a.len() && b.iter().zip(a).all(|(b, a)| same_element(member.item(), b, a))
        }
        (_, Json::Object(_), Json::Object(_)) if !member.members.is_empty() => {
            same_parts(member, before, after)
        }
        (_, Json::Number(_), Json::String(_)) | (_, Json::String(_), Json::Number(_)) => {
            member.numeric_text && equal(&as_number(before), &as_number(after))
        }
        _ => equal(before, after),
    }
}

/// Whether two references lead to the same thing, as far as can be told.
pub(crate) fn same_target(member: &Member, before: &Json, after: &Json) -> bool {
    match (identity(member, before), identity(member, after)) {
        (Some(b), Some(a)) => equal(b, a),
        (None, None) => same_parts(member, before, after),
        _ if member.otherwise_unique => {
            match (otherwise(member, before), otherwise(member, after)) {
                (Some(b), Some(a)) => equal(b, a),
                _ => false,
            }
        }
        // One of them may be nothing, which only the parts can tell.
        _ => same_parts(member, before, after),
    }
}

/// What names the thing referred to in the place of its identity.
pub(crate) fn otherwise<'v>(member: &Member, value: &'v Json) -> Option<&'v Json> {
    value.get(member.otherwise.as_deref()?).filter(|name| !name.is_null())
}

/// Elements have no empty form: a list with a null is not a list without it.
fn same_element(item: &Member, before: &Json, after: &Json) -> bool {
    match (meaning(item, Some(before)), meaning(item, Some(after))) {
        (Some(_), Some(_)) => same(item, Some(before), Some(after)),
        _ => equal(before, after),
    }
}

fn same_parts(member: &Member, before: &Json, after: &Json) -> bool {
    let known = member
        .members
        .iter()
        .filter(|inner| inner.writable())
        .all(|inner| same(inner, before.get(&inner.name), after.get(&inner.name)));
    let strangers = |one: &Json, other: &Json| {
        one.as_object().is_none_or(|members| {
            members.iter().filter(|(name, _)| member.member(name).is_none()).all(|(name, value)| {
                match other.get(name) {
                    Some(other) => equal(value, other),
                    None => value.is_null(),
                }
            })
        })
    };
    known && strangers(before, after) && strangers(after, before)
}

fn same_keyed(member: &Member, before: &[Json], after: &[Json]) -> bool {
    let item = keyed_value(member);
    let value = |list: &[Json], key: &Json| {
        let element = list.iter().find(|e| identity(member, e).is_some_and(|k| equal(k, key)));
        element.and_then(|e| e.get(member.value.as_deref()?)).cloned()
    };
    before.iter().chain(after).all(|element| match identity(member, element) {
        Some(key) => same(item, value(before, key).as_ref(), value(after, key).as_ref()),
        None => false,
    })
}

/// A text that is a number and nothing else, as the number.
fn as_number(value: &Json) -> Json {
    match value.as_str().and_then(|text| Some((text, text.parse::<Json>().ok()?))) {
        // What surrounds the number, such as a space, is text.
        Some((text, Json::Number(number))) if number.as_str() == text => Json::Number(number),
        _ => value.clone(),
    }
}

/// What stands beside what a client writes, and differs.
pub(crate) struct Beside<'f> {
    /// Members that only display.
    pub(crate) ignored: &'f mut Vec<Pointer>,
    /// Members that the schema does not know, and that the record does not have like this.
    pub(crate) unknown: &'f mut Vec<Pointer>,
}

/// Where members that only display differ, beside an id or in an element.
pub(crate) fn display(
    member: &Member,
    path: &Pointer,
    before: Option<&Json>,
    after: Option<&Json>,
    beside: &mut Beside<'_>,
) {
    let empty = Members::new();
    match (before, after) {
        (before, Some(after @ Json::Object(a))) => {
            let b = match before {
                Some(Json::Object(b)) => b,
                // All that a new value displays is the vendor's to say.
                None => &empty,
                _ => return,
            };
            for (name, value) in a {
                let path = path.child(name);
                let Some(inner) = member.member(name) else {
                    let is_known = member.members.is_empty() || member.sent == Sent::Dictionary;
                    if !is_known && b.get(name).is_none_or(|other| !equal(other, value)) {
                        beside.unknown.push(path);
                    }
                    continue;
                };
                match b.get(name) {
                    other if !member.displays(name, after) => {
                        display(inner, &path, other, Some(value), beside);
                    }
                    other if same(inner, other, Some(value)) => {}
                    _ => beside.ignored.push(path),
                }
            }
        }
        (before, Some(Json::Array(a))) => {
            let (item, b) = (member.item(), elements(before));
            let namesakes = Namesakes::of(item, b);
            for (at, element) in a.iter().enumerate() {
                let named = identity(item, element).or_else(|| otherwise(item, element));
                let twin = match named {
                    Some(_) => namesakes.find(at, element),
                    None => b.get(at),
                };
                display(item, &path.child(at.to_string()), twin, Some(element), beside);
            }
        }
        _ => {}
    }
}
