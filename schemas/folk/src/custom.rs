//! Custom values: what each type of field takes, and which values are the same.
//!
//! "The format of the custom field value depends on the type of the custom
//! field." (Update a person)

use amend::value::Members;
use amend::{Json, Pointer, equal};
use amend_vendor::{
    Case, Catalogue, Code, Field, Format, Record, Unit, Violation, Violations, has_format,
};

use crate::VALUES;

const SOURCE: &str = "documented: List group custom fields; Update a person";

/// Names that mean something else to the programs that the requests may be handed
/// to. A catalogue that lists such a field says that it is one.
const TRAPS: [&str; 3] = ["__proto__", "constructor", "prototype"];

/// A numeric field's `"42"` and `"42.0"` are one value.
pub(crate) fn settle(catalogue: &Catalogue, record: &Record<'_>, wanted: &mut Record<'_>) {
    for field in catalogue.fields().iter().filter(|field| field.kind == "numericField") {
        let groups = wanted.get_mut(VALUES).and_then(Json::as_object_mut);
        for (group, values) in groups.into_iter().flat_map(Members::iter_mut) {
            if field.scope.as_deref().is_some_and(|own| own != group) {
                continue;
            }
            let path = Pointer::from_tokens([VALUES, group, field.label.as_str()]);
            let value = values.as_object_mut().and_then(|values| values.get_mut(&field.label));
            if let (Some(before), Some(value)) = (record.pointer(&path), value)
                && let (Some(old), Some(new)) = (number(before), number(value))
                && equal(&old, &new)
            {
                *value = before.clone();
            }
        }
    }
}

/// Holds a changed value against what a double keeps and against its definition.
pub(crate) fn check(case: &Case<'_>, unit: &Unit<'_>, found: &mut Violations) {
    let [group, name] = unit.key.as_slice() else {
        return;
    };
    let (group, label) = (group.as_str().unwrap_or_default(), name.as_str().unwrap_or_default());
    if let Some(number) = unit.after.as_ref().and_then(Json::as_number)
        && !keeps(number.as_str())
    {
        found.push(Violation::new(
            Code::BadCustomValue,
            unit.path.clone(),
            "expected a number that a double keeps, found one that it rounds; give it as text",
            case.cite("folk.double"),
        ));
    }
    let catalogue = case.catalogue.filter(|catalogue| catalogue.knows(group));
    let field = catalogue.and_then(|catalogue| catalogue.field(name, Some(group)));
    match (catalogue, field) {
        (_, Some(field)) => {
            if let Some(value) = &unit.after {
                of_type(field, value, &unit.path, found);
            }
        }
        (Some(_), None) => found.push(Violation::new(
            Code::UnknownCustomField,
            unit.path.clone(),
            "expected a custom field of the group, found a name that the catalogue does not list; give all pages of it, and of every group by its id",
            SOURCE,
        )),
        (None, None) if TRAPS.contains(&label) => found.push(Violation::new(
            Code::UnknownCustomField,
            unit.path.clone(),
            "expected a custom field, found a name that programs trip over; give a catalogue that lists it",
            SOURCE,
        )),
        (None, None) => {}
    }
}

fn of_type(field: &Field, value: &Json, path: &Pointer, found: &mut Violations) {
    let is_option = |value: &Json| field.options.iter().any(|option| option.id == *value);
    let has = |value: &Json, name: &str| value.get(name).is_some_and(|v| v.as_str().is_some());
    let list = |each: &dyn Fn(&Json) -> bool| {
        let Some(elements) = value.as_array() else {
            return vec![path.clone()];
        };
        let wrong = elements.iter().enumerate().filter(|(_, element)| !each(element));
        wrong.map(|(at, _)| path.child(at.to_string())).collect()
    };
    let single = |holds: bool| if holds { Vec::new() } else { vec![path.clone()] };
    let text = value.as_str();
    let (wrong, expected) = match field.kind.as_str() {
        "textField" | "magicField" => (single(text.is_some()), "a text"),
        "numericField" => (single(number(value).is_some()), "a number or the text of one"),
        "dateField" => {
            let holds = text.is_some_and(|text| has_format(Format::Date, text));
            (single(holds), "a date, YYYY-MM-DD")
        }
        "singleSelect" => (single(is_option(value)), "the label of one of its options"),
        "multipleSelect" => (list(&is_option), "a list of labels of its options"),
        "contactField" | "objectField" => (list(&|e| has(e, "id")), "a list of objects with `id`"),
        "userField" => {
            (list(&|e| has(e, "id") || has(e, "email")), "a list of objects with `id` or `email`")
        }
        // A type that came later than this page.
        _ => return,
    };
    for place in wrong {
        let message = format!("expected {expected} for a `{}`, found another value", field.kind);
        found.push(Violation::new(Code::BadCustomValue, place, message, SOURCE));
    }
}

/// A number, or the number that a text is and nothing else.
fn number(value: &Json) -> Option<Json> {
    match value {
        Json::Number(_) => Some(value.clone()),
        Json::String(text) => match text.parse::<Json>() {
            Ok(Json::Number(number)) if number.as_str() == text => Some(Json::Number(number)),
            _ => None,
        },
        _ => None,
    }
}

/// Whether the shortest text of the nearest double is this number again. One that
/// is beyond all doubles is the schema's to refuse.
fn keeps(number: &str) -> bool {
    let Some(double) = number.parse::<f64>().ok().filter(|double| double.is_finite()) else {
        return true;
    };
    match (double.to_string().parse::<Json>(), number.parse::<Json>()) {
        (Ok(shortest), Ok(number)) => equal(&shortest, &number),
        _ => false,
    }
}
