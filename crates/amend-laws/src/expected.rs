//! Which reasons a refusal must give, and whether there is one at all: worked out
//! from the schema's keywords, the record and the change.

use amend::options::{MemberNames, Operations};
use amend::{Json, Operation, Patch, Pointer};
use amend_vendor::{Change, Options, Record, Vendor, Violation, Violations, Wire};

use crate::faults::{self, Asked, Fault};
use crate::normal::{Normal, key_text, normal, same};
use crate::plain::{Plain, Rules};
use crate::wanted::{asked, members};

/// What must come of a change.
#[derive(Clone, Debug)]
pub(crate) struct Expected {
    /// The reasons, sorted; none for a change that must be planned.
    pub(crate) reasons: Vec<(String, &'static str)>,
    /// Whether these are all; else there may be more, or consequences of them.
    pub(crate) exact: bool,
}

/// What must come of a change; `loose` members have rules beyond the schema.
pub(crate) fn expected(
    vendor: &'static Vendor,
    record: &Json,
    change: &Change,
    options: &Options,
    loose: &[&str],
) -> Expected {
    let plain = Plain::of(vendor);
    let rules = plain.record();
    let mut broken = faults::of_record(rules, record, plain.id());
    let behaviour = vendor.behaviour();
    if let Ok(entity) = vendor.entity() {
        let mut found = Violations::default();
        behaviour.check_record(entity, &Record::of(record), &mut found);
        broken.extend(told(found.listed()));
    }
    if !broken.is_empty() {
        return sorted(broken, true);
    }
    let (mut found, rest) = named(vendor, record, change);
    let Some(mut asked) = asked(vendor, record, &rest, options.absent) else {
        return sorted(found, false);
    };
    if let (Change::To(_), Ok(entity)) = (change, vendor.entity()) {
        let mut ignored = Vec::new();
        let (record, mut wanted) = (Record::of(record), Record::of(&asked.record));
        found.extend(told(behaviour.check_wanted(entity, &record, &mut wanted, &mut ignored)));
        asked.record = wanted.to_json();
    }
    // What a wire cannot say is the vendor's code to say.
    let mut exact = options.wire == Wire::default();
    for name in tops(rules, record, &asked.record) {
        let path = Pointer::from_tokens([name.as_str()]);
        let (before, after) = (record.get(&name), asked.record.get(&name));
        match rules.property(&name) {
            Some(rules) if !rules.is_server() => {
                if loose.contains(&name.as_str()) && before != after {
                    exact = false;
                } else {
                    unseen(plain.record(), &name, before, after, &mut found);
                    unit(rules, &path, before, after, &mut found);
                }
            }
            Some(_) => {}
            None if before == after => {}
            None if found.iter().any(|(_, other)| other.contains(&path)) => {}
            None => found.push(("unknown-field", path)),
        }
    }
    sorted(found, exact)
}

/// What the vendor's code says of a record as a whole.
fn told(violations: Vec<Violation>) -> impl Iterator<Item = Fault> {
    violations.into_iter().map(|v| (v.code().as_str(), v.path().clone()))
}

fn sorted(found: Vec<Fault>, exact: bool) -> Expected {
    let mut reasons: Vec<(String, &'static str)> =
        found.into_iter().map(|(code, path)| (path.to_string(), code)).collect();
    reasons.sort();
    reasons.dedup();
    Expected { reasons, exact }
}

/// A list that the record should show, and does not, would be replaced unseen.
fn unseen(
    record: Rules<'_>,
    name: &str,
    before: Option<&Json>,
    after: Option<&Json>,
    found: &mut Vec<Fault>,
) {
    let Some(rules) = record.property(name) else {
        return;
    };
    let whole = matches!(rules.sent(), "value" | "whole" | "reference");
    let list =
        rules.types().contains(&"array") && (whole || record.required().any(|other| other == name));
    if list && before.is_none() && !same(rules, before, after) {
        found.push(("partial-record", Pointer::from_tokens([name])));
    }
}

/// The same of the lines of an address: those that neither the record nor the change has
/// would be filled.
fn unseen_parts(
    rules: Rules<'_>,
    path: &Pointer,
    (before, after): (Option<&Json>, Option<&Json>),
    found: &mut Vec<Fault>,
) {
    if before.is_some_and(Json::is_null) {
        return;
    }
    let fills = |rules: Rules<'_>| rules.value("fill").is_some();
    for (name, inner) in rules.properties().into_iter().filter(|(_, r)| !r.is_server()) {
        let of = |value: &Json| value.get(name).cloned();
        let (b, a) = (before.and_then(of), after.and_then(of));
        if fills(inner) && b.is_none() && a.is_none() {
            found.push(("partial-record", path.child(name)));
        } else if inner.properties().into_iter().any(|(_, part)| fills(part)) {
            unseen_parts(inner, &path.child(name), (b.as_ref(), a.as_ref()), found);
        }
    }
}

fn tops(rules: Rules<'_>, before: &Json, after: &Json) -> Vec<String> {
    let known = rules.properties().into_iter().map(|(name, _)| name);
    let there = members(before).chain(members(after)).map(|(name, _)| name);
    let mut all: Vec<String> = known.chain(there).map(str::to_owned).collect();
    all.sort();
    all.dedup();
    all
}

/// The faults of one member, if it changes.
fn unit(
    rules: Rules<'_>,
    path: &Pointer,
    before: Option<&Json>,
    after: Option<&Json>,
    found: &mut Vec<Fault>,
) {
    let object = |value: Option<&Json>| {
        value.is_none_or(|value| value.is_null() || value.as_object().is_some())
    };
    let list = |value: Option<&Json>| {
        value.is_none_or(|value| value.is_null() || value.as_array().is_some())
    };
    if before == after {
        return;
    }
    let get = |value: Option<&Json>, name: &str| value.and_then(|value| value.get(name)).cloned();
    match rules.sent() {
        "members" if object(before) && object(after) => {
            for (name, inner) in rules.properties().into_iter().filter(|(_, r)| !r.is_server()) {
                // What is null has nothing inside, and shows that.
                let null = before.filter(|before| before.is_null()).cloned();
                let (b, a) = (null.or_else(|| get(before, name)), get(after, name));
                unit(inner, &path.child(name), b.as_ref(), a.as_ref(), found);
            }
            strangers(rules, path, before, after, found);
        }
        "dictionary" if object(before) && object(after) => {
            let names = before.into_iter().chain(after).flat_map(members).map(|(name, _)| name);
            for name in names.filter(|name| !rules.accompanies(name)) {
                if let Some(item) = rules.item() {
                    let (b, a) = (get(before, name), get(after, name));
                    unit(item, &path.child(name), b.as_ref(), a.as_ref(), found);
                }
            }
        }
        "keyed" if list(before) && list(after) => keyed(rules, path, before, after, found),
        _ if same(rules, before, after) => added(rules, path, before, after, found),
        _ if normal(rules, after) == Normal::Nothing => {
            if !rules.clearable() {
                found.push(("not-clearable", path.clone()));
            }
        }
        _ => {
            if rules.sent() == "whole" && rules.item().is_none() {
                unseen_parts(rules, path, (before, after), found);
            }
            if let Some(after) = after {
                faults::of_value(rules, after, path, Asked::OfChange, found);
            }
        }
    }
}

/// Members that the schema does not know, put into a value that is else the same one.
fn added(
    rules: Rules<'_>,
    path: &Pointer,
    before: Option<&Json>,
    after: Option<&Json>,
    found: &mut Vec<Fault>,
) {
    if let (Some(item), Some(Json::Array(elements))) = (rules.item(), after) {
        let old = before.and_then(Json::as_array).unwrap_or_default();
        for (at, element) in elements.iter().enumerate() {
            let is_twin = |old: &&Json| same(item, Some(*old), Some(element));
            let twin = old.get(at).filter(is_twin).or_else(|| old.iter().find(is_twin));
            added(item, &path.child(at.to_string()), twin, Some(element), found);
        }
        return;
    }
    if rules.sent() == "dictionary" || rules.properties().is_empty() {
        return;
    }
    for (name, value) in after.into_iter().flat_map(members) {
        let old = before.and_then(|before| before.get(name));
        match rules.property(name) {
            Some(inner) => added(inner, &path.child(name), old, Some(value), found),
            None if old == Some(value) => {}
            None => found.push(("unknown-field", path.child(name))),
        }
    }
}

/// Members that the schema does not know, and that change.
fn strangers(
    rules: Rules<'_>,
    path: &Pointer,
    before: Option<&Json>,
    after: Option<&Json>,
    found: &mut Vec<Fault>,
) {
    let names = before.into_iter().chain(after).flat_map(members).map(|(name, _)| name);
    for name in names.filter(|name| rules.property(name).is_none()) {
        let of = |value: Option<&Json>| value.and_then(|value| value.get(name)).cloned();
        if of(before) != of(after) {
            found.push(("unknown-field", path.child(name)));
        }
    }
}

fn keyed(
    rules: Rules<'_>,
    path: &Pointer,
    before: Option<&Json>,
    after: Option<&Json>,
    found: &mut Vec<Fault>,
) {
    let (Some(identity), Some(value), Some(inner), Some(item)) =
        (rules.identity(), rules.value_name(), rules.keyed_value(), rules.item())
    else {
        return;
    };
    let elements = |list: Option<&Json>| -> Vec<(Option<String>, Json)> {
        let list = list.and_then(Json::as_array).unwrap_or_default();
        let key = |e: &Json| e.get(identity).filter(|key| !key.is_null()).map(key_text);
        list.iter().map(|element| (key(element), element.clone())).collect()
    };
    let (old, new) = (elements(before), elements(after));
    for list in [&old, &new] {
        for (at, (key, _)) in list.iter().enumerate() {
            if key.is_some() && list.iter().take(at).any(|(other, _)| other == key) {
                found.push(("bad-custom-value", path.child(at.to_string())));
            }
        }
    }
    let first = |list: &[(Option<String>, Json)], key: &str| {
        list.iter().position(|(other, _)| other.as_deref() == Some(key))
    };
    for (at, (key, element)) in new.iter().enumerate() {
        let here = path.child(at.to_string());
        let Some(key) = key else {
            faults::of_value(item, element, &here, Asked::OfChange, found);
            continue;
        };
        if first(&new, key) != Some(at) {
            continue;
        }
        let twin = first(&old, key).and_then(|at| old.get(at)).map(|(_, element)| element);
        strangers(item, &here, twin, Some(element), found);
        let twin = twin.and_then(|twin| twin.get(value));
        let wanted = element.get(value);
        if same(inner, twin, wanted) {
            continue;
        }
        match wanted.filter(|_| normal(inner, wanted) != Normal::Nothing) {
            Some(wanted) => {
                faults::of_value(inner, wanted, &here.child(value), Asked::OfChange, found);
                if let (Some(rules), Some(key)) = (item.property(identity), element.get(identity)) {
                    faults::of_value(rules, key, &here.child(identity), Asked::OfChange, found);
                }
            }
            None if !inner.clearable() => found.push(("not-clearable", here)),
            None => {}
        }
    }
    for (at, (key, element)) in old.iter().enumerate() {
        let Some(key) = key.as_deref().filter(|key| first(&old, key) == Some(at)) else {
            continue;
        };
        let gone = first(&new, key).is_none();
        let had = normal(inner, element.get(value)) != Normal::Nothing;
        if gone && had && !inner.clearable() {
            found.push(("not-clearable", path.child(at.to_string())));
        }
    }
}

/// What a patch may not name: members of the vendor's, unknown ones, the whole;
/// and the change without the operations that name them.
fn named(vendor: &'static Vendor, record: &Json, change: &Change) -> (Vec<Fault>, Change) {
    let rules = Plain::of(vendor).record();
    let spelling = vendor.behaviour().dialect().member_names;
    let mut found = Vec::new();
    let mut rest = change.clone();
    match change {
        Change::Patch(patch) => {
            let mut kept = Vec::new();
            let operations = vendor.behaviour().dialect().operations;
            for (index, operation) in patch.operations().iter().enumerate() {
                let before = found.len();
                let moves = matches!(operation, Operation::Move { .. } | Operation::Copy { .. });
                if moves && operations == Operations::WithoutMoveAndCopy {
                    let path = Pointer::from_tokens([index.to_string().as_str(), "op"]);
                    found.push(("unsupported-operation", path));
                }
                let from = operation.from().and_then(|from| record.pointer(from));
                let value = operation.value().or(from);
                if let Operation::Move { from, .. } = operation {
                    place(rules, from, spelling, record, None, &mut found);
                }
                let writes = !matches!(operation, Operation::Test { .. });
                if writes && operation.path().is_root() {
                    found.push(("unsupported-operation", Pointer::root()));
                } else if writes {
                    place(rules, operation.path(), spelling, record, value, &mut found);
                }
                if found.len() == before {
                    kept.push(operation.clone());
                }
            }
            rest = Change::Patch(Patch::from(kept));
        }
        Change::MergePatch(patch) if patch.as_object().is_none() => {
            found.push(("unsupported-operation", Pointer::root()));
        }
        Change::MergePatch(patch) => {
            leaves(rules, patch, &Pointer::root(), record, spelling, &mut found);
        }
        _ => {}
    }
    (found, rest)
}

/// A merge patch names its leaves.
fn leaves(
    rules: Rules<'_>,
    patch: &Json,
    above: &Pointer,
    record: &Json,
    spelling: MemberNames,
    found: &mut Vec<Fault>,
) {
    for (name, value) in members(patch) {
        let path = above.child(name);
        if value.as_object().is_some_and(|members| !members.is_empty()) {
            leaves(rules, value, &path, record, spelling, found);
        } else {
            place(rules, &path, spelling, record, Some(value), found);
        }
    }
}

/// A place that is written must be a client's to write, all the way down.
fn place(
    top: Rules<'_>,
    pointer: &Pointer,
    spelling: MemberNames,
    record: &Json,
    value: Option<&Json>,
    found: &mut Vec<Fault>,
) {
    let mut rules = top;
    let mut path = Pointer::root();
    for token in pointer.tokens() {
        if rules.sent() == "dictionary" || rules.value("items").is_some() {
            path.push(token.as_str());
            if rules.accompanies(token) {
                found.push(("read-only", path));
                return;
            }
            match rules.item() {
                Some(item) => rules = item,
                None => return,
            }
            continue;
        }
        let all = rules.properties();
        if all.is_empty() {
            return; // below a scalar: the patch does not apply
        }
        let near = all.iter().find(|(name, _)| {
            spelling == MemberNames::IgnoreCase && name.eq_ignore_ascii_case(token)
        });
        let exact = all.iter().find(|(name, _)| name == token);
        let Some((name, inner)) = exact.or(near) else {
            found.push(("unknown-field", path.child(token.as_str())));
            return;
        };
        let displays = record.pointer(&path).is_some_and(|data| rules.displays(name, data));
        path.push(*name);
        if displays || inner.is_server() {
            found.push(("read-only", path));
            return;
        }
        rules = *inner;
    }
    if let Some(value) = value {
        replaced(rules, &path, record.pointer(&path), value, found);
    }
}

/// A value that is put in place of an object names what stands in it: the vendor's
/// members may stand there as they were.
fn replaced(
    rules: Rules<'_>,
    path: &Pointer,
    before: Option<&Json>,
    value: &Json,
    found: &mut Vec<Fault>,
) {
    for (name, part) in members(value).filter(|(name, _)| rules.accompanies(name)) {
        let old = before.and_then(|before| before.get(name));
        if rules.item().is_some_and(|item| !same(item, old, Some(part))) {
            found.push(("read-only", path.child(name)));
        }
    }
    if rules.sent() != "members" {
        return;
    }
    for (name, part) in members(value) {
        let Some(inner) = rules.property(name) else {
            continue;
        };
        let old = before.and_then(|before| before.get(name));
        if !inner.is_server() {
            replaced(inner, &path.child(name), old, part, found);
        } else if !same(inner, old, Some(part)) {
            found.push(("read-only", path.child(name)));
        }
    }
}
