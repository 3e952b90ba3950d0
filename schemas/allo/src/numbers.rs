//! Telephone numbers: "All phone numbers must be in E.164 format: + followed by
//! country code and number, no spaces or dashes" (Error handling).
//!
//! A number that the record has stays as it is, whatever it looks like: a list is
//! sent whole, and adding one number must not fail for another.

use amend::{Json, Pointer};
use amend_vendor::{Case, Code, Failure, Request, Simulated, Unit, Violation, Violations};

pub(crate) const MEMBER: &str = "numbers";
const RULE: &str = "allo.numbers-e164";

/// The numbers that a change brings.
pub(crate) fn check(case: &Case<'_>, unit: &Unit<'_>, found: &mut Violations) {
    let after = list(unit.after.as_ref());
    for at in malformed(list(unit.before.as_ref()), after) {
        let message = "expected a number in the E.164 form, `+` and digits without spaces or dashes, found another text";
        let path = unit.path.child(at.to_string());
        found.push(Violation::new(Code::BadFormat, path, message, case.cite(RULE)));
    }
}

/// The numbers that a request brings.
pub(crate) fn simulate(vendor: &Simulated<'_>, request: &Request) -> Result<(), Failure> {
    let sent = list(request.body().and_then(|body| body.get(MEMBER)));
    let before = list(vendor.record.get(MEMBER));
    let source = vendor.entity.rule(RULE).map_or_else(String::new, amend_vendor::Rule::cite);
    let faults: Vec<Violation> = malformed(before, sent)
        .map(|at| {
            let path = Pointer::from_tokens([MEMBER]).child(at.to_string());
            let message = "expected a number in the E.164 form, found another text";
            Violation::new(Code::BadFormat, path, message, source.clone())
        })
        .collect();
    if faults.is_empty() {
        return Ok(());
    }
    let status = vendor.entity.update.invalid;
    let behaviour = vendor.vendor.behaviour();
    let error =
        behaviour.error_body(status, "a telephone number is not in the E.164 form", &faults);
    Err(Failure { status, error })
}

/// The places of the texts that are new and no number.
fn malformed<'a>(before: &'a [Json], after: &'a [Json]) -> impl Iterator<Item = usize> + 'a {
    let texts =
        after.iter().enumerate().filter_map(|(at, number)| Some((at, number, number.as_str()?)));
    texts.filter(|(_, number, text)| !is_e164(text) && !before.contains(number)).map(|(at, ..)| at)
}

fn list(value: Option<&Json>) -> &[Json] {
    value.and_then(Json::as_array).unwrap_or_default()
}

/// ITU-T E.164: at most fifteen digits, of which the country code, which does not
/// begin with 0, is at least one.
fn is_e164(text: &str) -> bool {
    text.strip_prefix('+').is_some_and(|digits| {
        (2..=15).contains(&digits.len())
            && digits.bytes().all(|b| b.is_ascii_digit())
            && !digits.starts_with('0')
    })
}
