//! What the vendor makes of a request: `PATCH Person/{id}` with a JSON Patch or a
//! merge patch, guarded or not. Nothing is stored unless every operation holds.
//!
//! This module reads the record, the request and the schema, and shares no code
//! with `lower`.

use amend::options::LeadingSlash;
use amend::value::Members;
use amend::{Json, Pointer, equal};
use amend_vendor::{Clear, Failure, Member, Record, Request, Sent, Simulated, Writer, identity};

use crate::dates::Moment;
use crate::merge;
use crate::stored::{coerced, given_id};

/// One operation, read.
#[derive(Clone, Debug)]
pub(crate) struct Operation {
    pub(crate) verb: Verb,
    pub(crate) path: Pointer,
    pub(crate) value: Json,
}

/// What an operation does.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum Verb {
    Add,
    Replace,
    Remove,
    Test,
}

pub(crate) fn simulate<'r>(
    vendor: &Simulated<'r>,
    request: &Request,
) -> Result<Record<'r>, Failure> {
    vendor.route(request, &vendor.entity.update.method, "")?;
    unmodified(vendor, request)?;
    let body = request.body().unwrap_or(&Json::Null);
    let violations = vendor.vendor.check_body(body);
    if !violations.is_empty() {
        let status = vendor.entity.update.invalid;
        let behaviour = vendor.vendor.behaviour();
        let error = behaviour.error_body(status, "the body breaks the update schema", &violations);
        return Err(Failure { status, error });
    }
    let operations = match body {
        Json::Object(patch) => merge::operations(vendor, patch)?,
        body => read(vendor, body)?,
    };
    let mut engine = Engine { vendor, record: vendor.record.clone() };
    for operation in &operations {
        engine.apply(operation)?;
    }
    Ok(engine.record)
}

/// 412 where the record was changed after the date of the header. A header that is
/// no date is left aside (RFC 9110 §13.1.4).
fn unmodified(vendor: &Simulated<'_>, request: &Request) -> Result<(), Failure> {
    let header = request.header("If-Unmodified-Since").and_then(Moment::of_header);
    let updated = vendor.record.get("UpdatedDate").and_then(Json::as_str);
    match (header, updated.and_then(Moment::of_record)) {
        (Some(header), Some(updated)) if updated > header => {
            Err(vendor.fail(412, "the person has changed since the date of If-Unmodified-Since"))
        }
        _ => Ok(()),
    }
}

/// The words of the operations, and their numbers in the vendor's enumeration.
fn read(vendor: &Simulated<'_>, body: &Json) -> Result<Vec<Operation>, Failure> {
    let elements = body.as_array().unwrap_or_default().iter();
    let operations = elements.map(|element| {
        let op = element.get("op").unwrap_or(&Json::Null);
        let verb = match (op.as_str(), op.as_i64()) {
            (Some("add"), _) | (_, Some(1)) => Verb::Add,
            (Some("replace"), _) | (_, Some(2)) => Verb::Replace,
            (Some("remove"), _) | (_, Some(3)) => Verb::Remove,
            (Some("test"), _) | (_, Some(4)) => Verb::Test,
            _ => return Err(vendor.fail(400, "the operation is not supported")),
        };
        let path = element.get("path").and_then(Json::as_str).unwrap_or_default();
        let path = Pointer::parse(path, LeadingSlash::Optional)
            .map_err(|_| vendor.fail(400, "the path is none"))?;
        if path.is_root() {
            return Err(vendor.fail(400, "an operation on the whole person is not documented"));
        }
        Ok(Operation { verb, path, value: element.get("value").cloned().unwrap_or_default() })
    });
    operations.collect()
}

/// The member of this name in any case. The names are ASCII, so that no letter
/// outside of it ever stands for one of theirs.
pub(crate) fn find<'m>(owner: &'m Member, name: &str) -> Option<&'m Member> {
    owner.members.iter().find(|member| member.name.eq_ignore_ascii_case(name))
}

/// The record of a vendor while operations are applied to it.
pub(crate) struct Engine<'s, 'r> {
    vendor: &'s Simulated<'r>,
    record: Record<'r>,
}

impl Engine<'_, '_> {
    pub(crate) fn bad(&self, message: &str) -> Failure {
        self.vendor.fail(400, message)
    }

    fn apply(&mut self, operation: &Operation) -> Result<(), Failure> {
        let tokens = operation.path.tokens();
        let entity = self.vendor.entity;
        if operation.verb == Verb::Test {
            return self.test(&entity.record, tokens, &operation.value);
        }
        let Some((name, rest)) = tokens.split_first() else {
            return Ok(());
        };
        let Some(member) = find(&entity.record, name) else {
            return Err(self.bad("the path names no member of a person"));
        };
        let now = self.record.get(&member.name).cloned();
        let shown = self.write(member, now.as_ref(), rest, operation)?;
        self.record.insert(&member.name, shown);
        Ok(())
    }

    /// 409 unless the value is there and equal; the text of a number is the number
    /// where the vendor has one.
    fn test(&self, record: &Member, tokens: &[String], wanted: &Json) -> Result<(), Failure> {
        let mut member = Some(record);
        let mut found: Option<&Json> = None;
        for (depth, token) in tokens.iter().enumerate() {
            let owner = member;
            let dictionary = owner.is_some_and(|owner| owner.sent == Sent::Dictionary);
            let named = owner.filter(|_| !dictionary).and_then(|owner| find(owner, token));
            member = named.or_else(|| owner.and_then(|owner| owner.items.as_deref()));
            let name = named.map_or(token.as_str(), |named| named.name.as_str());
            found = match found {
                _ if depth == 0 => self.record.get(name),
                Some(Json::Array(list)) => index(token, list.len()).and_then(|at| list.get(at)),
                Some(value) => value.get(name),
                None => None,
            };
        }
        let conflict = || self.vendor.fail(409, "a `test` does not hold");
        let found = found.ok_or_else(conflict)?;
        let wanted = member.map_or_else(|| wanted.clone(), |member| coerced(member, wanted));
        if equal(found, &wanted) { Ok(()) } else { Err(conflict()) }
    }

