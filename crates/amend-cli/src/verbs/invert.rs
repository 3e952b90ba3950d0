//! `amend invert PATCH --of DOCUMENT`

use std::ffi::OsString;

use amend::algebra::invert_with;
use amend::options::Exactness;
use amend::{Json, merge_patch_of, merge_patch_with};

use super::change::{Change, Given, Reading, Rules};
use crate::engine;
use crate::failure::{Failure, Status};
use crate::input::{Source, Text, check_stdin};
use crate::output::Output;
use crate::settings::Settings;

/// The arguments of `amend invert`.
#[derive(Debug, clap::Args)]
#[command(after_long_help = HELP)]
pub(crate) struct Args {
    /// The patch to undo; `-` is standard input
    patch: OsString,

    /// The document before the patch; `-` is standard input
    #[arg(long, value_name = "DOCUMENT")]
    of: OsString,

    /// Restore the order of members, too: every byte of the compact document
    #[arg(long)]
    exact: bool,

    #[command(flatten)]
    reading: Reading,
}

const HELP: &str = "\
The inverse is of the same kind as the patch. A merge patch has none where the document has a
null that the patch takes away: the exit status is 1 then, and the patch can be translated to a
JSON Patch first, which always has one.

Examples:
  amend invert patch.json --of document.json
  amend invert --exact patch.json --of document.json";

pub(crate) fn run(
    args: &Args,
    settings: &Settings,
    output: &mut Output,
) -> Result<Status, Failure> {
    let patch = Source::from(args.patch.as_os_str());
    let before = Source::from(args.of.as_os_str());
    check_stdin(&[("PATCH", &patch), ("--of", &before)])?;
    let rules = args.reading.rules(settings);
    let bytes = (patch.bytes(settings)?, before.bytes(settings)?);
    let (patch, before) = (Text::whole(&patch, &bytes.0), Text::whole(&before, &bytes.1));
    let document = before.document(&settings.limits)?;
    let given = rules.read(patch)?;
    let exactness = if args.exact { Exactness::Bytes } else { Exactness::Value };
    let back = match &given.change {
        Change::Patch(patch) => {
            let json = document.root().to_json();
            invert_with(patch, &json, exactness, &rules.options)
                .map_err(|error| rules.failed(&error, &given, &json))?
                .to_json()
        }
        Change::MergePatch(patch) => {
            let json = document.root().to_json();
            let back = back_of_merge_patch(patch, &json, &rules, &given, |error| {
                engine::not_expressible(error, before, &document)
            })?;
            if exactness == Exactness::Bytes {
                check_exact(patch, &back, &json, &rules, before)?;
            }
            back
        }
    };
    output.json(&back, settings.layout);
    Ok(Status::Done)
}

const ADVICE: &str = "; `amend translate --to json-patch` makes a patch that can be undone";

/// The merge patch that undoes a merge patch, if there is one.
fn back_of_merge_patch(
    patch: &Json,
    before: &Json,
    rules: &Rules,
    given: &Given<'_>,
    refused: impl Fn(&amend::error::NotExpressible) -> Failure,
) -> Result<Json, Failure> {
    let mut after = before.clone();
    merge_patch_with(&mut after, patch, &rules.options)
        .map_err(|error| rules.failed(&error, given, before))?;
    merge_patch_of(&after, before).map_err(|error| refused(&error).more(ADVICE))
}

/// A merge patch cannot place a member.
fn check_exact(
    patch: &Json,
    back: &Json,
    before: &Json,
    rules: &Rules,
    text: Text<'_>,
) -> Result<(), Failure> {
    let mut document = before.clone();
    let exact = [patch, back]
        .into_iter()
        .all(|patch| merge_patch_with(&mut document, patch, &rules.options).is_ok())
        && document.to_string() == before.to_string();
    if exact {
        return Ok(());
    }
    let message = format!(
        "expected to restore every byte, found an order that no merge patch restores{ADVICE}"
    );
    Err(Failure::negative("not-expressible", message).file(text.source))
}
