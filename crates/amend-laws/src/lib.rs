//! The test kit of the vendor crates: data-driven cases, the documented samples,
//! and the law of the plan as a property. No shipped crate depends on it.
//!
//! A vendor's tests hold a folder of case files and one line each:
//!
//! ```no_run
//! # use amend_vendor::Vendor;
//! # fn test(vendor: &'static Vendor) {
//! amend_laws::cases(vendor, std::path::Path::new("tests/cases"));
//! # }
//! ```
//!
//! What a case may say is in [`cases`]; what every plan must hold to, whether it
//! comes from a case or from a generator, is in [`holds`].

mod again;
mod bodies;
mod case;
mod changes;
mod choices;
mod edits;
mod expect;
mod expected;
mod faults;
mod holds;
mod law;
mod lost;
mod moved;
mod normal;
mod plain;
mod refused;
mod run;
mod samples;
mod texts;
mod told;
mod values;
mod wanted;

pub use case::{Case, CaseError, Given};
pub use holds::holds;
pub use law::{Law, law};
pub use moved::moved;
pub use run::cases;
pub use samples::{json_blocks, samples, seeds, shared};
