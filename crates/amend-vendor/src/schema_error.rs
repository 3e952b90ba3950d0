//! Faults of a vendor's schema files.

/// A schema that does not describe an entity.
#[derive(Clone, Debug, Eq, PartialEq, thiserror::Error)]
#[error("{fault} at `{place}` of the schema")]
pub struct SchemaError {
    place: String,
    fault: String,
}

impl SchemaError {
    pub(crate) fn missing(place: &str) -> Self {
        Self { place: place.to_owned(), fault: "expected a value, found none".to_owned() }
    }

    pub(crate) fn malformed(place: &str, expected: &str) -> Self {
        Self {
            place: place.to_owned(),
            fault: format!("expected {expected}, found something else"),
        }
    }

    /// The place in the schema, as a JSON Pointer.
    pub fn place(&self) -> &str {
        &self.place
    }
}
