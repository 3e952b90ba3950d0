//! One wish in many forms: a wanted record in part and whole, a JSON Patch, a
//! Merge Patch; and patches that nobody in his senses would write.

use amend::value::Members;
use amend::{Json, Operation, Patch, Pointer, diff};
use amend_vendor::{Absent, Change, Options};

use crate::choices::Choices;
use crate::edits::Editing;
use crate::normal::key_text;
use crate::plain::Rules;
use crate::values::{respelled, right};
use crate::wanted::members;

/// A change of a record.
pub(crate) fn change(
    rules: Rules<'_>,
    record: &Json,
    options: &mut Options,
    choices: &mut Choices<'_>,
) -> Change {
    let form = choices.below(10);
    if form == 9 {
        return Change::Patch(wild(rules, record, choices));
    }
    let mut editing = Editing::new(record);
    for _ in 0..=choices.below(3) {
        editing.edit(rules, choices);
    }
    let wanted = &editing.record;
    match form {
        0..=2 => Change::To(partial(rules, record, wanted)),
        3 => Change::To(whole(record, wanted, choices)),
        4 => {
            options.absent = Absent::Clear;
            Change::To(wanted.clone())
        }
        5..=6 => Change::Patch(Patch::from(guarded(record, editing.operations, choices))),
        7 if choices.below(2) == 0 => Change::Patch(diff(record, wanted)),
        7 => Change::Patch(Patch::from(replacing(record, wanted))),
        _ => Change::MergePatch(merging(record, wanted)),
    }
}

/// The members that differ, and of objects the parts that do.
fn partial(rules: Rules<'_>, record: &Json, wanted: &Json) -> Json {
    let mut out = Members::new();
    for (name, value) in members(wanted) {
        let before = record.get(name);
        if before.is_some_and(|before| before.to_string() == value.to_string()) {
            continue;
        }
        let inner = rules.property(name);
        let value = match (inner, before, value) {
            (Some(inner), Some(before @ Json::Object(_)), Json::Object(_))
                if inner.item().is_none() =>
            {
                partial(inner, before, value)
            }
            (Some(inner), Some(before), Json::Array(_)) if inner.sent() == "keyed" => {
                emptied(inner, before, value)
            }
            _ => value.clone(),
        };
        out.insert(name, value);
    }
    for (name, _) in members(record).filter(|(name, _)| wanted.get(name).is_none()) {
        out.insert(name, Json::Null);
    }
    Json::Object(out)
}

/// A keyed list that names the elements that are gone: by a null.
fn emptied(rules: Rules<'_>, before: &Json, after: &Json) -> Json {
    let (identity, value) = (rules.identity().unwrap_or_default(), rules.value_name());
    let key = |element: &Json| element.get(identity).map(key_text);
    let mut elements = after.as_array().unwrap_or_default().to_vec();
    for element in before.as_array().unwrap_or_default() {
        if let (Some(id), false) =
            (element.get(identity), elements.iter().any(|other| key(other) == key(element)))
        {
            elements.push(Json::object([
                (identity, id.clone()),
                (value.unwrap_or_default(), Json::Null),
            ]));
        }
    }
    Json::Array(elements)
}

/// The whole record, perhaps in another order.
fn whole(record: &Json, wanted: &Json, choices: &mut Choices<'_>) -> Json {
    let mut wanted = wanted.clone();
    if let Some(members) = wanted.as_object_mut() {
        for (name, _) in self::members(record) {
            if !members.contains(name) {
                members.insert(name, Json::Null);
            }
        }
    }
    if choices.below(2) == 1 { respelled(&wanted) } else { wanted }
}

/// Tests between the operations, and operations that do nothing.
fn guarded(record: &Json, operations: Vec<Operation>, choices: &mut Choices<'_>) -> Vec<Operation> {
    let mut out = Vec::new();
    if choices.rarely(3) {
        let all: Vec<_> = members(record).collect();
        if let Some((name, value)) = choices.one(&all) {
            let path = Pointer::from_tokens([*name]);
            out.push(Operation::Test { path, value: respelled(value) });
        }
    }
    out.extend(operations);
    out
}

/// Whole members, replaced.
fn replacing(record: &Json, wanted: &Json) -> Vec<Operation> {
    let mut out = Vec::new();
    for (name, value) in members(wanted) {
        let path = Pointer::from_tokens([name]);
        match record.get(name) {
            Some(before) if before.to_string() == value.to_string() => {}
            Some(_) => out.push(Operation::Replace { path, value: value.clone() }),
            None => out.push(Operation::Add { path, value: value.clone() }),
        }
    }
    for (name, _) in members(record).filter(|(name, _)| wanted.get(name).is_none()) {
        out.push(Operation::Remove { path: Pointer::from_tokens([name]) });
    }
    out
}

