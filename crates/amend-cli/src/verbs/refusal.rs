//! Violations as people read them: each with its line of the file where it is
//! wrong, whose rule it breaks, and what to do.

use std::ops::Range;

use amend::options::LeadingSlash;
use amend::value::Shape;
use amend::{Document, Json, Limits, Node, Pointer, View, equal};
use amend_vendor::{Code, Vendor, Violation, printable};

use crate::excerpt::{Excerpt, Note, bare, span};
use crate::explain;
use crate::input::{Source, Text};
use crate::settings::{Settings, Values};
use crate::terminal::Look;

/// The files that a refusal can be about.
#[derive(Debug)]
pub(crate) struct Files<'a> {
    pub(crate) vendor: &'static Vendor,
    pub(crate) record: &'a Source,
    /// The wanted record, or the patch.
    pub(crate) change: Option<&'a Source>,
}

/// Every violation, parted by empty lines.
pub(crate) fn text(
    violations: &[Violation],
    files: &Files<'_>,
    settings: &Settings,
    look: Look,
) -> String {
    let record = bytes(files.record, settings);
    let change = files.change.and_then(|source| bytes(source, settings));
    let record = Opened::new(files.record, record.as_deref(), settings);
    let change = files.change.and_then(|source| Opened::new(source, change.as_deref(), settings));
    let mut text = String::new();
    let mut last = None;
    for violation in violations {
        let place = located(violation, record.as_ref(), change.as_ref(), files.vendor);
        let here = place
            .as_ref()
            .map(|(opened, range)| (std::ptr::from_ref(*opened), range.clone(), violation.code()));
        // Of several faults of one kind in one place, only the first shows it.
        let again = here.is_some() && last == here;
        if !text.is_empty() {
            text.push_str(if again { "\n" } else { "\n\n" });
        }
        text.push_str(&report(violation, place, again, settings, look));
        last = here;
    }
    text
}

/// The file again, which was read well a moment ago; standard input is gone.
fn bytes(source: &Source, settings: &Settings) -> Option<Vec<u8>> {
    match source {
        Source::Stdin => None,
        Source::File(_) => source.bytes(settings).ok(),
    }
}

/// A file and its document.
struct Opened<'a> {
    text: Text<'a>,
    document: Document<'a>,
}

impl<'a> Opened<'a> {
    fn new(source: &'a Source, bytes: Option<&'a [u8]>, settings: &Settings) -> Option<Self> {
        let text = Text::whole(source, bytes?);
        let depth = settings.limits.depth.saturating_add(2);
        let limits = Limits { depth, ..settings.limits.clone() };
        Some(Self { text, document: text.document(&limits).ok()? })
    }
}

fn report(
    violation: &Violation,
    place: Option<(&Opened<'_>, Range<usize>)>,
    again: bool,
    settings: &Settings,
    look: Look,
) -> String {
    let path = violation.path().to_string();
    let path = if path.is_empty() { "the whole record".into() } else { path };
    let mut title = format!("{path}: {}", violation.message());
    if let (Values::Shown, Some(value)) = (settings.values, violation.value()) {
        title = format!("{title} (found {value})");
    }
    let (title, source) = (printable(&title), printable(violation.source()));
    let help = explain::help(violation.code().as_str());
    let mut notes = Vec::new();
    if !source.is_empty() {
        notes.push(Note { name: "rule", text: &source });
    }
    notes.extend(help.as_deref().map(|text| Note { name: "help", text }));
    let head = (violation.code().as_str(), &*title);
    let Some((opened, range)) = place else { return bare(head, &notes, look) };
    let name = printable(&opened.text.source.shown()).into_owned();
    let excerpt = Excerpt::of(opened.text, &opened.document, &range);
    if again {
        excerpt.head(head, &name, look)
    } else {
        excerpt.report(head, &name, &notes, settings.values, look)
    }
}

/// The file that a violation is about, and the place in it.
fn located<'o, 't>(
    violation: &Violation,
    record: Option<&'o Opened<'t>>,
    change: Option<&'o Opened<'t>>,
    vendor: &Vendor,
) -> Option<(&'o Opened<'t>, Range<usize>)> {
    let path = violation.path();
    let in_record = record.map(|opened| (opened, found(opened, path, vendor)));
    let Some(change) = change else {
        return in_record.map(|(opened, (range, _))| (opened, range));
    };
    if let Shape::Array(_) = change.document.root().shape()
        && let Some(range) = in_patch(change.document.root(), path)
    {
        return Some((change, range));
    }
    let (range, depth) = found(change, path, vendor);
    let whole = path.tokens().len();
    match in_record {
        // What is the same in both is the record's fault; and so is its id.
        Some((opened, (there, depth_there)))
            if depth_there > depth
                || matches!(violation.code(), Code::BadId | Code::PartialRecord)
                || (depth_there == whole && same(opened, &there, change, &range)) =>
        {
            Some((opened, there))
        }
        _ => Some((change, range)),
    }
}

/// The place of a pointer of the record, within its envelope if it has one.
fn found(opened: &Opened<'_>, path: &Pointer, vendor: &Vendor) -> (Range<usize>, usize) {
    let entity = vendor.entity().ok();
    let envelope = entity.and_then(|entity| entity.envelope.as_deref()).filter(|envelope| {
        let id = entity.map_or("id", |entity| entity.id.member.as_str());
        let root = opened.document.root();
        root.member(id).is_none() && root.member(envelope).is_some()
    });
    let tokens: Vec<String> =
        envelope.map(str::to_owned).into_iter().chain(path.tokens().iter().cloned()).collect();
    let (range, depth) = span(&opened.document, &Pointer::from_tokens(tokens));
    (range, depth.saturating_sub(usize::from(envelope.is_some())))
}

fn same(left: &Opened<'_>, at: &Range<usize>, right: &Opened<'_>, there: &Range<usize>) -> bool {
    let read = |opened: &Opened<'_>, range: &Range<usize>| {
        opened.document.text().get(range.clone()).and_then(|text| text.parse::<Json>().ok())
    };
    match (read(left, at), read(right, there)) {
        (Some(left), Some(right)) => equal(&left, &right),
        _ => false,
    }
}

/// The part of a JSON Patch that a violation is about: the operation of that number,
/// or the last one that names the place, what is above it or what is below.
fn in_patch(patch: Node<'_>, path: &Pointer) -> Option<Range<usize>> {
    let own = path.tokens().first().and_then(|token| token.parse().ok());
    if let Some(operation) = own.and_then(|index| patch.element(index)) {
        let part = path.tokens().get(1).and_then(|name| operation.member(name));
        return Some(part.unwrap_or(operation).span());
    }
    let Shape::Array(operations) = patch.shape() else { return None };
    let mut best = None;
    for operation in operations {
        let Some(place) = operation.member("path") else { continue };
        let Shape::String(text) = place.shape() else { continue };
        let Ok(named) = Pointer::parse(&text, LeadingSlash::Optional) else { continue };
        if named.contains(path) {
            let rest = path.tokens().get(named.tokens().len()..).unwrap_or_default();
            let value = operation.member("value").and_then(|value| {
                rest.iter().try_fold(value, |node, token| {
                    node.member(token).or_else(|| node.element(token.parse().ok()?))
                })
            });
            best = Some(value.unwrap_or(place).span());
        } else if path.contains(&named) {
            best = Some(place.span());
        }
    }
    best
}
