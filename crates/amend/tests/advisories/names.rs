//! Member names: those that other languages trip over, those that stand twice, those
//! that look alike, and those that are made to collide.

use amend::error::{ApplyErrorKind, ReadErrorKind};
use amend::{
    ApplyOptions, Dialect, Document, Json, Limits, Operation, Patch, View, apply, apply_with, diff,
    equal, merge_patch, merge_patch_of,
};

use crate::common::pointer;

/// What pollutes a prototype elsewhere is a name here, at any depth, by every way in.
#[test]
fn t09_names_of_prototypes_are_data() {
    const NAMES: [&str; 5] =
        ["__proto__", "constructor", "prototype", "toString", "__defineGetter__"];
    for name in NAMES {
        let clean: Json = r#"{"a":[{"b":{}}]}"#.parse().unwrap();
        for above in ["", "/a/0", "/a/0/b"] {
            let text = format!(
                r#"[{{"op":"add","path":"{above}/{name}","value":{{"polluted":true}}}},
                    {{"op":"add","path":"{above}/{name}/{name}","value":1}},
                    {{"op":"copy","from":"{above}/{name}","path":"{above}/copy"}},
                    {{"op":"remove","path":"{above}/copy"}}]"#
            );
            let patch: Patch = text.parse().unwrap();
            let mut json = clean.clone();
            apply(&mut json, &patch).unwrap();
            let inside = format!(r#"{{"polluted":true,"{name}":1}}"#);
            let at = pointer(&format!("{above}/{name}"));
            assert_eq!(json.pointer(&at).unwrap().to_string(), inside);
            assert_eq!(json.to_string().parse::<Json>().unwrap(), json);

            // There and back, by a diff and by a merge patch.
            let mut again = clean.clone();
            apply(&mut again, &diff(&clean, &json)).unwrap();
            assert!(again == json);
            apply(&mut again, &diff(&json, &clean)).unwrap();
            assert!(again == clean);
            let merge = merge_patch_of(&clean, &json).unwrap();
            merge_patch(&mut again, &merge).unwrap();
            assert!(again == json);

            // Nothing that was not named has got it.
            let value = json.to_value().unwrap();
            let other = value.pointer(if above.is_empty() { "/a" } else { "" }).unwrap();
            assert!(other.get("polluted").is_none());
        }
        // As a text of a patch that replaces: a name is no more than a name.
        let record = format!(r#"{{"{name}":{{"isAdmin":true}},"x":1}}"#);
        let read: Json = record.parse().unwrap();
        assert_eq!(read.to_string(), record);
        assert_eq!(read.get("isAdmin"), None);
    }
}

/// The same name twice, however it is written, and wherever.
#[test]
fn t18_names_that_stand_twice_are_refused() {
    let many: Vec<String> = (0..100).map(|n| format!(r#""name {n}":{n},"#)).collect();
    let many = many.concat();
    for (text, path) in [
        (r#"{"a":1,"a":2}"#.to_owned(), "/a"),
        (r#"{"a":1,"b":2,"a":1}"#.to_owned(), "/a"),
        (r#"{"a":1,"\u0061":2}"#.to_owned(), "/a"),
        (r#"{"\u0061":1,"a":2}"#.to_owned(), "/a"),
        (r#"{"/":1,"\/":2}"#.to_owned(), "/~1"),
        (r#"{"\u00e9":1,"é":2}"#.to_owned(), "/é"),
        (r#"{"\ud83d\ude00":1,"😀":2}"#.to_owned(), "/😀"),
        (r#"{"":1,"":2}"#.to_owned(), "/"),
        (r#"[{"x":{"y":1,"y":1}}]"#.to_owned(), "/0/x/y"),
        (format!(r#"{{{many}"name 7":0}}"#), "/name 7"),
        (format!(r#"{{{many}"n\u0061me 99":0}}"#), "/name 99"),
    ] {
        let error = Document::parse(&text).unwrap_err();
        assert_eq!(error.kind(), ReadErrorKind::DuplicateMember, "{text}");
        assert_eq!(error.path(), &pointer(path), "{text}");
        // Both places are told.
        assert!(error.first_place().unwrap().offset < error.place().offset, "{text}");
        // In an operation, and in the value of one.
        let patch = format!(r#"[{{"op":"add","path":"","value":{text}}}]"#);
        assert!(patch.parse::<Patch>().is_err());
    }
    for operation in [
        r#"{"op":"remove","path":"/a","path":"/b"}"#,
        r#"{"op":"remove","op":"test","path":"/a"}"#,
        r#"{"op":"remove","path":"/a","p\u0061th":"/b"}"#,
        r#"{"op":"add","path":"/a","value":1,"value":1}"#,
        r#"{"op":"test","path":"/a","value":1,"note":1,"note":1}"#,
    ] {
        let error = format!("[{operation}]").parse::<Patch>().unwrap_err();
        assert_eq!(error.read_error().unwrap().kind(), ReadErrorKind::DuplicateMember);
    }
    // Names that only look the same, or are alike ignoring case, are two names.
    for text in [r#"{"a":1,"A":2}"#, "{\"é\":1,\"e\u{301}\":2}", r#"{"a":1,"a ":2}"#] {
        assert_eq!(text.parse::<Json>().unwrap().to_string(), text);
    }
}

/// Ignoring case means ASCII's, and what fits two is ambiguous, not the last one.
#[test]
fn t19_letters_that_only_look_alike_do_not_match() {
    let options = ApplyOptions { dialect: Dialect::DOT_NET, ..ApplyOptions::default() };
    let remove = |document: &str, name: &str| {
        let mut json: Json = document.parse().unwrap();
        let patch = Patch::from(vec![Operation::Remove { path: pointer("").child(name) }]);
        apply_with(&mut json, &patch, &options).map(|()| json.to_string()).map_err(|e| e.kind())
    };
    let document = r#"{"DepartmentKis":1}"#;
    for name in ["DepartmentKis", "departmentkis", "DEPARTMENTKIS", "dEPARTMENTkIS"] {
        assert_eq!(remove(document, name), Ok("{}".to_owned()), "{name}");
    }
    for name in [
        "Department\u{212a}is",
        "DepartmentK\u{131}s",
        "DepartmentKi\u{17f}",
        "Ｄepartmentkis",
        "DepartmentK\u{130}s",
    ] {
        assert_eq!(remove(document, name), Err(ApplyErrorKind::PathNotFound), "{name}");
    }
    let both = r#"{"Firstname":1,"firstname":2}"#;
    assert_eq!(remove(both, "FIRSTNAME"), Err(ApplyErrorKind::AmbiguousMember));
    // An exact one is what it says, in documents in general.
    assert_eq!(remove(both, "firstname"), Ok(r#"{"Firstname":1}"#.to_owned()));
}

/// Which texts are strings and which are not; what is one leaves as it came.
#[test]
fn t20_strings_of_every_kind() {
    for text in [
        r#""\u0000""#,
        r#""\u001f\u007f""#,
        "\"\u{7f}\u{80}\u{9f}\"",
        "\"\u{fdd0}\u{fffe}\u{ffff}\u{10ffff}\"",
        "\"\u{feff}\u{200b}\u{202e}\u{2028}\"",
        "\"é e\u{301} Å A\u{30a} \u{212b}\"",
        r#""\ud83d\ude00\/\u00e9""#,
    ] {
        let json: Json = text.parse().unwrap();
        let written = json.to_string();
        assert_eq!(written.parse::<Json>().unwrap(), json);
        assert_eq!(Document::parse(text).unwrap().root().text(), text);
        // No form is made of another.
        if !text.contains('\\') {
            assert_eq!(written, text);
        }
    }
    for text in
        [r#""\ud800""#, r#""\udc00""#, r#""\ud800\ud800""#, r#""\udc00\ud800""#, r#""\ud83dx""#]
    {
        let error = text.parse::<Json>().unwrap_err();
        assert_eq!(error.kind(), ReadErrorKind::LoneSurrogate, "{text}");
    }
    for bytes in [
        &b"\"\xff\""[..],
        b"\"\xc0\x80\"",
        b"\"\xed\xa0\x80\"",
        b"\"\xf4\x90\x80\x80\"",
        b"\"\xe9\"",
    ] {
        let error = Json::read(bytes, &Limits::default()).unwrap_err();
        assert_eq!(error.kind(), ReadErrorKind::NotUtf8, "{bytes:?}");
    }
    for text in ["\"\u{0}\"", "\"\n\"", "\"\t\"", "\"\u{1f}\"", "\u{feff}1"] {
        let error = text.parse::<Json>().unwrap_err();
        assert_eq!(error.kind(), ReadErrorKind::Syntax, "{text:?}");
    }
    // The composed and the decomposed letter are two strings.
    assert!(!equal(&Json::from("é"), &Json::from("e\u{301}")));
}

/// Names that collide under hashes without a key, and under the filter of the
/// reader's own (the last eight bytes), cost no more than others: what is counted is
/// the memory, since hash tables that degenerate do not grow, and that the work ends
/// at all, since a list of a hundred thousand looked through for each name does not.
#[test]
fn t21_names_that_collide() {
    const COUNT: usize = 100_000;
    let used = |names: &[String]| {
        let text = format!(
            "{{{}}}",
            names.iter().map(|name| format!("\"{name}\":1")).collect::<Vec<_>>().join(",")
        );
        let mut length = 0;
        let info = allocation_counter::measure(|| {
            let document = Document::parse(&text).unwrap();
            let json: Json = document.root().to_json();
            let mut other = json.clone();
            assert!(json.get(&names[COUNT - 1]).is_some());
            merge_patch(&mut other, &Json::object([(names[7].clone(), Json::Null)])).unwrap();
            assert_eq!(diff(&json, &other).operations().len(), 1);
            assert!(!equal(document.root(), &other));
            assert!(document.root().member(&names[COUNT / 2]).is_some());
            length = document.root().len();
        });
        assert_eq!(length, COUNT);
        info.bytes_total
    };
    // Of one length, so that only the collisions differ.
    let plain: Vec<String> = (0..COUNT)
        .map(|n| format!("{:024x}", (n as u64).wrapping_mul(0x9e37_79b9_7f4a_7c15)))
        .collect();
    let base = used(&plain);
    // "Aa" and "BB" are one to every hash that is a polynomial of 31 (Java), and the
    // pairs of letters below to djb2 (33): any mixture of them collides.
    let mixed = |one: &str, other: &str| -> Vec<String> {
        (0..COUNT)
            .map(|n| {
                (0..12).map(|bit| if n >> bit & 1 == 0 { one } else { other }).collect::<String>()
            })
            .zip(0_usize..)
            .map(|(name, n)| {
                format!("{name}{}", if n >= 4_096 { format!("{n:06}") } else { String::new() })
            })
            .map(|name| format!("{name:x<30}"))
            .collect()
    };
    let same_end: Vec<String> = (0..COUNT).map(|n| format!("{n:016x}-the end")).collect();
    for names in [mixed("Aa", "BB"), mixed("bD", "ae"), same_end] {
        let spent = used(&names);
        assert!(spent < base * 2, "{spent} bytes, {base} for others");
    }
}
