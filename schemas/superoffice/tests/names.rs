//! Names in any case: every spelling of every name is the same member, and a letter
//! that only looks like one is none.
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use amend::{Dialect, Json, Limits, Patch};
use amend_superoffice::SUPEROFFICE;
use amend_vendor::{Change, Options, Plan, Sent, Type, plan};

fn record() -> Json {
    include_str!("cases/records/person.json").parse().unwrap()
}

fn planned<'r>(record: &'r Json, path: &str, value: Json) -> Plan<'r> {
    let operation =
        Json::object([("op", Json::from("replace")), ("path", Json::from(path)), ("value", value)]);
    let text = Json::array([operation]).to_string();
    let patch = Patch::parse(text.as_bytes(), &Dialect::DOT_NET, &Limits::default()).unwrap();
    plan(&SUPEROFFICE, record, &Change::Patch(patch), &Options::default()).unwrap()
}

/// Every way to write a name in capitals and small letters.
fn spellings(name: &str) -> Vec<String> {
    let mut found = vec![String::new()];
    for letter in name.chars() {
        let (small, large) = (letter.to_ascii_lowercase(), letter.to_ascii_uppercase());
        let forms = if small == large { vec![small] } else { vec![small, large] };
        found = found
            .iter()
            .flat_map(|start| forms.iter().map(move |letter| format!("{start}{letter}")))
            .collect();
    }
    found
}

/// A value that is none of the record's, for a member of this type.
fn other(types: &[Type]) -> Json {
    match types.first() {
        Some(Type::Boolean) => Json::from(true),
        Some(Type::Integer | Type::Number) => Json::from(77),
        _ => Json::from("2024-02-03T00:00:00"),
    }
}

#[test]
fn t19_every_spelling_of_a_short_name_is_the_member() {
    let record = record();
    let members = &SUPEROFFICE.entity().unwrap().record.members;
    let short =
        members.iter().filter(|m| m.writable() && m.sent == Sent::Value && m.name.len() < 9);
    let mut count = 0;
    for member in short.filter(|member| member.name != "DbiKey") {
        let expected = planned(&record, &format!("/{}", member.name), other(&member.types));
        for name in spellings(&member.name) {
            for path in [name.clone(), format!("/{name}")] {
                let found = planned(&record, &path, other(&member.types));
                assert_eq!(found.to_json().to_string(), expected.to_json().to_string(), "{path}");
                count += 1;
            }
        }
    }
    assert!(count > 500, "only {count} spellings");
}

#[test]
fn t19_every_name_is_found_in_capitals_and_in_small_letters() {
    let record = record();
    for member in &SUPEROFFICE.entity().unwrap().record.members {
        let value = record.get(&member.name).cloned().unwrap_or_default();
        let own = planned(&record, &format!("/{}", member.name), value.clone());
        for name in [member.name.to_ascii_uppercase(), member.name.to_ascii_lowercase()] {
            let found = planned(&record, &name, value.clone());
            assert_eq!(found.to_json().to_string(), own.to_json().to_string(), "{name}");
        }
    }
}

#[test]
fn t19_a_letter_that_looks_like_one_is_none() {
    let record = record();
    let alike = [
        ('k', '\u{212a}'),
        ('i', 'ı'),
        ('I', 'İ'),
        ('s', 'ſ'),
        ('S', 'ſ'),
        ('a', 'а'),
        ('E', 'Ｅ'),
    ];
    let mut count = 0;
    for member in &SUPEROFFICE.entity().unwrap().record.members {
        for (letter, look) in alike {
            if member.name.contains(letter) {
                let name = member.name.replacen(letter, &look.to_string(), 1);
                let found = planned(&record, &name, Json::from("x"));
                let codes: Vec<&str> =
                    found.violations().iter().map(|v| v.code().as_str()).collect();
                assert_eq!(codes, ["unknown-field"], "{name}");
                count += 1;
            }
        }
    }
    assert!(count > 50, "only {count} names");
}
