//! The person of Allo: `PUT /v2/api/crm/people/{id}`.
//!
//! The schemas say nearly everything. What they cannot say stands here: the form
//! of new telephone numbers, a person left without a name, and the errors.

#![cfg_attr(
    not(test),
    warn(
        clippy::arithmetic_side_effects,
        clippy::expect_used,
        clippy::indexing_slicing,
        clippy::panic_in_result_fn,
        clippy::string_slice,
        clippy::unwrap_in_result
    )
)]

mod numbers;

use amend::{Json, Pointer};
use amend_vendor::{
    Behaviour, Case, Catalogue, CatalogueError, Failure, Lowered, Record, Request, Simulated, Unit,
    Vendor, Violation, Violations, lower, simulate,
};

/// Allo's person ("Update person").
///
/// ```
/// use amend_allo::ALLO;
/// use amend_vendor::{Change, Options, plan};
///
/// let record = r#"{"id": "per-abc123", "company": {"id": "com-xyz789", "name": "Acme Corp"}}"#.parse()?;
/// let change = Change::MergePatch(r#"{"company": null}"#.parse()?);
/// let plan = plan(&ALLO, &record, &change, &Options::default())?;
/// let request = &plan.details().ok_or("refused")?.requests[0];
/// assert_eq!(request.method(), "PUT");
/// assert_eq!(request.path(), "/v2/api/crm/people/per-abc123");
/// assert_eq!(request.body().map(ToString::to_string).as_deref(), Some(r#"{"company_id":""}"#));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub static ALLO: Vendor = Vendor::new(
    "allo",
    include_str!("../person.schema.json"),
    include_str!("../update.schema.json"),
    &Allo,
);

#[derive(Debug)]
struct Allo;

impl Behaviour for Allo {
    /// The list of attributes is documented, but no page says how their values
    /// stand in a person, or how they are set.
    fn read_catalogue(&self, _file: &Json) -> Result<Catalogue, CatalogueError> {
        Err(CatalogueError::none_taken(
            "Allo documents no values of custom attributes for a person",
        ))
    }

    fn check_unit(&self, case: &Case<'_>, unit: &Unit<'_>, found: &mut Violations) {
        if unit.top.name == numbers::MEMBER {
            numbers::check(case, unit, found);
        }
    }

    fn lower(&self, case: &Case<'_>) -> Result<Lowered, Vec<Violation>> {
        let mut lowered = lower::members(case)?;
        if leaves_nameless(case) {
            lowered.leans.push(("allo.nameless".to_owned(), Pointer::from_tokens(["name"])));
        }
        Ok(lowered)
    }

    fn simulate<'r>(
        &self,
        vendor: &Simulated<'r>,
        request: &Request,
    ) -> Result<Record<'r>, Failure> {
        let after = simulate::members(vendor, request)?;
        numbers::simulate(vendor, request)?;
        Ok(after)
    }

    /// "Error handling": `type`, `code`, `message`, `retryable`, and `errors` by
    /// field. The codes of a person's own errors are on no page, so `code` is the
    /// type in capitals.
    fn error_body(&self, status: u16, message: &str, violations: &[Violation]) -> Json {
        let kind = match status {
            401 => "authentication_error",
            403 => "permission_error",
            404 => "not_found_error",
            409 => "conflict_error",
            429 => "rate_limit_error",
            500.. => "server_error",
            _ => "validation_error",
        };
        let mut error = vec![
            ("type", Json::from(kind)),
            ("code", Json::from(kind.to_ascii_uppercase())),
            ("message", Json::from(message)),
            ("retryable", Json::from(status == 429)),
        ];
        let param = |violation: &Violation| violation.path().tokens().join(".");
        if let [violation, ..] = violations {
            error.push(("param", Json::from(param(violation))));
            error.push((
                "errors",
                Json::array(violations.iter().map(|violation| {
                    Json::object([
                        ("param", Json::from(param(violation))),
                        ("message", Json::from(violation.message())),
                    ])
                })),
            ));
        }
        Json::object([("error", Json::object(error))])
    }
}

/// Whether the change takes the last of the two names away.
fn leaves_nameless(case: &Case<'_>) -> bool {
    let names = ["name", "last_name"];
    let nameless = |record: &Record<'_>| {
        names.iter().all(|name| matches!(record.get(name).and_then(Json::as_str), None | Some("")))
    };
    nameless(case.wanted) && !nameless(case.record)
}
