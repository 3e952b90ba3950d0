//! Persons of a vendor: like its sample in `examples`, of the size that records
//! have in the field, and changed as people change them.

use std::path::Path;

use amend::Json;
use amend::value::Members;
use amend_vendor::{Entity, IdGrammar, Member, Sent, Type, Writer};

use crate::random::Random;

const WORDS: [&str; 40] = [
    "amber",
    "birch",
    "copper",
    "delta",
    "ember",
    "flour",
    "grain",
    "harbour",
    "iron",
    "juniper",
    "kiln",
    "lantern",
    "mill",
    "north",
    "oak",
    "Pétanque",
    "quarry",
    "river",
    "slate",
    "timber",
    "umber",
    "valley",
    "willow",
    "Zürich",
    "søndag",
    "naïve",
    "東京",
    "Łódź",
    "glass",
    "stone",
    "wool",
    "linen",
    "paper",
    "cedar",
    "maple",
    "orchard",
    "meadow",
    "brook",
    "cliff",
    "dune",
];

/// Makes the persons of one vendor.
#[derive(Debug)]
pub(crate) struct Maker {
    entity: Entity,
    sample: Members,
    seed: u64,
}

impl Maker {
    /// Reads the schema and the sample of a vendor from the project's folder.
    pub(crate) fn new(vendor: &str, seed: u64) -> Result<Self, String> {
        let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
        let read = |path: String| -> Result<Json, String> {
            let text = std::fs::read_to_string(root.join(&path))
                .map_err(|error| format!("{path}: {error}"))?;
            text.parse().map_err(|error| format!("{path}: {error}"))
        };
        let schema = read(format!("schemas/{vendor}/person.schema.json"))?;
        let entity = Entity::read(&schema).map_err(|error| error.to_string())?;
        let sample = read(format!("examples/{vendor}/person.json"))?;
        let sample = match &entity.envelope {
            Some(envelope) => sample.get(envelope).unwrap_or(&sample),
            None => &sample,
        };
        let sample = sample.as_object().cloned().unwrap_or_default();
        Ok(Self { entity, sample, seed })
    }

    /// Person number `number`, always the same.
    pub(crate) fn person(&self, number: u64) -> Json {
        let mut random = Random::of(self.seed, number);
        let mut record = Members::new();
        for (name, sample) in &self.sample {
            let value = match self.entity.record.member(name) {
                _ if name == self.entity.id.member => self.id(number),
                Some(member) => like(member, sample, number, &mut random),
                None => sample.clone(),
            };
            record.insert(name, value);
        }
        Json::Object(record)
    }

    fn id(&self, number: u64) -> Json {
        match &self.entity.id.grammar {
            IdGrammar::Uuid { prefix } => {
                let a = Random::of(7, number).next();
                Json::from(format!(
                    "{prefix}{:08x}-{:04x}-4{:03x}-8{:03x}-{number:012x}",
                    a >> 32,
                    a & 0xffff,
                    a >> 16 & 0xfff,
                    a >> 20 & 0xfff
                ))
            }
            IdGrammar::Word => Json::from(format!("per-{number:08}")),
            _ => Json::from(1_000_000 + number),
        }
    }

    /// The same person with one to three changes.
    pub(crate) fn changed(&self, record: &Json, number: u64) -> Json {
        let mut random = Random::of(self.seed ^ 0x00c4_a96e, number);
        let mut changed = record.clone();
        let Some(members) = changed.as_object_mut() else {
            return changed;
        };
        let candidates: Vec<&Member> = self
            .entity
            .record
            .members
            .iter()
            .filter(|member| {
                member.writable()
                    && member.name != self.entity.id.member
                    && !matches!(member.sent, Sent::Selection | Sent::Kept)
                    && members.contains(&member.name)
            })
            .collect();
        for _ in 0..random.between(1, 3) {
            if let Some(member) = random.one(&candidates)
                && let Some(value) = members.get_mut(&member.name)
            {
                edit(member, value, number, &mut random);
            }
        }
        changed
    }

