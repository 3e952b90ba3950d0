//! How edits are written: as a JSON Patch, or as the vendor's own merge patch; and
//! how a request is guarded.

use amend::value::Members;
use amend::{Json, Pointer};
use amend_vendor::{Case, Code, Guard, Lowered, Request, Sent, Type, Violation, Wire};

use crate::dates::Moment;
use crate::lower::Edit;
use crate::record::cite;

const MERGE: &str = "superoffice.merge-patch";
const HEADER: &str = "If-Unmodified-Since";

/// The update request that makes these edits.
pub(crate) fn request(
    case: &Case<'_>,
    edits: &[Edit],
    lowered: &mut Lowered,
) -> Result<Request, Vec<Violation>> {
    let (body, tested) = match case.options.wire {
        Wire::MergePatch => (merge_patch(case, edits, lowered)?, false),
        _ => (operations(case, edits), edits.iter().all(|edit| edit.guards.is_some())),
    };
    let mut request = case.update(body);
    if !case.options.guard {
        return Ok(request);
    }
    // A predicted record has the date of the record, not the one of its own update.
    let updated = case.record.get("UpdatedDate").and_then(Json::as_str);
    let header =
        updated.filter(|_| !case.predicted).and_then(Moment::of_record).and_then(Moment::to_header);
    let since = header.is_some();
    if let Some(header) = header {
        request = request.with_header(HEADER, &header);
        let rule = "superoffice.if-unmodified-since".to_owned();
        lowered.leans.push((rule, Pointer::from_tokens(["UpdatedDate"])));
    }
    Ok(request.with_guard(match (tested, since) {
        (true, true) => Guard::TestAndIfUnmodifiedSince,
        (true, false) => Guard::Test,
        (false, true) => Guard::IfUnmodifiedSince,
        (false, false) => Guard::None,
    }))
}

/// A JSON Patch: before each edit its tests, each of them once.
fn operations(case: &Case<'_>, edits: &[Edit]) -> Json {
    let mut operations: Vec<Json> = Vec::new();
    let mut tested: Vec<Pointer> = Vec::new();
    for edit in edits {
        let guards = edit.guards.as_deref().filter(|_| case.options.guard).unwrap_or_default();
        for (path, value) in edit.always.iter().chain(guards) {
            if !tested.contains(path) {
                tested.push(path.clone());
                operations.push(operation("test", path, value));
            }
        }
        operations.push(operation(edit.op, &edit.path, &edit.value));
    }
    Json::Array(operations)
}

fn operation(op: &str, path: &Pointer, value: &Json) -> Json {
    Json::object([
        ("op", Json::from(op)),
        ("path", Json::from(path.to_string())),
        ("value", value.clone()),
    ])
}

/// The vendor's merge patch: objects within objects, no position, and nothing that
/// is null now.
fn merge_patch(
    case: &Case<'_>,
    edits: &[Edit],
    lowered: &mut Lowered,
) -> Result<Json, Vec<Violation>> {
    let mut body = Members::new();
    let mut faults = Vec::new();
    for edit in edits {
        if let Some(why) = inexpressible(case, edit) {
            let message = format!(
                "expected a change that a merge patch of the vendor can say, found {why}; use a JSON Patch"
            );
            let source = cite(case.entity, MERGE);
            faults.push(Violation::new(Code::NotExpressible, edit.path.clone(), message, source));
            continue;
        }
        if edit.path.tokens().len() > 1 {
            lowered.leans.push(("superoffice.merge-nested".to_owned(), edit.path.clone()));
        }
        put(&mut body, edit.path.tokens(), &edit.value);
    }
    if faults.is_empty() { Ok(Json::Object(body)) } else { Err(faults) }
}

/// Why an edit has no form in a merge patch.
fn inexpressible(case: &Case<'_>, edit: &Edit) -> Option<&'static str> {
    if !edit.always.is_empty() {
        return Some("one by position, which it has no test for");
    }
    let mut place = Pointer::root();
    let mut member = &case.entity.record;
    for token in edit.path.tokens() {
        place.push(token.as_str());
        member = member.member(token).unwrap_or(member.item());
        match case.record.pointer(&place) {
            Some(Json::Null) => {
                return Some("one of a member that is null now, which is not updated");
            }
            None if member.types.contains(&Type::Object) => {
                return Some("one of a member that the record does not show and that may be null");
            }
            _ => {}
        }
    }
    let entries = edit.value.as_object().filter(|_| member.sent == Sent::Dictionary);
    let shown = case.record.pointer(&edit.path);
    let null = |name: &str| shown.and_then(|shown| shown.get(name)).is_none_or(Json::is_null);
    entries
        .is_some_and(|entries| entries.names().any(null))
        .then_some("one of an entry that is null now, which is not updated")
}

fn put(members: &mut Members, path: &[String], value: &Json) {
    match path {
        [] => {}
        [last] => {
            members.insert(last.as_str(), value.clone());
        }
        [first, rest @ ..] => {
            if !members.contains(first) {
                members.insert(first.as_str(), Members::new());
            }
            if let Some(inner) = members.get_mut(first).and_then(Json::as_object_mut) {
                put(inner, rest, value);
            }
        }
    }
}
