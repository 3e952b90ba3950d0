//! The documents: person records, lists, large documents.

use serde_json::{Map, Value, json};

use crate::random::Random;

/// Two texts and the documents that they hold.
#[derive(Clone, Debug)]
pub struct Pair {
    /// The text before.
    pub before: String,
    /// The text after.
    pub after: String,
}

impl Pair {
    fn new(before: &Value, after: &Value) -> Self {
        Self { before: before.to_string(), after: after.to_string() }
    }

    /// Bytes of both texts.
    pub fn bytes(&self) -> usize {
        self.before.len() + self.after.len()
    }
}

/// A person as a CRM returns it, of some 3 kB.
pub fn person(random: &mut Random) -> Value {
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
    let fields: Vec<Value> = (0..24)
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
        "details": random.word(80, 240),
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
pub fn changed(random: &mut Random, person: &Value) -> Value {
    let mut after = person.clone();
    let count = if random.below(5) == 0 { 0 } else { 1 + random.below(6) };
    for _ in 0..count {
        match random.below(7) {
            0 => after["title"] = Value::String(random.word(4, 24)),
            1 => after["details"] = Value::String(random.word(40, 200)),
            2 => after["date_modified"] = json!(1_600_000_000 + random.below(100_000_000)),
            3 => after["address"]["city"] = Value::String(random.word(4, 20)),
            4 => {
                if let Some(list) = after["emails"].as_array_mut() {
                    let email = random.word(10, 28);
                    let at = random.below(list.len() + 1);
                    list.insert(at, json!({ "email": email, "category": "work" }));
                }
            }
            5 => {
                if let Some(list) = after["phone_numbers"].as_array_mut()
                    && !list.is_empty()
                {
                    let at = random.below(list.len());
                    list.remove(at);
                }
            }
            _ => {
                let at = random.below(24);
                after["custom_fields"][at]["value"] = Value::String(random.word(3, 20));
            }
        }
    }
    after
}

/// Pairs of a person before and after.
pub fn persons(count: usize) -> Vec<Pair> {
    let mut random = Random::new(1);
    (0..count)
        .map(|_| {
            let before = person(&mut random);
            let after = changed(&mut random, &before);
            Pair::new(&before, &after)
        })
        .collect()
}

/// The same pairs, each without a change.
pub fn unchanged(count: usize) -> Vec<Pair> {
    let mut random = Random::new(2);
    (0..count)
        .map(|_| {
            let person = person(&mut random);
            Pair::new(&person, &person)
        })
        .collect()
}

/// The same pairs, the text after laid out for people.
pub fn reformatted(count: usize) -> Vec<Pair> {
    let mut pairs = persons(count);
    for pair in &mut pairs {
        let after: Value = serde_json::from_str(&pair.after).expect("made above");
        pair.after = serde_json::to_string_pretty(&after).expect("a value is text");
    }
    pairs
}

/// A list of `count` elements and `edits` random edits of it.
pub fn list(count: usize, edits: usize, objects: bool) -> Pair {
    let mut random = Random::new(3);
    let element = |random: &mut Random| {
        if objects {
            json!({ "id": random.below(1 << 40), "name": random.word(6, 12), "n": random.below(1000) })
        } else {
            json!(random.below(1 << 40))
        }
    };
    let before: Vec<Value> = (0..count).map(|_| element(&mut random)).collect();
    let mut after = before.clone();
    for _ in 0..edits {
        let at = random.below(after.len());
        match random.below(3) {
            0 => after.insert(at, element(&mut random)),
            1 => {
                after.remove(at);
            }
            _ if objects => after[at]["name"] = Value::String(random.word(6, 12)),
            _ => after[at] = element(&mut random),
        }
    }
    Pair::new(&Value::Array(before), &Value::Array(after))
}

/// A document of some 10 MB and 20 edits of single values.
pub fn large() -> Pair {
    let mut random = Random::new(4);
    let before: Vec<Value> = (0..3_400).map(|_| person(&mut random)).collect();
    let mut after = before.clone();
    for _ in 0..20 {
        let at = random.below(after.len());
        after[at]["title"] = Value::String(random.word(6, 12));
    }
    Pair::new(&json!({ "people": before }), &json!({ "people": after }))
}

/// The same pairs, the members of every object after in the other order.
pub fn reversed(count: usize) -> Vec<Pair> {
    fn written(value: &Value) -> String {
        match value {
            Value::Object(members) => {
                let member = |(name, value)| format!("{}:{}", json!(name), written(value));
                let members: Vec<String> = members.iter().rev().map(member).collect();
                format!("{{{}}}", members.join(","))
            }
            Value::Array(elements) => {
                let elements: Vec<String> = elements.iter().map(written).collect();
                format!("[{}]", elements.join(","))
            }
            scalar => scalar.to_string(),
        }
    }
    let mut pairs = persons(count);
    for pair in &mut pairs {
        pair.after = written(&serde_json::from_str(&pair.after).expect("made above"));
    }
    pairs
}

/// Two lists that have nothing in common.
pub fn strangers(count: usize) -> Pair {
    let list = |first: usize| -> Value { (first..first + count).map(|at| at * 2).collect() };
    Pair::new(&list(0), &Value::Array((0..count).map(|at| json!(at * 2 + 1)).collect()))
}

/// Persons, each with a patch of so many operations.
pub fn patches(count: usize, operations: usize) -> Vec<Pair> {
    let mut random = Random::new(5);
    (0..count)
        .map(|_| {
            let person = person(&mut random);
            let operation = |at: usize| match at % 5 {
                0 => json!({"op": "replace", "path": "/title", "value": format!("T{at}")}),
                1 => {
                    let path = format!("/custom_fields/{}/value", at % 24);
                    json!({"op": "replace", "path": path, "value": at})
                }
                2 => json!({"op": "add", "path": "/tags/0", "value": format!("t{at}")}),
                3 => json!({"op": "add", "path": format!("/x{at}"), "value": {"a": [at]}}),
                _ => json!({"op": "test", "path": "/address/country", "value": "US"}),
            };
            Pair::new(&person, &(0..operations).map(operation).collect())
        })
        .collect()
}

/// The large document, with ten operations on it.
pub fn patched_large() -> Pair {
    let operation = |at: usize| {
        let path = format!("/people/{}/title", at * 331);
        json!({"op": "replace", "path": path, "value": "changed"})
    };
    Pair { before: large().before, after: (0..10).map(operation).collect::<Value>().to_string() }
}

/// A list, and so many removals of its first element.
pub fn front_removals(count: usize, operations: usize) -> Pair {
    let list: Value = (0..count).collect();
    let removals = (0..operations).map(|_| json!({"op": "remove", "path": "/0"}));
    Pair::new(&list, &removals.collect())
}

/// A list, and so many insertions at random places.
pub fn insertions(count: usize, operations: usize) -> Pair {
    let mut random = Random::new(6);
    let list: Value = (0..count).collect();
    let insertion = |at| {
        let path = format!("/{}", random.below(count));
        json!({"op": "add", "path": path, "value": at})
    };
    Pair::new(&list, &(0..operations).map(insertion).collect())
}

/// A wide object, and so many operations on its members.
pub fn wide(count: usize, operations: usize) -> Pair {
    let mut random = Random::new(7);
    let members: Map<String, Value> = (0..count).map(|at| (format!("m{at}"), json!(at))).collect();
    let operation = |at: usize| match at % 3 {
        0 => json!({"op": "add", "path": format!("/n{at}"), "value": at}),
        1 => json!({"op": "replace", "path": format!("/m{}", random.below(count)), "value": null}),
        _ => json!({"op": "remove", "path": format!("/n{}", at - 2)}),
    };
    Pair::new(&Value::Object(members), &(0..operations).map(operation).collect())
}

/// Persons, each with a merge patch.
pub fn merge_patches(count: usize) -> Vec<Pair> {
    let mut random = Random::new(8);
    (0..count)
        .map(|_| {
            let person = person(&mut random);
            let patch = json!({
                "title": random.word(4, 20),
                "details": null,
                "address": { "city": random.word(4, 12), "state": null },
                "tags": [random.word(3, 8)],
            });
            Pair::new(&person, &patch)
        })
        .collect()
}
