//! Merge patches: applied as RFC 7396 §2 says, word for word; made from two
//! documents they bring one to the other, or say where they cannot.

use amend::algebra::compose_merge_patches;
use amend::error::ApplyErrorKind;
use amend::options::MemberNames;
use amend::value::Members;
use amend::{
    ApplyOptions, Dialect, Json, Limits, merge_patch as merge, merge_patch_of, merge_patch_with,
};

use crate::bytes::Bytes;
use crate::documents::document;
use crate::model::equal;
use crate::patches::pair;
use crate::targets::apply::depth;

/// Holds the law on two documents, a Merge Patch and limits that the bytes mean.
pub fn merge_patch(bytes: &[u8]) {
    let mut bytes = Bytes::new(bytes);
    let limits = Limits { depth: bytes.below(7), growth: bytes.below(100), ..Limits::default() };
    let (before, after) = pair(&mut bytes);
    let other = document(&mut bytes);
    applied(&before, &after);
    applied(&before, &other);
    under_limits(&before, &after, &limits);
    under_limits(&before, &other, &limits);
    made(&before, &after);
    made(&before, &other);
    composed(&before, &after, &other);
    let any_case = Dialect { member_names: MemberNames::IgnoreCase, ..Dialect::RFC6902 };
    any(&before, &other, any_case);
}

/// Through both doors, what the RFC says; and once is as good as twice.
fn applied(before: &Json, patch: &Json) {
    let mut after = before.clone();
    merge(&mut after, patch).expect("small documents keep the limits");
    let expected = as_the_rfc_says(Some(before), patch);
    assert_eq!(after.to_string(), expected.to_string(), "{patch} on {before}");
    let mut value = before.to_value().expect("arbitrary precision holds every number");
    merge(&mut value, patch).expect("small documents keep the limits");
    let expected = after.to_value().expect("as before");
    assert_eq!(value.to_string(), expected.to_string(), "the doors differ: {patch} on {before}");
    let mut twice = after.clone();
    merge(&mut twice, patch).expect("small documents keep the limits");
    assert_eq!(twice.to_string(), after.to_string(), "{patch} on {before}");
}

/// `MergePatch(Target, Patch)` of RFC 7396 §2.
fn as_the_rfc_says(target: Option<&Json>, patch: &Json) -> Json {
    let Json::Object(patch) = patch else {
        return patch.clone();
    };
    let mut result = match target {
        Some(Json::Object(members)) => members.clone(),
        _ => Members::new(),
    };
    for (name, value) in patch {
        if value.is_null() {
            result.remove(name);
        } else {
            let merged = as_the_rfc_says(result.get(name), value);
            result.insert(name, merged);
        }
    }
    Json::Object(result)
}

/// A Merge Patch that a limit stops changes nothing; one that it lets through keeps it.
fn under_limits(before: &Json, patch: &Json, limits: &Limits) {
    let options = ApplyOptions { limits: limits.clone(), ..ApplyOptions::default() };
    let mut after = before.clone();
    match merge_patch_with(&mut after, patch, &options) {
        Ok(()) => {
            assert_eq!(after.to_string(), as_the_rfc_says(Some(before), patch).to_string());
            let most = before.to_string().len() + limits.growth;
            assert!(after.to_string().len() <= most, "{patch} on {before}: {limits:?}");
            if depth(before) <= limits.depth {
                assert!(depth(&after) <= limits.depth, "{patch} on {before}: {limits:?}");
            }
        }
        Err(error) => {
            assert_eq!(error.kind(), ApplyErrorKind::Limit, "{patch} on {before}");
            assert_eq!(after.to_string(), before.to_string(), "{patch} on {before}");
        }
    }
}

/// Made from two documents; where a null has to be written, it says so, and
/// nowhere else (semantics.md, 3.10).
fn made(before: &Json, after: &Json) {
    match merge_patch_of(before, after) {
        Ok(patch) => {
            let result = as_the_rfc_says(Some(before), &patch);
            assert!(equal(&result, after), "{patch} on {before} gives {result}, not {after}");
            assert!(nulls(Some(before), after).is_empty(), "{before} to {after}: {patch}");
            if equal(before, after) && after.as_object().is_some() {
                assert_eq!(patch.to_string(), "{}");
            }
        }
        Err(error) => {
            let found: Vec<String> = error.places().iter().map(ToString::to_string).collect();
            assert_eq!(found, nulls(Some(before), after), "{before} to {after}");
        }
    }
}

/// The members of null that a Merge Patch would have to write, in order.
fn nulls(before: Option<&Json>, after: &Json) -> Vec<String> {
    let Json::Object(members) = after else {
        return Vec::new();
    };
    let mut found = Vec::new();
    for (name, value) in members {
        let was = before.and_then(|before| before.get(name));
        let token = name.replace('~', "~0").replace('/', "~1");
        if value.is_null() && !was.is_some_and(Json::is_null) {
            found.push(format!("/{token}"));
        }
        found.extend(nulls(was, value).into_iter().map(|path| format!("/{token}{path}")));
    }
    found
}

/// One Merge Patch for two, or the places where there is none.
fn composed(document: &Json, first: &Json, second: &Json) {
    let apply = |document: &Json, patch: &Json| as_the_rfc_says(Some(document), patch);
    match compose_merge_patches(first, second) {
        Ok(both) => {
            for document in [document, first, second, &Json::Null] {
                let expected = apply(&apply(document, first), second);
                let found = apply(document, &both);
                assert!(equal(&found, &expected), "{first} {second} {both} on {document}");
            }
        }
        Err(error) => {
            assert!(!error.places().is_empty());
            for place in error.places() {
                // Over a member that the document has, an object would be laid.
                let [one, two] = [first, second].map(|patch| patch.pointer(place));
                assert!(two.is_some_and(|v| v.as_object().is_some()), "{first} {second}");
                assert!(one.is_some_and(|v| v.as_object().is_none()), "{first} {second}");
            }
        }
    }
}

/// In any case: it ends, and it is all or nothing.
fn any(before: &Json, patch: &Json, dialect: Dialect) {
    let options = ApplyOptions { dialect, ..ApplyOptions::default() };
    let mut after = before.clone();
    match merge_patch_with(&mut after, patch, &options) {
        Ok(()) => {}
        Err(error) => {
            assert_eq!(error.kind(), ApplyErrorKind::AmbiguousMember, "{patch} on {before}");
            assert_eq!(after.to_string(), before.to_string(), "{patch} on {before}");
        }
    }
}
