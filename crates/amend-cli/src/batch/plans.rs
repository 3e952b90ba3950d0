//! From a line to its answer: what the workers do.

use std::fmt::Write as _;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use amend::error::ReadErrorKind;
use amend::value::Shape;
use amend::{Document, Json, Limits, Node, Pointer, View as _};
use amend_vendor::{
    Change, Entity, Options, Outcome, Plan, Record, SchemaError, Vendor, Written, bulk, plan,
    plan_written,
};

use crate::batch::ndjson::{Chunk, Line, Mark, too_long};
use crate::batch::tally::Tally;
use crate::engine;
use crate::failure::Failure;
use crate::input::{Source, Text};
use crate::pipeline::Give;
use crate::registry;
use crate::report::Row;
use crate::settings::Values;
use crate::verbs::plan::to_json;

/// How every record of a run is planned.
#[derive(Debug)]
pub(crate) struct Plans<'a> {
    pub(crate) vendor: &'static Vendor,
    pub(crate) entity: &'static Entity,
    pub(crate) options: &'a Options,
    pub(crate) limits: &'a Limits,
    pub(crate) values: Values,
    pub(crate) sending: Sending,
    /// What a report wants of each record, if there is to be one.
    pub(crate) report: Option<Wanted>,
    /// For the places in failures, which do not name it in the end.
    pub(crate) source: &'a Source,
}

/// How requests go out.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum Sending {
    /// Each with its plan.
    Single,
    /// Several plans by one request, where they can.
    Bulk,
}

/// What a report wants: a row of each record, and whether it is full by now.
pub(crate) type Wanted = Arc<AtomicBool>;

/// Some lines that go out.
#[derive(Debug, Default)]
pub(crate) struct Part {
    pub(crate) text: String,
    /// The same for a report, if there is to be one.
    pub(crate) rows: Option<Vec<Row>>,
    pub(crate) tally: Tally,
    /// What to know of plans with requests, where these are sent in bulk.
    pub(crate) orders: Vec<Order>,
    /// With the last part of a piece of work: how far the run is behind it.
    pub(crate) end: Option<End>,
}

/// How far a run is.
#[derive(Clone, Copy, Debug)]
pub(crate) enum End {
    /// So far in the file.
    Lines(Mark),
    /// So many pairs are worked on.
    Pairs(u64),
}

/// A plan with requests, for whoever puts requests together.
#[derive(Debug)]
pub(crate) struct Order {
    /// Where its line ends in the text.
    pub(crate) end: usize,
    /// The number of the line or of the pair, for the journal.
    pub(crate) number: u64,
    /// The same as the output names it.
    pub(crate) label: Json,
    /// The id of the record.
    pub(crate) id: Json,
    /// What stands for it in a bulk request, if it can go there.
    pub(crate) item: Option<Json>,
}

/// What a record is called in the output.
#[derive(Clone, Debug)]
pub(crate) enum Head {
    /// The number of its line, and the id that the line has, as a text of JSON.
    Line(u64, Option<String>),
    /// The number of its pair, and its key.
    Key(u64, Json),
}

/// Bytes of answers that are given on at once: a chunk's answer has no bound of its
/// own.
const PART: usize = 64 << 10;

impl Part {
    /// Gives this part on and begins the next, if it is long enough.
    pub(crate) fn give_if_long(&mut self, give: Give<'_, Self>) -> bool {
        if self.text.len() <= PART {
            return true;
        }
        let rows = self.rows.as_ref().map(|_| Vec::new());
        let text = String::with_capacity(self.text.len());
        give(std::mem::replace(self, Self { text, rows, ..Self::default() }))
    }

    /// Adds a line that says what is wrong.
    pub(crate) fn error(&mut self, head: &str, failure: &Failure) {
        self.tally.error(failure.kind());
        if let Some(rows) = &mut self.rows {
            rows.push(Row::of_error(&label(head), failure.kind(), failure.message()));
        }
        let error = Json::from(failure.members());
        // Writing to a String cannot fail.
        let _ = writeln!(self.text, "{{{head},\"status\":\"error\",\"error\":{error}}}");
    }
}

/// What a line of the output begins with, for people: `line 7, id 12`.
fn label(head: &str) -> String {
    let members = format!("{{{head}}}").parse::<Json>().ok();
    let members = members.as_ref().and_then(Json::as_object).into_iter().flatten();
    let parts = members.map(|(name, value)| match value.as_str() {
        Some(text) => format!("{name} {text}"),
        None => format!("{name} {value}"),
    });
    parts.collect::<Vec<_>>().join(", ")
}

