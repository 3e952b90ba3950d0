//! From a change to the record that is wanted, and what the change names.

use std::borrow::Cow;

use amend::error::ApplyErrorKind;
use amend::options::{MemberNames, Operations};
use amend::value::Members;
use amend::{ApplyOptions, Dialect, Json, Limits, Operation, Patch, Pointer, apply_with};

use crate::check;
use crate::compare;
use crate::model::{Entity, Member, Sent, Writer};
use crate::overlay::{self, Under as _, overlay};
use crate::plan::Options;
use crate::record::Record;
use crate::spelling;
use crate::vendor::Vendor;
use crate::violation::{Code, Violation};
use crate::violations::Violations;

/// What is wanted of a record.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub enum Change {
    /// The record as it should be. Members that it does not have stay; so do
    /// custom values and dictionary entries that it does not list. A list that it
    /// has is the whole list.
    To(Json),
    /// A JSON Patch in the vendor's dialect. It names what its paths reach.
    Patch(Patch),
    /// A JSON Merge Patch (RFC 7396); its nulls are removals.
    MergePatch(Json),
}

/// What a member means that a wanted record does not have.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
#[non_exhaustive]
pub enum Absent {
    /// It stays as it is.
    #[default]
    Keep,
    /// It is cleared.
    Clear,
}

/// A change, read against its record.
#[derive(Clone, Debug)]
pub(crate) struct Wanted<'a> {
    pub(crate) record: Record<'a>,
    /// Members of the vendor's that the wanted record shows otherwise.
    pub(crate) ignored: Vec<Pointer>,
    pub(crate) violations: Violations,
}

impl<'a> Wanted<'a> {
    /// The record as it is.
    pub(crate) fn of(record: &Record<'a>, limits: &Limits) -> Self {
        let violations = Violations::new(limits);
        Self { record: record.clone(), ignored: Vec::new(), violations }
    }
}

/// Reads a change against its record.
pub(crate) fn wanted<'a>(
    vendor: &Vendor,
    entity: &Entity,
    record: &Record<'a>,
    change: &Change,
    options: &Options,
) -> Wanted<'a> {
    let dialect = vendor.behaviour().dialect();
    let limits = &options.limits;
    let whole = match change {
        Change::To(_) => Cow::default(),
        Change::Patch(_) | Change::MergePatch(_) => record.whole(),
    };
    let reading =
        Reading { entity, whole: record, record: &whole, names: dialect.member_names, limits };
    let mut wanted = match change {
        Change::To(after) => reading.overlaid(vendor.unwrap(after), options.absent),
        Change::Patch(patch) => reading.patched(patch, dialect),
        Change::MergePatch(patch) => reading.merged(patch),
    };
    spelling::coerce_all(entity, &mut wanted.record);
    wanted
}

/// The wanted record that has these members, and all others letter by letter as the
/// record has them: see [`Change::To`], with names that are spelled as the schema's.
pub(crate) fn differing<'a>(
    entity: &Entity,
    record: &Record<'a>,
    others: &Members,
    options: &Options,
) -> Wanted<'a> {
    let mut wanted = Wanted::of(record, &options.limits);
    let Wanted { record, ignored, .. } = &mut wanted;
    overlay(&entity.record, record, others, Absent::Keep, &Pointer::root(), ignored);
    spelling::coerce_all(entity, &mut wanted.record);
    wanted
}

struct Reading<'r, 'a> {
    entity: &'r Entity,
    whole: &'r Record<'a>,
    /// The same, for a patch.
    record: &'r Json,
    names: MemberNames,
    limits: &'r Limits,
}

