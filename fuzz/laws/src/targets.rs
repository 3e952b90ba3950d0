//! A law a file; in reading order.

mod apply;
mod apply_text;
mod batch_line;
mod compose;
mod curl;
mod diff;
mod invert;
mod merge;
mod merge_patch;
mod plan;
mod read;
mod rebase;
mod resolve;
mod text_diff;
mod translate;

pub use apply::{any_case, apply};
pub use apply_text::apply_text;
pub use batch_line::batch_line;
pub use compose::compose;
pub use curl::{curl, curl_commands, variable};
pub use diff::diff;
pub use invert::invert;
pub use merge::merge;
pub use merge_patch::merge_patch;
pub use plan::{plan_allo, plan_bigchange, plan_copper, plan_folk, plan_superoffice};
pub use read::read;
pub use rebase::rebase;
pub use text_diff::text_diff;
pub use translate::translate;
