//! The frame of the command line: its verbs, and what it says to a misuse.

use std::ffi::OsString;

use clap::error::ErrorKind;
use clap::{CommandFactory, Parser, Subcommand};

use crate::failure::{ErrorFormat, Failure, Status};
use crate::output::Output;
use crate::settings::{Common, Settings, Values};
use crate::verbs::{
    about, apply, batch, check, compose, diff, invert, merge, pages, plan, sync, translate,
};

/// Compute, check and apply changes to JSON records, offline
///
/// Files are JSON; `-` is standard input, at most once. Data goes to standard output,
/// everything else to standard error. The exit status is 0 when it is done, 1 when the answer is no
/// (the documents differ, the patch does not apply, there are conflicts), and 2 for trouble (misuse, an unreadable file, a file of the
/// wrong kind).
#[derive(Debug, Parser)]
#[command(name = "amend", version)]
struct Cli {
    #[command(flatten)]
    common: Common,

    #[command(subcommand)]
    verb: Verb,
}

#[derive(Debug, Subcommand)]
enum Verb {
    /// Print the patch that makes one document into another
    Diff(With<diff::Args>),
    /// Print a document with a patch applied to it
    Apply(With<apply::Args>),
    /// Print the patch that undoes a patch
    Invert(With<invert::Args>),
    /// Print one patch that does what two do, one after the other
    Compose(With<compose::Args>),
    /// Print the same change as a patch of another kind
    Translate(With<translate::Args>),
    /// Print what two sides made of a document, in one document, and where they disagree
    Merge(With<merge::Args>),
    /// Print the requests that bring a vendor's record where it is wanted
    Plan(With<plan::Args>),
    /// Plan many changes: NDJSON in, NDJSON out, a line for a line
    Batch(With<batch::Args>),
    /// Plan what makes one snapshot of many people into another
    Sync(With<sync::Args>),
    /// Hold a record against its vendor's schema
    Check(With<check::CheckArgs>),
    /// Print what a vendor would make of requests
    Simulate(With<check::SimulateArgs>),
    /// Print the vendors
    Vendors(With<NoArgs>),
    /// Print a vendor's schema
    Schema(With<about::SchemaArgs>),
    /// Explain a code or a rule
    Explain(With<about::ExplainArgs>),
    /// Print the completions of a shell
    Completions(With<pages::CompletionsArgs>),
    /// Print the manual page of amend, or of one of its commands
    Man(With<pages::ManArgs>),
}

// The options of one verb, and those of every verb behind it.
#[derive(Debug, clap::Args)]
struct With<A: clap::Args> {
    #[command(flatten)]
    own: A,

    #[command(flatten)]
    common: Common,
}

/// Nothing but the options that every verb has.
#[derive(Debug, clap::Args)]
#[command(after_help = "Example:\n  amend vendors")]
struct NoArgs {}

/// A run that was asked for.
#[derive(Debug)]
pub(crate) struct Run(Cli);

/// Reads the arguments.
///
/// # Errors
/// The exit status, where they say all that there is to do: help, the version,
/// or a misuse. It has been printed then.
pub(crate) fn parse(args: impl IntoIterator<Item = OsString>) -> Result<Run, Status> {
    let args: Vec<OsString> = args.into_iter().collect();
    let error = match Cli::try_parse_from(&args) {
        Ok(cli) => return Ok(Run(cli)),
        Err(error) => error,
    };
    let text = error.render().to_string();
    let outcome = match error.kind() {
        ErrorKind::DisplayHelp | ErrorKind::DisplayVersion => {
            let mut output = Output::default();
            output.text(text);
            output.finish(Ok(Status::Done))
        }
        ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand | ErrorKind::MissingSubcommand => {
            let help = Cli::command().render_help().to_string();
            Err(Failure::usage("expected a command, found none").advice(help.trim_end()))
        }
        _ => Err(misuse(&text, &args)),
    };
    Err(status(outcome, error_format(&args), Values::Hidden))
}

