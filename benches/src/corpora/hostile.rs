//! Shapes that make engines crawl. Each takes a size, and what it makes grows with
//! the size, so that two sizes show whether time grows with them or faster.

use serde_json::{Map, Value, json};

use super::{Pair, Random};

/// Lists in lists, 100 deep, different at the bottom: comparing once a level takes
/// two to the depth.
pub fn deep(count: usize) -> Pair {
    let tower =
        |leaf: usize| (0..100).fold(json!([leaf]), |inner, level| json!([level % 3, inner]));
    let list = |from: usize| -> Value { (0..count).map(|at| tower(from + at)).collect() };
    Pair::new(&list(0), &list(count))
}

/// Objects that are nearly equal, each different in one member from all others, in
/// another order.
pub fn near(count: usize) -> Pair {
    let object = |number: usize| {
        let mut members: Map<String, Value> =
            (0..20).map(|at| (format!("member{at}"), json!("the same in all of them"))).collect();
        members.insert(format!("member{}", number % 20), json!(number));
        Value::Object(members)
    };
    let mut random = Random::new(11);
    let after = (0..count).map(|_| object(count + random.below(count))).collect();
    Pair::new(&(0..count).map(object).collect(), &after)
}

/// Two lists of few values, which repeat in no order: much is equal, nothing is an
/// anchor.
pub fn repeated(count: usize) -> Pair {
    let mut random = Random::new(12);
    let mut list = || -> Value { (0..count).map(|_| json!(random.below(3))).collect() };
    let before = list();
    Pair::new(&before, &list())
}

/// A wide object of which every second member gets another name and the others
/// another value.
pub fn wide(count: usize) -> Pair {
    let object = |after: usize| -> Value {
        let member = |at: usize| (format!("m{}", at + (at % 2) * after), json!(at + after));
        Value::Object((0..count).map(member).collect())
    };
    Pair::new(&object(0), &object(count * 2))
}

/// A list, fully reversed.
pub fn reversed(count: usize) -> Pair {
    Pair::new(&(0..count).collect(), &(0..count).rev().collect())
}

/// Changes at the end of long pointers, which hold characters to be escaped.
pub fn pointers(count: usize) -> Pair {
    let document = |leaf: &str| {
        let leaves: Map<String, Value> =
            (0..count).map(|at| (format!("leaf~{at}"), json!(leaf))).collect();
        (0..50).fold(Value::Object(leaves), |inner, level| {
            let name = format!("a/long~name\u{e9}\"{level:030}");
            Value::Object([(name, inner)].into_iter().collect())
        })
    };
    Pair::new(&document("before"), &document("after"))
}

/// Names that are the same, written in another way.
pub fn escapes(count: usize) -> Pair {
    let members = |name: fn(usize) -> String, last: usize| {
        let members: Vec<String> =
            (0..count).map(|at| format!("{}:{}", name(at), at / last)).collect();
        format!("{{{}}}", members.join(","))
    };
    let before = members(|at| format!("\"name{at}\""), 1);
    Pair { before, after: members(|at| format!("\"n\\u0061me{at}\""), 1).replacen(":0", ":1", 1) }
}
