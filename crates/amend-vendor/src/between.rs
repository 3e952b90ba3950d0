//! Two records of one vendor as documents: what a diff of them is to look at.

use amend::options::Arrays;
use amend::{Json, Pointer};

use crate::compare;
use crate::model::{Entity, Member, Sent};
use crate::pairs::pairs;

/// `after` with the members that the vendor writes set as they are in `before`:
/// what differs still is a client's.
///
/// Elements are the same where their identity is.
pub fn settled(entity: &Entity, before: &Json, after: &Json) -> Json {
    let mut after = after.clone();
    settle(&entity.record, before, &mut after);
    after
}

fn settle(member: &Member, before: &Json, after: &mut Json) {
    match (before, after) {
        (Json::Object(before), Json::Object(after)) => {
            if member.sent == Sent::Dictionary {
                for (name, value) in after.iter_mut() {
                    if let Some(before) = before.get(name) {
                        settle(member.item(), before, value);
                    }
                }
                return;
            }
            for inner in &member.members {
                match (before.get(&inner.name), after.get_mut(&inner.name)) {
                    (Some(before), Some(value)) if inner.writable() => settle(inner, before, value),
                    _ if inner.writable() => {}
                    (Some(before), Some(value)) => *value = before.clone(),
                    (Some(before), None) => {
                        after.insert(inner.name.as_str(), before.clone());
                    }
                    (None, Some(_)) => {
                        after.remove(&inner.name);
                    }
                    (None, None) => {}
                }
            }
        }
        (Json::Array(before), Json::Array(after)) => {
            let item = member.item();
            if member.sent == Sent::Keyed {
                in_order_of(member, before, after);
            }
            for (b, a) in pairs(item, before, after) {
                if let (Some(before), Some(element)) = (before.get(b), after.get_mut(a)) {
                    settle(item, before, element);
                }
            }
        }
        _ => {}
    }
}

/// A keyed list has no order of its own: it takes that of the record before.
fn in_order_of(member: &Member, before: &[Json], after: &mut [Json]) {
    let place = |element: &Json| {
        let key = compare::identity(member, element)?;
        before.iter().position(|b| compare::identity(member, b) == Some(key))
    };
    // A stable sort: what is new stays in its order, behind the rest.
    after.sort_by_cached_key(|element| place(element).unwrap_or(usize::MAX));
}

/// How the list at a place is compared: by what identifies its elements, where
/// the schema says so.
pub fn arrays_at(entity: &Entity, place: &Pointer) -> Option<Arrays> {
    let mut member = &entity.record;
    for token in place.tokens() {
        member = match member.member(token) {
            Some(inner) if member.sent != Sent::Dictionary => inner,
            _ => member.items.as_deref()?,
        };
    }
    let identity = match member.sent {
        Sent::Keyed | Sent::Kept | Sent::Selection => member.identity.as_ref(),
        _ => None,
    };
    identity.or(member.item().identity.as_ref()).map(|name| Arrays::Key(name.clone()))
}
