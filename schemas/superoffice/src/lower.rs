//! From changes to edits of the vendor's record: a place, a value, and what has to
//! hold before. How edits are written is the part of `wire`.

use std::collections::BTreeSet;

use amend::value::Members;
use amend::{Json, Pointer};
use amend_vendor::{Case, Lowered, Member, Sent, Unit, Violation, identity, lower};

use crate::{consents, custom, record, wire};

/// One edit of the record.
#[derive(Clone, Debug)]
pub(crate) struct Edit {
    /// `replace`, or `add` for what is not there yet.
    pub(crate) op: &'static str,
    /// The place, in the vendor's spelling.
    pub(crate) path: Pointer,
    /// What goes there.
    pub(crate) value: Json,
    /// What must hold, asked for or not: an item is where the record has it.
    pub(crate) always: Vec<(Pointer, Json)>,
    /// What the record has, for a guard; nothing where the record does not say.
    pub(crate) guards: Option<Vec<(Pointer, Json)>>,
}

/// The request for the changes of a case.
pub(crate) fn lower(case: &Case<'_>) -> Result<Lowered, Vec<Violation>> {
    let mut lowered = Lowered::default();
    let mut edits: Vec<Edit> = Vec::new();
    let mut seen: BTreeSet<&str> = BTreeSet::new();
    for unit in case.units {
        let once = seen.insert(unit.top.name.as_str());
        match unit.top.sent {
            Sent::Dictionary if unit.top.mirrors.is_none() => {
                if once {
                    edits.push(dictionary(case, unit.top));
                }
            }
            Sent::Dictionary => edits.push(entry(case, unit, &mut lowered)),
            Sent::Members if case.record.get(&unit.top.name).is_none_or(Json::is_null) => {
                if once {
                    edits.push(members(case, unit.top, &mut lowered)?);
                }
            }
            Sent::Reference => edits.push(reference(case, unit)?),
            Sent::Selection => edits.push(selection(case, unit, &mut lowered)),
            Sent::Kept => {
                if once {
                    edits.push(kept(case, unit.top));
                }
            }
            _ => edits.push(plain(case, unit)?),
        }
        follow(case, unit, &mut lowered);
    }
    if !edits.is_empty() {
        let request = wire::request(case, &edits, &mut lowered)?;
        lowered.requests.push(request);
    }
    Ok(lowered)
}

/// A member by itself: a text, a number, a list, an address.
fn plain(case: &Case<'_>, unit: &Unit<'_>) -> Result<Edit, Vec<Violation>> {
    let value = value(case, unit)?;
    let guards = shown(case, &unit.path);
    Ok(Edit { op: "replace", path: unit.path.clone(), value, always: Vec::new(), guards })
}

/// What is sent for a change: of an object that is sent whole, what a client writes.
fn value(case: &Case<'_>, unit: &Unit<'_>) -> Result<Json, Vec<Violation>> {
    let value = match &unit.after {
        Some(after) => lower::outgoing(unit.member, after),
        None => lower::cleared(case, unit).map_err(|fault| vec![fault])?,
    };
    Ok(match value {
        Json::Array(elements) => Json::array(elements.into_iter().map(|mut element| {
            // An element says what it has.
            if let Some(members) = element.as_object_mut() {
                members.retain(|_, value| !value.is_null());
            }
            element
        })),
        value => value,
    })
}

/// By the id, or by an object with the id where there is none yet.
fn reference(case: &Case<'_>, unit: &Unit<'_>) -> Result<Edit, Vec<Violation>> {
    let name = unit.top.identity.as_deref().unwrap_or_default();
    let id = match &unit.after {
        Some(after) => after.get(name).cloned().unwrap_or_default(),
        None => lower::cleared(case, unit).map_err(|fault| vec![fault])?,
    };
    let (path, value) = match case.record.get(&unit.top.name) {
        Some(Json::Object(_)) => (unit.path.child(name), id),
        _ => (unit.path.clone(), Json::object([(name, id)])),
    };
    let guards = shown(case, &path);
    Ok(Edit { op: "replace", path, value, always: Vec::new(), guards })
}

/// The flag of an item, behind a test of every id on the way to it.
fn selection(case: &Case<'_>, unit: &Unit<'_>, lowered: &mut Lowered) -> Edit {
    let mut always = Vec::new();
    let mut place = Pointer::root();
    let mut lists = 0_usize;
    let (mut member, mut list) = (&case.entity.record, None);
    for token in unit.path.tokens() {
        place.push(token.as_str());
        match list.take() {
            None => {
                member = member.member(token).unwrap_or(member);
                list = (member.sent == Sent::Selection).then_some(member);
                lists = usize::saturating_add(lists, usize::from(list.is_some()));
            }
            Some(selection) => {
                member = member.item();
                let id = case.record.pointer(&place).and_then(|item| identity(selection, item));
                let name = selection.identity.as_deref().unwrap_or_default();
                always.extend(id.map(|id| (place.child(name), id.clone())));
            }
        }
    }
    if lists > 1 {
        lowered.leans.push(("superoffice.interests-child".to_owned(), unit.path.clone()));
    }
    let value = unit.after.clone().unwrap_or_default();
    Edit { op: "replace", path: unit.path.clone(), value, always, guards: shown(case, &unit.path) }
}

