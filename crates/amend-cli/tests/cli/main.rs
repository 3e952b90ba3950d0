//! The binary `amend`, driven as its users drive it.
#![expect(clippy::unwrap_used, reason = "a test ends where its own fixture is broken")]
#![expect(clippy::format_collect, reason = "the texts of tests are short, and plain to read")]

mod batch;
mod cases;
mod driver;
mod kill;
mod many;
mod million;
mod pages;
mod streams;
mod support;
mod sync;
mod values;

// The pairs that the project's generator makes.
#[path = "../../examples/pairs/lines.rs"]
mod lines;
#[path = "../../examples/pairs/maker.rs"]
mod maker;
#[path = "../../examples/pairs/random.rs"]
mod random;
