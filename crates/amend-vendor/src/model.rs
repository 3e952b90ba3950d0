//! What an entity is: the annotated JSON Schema, read once into plain types.
//!
//! The standard keywords say what a value looks like; those of the project's
//! own vocabulary (`schemas/vocabulary.schema.json`) say who writes it, how it
//! goes out, how it is cleared, and whence all this is known.

use std::collections::BTreeMap;

use amend::Json;

use crate::compare::identity;
use crate::kinds::Kinds;
use crate::marked;
use crate::member_list::MemberList;
use crate::schema_error::SchemaError;
use crate::spelling;

/// An entity of a vendor, as `person.schema.json` describes it.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Entity {
    /// The vendor's name on the command line.
    pub vendor: String,
    /// What a person calls it.
    pub title: String,
    /// The member that the vendor wraps a record in, if it does.
    pub envelope: Option<String>,
    /// Which member is the id, and its grammar.
    pub id: IdRule,
    /// The request that updates a record.
    pub update: Update,
    /// The rules that members refer to, by name.
    pub rules: BTreeMap<String, Rule>,
    /// The record itself: an object whose members are the record's.
    pub record: Member,
    /// The members of it in which the text of a number may stand for the number and
    /// whose types do not rule that out.
    pub(crate) loose_numbers: Vec<String>,
}

/// The member that names a record, and what may stand in a URL.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct IdRule {
    /// The member's name.
    pub member: String,
    /// What an id looks like.
    pub grammar: IdGrammar,
    /// The largest value of an id of digits.
    pub maximum: Option<i64>,
}

/// What an id looks like, so that it is safe in a URL.
#[derive(Clone, Debug, Eq, PartialEq)]
#[non_exhaustive]
pub enum IdGrammar {
    /// A JSON number written in decimal digits only.
    Digits,
    /// A prefix and a UUID.
    Uuid {
        /// What stands before the UUID.
        prefix: String,
    },
    /// A letter or a digit, then up to 63 letters, digits, `_` or `-`.
    Word,
}

/// The request that updates a record.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Update {
    /// The HTTP method.
    pub method: String,
    /// Scheme, host and whatever else `--base-url` replaces.
    pub base: String,
    /// The path behind the base, with `{id}`.
    pub path: String,
    /// The headers, in order; credentials are `${NAME}`.
    pub headers: Vec<(String, String)>,
    /// The status of success.
    pub status: u16,
    /// The status of a body that breaks the update schema.
    pub invalid: u16,
    /// How many updates the vendor takes in how long, where a page says so.
    pub rate: Option<Rate>,
    /// The request that updates several records at once, if there is one.
    pub bulk: Option<Bulk>,
    /// The names of the rules that every such request leans on.
    pub rules: Vec<String>,
}

/// How many updates a vendor takes in how long.
#[derive(Clone, Debug, Eq, PartialEq)]
#[non_exhaustive]
pub struct Rate {
    /// So many requests.
    pub requests: u64,
    /// In so many seconds.
    pub seconds: u64,
    /// The page that says so.
    pub source: String,
}

/// The request that updates several records at once: a list of update bodies, each
/// with the id of its record.
#[derive(Clone, Debug, Eq, PartialEq)]
#[non_exhaustive]
pub struct Bulk {
    /// The HTTP method.
    pub method: String,
    /// The path behind the base of the update.
    pub path: String,
    /// The member of the body that holds the list.
    pub list: String,
    /// The most records of one request.
    pub most: usize,
    /// The status of a request, whatever becomes of its records.
    pub status: u16,
    /// The names of the rules that every such request leans on.
    pub rules: Vec<String>,
}

/// A rule and whence it is known.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Rule {
    /// Its name, such as `folk.groups-carried`.
    pub name: String,
    /// How well it is known.
    pub provenance: Provenance,
    /// The page or the sample that it comes from.
    pub source: String,
    /// The rule itself.
    pub text: String,
}

/// How well a rule is known.
#[derive(Clone, Copy, Debug, Eq, Ord, PartialEq, PartialOrd)]
#[expect(clippy::exhaustive_enums, reason = "the contract closes the set")]
pub enum Provenance {
    /// The vendor says so.
    Documented,
    /// What the vendor says leaves no other plausible reading.
    Inferred,
    /// The vendor is silent.
    Assumed,
}

impl Provenance {
    /// The word that plans and schemas use.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Documented => "documented",
            Self::Inferred => "inferred",
            Self::Assumed => "assumed",
        }
    }
}

