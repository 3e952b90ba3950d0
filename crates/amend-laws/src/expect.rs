//! Holding an outcome against what a case expects: all differences, in words.

use amend::{Json, Pointer};
use amend_vendor::{Failure, Plan, Request, Violation};

use crate::case::{CaseError, only};

const PLAN: [&str; 11] = [
    "status",
    "requests",
    "after",
    "after_at",
    "changes",
    "losses",
    "ignored",
    "carried",
    "unpredicted",
    "assumptions",
    "violations",
];

/// What differs between a plan and its expectation.
pub(crate) fn plan(expect: &Json, plan: &Plan<'_>) -> Result<Vec<String>, CaseError> {
    only(expect, &[&PLAN[..], &["undo"]].concat())?;
    let mut faults = outcome(expect, plan)?;
    if let Some(expected) = expect.get("undo") {
        only(expected, &[&PLAN[..], &["irreversible"]].concat())?;
        let Some(undo) = plan.details().and_then(|details| details.undo.as_ref()) else {
            faults.push("expected an undo, found none".to_owned());
            return Ok(faults);
        };
        let mut found = outcome(expected, &undo.plan)?;
        if let Some(expected) = expected.get("irreversible") {
            let paths = undo.irreversible.iter().map(|(path, _)| Json::from(path.to_string()));
            texts("irreversible", expected, &Json::array(paths), &mut found);
        }
        faults.extend(found.into_iter().map(|fault| format!("undo: {fault}")));
    }
    Ok(faults)
}

/// What differs in all but the undo.
fn outcome(expect: &Json, plan: &Plan<'_>) -> Result<Vec<String>, CaseError> {
    let mut faults = Vec::new();
    let json = plan.to_json();
    let status = expect.get("status").and_then(Json::as_str);
    let status = status.ok_or_else(|| CaseError::new("`expect` without a status"))?;
    if status != plan.status() {
        faults.push(format!("expected the status `{status}`, found {json}"));
        return Ok(faults);
    }
    if let Some(expected) = expect.get("violations") {
        violations(expected, plan.violations(), &mut faults)?;
    } else if status == "refused" {
        return Err(CaseError::new("a refusal without its violations"));
    }
    let Some(details) = plan.details() else {
        if let Some(key) =
            PLAN.iter().skip(1).find(|k| expect.get(k).is_some() && **k != "violations")
        {
            return Err(CaseError::new(format!("a refusal has no `{key}`")));
        }
        return Ok(faults);
    };
    if let Some(expected) = expect.get("requests") {
        requests(expected, &details.requests, &mut faults)?;
    }
    record(expect, &details.after, &mut faults)?;
    for key in ["changes", "losses", "ignored", "carried", "unpredicted"] {
        if let (Some(expected), Some(found)) = (expect.get(key), json.get(key)) {
            texts(key, expected, found, &mut faults);
        }
    }
    if let Some(expected) = expect.get("assumptions") {
        let mut expected: Vec<String> =
            elements(expected, "assumptions")?.iter().map(ToString::to_string).collect();
        let mut found: Vec<String> =
            details.assumptions.iter().map(|a| Json::from(a.rule.as_str()).to_string()).collect();
        for list in [&mut expected, &mut found] {
            list.sort();
            list.dedup();
        }
        if expected != found {
            faults.push(format!("assumptions: expected {expected:?}, found {found:?}"));
        }
    }
    Ok(faults)
}

/// What differs between the outcome of a simulation and its expectation.
pub(crate) fn simulated(
    expect: &Json,
    outcome: &Result<(u16, Json), Failure>,
) -> Result<Vec<String>, CaseError> {
    only(expect, &["status", "after", "after_at", "error"])?;
    let mut faults = Vec::new();
    let status = expect.get("status").and_then(Json::as_i64);
    let status = status.ok_or_else(|| CaseError::new("`expect` without a status"))?;
    let (found, error) = match outcome {
        Ok((status, _)) => (*status, &Json::Null),
        Err(failure) => (failure.status, &failure.error),
    };
    if status != i64::from(found) {
        faults.push(format!("expected the status {status}, found {found} {error}"));
        return Ok(faults);
    }
    match outcome {
        Ok((_, after)) => record(expect, after, &mut faults)?,
        Err(failure) => {
            if let Some(expected) = expect.get("error") {
                texts("error", expected, &failure.error, &mut faults);
            }
        }
    }
    Ok(faults)
}

