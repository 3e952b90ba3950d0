//! The binary `amend`, driven as its users drive it.
#![expect(clippy::unwrap_used, reason = "a test ends where its own fixture is broken")]

mod cases;
mod explain;
mod exports;
mod mistakes;
mod pages;
mod streams;
mod support;
mod values;
