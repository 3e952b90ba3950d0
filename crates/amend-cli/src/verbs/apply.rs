//! `amend apply DOCUMENT PATCH`

use std::ffi::OsString;

use amend::{Document, Limits};

use super::Jobs;
use super::change::{Reading, Rules};
use crate::failure::{Failure, Status};
use crate::input::{Source, Text, check_stdin};
use crate::lines::{self, Lines};
use crate::output::Output;
use crate::settings::Settings;

/// The arguments of `amend apply`.
#[derive(Debug, clap::Args)]
#[command(after_long_help = format!("{EXAMPLES}\n\n{}", lines::HELP))]
pub(crate) struct Args {
    /// The document to change; `-` is standard input
    document: OsString,

    /// The patch; `-` is standard input
    patch: OsString,

    #[command(flatten)]
    reading: Reading,

    /// Leave what the patch does not touch as it is written, white space and escapes
    /// included
    ///
    /// What is new is laid out as what stands beside it. With --lines this is always so.
    #[arg(long, conflicts_with = "compact")]
    preserve: bool,

    #[command(flatten)]
    jobs: Jobs,
}

const EXAMPLES: &str = "\
Examples:
  amend apply document.json patch.json
  amend apply -c --kind merge-patch document.json change.json
  amend apply --preserve document.json patch.json
  amend apply --lines --jobs 2 documents.ndjson patches.ndjson";

pub(crate) fn run(
    args: &Args,
    settings: &Settings,
    output: &mut Output,
) -> Result<Status, Failure> {
    let document = Source::from(args.document.as_os_str());
    let patch = Source::from(args.patch.as_os_str());
    check_stdin(&[("DOCUMENT", &document), ("PATCH", &patch)])?;
    let mut rules = args.reading.rules(settings);
    if let Some(jobs) = args.jobs.of_lines() {
        let lines = Lines { left: &document, right: &patch, jobs };
        return lines.run(settings, output, |document, patch, text| {
            text.push_str(as_written(&rules, document, patch)?.trim());
            Ok(Status::Done)
        });
    }
    let bytes = (document.bytes(settings)?, patch.bytes(settings)?);
    let (document, patch) = (Text::whole(&document, &bytes.0), Text::whole(&patch, &bytes.1));
    if args.preserve {
        output.raw(&as_written(&rules, document, patch)?);
        return Ok(Status::Done);
    }
    // The limit is one on what is written.
    rules.options.limits.result = usize::MAX;
    laid_out(&as_written(&rules, document, patch)?, settings, output)?;
    Ok(Status::Done)
}

/// Lays the text of a document out anew, if that is within its limit. It may be many
/// times as long then, so it is counted first, and goes out as it comes.
fn laid_out(patched: &str, settings: &Settings, output: &mut Output) -> Result<(), Failure> {
    // What comes of a patch is bounded already, by what it is made of.
    let limits = Limits {
        depth: Limits::MAX_DEPTH,
        document: Limits::MAX_DOCUMENT,
        nodes: usize::MAX,
        number: usize::MAX,
        ..settings.limits.clone()
    };
    let document = Document::read(patched.as_bytes(), &limits).map_err(|error| {
        Failure::trouble("limit", format!("what comes of this patch cannot be laid out: {error}"))
    })?;
    let limit = settings.limits.result;
    if settings.layout.bytes(document.root()) > limit {
        let message = format!(
            "the limit `result` of {limit} bytes is exceeded by what comes of this patch; raise it if the patch is to be trusted"
        );
        return Err(Failure::negative("limit", message).limit(Some("result")));
    }
    output.node(document.root(), settings.layout)
}

/// The text of the document after the patch: what is not touched stays.
fn as_written(rules: &Rules, document: Text<'_>, patch: Text<'_>) -> Result<String, Failure> {
    rules.patched(&document.document(&rules.options.limits)?, patch)
}
