//! Several updates in one request, where the vendor has such a request.
//!
//! A bulk request is a list of update bodies, each with the id of its record. Its
//! effect on a record is that of the record's own update, which is how it is
//! simulated.

use amend::Json;
use amend::value::Members;

use crate::assumptions::Assumption;
use crate::behaviour::Failure;
use crate::check;
use crate::model::{Entity, Provenance};
use crate::plan::{Options, Plan};
use crate::record::Record;
use crate::request::{Guard, Request};

/// What stands in a bulk request for this plan: the body of its update, and the id
/// of the record in front. Nothing where the vendor has no bulk request, and where
/// the plan is more, or other, than one plain update: requests beside it, or a
/// guard, which a list cannot carry.
#[must_use]
pub fn item(entity: &Entity, record: &Json, plan: &Plan<'_>) -> Option<Json> {
    entity.update.bulk.as_ref()?;
    let [request] = plan.details()?.requests.as_slice() else {
        return None;
    };
    let whole = Record::of(record);
    let id = check::id(entity, &whole).ok()?;
    let path = entity.update.path.replace("{id}", id);
    let plain = request.method() == entity.update.method
        && request.path().ends_with(&path)
        && request.guard() == Guard::None;
    let body = request.body()?.as_object().filter(|body| !body.contains(&entity.id.member))?;
    if !plain {
        return None;
    }
    let mut item = Members::new();
    item.insert(entity.id.member.as_str(), record.get(&entity.id.member)?.clone());
    for (name, value) in body {
        item.insert(name, value.clone());
    }
    Some(Json::Object(item))
}

/// The request for these items; nothing where the vendor has none, or takes fewer
/// at once.
#[must_use]
pub fn request(entity: &Entity, options: &Options, items: Vec<Json>) -> Option<Request> {
    let update = &entity.update;
    let bulk = update.bulk.as_ref().filter(|bulk| items.len() <= bulk.most)?;
    let base = options.base_url.as_deref().unwrap_or(&update.base);
    let body = Json::object([(bulk.list.as_str(), Json::Array(items))]);
    let url = format!("{base}{}", bulk.path);
    Some(Request::new(bulk.method.as_str(), url, update.headers.clone(), Some(body)))
}

/// The rules that a bulk request leans on and that are not documented.
#[must_use]
pub fn assumptions(entity: &Entity) -> Vec<Assumption> {
    let names = entity.update.bulk.iter().flat_map(|bulk| &bulk.rules);
    let rules = names.filter_map(|name| entity.rule(name));
    rules.filter(|rule| rule.provenance != Provenance::Documented).map(Assumption::of).collect()
}

/// Whether a request is the vendor's bulk request.
pub(crate) fn is_bulk(entity: &Entity, request: &Request) -> bool {
    let bulk = entity.update.bulk.as_ref();
    bulk.is_some_and(|bulk| request.method() == bulk.method && request.path().ends_with(&bulk.path))
}

/// What a bulk request does to one record, as that record's own update.
///
/// # Errors
/// 422 for a body that is no list of records or too long a one, 404 where the
/// record is not in the list.
pub(crate) fn single(
    entity: &Entity,
    record: &Record<'_>,
    request: &Request,
    fail: impl Fn(u16, &str) -> Failure,
) -> Result<Request, Failure> {
    let update = &entity.update;
    let list = update.bulk.as_ref().and_then(|bulk| {
        let list = request.body()?.get(&bulk.list)?.as_array()?;
        Some((list, bulk.most))
    });
    let Some((list, most)) = list else {
        return Err(fail(422, "expected a list of records to update"));
    };
    if list.len() > most {
        return Err(fail(422, &format!("Request size too large, limit is {most}")));
    }
    let id = check::id(entity, record).map_err(|violation| fail(400, violation.message()))?;
    let member = entity.id.member.as_str();
    // Two items for one record: the vendor says nothing of their order.
    let mut own =
        list.iter().filter(|item| check::id(entity, &Record::of(item)).is_ok_and(|its| its == id));
    let (Some(item), None) = (own.next(), own.next()) else {
        return Err(fail(404, "expected this person once in the list"));
    };
    let mut body = item.as_object().cloned().unwrap_or_default();
    body.remove(member);
    let url = format!("{}{}", update.base, update.path.replace("{id}", id));
    Ok(Request::new(update.method.as_str(), url, Vec::new(), Some(Json::Object(body))))
}
