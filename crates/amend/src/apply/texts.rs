//! Applying to a text, so that what is not touched stays as it is written.

use super::merge_patch::{lay, prepared};
use super::overlay::Overlay;
use super::splice::{self, Steps, Stop};
use super::{ApplyError, ApplyOptions, Fault, Target, run};
use crate::patch_error::PatchError;
use crate::patch_read::wrapped;
use crate::write::{self, Layout};
use crate::{Document, Json, Limits, Operation, Patch, Pointer, ReadError, patch};

/// That a patch is not applied to a text.
#[derive(Clone, Debug, Eq, PartialEq, thiserror::Error)]
#[expect(clippy::exhaustive_enums, reason = "two texts are read, and then one is changed")]
pub enum ApplyTextError {
    /// The text is not read.
    #[error(transparent)]
    Read(#[from] ReadError),
    /// The text of the patch is none.
    #[error(transparent)]
    Patch(#[from] PatchError),
    /// The patch does not apply.
    #[error(transparent)]
    Apply(#[from] ApplyError),
}

/// Applies a JSON Patch to the text of a document, and gives the text of the
/// result.
///
/// What the patch does not touch stays byte for byte: white space, escapes and
/// the spelling of numbers. The rules are those of [`apply_with`](crate::apply_with).
///
/// # Errors
/// [`ApplyTextError`]: as [`Document::read`] and [`apply_with`](crate::apply_with).
///
/// ```
/// use amend::{ApplyOptions, apply_to_text};
///
/// let text = "{ \"id\": 1E2,\n  \"tags\": [ \"a\", \"b\" ] }\n";
/// let patch = r#"[{"op": "remove", "path": "/tags/0"}, {"op": "add", "path": "/n", "value": 1}]"#;
/// assert_eq!(
///     apply_to_text(text, &patch.parse()?, &ApplyOptions::default())?,
///     "{ \"id\": 1E2,\n  \"tags\": [ \"b\" ],\n  \"n\": 1 }\n",
/// );
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn apply_to_text(
    document: &str,
    patch: &Patch,
    options: &ApplyOptions,
) -> Result<String, ApplyTextError> {
    let document = Document::within(document, &options.limits)?;
    Ok(document.applied(patch, options)?)
}

impl Document<'_> {
    /// The text of this document after a JSON Patch; see [`apply_to_text`].
    ///
    /// # Errors
    /// As [`apply_with`](crate::apply_with).
    ///
    /// ```
    /// use amend::{ApplyOptions, Document};
    ///
    /// let document = Document::parse("[1E2, 2]")?;
    /// let patch = r#"[{"op": "replace", "path": "/1", "value": 3}]"#.parse()?;
    /// assert_eq!(document.applied(&patch, &ApplyOptions::default())?, "[1E2, 3]");
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn applied(&self, patch: &Patch, options: &ApplyOptions) -> Result<String, ApplyError> {
        if let Some(applied) = self.applied_to_written(patch, options) {
            return short_enough(applied?, options);
        }
        self.applied_plainly(patch, options)
    }

    /// The same by way of the text of the patch. Nothing: that way cannot tell.
    fn applied_to_written(
        &self,
        patch: &Patch,
        options: &ApplyOptions,
    ) -> Option<Result<String, ApplyError>> {
        let patch = patch::text(patch.operations());
        let steps = Steps::read(&patch, &wrapped(&options.limits))?;
        match splice::patched(self, &steps, options) {
            Ok(text) => Some(Ok(text)),
            Err(Stop::Fault(error)) => Some(Err(error)),
            Err(Stop::Unknown) => None,
        }
    }

    /// The same on an overlay.
    pub(super) fn applied_plainly(
        &self,
        patch: &Patch,
        options: &ApplyOptions,
    ) -> Result<String, ApplyError> {
        super::within_operations(patch, options)?;
        let mut overlay = Overlay::sketch(self.root());
        run(&mut overlay, patch.operations(), options, usize::MAX)?;
        short_enough(text_of(&overlay, self), options)
    }

    /// The text of this document after the JSON Patch that another text is. Does what
    /// [`Patch::parse`] and [`Document::applied`] do, in a small part of the time: the
    /// patch is not taken apart before it is applied.
    ///
    /// # Errors
    /// [`ApplyTextError::Patch`] as [`Patch::parse`], [`ApplyTextError::Apply`] as
    /// [`Document::applied`].
    ///
    /// ```
    /// use amend::{ApplyOptions, Document};
    ///
    /// let document = Document::parse("{\"a\": [1E2, 2] }")?;
    /// let patch = r#"[{"op": "add", "path": "/a/-", "value": {"b": 0.10}}]"#;
    /// let text = document.patched(patch, &ApplyOptions::default())?;
    /// assert_eq!(text, "{\"a\": [1E2, 2, {\"b\":0.10}] }");
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn patched(&self, patch: &str, options: &ApplyOptions) -> Result<String, ApplyTextError> {
        let stop = match Steps::read(patch, &wrapped(&options.limits)) {
            Some(steps) => match splice::patched(self, &steps, options) {
                Ok(text) => return Ok(short_enough(text, options)?),
                Err(stop) => stop,
            },
            None => Stop::Unknown,
        };
        // What is wrong with the patch itself is said first.
        let patch = Patch::document(patch, &options.limits).map_err(PatchError::from)?;
        Patch::check(patch.root(), options.dialect, &options.limits)?;
        if let Stop::Fault(error) = stop {
            return Err(error.into());
        }
        let patch = Patch::read(patch.root(), &options.dialect, &options.limits)?;
        Ok(self.applied_plainly(&patch, options)?)
    }

    /// The text of this document after the JSON Merge Patch that another text is. Does
    /// what [`Json::read`] and [`Document::merged`] do, in a part of the time.
    ///
    /// # Errors
    /// [`ApplyTextError::Read`] where the patch is not read, [`ApplyTextError::Apply`] as
    /// [`Document::merged`].
    ///
    /// ```
    /// use amend::{ApplyOptions, Document};
    ///
    /// let document = Document::parse(r#"{"a": 1E2, "b": 2}"#)?;
    /// let text = document.merge_patched(r#"{"b": null}"#, &ApplyOptions::default())?;
    /// assert_eq!(text, r#"{"a": 1E2}"#);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn merge_patched(
        &self,
        patch: &str,
        options: &ApplyOptions,
    ) -> Result<String, ApplyTextError> {
        let patch = Document::within(patch, &options.limits)?;
        if let Some(text) = splice::merged(self, &patch, options) {
            return Ok(short_enough(text, options)?);
        }
        Ok(self.merged(&patch.root().to_json(), options)?)
    }

    /// The text of this document after a JSON Merge Patch; see
    /// [`merge_patch_to_text`].
    ///
    /// # Errors
    /// As [`merge_patch_with`](crate::merge_patch_with).
    ///
    /// ```
    /// use amend::{ApplyOptions, Document};
    ///
    /// let document = Document::parse(r#"{"a": 1E2, "b": 2}"#)?;
    /// let patch = r#"{"b": null}"#.parse()?;
    /// assert_eq!(document.merged(&patch, &ApplyOptions::default())?, r#"{"a": 1E2}"#);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn merged(&self, patch: &Json, options: &ApplyOptions) -> Result<String, ApplyError> {
        let patch = prepared(self.root(), patch, options)?;
        let mut overlay = Overlay::sketch(self.root());
        lay(&mut overlay, &patch)
            .map_err(|_| ApplyError::new(Fault::NotRepresentable, Pointer::root()))?;
        short_enough(text_of(&overlay, self), options)
    }
}

