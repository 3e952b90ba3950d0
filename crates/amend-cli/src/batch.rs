//! Many records: what `batch` and `sync` share. Everything goes in order and in
//! bounded memory, and an output file survives a kill at any moment.
//!
//! In reading order: lines come in (`codec`, `ndjson`), are planned on all cores
//! (`plans`, over the pipeline), grouped into bulk requests (`group`), counted
//! (`tally`) and written (`writer`, `keeper`, `journal`, `disk`). Snapshots are
//! sorted on the way (`key`, `spill`, `merge`, `join`, `snapshots`).

pub(crate) mod answers;
pub(crate) mod codec;
pub(crate) mod disk;
pub(crate) mod group;
pub(crate) mod join;
pub(crate) mod journal;
pub(crate) mod keeper;
pub(crate) mod key;
pub(crate) mod listing;
pub(crate) mod merge;
pub(crate) mod ndjson;
pub(crate) mod options;
pub(crate) mod plans;
pub(crate) mod progress;
pub(crate) mod snapshots;
pub(crate) mod spill;
pub(crate) mod summary;
pub(crate) mod tally;
pub(crate) mod writer;

#[cfg(test)]
mod crash_tests;
#[cfg(test)]
mod shaky_disk;
