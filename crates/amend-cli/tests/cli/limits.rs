//! Every limit at n - 1, n and n + 1, as `--limit NAME=N` sets it.

use std::collections::BTreeSet;
use std::path::Path;
use std::process::Output;

use amend::{Json, Limits};

use crate::support::{Bench, json_lines};

#[test]
fn each_limit_holds_from_one_beyond_on() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cli/data/borders.json");
    let cases = Json::read(&std::fs::read(path).unwrap(), &Limits::default()).unwrap();
    let mut told = BTreeSet::from(["effort".to_owned()]);
    for case in cases.as_array().unwrap() {
        check(case);
        told.insert(text(case, "limit").to_owned());
    }
    assert_eq!(told, Limits::NAMES.iter().map(|name| (*name).to_owned()).collect());
}

fn text<'a>(json: &'a Json, member: &str) -> &'a str {
    json.get(member).and_then(Json::as_str).unwrap()
}

fn check(case: &Json) {
    let mut bench = Bench::new();
    for (name, content) in case.get("files").and_then(Json::as_object).unwrap() {
        bench = bench.file(name, content.as_str().unwrap());
    }
    let (limit, name) = (text(case, "limit"), text(case, "name"));
    let needs = case.get("needs").and_then(Json::as_i64).unwrap();
    let figure = |member| case.get(member).and_then(Json::as_i64);
    for (most, fits) in [(needs - 1, false), (needs, true), (needs + 1, true)] {
        let set = format!("--limit={limit}={most}");
        let mut args = vec!["--errors=json", &set];
        args.extend(
            case.get("args").and_then(Json::as_array).unwrap().iter().filter_map(Json::as_str),
        );
        let output = bench.run(&args);
        let status = output.status.code().map(i64::from);
        let stderr = String::from_utf8_lossy(&output.stderr);
        let expected = if fits { figure("status").or(Some(0)) } else { figure("refused") };
        assert_eq!(status, expected, "{name}: {set}: {stderr}");
        let (told, hint) = told(case, &output);
        if fits {
            assert_eq!(told, None, "{name}: {set}");
        } else {
            let told = told.unwrap_or_else(|| panic!("{name}: {set} is not told"));
            assert!(told.contains(&format!("`{limit}`")), "{name}: {told}");
            assert!(told.contains(&hint.replace("NAME", limit)), "{name}: {told}");
        }
    }
}

/// The message about a limit, and how it says to raise it.
fn told(case: &Json, output: &Output) -> (Option<String>, &'static str) {
    let message = |error: &Json| text(error, "message").to_owned();
    if case.get("counted").is_some() {
        let answer = json_lines(&output.stdout).remove(0);
        let violations = answer.get("violations").and_then(Json::as_array).unwrap();
        let limit = violations.iter().find(|violation| text(violation, "code") == "limit");
        return (limit.map(message), "raise it");
    }
    let answer = if case.get("in_line").is_some() { &output.stdout } else { &output.stderr };
    let errors: Vec<Json> = json_lines(answer)
        .into_iter()
        .filter_map(|line| line.get("error").cloned())
        .inspect(|error| assert_eq!(text(error, "kind"), "limit"))
        .collect();
    (errors.first().map(message), "--limit NAME=N")
}

/// The limit `effort` refuses nothing: less of it makes another patch, that is as
/// right.
#[test]
fn a_diff_of_little_effort_is_right() {
    let person = |n: usize| {
        format!(r#"{{"name":"a name that {} people have","x":{},"y":{n}}}"#, n % 5, n % 6)
    };
    let list = |people: Vec<String>| format!("[{}]", people.join(","));
    let after = list((0..30).map(|n| person(n * 7 % 30 + 40)).collect());
    let bench =
        Bench::new().file("a.json", list((0..30).map(person).collect())).file("b.json", &after);
    let made = |effort: &str| bench.run(&["diff", "--limit", effort, "a.json", "b.json"]).stdout;
    let (little, enough) = (made("effort=0"), made("effort=1000000"));
    assert_ne!(little, enough);
    for patch in [little, enough] {
        let bench =
            Bench::new().file("a.json", bench.read("a.json").unwrap()).file("p.json", patch);
        let applied = bench.run(&["apply", "-c", "a.json", "p.json"]);
        let applied: Json = String::from_utf8(applied.stdout).unwrap().parse().unwrap();
        assert!(applied == after.parse::<Json>().unwrap());
    }
}

/// What diff makes, apply takes: also a document that grows by more than the limit
/// `growth`, as it is by default.
#[test]
fn a_diff_of_seventeen_megabytes_applies() {
    let long = "x".repeat(17 << 20);
    let after = format!("{{\"a\":\"{long}\"}}\n");
    let bench = Bench::new().file("a.json", r#"{"b":1}"#).file("b.json", &after);
    for format in ["json-patch", "merge-patch"] {
        let diff = bench.run(&["diff", "--format", format, "a.json", "b.json"]);
        assert_eq!(diff.status.code(), Some(1));
        let bench = Bench::new().file("a.json", r#"{"b":1}"#).file("p.json", &diff.stdout);
        for layout in ["--compact", "--preserve"] {
            let applied = bench.run(&["apply", layout, "a.json", "p.json"]);
            assert_eq!(applied.status.code(), Some(0), "{format}, {layout}");
            assert!(applied.stdout.trim_ascii() == after.trim().as_bytes(), "{format}, {layout}");
        }
    }
}

/// Every limit stands in the help, with its default.
#[test]
fn the_help_has_every_limit() {
    let output = Bench::new().run(&["apply", "--help"]);
    let help = String::from_utf8(output.stdout).unwrap();
    for name in Limits::NAMES {
        let (figure, of) = Limits::default().get(name).unwrap();
        let line = help.lines().map(str::trim).find(|line| line.starts_with(&format!("{name} ")));
        let line = line.unwrap_or_else(|| panic!("`{name}` is not in\n{help}"));
        assert!(line.contains(&format!(" {figure} {of}")), "{line}");
    }
}
