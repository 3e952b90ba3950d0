//! `amend translate PATCH --of DOCUMENT --to KIND`

use std::ffi::OsString;

use amend::error::ApplyError;
use amend::translate::{Loss, to_dialect, to_json_patch, to_merge_patch};
use amend::{Dialect, Json};

use super::change::{Change, Given, Reading, Rules};
use crate::failure::{Failure, Status, tell};
use crate::input::{Source, Text, check_stdin};
use crate::output::Output;
use crate::settings::Settings;

/// The arguments of `amend translate`.
#[derive(Debug, clap::Args)]
#[command(after_long_help = HELP)]
pub(crate) struct Args {
    /// The patch to translate; `-` is standard input
    patch: OsString,

    /// The document that it is for; `-` is standard input
    #[arg(long, value_name = "DOCUMENT")]
    of: OsString,

    /// What it is to be
    #[arg(long, value_name = "KIND")]
    to: To,

    /// Refuse a translation that loses anything at all, such as a test
    #[arg(long, conflicts_with = "accept_losses")]
    strict: bool,

    /// Print what can be said, even if the result is another one
    #[arg(long)]
    accept_losses: bool,

    /// Print an object, `{"patch", "losses"}`, instead of telling the losses on standard error
    #[arg(long)]
    report: bool,

    #[command(flatten)]
    reading: Reading,
}

const HELP: &str = "\
Whatever the other kind cannot say is told, with its place. What changes the result on this
document (a null that is wanted, a name that differs from another in case only) is refused: the
exit status is 1. What does not (a test, a move that becomes a removal and an addition, a list
that is sent as a whole) is told on standard error, and matters only where the document is
another one by the time the patch is applied.

Examples:
  amend translate change.json --of document.json --to json-patch
  amend translate --report --to merge-patch patch.json --of document.json";

#[derive(Clone, Copy, Debug, Eq, PartialEq, clap::ValueEnum)]
enum To {
    /// RFC 6902: an array of operations
    JsonPatch,
    /// RFC 7396: the members that change, null for those that go
    MergePatch,
    /// A JSON Patch for SuperOffice: names in any case, no `move` and no `copy`
    Superoffice,
}

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
    let document = Text::whole(&before, &bytes.1).document(&settings.limits)?.root().to_json();
    let given = rules.read(Text::whole(&patch, &bytes.0))?;
    let (patch, losses) = translated(args.to, &given.change, &document, &rules)
        .map_err(|error| rules.failed(&error, &given, &document))?;
    let refused = match (args.strict, args.accept_losses) {
        (true, _) => !losses.is_empty(),
        (false, accepted) => !accepted && losses.iter().any(|loss| loss.kind.changes_result()),
    };
    if args.report {
        let told = Json::array(losses.iter().map(to_json));
        let patch = if refused { Json::Null } else { patch };
        output.json(&Json::object([("patch", patch), ("losses", told)]), settings.layout);
        return Ok(if refused { Status::Negative } else { Status::Done });
    }
    if refused {
        return Err(refusal(args.to, &losses, &given));
    }
    output.json(&patch, settings.layout);
    for loss in &losses {
        tell(settings.errors, "loss", &loss.to_string(), to_json(loss));
    }
    Ok(Status::Done)
}

/// The translation, and what it loses.
fn translated(
    to: To,
    change: &Change,
    before: &Json,
    rules: &Rules,
) -> Result<(Json, Vec<Loss>), ApplyError> {
    let options = &rules.options;
    let dialect = match to {
        To::Superoffice => Dialect::DOT_NET,
        To::JsonPatch | To::MergePatch => Dialect::RFC6902,
    };
    match (to, change) {
        (To::MergePatch, Change::Patch(patch)) => {
            let translated = to_merge_patch(patch, before, options)?;
            Ok((translated.change, translated.losses))
        }
        (To::MergePatch, Change::MergePatch(patch)) => {
            // It has to apply, as for every other translation.
            to_json_patch(patch, before, options)?;
            Ok((patch.clone(), Vec::new()))
        }
        (_, Change::Patch(patch)) => {
            let translated = to_dialect(patch, before, options, &dialect)?;
            Ok((translated.change.to_json(), translated.losses))
        }
        (_, Change::MergePatch(patch)) => {
            let patch = to_json_patch(patch, before, options)?.change;
            let translated = to_dialect(&patch, before, options, &dialect)?;
            Ok((translated.change.to_json(), translated.losses))
        }
    }
}

fn to_json(loss: &Loss) -> Json {
    let mut members = Vec::new();
    members.extend(loss.operation.map(|operation| ("operation", Json::from(operation))));
    members.push(("path", Json::from(loss.path.to_string())));
    members.push(("kind", Json::from(loss.kind.code())));
    members.push(("message", Json::from(loss.to_string())));
    Json::object(members)
}

fn refusal(to: To, losses: &[Loss], given: &Given<'_>) -> Failure {
    let name = match to {
        To::JsonPatch => "a JSON Patch",
        To::MergePatch => "a merge patch",
        To::Superoffice => "a patch for SuperOffice",
    };
    let told: Vec<String> = losses.iter().map(Loss::to_string).collect();
    let message =
        format!("expected a change that {name} can express; what is lost: {}", told.join("; "));
    let failure = given.of(Failure::negative("not-expressible", message));
    match losses.iter().find(|loss| loss.kind.changes_result()).or(losses.first()) {
        Some(Loss { operation: Some(operation), path, .. }) => {
            failure.path(path).operation(*operation)
        }
        Some(loss) => failure.path(&loss.path),
        None => failure,
    }
}
