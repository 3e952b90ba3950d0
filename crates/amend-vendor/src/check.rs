//! Whether a value is one that the vendor takes: types, lengths, counts, forms,
//! listed values. The faults are all collected.
#![expect(clippy::arithmetic_side_effects, reason = "digits of a date, each seen to be one")]

use amend::{Json, Pointer, equal};

use crate::compare;
use crate::model::{Entity, Format, IdGrammar, IdRule, Member, Sent, Type};
use crate::near::near;
use crate::record::Record;
use crate::trail::Trail;
use crate::violation::{Code, Violation};
use crate::violations::Violations;

/// How closely to look.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum Depth {
    /// The type of the value itself, whatever stands below it.
    OwnType,
    /// Types only: a record that the vendor gave may break what it asks for now.
    Types,
    /// Everything that an update is held to.
    Everything,
}

/// Checks one value by the rules of its member; `rules` are those to cite.
pub(crate) fn value<'a>(
    entity: &'a Entity,
    member: &'a Member,
    rules: &'a [String],
    value: &Json,
    path: &Pointer,
    depth: Depth,
    found: &'a mut Violations,
) {
    Checker { entity, depth, found, rules }.value(member, value, &Trail::Start(path));
}

struct Checker<'a> {
    entity: &'a Entity,
    depth: Depth,
    found: &'a mut Violations,
    rules: &'a [String],
}

impl<'a> Checker<'a> {
    fn fault(&mut self, code: Code, path: &Trail<'_>, message: String, value: &Json) {
        let source = self.entity.source(self.rules);
        self.found
            .push(Violation::new(code, path.pointer(), message, source).with_value(value.clone()));
    }

    /// A part with rules of its own breaks these, and not those of the whole.
    fn value(&mut self, member: &'a Member, value: &Json, path: &Trail<'_>) {
        let whole = self.rules;
        if !member.rules.is_empty() {
            self.rules = &member.rules;
        }
        self.held(member, value, path);
        self.rules = whole;
    }

    fn held(&mut self, member: &'a Member, value: &Json, path: &Trail<'_>) {
        // The vendor may show more than it takes.
        let fewer = self.depth == Depth::Everything && !member.takes.is_empty();
        let types = if fewer { &member.takes } else { &member.types };
        if !types.is_empty() && !types.iter().any(|t| is_type(*t, value)) {
            let expected = types.iter().map(|t| noun(*t)).collect::<Vec<_>>().join(" or ");
            let message = format!("expected {expected}, found {}", value.noun());
            self.fault(Code::WrongType, path, message, value);
            return;
        }
        match self.depth {
            Depth::OwnType => return,
            Depth::Types => {}
            Depth::Everything => self.scalar(member, value, path),
        }
        match value {
            Json::Array(elements) => {
                if self.depth == Depth::Everything
                    && let Some(most) = member.max_items.filter(|most| elements.len() > *most)
                {
                    let message =
                        format!("expected at most {most} elements, found {}", elements.len());
                    self.fault(Code::TooMany, path, message, value);
                }
                if let Some(item) = &member.items {
                    for (at, element) in elements.iter().enumerate() {
                        self.value(item, element, &path.element(at));
                    }
                }
            }
            Json::Object(members) if member.sent == Sent::Dictionary => {
                for (name, value) in members {
                    self.value(member.item(), value, &path.member(name));
                }
            }
            Json::Object(members) if !member.members.is_empty() => {
                if let Some(otherwise) = &member.otherwise
                    && compare::identity(member, value).is_none()
                    && compare::otherwise(member, value).is_none()
                {
                    let identity = member.identity.as_deref().unwrap_or_default();
                    let message = format!("expected `{identity}` or `{otherwise}`, found neither");
                    self.fault(Code::MissingRequired, &path.member(identity), message, value);
                }
                for (name, part) in members {
                    // What only displays is not sent: it may be as it is.
                    let displays = member.displays(name, value);
                    let unsent = part.is_null() || self.depth == Depth::Everything;
                    match member.member(name) {
                        Some(_) if displays && unsent => {}
                        Some(inner) if self.is_bad_id(member, inner, part) => {
                            let length = inner.max_length.unwrap_or_default();
                            let message = format!(
                                "expected an id of {length} characters, found another text"
                            );
                            self.fault(Code::BadId, &path.member(name), message, part);
                        }
                        Some(inner) => self.value(inner, part, &path.member(name)),
                        None if self.depth == Depth::Everything => {
                            let message = unknown(name, member);
                            self.fault(Code::UnknownField, &path.member(name), message, part);
                        }
                        None => {}
                    }
                }
                for name in &member.required {
                    if !members.contains(name) {
                        let message = format!("expected the member `{name}`, found none");
                        self.fault(Code::MissingRequired, &path.member(name), message, value);
                    }
                }
            }
            _ => {}
        }
    }

