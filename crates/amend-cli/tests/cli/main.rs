//! The binary `amend`, driven as its users drive it.
#![expect(clippy::unwrap_used, reason = "a test ends where its own fixture is broken")]

mod cases;
mod exports;
mod pages;
mod streams;
mod support;
mod values;
