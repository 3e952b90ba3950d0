//! What a vendor makes of a request, by its documented rules.
//!
//! The simulator reads the record, the request and the schema. It never sees
//! the change that the request was made from: that is what makes comparing its
//! result with the wanted record a proof.

use std::collections::HashMap;

use amend::value::{Members, Number};
use amend::{Json, equal};

use crate::behaviour::{Failure, Simulated};
use crate::check;
use crate::compare;
use crate::model::{Clear, Member, Sent, Type, Writer};
use crate::pairs::{Keys, Namesakes};
use crate::record::Record;
use crate::request::Request;

impl Simulated<'_> {
    /// A failure in the vendor's form.
    pub fn fail(&self, status: u16, message: &str) -> Failure {
        let error = self.vendor.behaviour().error_body(status, message, &[]);
        Failure { status, error }
    }

    /// Whether the request is the update of this record, or what stands
    /// `below` its URL.
    ///
    /// # Errors
    /// 404 for the URL of another record or of nothing known, 405 for another
    /// method.
    pub fn route(&self, request: &Request, method: &str, below: &str) -> Result<(), Failure> {
        let id = check::id(self.entity, self.record)
            .map_err(|violation| self.fail(400, violation.message()))?;
        let path = format!("{}{below}", self.entity.update.path.replace("{id}", id));
        // A base URL may bring a path of its own in front.
        if !request.path().ends_with(&path) {
            return Err(self.fail(404, "the URL is not that of this person"));
        }
        if request.method() != method {
            return Err(self.fail(405, "the method is not one that this URL takes"));
        }
        Ok(())
    }
}

/// An update whose body holds the members to change.
///
/// # Errors
/// 404 and 405 as [`Simulated::route`] gives them; for a body that breaks the
/// update schema, the status that the schema names (422 if it names none).
pub fn members<'r>(vendor: &Simulated<'r>, request: &Request) -> Result<Record<'r>, Failure> {
    vendor.route(request, &vendor.entity.update.method, "")?;
    let body = request.body().unwrap_or(&Json::Null);
    let violations = vendor.vendor.check_body(body);
    if !violations.is_empty() {
        let behaviour = vendor.vendor.behaviour();
        let status = vendor.entity.update.invalid;
        let error = behaviour.error_body(status, "the body breaks the update schema", &violations);
        return Err(Failure { status, error });
    }
    let mut record = vendor.record.clone();
    for (name, value) in body.as_object().into_iter().flatten() {
        if let Some(member) = vendor.entity.by_body_name(name)
            && let Some(shown) = stored(member, record.get(&member.name), value)
        {
            record.insert(&member.name, shown);
        }
    }
    Ok(record)
}

/// Stores one member of a body in the record.
pub fn store(record: &mut Members, member: &Member, sent: &Json) {
    let before = record.get(&member.name);
    if let Some(shown) = stored(member, before, sent) {
        record.insert(member.name.as_str(), shown);
    }
}

/// What a record shows of a member after `sent`; nothing where it stays.
fn stored(member: &Member, before: Option<&Json>, sent: &Json) -> Option<Json> {
    if let Some(Clear::Send { send, shows, .. }) = &member.clear
        && equal(send, sent)
        && member.sent != Sent::Keyed
    {
        return Some(shows.clone());
    }
    Some(match (member.sent, sent) {
        (Sent::Reference, Json::Null) => Json::Null,
        (Sent::Reference, _) if member.writer != Writer::Server => reference(member, before, sent),
        (Sent::Keyed, Json::Array(elements)) => {
            if elements.is_empty() && member.empty.contains(sent) {
                // An empty list of values to set sets none.
                return None;
            }
            keyed(member, before, elements)
        }
        (Sent::Dictionary, Json::Object(entries)) => {
            let mut shown = before.and_then(Json::as_object).cloned().unwrap_or_default();
            for (name, value) in entries {
                if let Some(value) = stored(member.item(), shown.get(name), value) {
                    shown.insert(name, value);
                }
            }
            Json::Object(shown)
        }
        (Sent::Members, Json::Object(parts)) => {
            let mut shown = before.and_then(Json::as_object).cloned().unwrap_or_default();
            for (name, value) in parts {
                if let Some(inner) = by_body_name(member, name) {
                    store(&mut shown, inner, value);
                }
            }
            Json::Object(shown)
        }
        (_, Json::Array(elements)) => {
            let item = member.item();
            let elements: Vec<Json> = elements.iter().map(|e| in_record(item, e)).collect();
            let old = before.and_then(Json::as_array).unwrap_or_default();
            let namesakes = Namesakes::of(item, old);
            Json::array(elements.iter().enumerate().map(|(at, element)| {
                // What only displays comes back with the id that it belongs to.
                let twin = compare::identity(item, element)
                    .or_else(|| compare::otherwise(item, element))
                    .and_then(|_| namesakes.find(at, element));
                match (twin, item.sent) {
                    (Some(twin), Sent::Reference) => twin.clone(),
                    (None, Sent::Reference) => undisplayed(item, element),
                    (Some(twin), Sent::Whole) => with_display(item, twin, element),
                    _ => element.clone(),
                }
            }))
        }
        (Sent::Whole, Json::Object(_)) => {
            let sent = in_record(member, sent);
            let mut shown = before.and_then(Json::as_object).cloned().unwrap_or_default();
            // The whole is replaced; what the vendor writes itself stays.
            shown.retain(|name, _| member.member(name).is_none_or(|inner| !inner.writable()));
            for (name, value) in sent.as_object().into_iter().flatten() {
                shown.insert(name, value.clone());
            }
            Json::Object(in_schema_order(member, shown))
        }
        (_, Json::Number(number))
            if member.numeric_text && member.types.contains(&Type::String) =>
        {
            Json::from(text_of(number))
        }
        _ => sent.clone(),
    })
}

