//! The person of folk: `PATCH /v1/people/{personId}`.
//!
//! The schemas say nearly everything. What they cannot say stands here: groups
//! go along with their custom values and take them away when they are left, the
//! account's custom fields, and the form of an error.

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

mod catalogue;
mod custom;
mod error;
mod groups;

use amend::{Json, Pointer};
use amend_vendor::{
    Behaviour, Case, Catalogue, CatalogueError, Failure, Lowered, Record, Request, Simulated, Unit,
    Vendor, Violation, Violations, lower, simulate,
};

/// folk's person.
///
/// ```
/// use amend::Json;
/// use amend_folk::FOLK;
/// use amend_vendor::{Change, Options, plan};
///
/// let record: Json = r#"{"id": "per_183ed5cc-3182-45de-84d1-d520f2604810", "jobTitle": "Miller"}"#.parse()?;
/// let change = Change::To(r#"{"jobTitle": "Head Miller"}"#.parse()?);
/// let plan = plan(&FOLK, &record, &change, &Options::default())?;
/// let request = &plan.details().expect("a job title may be changed").requests[0];
/// assert_eq!(request.method(), "PATCH");
/// assert_eq!(request.body().map(ToString::to_string).as_deref(), Some(r#"{"jobTitle":"Head Miller"}"#));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub static FOLK: Vendor = Vendor::new(
    "folk",
    include_str!("../person.schema.json"),
    include_str!("../update.schema.json"),
    &Folk,
);

/// The lists and the dictionary that this crate has rules of its own for.
const GROUPS: &str = "groups";
const COMPANIES: &str = "companies";
const VALUES: &str = "customFieldValues";

#[derive(Debug)]
struct Folk;

impl Behaviour for Folk {
    fn read_catalogue(&self, file: &Json) -> Result<Catalogue, CatalogueError> {
        catalogue::read(file)
    }

    fn settle(&self, catalogue: &Catalogue, record: &Record<'_>, wanted: &mut Record<'_>) {
        custom::settle(catalogue, record, wanted);
    }

    fn check_unit(&self, case: &Case<'_>, unit: &Unit<'_>, found: &mut Violations) {
        match unit.top.name.as_str() {
            GROUPS => {
                groups::check_once(case, unit, "folk.groups-by-id", found);
                groups::check_losses(case, found);
            }
            COMPANIES => groups::check_once(case, unit, "folk.companies", found),
            VALUES => {
                groups::check_joined(case, unit, found);
                custom::check(case, unit, found);
            }
            _ => {}
        }
    }

    fn lower(&self, case: &Case<'_>) -> Result<Lowered, Vec<Violation>> {
        let left = groups::left(case.record, case.wanted);
        // Leaving a group takes its values away; they could not be sent anyway.
        let sent: Vec<Unit<'_>> =
            case.units.iter().filter(|unit| !groups::goes_with(unit, &left)).cloned().collect();
        let mut lowered = Lowered::default();
        let mut body = lower::body(case, &sent)?;
        if body.contains(VALUES) && !body.contains(GROUPS) {
            body = groups::carry(case, body);
            lowered.carried.push(Pointer::from_tokens([GROUPS]));
        }
        for unit in sent.iter().filter(|unit| unit.top.name == VALUES) {
            lowered.leans.push(("folk.custom-values-merged".to_owned(), unit.path.clone()));
        }
        groups::lasting(case, &mut lowered);
        if !body.is_empty() {
            lowered.requests.push(case.update(Json::Object(body)));
        }
        Ok(lowered)
    }

    fn simulate<'r>(
        &self,
        vendor: &Simulated<'r>,
        request: &Request,
    ) -> Result<Record<'r>, Failure> {
        groups::simulate_rule(vendor, request)?;
        let mut after = simulate::members(vendor, request)?;
        groups::drop_values(vendor.record, &mut after);
        Ok(after)
    }

    fn side_effects(&self, case: &Case<'_>, _after: &Record<'_>) -> Vec<Pointer> {
        let left = groups::left(case.record, case.wanted);
        left.into_iter().map(|group| Pointer::from_tokens([VALUES, group])).collect()
    }

    fn error_body(&self, status: u16, message: &str, violations: &[Violation]) -> Json {
        error::body(status, message, violations)
    }
}
