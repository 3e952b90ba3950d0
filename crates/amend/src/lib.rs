//! JSON Pointer, JSON Patch, JSON Merge Patch and diff: exact, atomic, bounded.

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
mod merge_patch_of;
mod number;
mod patch;
mod patch_error;
mod patch_read;
mod pointer;
mod read_error;
mod scan;
mod trace;
pub mod translate;
mod view;
mod write;

pub use apply::{ApplyError, ApplyErrorKind, ApplyOptions, Target, apply, apply_with, resolve};
pub use apply::{merge_patch, merge_patch_with};
pub use compose::{NotComposable, compose, compose_merge_patches, compose_on, simplify};
pub use dialect::{Dialect, MemberNames, Operations};
pub use diff::{Arrays, ArraysAt, DiffOptions, Guards, Minimize, Moves, diff, diff_with};
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
