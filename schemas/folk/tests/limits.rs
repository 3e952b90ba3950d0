//! Lengths and counts: at the limit planned, one over it refused, in code points
//! and in UTF-16 units.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use amend::{Json, Pointer};
use amend_folk::FOLK;
use amend_vendor::{Change, Options, plan};

const RECORD: &str = include_str!("cases/records/bare.json");
const GROUP: &str = "grp_11111111-1111-4111-8111-111111111111";

/// Where a text stands, its greatest length, and how the wanted record looks
/// around it.
const TEXTS: [(&str, usize, &str); 14] = [
    ("/firstName", 500, r#"{"firstName": "?"}"#),
    ("/lastName", 500, r#"{"lastName": "?"}"#),
    ("/fullName", 1000, r#"{"fullName": "?"}"#),
    ("/description", 5000, r#"{"description": "?"}"#),
    ("/jobTitle", 500, r#"{"jobTitle": "?"}"#),
    ("/companies/0/name", 500, r#"{"companies": [{"name": "?"}]}"#),
    ("/addresses/0", 500, r#"{"addresses": ["?"]}"#),
    ("/emails/0", 254, r#"{"emails": ["?"]}"#),
    ("/phones/0", 30, r#"{"phones": ["?"]}"#),
    ("/urls/0", 2048, r#"{"urls": ["?"]}"#),
    (
        "/customFieldValues/G/a",
        5000,
        r#"{"groups": [{"id": "G"}], "customFieldValues": {"G": {"a": "?"}}}"#,
    ),
    (
        "/customFieldValues/G/a/0",
        500,
        r#"{"groups": [{"id": "G"}], "customFieldValues": {"G": {"a": ["?"]}}}"#,
    ),
    (
        "/customFieldValues/G/a/0/email",
        254,
        r#"{"groups": [{"id": "G"}], "customFieldValues": {"G": {"a": [{"email": "?"}]}}}"#,
    ),
    (
        "/customFieldValues/G/a/1",
        500,
        r#"{"groups": [{"id": "G"}], "customFieldValues": {"G": {"a": ["x", "?"]}}}"#,
    ),
];

/// Where a list stands, its greatest count, and an element of it.
const LISTS: [(&str, usize, &str); 7] = [
    ("/groups", 100, r#"{"id": "grp_?-0000-4000-8000-000000000000"}"#),
    ("/companies", 20, r#"{"name": "?"}"#),
    ("/addresses", 20, r#""?""#),
    ("/emails", 20, r#""?""#),
    ("/phones", 20, r#""?""#),
    ("/urls", 20, r#""?""#),
    ("/customFieldValues/G/a", 1000, r#""?""#),
];

fn json(text: &str) -> Json {
    text.replace('G', GROUP).parse().expect("the text is JSON")
}

/// `planned`, or the codes and paths of the refusal.
fn outcome(wanted: Json) -> Vec<String> {
    let record = RECORD.parse().expect("the record is JSON");
    let found =
        plan(&FOLK, &record, &Change::To(wanted), &Options::default()).expect("the schema is good");
    if let Some(details) = found.details() {
        assert_eq!(details.requests.len(), 1);
        return vec!["planned".to_owned()];
    }
    found.violations().iter().map(|v| format!("{} {}", v.code(), v.path())).collect()
}

#[test]
fn texts_hold_to_their_lengths() {
    for (path, most, around) in TEXTS {
        let refused = vec![format!("too-long {}", path.replace('G', GROUP))];
        let planned = vec!["planned".to_owned()];
        for (text, expected) in [
            ("x".repeat(most), &planned),
            ("x".repeat(most + 1), &refused),
            ("é".repeat(most), &planned),
            ("🌾".repeat(most / 2), &planned),
            // Fewer code points than the limit, and more units.
            ("🌾".repeat(most / 2 + 1), &refused),
        ] {
            assert_eq!(outcome(json(&around.replace('?', &text))), *expected, "{path}");
        }
    }
}

#[test]
fn lists_hold_to_their_counts() {
    for (path, most, element) in LISTS {
        for (count, expected) in [
            (most, "planned".to_owned()),
            (most + 1, format!("too-many {}", path.replace('G', GROUP))),
        ] {
            let list: Vec<String> =
                (0..count).map(|at| element.replace('?', &format!("{at:08x}"))).collect();
            let list = format!("[{}]", list.join(","));
            let wanted = if path.ends_with("/a") {
                json(
                    r#"{"groups": [{"id": "G"}], "customFieldValues": {"G": {"a": LIST}}}"#
                        .replace("LIST", &list)
                        .as_str(),
                )
            } else {
                format!(r#"{{"{}": {list}}}"#, path.trim_start_matches('/')).parse().unwrap()
            };
            assert_eq!(outcome(wanted), [expected], "{count}");
        }
    }
}

#[test]
fn the_schemas_say_the_same_lengths() {
    let person: Json = FOLK.person_schema().parse().unwrap();
    let update: Json = FOLK.update_schema().parse().unwrap();
    let at = |schema: &Json, pointer: &str| {
        schema.pointer(&pointer.parse::<Pointer>().unwrap()).and_then(Json::as_i64)
    };
    for name in ["firstName", "lastName", "fullName", "description", "jobTitle", "birthday"] {
        let place = format!("/properties/{name}/maxLength");
        assert!(at(&person, &place).is_some(), "{name}");
        assert_eq!(at(&person, &place), at(&update, &place), "{name}");
    }
    for name in ["groups", "companies", "addresses", "emails", "phones", "urls"] {
        for keyword in ["maxItems", "items/maxLength"] {
            let place = format!("/properties/{name}/{keyword}");
            assert_eq!(at(&person, &place), at(&update, &place), "{place}");
        }
        assert!(at(&person, &format!("/properties/{name}/maxItems")).is_some(), "{name}");
    }
}
