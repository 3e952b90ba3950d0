//! Running the case files of a vendor.

use std::path::Path;

use amend::{Json, Limits};
use amend_vendor::{Vendor, plan};

use crate::case::{Case, CaseError, Given};
use crate::expect;
use crate::holds::holds;
use crate::samples::{fail, files};

/// Runs every case file (`*.json`) of a folder and reports all that fails, each
/// with its file and the name of its case.
///
/// A case file is an array of objects:
///
/// - `name`, and `why` if that needs saying;
/// - `record`: the record, or the name of a file in `records/`;
/// - `base`, the older record that the change was made against, in the same way;
/// - one of `to`, `patch`, `merge_patch` (the change to plan), `simulate` (a
///   request or several, as a plan writes them), `check` (`true`) and `body` (a body
///   to hold against the update schema, without a record);
/// - `options`: `absent`, `strict`, `assume`, `accept_losses`, `guard`, `undo`,
///   `base_url`, `wire`, `limits`;
/// - `fields`: the catalogue, or the name of a file in `fields/`;
/// - `expect`: of a plan, `status` and any of `requests` (all of them, in order:
///   `method`, `path` or `url`, `body` compared as text too and absent where it is
///   not given, `guard` and `"none"` where it is not given, `headers` of which it
///   may give some), `after`, `after_at` (values by pointer; null also for what is
///   not there), `changes`, `losses`, `ignored`, `carried`, `unpredicted`,
///   `assumptions` (names of rules, once each, in any order), `violations`
///   (`code`, `path` and, if given, `message` and `source`), and `undo` (the same
///   again, with `irreversible`, a list of pointers). Of `simulate`, `status` (a
///   number), `after`, `after_at`, `error`. Of `check` and `body`, `violations`.
///
/// A case that is planned or unchanged must also hold to what [`holds`] asks of
/// every plan, unless it has a `base`.
///
/// # Panics
/// Where a case fails, and where the folder has no case.
pub fn cases(vendor: &'static Vendor, folder: &Path) {
    let mut failures = Vec::new();
    let mut count = 0;
    for (file, text) in files(folder, "json") {
        let json = Json::read(text.as_bytes(), &Limits::default())
            .unwrap_or_else(|error| fail(&file, &error.to_string()));
        let list = json.as_array().unwrap_or_else(|| fail(&file, "expected an array of cases"));
        let mut names: Vec<&str> = Vec::new();
        for (at, case) in list.iter().enumerate() {
            count += 1;
            let name = case.get("name").and_then(Json::as_str).unwrap_or("(no name)");
            if names.contains(&name) {
                failures.push(format!("{file}/{at} {name}: the name stands twice"));
            }
            names.push(name);
            let found = Case::read(vendor, case, folder)
                .and_then(|case| run(vendor, &case))
                .unwrap_or_else(|error| vec![error.to_string()]);
            failures.extend(found.into_iter().map(|fault| format!("{file}/{at} {name}: {fault}")));
        }
    }
    assert!(count > 0, "{}: there is no case", folder.display());
    assert!(
        failures.is_empty(),
        "{} of {count} cases of {}:\n{}",
        failures.len(),
        vendor.name(),
        failures.join("\n")
    );
}

/// What is wrong with the outcome of a case.
fn run(vendor: &'static Vendor, case: &Case) -> Result<Vec<String>, CaseError> {
    let expect = &case.expect;
    match &case.given {
        Given::Change(change) => {
            let plan = plan(vendor, &case.record, change, &case.options)
                .map_err(|error| CaseError::new(error.to_string()))?;
            let mut faults = expect::plan(expect, &plan)?;
            if case.options.base.is_none() {
                faults.extend(holds(vendor, &case.record, change, &case.options, &plan));
            }
            Ok(faults)
        }
        Given::Simulate(requests) => {
            expect::simulated(expect, &vendor.simulate(&case.record, requests))
        }
        Given::Body(body) => expect::checked(expect, &vendor.check_body(body)),
        Given::Check => {
            let found = vendor.check(&case.record);
            let found = found.map_err(|error| CaseError::new(error.to_string()))?;
            expect::checked(expect, &found)
        }
    }
}
