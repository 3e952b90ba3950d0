//! Texts for people: what stands out, what is hidden, what a terminal gets.

use std::path::Path;
use std::process::Command;

use crate::support::Bench;

const VENDORS: [(&str, &str, &str); 5] = [
    ("copper", "--to", "after.json"),
    ("bigchange", "--patch", "patch.json"),
    ("folk", "--to", "after.json"),
    ("superoffice", "--patch", "patch.json"),
    ("allo", "--patch", "merge-patch.json"),
];

fn example(vendor: &str, file: &str) -> String {
    format!("{}/../../examples/{vendor}/{file}", env!("CARGO_MANIFEST_DIR"))
}

fn text(bench: &Bench, args: &[&str]) -> String {
    let output = bench.run(args);
    String::from_utf8(output.stdout).unwrap()
}

fn plan(vendor: &str, kind: &str, file: &str, more: &[&str]) -> String {
    let (record, change) = (example(vendor, "person.json"), example(vendor, file));
    let args = ["plan", "--vendor", vendor, &record, kind, &change, "--format", "text"];
    text(&Bench::new(), &[&args[..], more].concat())
}

/// The texts of a JSON file that are values: those that no name and no id explains.
fn values(file: &str) -> Vec<String> {
    fn walk(json: &serde_json::Value, found: &mut Vec<String>) {
        match json {
            serde_json::Value::String(text)
                if text.len() > 5 && !text.starts_with('/') && text != "replace" =>
            {
                found.push(text.clone());
            }
            serde_json::Value::Array(list) => {
                for value in list {
                    walk(value, found);
                }
            }
            serde_json::Value::Object(members) => {
                for value in members.values() {
                    walk(value, found);
                }
            }
            _ => {}
        }
    }
    let json = serde_json::from_slice(&std::fs::read(file).unwrap()).unwrap();
    let mut found = Vec::new();
    walk(&json, &mut found);
    found
}

#[test]
fn a_plan_counts_its_requests_and_shows_values_only_when_asked_to() {
    for (vendor, kind, file) in VENDORS {
        let hidden = plan(vendor, kind, file, &["--undo"]);
        let requests = hidden.lines().filter(|line| line.contains("(guard: ")).count();
        assert!(hidden.starts_with(&format!("{vendor}: {requests} request")), "{hidden}");
        assert!(hidden.contains("\nundo: planned, "), "{hidden}");
        assert!(hidden.contains("ASSUMED, not documented"), "{hidden}");
        let shown = plan(vendor, kind, file, &["--show-values"]);
        let mut seen = 0;
        for value in values(&example(vendor, file)) {
            // The id of a record stands in its URL, and the names of the custom
            // fields, which are values of a catalogue, in paths.
            if hidden.lines().any(|line| line.contains("https://") && line.contains(&value)) {
                continue;
            }
            let in_path = hidden.contains(&format!("/{value}"));
            assert!(!hidden.contains(&value) || in_path, "{vendor}: {value}\n{hidden}");
            seen += usize::from(shown.contains(&value));
        }
        assert!(seen > 0, "{shown}");
    }
}

#[test]
fn what_is_lost_and_what_is_assumed_stand_out() {
    let text = plan("folk", "--to", "after.json", &[]);
    for part in [
        "\nLOST\n  ! /emails/1  element, asked for\n",
        "\nASSUMED, not documented\n  ? folk.custom-values-merged (inferred) ",
        "/emails    list: 1 kept, 1 added, 1 removed\n",
        "\n  = /emails/1  kept\n",
        "\ncarried along, as the record has them\n    /groups\n",
    ] {
        assert!(text.contains(part), "{part} in\n{text}");
    }
}

