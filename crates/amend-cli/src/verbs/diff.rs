//! `amend diff BEFORE AFTER`

use std::cell::RefCell;
use std::ffi::OsString;

use amend::error::{AmbiguousNames, NotExpressible, TextDiffError};
use amend::options::{Arrays, ArraysAt, Guards, Minimize, Moves};
use amend::{
    DiffOptions, Json, Limits, Pointer, TextDiff, View, diff_ignoring_case, diff_with, equal,
    merge_patch_of,
};
use amend_vendor::{Entity, Vendor, arrays_at, settled};

use super::{Jobs, diff_text, parse_arrays};
use crate::engine;
use crate::failure::{Failure, Status};
use crate::input::{Source, Text, check_stdin};
use crate::lines::{self, Lines};
use crate::output::Output;
use crate::registry;
use crate::settings::{Layout, Settings};
use crate::terminal::Look;

/// The arguments of `amend diff`.
#[derive(Debug, clap::Args)]
#[expect(clippy::struct_excessive_bools, reason = "each is a switch of the command line")]
#[command(after_long_help = format!("{EXAMPLES}\n\n{}", lines::HELP))]
pub(crate) struct Args {
    /// The document as it is; `-` is standard input
    before: OsString,

    /// The document as it is to be; `-` is standard input
    after: OsString,

    /// What is printed
    #[arg(long, default_value = "json-patch")]
    format: Format,

    /// How lists are compared: `sequence`, `whole`, `values` or `key:NAME`
    ///
    /// With `sequence`, elements that stay in order are kept, and the others added or removed.
    /// With `whole`, a list that differs is replaced. With `key:NAME`, elements are the same
    /// where their members NAME are equal, with `values` where they are equal themselves; a list whose elements are
    /// not told apart by that is compared as a sequence.
    #[arg(long, value_name = "HOW", default_value = "sequence", value_parser = parse_arrays)]
    arrays: Arrays,

    /// What the patch has as little of as possible
    #[arg(long, value_name = "WHAT", default_value = "places")]
    minimize: MinimizeName,

    /// Let the patch move and copy values
    #[arg(long)]
    moves: bool,

    /// Let the patch test each value that it removes or replaces
    #[arg(long)]
    guard: bool,

    /// Compare two records of a vendor: elements by what identifies them, members
    /// that the vendor writes left out
    #[arg(long, value_name = "V", value_parser = registry::parse)]
    vendor: Option<&'static Vendor>,

    /// With --vendor: the members that the vendor writes too
    #[arg(long, requires = "vendor")]
    all: bool,

    /// Compare names without regard to case, and write paths as BEFORE spells them
    ///
    /// As services built on .NET read names: another spelling alone is no difference.
    /// An object in which two names differ in case only is refused.
    #[arg(long)]
    ignore_case: bool,

    #[command(flatten)]
    jobs: Jobs,
}

const EXAMPLES: &str = "\
Examples:
  amend diff before.json after.json
  amend diff --format text --show-values before.json after.json
  amend diff --arrays key:email --guard before.json after.json
  amend diff --ignore-case before.json after.json
  amend diff --lines --jobs 2 before.ndjson after.ndjson";

#[derive(Clone, Copy, Debug, Eq, PartialEq, clap::ValueEnum)]
enum Format {
    /// RFC 6902: an array of operations
    JsonPatch,
    /// RFC 7396: the members that change, null for those that go
    MergePatch,
    /// A line for each difference, for people, in the order of the patch
    Text,
}

#[derive(Clone, Copy, Debug, Eq, PartialEq, clap::ValueEnum)]
enum MinimizeName {
    /// Places that are touched, so that nothing is written anew that did not change
    Places,
    /// Bytes of the patch
    Bytes,
}

pub(crate) fn run(
    args: &Args,
    settings: &Settings,
    output: &mut Output,
) -> Result<Status, Failure> {
    let before = Source::from(args.before.as_os_str());
    let after = Source::from(args.after.as_os_str());
    check_stdin(&[("BEFORE", &before), ("AFTER", &after)])?;
    check(args)?;
    let entity = args.vendor.map(registry::entity).transpose()?;
    let by_identity = |place: &Pointer| entity.and_then(|entity| arrays_at(entity, place));
    let work = Diff {
        format: args.format,
        vendor: args.vendor.zip(entity),
        all: args.all,
        ignore_case: args.ignore_case,
        options: DiffOptions {
            arrays: args.arrays.clone(),
            minimize: match args.minimize {
                MinimizeName::Places => Minimize::Places,
                MinimizeName::Bytes => Minimize::Bytes,
            },
            moves: if args.moves { Moves::Yes } else { Moves::No },
            guards: if args.guard { Guards::Test } else { Guards::No },
            limits: settings.limits.clone(),
            arrays_at: entity.map(|_| &by_identity as ArraysAt<'_>),
        },
        settings,
    };
    if let Some(jobs) = args.jobs.of_lines() {
        let lines = Lines { left: &before, right: &after, jobs };
        return lines.run(settings, output, |before, after, text| {
            let (answer, status) = work.diff(before, after, Layout::Compact)?;
            text.push_str(&answer);
            Ok(status)
        });
    }
    let bytes = (before.bytes(settings)?, after.bytes(settings)?);
    let (before, after) = (Text::whole(&before, &bytes.0), Text::whole(&after, &bytes.1));
    let (answer, status) = work.diff(before, after, settings.layout)?;
    output.text(answer);
    Ok(status)
}

/// What cannot be had together.
fn check(args: &Args) -> Result<(), Failure> {
    let (format, wish, why) = match args.format {
        Format::MergePatch if args.guard => ("merge-patch", "--guard", "tests nothing"),
        Format::MergePatch if args.moves => ("merge-patch", "--moves", "moves nothing"),
        Format::MergePatch if args.ignore_case => {
            ("merge-patch", "--ignore-case", "is applied with names compared exactly")
        }
        Format::Text if args.guard => ("text", "--guard", "tests nothing"),
        Format::Text if args.jobs.of_lines().is_some() => {
            ("text", "--lines", "needs a line for each difference")
        }
        _ => return Ok(()),
    };
    Err(Failure::usage(format!("`{wish}` cannot be had with `--format {format}`, which {why}")))
}

/// All that is the same for each line.
struct Diff<'a> {
    format: Format,
    vendor: Option<(&'static Vendor, &'static Entity)>,
    all: bool,
    ignore_case: bool,
    options: DiffOptions<'a>,
    settings: &'a Settings,
}

