//! What a refusal must say, and what it must not show.

use amend::Json;
use amend_vendor::{Change, Violation};

use crate::holds::Told;
use crate::wanted::members;

/// A refusal has reasons, sorted by path as text, and each says what is wrong and
/// whose rule it is, without a value of the record or of the change.
pub(crate) fn reasons(case: &Told<'_>, violations: &[Violation], faults: &mut Vec<String>) {
    let paths: Vec<String> = violations.iter().map(|v| v.path().to_string()).collect();
    if paths.is_empty() || !paths.is_sorted() {
        faults.push(format!("expected reasons sorted by path, found {paths:?}"));
    }
    for violation in violations {
        if violation.message().is_empty() || violation.source().is_empty() {
            faults.push(format!("expected a message and a source: {}", violation.to_json()));
        }
        shows_no_value(case, violation.message(), faults);
        shows_no_value(case, violation.source(), faults);
    }
}

/// No text of four characters or more from the record or the change stands in a
/// message, names of members and words of the schema aside.
pub(crate) fn shows_no_value(case: &Told<'_>, message: &str, faults: &mut Vec<String>) {
    let mut texts = Vec::new();
    let mut names = Vec::new();
    gather(case.record, &mut texts, &mut names);
    match case.change {
        Change::To(change) | Change::MergePatch(change) => gather(change, &mut texts, &mut names),
        Change::Patch(patch) => {
            for operation in patch.operations() {
                for path in [Some(operation.path()), operation.from()].into_iter().flatten() {
                    names.extend(path.tokens().iter().map(String::as_str));
                }
                if let Some(value) = operation.value() {
                    gather(value, &mut texts, &mut names);
                }
            }
        }
        _ => {}
    }
    for text in texts {
        let telling = text.chars().count() >= 4
            && !names.iter().any(|name| name.contains(text))
            && !case.plain.text.contains(text);
        if telling && message.contains(text) {
            faults.push(format!("a message shows `{text}`: {message}"));
        }
    }
}

fn gather<'j>(json: &'j Json, texts: &mut Vec<&'j str>, names: &mut Vec<&'j str>) {
    match json {
        Json::String(text) => texts.push(text),
        Json::Array(elements) => elements.iter().for_each(|e| gather(e, texts, names)),
        Json::Object(_) => {
            for (name, value) in members(json) {
                names.push(name);
                gather(value, texts, names);
            }
        }
        _ => {}
    }
}
