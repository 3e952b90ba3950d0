//! What each fuzz target holds: a function a target, from bytes to a panic where a
//! law is broken. The targets of `fuzz/` call them with what libFuzzer makes up, and
//! `tests/replay.rs` with the corpora and with all that was ever found, on stable Rust
//! and without a fuzzer.
//!
//! The bytes are decisions, not documents: each byte chooses from a small alphabet,
//! so that names, values and places meet, and a byte that changes changes one
//! decision. `read` alone takes them as they are.

#![expect(
    clippy::panic,
    clippy::missing_panics_doc,
    reason = "a law that is broken is told by a panic"
)]
#![expect(clippy::naive_bytecount, reason = "texts of a few hundred bytes")]

mod bytes;
mod documents;
mod model;
mod patches;
pub mod targets;
mod texts;

// The laws of the vendors, as their own tests have them.
#[path = "../../../schemas/allo/tests/law.rs"]
#[allow(unused_imports, reason = "for the tests in it, which run with their vendor")]
mod allo;
#[path = "../../../schemas/bigchange/tests/law.rs"]
#[allow(unused_imports, reason = "for the tests in it, which run with their vendor")]
mod bigchange;
#[path = "../../../schemas/copper/tests/law.rs"]
#[allow(unused_imports, reason = "for the tests in it, which run with their vendor")]
mod copper;
#[path = "../../../schemas/folk/tests/law.rs"]
#[allow(unused_imports, reason = "for the tests in it, which run with their vendor")]
mod folk;
#[path = "../../../schemas/superoffice/tests/law.rs"]
#[allow(unused_imports, reason = "for the tests in it, which run with their vendor")]
mod superoffice;

/// A law over bytes.
pub type Target = fn(&[u8]);

/// All targets, by the names of their folders in `fuzz/corpus` and
/// `fuzz/regressions`.
pub const TARGETS: &[(&str, Target)] = &[
    ("read", targets::read),
    ("apply", targets::apply),
    ("apply_text", targets::apply_text),
    ("diff", targets::diff),
    ("text_diff", targets::text_diff),
    ("merge_patch", targets::merge_patch),
    ("plan_copper", targets::plan_copper),
    ("plan_bigchange", targets::plan_bigchange),
    ("plan_folk", targets::plan_folk),
    ("plan_superoffice", targets::plan_superoffice),
    ("plan_allo", targets::plan_allo),
    ("invert", targets::invert),
    ("compose", targets::compose),
    ("merge", targets::merge),
    ("rebase", targets::rebase),
    ("translate", targets::translate),
    ("any_case", targets::any_case),
    ("curl", targets::curl),
    ("batch_line", targets::batch_line),
];
