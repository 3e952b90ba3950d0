//! When two records are the same to the vendor: a slow, plain reading of the
//! rules, by bringing both into a normal form.

use std::collections::BTreeMap;

use amend::Json;

use crate::plain::Rules;

/// A value without what the vendor cannot tell apart.
#[derive(Clone, Debug)]
pub(crate) enum Normal {
    /// Absent, null, or an empty form of the member.
    Nothing,
    Leaf(Json),
    /// A value where a number and its text are the same.
    Numeric(Json),
    List(Vec<Self>),
    /// A text that may carry its type in front.
    Marked(Marked),
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
            (Self::Marked(a), Self::Marked(b)) => a == b,
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
        (_, Json::String(text)) if rules.flag("markers") => Marked::of(text),
        ("reference", Json::Object(_)) => reference(rules, value),
        ("kept", Json::Array(elements)) => kept(rules, elements),
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

/// All that can be selected: of each, by its id, the flag and what stands below.
fn selection(rules: Rules<'_>, elements: &[Json]) -> Normal {
    let item = |element: &Json| {
        let parts = rules.item().map(Rules::properties).unwrap_or_default().into_iter();
        let parts = parts.filter(|(name, inner)| {
            rules.value_name() == Some(name) || inner.sent() == "selection"
        });
        Normal::Map(parts.map(|(n, inner)| (n.to_owned(), normal(inner, element.get(n)))).collect())
    };
    by_identity(rules, elements, item)
}

/// Elements that the vendor keeps, by their identity.
fn kept(rules: Rules<'_>, elements: &[Json]) -> Normal {
    by_identity(rules, elements, |e| rules.item().map_or(Normal::Nothing, |i| normal(i, Some(e))))
}

/// Elements without order; as a list where two are the same or one has no identity.
fn by_identity(rules: Rules<'_>, elements: &[Json], normal: impl Fn(&Json) -> Normal) -> Normal {
    let mut found = BTreeMap::new();
    for one in elements {
        let id = rules.identity().and_then(|name| one.get(name)).filter(|id| !id.is_null());
        let twice = id.is_none_or(|id| found.insert(key_text(id), normal(one)).is_some());
        if twice {
            return Normal::List(elements.iter().map(|e| element(rules, e)).collect());
        }
    }
    filled(found)
}

/// A text with the type that it carries in front, if it does: `[I:42]`.
#[derive(Clone, Debug)]
pub(crate) struct Marked {
    kind: Option<String>,
    body: String,
}

impl Marked {
    fn of(text: &str) -> Normal {
        let inner = text.strip_prefix('[').and_then(|text| text.strip_suffix(']'));
        let known = ["I", "F", "M", "D", "DT", "T", "TS", "A", "B"];
        let marked = inner.and_then(|inner| inner.split_once(':'));
        let (kind, body) = match marked.filter(|(kind, _)| known.contains(kind)) {
            Some((kind, body)) => (Some(kind), body),
            None => (None, text),
        };
        let nothing = match kind {
            Some("I" | "F" | "M") => number(body) == Some(Json::from(0)),
            Some("D" | "DT") => body.split(' ').next().is_some_and(|d| d.ends_with("/0001")),
            Some("A" | "B") => body.is_empty(),
            _ => false,
        };
        if nothing {
            return Normal::Nothing;
        }
        Normal::Marked(Self { kind: kind.map(str::to_owned), body: body.to_owned() })
    }
}

impl PartialEq for Marked {
    fn eq(&self, other: &Self) -> bool {
        let group = |marked: &Self| match marked.kind.as_deref() {
            None => "",
            Some("I" | "F" | "M") => "number",
            Some("D" | "DT") => "date",
            Some("T") => "time",
            Some("TS") => "span",
            Some("A") => "list",
            Some(_) => "bytes",
        };
        let (a, b) = (group(self), group(other));
        if self.body == other.body && (a == b || a.is_empty() || b.is_empty()) {
            return true;
        }
        match (a, b) {
            ("number", "number" | "") | ("", "number") => {
                let value = |marked: &Self| match marked.body.as_str() {
                    "True" | "true" => Some(Json::from(1)),
                    "False" | "false" => Some(Json::from(0)),
                    body => number(body),
                };
                value(self).is_some() && value(self) == value(other)
            }
            ("date", "date" | "") | ("", "date") => {
                let plain = |marked: &Self| {
                    let body = marked.body.trim_end_matches('0').trim_end_matches('.');
                    body.strip_suffix(" 00:00:")
                        .or(body.strip_suffix(" 00:00:00"))
                        .map_or_else(|| marked.body.clone(), str::to_owned)
                };
                plain(self) == plain(other)
            }
            _ => false,
        }
    }
}

fn number(text: &str) -> Option<Json> {
    text.parse().ok().filter(|json: &Json| json.as_number().is_some())
}

/// A key as text: numbers by their value.
pub(crate) fn key_text(key: &Json) -> String {
    key.as_i64().map_or_else(|| key.to_string(), |number| number.to_string())
}
