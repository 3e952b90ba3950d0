//! A plan as people read it. Values only where they are asked for, and never a
//! character that a terminal would obey.

use std::fmt::Write as _;

use amend::{Json, Pointer};
use amend_vendor::{ChangeKind, Details, LossKind, Outcome, Plan};

use crate::settings::Values;
use amend_vendor::printable;

pub(crate) fn text(plan: &Plan, record: &Json, values: Values) -> String {
    match plan.outcome() {
        Outcome::Refused(_) => {
            format!("{}: refused\n{}\n", plan.vendor(), reasons(plan, values))
        }
        Outcome::Unchanged(details) => {
            let mut text = format!("{}: nothing to do\n", plan.vendor());
            list(&mut text, "ignored, the vendor's own", &details.ignored);
            text
        }
        Outcome::Planned(details) => planned(plan, details, record, values),
    }
}

/// Every reason for a refusal, a line each.
pub(crate) fn reasons(plan: &Plan, values: Values) -> String {
    let lines: Vec<String> = plan
        .violations()
        .iter()
        .map(|violation| {
            let path = violation.path().to_string();
            let mut line = format!(
                "  {} {}: {}",
                violation.code(),
                if path.is_empty() { "(whole record)" } else { &path },
                violation.message()
            );
            if let (Values::Shown, Some(value)) = (values, violation.value()) {
                let _ = write!(line, " (found {value})");
            }
            if !violation.source().is_empty() {
                let _ = write!(line, " [{}]", violation.source());
            }
            printable(&line).into_owned()
        })
        .collect();
    lines.join("\n")
}

fn planned(plan: &Plan, details: &Details, record: &Json, values: Values) -> String {
    let count = details.requests.len();
    let mut text = format!(
        "{}: {count} request{}\n",
        plan.vendor(),
        if count == 1 { "" } else { "s, in this order, not atomic together" }
    );
    for request in &details.requests {
        let line = format!("  {} {}", request.method(), request.url());
        let _ = writeln!(text, "{} (guard: {})", printable(&line), request.guard().as_str());
    }
    text.push_str("changes\n");
    for effect in &details.changes {
        let mark = match effect.change {
            ChangeKind::Added => '+',
            ChangeKind::Removed => '-',
            ChangeKind::Replaced => '~',
            ChangeKind::Moved => '>',
        };
        let mut line = format!("  {mark} {} {}", effect.path, effect.change.as_str());
        if values == Values::Shown {
            let side = |json: &Json| json.pointer(&effect.path).map(Json::to_string);
            let shown = match effect.change {
                ChangeKind::Added | ChangeKind::Moved => side(&details.after),
                ChangeKind::Removed => side(record),
                ChangeKind::Replaced => side(record)
                    .zip(side(&details.after))
                    .map(|(before, after)| format!("{before} -> {after}")),
            };
            if let Some(shown) = shown {
                let _ = write!(line, ": {shown}");
            }
        }
        let _ = writeln!(text, "{}", printable(&line));
    }
    if !details.losses.is_empty() {
        text.push_str("LOST\n");
        for loss in &details.losses {
            let kind = match loss.kind {
                LossKind::Element => "element",
                LossKind::Member => "value",
                LossKind::Value => "custom value",
            };
            let why = if loss.requested { "asked for" } else { "A SIDE EFFECT" };
            let _ = writeln!(text, "  {} {kind}, {why}", printable(&loss.path.to_string()));
        }
    }
    list(&mut text, "carried along, as the record has them", &details.carried);
    list(&mut text, "set anew by the vendor, value unknown", &details.unpredicted);
    list(&mut text, "ignored, the vendor's own", &details.ignored);
    if !details.assumptions.is_empty() {
        text.push_str("ASSUMED, not documented\n");
        for assumption in &details.assumptions {
            let path = assumption.path.to_string();
            let _ = writeln!(
                text,
                "  {} ({}) {}: {}",
                assumption.rule,
                assumption.provenance.as_str(),
                if path.is_empty() { "(request)".into() } else { printable(&path) },
                printable(&assumption.text)
            );
        }
    }
    if let Some(undo) = &details.undo {
        let requests = undo.plan.details().map_or(0, |details| details.requests.len());
        let _ = writeln!(text, "undo: {}, {requests} request(s)", undo.plan.status());
        for (path, why) in &undo.irreversible {
            let _ = writeln!(
                text,
                "  {} does not come back: {}",
                printable(&path.to_string()),
                printable(why)
            );
        }
    }
    text
}

fn list(text: &mut String, title: &str, paths: &[Pointer]) {
    if !paths.is_empty() {
        let _ = writeln!(text, "{title}");
        for path in paths {
            let _ = writeln!(text, "  {}", printable(&path.to_string()));
        }
    }
}
