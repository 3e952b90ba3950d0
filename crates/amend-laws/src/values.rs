//! Values for a schema, right and wrong, over small alphabets: equal values,
//! equal keys and values at the limits are to come up often.

use amend::Json;

use crate::choices::Choices;
use crate::plain::Rules;

const TEXTS: [&str; 10] = [
    "Qvz-1",
    "Qvz-2",
    "qvz-1",
    "Zoë Ñ·ß",
    "",
    "42",
    "emoji 🦀🦀",
    "a\tb\nc\"d\\e/f~g",
    "\u{202e}olleh\u{2028}",
    "e\u{301}te'; $(id) `id` @x",
];
const DATES: [&str; 3] = ["2024-02-29", "1999-12-31", "0042-07-01"];
const NO_DATES: [&str; 5] = ["2023-02-29", "31.12.1999", "2024-2-9", "tomorrow", "2024-13-01"];
const TIMES: [&str; 2] = ["2024-02-29T10:30:00", "1999-12-31T23:59:59"];
const NO_TIMES: [&str; 4] =
    ["2024-02-29", "2023-02-29T10:30:00", "2024-02-29T24:30:00", "2024-02-29 10:30:00"];
const INTEGERS: [&str; 8] = ["1", "2", "3", "2.0", "1e1", "9007199254740993", "0", "-7"];
const NUMBERS: [&str; 7] = ["1", "1.0", "42", "0.10", "1E2", "-0", "12345678901234567890123"];

/// A number as it is spelled.
fn number(text: &str) -> Json {
    text.parse().unwrap_or_default()
}

/// A value that the schema takes, as far as its keywords say; never null.
pub(crate) fn right(rules: Rules<'_>, choices: &mut Choices<'_>) -> Json {
    let listed: Vec<&Json> = rules.enumeration().iter().filter(|value| !value.is_null()).collect();
    if let Some(value) = choices.one(&listed) {
        return (*value).clone();
    }
    let mut types = rules.takes();
    types.retain(|word| *word != "null");
    let all = ["string", "integer", "boolean", "array", "object"];
    match choices.one(if types.is_empty() { &all } else { &types }).copied().unwrap_or("string") {
        "boolean" => Json::Bool(choices.below(2) == 0),
        "integer" => among(rules, &INTEGERS, choices),
        // What is shown as text is kept as a double: the last is beyond one.
        "number" if rules.flag("numericText") => among(rules, &NUMBERS[..6], choices),
        "number" => among(rules, &NUMBERS, choices),
        "array" => list(rules, choices),
        "object" => object(rules, choices),
        _ => text(rules, choices),
    }
}

/// One of the numbers that the bounds let through.
fn among(rules: Rules<'_>, numbers: &[&str], choices: &mut Choices<'_>) -> Json {
    let bound = |name: &str| rules.value(name).and_then(Json::as_number);
    let mut values: Vec<Json> = numbers.iter().map(|text| number(text)).collect();
    values.extend(["minimum", "maximum"].iter().filter_map(|name| rules.value(name)).cloned());
    values.retain(|value| {
        value.as_number().is_some_and(|n| {
            bound("minimum").is_none_or(|least| n.compare(least).is_ge())
                && bound("maximum").is_none_or(|most| n.compare(most).is_le())
        })
    });
    choices.one(&values).cloned().unwrap_or_default()
}

fn text(rules: Rules<'_>, choices: &mut Choices<'_>) -> Json {
    let pool: &[&str] = match rules.format() {
        Some("date") => &DATES,
        Some("date-time" | "local-date-time") => &TIMES,
        Some("email") => &["qvz1@example.com", "qvz2@example.com", "Qvz1@example.com"],
        Some("uri") => &["https://qvz1.example.com/", "https://qvz2.example.com/?a=b&c=%20"],
        _ => &TEXTS,
    };
    let most = rules.size("maxLength");
    if let Some(most) = most.filter(|_| pool.len() == TEXTS.len() && choices.rarely(4)) {
        // At the limit, below it, and in letters that are two units each.
        return Json::from(match choices.below(3) {
            0 => "x".repeat(most),
            1 => "y".repeat(most.saturating_sub(1)),
            _ => "🦀".repeat(most / 2),
        });
    }
    let least = rules.size("minLength").unwrap_or_default();
    if most == Some(least) && rules.format().is_none() {
        // An id of a fixed length.
        return Json::from(choices.one(&["a", "b", "c"]).map_or("a", |text| *text).repeat(least));
    }
    let fits = |text: &&&str| {
        let units = text.encode_utf16().count();
        units >= least && most.is_none_or(|most| units <= most)
    };
    let fitting: Vec<&&str> = pool.iter().filter(fits).collect();
    let filler = "z".repeat(least.max(1));
    Json::from(choices.one(&fitting).map_or(filler.as_str(), |text| **text))
}

