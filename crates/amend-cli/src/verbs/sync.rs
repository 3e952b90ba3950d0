//! `amend sync --vendor V --key POINTER OLD NEW`

use std::ffi::OsString;
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::AtomicU64;

use amend::{Json, Pointer};

use crate::batch::join::Join;
use crate::batch::key::Place;
use crate::batch::listing::Listing;
use crate::batch::ndjson::Ndjson;
use crate::batch::options::{self, Many, check_files};
use crate::batch::plans::{Part, Plans};
use crate::batch::progress::Progress;
use crate::batch::snapshots::{Counts, Reading, Snapshots, answer, other_snapshots};
use crate::batch::summary::Summary;
use crate::batch::tally::Tally;
use crate::batch::writer::{Begun, Stage, State, Whole, Writer};
use crate::batch::{codec, group, keeper};
use crate::failure::{Failure, Status};
use crate::input::{Source, check_stdin};
use crate::output::Output;
use crate::pipeline;
use crate::registry;
use crate::report::Report;
use crate::settings::Settings;
use crate::verbs::plan::How;

/// The arguments of `amend sync`.
#[derive(Debug, clap::Args)]
#[command(after_help = help())]
pub(crate) struct Args {
    #[command(flatten)]
    how: How,

    /// Where a record has its key, a number or a string: a JSON Pointer such as /id
    #[arg(long, value_name = "POINTER")]
    key: Pointer,

    /// NDJSON, a person a line, as the vendor's GET returns them now
    old: OsString,

    /// NDJSON, the same people as they should be
    new: OsString,

    /// Write the keys that only NEW has to FILE, a line each
    #[arg(long, value_name = "FILE")]
    added: Option<PathBuf>,

    /// Write the keys that only OLD has to FILE, a line each
    #[arg(long, value_name = "FILE")]
    removed: Option<PathBuf>,

    /// Where snapshots that do not fit in memory are sorted
    #[arg(long, value_name = "FOLDER")]
    temp_dir: Option<PathBuf>,

    #[command(flatten)]
    many: Many,
}