thread_local! {
    /// Its memory is used for one line after another.
    static DIFF: RefCell<TextDiff> = RefCell::default();
}

/// Why there is no patch.
enum Refused {
    NotExpressible(NotExpressible),
    Ambiguous(AmbiguousNames),
}

impl Diff<'_> {
    fn diff(
        &self,
        current: Text<'_>,
        wanted: Text<'_>,
        layout: Layout,
    ) -> Result<(String, Status), Failure> {
        if self.format == Format::JsonPatch && self.vendor.is_none() && !self.ignore_case {
            return self.text(current, wanted, layout);
        }
        let (before, after) =
            (current.document(&self.settings.limits)?, wanted.document(&self.settings.limits)?);
        let refused = |refused| match refused {
            Refused::NotExpressible(error) => engine::not_expressible(&error, wanted, &after),
            Refused::Ambiguous(error) if error.in_before() => {
                engine::ambiguous(&error, current, &before)
            }
            Refused::Ambiguous(error) => engine::ambiguous(&error, wanted, &after),
        };
        match self.vendor {
            None => self.answer(before.root(), after.root(), layout, refused),
            Some((vendor, entity)) => {
                let (old, new) = (before.root().to_json(), after.root().to_json());
                let (old, new) = (vendor.unwrap(&old), vendor.unwrap(&new));
                let new = if self.all { new.clone() } else { settled(entity, old, new) };
                self.answer(old, &new, layout, refused)
            }
        }
    }

    /// The patch of two texts, of which only what differs is read.
    fn text(
        &self,
        current: Text<'_>,
        wanted: Text<'_>,
        layout: Layout,
    ) -> Result<(String, Status), Failure> {
        let limits = &self.settings.limits;
        // What is not UTF-8 is no text; reading it says where.
        let (Ok(before), Ok(after)) =
            (std::str::from_utf8(current.bytes), std::str::from_utf8(wanted.bytes))
        else {
            current.document(limits)?;
            wanted.document(limits)?;
            return Err(Failure::trouble("not-utf8", "expected UTF-8 (RFC 8259 §8.1)".to_owned()));
        };
        DIFF.with_borrow_mut(|diff| {
            let patch = diff.diff(before, after, &self.options).map_err(|error| match error {
                TextDiffError::Before(error) => engine::read(&error, current),
                TextDiffError::After(error) => engine::read(&error, wanted),
            })?;
            let status = if patch == "[]" { Status::Done } else { Status::Negative };
            let text = match layout {
                Layout::Compact => patch.to_owned(),
                // What was just written is read again; a patch is small.
                Layout::Indented => {
                    let most = usize::MAX;
                    let depth = limits.depth.saturating_add(2);
                    let limits = Limits { depth, document: most, number: most, ..limits.clone() };
                    let patch = Json::read(patch.as_bytes(), &limits)
                        .map_err(|error| engine::read(&error, wanted))?;
                    layout.write(&patch)
                }
            };
            Ok((text, status))
        })
    }

    fn answer<'v, V: View<'v>>(
        &self,
        before: V,
        after: V,
        layout: Layout,
        refused: impl FnOnce(Refused) -> Failure,
    ) -> Result<(String, Status), Failure> {
        let status = |same| if same { Status::Done } else { Status::Negative };
        let patch = || {
            if self.ignore_case {
                diff_ignoring_case(before, after, &self.options).map_err(Refused::Ambiguous)
            } else {
                Ok(diff_with(before, after, &self.options))
            }
        };
        Ok(match self.format {
            Format::JsonPatch => {
                let patch = patch().map_err(refused)?;
                (layout.write(&patch.to_json()), status(patch.is_empty()))
            }
            Format::MergePatch => {
                let patch = merge_patch_of(before, after)
                    .map_err(|error| refused(Refused::NotExpressible(error)))?;
                (layout.write(&patch), status(equal(before, after)))
            }
            Format::Text => {
                let patch = patch().map_err(refused)?;
                let text = diff_text::write(before, &patch, self.settings.values, Look::stdout())?;
                (text, status(patch.is_empty()))
            }
        })
    }
}
