//! JSON Pointer, JSON Patch, JSON Merge Patch and diff: exact, atomic, bounded.
//!
//! ```
//! use amend::{Json, Patch, apply, diff};
//! use amend::error::ApplyErrorKind;
//!
//! let mut person: Json = r#"{"id": 9007199254740993, "emails": ["a@b.example"]}"#.parse()?;
//! let before = person.clone();
//!
//! let patch: Patch = r#"[
//!     {"op": "test", "path": "/id", "value": 9007199254740993.0},
//!     {"op": "add", "path": "/emails/0", "value": "c@d.example"}
//! ]"#.parse()?;
//! apply(&mut person, &patch)?;
//! assert_eq!(
//!     person.to_string(),
//!     r#"{"id":9007199254740993,"emails":["c@d.example","a@b.example"]}"#
//! );
//! assert_eq!(diff(&before, &person).operations().len(), 1);
//!
//! // All or nothing: the first operation is undone when the second one fails.
//! let text = person.to_string();
//! let patch: Patch = r#"[{"op": "remove", "path": "/id"}, {"op": "remove", "path": "/Emails"}]"#
//!     .parse()?;
//! let error = apply(&mut person, &patch).unwrap_err();
//! assert_eq!((error.kind(), error.operation()), (ApplyErrorKind::PathNotFound, Some(1)));
//! assert!(error.to_string().contains("did you mean `/emails`?"));
//! assert_eq!(person.to_string(), text);
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! # The nouns
//!
//! A document is a [`Json`], which keeps every number as it is written and every
//! object in its order; or a [`Document`], which is a text and the spans of its
//! values; or a [`serde_json::Value`]. Whatever only reads takes any of them, as
//! a [`View`]; [`apply`] and [`merge_patch`] change a `Json` or a `Value` in
//! place. The rules are the same for all of them, whichever features of
//! `serde_json` a build has switched on.
//!
//! A [`Pointer`] is a place (RFC 6901), a [`Patch`] a list of [`Operation`]s (RFC
//! 6902); a Merge Patch (RFC 7396) is a document like any other. A [`Dialect`]
//! says what a vendor makes of RFC 6902, where that is not the RFC, and [`Limits`]
//! bound what a stranger's patch may cost.
//!
//! The crate root has what most users need. The modules [`error`] and [`options`]
//! have the types that these give and take, [`algebra`], [`merge`], [`rebase`] and
//! [`translate`] what else can be done with patches, and [`value`] the parts of
//! documents.
//!
//! # What it does not do
//!
//! It reads no files, knows no schemas, evaluates no expressions, and never
//! guesses: what is ambiguous, or cannot be expressed, is an error or a report
//! that says where. No error text shows a value of a document.

#![cfg_attr(
    not(test),
    warn(
        clippy::arithmetic_side_effects,
        clippy::expect_used,
        clippy::indexing_slicing,
        clippy::panic_in_result_fn,
        clippy::string_slice,
        clippy::unwrap_in_result
    )
)]

mod apply;
mod compose;
mod dialect;
mod diff;
mod document;
mod equal;
mod finder;
mod invert;
mod json;
mod limits;
mod measure;
mod members;
pub mod merge;
mod merge_patch_of;
mod number;
mod partners;
mod patch;
mod patch_error;
mod patch_read;
mod pointer;
mod read_error;
pub mod rebase;
mod scan;
mod trace;
pub mod translate;
mod view;
mod write;

pub use apply::{ApplyOptions, apply, apply_to_text, apply_with, resolve};
pub use apply::{merge_patch, merge_patch_to_text, merge_patch_with};
pub use compose::compose;
pub use dialect::Dialect;
pub use diff::{DiffOptions, TextDiff, diff, diff_ignoring_case, diff_with};
pub use document::{Document, Node};
pub use equal::equal;
pub use invert::invert;
pub use json::Json;
pub use limits::Limits;
pub use merge_patch_of::merge_patch_of;
pub use patch::{Operation, Patch};
pub use pointer::Pointer;
pub use view::View;

// The short names by which the modules here know each other's types.
pub(crate) use self::error::{ApplyError, NotRepresentable, PointerError, ReadError};
pub(crate) use self::options::{Arrays, ArraysAt, LeadingSlash, MemberNames, Moves, Operations};
pub(crate) use self::value::{Members, Shape};

/// What can go wrong: a type for each family of operations.
pub mod error {
    pub use crate::apply::{ApplyError, ApplyErrorKind, ApplyTextError};
    pub use crate::compose::NotComposable;
    pub use crate::diff::{AmbiguousNames, TextDiffError};
    pub use crate::json::NotRepresentable;
    pub use crate::limits::UnknownLimit;
    pub use crate::merge_patch_of::NotExpressible;
    pub use crate::patch_error::{PatchError, PatchErrorKind};
    pub use crate::pointer::PointerError;
    pub use crate::read_error::{Place, ReadError, ReadErrorKind};
}

/// The choices that [`DiffOptions`], [`Dialect`] and others leave open.
pub mod options {
    pub use crate::dialect::{MemberNames, Operations};
    pub use crate::diff::{Arrays, ArraysAt, Guards, Minimize, Moves};
    pub use crate::invert::Exactness;
    pub use crate::pointer::LeadingSlash;
}

/// What documents are made of, and what may be changed.
pub mod value {
    pub use crate::apply::Target;
    pub use crate::json::Number;
    pub use crate::members::Members;
    pub use crate::view::Shape;
}

/// More of what can be done with patches; [`invert`](crate::invert()) and
/// [`compose`](crate::compose()) are the plain ways to do it.
pub mod algebra {
    pub use crate::compose::{compose_merge_patches, compose_on, simplify};
    pub use crate::invert::invert_with;
}

/// The iterators that [`View`]s and [`value::Members`] give out.
pub mod iter {
    pub use crate::document::{Elements, NodeMembers};
    pub use crate::json::JsonMembers;
    pub use crate::members::{MembersIntoIter, MembersIter};
    pub use crate::view::ValueMembers;
}