    /// An identity of a fixed length is an id: another length is no matter of taste.
    fn is_bad_id(&self, owner: &Member, inner: &Member, value: &Json) -> bool {
        self.depth == Depth::Everything
            && owner.identity.as_deref() == Some(&*inner.name)
            && inner.max_length.is_some_and(|length| {
                inner.min_length == Some(length)
                    && value.as_str().is_some_and(|text| text.encode_utf16().count() != length)
            })
    }

    fn scalar(&mut self, member: &Member, value: &Json, path: &Trail<'_>) {
        if let Some(text) = value.as_str() {
            // UTF-16 units are never fewer than code points: both readings of a
            // length hold.
            let length = text.encode_utf16().count();
            if let Some(most) = member.max_length.filter(|most| length > *most) {
                let message = format!("expected at most {most} characters, found {length}");
                self.fault(Code::TooLong, path, message, value);
            } else if let Some(least) = member.min_length.filter(|least| length < *least)
                && !member.is_empty(value)
                && member.format.is_none()
            {
                let message = format!("expected at least {least} characters, found {length}");
                self.fault(Code::BadFormat, path, message, value);
            }
            if let Some(format) = member.format
                && !member.is_empty(value)
                && !has_format(format, text)
            {
                let form = match format {
                    Format::Date => "a date, YYYY-MM-DD",
                    Format::DateTime => "a date and time, YYYY-MM-DDThh:mm:ss",
                };
                self.fault(
                    Code::BadFormat,
                    path,
                    format!("expected {form}, found another text"),
                    value,
                );
            }
        }
        if let Json::Number(number) = value {
            let beyond = |bound: &Json, greater: bool| {
                let bound = bound.as_number().map(|n| n.compare(number));
                bound.is_some_and(|o| if greater { o.is_lt() } else { o.is_gt() })
            };
            if member.minimum.as_ref().is_some_and(|least| beyond(least, false))
                || member.maximum.as_ref().is_some_and(|most| beyond(most, true))
            {
                self.fault(
                    Code::BadFormat,
                    path,
                    "expected a number that the vendor's type holds, found one beyond it".into(),
                    value,
                );
            }
        }
        if !member.enumeration.is_empty()
            && !member.is_empty(value)
            && !member.enumeration.iter().any(|listed| equal(listed, value))
        {
            let listed: Vec<String> = member
                .enumeration
                .iter()
                .filter(|listed| !listed.is_null())
                .map(|listed| format!("`{}`", listed.as_str().unwrap_or_default()))
                .collect();
            let message = format!("expected one of {}, found another value", listed.join(", "));
            self.fault(Code::NotInEnum, path, message, value);
        }
    }
}

/// "no such member", with a near miss where there is one.
pub(crate) fn unknown(name: &str, owner: &Member) -> String {
    let sent_as = owner.members.iter().find(|member| member.body.as_deref() == Some(name));
    if let Some(member) = sent_as {
        return format!(
            "expected a member that the vendor's person has, found `{name}`, the name that `{}` has in a request",
            member.name
        );
    }
    match near(name, owner.members.iter().map(|member| member.name.as_str())) {
        Some(near) => format!(
            "expected a member that the vendor's person has, found `{name}`; did you mean `{near}`?"
        ),
        None => format!("expected a member that the vendor's person has, found `{name}`"),
    }
}

