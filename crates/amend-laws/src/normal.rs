//! When two records are the same to the vendor: a slow, plain reading of the
//! rules, by bringing both into a normal form.

use std::collections::BTreeMap;

use amend::Json;

use crate::marked;
use crate::plain::Rules;

/// A value without what the vendor cannot tell apart.
#[derive(Clone, Debug)]
pub(crate) enum Normal {
    /// Absent, null, or an empty form of the member.
    Nothing,
    Leaf(Json),
    /// A value where a number and its text are the same.
    Numeric(Json),
    /// A text that may carry its type in front.
    Marked(String),
    List(Vec<Self>),
    /// Members by name, or elements by key.
    Map(BTreeMap<String, Self>),
    Reference(Reference),
}

/// A reference: its id; and, where there is none, what a client may give instead.
#[derive(Clone, Debug)]
pub(crate) struct Reference {
    id: Option<Json>,
    /// What names the thing beside its id, where no two things share it.
    name: Option<Json>,
    parts: BTreeMap<String, Normal>,
}

impl PartialEq for Reference {
    fn eq(&self, other: &Self) -> bool {
        match (&self.id, &other.id) {
            (Some(a), Some(b)) => a == b,
            (None, None) => Normal::Map(self.parts.clone()) == Normal::Map(other.parts.clone()),
            _ => self.name.is_some() && self.name == other.name,
        }
    }
}

impl PartialEq for Normal {
    fn eq(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Nothing, Self::Nothing) => true,
            (Self::Leaf(a), Self::Leaf(b)) => a == b,
            (Self::Numeric(a), Self::Numeric(b)) => a == b || number_of(a, b) || number_of(b, a),
            (Self::Marked(a), Self::Marked(b)) => marked::same(a, b),
            (Self::List(a), Self::List(b)) => a == b,
            (Self::Reference(a), Self::Reference(b)) => a == b,
            (Self::Map(a), Self::Map(b)) => {
                let get = |map: &'_ BTreeMap<String, Self>, key: &str| {
                    map.get(key).cloned().unwrap_or(Self::Nothing)
                };
                a.keys().chain(b.keys()).all(|key| get(a, key) == get(b, key))
            }
            _ => false,
        }
    }
}

/// Whether the text spells the number.
fn number_of(text: &Json, number: &Json) -> bool {
    let (Json::String(text), Json::Number(_)) = (text, number) else {
        return false;
    };
    let spelled = |parsed: &Json| parsed.as_number().is_some_and(|parsed| parsed.as_str() == text);
    text.parse::<Json>().is_ok_and(|parsed| spelled(&parsed) && parsed == *number)
}

/// Whether the vendor cannot tell the two values of a member apart.
pub(crate) fn same(rules: Rules<'_>, a: Option<&Json>, b: Option<&Json>) -> bool {
    normal(rules, a) == normal(rules, b)
}

/// The top members in which two records differ, server-managed ones left out;
/// members that the schema does not know are compared as they are.
pub(crate) fn differing(record: Rules<'_>, a: &Json, b: &Json) -> Vec<String> {
    let mut found = Vec::new();
    for (name, rules) in record.properties() {
        if !rules.is_server() && !same(rules, a.get(name), b.get(name)) {
            found.push(name.to_owned());
        }
    }
    for (one, other) in [(a, b), (b, a)] {
        for (name, value) in one.as_object().into_iter().flatten() {
            let known = record.property(name).is_some();
            if !known && other.get(name) != Some(value) && !found.iter().any(|n| n == name) {
                found.push(name.to_owned());
            }
        }
    }
    found
}

