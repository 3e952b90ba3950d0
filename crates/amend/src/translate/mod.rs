//! The same change in another language.
//!
//! A JSON Patch (RFC 6902), a JSON Merge Patch (RFC 7396) and a JSON Patch in a
//! [`Dialect`](crate::Dialect) can each say things that the others can not. What
//! is lost on the way is a list of [`Loss`]es; where nothing is in it, the
//! translation does all that the original does, on the document that it was made
//! for. [`LossKind::changes_result`] tells which losses matter to the result and
//! which only to what happens if the document is another one by then.

mod dialect;
mod from_merge_patch;
mod loss;
mod to_merge_patch;

pub use self::dialect::to_dialect;
pub use self::from_merge_patch::{to_json_patch, to_json_patch_unseen};
pub use self::loss::{Loss, LossKind, Translated};
pub use self::to_merge_patch::to_merge_patch;