#[test]
fn elements_that_move_are_told_from_those_that_come_and_go() {
    let bench = Bench::new()
        .file("a.json", r#"{"l": ["a", "b", "c", "d", {"n": 1}]}"#)
        .file("b.json", r#"{"l": ["d", "a", "b", "x", {"n": 2}]}"#);
    let text = text(&bench, &["diff", "--format", "text", "--show-values", "a.json", "b.json"]);
    assert_eq!(
        text,
        "4 differences\n    /l      list: 2 kept, 1 changed inside, 1 added, 1 removed, 1 moved\n  > /l/0    \"d\"  (moved from /l/3)\n  = /l/1    to 2: 2 elements kept\n  - /l/2    \"c\"\n  + /l/3    \"x\"\n  ~ /l/4/n  1 -> 2\n"
    );
}

#[test]
fn check_shows_each_violation_with_its_line() {
    let record = "{\n  \"id\": 7,\n  \"emails\": [{\"email\": 5, \"category\": \"fax\"}]\n}";
    let bench = Bench::new().file("r.json", record).file("ok.json", r#"{"id": 7}"#);
    let good = bench.run(&["check", "--vendor", "copper", "ok.json", "--format", "text"]);
    assert_eq!(good.status.code(), Some(0));
    assert_eq!(good.stdout, b"copper: valid\n");
    let bad = bench.run(&["check", "--vendor", "copper", "r.json", "--format", "text"]);
    assert_eq!(bad.status.code(), Some(1));
    let bad = String::from_utf8(bad.stdout).unwrap();
    for part in [
        "copper: 2 violations\n",
        "error[not-in-enum]: /emails/0/category: ",
        " --> r.json:3:39\n",
        "3 |   \"emails\": [{\"email\": ***, \"category\": \"***\"}]\n",
        "  |                                         ^^^^^\n",
    ] {
        assert!(bad.contains(part), "{part} in\n{bad}");
    }
}

/// What a terminal of this width gets. `script` makes one; it is in every Debian.
fn terminal(columns: &str, no_colour: Option<&str>, command: &str) -> Option<String> {
    if !Path::new("/usr/bin/script").exists() {
        println!("skipped: there is no `script` here to make a terminal");
        return None;
    }
    let mut script = Command::new("/usr/bin/script");
    script.args(["--quiet", "--return", "--echo", "never", "--command", command, "/dev/null"]);
    script.env_clear().envs([("COLUMNS", columns), ("PATH", "/usr/bin:/bin"), ("TERM", "xterm")]);
    script.envs(no_colour.map(|value| ("NO_COLOR", value)));
    let output = script.stdin(std::process::Stdio::null()).output().unwrap();
    Some(String::from_utf8(output.stdout).unwrap().replace("\r\n", "\n"))
}

fn width(line: &str) -> usize {
    let mut plain = line.to_owned();
    while let Some(start) = plain.find('\u{1b}') {
        let end = plain[start..].find('m').unwrap() + start;
        plain.replace_range(start..=end, "");
    }
    plain.chars().count()
}

#[test]
fn a_terminal_gets_colours_that_fit_and_no_color_is_honoured() {
    let long = "x".repeat(300);
    let bench = Bench::new()
        .file("a.json", format!(r#"{{"name": "{long}", "a": "\u001b[2J\u202e", "e": 1}}"#))
        .file("b.json", format!(r#"{{"name": "{long}y", "a": "\u001b[1mb", "n": 1}}"#));
    let (a, b) = (bench.at("a.json"), bench.at("b.json"));
    let amend = env!("CARGO_BIN_EXE_amend");
    let command = format!("{amend} diff --format text --show-values {a} {b}");
    let Some(coloured) = terminal("60", None, &command) else { return };
    assert!(coloured.contains("\u{1b}[32m+\u{1b}[0m"), "{coloured:?}");
    assert!(coloured.contains("\\u001b[2J\\u202e"), "{coloured:?}");
    for line in coloured.lines() {
        assert!(width(line) <= 60, "{} columns: {line:?}", width(line));
    }
    // Ours are the only escapes: a colour, or its end.
    for (at, _) in coloured.match_indices('\u{1b}') {
        let code: String = coloured[at + 1..].chars().take_while(|c| *c != 'm').collect();
        assert!(["[0", "[1", "[2", "[31", "[32", "[33", "[36", "[1;31"].contains(&&*code));
    }
    let plain = terminal("60", Some("1"), &command).unwrap();
    assert!(!plain.contains('\u{1b}'), "{plain:?}");
    // An empty NO_COLOR says nothing.
    assert!(terminal("60", Some(""), &command).unwrap().contains('\u{1b}'));
    // A file gets all of it, without colours.
    let file = text(&bench, &["diff", "--format", "text", "--show-values", &a, &b]);
    assert!(!file.contains('\u{1b}') && file.contains(&long), "{file}");
    // Errors too have the colours of a terminal, and its width.
    let wrong = bench.at("a.json");
    let error = terminal("60", None, &format!("{amend} apply {wrong} {wrong} --kind json-patch"));
    assert!(error.unwrap().contains("\u{1b}["));
}

#[test]
fn a_merge_tells_what_both_changed_and_where_they_do_not_agree() {
    let bench = Bench::new()
        .file("b.json", r#"{"name": "Ada", "title": "a", "tags": ["x"]}"#)
        .file("o.json", r#"{"name": "Ada", "title": "ours \u001b[2J", "tags": ["x", "y"]}"#)
        .file("t.json", r#"{"name": "Eva", "title": "theirs", "tags": ["x"]}"#);
    let args = ["merge", "b.json", "o.json", "t.json", "--format", "text"];
    let merge = |more: &[&str]| {
        let output = bench.run(&[&args[..], more].concat());
        assert_eq!(output.status.code(), Some(1));
        String::from_utf8(output.stdout).unwrap()
    };
    assert_eq!(
        merge(&[]),
        "merged: 2 changes, 1 conflict\n  ~ /name    a string -> a string\n    /tags    list: 1 kept, 1 added\n  = /tags/0  kept\n  + /tags/1  a string\nCONFLICTS\n  ! /title  both-changed, kept: base\n      base    a string\n      ours    a string\n      theirs  a string\n"
    );
    let shown = merge(&["--show-values"]);
    assert!(shown.contains("      ours    \"ours \\u001b[2J\"\n"), "{shown}");
}
