//! A change that was made against an older record, planned on the record as it
//! is now: only what was changed, and a refusal where both sides changed it.
//!
//! Both sides are merged, list elements by what identifies them. Where the sides
//! do not agree the record stays as it is, and the place is a violation, unless
//! the vendor cannot tell the two values apart or nobody but the vendor writes
//! them.

use amend::merge::{Conflict, ConflictKind, Keep, Merged};
use amend::rebase::{RebaseOptions, rebase_with};
use amend::{ApplyOptions, Json, Pointer, equal};

use crate::change::{self, Change, Wanted};
use crate::check;
use crate::compare;
use crate::merging::{arrays_at, records_merged};
use crate::model::{Entity, Member, Sent};
use crate::plan::Options;
use crate::record::Record;
use crate::vendor::Vendor;
use crate::violation::{Code, Violation};
use crate::violations::Violations;

/// What a change of `base` comes to on `record`, which has moved on since.
pub(crate) fn wanted<'a>(
    vendor: &Vendor,
    entity: &Entity,
    (base, whole): (&Json, &Record<'a>),
    change: &Change,
    options: &Options,
) -> Wanted<'a> {
    let record = &*whole.whole();
    let dialect = vendor.behaviour().dialect();
    let limits = &options.limits;
    let source = entity.source(&entity.update.rules);
    let mut faults = Violations::new(limits);
    check::record(entity, &Record::of(base), &mut faults);
    let ids = [base, record].map(|side| side.get(&entity.id.member));
    if faults.is_empty() && ids[0] != ids[1] {
        let path = Pointer::from_tokens([entity.id.member.as_str()]);
        let message = "expected the base to be the same person's record, found another id";
        faults.push(Violation::new(Code::BadId, path, message, source));
    }
    if !faults.is_empty() {
        return Wanted { violations: faults, ..Wanted::of(whole, limits) };
    }
    let Wanted { record: ours, ignored, mut violations } =
        change::wanted(vendor, entity, &Record::of(base), change, options);
    let ours = ours.to_json();
    if let Change::Patch(patch) = change {
        let options = ApplyOptions { dialect, limits: limits.clone() };
        let at = |place: &Pointer| arrays_at(entity, place);
        let options =
            RebaseOptions { arrays_at: Some(&at), apply: options, ..RebaseOptions::default() };
        // A patch that does not apply to its base is a violation already.
        let rebased = rebase_with(patch, base, record, &options);
        let conflicts = rebased.map(|rebased| rebased.conflicts).unwrap_or_default();
        let failed = conflicts.into_iter().filter(|c| c.kind == ConflictKind::TestFailed);
        violations.extend(failed.map(|conflict| {
            let message = "the test fails, expected what the base has, found that the record has another value by now";
            Violation::new(Code::TestFailed, conflict.path, message, "RFC 6902")
        }));
    }
    let (base, ours) = in_one_form(entity, base, &ours, record);
    let merged = records_merged(entity, [&base, &ours, record], 0, Keep::Theirs);
    let sides = Sides { entity, base: &base, ours: &ours, record, merged: &merged };
    violations.extend(merged.conflicts.iter().filter_map(|conflict| sides.told(conflict)));
    violations.extend(sides.first_elements());
    Wanted { record: whole.becoming(merged.document), ignored, violations }
}

/// The base and our side with the values that the vendor cannot tell apart in one
/// form: what is no change to the vendor is none to the merge.
fn in_one_form(entity: &Entity, base: &Json, ours: &Json, record: &Json) -> (Json, Json) {
    let (mut old, mut mine) = (base.clone(), ours.clone());
    for member in &entity.record.members {
        let name = member.name.as_str();
        let there = record.get(name);
        let has_moved = base.get(name).map(Json::to_string) != there.map(Json::to_string);
        if !has_moved {
            continue; // nothing is merged: what is wanted stays as it is put
        }
        let wanted = formed(member, base.get(name), ours.get(name));
        for (side, value) in [
            (&mut mine, formed(member, there, wanted.as_ref())),
            (&mut old, formed(member, there, base.get(name))),
        ] {
            match (side, value) {
                (Json::Object(members), Some(value)) => drop(members.insert(name, value)),
                (Json::Object(members), None) => drop(members.remove(name)),
                _ => {}
            }
        }
    }
    (old, mine)
}

