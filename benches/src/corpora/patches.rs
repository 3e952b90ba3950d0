//! Documents and the patches for them.

use serde_json::{Map, Value, json};

use super::persons::person;
use super::{Pair, Random};

/// Persons of some 8.6 kB, each with a patch of so many operations.
pub fn of_persons(count: usize, operations: usize) -> Vec<Pair> {
    let mut random = Random::new(5);
    (0..count)
        .map(|_| {
            let person = person(&mut random, 100);
            let operation = |at: usize| match at % 5 {
                0 => json!({"op": "replace", "path": "/title", "value": format!("T{at}")}),
                1 => {
                    let path = format!("/custom_fields/{}/value", at % 100);
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

/// A list, and so many removals of its first element.
pub fn front_removals(count: usize, operations: usize) -> Pair {
    let removals = (0..operations).map(|_| json!({"op": "remove", "path": "/0"}));
    Pair::new(&(0..count).collect(), &removals.collect())
}

/// A list, and so many insertions at random places.
pub fn insertions(count: usize, operations: usize) -> Pair {
    let mut random = Random::new(6);
    let insertion = |at| {
        let path = format!("/{}", random.below(count));
        json!({"op": "add", "path": path, "value": at})
    };
    Pair::new(&(0..count).collect(), &(0..operations).map(insertion).collect())
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

/// Persons of some 3.1 kB, each with a merge patch.
pub fn merge_patches(count: usize) -> Vec<Pair> {
    let mut random = Random::new(8);
    (0..count)
        .map(|_| {
            let person = person(&mut random, 30);
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
