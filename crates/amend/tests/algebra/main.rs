//! What can be done with patches: the laws of undoing, composing, translating,
//! rebasing and merging, on random documents and on small models as a whole.
#![expect(clippy::unwrap_used, reason = "a test ends where its own fixture is broken")]

#[path = "../common/mod.rs"]
mod common;

mod compose;
mod edits;
mod invert;
mod translate;

/// As many cases of each law as the issue asks for.
fn cases() -> proptest::test_runner::Config {
    proptest::test_runner::Config { cases: 10_000, failure_persistence: None, ..Default::default() }
}

/// The rules of a dialect, as the case files name it.
fn options(dialect: &str) -> amend::ApplyOptions {
    amend::ApplyOptions { dialect: common::dialect(dialect), ..amend::ApplyOptions::default() }
}