    /// The value of a member after an operation at or below it.
    fn write(
        &self,
        member: &Member,
        now: Option<&Json>,
        tokens: &[String],
        operation: &Operation,
    ) -> Result<Json, Failure> {
        if member.writer == Writer::Server {
            return Err(self.bad("the path names a member that the vendor sets"));
        }
        let Some((token, rest)) = tokens.split_first() else {
            return match operation.verb {
                Verb::Remove => self.removed(member),
                _ => self.assigned(member, now, &operation.value),
            };
        };
        match (member.sent, now) {
            (Sent::Dictionary, Some(Json::Object(entries))) if rest.is_empty() => {
                self.entry(member, entries, token, operation)
            }
            (Sent::Selection | Sent::Kept | Sent::Whole, Some(Json::Array(list))) => {
                self.element(member, list, token, rest, operation)
            }
            (Sent::Members | Sent::Reference, Some(Json::Object(members))) => {
                self.inner(member, members, token, rest, operation)
            }
            (Sent::Whole, Some(Json::Object(_))) => {
                Err(self.bad("an address is replaced as a whole, with all its lines"))
            }
            _ => Err(self.bad("the path leads through what is not there")),
        }
    }

    fn inner(
        &self,
        member: &Member,
        now: &Members,
        token: &str,
        rest: &[String],
        operation: &Operation,
    ) -> Result<Json, Failure> {
        let Some(inner) = find(member, token) else {
            return Err(self.bad("the path names no member of a person"));
        };
        let shown = self.write(inner, now.get(&inner.name), rest, operation)?;
        let mut members = now.clone();
        members.insert(inner.name.as_str(), shown);
        Ok(Json::Object(members))
    }

    fn entry(
        &self,
        member: &Member,
        now: &Members,
        key: &str,
        operation: &Operation,
    ) -> Result<Json, Failure> {
        if operation.verb == Verb::Remove {
            return Err(self.bad("what `remove` makes of a custom field is not documented"));
        }
        if operation.verb == Verb::Replace && !now.contains(key) {
            return Err(self.bad("the path names no custom field of the person"));
        }
        let entries = Json::object([(key, operation.value.clone())]);
        self.assigned(member, Some(&Json::Object(now.clone())), &entries)
    }

    fn element(
        &self,
        member: &Member,
        list: &[Json],
        token: &str,
        rest: &[String],
        operation: &Operation,
    ) -> Result<Json, Failure> {
        let mut list = list.to_vec();
        let item = member.item();
        let lists_all = member.sent == Sent::Selection;
        if operation.verb == Verb::Add && rest.is_empty() {
            let at = if token == "-" {
                Some(list.len())
            } else {
                index(token, list.len().saturating_add(1))
            };
            let at = at.ok_or_else(|| self.bad("the path names no place in the list"))?;
            return match member.sent {
                Sent::Whole => {
                    list.insert(at, self.built(item, None, &operation.value)?);
                    Ok(Json::Array(list))
                }
                Sent::Kept => {
                    let more = Json::array([operation.value.clone()]);
                    self.assigned(member, Some(&Json::Array(list)), &more)
                }
                _ => Err(self.bad("the vendor lists the items; none can be added")),
            };
        }
        let at = index(token, list.len());
        let at = at.ok_or_else(|| self.bad("the path names no element of the list"))?;
        let now = list.get(at).cloned().unwrap_or_default();
        let shown = match (operation.verb, rest) {
            (Verb::Remove, []) if member.sent == Sent::Whole => {
                list.remove(at);
                return Ok(Json::Array(list));
            }
            (Verb::Remove, []) => return Err(self.bad("the vendor keeps the elements")),
            (_, []) if lists_all => {
                let same = match (identity(member, &now), given_id(member, &operation.value)) {
                    (Some(id), Some(other)) => equal(id, &other),
                    _ => false,
                };
                if !same {
                    return Err(self.bad("another item stands at the place"));
                }
                self.selected(member, &now, &operation.value)?
            }
            (_, []) => self.built(item, Some(&now), &operation.value)?,
            (_, [name, rest @ ..]) => {
                let members = now.as_object().cloned().unwrap_or_default();
                self.inner(item, &members, name, rest, operation)?
            }
        };
        if let Some(place) = list.get_mut(at) {
            *place = shown;
        }
        Ok(Json::Array(list))
    }

    /// `remove`: the empty form of the member, where it has one.
    fn removed(&self, member: &Member) -> Result<Json, Failure> {
        match &member.clear {
            Some(Clear::Send { shows, .. }) => Ok(shows.clone()),
            _ => Err(self.bad("what `remove` makes of the member is not documented")),
        }
    }
}

/// RFC 6901 §4: digits without a leading zero, of an element that is there.
fn index(token: &str, len: usize) -> Option<usize> {
    let plain = token == "0" || !token.starts_with('0');
    let digits = !token.is_empty() && token.bytes().all(|byte| byte.is_ascii_digit());
    token.parse().ok().filter(|at| plain && digits && *at < len)
}
