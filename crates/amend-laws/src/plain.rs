//! The person schema read as plain JSON, keyword by keyword. Nothing here uses
//! the model of the crate under test: an oracle must not share its mistakes.

use std::sync::Mutex;

use amend::Json;
use amend_vendor::Vendor;

use crate::samples::fail;

/// A person schema with its references written out.
#[derive(Debug)]
pub(crate) struct Plain {
    schema: Json,
    /// The text of the schema, for telling its words from a record's values.
    pub(crate) text: &'static str,
}

/// A schema of a member, an element or the record.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Rules<'s>(&'s Json);

/// Deeper than any person nests.
const DEEPEST: usize = 24;

impl Plain {
    /// The schema of a vendor, read once.
    pub(crate) fn of(vendor: &'static Vendor) -> &'static Self {
        static READ: Mutex<Vec<(&str, &Plain)>> = Mutex::new(Vec::new());
        let mut read = READ.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        if let Some((_, plain)) = read.iter().find(|(name, _)| *name == vendor.name()) {
            return plain;
        }
        let text = vendor.person_schema();
        let schema: Json =
            text.parse().unwrap_or_else(|_| fail(vendor.name(), "the person schema is no JSON"));
        let schema = written_out(&schema, &schema, 0);
        let plain: &'static Self = Box::leak(Box::new(Self { schema, text }));
        read.push((vendor.name(), plain));
        plain
    }

    pub(crate) fn record(&self) -> Rules<'_> {
        Rules(&self.schema)
    }

    /// A text under `entity`.
    pub(crate) fn entity(&self, way: &[&str]) -> Option<&str> {
        let mut at = self.schema.get("entity")?;
        for name in way {
            at = at.get(name)?;
        }
        at.as_str()
    }

    /// The name of the id.
    pub(crate) fn id(&self) -> &str {
        self.entity(&["id", "member"]).unwrap_or("id")
    }

    /// The record in an answer: what stands in the envelope, if there is one.
    pub(crate) fn unwrapped<'j>(&self, answer: &'j Json) -> &'j Json {
        let inner = self.entity(&["envelope"]).and_then(|name| answer.get(name));
        match inner {
            Some(inner) if inner.as_object().is_some() && answer.get(self.id()).is_none() => inner,
            _ => answer,
        }
    }
}

/// A schema in which `$ref` is replaced by what it refers to.
fn written_out(root: &Json, schema: &Json, depth: usize) -> Json {
    if depth > DEEPEST {
        return Json::Bool(true);
    }
    if let Some(target) = schema.get("$ref").and_then(Json::as_str) {
        let pointer = target.strip_prefix('#').and_then(|pointer| pointer.parse().ok());
        let found = pointer.and_then(|pointer| root.pointer(&pointer));
        let found = found.unwrap_or_else(|| fail(target, "the reference leads nowhere"));
        let mut merged = written_out(root, found, depth + 1);
        if let (Some(merged), Some(beside)) = (merged.as_object_mut(), schema.as_object()) {
            for (name, value) in beside.iter().filter(|(name, _)| *name != "$ref") {
                merged.insert(name, written_out(root, value, depth + 1));
            }
        }
        return merged;
    }
    match schema {
        Json::Object(members) => Json::object(
            members
                .iter()
                .filter(|(name, _)| *name != "$defs")
                .map(|(name, value)| (name, written_out(root, value, depth + 1))),
        ),
        Json::Array(elements) => {
            Json::array(elements.iter().map(|value| written_out(root, value, depth + 1)))
        }
        other => other.clone(),
    }
}