/// A member of an entity, an element of a list, or a value of a dictionary.
#[derive(Clone, Debug)]
#[non_exhaustive]
#[expect(clippy::struct_excessive_bools, reason = "each is a keyword of the schema")]
pub struct Member {
    /// The name, empty for elements and for dictionary values.
    pub name: String,
    /// Who writes it.
    pub writer: Writer,
    /// Whether it changes with every write, as timestamps and counters do.
    pub volatile: bool,
    /// The types it may have.
    pub types: Vec<Type>,
    /// The same, as a set.
    pub(crate) kinds: Kinds,
    /// The types that the update takes, where they are fewer than a record shows.
    pub takes: Vec<Type>,
    /// The longest text, in UTF-16 units (and so in code points).
    pub max_length: Option<usize>,
    /// The shortest text.
    pub min_length: Option<usize>,
    /// The most elements.
    pub max_items: Option<usize>,
    /// The values that are listed, if they are.
    pub enumeration: Vec<Json>,
    /// The form of a text.
    pub format: Option<Format>,
    /// The smallest and the largest number, as JSON values.
    pub minimum: Option<Json>,
    /// See `minimum`.
    pub maximum: Option<Json>,
    /// How a change of it goes out.
    pub sent: Sent,
    /// Its name in the body, where that is another.
    pub body: Option<String>,
    /// What a missing part is filled with when the whole is sent.
    pub fill: Option<Json>,
    /// How it is cleared.
    pub clear: Option<Clear>,
    /// The values that mean "no value", beside null and absence.
    pub empty: Vec<Json>,
    /// The rule that a plan leans on which takes one of these for "no value".
    pub empty_rule: Option<String>,
    /// How the texts begin that mean "no value", as dates in the year 1 do.
    pub empty_prefix: Option<String>,
    /// Whether a text may carry its type in front, as in `[I:42]`, which is then
    /// the same value as `42`.
    pub markers: bool,
    /// What identifies a reference or an element.
    pub identity: Option<String>,
    /// What names the thing referred to where the identity is missing; beside the
    /// identity it only displays.
    pub otherwise: Option<String>,
    /// Whether no two things have the same `otherwise`.
    pub otherwise_unique: bool,
    /// How the identities begin beside which the vendor shows the member; empty
    /// for all.
    pub beside: Vec<String>,
    /// Where the value of a keyed element stands.
    pub value: Option<String>,
    /// Whether a number and the text of that number are the same value.
    pub numeric_text: bool,
    /// Whether that is so for this value or any inside.
    pub(crate) numeric_text_inside: bool,
    /// Whether the schema names members, of this value or of any inside.
    pub(crate) names_inside: bool,
    /// The members whose change makes the vendor set this one anew.
    pub follows: Vec<String>,
    /// What the user can do instead of writing it.
    pub instead: Option<String>,
    /// The member that shows the same data: a wanted record is read there, a patch
    /// may name this one too.
    pub mirrors: Option<String>,
    /// How the names end that accompany an entry of a dictionary and are the
    /// vendor's own.
    pub companions: Vec<String>,
    /// Whether an object that takes the place of this dictionary only sets the
    /// entries that it lists.
    pub merges: bool,
    /// The names of the rules that a change of it leans on.
    pub rules: Vec<String>,
    /// The members of an object.
    pub members: MemberList,
    /// The elements of a list, or the values of a dictionary.
    pub items: Option<Box<Self>>,
    /// The names that an object must have.
    pub required: Vec<String>,
}

/// Who writes a member.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
#[expect(clippy::exhaustive_enums, reason = "the contract closes the set")]
pub enum Writer {
    /// The client, with the update request.
    Client,
    /// The vendor.
    Server,
    /// The client, with another request.
    Request,
}

/// A type of JSON Schema.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
#[expect(clippy::exhaustive_enums, reason = "JSON Schema 2020-12, Validation 6.1.1 closes the set")]
#[allow(missing_docs, reason = "the names are those of JSON Schema")]
pub enum Type {
    Null,
    Boolean,
    Integer,
    Number,
    String,
    Array,
    Object,
}

/// The form of a text.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
#[non_exhaustive]
pub enum Format {
    /// RFC 3339 `full-date`.
    Date,
    /// A date and a time, with or without a zone.
    DateTime,
}