impl Plans<'_> {
    /// Nothing yet, for what comes.
    pub(crate) fn part(&self) -> Part {
        Part { rows: self.report.as_ref().map(|_| Vec::new()), ..Part::default() }
    }

    /// Answers the lines of a chunk.
    pub(crate) fn chunk(&self, chunk: &Chunk, give: Give<'_, Part>) {
        let mut part = self.part();
        part.text.reserve(PART + (PART >> 2));
        for (number, line) in chunk.lines() {
            self.line(number, line, &mut part);
            if !part.give_if_long(give) {
                return;
            }
        }
        part.end = Some(End::Lines(chunk.end));
        give(part);
    }

    /// Answers one line: always one line.
    pub(crate) fn line(&self, number: u64, line: Line<'_>, part: &mut Part) {
        part.tally.records += 1;
        let bytes = match line {
            Line::Text(bytes) => Ok(bytes),
            Line::Empty => Err(Failure::trouble(
                "syntax",
                "expected an object with `record` and `to` or `patch`, found an empty line",
            )),
            Line::Long => Err(too_long(self.limits.line)),
        };
        let mut head = Head::Line(number, None);
        let planned = bytes.and_then(|bytes| self.answer(bytes, &mut head, part));
        if let Err(failure) = planned {
            part.error(&head.text(), &failure);
        }
    }

    /// Plans the change of a line; the head gets its id.
    fn answer(&self, bytes: &[u8], head: &mut Head, part: &mut Part) -> Result<(), Failure> {
        let text = Text { source: self.source, bytes, line: head.line() };
        let document = self.document(text)?;
        let root = document.root();
        if let (Some(id), Head::Line(_, shown)) = (root.member("id"), &mut *head) {
            // White space of the line would be the only one of the output.
            let plain = !id.text().starts_with(['{', '[']);
            *shown = Some(if plain { id.text().to_owned() } else { id.to_json().to_string() });
        }
        let fault = |kind, message: &str| {
            let place = engine::nearest(&document, &Pointer::root());
            Failure::trouble(kind, message).place(text.place(place))
        };
        if !matches!(root.shape(), Shape::Object(_)) {
            let noun = root.to_json().noun();
            return Err(fault(
                "wrong-kind",
                &format!("expected an object with `record` and `to` or `patch`, found {noun}"),
            ));
        }
        let missing = |names: &str| {
            fault("missing-member", &format!("expected the member {names}, found none"))
        };
        let record = root.member("record").ok_or_else(|| missing("`record`"))?;
        match (root.member("to"), root.member("patch")) {
            (Some(to), None) => self.towards(head, record, to, part),
            (None, Some(patch)) => {
                let at = Pointer::from_tokens(["patch"]);
                let change =
                    registry::change(self.vendor, patch, &at, text, &document, self.limits)?;
                self.plan(head, &record.to_json(), &change, part)
            }
            (None, None) => Err(missing("`to` or `patch`")),
            (Some(_), Some(_)) => Err(fault("two-changes", "expected `to` or `patch`, found both")),
        }
    }

    /// Plans a wanted record and adds the line of the plan. Where nobody needs the
    /// records whole, only what differs in them is read.
    fn towards(
        &self,
        head: &Head,
        record: Node<'_>,
        to: Node<'_>,
        part: &mut Part,
    ) -> Result<(), Failure> {
        let alone = self.report.is_none() && self.sending == Sending::Single;
        if let Some(written) = Written::of(self.vendor, record).filter(|_| alone) {
            let record = Record::written(&written);
            let plan =
                plan_written(self.vendor, &record, to, self.options).map_err(|e| schema(&e))?;
            let shows =
                |plan: &Plan<'_>| self.values == Values::Hidden || plan.violations().is_empty();
            if let Some(plan) = plan.filter(shows) {
                let requests = plan.details().map_or(0, |details| details.requests.len());
                if counted(head, plan.outcome(), part) {
                    part.tally.requests += requests as u64;
                    let _ = write!(part.text, "{{{},", head.text());
                    plan.write_members(&mut part.text);
                    part.text.push_str("}\n");
                }
                return Ok(());
            }
        }
        self.plan(head, &record.to_json(), &Change::To(to.to_json()), part)
    }

    /// A line as a document. The record may be as deep as a record in a file of its
    /// own, which stands one level higher; so may the values of a patch, which stand
    /// three levels lower.
    fn document<'t>(&self, text: Text<'t>) -> Result<Document<'t>, Failure> {
        let depth = self.limits.depth;
        let read = |levels: usize| {
            let limits = Limits { depth: depth.saturating_add(levels), ..self.limits.clone() };
            Document::read(text.bytes, &limits)
        };
        let too_deep = |error: &amend::error::ReadError| error.limit() == Some("depth");
        match read(1) {
            Err(error) if too_deep(&error) => {
                let deep = |error: &amend::error::ReadError| {
                    let message = format!(
                        "the limit `depth` of {depth} is exceeded; raise it if this input is to be trusted"
                    );
                    Failure::trouble("limit", message)
                        .limit(Some("depth"))
                        .place(text.place(error.place()))
                        .path(error.path())
                };
                let document = read(3).map_err(|other| {
                    if too_deep(&other) { deep(&other) } else { engine::read(&other, text) }
                })?;
                let patch = document.root().member("patch");
                let own = Limits { depth, ..self.limits.clone() };
                for name in ["record", "to"] {
                    if let Some(node) = document.root().member(name)
                        && Document::read(node.text().as_bytes(), &own)
                            .is_err_and(|error| error.kind() == ReadErrorKind::Limit)
                    {
                        return Err(deep(&error));
                    }
                }
                if patch.is_none() { Err(deep(&error)) } else { Ok(document) }
            }
            read => read.map_err(|error| engine::read(&error, text)),
        }
    }

    /// Plans a change and adds the line of the plan.
    pub(crate) fn plan(
        &self,
        head: &Head,
        record: &Json,
        change: &Change,
        part: &mut Part,
    ) -> Result<(), Failure> {
        let plan =
            plan(self.vendor, record, change, self.options).map_err(|error| schema(&error))?;
        let requests = plan.details().map_or(0, |details| details.requests.len());
        self.row(head, record, &plan, part)?;
        if !counted(head, plan.outcome(), part) {
            return Ok(());
        }
        let mut order = None;
        if self.sending == Sending::Bulk && requests > 0 {
            let record = self.vendor.unwrap(record);
            let id = record.get(&self.entity.id.member).cloned().unwrap_or_default();
            order = Some((id, bulk::item(self.entity, record, &plan)));
        }
        let mut json = to_json(plan, self.values);
        let mut mark = "";
        if let (Some((_, Some(_))), Some(members)) = (&order, json.as_object_mut()) {
            mark = ",\"bulk\":true";
            members.insert("requests", Vec::new());
        }
        if !order.as_ref().is_some_and(|(_, item)| item.is_some()) {
            part.tally.requests += requests as u64;
        }
        // Every plan has members, which take the place of a brace by those of the head.
        let start = part.text.len();
        let _ = writeln!(part.text, "{json}");
        let head_text = format!("{{{}{mark},", head.text());
        part.text.replace_range(start..=start, &head_text);
        if let Some((id, item)) = order {
            let (number, label) = head.named();
            part.orders.push(Order { end: part.text.len(), number, label, id, item });
        }
        Ok(())
    }

    /// Adds the row of a plan, if there is to be a report. Of a person who did not
    /// change, a comparison of snapshots says nothing.
    fn row(
        &self,
        head: &Head,
        record: &Json,
        plan: &Plan<'_>,
        part: &mut Part,
    ) -> Result<(), Failure> {
        let (Some(full), Some(rows)) = (&self.report, &mut part.rows) else { return Ok(()) };
        if matches!((plan.outcome(), head), (Outcome::Unchanged(_), Head::Key(..))) {
            return Ok(());
        }
        let (label, full) = (label(&head.text()), full.load(Ordering::Relaxed));
        rows.push(Row::of_plan(&label, self.vendor, record, plan, self.values, full)?);
        Ok(())
    }

    /// Plans what makes a line of a snapshot into that of another.
    pub(crate) fn pair(
        &self,
        head: &Head,
        [old, new]: [&[u8]; 2],
        part: &mut Part,
    ) -> Result<(), Failure> {
        let text = |bytes| Text { source: self.source, bytes, line: 1 };
        let (old, new) = (text(old).document(self.limits)?, text(new).document(self.limits)?);
        self.towards(head, old.root(), new.root(), part)
    }
}

