//! The vendor's own merge patch, turned into operations as its documentation turns
//! it: an array replaces, an object for a list is added to it, an object for an
//! object names its members, and a member that is null is not updated.

use amend::value::Members;
use amend::{Json, Pointer};
use amend_vendor::{Failure, Member, Sent, Simulated};

use crate::simulate::{Operation, Verb, find};

/// The operations that a merge patch of this record stands for.
pub(crate) fn operations(
    vendor: &Simulated<'_>,
    patch: &Members,
) -> Result<Vec<Operation>, Failure> {
    let mut found = Vec::new();
    let owner = &vendor.entity.record;
    let now = |name: &str| vendor.record.get(name);
    walk(vendor, owner, &now, &Pointer::root(), patch, &mut found)?;
    Ok(found)
}

fn walk<'r>(
    vendor: &Simulated<'_>,
    owner: &Member,
    now: &dyn Fn(&str) -> Option<&'r Json>,
    above: &Pointer,
    patch: &Members,
    found: &mut Vec<Operation>,
) -> Result<(), Failure> {
    for (name, value) in patch {
        let Some(member) = find(owner, name) else {
            return Err(vendor.fail(400, "a member of the merge patch is none of a person"));
        };
        let path = above.child(member.name.as_str());
        if value.is_null() {
            return Err(vendor.fail(400, "what null means in a merge patch is not documented"));
        }
        let now = now(&member.name);
        let nested = matches!(member.sent, Sent::Members | Sent::Reference);
        match (value, now) {
            (_, Some(Json::Null)) => {}
            (Json::Object(_), None) if nested || member.sent == Sent::Dictionary => {}
            (Json::Object(_), Some(Json::Array(_))) => found.push(Operation {
                verb: Verb::Add,
                path: path.child("-"),
                value: value.clone(),
            }),
            (Json::Object(inner), Some(Json::Object(now))) if nested => {
                walk(vendor, member, &|name| now.get(name), &path, inner, found)?;
            }
            // An entry that is null now is one more member that is not updated.
            (Json::Object(entries), Some(now)) if member.sent == Sent::Dictionary => {
                let entries = entries
                    .iter()
                    .filter(|(name, _)| now.get(name).is_some_and(|value| !value.is_null()));
                let value = Json::object(entries.map(|(name, value)| (name, value.clone())));
                found.push(Operation { verb: Verb::Replace, path, value });
            }
            _ => found.push(Operation { verb: Verb::Replace, path, value: value.clone() }),
        }
    }
    Ok(())
}
