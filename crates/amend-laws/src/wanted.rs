//! What a change asks for, read plainly: the record that is wanted and the top
//! members that the change names.

use amend::{Json, Members, Operation, Patch, apply, merge_patch};
use amend_vendor::{Absent, Change, Vendor};

use crate::normal::key_text;
use crate::plain::{Plain, Rules};
use crate::spelling::{Spelling, coerced};

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
    let plain = Plain::of(vendor);
    let rules = plain.record();
    let spelling = Spelling::of(vendor);
    match change {
        Change::To(after) => {
            let after = spelling.value(rules, plain.unwrapped(after));
            let mut names: Vec<String> = after.as_object()?.names().map(str::to_owned).collect();
            let record = overlaid(rules, record, &after, absent);
            if absent == Absent::Clear {
                let known = rules.properties();
                names.extend(known.iter().map(|(name, _)| (*name).to_owned()));
            }
            Some(Asked { record: coerced(rules, &record), names })
        }
        Change::Patch(patch) => {
            let mut after = record.clone();
            let mut names = Vec::new();
            for operation in patch.operations() {
                let operation = merged(rules, spelling.operation(rules, operation), &after);
                let paths = [Some(operation.path()), operation.from()];
                let tops = paths.into_iter().flatten().filter_map(|path| path.tokens().first());
                names.extend(tops.cloned());
                apply(&mut after, &Patch::from(vec![operation])).ok()?;
            }
            Some(Asked { record: coerced(rules, &after), names })
        }
        Change::MergePatch(patch) => {
            let patch = spelling.value(rules, patch);
            let names = patch.as_object()?.names().map(str::to_owned).collect();
            let mut after = record.clone();
            merge_patch(&mut after, &patch).ok()?;
            Some(Asked { record: coerced(rules, &after), names })
        }
        _ => None,
    }
}

/// An object that takes the place of a dictionary which merges only sets the
/// entries that it lists.
fn merged(rules: Rules<'_>, operation: Operation, record: &Json) -> Operation {
    let (Operation::Add { path, value } | Operation::Replace { path, value }) = &operation else {
        return operation;
    };
    let merges = rules.at(path).is_some_and(|rules| rules.flag("merges"));
    match (record.pointer(path), value) {
        (Some(Json::Object(old)), Json::Object(new)) if merges => {
            let mut all = old.clone();
            for (name, value) in new {
                all.insert(name, value.clone());
            }
            Operation::Replace { path: path.clone(), value: Json::Object(all) }
        }
        _ => operation,
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