/// The consents that change; the others stay.
fn kept(case: &Case<'_>, top: &Member) -> Edit {
    let path = Pointer::from_tokens([top.name.as_str()]);
    let units = case.units.iter().filter(|unit| unit.top.name == top.name);
    // That a consent is not there yet cannot be tested.
    let guards = units
        .map(|unit| unit.before.as_ref().and_then(|_| shown(case, &unit.path)))
        .collect::<Option<Vec<_>>>()
        .map(|all| all.into_iter().flatten().collect());
    let value = consents::outgoing(case, top);
    Edit { op: "replace", path, value, always: Vec::new(), guards }
}

/// All members of an object that the record does not have.
fn members(case: &Case<'_>, top: &Member, lowered: &mut Lowered) -> Result<Edit, Vec<Violation>> {
    let path = Pointer::from_tokens([top.name.as_str()]);
    let mut members = Members::new();
    for unit in case.units.iter().filter(|unit| unit.top.name == top.name) {
        if let Some(name) = unit.path.tokens().last() {
            members.insert(name.as_str(), value(case, unit)?);
        }
    }
    lowered.leans.push(("superoffice.address-null".to_owned(), path.clone()));
    let guards = shown(case, &path);
    let value = Json::Object(members);
    Ok(Edit { op: "replace", path, value, always: Vec::new(), guards })
}

/// The entries of a dictionary that change, in one edit.
fn dictionary(case: &Case<'_>, top: &Member) -> Edit {
    let path = Pointer::from_tokens([top.name.as_str()]);
    let mut entries = Members::new();
    let mut guards = Some(Vec::new());
    for unit in case.units.iter().filter(|unit| unit.top.name == top.name) {
        entries.insert(key(unit), entry_value(case, unit));
        guards = guards.zip(guard_of_entry(case, unit)).map(|(mut all, more)| {
            all.extend(more);
            all
        });
    }
    Edit { op: "replace", path, value: Json::Object(entries), always: Vec::new(), guards }
}

/// One entry of a dictionary, by its path.
fn entry(case: &Case<'_>, unit: &Unit<'_>, lowered: &mut Lowered) -> Edit {
    let entries = case.record.get(&unit.top.name).and_then(Json::as_object);
    let value = entry_value(case, unit);
    let guards = guard_of_entry(case, unit);
    match entries {
        Some(entries) => {
            let there = entries.contains(key(unit));
            if !there {
                let lean = "superoffice.dictionary-key-added".to_owned();
                lowered.leans.push((lean, unit.path.clone()));
            }
            let op = if there { "replace" } else { "add" };
            Edit { op, path: unit.path.clone(), value, always: Vec::new(), guards }
        }
        None => Edit {
            op: "replace",
            path: Pointer::from_tokens([unit.top.name.as_str()]),
            value: Json::object([(key(unit), value)]),
            always: Vec::new(),
            guards,
        },
    }
}

/// The name of an entry of a dictionary.
pub(crate) fn key<'u>(unit: &'u Unit<'_>) -> &'u str {
    unit.path.tokens().last().map_or("", String::as_str)
}

fn entry_value(case: &Case<'_>, unit: &Unit<'_>) -> Json {
    match &unit.after {
        Some(after) => after.clone(),
        None => custom::cleared(case, unit),
    }
}

/// Whether escapes in paths are understood is not documented: keys that need one
/// are not tested. Nor are predicted values, which the vendor shows in a form of
/// its own: `[I:42]` for `42`.
fn guard_of_entry(case: &Case<'_>, unit: &Unit<'_>) -> Option<Vec<(Pointer, Json)>> {
    let tested = !case.predicted && !key(unit).contains(['/', '~']);
    if tested { shown(case, &unit.path) } else { None }
}

/// A test of what the record shows at a place, if it shows anything. What a
/// predicted record shows beside what a client wrote is not known: of an address
/// the lines are tested, of a list nothing.
fn shown(case: &Case<'_>, path: &Pointer) -> Option<Vec<(Pointer, Json)>> {
    let value = case.record.pointer(path)?;
    match value {
        Json::Object(lines) if case.predicted => {
            let member = path.tokens().iter().try_fold(&case.entity.record, |m, t| m.member(t))?;
            let written = |name: &str| member.member(name).is_some_and(Member::writable);
            let lines = lines.iter().filter(|(name, _)| written(name));
            let tests = lines.map(|(name, line)| (path.child(name), line.clone()));
            (member.sent == Sent::Whole).then(|| tests.collect())
        }
        Json::Array(_) if case.predicted => None,
        value => Some(vec![(path.clone(), value.clone())]),
    }
}

/// What the vendor sets anew as a consequence, beside what the schema says.
fn follow(case: &Case<'_>, unit: &Unit<'_>, lowered: &mut Lowered) {
    match unit.top.sent {
        Sent::Dictionary => custom::follow(case, unit, &mut lowered.unpredicted),
        Sent::Kept => consents::follow(unit, &mut lowered.unpredicted),
        Sent::Reference if unit.top.name == "Contact" => {
            for name in record::MIRRORED {
                let id = case.entity.record.member(name).and_then(|member| {
                    let id = member.identity.as_deref()?;
                    case.record.get(name)?.get(id).map(|_| id.to_owned())
                });
                if let Some(id) = id {
                    let path = Pointer::from_tokens([name.to_owned(), id]);
                    lowered.unpredicted.push(path);
                }
            }
        }
        _ => {}
    }
}
