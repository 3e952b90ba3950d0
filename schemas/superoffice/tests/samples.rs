//! The vendor's own samples, which stand beside the checkout: records, documented
//! bodies, values of custom fields, definitions, and the form of an error.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use amend::{Dialect, Json, Limits, Patch, Pointer, equal};
use amend_superoffice::SUPEROFFICE;
use amend_vendor::{Change, Options, Request, plan};

fn sample(name: &str) -> Option<Json> {
    let found = amend_laws::samples(&SUPEROFFICE).into_iter().find(|(file, _)| file == name);
    found.map(|(_, json)| json)
}

/// The record in full, with the members that the bodies need.
fn record() -> Option<Json> {
    let mut record = sample("person-full-record.json")?;
    let members = record.as_object_mut().unwrap();
    let custom = members.get_mut("CustomFields").and_then(Json::as_object_mut).unwrap();
    custom.insert("x_sale", "4");
    custom.insert("SuperOffice:9", "Testing");
    members.insert("ExtraFields", Json::object([("x_foobar", "bar")]));
    Some(record)
}

/// The answer on the page that the update stands on.
fn page() -> Option<Json> {
    let (_, page) = amend_laws::seeds()
        .into_iter()
        .find(|(_, page)| page.contains("PatchPersonEntity"))
        .or_else(|| {
            amend_laws::seeds().into_iter().find(|(_, page)| page.contains("PATCH Person/{id}"))
        })?;
    amend_laws::json_blocks(&page).into_iter().find(|json| json.get("PersonId").is_some())
}

fn at<'j>(json: &'j Json, pointer: &str) -> &'j Json {
    let place: Pointer = pointer.parse().unwrap();
    json.pointer(&place).expect(pointer)
}

fn patch_request(record: &Json, body: &Json) -> Request {
    let id = record.get("PersonId").unwrap();
    let url = format!("https://crm.example/tenant/api/v1/Person/{id}");
    Request::new("PATCH", url, Vec::new(), Some(body.clone()))
}

/// The documented examples: what they are, and their bodies.
fn examples() -> Vec<(String, Json)> {
    let Some(all) = sample("patch-examples.json") else {
        return Vec::new();
    };
    let mut found = Vec::new();
    for example in all.as_array().unwrap() {
        for name in ["body", "merge", "patch"] {
            if let Some(body) = example.get(name) {
                let text = |name: &str| example.get(name).and_then(Json::as_str).unwrap_or("");
                let fails = if example.get("fails").is_some() { " fails" } else { "" };
                found.push((format!("{} {}{fails}", text("src"), text("verb")), body.clone()));
            }
        }
    }
    assert!(found.len() > 25, "examples are missing");
    found
}

fn of_persons(what: &str) -> bool {
    what.to_ascii_lowercase().contains("/person/")
}

#[test]
fn every_record_passes() {
    let names = ["person-full-record.json", "person-post-body.json"];
    let mut records: Vec<Json> = names.iter().filter_map(|name| sample(name)).collect();
    assert!(records.is_empty() || records.len() == names.len(), "a sample is missing");
    if !records.is_empty() {
        records.push(page().expect("the page has an answer"));
    }
    for record in records {
        assert_eq!(SUPEROFFICE.check(&record).unwrap(), []);
        let same = Change::To(record.clone());
        let unchanged = plan(&SUPEROFFICE, &record, &same, &Options::default()).unwrap();
        assert_eq!(unchanged.status(), "unchanged");
    }
}

#[test]
fn every_documented_body_passes_the_schema() {
    for (what, body) in examples() {
        assert_eq!(SUPEROFFICE.check_body(&body), [], "{what} {body}");
    }
}

#[test]
fn every_documented_body_of_a_person_is_taken_and_what_fails_fails() {
    let Some(record) = record() else { return };
    let mut seen = 0;
    for (what, body) in examples().into_iter().filter(|(what, _)| of_persons(what)) {
        let outcome = SUPEROFFICE.simulate(&record, &[patch_request(&record, &body)]);
        if what.ends_with(" fails") {
            assert_eq!(outcome.unwrap_err().status, 400, "{what}");
        } else {
            assert_eq!(outcome.unwrap().0, 200, "{what} {body}");
            seen += 1;
        }
    }
    assert!(seen >= 7, "only {seen} bodies of persons");
}

