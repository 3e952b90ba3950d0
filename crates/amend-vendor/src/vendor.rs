//! A vendor: its schemas and its code, as one constant value.

use std::sync::OnceLock;

use amend::value::Shape;
use amend::{Json, Limits, Pointer, View};
use jsonschema::Validator;

use crate::behaviour::{Behaviour, Failure, Simulated};
use crate::bulk;
use crate::catalogue::{Catalogue, CatalogueError};
use crate::check;
use crate::model::Entity;
use crate::record::Record;
use crate::request::Request;
use crate::schema_error::SchemaError;
use crate::validate::{faults, validator};
use crate::violation::{Code, Violation};
use crate::violations::Violations;

/// A vendor's person: what the schema crates export.
///
/// The schemas are read once, when first used.
#[derive(Debug)]
pub struct Vendor {
    name: &'static str,
    person: &'static str,
    update: &'static str,
    behaviour: &'static dyn Behaviour,
    loaded: OnceLock<Result<Loaded, SchemaError>>,
}

#[derive(Debug)]
struct Loaded {
    entity: Entity,
    person: Validator,
    update: Validator,
}

impl Vendor {
    /// A vendor of these schema texts and this code.
    #[must_use]
    pub const fn new(
        name: &'static str,
        person: &'static str,
        update: &'static str,
        behaviour: &'static dyn Behaviour,
    ) -> Self {
        Self { name, person, update, behaviour, loaded: OnceLock::new() }
    }

    /// The name on the command line.
    pub fn name(&self) -> &'static str {
        self.name
    }

    /// The text of `person.schema.json`.
    pub fn person_schema(&self) -> &'static str {
        self.person
    }

    /// The text of `update.schema.json`.
    pub fn update_schema(&self) -> &'static str {
        self.update
    }

    /// The vendor's code.
    pub fn behaviour(&self) -> &'static dyn Behaviour {
        self.behaviour
    }

    fn loaded(&self) -> Result<&Loaded, SchemaError> {
        let loaded = self.loaded.get_or_init(|| {
            let person: Json = read(self.person, "person.schema.json")?;
            let update: Json = read(self.update, "update.schema.json")?;
            Ok(Loaded {
                entity: Entity::read(&person)?,
                person: validator(&person)?,
                update: validator(&update)?,
            })
        });
        loaded.as_ref().map_err(Clone::clone)
    }

    /// The entity that the schema describes.
    ///
    /// # Errors
    /// [`SchemaError`] for a schema that does not describe one.
    pub fn entity(&self) -> Result<&Entity, SchemaError> {
        Ok(&self.loaded()?.entity)
    }

    /// Reads the account's custom fields, as the vendor's endpoint returns them.
    ///
    /// # Errors
    /// [`CatalogueError`] for a file of another kind.
    pub fn catalogue(&self, file: &Json) -> Result<Catalogue, CatalogueError> {
        self.behaviour.read_catalogue(file)
    }

    /// The record in a response: what the envelope holds, or the value itself.
    pub fn unwrap<'j>(&self, answer: &'j Json) -> &'j Json {
        self.unwrap_view(answer)
    }

    /// The same, however the answer is held.
    pub(crate) fn unwrap_view<'v, V: View<'v>>(&self, answer: V) -> V {
        let Ok(Loaded { entity, .. }) = self.loaded() else {
            return answer;
        };
        let wrapped = entity.envelope.as_deref().and_then(|envelope| answer.member(envelope));
        wrapped
            .filter(|record| matches!(record.shape(), Shape::Object(_)))
            .filter(|_| answer.member(&entity.id.member).is_none())
            .unwrap_or(answer)
    }

    /// Checks a record against `person.schema.json`: all faults, sorted.
    ///
    /// # Errors
    /// [`SchemaError`] for a schema that cannot be used.
    pub fn check(&self, answer: &Json) -> Result<Vec<Violation>, SchemaError> {
        self.check_within(answer, &Limits::default())
    }

    /// Checks a record as [`Vendor::check`] does, and lists as many faults as the
    /// limit `violations` says; where there are more, the first one says how many.
    ///
    /// # Errors
    /// [`SchemaError`] for a schema that cannot be used.
    pub fn check_within(
        &self,
        answer: &Json,
        limits: &Limits,
    ) -> Result<Vec<Violation>, SchemaError> {
        let loaded = self.loaded()?;
        let record = self.unwrap(answer);
        let mut found = Violations::new(limits);
        faults(&loaded.person, record, &loaded.entity, &mut found);
        let whole = Record::of(record);
        if let Err(violation) = check::id(&loaded.entity, &whole)
            && !found.iter().any(|other| other.path() == violation.path())
            && record.as_object().is_some()
        {
            found.push(violation);
        }
        self.behaviour.check_record(&loaded.entity, &whole, &mut found);
        Ok(found.listed())
    }

    /// Checks an update body against `update.schema.json`.
    pub fn check_body(&self, body: &Json) -> Vec<Violation> {
        match self.loaded() {
            Ok(loaded) => {
                let mut found = Violations::default();
                faults(&loaded.update, body, &loaded.entity, &mut found);
                found.in_order()
            }
            Err(error) => vec![Violation::new(
                Code::NotExpressible,
                Pointer::root(),
                error.to_string(),
                "the schema",
            )],
        }
    }

    /// What the vendor makes of requests on a record: the last status and the
    /// record afterwards.
    ///
    /// # Errors
    /// The first [`Failure`].
    pub fn simulate(&self, answer: &Json, requests: &[Request]) -> Result<(u16, Json), Failure> {
        let entity = match self.entity() {
            Ok(entity) => entity,
            Err(error) => {
                let error = Json::from(error.to_string());
                return Err(Failure { status: 500, error });
            }
        };
        let start = Record::of(self.unwrap(answer));
        let mut record = start.clone();
        let mut status = 200;
        for request in requests {
            let simulated = Simulated { vendor: self, entity, record: &record };
            if bulk::is_bulk(entity, request) {
                let fail = |status, message: &str| simulated.fail(status, message);
                let single = bulk::single(entity, &record, request, fail)?;
                record = start.rebased(self.behaviour.simulate(&simulated, &single)?);
                status = entity.update.bulk.as_ref().map_or(200, |bulk| bulk.status);
                continue;
            }
            record = start.rebased(self.behaviour.simulate(&simulated, request)?);
            status =
                if request.method() == entity.update.method { entity.update.status } else { 200 };
        }
        Ok((status, record.to_json()))
    }
}

fn read(text: &str, file: &str) -> Result<Json, SchemaError> {
    text.parse().map_err(|error| SchemaError::malformed(file, &format!("JSON ({error})")))
}