/// A value in the form of another one, wherever the vendor cannot tell them apart.
fn formed(member: &Member, like: Option<&Json>, value: Option<&Json>) -> Option<Json> {
    if !member.writable() {
        return value.cloned();
    }
    if compare::same(member, like, value) {
        return like.cloned();
    }
    match (like, value) {
        (Some(Json::Object(other)), Some(Json::Object(members))) => {
            let mut all = members.clone();
            for (name, _) in other.iter().chain(members) {
                let Some(inner) = below(member, name) else { continue };
                match formed(inner, other.get(name), members.get(name)) {
                    Some(value) => drop(all.insert(name, value)),
                    None => drop(all.remove(name)),
                }
            }
            Some(Json::Object(all))
        }
        (Some(Json::Array(others)), Some(Json::Array(elements))) => {
            let element = |element: &Json| {
                let other = others.iter().find(|other| is_element(Some(member), other, element));
                let item = member.items.as_deref().filter(|_| other.is_some());
                let inside = item.and_then(|item| formed(item, other, Some(element)));
                inside.unwrap_or_else(|| element.clone())
            };
            Some(Json::array(elements.iter().map(element)))
        }
        _ => value.cloned(),
    }
}

/// Both sides of a change, and what they make together.
struct Sides<'a> {
    entity: &'a Entity,
    base: &'a Json,
    ours: &'a Json,
    record: &'a Json,
    merged: &'a Merged,
}