/// Paths in the vendor's spelling, ids as numbers: the documented form.
fn canonical(body: &Json) -> Json {
    let dialect = Dialect::DOT_NET;
    let patch = Patch::parse(body.to_string().as_bytes(), &dialect, &Limits::default()).unwrap();
    patch.to_json()
}

#[test]
fn the_documented_updates_come_out_of_plan() {
    let Some(mut record) = record() else { return };
    let mut equal_bodies = 0;
    for (what, body) in examples().into_iter().filter(|(what, _)| of_persons(what)) {
        if what.ends_with(" fails") || body.as_array().is_none() {
            continue;
        }
        let documented = canonical(&body);
        let first = at(&documented, "/0/path").as_str().unwrap();
        if first == "/Interests" {
            continue; // by position, behind a test: the case files have it
        }
        if first == "/Title" {
            record.as_object_mut().unwrap().insert("Title", "Salesman");
        }
        let patch =
            Patch::parse(body.to_string().as_bytes(), &Dialect::DOT_NET, &Limits::default());
        let change = Change::Patch(patch.unwrap());
        let planned = plan(&SUPEROFFICE, &record, &change, &Options::default()).unwrap();
        let details = planned.details().unwrap_or_else(|| panic!("{what}: {}", planned.to_json()));
        let [request] = details.requests.as_slice() else {
            panic!("{what}: {}", planned.to_json());
        };
        let sent = request.body().unwrap();
        match first {
            // The lines that the example leaves out are empty in the record.
            "/Address/Street" => {
                let full = r#"[{"op":"replace","path":"/Address/Street","value":{"Address1":"225 Shattuck Hill Road C-1","Address2":"C/O Pat Example","Address3":"","City":"Somewhere","County":"","State":"OH","Zipcode":"03823"}}]"#;
                assert_eq!(sent.to_string(), full, "{what}");
            }
            // By id.
            "/CreatedBy" => {
                let by_id = r#"[{"op":"replace","path":"/CreatedBy/AssociateId","value":6}]"#;
                assert_eq!(sent.to_string(), by_id, "{what}");
            }
            _ => {
                assert!(equal(sent, &documented), "{what}: {sent}");
                equal_bodies += 1;
            }
        }
        // Both forms have the same effect.
        let (_, by_example) =
            SUPEROFFICE.simulate(&record, &[patch_request(&record, &body)]).unwrap();
        let same = Change::To(details.after.clone().into_json());
        let again = plan(&SUPEROFFICE, &by_example, &same, &Options::default()).unwrap();
        assert_eq!(again.status(), "unchanged", "{what}: {}", again.to_json());
    }
    assert!(equal_bodies >= 3, "only {equal_bodies} bodies are those of the documentation");
}