/// A part as the record names it, where the body has another name for it.
fn in_record(member: &Member, sent: &Json) -> Json {
    match sent {
        Json::Object(parts) => {
            Json::object(parts.iter().map(|(name, value)| match by_body_name(member, name) {
                Some(inner) => (inner.name.as_str(), in_record(inner, value)),
                None => (name, value.clone()),
            }))
        }
        Json::Array(elements) => {
            Json::array(elements.iter().map(|element| in_record(member.item(), element)))
        }
        other => other.clone(),
    }
}

fn by_body_name<'m>(owner: &'m Member, name: &str) -> Option<&'m Member> {
    owner.members.iter().find(|inner| inner.writable() && inner.body_name() == name)
}

/// An element with what the vendor wrote into the one that it takes the place of.
fn with_display(item: &Member, twin: &Json, element: &Json) -> Json {
    let server = |name: &str| item.member(name).is_some_and(|inner| !inner.writable());
    let mut shown = element.clone();
    if let (Some(members), Some(twin)) = (shown.as_object_mut(), twin.as_object()) {
        for (name, value) in twin.iter().filter(|(name, _)| server(name)) {
            members.insert(name, value.clone());
        }
    }
    shown
}

/// A reference without what only the vendor says of it.
fn undisplayed(item: &Member, element: &Json) -> Json {
    let mut shown = element.clone();
    if let Some(members) = shown.as_object_mut() {
        members.retain(|name, _| !item.displays(name, element));
    }
    shown
}

/// A number as the text that a vendor shows which keeps it in a double.
fn text_of(number: &Number) -> String {
    match number.as_str().parse::<f64>() {
        Ok(0.0) => "0".to_owned(),
        Ok(double) if double.is_finite() => double.to_string(),
        _ => number.as_str().to_owned(),
    }
}

fn in_schema_order(member: &Member, mut shown: Members) -> Members {
    let mut ordered = Members::new();
    for inner in &member.members {
        if let Some(value) = shown.remove(&inner.name) {
            ordered.insert(inner.name.as_str(), value);
        }
    }
    for (name, value) in shown {
        ordered.insert(name, value);
    }
    ordered
}

/// A reference after its id was sent: the same id brings the same display.
fn reference(member: &Member, before: Option<&Json>, sent: &Json) -> Json {
    let identity = member.identity.as_deref().unwrap_or_default();
    let id = match sent {
        Json::Object(_) => sent.get(identity).cloned().unwrap_or_default(),
        id => id.clone(),
    };
    let mut shown = before.and_then(Json::as_object).cloned().unwrap_or_default();
    shown.insert(identity, id);
    Json::Object(shown)
}

fn keyed(member: &Member, before: Option<&Json>, sent: &[Json]) -> Json {
    let before = before.and_then(Json::as_array).unwrap_or_default();
    let (old, new) = (Keys::of(member, before), Keys::of(member, sent));
    let mut shown = before.to_vec();
    let mut added: HashMap<usize, usize> = HashMap::new();
    let name = member.value.as_deref().unwrap_or_default();
    for element in sent {
        let Some(key) = compare::identity(member, element) else {
            continue;
        };
        let value = element.get(name).cloned().unwrap_or_default();
        let first = new.find(key).unwrap_or_default();
        let next = shown.len();
        let place = old.find(key).unwrap_or_else(|| *added.entry(first).or_insert(next));
        match shown.get_mut(place).and_then(Json::as_object_mut) {
            Some(twin) => {
                twin.insert(name, value);
            }
            None => shown.push(Json::object([
                (member.identity.as_deref().unwrap_or_default(), key.clone()),
                (name, value),
            ])),
        }
    }
    Json::Array(shown)
}
