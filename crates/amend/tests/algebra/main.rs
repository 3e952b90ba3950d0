//! What can be done with patches: the laws of undoing, composing, translating,
//! rebasing and merging, on random documents and on small models as a whole.
#![expect(clippy::unwrap_used, reason = "a test ends where its own fixture is broken")]

#[path = "../common/mod.rs"]
mod common;

mod compose;
mod deep;
mod edits;
mod invert;
mod merge;
mod models;
mod rebase;
mod translate;

/// As many cases of each law as the issue asks for, or more if they are asked for
/// by `PROPTEST_CASES`.
fn cases() -> proptest::test_runner::Config {
    let asked = proptest::test_runner::Config::default();
    proptest::test_runner::Config {
        cases: asked.cases.max(10_000),
        failure_persistence: None,
        ..asked
    }
}

/// The rules of a dialect, as the case files name it.
fn options(dialect: &str) -> amend::ApplyOptions {
    amend::ApplyOptions { dialect: common::dialect(dialect), ..amend::ApplyOptions::default() }
}
