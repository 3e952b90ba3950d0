//! When two values of a member are the same to the vendor, and how two records differ:
//! every way to send, on values that no vendor's cases need.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use amend::Json;
use amend_vendor::{Entity, Record, differences, same};

const SCHEMA: &str = r#"{
    "entity": {
        "vendor": "v", "title": "V", "id": {"member": "id", "grammar": "word"},
        "update": {"method": "PUT", "base": "", "path": "/{id}", "headers": {}, "status": 200, "rules": []},
        "rules": {}
    },
    "properties": {
        "id": {"writer": "server", "type": "string"},
        "text": {"writer": "client", "type": "string", "empty": [""]},
        "whole": {"writer": "client", "type": "integer", "numericText": true},
        "only": {"writer": "client", "type": "integer"},
        "marked": {"writer": "client", "type": "string", "markers": true},
        "list": {"writer": "client", "type": "array", "sent": "whole", "empty": [[]], "items": {"type": "string", "empty": [""]}},
        "elements": {"writer": "client", "type": "array", "sent": "whole", "items": {
            "sent": "whole", "identity": "a", "properties": {
                "a": {"type": "string"}, "b": {"type": "string"}, "shown": {"writer": "server", "type": "string"}
            }
        }},
        "object": {"writer": "client", "type": "object", "sent": "whole", "properties": {
            "a": {"type": "string", "empty": [""]}, "shown": {"writer": "server", "type": "string"}
        }},
        "names": {
            "writer": "client", "type": "object", "sent": "dictionary", "companions": [":shown"],
            "additionalProperties": {"type": "string", "empty": [""]}
        },
        "keyed": {"writer": "client", "type": "array", "sent": "keyed", "identity": "k", "value": "v", "items": {
            "properties": {"k": {"type": "integer"}, "v": {"type": "string", "empty": [""]}, "shown": {"writer": "server"}}
        }},
        "other": {"writer": "client", "sent": "reference", "identity": "a", "otherwise": "b", "properties": {
            "a": {"type": "integer", "empty": [0]}, "b": {"type": "string"}, "shown": {"writer": "server"}
        }},
        "named": {"writer": "client", "sent": "reference", "identity": "a", "otherwise": "b", "otherwiseUnique": true, "properties": {
            "a": {"type": ["integer", "null"]}, "b": {"type": "string"}
        }},
        "parts": {"writer": "client", "type": "object", "sent": "members", "properties": {"a": {"type": "string"}}},
        "free": {"writer": "client", "type": "object", "sent": "whole"}
    }
}"#;

fn entity() -> Entity {
    Entity::read(&SCHEMA.parse().unwrap()).unwrap()
}

