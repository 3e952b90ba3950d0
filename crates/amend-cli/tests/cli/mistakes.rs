//! Single mistakes, as people make them: broken texts, patches, records, options.
//! Each must get its status, and a first line that names the true cause. The cases
//! are data, in `data/mistakes.json`.

use amend::{Json, Limits};

use crate::support::Bench;

fn cases() -> Vec<Json> {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/cli/data/mistakes.json");
    let cases = Json::read(&std::fs::read(path).unwrap(), &Limits::default()).unwrap();
    cases.as_array().unwrap().to_vec()
}

fn text<'j>(case: &'j Json, name: &str) -> &'j str {
    case.get(name).and_then(Json::as_str).unwrap()
}

fn run(case: &Json, more: &[&str]) -> (Option<i32>, String, String) {
    let mut bench = Bench::new();
    for (name, content) in case.get("files").and_then(Json::as_object).unwrap() {
        bench = bench.file(name, content.as_str().unwrap());
    }
    let args = case.get("args").and_then(Json::as_array).unwrap();
    let args: Vec<&str> = args.iter().map(|arg| arg.as_str().unwrap()).collect();
    let output = bench.run(&[&args[..], more].concat());
    let utf8 = |bytes| String::from_utf8(bytes).unwrap();
    (output.status.code(), utf8(output.stdout), utf8(output.stderr))
}

/// The first line that says what is wrong: of an error on standard error, of a
/// refusal in its text.
fn answer(stdout: &str, stderr: &str) -> String {
    let told = if stderr.is_empty() {
        stdout.lines().find(|line| line.starts_with("error["))
    } else {
        stderr.lines().next()
    };
    told.unwrap_or("no answer").to_owned()
}

#[test]
fn every_mistake_is_told_for_what_it_is() {
    let cases = cases();
    assert!(cases.len() >= 100, "{} cases", cases.len());
    let mut faults = Vec::new();
    for case in &cases {
        let (status, stdout, stderr) = run(case, &[]);
        let found = answer(&stdout, &stderr);
        let wanted = case.get("status").and_then(Json::as_i64);
        if status.map(i64::from) != wanted || found != text(case, "answer") {
            faults.push(format!("{}: {status:?} {found}", text(case, "name")));
        }
    }
    assert!(faults.is_empty(), "{} of {}:\n{}", faults.len(), cases.len(), faults.join("\n"));
}

/// Where a place is told, the line stands under it, and the mark under the line.
#[test]
fn a_place_comes_with_its_line_and_a_mark() {
    let mut told = 0;
    for case in cases() {
        let (_, stdout, stderr) = run(&case, &[]);
        let name = text(&case, "name");
        let has_place = |line: &str| {
            let rest = line.strip_prefix("amend: ").unwrap_or_default();
            let mut parts = rest.split(':').skip(1);
            let figure = |part: Option<&str>| part.is_some_and(|p| p.parse::<usize>().is_ok());
            figure(parts.next()) && figure(parts.next())
        };
        let all = format!("{stdout}{stderr}");
        // Of an empty line there is nothing to show.
        if (has_place(&stderr) && !name.starts_with("lines: ")) || stdout.contains("\n --> ") {
            told += 1;
            let marked = all
                .lines()
                .any(|line| line.trim_start().starts_with('|') && line.trim_end().ends_with('^'));
            assert!(marked, "{name}:\n{all}");
        }
        assert!(all.chars().all(|c| c == '\n' || !c.is_control()), "{name}: {all:?}");
    }
    assert!(told >= 100, "{told} places");
}

/// An excerpt shows no value: neither a string nor a number of any file.
#[test]
fn t48_no_excerpt_shows_a_value() {
    for case in cases() {
        let (_, stdout, stderr) = run(&case, &[]);
        let excerpts = format!("{stdout}{stderr}");
        let lines = excerpts.lines().filter(|line| {
            line.split_once(" | ").is_some_and(|(number, _)| number.trim().parse::<usize>().is_ok())
        });
        for line in lines {
            for secret in ["Ada", "Ghent", "Miller", "a@example.com", "1980", "555", "Lovelace"] {
                assert!(!line.contains(secret), "{}: {line}", text(&case, "name"));
            }
        }
    }
}

/// The whole of an answer, once for each form, with and without its values.
#[test]
fn the_whole_answer() {
    let patch = "[\n  {\"op\": \"test\", \"path\": \"/name\", \"value\": \"Eve \\u001b\"}\n]";
    let bench = Bench::new()
        .file("doc.json", r#"{"name": "Ada"}"#)
        .file("patch.json", patch)
        .file("person.json", r#"{"id": 7, "title": "Miller"}"#)
        .file("change.json", "{\n  \"title\": 5\n}");
    let told = |args: &[&str]| {
        let output = bench.run(args);
        String::from_utf8([output.stdout, output.stderr].concat()).unwrap()
    };
    let message = "operation 0 (`test`), `path` is `/name`: the test failed, expected a string in `/name`, found one that is not equal";
    let notes = "  = rule: RFC 6902 §4.6: a test compares by value; all operations are applied, or none\n  = help: look at what the record has now, and decide again (`amend explain test-failed`)\n";
    assert_eq!(
        told(&["apply", "doc.json", "patch.json"]),
        format!(
            "amend: patch.json:2:26: {message}\n  |\n2 |   {{\"op\": \"test\", \"path\": \"/name\", \"value\": \"***\"}}\n  |                          ^^^^^^^\n  |\n{notes}"
        )
    );
    assert_eq!(
        told(&["apply", "--show-values", "doc.json", "patch.json"]),
        format!(
            "amend: patch.json:2:26: {message} (expected \"Eve \\u001b\", found \"Ada\")\n  |\n2 |   {{\"op\": \"test\", \"path\": \"/name\", \"value\": \"Eve \\u001b\"}}\n  |                          ^^^^^^^\n  |\n{notes}"
        )
    );
    let plan = ["plan", "--vendor", "copper", "person.json", "--patch", "change.json"];
    let refused = told(&[&plan[..], &["--format", "text"]].concat());
    assert_eq!(
        refused,
        "copper: refused, 1 reason\n\nerror[wrong-type]: /title: expected a string or null, found a number\n --> change.json:2:12\n  |\n2 |   \"title\": ***\n  |            ^^^\n  |\n  = rule: documented: Update a Person\n  = help: give the type that the vendor documents (`amend explain wrong-type`)\n"
    );
}
