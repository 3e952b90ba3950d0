//! Pointers: what is an index, what an escape means, and that a token is never more
//! than a text.

use amend::error::ApplyErrorKind;
use amend::{Dialect, Json, Limits, Operation, Patch, Pointer, View as _, apply};

use crate::common::pointer;

/// Numbers that wrapped, were cut off or were taken for others, each at an array of
/// twelve.
#[test]
fn t07_numbers_that_are_no_index() {
    use ApplyErrorKind::{BadIndex, IndexOutOfRange, PathNotFound};

    let long = "7".repeat(1_000);
    let document = Json::array(0..12);
    for (token, kind) in [
        ("18446744073709551616", IndexOutOfRange),
        ("18446744073709551617", IndexOutOfRange),
        ("18446744073709551627", IndexOutOfRange),
        ("9223372036854775808", IndexOutOfRange),
        ("4294967296", IndexOutOfRange),
        ("4444444444", IndexOutOfRange),
        ("12", IndexOutOfRange),
        (&long, IndexOutOfRange),
        ("01", BadIndex),
        ("00", BadIndex),
        ("-0", BadIndex),
        ("-1", BadIndex),
        ("--", BadIndex),
        ("+1", BadIndex),
        ("1.0", BadIndex),
        ("1e0", BadIndex),
        (" 1", BadIndex),
        ("1 ", BadIndex),
        ("1\u{0}", BadIndex),
        ("\u{663}", BadIndex),
        ("\u{ff11}", BadIndex),
        ("0A", BadIndex),
        ("0x1", BadIndex),
        ("1_0", BadIndex),
        ("", BadIndex),
        ("-", PathNotFound),
    ] {
        let path = pointer("").child(token);
        for operation in [
            Operation::Remove { path: path.clone() },
            Operation::Replace { path: path.clone(), value: Json::Null },
            Operation::Test { path: path.clone(), value: Json::Null },
            Operation::Move { from: path.clone(), path: pointer("/0") },
            Operation::Copy { from: path.clone(), path: pointer("/0") },
        ] {
            let patch = Patch::from(vec![operation]);
            let mut json = document.clone();
            let error = apply(&mut json, &patch).unwrap_err();
            assert_eq!(error.kind(), kind, "{token:?}");
            assert_eq!(json.to_string(), document.to_string());
            let mut value = document.to_value().unwrap();
            assert_eq!(apply(&mut value, &patch), Err(error));
        }
        // As a name of an object it is what it looks like.
        let mut json = Json::object([(token, 1), ("1", 2), ("0", 3)]);
        apply(&mut json, &Patch::from(vec![Operation::Remove { path }])).unwrap();
        assert_eq!((json.len(), json.get(token)), (2, None), "{token:?}");
    }
}

/// Every token of up to four characters that could be taken for an index.
#[test]
fn t07_every_short_token() {
    let alphabet = ['0', '1', '9', '-', '+', '.', 'e', 'x', '_', ' ', '٣', 'a'];
    let mut tokens = vec![String::new()];
    let mut last = tokens.clone();
    for _ in 0..4 {
        last = last
            .iter()
            .flat_map(|token| alphabet.iter().map(move |c| format!("{token}{c}")))
            .collect();
        tokens.extend(last.iter().cloned());
    }
    assert_eq!(tokens.len(), 22_621);
    let document = Json::array(0..12);
    for token in tokens {
        let path = pointer("").child(token.as_str());
        let mut json = document.clone();
        let outcome = apply(&mut json, &Patch::from(vec![Operation::Remove { path }]));
        let digits = !token.is_empty() && token.bytes().all(|b| b.is_ascii_digit());
        let expected = match token.parse::<usize>() {
            _ if token == "-" => Some(ApplyErrorKind::PathNotFound),
            _ if !digits || (token.len() > 1 && token.starts_with('0')) => {
                Some(ApplyErrorKind::BadIndex)
            }
            Ok(0..12) => None,
            _ => Some(ApplyErrorKind::IndexOutOfRange),
        };
        assert_eq!(outcome.err().map(|error| error.kind()), expected, "{token:?}");
    }
}

/// Every escape stands for what RFC 6901 says, and for nothing else, whatever it is
/// an escape of.
#[test]
fn t08_escapes() {
    for (text, token) in [
        ("/~0", "~"),
        ("/~1", "/"),
        ("/~01", "~1"),
        ("/~10", "/0"),
        ("/~00", "~0"),
        ("/~11", "/1"),
        ("/~0~1", "~/"),
        ("/a~1b~0c", "a/b~c"),
        ("/", ""),
    ] {
        let pointer: Pointer = text.parse().unwrap();
        assert_eq!(pointer.tokens(), [token]);
        assert_eq!(pointer.to_string(), text);
        let mut json = Json::object([(token, 1)]);
        apply(&mut json, &Patch::from(vec![Operation::Remove { path: pointer }])).unwrap();
        assert_eq!(json.to_string(), "{}", "{text}");
    }
    for text in ["/~", "/~2", "/a~", "/~a", "/~~", "/~0~", "/a~/b", "/~x1", "~0", "/%7e~"] {
        assert!(text.parse::<Pointer>().is_err(), "{text}");
        let patch = format!(r#"[{{"op":"remove","path":"{text}"}}]"#);
        assert!(patch.parse::<Patch>().is_err(), "{text}");
    }
}

/// Tokens that other products handed to an expression language, to a format or to a
/// query: here they name members, and come out as they went in.
#[test]
fn t13_tokens_are_never_evaluated() {
    const TOKENS: [&str; 14] = [
        "${1+1}",
        "#{1+1}",
        "{0}",
        "{{7*7}}",
        "%s%n",
        "%x",
        "T(java.lang.Runtime).getRuntime().exec(1)",
        "'||'",
        "' or 1=1 --",
        "$.store[*]",
        "a[0].b",
        "..",
        "(?:a+)+$",
        "*",
    ];
    let members = || TOKENS.iter().map(|token| (*token, Json::from(*token)));
    for token in TOKENS {
        let mut json = Json::object(members());
        let path = pointer("").child(token);
        let patch = Patch::from(vec![
            Operation::Test { path: path.clone(), value: Json::from(token) },
            Operation::Remove { path: path.clone() },
        ]);
        let read: Patch = patch.to_string().parse().unwrap();
        assert_eq!(read.operations(), patch.operations());
        apply(&mut json, &read).unwrap();
        assert_eq!(json.len(), TOKENS.len() - 1);
        // Only this one is gone, and nothing else is any more.
        let error = apply(&mut json, &read).unwrap_err();
        assert_eq!(error.kind(), ApplyErrorKind::PathNotFound);
        assert_eq!(error.path(), &path);
        assert!(error.to_string().contains(&format!("`{path}`")), "{error}");
        let any_case = Patch::read(&patch.to_json(), &Dialect::DOT_NET, &Limits::default());
        assert_eq!(any_case.unwrap().operations(), patch.operations());
    }
}