impl Run {
    /// Does what was asked for.
    pub(crate) fn start(self) -> Status {
        let Self(Cli { common, verb }) = self;
        let after = match &verb {
            Verb::Diff(with) => &with.common,
            Verb::Apply(with) => &with.common,
            Verb::Invert(with) => &with.common,
            Verb::Compose(with) => &with.common,
            Verb::Translate(with) => &with.common,
            Verb::Merge(with) => &with.common,
            Verb::Plan(with) => &with.common,
            Verb::Batch(with) => &with.common,
            Verb::Sync(with) => &with.common,
            Verb::Check(with) => &with.common,
            Verb::Simulate(with) => &with.common,
            Verb::Vendors(with) => &with.common,
            Verb::Schema(with) => &with.common,
            Verb::Explain(with) => &with.common,
            Verb::Completions(with) => &with.common,
            Verb::Man(with) => &with.common,
        };
        let settings = Settings::new(&common, after);
        let mut output = Output::default();
        let run = match &verb {
            Verb::Diff(with) => diff::run(&with.own, &settings, &mut output),
            Verb::Apply(with) => apply::run(&with.own, &settings, &mut output),
            Verb::Invert(with) => invert::run(&with.own, &settings, &mut output),
            Verb::Compose(with) => compose::run(&with.own, &settings, &mut output),
            Verb::Translate(with) => translate::run(&with.own, &settings, &mut output),
            Verb::Merge(with) => merge::run(&with.own, &settings, &mut output),
            Verb::Plan(with) => plan::run(&with.own, &settings, &mut output),
            Verb::Batch(with) => batch::run(&with.own, &settings, &mut output),
            Verb::Sync(with) => sync::run(&with.own, &settings, &mut output),
            Verb::Check(with) => check::check(&with.own, &settings, &mut output),
            Verb::Simulate(with) => check::simulate(&with.own, &settings, &mut output),
            Verb::Vendors(_) => about::vendors(&settings, &mut output),
            Verb::Schema(with) => about::schema(&with.own, &settings, &mut output),
            Verb::Explain(with) => about::explain(&with.own, &mut output),
            Verb::Completions(with) => pages::completions(&with.own, &mut output),
            Verb::Man(with) => pages::man(&with.own, &mut output),
        };
        status(output.finish(run), settings.errors, settings.values)
    }
}

/// The whole command line, for what is generated from it.
pub(crate) fn command() -> clap::Command {
    Cli::command()
}

fn status(outcome: Result<Status, Failure>, errors: ErrorFormat, values: Values) -> Status {
    outcome.unwrap_or_else(|failure| {
        failure.report(errors, values);
        failure.status()
    })
}

/// What clap says, in this program's own manner: its first paragraph is the
/// message, the rest is advice.
fn misuse(text: &str, args: &[OsString]) -> Failure {
    let text = text.strip_prefix("error: ").unwrap_or(text).trim_end();
    let (message, advice) = text.split_once("\n\n").unwrap_or((text, ""));
    let message: Vec<&str> = message.lines().map(str::trim).collect();
    let failure = Failure::usage(message.join(" "));
    // Advice may repeat an argument, which must not begin a line of its own.
    let lines = args.iter().any(|arg| arg.to_string_lossy().contains('\n'));
    if lines { failure } else { failure.advice(advice) }
}

/// `--errors` is honoured even where the arguments are not understood.
fn error_format(args: &[OsString]) -> ErrorFormat {
    let mut format = ErrorFormat::Text;
    let mut args = args.iter().skip(1).map(|a| a.to_string_lossy()).take_while(|a| a != "--");
    while let Some(arg) = args.next() {
        let value = match arg.strip_prefix("--errors=") {
            Some(value) => Some(value.to_owned()),
            None if arg == "--errors" => args.next().map(std::borrow::Cow::into_owned),
            None => continue,
        };
        format =
            if value.as_deref() == Some("json") { ErrorFormat::Json } else { ErrorFormat::Text };
    }
    format
}