    /// The same person as a later snapshot shows it: another time, another count.
    pub(crate) fn touched(&self, record: &Json, number: u64) -> Json {
        let mut random = Random::of(self.seed ^ 0x70c4, number);
        let mut touched = record.clone();
        for member in self.entity.record.members.iter().filter(|member| member.volatile) {
            if let Some(value) = touched.as_object_mut().and_then(|m| m.get_mut(&member.name)) {
                *value = like(member, value, number, &mut random);
            }
        }
        touched
    }
}

/// A value like the sample's.
fn like(member: &Member, sample: &Json, number: u64, random: &mut Random) -> Json {
    match sample {
        Json::Null if member.writable() && takes_text(member) && random.below(2) == 0 => {
            Json::from(words(member, 1, 2, random))
        }
        Json::Bool(_) if member.writable() => Json::Bool(random.below(2) == 0),
        Json::Number(_) => {
            let now = sample.as_i64().and_then(|n| u64::try_from(n).ok()).unwrap_or(1);
            Json::from(now + random.below(now / 8 + 1))
        }
        Json::String(text) => Json::from(text_like(member, text, number, random)),
        Json::Array(_) if matches!(member.sent, Sent::Selection | Sent::Kept) => sample.clone(),
        Json::Array(elements) if member.writable() => list(member, elements, number, random),
        Json::Object(members) => Json::object(members.iter().map(|(name, value)| {
            let inner = if member.sent == Sent::Dictionary {
                Some(member.item())
            } else {
                member.member(name)
            };
            let value = match inner {
                Some(inner) => like(inner, value, number, random),
                None => value.clone(),
            };
            (name, value)
        })),
        other => other.clone(),
    }
}

fn takes_text(member: &Member) -> bool {
    member.types.contains(&Type::String) && member.format.is_none()
}

fn list(member: &Member, sample: &[Json], number: u64, random: &mut Random) -> Json {
    let most = u64::try_from(member.max_items.unwrap_or(usize::MAX)).unwrap_or(u64::MAX);
    if member.sent == Sent::Keyed {
        let count = random.between(14, 22).min(most);
        return Json::array((0..count).map(|at| keyed(member, at, random)));
    }
    let fresh = fresh(member.item());
    let first = sample.first().unwrap_or(&fresh);
    let count = random.between(1, 4).min(most);
    Json::array((0..count).map(|at| {
        let mut element = like(member.item(), first, number * 8 + at, random);
        if let (Some(identity), Some(members)) = (&member.item().identity, element.as_object_mut())
            && let Some(Json::String(text)) = members.get_mut(identity)
            && member.item().member(identity).is_none_or(|inner| inner.max_length.is_none())
        {
            // No two elements of one list are the same; addresses have a number already.
            if !text.starts_with("http") && !text.contains('@') {
                text.push_str(&at.to_string());
            }
        }
        element
    }))
}

/// The value of a custom field: definitions are the account's, so that all
/// persons have the same ones.
fn keyed(member: &Member, at: u64, random: &mut Random) -> Json {
    let inner = member.value.as_deref().and_then(|name| member.item().member(name));
    let lists = inner.is_none_or(|inner| inner.types.contains(&Type::Array));
    let value = match at % 5 {
        0 => Json::from(words(member, 1, 4, random)),
        1 => Json::from(random.below(100_000)),
        2 if lists => Json::array((0..random.below(4)).map(|n| Json::from(1_000 + n))),
        3 => Json::Null,
        _ => Json::Bool(random.below(2) == 0),
    };
    Json::object([
        (member.identity.as_deref().unwrap_or("id"), Json::from(100_000 + at * 7)),
        (member.value.as_deref().unwrap_or("value"), value),
    ])
}

/// An element of a list of which the sample has none.
fn fresh(item: &Member) -> Json {
    if item.members.is_empty() {
        return Json::from("https://example.com/");
    }
    Json::object(item.members.iter().filter(|inner| inner.writer == Writer::Client).map(|inner| {
        let listed = inner.enumeration.iter().find(|value| !value.is_null());
        let value = match listed {
            Some(value) => value.clone(),
            None if inner.name == "url" => Json::from("https://example.com/"),
            None => Json::from("word"),
        };
        (inner.name.as_str(), value)
    }))
}

