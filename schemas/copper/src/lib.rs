//! The person of Copper: `PUT /developer_api/v1/people/{id}`.
//!
//! The schemas say nearly everything. What they cannot say stands here: the
//! company, which has requests of its own, and the account's custom fields.

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

mod custom;
mod related;

use amend::Json;
use amend_vendor::{
    Behaviour, Case, Catalogue, CatalogueError, Failure, Lowered, Record, Request, Simulated, Unit,
    Vendor, Violation, Violations, lower, simulate,
};

/// Copper's person.
pub static COPPER: Vendor = Vendor::new(
    "copper",
    include_str!("../person.schema.json"),
    include_str!("../update.schema.json"),
    &Copper,
);

#[derive(Debug)]
struct Copper;

impl Behaviour for Copper {
    fn read_catalogue(&self, file: &Json) -> Result<Catalogue, CatalogueError> {
        custom::read(file)
    }

    fn check_unit(&self, case: &Case<'_>, unit: &Unit<'_>, found: &mut Violations) {
        match unit.top.name.as_str() {
            "custom_fields" => custom::check(case, unit, found),
            related::MEMBER => related::check(case, unit, found),
            _ => {}
        }
    }

    fn lower(&self, case: &Case<'_>) -> Result<Lowered, Vec<Violation>> {
        let mut lowered = lower::members(case)?;
        related::lower(case, &mut lowered);
        Ok(lowered)
    }

    fn simulate<'r>(
        &self,
        vendor: &Simulated<'r>,
        request: &Request,
    ) -> Result<Record<'r>, Failure> {
        if request.path().ends_with("/related") {
            related::simulate(vendor, request)
        } else {
            simulate::members(vendor, request)
        }
    }

    /// The form of a single record's error is on no page; this is the one that
    /// the bulk page shows.
    fn error_body(&self, _status: u16, message: &str, violations: &[Violation]) -> Json {
        let mut body = vec![("error", Json::from(message))];
        if !violations.is_empty() {
            body.push(("errors", Json::array(violations.iter().map(Violation::to_json))));
        }
        Json::object(body)
    }
}
