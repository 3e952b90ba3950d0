//! The documented samples: the fields of the page, the types of custom fields, the
//! forms of the errors, and the list of definitions.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use amend::Json;
use amend_bigchange::BIGCHANGE;
use amend_vendor::{Request, Writer};

/// The lines of the stored pages that describe a member, by the member's own
/// position: the pages have lost the names, the order they have kept.
#[test]
fn the_members_stand_in_the_order_of_the_page_and_are_unset_as_it_says() {
    let page =
        amend_laws::seeds().into_iter().find(|(_, text)| text.starts_with("Update a person\n"));
    let Some((_, page)) = page else {
        return;
    };
    let body = page.split("- ]\n").nth(1).unwrap();
    let body = body.split("customFields object[]").next().unwrap();
    let lines: Vec<&str> = body.lines().collect();
    let entity = BIGCHANGE.entity().unwrap();
    let members = entity.record.members.iter().filter(|member| member.writer == Writer::Client);
    let mut described = 0;
    for (pair, member) in lines.chunks(2).zip(members) {
        let [what, how] = pair else {
            panic!("expected a description and what omission does: {pair:?}");
        };
        assert!(how.starts_with("Optional: Omit to retain current value"), "{how}");
        let unset = how.ends_with("provide null to unset");
        let offered = matches!(member.clear, Some(amend_vendor::Clear::Send { .. }));
        assert_eq!(offered, unset, "{what}: `{}`", member.name);
        described += 1;
    }
    assert_eq!(described, 10);
}

#[test]
fn a_failure_has_the_members_that_the_page_shows() {
    let samples = amend_laws::samples(&BIGCHANGE);
    let record: Json = r#"{"id":"a"}"#.parse().unwrap();
    let fails = |method: &str, body: &str| {
        let url = "https://api.bigchange.com/v1/persons/a";
        let request = Request::new(method, url, Vec::new(), Some(body.parse().unwrap()));
        BIGCHANGE.simulate(&record, &[request]).unwrap_err()
    };
    let found = [
        ("validation-problem-422.json", fails("PATCH", "{}")),
        ("problem-details.json", fails("PUT", r#"{"title":"x"}"#)),
    ];
    for (file, sample) in &samples {
        let Some((_, failure)) = found.iter().find(|(name, _)| name == file) else {
            continue;
        };
        // `instance` names one occurrence, which a simulation is not.
        let names = |json: &Json| -> Vec<String> {
            let names = json.as_object().unwrap().names().filter(|name| *name != "instance");
            names.map(str::to_owned).collect()
        };
        assert_eq!(names(&failure.error), names(sample), "{file}");
    }
}

#[test]
fn the_list_of_definitions_is_a_catalogue() {
    for (file, sample) in amend_laws::samples(&BIGCHANGE) {
        let catalogue = BIGCHANGE.catalogue(&sample);
        assert_eq!(catalogue.is_ok(), file == "legacy-custom-field-definitions.json", "{file}");
        if let Ok(catalogue) = catalogue {
            let labels: Vec<&str> = catalogue.fields().iter().map(|f| f.label.as_str()).collect();
            assert_eq!(labels, ["System Resource", "Test21"]);
        }
    }
}

/// What a definition says beside the label and the type.
#[test]
fn a_definition_may_be_mandatory() {
    let file = r#"[
        {"id":1,"label":"A","type":"Text","mandatory":true},
        {"id":2,"label":"B","type":"Text","mandatory":false},
        {"id":3,"label":"C","type":"Text"}
    ]"#;
    let catalogue = BIGCHANGE.catalogue(&file.parse().unwrap()).unwrap();
    let mandatory: Vec<bool> = catalogue.fields().iter().map(|field| field.mandatory).collect();
    assert_eq!(mandatory, [true, false, false]);
}

#[test]
fn another_file_is_no_catalogue() {
    for (text, place) in [
        ("{}", "the top"),
        ("5", "the top"),
        (r#"{"Code":0,"Result":{}}"#, "`/Result`"),
        (r#"{"Code":0,"Result":[{"id":5}]}"#, "`/Result/0/label`"),
        (r#"[{"id":"5","label":"","type":"Text"}]"#, "`/0/id`"),
        (r#"[{"id":5,"label":"","type":3}]"#, "`/0/type`"),
        (r#"[{"id":5,"name":"","data_type":"String"}]"#, "`/0/label`"),
        (r#"{"data":[{"key":"budget","label":"Budget","type":"NUMBER"}]}"#, "the top"),
    ] {
        let error = BIGCHANGE.catalogue(&text.parse().unwrap()).unwrap_err().to_string();
        assert!(error.contains(&format!("at {place};")), "{text}: {error}");
    }
}

/// The records of the older interface are no persons of this one: they have no id
/// of that name, and what they have is not mistaken for it.
#[test]
fn records_of_the_older_interface_are_not_taken_for_persons() {
    for (file, sample) in amend_laws::samples(&BIGCHANGE) {
        if file.starts_with("legacy-contact") {
            let found = BIGCHANGE.check(&sample).unwrap();
            let found: Vec<&str> = found.iter().map(|v| v.code().as_str()).collect();
            assert_eq!(found, ["missing-required"], "{file}");
        }
    }
}
