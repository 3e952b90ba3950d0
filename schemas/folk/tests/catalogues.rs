//! Catalogues: the vendor's own in its forms, and no other vendor's.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use amend::{Json, Limits};
use amend_folk::FOLK;

const GROUP: &str = "grp_11111111-1111-4111-8111-111111111111";
const OTHER: &str = "grp_22222222-2222-4222-8222-222222222222";

/// The groups and the names of the fields of a catalogue, or the place at which
/// the file is none.
fn read(text: &str) -> Result<Vec<(Option<String>, String)>, String> {
    let file: Json =
        text.replace("G1", GROUP).replace("G2", OTHER).parse().expect("the text is JSON");
    let catalogue = FOLK.catalogue(&file).map_err(|error| error.to_string())?;
    let fields = catalogue.fields().iter();
    Ok(fields.map(|field| (field.scope.clone(), field.label.clone())).collect())
}

fn of(group: Option<&str>, name: &str) -> (Option<String>, String) {
    (group.map(str::to_owned), name.to_owned())
}

#[test]
fn every_form_is_read() {
    let item = |name: &str| format!(r#"{{"name": "{name}", "type": "textField"}}"#);
    let (a, b) = (item("a"), item("b"));
    let link = r#""pagination": {"nextLink": "https://api.folk.app/v1/groups/G1/custom-fields/person?cursor=x"}"#;
    for (text, expected) in [
        (format!(r#"{{"data": {{"items": [{a}], "pagination": {{}}}}}}"#), vec![of(None, "a")]),
        (format!(r#"{{"items": [{a}], "pagination": {{"nextLink": null}}}}"#), vec![of(None, "a")]),
        (
            format!(r#"{{"data": {{"items": [{a}, {b}], {link}}}}}"#),
            vec![of(Some(GROUP), "a"), of(Some(GROUP), "b")],
        ),
        // The last page has no link.
        (
            format!(r#"[{{"data": {{"items": [{a}], {link}}}}}, {{"items": [{b}]}}]"#),
            vec![of(Some(GROUP), "a"), of(Some(GROUP), "b")],
        ),
        (
            format!(r#"{{"G1": {{"items": [{a}]}}, "G2": [{{"data": {{"items": [{b}]}}}}]}}"#),
            vec![of(Some(GROUP), "a"), of(Some(OTHER), "b")],
        ),
        (r#"{"data": {"items": []}}"#.to_owned(), vec![]),
    ] {
        assert_eq!(read(&text), Ok(expected), "{text}");
    }
}

#[test]
fn what_is_no_catalogue_is_told_with_its_place() {
    let link = |end: &str| {
        format!(r#"{{"items": [], "pagination": {{"nextLink": "https://api.folk.app/{end}"}}}}"#)
    };
    for (text, place) in [
        ("{}".to_owned(), "/items"),
        ("[]".to_owned(), ""),
        ("7".to_owned(), "/items"),
        (r#"{"data": []}"#.to_owned(), "/data/items"),
        (r#"{"items": {}}"#.to_owned(), "/items"),
        (r#"{"items": [{"name": "a"}]}"#.to_owned(), "/items/0/type"),
        (r#"{"items": [{"type": "textField"}]}"#.to_owned(), "/items/0/name"),
        (
            r#"{"items": [{"name": "a", "type": "singleSelect", "options": [{"color": "x"}]}]}"#
                .to_owned(),
            "/items/0/options",
        ),
        (r#"{"G1": {"items": []}, "grp_x": {"items": []}}"#.to_owned(), "/items"),
        (r#"{"G1": []}"#.to_owned(), "/G1"),
        (link("v1/people?cursor=x"), "/pagination/nextLink"),
        (link("v1/groups/G1/custom-fields/company?cursor=x"), "/pagination/nextLink"),
        (link("v1/groups/../custom-fields/person"), "/pagination/nextLink"),
        (format!(r#"{{"G2": {}}}"#, link("v1/groups/G1/custom-fields/person")), "/G2"),
        (
            format!(
                "[{}, {}]",
                link("v1/groups/G1/custom-fields/person"),
                link("v1/groups/G2/custom-fields/person")
            ),
            "/1",
        ),
    ] {
        let found = read(&text).expect_err(&text);
        let place = place.replace("G1", GROUP).replace("G2", OTHER);
        let place = if place.is_empty() { "the top".to_owned() } else { format!("`{place}`") };
        assert!(found.contains(&format!("at {place};")), "{text}: {found}");
    }
}

#[test]
fn another_vendors_catalogue_is_refused() {
    let Some(shared) = amend_laws::shared() else { return };
    for name in [
        "copper/custom-field-definitions.json",
        "bigchange/legacy-custom-field-definitions.json",
        "allo/attributes-list.json",
        "superoffice/udef-field-info.json",
    ] {
        let text = std::fs::read(shared.join("vendors/samples").join(name)).unwrap();
        let json = Json::read(&text, &Limits::default()).unwrap();
        assert!(FOLK.catalogue(&json).is_err(), "{name}");
    }
}
