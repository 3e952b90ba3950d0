//! The plan: requests, the record afterwards, and what it costs; or a refusal.

use amend::options::MemberNames;
use amend::{Json, Limits, Node, Pointer};

use crate::after::After;
use crate::assumptions::Assumption;
use crate::catalogue::Catalogue;
use crate::change::{self, Absent, Change};
use crate::effects::{Effect, Loss};
use crate::onto;
use crate::planner::Planner;
use crate::record::Record;
use crate::request::Request;
use crate::schema_error::SchemaError;
use crate::spelling::is_record_spelled;
use crate::vendor::Vendor;
use crate::violation::{Code, Violation};

/// How to plan.
#[derive(Clone, Debug, Default)]
#[expect(clippy::exhaustive_structs, reason = "a plain bag of options, changed field by field")]
#[expect(clippy::struct_excessive_bools, reason = "each is a switch of the command line")]
pub struct Options {
    /// What a member means that a wanted record does not have.
    pub absent: Absent,
    /// The older record that the change was made against, where the record has
    /// moved on since.
    pub base: Option<Json>,
    /// The account's custom fields.
    pub catalogue: Option<Catalogue>,
    /// Guard the requests as strongly as the vendor can.
    pub guard: bool,
    /// Work out the way back too.
    pub undo: bool,
    /// Refuse plans that lean on inferred or assumed rules.
    pub strict: bool,
    /// Rules that `strict` lets pass.
    pub assume: Vec<String>,
    /// Plan although something disappears that the change does not name.
    pub accept_losses: bool,
    /// What stands in place of the vendor's scheme and host.
    pub base_url: Option<String>,
    /// The form of the body, where the vendor takes several.
    pub wire: Wire,
    /// The bounds on applying a patch.
    pub limits: Limits,
}

/// The form of a body, where the vendor takes several.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
#[non_exhaustive]
pub enum Wire {
    /// What the vendor prefers.
    #[default]
    JsonPatch,
    /// A merge patch.
    MergePatch,
}

/// The answer to a change.
///
/// It borrows the record that was planned from, of which most is there in the record
/// that it predicts: see [`Plan::into_owned`] for one that stays longer than that.
#[derive(Clone, Debug)]
pub struct Plan<'a> {
    pub(crate) vendor: &'static str,
    pub(crate) outcome: Outcome<'a>,
}

/// What comes of a change.
#[derive(Clone, Debug)]
#[expect(clippy::exhaustive_enums, reason = "the contract closes the set")]
pub enum Outcome<'a> {
    /// Requests that bring the record there.
    Planned(Box<Details<'a>>),
    /// Nothing to do.
    Unchanged(Box<Details<'a>>),
    /// All the reasons why not, sorted by path.
    Refused(Vec<Violation>),
}

/// What a plan says beside its status.
#[derive(Clone, Debug, Default)]
#[non_exhaustive]
pub struct Details<'a> {
    /// The requests, in order; not atomic together.
    pub requests: Vec<Request>,
    /// The predicted record.
    pub after: After<'a>,
    /// What changes, place by place.
    pub changes: Vec<Effect>,
    /// Differences in what the vendor writes, which are not sent.
    pub ignored: Vec<Pointer>,
    /// Unchanged members that are sent along.
    pub carried: Vec<Pointer>,
    /// What disappears.
    pub losses: Vec<Loss>,
    /// Members whose new value nobody can know.
    pub unpredicted: Vec<Pointer>,
    /// Rules that are not documented and that the plan leans on.
    pub assumptions: Vec<Assumption>,
    /// What the requests do beside the record, and no way back undoes.
    pub(crate) lasting: Vec<(Pointer, String)>,
    /// The way back, if it was asked for.
    pub undo: Option<Undo>,
}

/// The way back from a plan.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Undo {
    /// The plan from the predicted record to the record.
    pub plan: Box<Plan<'static>>,
    /// What does not come back, and why.
    pub irreversible: Vec<(Pointer, String)>,
}

