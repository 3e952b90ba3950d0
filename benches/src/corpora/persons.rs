//! Persons as a CRM returns them, and what people change of them.

use serde_json::{Map, Value, json};

use super::{Pair, Random};

/// Custom fields of a person of some 3.1 kB.
const FIELDS: usize = 30;

/// Pairs of a person before and after 0 to 6 changes; a fifth has none.
pub fn changed(count: usize) -> Vec<Pair> {
    values(count).iter().map(|(before, after)| Pair::new(before, after)).collect()
}

/// Pairs without a change.
pub fn unchanged(count: usize) -> Vec<Pair> {
    let mut random = Random::new(2);
    (0..count)
        .map(|_| {
            let person = person(&mut random, FIELDS);
            Pair::new(&person, &person)
        })
        .collect()
}

/// The pairs of [`changed`], the text after laid out for people.
pub fn reformatted(count: usize) -> Vec<Pair> {
    let pretty = |after| serde_json::to_string_pretty(after).expect("a value is text");
    values(count)
        .iter()
        .map(|(before, after)| Pair { before: before.to_string(), after: pretty(after) })
        .collect()
}

/// The pairs of [`changed`], the members of every object after in the other order.
pub fn reversed(count: usize) -> Vec<Pair> {
    values(count)
        .iter()
        .map(|(before, after)| Pair { before: before.to_string(), after: backwards(after) })
        .collect()
}

/// The pairs of [`changed`] whose change a merge patch can say: those without a
/// member that becomes null.
pub fn expressible(count: usize) -> Vec<Pair> {
    let mut pairs = values(count);
    pairs.retain(|(before, after)| {
        let mut merged = before.clone();
        let mut patch = serde_patch::diff(before, after).expect("values are serialised");
        if patch.is_null() {
            patch = json!({});
        }
        json_patch::merge(&mut merged, &patch);
        merged == *after
    });
    pairs.iter().map(|(before, after)| Pair::new(before, after)).collect()
}

fn values(count: usize) -> Vec<(Value, Value)> {
    let mut random = Random::new(1);
    (0..count)
        .map(|_| {
            let before = person(&mut random, FIELDS);
            let after = edited(&mut random, &before);
            (before, after)
        })
        .collect()
}

/// A person with so many custom fields: 30 make some 3.1 kB, 100 some 8.6 kB.
pub fn person(random: &mut Random, fields: usize) -> Value {
    let text = |random: &mut Random| Value::String(random.word(4, 24));
    let list = |random: &mut Random, name: &str, kinds: &[&str]| -> Value {
        (0..2 + random.below(3))
            .map(|_| {
                let mut element = Map::new();
                element.insert(name.to_owned(), Value::String(random.word(10, 28)));
                let kind = kinds[random.below(kinds.len())];
                element.insert("category".to_owned(), json!(kind));
                Value::Object(element)
            })
            .collect()
    };
    let fields: Vec<Value> = (0..fields)
        .map(|at| {
            let value = match random.below(5) {
                0 => Value::Null,
                1 => json!(random.below(1_000_000)),
                2 => json!(random.below(2) == 0),
                3 => json!([random.below(1000), random.below(1000)]),
                _ => text(random),
            };
            json!({ "custom_field_definition_id": 100_000 + at * 37, "value": value })
        })
        .collect();
    json!({
        "id": 10_000_000 + random.below(90_000_000),
        "name": random.word(8, 20),
        "prefix": null,
        "first_name": text(random),
        "middle_name": null,
        "last_name": text(random),
        "suffix": null,
        "address": {
            "street": random.word(12, 30), "city": text(random), "state": random.word(2, 2),
            "postal_code": format!("{:05}", random.below(100_000)), "country": "US"
        },
        "assignee_id": random.below(1_000_000),
        "company_id": random.below(10_000_000),
        "company_name": random.word(8, 24),
        "contact_type_id": 451_490 + random.below(5),
        "details": random.word(80, 300),
        "emails": list(random, "email", &["work", "personal", "other"]),
        "phone_numbers": list(random, "number", &["mobile", "work", "home"]),
        "socials": list(random, "url", &["linkedin", "twitter"]),
        "websites": list(random, "url", &["work", "personal"]),
        "tags": (0..random.below(6)).map(|_| random.word(3, 12)).collect::<Vec<_>>(),
        "title": text(random),
        "custom_fields": fields,
        "date_created": 1_400_000_000 + random.below(100_000_000),
        "date_modified": 1_500_000_000 + random.below(100_000_000),
        "interaction_count": random.below(500)
    })
}

/// The same person after 0 to 6 changes; a fifth has none.
fn edited(random: &mut Random, person: &Value) -> Value {
    let mut after = person.clone();
    let count = if random.below(5) == 0 { 0 } else { 1 + random.below(6) };
    for _ in 0..count {
        match random.below(16) {
            0 => after["assignee_id"] = Value::Null,
            1 | 2 => after["title"] = Value::String(random.word(4, 24)),
            3 | 4 => after["details"] = Value::String(random.word(40, 200)),
            5 | 6 => after["date_modified"] = json!(1_600_000_000 + random.below(100_000_000)),
            7 | 8 => after["address"]["city"] = Value::String(random.word(4, 20)),
            9 | 10 => {
                if let Some(list) = after["emails"].as_array_mut() {
                    let email = random.word(10, 28);
                    let at = random.below(list.len() + 1);
                    list.insert(at, json!({ "email": email, "category": "work" }));
                }
            }
            11 | 12 => {
                if let Some(list) = after["phone_numbers"].as_array_mut()
                    && !list.is_empty()
                {
                    let at = random.below(list.len());
                    list.remove(at);
                }
            }
            _ => {
                let at = random.below(FIELDS);
                after["custom_fields"][at]["value"] = Value::String(random.word(3, 20));
            }
        }
    }
    after
}

/// A text with the members of every object in the other order than serde_json's.
fn backwards(value: &Value) -> String {
    match value {
        Value::Object(members) => {
            let member = |(name, value)| format!("{}:{}", json!(name), backwards(value));
            let members: Vec<String> = members.iter().rev().map(member).collect();
            format!("{{{}}}", members.join(","))
        }
        Value::Array(elements) => {
            let elements: Vec<String> = elements.iter().map(backwards).collect();
            format!("[{}]", elements.join(","))
        }
        scalar => scalar.to_string(),
    }
}
