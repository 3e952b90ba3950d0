//! Whether a record has no fault and all its names are the schema's, seen in one look
//! without a list of faults: most records have none.

use amend::value::{Number, Shape};
use amend::{Json, View};

use crate::model::{Entity, Member, Sent, Type};
use crate::spelling::{find, is_spelled};

/// What one look at a record tells of it.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Seen {
    /// Whether [`check::record`](crate::check::record) finds nothing, its id aside.
    /// `false` says that it has to look.
    pub(crate) sound: bool,
    /// Whether [`is_spelled`] is known to hold.
    pub(crate) spelled: bool,
}

/// Looks at a record.
pub(crate) fn look<'v, V: View<'v>>(entity: &Entity, record: V) -> Seen {
    let Shape::Object(mut members) = record.shape() else {
        return Seen::default();
    };
    let owner = &entity.record;
    let mut spelled = true;
    let sound = members.all(|(name, part)| {
        let Some(member) = owner.member(&name) else {
            spelled = spelled && find(owner, &name, true).is_none();
            return true;
        };
        if member.writable() && member.name != entity.id.member {
            let shape = part.shape();
            return matches!(shape, Shape::Null) || held(member, part, shape, &mut spelled);
        }
        spelled = spelled && named(member, part);
        let shape = part.shape();
        matches!(shape, Shape::Null) || member.name == entity.id.member || typed(member, &shape)
    });
    Seen { sound, spelled: sound && spelled }
}

fn typed<'v, V: View<'v>>(member: &Member, shape: &Shape<'v, V>) -> bool {
    let kinds = member.kinds;
    match shape {
        Shape::Null => kinds.has(Type::Null),
        Shape::Bool(_) => kinds.has(Type::Boolean),
        Shape::String(_) => kinds.has(Type::String),
        Shape::Array(_) => kinds.has(Type::Array),
        Shape::Object(_) => kinds.has(Type::Object),
        Shape::Number(text) => {
            let digits = text.strip_prefix('-').unwrap_or(text);
            let whole = || digits.bytes().all(|byte| byte.is_ascii_digit()) || is_whole(text);
            kinds.has(Type::Number) || (kinds.has(Type::Integer) && whole())
        }
    }
}

/// Whether the names of a value are the schema's; most values have none.
#[inline]
fn named<'v, V: View<'v>>(member: &Member, value: V) -> bool {
    !member.names_inside || is_spelled(member, value)
}

/// By types only, as a record is held. Says too where a name is not spelled as the
/// schema's.
fn held<'v, V: View<'v>>(
    member: &Member,
    value: V,
    shape: Shape<'v, V>,
    spelled: &mut bool,
) -> bool {
    if !typed(member, &shape) {
        return false;
    }
    match shape {
        Shape::Array(mut elements) => member.items.as_deref().is_none_or(|item| {
            elements.all(|element| held(item, element, element.shape(), spelled))
        }),
        Shape::Object(mut members) if member.sent == Sent::Dictionary => {
            // Names that are data, beside names of the schema's: to be looked at.
            *spelled = *spelled && member.members.is_empty();
            members.all(|(_, value)| held(member.item(), value, value.shape(), spelled))
        }
        Shape::Object(mut members) if !member.members.is_empty() => {
            let has = |name: Option<&String>| {
                let part = name.and_then(|name| value.member(name));
                part.is_some_and(|part| !matches!(part.shape(), Shape::Null))
            };
            let (identity, otherwise) = (member.identity.as_ref(), member.otherwise.as_ref());
            if otherwise.is_some() && !has(identity) && !has(otherwise) {
                return false;
            }
            let mut inside = members.all(|(name, part)| {
                let Some(inner) = member.member(&name) else {
                    *spelled = *spelled && find(member, &name, true).is_none();
                    return true;
                };
                let shape = part.shape();
                // What only displays may be null.
                let displays =
                    || !inner.writable() || (otherwise == Some(&inner.name) && has(identity));
                (matches!(shape, Shape::Null) && displays()) || held(inner, part, shape, spelled)
            });
            inside = inside && member.required.iter().all(|name| value.member(name).is_some());
            inside
        }
        _ => {
            *spelled = *spelled && named(member, value);
            true
        }
    }
}

/// Whether a number is whole that is not written so: `1.0`, `1e2`.
#[cold]
fn is_whole(text: &str) -> bool {
    text.parse::<Json>().is_ok_and(|json| json.as_number().is_some_and(Number::is_integer))
}