/// Plans a change of a record.
///
/// The requests are simulated on the record, and the result is compared with the
/// wanted record: any difference that was not asked for refuses the plan. The plan
/// borrows the record of the answer.
///
/// ```
/// use amend::Json;
/// use amend_vendor::{Change, Options, SchemaError, Vendor, plan};
///
/// /// How many requests bring the record there; none where the vendor does not take it.
/// fn requests(vendor: &Vendor, record: &Json, wanted: Json) -> Result<Option<usize>, SchemaError> {
///     let plan = plan(vendor, record, &Change::To(wanted), &Options::default())?;
///     Ok(plan.details().map(|details| details.requests.len()))
/// }
/// ```
///
/// # Errors
/// [`SchemaError`] where the vendor's schema cannot be used. A change that the
/// vendor does not take is no error but a refused plan.
pub fn plan<'a>(
    vendor: &Vendor,
    answer: &'a Json,
    change: &Change,
    options: &Options,
) -> Result<Plan<'a>, SchemaError> {
    let record = Record::of(vendor.unwrap(answer)).looked_at(vendor.entity()?);
    let planner = Planner::of(vendor, &record, options)?;
    if let Some(refused) = planner.refused_record() {
        return Ok(refused);
    }
    let entity = planner.entity;
    let wanted = match &options.base {
        None => change::wanted(vendor, entity, &record, change, options),
        Some(base) => {
            let base = vendor.unwrap(base);
            let mut wanted = onto::wanted(vendor, entity, (base, &record), change, options);
            let faults = faults_on_base(vendor, base, change, options)?;
            if !faults.is_empty() {
                wanted.violations.extend(faults);
                return Ok(planner.refused(wanted.violations));
            }
            wanted
        }
    };
    Ok(planner.towards(wanted, matches!(change, Change::To(_))))
}

/// Plans a wanted record, as [`plan`] plans a [`Change::To`], from text to text: of
/// both records only those members are read that differ.
///
/// Nothing where that is not the same: a base, members that are cleared by absence,
/// names in another case than the schema's, and a record that is not [`Written`](crate::Written).
///
/// ```
/// use amend::Document;
/// use amend_vendor::{Options, Record, SchemaError, Vendor, Written, plan_written};
///
/// /// The plan as JSON, without the braces.
/// fn planned(vendor: &Vendor, old: &Document<'_>, new: &Document<'_>) -> Result<Option<String>, SchemaError> {
///     let Some(written) = Written::of(vendor, old.root()) else {
///         return Ok(None);
///     };
///     let (record, options) = (Record::written(&written), Options::default());
///     let plan = plan_written(vendor, &record, new.root(), &options)?;
///     Ok(plan.map(|plan| {
///         let mut text = String::new();
///         plan.write_members(&mut text);
///         text
///     }))
/// }
/// ```
///
/// # Errors
/// [`SchemaError`] where the vendor's schema cannot be used.
pub fn plan_written<'a>(
    vendor: &Vendor,
    record: &Record<'a>,
    to: Node<'_>,
    options: &Options,
) -> Result<Option<Plan<'a>>, SchemaError> {
    if options.base.is_some() || options.absent != Absent::Keep {
        return Ok(None);
    }
    let to = vendor.unwrap_view(to);
    let Some(others) = record.others(to) else {
        return Ok(None);
    };
    let record = &record.clone().looked_at(vendor.entity()?);
    let planner = Planner::of(vendor, record, options)?;
    let entity = planner.entity;
    let any_case = vendor.behaviour().dialect().member_names == MemberNames::IgnoreCase;
    if any_case && !is_record_spelled(entity, to, record, &others) {
        return Ok(None);
    }
    if let Some(refused) = planner.refused_record() {
        return Ok(Some(refused));
    }
    let wanted = change::differing(entity, record, &others, options);
    Ok(Some(planner.towards(wanted, true)))
}

/// What a change is refused for on the record that it was made against, save for
/// what depends on the record: the vendor would refuse it anywhere.
fn faults_on_base(
    vendor: &Vendor,
    base: &Json,
    change: &Change,
    options: &Options,
) -> Result<Vec<Violation>, SchemaError> {
    let options = Options { base: None, undo: false, strict: false, ..options.clone() };
    let alone = plan(vendor, base, change, &options)?;
    let faults = alone.violations();
    let anywhere = faults.iter().any(|v| v.code() != Code::SideEffectLoss);
    Ok(if anywhere { faults.to_vec() } else { Vec::new() })
}