fn list(rules: Rules<'_>, choices: &mut Choices<'_>) -> Json {
    let Some(item) = rules.item() else {
        return Json::Array(Vec::new());
    };
    let most = rules.size("maxItems").unwrap_or(usize::MAX);
    let count = match rules.size("maxItems") {
        Some(most) if most <= 20 && choices.rarely(8) => most,
        _ => choices.below(4).min(most),
    };
    let mut elements: Vec<Json> = (0..count).map(|_| right(item, choices)).collect();
    if rules.sent() == "keyed"
        && let Some(identity) = rules.identity()
    {
        // Each key once: a list with a key twice is a fault of its own.
        let mut keys: Vec<Json> = Vec::new();
        elements.retain(|element| {
            let key = element.get(identity).cloned().unwrap_or_default();
            let new = !keys.contains(&key);
            keys.push(key);
            new
        });
    }
    Json::Array(elements)
}

fn object(rules: Rules<'_>, choices: &mut Choices<'_>) -> Json {
    if rules.sent() == "dictionary" {
        let names = ["Qvz-1", "SuperOffice:1", "qvz/2~"];
        let count = choices.below(3);
        let item = rules.item();
        return Json::object((0..count).filter_map(|_| {
            let name = choices.one(&names).copied()?;
            Some((name, right(item?, choices)))
        }));
    }
    let required: Vec<&str> = rules.required().collect();
    Json::object(rules.properties().into_iter().filter_map(|(name, inner)| {
        let there = required.contains(&name) || (!inner.is_server() && choices.below(3) != 2);
        there.then(|| (name, right(inner, choices)))
    }))
}

/// A value that the schema does not take, if there is one of the kind chosen.
pub(crate) fn wrong(rules: Rules<'_>, choices: &mut Choices<'_>) -> Option<Json> {
    match choices.below(5) {
        0 => {
            let any: Vec<Json> = ["true", "1.5", "\"Qvz-1\"", "[]", "{}", "7", "[null]"]
                .iter()
                .map(|text| number(text))
                .filter(|value| !rules.empty().contains(value))
                .collect();
            choices.one(&any).cloned()
        }
        1 => {
            let most = rules.size("maxLength")?;
            let letter = choices.one(&["x", "é", "🦀"]).copied().unwrap_or_default();
            Some(Json::from(letter.repeat(most + 1)))
        }
        2 => {
            let most = rules.size("maxItems")?;
            let item = rules.item()?;
            Some(Json::Array((0..=most).map(|_| right(item, choices)).collect()))
        }
        3 => match rules.format()? {
            "date" => choices.one(&NO_DATES).map(|text| Json::from(*text)),
            "date-time" | "local-date-time" => choices.one(&NO_TIMES).map(|text| Json::from(*text)),
            _ => None,
        },
        _ if !rules.enumeration().is_empty() => Some(Json::from("qvz-unlisted")),
        _ => {
            let beyond = ["-1", "0", "99999999999999999999", "-99999999999999999999"];
            rules.value("minimum").or(rules.value("maximum"))?;
            choices.one(&beyond).map(|text| number(text))
        }
    }
}

/// The same value written otherwise, where there is another way.
pub(crate) fn respelled(value: &Json) -> Json {
    match value {
        // Beyond 15 digits a validator may take the two spellings for two numbers.
        Json::Number(n)
            if n.as_str().len() <= 15 && n.as_str().bytes().all(|b| b.is_ascii_digit()) =>
        {
            number(&format!("{}.0", n.as_str()))
        }
        Json::Array(elements) => Json::array(elements.iter().map(respelled)),
        Json::Object(members) => {
            let mut members: Vec<(&str, Json)> =
                members.iter().map(|(name, value)| (name, respelled(value))).collect();
            members.reverse();
            Json::object(members)
        }
        other => other.clone(),
    }
}
