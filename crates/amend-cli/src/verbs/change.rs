//! Patches of either kind, as the verbs read them.

use amend::error::{ApplyError, ApplyErrorKind, ApplyTextError};
use amend::value::Shape;
use amend::{
    ApplyOptions, Dialect, Document, Json, Limits, Node, Patch, Pointer, View, apply_with,
    merge_patch_with, resolve,
};

use crate::engine;
use crate::excerpt::Excerpt;
use crate::failure::Failure;
use crate::input::Text;
use crate::settings::{Settings, Values};

/// How a patch is read.
#[derive(Debug, clap::Args)]
pub(crate) struct Reading {
    /// What the patch is
    #[arg(long, default_value = "auto")]
    kind: Kind,

    /// The rules by which a patch is read and finds its places
    #[arg(long, default_value = "rfc6902")]
    dialect: DialectName,
}

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

impl Reading {
    /// The rules, and what else holds for each patch.
    pub(crate) fn rules(&self, settings: &Settings) -> Rules {
        let dialect = match self.dialect {
            DialectName::Rfc6902 => Dialect::RFC6902,
            DialectName::Superoffice => Dialect::DOT_NET,
        };
        let options = ApplyOptions { dialect, limits: settings.limits.clone() };
        Rules { kind: self.kind, options, values: settings.values }
    }
}

/// By which rules patches are read and applied.
#[derive(Debug)]
pub(crate) struct Rules {
    kind: Kind,
    pub(crate) options: ApplyOptions,
    values: Values,
}

/// A patch of either kind.
#[derive(Debug)]
pub(crate) enum Change {
    Patch(Patch),
    MergePatch(Json),
}

/// A patch, and where it comes from.
#[derive(Debug)]
pub(crate) struct Given<'p> {
    text: Text<'p>,
    document: Document<'p>,
    pub(crate) change: Change,
}

impl Given<'_> {
    /// A failure about a place of the patch.
    pub(crate) fn at(&self, failure: Failure, path: &Pointer) -> Failure {
        let place = self.text.place(engine::nearest(&self.document, path));
        failure.file(self.text.source).place(place).path(path)
    }

    /// A failure about the patch.
    pub(crate) fn of(&self, failure: Failure) -> Failure {
        failure.file(self.text.source)
    }
}

impl Rules {
    /// Reads a patch.
    pub(crate) fn read<'p>(&self, text: Text<'p>) -> Result<Given<'p>, Failure> {
        let document = self.document(text)?;
        let change = if self.is_merge_patch(text, &document)? {
            Change::MergePatch(document.root().to_json())
        } else {
            let (dialect, limits) = (&self.options.dialect, &self.options.limits);
            let patch = Patch::read(document.root(), dialect, limits)
                .map_err(|error| engine::patch(&error, text, &document))?;
            Change::Patch(patch)
        };
        Ok(Given { text, document, change })
    }

    /// A value in a JSON Patch stands inside two containers, the array and its
    /// operation, which do not count against the depth of the document.
    fn document<'p>(&self, patch: Text<'p>) -> Result<Document<'p>, Failure> {
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

    /// The text of a document after a patch, which is not taken apart before it is applied.
    pub(crate) fn patched(
        &self,
        document: &Document<'_>,
        patch: Text<'_>,
    ) -> Result<String, Failure> {
        let patched = match (std::str::from_utf8(patch.bytes), self.is_list(patch)) {
            (Ok(text), true) => Some(document.patched(text, &self.options)),
            (Ok(text), false) if self.is_merge_patch(patch, &self.document(patch)?)? => {
                Some(document.merge_patched(text, &self.options))
            }
            _ => None,
        };
        match patched {
            Some(Ok(text)) => return Ok(text),
            Some(Err(ApplyTextError::Apply(error))) if self.values == Values::Hidden => {
                return Err(engine::apply(&error, patch, &self.document(patch)?));
            }
            _ => {}
        }
        // Something is to be said that takes both apart.
        let given = self.read(patch)?;
        match &given.change {
            Change::Patch(patch) => document.applied(patch, &self.options),
            Change::MergePatch(patch) => document.merged(patch, &self.options),
        }
        .map_err(|error| self.failed(&error, &given, &document.root().to_json()))
    }

    /// Whether what is read is a JSON Patch, as far as that is seen at once.
    fn is_list(&self, patch: Text<'_>) -> bool {
        let first = patch.bytes.iter().find(|byte| !byte.is_ascii_whitespace());
        match self.kind {
            Kind::JsonPatch => true,
            Kind::Auto => first == Some(&b'['),
            Kind::MergePatch => false,
        }
    }

    /// Changes a document.
    pub(crate) fn apply(&self, document: &mut Json, given: &Given<'_>) -> Result<(), Failure> {
        match &given.change {
            Change::MergePatch(patch) => merge_patch_with(document, patch, &self.options),
            Change::Patch(patch) => apply_with(document, patch, &self.options),
        }
        .map_err(|error| self.failed(&error, given, document))
    }

    /// What is said of a patch that does not apply to a document.
    pub(crate) fn failed(&self, error: &ApplyError, given: &Given<'_>, document: &Json) -> Failure {
        let values = self.values_of_test(error, given, document).unwrap_or_default();
        engine::apply(error, given.text, &given.document).more(&values)
    }

    /// Both values of a failed `test`. The document is what it was before the
    /// patch, so the operations before the failed one apply again.
    fn values_of_test(
        &self,
        error: &ApplyError,
        given: &Given<'_>,
        document: &Json,
    ) -> Option<String> {
        if self.values == Values::Hidden || error.kind() != ApplyErrorKind::TestFailed {
            return None;
        }
        let Change::Patch(patch) = &given.change else { return None };
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