#[cfg(test)]
mod tests {
    use amend::{Document, Json};

    use super::look;
    use crate::check;
    use crate::model::Entity;
    use crate::record::Record;
    use crate::spelling::is_spelled;
    use crate::violations::Violations;

    const SCHEMA: &str = r#"{
        "entity": {
            "vendor": "v", "title": "V", "id": {"member": "id", "grammar": "word"},
            "update": {"method": "PUT", "base": "", "path": "/{id}", "headers": {}, "status": 200, "rules": []},
            "rules": {}
        },
        "properties": {
            "id": {"writer": "server", "type": "string"},
            "text": {"writer": "client", "type": "string"},
            "whole": {"writer": "client", "type": ["integer", "null"]},
            "shown": {"writer": "server", "type": "object", "properties": {"a": {"type": "string"}}},
            "list": {"writer": "client", "type": "array", "sent": "whole", "items": {
                "type": "object", "required": ["a"],
                "properties": {"a": {"type": "integer"}, "b": {"writer": "server", "type": "string"}}
            }},
            "names": {"writer": "client", "type": "object", "sent": "dictionary", "additionalProperties": {"type": "string"}},
            "other": {
                "writer": "client", "sent": "reference", "identity": "a", "otherwise": "b",
                "properties": {"a": {"type": "integer"}, "b": {"type": "string"}}
            },
            "any": {"writer": "client"}
        }
    }"#;

    /// Every member with every small value: what is seen at once is what is found by
    /// looking at everything.
    #[test]
    fn nothing_is_sound_that_has_a_fault() {
        let entity = Entity::read(&SCHEMA.parse().unwrap()).unwrap();
        let scalars = ["null", "true", "\"x\"", "1", "-0", "1.0", "1.5", "1e2", "1e-2"];
        let mut values: Vec<String> = scalars.map(str::to_owned).to_vec();
        values.extend(["[]", "{}"].map(str::to_owned));
        for one in scalars {
            values.push(format!("[{one}]"));
            values.push(format!(r#"{{"c":{one}}}"#));
            for two in scalars {
                values.push(format!(r#"{{"a":{one},"b":{two}}}"#));
                values.push(format!(r#"[{{"a":{one},"b":{two}}}]"#));
            }
            values.push(format!(r#"{{"a":{one}}}"#));
            values.push(format!(r#"[{{"a":1}},{{"b":{one}}}]"#));
        }
        let (mut sound, mut faulty) = (0, 0);
        for member in &entity.record.members {
            for value in values.iter().filter(|_| member.name != "id") {
                let text = format!(r#"{{"{}":{value},"id":"i","stranger":{value}}}"#, member.name);
                let json: Json = text.parse().unwrap();
                let mut found = Violations::default();
                check::faults(&entity, &Record::of(&json), &mut found);
                assert_eq!(look(&entity, &json).sound, found.is_empty(), "{text}");
                let document = Document::parse(&text).unwrap();
                assert_eq!(look(&entity, document.root()).sound, found.is_empty(), "{text}");
                if found.is_empty() { sound += 1 } else { faulty += 1 }
            }
        }
        assert!(sound > 300 && faulty > 300, "{sound} {faulty}");
    }

    /// Every member with every value whose names are spelled in one way or another.
    #[test]
    fn names_are_seen_to_be_spelled_where_they_are() {
        let entity = Entity::read(&SCHEMA.parse().unwrap()).unwrap();
        let parts = ["{}", r#"{"a":1}"#, r#"{"A":1}"#, r#"{"a":1,"B":"x"}"#, r#"{"c":"x"}"#];
        let mut values: Vec<String> = ["1", "\"x\"", "null"].map(str::to_owned).to_vec();
        for part in parts {
            values.extend([part.to_owned(), format!("[{part}]"), format!(r#"{{"n":{part}}}"#)]);
        }
        let (mut spelled, mut otherwise) = (0, 0);
        for member in &entity.record.members {
            for value in &values {
                for stranger in ["stranger", "TEXT", "Id"] {
                    let text = format!(r#"{{"{}":{value},"{stranger}":{value}}}"#, member.name);
                    let json: Json = text.parse().unwrap();
                    let (seen, all) = (look(&entity, &json), is_spelled(&entity.record, &json));
                    assert_eq!(seen.spelled, seen.sound && all, "{text}");
                    if seen.spelled { spelled += 1 } else { otherwise += 1 }
                }
            }
        }
        assert!(spelled > 30 && otherwise > 100, "{spelled} {otherwise}");
    }
}
