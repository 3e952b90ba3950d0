//! `amend batch` and `amend sync` in hands that mean no good, or have no luck.

use std::io::Read as _;
use std::process::Stdio;

use amend::Json;

use crate::lines::BROKEN;
use crate::support::{Bench, json_lines};

/// Lines with a plan each.
fn lines(count: u32) -> String {
    (1..=count)
        .map(|id| {
            format!("{{\"record\":{{\"id\":{id},\"title\":\"a\"}},\"to\":{{\"title\":\"b\"}}}}\n")
        })
        .collect()
}

#[test]
fn a_reader_that_goes_away_is_no_error() {
    let bench = Bench::new().file("pairs", lines(9_000));
    for jobs in ["1", "2"] {
        let mut command = bench.command(&["batch", "--vendor=copper", "--jobs", jobs, "pairs"]);
        command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut child = command.spawn().unwrap();
        let mut stdout = child.stdout.take().unwrap();
        stdout.read_exact(&mut [0; 10]).unwrap();
        drop(stdout);
        let output = child.wait_with_output().unwrap();
        assert_eq!(output.status.code(), Some(0));
        // It did not go on for nobody.
        let told = String::from_utf8(output.stderr).unwrap();
        assert!(told.starts_with("amend: ") && !told.contains(" 9000 lines"), "{told}");
    }
}

/// A part of a summary would look like the whole.
#[test]
fn a_reader_that_goes_away_leaves_the_other_files_whole() {
    let bench = Bench::new().file("pairs", lines(9_000) + "{broken\n");
    let args = ["batch", "--vendor=copper", "--summary=told", "--report=page", "pairs"];
    let mut command = bench.command(&args);
    command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = command.spawn().unwrap();
    let mut stdout = child.stdout.take().unwrap();
    stdout.read_exact(&mut [0; 10]).unwrap();
    drop(stdout);
    assert_eq!(child.wait_with_output().unwrap().status.code(), Some(1));
    let told = String::from_utf8(bench.read("told").unwrap()).unwrap();
    assert!(told.contains("9001") && told.contains("\"syntax\": 1"), "{told}");
    assert!(bench.read("page").unwrap().ends_with(b"</html>\n"));
}

#[test]
fn the_deepest_records_fit_on_the_stack_of_every_thread() {
    let deep = |levels: usize| format!("{}{}", "[".repeat(levels), "]".repeat(levels));
    let line = |record: usize, patch: usize| {
        format!(
            r#"{{"record":{{"id":1,"title":"a","x":{}}},"patch":[{{"op":"replace","path":"/title","value":"b"}},{{"op":"test","path":"/x","value":{}}}]}}"#,
            deep(record),
            deep(patch)
        )
    };
    // The record is a level itself; the line and the patch around it do not count.
    let text = [line(1_020, 1_020), line(1_021, 1), line(1, 1_025)].join("\n");
    for jobs in ["1", "2"] {
        let bench = Bench::new().stdin(text.clone());
        let args = ["batch", "--vendor=copper", "--limit=depth=1021", "--jobs", jobs];
        let output = bench.run(&args);
        assert_eq!(output.status.code(), Some(1), "{}", String::from_utf8_lossy(&output.stderr));
        let text = String::from_utf8(output.stdout).unwrap();
        let said: Vec<bool> = text.lines().map(|l| l.contains(r#""kind":"limit""#)).collect();
        assert_eq!(said, [false, true, true]);
        assert!(text.contains(r#""status":"planned""#));
    }
}

#[test]
fn every_kind_of_error_is_explained() {
    let kinds = BROKEN.iter().map(|(_, kind)| *kind);
    let others = ["bad-key", "missing-key", "duplicate-key", "unfinished", "temporary-file"];
    for kind in kinds.chain(others).chain(["output", "unreadable-file", "usage"]) {
        let output = Bench::new().run(&["explain", kind]);
        assert_eq!(output.status.code(), Some(0), "{kind}");
        let text = String::from_utf8(output.stdout).unwrap();
        assert!(text.starts_with(kind) && text.len() > 60, "{text}");
    }
}

#[test]
fn the_examples_of_the_help_run() {
    for (verb, files) in [("batch", &["pairs.ndjson"][..]), ("sync", &["old.ndjson", "new.ndjson"])]
    {
        let mut bench = Bench::new();
        for file in files {
            let text = if verb == "batch" { lines(3) } else { "{\"id\":1}\n".to_owned() };
            bench = bench.file(file, text);
        }
        let help = String::from_utf8(bench.run(&[verb, "--help"]).stdout).unwrap();
        let examples = help.split_once("\nExamples:\n").unwrap().1;
        let examples: Vec<&str> =
            examples.lines().map_while(|line| line.strip_prefix("  amend ")).collect();
        assert!(examples.len() > 1, "{help}");
        for example in examples {
            let args: Vec<&str> = example.split(' ').collect();
            let output = bench.run(&args);
            let told = String::from_utf8(output.stderr).unwrap();
            assert_eq!(output.status.code(), Some(0), "{example}: {told}");
        }
    }
}

#[test]
fn t54_a_list_never_goes_through_a_link() {
    #[cfg(unix)]
    for (file, link) in [("aim", "link"), ("none", "link"), ("aim", "list.amend-partial")] {
        let bench = Bench::new().file("old", "{\"id\":1}\n").file("new", "").file("aim", "kept");
        std::os::unix::fs::symlink(file, bench.path(link)).unwrap();
        let list = link.trim_end_matches(".amend-partial");
        let args = ["sync", "--vendor=copper", "--key=/id", "old", "new", "--removed", list];
        let output = bench.run(&args);
        assert_eq!(output.status.code(), Some(2), "{file} {link}");
        assert_eq!(bench.read("aim").unwrap(), b"kept");
        assert!(bench.read("none").is_none());
    }
}

#[test]
fn what_is_no_file_may_take_a_list() {
    let bench =
        Bench::new().file("old", "{\"id\":2}\n{\"id\":\"1\"}\n").file("new", "{\"id\":3}\n");
    let args = ["sync", "--errors=json", "--vendor=copper", "--key=/id", "old", "new"];
    let output = bench.run(&[&args[..], &["--removed=/dev/stdout", "--added=/dev/null"]].concat());
    assert_eq!(output.status.code(), Some(0));
    assert_eq!(output.stdout, b"2\n\"1\"\n");
    let summary = json_lines(&output.stderr).pop().unwrap();
    let doubts = summary.get("summary").and_then(|summary| summary.get("doubts"));
    let expected = Json::array(["no key is in both snapshots: is --key right for both?"]);
    assert_eq!(doubts, Some(&expected));
}
