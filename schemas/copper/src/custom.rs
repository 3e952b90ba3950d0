//! Custom fields: `GET /custom_field_definitions`, and what each type takes.

use amend::{Json, Pointer};
use amend_vendor::{
    Case, Catalogue, CatalogueError, Code, Field, FieldOption, Unit, Violation, Violations,
};

const SOURCE: &str = "documented: Custom Field Definitions";

/// Reads the list of definitions; those that people do not have are left out.
pub(crate) fn read(file: &Json) -> Result<Catalogue, CatalogueError> {
    let expected = "a list of custom field definitions with `id`, `name` and `data_type`";
    let list = file.as_array().ok_or_else(|| CatalogueError::new(expected, ""))?;
    let mut fields = Vec::new();
    for (at, definition) in list.iter().enumerate() {
        let malformed = |member: &str| CatalogueError::new(expected, format!("/{at}/{member}"));
        let id = definition.get("id").filter(|id| id.as_i64().is_some());
        let id = id.ok_or_else(|| malformed("id"))?;
        let text = |name: &str| definition.get(name).and_then(Json::as_str);
        let label = text("name").ok_or_else(|| malformed("name"))?;
        let kind = text("data_type").ok_or_else(|| malformed("data_type"))?;
        let on = definition.get("available_on").and_then(Json::as_array);
        let on = on.ok_or_else(|| malformed("available_on"))?;
        if !on.iter().any(|entity| entity.as_str() == Some("person")) {
            continue;
        }
        let mut field = Field::new(id.clone(), label, kind);
        field.read_only = definition.get("is_computed").and_then(Json::as_bool) == Some(true)
            || kind == "Connect";
        for option in definition.get("options").and_then(Json::as_array).unwrap_or_default() {
            let id = option.get("id").ok_or_else(|| malformed("options"))?;
            let label = option.get("name").and_then(Json::as_str).unwrap_or_default();
            field.options.push(FieldOption { id: id.clone(), label: label.to_owned() });
        }
        fields.push(field);
    }
    Ok(fields.into_iter().collect())
}

/// Holds a changed value against its definition.
pub(crate) fn check(case: &Case<'_>, unit: &Unit<'_>, found: &mut Violations) {
    let (Some(catalogue), [key]) = (case.catalogue, unit.key.as_slice()) else {
        return;
    };
    let path = unit.path.child("value");
    let mut fault = |code: Code, path: Pointer, message: String| {
        found.push(Violation::new(code, path, message, SOURCE));
    };
    let Some(field) = catalogue.field(key, None) else {
        fault(
            Code::UnknownCustomField,
            unit.path.clone(),
            "expected a custom field that people have, found an id that the catalogue does not list"
                .to_owned(),
        );
        return;
    };
    if field.read_only {
        fault(
            Code::ReadOnly,
            path,
            format!(
                "expected a custom field that the update writes, found one of type `{}`",
                field.kind
            ),
        );
        return;
    }
    let Some(value) = &unit.after else {
        return;
    };
    let is_option = |value: &Json| field.options.iter().any(|option| option.id == *value);
    let (holds, expected) = match field.kind.as_str() {
        "String" | "Text" | "URL" => (value.as_str().is_some(), "a string"),
        "Dropdown" => (is_option(value), "the id of one of its options"),
        "MultiSelect" => (
            value.as_array().is_some_and(|list| list.iter().all(is_option)),
            "a list of ids of its options",
        ),
        "Date" => (
            value.as_number().is_some_and(amend::value::Number::is_integer),
            "a date in epoch seconds, a whole number",
        ),
        "Checkbox" => (value.as_bool().is_some(), "a boolean"),
        "Float" | "Currency" | "Percentage" => (value.as_number().is_some(), "a number"),
        _ => (true, "a value"),
    };
    if !holds {
        let message = format!(
            "expected {expected} for a custom field of type `{}`, found another value",
            field.kind
        );
        fault(Code::BadCustomValue, path, message);
    }
}
