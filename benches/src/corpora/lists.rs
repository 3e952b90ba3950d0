//! Lists, as they are edited.

use serde_json::{Value, json};

use super::{Pair, Random};

/// A list of integers, and so many random edits of it.
pub fn integers(count: usize, edits: usize) -> Pair {
    edited(count, edits, &mut |random| json!(random.below(1_000_000)), &mut |random, value| {
        *value = json!(random.below(1_000_000));
    })
}

/// A list of objects, and so many random edits of it.
pub fn objects(count: usize, edits: usize) -> Pair {
    let mut make = |random: &mut Random| {
        let (id, name, n) = (random.below(1 << 20), random.word(5, 8), random.below(1000));
        json!({ "id": id, "name": name, "n": n })
    };
    edited(count, edits, &mut make, &mut |random, value| {
        value["name"] = Value::String(random.word(5, 8));
    })
}

fn edited(
    count: usize,
    edits: usize,
    make: &mut dyn FnMut(&mut Random) -> Value,
    change: &mut dyn FnMut(&mut Random, &mut Value),
) -> Pair {
    let mut random = Random::new(3);
    let before: Vec<Value> = (0..count).map(|_| make(&mut random)).collect();
    let mut after = before.clone();
    for _ in 0..edits {
        let at = random.below(after.len());
        match random.below(3) {
            0 => after.insert(at, make(&mut random)),
            1 => drop(after.remove(at)),
            _ => change(&mut random, &mut after[at]),
        }
    }
    Pair::new(&Value::Array(before), &Value::Array(after))
}

/// Two lists of integers that have nothing in common.
pub fn strangers(count: usize) -> Pair {
    let list = |odd: usize| -> Value { (0..count).map(|at| json!(at * 2 + odd)).collect() };
    Pair::new(&list(0), &list(1))
}
