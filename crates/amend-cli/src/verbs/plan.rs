//! `amend plan --vendor V RECORD --to AFTER | --patch PATCH`

use std::ffi::OsString;
use std::path::{Path, PathBuf};

use amend::Json;
use amend_vendor::render::{self, UnsafeRequest};
use amend_vendor::{Absent, Change, Options, Outcome, Plan, Request, Vendor, Wire, near};

use super::plan_text;
use super::refusal::Files;
use crate::failure::{Failure, Status};
use crate::input::{Source, check_stdin};
use crate::output::Output;
use crate::registry;
use crate::report::{Report, Row};
use crate::settings::{Settings, Values};

/// The arguments of `amend plan`.
#[derive(Debug, clap::Args)]
#[command(after_help = "Example:\n  \
    amend plan --vendor copper examples/copper/person.json --to examples/copper/after.json")]
pub(crate) struct Args {
    #[command(flatten)]
    how: How,

    /// The person as the vendor's GET returns it; `-` is standard input
    record: OsString,

    #[command(flatten)]
    change: ChangeArgs,

    /// The older record that the change was made against, where the record has
    /// moved on since: only what was changed is planned
    #[arg(long, value_name = "BASE")]
    base: Option<OsString>,

    /// What to print
    #[arg(long, value_enum, default_value = "json")]
    format: Format,

    /// Write a report too: one HTML file, for a browser
    #[arg(long, value_name = "FILE")]
    report: Option<PathBuf>,
}

/// What is wanted.
#[derive(Debug, clap::Args)]
#[group(required = true, multiple = false)]
struct ChangeArgs {
    /// The person as it should be; what it does not have stays
    #[arg(long, value_name = "AFTER")]
    to: Option<OsString>,

    /// A JSON Patch (an array) or a merge patch (an object) on the record
    #[arg(long, value_name = "PATCH")]
    patch: Option<OsString>,
}

/// How to plan, for every verb that plans.
#[derive(Debug, clap::Args)]
#[expect(clippy::struct_excessive_bools, reason = "each is a switch of the command line")]
pub(crate) struct How {
    /// The vendor: see `amend vendors`
    #[arg(long, value_name = "V", value_parser = registry::parse)]
    pub(crate) vendor: &'static Vendor,

    /// The account's custom fields, exactly as the vendor's endpoint returns them
    #[arg(long, value_name = "FILE")]
    pub(crate) fields: Option<OsString>,

    /// Guard the requests against changes by others, where the vendor can
    #[arg(long)]
    guard: bool,

    /// Add the plan of the way back, as `undo`
    #[arg(long)]
    undo: bool,

    /// Refuse plans that lean on rules which the vendor does not document
    #[arg(long)]
    strict: bool,

    /// A rule that --strict lets pass; may be given several times
    #[arg(long, value_name = "RULE", requires = "strict")]
    assume: Vec<String>,

    /// Plan although something disappears that the change does not name
    #[arg(long)]
    accept_losses: bool,

    /// What a member means that AFTER does not have
    #[arg(long, value_enum, default_value = "keep")]
    absent: AbsentName,

    /// The form of SuperOffice's body
    #[arg(long, value_enum, default_value = "json-patch")]
    wire: WireName,

    /// What stands in place of the vendor's scheme and host
    #[arg(long, value_name = "URL", value_parser = parse_base_url)]
    base_url: Option<String>,
}

#[derive(Clone, Copy, Debug, clap::ValueEnum)]
enum AbsentName {
    /// It stays
    Keep,
    /// It is cleared
    Clear,
}

#[derive(Clone, Copy, Debug, clap::ValueEnum)]
enum WireName {
    /// An array of operations
    JsonPatch,
    /// An object of members
    MergePatch,
}

#[derive(Clone, Copy, Debug, Eq, PartialEq, clap::ValueEnum)]
enum Format {
    /// The whole plan
    Json,
    /// For people: what changes, what is lost, what is sent
    Text,
    /// Commands for a POSIX shell
    Curl,
    /// A file that editors run
    Http,
    /// An HTTP Archive, as browsers' tools and proxies take it
    Har,
    /// A collection in the format of Postman
    Postman,
}

impl How {
    /// The file of the catalogue, if there is one.
    pub(crate) fn fields(&self) -> Option<Source> {
        self.fields.as_deref().map(Source::from)
    }

    /// The options of planning, the catalogue read.
    pub(crate) fn options(&self, settings: &Settings) -> Result<Options, Failure> {
        let entity = registry::entity(self.vendor)?;
        for rule in &self.assume {
            if entity.rule(rule).is_none() {
                let names: Vec<&str> = entity.rules.keys().map(String::as_str).collect();
                let told = match near(rule, names.iter().copied()) {
                    Some(meant) => format!("did you mean `{meant}`?"),
                    None => format!("its rules are {}", names.join(", ")),
                };
                let vendor = self.vendor.name();
                let message = format!("no rule of {vendor} is called `{rule}`; {told}");
                return Err(Failure::usage(message));
            }
        }
        let catalogue = match self.fields() {
            None => None,
            Some(source) => {
                let file = registry::json(&source, settings)?;
                Some(self.vendor.catalogue(&file).map_err(|error| {
                    Failure::trouble("wrong-kind", error.to_string()).file(&source)
                })?)
            }
        };
        Ok(Options {
            absent: match self.absent {
                AbsentName::Keep => Absent::Keep,
                AbsentName::Clear => Absent::Clear,
            },
            base: None,
            catalogue,
            guard: self.guard,
            undo: self.undo,
            strict: self.strict,
            assume: self.assume.clone(),
            accept_losses: self.accept_losses,
            base_url: self.base_url.clone(),
            wire: match self.wire {
                WireName::JsonPatch => Wire::JsonPatch,
                WireName::MergePatch => Wire::MergePatch,
            },
            limits: settings.limits.clone(),
        })
    }
}

