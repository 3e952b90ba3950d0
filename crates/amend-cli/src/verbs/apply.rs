//! `amend apply DOCUMENT PATCH`

use std::ffi::OsString;

use amend::Json;

use super::Jobs;
use super::change::{Change, Reading, Rules};
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
    let rules = args.reading.rules(settings);
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
    } else {
        output.text(laid_out(&applied(&rules, document, patch)?, settings)?);
    }
    Ok(Status::Done)
}

/// The text of a document, if it is within its limit.
fn laid_out(document: &Json, settings: &Settings) -> Result<String, Failure> {
    let text = settings.layout.write(document);
    let limit = settings.limits.result;
    if text.len() > limit {
        let message = format!(
            "the limit `result` of {limit} bytes is exceeded by what comes of this patch; raise it if the patch is to be trusted"
        );
        return Err(Failure::negative("limit", message).limit(Some("result")));
    }
    Ok(text)
}

/// The document after the patch, to be laid out anew.
fn applied(rules: &Rules, document: Text<'_>, patch: Text<'_>) -> Result<Json, Failure> {
    let mut result = document.document(&rules.options.limits)?.root().to_json();
    rules.apply(&mut result, &rules.read(patch)?)?;
    Ok(result)
}

/// The text of the document after the patch: what is not touched stays.
fn as_written(rules: &Rules, document: Text<'_>, patch: Text<'_>) -> Result<String, Failure> {
    let document = document.document(&rules.options.limits)?;
    let given = rules.read(patch)?;
    match &given.change {
        Change::Patch(patch) => document.applied(patch, &rules.options),
        Change::MergePatch(patch) => document.merged(patch, &rules.options),
    }
    .map_err(|error| rules.failed(&error, &given, &document.root().to_json()))
}
