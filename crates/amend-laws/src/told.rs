//! What `changes` says: each change is one, of the kind that it is told to be,
//! stands where it says, and none is left out.

use amend::{Json, Pointer};
use amend_vendor::{ChangeKind, Details, Effect};

use crate::holds::{Told, first};
use crate::normal::{Normal, differing, key_text, normal};
use crate::plain::Rules;

/// Holds the changes of a plan against the record and the prediction.
pub(crate) fn changes(case: &Told<'_>, details: &Details<'_>, faults: &mut Vec<String>) {
    let rules = case.plain.record();
    let mut expected = differing(rules, case.record, &details.after);
    let mut found: Vec<String> = Vec::new();
    for effect in &details.changes {
        let removed = effect.change == ChangeKind::Removed;
        let holder = if removed { case.record } else { &details.after };
        if holder.pointer(&effect.path).is_none() {
            faults.push(format!("the change of `{}` leads nowhere", effect.path));
        }
        found.push(first(&effect.path).to_owned());
    }
    for list in [&mut expected, &mut found] {
        list.sort();
        list.dedup();
    }
    if expected != found {
        faults.push(format!("changes in {expected:?}, told of {found:?}"));
    }
    for name in &found {
        let Some(member) = rules.property(name) else {
            continue;
        };
        let told: Vec<&Effect> =
            details.changes.iter().filter(|effect| first(&effect.path) == name).collect();
        let (before, after) = (case.record.get(name), details.after.get(name));
        match (member.sent(), before, after) {
            ("keyed", _, _) => {
                for effect in told {
                    key_changed(member, name, case.record, &details.after, effect, faults);
                }
            }
            ("whole", before, after) if is_list(before) && is_list(after) => {
                list(member, name, before, after, &told, faults);
            }
            _ => {
                for effect in told.iter().filter(|effect| effect.path.tokens().len() == 1) {
                    let (before, after) = (normal(member, before), normal(member, after));
                    if kind(&before, &after) != Some(effect.change) {
                        faults.push(format!("`{name}` is told to be {}", effect.change.as_str()));
                    }
                }
            }
        }
    }
}

fn is_list(value: Option<&Json>) -> bool {
    value.is_none_or(|value| value.is_null() || value.as_array().is_some())
}

/// What happens between two values; nothing where they are the same.
fn kind(before: &Normal, after: &Normal) -> Option<ChangeKind> {
    match (before, after) {
        (before, after) if before == after => None,
        (Normal::Nothing, _) => Some(ChangeKind::Added),
        (_, Normal::Nothing) => Some(ChangeKind::Removed),
        _ => Some(ChangeKind::Replaced),
    }
}

/// The element that a change of a keyed list points at changes in this way.
fn key_changed(
    rules: Rules<'_>,
    top: &str,
    record: &Json,
    predicted: &Json,
    effect: &Effect,
    faults: &mut Vec<String>,
) {
    let holder = if effect.change == ChangeKind::Removed { record } else { predicted };
    let element = Pointer::from_tokens(effect.path.tokens().iter().take(2).map(String::as_str));
    let identity = rules.identity().unwrap_or_default();
    let key = holder.pointer(&element).and_then(|element| element.get(identity)).map(key_text);
    let value = |record: &Json| -> Normal {
        let elements = record.get(top).and_then(Json::as_array).unwrap_or_default();
        let twin = elements.iter().find(|e| e.get(identity).map(key_text) == key);
        let value = twin.and_then(|twin| twin.get(rules.value_name().unwrap_or_default()));
        rules.keyed_value().map_or(Normal::Nothing, |inner| normal(inner, value))
    };
    if kind(&value(record), &value(predicted)) != Some(effect.change) {
        faults.push(format!("`{}` is told to be {}", effect.path, effect.change.as_str()));
    }
}

/// Without what is removed from the one and added to the other, and what is moved
/// aside, the elements are those that were there, in their order.
fn list(
    rules: Rules<'_>,
    name: &str,
    before: Option<&Json>,
    after: Option<&Json>,
    told: &[&Effect],
    faults: &mut Vec<String>,
) {
    let Some(item) = rules.item() else {
        return;
    };
    let whole = told.iter().find(|effect| effect.path.tokens().len() == 1);
    if let Some(whole) = whole {
        // An emptied list is one change.
        let kind = kind(&normal(rules, before), &normal(rules, after));
        if kind != Some(ChangeKind::Removed) || whole.change != ChangeKind::Removed {
            faults.push(format!("`{name}` is told to be {} as a whole", whole.change.as_str()));
        }
        return;
    }
    let elements = |list: Option<&Json>| list.and_then(Json::as_array).unwrap_or_default().to_vec();
    let (before, after) = (elements(before), elements(after));
    let at = |kinds: &[ChangeKind]| -> Vec<usize> {
        let of_kind = told.iter().filter(|effect| kinds.contains(&effect.change));
        let places = of_kind.filter(|effect| effect.path.tokens().len() == 2);
        places.filter_map(|effect| effect.path.tokens().last()?.parse().ok()).collect()
    };
    let without = |list: &[Json], places: &[usize]| -> Vec<Normal> {
        let left = list.iter().enumerate().filter(|(at, _)| !places.contains(at));
        left.map(|(_, element)| name_of(item, element)).collect()
    };
    let stays = without(&before, &at(&[ChangeKind::Removed]));
    if stays.len() != without(&after, &at(&[ChangeKind::Added])).len() {
        faults.push(format!("what is added to `{name}` and removed from it does not add up"));
    }
    let mut left = stays.iter();
    let calm = without(&after, &at(&[ChangeKind::Added, ChangeKind::Moved]));
    if !calm.iter().all(|element| left.any(|other| other == element)) {
        faults.push(format!("elements of `{name}` move, and nothing tells of it"));
    }
}

/// What an element is known by: its identity, or all of it.
fn name_of(item: Rules<'_>, element: &Json) -> Normal {
    let identity = item.identity().and_then(|name| element.get(name)).filter(|id| !id.is_null());
    match identity {
        Some(identity) => Normal::Leaf(identity.clone()),
        None => normal(item, Some(element)),
    }
}
