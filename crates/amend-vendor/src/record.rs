//! A whole record, of which only what is asked for or changed is held a second time.
//!
//! Most of a person stays as it is in every plan: the wanted record and the predicted
//! one are the record with some members laid over it, and what none of them laid over
//! is the same in all three, by construction.

use std::borrow::Cow;
use std::collections::BTreeSet;
use std::ptr;
use std::sync::OnceLock;

use amend::value::{Members, Shape};
use amend::{Json, Node, Pointer, View as _, equal};

use crate::model::Entity;
use crate::sound::{Seen, look};
use crate::vendor::Vendor;

/// A record, and what is laid over it.
///
/// ```
/// use amend::Json;
/// use amend_vendor::Record;
///
/// let json: Json = r#"{"id": 1, "name": "Ada", "title": null}"#.parse()?;
/// let record = Record::of(&json);
/// let mut after = record.clone();
/// after.insert("name", Json::from("Grace"));
/// after.remove("title");
/// assert_eq!(after.to_json().to_string(), r#"{"id":1,"name":"Grace"}"#);
/// assert_eq!(record.get("name"), Some(&Json::from("Ada")));
/// # Ok::<(), amend::error::ReadError>(())
/// ```
#[derive(Clone, Debug)]
pub struct Record<'a> {
    base: Base<'a>,
    /// Members that stand in the place of those of the base, or behind them.
    over: Members,
    /// Members of the base that are not there; what is in `over` too stands behind.
    gone: BTreeSet<String>,
    /// What was seen of the base, if it was looked at.
    seen: Option<Seen>,
}

#[derive(Clone, Copy, Debug)]
enum Base<'a> {
    Json(&'a Json),
    Written(&'a Written<'a>),
}

/// A record as it stands in a text: of its members those are read that are asked for.
#[derive(Clone, Debug)]
pub struct Written<'d> {
    node: Node<'d>,
    parts: Vec<Part<'d>>,
}

#[derive(Clone, Debug)]
struct Part<'d> {
    name: Cow<'d, str>,
    node: Node<'d>,
    json: OnceLock<Json>,
}

/// A value, in the form that it is there in.
#[derive(Clone, Debug)]
#[expect(clippy::exhaustive_enums, reason = "a value is in memory, or in a text")]
pub enum Form<'r> {
    /// In memory.
    Json(Cow<'r, Json>),
    /// In a text.
    Node(Node<'r>),
}

/// Members are found by going through them, so there may not be many.
const MOST: usize = 256;

static NOTHING: Json = Json::Null;

impl<'d> Written<'d> {
    /// The record of an answer in a text; nothing for what is no object, and for one of
    /// very many members, which is better read.
    #[must_use]
    pub fn of(vendor: &Vendor, answer: Node<'d>) -> Option<Self> {
        let node = vendor.unwrap_view(answer);
        let Shape::Object(members) = node.shape() else {
            return None;
        };
        if node.len() > MOST {
            return None;
        }
        let part = |(name, node)| Part { name, node, json: OnceLock::new() };
        Some(Self { node, parts: members.map(part).collect() })
    }

    fn part(&self, name: &str) -> Option<&Part<'d>> {
        self.parts.iter().find(|part| part.name == name)
    }

    fn others(&self, other: Node<'_>) -> Option<Members> {
        let Shape::Object(members) = other.shape() else {
            return None;
        };
        let mut others = Members::new();
        let mut next = self.parts.iter();
        for (name, node) in members {
            // Mostly they are in the same order.
            let part = next.next().filter(|part| part.name == name);
            let part = part.or_else(|| self.part(&name));
            if part.is_none_or(|part| part.node.text() != node.text()) {
                others.insert(name, node.to_json());
            }
        }
        Some(others)
    }
}

impl Part<'_> {
    fn json(&self) -> &Json {
        self.json.get_or_init(|| self.node.to_json())
    }
}

impl Default for Record<'_> {
    fn default() -> Self {
        Self::of(&NOTHING)
    }
}

impl<'a> Record<'a> {
    /// A record as it is in memory.
    #[must_use]
    pub fn of(json: &'a Json) -> Self {
        Self::over(Base::Json(json))
    }

    /// A record as it stands in a text.
    #[must_use]
    pub fn written(written: &'a Written<'a>) -> Self {
        Self::over(Base::Written(written))
    }

    fn over(base: Base<'a>) -> Self {
        Self { base, over: Members::new(), gone: BTreeSet::new(), seen: None }
    }

    /// The member of this name.
    pub fn get(&self, name: &str) -> Option<&Json> {
        self.over.get(name).or_else(|| self.below(name))
    }

    /// The member of the base, if it is still there.
    fn below(&self, name: &str) -> Option<&Json> {
        if self.gone.contains(name) {
            return None;
        }
        match self.base {
            Base::Json(json) => json.get(name),
            Base::Written(written) => written.part(name).map(Part::json),
        }
    }

