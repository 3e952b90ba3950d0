//! The binary `amend`, driven as its users drive it.
#![expect(
    clippy::panic,
    clippy::unwrap_used,
    reason = "a test ends where its own fixture is broken"
)]
#![expect(
    clippy::print_stdout,
    reason = "a test that needs another program says that it is skipped"
)]
#![expect(clippy::format_collect, reason = "the texts of tests are short, and plain to read")]

mod advisories;
mod batch;
mod cases;
mod documents;
mod driver;
mod explain;
mod exports;
mod kill;
mod limits;
mod many;
mod million;
mod mistakes;
mod pages;
mod report;
mod streams;
mod support;
mod sync;
mod text;
mod values;

// The pairs that the project's generator makes.
#[path = "../../examples/pairs/lines.rs"]
mod lines;
#[path = "../../examples/pairs/maker.rs"]
mod maker;
#[path = "../../examples/pairs/random.rs"]
mod random;