fn text_like(member: &Member, sample: &str, number: u64, random: &mut Random) -> String {
    let listed: Vec<&str> = member.enumeration.iter().filter_map(Json::as_str).collect();
    if let Some(word) = random.one(&listed) {
        return (*word).to_owned();
    }
    if member.min_length.is_some() && member.min_length == member.max_length {
        // An id of a fixed length: other digits at its end.
        let keep = sample.len().saturating_sub(12);
        let tail = random.below(1 << 48);
        return format!("{}{tail:012x}", sample.get(..keep).unwrap_or_default());
    }
    if sample.contains('@') {
        return format!("person{number}.{}@example.com", random.below(90));
    }
    if sample.starts_with("http") {
        return format!("https://example.com/{}/{}", number, random.below(1_000));
    }
    let digits = sample.bytes().filter(u8::is_ascii_digit).count();
    if digits * 2 > sample.len() {
        // A date, a telephone number, a postal code: the same form, the last digit
        // another.
        let mut text = sample.to_owned();
        if let Some(at) = text.rfind(|c: char| c.is_ascii_digit()) {
            text.replace_range(at..=at, &random.below(10).to_string());
        }
        return text;
    }
    let long = ["details", "description", "Description"].contains(&member.name.as_str());
    if long { words(member, 30, 90, random) } else { words(member, 1, 3, random) }
}

fn words(member: &Member, least: u64, most: u64, random: &mut Random) -> String {
    let mut text = String::new();
    for _ in 0..random.between(least, most) {
        if !text.is_empty() {
            text.push(' ');
        }
        text.push_str(random.one(&WORDS).copied().unwrap_or_default());
    }
    // No character of these words takes two UTF-16 units.
    let limit = member.max_length.unwrap_or(usize::MAX);
    text.chars().take(limit).collect::<String>().trim_end().to_owned()
}

/// One change of a member, of a kind that people make.
fn edit(member: &Member, value: &mut Json, number: u64, random: &mut Random) {
    match value {
        Json::Null if takes_text(member) => *value = Json::from(words(member, 2, 3, random)),
        Json::String(text) => {
            *value = Json::from(text_like(member, text, number + 1_000_000_000, random));
        }
        Json::Number(_) => *value = Json::from(value.as_i64().unwrap_or_default() + 1),
        Json::Bool(flag) => *flag = !*flag,
        Json::Array(elements) => {
            let at = usize::try_from(random.below(elements.len() as u64)).unwrap_or_default();
            let name = member.value.as_deref().unwrap_or_default();
            match random.below(3) {
                _ if elements.is_empty() => {}
                _ if member.sent == Sent::Keyed => {
                    let element = elements.get_mut(at).and_then(Json::as_object_mut);
                    if let Some(value) = element.and_then(|element| element.get_mut(name)) {
                        *value = Json::from(words(member, 2, 4, random));
                    }
                }
                0 => drop(elements.remove(at)),
                1 => {
                    let mut more = list(member, elements, number + 2_000_000_000, random);
                    elements.extend(more.as_array_mut().and_then(Vec::pop));
                }
                _ => {
                    let again = list(member, elements, number + 3_000_000_000, random);
                    let one = again.as_array().and_then(<[Json]>::first);
                    if let (Some(element), Some(one)) = (elements.get_mut(at), one) {
                        *element = one.clone();
                    }
                }
            }
        }
        Json::Object(members) if member.sent != Sent::Reference => {
            let written = |name: &str| {
                let inner = member.member(name);
                inner.is_some_and(|inner| inner.writable() && takes_text(inner))
            };
            let names: Vec<String> =
                members.names().filter(|name| written(name)).map(str::to_owned).collect();
            if let Some(name) = random.one(&names)
                && let (Some(inner), Some(value)) = (member.member(name), members.get_mut(name))
                && matches!(value, Json::String(_))
            {
                *value = Json::from(words(inner, 2, 3, random));
            }
        }
        _ => {}
    }
}
