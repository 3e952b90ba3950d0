//! amend beside its rivals: the same pairs of texts, verified, then timed in turn.
//!
//! [`rows`] says what is measured and what the figures have to be, [`engines`] and
//! [`rivals`] do it, [`judge`] says whether their output is right, and [`measure`]
//! lets them take turns. See the main file for how it is called.

pub mod allocations;
pub mod batch;
pub mod corpora;
pub mod engines;
pub mod instructions;
pub mod judge;
pub mod machine;
pub mod measure;
pub mod pace;
pub mod plans;
pub mod project;
pub mod rivals;
pub mod rows;
pub mod table;
pub mod target;
