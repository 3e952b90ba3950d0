//! `amend merge BASE OURS THEIRS`

use std::ffi::OsString;

use amend::merge::{Keep, MergeOptions, Merged, merge_with};
use amend::options::Arrays;
use amend_vendor::{Vendor, merged};

use super::{merge_driver, merge_text, parse_arrays};
use crate::failure::{Failure, Status};
use crate::input::{Source, Text, check_stdin};
use crate::output::Output;
use crate::registry;
use crate::settings::Settings;
use crate::terminal::Look;

/// The arguments of `amend merge`.
#[derive(Debug, clap::Args)]
#[command(after_long_help = HELP)]
pub(crate) struct Args {
    /// The document that both sides began with; `-` is standard input
    base: OsString,

    /// The document as our side made it; `-` is standard input
    ours: OsString,

    /// The document as their side made it; `-` is standard input
    theirs: OsString,

    /// How lists are merged: `sequence`, `whole`, `values` or `key:NAME`
    ///
    /// With `sequence`, elements keep their order, and what both sides put at one place is a conflict. With `whole`, a
    /// list that both sides changed is one. With `key:NAME`, elements are the same where their members NAME are equal,
    /// with `values` where they are equal themselves, and both sides may add some; a list whose elements are not told
    /// apart by that is merged as a sequence.
    #[arg(long, value_name = "HOW", default_value = "sequence", value_parser = parse_arrays)]
    arrays: Arrays,

    /// Merge records of a vendor: elements by what identifies them, members that the
    /// vendor writes as THEIRS has them
    #[arg(long, value_name = "V", value_parser = registry::parse, conflicts_with = "arrays")]
    vendor: Option<&'static Vendor>,

    /// What is left in the document where the sides do not agree [default: what was there before]
    #[arg(long, value_name = "SIDE")]
    prefer: Option<Side>,

    /// What to print
    #[arg(long, value_enum, default_value = "json", conflicts_with = "driver")]
    format: Format,

    /// Work as a merge driver of git: write the merged document to the file OURS, tell the conflicts on
    /// standard error, and prefer ours
    #[arg(long)]
    driver: bool,
}

const HELP: &str = "\
Prints {\"document\", \"conflicts\"}. Each conflict has its `path`, its `kind`, the values
of `base`, `ours` and `theirs`, where they have one, and what was `kept` in the document. With
conflicts, the exit status is 1.

To let git merge JSON files with it:
  git config merge.amend.name 'JSON by value'
  git config merge.amend.driver 'amend merge --driver %O %A %B'
  echo '*.json merge=amend' >> .gitattributes

Examples:
  amend merge before.json before.json after.json
  amend merge --arrays key:email --prefer theirs before.json after.json after.json";

#[derive(Clone, Copy, Debug, Eq, PartialEq, clap::ValueEnum)]
enum Format {
    /// The merged document and the conflicts
    Json,
    /// For people: what both sides changed, and where they do not agree
    Text,
}

#[derive(Clone, Copy, Debug, Eq, PartialEq, clap::ValueEnum)]
enum Side {
    /// What OURS has
    Ours,
    /// What THEIRS has
    Theirs,
}

pub(crate) fn run(
    args: &Args,
    settings: &Settings,
    output: &mut Output,
) -> Result<Status, Failure> {
    let [base, ours, theirs] =
        [&args.base, &args.ours, &args.theirs].map(|name| Source::from(name.as_os_str()));
    check_stdin(&[("BASE", &base), ("OURS", &ours), ("THEIRS", &theirs)])?;
    let keep = match args.prefer {
        None if args.driver => Keep::Ours,
        None => Keep::Base,
        Some(Side::Ours) => Keep::Ours,
        Some(Side::Theirs) => Keep::Theirs,
    };
    let work = Merge { arrays: args.arrays.clone(), vendor: args.vendor, keep, settings };
    if args.driver {
        return merge_driver::run(&work, [&base, &ours, &theirs], settings);
    }
    let bytes = [base.bytes(settings)?, ours.bytes(settings)?, theirs.bytes(settings)?];
    let [b, o, t] = &bytes;
    let merged =
        work.merge([Text::whole(&base, b), Text::whole(&ours, o), Text::whole(&theirs, t)])?;
    match args.format {
        Format::Json => output.json(&merged.to_json(), settings.layout),
        Format::Text => {
            let base = Text::whole(&base, b).document(&settings.limits)?.root().to_json();
            let base = args.vendor.map_or(&base, |vendor| vendor.unwrap(&base));
            let look = Look::stdout();
            output.text(merge_text::write(base, &merged, &args.arrays, settings.values, look)?);
        }
    }
    Ok(status(&merged))
}

/// A conflict is an answer in the negative.
pub(super) fn status(merged: &Merged) -> Status {
    if merged.conflicts.is_empty() { Status::Done } else { Status::Negative }
}

/// How to merge.
pub(super) struct Merge<'s> {
    arrays: Arrays,
    vendor: Option<&'static Vendor>,
    keep: Keep,
    settings: &'s Settings,
}

impl Merge<'_> {
    pub(super) fn merge(&self, texts: [Text<'_>; 3]) -> Result<Merged, Failure> {
        let limits = &self.settings.limits;
        let [base, ours, theirs] = texts;
        let (base, ours, theirs) =
            (base.document(limits)?, ours.document(limits)?, theirs.document(limits)?);
        let Some(vendor) = self.vendor else {
            let options = MergeOptions {
                arrays: self.arrays.clone(),
                keep: self.keep,
                ..MergeOptions::default()
            };
            return Ok(merge_with(base.root(), ours.root(), theirs.root(), &options));
        };
        let [base, ours, theirs] = [base, ours, theirs].map(|document| document.root().to_json());
        let id = |answer| vendor.unwrap(answer).get(&registry::entity(vendor).ok()?.id.member);
        for (other, text) in [(&ours, &texts[1]), (&theirs, &texts[2])] {
            if id(other) != id(&base) {
                let message = "expected three records of one person, found another `id`";
                return Err(Failure::trouble("wrong-kind", message).file(text.source));
            }
        }
        merged(vendor, [&base, &ours, &theirs], self.keep)
            .map_err(|error| Failure::trouble("schema", error.to_string()))
    }
}
