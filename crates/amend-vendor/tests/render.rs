//! Requests as the texts that other tools take, to the byte; and what none of them
//! may hold.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use amend::Json;
use amend_vendor::{Request, render};

const URL: &str = "https://crm.example/v1/people/7";

fn request(url: &str, headers: &[(&str, &str)], body: Option<&str>) -> Request {
    let headers = headers.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned()));
    Request::new("PUT", url, headers.collect(), body.map(|body| body.parse().unwrap()))
}

/// One with all that a tool could stumble over, and one with nothing.
fn two() -> [Request; 2] {
    let headers = [
        ("Authorization", "Bearer ${KEY_1}"),
        ("X-Two", "${KEY_1}:${KEY_2} ${no} ${"),
        ("Content-Type", "application/merge-patch+json"),
    ];
    let body = "{\"title\": \"O'Neil {{x}} \u{202e}\"}";
    let url = "https://${HOST}/v1/people/7?expand=all&&flag&x=1=2";
    [request(url, &headers, Some(body)), Request::new("DELETE", URL, Vec::new(), None)]
}

fn holds(found: &Json, expected: &str) {
    let expected: Json = expected.parse().unwrap();
    assert_eq!(found.to_string(), expected.to_string());
}

#[test]
fn commands_of_a_shell() {
    let expected = r#"curl --globoff --fail-with-body --request 'PUT' \
  --url 'https://'"${HOST}"'/v1/people/7?expand=all&&flag&x=1=2' \
  --header 'Authorization: Bearer '"${KEY_1}" \
  --header 'X-Two: '"${KEY_1}"':'"${KEY_2}"' ${no} ${' \
  --header 'Content-Type: application/merge-patch+json' \
  --data-raw '{"title":"O'\''Neil {{x}} \u202e"}' &&
curl --globoff --fail-with-body --request 'DELETE' \
  --url 'https://crm.example/v1/people/7'
"#;
    assert_eq!(render::curl(&two()), expected);
    assert_eq!(render::curl(&[]), "");
}

#[test]
fn a_file_of_an_editor() {
    let expected = r#"PUT https://${HOST}/v1/people/7?expand=all&&flag&x=1=2
Authorization: Bearer ${KEY_1}
X-Two: ${KEY_1}:${KEY_2} ${no} ${
Content-Type: application/merge-patch+json

{"title":"O'Neil {\u007bx}} \u202e"}

###

DELETE https://crm.example/v1/people/7
"#;
    assert_eq!(render::http(&two()), expected);
    assert_eq!(render::http(&[]), "");
}

#[test]
fn an_archive() {
    let plain = request(URL, &[], Some("[1]"));
    let [full, empty] = two();
    let archive = render::har(&[full, empty, plain]).unwrap();
    let log = archive.get("log").unwrap();
    let entries = log.get("entries").and_then(Json::as_array).unwrap();
    assert_eq!(log.get("version"), Some(&Json::from("1.2")));
    let response = r#"{
        "status": 0, "statusText": "", "httpVersion": "HTTP/1.1", "cookies": [], "headers": [],
        "content": {"size": 0, "mimeType": "x-unknown"}, "redirectURL": "",
        "headersSize": -1, "bodySize": -1
    }"#;
    let sent = [
        r#"{
            "method": "PUT", "url": "https://${HOST}/v1/people/7?expand=all&&flag&x=1=2",
            "httpVersion": "HTTP/1.1", "cookies": [],
            "headers": [
                {"name": "Authorization", "value": "Bearer ${KEY_1}"},
                {"name": "X-Two", "value": "${KEY_1}:${KEY_2} ${no} ${"},
                {"name": "Content-Type", "value": "application/merge-patch+json"}
            ],
            "queryString": [
                {"name": "expand", "value": "all"},
                {"name": "flag", "value": ""},
                {"name": "x", "value": "1=2"}
            ],
            "postData": {
                "mimeType": "application/merge-patch+json",
                "text": "{\"title\":\"O'Neil {{x}} \\u202e\"}"
            },
            "headersSize": -1, "bodySize": 31
        }"#,
        r#"{
            "method": "DELETE", "url": "https://crm.example/v1/people/7", "httpVersion": "HTTP/1.1",
            "cookies": [], "headers": [], "queryString": [], "headersSize": -1, "bodySize": 0
        }"#,
        r#"{
            "method": "PUT", "url": "https://crm.example/v1/people/7", "httpVersion": "HTTP/1.1",
            "cookies": [], "headers": [], "queryString": [],
            "postData": {"mimeType": "application/json", "text": "[1]"},
            "headersSize": -1, "bodySize": 3
        }"#,
    ];
    assert_eq!(entries.len(), sent.len());
    for (entry, request) in entries.iter().zip(sent) {
        let expected = format!(
            r#"{{
                "startedDateTime": "1970-01-01T00:00:00.000Z", "time": 0, "request": {request},
                "response": {response}, "cache": {{}},
                "timings": {{"send": 0, "wait": 0, "receive": 0}}, "comment": "planned, not sent"
            }}"#
        );
        holds(entry, &expected);
    }
}

