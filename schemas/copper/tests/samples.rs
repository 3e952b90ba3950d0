//! The vendor's own samples: records pass, documented bodies are taken, and the
//! documented update comes out of `plan`.

#![allow(clippy::panic, clippy::unwrap_used, reason = "a test fails by panicking")]

use amend::Json;
use amend::value::Members;
use amend_copper::COPPER;
use amend_laws::{json_blocks, samples, seeds};
use amend_vendor::{Change, Options, Request, plan};

/// A sample by its file name; nothing where the samples are not there.
fn sample(name: &str) -> Option<Json> {
    samples(&COPPER).into_iter().find(|(file, _)| file == name).map(|(_, json)| json)
}

/// The page that Copper's update stands on.
fn page() -> Option<String> {
    seeds().into_iter().map(|(_, page)| page).find(|page| page.contains("developer_api/v1/people"))
}

/// The persons of the samples and of the page, with where they come from.
fn records() -> Vec<(String, Json)> {
    let names = ["update-response.json", "fetch-by-email-response.json", "search-record-full.json"];
    let mut found: Vec<(String, Json)> =
        samples(&COPPER).into_iter().filter(|(file, _)| names.contains(&file.as_str())).collect();
    assert!(found.is_empty() || found.len() == names.len(), "a sample is missing");
    if let Some(page) = page() {
        let blocks = json_blocks(&page);
        let persons = blocks.into_iter().filter(|block| block.get("date_modified").is_some());
        found.extend(persons.map(|person| ("the page".to_owned(), person)));
    }
    found
}

fn put(id: &Json, body: Json) -> Request {
    let url = format!("https://api.copper.com/developer_api/v1/people/{id}");
    Request::new("PUT", url, Vec::new(), Some(body))
}

#[test]
fn every_record_passes() {
    let records = records();
    for (name, record) in &records {
        assert_eq!(COPPER.check(record).unwrap(), [], "{name}");
    }
    assert!(records.is_empty() || records.len() > 3, "the page has no record");
}

#[test]
fn the_documented_update_comes_out_of_plan() {
    if let Some(page) = page() {
        let blocks = json_blocks(&page);
        let body = blocks.iter().find(|block| block.as_object().map(Members::len) == Some(1));
        let answer = blocks.iter().find(|block| block.get("id").is_some());
        let (body, answer) = (body.expect("a body"), answer.expect("an answer"));
        assert_eq!(COPPER.check_body(body), []);
        // The answer is the record afterwards: before it, there was another text.
        let mut before = answer.clone();
        before.as_object_mut().unwrap().insert("details", "before");
        let plan =
            plan(&COPPER, &before, &Change::To(answer.clone()), &Options::default()).unwrap();
        let details = plan.details().expect("it is documented");
        let [request] = details.requests.as_slice() else {
            panic!("one request: {}", plan.to_json());
        };
        assert_eq!(request.body().unwrap().to_string(), body.to_string());
        assert_eq!(details.after.to_string(), answer.to_string());
        assert_eq!(details.assumptions, []);
        let (status, after) = COPPER
            .simulate(&before, &[put(&answer.clone().get("id").unwrap().clone(), body.clone())])
            .unwrap();
        assert_eq!((status, after.to_string()), (200, answer.to_string()));
    }
}

#[test]
fn the_bodies_of_create_and_of_the_bulk_update_are_taken() {
    let create = sample("create-body.json");
    let bulk = sample("bulk-update.json").map(|bulk| {
        bulk.pointer(&"/body_shape_inferred_from_leads/people/0".parse().unwrap()).unwrap().clone()
    });
    for mut body in create.into_iter().chain(bulk) {
        // A bulk update names the person in the body, an update in the URL.
        body.as_object_mut().unwrap().remove("id");
        assert_eq!(COPPER.check_body(&body), []);
        for (name, record) in records() {
            let id = record.get("id").unwrap();
            let (status, after) = COPPER.simulate(&record, &[put(id, body.clone())]).unwrap();
            assert_eq!(status, 200, "{name}");
            for (member, value) in body.as_object().unwrap() {
                assert_eq!(after.get(member), Some(value), "{name}");
            }
        }
    }
}

