//! What the record says of its own members: `FieldProperties` has the right, the
//! type and the length of each, for the user who read it.

use amend::{Json, Pointer};
use amend_vendor::{Case, Clear, Code, Record, Sent, Unit, Violation, Violations, meaning};

use crate::record::cite;

const RIGHTS: &str = "superoffice.field-rights";
const LENGTH: &str = "superoffice.field-length";
const LEAD: &str = "superoffice.lead-status";

/// Holds a change against the properties of the places that it touches.
pub(crate) fn check(case: &Case<'_>, unit: &Unit<'_>, found: &mut Violations) {
    for touched in touched(unit) {
        Place { case, unit, touched }.check(found);
    }
    lead_status(case, unit, found);
}

/// A part of a change that has properties of its own.
#[derive(Clone, Debug)]
struct Touched {
    path: Pointer,
    before: Option<Json>,
    after: Option<Json>,
    /// The longest text that the schema allows.
    most: Option<usize>,
}

/// The change itself; for an address, the lines that differ.
fn touched(unit: &Unit<'_>) -> Vec<Touched> {
    let lines = unit.member.sent == Sent::Whole && !unit.member.members.is_empty();
    if !lines || unit.top.sent != Sent::Members {
        let (before, after) = (unit.before.clone(), unit.after.clone());
        return vec![Touched {
            path: unit.path.clone(),
            before,
            after,
            most: unit.member.max_length,
        }];
    }
    let part = |whole: &Option<Json>, name: &str| whole.as_ref().and_then(|w| w.get(name)).cloned();
    let differs = unit.member.members.iter().filter_map(|line| {
        let (before, after) = (part(&unit.before, &line.name), part(&unit.after, &line.name));
        let changes = line.writable() && !amend_vendor::same(line, before.as_ref(), after.as_ref());
        changes.then(|| Touched {
            path: unit.path.child(line.name.as_str()),
            before: meaning(line, before.as_ref()).cloned(),
            after: meaning(line, after.as_ref()).cloned(),
            most: line.max_length,
        })
    });
    differs.collect()
}

struct Place<'a> {
    case: &'a Case<'a>,
    unit: &'a Unit<'a>,
    touched: Touched,
}

impl Place<'_> {
    fn check(&self, found: &mut Violations) {
        let Touched { path, before, after, .. } = &self.touched;
        let properties = properties(self.case.record, path);
        for (name, property) in &properties {
            let mask = mask(property);
            if forbids(&mask) {
                let why = reason(property);
                let message = format!(
                    "expected a member that this user may change on this record, found one whose right in FieldProperties (`{name}`) does not allow it{why}"
                );
                found.push(self.fault(Code::ReadOnly, message, RIGHTS));
                return;
            }
        }
        let Some((name, property)) = properties.last() else {
            return;
        };
        let by_schema = !matches!(self.unit.member.clear, Some(Clear::Send { .. }));
        let mandatory = has(&mask(property), "UIHintMandatory");
        if after.is_none() && before.is_some() && mandatory && !by_schema {
            let message = format!(
                "expected a value, found a clear; FieldProperties (`{name}`) says that this member must have one"
            );
            found.push(self.fault(Code::NotClearable, message, RIGHTS));
        }
        self.bounds(property, found);
    }

    fn bounds(&self, property: &Json, found: &mut Violations) {
        let kind = property.get("FieldType").and_then(Json::as_str).unwrap_or_default();
        match (kind, &self.touched.after) {
            ("System.String", Some(Json::String(text))) => {
                let most = property.get("FieldLength").and_then(Json::as_i64);
                let most = most.and_then(|n| usize::try_from(n).ok()).filter(|n| *n > 0);
                let length = text.encode_utf16().count();
                // What the schema's own length refuses is refused there.
                let told = self.touched.most.is_some_and(|most| length > most);
                if let Some(most) = most.filter(|most| length > *most && !told) {
                    let message = format!("expected at most {most} characters, found {length}");
                    found.push(self.fault(Code::TooLong, message, LENGTH));
                }
            }
            ("System.Int16", Some(number @ Json::Number(_))) => {
                let small = number.as_i64().is_some_and(|n| i16::try_from(n).is_ok());
                let wide = number.as_i64().is_some_and(|n| i32::try_from(n).is_ok());
                if wide && !small {
                    let message = "expected a number of 16 bits, found a larger one".to_owned();
                    found.push(self.fault(Code::BadFormat, message, LENGTH));
                }
            }
            _ => {}
        }
    }

    fn fault(&self, code: Code, message: String, rule: &str) -> Violation {
        let source = cite(self.case.entity, rule);
        let fault = Violation::new(code, self.touched.path.clone(), message, source);
        match self.touched.after.as_ref().or(self.unit.after.as_ref()) {
            Some(value) => fault.with_value(value.clone()),
            None => fault,
        }
    }
}

/// The properties that hold at a place, the outermost first: those of the member,
/// then those under a name with a dot: `Address.City`, `CustomFields.SuperOffice:1`.
fn properties<'r>(record: &'r Record<'_>, path: &Pointer) -> Vec<(String, &'r Json)> {
    let mut names: Vec<String> = Vec::new();
    if let [top, .., last] = path.tokens() {
        names.push(top.clone());
        names.push(format!("{top}.{last}"));
    } else {
        names.extend(path.tokens().first().cloned());
    }
    let all = record.get("FieldProperties").and_then(Json::as_object);
    let find = |name: String| {
        let exact = all?.get(&name);
        let property = exact.or_else(|| {
            all?.iter().find(|(other, _)| other.eq_ignore_ascii_case(&name)).map(|(_, p)| p)
        });
        Some((name, property?))
    };
    names.into_iter().filter_map(find).collect()
}

/// The flags of a right: `Update, UIHintMandatory`.
fn mask(property: &Json) -> Vec<&str> {
    let right = property.get("FieldRight").and_then(|right| right.get("Mask"));
    let text = right.and_then(Json::as_str).unwrap_or_default();
    text.split(',').map(str::trim).filter(|flag| !flag.is_empty()).collect()
}

fn has(mask: &[&str], flag: &str) -> bool {
    mask.iter().any(|other| other.eq_ignore_ascii_case(flag))
}

/// Whether a right is given and holds no flag that lets a client write.
fn forbids(mask: &[&str]) -> bool {
    !mask.is_empty() && !["Update", "Write", "FULL"].iter().any(|flag| has(mask, flag))
}

/// The vendor's own word for the reason: letters, digits and underscores only, since
/// it goes into a message.
fn reason(property: &Json) -> String {
    let right = property.get("FieldRight").and_then(|right| right.get("Reason"));
    let word: String = right
        .and_then(Json::as_str)
        .unwrap_or_default()
        .chars()
        .filter(|c| c.is_ascii_alphanumeric() || *c == '_')
        .take(64)
        .collect();
    if word.is_empty() { word } else { format!(": {word}") }
}

/// "Not editable on the person when it has a company" (table person).
fn lead_status(case: &Case<'_>, unit: &Unit<'_>, found: &mut Violations) {
    let contact = case.entity.record.member("Contact");
    let company = contact.and_then(|member| meaning(member, case.wanted.get("Contact")));
    if unit.top.name == "LeadstatusId" && company.is_some() {
        found.push(Violation::new(
            Code::ReadOnly,
            unit.path.clone(),
            "expected a person without a company, found one with a company, whose lead status is not changed on the person",
            cite(case.entity, LEAD),
        ));
    }
}
