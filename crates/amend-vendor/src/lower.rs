//! From changes to the body of an update request, as the schema says.
//!
//! This module and `simulate` are the two halves of the law: they share the
//! schema and nothing else.

use amend::Json;
use amend::value::Members;

use crate::behaviour::{Case, Lowered};
use crate::compare::{self, Unit};
use crate::model::{Clear, Member, Sent, Writer};
use crate::violation::{Code, Violation};

/// An update request whose body holds the changed members.
///
/// Members with another request of their own are left to the vendor's code.
///
/// # Errors
/// What cannot be cleared, and what has no form in a body.
pub fn members(case: &Case<'_>) -> Result<Lowered, Vec<Violation>> {
    let body = body(case, case.units)?;
    let mut lowered = Lowered::default();
    if !body.is_empty() {
        lowered.requests.push(case.update(Json::Object(body)));
    }
    Ok(lowered)
}

/// The body for these changes.
///
/// # Errors
/// What cannot be cleared, and what has no form in a body.
pub fn body(case: &Case<'_>, units: &[Unit<'_>]) -> Result<Members, Vec<Violation>> {
    let mut body = Members::new();
    let mut faults = Vec::new();
    for unit in units.iter().filter(|unit| unit.top.writer == Writer::Client) {
        let value = match &unit.after {
            Some(after) => outgoing(unit.member, after),
            None => match cleared(case, unit) {
                Ok(send) => send,
                Err(fault) => {
                    faults.push(fault);
                    continue;
                }
            },
        };
        place(&mut body, unit, value);
    }
    if faults.is_empty() { Ok(body) } else { Err(faults) }
}

/// What is sent to clear a unit.
///
/// # Errors
/// `not-clearable`, where the schema gives no way.
pub fn cleared(case: &Case<'_>, unit: &Unit<'_>) -> Result<Json, Violation> {
    let member = value_member(unit);
    match &member.clear {
        Some(Clear::Send { send, .. }) => Ok(send.clone()),
        other => {
            let (rule, instead) = match other {
                Some(Clear::Never { rule, instead }) => (rule.as_ref(), instead.as_str()),
                _ => (None, ""),
            };
            let source =
                rule.map_or_else(|| case.entity.source(&unit.member.rules), |rule| case.cite(rule));
            let mut message =
                "expected a value, found a clear; the vendor documents no way to clear this member"
                    .to_owned();
            if !instead.is_empty() {
                message = format!("{message}: {instead}");
            }
            Err(Violation::new(Code::NotClearable, unit.path.clone(), message, source))
        }
    }
}

/// The member whose value a unit holds: for a keyed element, that of its value.
pub fn value_member<'e>(unit: &Unit<'e>) -> &'e Member {
    if unit.member.sent == Sent::Keyed && !unit.key.is_empty() {
        compare::keyed_value(unit.member)
    } else {
        unit.member
    }
}

/// A value as the body takes it: references by id, objects with the members
/// that the client writes.
pub fn outgoing(member: &Member, value: &Json) -> Json {
    match (member.sent, value) {
        (Sent::Reference, Json::Object(_)) => match (&member.identity, &member.body) {
            // The body has a member of its own for the id.
            (Some(identity), Some(_)) => value.get(identity).cloned().unwrap_or_default(),
            (Some(identity), None) if compare::identity(member, value).is_some() => {
                Json::object([(
                    identity.as_str(),
                    value.get(identity).cloned().unwrap_or_default(),
                )])
            }
            _ => match (&member.otherwise, compare::otherwise(member, value)) {
                (Some(name), Some(named)) => Json::object([(name.as_str(), named.clone())]),
                _ => parts(member, value),
            },
        },
        (_, Json::Array(elements)) if member.items.is_some() => {
            Json::array(elements.iter().map(|element| outgoing(member.item(), element)))
        }
        (Sent::Dictionary, Json::Object(members)) => {
            Json::object(members.iter().map(|(name, value)| (name, outgoing(member.item(), value))))
        }
        (_, Json::Object(_)) if !member.members.is_empty() => parts(member, value),
        _ => value.clone(),
    }
}

/// The members that the client writes; missing ones are filled where the schema
/// says with what.
fn parts(member: &Member, value: &Json) -> Json {
    let mut out = Members::new();
    for inner in member.members.iter().filter(|inner| inner.writable()) {
        match (value.get(&inner.name), &inner.fill) {
            (None | Some(Json::Null), Some(fill)) => {
                out.insert(inner.body_name(), fill.clone());
            }
            (Some(part), _) => {
                out.insert(inner.body_name(), outgoing(inner, part));
            }
            (None, None) => {}
        }
    }
    Json::Object(out)
}

/// Puts a value where its unit goes in the body.
fn place(body: &mut Members, unit: &Unit<'_>, value: Json) {
    let top = unit.top;
    let name = top.body_name();
    match (top.sent, unit.key.as_slice()) {
        (Sent::Keyed, [key]) => {
            let element = Json::object([
                (top.identity.as_deref().unwrap_or_default(), key.clone()),
                (top.value.as_deref().unwrap_or_default(), value),
            ]);
            if let Some(Json::Array(list)) = body.get_mut(name) {
                list.push(element);
            } else {
                body.insert(name, vec![element]);
            }
        }
        (_, []) => {
            body.insert(name, value);
        }
        (_, [way @ .., last]) => {
            if !body.contains(name) {
                body.insert(name, Members::new());
            }
            let mut inner = body.get_mut(name);
            let mut member = top;
            let mut named = |step: &Json| {
                let step = step.as_str().unwrap_or_default();
                let known = member.member(step).filter(|_| member.sent == Sent::Members);
                member = known.unwrap_or(member.item());
                known.map_or(step.to_owned(), |known| known.body_name().to_owned())
            };
            for step in way {
                let step = &*named(step);
                inner = inner.and_then(Json::as_object_mut).and_then(|members| {
                    if !members.contains(step) {
                        members.insert(step, Members::new());
                    }
                    members.get_mut(step)
                });
            }
            if let Some(members) = inner.and_then(Json::as_object_mut) {
                members.insert(named(last), value);
            }
        }
    }
}