#[test]
fn a_collection() {
    let found = render::postman("seven", &two()).unwrap();
    assert_eq!(found.pointer(&"/info/name".parse().unwrap()), Some(&Json::from("seven")));
    let items = r#"[
        {
            "name": "PUT /v1/people/7",
            "request": {
                "method": "PUT",
                "header": [
                    {"key": "Authorization", "value": "Bearer {{KEY_1}}"},
                    {"key": "X-Two", "value": "{{KEY_1}}:{{KEY_2}} ${no} ${"},
                    {"key": "Content-Type", "value": "application/merge-patch+json"}
                ],
                "body": {
                    "mode": "raw", "raw": "{\"title\":\"O'Neil {\\u007bx}} \\u202e\"}",
                    "options": {"raw": {"language": "json"}}
                },
                "url": {
                    "raw": "https://{{HOST}}/v1/people/7?expand=all&&flag&x=1=2",
                    "protocol": "https", "host": ["{{HOST}}"], "path": ["v1", "people", "7"],
                    "query": [
                        {"key": "expand", "value": "all"}, {"key": "", "value": ""},
                        {"key": "flag", "value": ""}, {"key": "x", "value": "1=2"}
                    ]
                }
            }
        },
        {
            "name": "DELETE /v1/people/7",
            "request": {
                "method": "DELETE", "header": [],
                "url": {
                    "raw": "https://crm.example/v1/people/7", "protocol": "https",
                    "host": ["crm.example"], "path": ["v1", "people", "7"]
                }
            }
        }
    ]"#;
    holds(found.get("item").unwrap(), items);
    // Each name once.
    let variables = r#"[{"key": "KEY_1", "value": ""}, {"key": "KEY_2", "value": ""}, {"key": "HOST", "value": ""}]"#;
    holds(found.get("variable").unwrap(), variables);
}

/// Only what a request shows of itself is a name: no other `${` is filled in.
#[test]
fn what_is_a_placeholder() {
    for (value, shown) in [
        ("${A}", "'X: '\"${A}\""),
        ("${A_9}", "'X: '\"${A_9}\""),
        ("${9A}", "'X: ${9A}'"),
        ("${_A}", "'X: ${_A}'"),
        ("${a}", "'X: ${a}'"),
        ("${Aa}", "'X: ${Aa}'"),
        ("${A-B}", "'X: ${A-B}'"),
        ("${}", "'X: ${}'"),
        ("${A", "'X: ${A'"),
        ("$ {A}", "'X: $ {A}'"),
        ("${x${A}", "'X: ${x'\"${A}\""),
        ("${A}${B}", "'X: '\"${A}\"\"${B}\""),
    ] {
        let text = render::curl(&[request(URL, &[("X", value)], None)]);
        assert!(text.ends_with(&format!("--header {shown}\n")), "{value}: {text}");
    }
}

fn fault(request: Request) -> String {
    let found = render::check(&[Request::new("GET", URL, Vec::new(), None), request]);
    found.map_or_else(|fault| fault.to_string(), |()| String::new())
}

const PLACE: &str = "expected a scheme and a host in the URL, found something else";
const LETTERS: &str = "expected the characters of a URL without fragment and credentials in the URL, found something else";
const CLIMBS: &str = "expected a path that does not climb in the URL, found something else";

#[test]
fn a_url_leads_where_it_shows() {
    for (url, expected) in [
        ("http://h", ""),
        ("https://h/a/b?c", ""),
        ("https://h/...", ""),
        ("https://h/a.b/..c/d..", ""),
        ("https://h/a?x=../y", ""),
        ("ftp://h/", PLACE),
        ("HTTPS://h/", PLACE),
        ("https:/h/", PLACE),
        ("/v1/people", PLACE),
        ("https://", PLACE),
        ("https:///v1", PLACE),
        ("://h/", PLACE),
        ("https://h/.", CLIMBS),
        ("https://h/..", CLIMBS),
        ("https://h/a/../b", CLIMBS),
        ("https://h/a/./b?c", CLIMBS),
        ("https://h/%2e", CLIMBS),
        ("https://h/%2E%2e/b", CLIMBS),
        ("https://h/.%2E/b", CLIMBS),
        ("https://h/a%2fb", CLIMBS),
        ("https://h/a%2Fb", CLIMBS),
        ("https://h/a%5cb", CLIMBS),
        ("https://h/a%5Cb?c", CLIMBS),
        ("https://h/é", LETTERS),
        ("https://h/a\u{ff0e}\u{ff0e}", LETTERS),
    ] {
        assert_eq!(fault(request(url, &[], None)), expected, "{url}");
    }
}

