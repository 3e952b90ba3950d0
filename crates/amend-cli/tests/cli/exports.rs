//! What other tools read in the exports of a plan: the requests of the plan, each
//! and nothing else. They are read by parsers of this test's own.

use serde_json::Value;

use crate::support::Bench;

/// A request, as each format says it.
#[derive(Debug, PartialEq)]
struct Read {
    method: String,
    url: String,
    headers: Vec<(String, String)>,
    body: Option<Value>,
}

const VENDORS: [(&str, &str, &str); 5] = [
    ("copper", "--to", "after.json"),
    ("bigchange", "--patch", "patch.json"),
    ("folk", "--to", "after.json"),
    ("superoffice", "--patch", "patch.json"),
    ("allo", "--patch", "merge-patch.json"),
];

/// Texts that tools give a meaning to. Each becomes somebody's job title.
const HOSTILE: [&str; 22] = [
    "plain",
    "O'Neil & \"Sons\"",
    "${COPPER_API_KEY}",
    "{{COPPER_API_KEY}}",
    "{{{{$randomUUID}}}}",
    "<script>alert(1)</script>",
    "a\r\nX-Admin: yes\r\n\r\nGET / HTTP/1.1",
    "###\nDELETE https://example.org/",
    "\n\n###\n",
    "< ./secret.txt",
    "<@ ./secret.txt",
    "@/etc/passwd",
    "> {% client.log(1) %}",
    "// comment",
    "# comment",
    "$(id) `id` %COMSPEC%",
    "\u{1b}[31mred\u{202e}back\u{200b}",
    "\u{560d}\u{560a}",
    "é 你好 😀",
    "\\u0041 \\ /",
    "%0d%0a%2e%2e",
    "--data @file",
];

fn root() -> &'static str {
    concat!(env!("CARGO_MANIFEST_DIR"), "/../..")
}

fn export(bench: &Bench, vendor: &str, record: &str, change: (&str, &str), format: &str) -> String {
    let mut args = vec!["plan", "--vendor", vendor, record, change.0, change.1];
    args.extend(["--format", format]);
    let output = bench.run(&args);
    let stderr = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(0), "{args:?}: {stderr}");
    String::from_utf8(output.stdout).unwrap()
}

fn text(value: &Value) -> String {
    value.as_str().unwrap().to_owned()
}

fn pairs(list: &Value, name: &str) -> Vec<(String, String)> {
    let list = list.as_array().unwrap();
    list.iter().map(|header| (text(&header[name]), text(&header["value"]))).collect()
}

fn of_plan(plan: &str) -> Vec<Read> {
    let plan: Value = serde_json::from_str(plan).unwrap();
    let requests = plan["requests"].as_array().unwrap();
    let read = |request: &Value| Read {
        method: text(&request["method"]),
        url: text(&request["url"]),
        headers: request["headers"]
            .as_object()
            .unwrap()
            .iter()
            .map(|(name, value)| (name.clone(), text(value)))
            .collect(),
        body: request.get("body").cloned(),
    };
    requests.iter().map(read).collect()
}

fn of_har(archive: &str) -> Vec<Read> {
    let archive: Value = serde_json::from_str(archive).unwrap();
    assert_eq!(archive["log"]["version"], "1.2");
    let entries = archive["log"]["entries"].as_array().unwrap();
    let read = |entry: &Value| {
        // What the format requires of an entry.
        for member in ["startedDateTime", "time", "request", "response", "cache", "timings"] {
            assert!(entry.get(member).is_some(), "{member}");
        }
        let request = &entry["request"];
        let body = request.get("postData").map(|data| {
            assert_eq!(request["bodySize"], text(&data["text"]).len());
            serde_json::from_str(data["text"].as_str().unwrap()).unwrap()
        });
        Read {
            method: text(&request["method"]),
            url: text(&request["url"]),
            headers: pairs(&request["headers"], "name"),
            body,
        }
    };
    entries.iter().map(read).collect()
}

/// `{{NAME}}` as Postman fills it in: here, with the placeholder of the plan.
fn filled(text: &str, variables: &[String]) -> String {
    let mut text = text.to_owned();
    for name in variables {
        text = text.replace(&format!("{{{{{name}}}}}"), &format!("${{{name}}}"));
    }
    text
}