fn help() -> String {
    format!(
        "The snapshots may be in any order and larger than memory. Each person that both have, and whose plan is not \
`unchanged`, gets a line: the plan, with \"key\" in front, in the order of the keys (numbers by value, then strings \
by code point). Nothing is planned for people that only one snapshot has. A line that is broken or has no key is \
answered by {{\"snapshot\": \"old\" or \"new\", \"line\", \"status\": \"error\", \"error\"}} in front of all plans, and its person \
then counts as one that the snapshot does not have, which the summary warns of. A key that a snapshot has several times is answered by {{\"key\", \"status\": \"error\", \"error\"}} \
in its place: nothing is guessed.\n\n\
The exit status is 0 if everything was planned or had nothing to plan, 1 if something was refused or broken, \
2 for trouble. At the end a summary goes to standard error.\n\n\
{}\n\n{} A resume reads and sorts the snapshots again, and plans only what was not planned.\n\n{}\n\n\
Examples:\n  \
amend sync --vendor copper --key /id old.ndjson new.ndjson\n  \
amend sync --vendor copper --key /id old.ndjson new.ndjson --removed gone",
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
    let old = Source::from(args.old.as_os_str());
    let new = Source::from(args.new.as_os_str());
    let fields = how.fields();
    let mut sources = vec![("OLD", &old), ("NEW", &new)];
    sources.extend(fields.as_ref().map(|fields| ("--fields", fields)));
    check_stdin(&sources)?;
    let written = [
        ("--output", many.output.as_deref()),
        ("--summary", many.summary.as_deref()),
        ("--report", many.report.as_deref()),
        ("--added", args.added.as_deref()),
        ("--removed", args.removed.as_deref()),
    ];
    let fields = fields.as_ref().and_then(Source::path);
    check_files(&written, &[("OLD", old.path()), ("NEW", new.path()), ("--fields", fields)])?;

    if let Some(folder) = args.temp_dir.as_deref().filter(|folder| !folder.is_dir()) {
        let folder = folder.display();
        return Err(Failure::usage(format!(
            "expected a folder for --temp-dir, found none: `{folder}`"
        )));
    }

    let planning = how.options(settings)?;
    let entity = registry::entity(how.vendor)?;
    let group = many.group(entity, &planning, "keys")?;
    let report = many.report(how.vendor, settings)?;
    let plans = Plans {
        vendor: how.vendor,
        entity,
        options: &planning,
        limits: &settings.limits,
        values: settings.values,
        sending: many.sending(),
        report: report.as_ref().map(Report::full),
        source: &new,
    };
    let listed = |path: &Option<PathBuf>| {
        path.as_ref().map_or(Json::Null, |path| Json::from(path.to_string_lossy().as_ref()))
    };
    let own = vec![
        ("key", Json::from(args.key.to_string())),
        ("added", listed(&args.added)),
        ("removed", listed(&args.removed)),
    ];
    let run = many.run("sync", how.vendor, &planning, settings, own);
    // Both files are seen to be there before one of them is read.
    let readers = [Ndjson::open(&old, settings)?, Ndjson::open(&new, settings)?];
    // Where it cannot be written, that is better known before the work than behind it.
    let told = many.summary()?;
    let begun = Writer::open(many.output.as_deref(), many.resume(), &run, output, group)?;
    let (whole, tally, inputs) = match begun {
        Begun::New(mut writer) => {
            let lists = args.added.is_some() || args.removed.is_some();
            writer.to_the_end = lists || many.summary.is_some() || report.is_some();
            writer.report = report;
            sync(args, &plans, readers, writer, None, settings)?
        }
        Begun::Resumed(writer, state) => {
            sync(args, &plans, readers, writer, Some(state), settings)?
        }
        Begun::Whole(whole, state) => (whole, state.tally, state.inputs),
    };
    let figure = |json: Option<&Json>| {
        json.and_then(Json::as_i64).and_then(|n| u64::try_from(n).ok()).unwrap_or_default()
    };
    let of = |snapshot: &str, name: &str| {
        figure(inputs.get(snapshot).and_then(|snapshot| snapshot.get(name)))
    };
    let own = vec![
        ("old", of("old", "lines")),
        ("new", of("new", "lines")),
        ("added", figure(inputs.get("added"))),
        ("removed", figure(inputs.get("removed"))),
    ];
    let mut tally = tally;
    tally.unchanged += figure(inputs.get("same"));
    let alike = old.path().is_some_and(|path| {
        new.path().is_some_and(|other| options::one_name(path) == options::one_name(other))
    });
    let doubt = alike.then_some("OLD and NEW are one file");
    let unread = Some([of("old", "unread"), of("new", "unread")]);
    let summary = Summary { entity, tally: &tally, own, records: "", unread, doubt };
    let status = summary.tell(told, settings.errors)?;
    whole.forget()?;
    Ok(status)
}

/// Reads, sorts, joins and plans. Gives the counts, and what the journal says of the
/// snapshots.
fn sync(
    args: &Args,
    plans: &Plans<'_>,
    readers: [Ndjson<'_>; 2],
    mut writer: Writer<'_>,
    state: Option<State>,
    settings: &Settings,
) -> Result<(Whole, Tally, Json), Failure> {
    let listing = |path: &Option<PathBuf>| path.as_deref().map(Listing::create).transpose();
    let (added, removed) = (listing(&args.added)?, listing(&args.removed)?);
    let taken: Vec<Arc<AtomicU64>> = readers.iter().map(Ndjson::taken).collect();
    let total = readers.iter().map(Ndjson::size).sum::<Option<u64>>();
    writer.progress = Progress::new(total, taken, 0, settings.errors);
    // What is said of lines comes in front of all plans: an output that has plans has
    // all of it. Before the snapshots are read, nothing can be gone on with.
    writer.stage = if state.is_some() { Stage::Again } else { Stage::Reading };
    let reading = Reading {
        plans,
        place: Place { pointer: &args.key, envelope: plans.entity.envelope.as_deref() },
        jobs: args.many.jobs(),
        temp_dir: args.temp_dir.as_deref(),
    };
    let [old, new] = readers;
    let (old, old_read) = reading.sorted(old, "old", |part| writer.take(part))?;
    let (new, new_read) = reading.sorted(new, "new", |part| writer.take(part))?;
    writer.inputs.insert("old", old_read.to_json());
    writer.inputs.insert("new", new_read.to_json());
    writer.stage = Stage::Planning;
    let joined = Arc::new(AtomicU64::new(0));
    let total = old_read.end.lines + new_read.end.lines;
    writer.progress = Progress::new(Some(total), vec![Arc::clone(&joined)], 0, settings.errors);
    let join = Join::new(old, new)?;
    let mut snapshots =
        Snapshots { join, added, removed, counts: Counts::default(), number: 0, joined };
    if let Some(state) = state {
        go_on(plans, &mut snapshots, &mut writer, state)?;
    }
    pipeline::run(
        args.many.jobs(),
        || snapshots.pairs(),
        |pairs, give| pairs.answer(plans, give),
        |part| writer.take(part),
    )?;
    let Snapshots { added, removed, counts, .. } = snapshots;
    let counted = [("added", counts.added), ("removed", counts.removed), ("same", counts.same)];
    for (name, count) in counted {
        writer.inputs.insert(name, count);
    }
    for listing in [added, removed].into_iter().flatten() {
        listing.place()?;
    }
    let inputs = Json::from(writer.inputs.clone());
    let report = writer.report.take();
    let (whole, tally) = writer.finish()?;
    if let Some(mut report) = report {
        report.unchanged(tally.unchanged + counts.same);
        report.finish()?;
    }
    Ok((whole, tally, inputs))
}

/// Goes past the pairs that are answered already.
fn go_on(
    plans: &Plans<'_>,
    snapshots: &mut Snapshots,
    writer: &mut Writer<'_>,
    state: State,
) -> Result<(), Failure> {
    if Json::from(writer.inputs.clone()) != state.inputs {
        return Err(other_snapshots(&writer.inputs, &state.inputs));
    }
    let done = state.end.as_i64().and_then(|n| u64::try_from(n).ok()).unwrap_or_default();
    while snapshots.number < done {
        let Some((number, joined)) = snapshots.next()? else {
            break;
        };
        // What waited for a bulk request is planned again: the journal holds no
        // records.
        if state.waiting.contains(&number) {
            let mut part = Part::default();
            answer(plans, number, &joined, &mut part);
            writer.reopen(part);
        }
    }
    writer.tally = state.tally;
    Ok(())
}
