//! The plan: requests, the record afterwards, and what it costs; or a refusal.

use std::collections::HashSet;

use amend::options::MemberNames;
use amend::{Json, Limits, Node, Pointer};

use crate::Vendor;
use crate::after::After;
use crate::behaviour::{Case, Simulated};
use crate::catalogue::Catalogue;
use crate::change::{self, Absent, Change, Wanted};
use crate::check::{self, Depth};
use crate::compare::{self, Differences, Unit};
use crate::effects::{self, ChangeKind, Effect, Loss, LossKind};
use crate::lower;
use crate::model::{Clear, Entity, Member, Provenance, Rule, Sent, Type};
use crate::onto;
use crate::record::Record;
use crate::request::Request;
use crate::schema_error::SchemaError;
use crate::spelling::is_record_spelled;
use crate::undo;
use crate::violation::{Code, Violation};
use crate::violations::Violations;

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

/// A rule that is not documented and that a plan leans on.
#[derive(Clone, Debug, Eq, PartialEq)]
#[non_exhaustive]
pub struct Assumption {
    /// The rule's name.
    pub rule: String,
    /// How well it is known.
    pub provenance: Provenance,
    /// The member that leans on it.
    pub path: Pointer,
    /// The rule.
    pub text: String,
}

impl Assumption {
    /// A rule that the requests as a whole lean on.
    pub(crate) fn of(rule: &Rule) -> Self {
        Self {
            rule: rule.name.clone(),
            provenance: rule.provenance,
            path: Pointer::root(),
            text: rule.text.clone(),
        }
    }

    /// The assumption as a plan writes it.
    pub fn to_json(&self) -> Json {
        Json::object([
            ("rule", Json::from(self.rule.as_str())),
            ("provenance", Json::from(self.provenance.as_str())),
            ("path", Json::from(self.path.to_string())),
            ("text", Json::from(self.text.as_str())),
        ])
    }
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
/// wanted record: any difference that was not asked for refuses the plan.
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

/// One record of one vendor, to plan from.
#[derive(Debug)]
pub(crate) struct Planner<'p, 'r> {
    /// Whether the record is a prediction, not what the vendor returned.
    pub(crate) predicted: bool,
    pub(crate) vendor: &'p Vendor,
    pub(crate) entity: &'p Entity,
    pub(crate) record: &'p Record<'r>,
    pub(crate) options: &'p Options,
}

impl<'p, 'r> Planner<'p, 'r> {
    fn of(
        vendor: &'p Vendor,
        record: &'p Record<'r>,
        options: &'p Options,
    ) -> Result<Self, SchemaError> {
        let entity = vendor.entity()?;
        Ok(Self { predicted: false, vendor, entity, record, options })
    }

    /// The refusal of a record of which every plan is a guess.
    fn refused_record(&self) -> Option<Plan<'r>> {
        let Self { entity, record, .. } = *self;
        let mut faults = Violations::new(&self.options.limits);
        check::record(entity, record, &mut faults);
        self.vendor.behaviour().check_record(entity, record, &mut faults);
        (!faults.is_empty()).then(|| self.refused(faults))
    }