/// The normal form of a member's value.
pub(crate) fn normal(rules: Rules<'_>, value: Option<&Json>) -> Normal {
    let Some(value) = value else {
        return Normal::Nothing;
    };
    if rules.is_nothing(value) {
        return Normal::Nothing;
    }
    match (rules.sent(), value) {
        ("reference", Json::Object(_)) => reference(rules, value),
        ("keyed", Json::Array(elements)) => keyed(rules, elements),
        ("selection", Json::Array(elements)) => selection(rules, elements),
        (_, Json::Array(elements)) => {
            Normal::List(elements.iter().map(|e| element(rules, e)).collect())
        }
        ("dictionary", Json::Object(entries)) => {
            let item = rules.item();
            let entries = entries.iter().filter(|(name, _)| !rules.accompanies(name));
            let entries = entries.map(|(name, value)| {
                let value =
                    item.map_or(Normal::Leaf(value.clone()), |item| normal(item, Some(value)));
                (name.to_owned(), value)
            });
            filled(entries.collect())
        }
        (_, Json::Object(_)) if !rules.properties().is_empty() => filled(parts(rules, value)),
        (_, Json::String(text)) if rules.flag("markers") => Normal::Marked(text.clone()),
        _ if rules.flag("numericText") => Normal::Numeric(value.clone()),
        _ => Normal::Leaf(value.clone()),
    }
}

/// An object of nothing is nothing.
fn filled(members: BTreeMap<String, Normal>) -> Normal {
    let members: BTreeMap<_, _> =
        members.into_iter().filter(|(_, value)| !matches!(value, Normal::Nothing)).collect();
    if members.is_empty() { Normal::Nothing } else { Normal::Map(members) }
}

/// The members that a client writes, and those that the schema does not know.
fn parts(rules: Rules<'_>, value: &Json) -> BTreeMap<String, Normal> {
    let mut found = BTreeMap::new();
    for (name, value) in value.as_object().into_iter().flatten() {
        let value = match rules.property(name) {
            Some(inner) if inner.is_server() => continue,
            Some(inner) => normal(inner, Some(value)),
            None if value.is_null() => Normal::Nothing,
            None => Normal::Leaf(value.clone()),
        };
        found.insert(name.to_owned(), value);
    }
    found
}

/// An element is something, even if it holds nothing.
fn element(list: Rules<'_>, value: &Json) -> Normal {
    let Some(item) = list.item() else {
        return Normal::Leaf(value.clone());
    };
    match normal(item, Some(value)) {
        Normal::Nothing => Normal::Leaf(value.clone()),
        other => other,
    }
}

/// A reference to nothing is nothing.
fn reference(rules: Rules<'_>, value: &Json) -> Normal {
    let name = rules.identity().unwrap_or_default();
    let nothing = |id: &Json| {
        rules.property(name).is_some_and(|inner| {
            inner.empty().contains(id) || (id.is_null() && inner.types().contains(&"null"))
        })
    };
    let id = value.get(name);
    if id.is_some_and(nothing) {
        return Normal::Nothing;
    }
    let unique = rules.otherwise().filter(|_| rules.flag("otherwiseUnique"));
    let named = |name: &str| value.get(name).filter(|value| !value.is_null()).cloned();
    Normal::Reference(Reference {
        id: id.filter(|id| !id.is_null()).cloned(),
        name: unique.and_then(named),
        parts: parts(rules, value),
    })
}

/// Elements by their key, without order; one without a value is none.
fn keyed(rules: Rules<'_>, elements: &[Json]) -> Normal {
    let mut found = BTreeMap::new();
    for element in elements {
        let key = rules.identity().and_then(|name| element.get(name)).filter(|key| !key.is_null());
        let (Some(key), Some(inner)) = (key, rules.keyed_value()) else {
            return Normal::Leaf(Json::Array(elements.to_vec()));
        };
        let value = normal(inner, rules.value_name().and_then(|name| element.get(name)));
        if found.insert(key_text(key), value).is_some() {
            // A key that stands twice: nobody can say which holds.
            return Normal::Leaf(Json::Array(elements.to_vec()));
        }
    }
    filled(found)
}

/// All that can be selected: the flag of each, by its id.
fn selection(rules: Rules<'_>, elements: &[Json]) -> Normal {
    match keyed(rules, elements) {
        Normal::Leaf(_) => Normal::List(elements.iter().map(|e| element(rules, e)).collect()),
        other => other,
    }
}

/// A key as text: numbers by their value.
pub(crate) fn key_text(key: &Json) -> String {
    key.as_i64().map_or_else(|| key.to_string(), |number| number.to_string())
}
