//! A vendor with members as none of the project's has: what the schema's keywords say
//! holds for whoever adds one.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use amend::options::MemberNames;
use amend::{Dialect, Json};
use amend_vendor::{Behaviour, Change, Options, Plan, Vendor, plan};

const PERSON: &str = r#"{
    "entity": {
        "vendor": "odd", "title": "Odd", "id": {"member": "id", "grammar": "digits"},
        "update": {
            "method": "PATCH", "base": "https://odd.example", "path": "/people/{id}", "headers": {},
            "status": 200, "rules": []
        },
        "rules": {}
    },
    "type": "object",
    "properties": {
        "id": {"writer": "server", "type": "integer"},
        "count": {"writer": "client", "type": "integer", "numericText": true},
        "either": {"writer": "client", "type": ["integer", "string"], "numericText": true},
        "only": {"writer": "client", "type": "integer"},
        "list": {"writer": "client", "type": "array", "sent": "whole", "items": {"type": "integer", "numericText": true}},
        "object": {"writer": "client", "type": "object", "sent": "whole", "properties": {
            "n": {"type": "integer", "numericText": true}, "t": {"type": "string"},
            "e": {"type": ["integer", "string"], "numericText": true}
        }},
        "rows": {"writer": "client", "type": "array", "sent": "whole", "items": {
            "type": "object", "sent": "whole", "properties": {"n": {"type": "integer"}}
        }},
        "names": {"writer": "client", "type": "object", "sent": "dictionary", "additionalProperties": {
            "type": "object", "sent": "whole", "properties": {"n": {"type": "integer", "numericText": true}}
        }},
        "figures": {"writer": "client", "type": "object", "sent": "dictionary", "additionalProperties": {
            "type": "integer", "numericText": true
        }},
        "short": {"writer": "client", "type": "string", "minLength": 3, "empty": [""]},
        "free": {"writer": "client", "type": "object", "sent": "whole"},
        "plain": {"writer": "client", "type": "array", "sent": "whole"}
    }
}"#;

#[derive(Debug)]
struct AnyCase;

impl Behaviour for AnyCase {
    fn dialect(&self) -> Dialect {
        Dialect { member_names: MemberNames::IgnoreCase, ..Dialect::RFC6902 }
    }
}

fn planned(record: &str, to: &str) -> Plan<'static> {
    let vendor = Vendor::new("odd", PERSON, r#"{"type": "object"}"#, &AnyCase);
    let change = Change::To(to.parse().unwrap());
    let record = record.parse().unwrap();
    plan(&vendor, &record, &change, &Options::default()).unwrap().into_owned()
}

