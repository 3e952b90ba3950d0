//! A person of a report.

use std::fmt::Write as _;

use amend::{Json, Pointer};
use amend_vendor::{Details, LossKind, Outcome, Plan, Request, Vendor, Violation};

use super::html::{escaped, figure};
use super::tally::Tally;
use crate::failure::Failure;
use crate::settings::Values;
use crate::text::{Changes, path};

/// A person as a report shows and counts it. It can be made on any thread.
#[derive(Clone, Debug)]
pub(crate) struct Row {
    pub(super) html: String,
    pub(super) tally: Tally,
}

/// Characters of one value or body that are shown.
const MOST: usize = 4_000;

impl Row {
    /// A plan of a change of this record; `label` says whose. Where the report is full,
    /// it is only counted.
    pub(crate) fn of_plan(
        label: &str,
        vendor: &'static Vendor,
        record: &Json,
        plan: &Plan<'_>,
        values: Values,
        full: bool,
    ) -> Result<Self, Failure> {
        // Those who did not change have a count of their own.
        if full && !matches!(plan.outcome(), Outcome::Unchanged(_)) {
            return Ok(Self { html: String::new(), tally: counted(plan) });
        }
        match plan.outcome() {
            Outcome::Refused(violations) => {
                Ok(Self { html: refused(label, violations, values), tally: counted(plan) })
            }
            Outcome::Unchanged(details) => {
                let mut more = String::new();
                list(&mut more, "Ignored, the vendor&#39;s own", &details.ignored);
                Ok(Self {
                    html: person(label, "unchanged", [0, 0, 0], &more),
                    tally: counted(plan),
                })
            }
            Outcome::Planned(details) => {
                let record = vendor.unwrap(record);
                let changes = Changes::of_plan(vendor, record, details, values)?;
                Ok(Self { html: planned(label, details, &changes, values), tally: counted(plan) })
            }
        }
    }

    /// A line that could not be planned, by the kind of its error.
    pub(crate) fn of_error(label: &str, kind: &str, message: &str) -> Self {
        let mut tally = Tally { errors: 1, ..Tally::default() };
        tally.codes.insert(kind.to_owned(), 1);
        let more = format!("<p><b>{}</b> {}</p>", escaped(kind), escaped(message));
        Self { html: person(label, "error", [0, 0, 0], &more), tally }
    }
}

/// What a plan adds to the figures: persons are counted, not reasons or places.
fn counted(plan: &Plan<'_>) -> Tally {
    let mut tally = Tally::default();
    match plan.outcome() {
        Outcome::Planned(details) => {
            tally.planned = 1;
            tally.requests = details.requests.len() as u64;
            tally.losses = details.losses.len() as u64;
            for field in details.changes.iter().filter_map(|effect| effect.path.tokens().first()) {
                tally.fields.insert(field.clone(), 1);
            }
        }
        Outcome::Unchanged(_) => tally.unchanged = 1,
        Outcome::Refused(violations) => {
            tally.refused = 1;
            for violation in violations {
                tally.codes.insert(violation.code().to_string(), 1);
            }
        }
    }
    tally
}

fn refused(label: &str, violations: &[Violation], values: Values) -> String {
    let mut more = String::from("<h3>Why it is refused</h3><ul class=\"reasons\">");
    for violation in violations {
        // Writing to a String cannot fail.
        let _ = write!(
            more,
            "<li><b>{}</b> <code>{}</code> {}",
            escaped(violation.code().as_str()),
            escaped(&path(violation.path())),
            escaped(violation.message())
        );
        if let (Values::Shown, Some(value)) = (values, violation.value()) {
            let _ = write!(more, " (found <code>{}</code>)", shown(&value.to_string()));
        }
        let _ = write!(more, " <small>{}</small></li>", escaped(violation.source()));
    }
    more.push_str("</ul>");
    person(label, "refused", [0, 0, 0], &more)
}

fn planned(label: &str, details: &Details<'_>, changes: &Changes, values: Values) -> String {
    let counts = [details.requests.len(), changes.count(), details.losses.len()]
        .map(|count| u64::try_from(count).unwrap_or(u64::MAX));
    let mut more = String::new();
    table(&mut more, changes);
    if !details.losses.is_empty() {
        more.push_str("<h3 class=\"lost\">Lost</h3><ul class=\"lost\">");
        for loss in &details.losses {
            let kind = match loss.kind {
                LossKind::Element => "element",
                LossKind::Member => "value",
                LossKind::Value => "custom value",
            };
            let why = if loss.requested { "asked for" } else { "a side effect" };
            let place = escaped(&path(&loss.path));
            let _ = write!(more, "<li><code>{place}</code> {kind}, {why}</li>");
        }
        more.push_str("</ul>");
    }
    more.push_str("<h3>Requests, in this order</h3>");
    for request in &details.requests {
        sent(&mut more, request, values);
    }
    list(&mut more, "Carried along, as the record has them", &details.carried);
    list(&mut more, "Set anew by the vendor, value unknown", &details.unpredicted);
    list(&mut more, "Ignored, the vendor&#39;s own", &details.ignored);
    if !details.assumptions.is_empty() {
        more.push_str("<h3>Assumed, not documented</h3><ul>");
        for assumption in &details.assumptions {
            let _ = write!(
                more,
                "<li><code>{}</code> ({}) {}</li>",
                escaped(&assumption.rule),
                assumption.provenance.as_str(),
                escaped(&assumption.text)
            );
        }
        more.push_str("</ul>");
    }
    if let Some(undo) = &details.undo {
        let requests = undo.plan.details().map_or(0, |details| details.requests.len());
        let _ = write!(
            more,
            "<h3>Undo</h3><p>{}, {requests} requests; {} places do not come back</p>",
            undo.plan.status(),
            undo.irreversible.len()
        );
    }
    person(label, "planned", counts, &more)
}

