//! `amend check --vendor V RECORD` and `amend simulate --vendor V RECORD REQUESTS`

use std::ffi::OsString;

use amend::Json;
use amend_vendor::{Request, Vendor, Violation};

use super::refusal::{self, Files};
use crate::failure::{Failure, Status};
use crate::input::{Source, check_stdin};
use crate::output::Output;
use crate::registry;
use crate::settings::{Settings, Values};
use crate::terminal::{Look, Tone};

/// The arguments of `amend check`.
#[derive(Debug, clap::Args)]
#[command(after_help = "Example:\n  amend check --vendor copper examples/copper/person.json")]
pub(crate) struct CheckArgs {
    /// The vendor: see `amend vendors`
    #[arg(long, value_name = "V", value_parser = registry::parse)]
    vendor: &'static Vendor,

    /// The person as the vendor's GET returns it; `-` is standard input
    record: OsString,

    /// What to print
    #[arg(long, value_enum, default_value = "json")]
    format: CheckFormat,
}

#[derive(Clone, Copy, Debug, Eq, PartialEq, clap::ValueEnum)]
enum CheckFormat {
    /// The violations, sorted by path
    Json,
    /// For people: each violation with its line
    Text,
}

/// The arguments of `amend simulate`.
#[derive(Debug, clap::Args)]
#[command(after_help = "Example:\n  \
    amend simulate --vendor copper examples/copper/person.json plan.json")]
pub(crate) struct SimulateArgs {
    /// The vendor: see `amend vendors`
    #[arg(long, value_name = "V", value_parser = registry::parse)]
    vendor: &'static Vendor,

    /// The person as the vendor's GET returns it; `-` is standard input
    record: OsString,

    /// One request, an array of requests, or a whole plan
    requests: OsString,
}

pub(crate) fn check(
    args: &CheckArgs,
    settings: &Settings,
    output: &mut Output,
) -> Result<Status, Failure> {
    let source = Source::from(args.record.as_os_str());
    let record = registry::json(&source, settings)?;
    let violations = args
        .vendor
        .check_within(&record, &settings.limits)
        .map_err(|error| Failure::trouble("schema", error.to_string()))?;
    let status = if violations.is_empty() { Status::Done } else { Status::Negative };
    if args.format == CheckFormat::Text {
        let files = Files { vendor: args.vendor, record: &source, change: None };
        output.text(check_text(&violations, &files, settings));
        return Ok(status);
    }
    let list = violations.iter().map(|violation| {
        let mut json = violation.to_json();
        if let (Values::Shown, Some(members), Some(value)) =
            (settings.values, json.as_object_mut(), violation.value())
        {
            members.insert("value", value.clone());
        }
        json
    });
    let report = Json::object([
        ("vendor", Json::from(args.vendor.name())),
        ("violations", Json::array(list)),
    ]);
    output.json(&report, settings.layout);
    Ok(status)
}

fn check_text(violations: &[Violation], files: &Files<'_>, settings: &Settings) -> String {
    let look = Look::stdout();
    let name = files.vendor.name();
    if violations.is_empty() {
        return format!("{name}: valid\n");
    }
    let count = violations.len();
    let title = format!("{name}: {count} violation{}", if count == 1 { "" } else { "s" });
    let reports = refusal::text(violations, files, settings, look);
    format!("{}\n\n{reports}\n", look.paint(Tone::Alarm, &title))
}

pub(crate) fn simulate(
    args: &SimulateArgs,
    settings: &Settings,
    output: &mut Output,
) -> Result<Status, Failure> {
    let record = Source::from(args.record.as_os_str());
    let source = Source::from(args.requests.as_os_str());
    check_stdin(&[("RECORD", &record), ("REQUESTS", &source)])?;
    registry::entity(args.vendor)?;
    let answer = registry::json(&record, settings)?;
    let requests = requests(&registry::json(&source, settings)?, &source)?;
    let (report, status) = match args.vendor.simulate(&answer, &requests) {
        Ok((status, record)) => (
            Json::object([("status", Json::from(u32::from(status))), ("record", record)]),
            Status::Done,
        ),
        Err(failure) => (
            Json::object([
                ("status", Json::from(u32::from(failure.status))),
                ("error", failure.error),
            ]),
            Status::Negative,
        ),
    };
    output.json(&report, settings.layout);
    Ok(status)
}

/// A request, a list of them, or the plan that holds them.
fn requests(file: &Json, source: &Source) -> Result<Vec<Request>, Failure> {
    let list = match file.get("requests") {
        Some(requests) if file.get("method").is_none() => requests,
        _ => file,
    };
    let one = std::slice::from_ref(list);
    let list = list.as_array().unwrap_or(one);
    list.iter()
        .enumerate()
        .map(|(at, request)| {
            Request::from_json(request).map_err(|error| {
                Failure::trouble("wrong-kind", format!("{error}, in request {at}")).file(source)
            })
        })
        .collect()
}
