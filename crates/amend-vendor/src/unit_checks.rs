//! What a change is refused for before it is lowered.

use std::collections::HashSet;

use amend::{Json, Pointer};

use crate::behaviour::Case;
use crate::check::{self, Depth};
use crate::compare::Unit;
use crate::lower;
use crate::model::{Member, Sent, Type, Writer};
use crate::planner::Planner;
use crate::violation::{Code, Violation};
use crate::violations::Violations;

impl Planner<'_, '_> {
    /// Names that the schema does not know, and keys that stand twice.
    pub(crate) fn strangers(
        &self,
        unknown: &[Pointer],
        ambiguous: &[Pointer],
        violations: &mut Violations,
    ) {
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

    /// The value that is set by its rules, or whether it may be cleared; then what the
    /// vendor's code holds against it.
    pub(crate) fn check_unit(&self, case: &Case<'_>, unit: &Unit<'_>, violations: &mut Violations) {
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
                    && unit.top.writer == Writer::Client
                {
                    violations.push(fault);
                }
            }
        }
        self.vendor.behaviour().check_unit(case, unit, violations);
        self.check_whole(case, unit, violations);
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

    /// A list is replaced whole, and so is an address: a record that does not show it would
    /// have elements or lines go that nobody has seen, and that no undo could bring back.
    fn check_whole(&self, case: &Case<'_>, unit: &Unit<'_>, violations: &mut Violations) {
        let (top, member) = (unit.top, unit.member);
        let is_list = top.types.contains(&Type::Array)
            && (matches!(top.sent, Sent::Value | Sent::Whole | Sent::Reference)
                || self.entity.record.required.contains(&top.name));
        let told =
            (violations.iter()).any(|v| v.code() == Code::PartialRecord && *v.path() == unit.path);
        if is_list && self.record.get(&top.name).is_none() && !told {
            violations.push(self.partial(unit, unit.path.clone(), &top.name));
        }
        if member.sent == Sent::Whole && member.items.is_none() && unit.after.is_some() {
            let tokens = unit.path.tokens();
            let around = |n| self.record.pointer(&Pointer::from_tokens(tokens.iter().take(n)));
            if (1..tokens.len()).any(|n| around(n).is_some_and(Json::is_null)) {
                return;
            }
            let record = self.record.pointer(&unit.path);
            let wanted = case.wanted.pointer(&unit.path);
            self.check_parts(unit, member, &unit.path, (record, wanted), violations);
        }
    }

    /// The parts that would go out with what they are filled with, though the vendor may have
    /// others. A record with null where they belong shows that there are none.
    fn check_parts(
        &self,
        unit: &Unit<'_>,
        member: &Member,
        path: &Pointer,
        (record, wanted): (Option<&Json>, Option<&Json>),
        violations: &mut Violations,
    ) {
        if record.is_some_and(Json::is_null) {
            return;
        }
        for part in member.members.iter().filter(|part| part.writable()) {
            let of = |value: &'_ Json| value.get(&part.name).cloned();
            let (shown, named) = (record.and_then(of), wanted.and_then(of));
            let path = path.child(part.name.as_str());
            if part.fill.is_some() && shown.is_none() && named.is_none() {
                violations.push(self.partial(unit, path, &part.name));
            } else if part.members.iter().any(|inner| inner.fill.is_some()) {
                let inner = (shown.as_ref(), named.as_ref());
                self.check_parts(unit, part, &path, inner, violations);
            }
        }
    }

    fn partial(&self, unit: &Unit<'_>, path: Pointer, name: &str) -> Violation {
        let message = format!(
            "expected a whole record, found one without `{name}`, which the change would replace unseen; read it whole",
        );
        Violation::new(Code::PartialRecord, path, message, self.entity.source(&unit.top.rules))
    }

    /// The vendor keeps the elements of such a list, whatever a client sends.
    pub(crate) fn kept_by_vendor(&self, unit: &Unit<'_>) -> Violation {
        let found = match (&unit.before, &unit.after) {
            (Some(_), None) => "one taken out",
            (Some(one), Some(other)) if one == other => "two with one identity in the record",
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
}
