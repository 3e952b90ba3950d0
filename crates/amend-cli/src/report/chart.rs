//! The numbers of a report, as figures and as bars: inline SVG, drawn without script.

use std::fmt::Write as _;

use super::html::{escaped, figure};
use super::tally::Tally;

/// Bars of one chart; what is behind them is put together.
const MOST_BARS: usize = 12;

/// The figures and the charts.
pub(super) fn summary(tally: &Tally) -> String {
    let mut out = String::from("<dl class=\"figures\">\n");
    // Writing to a String cannot fail.
    for (name, class, count) in [
        ("persons", "", tally.persons()),
        ("planned", "planned", tally.planned),
        ("unchanged", "unchanged", tally.unchanged),
        ("refused", "refused", tally.refused),
        ("errors", "error", tally.errors),
        ("requests", "", tally.requests),
        ("lost", "lost", tally.losses),
    ] {
        let class = if count == 0 { "none" } else { class };
        let count = figure(count);
        let _ = writeln!(out, "<div class=\"{class}\"><dt>{name}</dt><dd>{count}</dd></div>");
    }
    out.push_str("</dl>\n");
    // Of one person there is nothing to compare.
    if tally.persons() < 2 {
        return out;
    }
    out.push_str(&shares(tally));
    out.push_str("<div class=\"charts\">\n");
    out.push_str(&bars("Refused and errors, by code", "refused", tally.codes.iter()));
    out.push_str(&bars("Fields most changed", "planned", tally.fields.iter()));
    out.push_str("</div>\n");
    out
}

/// One bar of all persons, by status.
fn shares(tally: &Tally) -> String {
    let all = tally.persons();
    if all == 0 {
        return String::new();
    }
    let mut out = String::from(
        "<svg class=\"shares\" viewBox=\"0 0 1000 28\" preserveAspectRatio=\"none\" role=\"img\" aria-label=\"Persons by status\">",
    );
    let mut from = 0;
    for (class, name, count) in [
        ("planned", "planned", tally.planned),
        ("unchanged", "unchanged", tally.unchanged),
        ("refused", "refused", tally.refused),
        ("error", "errors", tally.errors),
    ] {
        // In thousandths, so that the parts add up to the whole.
        let to = from + count;
        let (x, end) = (share(from, all), share(to, all));
        if count > 0 {
            let width = (end - x).max(2);
            let _ = write!(
                out,
                "<rect class=\"{class}\" x=\"{x}\" y=\"0\" width=\"{width}\" height=\"28\"><title>{name}: {}</title></rect>",
                figure(count)
            );
        }
        from = to;
    }
    out.push_str("</svg>\n");
    out
}

fn share(part: u64, all: u64) -> u64 {
    u64::try_from(u128::from(part) * 1000 / u128::from(all.max(1))).unwrap_or(1000)
}

/// Bars with their names, the longest first.
fn bars<'n>(
    title: &str,
    class: &str,
    counts: impl Iterator<Item = (&'n String, &'n u64)>,
) -> String {
    let mut counts: Vec<(&str, u64)> = counts.map(|(n, c)| (n.as_str(), *c)).collect();
    if counts.is_empty() {
        return String::new();
    }
    counts.sort_by(|a, b| b.1.cmp(&a.1).then(a.0.cmp(b.0)));
    let rest: u64 = counts.iter().skip(MOST_BARS).map(|(_, count)| count).sum();
    let most = counts.first().map_or(1, |(_, count)| *count).max(1);
    let rows: Vec<(String, u64)> =
        counts.iter().take(MOST_BARS).map(|(name, count)| (escaped(name), *count)).collect();
    let height = (rows.len() + usize::from(rest > 0)) * 26;
    let mut out = format!(
        "<figure><figcaption>{title}</figcaption><svg viewBox=\"0 0 520 {height}\" role=\"img\" aria-label=\"{title}\">"
    );
    for (at, (name, count)) in rows.iter().enumerate() {
        let y = at * 26;
        let width = (count.saturating_mul(250) / most).clamp(2, 250);
        let _ = write!(
            out,
            "<text class=\"name\" x=\"0\" y=\"{}\">{}</text><rect class=\"{class}\" x=\"210\" y=\"{}\" width=\"{width}\" height=\"16\" rx=\"2\"></rect><text class=\"count\" x=\"{}\" y=\"{}\">{}</text>",
            y + 17,
            short(name),
            y + 5,
            216 + width,
            y + 17,
            figure(*count)
        );
    }
    if rest > 0 {
        // Together they may be more than the first: a bar would mislead.
        let others = counts.len() - MOST_BARS;
        let _ = write!(
            out,
            "<text class=\"count\" x=\"0\" y=\"{}\">{others} others: {}</text>",
            rows.len() * 26 + 17,
            figure(rest)
        );
    }
    out.push_str("</svg></figure>\n");
    out
}

/// A name that fits beside its bar. It is escaped already: an entity is not cut.
fn short(name: &str) -> String {
    if name.contains('&') || name.chars().count() <= 30 {
        return name.to_owned();
    }
    format!("{}…", name.chars().take(29).collect::<String>())
}