fn of_postman(collection: &str) -> Vec<Read> {
    let collection: Value = serde_json::from_str(collection).unwrap();
    assert!(text(&collection["info"]["schema"]).contains("/v2.1.0/"));
    let declared = collection["variable"].as_array().unwrap();
    // A variable has a name, and no secret.
    assert!(declared.iter().all(|variable| variable["value"] == ""));
    let names: Vec<String> = declared.iter().map(|variable| text(&variable["key"])).collect();
    let read = |item: &Value| {
        let request = &item["request"];
        let url = &request["url"];
        let host: Vec<String> = url["host"].as_array().unwrap().iter().map(text).collect();
        let path: Vec<String> = url["path"].as_array().unwrap().iter().map(text).collect();
        let mut parts =
            format!("{}://{}/{}", text(&url["protocol"]), host.join("."), path.join("/"));
        if let Some(query) = url.get("query") {
            let query: Vec<String> =
                pairs(query, "key").iter().map(|(key, value)| format!("{key}={value}")).collect();
            parts = format!("{parts}?{}", query.join("&"));
        }
        assert_eq!(url["raw"], parts.as_str());
        let body = request.get("body").map(|body| {
            assert_eq!(body["mode"], "raw");
            let raw = filled(body["raw"].as_str().unwrap(), &names);
            assert!(!raw.contains("{{"), "{raw}");
            serde_json::from_str(&raw).unwrap()
        });
        Read {
            method: text(&request["method"]),
            url: filled(&parts, &names),
            headers: pairs(&request["header"], "key")
                .into_iter()
                .map(|(name, value)| (name, filled(&value, &names)))
                .collect(),
            body,
        }
    };
    collection["item"].as_array().unwrap().iter().map(read).collect()
}

/// An `.http` file: requests between lines of `###`; a line, headers, an empty
/// line, a body.
fn of_http(file: &str) -> Vec<Read> {
    assert!(!file.contains("{{"));
    let read = |part: &str| {
        let (head, body) = part.trim().split_once("\n\n").unwrap_or((part.trim(), ""));
        let mut lines = head.lines();
        let (method, url) = lines.next().unwrap().split_once(' ').unwrap();
        Read {
            method: method.to_owned(),
            url: url.to_owned(),
            headers: lines
                .map(|line| line.split_once(": ").unwrap())
                .map(|(name, value)| (name.to_owned(), value.to_owned()))
                .collect(),
            body: (!body.is_empty()).then(|| {
                assert_eq!(body.lines().count(), 1, "{body}");
                serde_json::from_str(body).unwrap()
            }),
        }
    };
    file.split("\n###\n").map(read).collect()
}

/// A POSIX shell's reading of one word list, without expansions: what is expanded
/// stays a placeholder.
fn of_curl(script: &str) -> Vec<Read> {
    let mut requests = Vec::new();
    for words in words(script).split(|word| word == "&&") {
        let mut words = words.iter();
        assert_eq!(words.next().unwrap(), "curl");
        let mut read =
            Read { method: String::new(), url: String::new(), headers: Vec::new(), body: None };
        while let Some(word) = words.next() {
            match word.as_str() {
                "--globoff" | "--fail-with-body" => {}
                "--request" => words.next().unwrap().clone_into(&mut read.method),
                "--url" => words.next().unwrap().clone_into(&mut read.url),
                "--header" => {
                    let (name, value) = words.next().unwrap().split_once(": ").unwrap();
                    read.headers.push((name.to_owned(), value.to_owned()));
                }
                "--data-raw" => {
                    read.body = Some(serde_json::from_str(words.next().unwrap()).unwrap());
                }
                other => assert!(other.is_empty(), "curl is given {other:?}"),
            }
        }
        requests.push(read);
    }
    requests
}

fn words(script: &str) -> Vec<String> {
    let mut words = Vec::new();
    let mut word: Option<String> = None;
    let mut chars = script.chars();
    while let Some(c) = chars.next() {
        match c {
            ' ' | '\n' => words.extend(word.take()),
            '\\' => match chars.next().unwrap() {
                '\n' => {}
                escaped => word.get_or_insert_default().push(escaped),
            },
            '\'' | '"' => {
                let word = word.get_or_insert_default();
                word.extend(chars.by_ref().take_while(|inner| *inner != c));
            }
            _ => word.get_or_insert_default().push(c),
        }
    }
    words.extend(word);
    words
}

