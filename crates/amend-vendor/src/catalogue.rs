//! The account's custom field definitions, as far as checking needs them.

use amend::Json;

/// The custom fields of an account, in the order of the vendor's answer.
#[derive(Clone, Debug, Default)]
pub struct Catalogue {
    fields: Vec<Field>,
}

/// A custom field definition.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Field {
    /// What values refer to it by: an id, or a name.
    pub key: Json,
    /// The part of the record that it belongs to, where there are several (a
    /// group at folk).
    pub scope: Option<String>,
    /// What a person calls it.
    pub label: String,
    /// The vendor's word for its type.
    pub kind: String,
    /// The options of a list, by id or label.
    pub options: Vec<FieldOption>,
    /// Whether values may be written.
    pub read_only: bool,
    /// Whether a value must stay.
    pub mandatory: bool,
    /// The longest text, where one is given.
    pub max_length: Option<usize>,
}

/// An option of a list field.
#[derive(Clone, Debug)]
#[expect(clippy::exhaustive_structs, reason = "an option is an id and a label")]
pub struct FieldOption {
    /// What a value holds.
    pub id: Json,
    /// What a person reads.
    pub label: String,
}

impl Field {
    /// A writable field without options.
    pub fn new(key: Json, label: impl Into<String>, kind: impl Into<String>) -> Self {
        Self {
            key,
            scope: None,
            label: label.into(),
            kind: kind.into(),
            options: Vec::new(),
            read_only: false,
            mandatory: false,
            max_length: None,
        }
    }
}

impl Catalogue {
    /// The field of this key; `scope` is compared where the field has one.
    pub fn field(&self, key: &Json, scope: Option<&str>) -> Option<&Field> {
        self.fields.iter().find(|field| {
            field.key == *key
                && match (field.scope.as_deref(), scope) {
                    (Some(field), Some(scope)) => field == scope,
                    _ => true,
                }
        })
    }

    /// All fields, in order.
    pub fn fields(&self) -> &[Field] {
        &self.fields
    }

    /// Whether any field is known of this scope.
    pub fn knows(&self, scope: &str) -> bool {
        self.fields.iter().any(|f| f.scope.as_deref().is_none_or(|own| own == scope))
    }
}

impl FromIterator<Field> for Catalogue {
    fn from_iter<I: IntoIterator<Item = Field>>(fields: I) -> Self {
        Self { fields: fields.into_iter().collect() }
    }
}

/// A file that is not the vendor's list of custom fields.
#[derive(Clone, Debug, Eq, PartialEq, thiserror::Error)]
#[error("{0}")]
pub struct CatalogueError(String);

impl CatalogueError {
    /// A fault at a place of the file, as a JSON Pointer.
    pub fn new(expected: impl AsRef<str>, place: impl AsRef<str>) -> Self {
        let (expected, place) = (expected.as_ref(), place.as_ref());
        let place = if place.is_empty() { "the top".to_owned() } else { format!("`{place}`") };
        Self(format!(
            "expected {expected}, found something else at {place}; give the file exactly as the vendor's endpoint returns it"
        ))
    }

    /// No file will do, since the vendor documents no custom values for the entity.
    ///
    /// ```
    /// let error = amend_vendor::CatalogueError::none_taken("Nobody has custom fields");
    /// assert_eq!(error.to_string(), "expected no custom fields, found a file of them: Nobody has custom fields");
    /// ```
    pub fn none_taken(why: impl AsRef<str>) -> Self {
        Self(format!("expected no custom fields, found a file of them: {}", why.as_ref()))
    }
}
