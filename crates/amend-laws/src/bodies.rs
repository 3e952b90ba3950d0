//! What the requests name: changed members and carried ones, nothing else.

use amend::{Json, Pointer};
use amend_vendor::{Details, Request};

use crate::holds::{Told, first};
use crate::normal::{differing, key_text, normal};
use crate::plain::Rules;
use crate::wanted::members;

/// Holds the bodies of a plan's updates against the record and the prediction.
pub(crate) fn requests(case: &Told<'_>, details: &Details<'_>, faults: &mut Vec<String>) {
    let rules = case.plain.record();
    let changed = differing(rules, case.record, &details.after);
    for request in &details.requests {
        for (top, way, value) in named(case, request) {
            let Some((name, member)) = by_body_name(rules, &top) else {
                faults.push(format!("a request names `{top}`, which is no member"));
                continue;
            };
            let carried = details.carried.iter().any(|path| first(path) == name);
            if !carried && !changed.iter().any(|changed| changed == name) {
                faults.push(format!("a request names `{name}`, which does not change"));
            }
            let inner = way.iter().try_fold(member, |rules, token| below(rules, token));
            if let (Some(inner), Some(value)) = (inner, value) {
                written(inner, name, &value, faults);
                if inner.sent() == "keyed" && !carried {
                    keys(inner, name, &value, case.record, &details.after, faults);
                }
            } else if inner.is_none() {
                faults.push(format!("a request names a place below `{name}` that is the vendor's"));
            }
        }
    }
}

/// The tops that an update names, each with the way below it and what is sent.
fn named(case: &Told<'_>, request: &Request) -> Vec<(String, Vec<String>, Option<Json>)> {
    if Some(request.method()) != case.plain.entity(&["update", "method"])
        || !request.path().ends_with(&update_path(case))
    {
        return Vec::new();
    }
    match request.body() {
        Some(body @ Json::Object(_)) => members(body)
            .map(|(name, value)| (name.to_owned(), Vec::new(), Some(value.clone())))
            .collect(),
        Some(Json::Array(operations)) => operations
            .iter()
            .filter(|operation| operation.get("op").and_then(Json::as_str) != Some("test"))
            .filter_map(|operation| {
                let path: Pointer = operation.get("path")?.as_str()?.parse().ok()?;
                let (top, way) = path.tokens().split_first()?;
                Some((top.clone(), way.to_vec(), operation.get("value").cloned()))
            })
            .collect(),
        _ => Vec::new(),
    }
}

fn update_path(case: &Told<'_>) -> String {
    let id = case.record.get(case.plain.id());
    let id = id.map(|id| id.as_str().map_or_else(|| id.to_string(), str::to_owned));
    let path = case.plain.entity(&["update", "path"]).unwrap_or_default();
    path.replace("{id}", id.as_deref().unwrap_or_default())
}

/// The member of this name in a body.
fn by_body_name<'s>(rules: Rules<'s>, name: &str) -> Option<(&'s str, Rules<'s>)> {
    let mut all = rules.properties().into_iter().filter(|(_, rules)| !rules.is_server());
    all.find(|(own, rules)| rules.body_name().unwrap_or(own) == name)
}

/// One step down; nothing where the vendor writes what is there.
fn below<'s>(rules: Rules<'s>, token: &str) -> Option<Rules<'s>> {
    let inner = match rules.property(token) {
        Some(inner) => inner,
        None => rules.item()?,
    };
    (!inner.is_server()).then_some(inner)
}

/// No member of what is sent is the vendor's to write.
fn written(rules: Rules<'_>, name: &str, value: &Json, faults: &mut Vec<String>) {
    match value {
        Json::Array(elements) => {
            if let Some(item) = rules.item() {
                for element in elements {
                    written(item, name, element, faults);
                }
            }
        }
        Json::Object(_) if rules.sent() == "dictionary" => {
            if let Some(item) = rules.item() {
                for (_, value) in members(value) {
                    written(item, name, value, faults);
                }
            }
        }
        Json::Object(_) if !rules.properties().is_empty() => {
            for (part, value) in members(value) {
                match by_body_name(rules, part) {
                    Some((part, inner)) => written(inner, part, value, faults),
                    None => faults.push(format!("a request names `{part}` in `{name}`")),
                }
            }
        }
        _ => {}
    }
}

/// Of keyed elements, only those that change go out.
fn keys(
    rules: Rules<'_>,
    name: &str,
    sent: &Json,
    before: &Json,
    after: &Json,
    faults: &mut Vec<String>,
) {
    let (Some(identity), Some(value), Some(inner)) =
        (rules.identity(), rules.value_name(), rules.keyed_value())
    else {
        return;
    };
    let find = |record: &Json, key: &str| {
        let elements = record.get(name).and_then(Json::as_array).unwrap_or_default();
        let twin = elements.iter().find(|e| e.get(identity).is_some_and(|k| key_text(k) == key));
        normal(inner, twin.and_then(|twin| twin.get(value)))
    };
    for element in sent.as_array().unwrap_or_default() {
        let key = element.get(identity).map(key_text).unwrap_or_default();
        if find(before, &key) == find(after, &key) {
            faults.push(format!("a request sets a value of `{name}` that does not change"));
        }
    }
}