fn check(bench: &Bench, vendor: &str, record: &str, change: (&str, &str)) -> Vec<Read> {
    let plan = of_plan(&export(bench, vendor, record, change, "json"));
    assert!(!plan.is_empty(), "{vendor}");
    for (format, read) in [
        ("har", of_har as fn(&str) -> Vec<Read>),
        ("postman", of_postman),
        ("http", of_http),
        ("curl", of_curl),
    ] {
        let text = export(bench, vendor, record, change, format);
        // Nothing that a terminal or a log would obey, bidi marks included.
        if format != "har" && format != "postman" {
            assert!(text.chars().all(|c| c == '\n' || !c.is_control()), "{format}: {text:?}");
        }
        assert_eq!(read(&text), plan, "{vendor}, {format}");
    }
    plan
}

#[test]
fn every_export_of_every_vendor_reads_back_as_the_plan() {
    let bench = Bench::new();
    for (vendor, kind, file) in VENDORS {
        let folder = format!("{}/examples/{vendor}", root());
        let change = format!("{folder}/{file}");
        check(&bench, vendor, &format!("{folder}/person.json"), (kind, &change));
    }
}

#[test]
fn no_record_breaks_out_of_an_export() {
    for title in HOSTILE {
        let change = serde_json::json!({ "title": title, "details": title }).to_string();
        let bench =
            Bench::new().file("record.json", r#"{"id": 7, "name": "A"}"#).file("c.json", change);
        let plan = check(&bench, "copper", "record.json", ("--patch", "c.json"));
        assert_eq!(plan[0].body.as_ref().unwrap()["title"], title);
    }
}

#[test]
fn t45_an_id_that_would_change_the_path_is_never_exported() {
    let ids = ["..", ".", "%2e%2e", "a/b", "a\\b", "a?b", "a#b", "", "1;x", "１", "7\n8"];
    for (vendor, ..) in VENDORS {
        for id in ids {
            let id = Value::from(id);
            let member = if vendor == "superoffice" { "PersonId" } else { "id" };
            let record = serde_json::json!({ member: id, "name": "A" }).to_string();
            let bench = Bench::new().file("r.json", record).file("c.json", r#"{"name":"B"}"#);
            for format in ["har", "postman", "http", "curl"] {
                let args = ["plan", "--vendor", vendor, "r.json", "--patch", "c.json"];
                let output = bench.run(&[&args[..], &["--format", format]].concat());
                assert_eq!(output.status.code(), Some(1), "{vendor} {id}");
                assert!(output.stdout.is_empty(), "{vendor} {id}");
            }
        }
    }
}

#[test]
fn the_requests_of_a_plan_become_requests_of_the_http_crate() {
    let bench = Bench::new();
    for (vendor, kind, file) in VENDORS {
        let folder = format!("{}/examples/{vendor}", root());
        let change = format!("{folder}/{file}");
        let record = format!("{folder}/person.json");
        let plan = export(&bench, vendor, &record, (kind, &change), "json");
        let json: amend::Json = plan.parse().unwrap();
        for (json, read) in
            json.get("requests").unwrap().as_array().unwrap().iter().zip(of_plan(&plan))
        {
            let request = amend_vendor::Request::from_json(json).unwrap();
            let mut asked = Vec::new();
            let ready = amend_vendor::render::http_request(&request, |name| {
                asked.push(name.to_owned());
                Some(format!("v-{}", name.to_lowercase().replace('_', "-")))
            })
            .unwrap();
            let fill = |text: &str| {
                asked.iter().fold(text.to_owned(), |text, name| {
                    let value = format!("v-{}", name.to_lowercase().replace('_', "-"));
                    text.replace(&format!("${{{name}}}"), &value)
                })
            };
            assert_eq!(ready.method().as_str(), read.method);
            assert_eq!(ready.uri().to_string(), fill(&read.url));
            assert_eq!(ready.headers().len(), read.headers.len());
            for (name, value) in &read.headers {
                let header = &ready.headers()[name];
                assert_eq!(header.to_str().unwrap(), fill(value));
                assert_eq!(header.is_sensitive(), value.contains("${"), "{name}");
            }
            let body: Option<Value> =
                (!ready.body().is_empty()).then(|| serde_json::from_slice(ready.body()).unwrap());
            assert_eq!(body, read.body);
        }
    }
}

#[test]
fn t44_no_header_and_no_secret_ends_its_line_or_its_url() {
    use amend_vendor::{Request, render};
    let with = |value: &str| {
        let headers = vec![("X-User".to_owned(), value.to_owned())];
        Request::new("PUT", "https://api.example.com/p/7", headers, None)
    };
    for value in ["a\rb", "a\nb", "a\r\n b", "a\0b", "\u{560a}", "\u{560d}", "é", " a", "a\t"] {
        let request = [with(value)];
        assert!(render::check(&request).is_err(), "{value:?}");
        assert!(render::har(&request).is_err(), "{value:?}");
        assert!(render::postman("x", &request).is_err(), "{value:?}");
        assert!(render::http_request(&request[0], |_| None).is_err(), "{value:?}");
        // A secret is held to the same.
        let request = with("Bearer ${KEY}");
        let filled = render::http_request(&request, |_| Some(value.to_owned()));
        let header_would_end = value.bytes().any(|b| b.is_ascii_control() && b != b'\t');
        assert!(filled.is_err() || !header_would_end, "{value:?}");
    }
    assert!(render::http_request(&with("${KEY}"), |_| None).is_err(), "no value for it");
    for url in [
        "https://h/a/../b",
        "https://h/%2e%2E/b",
        "https://h/a%2fb",
        "https://h/a b",
        "https://h/a#b",
        "https://user@h/a",
        "file:///etc/passwd",
        "https:///a",
        "/a",
        "https://h/\u{ff0e}\u{ff0e}/a",
    ] {
        let request = Request::new("PUT", url, Vec::new(), None);
        assert!(render::check(std::slice::from_ref(&request)).is_err(), "{url}");
    }
    let request = Request::new("PUT", "https://${HOST}/a/${TENANT}/b", Vec::new(), None);
    for tenant in ["..", ".", "a/../..", "a#b", "a b", "x@y", "%2e%2e", "a\nb"] {
        let fill = |name: &str| Some(if name == "HOST" { "h".into() } else { tenant.to_owned() });
        assert!(render::http_request(&request, fill).is_err(), "{tenant}");
    }
}

/// No credential is read: a canary in each place where one could be comes out nowhere.
#[test]
fn t47_a_canary_in_the_environment_comes_out_nowhere() {
    let names = [
        "COPPER_API_KEY",
        "COPPER_USER_EMAIL",
        "BIGCHANGE_ACCESS_TOKEN",
        "BIGCHANGE_CUSTOMER_ID",
        "FOLK_API_KEY",
        "SUPEROFFICE_ACCESS_TOKEN",
        "SUPEROFFICE_HOST",
        "SUPEROFFICE_TENANT",
        "ALLO_API_KEY",
    ];
    let bench = Bench::new().file("typo.json", r#"{"nmae": 1}"#);
    for (vendor, kind, file) in VENDORS {
        let folder = format!("{}/examples/{vendor}", root());
        let (record, change) = (format!("{folder}/person.json"), format!("{folder}/{file}"));
        for (kind, change) in [(kind, change.as_str()), ("--patch", "typo.json")] {
            for format in ["json", "text", "curl", "http", "har", "postman"] {
                for errors in ["text", "json"] {
                    let args = ["plan", "--vendor", vendor, &record, kind, change];
                    let more = ["--format", format, "--errors", errors, "--report", "r.html"];
                    let mut command = bench.command(&[&args[..], &more].concat());
                    command.envs(names.map(|name| (name, "canary-4711")));
                    let output = command.output().unwrap();
                    let page = std::fs::read(bench.at("r.html")).unwrap();
                    let all = [output.stdout, output.stderr, page].concat();
                    assert!(!String::from_utf8_lossy(&all).contains("canary"), "{more:?}");
                }
            }
        }
    }
}