impl Sides<'_> {
    /// A conflict, if it is one to the vendor, with the places on both sides.
    fn told(&self, conflict: &Conflict) -> Option<Violation> {
        let members = members_at(&self.entity.record, &conflict.path);
        let member = members.last().copied().flatten();
        if members.iter().flatten().any(|member| !member.writable()) {
            return None; // the vendor's own, whatever stands there
        }
        if let Some(member) = member {
            let is_list = conflict.kind == ConflictKind::Order;
            let no_order = matches!(member.sent, Sent::Keyed | Sent::Kept | Sent::Selection);
            let same = || compare::same(member, conflict.ours.as_ref(), conflict.theirs.as_ref());
            if (is_list && no_order) || (conflict.kind != ConflictKind::BothInserted && same()) {
                return None;
            }
        }
        let places = [
            self.place(self.ours, conflict, conflict.ours.as_ref()),
            self.place(self.record, conflict, conflict.theirs.as_ref()),
        ];
        let what = match conflict.kind {
            ConflictKind::ChangedAndRemoved if conflict.ours.is_none() => "a removal and a change",
            ConflictKind::ChangedAndRemoved => "a change and a removal",
            ConflictKind::BothAdded | ConflictKind::BothInserted => "two different additions",
            ConflictKind::Order => "two orders",
            _ => "two different changes",
        };
        Some(self.violation(conflict.path.clone(), what, places))
    }

    fn violation(&self, path: Pointer, what: &str, [ours, theirs]: [Pointer; 2]) -> Violation {
        let top = path.tokens().first().and_then(|name| self.entity.record.member(name));
        let rules = top.map_or(&self.entity.update.rules, |member| &member.rules);
        let message = format!(
            "expected one change since the base, found {what}: `{ours}` in what is wanted, `{theirs}` in the record"
        );
        Violation::new(Code::Conflict, path, message, self.entity.source(rules))
            .with_places(ours, theirs)
    }

    /// Where a side has what is in conflict: an element may stand elsewhere there
    /// than in the merged record.
    fn place(&self, side: &Json, conflict: &Conflict, value: Option<&Json>) -> Pointer {
        let inserted = conflict.kind == ConflictKind::BothInserted;
        let mut tokens = Vec::new();
        let (mut merged, mut there) = (Some(&self.merged.document), Some(side));
        let members = members_at(&self.entity.record, &conflict.path);
        let count = conflict.path.tokens().len();
        for (level, token) in conflict.path.tokens().iter().enumerate() {
            let mut found = token.clone();
            if let Some(list) = there.and_then(Json::as_array) {
                let at = token.parse::<usize>().ok();
                let list_of = level.checked_sub(1).map_or(Some(&self.entity.record), |above| {
                    members.get(above).copied().flatten()
                });
                let wanted = match value {
                    Some(Json::Array(new)) if inserted && level.saturating_add(1) == count => {
                        new.first()
                    }
                    Some(value) if level.saturating_add(1) == count => Some(value),
                    _ => merged.and_then(|list| list.as_array()?.get(at?)),
                };
                let alike = |element: &Json| {
                    wanted.is_some_and(|wanted| is_element(list_of, wanted, element))
                };
                if let Some(at) = list.iter().position(alike) {
                    found = at.to_string();
                }
            }
            let inside = |value: &'_ Json, token: &str| match value {
                Json::Array(_) => token.parse::<usize>().ok(),
                _ => None,
            };
            merged = merged.and_then(|value| match inside(value, token) {
                Some(at) => value.as_array()?.get(at),
                None => value.get(token),
            });
            there = there.and_then(|value| match inside(value, &found) {
                Some(at) => value.as_array()?.get(at),
                None => value.get(&found),
            });
            tokens.push(found);
        }
        Pointer::from_tokens(tokens)
    }

    /// Lists at whose start both sides have put another element, or one side the element that
    /// the other has taken out: at some vendors the first one is the primary one, and there is
    /// one only.
    fn first_elements(&self) -> Vec<Violation> {
        let lists = self.entity.record.members.iter().filter(|member| {
            member.writable() && member.sent == Sent::Whole && member.items.is_some()
        });
        let conflicts = lists.filter_map(|member| {
            let list = |side: &Json| compare::elements(side.get(&member.name)).to_vec();
            let (base, ours, record) = (list(self.base), list(self.ours), list(self.record));
            let wanted = put_first(member, &base, &ours)?;
            let is_wanted = |element: &Json| is_element(Some(member), wanted, element);
            let what = if base.iter().any(is_wanted) && !record.iter().any(is_wanted) {
                "an element put first and its removal"
            } else if is_wanted(put_first(member, &base, &record)?) {
                return None;
            } else {
                "two elements at the start"
            };
            let path = Pointer::from_tokens([member.name.as_str(), "0"]);
            let known =
                self.merged.conflicts.iter().any(|c| c.path.tokens().first() == Some(&member.name));
            (!known).then(|| self.violation(path.clone(), what, [path.clone(), path]))
        });
        conflicts.collect()
    }
}

/// The first element of a side, if it does not stand first for the removal of
/// others, or because there was none.
fn put_first<'j>(member: &Member, base: &[Json], side: &'j [Json]) -> Option<&'j Json> {
    let first = side.first()?;
    let stays = |element: &&Json| side.iter().any(|e| is_element(Some(member), e, element));
    match base.iter().find(stays) {
        Some(survivor) => !is_element(Some(member), survivor, first),
        None => !base.is_empty(),
    }
    .then_some(first)
}

/// Whether two elements of a list are the same thing.
fn is_element(list: Option<&Member>, one: &Json, other: &Json) -> bool {
    let name = list.and_then(|list| {
        list.identity.as_deref().or_else(|| list.items.as_deref()?.identity.as_deref())
    });
    match name.and_then(|name| Some((one.get(name)?, other.get(name)?))) {
        Some((one, other)) => equal(one, other),
        None => equal(one, other),
    }
}

/// The member of the schema for what is inside a value at this token.
fn below<'e>(member: &'e Member, token: &str) -> Option<&'e Member> {
    match member.member(token) {
        Some(inner) if member.sent != Sent::Dictionary => Some(inner),
        _ => member.items.as_deref(),
    }
}

/// The members of the schema on the way to a place: one for each token, as far as
/// the schema knows.
fn members_at<'e>(record: &'e Member, path: &Pointer) -> Vec<Option<&'e Member>> {
    let mut at = Some(record);
    path.tokens()
        .iter()
        .map(|token| {
            at = at.and_then(|member| below(member, token));
            at
        })
        .collect()
}
