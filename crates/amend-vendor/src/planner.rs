//! From what is wanted of a record to its plan: check, lower, simulate, compare, tell.

use amend::Pointer;

use crate::after::After;
use crate::behaviour::{Case, Simulated};
use crate::change::Wanted;
use crate::check;
use crate::compare::{self, Differences};
use crate::effects::{self, ChangeKind, Effect, Loss, LossKind};
use crate::model::{Entity, Sent};
use crate::plan::{Details, Options, Outcome, Plan};
use crate::record::Record;
use crate::request::Request;
use crate::schema_error::SchemaError;
use crate::undo;
use crate::vendor::Vendor;
use crate::violation::{Code, Violation};
use crate::violations::Violations;

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
    pub(crate) fn of(
        vendor: &'p Vendor,
        record: &'p Record<'r>,
        options: &'p Options,
    ) -> Result<Self, SchemaError> {
        let entity = vendor.entity()?;
        Ok(Self { predicted: false, vendor, entity, record, options })
    }

    /// The refusal of a record of which every plan is a guess.
    pub(crate) fn refused_record(&self) -> Option<Plan<'r>> {
        let Self { entity, record, .. } = *self;
        let mut faults = Violations::new(&self.options.limits);
        check::record(entity, record, &mut faults);
        self.vendor.behaviour().check_record(entity, record, &mut faults);
        (!faults.is_empty()).then(|| self.refused(faults))
    }

    /// The plan of what is wanted.
    pub(crate) fn towards(&self, wanted: Wanted<'r>, by_record: bool) -> Plan<'r> {
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
        details.unpredicted = effects::unpredicted(self.entity, (self.record, &after), &units);
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
