//! What is measured: pairs of texts, the same in every run.

mod file;
pub mod hostile;
pub mod large;
pub mod lists;
pub mod patches;
pub mod persons;
mod random;
pub mod vendors;

pub use file::{read_corpus, read_outputs, write_corpus};
pub use random::Random;

use serde_json::Value;

/// Two texts: documents before and after, or a document and a patch.
#[derive(Clone, Debug)]
pub struct Pair {
    /// The text before.
    pub before: String,
    /// The text after, or the patch.
    pub after: String,
}

impl Pair {
    /// The compact texts of two values.
    pub fn new(before: &Value, after: &Value) -> Self {
        Self { before: before.to_string(), after: after.to_string() }
    }

    /// Bytes of both texts.
    pub fn bytes(&self) -> usize {
        self.before.len() + self.after.len()
    }
}