/// Every ASCII character in every part, against the lists of RFC 3986 and RFC 9110.
#[test]
fn every_character_in_every_part() {
    let token = "!#$%&'*+-.^_`|~";
    for c in (0..128_u8).map(char::from) {
        let url = fault(request(&format!("https://h/a{c}b"), &[], None));
        let may = c.is_ascii_alphanumeric() || "-._~:/?[]!$&'()*+,;=%{}".contains(c);
        assert_eq!(url, if may { "" } else { LETTERS }, "{c:?}");

        let name = fault(request(URL, &[(&format!("a{c}b"), "v")], None));
        let may = c.is_ascii_alphanumeric() || token.contains(c);
        let expected = "expected one word in the name of a header, found something else";
        assert_eq!(name, if may { "" } else { expected }, "{c:?}");

        let method = fault(Request::new(format!("A{c}B"), URL, Vec::new(), None));
        let expected = "expected one word in the method, found something else";
        assert_eq!(method, if may { "" } else { expected }, "{c:?}");

        let value = fault(request(URL, &[("a", &format!("v{c}w"))], None));
        let may = (' '..='~').contains(&c);
        let expected =
            "expected visible ASCII characters in the value of a header, found something else";
        assert_eq!(value, if may { "" } else { expected }, "{c:?}");
    }
    for value in [" v", "v ", "é", "\u{560d}"] {
        assert_ne!(fault(request(URL, &[("a", value)], None)), "", "{value:?}");
    }
    assert_ne!(fault(request(URL, &[("", "v")], None)), "");
    assert_ne!(fault(Request::new("", URL, Vec::new(), None)), "");
}

#[test]
fn what_is_unsafe_is_written_for_no_tool() {
    let bad = [request(URL, &[("a", "b\nc")], None)];
    assert!(render::har(&bad).is_err());
    assert!(render::postman("bad", &bad).is_err());
}

/// For a program that sends: compiled where the feature is on.
#[cfg(feature = "http")]
#[test]
fn a_request_that_can_be_sent() {
    let fill = |name: &str| match name {
        "KEY_1" => Some("s3cret".to_owned()),
        "KEY_2" => Some("two".to_owned()),
        "HOST" => Some("crm.example".to_owned()),
        _ => None,
    };
    let [full, empty] = two();
    let ready = render::http_request(&full, fill).unwrap();
    assert_eq!(ready.method().as_str(), "PUT");
    assert_eq!(ready.uri().to_string(), "https://crm.example/v1/people/7?expand=all&&flag&x=1=2");
    let header = |name: &str| {
        let value = &ready.headers()[name];
        (value.to_str().unwrap().to_owned(), value.is_sensitive())
    };
    assert_eq!(header("authorization"), ("Bearer s3cret".to_owned(), true));
    assert_eq!(header("x-two"), ("s3cret:two ${no} ${".to_owned(), true));
    assert_eq!(header("content-type"), ("application/merge-patch+json".to_owned(), false));
    // A body goes out as it is: nothing is shown on the way.
    assert_eq!(ready.body(), "{\"title\":\"O'Neil {{x}} \u{202e}\"}".as_bytes());
    let ready = render::http_request(&empty, |_| None).unwrap();
    assert_eq!((ready.method().as_str(), ready.body().len()), ("DELETE", 0));

    let told = |request: &Request, value: Option<&str>| {
        let found = render::http_request(request, |_| value.map(str::to_owned));
        found.map_or_else(|fault| fault.to_string(), |_| String::new())
    };
    let with = request(URL, &[("a", "${KEY}")], None);
    let missing = "expected a value from the caller in a placeholder, found something else";
    assert_eq!(told(&with, Some("v")), "");
    assert_eq!(told(&with, Some("")), missing);
    assert_eq!(told(&with, None), missing);
    let visible = "expected visible characters in the value of a header, found something else";
    assert_eq!(told(&with, Some("v\r\nX: y")), visible);
    let place = request("https://h/${TENANT}/7", &[], None);
    assert_eq!(told(&place, Some("t")), "");
    assert_eq!(told(&place, Some("..")), CLIMBS);
    assert_eq!(told(&place, Some("a#b")), LETTERS);
    assert_ne!(told(&request(URL, &[("a b", "v")], None), None), "");
}