/// What differs between the violations of a record and those expected.
pub(crate) fn checked(expect: &Json, found: &[Violation]) -> Result<Vec<String>, CaseError> {
    only(expect, &["violations"])?;
    let mut faults = Vec::new();
    let expected = expect.get("violations");
    let expected = expected.ok_or_else(|| CaseError::new("`expect` without violations"))?;
    violations(expected, found, &mut faults)?;
    Ok(faults)
}

fn record(expect: &Json, after: &Json, faults: &mut Vec<String>) -> Result<(), CaseError> {
    if let Some(expected) = expect.get("after") {
        texts("after", expected, after, faults);
    }
    let places = expect
        .get("after_at")
        .map(|places| places.as_object().ok_or_else(|| CaseError::new("`after_at` is no object")));
    for (place, expected) in places.transpose()?.into_iter().flatten() {
        let pointer: Pointer =
            place.parse().map_err(|error| CaseError::new(format!("`{place}`: {error}")))?;
        let found = after.pointer(&pointer).unwrap_or(&Json::Null);
        texts(&format!("after at `{place}`"), expected, found, faults);
    }
    Ok(())
}

fn requests(expected: &Json, found: &[Request], faults: &mut Vec<String>) -> Result<(), CaseError> {
    let expected = elements(expected, "requests")?;
    if expected.len() != found.len() {
        let found = Json::array(found.iter().map(Request::to_json));
        faults.push(format!("expected {} requests, found {found}", expected.len()));
        return Ok(());
    }
    for (at, (expected, found)) in expected.iter().zip(found).enumerate() {
        only(expected, &["method", "path", "url", "body", "guard", "headers"])?;
        let place = |what: &str| format!("request {at}, {what}");
        let text = |key: &str| expected.get(key).and_then(Json::as_str);
        let method = text("method").ok_or_else(|| CaseError::new("a request without method"))?;
        let mut is = |what: &str, expected: &str, found: &str| {
            if expected != found {
                faults.push(format!("{}: expected `{expected}`, found `{found}`", place(what)));
            }
        };
        is("method", method, found.method());
        match (text("url"), text("path")) {
            (Some(url), None) => is("url", url, found.url()),
            (None, Some(path)) => is("path", path, found.path()),
            _ => return Err(CaseError::new("expected a request with one of `url` and `path`")),
        }
        is("guard", text("guard").unwrap_or("none"), found.guard().as_str());
        for (name, value) in expected.get("headers").and_then(Json::as_object).into_iter().flatten()
        {
            let value = value.as_str().unwrap_or_default();
            is(&format!("header `{name}`"), value, found.header(name).unwrap_or_default());
        }
        match (expected.get("body"), found.body()) {
            (None, None) => {}
            (Some(expected), Some(body)) => texts(&place("body"), expected, body, faults),
            (None, Some(body)) => {
                faults.push(format!("{}: none expected, found {body}", place("body")));
            }
            (Some(_), None) => faults.push(format!("{}: expected one, found none", place("body"))),
        }
    }
    Ok(())
}

fn violations(
    expected: &Json,
    found: &[Violation],
    faults: &mut Vec<String>,
) -> Result<(), CaseError> {
    let list = elements(expected, "violations")?;
    for expected in list {
        only(expected, &["code", "path", "message", "source"])?;
    }
    let differ = list.len() != found.len()
        || list.iter().zip(found).any(|(expected, found)| {
            let found = found.to_json();
            expected.get("code").is_none()
                || expected.get("path").is_none()
                || expected
                    .as_object()
                    .into_iter()
                    .flatten()
                    .any(|(name, value)| found.get(name) != Some(value))
        });
    if differ {
        let found = Json::array(found.iter().map(Violation::to_json));
        faults.push(format!("violations: expected {expected}, found {found}"));
    }
    Ok(())
}

/// Two values must be written alike: the order of members and the spelling of
/// numbers are part of what is promised.
fn texts(what: &str, expected: &Json, found: &Json, faults: &mut Vec<String>) {
    if expected != found || expected.to_string() != found.to_string() {
        faults.push(format!("{what}: expected {expected}, found {found}"));
    }
}

fn elements<'j>(json: &'j Json, what: &str) -> Result<&'j [Json], CaseError> {
    json.as_array().ok_or_else(|| CaseError::new(format!("`{what}` is no array")))
}
