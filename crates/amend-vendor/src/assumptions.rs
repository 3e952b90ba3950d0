//! The rules that a plan leans on and that are not documented.

use amend::{Json, Pointer};

use crate::behaviour::Case;
use crate::compare::Unit;
use crate::lower;
use crate::model::{Clear, Member, Provenance, Rule};
use crate::planner::Planner;
use crate::record::Record;
use crate::violation::{Code, Violation};

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

impl Planner<'_, '_> {
    /// The rules that these changes and their requests lean on, each at its place.
    pub(crate) fn assumptions(
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

    /// Refuses what leans on rules that are not documented, where that is asked for.
    pub(crate) fn strict(&self, assumptions: &[Assumption]) -> Result<(), Vec<Violation>> {
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
