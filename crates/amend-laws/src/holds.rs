//! What every plan must hold to, however it was come by.

use amend::Json;
use amend_vendor::{Change, Options, Plan, Vendor, plan};

/// What a plan breaks of the laws that hold for every vendor, in words.
///
/// - The requests, simulated on the record, give `after`, to the byte.
/// - Planning the same again gives the same bytes.
/// - A refusal says why, sorted by path, and shows no value of the record.
pub fn holds(
    vendor: &'static Vendor,
    record: &Json,
    change: &Change,
    options: &Options,
    found: &Plan,
) -> Vec<String> {
    let mut faults = Vec::new();
    match plan(vendor, record, change, options) {
        Ok(again) => {
            if again.to_json().to_string() != found.to_json().to_string() {
                faults.push("the same change is planned in two ways".to_owned());
            }
        }
        Err(error) => faults.push(error.to_string()),
    }
    if let Some(details) = found.details() {
        match vendor.simulate(record, &details.requests) {
            Ok((_, after)) if after.to_string() == details.after.to_string() => {}
            Ok((_, after)) => {
                faults.push(format!("the requests give {after}, the plan says {}", details.after));
            }
            Err(failure) => faults.push(format!("the requests fail: {}", failure.status)),
        }
    } else {
        let paths: Vec<String> = found.violations().iter().map(|v| v.path().to_string()).collect();
        if paths.is_empty() || !paths.is_sorted() {
            faults.push(format!("expected violations sorted by path, found {paths:?}"));
        }
        for violation in found.violations() {
            if violation.message().is_empty() || violation.source().is_empty() {
                faults.push(format!("expected a message and a source: {}", violation.to_json()));
            }
        }
    }
    faults
}