fn is_type(kind: Type, value: &Json) -> bool {
    match (kind, value) {
        (Type::Null, Json::Null)
        | (Type::Boolean, Json::Bool(_))
        | (Type::Number, Json::Number(_))
        | (Type::String, Json::String(_))
        | (Type::Array, Json::Array(_))
        | (Type::Object, Json::Object(_)) => true,
        (Type::Integer, Json::Number(number)) => number.is_integer(),
        _ => false,
    }
}

fn noun(kind: Type) -> &'static str {
    match kind {
        Type::Null => "null",
        Type::Boolean => "a boolean",
        Type::Integer => "an integer",
        Type::Number => "a number",
        Type::String => "a string",
        Type::Array => "an array",
        Type::Object => "an object",
    }
}

/// RFC 3339 §5.6, the zone left open for date-times.
pub fn has_format(format: Format, text: &str) -> bool {
    match format {
        Format::Date => is_date(text),
        Format::DateTime => is_date_time(text),
    }
}

fn is_date(text: &str) -> bool {
    let [y1, y2, y3, y4, b'-', m1, m2, b'-', d1, d2] = text.as_bytes() else {
        return false;
    };
    let digits = [*y1, *y2, *y3, *y4, *m1, *m2, *d1, *d2];
    if !digits.iter().all(u8::is_ascii_digit) {
        return false;
    }
    let two = |a: u8, b: u8| u32::from(a - b'0') * 10 + u32::from(b - b'0');
    let year = two(*y1, *y2) * 100 + two(*y3, *y4);
    let (month, day) = (two(*m1, *m2), two(*d1, *d2));
    let leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    let days = match month {
        1 | 3 | 5 | 7 | 8 | 10 | 12 => 31,
        4 | 6 | 9 | 11 => 30,
        2 if leap => 29,
        2 => 28,
        _ => return false,
    };
    (1..=days).contains(&day)
}

fn is_date_time(text: &str) -> bool {
    let Some((date, time)) = text.split_once('T') else {
        return false;
    };
    let (clock, zone) = match time.find(['Z', '+', '-']) {
        Some(at) => time.split_at(at),
        None => (time, ""),
    };
    let zone_holds = match zone.as_bytes() {
        b"" | b"Z" => true,
        [b'+' | b'-', h1, h2, b':', m1, m2] => {
            [h1, h2, m1, m2].iter().all(|b| b.is_ascii_digit())
                && (*h1, *h2) <= (b'2', b'3')
                && *m1 <= b'5'
        }
        _ => false,
    };
    let (whole, fraction) = clock.split_once('.').unwrap_or((clock, "0"));
    let [h1, h2, b':', m1, m2, b':', s1, s2] = whole.as_bytes() else {
        return false;
    };
    is_date(date)
        && zone_holds
        && [h1, h2, m1, m2, s1, s2].iter().all(|b| b.is_ascii_digit())
        && (*h1, *h2) <= (b'2', b'3')
        && *m1 <= b'5'
        && *s1 <= b'5'
        && !fraction.is_empty()
        && fraction.bytes().all(|b| b.is_ascii_digit())
}

