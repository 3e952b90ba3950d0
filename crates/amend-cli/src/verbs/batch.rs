//! `amend batch --vendor V [FILE]`

use std::ffi::OsString;
use std::path::Path;

use amend_vendor::Options;

use crate::batch::keeper;
use crate::batch::ndjson::{Mark, Ndjson};
use crate::batch::options::{Many, check_files};
use crate::batch::plans::{Part, Plans};
use crate::batch::progress::Progress;
use crate::batch::summary::Summary;
use crate::batch::tally::Tally;
use crate::batch::writer::{Begun, State, Whole, Writer};
use crate::batch::{codec, group};
use crate::failure::{Failure, Status};
use crate::input::{Source, check_stdin};
use crate::output::Output;
use crate::pipeline;
use crate::registry;
use crate::report::Report;
use crate::settings::Settings;
use crate::verbs::plan::How;

/// The arguments of `amend batch`.
#[derive(Debug, clap::Args)]
#[command(after_help = help())]
pub(crate) struct Args {
    #[command(flatten)]
    how: How,

    /// NDJSON, a line for each person: {"id"?, "record", "to"} or {"id"?, "record", "patch"}
    #[arg(default_value = "-")]
    file: OsString,

    #[command(flatten)]
    many: Many,
}

fn help() -> String {
    format!(
        "In each line, \"record\" is the person as the vendor's GET returns it, and \"to\" or \"patch\" the change, \
as `amend plan` takes them; \"id\", if it is there, is any JSON, and comes back. Each line is answered by \
one line, in the same order: the plan, with \"line\" and \"id\" in front, or {{\"line\", \"id\"?, \"status\": \"error\", \
\"error\": {{\"kind\", \"message\", \"column\"?, \"path\"?}}}} for a line that is broken, behind which the run goes on. \
A line ends with LF or CRLF; the limit `line` (8 MiB) is the most that one may hold.\n\n\
The exit status is 0 if every line was planned or had nothing to plan, 1 if some were refused or broken, \
2 for trouble. At the end a summary goes to standard error: the counts, the requests, the time that \
they need at the vendor's rate limit, the refusals by code (the lines that each came up in).\n\n\
{}\n\n{}\n\n{}\n\n\
Examples:\n  \
amend batch --vendor copper pairs.ndjson\n  \
amend batch --vendor copper --bulk pairs.ndjson --summary sum.json\n  \
amend batch --vendor copper pairs.ndjson --output plans.gz --resume",
        codec::HELP,
        keeper::HELP,
        group::HELP
    )
}

pub(crate) fn run(
    args: &Args,
    settings: &Settings,
    output: &mut Output,
) -> Result<Status, Failure> {
    let Args { how, many, .. } = args;
    let input = Source::from(args.file.as_os_str());
    let fields = how.fields();
    let mut sources = vec![("FILE", &input)];
    sources.extend(fields.as_ref().map(|fields| ("--fields", fields)));
    check_stdin(&sources)?;
    let written = [
        ("--output", many.output.as_deref()),
        ("--summary", many.summary.as_deref()),
        ("--report", many.report.as_deref()),
    ];
    check_files(&written, &[("FILE", input.path()), ("--fields", source_path(fields.as_ref()))])?;

    let options = how.options(settings)?;
    let entity = registry::entity(how.vendor)?;
    let group = many.group(entity, &options, "lines")?;
    let mut plans = plans(args, &options, settings, &input)?;
    // Where it cannot be written, that is better known before the work than behind it.
    let told = many.summary()?;
    let report = many.report(how.vendor, settings)?;
    plans.report = report.as_ref().map(Report::full);
    let mut reader = Ndjson::open(&input, settings)?;
    let run = many.run("batch", how.vendor, &options, settings, Vec::new());
    let (whole, tally) =
        match Writer::open(many.output.as_deref(), many.resume(), &run, output, group)? {
            Begun::New(mut writer) => {
                writer.to_the_end = many.summary.is_some() || report.is_some();
                writer.report = report;
                work(many, &plans, &mut reader, writer, settings)?
            }
            Begun::Resumed(mut writer, state) => {
                skip(&plans, &mut reader, &mut writer, &state, &input)?;
                writer.tally = state.tally;
                work(many, &plans, &mut reader, writer, settings)?
            }
            Begun::Whole(whole, state) => (whole, state.tally),
        };
    let own = Vec::new();
    let summary =
        Summary { entity, tally: &tally, own, records: "lines", unread: None, doubt: None };
    let status = summary.tell(told, settings.errors)?;
    whole.forget()?;
    Ok(status)
}

/// How every record of a run is planned.
fn plans<'a>(
    args: &Args,
    options: &'a Options,
    settings: &'a Settings,
    source: &'a Source,
) -> Result<Plans<'a>, Failure> {
    let vendor = args.how.vendor;
    Ok(Plans {
        vendor,
        entity: registry::entity(vendor)?,
        options,
        limits: &settings.limits,
        values: settings.values,
        sending: args.many.sending(),
        report: None,
        source,
    })
}

fn source_path(source: Option<&Source>) -> Option<&Path> {
    source.and_then(Source::path)
}

fn work(
    many: &Many,
    plans: &Plans<'_>,
    reader: &mut Ndjson<'_>,
    mut writer: Writer<'_>,
    settings: &Settings,
) -> Result<(Whole, Tally), Failure> {
    let done = writer.tally.records;
    writer.progress = Progress::new(reader.size(), vec![reader.taken()], done, settings.errors);
    pipeline::run(
        many.jobs(),
        || reader.chunk(u64::MAX),
        |chunk, give| plans.chunk(&chunk, give),
        |part| writer.take(part),
    )?;
    let report = writer.report.take();
    let finished = writer.finish()?;
    report.map_or(Ok(()), Report::finish)?;
    Ok(finished)
}

/// Goes past the lines that are answered already, and sees that they are the same.
fn skip(
    plans: &Plans<'_>,
    reader: &mut Ndjson<'_>,
    writer: &mut Writer<'_>,
    state: &State,
    input: &Source,
) -> Result<(), Failure> {
    let mark = Mark::from_json(&state.end).unwrap_or_default();
    while reader.at().lines < mark.lines {
        let Some(chunk) = reader.chunk(mark.lines)? else {
            break;
        };
        // What waited for a bulk request is planned again: the journal holds no
        // records.
        for (number, line) in chunk.lines().filter(|(number, _)| state.waiting.contains(number)) {
            let mut part = Part::default();
            plans.line(number, line, &mut part);
            writer.reopen(part);
        }
    }
    if reader.at() == mark {
        return Ok(());
    }
    let message = format!(
        "expected the lines that the unfinished run has answered, the first {}, found others",
        mark.lines
    );
    Err(Failure::trouble("unfinished", message).file(input))
}
