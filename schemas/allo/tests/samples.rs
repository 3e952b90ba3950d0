//! The documented samples: the person and the update of the page, the body of the
//! create page, the forms of the errors, and the attributes that are no catalogue.

#![allow(clippy::panic, clippy::unwrap_used, reason = "a test fails by panicking")]

use amend::Json;
use amend_allo::ALLO;
use amend_vendor::{Change, Options, Request, plan};

fn sample(name: &str) -> Option<Json> {
    let samples = amend_laws::samples(&ALLO);
    if samples.is_empty() {
        return None;
    }
    let found = samples.into_iter().find(|(file, _)| file == name);
    Some(found.unwrap_or_else(|| panic!("there is no sample `{name}`")).1)
}

fn put(body: Json) -> Request {
    let url = "https://api.withallo.com/v2/api/crm/people/per-abc123";
    Request::new("PUT", url, Vec::new(), Some(body))
}

#[test]
fn the_person_of_the_page_is_one_and_its_update_is_planned() {
    let pages = amend_laws::seeds();
    let Some((_, page)) = pages.iter().find(|(_, text)| text.contains("api.withallo.com")) else {
        return;
    };
    let blocks = amend_laws::json_blocks(page);
    let [body, answer] = blocks.as_slice() else {
        panic!("expected a body and an answer, found {} blocks", blocks.len());
    };
    assert_eq!(ALLO.check(answer).unwrap(), []);
    assert_eq!(ALLO.check_body(body), []);
    let change = Change::MergePatch(body.clone());
    let planned = plan(&ALLO, answer, &change, &Options::default()).unwrap();
    let requests = &planned.details().unwrap().requests;
    assert_eq!(requests[0].body(), Some(body));
    assert_eq!(requests[0].path(), put(Json::Null).path());
    let headers: Vec<(&str, &str)> =
        requests[0].headers().iter().map(|(n, v)| (n.as_str(), v.as_str())).collect();
    assert_eq!(
        headers,
        [("Authorization", "${ALLO_API_KEY}"), ("Content-Type", "application/json")]
    );
}

#[test]
fn the_samples_of_a_person_and_of_a_body_are_taken() {
    let (Some(person), Some(body)) = (sample("person.json"), sample("create-body.json")) else {
        return;
    };
    assert_eq!(ALLO.check(&person).unwrap(), []);
    assert_eq!(ALLO.check_body(&body), []);
    let (status, after) = ALLO.simulate(&person, &[put(body.clone())]).unwrap();
    assert_eq!(status, 200);
    assert_eq!(after.get("emails"), body.get("emails"));
    assert_eq!(after.get("company"), ALLO.unwrap(&person).get("company"));
}

#[test]
fn a_failure_has_the_members_that_the_page_shows() {
    let (Some(sample), Some(person)) = (sample("error-404.json"), sample("person.json")) else {
        return;
    };
    let url = "https://api.withallo.com/v2/api/crm/people/per-other";
    let request = Request::new("PUT", url, Vec::new(), Some(Json::object([("name", "x")])));
    let failure = ALLO.simulate(&person, &[request]).unwrap_err();
    assert_eq!(failure.status, 404);
    let (found, sample) = (failure.error.get("error").unwrap(), sample.get("error").unwrap());
    assert_eq!(found.get("type"), sample.get("type"));
    assert_eq!(found.get("retryable"), sample.get("retryable"));
    let known: Vec<&str> = sample.as_object().unwrap().names().collect();
    for name in found.as_object().unwrap().names() {
        assert!(known.contains(&name), "`{name}` is no member of the page's error");
    }
}

#[test]
fn no_file_is_a_catalogue() {
    let mut files = vec![Json::array(Vec::<Json>::new()), Json::Null];
    files.extend(sample("attributes-list.json"));
    for file in files {
        let error = ALLO.catalogue(&file).unwrap_err().to_string();
        assert!(error.contains("no values of custom attributes"), "{error}");
    }
}

/// The attributes' own requests are none of a person's.
#[test]
fn the_body_of_an_attribute_is_no_body_of_a_person() {
    let Some(body) = sample("attribute-patch-body.json") else {
        return;
    };
    let found = ALLO.check_body(&body);
    let found: Vec<(&str, String)> =
        found.iter().map(|v| (v.code().as_str(), v.path().to_string())).collect();
    assert_eq!(
        found,
        [("unknown-field", "/label".to_owned()), ("unknown-field", "/options".to_owned())]
    );
}
