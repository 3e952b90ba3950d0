//! The names of the members are assumed (`bigchange.member-names`), and stand in
//! one place: the keys of `person.schema.json`. All else that names a member is
//! made from them, here: what the schema says of its own keys, the text of the
//! rule, and `update.schema.json`.
//!
//! After a change of a key, `AMEND_BLESS=1 cargo test -p amend-bigchange --test
//! names` writes both files anew.

#![allow(clippy::panic, clippy::unwrap_used, reason = "a test fails by panicking")]

use std::fs;
use std::path::Path;

use amend::value::Members;
use amend::{Json, Pointer};
use amend_bigchange::BIGCHANGE;
use amend_vendor::{Change, Options, Vendor, plan};

#[test]
fn everything_else_is_made_from_the_keys() {
    let person = schema(BIGCHANGE.person_schema());
    let made = [
        ("person.schema.json", person_of(&person), BIGCHANGE.person_schema()),
        ("update.schema.json", update_of(&person), BIGCHANGE.update_schema()),
    ];
    for (file, json, text) in made {
        let pretty = pretty(&json);
        if std::env::var_os("AMEND_BLESS").is_some() {
            let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(file);
            fs::write(path, pretty).unwrap();
        } else {
            assert_eq!(pretty, text, "{file}: run this test with AMEND_BLESS=1");
        }
    }
}

