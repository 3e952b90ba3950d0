//! Planning once more: under `strict`, from the predicted record, and back.

use amend_vendor::{Change, Code, Details, Options, Outcome, plan};

use crate::bodies;
use crate::holds::{Told, first};
use crate::normal::differing;
use crate::refused;
use crate::wanted::Asked;

/// `strict` refuses what leans on a rule that is not documented, and only that.
pub(crate) fn strict(case: &Told<'_>, details: &Details<'_>, faults: &mut Vec<String>) {
    let options = Options { strict: true, assume: Vec::new(), ..case.options.clone() };
    let Ok(found) = plan(case.vendor, case.record, case.change, &options) else {
        faults.push("the schema cannot be used".to_owned());
        return;
    };
    let refused = matches!(found.outcome(), Outcome::Refused(_));
    if refused == details.assumptions.is_empty() {
        faults.push(format!("strict: {}, with {:?}", found.status(), details.assumptions));
    }
    if found.violations().iter().any(|violation| violation.code() != Code::Assumption) {
        faults.push("strict refuses for other reasons too".to_owned());
    }
    // With each rule accepted by name, nothing is refused.
    let assume = details.assumptions.iter().map(|assumption| assumption.rule.clone()).collect();
    let options = Options { strict: true, assume, ..case.options.clone() };
    match plan(case.vendor, case.record, case.change, &options) {
        Ok(found) if found.details().is_some() => {}
        _ => faults.push("strict refuses although each rule is accepted".to_owned()),
    }
}

/// Asking for the same of the predicted record changes nothing.
pub(crate) fn same_wish(
    case: &Told<'_>,
    details: &Details<'_>,
    asked: &Asked,
    faults: &mut Vec<String>,
) {
    if details.losses.iter().any(|loss| !loss.requested) {
        return; // what went as a side effect is still asked for
    }
    let wish = Change::To(asked.record.clone());
    let options = Options { strict: false, guard: false, ..case.options.clone() };
    match plan(case.vendor, &details.after, &wish, &options) {
        Ok(found) if matches!(found.outcome(), Outcome::Unchanged(_)) => {}
        Ok(found) => faults.push(format!("asked for again: {}", found.to_json())),
        Err(error) => faults.push(error.to_string()),
    }
}

/// The undo brings the record back, or lists what does not come back.
pub(crate) fn undo(case: &Told<'_>, details: &Details<'_>, faults: &mut Vec<String>) {
    let options = Options { undo: true, ..case.options.clone() };
    let found = plan(case.vendor, case.record, case.change, &options);
    let Some(undo) =
        found.as_ref().ok().and_then(|found| found.details()).and_then(|found| found.undo.as_ref())
    else {
        faults.push("no undo, though it was asked for".to_owned());
        return;
    };
    let Some(back) = undo.plan.details() else {
        faults.push(format!("the undo is refused: {}", undo.plan.to_json()));
        return;
    };
    let record = match case.vendor.simulate(&details.after, &back.requests) {
        Ok((_, record)) => record,
        Err(failure) => {
            faults.push(format!("the undo fails: {} {}", failure.status, failure.error));
            return;
        }
    };
    if record.to_string() != back.after.to_string() {
        faults.push("the undo predicts another record than it makes".to_owned());
    }
    for top in differing(case.plain.record(), case.record, &record) {
        if !undo.irreversible.iter().any(|(path, _)| first(path) == top) {
            faults.push(format!("`{top}` does not come back: {}", undo.plan.to_json()));
        }
    }
    for (_, why) in &undo.irreversible {
        refused::shows_no_value(case, why, faults);
    }
    // The names that the undo sends are those of members that a client writes.
    let told = Told { record: &details.after, ..*case };
    let mut sent = Vec::new();
    bodies::requests(&told, back, &mut sent);
    // What nobody can predict is set again, though the prediction shows no change.
    sent.retain(|fault| !fault.ends_with("which does not change"));
    faults.extend(sent.into_iter().map(|fault| format!("undo: {fault}")));
}