/// Values of a member, and whether they are the same; `-` is a member that is absent.
const PAIRS: &[(&str, &str, &str, bool)] = &[
    ("text", "-", "null", true),
    ("text", "-", r#""""#, true),
    ("text", r#""a""#, "-", false),
    ("text", r#""a""#, r#""b""#, false),
    // A number and its text, and nothing around the text.
    ("whole", "3", r#""3""#, true),
    ("whole", "3", r#"" 3""#, false),
    ("whole", "3", r#""3 ""#, false),
    ("whole", "3", r#""4""#, false),
    ("whole", "3", r#""three""#, false),
    ("whole", r#""3""#, r#""3""#, true),
    ("whole", r#""3""#, r#""3.0""#, false),
    ("whole", "3", "3.0", true),
    ("only", "3", r#""3""#, false),
    ("marked", r#""[I:42]""#, r#""42""#, true),
    ("marked", r#""[I:42]""#, r#""43""#, false),
    ("marked", r#""[I:0]""#, "null", true),
    // Elements have their order, and no empty form.
    ("list", "[]", "null", true),
    ("list", r#"["a","b"]"#, r#"["a","b"]"#, true),
    ("list", r#"["a","b"]"#, r#"["b","a"]"#, false),
    ("list", r#"["a"]"#, r#"["a","a"]"#, false),
    ("list", r#"["a",""]"#, r#"["a"]"#, false),
    ("list", r#"[""]"#, "[null]", false),
    ("list", r#"[""]"#, r#"[""]"#, true),
    ("elements", r#"[{"a":"x","shown":"1"}]"#, r#"[{"a":"x","shown":"2","b":null}]"#, true),
    ("elements", r#"[{"a":"x","b":"1"}]"#, r#"[{"a":"x","b":"2"}]"#, false),
    ("elements", r#"[{"a":"x","q":1}]"#, r#"[{"a":"x","q":2}]"#, false),
    ("elements", r#"[{"a":"x","q":1}]"#, r#"[{"a":"x"}]"#, false),
    ("elements", r#"[{"a":"x","q":null}]"#, r#"[{"a":"x"}]"#, true),
    // An object of nothing is nothing, whatever the vendor shows in it.
    ("object", "-", r#"{"a":""}"#, true),
    ("object", "-", r#"{"shown":"1"}"#, true),
    ("object", "-", r#"{"a":"1"}"#, false),
    ("object", "-", r#"{"q":1}"#, false),
    ("object", "-", r#"{"q":null}"#, true),
    ("object", r#"{"a":"1","shown":"1"}"#, r#"{"a":"1","shown":"2"}"#, true),
    ("object", r#"{"a":"1"}"#, r#"{"a":"2"}"#, false),
    ("free", r#"{"a":1}"#, r#"{"a":1.0}"#, true),
    ("free", r#"{"a":1}"#, r#"{"a":2}"#, false),
    ("free", r#"{"a":1}"#, "{}", false),
    ("free", r#"{"a":1,"b":null}"#, r#"{"a":1}"#, false),
    ("free", "{}", "-", false),
    // Entries one by one; what accompanies them is the vendor's.
    ("names", r#"{"x":"1","y":"2"}"#, r#"{"y":"2","x":"1"}"#, true),
    ("names", r#"{"x":"1","y":""}"#, r#"{"x":"1"}"#, true),
    ("names", r#"{"x":"1","x:shown":"a"}"#, r#"{"x":"1","x:shown":"b"}"#, true),
    ("names", r#"{"x":"1"}"#, r#"{"x":"2"}"#, false),
    ("names", r#"{"x":"1"}"#, r#"{"x":"1","y":"2"}"#, false),
    ("names", r#"{"x":"","x:shown":"a"}"#, "-", true),
    ("names", r#"{"x":"1"}"#, "-", false),
    // Elements by their key, in any order; one without a value is none.
    ("keyed", r#"[{"k":1,"v":"a"},{"k":2,"v":"b"}]"#, r#"[{"k":2,"v":"b"},{"k":1,"v":"a"}]"#, true),
    ("keyed", r#"[{"k":1,"v":"a"},{"k":2,"v":""}]"#, r#"[{"k":1.0,"v":"a"}]"#, true),
    ("keyed", r#"[{"k":1,"v":"a","shown":1}]"#, r#"[{"k":1,"v":"a","shown":2}]"#, true),
    ("keyed", r#"[{"k":1,"v":"a"}]"#, r#"[{"k":1,"v":"b"}]"#, false),
    ("keyed", r#"[{"k":1,"v":"a"}]"#, r#"[{"k":2,"v":"a"}]"#, false),
    ("keyed", r#"[{"k":1,"v":"a"}]"#, r#"[{"v":"a"}]"#, false),
    ("keyed", r#"[{"k":1,"v":"a"}]"#, r#"[{"k":1,"v":"a"},{"v":""}]"#, false),
    ("keyed", r#"[{"v":"a"}]"#, r#"[{"v":"a"}]"#, false),
    // A reference is its id; where there is none, what stands in for it.
    ("other", r#"{"a":1,"b":"x"}"#, r#"{"a":1,"b":"y"}"#, true),
    ("other", r#"{"a":1,"b":"x"}"#, r#"{"a":2,"b":"x"}"#, false),
    ("other", r#"{"a":1,"b":"x"}"#, r#"{"b":"x"}"#, false),
    ("other", r#"{"b":"x","shown":1}"#, r#"{"b":"x","shown":2}"#, true),
    ("other", r#"{"b":"x"}"#, r#"{"b":"y"}"#, false),
    ("other", r#"{"a":0,"b":"x"}"#, "-", true),
    ("other", r#"{"a":0}"#, r#"{"a":1}"#, false),
    ("other", r#"{"a":null,"b":"x"}"#, "-", false),
    ("named", r#"{"a":1,"b":"x"}"#, r#"{"b":"x"}"#, true),
    ("named", r#"{"a":1,"b":"x"}"#, r#"{"b":"y"}"#, false),
    ("named", r#"{"a":1}"#, r#"{"b":"y"}"#, false),
    ("named", r#"{"a":null}"#, "-", true),
    ("parts", r#"{"a":"1"}"#, r#"{"a":"1"}"#, true),
    ("parts", r#"{"a":"1"}"#, r#"{"a":"2"}"#, false),
];

fn value(text: &str) -> Option<Json> {
    (text != "-").then(|| text.parse().unwrap())
}

#[test]
fn what_the_vendor_cannot_tell_apart_is_the_same() {
    let entity = entity();
    for (name, one, other, expected) in PAIRS {
        let member = entity.record.member(name).unwrap();
        let (a, b) = (value(one), value(other));
        assert_eq!(same(member, a.as_ref(), b.as_ref()), *expected, "{name}: {one} {other}");
        assert_eq!(same(member, b.as_ref(), a.as_ref()), *expected, "{name}: {other} {one}");
        for of in [&a, &b].into_iter().filter(|_| *expected) {
            assert!(same(member, of.as_ref(), of.as_ref()), "{name}: {one} {other}");
        }
    }
}

/// The places at which two records differ: those of a client, those of the vendor,
/// those that nobody knows, and keys that stand twice.
fn told(before: &str, after: &str) -> String {
    let entity = entity();
    let (before, after): (Json, Json) = (before.parse().unwrap(), after.parse().unwrap());
    let found = differences(&entity.record, &Record::of(&before), &Record::of(&after));
    let units = found.units.iter().map(|unit| unit.path.to_string());
    let mut told: Vec<String> = units.collect();
    for (kind, paths) in
        [("ignored", &found.ignored), ("unknown", &found.unknown), ("twice", &found.ambiguous)]
    {
        told.extend(paths.iter().map(|path| format!("{kind} {path}")));
    }
    told.join(", ")
}

#[test]
fn differences_are_told_in_the_units_that_go_out() {
    for (before, after, expected) in [
        (r#"{"text":"a"}"#, r#"{"text":"b","id":"x"}"#, "/text, ignored /id"),
        (r#"{"text":"a"}"#, r#"{"text":"a","q":1}"#, "unknown /q"),
        (r#"{"q":1}"#, "{}", "unknown /q"),
        (r#"{"q":1}"#, r#"{"q":1.0}"#, ""),
        (
            r#"{"names":{"x":"1","x:shown":"1","y":"2"}}"#,
            r#"{"names":{"x":"2","x:shown":"2","z":"3"}}"#,
            "/names/x, /names/y, /names/z, ignored /names/x:shown",
        ),
        (r#"{"names":{"x":"1"}}"#, "{}", "/names/x"),
        (r#"{"names":{"x":"1"}}"#, r#"{"names":"x"}"#, "/names"),
        (
            r#"{"keyed":[{"k":1,"v":"a"},{"k":2,"v":"b"}]}"#,
            r#"{"keyed":[{"k":3,"v":"c"},{"k":2,"v":"x"}]}"#,
            "/keyed/0, /keyed/1, /keyed/0",
        ),
        (
            r#"{"keyed":[{"k":1,"v":"a"}]}"#,
            r#"{"keyed":[{"k":1,"v":"a"},{"k":1,"v":"b"}]}"#,
            "twice /keyed/1",
        ),
        (r#"{"keyed":[]}"#, r#"{"keyed":[{"v":"a"}]}"#, "/keyed/0"),
        (r#"{"keyed":[{"v":"a"}]}"#, r#"{"keyed":[]}"#, ""),
        (
            r#"{"keyed":[{"k":1,"v":"a"}]}"#,
            r#"{"keyed":[{"k":1,"v":"a","q":1}]}"#,
            "unknown /keyed/0/q",
        ),
        (r#"{"keyed":[]}"#, r#"{"keyed":{"k":1}}"#, "/keyed"),
        (r#"{"parts":{"a":"1","q":1}}"#, r#"{"parts":{"a":"2"}}"#, "/parts/a, unknown /parts/q"),
        (r#"{"parts":{"a":"1"}}"#, "{}", "/parts/a"),
        // What only displays is listed where it differs.
        (
            r#"{"other":{"a":1,"b":"x","shown":1}}"#,
            r#"{"other":{"a":1,"b":"y","shown":2}}"#,
            "ignored /other/b, ignored /other/shown",
        ),
        (
            "{}",
            r#"{"other":{"a":1,"b":"y","shown":2}}"#,
            "/other, ignored /other/b, ignored /other/shown",
        ),
        ("{}", r#"{"other":{"b":"y"}}"#, "/other"),
        (
            r#"{"object":{"a":"1","shown":"1"}}"#,
            r#"{"object":{"a":"2","shown":"2"}}"#,
            "/object, ignored /object/shown",
        ),
        (
            r#"{"elements":[{"a":"x","shown":"1"},{"a":"y","shown":"1"}]}"#,
            r#"{"elements":[{"a":"y","shown":"2"}]}"#,
            "/elements, ignored /elements/0/shown",
        ),
    ] {
        assert_eq!(told(before, after), expected, "{before} {after}");
    }
}
