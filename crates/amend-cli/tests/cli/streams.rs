//! What has to do with streams: a reader that goes away, a full disk, files that
//! are longer than what is held back, and threads.

use std::fmt::Write as _;
use std::fs::OpenOptions;
use std::io::Read as _;
use std::process::Stdio;

use amend::Json;

use crate::support::Bench;

/// Far more than a pipe holds and than is held back.
const MANY: usize = 60_000;

fn documents() -> String {
    (0..MANY).fold(String::new(), |mut text, n| {
        writeln!(text, r#"{{"id":{n},"name":"person {n}","tags":[1,2,3]}}"#).unwrap();
        text
    })
}

fn patches(last: &str) -> String {
    let patch = r#"[{"op":"replace","path":"/name","value":"x"},{"op":"remove","path":"/tags/0"}]"#;
    format!("{}{last}\n", format!("{patch}\n").repeat(MANY - 1))
}

#[cfg(target_os = "linux")]
#[test]
fn a_full_disk_is_trouble() {
    let lines = patches("[]");
    let bench = Bench::new()
        .file("doc.json", r#"{"a":1}"#)
        .file("patch.json", "[]")
        .file("docs.ndjson", documents())
        .file("patches.ndjson", lines);
    for args in [
        &["apply", "--errors=json", "doc.json", "patch.json"][..],
        &["apply", "--errors=json", "--lines", "docs.ndjson", "patches.ndjson"][..],
        &["apply", "--errors=json", "--lines", "--jobs=2", "docs.ndjson", "patches.ndjson"][..],
        &["completions", "--errors=json", "bash"][..],
    ] {
        let full = OpenOptions::new().write(true).open("/dev/full").unwrap();
        let output = bench.command(args).stdin(Stdio::null()).stdout(full).output().unwrap();
        assert_eq!(output.status.code(), Some(2), "{args:?}");
        let error: Json = String::from_utf8(output.stderr).unwrap().parse().unwrap();
        let error = error.get("error").unwrap();
        assert_eq!(error.get("kind").and_then(Json::as_str), Some("output"), "{args:?}");
        let message = error.get("message").and_then(Json::as_str).unwrap();
        assert!(message.starts_with("standard output cannot be written: "), "{message}");
    }
}

#[test]
fn a_reader_that_goes_away_is_no_error() {
    let elements: Vec<Json> = (0..MANY).map(Json::from).collect();
    let bench = Bench::new()
        .file("doc.json", Json::array(elements).to_string())
        .file("patch.json", "[]")
        .file("docs.ndjson", documents())
        .file("patches.ndjson", patches("[]"));
    for args in [
        &["apply", "doc.json", "patch.json"][..],
        &["apply", "--lines", "docs.ndjson", "patches.ndjson"][..],
        &["apply", "--lines", "--jobs=2", "docs.ndjson", "patches.ndjson"][..],
    ] {
        let mut command = bench.command(args);
        command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut child = command.spawn().unwrap();
        let mut beginning = [0; 10];
        let mut stdout = child.stdout.take().unwrap();
        stdout.read_exact(&mut beginning).unwrap();
        drop(stdout);
        let output = child.wait_with_output().unwrap();
        assert_eq!(output.status.code(), Some(0), "{args:?}");
        assert_eq!(String::from_utf8(output.stderr).unwrap(), "", "{args:?}");
    }
}

#[test]
fn the_output_is_the_same_for_any_number_of_threads() {
    let bench = Bench::new().file("docs.ndjson", documents()).file("patches.ndjson", patches("[]"));
    let run = |jobs: &str| {
        bench.run(&["apply", "--lines", "--jobs", jobs, "docs.ndjson", "patches.ndjson"])
    };
    let one = run("1");
    assert_eq!(one.status.code(), Some(0));
    assert_eq!(lines(&one.stdout), MANY);
    let eighth = one.stdout.split(|b| *b == b'\n').nth(7);
    assert_eq!(eighth, Some(&br#"{"id":7,"name":"x","tags":[2,3]}"#[..]));
    for jobs in ["2", "3", "16"] {
        let many = run(jobs);
        assert_eq!(many.status.code(), Some(0));
        assert!(many.stdout == one.stdout, "other bytes on {jobs} threads");
    }
}

#[test]
fn a_fault_behind_more_than_is_held_back_leaves_whole_lines() {
    let bench = Bench::new()
        .file("docs.ndjson", documents())
        .file("patches.ndjson", patches(r#"[{"op":"remove","path":"/none"}]"#));
    let mut outputs = Vec::new();
    for jobs in ["1", "3"] {
        let output =
            bench.run(&["apply", "--lines", "--jobs", jobs, "docs.ndjson", "patches.ndjson"]);
        assert_eq!(output.status.code(), Some(1));
        let stderr = String::from_utf8(output.stderr).unwrap();
        assert!(stderr.starts_with(&format!("amend: patches.ndjson:{MANY}:24: ")), "{stderr}");
        assert_eq!(lines(&output.stdout), MANY - 1);
        assert!(output.stdout.ends_with(b"\n"));
        outputs.push(output.stdout);
    }
    assert!(outputs.first() == outputs.last());
}

#[test]
fn short_patches_that_make_long_documents_are_answered_in_parts() {
    // 30 lines of 100 KB each come from some 100 bytes of patch each.
    let copies: Vec<&str> = vec![r#"{"op":"copy","from":"/a","path":"/a/-"}"#; 15];
    let patch = format!("[{}]\n", copies.join(","));
    let bench = Bench::new()
        .file("docs.ndjson", "{\"a\":[0]}\n".repeat(30))
        .file("patches.ndjson", patch.repeat(30));
    let one = bench.run(&["apply", "--lines", "docs.ndjson", "patches.ndjson"]);
    let two = bench.run(&["apply", "--lines", "--jobs=2", "docs.ndjson", "patches.ndjson"]);
    assert_eq!(one.status.code(), Some(0));
    assert!(one.stdout.len() > 3_000_000, "{}", one.stdout.len());
    assert_eq!(lines(&one.stdout), 30);
    assert!(one.stdout == two.stdout);
}

#[test]
fn the_deepest_documents_that_can_be_asked_for_fit_on_every_stack() {
    const DEEPEST: usize = 1_022;
    let deep = |bracket: &str, inner: &str, close: &str| {
        format!("{}{inner}{}", bracket.repeat(DEEPEST), close.repeat(DEEPEST))
    };
    // The array and the operation of a patch stand around it: 1,024 in all.
    let limit = format!("depth={DEEPEST}");
    for document in [deep("[", "", "]"), deep(r#"{"a":"#, "1", "}")] {
        let bench = Bench::new()
            .file("doc.json", &document)
            .file("patch.json", format!(r#"[{{"op":"test","path":"","value":{document}}}]"#));
        let output = bench.run(&["apply", "-c", "--limit", &limit, "doc.json", "patch.json"]);
        assert_eq!(output.status.code(), Some(0));
        assert!(output.stdout == format!("{document}\n").into_bytes());

        let other = document.replace('1', "2").replace("[]", "[2]");
        let bench = Bench::new().file("a.json", &document).file("b.json", &other);
        for format in ["json-patch", "merge-patch", "text"] {
            let args = ["diff", "--limit=depth=1024", "--format", format, "a.json", "b.json"];
            let output = bench.run(&args);
            assert_eq!(output.status.code(), Some(1), "{format}");
            assert!(!output.stdout.is_empty());
        }

        let lines = Bench::new()
            .file("docs.ndjson", format!("{document}\n"))
            .file("patches.ndjson", format!("{}\n", document.replace('1', "2")));
        let args = ["apply", "--kind=merge-patch", "--lines", "--jobs=2", "--limit", &limit];
        let output = lines.run(&[&args[..], &["docs.ndjson", "patches.ndjson"]].concat());
        assert_eq!(output.status.code(), Some(0), "{}", String::from_utf8_lossy(&output.stderr));
        assert!(output.stdout == format!("{}\n", document.replace('1', "2")).into_bytes());
    }
}

#[test]
fn what_diff_makes_of_lines_apply_takes() {
    let before = documents();
    let after: String = (0..MANY).fold(String::new(), |mut text, n| {
        let name = if n % 3 == 0 { "other".to_owned() } else { format!("person {n}") };
        writeln!(text, r#"{{"id":{n},"name":"{name}","tags":[{},2]}}"#, n % 5).unwrap();
        text
    });
    let bench = Bench::new().file("before.ndjson", &before).file("after.ndjson", &after);
    for options in [&[][..], &["--format=merge-patch"], &["--minimize=bytes", "--moves"]] {
        let files = ["--jobs=2", "before.ndjson", "after.ndjson"];
        let diff = bench.run(&[&["diff", "--lines"], options, &files].concat());
        assert_eq!(diff.status.code(), Some(1), "{options:?}");
        assert_eq!(lines(&diff.stdout), MANY);
        let bench =
            Bench::new().file("before.ndjson", &before).file("patches.ndjson", &diff.stdout);
        let apply = bench.run(&["apply", "--lines", "--jobs=2", "before.ndjson", "patches.ndjson"]);
        assert_eq!(apply.status.code(), Some(0), "{options:?}");
        assert!(apply.stdout == after.as_bytes(), "{options:?}");
    }
}

/// How many lines there are, the last one ended or not.
fn lines(text: &[u8]) -> usize {
    text.split_inclusive(|b| *b == b'\n').count()
}

/// A standard output that cannot be written to is trouble: what was asked for went
/// nowhere. (A reader that goes away has read what it wanted.)
#[cfg(unix)]
#[test]
fn a_standard_output_that_is_not_writable_is_trouble() {
    let bench = Bench::new()
        .file("person.json", r#"{"id":1,"name":"A"}"#)
        .file("to.json", r#"{"name":"B"}"#)
        .file("lines.ndjson", "{\"record\":{\"id\":1,\"name\":\"A\"},\"to\":{}}\n");
    let run = |redirection: &str, args: &[&str]| {
        let mut command = std::process::Command::new("/bin/sh");
        let script = format!("\"$@\" {redirection}");
        command.args(["-c", &script, "sh", env!("CARGO_BIN_EXE_amend")]).args(args);
        command.current_dir(bench.at("")).output().unwrap()
    };
    for args in [
        &["plan", "--vendor=copper", "person.json", "--to", "to.json"][..],
        &["batch", "--vendor=copper", "lines.ndjson"],
        &["diff", "person.json", "to.json"],
        &["apply", "person.json", "to.json"],
        &["vendors"],
        &["--version"],
        &["help"],
    ] {
        let output = run("1</dev/null", args);
        let stderr = String::from_utf8_lossy(&output.stderr);
        assert_eq!(output.status.code(), Some(2), "{args:?}: {stderr}");
        assert!(stderr.contains("standard output cannot be written: "), "{args:?}: {stderr}");
        for redirection in ["<&-", ">/dev/null", "1<>/dev/null"] {
            let status = run(redirection, args).status.code();
            assert_eq!(status, Some(i32::from(args[0] == "diff")), "{args:?} {redirection}");
        }
    }
    // What is written elsewhere needs none.
    let output =
        run(">&-", &["batch", "--vendor=copper", "lines.ndjson", "--output", "out.ndjson"]);
    assert_eq!(output.status.code(), Some(0), "{}", String::from_utf8_lossy(&output.stderr));
    assert!(bench.read("out.ndjson").is_some_and(|out| out.starts_with(b"{\"line\":1")));
}