impl<'a> Reading<'_, 'a> {
    fn overlaid(&self, after: &Json, absent: Absent) -> Wanted<'a> {
        let mut wanted = Wanted::of(self.whole, self.limits);
        let Some(mut members) = after.as_object() else {
            let message = format!("expected a record, an object, found {}", after.noun());
            let source = self.entity.source(&self.entity.update.rules);
            wanted.violations.push(Violation::new(
                Code::WrongType,
                Pointer::root(),
                message,
                source,
            ));
            return wanted;
        };
        let renamed;
        let mut others = self.whole.differing(members);
        let spelled = || {
            let others = others.iter().copied();
            spelling::is_record_spelled(self.entity, after, self.whole, others)
        };
        if self.names == MemberNames::IgnoreCase && !spelled() {
            renamed = self.respelled(members, &mut wanted.violations);
            members = &renamed;
            others = self.whole.differing(members);
        }
        let (owner, Wanted { record, ignored, .. }) = (&self.entity.record, &mut wanted);
        overlay::lay(owner, record, &others, absent, &Pointer::root(), ignored);
        if absent == Absent::Clear {
            overlay::clear(owner, record, members);
        }
        wanted
    }

    fn patched(&self, patch: &Patch, dialect: Dialect) -> Wanted<'a> {
        let mut wanted = Wanted::of(self.whole, self.limits);
        let mut record = self.record.clone();
        let mut operations = Vec::new();
        for (index, operation) in patch.operations().iter().enumerate() {
            let before = wanted.violations.found();
            let moves = matches!(operation, Operation::Move { .. } | Operation::Copy { .. });
            if moves && dialect.operations == Operations::WithoutMoveAndCopy {
                wanted.violations.push(self.unsupported(
                    Pointer::from_tokens([index.to_string().as_str(), "op"]),
                    "expected `add`, `replace`, `remove` or `test`, found an operation that the vendor does not support",
                ));
            }
            if operation.path().is_root() && !matches!(operation, Operation::Test { .. }) {
                wanted.violations.push(self.unsupported(
                    Pointer::root(),
                    "expected changes of members, found an operation on the whole record",
                ));
            }
            let named = self.named(operation, &mut wanted.violations);
            // What is refused already does nothing, so that the others are checked
            // too and all reasons come at once; it keeps its place among them.
            operations.push(if wanted.violations.found() == before { named } else { self.idle() });
        }
        // The names of the schema are spelled already; those that are data, as in
        // dictionaries, are compared exactly.
        let options = ApplyOptions { dialect: Dialect::RFC6902, limits: self.limits.clone() };
        self.spread(&mut operations, &options);
        if let Err(error) = apply_with(&mut record, &Patch::from(operations.clone()), &options) {
            let code = match error.kind() {
                ApplyErrorKind::TestFailed => Code::TestFailed,
                ApplyErrorKind::AmbiguousMember => Code::AmbiguousMember,
                ApplyErrorKind::Limit => Code::Limit,
                _ => Code::PathNotFound,
            };
            // What was left out above may be what this operation misses.
            let consequence = code == Code::PathNotFound
                && wanted.violations.iter().any(|v| v.path().contains(error.path()));
            if !consequence {
                let path = error.path().clone();
                wanted.violations.push(Violation::new(code, path, error.to_string(), "RFC 6902"));
            }
            // What stands before it is checked with the rest.
            operations.truncate(error.operation().unwrap_or_default());
            let _ = apply_with(&mut record, &Patch::from(operations), &options);
        }
        wanted.record = self.whole.becoming(record);
        wanted
    }

    /// Where a dictionary takes an object for the entries to set, such an object is
    /// laid over what the dictionary holds by then.
    fn spread(&self, operations: &mut [Operation], options: &ApplyOptions) {
        let mut so_far = self.record.clone();
        let mut applied = 0;
        for at in 0..operations.len() {
            let Some(Operation::Add { path, value } | Operation::Replace { path, value }) =
                operations.get(at)
            else {
                continue;
            };
            let merges = spelling::at(&self.entity.record, path, false).is_some_and(|m| m.merges);
            let (true, Some(entries)) = (merges, value.as_object()) else {
                continue;
            };
            let (path, entries) = (path.clone(), entries.clone());
            let before = Patch::from(operations.get(applied..at).unwrap_or_default().to_vec());
            if apply_with(&mut so_far, &before, options).is_err() {
                return; // told of where the whole is applied
            }
            applied = at;
            let Some(Json::Object(mut all)) = so_far.pointer(&path).cloned() else {
                continue;
            };
            for (name, value) in entries {
                all.insert(name, value);
            }
            if let Some(operation) = operations.get_mut(at) {
                *operation = Operation::Replace { path, value: Json::Object(all) };
            }
        }
    }

    /// An operation that holds on every record and changes none.
    fn idle(&self) -> Operation {
        let path = Pointer::from_tokens([self.entity.id.member.as_str()]);
        let value = self.record.pointer(&path).cloned().unwrap_or_default();
        Operation::Test { path, value }
    }

    fn unsupported(&self, path: Pointer, message: &str) -> Violation {
        let source = self.entity.source(&self.entity.update.rules);
        Violation::new(Code::UnsupportedOperation, path, message, source)
    }

    /// The operation with the schema's spelling, once what it names is checked.
    fn named(&self, operation: &Operation, found: &mut Violations) -> Operation {
        let spelled = match operation {
            Operation::Add { path, value } | Operation::Replace { path, value } => {
                self.spelled(path, value, found)
            }
            _ => Json::Null,
        };
        let mut place = |pointer: &Pointer, value: Option<&Json>, writes: bool| {
            self.place(pointer, value, writes, found)
        };
        match operation {
            Operation::Add { path, .. } => {
                Operation::Add { path: place(path, Some(&spelled), true), value: spelled }
            }
            Operation::Replace { path, .. } => {
                Operation::Replace { path: place(path, Some(&spelled), true), value: spelled }
            }
            Operation::Remove { path } => Operation::Remove { path: place(path, None, true) },
            Operation::Move { from, path } => {
                let from = place(from, None, true);
                let value = self.record.pointer(&from);
                Operation::Move { path: place(path, value, true), from }
            }
            Operation::Copy { from, path } => {
                let from = place(from, None, false);
                let value = self.record.pointer(&from);
                Operation::Copy { path: place(path, value, true), from }
            }
            Operation::Test { path, value } => {
                Operation::Test { path: place(path, None, false), value: value.clone() }
            }
        }
    }

    /// A place in the schema's spelling. A write below, at or above a member of
    /// the vendor's is refused with that member named.
    fn place(
        &self,
        pointer: &Pointer,
        value: Option<&Json>,
        writes: bool,
        found: &mut Violations,
    ) -> Pointer {
        let mut member = &self.entity.record;
        let mut path = Pointer::root();
        let mut data = Some(self.record);
        for token in pointer.tokens() {
            let has_items = member.sent == Sent::Dictionary
                || (member.items.is_some() && member.member(token).is_none());
            if has_items {
                path.push(token.as_str());
                if member.accompanies(token) && writes {
                    found.push(self.read_only(member, path.clone()));
                    return rest(path, pointer);
                }
                member = member.item();
            } else if !member.members.is_empty() {
                let Some(inner) = self.find(member, token) else {
                    path.push(token.as_str());
                    if writes {
                        let message = check::unknown(token, member);
                        let source = self.entity.source(&self.entity.update.rules);
                        found.push(Violation::new(
                            Code::UnknownField,
                            path.clone(),
                            message,
                            source,
                        ));
                    }
                    return rest(path, pointer);
                };
                path.push(inner.name.as_str());
                let displays = data.is_some_and(|data| member.displays(&inner.name, data));
                member = inner;
                if (displays || member.writer == Writer::Server) && writes {
                    found.push(self.read_only(member, path.clone()));
                    return rest(path, pointer);
                }
            } else {
                path.push(token.as_str());
            }
            data = self.record.pointer(&path);
        }
        if let (Some(value), true) = (value, writes) {
            self.below(member, &path, data, value, found);
        }
        path
    }

    /// Replacing an object names every leaf below it: a member of the vendor's
    /// may stand there unchanged, not with another value.
    fn below(
        &self,
        member: &Member,
        path: &Pointer,
        before: Option<&Json>,
        value: &Json,
        found: &mut Violations,
    ) {
        let entries = value.as_object().into_iter().flatten();
        for (name, part) in entries.filter(|(name, _)| member.accompanies(name)) {
            let before = before.and_then(|value| value.get(name));
            if !compare::same(member.item(), before, Some(part)) {
                found.push(self.read_only(member, path.child(name)));
            }
        }
        if member.sent != Sent::Members {
            return; // what only displays beside an id is ignored, and listed
        }
        for (name, part) in value.as_object().into_iter().flatten() {
            let Some(inner) = self.find(member, name) else {
                continue;
            };
            let before = before.and_then(|value| value.get(&inner.name));
            let path = path.child(inner.name.as_str());
            if inner.writable() {
                self.below(inner, &path, before, part, found);
            } else if !compare::same(inner, before, Some(part)) {
                found.push(self.read_only(inner, path));
            }
        }
    }

    fn read_only(&self, member: &Member, path: Pointer) -> Violation {
        let name = path.tokens().last().map_or(member.name.as_str(), String::as_str);
        let mut message = format!(
            "expected a member that a client may write, found `{name}`, which the vendor sets"
        );
        if let (Some(instead), Writer::Server) = (&member.instead, member.writer) {
            message = format!("{message}: {instead}");
        }
        let rules = if member.rules.is_empty() { &self.entity.update.rules } else { &member.rules };
        Violation::new(Code::ReadOnly, path, message, self.entity.source(rules))
    }

    /// The member of this name; ignoring case where the vendor does.
    fn find<'m>(&self, owner: &'m Member, name: &str) -> Option<&'m Member> {
        spelling::find(owner, name, self.names == MemberNames::IgnoreCase)
    }

    /// The value that goes to a place, in the schema's spelling.
    fn spelled(&self, path: &Pointer, value: &Json, found: &mut Violations) -> Json {
        let ignore_case = self.names == MemberNames::IgnoreCase;
        match spelling::at(&self.entity.record, path, ignore_case) {
            Some(member) if ignore_case => {
                let mut ambiguous = Vec::new();
                let value = spelling::respelled(member, value, path, &mut ambiguous);
                found.extend(ambiguous.into_iter().map(|path| self.ambiguous(path)));
                value
            }
            _ => value.clone(),
        }
    }

    fn ambiguous(&self, path: Pointer) -> Violation {
        let name = path.tokens().last().map_or("", String::as_str);
        let message =
            format!("expected each member once, found two that differ only in case from `{name}`");
        let source = self.entity.source(&self.entity.update.rules);
        Violation::new(Code::AmbiguousMember, path, message, source)
    }

    fn merged(&self, patch: &Json) -> Wanted<'a> {
        let mut wanted = Wanted::of(self.whole, self.limits);
        let Some(members) = patch.as_object() else {
            wanted.violations.push(self.unsupported(
                Pointer::root(),
                "expected an object of members to change, found a value for the whole record",
            ));
            return wanted;
        };
        let members = if self.names == MemberNames::IgnoreCase {
            self.respelled(members, &mut wanted.violations)
        } else {
            members.clone()
        };
        self.leaves(&Pointer::root(), &members, Some(self.record), &mut wanted.violations);
        let patch = Json::Object(members);
        let options = ApplyOptions { limits: self.limits.clone(), ..ApplyOptions::default() };
        let mut record = self.record.clone();
        if let Err(error) = amend::merge_patch_with(&mut record, &patch, &options) {
            wanted.violations.push(Violation::new(
                Code::Limit,
                error.path().clone(),
                error.to_string(),
                "RFC 7396",
            ));
        }
        wanted.record = self.whole.becoming(record);
        wanted
    }

    /// A merge patch names its leaves: what is not an object, and objects that
    /// take the place of something else.
    fn leaves(
        &self,
        above: &Pointer,
        patch: &Members,
        data: Option<&Json>,
        found: &mut Violations,
    ) {
        for (name, value) in patch {
            let place = above.child(name);
            let below = data.and_then(|data| data.get(name));
            match value {
                Json::Object(inner) if !inner.is_empty() => {
                    // The way down is checked with each leaf.
                    self.leaves(&place, inner, below, found);
                }
                _ => {
                    self.place(&place, Some(value), true, found);
                }
            }
        }
    }

    /// The members in the schema's spelling; two that come to the same name are
    /// ambiguous.
    fn respelled(&self, given: &Members, found: &mut Violations) -> Members {
        let (mut ambiguous, record) = (Vec::new(), &self.entity.record);
        let spelled = spelling::respelled_members(record, given, &Pointer::root(), &mut ambiguous);
        found.extend(ambiguous.into_iter().map(|path| self.ambiguous(path)));
        spelled
    }
}

/// `path` with the tokens that are left of `pointer`.
fn rest(mut path: Pointer, pointer: &Pointer) -> Pointer {
    for token in pointer.tokens().iter().skip(path.tokens().len()) {
        path.push(token.as_str());
    }
    path
}
