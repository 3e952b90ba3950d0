//! What broke other engines, each under its id in SECURITY.md: the inputs are
//! written anew, for the same weakness.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test fails by panicking")]

#[path = "../common/mod.rs"]
mod common;

mod bounds;
mod deep;
mod names;
mod pointers;
mod results;