/// What goes out, and the record afterwards has the same.
fn sent(to: &str) -> String {
    let planned = planned(r#"{"id": 7, "list": [], "rows": [], "plain": []}"#, to);
    assert_eq!(planned.status(), "planned", "{to}: {}", planned.to_json());
    let details = planned.details().unwrap();
    let body = details.requests.first().and_then(|request| request.body()).unwrap();
    let mut after = details.after.clone().into_json();
    let members = after.as_object_mut().unwrap();
    members.remove("id");
    // Lists are replaced whole where the record shows them; of these one changed, at most.
    for list in ["list", "rows", "plain"] {
        if members.get(list).and_then(Json::as_array).is_some_and(<[Json]>::is_empty) {
            members.remove(list);
        }
    }
    assert_eq!(after.to_string(), body.to_string(), "{to}");
    body.to_string()
}

#[test]
fn names_and_numbers_go_out_as_the_schema_has_them() {
    for (to, body) in [
        (r#"{"count":"4"}"#, r#"{"count":4}"#),
        (r#"{"COUNT":4}"#, r#"{"count":4}"#),
        (r#"{"either":"4"}"#, r#"{"either":"4"}"#),
        (r#"{"list":["4",5]}"#, r#"{"list":[4,5]}"#),
        (r#"{"list":[4,"5"]}"#, r#"{"list":[4,5]}"#),
        (r#"{"object":{"n":"4","t":"4"}}"#, r#"{"object":{"n":4,"t":"4"}}"#),
        (r#"{"object":{"t":"x","N":4}}"#, r#"{"object":{"n":4,"t":"x"}}"#),
        (r#"{"object":{"n":"4","e":"4"}}"#, r#"{"object":{"n":4,"e":"4"}}"#),
        (r#"{"rows":[{"n":4},{"N":5}]}"#, r#"{"rows":[{"n":4},{"n":5}]}"#),
        (r#"{"names":{"N":{"n":"4"}}}"#, r#"{"names":{"N":{"n":4}}}"#),
        (r#"{"names":{"a":{"n":4},"N":{"N":4}}}"#, r#"{"names":{"a":{"n":4},"N":{"n":4}}}"#),
        (r#"{"figures":{"N":"4"}}"#, r#"{"figures":{"N":4}}"#),
        (r#"{"figures":{"a":3,"N":"4"}}"#, r#"{"figures":{"a":3,"N":4}}"#),
        // What the schema does not describe is data.
        (r#"{"free":{"Count":"4","a":[1]}}"#, r#"{"free":{"Count":"4","a":[1]}}"#),
        (r#"{"plain":["4",{"Count":1}]}"#, r#"{"plain":["4",{"Count":1}]}"#),
    ] {
        assert_eq!(sent(to), body, "{to}");
    }
}

#[test]
fn what_is_there_already_is_no_change() {
    for record in [
        r#"{"id":7,"count":4}"#,
        r#"{"id":7,"either":"4"}"#,
        r#"{"id":7,"list":[4,5]}"#,
        r#"{"id":7,"object":{"n":4,"t":"4"}}"#,
        r#"{"id":7,"names":{"N":{"n":4}}}"#,
        r#"{"id":7,"figures":{"N":4}}"#,
        r#"{"id":7,"free":{"Count":"4","a":[1]}}"#,
        r#"{"id":7,"plain":["4",{"Count":1}]}"#,
    ] {
        let same = planned(record, record);
        assert_eq!(same.status(), "unchanged", "{record}: {}", same.to_json());
        assert_eq!(same.details().unwrap().after.to_string(), record);
    }
    for (record, to) in [
        (r#"{"id":7,"count":4}"#, r#"{"count":"4"}"#),
        (r#"{"id":7,"list":[4]}"#, r#"{"LIST":["4"]}"#),
        (r#"{"id":7,"names":{"N":{"n":4}}}"#, r#"{"names":{"N":{"N":"4"}}}"#),
        (r#"{"id":7,"figures":{"N":4}}"#, r#"{"figures":{"N":"4"}}"#),
    ] {
        let same = planned(record, to);
        assert_eq!(same.status(), "unchanged", "{record}: {}", same.to_json());
    }
}

fn refused(record: &str, to: &str) -> String {
    let plan = planned(record, to);
    let told = plan.violations().iter().map(|v| format!("{} {}", v.code().as_str(), v.path()));
    told.collect::<Vec<_>>().join(", ")
}

#[test]
fn what_the_schema_does_not_say_is_refused() {
    let seven = r#"{"id":7}"#;
    for (record, to, expected) in [
        (seven, r#"{"only":"4"}"#, "wrong-type /only"),
        (seven, r#"{"count":"four"}"#, "wrong-type /count"),
        (seven, r#"{"object":{"n":1,"N":2}}"#, "ambiguous-member /object/n"),
        (seven, r#"{"object":{"q":1}}"#, "unknown-field /object/q"),
        (seven, r#"{"short":"ab"}"#, "bad-format /short"),
        (seven, r#"{"short":"abc"}"#, ""),
        // A client may send the text of a number; a record that shows it is a guess.
        (r#"{"id":7,"count":"4"}"#, r#"{"only":4}"#, "wrong-type /count"),
        (r#"{"id":7,"count":"4"}"#, r#"{"count":"4"}"#, "wrong-type /count"),
        // What nobody knows in a record is nobody's business, beside a fault.
        (r#"{"id":7,"only":"4","object":{"q":1}}"#, r#"{"count":4}"#, "wrong-type /only"),
    ] {
        assert_eq!(refused(record, to), expected, "{record} {to}");
    }
}

#[test]
fn an_id_of_digits_without_a_bound() {
    for (id, holds) in [
        ("1", true),
        ("9223372036854775807", true),
        ("9223372036854775808", false),
        ("0", false),
        ("-1", false),
        ("1.0", false),
        ("1e2", false),
        ("\"1\"", false),
    ] {
        let found = refused(&format!(r#"{{"id":{id}}}"#), r#"{"count":4}"#);
        assert_eq!(found, if holds { "" } else { "bad-id /id" }, "{id}");
    }
    let none: Json = planned("{}", r#"{"count":4}"#).to_json();
    assert_eq!(none.get("status"), Some(&Json::from("refused")));
}
