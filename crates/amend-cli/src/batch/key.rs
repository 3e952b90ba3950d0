//! The key of a person in a snapshot: a number or a string, in the order in which
//! plans come.

use std::cmp::Ordering;

use amend::{Document, Json, Node, Pointer, View as _};

use crate::engine;
use crate::failure::Failure;
use crate::input::Text;

/// A key. Numbers by value, then strings by code point.
#[derive(Clone, Debug)]
pub(crate) enum Key {
    /// A whole number that fits.
    Int(i64),
    /// Any other number.
    Number(Json),
    Text(String),
}

/// Where a key stands in a line.
#[derive(Clone, Debug)]
pub(crate) struct Place<'a> {
    pub(crate) pointer: &'a Pointer,
    /// The member that the vendor wraps a record in, if it does: the place counts
    /// from the record.
    pub(crate) envelope: Option<&'a str>,
}

impl Place<'_> {
    /// The key of a line.
    pub(crate) fn key(&self, document: &Document<'_>, text: Text<'_>) -> Result<Key, Failure> {
        let root = document.root();
        let record = self.envelope.and_then(|envelope| root.member(envelope));
        let found = find(root, self.pointer)
            .or_else(|| record.and_then(|record| find(record, self.pointer)));
        let fault = |kind, message: String, pointer: &Pointer| {
            let place = text.place(engine::nearest(document, pointer));
            Failure::trouble(kind, message).path(self.pointer).place(place)
        };
        let Some(node) = found else {
            let message = format!("expected a key at `{}`, found nothing", self.pointer);
            return Err(fault("missing-key", message, &Pointer::root()));
        };
        Key::of(node.to_json()).map_err(|other| {
            let message = format!(
                "expected a number or a string as the key at `{}`, found {}",
                self.pointer,
                other.noun()
            );
            fault("bad-key", message, self.pointer)
        })
    }
}

fn find<'d>(root: Node<'d>, pointer: &Pointer) -> Option<Node<'d>> {
    pointer.tokens().iter().try_fold(root, |node, token| {
        let element = || {
            let index: usize = token.parse().ok().filter(|n: &usize| n.to_string() == *token)?;
            node.element(index)
        };
        node.member(token).or_else(element)
    })
}

impl Key {
    /// The key of this value, or the value, if it is none.
    fn of(value: Json) -> Result<Self, Json> {
        match value {
            Json::String(text) => Ok(Self::Text(text)),
            Json::Number(_) => Ok(match value.as_i64() {
                Some(number) => Self::Int(number),
                None => Self::Number(value),
            }),
            other => Err(other),
        }
    }

    pub(crate) fn to_json(&self) -> Json {
        match self {
            Self::Int(number) => Json::from(*number),
            Self::Number(number) => number.clone(),
            Self::Text(text) => Json::from(text.as_str()),
        }
    }

    /// The key as a file keeps it.
    pub(crate) fn text(&self) -> String {
        self.to_json().to_string()
    }

    /// The key of such a text.
    pub(crate) fn from_text(text: &str) -> Option<Self> {
        match text.parse() {
            Ok(number) => Some(Self::Int(number)),
            Err(_) => Self::of(text.parse().ok()?).ok(),
        }
    }

    /// The bytes that it holds beside its own size.
    pub(crate) fn weight(&self) -> usize {
        match self {
            Self::Int(_) => 0,
            Self::Number(number) => number.as_number().map_or(0, |n| n.as_str().len()),
            Self::Text(text) => text.len(),
        }
    }
}

impl Ord for Key {
    fn cmp(&self, other: &Self) -> Ordering {
        match (self, other) {
            (Self::Int(one), Self::Int(other)) => one.cmp(other),
            (Self::Text(one), Self::Text(other)) => one.cmp(other),
            (Self::Text(_), _) => Ordering::Greater,
            (_, Self::Text(_)) => Ordering::Less,
            (one, other) => match (one.to_json(), other.to_json()) {
                (Json::Number(one), Json::Number(other)) => one.compare(&other),
                // Neither is a text.
                _ => Ordering::Equal,
            },
        }
    }
}

impl PartialOrd for Key {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl PartialEq for Key {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other) == Ordering::Equal
    }
}

impl Eq for Key {}

#[cfg(test)]
mod tests {
    use super::Key;

    #[test]
    fn numbers_come_by_value_and_strings_behind_them_by_code_point() {
        let sorted = [
            "-1E400",
            "-9223372036854775809",
            "-9223372036854775808",
            "-1.5",
            "-1",
            "0",
            "0.10",
            "1",
            "1.5",
            "2",
            "10",
            "9007199254740993",
            "9223372036854775807",
            "9223372036854775808",
            "12345678901234567890123",
            "1E400",
            "\"\"",
            "\"1\"",
            "\"10\"",
            "\"2\"",
            "\"B\"",
            "\"a\"",
            "\"\u{ffff}\"",
            "\"\u{10000}\"",
        ];
        let keys: Vec<Key> = sorted.iter().map(|text| Key::from_text(text).unwrap()).collect();
        for (i, one) in keys.iter().enumerate() {
            for (j, other) in keys.iter().enumerate() {
                assert_eq!(one.cmp(other), i.cmp(&j), "{} {}", sorted[i], sorted[j]);
            }
            assert_eq!(one.text(), sorted[i]);
        }
        for (one, other) in [("1", "1.0"), ("100", "1E2"), ("1E400", "10e399"), ("0", "-0")] {
            assert_eq!(Key::from_text(one), Key::from_text(other), "{one} {other}");
        }
        assert_eq!(Key::from_text("null"), None);
    }
}
