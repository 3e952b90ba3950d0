//! What a value breaks of its schema, read plainly: pairs of code and path.

use amend::value::Number;
use amend::{Json, Pointer};

use crate::plain::Rules;
use crate::wanted::members;

/// A code and a place.
pub(crate) type Fault = (&'static str, Pointer);

/// How much is asked of a value.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum Asked {
    /// What the vendor gave: types, and the members that must be there.
    OfRecord,
    /// What is to be written: everything.
    OfChange,
}

/// The faults of a record that the vendor gave.
pub(crate) fn of_record(rules: Rules<'_>, record: &Json, id: &str) -> Vec<Fault> {
    let mut found = Vec::new();
    for (name, value) in members(record).filter(|(name, value)| *name != id && !value.is_null()) {
        let path = Pointer::from_tokens([name]);
        match rules.property(name) {
            // What the vendor writes is never sent: only its own type counts.
            Some(rules) if rules.is_server() => {
                let types = rules.types();
                if !types.is_empty() && !types.iter().any(|word| is_type(word, value)) {
                    found.push(("wrong-type", path));
                }
            }
            Some(rules) => of_value(rules, value, &path, Asked::OfRecord, &mut found),
            None => {}
        }
    }
    found
}

/// The faults of a value.
pub(crate) fn of_value(
    rules: Rules<'_>,
    value: &Json,
    path: &Pointer,
    asked: Asked,
    found: &mut Vec<Fault>,
) {
    // The vendor reads the text of a number where it has one.
    let types = if asked == Asked::OfChange { rules.takes() } else { rules.types() };
    if let (Asked::OfChange, true, Some(text)) =
        (asked, rules.flag("numericText") && !types.contains(&"string"), value.as_str())
        && let Ok(number @ Json::Number(_)) = text.parse()
    {
        return of_value(rules, &number, path, asked, found);
    }
    if !types.is_empty() && !types.iter().any(|word| is_type(word, value)) {
        found.push(("wrong-type", path.clone()));
        return;
    }
    let empty = rules.is_nothing(value);
    if asked == Asked::OfChange {
        scalar(rules, value, empty, path, found);
    }
    let whole = value;
    match value {
        Json::Array(elements) => {
            let most = rules.size("maxItems").filter(|_| asked == Asked::OfChange);
            if most.is_some_and(|most| elements.len() > most) {
                found.push(("too-many", path.clone()));
            }
            for (at, element) in elements.iter().enumerate() {
                if let Some(item) = rules.item() {
                    of_value(item, element, &path.child(at.to_string()), asked, found);
                }
            }
        }
        Json::Object(_) if rules.sent() == "dictionary" => {
            for (name, value) in members(value) {
                if let Some(item) = rules.item() {
                    of_value(item, value, &path.child(name), asked, found);
                }
            }
        }
        Json::Object(all) if !rules.properties().is_empty() => {
            let given = |name: Option<&str>| {
                name.and_then(|name| all.get(name)).is_some_and(|value| !value.is_null())
            };
            let (identity, otherwise) = (rules.identity(), rules.otherwise());
            if let (Some(identity), Some(_)) = (identity, otherwise)
                && !given(rules.identity())
                && !given(otherwise)
            {
                found.push(("missing-required", path.child(identity)));
            }
            for (name, value) in all {
                match rules.property(name) {
                    // What only displays is not sent; in a record it may be null.
                    Some(_)
                        if rules.displays(name, whole)
                            && (asked == Asked::OfChange || value.is_null()) => {}
                    Some(inner) if asked == Asked::OfChange && rules.identity() == Some(name) => {
                        of_identity(inner, value, &path.child(name), found);
                    }
                    Some(inner) => of_value(inner, value, &path.child(name), asked, found),
                    None if asked == Asked::OfChange => {
                        found.push(("unknown-field", path.child(name)));
                    }
                    None => {}
                }
            }
            for name in rules.required().filter(|name| !all.contains(name)) {
                found.push(("missing-required", path.child(name)));
            }
        }
        _ => {}
    }
}

/// An identity of a fixed length is an id, and another length no id at all.
fn of_identity(rules: Rules<'_>, value: &Json, path: &Pointer, found: &mut Vec<Fault>) {
    let length = rules.size("maxLength").filter(|most| rules.size("minLength") == Some(*most));
    let units = value.as_str().map(|text| text.encode_utf16().count());
    if length.is_some() && units.is_some() && units != length {
        found.push(("bad-id", path.clone()));
    } else {
        of_value(rules, value, path, Asked::OfChange, found);
    }
}

fn scalar(rules: Rules<'_>, value: &Json, empty: bool, path: &Pointer, found: &mut Vec<Fault>) {
    if let Json::String(text) = value {
        let units: usize = text.chars().map(char::len_utf16).sum();
        if rules.size("maxLength").is_some_and(|most| units > most) {
            found.push(("too-long", path.clone()));
        } else if !empty && rules.size("minLength").is_some_and(|least| units < least) {
            found.push(("bad-format", path.clone()));
        }
        if !empty && rules.format().is_some_and(|format| !has_form(format, text)) {
            found.push(("bad-format", path.clone()));
        }
    }
    if let Json::Number(number) = value {
        let beyond = |name: &str, way: fn(std::cmp::Ordering) -> bool| {
            let bound = rules.value(name).and_then(Json::as_number);
            bound.is_some_and(|bound: &Number| way(number.compare(bound)))
        };
        if beyond("minimum", std::cmp::Ordering::is_lt)
            || beyond("maximum", std::cmp::Ordering::is_gt)
        {
            found.push(("bad-format", path.clone()));
        }
    }
    let listed = rules.enumeration();
    if !empty && !listed.is_empty() && !listed.contains(value) {
        found.push(("not-in-enum", path.clone()));
    }
}

fn is_type(word: &str, value: &Json) -> bool {
    match value {
        Json::Null => word == "null",
        Json::Bool(_) => word == "boolean",
        Json::Number(number) => word == "number" || (word == "integer" && number.is_integer()),
        Json::String(_) => word == "string",
        Json::Array(_) => word == "array",
        Json::Object(_) => word == "object",
    }
}

/// Only the forms that the generator writes: it knows which of them are dates.
fn has_form(format: &str, text: &str) -> bool {
    let digits = |part: &str, count: usize| {
        part.len() == count && part.bytes().all(|byte| byte.is_ascii_digit())
    };
    let date = |text: &str| {
        let parts: Vec<&str> = text.split('-').collect();
        let [year, month, day] = parts.as_slice() else {
            return false;
        };
        let days = |year: u32, month: u32| match month {
            4 | 6 | 9 | 11 => 30,
            2 if year.is_multiple_of(400)
                || (year.is_multiple_of(4) && !year.is_multiple_of(100)) =>
            {
                29
            }
            2 => 28,
            1..=12 => 31,
            _ => 0,
        };
        let number = |part: &str| part.parse::<u32>().unwrap_or_default();
        digits(year, 4)
            && digits(month, 2)
            && digits(day, 2)
            && (1..=days(number(year), number(month))).contains(&number(day))
    };
    match format {
        "date" => date(text),
        "date-time" | "local-date-time" => text.split_once('T').is_some_and(|(day, clock)| {
            let clock = clock.strip_suffix('Z').unwrap_or(clock);
            let parts: Vec<&str> = clock.split(':').collect();
            let below = |part: &str, most: u32| {
                digits(part, 2) && part.parse::<u32>().is_ok_and(|number| number < most)
            };
            matches!(parts.as_slice(), [h, m, s] if below(h, 24) && below(m, 60) && below(s, 60))
                && date(day)
        }),
        _ => true,
    }
}
