//! What a change asks for, read plainly: the record that is wanted and the top
//! members that the change names.

use amend::options::MemberNames;
use amend::value::Members;
use amend::{ApplyOptions, Json, Operation, Patch, Pointer, apply_with, merge_patch};
use amend_vendor::{Absent, Change, Vendor};

use crate::normal::key_text;
use crate::plain::{Plain, Rules};

/// A change, read plainly.
#[derive(Clone, Debug)]
pub(crate) struct Asked {
    /// The record that is wanted.
    pub(crate) record: Json,
    /// The top members that the change names, in the schema's spelling.
    pub(crate) names: Vec<String>,
}

/// Reads a change; nothing for one that cannot be applied.
pub(crate) fn asked(
    vendor: &'static Vendor,
    record: &Json,
    change: &Change,
    absent: Absent,
) -> Option<Asked> {
    let rules = Plain::of(vendor).record();
    let mut asked = read(vendor, record, change, absent)?;
    asked.record = numbered(rules, &asked.record);
    Some(asked)
}

/// A value in which texts of numbers are numbers, where the vendor has numbers.
fn numbered(rules: Rules<'_>, value: &Json) -> Json {
    match value {
        Json::String(text) if rules.flag("numericText") && !rules.types().contains(&"string") => {
            let number = text.parse().ok().filter(|json: &Json| json.as_number().is_some());
            number.unwrap_or_else(|| value.clone())
        }
        Json::Array(elements) => Json::array(elements.iter().map(|element| {
            rules.item().map_or_else(|| element.clone(), |item| numbered(item, element))
        })),
        Json::Object(members) => Json::object(members.iter().map(|(name, value)| {
            (name, below(rules, name).map_or_else(|| value.clone(), |r| numbered(r, value)))
        })),
        _ => value.clone(),
    }
}

fn read(vendor: &'static Vendor, record: &Json, change: &Change, absent: Absent) -> Option<Asked> {
    let plain = Plain::of(vendor);
    let rules = plain.record();
    let spelling = vendor.behaviour().dialect().member_names;
    match change {
        Change::To(after) => {
            let after = respelled(rules, plain.unwrapped(after), spelling);
            let mut names: Vec<String> = after.as_object()?.names().map(str::to_owned).collect();
            let record = overlaid(rules, record, &after, absent);
            if absent == Absent::Clear {
                let known = rules.properties();
                names.extend(known.iter().map(|(name, _)| (*name).to_owned()));
            }
            Some(Asked { record, names })
        }
        Change::Patch(patch) => {
            let mut after = record.clone();
            let options = ApplyOptions::default();
            let mut names = Vec::new();
            for operation in patch.operations() {
                let operation = plainly(rules, operation, &after, spelling);
                for path in [Some(operation.path()), operation.from()].into_iter().flatten() {
                    names.extend(path.tokens().first().cloned());
                }
                apply_with(&mut after, &Patch::from(vec![operation]), &options).ok()?;
            }
            Some(Asked { record: after, names })
        }
        Change::MergePatch(patch) => {
            let patch = respelled(rules, patch, spelling);
            let names = patch.as_object()?.names().map(str::to_owned).collect();
            let mut after = record.clone();
            merge_patch(&mut after, &patch).ok()?;
            Some(Asked { record: after, names })
        }
        _ => None,
    }
}

/// An operation as the schema spells it, on a record as it is by then. Where a
/// dictionary takes an object for the entries to set, the others stay in it.
fn plainly(
    rules: Rules<'_>,
    operation: &Operation,
    record: &Json,
    spelling: MemberNames,
) -> Operation {
    let value = |at: &Pointer, value: &Json| {
        let member = at.tokens().iter().try_fold(rules, |rules, token| below(rules, token));
        let Some(member) = member else {
            return value.clone();
        };
        match (record.pointer(at), value) {
            (Some(Json::Object(entries)), Json::Object(set)) if member.flag("merges") => {
                let mut all = entries.clone();
                for (name, value) in set {
                    all.insert(name, value.clone());
                }
                Json::Object(all)
            }
            _ => respelled(member, value, spelling),
        }
    };
    let place = |path: &Pointer| canonical(rules, path, spelling);
    match operation {
        Operation::Add { path, value: given } => {
            Operation::Add { value: value(&place(path), given), path: place(path) }
        }
        Operation::Replace { path, value: given } => {
            Operation::Replace { value: value(&place(path), given), path: place(path) }
        }
        Operation::Remove { path } => Operation::Remove { path: place(path) },
        Operation::Move { from, path } => Operation::Move { from: place(from), path: place(path) },
        Operation::Copy { from, path } => Operation::Copy { from: place(from), path: place(path) },
        Operation::Test { path, value } => {
            Operation::Test { path: place(path), value: value.clone() }
        }
    }
}

/// A place as the schema spells it.
fn canonical(rules: Rules<'_>, path: &Pointer, spelling: MemberNames) -> Pointer {
    let mut at = Some(rules);
    Pointer::from_tokens(path.tokens().iter().map(|token| {
        let name = at.map_or(token.as_str(), |rules| spelled(rules, token, spelling)).to_owned();
        at = at.and_then(|rules| below(rules, &name));
        name
    }))
}

