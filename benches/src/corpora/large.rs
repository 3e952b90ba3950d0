//! A document of some 10 MB, and what happens to such a one.

use serde_json::{Value, json};

use super::persons::person;
use super::{Pair, Random};

/// Custom fields of each person, which make it some 2.4 kB.
const FIELDS: usize = 21;

/// Edits of single values, spread over it.
pub fn edits(persons: usize, edits: usize) -> Pair {
    let before = people(persons);
    let mut after = before.clone();
    let mut random = Random::new(9);
    for _ in 0..edits {
        let at = random.below(after.len());
        after[at]["title"] = Value::String(random.word(6, 12));
    }
    document(before, after)
}

/// One person comes near the front, one goes near the end, one moves: between them,
/// nothing stands at the index where it stood.
pub fn shifted(persons: usize) -> Pair {
    let before = people(persons);
    let mut after = before.clone();
    after.insert(persons / 50, person(&mut Random::new(10), FIELDS));
    after.remove(persons / 50 * 49);
    let moved = after.remove(persons / 4);
    after.insert(persons / 4 * 3, moved);
    document(before, after)
}

/// Operations on it, spread over it.
pub fn patched(persons: usize, operations: usize) -> Pair {
    let operation = |at: usize| {
        let path = format!("/people/{}/title", at * persons / operations);
        json!({"op": "replace", "path": path, "value": "changed"})
    };
    Pair::new(&json!({ "people": people(persons) }), &(0..operations).map(operation).collect())
}

fn people(persons: usize) -> Vec<Value> {
    let mut random = Random::new(4);
    (0..persons).map(|_| person(&mut random, FIELDS)).collect()
}

fn document(before: Vec<Value>, after: Vec<Value>) -> Pair {
    Pair::new(&json!({ "people": before }), &json!({ "people": after }))
}
