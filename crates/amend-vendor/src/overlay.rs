//! What a wanted record names, laid over the record.

use amend::value::Members;
use amend::{Json, Pointer, equal};

use crate::change::Absent;
use crate::compare;
use crate::listed::Twins;
use crate::model::{Member, Sent, Writer};
use crate::record::Record;

/// Members, each with its name.
pub(crate) type Others<'m> = Vec<(&'m str, &'m Json)>;

/// What a partial value is laid over: a record, or an object of it.
pub(crate) trait Under {
    fn get(&self, name: &str) -> Option<&Json>;
    /// The members of `after` that are not equal to those of this.
    fn differing<'m>(&self, after: &'m Members) -> Others<'m>;
    fn set(&mut self, name: &str, value: Json);
    fn take(&mut self, name: &str);
}

impl Under for Members {
    fn get(&self, name: &str) -> Option<&Json> {
        Self::get(self, name)
    }

    fn differing<'m>(&self, after: &'m Members) -> Others<'m> {
        let mut next = self.iter();
        let differs = |(name, value): &(&str, &Json)| {
            // Mostly they are in the same order.
            let before = next.next().filter(|(other, _)| other == name).map(|(_, before)| before);
            before.or_else(|| self.get(name)).is_none_or(|before| !equal(before, *value))
        };
        after.iter().filter(differs).collect()
    }

    fn set(&mut self, name: &str, value: Json) {
        self.insert(name, value);
    }

    fn take(&mut self, name: &str) {
        self.remove(name);
    }
}

impl Under for Record<'_> {
    fn get(&self, name: &str) -> Option<&Json> {
        Record::get(self, name)
    }

    fn differing<'m>(&self, after: &'m Members) -> Others<'m> {
        if let Some(members) = self.as_json().and_then(Json::as_object) {
            return members.differing(after);
        }
        let differs = |(name, value): &(&str, &Json)| {
            self.get(name).is_none_or(|before| !equal(before, *value))
        };
        after.iter().filter(differs).collect()
    }

    fn set(&mut self, name: &str, value: Json) {
        self.insert(name, value);
    }

    fn take(&mut self, name: &str) {
        if self.contains(name) {
            self.remove(name);
        }
    }
}

/// Lays a partial record over a whole one.
pub(crate) fn overlay(
    owner: &Member,
    record: &mut impl Under,
    after: &Members,
    absent: Absent,
    path: &Pointer,
    ignored: &mut Vec<Pointer>,
) {
    // Most members of most people are the same in both.
    let others = record.differing(after);
    lay(owner, record, &others, absent, path, ignored);
    if absent == Absent::Clear {
        clear(owner, record, after);
    }
}

/// Lays these members over a record.
pub(crate) fn lay(
    owner: &Member,
    record: &mut impl Under,
    others: &[(&str, &Json)],
    absent: Absent,
    path: &Pointer,
    ignored: &mut Vec<Pointer>,
) {
    for (name, value) in others.iter().copied() {
        let path = path.child(name);
        let Some(member) = owner.member(name) else {
            // Unknown members are refused by the comparison, if they differ.
            record.set(name, value.clone());
            continue;
        };
        let before = record.get(name);
        if member.writer == Writer::Server || member.mirrors.is_some() {
            if !compare::same(member, before, Some(value)) {
                ignored.push(path);
            }
            continue;
        }
        let value = laid(member, before, value, absent, &path, ignored);
        record.set(name, value);
    }
}

/// Clears what a partial record does not have.
pub(crate) fn clear(owner: &Member, record: &mut impl Under, after: &Members) {
    let named = owner.members.iter().filter(|m| m.writable() && m.mirrors.is_none());
    for member in named {
        if !after.contains(&member.name) {
            record.take(&member.name);
        }
    }
}

fn laid(
    member: &Member,
    before: Option<&Json>,
    after: &Json,
    absent: Absent,
    path: &Pointer,
    ignored: &mut Vec<Pointer>,
) -> Json {
    match (member.sent, before, after) {
        (_, Some(before), after) if equal(before, after) => after.clone(),
        // An object that goes out whole is still named line by line: what the
        // wanted record leaves out stays, and is sent as it is.
        (Sent::Members | Sent::Whole, Some(Json::Object(before)), Json::Object(after))
            if !member.members.is_empty() =>
        {
            let mut record = before.clone();
            overlay(member, &mut record, after, absent, path, ignored);
            Json::Object(record)
        }
        (Sent::Dictionary, Some(Json::Object(before)), Json::Object(after)) => {
            let mut record = before.clone();
            if absent == Absent::Clear {
                record.retain(|name, _| after.contains(name) || member.accompanies(name));
            }
            for (name, value) in after {
                let path = path.child(name);
                if member.accompanies(name) {
                    if !compare::same(member.item(), before.get(name), Some(value)) {
                        ignored.push(path);
                    }
                    continue;
                }
                let value = laid(member.item(), before.get(name), value, absent, &path, ignored);
                record.insert(name, value);
            }
            Json::Object(record)
        }
        (Sent::Keyed, Some(Json::Array(before)), Json::Array(after)) => {
            let same = |one: &Json, other: &Json| match (
                compare::identity(member, one),
                compare::identity(member, other),
            ) {
                (Some(a), Some(b)) => equal(a, b),
                _ => false,
            };
            // What a listed element leaves out stays too.
            let whole = |(at, element): (usize, &Json)| {
                let twin = before.iter().find(|b| same(b, element)).and_then(Json::as_object);
                let (Some(twin), Some(element)) = (twin, element.as_object()) else {
                    return element.clone();
                };
                let mut whole = twin.clone();
                let path = path.child(at.to_string());
                overlay(member.item(), &mut whole, element, absent, &path, ignored);
                Json::Object(whole)
            };
            let mut elements: Vec<Json> = after.iter().enumerate().map(whole).collect();
            if absent == Absent::Keep {
                // What is not listed stays, behind what is.
                let stays = before.iter().filter(|b| !after.iter().any(|a| same(a, b)));
                elements.extend(stays.cloned());
            }
            Json::Array(elements)
        }
        // The elements are set one by one: what a wanted one leaves out stays.
        (Sent::Kept | Sent::Selection, Some(Json::Array(before)), Json::Array(after)) => {
            let twins = Twins::of(member, before);
            Json::array(after.iter().enumerate().map(|(at, element)| {
                // Its twin may be another one of the same id.
                if let Some(same) = before.get(at).filter(|old| equal(*old, element)) {
                    return same.clone();
                }
                match (twins.find(at, element), element) {
                    (Some((place, Json::Object(old))), Json::Object(element)) => {
                        let (mut record, path) = (old.clone(), path.child(place.to_string()));
                        // What can be selected is the vendor's to list, not to clear.
                        let absent = if member.sent == Sent::Kept { absent } else { Absent::Keep };
                        overlay(member.item(), &mut record, element, absent, &path, ignored);
                        Json::Object(record)
                    }
                    _ => element.clone(),
                }
            }))
        }
        // Null lists no custom value, as an empty list does: all of them stay.
        (Sent::Dictionary | Sent::Keyed, Some(before), Json::Null) if absent == Absent::Keep => {
            before.clone()
        }
        _ => after.clone(),
    }
}
