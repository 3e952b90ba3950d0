//! Faults of a record, and what a record says by what it does not have.

use amend::value::Shape;
use amend::{Json, Pointer, View};
use amend_vendor::{
    Case, Code, Entity, Form, Member, Record, Sent, Trail, Type, Unit, Violation, Violations,
    Writer,
};

const SELECT: &str = "superoffice.select";

/// The name of a lead status is newer than the records that are known to be whole.
const NEWER: &str = "Leadstatus";

/// What makes every plan of a record a guess: two names that the vendor cannot tell
/// apart, and texts that are null, which a whole record never shows.
pub(crate) fn check(entity: &Entity, record: &Record<'_>, found: &mut Violations) {
    let (root, owner) = (Pointer::root(), &entity.record);
    let form = record.form();
    if !record.is_spelled(entity) {
        match &form {
            Form::Json(json) => namesakes(entity, owner, &**json, &Trail::Start(&root), found),
            Form::Node(node) => namesakes(entity, owner, *node, &Trail::Start(&root), found),
        }
    }
    let nulls = match &form {
        Form::Json(json) => nulls(entity, &**json),
        Form::Node(node) => nulls(entity, *node),
    };
    for member in nulls {
        found.push(Violation::new(
            Code::PartialRecord,
            Pointer::from_tokens([member.name.as_str()]),
            "expected a text, which may be empty, found null: the record was read with `$select`; read it whole",
            cite(entity, SELECT),
        ));
    }
}

/// A wanted record that was read with `$select` would clear what was not selected.
/// What a person has from the company is the vendor's to set: it is put back.
pub(crate) fn check_wanted(
    entity: &Entity,
    record: &Record<'_>,
    wanted: &mut Record<'_>,
    ignored: &mut Vec<Pointer>,
) -> Vec<Violation> {
    for member in MIRRORED.iter().filter_map(|name| entity.record.member(name)) {
        // What was not touched needs no look at the rights.
        if wanted.is_as(record, &member.name) {
            continue;
        }
        let before = record.get(&member.name);
        if mirrored(record, &member.name)
            && !amend_vendor::same(member, before, wanted.get(&member.name))
        {
            ignored.push(Pointer::from_tokens([member.name.as_str()]));
            match before {
                Some(before) => wanted.insert(&member.name, before.clone()),
                None => wanted.remove(&member.name),
            }
        }
    }
    let texts = || entity.record.members.iter().filter(|member| is_text(member)).count();
    // The record itself has none: it would have been refused.
    let named = wanted.names_beside(record).into_iter();
    let null = |name: &str| wanted.shown(name).is_some_and(|value| value.is_null());
    let nulls = named.filter(|name| entity.record.member(name).is_some_and(is_text) && null(name));
    let nulls = nulls.count();
    if nulls == 0 || nulls <= texts() / 2 {
        return Vec::new();
    }
    vec![Violation::new(
        Code::PartialRecord,
        Pointer::root(),
        "expected a wanted record, found one whose texts are mostly null: it was read with `$select`, and would clear the others; leave out what is not wanted, or clear by an empty text",
        cite(entity, SELECT),
    )]
}

/// A list is replaced as a whole, so the record has to show it.
pub(crate) fn check_list(case: &Case<'_>, unit: &Unit<'_>, found: &mut Violations) {
    let name = unit.top.name.as_str();
    let shown = case.record.get(name).is_some_and(|list| !list.is_null());
    if unit.top.sent == Sent::Whole && unit.top.items.is_some() && !shown {
        found.push(Violation::new(
            Code::PartialRecord,
            unit.path.clone(),
            format!("expected a record that shows `{name}`, which is replaced as a whole, found one that does not; read it whole"),
            cite(case.entity, SELECT),
        ));
    }
}

/// What a person with a company has from the company.
pub(crate) const MIRRORED: [&str; 3] = ["Category", "Business", "Associate"];

/// Whether the record's own rights say that the member is the company's.
pub(crate) fn mirrored(record: &Record<'_>, name: &str) -> bool {
    let right = record.get("FieldProperties").and_then(|all| all.get(name)?.get("FieldRight"));
    let reason = right.and_then(|right| right.get("Reason")).and_then(Json::as_str);
    reason.is_some_and(|reason| reason.contains("SR_ACCESS_PERSONONCOMPANY"))
}

/// The texts of the record itself that are null.
fn nulls<'e, 'v, V: View<'v>>(entity: &'e Entity, record: V) -> Vec<&'e Member> {
    let Shape::Object(members) = record.shape() else {
        return Vec::new();
    };
    let null = members.filter(|(_, value)| matches!(value.shape(), Shape::Null));
    let known = null.filter_map(|(name, _)| entity.record.member(&name));
    known.filter(|member| is_text(member)).collect()
}

fn is_text(member: &Member) -> bool {
    let dated = member.format.is_some();
    member.types.contains(&Type::String) && !dated && member.name != NEWER
}

/// Two members that differ in case only, one of which the schema names.
fn namesakes<'v, V: View<'v>>(
    entity: &Entity,
    owner: &Member,
    value: V,
    path: &Trail<'_>,
    found: &mut Violations,
) {
    match value.shape() {
        Shape::Object(members) if owner.sent != Sent::Dictionary => {
            for (name, inner) in members {
                let name = &*name;
                let near = || owner.members.iter().find(|m| m.name.eq_ignore_ascii_case(name));
                let Some(member) = owner.member(name).or_else(near) else {
                    continue;
                };
                let path = path.member(name);
                if member.name != name && value.member(&member.name).is_some() {
                    let message = format!(
                        "expected each member once, found `{name}` beside `{}`, which are the same to the vendor",
                        member.name
                    );
                    let source = entity.source(&entity.update.rules);
                    let path = path.pointer();
                    found.push(Violation::new(Code::AmbiguousMember, path, message, source));
                } else if member.writer != Writer::Server {
                    namesakes(entity, member, inner, &path, found);
                }
            }
        }
        Shape::Array(elements) => {
            if let Some(item) = owner.items.as_deref() {
                for (at, element) in elements.enumerate() {
                    namesakes(entity, item, element, &path.element(at), found);
                }
            }
        }
        _ => {}
    }
}

pub(crate) fn cite(entity: &Entity, rule: &str) -> String {
    entity.source(&[rule.to_owned()])
}