#[test]
fn a_body_with_what_the_vendor_sets_is_not_taken() {
    for (name, record) in records() {
        let faults = COPPER.check_body(&record);
        let paths: Vec<String> = faults.iter().map(|fault| fault.path().to_string()).collect();
        for path in ["/id", "/date_created", "/date_modified", "/company_id", "/company_name"] {
            assert!(paths.iter().any(|found| found == path), "{name}: {path}");
        }
        let request = put(record.get("id").unwrap(), record.clone());
        assert_eq!(COPPER.simulate(&record, &[request]).unwrap_err().status, 422, "{name}");
    }
}

#[test]
fn related_items_are_those_of_the_samples() {
    let Some(related) = sample("related-items.json") else {
        return;
    };
    let change = Change::To(Json::object([("company_id", Json::from(13_358_412))]));
    let record: Json = r#"{"id": 208105, "company_id": 2827700}"#.parse().unwrap();
    let plan = plan(&COPPER, &record, &change, &Options::default()).unwrap();
    let requests = &plan.details().expect("it is documented").requests;
    assert_eq!(requests.len(), 2);
    for (request, sample) in requests.iter().zip(["remove", "add"]) {
        let sample = related.get(sample).unwrap();
        assert_eq!(Some(request.method()), sample.get("method").and_then(Json::as_str));
        let path = sample.get("path").and_then(Json::as_str).unwrap();
        assert_eq!(request.path(), path.replace("{person_id}", "208105"));
        let shape = |body: &Json| -> Vec<String> {
            let resource = body.get("resource").and_then(Json::as_object).unwrap();
            resource.names().map(str::to_owned).collect()
        };
        assert_eq!(shape(request.body().unwrap()), shape(sample.get("body").unwrap()));
    }
    // The word is that of the list of related items.
    let list = related.pointer(&"/list/response".parse().unwrap()).unwrap();
    let word = requests[1].body().unwrap().pointer(&"/resource/type".parse().unwrap()).unwrap();
    assert!(list.as_array().unwrap().iter().any(|item| item.get("type") == Some(word)));
}

#[test]
fn the_catalogue_is_read_as_the_endpoint_returns_it() {
    let Some(definitions) = sample("custom-field-definitions.json") else {
        return;
    };
    let catalogue = COPPER.catalogue(&definitions).unwrap();
    // One of the four is for opportunities and projects only.
    let keys: Vec<i64> = catalogue.fields().iter().filter_map(|field| field.key.as_i64()).collect();
    assert_eq!(keys, [100_764, 103_481, 6]);
    for name in ["related-items.json", "connect-links.json", "update-response.json"] {
        assert!(COPPER.catalogue(&sample(name).unwrap()).is_err(), "{name}");
    }
}

#[test]
fn values_of_every_type_pass_and_are_no_change() {
    let every = sample("custom-field-values-every-type.json");
    let real = sample("custom-field-values-real-company.json");
    for values in every.into_iter().chain(real) {
        let fields = values.get("custom_fields").unwrap().clone();
        let record = Json::object([("id", Json::from(7)), ("custom_fields", fields)]);
        assert_eq!(COPPER.check(&record).unwrap(), []);
        let same = Change::To(record.clone());
        let unchanged = plan(&COPPER, &record, &same, &Options::default()).unwrap();
        assert_eq!(unchanged.status(), "unchanged");
        let bare = Json::object([("id", Json::from(7))]);
        let set = plan(&COPPER, &bare, &same, &Options::default()).unwrap();
        let body = set.details().expect("they are taken").requests[0].body().unwrap();
        assert_eq!(
            body.get("custom_fields").map(ToString::to_string),
            record.get("custom_fields").map(ToString::to_string)
        );
    }
}