    /// The plan of what is wanted.
    fn towards(&self, wanted: Wanted<'r>, by_record: bool) -> Plan<'r> {
        let Self { entity, record, .. } = *self;
        let behaviour = self.vendor.behaviour();
        let Wanted { record: mut wanted, mut ignored, mut violations } = wanted;
        if by_record {
            violations.extend(behaviour.check_wanted(entity, record, &mut wanted, &mut ignored));
        }
        if let Some(catalogue) = &self.options.catalogue {
            behaviour.settle(catalogue, record, &mut wanted);
        }
        let found = compare::differences(&entity.record, record, &wanted);
        match self.details(&wanted, found, violations) {
            Err(violations) => self.refused(violations),
            Ok(mut details) => {
                details.ignored.extend(ignored);
                sort(&mut details.ignored);
                self.finished(details)
            }
        }
    }

    /// The plan, with the way back where that is wanted.
    fn finished(&self, mut details: Details<'r>) -> Plan<'r> {
        if self.options.undo {
            details.undo = Some(undo::undo(self, &details));
        }
        self.plan(details)
    }

    pub(crate) fn plan(&self, details: Details<'r>) -> Plan<'r> {
        let details = Box::new(details);
        let outcome = if details.requests.is_empty() {
            Outcome::Unchanged(details)
        } else {
            Outcome::Planned(details)
        };
        Plan { vendor: self.vendor.name(), outcome }
    }

    pub(crate) fn refused(&self, violations: Violations) -> Plan<'r> {
        let listed = violations.within(&self.options.limits).listed();
        Plan { vendor: self.vendor.name(), outcome: Outcome::Refused(listed) }
    }

    /// Check, lower, simulate, compare.
    pub(crate) fn details(
        &self,
        wanted: &Record<'_>,
        found: Differences<'_>,
        mut violations: Violations,
    ) -> Result<Details<'r>, Violations> {
        let Differences { units, ignored, unknown, ambiguous } = found;
        let id = match check::id(self.entity, self.record) {
            Ok(id) => id,
            Err(fault) => {
                violations.push(fault);
                return Err(violations);
            }
        };
        let case = Case {
            entity: self.entity,
            record: self.record,
            wanted,
            units: &units,
            catalogue: self.options.catalogue.as_ref(),
            options: self.options,
            id,
            predicted: self.predicted,
        };
        self.strangers(&unknown, &ambiguous, &mut violations);
        for unit in &units {
            if matches!(unit.member.sent, Sent::Selection | Sent::Kept) {
                violations.push(self.kept_by_vendor(unit));
            } else {
                self.check_unit(&case, unit, &mut violations);
            }
        }
        if !violations.is_empty() {
            return Err(violations);
        }
        if units.is_empty() {
            let after = After::from(self.record.clone());
            return Ok(Details { after, ignored, ..Details::default() });
        }
        let lowered = self.vendor.behaviour().lower(&case)?;
        let after = self.simulated(&lowered.requests)?;
        let side_effects = self.compared(&case, &after)?;

        let mut details = Details { ignored, ..Details::default() };
        for unit in &units {
            effects::changes(unit, self.record, &after, &mut details.changes);
            effects::losses(unit, self.record, &mut details.losses);
        }
        for path in side_effects {
            details.changes.push(Effect { path: path.clone(), change: ChangeKind::Removed });
            details.losses.push(Loss { path, kind: LossKind::Value, requested: false });
        }
        details.unpredicted = effects::unpredicted(self.entity, self.record, &units);
        details.assumptions = self.assumptions(&case, &lowered.leans, &after);
        self.strict(&details.assumptions)?;
        details.unpredicted.extend(lowered.unpredicted);
        sort(&mut details.unpredicted);
        details.lasting = lowered.lasting;
        details.carried = lowered.carried;
        sort(&mut details.carried);
        details.requests = lowered.requests;
        details.after = After::from(after);
        Ok(details)
    }

    fn strangers(&self, unknown: &[Pointer], ambiguous: &[Pointer], violations: &mut Violations) {
        if unknown.is_empty() && ambiguous.is_empty() {
            return;
        }
        let source = self.entity.source(&self.entity.update.rules);
        let told = violations.iter().filter(|v| v.code() == Code::UnknownField);
        let mut told: HashSet<Pointer> = told.map(|v| v.path().clone()).collect();
        for path in unknown {
            let around = (0..=path.tokens().len())
                .map(|tokens| Pointer::from_tokens(path.tokens().iter().take(tokens)));
            if around.into_iter().any(|above| told.contains(&above)) {
                continue;
            }
            told.insert(path.clone());
            let owner = path.split_last().map_or(&self.entity.record, |(above, _)| {
                above.tokens().iter().fold(&self.entity.record, |member, token| {
                    member.member(token).unwrap_or(member.item())
                })
            });
            let name = path.tokens().last().map_or("", String::as_str);
            let message = check::unknown(name, owner);
            violations.push(Violation::new(
                Code::UnknownField,
                path.clone(),
                message,
                source.clone(),
            ));
        }
        for path in ambiguous {
            violations.push(Violation::new(
                Code::BadCustomValue,
                path.clone(),
                "expected each custom field once, found one again",
                source.clone(),
            ));
        }
    }

    fn check_unit(&self, case: &Case<'_>, unit: &Unit<'_>, violations: &mut Violations) {
        let member = lower::value_member(unit);
        match &unit.after {
            Some(after) => {
                let path = match unit.top.value.as_deref() {
                    Some(value) if !unit.key.is_empty() => &unit.path.child(value),
                    _ => &unit.path,
                };
                let rules = if member.rules.is_empty() { &unit.top.rules } else { &member.rules };
                check::value(
                    self.entity,
                    member,
                    rules,
                    after,
                    path,
                    Depth::Everything,
                    violations,
                );
                if let (Sent::Keyed, [key]) = (unit.top.sent, unit.key.as_slice()) {
                    self.check_key(unit, key, violations);
                }
            }
            None => {
                if let Err(fault) = lower::cleared(case, unit)
                    && unit.top.writer == crate::model::Writer::Client
                {
                    violations.push(fault);
                }
            }
        }
        self.check_whole(unit, violations);
        self.vendor.behaviour().check_unit(case, unit, violations);
    }

    /// The key of a value that is set goes out with it.
    fn check_key(&self, unit: &Unit<'_>, key: &Json, violations: &mut Violations) {
        let name = unit.top.identity.as_deref().unwrap_or_default();
        if let Some(member) = unit.top.item().member(name) {
            let path = unit.path.child(name);
            let rules = &unit.top.rules;
            check::value(self.entity, member, rules, key, &path, Depth::Everything, violations);
        }
    }

    /// A list is replaced whole: a record that should show it and does not would
    /// have elements go that nobody has seen.
    fn check_whole(&self, unit: &Unit<'_>, violations: &mut Violations) {
        let name = &unit.top.name;
        if unit.top.types.contains(&Type::Array)
            && self.entity.record.required.contains(name)
            && self.record.get(name).is_none()
        {
            violations.push(Violation::new(
                Code::PartialRecord,
                unit.path.clone(),
                format!("expected a whole record, found one without `{name}`, which a list would replace unseen"),
                self.entity.source(&unit.top.rules),
            ));
        }
    }

    /// The vendor keeps the elements of such a list, whatever a client sends.
    fn kept_by_vendor(&self, unit: &Unit<'_>) -> Violation {
        let found = match (&unit.before, &unit.after) {
            (Some(_), None) => "one taken out",
            (Some(_), Some(_)) => "others",
            _ => "one more",
        };
        let mut message = format!("expected the elements that the vendor has, found {found}");
        if let Some(instead) = &unit.member.instead {
            message = format!("{message}: {instead}");
        }
        let rules = if unit.member.rules.is_empty() { &unit.top.rules } else { &unit.member.rules };
        let source = self.entity.source(rules);
        Violation::new(Code::NotExpressible, unit.path.clone(), message, source)
    }

    /// What the requests make of the record. What none of them laid over it is the
    /// record's: nothing else can come of a [`Record`].
    fn simulated(&self, requests: &[Request]) -> Result<Record<'r>, Vec<Violation>> {
        let mut after = self.record.clone();
        for request in requests {
            let record = &after;
            let simulated = Simulated { vendor: self.vendor, entity: self.entity, record };
            match self.vendor.behaviour().simulate(&simulated, request) {
                Ok(next) => after = self.record.rebased(next),
                Err(failure) => {
                    let message = format!(
                        "expected a request that the vendor takes, found one that it answers with {}",
                        failure.status
                    );
                    let source = self.entity.source(&self.entity.update.rules);
                    let fault =
                        Violation::new(Code::NotExpressible, Pointer::root(), message, source);
                    let body = request.body().map(|body| self.vendor.check_body(body));
                    let mut all = vec![fault.with_value(failure.error)];
                    all.extend(body.unwrap_or_default());
                    return Err(all);
                }
            }
        }
        Ok(after)
    }

