//! What every public type promises by its traits and its size.

use amend::error::{
    ApplyError, ApplyErrorKind, NotExpressible, NotRepresentable, PatchError, PatchErrorKind,
    Place, PointerError, ReadError, ReadErrorKind, UnknownLimit,
};
use amend::options::{LeadingSlash, MemberNames, Operations};
use amend::value::{Members, Number};
use amend::{ApplyOptions, Dialect, Document, Json, Limits, Node, Operation, Patch, Pointer};

fn plain<T: Send + Sync + Unpin + Clone + std::fmt::Debug>() {}

fn error<T: std::error::Error + Send + Sync + Clone + Eq + 'static>() {}

#[test]
fn types_can_go_to_other_threads() {
    plain::<ApplyError>();
    plain::<ApplyErrorKind>();
    plain::<ApplyOptions>();
    plain::<Dialect>();
    plain::<Document<'_>>();
    plain::<Json>();
    plain::<LeadingSlash>();
    plain::<Limits>();
    plain::<MemberNames>();
    plain::<Members>();
    plain::<Node<'_>>();
    plain::<NotExpressible>();
    plain::<NotRepresentable>();
    plain::<Number>();
    plain::<Operation>();
    plain::<Operations>();
    plain::<Patch>();
    plain::<PatchError>();
    plain::<PatchErrorKind>();
    plain::<Place>();
    plain::<Pointer>();
    plain::<PointerError>();
    plain::<ReadError>();
    plain::<ReadErrorKind>();
    plain::<UnknownLimit>();
}

#[test]
fn errors_are_errors() {
    error::<ApplyError>();
    error::<NotExpressible>();
    error::<NotRepresentable>();
    error::<PatchError>();
    error::<PointerError>();
    error::<ReadError>();
    error::<UnknownLimit>();
}

/// A `Result` of an operation is as small as can be.
#[test]
fn errors_are_one_word_wide() {
    let word = size_of::<usize>();
    assert_eq!(size_of::<ApplyError>(), word);
    assert_eq!(size_of::<NotExpressible>(), word);
    assert_eq!(size_of::<PatchError>(), word);
    assert_eq!(size_of::<ReadError>(), word);
    assert_eq!(size_of::<Result<(), ApplyError>>(), word);
}