/// How a change goes out.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
#[non_exhaustive]
pub enum Sent {
    /// The value itself.
    Value,
    /// The whole list or object, with the members that the client writes.
    Whole,
    /// By the id of what is referred to.
    Reference,
    /// A list whose elements are set one by one, by their identity.
    Keyed,
    /// An object whose names are data; they are set one by one.
    Dictionary,
    /// An object whose members are sent on their own.
    Members,
    /// A list of all that can be selected, of which a flag is set.
    Selection,
    /// A list whose missing elements the vendor keeps.
    Kept,
}

/// How a member is cleared.
#[derive(Clone, Debug)]
#[expect(clippy::exhaustive_enums, reason = "it is possible, or it is not")]
pub enum Clear {
    /// By sending a value.
    Send {
        /// What is sent.
        send: Json,
        /// What the record shows afterwards.
        shows: Json,
        /// The rule behind it, where it is another than the member's.
        rule: Option<String>,
    },
    /// Not at all.
    Never {
        /// The rule behind it.
        rule: Option<String>,
        /// What the user can do instead.
        instead: String,
    },
}

impl Entity {
    /// Reads an annotated schema.
    ///
    /// # Errors
    /// [`SchemaError`], with the place, where a keyword is missing or malformed,
    /// a `$ref` leads nowhere, or a rule is named that is not there.
    pub fn read(schema: &Json) -> Result<Self, SchemaError> {
        Reader { schema }.entity()
    }

    /// The rule of this name.
    pub fn rule(&self, name: &str) -> Option<&Rule> {
        self.rules.get(name)
    }

    /// "documented: Update a Person", for the first of these rules; where there is
    /// none, for the first of the update's.
    pub fn source(&self, rules: &[String]) -> String {
        let first = rules.iter().chain(&self.update.rules).next();
        first.and_then(|name| self.rules.get(name)).map_or_else(String::new, Rule::cite)
    }

    /// The member that carries this name in the update body.
    pub fn by_body_name(&self, name: &str) -> Option<&Member> {
        self.record.members.iter().find(|m| m.body_name() == name && m.writer != Writer::Server)
    }
}

impl Rule {
    /// Provenance and source in one line.
    pub fn cite(&self) -> String {
        format!("{}: {}", self.provenance.as_str(), self.source)
    }
}

impl Member {
    /// The nested member of this name.
    pub fn member(&self, name: &str) -> Option<&Self> {
        self.members.named(name)
    }

    /// The name that it has in the body.
    pub fn body_name(&self) -> &str {
        self.body.as_deref().unwrap_or(&self.name)
    }

    /// Whether a client may write it, in whatever way.
    pub fn writable(&self) -> bool {
        self.writer != Writer::Server
    }

    /// Whether the value is one of those that say "nothing here".
    pub fn is_empty(&self, value: &Json) -> bool {
        let begins = |prefix: &String| value.as_str().is_some_and(|text| text.starts_with(prefix));
        value.is_null()
            || self.empty.contains(value)
            || self.empty_prefix.as_ref().is_some_and(begins)
            || (self.markers && value.as_str().is_some_and(marked::is_empty))
    }

    /// Whether an entry of this name accompanies another one of a dictionary.
    pub fn accompanies(&self, name: &str) -> bool {
        self.companions.iter().any(|ending| name.ends_with(ending.as_str()))
    }

    /// Whether the member of this name only displays in `value`: the vendor
    /// writes it, or it stands beside the identity that it would stand in for.
    pub fn displays(&self, name: &str, value: &Json) -> bool {
        let server = self.member(name).is_some_and(|inner| !inner.writable());
        server || (self.otherwise.as_deref() == Some(name) && identity(self, value).is_some())
    }

    /// What an element or a dictionary's value looks like.
    pub fn item(&self) -> &Self {
        self.items.as_deref().unwrap_or(self)
    }
}

struct Reader<'a> {
    schema: &'a Json,
}

/// `$ref` within `$ref`: deeper than any record may be.
const DEEPEST: usize = 12;

