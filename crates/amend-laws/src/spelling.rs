//! Names and values as the schema spells them, where the vendor takes others too.

use amend::{Json, MemberNames, Operation, Pointer};
use amend_vendor::Vendor;

use crate::plain::Rules;

/// Whether names are compared exactly.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Spelling(MemberNames);

impl Spelling {
    pub(crate) fn of(vendor: &'static Vendor) -> Self {
        Self(vendor.behaviour().dialect().member_names)
    }

    /// A name as the schema spells it; names that are data stay as they are.
    pub(crate) fn name<'n>(self, rules: Rules<'n>, name: &'n str) -> &'n str {
        if rules.property(name).is_some() || self.0 == MemberNames::Exact {
            return name;
        }
        let all = rules.properties();
        let near = all.iter().find(|(known, _)| known.eq_ignore_ascii_case(name));
        near.map_or(name, |(known, _)| known)
    }

    /// A place as the schema spells it.
    pub(crate) fn path(self, rules: Rules<'_>, path: &Pointer) -> Pointer {
        let mut at = Some(rules);
        Pointer::from_tokens(path.tokens().iter().map(|token| {
            let name = at.map_or(token.as_str(), |rules| self.name(rules, token)).to_owned();
            at = at.and_then(|rules| rules.property(&name).or_else(|| rules.item()));
            name
        }))
    }

    /// A value with its names as the schema spells them.
    pub(crate) fn value(self, rules: Rules<'_>, value: &Json) -> Json {
        match value {
            _ if self.0 == MemberNames::Exact => value.clone(),
            Json::Object(members) => Json::object(members.iter().map(|(name, value)| {
                let name = self.name(rules, name);
                let inner = rules.property(name).or_else(|| rules.item());
                (name, inner.map_or(value.clone(), |inner| self.value(inner, value)))
            })),
            Json::Array(elements) => Json::array(elements.iter().map(|element| {
                rules.item().map_or(element.clone(), |item| self.value(item, element))
            })),
            other => other.clone(),
        }
    }

    /// An operation with its names as the schema spells them; what a `test` holds a
    /// place against is data.
    pub(crate) fn operation(self, rules: Rules<'_>, operation: &Operation) -> Operation {
        let place = |path: &Pointer| self.path(rules, path);
        let spelled = |path: &Pointer, value: &Json| {
            rules.at(&place(path)).map_or(value.clone(), |rules| self.value(rules, value))
        };
        match operation {
            Operation::Add { path, value } => {
                Operation::Add { value: spelled(path, value), path: place(path) }
            }
            Operation::Replace { path, value } => {
                Operation::Replace { value: spelled(path, value), path: place(path) }
            }
            Operation::Remove { path } => Operation::Remove { path: place(path) },
            Operation::Move { from, path } => {
                Operation::Move { from: place(from), path: place(path) }
            }
            Operation::Copy { from, path } => {
                Operation::Copy { from: place(from), path: place(path) }
            }
            Operation::Test { path, value } => {
                Operation::Test { path: place(path), value: value.clone() }
            }
        }
    }
}

/// The text of a number as the number, where the schema has only a number and says
/// that either will do.
pub(crate) fn coerced(rules: Rules<'_>, value: &Json) -> Json {
    match value {
        Json::String(text) if rules.flag("numericText") && !rules.types().contains(&"string") => {
            let number = text.parse().ok().filter(|json: &Json| json.as_number().is_some());
            number.unwrap_or_else(|| value.clone())
        }
        Json::Object(members) => Json::object(members.iter().map(|(name, value)| {
            let inner = rules.property(name).or_else(|| rules.item());
            (name, inner.map_or(value.clone(), |inner| coerced(inner, value)))
        })),
        Json::Array(elements) => Json::array(
            elements
                .iter()
                .map(|element| rules.item().map_or(element.clone(), |item| coerced(item, element))),
        ),
        other => other.clone(),
    }
}
