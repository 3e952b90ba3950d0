//! The person of SuperOffice: `PATCH /api/v1/Person/{id}`.
//!
//! The schemas say what a person is and how each member goes out. What they cannot
//! say stands here: the body is a list of operations or the vendor's own merge
//! patch, requests can be guarded, and a record carries the rights of its reader.

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

mod consents;
mod custom;
mod dates;
mod lower;
mod merge;
mod record;
mod rights;
mod simulate;
mod stored;
mod wire;

use amend::{Dialect, Json, Pointer};
use amend_vendor::{
    Behaviour, Case, Catalogue, CatalogueError, Entity, Failure, Lowered, Record, Request,
    Simulated, Unit, Vendor, Violation, Violations,
};

/// SuperOffice's person.
///
/// ```
/// use amend::{Dialect, Limits, Patch};
/// use amend_superoffice::SUPEROFFICE;
/// use amend_vendor::{Change, Options, plan};
///
/// let record = r#"{"PersonId": 5, "Title": "Miller"}"#.parse()?;
/// let patch = br#"[{"op": "replace", "path": "title", "value": "Head Miller"}]"#;
/// let patch = Patch::parse(patch, &Dialect::DOT_NET, &Limits::default())?;
/// let plan = plan(&SUPEROFFICE, &record, &Change::Patch(patch), &Options::default())?;
/// let body = plan.details().and_then(|details| details.requests.first()?.body());
/// assert_eq!(
///     body.map(ToString::to_string).as_deref(),
///     Some(r#"[{"op":"replace","path":"/Title","value":"Head Miller"}]"#)
/// );
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub static SUPEROFFICE: Vendor = Vendor::new(
    "superoffice",
    include_str!("../person.schema.json"),
    include_str!("../update.schema.json"),
    &SuperOffice,
);

#[derive(Debug)]
struct SuperOffice;

impl Behaviour for SuperOffice {
    fn dialect(&self) -> Dialect {
        Dialect::DOT_NET
    }

    fn read_catalogue(&self, file: &Json) -> Result<Catalogue, CatalogueError> {
        custom::read(file)
    }

    fn check_record(&self, entity: &Entity, record: &Record<'_>, found: &mut Violations) {
        record::check(entity, record, found);
    }

    fn check_wanted(
        &self,
        entity: &Entity,
        record: &Record<'_>,
        wanted: &mut Record<'_>,
        ignored: &mut Vec<Pointer>,
    ) -> Vec<Violation> {
        record::check_wanted(entity, record, wanted, ignored)
    }

    fn check_unit(&self, case: &Case<'_>, unit: &Unit<'_>, found: &mut Violations) {
        record::check_list(case, unit, found);
        rights::check(case, unit, found);
        custom::check(case, unit, found);
        consents::check(case, unit, found);
    }

    fn lower(&self, case: &Case<'_>) -> Result<Lowered, Vec<Violation>> {
        lower::lower(case)
    }

    fn simulate<'r>(
        &self,
        vendor: &Simulated<'r>,
        request: &Request,
    ) -> Result<Record<'r>, Failure> {
        simulate::simulate(vendor, request)
    }

    /// The form of the vendor's errors (REST `WebAPI`, Errors). Its type for a 404 is documented; for
    /// the others the phrase of the status stands there.
    fn error_body(&self, status: u16, message: &str, violations: &[Violation]) -> Json {
        let kind = match status {
            404 => "SoNotFoundException",
            405 => "Method Not Allowed",
            409 => "Conflict",
            412 => "Precondition Failed",
            _ => "Bad Request",
        };
        let mut message = message.to_owned();
        for violation in violations {
            message = format!("{message}; {}: {}", violation.path(), violation.message());
        }
        Json::object([
            ("Error", Json::from(true)),
            ("ErrorType", Json::from(kind)),
            ("ErrorMessage", Json::from(message)),
        ])
    }
}