/// A Merge Patch, as RFC 7396 has it.
fn merging(record: &Json, wanted: &Json) -> Json {
    let mut out = Members::new();
    for (name, value) in members(wanted) {
        match (record.get(name), value) {
            (Some(before), value) if before.to_string() == value.to_string() => {}
            (Some(before @ Json::Object(_)), Json::Object(_)) => {
                out.insert(name, merging(before, value));
            }
            _ => {
                out.insert(name, value.clone());
            }
        }
    }
    for (name, _) in members(record).filter(|(name, _)| wanted.get(name).is_none()) {
        out.insert(name, Json::Null);
    }
    Json::Object(out)
}

/// The change with the schema's names in upper case.
pub(crate) fn recased(rules: Rules<'_>, change: &Change) -> Change {
    match change {
        Change::To(after) => Change::To(upper(rules, after)),
        Change::MergePatch(patch) => Change::MergePatch(upper(rules, patch)),
        Change::Patch(patch) => {
            let operations = patch.operations().iter().map(|operation| match operation.clone() {
                Operation::Add { path, value } => Operation::Add {
                    value: upper_at(rules, &path, &value),
                    path: raised(rules, &path),
                },
                Operation::Replace { path, value } => Operation::Replace {
                    value: upper_at(rules, &path, &value),
                    path: raised(rules, &path),
                },
                Operation::Remove { path } => Operation::Remove { path: raised(rules, &path) },
                // What a test holds a place against is data.
                Operation::Test { path, value } => {
                    Operation::Test { path: raised(rules, &path), value }
                }
                Operation::Move { from, path } => {
                    Operation::Move { from: raised(rules, &from), path: raised(rules, &path) }
                }
                Operation::Copy { from, path } => {
                    Operation::Copy { from: raised(rules, &from), path: raised(rules, &path) }
                }
            });
            Change::Patch(operations.collect::<Vec<_>>().into())
        }
        other => other.clone(),
    }
}

fn raised(rules: Rules<'_>, path: &Pointer) -> Pointer {
    let mut at = Some(rules);
    Pointer::from_tokens(path.tokens().iter().map(|token| {
        let inner = at.and_then(|rules| rules.property(token));
        let known = inner.is_some();
        at = inner.or_else(|| at.and_then(Rules::item));
        if known { token.to_ascii_uppercase() } else { token.clone() }
    }))
}

fn upper_at(rules: Rules<'_>, path: &Pointer, value: &Json) -> Json {
    let at = path
        .tokens()
        .iter()
        .try_fold(rules, |rules, token| rules.property(token).or_else(|| rules.item()));
    at.map_or(value.clone(), |rules| upper(rules, value))
}

fn upper(rules: Rules<'_>, value: &Json) -> Json {
    match value {
        Json::Object(members) => Json::object(members.iter().map(|(name, value)| {
            let Some(inner) = rules.property(name) else {
                let item = rules.item();
                return (name.to_owned(), item.map_or(value.clone(), |item| upper(item, value)));
            };
            (name.to_ascii_uppercase(), upper(inner, value))
        })),
        Json::Array(elements) => Json::array(
            elements
                .iter()
                .map(|element| rules.item().map_or(element.clone(), |item| upper(item, element))),
        ),
        other => other.clone(),
    }
}

/// Operations of every kind at places of every kind.
fn wild(rules: Rules<'_>, record: &Json, choices: &mut Choices<'_>) -> Patch {
    let mut places = vec![Pointer::root()];
    gather(record, &Pointer::root(), &mut places);
    let names = rules.properties();
    let place = |choices: &mut Choices<'_>| -> Pointer {
        let mut path = choices.one(&places).cloned().unwrap_or_default();
        match choices.below(8) {
            0..=4 => path,
            5 => {
                let name = choices.one(&names).map_or("", |(name, _)| *name);
                Pointer::from_tokens([name])
            }
            _ => {
                let junk = ["-", "0", "01", "99", "", "~", "a/b", "qvz_unknown", "value"];
                path.push(choices.one(&junk).copied().unwrap_or_default());
                path
            }
        }
    };
    let mut operations = Vec::new();
    for _ in 0..=choices.below(3) {
        let kind = choices.below(6);
        let path = place(choices);
        let value = match choices.one(&names).filter(|_| choices.below(2) == 0) {
            Some((_, rules)) => right(*rules, choices),
            None => record.pointer(&place(choices)).cloned().unwrap_or_default(),
        };
        operations.push(match kind {
            0 => Operation::Replace { path, value },
            1 => Operation::Add { path, value },
            2 => Operation::Remove { path },
            3 => Operation::Move { from: place(choices), path },
            4 => Operation::Copy { from: place(choices), path },
            _ => Operation::Test { path, value },
        });
    }
    Patch::from(operations)
}

/// Every place of a record.
fn gather(value: &Json, path: &Pointer, places: &mut Vec<Pointer>) {
    for (name, value) in members(value) {
        let path = path.child(name);
        places.push(path.clone());
        gather(value, &path, places);
    }
    for (at, value) in value.as_array().unwrap_or_default().iter().enumerate() {
        let path = path.child(at.to_string());
        places.push(path.clone());
        gather(value, &path, places);
    }
}
