//! People's data stays where it is: no error and no text shows a value of a
//! document or of a patch, unless it is asked to.

use crate::support::Bench;

/// Stands wherever a value can stand, as a string or inside of one.
const SECRET: &str = "Ada Lovelace <ada@example.org>";

/// As a number.
const NUMBER: &str = "48151623421815";

fn document() -> String {
    format!(r#"{{"s":"{SECRET}","n":{NUMBER},"l":["{SECRET}",{NUMBER}],"o":{{"s":"{SECRET}"}}}}"#)
}

/// Patches that fail, one for each way of failing, with the secrets as values.
fn patches() -> Vec<String> {
    let value = document();
    let operations = [
        format!(r#"{{"op":"test","path":"/s","value":"not {SECRET}"}}"#),
        format!(r#"{{"op":"test","path":"/s","value":{NUMBER}}}"#),
        format!(r#"{{"op":"test","path":"/n","value":"{SECRET}"}}"#),
        format!(r#"{{"op":"test","path":"/l","value":["{SECRET}",{NUMBER}1]}}"#),
        format!(r#"{{"op":"test","path":"/o","value":{value}}}"#),
        format!(r#"{{"op":"test","path":"","value":["{SECRET}"]}}"#),
        format!(r#"{{"op":"add","path":"/l/7","value":{value}}}"#),
        format!(r#"{{"op":"add","path":"/x/y","value":{value}}}"#),
        format!(r#"{{"op":"replace","path":"/x","value":{value}}}"#),
        format!(r#"{{"op":"add","path":"/s/x","value":{value}}}"#),
        format!(r#"{{"op":"add","path":"/n/0","value":{value}}}"#),
        format!(r#"{{"op":"add","path":"/l/{}","value":{value}}}"#, "first"),
        format!(r#"{{"op":"spam","path":"/s","value":{value}}}"#),
        format!(r#"{{"op":"{SECRET}","path":"/s","value":{value}}}"#),
        format!(r#"{{"op":{NUMBER},"path":"/s","value":{value}}}"#),
        format!(r#"{{"op":"add","path":{NUMBER},"value":{value}}}"#),
        format!(r#"{{"op":"add","value":{value}}}"#),
        format!(r#""{SECRET}""#),
        NUMBER.to_owned(),
        r#"{"op":"remove","path":""}"#.to_owned(),
        r#"{"op":"move","from":"/o","path":"/o/s"}"#.to_owned(),
        r#"{"op":"copy","from":"/s","path":"/s/0"}"#.to_owned(),
    ];
    let mut patches: Vec<String> = operations.iter().map(|o| format!("[{o}]")).collect();
    patches.extend([format!(r#""{SECRET}""#), NUMBER.to_owned(), operations[0].clone()]);
    patches
}

fn shows_values(text: &[u8]) -> bool {
    let text = String::from_utf8_lossy(text);
    ["Lovelace", "ada@", NUMBER].iter().any(|secret| text.contains(secret))
}

#[test]
fn t48_no_error_of_the_other_verbs_that_read_patches_shows_a_value() {
    for patch in patches() {
        let bench = Bench::new()
            .file("doc.json", document())
            .file("patch.json", &patch)
            .file("none.json", "[]");
        let calls: [&[&str]; 4] = [
            &["invert", "patch.json", "--of", "doc.json"],
            &["compose", "none.json", "patch.json", "--of", "doc.json"],
            &["translate", "patch.json", "--of", "doc.json", "--to", "merge-patch"],
            &["translate", "patch.json", "--of", "doc.json", "--to", "superoffice"],
        ];
        for call in calls {
            let output = bench.run(&[call, &["--errors", "json"]].concat());
            assert!(matches!(output.status.code(), Some(1 | 2)), "{patch}");
            assert!(output.stdout.is_empty(), "{patch}");
            assert!(!shows_values(&output.stderr), "{patch}");
        }
    }
}

#[test]
fn t48_no_error_of_apply_shows_a_value() {
    for patch in patches() {
        let bench = Bench::new().file("doc.json", document()).file("patch.json", &patch);
        for format in ["text", "json"] {
            let output = bench.run(&["apply", "--errors", format, "doc.json", "patch.json"]);
            assert!(matches!(output.status.code(), Some(1 | 2)), "{patch}");
            assert!(output.stdout.is_empty(), "{patch}");
            let stderr = String::from_utf8_lossy(&output.stderr);
            assert!(!shows_values(&output.stderr), "{patch}: {stderr}");
        }
    }
}

#[test]
fn t48_no_error_of_reading_shows_a_value() {
    let whole = document();
    for cut in 0..whole.len() {
        let (begin, end) = whole.split_at(cut);
        for text in [begin.to_owned(), format!("{begin}\u{1}{end}"), format!("{begin},{end}")] {
            let bench = Bench::new().file("doc.json", text).file("patch.json", "[]");
            let output = bench.run(&["apply", "doc.json", "patch.json"]);
            assert!(!shows_values(&output.stderr), "{}", String::from_utf8_lossy(&output.stderr));
        }
    }
}

#[test]
fn t48_the_text_of_a_diff_shows_values_only_when_asked_to() {
    let bench = Bench::new().file("a.json", document()).file("b.json", r#"{"n":"x","l":[]}"#);
    let hidden = bench.run(&["diff", "--format", "text", "a.json", "b.json"]);
    assert_eq!(hidden.status.code(), Some(1));
    assert!(!shows_values(&hidden.stdout));
    let shown = bench.run(&["diff", "--format", "text", "--show-values", "a.json", "b.json"]);
    assert!(shows_values(&shown.stdout));
}
