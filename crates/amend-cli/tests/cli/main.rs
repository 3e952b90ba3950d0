//! The binary `amend`, driven as its users drive it.
#![expect(clippy::unwrap_used, reason = "a test ends where its own fixture is broken")]
#![expect(
    clippy::print_stdout,
    reason = "a test that needs another program says that it is skipped"
)]

mod cases;
mod explain;
mod exports;
mod mistakes;
mod pages;
mod report;
mod streams;
mod support;
mod text;
mod values;
