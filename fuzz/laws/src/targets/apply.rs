//! Applying: all or nothing; the same through both doors; as a slow reference has
//! it, to the byte; and as the json-patch crate does it, where that does not differ
//! from RFC 6902.

use amend::error::{ApplyError, ApplyErrorKind};
use amend::options::MemberNames;
use amend::{ApplyOptions, Dialect, Json, Limits, Operation, Patch, apply_with, equal};

use crate::bytes::Bytes;
use crate::documents::document;
use crate::model;
use crate::patches::{Keep, patch};

/// Holds the law on a document and a patch that the bytes mean.
pub fn apply(bytes: &[u8]) {
    let mut bytes = Bytes::new(bytes);
    let limits = limits(&mut bytes);
    let before = document(&mut bytes);
    let keep = if bytes.rarely(3) { Keep::Applying } else { Keep::All };
    let (patch, _) = patch(&before, 10, Dialect::RFC6902, keep, &mut bytes);

    let outcome = by_the_rfc(&before, &patch, Dialect::RFC6902);
    beside_json_patch(&before, &patch, &outcome);
    let again: Patch = patch.to_string().parse().expect("what is written is read");
    assert_eq!(again, patch);
    under_limits(&before, &patch, &outcome, &limits);
}

/// The engine through both doors against the reference.
pub(crate) fn by_the_rfc(
    before: &Json,
    patch: &Patch,
    dialect: Dialect,
) -> Result<Json, ApplyError> {
    let options = ApplyOptions { dialect, ..ApplyOptions::default() };
    let mut after = before.clone();
    let outcome = apply_with(&mut after, patch, &options);
    let expected = model::apply(before, patch, dialect);
    match (&outcome, &expected) {
        (Ok(()), Ok(expected)) => {
            assert_eq!(after.to_string(), expected.to_string(), "{patch} on {before}");
        }
        (Err(error), Err(at)) => {
            assert_eq!(error.operation(), Some(*at), "{patch} on {before}: {error}");
            assert_eq!(after.to_string(), before.to_string(), "a failed patch changes it: {patch}");
        }
        _ => panic!("{patch} on {before}: {outcome:?}, and by the reference {expected:?}"),
    }
    let value = before.to_value().expect("arbitrary precision holds every number");
    let mut other = value.clone();
    let through_value = apply_with(&mut other, patch, &options);
    assert_eq!(outcome, through_value, "the doors differ: {patch} on {before}");
    if through_value.is_ok() {
        assert_eq!(other.to_string(), after.to_value().expect("as before").to_string());
    } else {
        assert_eq!(other.to_string(), value.to_string(), "a failed patch changes it: {patch}");
    }
    outcome.map(|()| after)
}

/// Small ones, so that they are met.
fn limits(bytes: &mut Bytes<'_>) -> Limits {
    Limits {
        operations: bytes.below(10),
        depth: bytes.below(7),
        growth: bytes.below(120),
        ..Limits::default()
    }
}

/// A limit stops a patch or changes nothing about it; what it lets through keeps it.
fn under_limits(before: &Json, patch: &Patch, free: &Result<Json, ApplyError>, limits: &Limits) {
    let options = ApplyOptions { limits: limits.clone(), ..ApplyOptions::default() };
    let mut after = before.clone();
    match (apply_with(&mut after, patch, &options), free) {
        (Ok(()), Ok(expected)) => {
            assert_eq!(after.to_string(), expected.to_string());
            assert!(patch.operations().len() <= limits.operations);
            // A move brings a name, which counts for nothing: it is in the patch.
            let moves: usize = patch
                .operations()
                .iter()
                .filter(|operation| matches!(operation, Operation::Move { .. }))
                .map(|operation| operation.path().to_string().len() * 6 + 4)
                .sum();
            let most = before.to_string().len() + limits.growth + moves;
            assert!(after.to_string().len() <= most, "{patch} on {before} grows beyond {limits:?}");
            if depth(before) <= limits.depth {
                assert!(depth(&after) <= limits.depth, "{patch} on {before}: {limits:?}");
            }
        }
        (Ok(()), Err(error)) => panic!("a limit lets more through: {patch} on {before}: {error}"),
        (Err(error), free) => {
            assert_eq!(after.to_string(), before.to_string(), "a limit leaves half: {patch}");
            let first = free.as_ref().err().and_then(ApplyError::operation);
            if error.kind() == ApplyErrorKind::Limit {
                assert!(error.limit().is_some());
                let no_later = first.is_none_or(|at| error.operation().is_none_or(|n| n <= at));
                assert!(no_later, "{patch} on {before}: {error}");
            } else {
                assert_eq!(free.as_ref().err(), Some(&error), "{patch} on {before}");
            }
        }
    }
}

pub(crate) fn depth(json: &Json) -> usize {
    match json {
        Json::Array(elements) => 1 + elements.iter().map(depth).max().unwrap_or(0),
        Json::Object(members) => 1 + members.iter().map(|(_, v)| depth(v)).max().unwrap_or(0),
        _ => 0,
    }
}

/// json-patch 5.0.0, without its undoing, which panics. Two differences are known:
/// its `test` compares numbers as `serde_json` holds them (RFC 6902 §4.6 compares by
/// value), and it refuses to move the whole document onto itself (§4.4 takes that).
fn beside_json_patch(before: &Json, patch: &Patch, outcome: &Result<Json, ApplyError>) {
    let mut theirs = before.to_value().expect("arbitrary precision holds every number");
    let rival: json_patch::Patch =
        serde_json::from_str(&patch.to_string()).expect("a patch is a patch");
    let their_outcome = json_patch::patch_unsafe(&mut theirs, &rival);
    let failed = outcome.as_ref().err().and_then(ApplyError::operation);
    let they_failed = their_outcome.as_ref().err().map(|error| error.operation);
    if failed == they_failed {
        if let Ok(ours) = outcome {
            assert!(equal(ours, &theirs), "{patch} on {before}: {ours}, json-patch {theirs}");
        }
        return;
    }
    let explained = they_failed.is_some_and(|theirs| {
        failed.is_none_or(|ours| theirs < ours)
            && match patch.operations().get(theirs) {
                Some(Operation::Test { .. }) => true,
                Some(Operation::Move { from, path }) => from.is_root() && path.is_root(),
                _ => false,
            }
    });
    assert!(explained, "{patch} on {before}: {outcome:?}, json-patch {their_outcome:?}");
}

/// Case-insensitive resolution against the reference.
pub fn any_case(bytes: &[u8]) {
    let mut bytes = Bytes::new(bytes);
    let dialect = match bytes.below(3) {
        0 => Dialect::DOT_NET,
        _ => Dialect { member_names: MemberNames::IgnoreCase, ..Dialect::RFC6902 },
    };
    let before = document(&mut bytes);
    let (patch, _) = patch(&before, 8, dialect, Keep::All, &mut bytes);
    let _ = by_the_rfc(&before, &patch, dialect);
    for operation in patch.operations() {
        crate::targets::resolve::resolved(&before, operation.path());
    }
}