/// What is inside a value at this token is held to these rules.
pub(crate) fn below<'s>(rules: Rules<'s>, token: &str) -> Option<Rules<'s>> {
    rules.property(token).or_else(|| rules.item())
}

/// A name as the schema spells it, where the vendor ignores case.
fn spelled<'s>(rules: Rules<'s>, name: &'s str, spelling: MemberNames) -> &'s str {
    if rules.property(name).is_some() || spelling == MemberNames::Exact {
        return name;
    }
    let all = rules.properties();
    all.iter().find(|(known, _)| known.eq_ignore_ascii_case(name)).map_or(name, |(known, _)| known)
}

/// The members of a value as the schema spells them.
fn respelled(rules: Rules<'_>, value: &Json, spelling: MemberNames) -> Json {
    match value {
        Json::Object(members) if spelling != MemberNames::Exact => {
            Json::object(members.iter().map(|(name, value)| {
                let name = spelled(rules, name, spelling);
                let inner = rules.property(name);
                (name, inner.map_or(value.clone(), |inner| respelled(inner, value, spelling)))
            }))
        }
        Json::Array(elements) if spelling != MemberNames::Exact => match rules.item() {
            Some(item) => Json::array(elements.iter().map(|e| respelled(item, e, spelling))),
            None => value.clone(),
        },
        other => other.clone(),
    }
}

/// A partial record over a whole one: what it does not have stays.
fn overlaid(rules: Rules<'_>, before: &Json, after: &Json, absent: Absent) -> Json {
    let (Json::Object(old), Json::Object(new)) = (before, after) else {
        return after.clone();
    };
    let mut out = old.clone();
    for (name, value) in new {
        let Some(inner) = rules.property(name) else {
            out.insert(name, value.clone());
            continue;
        };
        if !inner.is_server() && !inner.is_mirror() {
            let value = member(inner, old.get(name), value, absent);
            out.insert(name, value);
        }
    }
    if absent == Absent::Clear {
        for (name, inner) in rules.properties() {
            if !inner.is_server() && !inner.is_mirror() && !new.contains(name) {
                out.remove(name);
            }
        }
    }
    Json::Object(out)
}

fn member(rules: Rules<'_>, before: Option<&Json>, after: &Json, absent: Absent) -> Json {
    let Some(before) = before else {
        return after.clone();
    };
    match (rules.sent(), before, after) {
        _ if before == after => after.clone(),
        ("dictionary", Json::Object(old), Json::Object(new)) => {
            let mut out = old.clone();
            if absent == Absent::Clear {
                out.retain(|name, _| new.contains(name) || rules.accompanies(name));
            }
            for (name, value) in new.iter().filter(|(name, _)| !rules.accompanies(name)) {
                let value = match rules.item() {
                    Some(item) => member(item, old.get(name), value, absent),
                    None => value.clone(),
                };
                out.insert(name, value);
            }
            Json::Object(out)
        }
        ("keyed", Json::Array(old), Json::Array(new)) => {
            let key = |element: &Json| rules.identity().and_then(|n| element.get(n)).map(key_text);
            // What a listed element leaves out stays too.
            let twin = |element: &Json| {
                old.iter().find(|other| key(other).is_some() && key(other) == key(element))
            };
            let whole = |element: &Json| match (rules.item(), twin(element)) {
                (Some(item), Some(twin)) => overlaid(item, twin, element, absent),
                _ => element.clone(),
            };
            let mut out: Vec<Json> = new.iter().map(whole).collect();
            if absent == Absent::Keep {
                let listed: Vec<Option<String>> = new.iter().map(key).collect();
                out.extend(old.iter().filter(|element| !listed.contains(&key(element))).cloned());
            }
            Json::Array(out)
        }
        // What a listed element leaves out stays, all the way down.
        ("kept" | "selection", Json::Array(old), Json::Array(new)) => {
            let key = |element: &Json| rules.identity().and_then(|n| element.get(n)).map(key_text);
            Json::array(new.iter().map(|element| {
                let twin = old.iter().find(|o| key(o).is_some() && key(o) == key(element));
                match (rules.item(), twin) {
                    (Some(item), Some(twin)) => {
                        let absent = if rules.sent() == "kept" { absent } else { Absent::Keep };
                        overlaid(item, twin, element, absent)
                    }
                    _ => element.clone(),
                }
            }))
        }
        // Null lists no value: all of them stay.
        ("keyed" | "dictionary", _, Json::Null) if absent == Absent::Keep => before.clone(),
        // A reference is given as a whole: half of one names nothing.
        ("members" | "whole", Json::Object(_), Json::Object(_))
            if !rules.properties().is_empty() =>
        {
            overlaid(rules, before, after, absent)
        }
        _ => after.clone(),
    }
}

/// The members of an object, or none.
pub(crate) fn members(value: &Json) -> impl Iterator<Item = (&str, &Json)> {
    value.as_object().map(Members::iter).into_iter().flatten()
}