impl Reader<'_> {
    fn entity(&self) -> Result<Entity, SchemaError> {
        let entity = self.schema.get("entity").ok_or(SchemaError::missing("/entity"))?;
        let text = |name: &str| -> Result<String, SchemaError> {
            let value = entity.get(name).and_then(Json::as_str);
            Ok(value.ok_or_else(|| SchemaError::missing(&format!("/entity/{name}")))?.to_owned())
        };
        let rules = rules(entity)?;
        let record = self.member(String::new(), self.schema, 0, "")?;
        let id = id_rule(entity)?;
        let loose_numbers = spelling::loose_numbers(&record, &id.member);
        let entity = Entity {
            vendor: text("vendor")?,
            title: text("title")?,
            envelope: entity.get("envelope").and_then(Json::as_str).map(str::to_owned),
            id,
            update: update(entity)?,
            rules,
            record,
            loose_numbers,
        };
        known_rules(&entity, &entity.record, "")?;
        Ok(entity)
    }

    /// A schema with its `$ref` followed; what stands beside `$ref` wins.
    fn resolve(&self, schema: &Json, place: &str) -> Result<Json, SchemaError> {
        let Some(target) = schema.get("$ref").and_then(Json::as_str) else {
            return Ok(schema.clone());
        };
        let found = target
            .strip_prefix('#')
            .and_then(|pointer| pointer.parse().ok())
            .and_then(|pointer| self.schema.pointer(&pointer))
            .ok_or_else(|| SchemaError::malformed(place, "a `$ref` into this file"))?;
        let mut merged = self.resolve(found, place)?;
        if let (Some(merged), Some(beside)) = (merged.as_object_mut(), schema.as_object()) {
            for (name, value) in beside.iter().filter(|(name, _)| *name != "$ref") {
                merged.insert(name, value.clone());
            }
        }
        Ok(merged)
    }

    fn member(
        &self,
        name: String,
        schema: &Json,
        depth: usize,
        place: &str,
    ) -> Result<Member, SchemaError> {
        let schema = &self.resolve(schema, place)?;
        let sent = sent(schema, place)?;
        let mut members = Vec::new();
        let mut items = None;
        if depth < DEEPEST {
            if let Some(properties) = schema.get("properties").and_then(Json::as_object) {
                for (name, property) in properties {
                    let place = format!("{place}/properties/{name}");
                    members.push(self.member(
                        name.to_owned(),
                        property,
                        depth.saturating_add(1),
                        &place,
                    )?);
                }
            }
            let inner = schema
                .get("items")
                .or_else(|| schema.get("additionalProperties").filter(|s| s.as_object().is_some()));
            if let Some(inner) = inner {
                let place = format!("{place}/items");
                items = Some(Box::new(self.member(
                    String::new(),
                    inner,
                    depth.saturating_add(1),
                    &place,
                )?));
            }
        }
        let text = |key: &str| schema.get(key).and_then(Json::as_str).map(str::to_owned);
        let size = |key: &str| {
            schema.get(key).and_then(Json::as_i64).and_then(|n| usize::try_from(n).ok())
        };
        let flag = |key: &str| schema.get(key).and_then(Json::as_bool).unwrap_or(false);
        let numeric_text = flag("numericText");
        let types = words_of_types(schema, "type", place)?;
        Ok(Member {
            name,
            writer: writer(schema, depth, place)?,
            volatile: flag("volatile"),
            kinds: Kinds::of(&types),
            types,
            takes: words_of_types(schema, "takes", place)?,
            max_length: size("maxLength"),
            min_length: size("minLength"),
            max_items: size("maxItems"),
            enumeration: list(schema, "enum"),
            format: match schema.get("format").and_then(Json::as_str) {
                Some("date") => Some(Format::Date),
                Some("date-time" | "local-date-time") => Some(Format::DateTime),
                _ => None,
            },
            minimum: schema.get("minimum").cloned(),
            maximum: schema.get("maximum").cloned(),
            sent,
            body: text("body"),
            fill: schema.get("fill").cloned(),
            clear: clear(schema, place)?,
            empty: list(schema, "empty"),
            empty_rule: text("emptyRule"),
            empty_prefix: text("emptyPrefix"),
            markers: flag("markers"),
            identity: text("identity"),
            otherwise: text("otherwise"),
            otherwise_unique: flag("otherwiseUnique"),
            beside: words(schema, "beside"),
            value: text("value"),
            numeric_text,
            numeric_text_inside: numeric_text
                || members.iter().chain(items.as_deref()).any(|inner| inner.numeric_text_inside),
            names_inside: !members.is_empty()
                || items.as_deref().is_some_and(|item| item.names_inside),
            follows: words(schema, "follows"),
            instead: text("instead"),
            mirrors: text("mirrors"),
            companions: words(schema, "companions"),
            merges: flag("merges"),
            rules: words(schema, "rules"),
            members: members.into(),
            items,
            required: words(schema, "required"),
        })
    }
}

