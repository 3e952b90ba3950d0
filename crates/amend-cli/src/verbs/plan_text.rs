//! A plan as people read it. Values only where they are asked for, and never a
//! character that a terminal would obey.

use std::fmt::Write as _;

use amend::{Json, Pointer};
use amend_vendor::{Details, LossKind, Outcome, Plan, printable};

use super::refusal::{self, Files};
use crate::failure::Failure;
use crate::settings::{Settings, Values};
use crate::terminal::{Look, Tone};
use crate::text::{Changes, path};

/// The plan of a change of what the vendor answered.
pub(crate) fn text(
    plan: &Plan<'_>,
    answer: &Json,
    files: &Files<'_>,
    settings: &Settings,
) -> Result<String, Failure> {
    let look = Look::stdout();
    match plan.outcome() {
        Outcome::Refused(violations) => {
            let count = violations.len();
            let title = format!("{}: refused, {}", plan.vendor(), counted(count, "reason"));
            let reports = refusal::text(violations, files, settings, look);
            Ok(format!("{}\n\n{reports}\n", look.paint(Tone::Alarm, &title)))
        }
        Outcome::Unchanged(details) => {
            let mut text = format!("{}: nothing to do, no request\n", plan.vendor());
            list(&mut text, look, "ignored, the vendor's own", &details.ignored);
            Ok(text)
        }
        Outcome::Planned(details) => {
            let record = files.vendor.unwrap(answer);
            let changes = Changes::of_plan(files.vendor, record, details, settings.values)?;
            Ok(planned(plan.vendor(), details, &changes, look))
        }
    }
}

fn counted(count: usize, what: &str) -> String {
    format!("{count} {what}{}", if count == 1 { "" } else { "s" })
}

/// Every reason for a refusal, a line each.
pub(crate) fn reasons(plan: &Plan<'_>, values: Values) -> String {
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

fn planned(vendor: &str, details: &Details<'_>, changes: &Changes, look: Look) -> String {
    let count = details.requests.len();
    let order = if count == 1 { "" } else { ", in this order, not atomic together" };
    let title = format!("{vendor}: {}", counted(count, "request"));
    let mut text = format!("{}{order}\n", look.paint(Tone::Strong, &title));
    // Writing to a String cannot fail.
    for request in &details.requests {
        let method = look.paint(Tone::Strong, &format!("{:6}", request.method()));
        let guard = look.paint(Tone::Quiet, &format!("(guard: {})", request.guard().as_str()));
        let _ = writeln!(text, "  {method} {} {guard}", printable(request.url()));
    }
    let _ = writeln!(text, "changes: {}", changes.count());
    text.push_str(&changes.text(look));
    if !details.losses.is_empty() {
        let _ = writeln!(text, "{}", look.paint(Tone::Alarm, "LOST"));
        for loss in &details.losses {
            let kind = match loss.kind {
                LossKind::Element => "element",
                LossKind::Member => "value",
                LossKind::Value => "custom value",
            };
            let why = if loss.requested { "asked for" } else { "A SIDE EFFECT" };
            let line = format!("! {}  {kind}, {why}", path(&loss.path));
            let tone = if loss.requested { Tone::Removed } else { Tone::Alarm };
            let _ = writeln!(text, "  {}", look.paint(tone, &line));
        }
    }
    list(&mut text, look, "carried along, as the record has them", &details.carried);
    list(&mut text, look, "set anew by the vendor, value unknown", &details.unpredicted);
    list(&mut text, look, "ignored, the vendor's own", &details.ignored);
    if !details.assumptions.is_empty() {
        let _ = writeln!(text, "{}", look.paint(Tone::Changed, "ASSUMED, not documented"));
        for assumption in &details.assumptions {
            let place =
                if assumption.path.is_root() { "(request)".into() } else { path(&assumption.path) };
            let provenance = assumption.provenance.as_str();
            let _ = writeln!(text, "  ? {} ({provenance}) {place}", assumption.rule);
            let _ = writeln!(text, "{}", wrapped(&printable(&assumption.text), look));
        }
    }
    if let Some(undo) = &details.undo {
        let requests = undo.plan.details().map_or(0, |details| details.requests.len());
        let _ = writeln!(text, "undo: {}, {}", undo.plan.status(), counted(requests, "request"));
        for (place, why) in &undo.irreversible {
            let line = format!("! {} does not come back: {}", path(place), printable(why));
            let _ = writeln!(text, "  {}", look.paint(Tone::Alarm, &line));
        }
    }
    text
}

/// A sentence of our own, indented, in lines that fit.
fn wrapped(sentence: &str, look: Look) -> String {
    let width = look.width.map_or(usize::MAX, |columns| columns - 6);
    let mut lines = vec![String::new()];
    for word in sentence.split_whitespace() {
        let line = lines.last().map_or(0, |line| line.chars().count());
        if line > 0 && line + 1 + word.chars().count() > width {
            lines.push(String::new());
        }
        if let Some(line) = lines.last_mut() {
            if !line.is_empty() {
                line.push(' ');
            }
            line.push_str(word);
        }
    }
    let lines: Vec<String> =
        lines.iter().map(|line| format!("      {}", look.paint(Tone::Quiet, line))).collect();
    lines.join("\n")
}

fn list(text: &mut String, look: Look, title: &str, paths: &[Pointer]) {
    if !paths.is_empty() {
        let _ = writeln!(text, "{title}");
        for place in paths {
            let _ = writeln!(text, "    {}", look.paint(Tone::Quiet, &path(place)));
        }
    }
}
