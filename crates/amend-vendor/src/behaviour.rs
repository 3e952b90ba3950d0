//! What a vendor does that data cannot say.

use std::fmt;

use amend::{Dialect, Json, Pointer};

use crate::catalogue::{Catalogue, CatalogueError};
use crate::compare::Unit;
use crate::lower;
use crate::model::Entity;
use crate::plan::Options;
use crate::record::Record;
use crate::request::Request;
use crate::simulate;
use crate::violation::Violation;
use crate::violations::Violations;

/// The code of a vendor crate: each method has a default that the schema alone
/// drives, and is replaced only where the vendor does something of its own.
pub trait Behaviour: fmt::Debug + Sync {
    /// The dialect of a JSON Patch on this vendor's record.
    fn dialect(&self) -> Dialect {
        Dialect::RFC6902
    }

    /// Reads the custom fields as the vendor's endpoint returns them.
    ///
    /// # Errors
    /// [`CatalogueError`] for a file of another kind.
    fn read_catalogue(&self, _file: &Json) -> Result<Catalogue, CatalogueError> {
        Err(CatalogueError::none_taken("the vendor documents none for a person"))
    }

    /// Faults of a record, beyond types and id, that make every plan a guess.
    fn check_record(&self, _entity: &Entity, _record: &Record<'_>, _found: &mut Violations) {}

    /// Makes values of the wanted record those of the record where only the
    /// catalogue tells that they are the same.
    fn settle(&self, _catalogue: &Catalogue, _record: &Record<'_>, _wanted: &mut Record<'_>) {}

    /// Puts members of a wanted record (not of a patch) back that the vendor sets on
    /// this very record, and lists them; gives what makes the wanted record itself
    /// doubtful.
    fn check_wanted(
        &self,
        _entity: &Entity,
        _record: &Record<'_>,
        _wanted: &mut Record<'_>,
        _ignored: &mut Vec<Pointer>,
    ) -> Vec<Violation> {
        Vec::new()
    }

    /// What the vendor's code holds against a change, beyond the schema.
    fn check_unit(&self, _case: &Case<'_>, _unit: &Unit<'_>, _found: &mut Violations) {}

    /// The requests for the changes of a case.
    ///
    /// # Errors
    /// All that cannot be said to the vendor.
    fn lower(&self, case: &Case<'_>) -> Result<Lowered, Vec<Violation>> {
        lower::members(case)
    }

    /// What the vendor makes of one request: the record with what that changes laid over
    /// it. It may read the record, the request
    /// and the schema, nothing of the change.
    ///
    /// # Errors
    /// [`Failure`]: the status and the body that the vendor answers with.
    fn simulate<'r>(
        &self,
        vendor: &Simulated<'r>,
        request: &Request,
    ) -> Result<Record<'r>, Failure> {
        simulate::members(vendor, request)
    }

    /// Places whose loss is a side effect of what was sent: `after` lacks what
    /// `wanted` still has.
    fn side_effects(&self, _case: &Case<'_>, _after: &Record<'_>) -> Vec<Pointer> {
        Vec::new()
    }

    /// The body of an error answer.
    fn error_body(&self, status: u16, message: &str, violations: &[Violation]) -> Json {
        let _ = violations;
        Json::object([("status", Json::from(u32::from(status))), ("message", Json::from(message))])
    }
}

/// A change that is about to become requests.
#[derive(Debug)]
#[non_exhaustive]
pub struct Case<'a> {
    /// The entity.
    pub entity: &'a Entity,
    /// The record as the vendor returned it.
    pub record: &'a Record<'a>,
    /// The record as it is wanted.
    pub wanted: &'a Record<'a>,
    /// What differs and goes out.
    pub units: &'a [Unit<'a>],
    /// The account's custom fields, if they were given.
    pub catalogue: Option<&'a Catalogue>,
    /// How to plan.
    pub options: &'a Options,
    /// The record's id, safe in a URL.
    pub id: &'a str,
    /// Whether the record is a prediction: what changes with every write is then
    /// not what the vendor will show.
    pub predicted: bool,
}

impl Case<'_> {
    /// The URL of the update, or of what stands below it (`/related`).
    pub fn url(&self, below: &str) -> String {
        let update = &self.entity.update;
        let base = self.options.base_url.as_deref().unwrap_or(&update.base);
        format!("{base}{}{below}", update.path.replace("{id}", self.id))
    }

    /// The update request with this body.
    pub fn update(&self, body: Json) -> Request {
        let update = &self.entity.update;
        Request::new(&*update.method, self.url(""), update.headers.clone(), Some(body))
    }

    /// "documented: Update a Person", for a rule.
    pub fn cite(&self, rule: &str) -> String {
        self.entity.rule(rule).map_or_else(String::new, crate::model::Rule::cite)
    }
}

/// What lowering gives.
#[derive(Clone, Debug, Default)]
#[expect(clippy::exhaustive_structs, reason = "a plain result that vendor crates build")]
pub struct Lowered {
    /// The requests, in order.
    pub requests: Vec<Request>,
    /// Unchanged members that go along.
    pub carried: Vec<Pointer>,
    /// Rules that the requests lean on beside those of the changed members.
    pub leans: Vec<(String, Pointer)>,
    /// Members that the vendor sets anew and whose value nobody can know, beside
    /// those that the schema's `follows` names.
    pub unpredicted: Vec<Pointer>,
    /// What the requests do beside the record and no way back undoes, and why.
    pub lasting: Vec<(Pointer, String)>,
}

/// A vendor with one record, as the simulator has it.
#[derive(Debug)]
#[non_exhaustive]
pub struct Simulated<'a> {
    /// The vendor whose schemas and answers hold.
    pub vendor: &'a crate::Vendor,
    /// The entity.
    pub entity: &'a Entity,
    /// The record before the request.
    pub record: &'a Record<'a>,
}

/// An answer that is not success.
#[derive(Clone, Debug, Eq, PartialEq)]
#[expect(clippy::exhaustive_structs, reason = "a status and a body, as HTTP has them")]
pub struct Failure {
    /// The HTTP status.
    pub status: u16,
    /// The vendor's error body.
    pub error: Json,
}