fn list(schema: &Json, key: &str) -> Vec<Json> {
    schema.get(key).and_then(Json::as_array).unwrap_or_default().to_vec()
}

fn words(schema: &Json, key: &str) -> Vec<String> {
    let values = schema.get(key).and_then(Json::as_array).unwrap_or_default();
    values.iter().filter_map(Json::as_str).map(str::to_owned).collect()
}

fn writer(schema: &Json, depth: usize, place: &str) -> Result<Writer, SchemaError> {
    match schema.get("writer").and_then(Json::as_str) {
        Some("client") => Ok(Writer::Client),
        Some("server") => Ok(Writer::Server),
        Some("request") => Ok(Writer::Request),
        Some(_) => {
            Err(SchemaError::malformed(&format!("{place}/writer"), "`client`, `server`, `request`"))
        }
        // Who writes a record's own member has no default: every schema says it.
        None if depth == 1 => Err(SchemaError::missing(&format!("{place}/writer"))),
        None => Ok(Writer::Client),
    }
}

fn words_of_types(schema: &Json, key: &str, place: &str) -> Result<Vec<Type>, SchemaError> {
    let words = match schema.get(key) {
        None => return Ok(Vec::new()),
        Some(Json::String(word)) => vec![word.as_str()],
        Some(other) => {
            other.as_array().unwrap_or_default().iter().filter_map(Json::as_str).collect()
        }
    };
    words
        .into_iter()
        .map(|word| {
            Ok(match word {
                "null" => Type::Null,
                "boolean" => Type::Boolean,
                "integer" => Type::Integer,
                "number" => Type::Number,
                "string" => Type::String,
                "array" => Type::Array,
                "object" => Type::Object,
                _ => {
                    return Err(SchemaError::malformed(&format!("{place}/{key}"), "a JSON type"));
                }
            })
        })
        .collect()
}

fn sent(schema: &Json, place: &str) -> Result<Sent, SchemaError> {
    Ok(match schema.get("sent").and_then(Json::as_str) {
        None | Some("value") => Sent::Value,
        Some("whole") => Sent::Whole,
        Some("reference") => Sent::Reference,
        Some("keyed") => Sent::Keyed,
        Some("dictionary") => Sent::Dictionary,
        Some("members") => Sent::Members,
        Some("selection") => Sent::Selection,
        Some("kept") => Sent::Kept,
        Some(_) => return Err(SchemaError::malformed(&format!("{place}/sent"), "a way to send")),
    })
}

fn clear(schema: &Json, place: &str) -> Result<Option<Clear>, SchemaError> {
    let Some(clear) = schema.get("clear") else {
        return Ok(None);
    };
    let rule = clear.get("rule").and_then(Json::as_str).map(str::to_owned);
    if clear.get("never").and_then(Json::as_bool) == Some(true) {
        let instead = clear.get("instead").and_then(Json::as_str).unwrap_or_default().to_owned();
        return Ok(Some(Clear::Never { rule, instead }));
    }
    let send = clear
        .get("send")
        .ok_or_else(|| SchemaError::missing(&format!("{place}/clear/send")))?
        .clone();
    let shows = clear.get("shows").unwrap_or(&send).clone();
    Ok(Some(Clear::Send { send, shows, rule }))
}

fn rules(entity: &Json) -> Result<BTreeMap<String, Rule>, SchemaError> {
    let Some(rules) = entity.get("rules").and_then(Json::as_object) else {
        return Err(SchemaError::missing("/entity/rules"));
    };
    rules
        .iter()
        .map(|(name, rule)| {
            let text = |key: &str| {
                let value = rule.get(key).and_then(Json::as_str);
                let place = format!("/entity/rules/{name}/{key}");
                Ok(value.ok_or_else(|| SchemaError::missing(&place))?.to_owned())
            };
            let provenance = match text("provenance")?.as_str() {
                "documented" => Provenance::Documented,
                "inferred" => Provenance::Inferred,
                "assumed" => Provenance::Assumed,
                _ => {
                    let place = format!("/entity/rules/{name}/provenance");
                    return Err(SchemaError::malformed(
                        &place,
                        "`documented`, `inferred` or `assumed`",
                    ));
                }
            };
            let rule = Rule {
                name: name.to_owned(),
                provenance,
                source: text("source")?,
                text: text("text")?,
            };
            Ok((name.to_owned(), rule))
        })
        .collect()
}

