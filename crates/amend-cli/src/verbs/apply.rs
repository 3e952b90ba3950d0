//! `amend apply DOCUMENT PATCH`

use std::ffi::OsString;

use amend::{
    ApplyError, ApplyErrorKind, ApplyOptions, Dialect, Document, Json, Limits, Node, Patch,
    Pointer, Shape, View, apply_with, merge_patch_with, resolve,
};

use super::Jobs;
use crate::engine;
use crate::excerpt::Excerpt;
use crate::failure::{Failure, Status};
use crate::input::{Source, Text, check_stdin};
use crate::lines::{self, Lines};
use crate::output::Output;
use crate::settings::{Layout, Settings, Values};

/// The arguments of `amend apply`.
#[derive(Debug, clap::Args)]
#[command(after_long_help = format!("{EXAMPLES}\n\n{}", lines::HELP))]
pub(crate) struct Args {
    /// The document to change; `-` is standard input
    document: OsString,

    /// The patch; `-` is standard input
    patch: OsString,

    /// What the patch is
    #[arg(long, default_value = "auto")]
    kind: Kind,

    /// The rules by which a patch is read and finds its places
    #[arg(long, default_value = "rfc6902")]
    dialect: DialectName,

    #[command(flatten)]
    jobs: Jobs,
}

const EXAMPLES: &str = "\
Examples:
  amend apply document.json patch.json
  amend apply -c --kind merge-patch document.json change.json
  amend apply --lines --jobs 2 documents.ndjson patches.ndjson";

#[derive(Clone, Copy, Debug, Eq, PartialEq, clap::ValueEnum)]
enum Kind {
    /// An array is a JSON Patch, an object is a merge patch
    Auto,
    /// RFC 6902: an array of operations
    JsonPatch,
    /// RFC 7396: the members that change, null for those that go
    MergePatch,
}

#[derive(Clone, Copy, Debug, Eq, PartialEq, clap::ValueEnum)]
enum DialectName {
    /// To the letter
    Rfc6902,
    /// Names in any case, the leading slash optional, no `move` and no `copy`
    Superoffice,
}

pub(crate) fn run(
    args: &Args,
    settings: &Settings,
    output: &mut Output,
) -> Result<Status, Failure> {
    let document = Source::from(args.document.as_os_str());
    let patch = Source::from(args.patch.as_os_str());
    check_stdin(&[("DOCUMENT", &document), ("PATCH", &patch)])?;
    let work = Apply {
        kind: args.kind,
        options: ApplyOptions {
            dialect: match args.dialect {
                DialectName::Rfc6902 => Dialect::RFC6902,
                DialectName::Superoffice => Dialect::DOT_NET,
            },
            limits: settings.limits.clone(),
        },
        values: settings.values,
    };
    if let Some(jobs) = args.jobs.of_lines() {
        let lines = Lines { left: &document, right: &patch, jobs };
        return lines.run(settings, output, |document, patch, text| {
            text.push_str(&Layout::Compact.write(&work.apply(document, patch)?));
            Ok(Status::Done)
        });
    }
    let bytes = (document.bytes(settings)?, patch.bytes(settings)?);
    let (document, patch) = (Text::whole(&document, &bytes.0), Text::whole(&patch, &bytes.1));
    output.json(&work.apply(document, patch)?, settings.layout);
    Ok(Status::Done)
}

/// All that is the same for each line.
struct Apply {
    kind: Kind,
    options: ApplyOptions,
    values: Values,
}

impl Apply {
    fn apply(&self, document: Text<'_>, patch: Text<'_>) -> Result<Json, Failure> {
        let limits = &self.options.limits;
        let mut result = document.document(limits)?.root().to_json();
        let change = self.read_patch(patch)?;
        if self.is_merge_patch(patch, &change)? {
            merge_patch_with(&mut result, &change.root().to_json(), &self.options)
                .map_err(|error| engine::apply(&error, patch, &change))?;
        } else {
            let operations = Patch::read(change.root(), &self.options.dialect, limits)
                .map_err(|error| engine::patch(&error, patch, &change))?;
            apply_with(&mut result, &operations, &self.options).map_err(|error| {
                let values = self.values_of_test(&error, &operations, &result).unwrap_or_default();
                engine::apply(&error, patch, &change).more(&values)
            })?;
        }
        Ok(result)
    }

    /// A value in a JSON Patch stands inside two containers, the array and its
    /// operation, which do not count against the depth of the document.
    fn read_patch<'p>(&self, patch: Text<'p>) -> Result<Document<'p>, Failure> {
        let limits = &self.options.limits;
        let wrapped = Limits { depth: limits.depth.saturating_add(2), ..limits.clone() };
        Document::read(patch.bytes, &wrapped).map_err(|error| {
            // Said of the limit as it was given, not of the one that was used.
            let error = Document::read(patch.bytes, limits).err().unwrap_or(error);
            engine::read(&error, patch)
        })
    }

    fn is_merge_patch(&self, patch: Text<'_>, change: &Document<'_>) -> Result<bool, Failure> {
        let found = match (self.kind, change.root().shape()) {
            (Kind::JsonPatch, _) | (Kind::Auto, Shape::Array(_)) => return Ok(false),
            (Kind::MergePatch, _) => return Ok(true),
            (Kind::Auto, Shape::Object(_)) if !is_operation(change.root()) => return Ok(true),
            (Kind::Auto, Shape::Object(_)) => "one operation of a JSON Patch; put `[` and `]` \
                 around it, or say `--kind merge-patch` if it is one"
                .to_owned(),
            (Kind::Auto, _) => format!(
                "{}; say `--kind merge-patch` if it is to replace the whole document",
                change.root().to_json().noun()
            ),
        };
        let message =
            format!("expected an array (a JSON Patch) or an object (a merge patch), found {found}");
        let place = patch.place(engine::nearest(change, &Pointer::root()));
        let excerpt = Excerpt::of(patch, change, &change.root().span());
        let failure = Failure::trouble("wrong-kind", message).file(patch.source).place(place);
        Err(failure.excerpt(excerpt))
    }

    /// Both values of a failed `test`. The document is what it was before the
    /// patch, so the operations before the failed one apply again.
    fn values_of_test(&self, error: &ApplyError, patch: &Patch, document: &Json) -> Option<String> {
        if self.values == Values::Hidden || error.kind() != ApplyErrorKind::TestFailed {
            return None;
        }
        let index = error.operation()?;
        let test = patch.operations().get(index)?;
        let before = Patch::from(patch.operations().get(..index)?.to_vec());
        let mut document = document.clone();
        apply_with(&mut document, &before, &self.options).ok()?;
        let names = self.options.dialect.member_names;
        let found = document.pointer(&resolve(&document, test.path(), names).ok()?)?;
        Some(format!(" (expected {}, found {found})", test.value()?))
    }
}

/// Whether an object looks like an operation that has lost its array. Taken for
/// a merge patch it would add members `op` and `path` to the document.
fn is_operation(object: Node<'_>) -> bool {
    const NAMES: [&str; 6] = ["add", "remove", "replace", "move", "copy", "test"];
    let is_string = |name: &str, allowed: fn(&str) -> bool| {
        object.member(name).is_some_and(|member| match member.shape() {
            Shape::String(text) => allowed(&text),
            _ => false,
        })
    };
    is_string("op", |op| NAMES.contains(&op)) && is_string("path", |_| true)
}
