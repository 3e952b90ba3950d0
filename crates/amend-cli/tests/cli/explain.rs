//! `amend explain`: of every code there is a meaning, and examples that are true.

use amend::Json;
use amend_vendor::Code;

use crate::support::Bench;

fn table() -> Json {
    include_str!("../../src/explain/codes.json").parse().unwrap()
}

fn run(example: &Json) -> (i32, String) {
    let mut bench = Bench::new();
    for (name, content) in example.get("files").and_then(Json::as_object).unwrap() {
        bench = bench.file(name, content.as_str().unwrap());
    }
    let args = example.get("args").and_then(Json::as_array).unwrap();
    let mut args: Vec<&str> = args.iter().map(|arg| arg.as_str().unwrap()).collect();
    args.extend(["--errors", "json", "-c"]);
    let output = bench.run(&args);
    let text = [output.stdout, output.stderr].concat();
    (output.status.code().unwrap(), String::from_utf8(text).unwrap())
}

#[test]
fn every_code_is_explained_and_its_examples_are_true() {
    let table = table();
    let table = table.as_object().unwrap();
    let mut faults = Vec::new();
    for code in Code::ALL {
        for member in ["help", "meets", "not"] {
            if table.get(code.as_str()).and_then(|entry| entry.get(member)).is_none() {
                faults.push(format!("{code}: no `{member}`"));
            }
        }
    }
    for (code, entry) in table {
        assert!(Code::from_word(code).is_some() != entry.get("meaning").is_some(), "{code}");
        let told = [format!("\"code\":\"{code}\""), format!("\"kind\":\"{code}\"")];
        let tells = |text: &str| told.iter().any(|told| text.contains(told.as_str()));
        if let Some(example) = entry.get("meets") {
            let (status, text) = run(example);
            // A simulation answers in the vendor's own words.
            let own_words = code == "nothing-to-update" && text.contains("\"status\":4");
            if status == 0 || !(tells(&text) || own_words) {
                faults.push(format!("{code}, what meets it: {status} {text}"));
            }
        }
        if let Some(example) = entry.get("not") {
            let (status, text) = run(example);
            let diff = example.to_string().contains("\"diff\"");
            // `check` may find other faults in a record that is kept short.
            let check = example.to_string().contains("\"check\"");
            if tells(&text) || (status != 0 && !diff && !check) || status == 2 {
                faults.push(format!("{code}, what does not meet it: {status} {text}"));
            }
        }
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

#[test]
fn explain_prints_the_meaning_the_remedy_and_both_examples() {
    let bench = Bench::new();
    let names = table();
    for (code, entry) in names.as_object().unwrap() {
        let output = bench.run(&["explain", code]);
        assert_eq!(output.status.code(), Some(0), "{code}");
        let text = String::from_utf8(output.stdout).unwrap();
        assert!(text.starts_with(code), "{text}");
        assert_eq!(text.contains("This meets it:"), entry.get("meets").is_some(), "{text}");
        assert_eq!(text.contains("This does not:"), entry.get("not").is_some(), "{text}");
        assert!(text.contains("What to do: "), "{text}");
        assert!(text.chars().all(|c| c == '\n' || !c.is_control()), "{text:?}");
    }
    let all = String::from_utf8(bench.run(&["explain"]).stdout).unwrap();
    for (code, _) in names.as_object().unwrap() {
        assert!(all.lines().any(|line| line == code), "{code}");
    }
}

#[test]
fn near_misses_are_suggested() {
    let bench = Bench::new();
    for (args, meant) in [
        (&["explain", "readonly"][..], "`read-only`"),
        (&["explain", "tset-failed"], "`test-failed`"),
        (&["schema", "cooper"], "`copper`"),
        (&["check", "--vendor", "superofice", "x.json"], "`superoffice`"),
    ] {
        let output = bench.run(args);
        assert_eq!(output.status.code(), Some(2));
        let stderr = String::from_utf8(output.stderr).unwrap();
        assert!(stderr.contains(&format!("did you mean {meant}?")), "{stderr}");
    }
}