/// The rows of the table: one to see, one to open. `more` is HTML already.
fn person(label: &str, status: &str, counts: [u64; 3], more: &str) -> String {
    let [requests, changes, losses] = counts.map(|count| match count {
        0 => "–".to_owned(),
        count => figure(count),
    });
    let lost = if counts[2] > 0 { " class=\"lost\"" } else { "" };
    let details = if more.is_empty() {
        String::new()
    } else {
        format!(
            "<tr class=\"more\"><td colspan=\"5\"><details><summary>details</summary>{more}</details></td></tr>"
        )
    };
    format!(
        "<tbody data-status=\"{status}\"><tr><th scope=\"row\">{}</th><td><span class=\"{status}\">{status}</span></td><td>{requests}</td><td>{changes}</td><td{lost}>{losses}</td></tr>{details}</tbody>\n",
        escaped(label)
    )
}

/// Before and after, place by place.
fn table(more: &mut String, changes: &Changes) {
    more.push_str(
        "<h3>Changes</h3><table class=\"changes\"><thead><tr><th></th><th scope=\"col\">Place</th><th scope=\"col\">Before</th><th scope=\"col\">After</th></tr></thead><tbody>",
    );
    for part in changes.parts() {
        // A hyphen is too short beside a plus.
        let sign = if part.sign == '-' { '\u{2212}' } else { part.sign };
        let class = match part.sign {
            '+' => "added",
            '-' => "removed",
            '~' => "replaced",
            '>' => "moved",
            _ => "kept",
        };
        let cell = |value: Option<&str>| match value {
            Some(value) => format!("<code>{}</code>", shown(value)),
            None => String::new(),
        };
        let note = match part.note {
            "" => String::new(),
            note => format!(" <small>{}</small>", escaped(note)),
        };
        if part.before.is_none() && part.after.is_none() {
            let _ = write!(
                more,
                "<tr class=\"{class}\"><td>{}</td><td colspan=\"3\"><code>{}</code>{note}</td></tr>",
                escaped(&sign.to_string()),
                escaped(part.path)
            );
            continue;
        }
        let _ = write!(
            more,
            "<tr class=\"{class}\"><td>{}</td><td><code>{}</code>{note}</td><td>{}</td><td>{}</td></tr>",
            escaped(&sign.to_string()),
            escaped(part.path),
            cell(part.before),
            cell(part.after)
        );
    }
    more.push_str("</tbody></table>");
}

fn sent(more: &mut String, request: &Request, values: Values) {
    let _ = write!(
        more,
        "<p class=\"request\"><b>{}</b> <code>{}</code> <small>guard: {}</small></p>",
        escaped(request.method()),
        escaped(request.url()),
        escaped(request.guard().as_str())
    );
    if let Some(body) = request.body() {
        let body = match values {
            Values::Shown => body.clone(),
            Values::Hidden => hidden(body),
        };
        let lines: Vec<String> = format!("{body:#}").lines().map(shown).collect();
        let _ = write!(more, "<pre>{}</pre>", lines.join("\n"));
    }
}

/// The same value with a mark for each that it holds; null is no value.
fn hidden(json: &Json) -> Json {
    match json {
        Json::Null => Json::Null,
        Json::Array(elements) => Json::array(elements.iter().map(hidden)),
        Json::Object(members) => {
            Json::object(members.iter().map(|(name, value)| (name, hidden(value))))
        }
        _ => Json::from("***"),
    }
}

fn shown(text: &str) -> String {
    match text.char_indices().nth(MOST) {
        None => escaped(text),
        Some((end, _)) => {
            let left = text.chars().count() - MOST;
            format!("{}… ({left} more characters)", escaped(text.get(..end).unwrap_or_default()))
        }
    }
}

fn list(more: &mut String, title: &str, paths: &[Pointer]) {
    if paths.is_empty() {
        return;
    }
    let places: Vec<String> =
        paths.iter().map(|place| format!("<code>{}</code>", escaped(&path(place)))).collect();
    let _ = write!(more, "<h3>{title}</h3><p>{}</p>", places.join(" "));
}
