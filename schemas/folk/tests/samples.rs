//! The vendor's own samples, which stand beside the checkout: records, bodies,
//! errors, and the schema that the update's was made from.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use amend::value::Members;
use amend::{Json, Pointer};
use amend_folk::FOLK;
use amend_vendor::{Change, Options, Request, plan};

fn sample(name: &str) -> Option<Json> {
    amend_laws::samples(&FOLK).into_iter().find(|(file, _)| file == name).map(|(_, json)| json)
}

/// The body and the answer of the page "Update a person".
fn page() -> Option<(Json, Json)> {
    let (_, text) =
        amend_laws::seeds().into_iter().find(|(_, text)| text.contains("api.folk.app"))?;
    let (_, body) = text.split_once("--data '").expect("the page has a command");
    let (body, _) = body.split_once("'\n").expect("the command ends");
    let answer = amend_laws::json_blocks(&text).into_iter().find(|json| json.get("data").is_some());
    Some((body.parse().expect("the body is JSON"), answer.expect("the page has an answer")))
}

fn at<'j>(json: &'j Json, pointer: &str) -> &'j Json {
    let place: Pointer = pointer.parse().expect("a pointer");
    json.pointer(&place).expect(pointer)
}

fn violations(found: &[amend_vendor::Violation]) -> Vec<String> {
    found.iter().map(|v| format!("{} {}", v.code(), v.path())).collect()
}

#[test]
fn every_record_passes_check() {
    let mut records: Vec<Json> = page().map(|(_, answer)| answer).into_iter().collect();
    records.extend(sample("patch-response.json"));
    records.extend(sample("openapi-schemas.json").map(|all| at(&all, "/Person/example").clone()));
    for record in records {
        assert_eq!(violations(&FOLK.check(&record).unwrap()), Vec::<String>::new());
    }
}

/// The examples of the members of a documented body, put together.
fn examples(schema: &Json) -> Json {
    let properties = schema.get("properties").and_then(Json::as_object).expect("properties");
    Json::object(properties.iter().map(|(name, member)| (name, at(member, "/example").clone())))
}

#[test]
fn every_documented_body_passes_the_schema_and_the_simulator() {
    let Some((body, answer)) = page() else { return };
    let mut bodies = vec![body];
    for name in ["openapi-patch-person-body.json", "openapi-post-person-body.json"] {
        bodies.extend(sample(name).map(|schema| examples(&schema)));
    }
    let url = "https://api.folk.app/v1/people/per_183ed5cc-3182-45de-84d1-d520f2604810";
    for body in bodies {
        assert_eq!(violations(&FOLK.check_body(&body)), Vec::<String>::new());
        let request = Request::new("PATCH", url, Vec::new(), Some(body));
        let (status, after) = FOLK.simulate(&answer, &[request]).unwrap();
        assert_eq!(status, 200);
        assert_eq!(at(&after, "/description").as_str(), Some("A brief description of the person."));
    }
}

#[test]
fn the_pages_own_change_names_a_group_that_is_not_joined() {
    let Some((body, answer)) = page() else { return };
    let found = plan(&FOLK, &answer, &Change::To(body), &Options::default()).unwrap();
    assert_eq!(
        violations(found.violations()),
        ["group-not-joined /customFieldValues/grp_acdf2ad9-6a66-4d32-8594-9694913ac717"]
    );
}

#[test]
fn without_it_the_page_is_what_is_planned() {
    let Some((mut body, answer)) = page() else { return };
    let group = "grp_acdf2ad9-6a66-4d32-8594-9694913ac717";
    let values = body.as_object_mut().and_then(|body| body.get_mut("customFieldValues")).unwrap();
    values.as_object_mut().unwrap().remove(group);
    let change = Change::To(body.clone());
    let found = plan(&FOLK, &answer, &change, &Options::default()).unwrap();
    let details = found.details().expect("the rest of the page's body is planned");
    // What the page sends and the record has already is left out.
    let changed = ["description", "birthday", "companies", "urls"];
    let expected = Json::object(changed.map(|name| (name, body.get(name).unwrap().clone())));
    assert_eq!(details.requests.len(), 1);
    let sent = details.requests.first().and_then(Request::body).unwrap();
    assert_eq!(sent.to_string(), expected.to_string());
    assert_eq!(
        details.requests.first().unwrap().url().rsplit('/').next(),
        at(&answer, "/data/id").as_str()
    );
}

