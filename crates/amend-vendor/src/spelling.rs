//! What a client writes, in the spelling and the types of the schema: names in any
//! case where the vendor ignores it, and the text of a number for the number.

use amend::value::{Members, Shape};
use amend::{Json, Pointer, View};

use crate::model::{Entity, Member, Sent, Type};
use crate::record::{Form, Record};

/// The member of this name; ASCII case aside if `ignore_case`. The names of
/// schemas are ASCII, so that no other letter ever stands for one of theirs.
pub(crate) fn find<'m>(owner: &'m Member, name: &str, ignore_case: bool) -> Option<&'m Member> {
    owner.member(name).or_else(|| {
        let mut near = owner.members.iter().filter(|m| m.name.eq_ignore_ascii_case(name));
        ignore_case.then(|| near.next()).flatten()
    })
}

/// The member that describes what stands at a place, if the schema knows it.
pub(crate) fn at<'m>(record: &'m Member, path: &Pointer, ignore_case: bool) -> Option<&'m Member> {
    path.tokens().iter().try_fold(record, |member, token| {
        find(member, token, ignore_case).or(member.items.as_deref())
    })
}

/// A value in the schema's spelling. Where two names come to one, the place goes to
/// `ambiguous`. Names that are data, those of dictionaries, stay as they are.
pub(crate) fn respelled(
    member: &Member,
    value: &Json,
    path: &Pointer,
    ambiguous: &mut Vec<Pointer>,
) -> Json {
    match value {
        Json::Object(given) if !member.members.is_empty() => {
            Json::Object(respelled_members(member, given, path, ambiguous))
        }
        Json::Object(entries) if member.items.is_some() => {
            Json::object(entries.iter().map(|(name, value)| {
                (name, respelled(member.item(), value, &path.child(name), ambiguous))
            }))
        }
        Json::Array(elements) if member.items.is_some() => {
            Json::array(elements.iter().enumerate().map(|(at, element)| {
                respelled(member.item(), element, &path.child(at.to_string()), ambiguous)
            }))
        }
        _ => value.clone(),
    }
}

/// The members of an object in the schema's spelling: see [`respelled`].
pub(crate) fn respelled_members(
    owner: &Member,
    given: &Members,
    path: &Pointer,
    ambiguous: &mut Vec<Pointer>,
) -> Members {
    let mut spelled = Members::new();
    for (name, value) in given {
        let member = find(owner, name, true);
        let name = member.map_or(name, |member| member.name.as_str());
        let path = path.child(name);
        let value = match member {
            Some(member) => respelled(member, value, &path, ambiguous),
            None => value.clone(),
        };
        if spelled.insert(name, value).is_some() {
            ambiguous.push(path);
        }
    }
    spelled
}

/// Whether [`coerce`] leaves a value as it is.
fn is_coerced<'v, V: View<'v>>(member: &Member, value: V) -> bool {
    if !member.numeric_text_inside {
        return true;
    }
    match value.shape() {
        Shape::String(_) => !member.numeric_text || member.types.contains(&Type::String),
        Shape::Object(mut members) => members.all(|(name, value)| {
            let inner = match member.sent {
                Sent::Dictionary => Some(member.item()),
                _ => member.member(&name),
            };
            inner.is_none_or(|inner| is_coerced(inner, value))
        }),
        Shape::Array(mut elements) => member
            .items
            .as_deref()
            .is_none_or(|item| elements.all(|element| is_coerced(item, element))),
        _ => true,
    }
}

/// Whether [`respelled`] leaves a value as it is: no name of the schema's is spelled
/// otherwise.
pub(crate) fn is_spelled<'v, V: View<'v>>(member: &Member, value: V) -> bool {
    match value.shape() {
        Shape::Object(mut members) if !member.members.is_empty() => {
            members.all(|(name, value)| match member.member(&name) {
                Some(inner) => is_spelled(inner, value),
                None => find(member, &name, true).is_none(),
            })
        }
        Shape::Object(mut entries) => member
            .items
            .as_deref()
            .is_none_or(|item| entries.all(|(_, value)| is_spelled(item, value))),
        Shape::Array(mut elements) => member
            .items
            .as_deref()
            .is_none_or(|item| elements.all(|element| is_spelled(item, element))),
        _ => true,
    }
}

/// Writes the text of a number as the number where the schema has a number and says
/// that the vendor takes either.
pub(crate) fn coerce_all(entity: &Entity, record: &mut Record<'_>) {
    let members = entity.record.members.iter().filter(|member| member.numeric_text_inside);
    for member in members {
        let coerced = match record.shown(&member.name) {
            None => true,
            Some(Form::Json(json)) => is_coerced(member, &*json),
            Some(Form::Node(node)) => is_coerced(member, node),
        };
        if !coerced && let Some(value) = record.get_mut(&member.name) {
            coerce(member, value);
        }
    }
}

fn coerce(member: &Member, value: &mut Json) {
    if !member.numeric_text_inside {
        return;
    }
    match value {
        Json::String(text) if member.numeric_text && !member.types.contains(&Type::String) => {
            if let Ok(number @ Json::Number(_)) = text.parse() {
                *value = number;
            }
        }
        Json::Object(members) => {
            for (name, value) in members.iter_mut() {
                let inner = match member.sent {
                    Sent::Dictionary => Some(member.item()),
                    _ => member.member(name),
                };
                if let Some(inner) = inner {
                    coerce(inner, value);
                }
            }
        }
        Json::Array(elements) => {
            if let Some(item) = member.items.as_deref() {
                for element in elements {
                    coerce(item, element);
                }
            }
        }
        _ => {}
    }
}