    /// The law: what the requests make of the record is what is wanted. Gives the
    /// losses that are side effects, where they are accepted.
    fn compared(
        &self,
        case: &Case<'_>,
        after: &Record<'_>,
    ) -> Result<Vec<Pointer>, Vec<Violation>> {
        let left = compare::differences(&self.entity.record, after, case.wanted);
        let side_effects = self.vendor.behaviour().side_effects(case, after);
        let source = || self.entity.source(&self.entity.update.rules);
        let mut faults = Vec::new();
        let mut accepted = Vec::new();
        for unit in &left.units {
            let side_effect =
                unit.before.is_none() && side_effects.iter().any(|path| path.contains(&unit.path));
            if side_effect && self.options.accept_losses {
                accepted.push(unit.path.clone());
            } else if side_effect {
                faults.push(Violation::new(
                    Code::SideEffectLoss,
                    unit.path.clone(),
                    "expected the value to stay, found that it goes with what the change removes; name it, or accept losses",
                    source(),
                ));
            } else {
                faults.push(not_expressible(unit.path.clone(), source()));
            }
        }
        faults.extend(left.unknown.into_iter().map(|path| not_expressible(path, source())));
        if faults.is_empty() { Ok(accepted) } else { Err(faults) }
    }

    fn assumptions(
        &self,
        case: &Case<'_>,
        also: &[(String, Pointer)],
        after: &Record<'_>,
    ) -> Vec<Assumption> {
        let mut leans: Vec<(&Rule, Pointer)> = Vec::new();
        let mut lean = |name: &str, path: &Pointer| {
            let rule = self.entity.rule(name);
            if let Some(rule) = rule.filter(|rule| rule.provenance != Provenance::Documented) {
                leans.push((rule, path.clone()));
            }
        };
        for rule in &self.entity.update.rules {
            lean(rule, &Pointer::root());
        }
        for unit in case.units {
            let path = unit.place_in(after);
            let member = lower::value_member(unit);
            for rule in unit.top.rules.iter().chain(&unit.member.rules) {
                lean(rule, &path);
            }
            if let (None, Some(Clear::Send { rule: Some(rule), .. })) = (&unit.after, &member.clear)
            {
                lean(rule, &path);
            } else {
                // A custom value that is cleared by a rule of its own has no form.
                for rule in &member.rules {
                    lean(rule, &path);
                }
            }
            if let (Some(rule), true) = (&member.empty_rule, wants_empty_form(case, unit, member)) {
                lean(rule, &path);
            }
        }
        for (rule, path) in also {
            lean(rule, path);
        }
        // One rule at one place is leaned on once, by however many ways.
        leans.sort_by(|(a, _), (b, _)| a.name.cmp(&b.name));
        leans.dedup_by(|(a, at), (b, other)| a.name == b.name && at == other);
        let of = |(rule, path): (&Rule, Pointer)| Assumption { path, ..Assumption::of(rule) };
        let mut assumptions: Vec<Assumption> = leans.into_iter().map(of).collect();
        assumptions.sort_by_cached_key(|a| (a.path.to_string(), a.rule.clone()));
        assumptions.dedup();
        assumptions
    }