impl<'s> Rules<'s> {
    fn word(self, name: &str) -> Option<&'s str> {
        self.0.get(name).and_then(Json::as_str)
    }

    fn list(self, name: &str) -> &'s [Json] {
        self.0.get(name).and_then(Json::as_array).unwrap_or_default()
    }

    pub(crate) fn size(self, name: &str) -> Option<usize> {
        self.0.get(name).and_then(Json::as_i64).and_then(|size| usize::try_from(size).ok())
    }

    pub(crate) fn value(self, name: &str) -> Option<&'s Json> {
        self.0.get(name)
    }

    /// `client`, `server` or `request`.
    pub(crate) fn writer(self) -> &'s str {
        self.word("writer").unwrap_or("client")
    }

    pub(crate) fn is_server(self) -> bool {
        self.writer() == "server"
    }

    pub(crate) fn sent(self) -> &'s str {
        self.word("sent").unwrap_or("value")
    }

    pub(crate) fn identity(self) -> Option<&'s str> {
        self.word("identity")
    }

    pub(crate) fn value_name(self) -> Option<&'s str> {
        self.word("value")
    }

    pub(crate) fn body_name(self) -> Option<&'s str> {
        self.word("body")
    }

    pub(crate) fn format(self) -> Option<&'s str> {
        self.word("format")
    }

    pub(crate) fn empty(self) -> &'s [Json] {
        self.list("empty")
    }

    /// Whether the value is one that means "no value".
    pub(crate) fn is_nothing(self, value: &Json) -> bool {
        let begins =
            |text: &str| self.word("emptyPrefix").is_some_and(|with| text.starts_with(with));
        value.is_null() || self.empty().contains(value) || value.as_str().is_some_and(begins)
    }

    pub(crate) fn enumeration(self) -> &'s [Json] {
        self.list("enum")
    }

    pub(crate) fn required(self) -> impl Iterator<Item = &'s str> {
        self.list("required").iter().filter_map(Json::as_str)
    }

    pub(crate) fn follows(self) -> impl Iterator<Item = &'s str> {
        self.list("follows").iter().filter_map(Json::as_str)
    }

    /// Whether an entry of this name accompanies another and is the vendor's own.
    pub(crate) fn accompanies(self, name: &str) -> bool {
        self.list("companions").iter().filter_map(Json::as_str).any(|end| name.ends_with(end))
    }

    /// Whether the member shows what another one holds, which a wanted record is
    /// read for.
    pub(crate) fn is_mirror(self) -> bool {
        self.word("mirrors").is_some()
    }

    /// What names a thing referred to where its identity is missing.
    pub(crate) fn otherwise(self) -> Option<&'s str> {
        self.word("otherwise")
    }

    pub(crate) fn flag(self, name: &str) -> bool {
        self.0.get(name).and_then(Json::as_bool) == Some(true)
    }

    /// Whether the member of this name only displays in `value`.
    pub(crate) fn displays(self, name: &str, value: &Json) -> bool {
        let identified = || {
            let id = self.identity().and_then(|identity| value.get(identity));
            id.is_some_and(|id| !id.is_null())
        };
        self.property(name).is_some_and(Self::is_server)
            || (self.otherwise() == Some(name) && identified())
    }

    /// The words of `type`; none where any type will do.
    pub(crate) fn types(self) -> Vec<&'s str> {
        self.words("type")
    }

    /// The words of what the update takes, where they are others.
    pub(crate) fn takes(self) -> Vec<&'s str> {
        let takes = self.words("takes");
        if takes.is_empty() { self.types() } else { takes }
    }

    fn words(self, name: &str) -> Vec<&'s str> {
        match self.0.get(name) {
            Some(Json::String(word)) => vec![word],
            Some(other) => {
                other.as_array().unwrap_or_default().iter().filter_map(Json::as_str).collect()
            }
            None => Vec::new(),
        }
    }

    /// Whether the schema gives a way to clear it, and none is needed where it
    /// says `never`.
    pub(crate) fn clearable(self) -> bool {
        self.0.get("clear").is_some_and(|clear| clear.get("send").is_some())
    }

    pub(crate) fn property(self, name: &str) -> Option<Self> {
        self.0.get("properties").and_then(|all| all.get(name)).map(Self)
    }

    pub(crate) fn properties(self) -> Vec<(&'s str, Self)> {
        let all = self.0.get("properties").and_then(Json::as_object);
        all.into_iter().flatten().map(|(name, schema)| (name, Self(schema))).collect()
    }

    /// What an element of a list, or a value of a dictionary, is held to.
    pub(crate) fn item(self) -> Option<Self> {
        let more = || self.0.get("additionalProperties").filter(|s| s.as_object().is_some());
        self.0.get("items").or_else(more).map(Self)
    }

    /// The schema of a keyed element's value.
    pub(crate) fn keyed_value(self) -> Option<Self> {
        self.item()?.property(self.value_name()?)
    }
}
