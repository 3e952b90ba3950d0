//! What the vendor writes is recognised wherever a patch names it: by its path, by a
//! path below it, in any case, in a merge patch, and in what takes the place of what
//! it stands in.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test fails by panicking")]

use amend::{Dialect, Json, Limits, Operation, Patch, Pointer};
use amend_superoffice::SUPEROFFICE;
use amend_vendor::{Change, Member, Options, Outcome, Sent, plan};

fn record() -> Json {
    include_str!("cases/records/person.json").parse().unwrap()
}

/// The vendor's members that the record has, by their place.
fn of_the_vendor(member: &Member, value: &Json, path: &Pointer, found: &mut Vec<Pointer>) {
    match value {
        Json::Object(members) if member.sent != Sent::Dictionary => {
            for (name, value) in members {
                let Some(inner) = member.member(name) else { continue };
                let path = path.child(name);
                if inner.writable() {
                    of_the_vendor(inner, value, &path, found);
                } else {
                    found.push(path);
                }
            }
        }
        Json::Object(entries) => {
            let companions = entries.names().filter(|name| member.accompanies(name));
            found.extend(companions.map(|name| path.child(name)));
        }
        Json::Array(elements) => {
            for (at, element) in elements.iter().enumerate() {
                of_the_vendor(member.item(), element, &path.child(at.to_string()), found);
            }
        }
        _ => {}
    }
}

fn places() -> Vec<Pointer> {
    let mut found = Vec::new();
    let entity = SUPEROFFICE.entity().unwrap();
    of_the_vendor(&entity.record, &record(), &Pointer::root(), &mut found);
    found
}

/// The place of an operation in another case: names only, not keys of dictionaries.
fn cased(path: &Pointer, change: fn(&str) -> String) -> String {
    let dictionary = path.tokens().first().is_some_and(|top| top == "CustomFields");
    let tokens = path.tokens().iter().enumerate();
    let tokens =
        tokens.map(|(at, token)| if dictionary && at > 0 { token.clone() } else { change(token) });
    Pointer::from_tokens(tokens).to_string()
}

fn refused_at(change: &Change, place: &Pointer, what: &str) {
    let record = record();
    let found = plan(&SUPEROFFICE, &record, change, &Options::default()).unwrap();
    let Outcome::Refused(violations) = found.outcome() else {
        panic!("{what} {place}: {}", found.status());
    };
    let named = violations.iter().any(|v| v.code().as_str() == "read-only" && v.path() == place);
    assert!(named, "{what} {place}: {}", found.to_json());
}

#[test]
fn t11_by_every_operation_in_every_case_and_below() {
    let places = places();
    assert!(places.len() > 150, "only {} places", places.len());
    let cases: [fn(&str) -> String; 4] =
        [str::to_owned, str::to_ascii_lowercase, str::to_ascii_uppercase, |name| {
            let odd = |(at, c): (usize, char)| {
                if at % 2 == 1 { c.to_ascii_uppercase() } else { c.to_ascii_lowercase() }
            };
            name.chars().enumerate().map(odd).collect()
        }];
    for place in &places {
        for change in cases {
            let path = cased(place, change);
            for (op, path) in [
                ("add", path.clone()),
                ("replace", path.clone()),
                ("remove", path.clone()),
                ("replace", format!("{path}/x")),
                ("add", format!("{path}/0/y")),
                ("replace", path.trim_start_matches('/').to_owned()),
            ] {
                let operation = Json::object([
                    ("op", Json::from(op)),
                    ("path", Json::from(path.as_str())),
                    ("value", Json::from("Qvz")),
                ]);
                let text = Json::array([operation]).to_string();
                let patch = Patch::parse(text.as_bytes(), &Dialect::DOT_NET, &Limits::default());
                refused_at(&Change::Patch(patch.unwrap()), place, op);
            }
        }
    }
}

#[test]
fn t11_by_a_merge_patch_in_every_case() {
    for place in places().iter().filter(|p| p.tokens().iter().all(|t| t.parse::<usize>().is_err()))
    {
        for change in [str::to_owned, str::to_ascii_lowercase, str::to_ascii_uppercase] {
            let path: Pointer = cased(place, change).parse().unwrap();
            for value in [Json::from("Qvz"), Json::Null] {
                let patch = path
                    .tokens()
                    .iter()
                    .rev()
                    .fold(value, |inner, name| Json::object([(name.as_str(), inner)]));
                refused_at(&Change::MergePatch(patch), place, "merge patch");
            }
        }
    }
}

#[test]
fn t11_by_what_takes_the_place_of_the_address() {
    let record = record();
    let address = Pointer::from_tokens(["Address"]);
    for place in places().iter().filter(|place| address.contains(place)) {
        let mut value = record.clone();
        if let Some(part) = value.pointer_mut(place) {
            *part = Json::from("Qvz");
        }
        let value = value.get("Address").cloned().unwrap();
        let operation = Operation::Replace { path: address.clone(), value };
        let change = Change::Patch(vec![operation].into());
        if place.tokens().len() == 2 {
            refused_at(&change, place, "replace /Address");
        } else {
            // What stands in a street that goes out whole is left aside, and listed.
            let found = plan(&SUPEROFFICE, &record, &change, &Options::default()).unwrap();
            let ignored = found.details().map(|details| details.ignored.contains(place));
            assert_eq!(ignored, Some(true), "{place}: {}", found.to_json());
        }
    }
}

/// No request ever writes a member of the vendor's, whatever the wanted record says
/// of it.
#[test]
fn t12_a_wanted_record_never_sends_them() {
    let record = record();
    let mut wanted = record.clone();
    for place in places() {
        if let Some(part) = wanted.pointer_mut(&place).filter(|part| part.as_str().is_some()) {
            *part = Json::from("Qvz");
        }
    }
    let members = wanted.as_object_mut().unwrap();
    members.insert("Title", "Head Miller");
    members.insert("UpdatedDate", "2030-01-01T00:00:00");
    let found = plan(&SUPEROFFICE, &record, &Change::To(wanted), &Options::default()).unwrap();
    let details = found.details().unwrap_or_else(|| panic!("{}", found.to_json()));
    let body = details.requests[0].body().unwrap();
    assert_eq!(body.to_string(), r#"[{"op":"replace","path":"/Title","value":"Head Miller"}]"#);
    assert!(details.ignored.len() > 50, "{:?}", details.ignored);
}