    /// Whether there is a member of this name.
    pub fn contains(&self, name: &str) -> bool {
        self.shown(name).is_some()
    }

    /// The member of this name, in the form that it is there in.
    pub fn shown(&self, name: &str) -> Option<Form<'_>> {
        if let Some(json) = self.over.get(name) {
            return Some(Form::Json(Cow::Borrowed(json)));
        }
        match self.base {
            _ if self.gone.contains(name) => None,
            Base::Json(json) => json.get(name).map(|json| Form::Json(Cow::Borrowed(json))),
            Base::Written(written) => {
                let part = written.part(name)?;
                Some(
                    part.json
                        .get()
                        .map_or(Form::Node(part.node), |json| Form::Json(Cow::Borrowed(json))),
                )
            }
        }
    }

    /// The value at a place below the record itself.
    pub fn pointer(&self, pointer: &Pointer) -> Option<&Json> {
        let (name, rest) = pointer.tokens().split_first()?;
        rest.iter().try_fold(self.get(name)?, |value, token| match value {
            Json::Array(_) => value.pointer(&Pointer::from_tokens([token.as_str()])),
            value => value.get(token),
        })
    }

    /// Sets a member: a new one goes to the end, an existing one keeps its place.
    pub fn insert(&mut self, name: &str, value: Json) {
        self.over.insert(name, value);
    }

    /// Takes a member out.
    pub fn remove(&mut self, name: &str) {
        self.over.remove(name);
        self.gone.insert(name.to_owned());
    }

    /// The member of this name, to change.
    pub fn get_mut(&mut self, name: &str) -> Option<&mut Json> {
        if !self.over.contains(name) {
            let json = self.below(name)?.clone();
            self.over.insert(name, json);
        }
        self.over.get_mut(name)
    }

    /// The whole record.
    pub fn to_json(&self) -> Json {
        self.whole().into_owned()
    }

    /// The whole record, made only where it is not there.
    pub fn whole(&self) -> Cow<'a, Json> {
        let json = match self.base {
            Base::Json(json) => Cow::Borrowed(json),
            Base::Written(written) => Cow::Owned(written.node.to_json()),
        };
        if self.is_bare() {
            return json;
        }
        let mut json = json.into_owned();
        if let Some(members) = json.as_object_mut() {
            for name in &self.gone {
                members.remove(name);
            }
            for (name, value) in &self.over {
                members.insert(name, value.clone());
            }
        }
        Cow::Owned(json)
    }

    /// The whole record, in the form that it is there in.
    pub fn form(&self) -> Form<'_> {
        match self.base {
            Base::Written(written) if self.is_bare() => Form::Node(written.node),
            _ => Form::Json(self.whole()),
        }
    }

    /// The same, looked at: what is seen of it is known from here on.
    pub(crate) fn looked_at(self, entity: &Entity) -> Self {
        let seen = Some(self.seen(entity));
        Self { seen, ..self }
    }

    /// What is seen of it.
    pub(crate) fn seen(&self, entity: &Entity) -> Seen {
        if let Some(seen) = self.seen.filter(|_| self.is_bare()) {
            return seen;
        }
        match self.form() {
            Form::Json(json) => look(entity, &*json),
            Form::Node(node) => look(entity, node),
        }
    }

    /// Whether it has no fault of types, and every name in it that ignoring case is one
    /// of the schema's is spelled as that. `false` says that one has to look. In a plan
    /// it is known: nothing is looked at again.
    ///
    /// ```
    /// use amend_vendor::{Record, SchemaError, Vendor};
    ///
    /// /// Whether two members can be the same one to a vendor that ignores case.
    /// fn may_be_ambiguous(vendor: &Vendor, record: &Record<'_>) -> Result<bool, SchemaError> {
    ///     Ok(!record.is_spelled(vendor.entity()?))
    /// }
    /// ```
    pub fn is_spelled(&self, entity: &Entity) -> bool {
        self.seen(entity).spelled
    }

    /// The whole record, if it is there in memory.
    pub(crate) fn as_json(&self) -> Option<&'a Json> {
        match self.base {
            Base::Json(json) if self.is_bare() => Some(json),
            _ => None,
        }
    }

    /// Whether nothing is laid over the base.
    fn is_bare(&self) -> bool {
        self.over.is_empty() && self.gone.is_empty()
    }

    /// Writes the compact form behind a text: that of [`Self::to_json`].
    pub fn write(&self, out: &mut String) {
        let Base::Written(written) = self.base else {
            self.whole().write(out);
            return;
        };
        if self.is_bare() {
            written.node.write(out);
            return;
        }
        let mut mark = '{';
        let mut name = |name: &str, out: &mut String| {
            out.push(std::mem::replace(&mut mark, ','));
            Json::write_str(name, out);
            out.push(':');
        };
        for part in written.parts.iter().filter(|part| !self.gone.contains(&*part.name)) {
            name(&part.name, out);
            match self.over.get(&part.name) {
                Some(json) => json.write(out),
                None => part.node.write(out),
            }
        }
        for (new, json) in &self.over {
            if self.gone.contains(new) || written.part(new).is_none() {
                name(new, out);
                json.write(out);
            }
        }
        if mark == '{' {
            out.push('{');
        }
        out.push('}');
    }

    /// The names, in order; those that were laid over it last.
    pub(crate) fn names(&self) -> Vec<&str> {
        let mut names: Vec<&str> = match self.base {
            Base::Json(json) => {
                json.as_object().into_iter().flatten().map(|(name, _)| name).collect()
            }
            Base::Written(written) => written.parts.iter().map(|part| &*part.name).collect(),
        };
        names.retain(|name| !self.gone.contains(*name));
        let new = self.over.names().filter(|name| self.gone.contains(*name) || !self.has(name));
        names.extend(new);
        names
    }

    /// The members of an object in a text that do not stand in this one's letter by
    /// letter; nothing where one of them is no such thing.
    pub(crate) fn others(&self, other: Node<'_>) -> Option<Members> {
        match self.base {
            Base::Written(written) if self.is_bare() => written.others(other),
            _ => None,
        }
    }

    /// Whether the base has a member of this name.
    fn has(&self, name: &str) -> bool {
        match self.base {
            Base::Json(json) => json.get(name).is_some(),
            Base::Written(written) => written.part(name).is_some(),
        }
    }

    /// Whether both are the same record with other things laid over it.
    pub(crate) fn is_of(&self, other: &Record<'_>) -> bool {
        match (self.base, other.base) {
            (Base::Json(one), Base::Json(other)) => ptr::eq(one, other),
            (Base::Written(one), Base::Written(other)) => {
                ptr::eq(ptr::from_ref(one).cast::<()>(), ptr::from_ref(other).cast::<()>())
            }
            _ => false,
        }
    }

    /// Whether the member of this name is certainly the same in both: they are one
    /// record, and it was touched in neither.
    pub fn is_as(&self, other: &Record<'_>, name: &str) -> bool {
        self.is_of(other) && !self.touches(name) && !other.touches(name)
    }

    /// The names of the members that may be other ones than those of `other`: where both
    /// are one record, of those that were touched.
    ///
    /// ```
    /// use amend::Json;
    /// use amend_vendor::Record;
    ///
    /// let json = r#"{"id": 1, "name": "Ada"}"#.parse()?;
    /// let record = Record::of(&json);
    /// let mut wanted = record.clone();
    /// wanted.insert("name", Json::from("Grace"));
    /// assert_eq!(wanted.names_beside(&record), ["name"]);
    /// # Ok::<(), amend::error::ReadError>(())
    /// ```
    pub fn names_beside(&self, other: &Record<'_>) -> Vec<&str> {
        if self.is_of(other) && other.is_bare() { self.touched().collect() } else { self.names() }
    }

    /// Whether something was laid over the member of this name, or it was taken out.
    pub(crate) fn touches(&self, name: &str) -> bool {
        self.over.contains(name) || self.gone.contains(name)
    }

    /// The names of these.
    pub(crate) fn touched(&self) -> impl Iterator<Item = &str> {
        self.over.names().chain(self.gone.iter().map(String::as_str))
    }

    /// What `other` is, laid over this base.
    pub(crate) fn rebased(&self, other: Record<'_>) -> Self {
        if self.is_of(&other) {
            return Self { base: self.base, over: other.over, gone: other.gone, seen: self.seen };
        }
        let Some(over) = other.to_json().as_object().cloned() else {
            return self.clone();
        };
        let base = Self::over(self.base);
        let gone = base.names().into_iter().map(str::to_owned).collect();
        Self { base: self.base, over, gone, seen: self.seen }
    }

    /// The record with the members of another value, of which those are laid over it
    /// that are not equal. Their order is that of the record.
    pub(crate) fn becoming(&self, other: Json) -> Self {
        let mut these = Self { seen: self.seen, ..Self::over(self.base) };
        let Json::Object(members) = other else {
            return self.rebased(Record::of(&other));
        };
        for name in these.names().into_iter().map(str::to_owned).collect::<Vec<_>>() {
            if !members.contains(&name) {
                these.gone.insert(name);
            }
        }
        for (name, value) in members {
            if these.get(&name).is_none_or(|before| !equal(before, &value)) {
                these.insert(&name, value);
            }
        }
        these
    }
}

impl Form<'_> {
    /// Whether it is null.
    pub fn is_null(&self) -> bool {
        match self {
            Self::Json(json) => json.is_null(),
            Self::Node(node) => matches!(node.shape(), Shape::Null),
        }
    }
}