/// Applies operations to a document by way of its text. Nothing: that way cannot tell.
pub(super) fn by_text<T: Target>(
    document: &mut T,
    operations: &[Operation],
    options: &ApplyOptions,
) -> Option<Result<(), ApplyError>> {
    // A text takes any number; a document that does not refuses it where it is brought.
    if !operations.iter().filter_map(Operation::value).all(|value| T::adopt(value).is_ok()) {
        return None;
    }
    let limits = unbounded();
    let text = write::to_string(document.view(), Layout::Compact);
    let source = Document::within(&text, &limits).ok()?;
    let patch = patch::text(operations);
    let steps = Steps::read(&patch, &limits)?;
    match splice::patched(&source, &steps, options) {
        Ok(text) => {
            let result = Json::read(text.as_bytes(), &limits).ok()?;
            *document = T::adopt(&result).ok()?;
            Some(Ok(()))
        }
        Err(Stop::Fault(error)) => Some(Err(error)),
        Err(Stop::Unknown) => None,
    }
}

/// Limits for what is in memory already.
fn unbounded() -> Limits {
    Limits {
        depth: Limits::MAX_DEPTH,
        document: Limits::MAX_DOCUMENT,
        nodes: usize::MAX,
        number: usize::MAX,
        ..Limits::default()
    }
}

/// The text, if it is within its limit. It is never far beyond: the document, what
/// stands in the patch and the growth are bounded, too.
fn short_enough(text: String, options: &ApplyOptions) -> Result<String, ApplyError> {
    let limit = options.limits.result;
    if text.len() > limit {
        return Err(ApplyError::new(Fault::Result { limit }, Pointer::root()));
    }
    Ok(text)
}

/// Applies a JSON Merge Patch to the text of a document, and gives the text of the
/// result. What the patch does not touch stays byte for byte, as with
/// [`apply_to_text`].
///
/// # Errors
/// [`ApplyTextError`]: as [`Document::read`] and
/// [`merge_patch_with`](crate::merge_patch_with).
///
/// ```
/// use amend::{ApplyOptions, merge_patch_to_text};
///
/// let text = "{\n  \"a\": 0.10,\n  \"b\": {\"c\": 1}\n}";
/// let patch = r#"{"b": {"c": null}}"#.parse()?;
/// assert_eq!(
///     merge_patch_to_text(text, &patch, &ApplyOptions::default())?,
///     "{\n  \"a\": 0.10,\n  \"b\": {}\n}",
/// );
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn merge_patch_to_text(
    document: &str,
    patch: &Json,
    options: &ApplyOptions,
) -> Result<String, ApplyTextError> {
    let document = Document::within(document, &options.limits)?;
    Ok(document.merged(patch, options)?)
}

fn text_of<'d>(
    overlay: &Overlay<'d, super::overlay::Borrowed<'d, crate::Node<'d>>>,
    document: &'d Document<'_>,
) -> String {
    let source = document.text();
    let span = document.root().span();
    let mut text = String::with_capacity(source.len() + source.len() / 8);
    text.push_str(source.get(..span.start).unwrap_or_default());
    overlay.write(source, &mut text);
    text.push_str(source.get(span.end..).unwrap_or_default());
    text
}
