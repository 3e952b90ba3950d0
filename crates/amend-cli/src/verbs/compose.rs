//! `amend compose PATCH PATCH`

use std::ffi::OsString;

use amend::algebra::{compose_merge_patches, compose_on};
use amend::error::{ApplyError, NotComposable};
use amend::translate::to_json_patch;
use amend::{Dialect, Json, Patch, Pointer, compose, merge_patch_of};

use super::change::{Change, Given, Reading, Rules};
use crate::failure::{Failure, Status};
use crate::input::{Source, Text, check_stdin};
use crate::output::Output;
use crate::settings::Settings;

/// The arguments of `amend compose`.
#[derive(Debug, clap::Args)]
#[command(after_long_help = HELP)]
pub(crate) struct Args {
    /// The patch that comes first; `-` is standard input
    first: OsString,

    /// The patch that comes second; `-` is standard input
    second: OsString,

    /// The document that they are for: a shorter patch, for this document; `-` is standard input
    #[arg(long, value_name = "DOCUMENT")]
    of: Option<OsString>,

    #[command(flatten)]
    reading: Reading,
}

const HELP: &str = "\
Without a document, the patch does what both do one after the other on every document, and fails
where they fail. Two merge patches of which the second lays an object over what the first sets
need the document, and so do a JSON Patch and a merge patch, which make a JSON Patch, and patches
in the dialect of SuperOffice.

Examples:
  amend compose patch.json patch.json
  amend compose patch.json change.json --of document.json";

pub(crate) fn run(
    args: &Args,
    settings: &Settings,
    output: &mut Output,
) -> Result<Status, Failure> {
    let sources = (Source::from(args.first.as_os_str()), Source::from(args.second.as_os_str()));
    let of = args.of.as_deref().map(Source::from);
    let mut named = vec![("the first PATCH", &sources.0), ("the second PATCH", &sources.1)];
    named.extend(of.as_ref().map(|of| ("--of", of)));
    check_stdin(&named)?;
    let rules = args.reading.rules(settings);
    let bytes = (sources.0.bytes(settings)?, sources.1.bytes(settings)?);
    let first = rules.read(Text::whole(&sources.0, &bytes.0))?;
    let second = rules.read(Text::whole(&sources.1, &bytes.1))?;
    let work = Compose { rules, first, second };
    let patch = match of {
        None => work.unseen()?,
        Some(of) => {
            let bytes = of.bytes(settings)?;
            let document = Text::whole(&of, &bytes).document(&settings.limits)?;
            work.on(&document.root().to_json())?
        }
    };
    output.json(&patch, settings.layout);
    Ok(Status::Done)
}

struct Compose<'p> {
    rules: Rules,
    first: Given<'p>,
    second: Given<'p>,
}

impl Compose<'_> {
    /// One patch for any document.
    fn unseen(&self) -> Result<Json, Failure> {
        match (&self.first.change, &self.second.change) {
            (Change::Patch(first), Change::Patch(second)) => {
                if self.rules.options.dialect != Dialect::RFC6902 {
                    return Err(Failure::usage(
                        "expected `--of DOCUMENT`: without it, nobody knows which names differ in case only",
                    ));
                }
                self.held(&compose(first, second))
            }
            (Change::MergePatch(first), Change::MergePatch(second)) => {
                compose_merge_patches(first, second).map_err(|error| self.not_composable(&error))
            }
            _ => Err(Failure::usage(
                "expected `--of DOCUMENT`: without it, a JSON Patch and a merge patch cannot become one",
            )),
        }
    }

    /// One patch for this document.
    fn on(&self, before: &Json) -> Result<Json, Failure> {
        let mut between = before.clone();
        self.rules.apply(&mut between, &self.first)?;
        let mut after = between.clone();
        self.rules.apply(&mut after, &self.second)?;
        let (first, second) = match (&self.first.change, &self.second.change) {
            (Change::MergePatch(first), Change::MergePatch(second)) => {
                return compose_merge_patches(first, second).or_else(|error| {
                    merge_patch_of(before, &after).map_err(|_| self.not_composable(&error))
                });
            }
            (first, second) => (self.as_patch(first, before)?, self.as_patch(second, &between)?),
        };
        let patch = compose_on(&first, &second, before, &self.rules.options);
        self.held(&patch.map_err(|error| beyond(&error))?)
    }

    /// A change as a JSON Patch.
    fn as_patch(&self, change: &Change, before: &Json) -> Result<Patch, Failure> {
        match change {
            Change::Patch(patch) => Ok(patch.clone()),
            Change::MergePatch(patch) => to_json_patch(patch, before, &self.rules.options)
                .map(|translated| translated.change)
                .map_err(|error| beyond(&error)),
        }
    }

    /// The patch, if it can be read under the same limits.
    fn held(&self, patch: &Patch) -> Result<Json, Failure> {
        let (count, limit) = (patch.operations().len(), self.rules.options.limits.operations);
        if count <= limit {
            return Ok(patch.to_json());
        }
        let message = format!(
            "expected one patch of at most {limit} operations, found {count}; raise the limit `operations` if it is to be so long"
        );
        Err(Failure::negative("limit", message).limit(Some("operations")))
    }

    fn not_composable(&self, error: &NotComposable) -> Failure {
        let failure = Failure::negative("not-expressible", error.to_string());
        match error.places().first() {
            Some(first) => self.second.at(failure, first),
            None => self.second.at(failure, &Pointer::root()),
        }
    }
}

/// Both were seen to apply: what is left to fail is a limit.
fn beyond(error: &ApplyError) -> Failure {
    Failure::negative(error.kind().code(), error.to_string()).limit(error.limit())
}