#[test]
fn once_joined_the_pages_values_are_planned() {
    let Some((body, answer)) = page() else { return };
    let group = "grp_acdf2ad9-6a66-4d32-8594-9694913ac717";
    let joined: Json = format!(r#"[{{"op":"add","path":"/groups/-","value":{{"id":"{group}"}}}}]"#)
        .parse()
        .unwrap();
    let change = Change::Patch(
        amend::Patch::read(&joined, &amend::Dialect::RFC6902, &amend::Limits::default()).unwrap(),
    );
    let found = plan(&FOLK, &answer, &change, &Options::default()).unwrap();
    let record = &found.details().unwrap().after;
    let found = plan(&FOLK, record, &Change::To(body.clone()), &Options::default()).unwrap();
    // The page's `groups` names one group only: the other is left again.
    assert!(
        violations(found.violations()).iter().all(|found| found.contains(group)),
        "{:?}",
        found.violations()
    );
    let mut wanted = body;
    wanted.as_object_mut().unwrap().remove("groups");
    let found = plan(&FOLK, record, &Change::To(wanted.clone()), &Options::default()).unwrap();
    let sent = found.details().unwrap().requests.first().and_then(Request::body).unwrap().clone();
    let values = Json::object([(
        group,
        Json::object([(
            "Assignee",
            at(&wanted, &format!("/customFieldValues/{group}/Assignee")).clone(),
        )]),
    )]);
    assert_eq!(
        sent.get("customFieldValues").map(ToString::to_string),
        Some(values.to_string()),
        "42 is \"42\" already"
    );
    assert_eq!(sent.get("groups").and_then(Json::as_array).map(<[Json]>::len), Some(2));
}

#[test]
fn errors_have_the_vendors_form() {
    let Some(samples) = sample("errors.json") else { return };
    for (name, status) in [
        ("BadRequest", 400),
        ("Unauthorized", 401),
        ("Forbidden", 403),
        ("NotFound", 404),
        ("UnprocessableEntity", 422),
        ("TooManyRequests", 429),
        ("InternalServerError", 500),
        ("ServiceUnavailable", 503),
    ] {
        let error = FOLK.behaviour().error_body(status, "x", &[]);
        for member in ["code", "documentationUrl"] {
            assert_eq!(
                at(&error, &format!("/error/{member}")),
                at(&samples, &format!("/{name}/error/{member}"))
            );
        }
    }
}

#[test]
fn the_published_catalogue_is_read() {
    let Some(sample) = sample("custom-fields-list.json") else { return };
    let catalogue = FOLK.catalogue(&sample).unwrap();
    assert_eq!(catalogue.fields().len(), 9);
    assert!(catalogue.knows("grp_bc984b3f-0386-434d-82d7-a91eb6badd71"));
    assert!(!catalogue.knows("grp_5fa60242-0756-4e31-8cca-30c2c5ff1ac2"));
}

/// `OpenAPI` 3.0 in the words of JSON Schema 2020-12: types that may be null are
/// listed, and what only describes is left out.
fn translated(schema: &Json) -> Json {
    let Some(members) = schema.as_object() else {
        return match schema.as_array() {
            Some(list) => {
                // The vendor lists one branch twice.
                let mut branches: Vec<Json> = Vec::new();
                for branch in list.iter().map(translated) {
                    if !branches.contains(&branch) {
                        branches.push(branch);
                    }
                }
                Json::array(branches)
            }
            None => schema.clone(),
        };
    };
    let mut out = Members::new();
    for (name, value) in members {
        match name {
            "description" | "example" | "nullable" | "$schema" | "$id" | "title" => {}
            "properties" => {
                let inner = value.as_object().expect("properties are an object");
                if !inner.is_empty() {
                    out.insert(name, Json::object(inner.iter().map(|(n, v)| (n, translated(v)))));
                }
            }
            "type" if members.get("nullable").and_then(Json::as_bool) == Some(true) => {
                out.insert(name, Json::array([value.clone(), Json::from("null")]));
            }
            _ => {
                out.insert(name, translated(value));
            }
        }
    }
    Json::Object(out)
}

#[test]
fn the_update_schema_is_the_vendors() {
    let Some(published) = sample("openapi-patch-person-body.json") else { return };
    let ours: Json = FOLK.update_schema().parse().unwrap();
    assert_eq!(translated(&ours), translated(&published), "ours: {ours}");
}

#[test]
fn the_person_schema_has_every_member_of_the_vendors() {
    let Some(published) = sample("openapi-schemas.json") else { return };
    let ours: Json = FOLK.person_schema().parse().unwrap();
    let published = at(&published, "/Person");
    let names = |schema: &Json| -> Vec<String> {
        let members = at(schema, "/properties").as_object().unwrap();
        members.names().map(str::to_owned).collect()
    };
    assert_eq!(names(&ours), names(published));
    assert_eq!(at(&ours, "/required"), at(published, "/required"));
}
