//! What an entity of a CRM vendor is, and how a change of it becomes requests.
//!
//! A vendor is a [`Vendor`] value: two annotated JSON Schemas and the little code
//! that data cannot say ([`Behaviour`]). [`plan`] reads a [`Change`] against a
//! record, checks it, lowers it to [`Request`]s, simulates these on the record and
//! compares the outcome with what was wanted. Nothing is ever sent.

#![cfg_attr(
    not(test),
    warn(
        clippy::arithmetic_side_effects,
        clippy::expect_used,
        clippy::indexing_slicing,
        clippy::panic_in_result_fn,
        clippy::string_slice,
        clippy::unwrap_in_result
    )
)]

mod after;
mod assumptions;
mod behaviour;
mod between;
pub mod bulk;
mod catalogue;
mod change;
mod check;
mod compare;
mod effects;
mod kinds;
mod listed;
pub mod lower;
mod marked;
mod member_list;
mod merging;
mod model;
mod near;
mod onto;
mod overlay;
mod pairs;
mod plan;
mod plan_json;
mod planner;
mod printable;
mod record;
pub mod render;
mod request;
mod schema_error;
pub mod simulate;
mod sound;
mod spelling;
mod trail;
mod undo;
mod unit_checks;
mod validate;
mod vendor;
mod violation;
mod violations;

pub use after::After;
pub use assumptions::Assumption;
pub use behaviour::{Behaviour, Case, Failure, Lowered, Simulated};
pub use between::{arrays_at, settled};
pub use catalogue::{Catalogue, CatalogueError, Field, FieldOption};
pub use change::{Absent, Change};
pub use check::{has_format, is_uuid};
pub use compare::{Differences, Unit, differences, identity, keyed_value, meaning, same};
pub use effects::{ChangeKind, Effect, Loss, LossKind};
pub use marked::marker;
pub use member_list::MemberList;
pub use merging::merged;
pub use model::{
    Bulk, Clear, Entity, Format, IdGrammar, IdRule, Member, Provenance, Rate, Rule, Sent, Type,
    Update, Writer,
};
pub use near::near;
pub use plan::{Details, Options, Outcome, Plan, Undo, Wire, plan, plan_written};
pub use printable::{printable, printable_lines};
pub use record::{Form, Record, Written};
pub use request::{Guard, Request, RequestError};
pub use schema_error::SchemaError;
pub use trail::Trail;
pub use vendor::Vendor;
pub use violation::{Code, Violation};
pub use violations::Violations;
