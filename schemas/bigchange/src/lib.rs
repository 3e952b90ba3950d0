//! The person of BigChange: `PATCH /v1/persons/{id}`.
//!
//! The schemas say nearly everything. What they cannot say stands here: the
//! account's custom fields, and the form of the errors. No member's name stands in
//! this code: the names are assumed, and `person.schema.json` is their one place.

mod custom;

use amend::Json;
use amend_vendor::{
    Behaviour, Case, Catalogue, CatalogueError, Sent, Unit, Vendor, Violation, Violations,
};

/// BigChange's person ("Update a person", with names that are assumed).
///
/// ```
/// use amend_bigchange::BIGCHANGE;
/// use amend_vendor::{Change, Options, plan};
///
/// let record = r#"{"id": "a-1", "title": "Dr", "firstName": "Ada"}"#.parse()?;
/// let change = Change::MergePatch(r#"{"title": null}"#.parse()?);
/// let plan = plan(&BIGCHANGE, &record, &change, &Options::default())?;
/// let request = &plan.details().ok_or("refused")?.requests[0];
/// assert_eq!(request.method(), "PATCH");
/// assert_eq!(request.url(), "https://api.bigchange.com/v1/persons/a-1");
/// assert_eq!(request.body().map(ToString::to_string).as_deref(), Some(r#"{"title":null}"#));
///
/// let change = Change::MergePatch(r#"{"firstName": null}"#.parse()?);
/// let plan = amend_vendor::plan(&BIGCHANGE, &record, &change, &Options::default())?;
/// assert_eq!(plan.violations()[0].code().as_str(), "not-clearable");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub static BIGCHANGE: Vendor = Vendor::new(
    "bigchange",
    include_str!("../person.schema.json"),
    include_str!("../update.schema.json"),
    &BigChange,
);

#[derive(Debug)]
struct BigChange;

impl Behaviour for BigChange {
    fn read_catalogue(&self, file: &Json) -> Result<Catalogue, CatalogueError> {
        custom::read(file)
    }

    fn check_unit(&self, case: &Case<'_>, unit: &Unit<'_>, found: &mut Violations) {
        if unit.top.sent == Sent::Keyed {
            custom::check(case, unit, found);
        }
    }

    /// "Update a person": a problem of RFC 7807; 422 adds `errors`, an object of
    /// texts by member.
    fn error_body(&self, status: u16, message: &str, violations: &[Violation]) -> Json {
        let mut body = Vec::new();
        if status == 422 {
            body.push(("errors", errors(violations)));
        }
        body.push(("type", Json::from("about:blank")));
        body.push(("title", Json::from(title(status))));
        body.push(("status", Json::from(u32::from(status))));
        body.push(("detail", Json::from(message)));
        Json::object(body)
    }
}

/// The violations by the member of the body that they stand under.
fn errors(violations: &[Violation]) -> Json {
    let mut members: Vec<(&str, Vec<Json>)> = Vec::new();
    for violation in violations {
        let name = violation.path().tokens().first().map_or("", String::as_str);
        let text = Json::from(violation.message());
        match members.iter_mut().find(|(other, _)| *other == name) {
            Some((_, texts)) => texts.push(text),
            None => members.push((name, vec![text])),
        }
    }
    Json::object(members.into_iter().map(|(name, texts)| (name, Json::Array(texts))))
}

/// The names that the page gives its answers.
fn title(status: u16) -> &'static str {
    match status {
        400 => "Bad Request",
        403 => "Forbidden",
        404 => "Not Found",
        422 => "Client Error",
        500 => "Server Error",
        _ => "Error",
    }
}