    fn strict(&self, assumptions: &[Assumption]) -> Result<(), Vec<Violation>> {
        if !self.options.strict {
            return Ok(());
        }
        let faults: Vec<Violation> = assumptions
            .iter()
            .filter(|assumption| !self.options.assume.contains(&assumption.rule))
            .map(|assumption| {
                let message = format!(
                    "expected documented rules only, found `{}`, which is {}: {}",
                    assumption.rule,
                    assumption.provenance.as_str(),
                    assumption.text
                );
                let source =
                    self.entity.rule(&assumption.rule).map_or_else(String::new, Rule::cite);
                Violation::new(Code::Assumption, assumption.path.clone(), message, source)
            })
            .collect();
        if faults.is_empty() { Ok(()) } else { Err(faults) }
    }
}

/// Whether the wanted record says "nothing here" by another value than null.
fn wants_empty_form(case: &Case<'_>, unit: &Unit<'_>, member: &Member) -> bool {
    let path = match unit.top.value.as_deref() {
        Some(value) if !unit.key.is_empty() => &unit.path.child(value),
        _ => &unit.path,
    };
    unit.after.is_none() && case.wanted.pointer(path).is_some_and(|v| member.empty.contains(v))
}

fn not_expressible(path: Pointer, source: String) -> Violation {
    Violation::new(
        Code::NotExpressible,
        path,
        "expected a request with this effect and no other, found none",
        source,
    )
}

fn sort(paths: &mut Vec<Pointer>) {
    paths.sort_by_cached_key(ToString::to_string);
    paths.dedup();
}
