//! Custom fields: the list of definitions, and the form of each type's values.
//!
//! The definitions of the REST interface are on no page that was found; the list
//! of the older web services (`ListCustomFields`) names the same definitions.

use amend::{Json, Pointer};
use amend_vendor::{
    Case, Catalogue, CatalogueError, Code, Field, Format, Unit, Violation, Violations, has_format,
};

const SOURCE: &str = "documented: Get a person, the types of custom fields";

/// Reads the answer of `ListCustomFields`, or the list that its `Result` holds.
pub(crate) fn read(file: &Json) -> Result<Catalogue, CatalogueError> {
    let expected = "a list of custom fields with `id`, `label` and `type`";
    let (list, place) = match file.get("Result") {
        Some(result) => (result, "/Result"),
        None => (file, ""),
    };
    let list = list.as_array().ok_or_else(|| CatalogueError::new(expected, place))?;
    let mut fields = Vec::new();
    for (at, definition) in list.iter().enumerate() {
        let malformed = |member: &str| {
            let place = Pointer::from_tokens([at.to_string().as_str(), member]);
            CatalogueError::new(
                expected,
                format!("{}{place}", if file.get("Result").is_some() { "/Result" } else { "" }),
            )
        };
        let id = definition.get("id").filter(|id| id.as_i64().is_some());
        let id = id.ok_or_else(|| malformed("id"))?;
        let text = |name: &str| definition.get(name).and_then(Json::as_str);
        let label = text("label").ok_or_else(|| malformed("label"))?;
        let kind = text("type").ok_or_else(|| malformed("type"))?;
        let mut field = Field::new(id.clone(), label, kind);
        field.read_only = Kind::of(kind) == Some(Kind::Statement);
        field.mandatory = definition.get("mandatory").and_then(Json::as_bool) == Some(true);
        fields.push(field);
    }
    Ok(fields.into_iter().collect())
}

/// Holds a changed value against its definition.
pub(crate) fn check(case: &Case<'_>, unit: &Unit<'_>, found: &mut Violations) {
    let (Some(catalogue), [key]) = (case.catalogue, unit.key.as_slice()) else {
        return;
    };
    let path = match unit.top.value.as_deref() {
        Some(value) => unit.path.child(value),
        None => unit.path.clone(),
    };
    let mut fault = |code: Code, path: Pointer, message: String| {
        found.push(Violation::new(code, path, message, SOURCE));
    };
    let Some(field) = catalogue.field(key, None) else {
        let message = "expected a custom field of the catalogue, found an id that it does not list";
        fault(Code::UnknownCustomField, unit.path.clone(), message.to_owned());
        return;
    };
    if field.read_only {
        let message = format!(
            "expected a custom field that can be edited, found one of type `{}`, which always has its default value",
            field.kind
        );
        fault(Code::ReadOnly, path, message);
        return;
    }
    // A value of another type than text is refused already.
    let (Some(kind), Some(text)) =
        (Kind::of(&field.kind), unit.after.as_ref().and_then(Json::as_str))
    else {
        return;
    };
    if !kind.holds(text) {
        let message = format!(
            "expected {} for a custom field of type `{}`, found another text",
            kind.form(),
            field.kind
        );
        fault(Code::BadCustomValue, path, message);
    }
}

/// The types whose values have a form of their own.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
enum Kind {
    Boolean,
    Integer,
    Decimal,
    Date,
    Time,
    SystemList,
    Statement,
}

impl Kind {
    /// The type of this word: "Get a person" and the list of definitions differ in
    /// case, and the data dictionary ("`person_custom_fields_v1`") has the words
    /// of the screens.
    fn of(word: &str) -> Option<Self> {
        let mut word = word.to_ascii_lowercase();
        word.retain(|c| !c.is_whitespace());
        Some(match word.as_str() {
            "boolean" | "yes/no" => Self::Boolean,
            "integer" | "wholenumber" => Self::Integer,
            "decimal" => Self::Decimal,
            "date" => Self::Date,
            "time" => Self::Time,
            "systemlist" => Self::SystemList,
            "statement" => Self::Statement,
            // Texts, notes and lists take any text; of another type nothing is known.
            _ => return None,
        })
    }

    fn form(self) -> &'static str {
        match self {
            Self::Boolean => "`true` or `false`",
            Self::Integer => "a whole number in digits",
            Self::Decimal => "a number such as `1.42`",
            Self::Date => "a date, YYYY-MM-DD",
            Self::Time => "a time, HH:mm",
            Self::SystemList => "the id of a resource, a vehicle or a web user, in digits",
            Self::Statement => "no value",
        }
    }

    fn holds(self, text: &str) -> bool {
        match self {
            Self::Boolean => matches!(text, "true" | "false"),
            Self::Integer => is_digits(text.strip_prefix('-').unwrap_or(text)),
            Self::Decimal => {
                let number = text.strip_prefix('-').unwrap_or(text);
                let (whole, fraction) = number.split_once('.').unwrap_or((number, "0"));
                is_digits(whole) && is_digits(fraction)
            }
            Self::Date => has_format(Format::Date, text),
            Self::Time => is_time(text),
            Self::SystemList => is_digits(text),
            Self::Statement => false,
        }
    }
}

fn is_digits(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit())
}

/// From `00:00` to `23:59`.
fn is_time(text: &str) -> bool {
    match text.as_bytes() {
        [h1, h2, b':', m1, m2] => {
            [h1, h2, m1, m2].iter().all(|b| b.is_ascii_digit())
                && (*h1, *h2) <= (b'2', b'3')
                && *m1 <= b'5'
        }
        _ => false,
    }
}
