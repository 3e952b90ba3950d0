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
    if !member.names_inside {
        return true;
    }
    match value.shape() {
        Shape::Object(mut members) if !member.members.is_empty() => {
            members.all(|(name, value)| is_member_spelled(member, &name, value))
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

/// The same for a wanted record, of which `others` are the members that the record does
/// not have: where the record's own names are the schema's, so are those of all that is
/// equal to it.
pub(crate) fn is_record_spelled<'v, 'o, V: View<'v>>(
    entity: &Entity,
    wanted: V,
    record: &Record<'_>,
    others: impl IntoIterator<Item = (&'o str, &'o Json)>,
) -> bool {
    let owner = &entity.record;
    if record.is_spelled(entity) {
        others.into_iter().all(|(name, value)| is_member_spelled(owner, name, value))
    } else {
        is_spelled(owner, wanted)
    }
}

/// The same for one member of an object.
fn is_member_spelled<'v, V: View<'v>>(owner: &Member, name: &str, value: V) -> bool {
    match owner.member(name) {
        Some(inner) => is_spelled(inner, value),
        None => find(owner, name, true).is_none(),
    }
}

/// The members of a record in which [`coerce_all`] may find something to do although
/// the record has no fault: those whose types are not looked at, and those that have
/// none.
pub(crate) fn loose_numbers(record: &Member, id: &str) -> Vec<String> {
    fn untyped(member: &Member) -> bool {
        (member.numeric_text && member.types.is_empty())
            || member.members.iter().chain(member.items.as_deref()).any(untyped)
    }
    let inside = |member: &Member| {
        member.members.iter().chain(member.items.as_deref()).any(|inner| inner.numeric_text_inside)
    };
    let loose = record.members.iter().filter(|member| {
        untyped(member)
            || !member.writable() && inside(member)
            || member.name == id && member.numeric_text_inside
    });
    loose.map(|member| member.name.clone()).collect()
}

/// Writes the text of a number as the number where the schema has a number and says
/// that the vendor takes either. What is laid over has to be a record without faults.
pub(crate) fn coerce_all(entity: &Entity, record: &mut Record<'_>) {
    let mut names: Vec<String> = record.touched().map(str::to_owned).collect();
    names.extend(entity.loose_numbers.iter().cloned());
    let members = names.iter().filter_map(|name| entity.record.member(name));
    for member in members.filter(|member| member.numeric_text_inside) {
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

#[cfg(test)]
mod tests {
    use amend::Json;

    use super::{coerce, coerce_all};
    use crate::model::Entity;
    use crate::record::Record;
    use crate::sound::look;

    const SCHEMA: &str = r#"{
        "entity": {
            "vendor": "v", "title": "V", "id": {"member": "id", "grammar": "word"},
            "update": {"method": "PUT", "base": "", "path": "/{id}", "headers": {}, "status": 200, "rules": []},
            "rules": {}
        },
        "properties": {
            "id": {"writer": "server", "type": ["string", "integer"], "numericText": true},
            "typed": {"writer": "client", "type": "integer", "numericText": true},
            "either": {"writer": "client", "type": ["string", "integer"], "numericText": true},
            "untyped": {"writer": "client", "numericText": true},
            "shown": {"writer": "server", "type": "integer", "numericText": true},
            "list": {"writer": "client", "type": "array", "sent": "whole", "items": {
                "properties": {
                    "a": {"type": "integer", "numericText": true},
                    "b": {"numericText": true},
                    "c": {"writer": "server", "type": "integer", "numericText": true}
                }
            }},
            "names": {"writer": "client", "sent": "dictionary", "additionalProperties": {"type": "integer", "numericText": true}},
            "other": {"writer": "server", "type": "object", "properties": {"a": {"type": "integer", "numericText": true}}}
        }
    }"#;

    /// In a record without faults nothing is left as text by looking at those members
    /// only that may hold one.
    #[test]
    fn the_text_of_a_number_is_found_wherever_it_may_stand() {
        let entity = Entity::read(&SCHEMA.parse().unwrap()).unwrap();
        let scalars = ["null", "5", "\"5\"", "\"x\""];
        let mut values: Vec<String> = scalars.map(str::to_owned).to_vec();
        for scalar in scalars {
            for name in ["a", "b", "c", "d"] {
                let object = format!(r#"{{"{name}":{scalar}}}"#);
                values.extend([format!("[{object}]"), object]);
            }
        }
        let mut coerced = 0;
        for member in &entity.record.members {
            for value in &values {
                let json: Json = format!(r#"{{"{}":{value}}}"#, member.name).parse().unwrap();
                if !look(&entity, &json).sound {
                    continue;
                }
                let mut record = Record::of(&json);
                coerce_all(&entity, &mut record);
                let mut expected = json.clone();
                if let Some(value) = expected.as_object_mut().unwrap().get_mut(&member.name) {
                    coerce(member, value);
                }
                assert_eq!(record.to_json().to_string(), expected.to_string());
                coerced += usize::from(expected.to_string() != json.to_string());
            }
        }
        assert_eq!(coerced, 3, "what has no type, and what only the vendor writes");
    }
}
