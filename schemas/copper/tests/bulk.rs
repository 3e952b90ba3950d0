//! The bulk update: what it holds, and that it does to each person what the
//! person's own update would.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use amend::Json;
use amend_copper::COPPER;
use amend_vendor::{Change, Options, Plan, Request, bulk, plan};

fn json(text: &str) -> Json {
    text.parse().unwrap()
}

fn person(id: u32) -> Json {
    json(&format!(
        r#"{{"id": {id}, "name": "Person {id}", "title": "Miller", "company_id": 5, "address": null, "tags": ["a", "b"],
            "custom_fields": [{{"custom_field_definition_id": 1, "value": "x"}}]}}"#
    ))
}

fn planned<'r>(record: &'r Json, change: &str) -> Plan<'r> {
    let change = Change::MergePatch(json(change));
    plan(&COPPER, record, &change, &Options::default()).unwrap()
}

fn request(items: Vec<Json>) -> Option<Request> {
    bulk::request(COPPER.entity().unwrap(), &Options::default(), items)
}

#[test]
fn a_bulk_request_is_what_the_page_shows() {
    let entity = COPPER.entity().unwrap();
    let plans: Vec<Json> = [(7, r#"{"title": "Baker"}"#), (8, r#"{"tags": null}"#)]
        .iter()
        .map(|(id, change)| {
            let record = person(*id);
            bulk::item(entity, &record, &planned(&record, change)).unwrap()
        })
        .collect();
    let request = request(plans).unwrap();
    let expected = json(
        r#"{"method": "POST", "url": "https://api.copper.com/developer_api/v1/people/bulk_update",
            "headers": {"X-PW-AccessToken": "${COPPER_API_KEY}", "X-PW-Application": "developer_api",
                "X-PW-UserEmail": "${COPPER_USER_EMAIL}", "Content-Type": "application/json"},
            "body": {"people": [{"id": 7, "title": "Baker"}, {"id": 8, "tags": null}]}, "guard": "none"}"#,
    );
    assert_eq!(request.to_json(), expected);
    // The id is the address of the element, and comes first.
    assert!(request.to_json().to_string().contains(r#"[{"id":7,"#));
    let leans: Vec<String> = bulk::assumptions(entity).into_iter().map(|a| a.rule).collect();
    assert_eq!(leans, ["copper.bulk-list"]);
}

#[test]
fn its_effect_on_each_person_is_that_of_the_plan() {
    let entity = COPPER.entity().unwrap();
    let changes = [
        r#"{"title": null}"#,
        r#"{"tags": ["b"], "name": "Other"}"#,
        r#"{"custom_fields": [{"custom_field_definition_id": 2, "value": 3}]}"#,
        r#"{"address": {"city": "Ghent"}}"#,
    ];
    let cases: Vec<(Json, Plan<'static>)> = (1..=10)
        .map(|id| {
            let record = person(id);
            let plan = planned(&record, changes[id as usize % changes.len()]);
            let plan = plan.into_owned();
            (record, plan)
        })
        .collect();
    let items = cases.iter().map(|(record, plan)| bulk::item(entity, record, plan).unwrap());
    let request = request(items.collect()).unwrap();
    for (record, plan) in &cases {
        let (status, after) = COPPER.simulate(record, std::slice::from_ref(&request)).unwrap();
        assert_eq!(status, 200);
        assert_eq!(after.to_string(), plan.details().unwrap().after.to_string());
    }
}

#[test]
fn only_a_plain_update_goes_in() {
    let entity = COPPER.entity().unwrap();
    let record = person(7);
    for change in [
        r#"{"company_id": 6}"#,
        r#"{"company_id": null, "title": "Baker"}"#,
        r#"{"title": "Miller"}"#,
        r#"{"id": 8}"#,
    ] {
        assert_eq!(bulk::item(entity, &record, &planned(&record, change)), None, "{change}");
    }
    let items = |count: u32| (1..=count).map(|id| Json::object([("id", id)])).collect();
    assert!(request(items(10)).is_some());
    assert!(request(items(11)).is_none());
}

#[test]
fn what_the_vendor_refuses_is_refused() {
    let simulated = |body: &str| {
        let request = Request::new(
            "POST",
            "https://api.copper.com/developer_api/v1/people/bulk_update",
            Vec::new(),
            Some(json(body)),
        );
        COPPER.simulate(&person(7), &[request]).map(|(status, _)| status).map_err(|f| f.status)
    };
    assert_eq!(simulated(r#"{"people": [{"id": 7, "title": "x"}]}"#), Ok(200));
    assert_eq!(simulated(r#"{"people": [{"id": 8, "title": "x"}]}"#), Err(404));
    assert_eq!(simulated(r#"{"people": [{"id": 7}, {"id": 7}]}"#), Err(404));
    assert_eq!(simulated(r#"{"people": [{"id": 7, "title": 5}]}"#), Err(422));
    assert_eq!(simulated(r#"{"leads": []}"#), Err(422));
    let eleven: Vec<String> = (1..=11).map(|id| format!(r#"{{"id": {id}}}"#)).collect();
    assert_eq!(simulated(&format!(r#"{{"people": [{}]}}"#, eleven.join(","))), Err(422));
}