/// Counts a plan, and says whether it is told.
fn counted(head: &Head, outcome: &Outcome<'_>, part: &mut Part) -> bool {
    match outcome {
        Outcome::Planned(_) => part.tally.planned += 1,
        Outcome::Unchanged(_) => {
            part.tally.unchanged += 1;
            // Of a person who did not change, a comparison of snapshots says
            // nothing.
            return !matches!(head, Head::Key(..));
        }
        Outcome::Refused(violations) => {
            part.tally.refused += 1;
            let mut codes: Vec<&'static str> =
                violations.iter().map(|violation| violation.code().as_str()).collect();
            codes.sort_unstable();
            codes.dedup();
            for code in codes {
                *part.tally.codes.entry(code.into()).or_default() += 1;
            }
        }
    }
    true
}

fn schema(error: &SchemaError) -> Failure {
    Failure::trouble("schema", error.to_string())
}

impl Head {
    /// The members that a line of the output begins with.
    pub(crate) fn text(&self) -> String {
        match self {
            Self::Line(number, None) => format!("\"line\":{number}"),
            Self::Line(number, Some(id)) => format!("\"line\":{number},\"id\":{id}"),
            Self::Key(_, key) => format!("\"key\":{key}"),
        }
    }

    /// The line of the input that it stands for, as places in failures name it.
    fn line(&self) -> usize {
        match self {
            Self::Line(number, _) => usize::try_from(*number).unwrap_or(usize::MAX),
            Self::Key(..) => 1,
        }
    }

    /// Its number, and what the output calls it.
    fn named(&self) -> (u64, Json) {
        match self {
            Self::Line(number, _) => (*number, Json::from(*number)),
            Self::Key(number, key) => (*number, key.clone()),
        }
    }
}

impl End {
    pub(crate) fn to_json(self) -> Json {
        match self {
            Self::Lines(mark) => mark.to_json(),
            Self::Pairs(number) => Json::from(number),
        }
    }
}
