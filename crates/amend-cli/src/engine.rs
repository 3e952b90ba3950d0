//! The engine's errors as failures of a run: their kinds, and their places in
//! the files.

use amend::error::{
    AmbiguousNames, ApplyError, NotExpressible, PatchError, Place, ReadError, ReadErrorKind,
};
use amend::{Document, Pointer};

use crate::excerpt::{Excerpt, span};
use crate::failure::Failure;
use crate::input::Text;

/// A document that is not read. Its place is told apart from the message, which
/// is why the reader's own mention of it is cut off.
pub(crate) fn read(error: &ReadError, text: Text<'_>) -> Failure {
    let kind = match error.kind() {
        ReadErrorKind::Syntax => "syntax",
        ReadErrorKind::NotUtf8 => "not-utf8",
        ReadErrorKind::LoneSurrogate => "lone-surrogate",
        ReadErrorKind::DuplicateMember => "duplicate-member",
        ReadErrorKind::Limit => "limit",
        _ => "unreadable",
    };
    let place = error.place();
    let mut message = error.to_string();
    let ending = format!(" at line {}, column {}", place.line, place.column);
    if let Some(before) = message.strip_suffix(&ending) {
        message.truncate(before.len());
    }
    if let Some(first) = error.first_place() {
        // Lines are counted from the start of the file, not of this text.
        let line = |place: Place| format!("first at line {}, ", place.line);
        message = message.replacen(&line(first), &line(text.place(first)), 1);
    }
    let failure = Failure::trouble(kind, message)
        .file(text.source)
        .place(text.place(place))
        .limit(error.limit())
        .excerpt(Excerpt::of_unread(text, place));
    if error.path().is_root() { failure } else { failure.path(error.path()) }
}

/// A document that is no JSON Patch; it is shown where.
pub(crate) fn patch(error: &PatchError, text: Text<'_>, document: &Document<'_>) -> Failure {
    patch_at(&Pointer::root(), error, text, document)
}

/// The same for a patch that stands at a place of a document.
pub(crate) fn patch_at(
    at: &Pointer,
    error: &PatchError,
    text: Text<'_>,
    document: &Document<'_>,
) -> Failure {
    let tokens = at.tokens().iter().chain(error.path().tokens()).cloned().collect::<Vec<_>>();
    let path = Pointer::from_tokens(tokens);
    let mut failure = Failure::trouble(error.kind().code(), error.to_string())
        .file(text.source)
        .place(text.place(nearest(document, &path)))
        .limit(error.limit())
        .excerpt(Excerpt::of(text, document, &span(document, &path).0));
    if let Some(operation) = error.operation() {
        failure = failure.operation(operation).path(&path);
    }
    failure
}

/// A patch that does not apply; it is shown which of its operations, or which
/// member of a merge patch.
pub(crate) fn apply(error: &ApplyError, text: Text<'_>, document: &Document<'_>) -> Failure {
    let place = match error.operation() {
        Some(operation) => {
            let member = error.member().map(str::to_owned);
            Pointer::from_tokens(std::iter::once(operation.to_string()).chain(member))
        }
        None => error.path().clone(),
    };
    let mut failure = Failure::negative(error.kind().code(), error.to_string())
        .file(text.source)
        .place(text.place(nearest(document, &place)))
        .path(error.path())
        .limit(error.limit())
        .excerpt(Excerpt::of(text, document, &span(document, &place).0));
    if let Some(operation) = error.operation() {
        failure = failure.operation(operation);
    }
    failure
}

/// A change that no merge patch can express; it is shown where, in the document
/// that is wanted.
pub(crate) fn not_expressible(
    error: &NotExpressible,
    text: Text<'_>,
    document: &Document<'_>,
) -> Failure {
    let failure = Failure::negative("not-expressible", error.to_string()).file(text.source);
    match error.places().first() {
        Some(first) => failure
            .place(text.place(nearest(document, first)))
            .path(first)
            .excerpt(Excerpt::of(text, document, &span(document, first).0)),
        None => failure,
    }
}

/// Two names that cannot be told apart where case does not count; the second one
/// is shown.
pub(crate) fn ambiguous(
    error: &AmbiguousNames,
    text: Text<'_>,
    document: &Document<'_>,
) -> Failure {
    let [_, second] = error.names();
    let path = error.object().child(second);
    Failure::negative("ambiguous-member", error.to_string())
        .file(text.source)
        .place(text.place(nearest(document, &path)))
        .path(&path)
        .excerpt(Excerpt::of(text, document, &span(document, &path).0))
}

/// Where the value at a pointer stands, or the last one on the way to it.
pub(crate) fn nearest(document: &Document<'_>, pointer: &Pointer) -> Place {
    Place::of_range(document.text().as_bytes(), &span(document, pointer).0)
}