fn id_rule(entity: &Json) -> Result<IdRule, SchemaError> {
    let id = entity.get("id").ok_or(SchemaError::missing("/entity/id"))?;
    let text = |key: &str| id.get(key).and_then(Json::as_str).unwrap_or_default().to_owned();
    let grammar = match text("grammar").as_str() {
        "digits" => IdGrammar::Digits,
        "uuid" => IdGrammar::Uuid { prefix: text("prefix") },
        "word" => IdGrammar::Word,
        _ => {
            return Err(SchemaError::malformed("/entity/id/grammar", "`digits`, `uuid`, `word`"));
        }
    };
    let maximum = id.get("maximum").and_then(Json::as_i64);
    Ok(IdRule { member: text("member"), grammar, maximum })
}

fn update(entity: &Json) -> Result<Update, SchemaError> {
    let update = entity.get("update").ok_or(SchemaError::missing("/entity/update"))?;
    let text = |key: &str| {
        let value = update.get(key).and_then(Json::as_str);
        Ok(value.ok_or(SchemaError::missing(&format!("/entity/update/{key}")))?.to_owned())
    };
    let headers = update.get("headers").and_then(Json::as_object);
    let headers = headers.ok_or(SchemaError::missing("/entity/update/headers"))?;
    let status = |key: &str| {
        update.get(key).and_then(Json::as_i64).and_then(|status| u16::try_from(status).ok())
    };
    Ok(Update {
        method: text("method")?,
        base: text("base")?,
        path: text("path")?,
        headers: headers
            .iter()
            .map(|(n, v)| (n.to_owned(), v.as_str().unwrap_or_default().to_owned()))
            .collect(),
        status: status("status").ok_or(SchemaError::missing("/entity/update/status"))?,
        invalid: status("invalid").unwrap_or(422),
        rate: update.get("rate").filter(|rate| !rate.is_null()).map(rate).transpose()?,
        bulk: update.get("bulk").map(bulk).transpose()?,
        rules: words(update, "rules"),
    })
}

fn rate(rate: &Json) -> Result<Rate, SchemaError> {
    let figure = |name: &str| {
        let figure = rate.get(name).and_then(Json::as_i64).and_then(|n| u64::try_from(n).ok());
        let place = format!("/entity/update/rate/{name}");
        figure.filter(|n| *n > 0).ok_or_else(|| SchemaError::malformed(&place, "a whole number"))
    };
    let source = rate.get("source").and_then(Json::as_str).unwrap_or_default().to_owned();
    Ok(Rate { requests: figure("requests")?, seconds: figure("seconds")?, source })
}

fn bulk(bulk: &Json) -> Result<Bulk, SchemaError> {
    let place = |name: &str| format!("/entity/update/bulk/{name}");
    let text = |name: &str| {
        let text = bulk.get(name).and_then(Json::as_str);
        Ok(text.ok_or_else(|| SchemaError::missing(&place(name)))?.to_owned())
    };
    let figure = |name: &str| {
        let figure = bulk.get(name).and_then(Json::as_i64).filter(|n| *n > 0);
        figure.ok_or_else(|| SchemaError::malformed(&place(name), "a whole number"))
    };
    Ok(Bulk {
        method: text("method")?,
        path: text("path")?,
        list: text("list")?,
        most: usize::try_from(figure("most")?).unwrap_or(1),
        status: u16::try_from(figure("status")?).unwrap_or(200),
        rules: words(bulk, "rules"),
    })
}

/// Every rule that is named must be there: a plan cites it.
fn known_rules(entity: &Entity, member: &Member, place: &str) -> Result<(), SchemaError> {
    let of_clear = match &member.clear {
        Some(Clear::Send { rule, .. } | Clear::Never { rule, .. }) => rule.as_ref(),
        None => None,
    };
    let of_value = of_clear.into_iter().chain(&member.empty_rule);
    let of_bulk = entity.update.bulk.iter().flat_map(|bulk| &bulk.rules);
    for name in member.rules.iter().chain(of_value).chain(&entity.update.rules).chain(of_bulk) {
        if entity.rule(name).is_none() {
            return Err(SchemaError::malformed(
                &format!("{place}/rules"),
                "the names of rules of `entity`",
            ));
        }
    }
    for inner in &member.members {
        known_rules(entity, inner, &format!("{place}/properties/{}", inner.name))?;
    }
    member
        .items
        .as_ref()
        .map_or(Ok(()), |item| known_rules(entity, item, &format!("{place}/items")))
}