/// The id of a record as a URL shows it, or why there is none.
///
/// The grammar decides what is safe: percent-encoding would let `..` through.
pub(crate) fn id<'r>(entity: &Entity, record: &'r Record<'_>) -> Result<&'r str, Violation> {
    let IdRule { member, grammar, maximum } = &entity.id;
    let described = entity.record.member(member);
    let fault = |code: Code, message: String| {
        let path = Pointer::from_tokens([member.as_str()]);
        let source = described.map_or_else(String::new, |member| entity.source(&member.rules));
        Violation::new(code, path, message, source)
    };
    let takes_integers = described.is_some_and(|member| member.types.contains(&Type::Integer));
    let Some(id) = record.get(member).filter(|id| !id.is_null()) else {
        let message = format!("expected a record with its `{member}`, found none");
        return Err(fault(Code::MissingRequired, message));
    };
    let bad = |expected: String| {
        let message = format!("expected {expected}, found something else");
        Err(fault(Code::BadId, message).with_value(id.clone()))
    };
    match (grammar, id) {
        (IdGrammar::Digits, Json::Number(number)) => {
            let text = number.as_str();
            let digits = text.bytes().all(|b| b.is_ascii_digit()) && text.len() <= 19;
            let holds = id.as_i64().is_some_and(|n| n > 0 && maximum.is_none_or(|most| n <= most));
            if digits && holds { Ok(text) } else { bad("an id of digits only".to_owned()) }
        }
        (IdGrammar::Uuid { prefix }, Json::String(text)) => {
            let uuid = text.strip_prefix(prefix.as_str()).is_some_and(is_uuid);
            if uuid { Ok(text) } else { bad(format!("`{prefix}` and a UUID")) }
        }
        (IdGrammar::Word, Json::String(text)) => {
            if is_word(text) {
                Ok(text)
            } else {
                bad("a letter or digit, then up to 63 letters, digits, `_`, `-`".to_owned())
            }
        }
        // An id whose type the vendor does not say may be an integer too.
        (IdGrammar::Word, Json::Number(number)) if takes_integers => {
            let text = number.as_str();
            if text.len() <= 19 && text.bytes().all(|b| b.is_ascii_digit()) {
                Ok(text)
            } else {
                bad("an id of digits only".to_owned())
            }
        }
        (IdGrammar::Digits, _) => bad("an id that is a number".to_owned()),
        _ => bad("an id that is a string".to_owned()),
    }
}

/// Eight, four, four, four and twelve hexadecimal digits.
pub fn is_uuid(text: &str) -> bool {
    text.len() == 36
        && text.bytes().enumerate().all(|(at, byte)| match at {
            8 | 13 | 18 | 23 => byte == b'-',
            _ => byte.is_ascii_hexdigit(),
        })
}

fn is_word(text: &str) -> bool {
    text.len() <= 64
        && text.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'_' || b == b'-')
        && text.bytes().next().is_some_and(|b| b.is_ascii_alphanumeric())
}

/// The record's own faults that make every plan of it a guess: no id, and
/// members of the wrong type.
pub(crate) fn record(entity: &Entity, record: &Record<'_>, found: &mut Violations) {
    if record.seen(entity).sound {
        found.extend(id(entity, record).err());
    } else {
        faults(entity, record, found);
    }
}

/// The same, by looking at everything.
pub(crate) fn faults(entity: &Entity, whole: &Record<'_>, found: &mut Violations) {
    let record = &*whole.whole();
    let Some(members) = record.as_object() else {
        let message = format!("expected a record, an object, found {}", record.noun());
        let source = entity.source(&entity.update.rules);
        found.push(Violation::new(Code::WrongType, Pointer::root(), message, source));
        return;
    };
    if let Err(violation) = id(entity, whole) {
        found.push(violation);
    }
    let root = Pointer::root();
    let start = Trail::Start(&root);
    for (name, part) in members {
        if *name == entity.id.member {
            continue;
        }
        if let Some(member) = entity.record.member(name) {
            // What the vendor writes is never sent: only that it is this vendor's
            // counts, not whether it is whole.
            let depth = if member.writable() { Depth::Types } else { Depth::OwnType };
            if !(part.is_null() && compare::meaning(member, Some(part)).is_none()) {
                Checker { entity, depth, found: &mut *found, rules: &member.rules }.value(
                    member,
                    part,
                    &start.member(name),
                );
            }
        }
    }
}
