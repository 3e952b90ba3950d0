//! The company of a person: related items, not the update (Update a Person:
//! "use the related items API call to delete and then add a new `company_id`").

use amend::{Json, Pointer};
use amend_vendor::{
    Case, Code, Failure, Lowered, Record, Request, Simulated, Unit, Violation, Violations,
};

pub(crate) const MEMBER: &str = "company_id";
const RULE: &str = "copper.company-type-word";

/// Whether there is a company to be removed first is for the record to say.
pub(crate) fn check(case: &Case<'_>, unit: &Unit<'_>, found: &mut Violations) {
    if case.record.get(MEMBER).is_none() {
        found.push(Violation::new(
            Code::PartialRecord,
            Pointer::from_tokens([MEMBER]),
            "expected a record that shows `company_id`, which may be null, found one that does not: the company that is there would have to be removed first; read it whole",
            case.entity.source(&unit.top.rules),
        ));
    }
}

/// DELETE of the old company and POST of the new one, behind the update.
pub(crate) fn lower(case: &Case<'_>, lowered: &mut Lowered) {
    let Some(unit) = case.units.iter().find(|unit| unit.top.name == MEMBER) else {
        return;
    };
    let url = case.url("/related");
    let request = |method: &str, id: &Json| {
        let resource = Json::object([("id", id.clone()), ("type", Json::from("company"))]);
        let body = Json::object([("resource", resource)]);
        Request::new(method, url.as_str(), case.entity.update.headers.clone(), Some(body))
    };
    if let Some(old) = &unit.before {
        lowered.requests.push(request("DELETE", old));
    }
    if let Some(new) = &unit.after {
        lowered.requests.push(request("POST", new));
    }
    lowered.leans.push((RULE.to_owned(), Pointer::from_tokens([MEMBER])));
}

/// "People: max 1 company": adding one needs the place to be free, and only the
/// company that is there can be removed.
pub(crate) fn simulate<'r>(
    vendor: &Simulated<'r>,
    request: &Request,
) -> Result<Record<'r>, Failure> {
    let method = request.method();
    vendor.route(request, if method == "DELETE" { "DELETE" } else { "POST" }, "/related")?;
    let resource = request.body().and_then(|body| body.get("resource"));
    let kind = resource.and_then(|resource| resource.get("type")).and_then(Json::as_str);
    let id = resource.and_then(|resource| resource.get("id")).filter(|id| id.as_i64().is_some());
    let (Some("company"), Some(id)) = (kind, id) else {
        return Err(vendor.fail(422, "expected a resource with an id and the type `company`"));
    };
    let now = vendor.record.get(MEMBER).filter(|id| !id.is_null());
    let after = match (method, now) {
        ("DELETE", Some(now)) if now == id => Json::Null,
        ("DELETE", _) => return Err(vendor.fail(422, "the company is not related to the person")),
        (_, None) => id.clone(),
        (_, Some(_)) => return Err(vendor.fail(422, "a person has at most one company")),
    };
    let mut record = vendor.record.clone();
    record.insert(MEMBER, after);
    Ok(record)
}
