//! Groups: which are joined and left, what goes with them, what they carry.
//!
//! "When removing a person from a group, their custom field values for that
//! group are also removed." "The group ids passed must also be provided in the
//! groups field, otherwise a validation error will be thrown." (Update a person)

use std::collections::BTreeSet;

use amend::value::Members;
use amend::{Json, Pointer};
use amend_vendor::{
    Case, Code, Failure, Lowered, Record, Request, Simulated, Unit, Violation, Violations, meaning,
    simulate,
};

use crate::{COMPANIES, GROUPS, VALUES};

/// The ids of the groups that a record lists.
pub(crate) fn ids<'j>(record: &'j Record<'_>) -> Vec<&'j str> {
    ids_of(record.get(GROUPS))
}

fn ids_of(groups: Option<&Json>) -> Vec<&str> {
    let list = groups.and_then(Json::as_array).unwrap_or_default();
    list.iter().filter_map(|group| group.get("id").and_then(Json::as_str)).collect()
}

/// Whether the groups are a list or nothing, and not a value of another type.
fn lists_groups(record: &Record<'_>) -> bool {
    matches!(record.get(GROUPS), None | Some(Json::Null | Json::Array(_)))
}

/// The groups that were in the record's list and are not in the other's. Groups of
/// which a record only has values were never joined, and are not left.
pub(crate) fn left<'j>(record: &'j Record<'_>, after: &Record<'_>) -> Vec<&'j str> {
    if !lists_groups(after) {
        return Vec::new();
    }
    let stays = ids(after);
    ids(record).into_iter().filter(|group| !stays.contains(group)).collect()
}

/// The group of a unit of custom values.
pub(crate) fn group<'u>(unit: &'u Unit<'_>) -> Option<&'u str> {
    unit.key.first().and_then(Json::as_str)
}

/// Whether a unit is the going of a custom value with its group.
pub(crate) fn goes_with(unit: &Unit<'_>, left: &[&str]) -> bool {
    unit.top.name == VALUES
        && unit.after.is_none()
        && group(unit).is_some_and(|group| left.contains(&group))
}

/// Custom values are taken for groups that the person is in afterwards.
pub(crate) fn check_joined(case: &Case<'_>, unit: &Unit<'_>, found: &mut Violations) {
    let Some(group) = group(unit) else {
        return;
    };
    let leaves = || goes_with(unit, &left(case.record, case.wanted));
    if ids(case.wanted).contains(&group) || leaves() || !lists_groups(case.wanted) {
        return;
    }
    found.push(Violation::new(
        Code::GroupNotJoined,
        Pointer::from_tokens([VALUES, group]),
        "expected custom values of a group that the person is in after the change, found those of another; join it with the same change, or leave its values as they are",
        case.cite("folk.groups-carried"),
    ));
}

/// Values that the change does not name and that go with a group that it leaves.
pub(crate) fn check_losses(case: &Case<'_>, found: &mut Violations) {
    if case.options.accept_losses {
        return;
    }
    let value = case.entity.record.member(VALUES).map(|member| member.item().item());
    let left = left(case.record, case.wanted);
    if !left.is_empty() && case.record.get(VALUES).is_none() {
        found.push(Violation::new(
            Code::PartialRecord,
            Pointer::from_tokens([VALUES]),
            "expected a whole record, found one without the custom values that go with the group that the change leaves; read it again, or accept losses",
            case.cite("folk.leaving-drops-values"),
        ));
    }
    for group in left {
        let path = Pointer::from_tokens([VALUES, group]);
        let stays = case.wanted.pointer(&path).and_then(Json::as_object);
        for (name, stays) in stays.into_iter().flatten() {
            if value.is_some_and(|member| meaning(member, Some(stays)).is_some()) {
                found.push(Violation::new(
                    Code::SideEffectLoss,
                    path.child(name),
                    "expected the value to stay, found that it goes with the group that the change leaves; name it, or accept losses",
                    case.cite("folk.leaving-drops-values"),
                ));
            }
        }
    }
}

