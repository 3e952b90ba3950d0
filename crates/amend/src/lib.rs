//! JSON Pointer, JSON Patch, JSON Merge Patch and diff: exact, atomic, bounded.
//!
//! ```
//! use amend::{ApplyErrorKind, Json, Patch, apply, diff};
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
//! # What it does not do
//!
//! It reads no files, knows no schemas, evaluates no expressions, and never
//! guesses: what is ambiguous, or cannot be expressed, is an error or a report
//! that says where. No error text shows a value of a document.

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

pub use apply::{ApplyError, ApplyErrorKind, ApplyOptions, Target, apply, apply_with, resolve};
pub use apply::{ApplyTextError, apply_to_text, merge_patch_to_text};
pub use apply::{merge_patch, merge_patch_with};
pub use compose::{NotComposable, compose, compose_merge_patches, compose_on, simplify};
pub use dialect::{Dialect, MemberNames, Operations};
pub use diff::{AmbiguousNames, Arrays, ArraysAt, DiffOptions, Guards, Minimize, Moves};
pub use diff::{TextDiff, TextDiffError, diff, diff_ignoring_case, diff_with};
pub use document::{Document, Node};
pub use equal::equal;
pub use invert::{Exactness, invert, invert_with};
pub use json::{Json, NotRepresentable, Number};
pub use limits::{Limits, UnknownLimit};
pub use members::Members;
pub use merge_patch_of::{NotExpressible, merge_patch_of};
pub use patch::{Operation, Patch};
pub use patch_error::{PatchError, PatchErrorKind};
pub use pointer::{LeadingSlash, Pointer, PointerError};
pub use read_error::{Place, ReadError, ReadErrorKind};
pub use view::{Shape, View};

/// The iterators that [`View`]s and [`Members`] give out.
pub mod iter {
    pub use crate::document::{Elements, NodeMembers};
    pub use crate::json::JsonMembers;
    pub use crate::members::{MembersIntoIter, MembersIter};
    pub use crate::view::ValueMembers;
}