#[test]
fn a_merge_patch_is_turned_into_the_documented_operations() {
    let Some(record) = record() else { return };
    // {"Phones": {"Value": …}} adds to a list, [{"Value": …}] replaces it: the
    // documentation shows it for companies; persons have other lists.
    let one = Json::object([("MobilePhones", Json::object([("Value", "12345678")]))]);
    let (_, added) = SUPEROFFICE.simulate(&record, &[patch_request(&record, &one)]).unwrap();
    let (_, twice) = SUPEROFFICE.simulate(&added, &[patch_request(&record, &one)]).unwrap();
    assert_eq!(
        at(&twice, "/MobilePhones").to_string(),
        r#"[{"Value":"12345678"},{"Value":"12345678"}]"#
    );
    let list = Json::array([Json::object([("Value", "87654321")])]);
    let list = Json::object([("MobilePhones", list)]);
    let (_, set) = SUPEROFFICE.simulate(&twice, &[patch_request(&record, &list)]).unwrap();
    assert_eq!(at(&set, "/MobilePhones").to_string(), r#"[{"Value":"87654321"}]"#);
    // "JSON MERGE PATCH does NOT update null properties": TicketPriority is null.
    let null = Json::object([("TicketPriority", Json::object([("Id", 3)]))]);
    let (_, same) = SUPEROFFICE.simulate(&record, &[patch_request(&record, &null)]).unwrap();
    assert_eq!(same.to_string(), record.to_string());
}

#[test]
fn the_example_of_the_page_is_no_member_of_a_person() {
    let Some(record) = record() else { return };
    let patch = r#"[{"op": "replace", "path": "/Department", "value": "foo"}]"#.parse().unwrap();
    let merge = Json::object([("Department", "foo")]);
    for change in [Change::Patch(patch), Change::MergePatch(merge.clone()), Change::To(merge)] {
        let refused = plan(&SUPEROFFICE, &record, &change, &Options::default()).unwrap();
        let reasons: Vec<String> =
            refused.violations().iter().map(|v| format!("{} {}", v.code(), v.path())).collect();
        assert_eq!(reasons, ["unknown-field /Department"]);
    }
}

#[test]
fn the_forms_of_custom_values_are_no_change() {
    let Some(values) = sample("custom-field-values.json") else { return };
    for (name, dictionaries) in values.as_object().unwrap() {
        let mut record = Json::object([("PersonId", 5)]);
        let fields = dictionaries.get("CustomFields").unwrap_or(dictionaries);
        record.as_object_mut().unwrap().insert("CustomFields", fields.clone());
        assert_eq!(SUPEROFFICE.check(&record).unwrap(), [], "{name}");
        // Without their markers, and as UserDefinedFields shows them.
        let bare = |text: &str| {
            let inner = text.strip_prefix('[').and_then(|text| text.strip_suffix(']'));
            inner.and_then(|inner| inner.split_once(':')).map_or(text, |(_, body)| body).to_owned()
        };
        let plain = fields.as_object().unwrap().iter().filter_map(|(key, value)| {
            let text = value.as_str().unwrap();
            // A date in the year 1 is empty only as a date.
            (!text.contains("/0001")).then(|| (key, Json::from(bare(text))))
        });
        let plain = Json::object([("CustomFields", Json::object(plain))]);
        let change = Change::To(plain);
        let same = plan(&SUPEROFFICE, &record, &change, &Options::default()).unwrap();
        assert_eq!(same.status(), "unchanged", "{name}: {}", same.to_json());
        if let Some(other) = dictionaries.get("UserDefinedFields") {
            let change = Change::To(Json::object([("CustomFields", other.clone())]));
            let same = plan(&SUPEROFFICE, &record, &change, &Options::default()).unwrap();
            let differ = name == "docs_reference"; // 23 on one line, 0 on another
            assert_eq!(same.status() == "planned", differ, "{name}: {}", same.to_json());
        }
    }
}

#[test]
fn a_layout_of_companies_is_no_catalogue_of_persons() {
    let Some(mut field) = sample("udef-field-info.json") else { return };
    assert!(SUPEROFFICE.catalogue(&field).is_err());
    field.as_object_mut().unwrap().insert("Type", "Person");
    let catalogue = SUPEROFFICE.catalogue(&Json::array([field])).unwrap();
    assert_eq!(catalogue.fields()[0].key, Json::from("SuperOffice:12"));
    for name in ["error-404.json", "patch-examples.json", "person-full-record.json"] {
        assert!(SUPEROFFICE.catalogue(&sample(name).unwrap()).is_err(), "{name}");
    }
}

#[test]
fn an_error_has_the_form_of_the_sample() {
    let Some(error) = sample("error-404.json") else { return };
    let record: Json = r#"{"PersonId": 5}"#.parse().unwrap();
    let other: Json = r#"{"PersonId": 99999}"#.parse().unwrap();
    let request = patch_request(&other, &Json::Array(Vec::new()));
    let failure = SUPEROFFICE.simulate(&record, &[request]).unwrap_err();
    assert_eq!(failure.status, 404);
    for name in ["Error", "ErrorType"] {
        assert_eq!(failure.error.get(name), error.get(name), "{name}");
    }
    assert!(failure.error.get("ErrorMessage").and_then(Json::as_str).is_some());
}