/// A person is in a group once, and has a company once: what a list with the same
/// one twice comes to is on no page.
pub(crate) fn check_once(case: &Case<'_>, unit: &Unit<'_>, rule: &str, found: &mut Violations) {
    let elements = unit.after.as_ref().and_then(Json::as_array).unwrap_or_default();
    let name = |element: &Json| {
        let id = element.get("id").and_then(Json::as_str).map(|id| ("id", id.to_owned()));
        id.or_else(|| Some(("name", element.get("name")?.as_str()?.to_owned())))
    };
    let mut earlier = BTreeSet::new();
    for (at, element) in elements.iter().enumerate() {
        if name(element).is_some_and(|name| !earlier.insert(name)) {
            found.push(Violation::new(
                Code::NotExpressible,
                unit.path.child(at.to_string()),
                "expected each one once, found one again",
                case.cite(rule),
            ));
        }
    }
}

/// The body with the groups that the record has, in front of the values.
pub(crate) fn carry(case: &Case<'_>, body: Members) -> Members {
    let groups = ids(case.record);
    let mut carried =
        Some(Json::array(groups.into_iter().map(|id| Json::object([("id", Json::from(id))]))));
    let mut whole = Members::new();
    for (name, value) in body {
        if name == VALUES
            && let Some(groups) = carried.take()
        {
            whole.insert(GROUPS, groups);
        }
        whole.insert(name, value);
    }
    whole
}

/// A company that is made for a name outlasts the way back.
pub(crate) fn lasting(case: &Case<'_>, lowered: &mut Lowered) {
    for unit in case.units.iter().filter(|unit| unit.top.name == COMPANIES) {
        let before = unit.before.as_ref().and_then(Json::as_array).unwrap_or_default();
        let after = unit.after.as_ref().and_then(Json::as_array).unwrap_or_default();
        for (at, company) in after.iter().enumerate() {
            let by_name = company.get("id").is_none_or(Json::is_null);
            if by_name && !before.contains(company) {
                let why = "a company that is made for this name stays in the workspace";
                lowered.lasting.push((unit.path.child(at.to_string()), why.to_owned()));
            }
        }
    }
}

/// The groups of the custom values that a body has must be among the groups that
/// it has. The page's own example has values of a group that is neither there nor
/// in the record's list, but has values in the record: such a group passes.
pub(crate) fn simulate_rule(vendor: &Simulated<'_>, request: &Request) -> Result<(), Failure> {
    let body = request.body().unwrap_or(&Json::Null);
    let sent = ids_of(body.get(GROUPS));
    let joined = ids(vendor.record);
    let held = vendor.record.get(VALUES).and_then(Json::as_object);
    let strangers: Vec<Violation> = body
        .get(VALUES)
        .and_then(Json::as_object)
        .into_iter()
        .flatten()
        .map(|(group, _)| group)
        .filter(|group| {
            let holds_unlisted = body.get(GROUPS).is_some()
                && !joined.contains(group)
                && held.is_some_and(|held| held.contains(group));
            !sent.contains(group) && !holds_unlisted
        })
        .map(|group| {
            let path = Pointer::from_tokens([VALUES, group]);
            Violation::new(Code::GroupNotJoined, path, "the group is not among `groups`", "")
        })
        .collect();
    if strangers.is_empty() {
        return Ok(());
    }
    // The URL, the method and the form of the body come first.
    simulate::members(vendor, request)?;
    let error = crate::error::body(422, "custom field values of a group not provided", &strangers);
    Err(Failure { status: 422, error })
}

/// Takes the values of the groups that are left out of the record.
pub(crate) fn drop_values(record: &Record<'_>, after: &mut Record<'_>) {
    let gone: Vec<String> = left(record, after).into_iter().map(str::to_owned).collect();
    if gone.is_empty() {
        return;
    }
    if let Some(values) = after.get_mut(VALUES).and_then(Json::as_object_mut) {
        values.retain(|group, _| !gone.iter().any(|gone| gone == group));
    }
}
