//! Documents over small alphabets, so that names, values and places meet as often
//! as they can.

use amend::{Json, Pointer};

use crate::bytes::Bytes;

/// Names that meet: escapes, what looks like an index, other cases.
pub(crate) const NAMES: [&str; 24] = [
    "a",
    "b",
    "c",
    "A",
    "a",
    "b",
    "id",
    "",
    "0",
    "1",
    "01",
    "-",
    "a/b",
    "m~n",
    "~1",
    "é",
    "É",
    "ς",
    "Σ",
    "k",
    "\u{212a}",
    "ı",
    "__proto__",
    "\u{0}\"\\\u{1f980}",
];

/// Scalars that meet: equal by value and not by text, alike and unlike.
const SCALARS: [&str; 28] = [
    "null",
    "true",
    "false",
    "0",
    "1",
    "2",
    "\"a\"",
    "\"b\"",
    "\"\"",
    "-0",
    "1.0",
    "10e-1",
    "1E0",
    "-1",
    "1.5",
    "9007199254740993",
    "9007199254740992",
    "12345678901234567890123",
    "0.10",
    "1E2",
    "1E400",
    "1e-400",
    "\"1\"",
    "\"é\"",
    "\"\\u0000\\\"\\\\\"",
    "\"a/b~c\"",
    "\"\u{2028}\u{1f980}\"",
    "\"a long text, of which there is more than of others, and more\"",
];

/// Values of a document, and how deep they go.
const VALUES: usize = 28;
const LEVELS: usize = 5;

/// A document of some 28 values at most.
pub(crate) fn document(bytes: &mut Bytes<'_>) -> Json {
    let mut left = VALUES;
    // Most are containers: there is little to say of a scalar.
    match bytes.below(8) {
        0..=4 => object(bytes, &mut left, LEVELS),
        5..=6 => list(bytes, &mut left, LEVELS),
        _ => scalar(bytes),
    }
}

/// A value of any kind, with little in it.
pub(crate) fn value(bytes: &mut Bytes<'_>) -> Json {
    let mut left = 6;
    any(bytes, &mut left, 3)
}

fn any(bytes: &mut Bytes<'_>, left: &mut usize, levels: usize) -> Json {
    *left = left.saturating_sub(1);
    if levels == 0 || *left == 0 {
        return scalar(bytes);
    }
    match bytes.below(7) {
        0..=3 => scalar(bytes),
        4..=5 => object(bytes, left, levels),
        _ => list(bytes, left, levels),
    }
}

fn object(bytes: &mut Bytes<'_>, left: &mut usize, levels: usize) -> Json {
    let count = bytes.below(6);
    let mut members: Vec<(&str, Json)> = Vec::new();
    for _ in 0..count {
        let name = name(bytes);
        let value = any(bytes, left, levels - 1);
        if members.iter().all(|(other, _)| *other != name) {
            members.push((name, value));
        }
    }
    Json::object(members)
}

/// Elements of many kinds, or records with a key, or few values many times.
fn list(bytes: &mut Bytes<'_>, left: &mut usize, levels: usize) -> Json {
    let count = bytes.below(8);
    match bytes.below(4) {
        0 | 1 => Json::array((0..count).map(|_| any(bytes, left, levels - 1)).collect::<Vec<_>>()),
        2 => Json::array((0..count).map(|_| Json::from(bytes.below(4))).collect::<Vec<_>>()),
        _ => Json::array((0..count).map(|_| record(bytes)).collect::<Vec<_>>()),
    }
}

fn record(bytes: &mut Bytes<'_>) -> Json {
    let members = [("id", bytes.below(6)), ("a", bytes.below(3)), ("b", bytes.below(3))];
    let most = 3 - bytes.below(2);
    Json::object(members.into_iter().take(most))
}

/// A name of the alphabet.
pub(crate) fn name(bytes: &mut Bytes<'_>) -> &'static str {
    bytes.one(&NAMES)
}

/// A scalar of the alphabet.
pub(crate) fn scalar(bytes: &mut Bytes<'_>) -> Json {
    json(bytes.one(&SCALARS))
}

/// The value of a text of the alphabet.
pub(crate) fn json(text: &str) -> Json {
    text.parse().expect("the alphabet is JSON")
}

/// All places of a document that have a value, the whole of it first.
pub(crate) fn places(document: &Json) -> Vec<Pointer> {
    let mut places = vec![Pointer::root()];
    let mut next = 0;
    while let Some(place) = places.get(next).cloned() {
        next += 1;
        match document.pointer(&place) {
            Some(Json::Array(elements)) => {
                places.extend((0..elements.len()).map(|at| place.child(at.to_string())));
            }
            Some(Json::Object(members)) => {
                places.extend(members.names().map(|name| place.child(name)));
            }
            _ => {}
        }
    }
    places
}

/// The same document with the members of each object in the order of their names:
/// its text tells how numbers are written, and nothing of the order.
pub(crate) fn in_any_order(json: &Json) -> Json {
    match json {
        Json::Array(elements) => Json::array(elements.iter().map(in_any_order)),
        Json::Object(members) => {
            let mut members: Vec<(&str, Json)> =
                members.iter().map(|(name, value)| (name, in_any_order(value))).collect();
            members.sort_by_key(|(name, _)| *name);
            Json::object(members)
        }
        value => value.clone(),
    }
}