pub(crate) fn run(
    args: &Args,
    settings: &Settings,
    output: &mut Output,
) -> Result<Status, Failure> {
    let record = Source::from(args.record.as_os_str());
    let to = args.change.to.as_deref().map(Source::from);
    let patch = args.change.patch.as_deref().map(Source::from);
    let fields = args.how.fields();
    let base = args.base.as_deref().map(Source::from);
    let named = [("--to", &to), ("--patch", &patch), ("--fields", &fields), ("--base", &base)];
    let mut sources = vec![("RECORD", &record)];
    sources.extend(named.iter().filter_map(|(name, s)| s.as_ref().map(|s| (*name, s))));
    check_stdin(&sources)?;

    let mut options = args.how.options(settings)?;
    options.base = base.map(|base| registry::json(&base, settings)).transpose()?;
    let answer = registry::json(&record, settings)?;
    let change = match (&to, &patch) {
        (Some(to), _) => Change::To(registry::json(to, settings)?),
        (None, Some(patch)) => registry::patch(args.how.vendor, patch, settings)?,
        (None, None) => return Err(Failure::usage("expected --to or --patch, found neither")),
    };
    let plan = amend_vendor::plan(args.how.vendor, &answer, &change, &options)
        .map_err(|error| Failure::trouble("schema", error.to_string()))?;
    if let Some(path) = &args.report {
        report(path, &plan, &answer, args, settings)?;
    }
    print(plan, &answer, args, settings, output)
}

/// The report of one person, under its id, or the name of its file.
fn report(
    path: &Path,
    plan: &Plan<'_>,
    answer: &Json,
    args: &Args,
    settings: &Settings,
) -> Result<(), Failure> {
    let vendor = args.how.vendor;
    let file = Source::from(args.record.as_os_str()).shown().into_owned();
    let member = &registry::entity(vendor)?.id.member;
    let label = match vendor.unwrap(answer).get(member) {
        Some(Json::String(id)) => id.clone(),
        Some(Json::Number(id)) => id.as_str().to_owned(),
        _ => file,
    };
    let mut report = Report::create(path, vendor.name(), settings.values)?;
    report.row(&Row::of_plan(&label, vendor, answer, plan, settings.values, false)?)?;
    report.finish()
}

fn print(
    plan: Plan<'_>,
    answer: &Json,
    args: &Args,
    settings: &Settings,
    output: &mut Output,
) -> Result<Status, Failure> {
    let status = match plan.outcome() {
        Outcome::Refused(_) => Status::Negative,
        _ => Status::Done,
    };
    let requests = plan.details().map_or(&[][..], |details| &details.requests);
    match args.format {
        Format::Json => output.json(&to_json(plan, settings.values), settings.layout),
        Format::Text => {
            let record = Source::from(args.record.as_os_str());
            let change = args.change.to.as_ref().or(args.change.patch.as_ref());
            let change = change.map(|name| Source::from(name.as_os_str()));
            let files = Files { vendor: args.how.vendor, record: &record, change: change.as_ref() };
            output.text(plan_text::text(&plan, answer, &files, settings)?);
        }
        // Commands are run: a refusal is nothing to run.
        _ if status == Status::Negative => {
            return Err(Failure::negative("refused", plan_text::reasons(&plan, settings.values)));
        }
        _ => exported(requests, args, settings, output).map_err(|error| {
            Failure::negative("not-expressible", format!("no request is printed: {error}"))
        })?,
    }
    Ok(status)
}

/// The requests, for another tool.
fn exported(
    requests: &[Request],
    args: &Args,
    settings: &Settings,
    output: &mut Output,
) -> Result<(), UnsafeRequest> {
    render::check(requests)?;
    match args.format {
        Format::Http => output.raw(&render::http(requests)),
        Format::Har => output.json(&render::har(requests)?, settings.layout),
        Format::Postman => {
            let name = format!("amend: {}", args.how.vendor.name());
            output.json(&render::postman(&name, requests)?, settings.layout);
        }
        _ => output.raw(&render::curl(requests)),
    }
    Ok(())
}

/// The plan; the values behind violations only for those who ask.
pub(crate) fn to_json(plan: Plan<'_>, values: Values) -> Json {
    if values == Values::Hidden || plan.violations().is_empty() {
        return plan.into_json();
    }
    let mut json = plan.to_json();
    if let Some(Json::Array(list)) = json.as_object_mut().and_then(|m| m.get_mut("violations")) {
        for (entry, violation) in list.iter_mut().zip(plan.violations()) {
            if let (Some(entry), Some(value)) = (entry.as_object_mut(), violation.value()) {
                entry.insert("value", value.clone());
            }
        }
    }
    json
}

/// A scheme, a host, perhaps a path: nothing that could end the URL or the quotes
/// around it.
fn parse_base_url(text: &str) -> Result<String, String> {
    let rest = text.strip_prefix("https://").or_else(|| text.strip_prefix("http://"));
    let safe = |c: char| c.is_ascii_alphanumeric() || "-._~:/[]${}%".contains(c);
    match rest {
        Some(rest) if !rest.is_empty() && !rest.starts_with('/') && rest.chars().all(safe) => {
            Ok(text.trim_end_matches('/').to_owned())
        }
        _ => Err("expected `http://` or `https://`, a host, and no query or fragment".to_owned()),
    }
}
