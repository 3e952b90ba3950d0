//! `resolve`: a pointer in the document's own spelling (semantics.md section 5).
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use amend::error::ApplyErrorKind;
use amend::options::MemberNames;
use amend::{Document, Json, Pointer, resolve};

fn in_any_case(document: &Json, pointer: &str) -> Result<String, ApplyErrorKind> {
    let pointer: Pointer = pointer.parse().unwrap();
    let found = resolve(document, &pointer, MemberNames::IgnoreCase);
    // The same through the other doors.
    let text = document.to_string();
    let tape = Document::parse(&text).unwrap();
    assert_eq!(resolve(tape.root(), &pointer, MemberNames::IgnoreCase), found);
    found.map(|pointer| pointer.to_string()).map_err(|error| error.kind())
}

#[test]
fn tokens_are_spelt_as_the_document_does() {
    let document: Json =
        r#"{"Emails": [{"Value": 1}], "Person": {"firstName": "x"}, "person": 1, "": {"A/b": 2}}"#
            .parse()
            .unwrap();
    for (pointer, expected) in [
        ("", Ok("")),
        ("/emails/0/VALUE", Ok("/Emails/0/Value")),
        ("/EMAILS/-", Ok("/Emails/-")),
        ("/EMAILS/1", Ok("/Emails/1")),
        ("/person", Ok("/person")),
        ("/Person/FirstName", Ok("/Person/firstName")),
        ("/Person/lastName", Ok("/Person/lastName")),
        ("//a~1B", Ok("//A~1b")),
        ("/PERSON", Err(ApplyErrorKind::AmbiguousMember)),
        ("/PERSON/firstName", Err(ApplyErrorKind::AmbiguousMember)),
        ("/emails/2", Err(ApplyErrorKind::IndexOutOfRange)),
        ("/emails/01", Err(ApplyErrorKind::BadIndex)),
        ("/emails/-/value", Err(ApplyErrorKind::PathNotFound)),
        ("/nobody/x", Err(ApplyErrorKind::PathNotFound)),
        ("/person/x", Err(ApplyErrorKind::NotAContainer)),
    ] {
        assert_eq!(in_any_case(&document, pointer), expected.map(str::to_owned), "{pointer}");
    }
}

/// 5.8: a dictionary whose keys are data may be case-sensitive at the vendor:
/// its prefix is resolved in any case, the rest exactly.
#[test]
fn statement_5_8_the_rule_may_change_below_a_place() {
    let document: Json = r#"{"CustomFields": {"x_Custom": 1, "X_Custom": 2}}"#.parse().unwrap();
    let given: Pointer = "/customfields/X_Custom".parse().unwrap();
    let (above, key) = given.split_last().unwrap();

    let above = resolve(&document, &above, MemberNames::IgnoreCase).unwrap();
    let dictionary = document.pointer(&above).unwrap();
    let key = Pointer::from_tokens([key]);
    let key = resolve(dictionary, &key, MemberNames::Exact).unwrap();
    assert_eq!(format!("{above}{key}"), "/CustomFields/X_Custom");

    let other = resolve(dictionary, &"/x_custom".parse().unwrap(), MemberNames::Exact).unwrap();
    assert_eq!(dictionary.pointer(&other), None);
}

/// Every way to write a name in ASCII letters of either case is that name,
/// and no letter outside ASCII is ever one inside.
#[test]
fn t19_every_case_of_a_name_resolves_to_it() {
    let document: Json = r#"{"Kanji_1": 1, "other": 2}"#.parse().unwrap();
    let name = "Kanji_1";
    for cases in 0_u32..1 << name.len() {
        let varied: String = name
            .chars()
            .enumerate()
            .map(|(n, c)| match cases >> n & 1 {
                0 => c.to_ascii_lowercase(),
                _ => c.to_ascii_uppercase(),
            })
            .collect();
        let pointer = format!("/{varied}");
        assert_eq!(in_any_case(&document, &pointer), Ok("/Kanji_1".to_owned()), "{pointer}");
        // One letter of another alphabet: nothing is found.
        for other in ['\u{212a}', 'ı', 'ſ', 'Ｋ'] {
            let pointer = format!("/{other}{}", &varied[1..]);
            assert_eq!(in_any_case(&document, &pointer), Ok(pointer.clone()), "left as it is");
        }
    }
}
