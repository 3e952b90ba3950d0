//! What disappears between two records: the multiset of elements and values that
//! the one has and the other has not.

use amend::{Json, Pointer};

use crate::normal::{Normal, key_text, normal, same};
use crate::plain::Rules;
use crate::wanted::members;

/// A place of the record whose value is gone, and `element`, `member` or `value`.
pub(crate) type Lost = (Pointer, &'static str);

/// All that the record has and `after` has not, server-managed members left out.
pub(crate) fn lost(record: Rules<'_>, before: &Json, after: &Json) -> Vec<Lost> {
    let mut found = Vec::new();
    for (name, rules) in record.properties() {
        if !rules.is_server() {
            let path = Pointer::from_tokens([name]);
            between(rules, &path, before.get(name), after.get(name), "member", &mut found);
        }
    }
    found
}

fn between(
    rules: Rules<'_>,
    path: &Pointer,
    before: Option<&Json>,
    after: Option<&Json>,
    kind: &'static str,
    found: &mut Vec<Lost>,
) {
    let Some(old) = before.filter(|_| normal(rules, before) != Normal::Nothing) else {
        return;
    };
    if after == before {
        return;
    }
    let gone = normal(rules, after) == Normal::Nothing;
    let new = after.filter(|_| !gone).unwrap_or(&Json::Null);
    match (rules.sent(), old) {
        ("keyed" | "selection", Json::Array(elements)) => {
            keyed(rules, path, elements, new, found);
        }
        // The vendor keeps the elements; they may lose parts.
        ("kept", Json::Array(elements)) => {
            let (Some(item), Some(identity)) = (rules.item(), rules.identity()) else {
                return;
            };
            for (at, element) in elements.iter().enumerate() {
                let key = element.get(identity).map(key_text);
                let twin = new.as_array().unwrap_or_default().iter();
                let twin = twin.into_iter().find(|other| other.get(identity).map(key_text) == key);
                between(item, &path.child(at.to_string()), Some(element), twin, "element", found);
            }
        }
        ("dictionary", Json::Object(entries)) => {
            if let Some(item) = rules.item() {
                for (name, value) in entries.iter().filter(|(name, _)| !rules.accompanies(name)) {
                    let after = new.get(name);
                    between(item, &path.child(name), Some(value), after, "value", found);
                }
            }
        }
        (_, Json::Array(elements)) if new.as_array().is_some() || (gone && kind == "member") => {
            list(rules, path, elements, new.as_array().unwrap_or_default(), found);
        }
        ("members", Json::Object(_)) => {
            for (name, inner) in rules.properties().into_iter().filter(|(_, r)| !r.is_server()) {
                between(inner, &path.child(name), old.get(name), new.get(name), kind, found);
            }
        }
        _ if gone => found.push((path.clone(), kind)),
        ("reference", _) => {} // another one in its place
        (_, Json::Object(_)) if new.as_object().is_some() => {
            for (name, inner) in rules.properties().into_iter().filter(|(_, r)| !r.is_server()) {
                between(inner, &path.child(name), old.get(name), new.get(name), "member", found);
            }
        }
        _ => {}
    }
}

fn keyed(rules: Rules<'_>, path: &Pointer, old: &[Json], new: &Json, found: &mut Vec<Lost>) {
    let (Some(identity), Some(value), Some(inner)) =
        (rules.identity(), rules.value_name(), rules.keyed_value())
    else {
        return;
    };
    for (at, element) in old.iter().enumerate() {
        let Some(key) = element.get(identity).map(key_text) else {
            continue;
        };
        let twin = new.as_array().unwrap_or_default().iter();
        let twin = twin.into_iter().find(|e| e.get(identity).map(key_text).as_ref() == Some(&key));
        let after = twin.and_then(|twin| twin.get(value));
        let path = path.child(at.to_string());
        let gone = normal(inner, after) == Normal::Nothing;
        // A value that goes is its element's loss; a part of one, its own.
        let path = if gone { path } else { path.child(value) };
        between(inner, &path, element.get(value), after, "value", found);
    }
}

/// Elements that have no counterpart: the same one first, then the namesake.
fn list(rules: Rules<'_>, path: &Pointer, old: &[Json], new: &[Json], found: &mut Vec<Lost>) {
    let Some(item) = rules.item() else {
        return;
    };
    let id = |element: &Json| -> Option<String> {
        item.identity().and_then(|name| element.get(name)).filter(|id| !id.is_null()).map(key_text)
    };
    let mut free: Vec<&Json> = new.iter().collect();
    let mut rest = Vec::new();
    for (at, element) in old.iter().enumerate() {
        match free.iter().position(|other| same(item, Some(element), Some(other))) {
            Some(twin) => {
                free.swap_remove(twin);
            }
            None => rest.push((at, element)),
        }
    }
    for (at, element) in rest {
        let path = path.child(at.to_string());
        let twin = free.iter().position(|other| id(element).is_some() && id(element) == id(other));
        match twin {
            Some(twin) => {
                let other = free.swap_remove(twin);
                let names = members(element).map(|(name, _)| name.to_owned()).collect::<Vec<_>>();
                for name in names {
                    if let Some(inner) = item.property(&name).filter(|inner| !inner.is_server()) {
                        let (a, b) = (element.get(&name), other.get(&name));
                        between(inner, &path.child(name), a, b, "member", found);
                    }
                }
            }
            None => found.push((path, "element")),
        }
    }
}