/// The person with other names for most of its members, and what becomes of it.
#[test]
fn other_names_take_nothing_but_other_keys() {
    let others = [
        ("id", "personId"),
        ("contactId", "companyId"),
        ("firstName", "forename"),
        ("lastName", "surname"),
        ("landlineExtension", "extension"),
        ("jobRole", "position"),
        ("marketingOptOut", "isOptedOut"),
        ("customFields", "customValues"),
        ("customFieldDefinitionId", "definitionId"),
        ("value", "text"),
    ];
    let renamed = person_of(&renamed(&schema(BIGCHANGE.person_schema()), &others));
    let vendor: &'static Vendor = Box::leak(Box::new(Vendor::new(
        "bigchange",
        pretty(&renamed).leak(),
        pretty(&update_of(&renamed)).leak(),
        BIGCHANGE.behaviour(),
    )));
    let record = schema(
        r#"{"personId":"a-1","companyId":7,"forename":"Ada","surname":"Byron","extension":"12",
            "isOptedOut":false,"customValues":[{"definitionId":5,"text":"x"}]}"#,
    );
    let to = schema(
        r#"{"forename":"Augusta","extension":null,"companyId":8,"isOptedOut":true,
            "customValues":[{"definitionId":5,"text":""},{"definitionId":6,"text":"true"}]}"#,
    );
    let catalogue = vendor
        .catalogue(&schema(
            r#"[{"id":5,"label":"","type":"Text"},{"id":6,"label":"","type":"Boolean"}]"#,
        ))
        .unwrap();
    let options = Options { catalogue: Some(catalogue), ..Options::default() };
    let planned = plan(vendor, &record, &Change::To(to), &options).unwrap().to_json();
    let body: Pointer = "/requests/0/body".parse().unwrap();
    assert_eq!(
        planned.pointer(&body).unwrap_or(&planned).to_string(),
        r#"{"forename":"Augusta","extension":null,"isOptedOut":true,"customValues":[{"definitionId":5,"text":null},{"definitionId":6,"text":"true"}]}"#
    );
    assert_eq!(planned.get("ignored").unwrap().to_string(), r#"["/companyId"]"#);
    let text = |change: &str| {
        let change = Change::MergePatch(schema(change));
        plan(vendor, &record, &change, &options).unwrap().to_json().to_string()
    };
    assert!(text(r#"{"surname":null}"#).contains(r#""code":"not-clearable","path":"/surname""#));
    assert!(text(r#"{"lastName":"x"}"#).contains(r#""code":"unknown-field","path":"/lastName""#));
    assert!(
        text(r#"{"customValues":[{"definitionId":6,"text":"yes"}]}"#)
            .contains(r#""code":"bad-custom-value","path":"/customValues/0/text""#)
    );
}

fn schema(text: &str) -> Json {
    text.parse().unwrap()
}

fn pretty(json: &Json) -> String {
    serde_json::to_string_pretty(&json.to_value().unwrap()).unwrap() + "\n"
}

fn names(schema: &Json) -> Vec<String> {
    let properties = schema.get("properties").and_then(Json::as_object).unwrap();
    properties.names().map(str::to_owned).collect()
}

/// The member that holds the custom fields.
fn keyed(person: &Json) -> (String, Json) {
    let properties = person.get("properties").and_then(Json::as_object).unwrap();
    let keyed = |(_, member): &(&str, &Json)| member.get("sent") == Some(&Json::from("keyed"));
    let (name, member) = properties.iter().find(keyed).unwrap();
    (name.to_owned(), member.clone())
}

/// `person.schema.json` with all that follows from its keys: the id is the first
/// member; of a custom field the first member is the definition, the second the
/// value.
fn person_of(person: &Json) -> Json {
    let mut made = person.clone();
    let mut set = |place: &[&str], value: Json| {
        *made.pointer_mut(&Pointer::from_tokens(place.iter().copied())).unwrap() = value;
    };
    let own = names(person);
    let (custom, member) = keyed(person);
    let parts = names(member.get("items").unwrap());
    let [definition, value] = parts.as_slice() else {
        panic!("a custom field has a definition and a value");
    };
    set(&["entity", "id", "member"], Json::from(own[0].as_str()));
    set(&["required"], Json::array([own[0].as_str()]));
    set(&["properties", &custom, "identity"], Json::from(definition.as_str()));
    set(&["properties", &custom, "value"], Json::from(value.as_str()));
    set(&["properties", &custom, "items", "required"], Json::array([definition.as_str()]));
    let listed: Vec<String> = own.iter().chain(&parts).map(|name| format!("`{name}`")).collect();
    let text = format!(
        "The stored page has lost every member's name but `customFields`; these are taken instead: {}.",
        listed.join(", ")
    );
    set(&["entity", "rules", "bigchange.member-names", "text"], Json::from(text));
    made
}

/// `update.schema.json`: what a client writes, of the types that the update takes.
fn update_of(person: &Json) -> Json {
    let properties = person.get("properties").and_then(Json::as_object).unwrap();
    let written = properties.iter().filter(|(_, m)| m.get("writer") == Some(&Json::from("client")));
    let written: Vec<_> = written.map(|(name, member)| (name, body_of(member))).collect();
    let mut update = schema(BIGCHANGE.update_schema());
    update.as_object_mut().unwrap().insert("properties", Json::object(written));
    update
}

fn body_of(member: &Json) -> Json {
    let mut body = Members::new();
    body.insert("description", member.get("description").unwrap().clone());
    let types = member.get("takes").or_else(|| member.get("type")).unwrap();
    body.insert(
        "type",
        match types.as_array() {
            Some([one]) => one.clone(),
            _ => types.clone(),
        },
    );
    if let Some(items) = member.get("items") {
        let parts = items.get("properties").and_then(Json::as_object).unwrap();
        let mut element = Members::new();
        element.insert("type", items.get("type").unwrap().clone());
        element.insert("required", Json::array(parts.names()));
        element.insert(
            "properties",
            Json::object(parts.iter().map(|(name, part)| (name, body_of(part)))),
        );
        element.insert("additionalProperties", Json::from(false));
        body.insert("items", Json::Object(element));
    }
    Json::Object(body)
}

/// The schema with other keys for members, and nothing else.
fn renamed(person: &Json, others: &[(&str, &str)]) -> Json {
    let rename = |schema: &Json| {
        let properties = schema.get("properties").and_then(Json::as_object).unwrap();
        Json::object(properties.iter().map(|(name, member)| {
            let other = others.iter().find(|(own, _)| *own == name);
            (other.map_or(name, |(_, other)| *other), member.clone())
        }))
    };
    let mut renamed = person.clone();
    let (custom, member) = keyed(person);
    let at = |tokens: &[&str]| Pointer::from_tokens(tokens.iter().copied());
    let inner = at(&["properties", &custom, "items", "properties"]);
    *renamed.pointer_mut(&inner).unwrap() = rename(member.get("items").unwrap());
    let outer = rename(&renamed);
    *renamed.pointer_mut(&at(&["properties"])).unwrap() = outer;
    renamed
}
