//! Changes as people read them: member by member, what was there and what is.

mod draw;
mod tree;

pub(crate) use draw::{Changes, path};
pub(crate) use tree::Tree;
