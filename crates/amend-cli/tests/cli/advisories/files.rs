//! Files that are made to break what reads them, and what the program opens itself.

use std::process::Command;

use amend::Json;

use super::{examples, vendors};
use crate::support::{Bench, json_lines};

/// A million brackets to everything that reads a file: trouble, and never the end of
/// the process by a signal.
#[test]
fn t04_deep_files_are_trouble_to_every_verb() {
    const DEPTH: usize = 1_000_000;
    for deep in ["[".repeat(DEPTH), "{\"a\":".repeat(DEPTH), "[{\"a\":".repeat(DEPTH / 2)] {
        let bench = Bench::new()
            .file("deep.json", &deep)
            .file("deep.ndjson", format!("{deep}\n"))
            .file("record.json", r#"{"id":1,"name":"A"}"#)
            .file("lines.ndjson", format!("{{\"record\":{deep}}}\n{{\"id\":1,\"record\":1}}\n"))
            .file("patch.json", "[]");
        for args in [
            &["diff", "deep.json", "record.json"][..],
            &["diff", "record.json", "deep.json"],
            &["diff", "--lines", "deep.ndjson", "deep.ndjson"],
            &["apply", "deep.json", "patch.json"],
            &["apply", "record.json", "deep.json"],
            &["apply", "--preserve", "deep.json", "patch.json"],
            &["invert", "patch.json", "--of", "deep.json"],
            &["compose", "patch.json", "deep.json"],
            &["merge", "record.json", "deep.json", "record.json"],
            &["translate", "patch.json", "--of", "deep.json", "--to", "merge-patch"],
            &["plan", "--vendor=copper", "deep.json", "--to", "record.json"],
            &["plan", "--vendor=copper", "record.json", "--to", "deep.json"],
            &["plan", "--vendor=folk", "record.json", "--patch", "deep.json"],
            &[
                "plan",
                "--vendor=copper",
                "record.json",
                "--to",
                "record.json",
                "--fields",
                "deep.json",
            ],
            &["check", "--vendor=superoffice", "deep.json"],
            &["simulate", "--vendor=allo", "record.json", "deep.json"],
        ] {
            let output = bench.run(args);
            let stderr = String::from_utf8_lossy(&output.stderr);
            assert_eq!(output.status.code(), Some(2), "{args:?}: {stderr}");
            assert!(stderr.contains("the limit `depth` of 1"), "{args:?}: {stderr}");
            assert!(stderr.len() < 8 << 10, "{args:?}: {} bytes", stderr.len());
        }
        // A line is answered by a line.
        let output =
            bench.run(&["batch", "--vendor=copper", "--limit=line=9000000", "lines.ndjson"]);
        assert_eq!(output.status.code(), Some(1));
        assert_eq!(json_lines(&output.stdout).len(), 2);
    }
}

/// A name that stands twice is refused in every file there is to read.
#[test]
fn t18_names_that_stand_twice_are_trouble_in_every_file() {
    let bench = Bench::new()
        .file("twice.json", r#"{"id":1,"name":"A","n\u0061me":"B"}"#)
        .file("operation.json", r#"[{"op":"remove","path":"/a","path":"/b"}]"#)
        .file("record.json", r#"{"id":1,"name":"A"}"#)
        .file("lines.ndjson", "{\"record\":{\"id\":1,\"name\":\"A\",\"name\":\"B\"},\"to\":{}}\n");
    for args in [
        &["diff", "twice.json", "record.json"][..],
        &["diff", "record.json", "twice.json"],
        &["apply", "twice.json", "record.json"],
        &["apply", "record.json", "operation.json"],
        &["plan", "--vendor=copper", "twice.json", "--to", "record.json"],
        &["plan", "--vendor=copper", "record.json", "--to", "twice.json"],
        &["plan", "--vendor=copper", "record.json", "--patch", "operation.json"],
        &[
            "plan",
            "--vendor=copper",
            "record.json",
            "--to",
            "record.json",
            "--fields",
            "twice.json",
        ],
        &["check", "--vendor=folk", "twice.json"],
        &["simulate", "--vendor=allo", "record.json", "twice.json"],
        &["merge", "record.json", "twice.json", "record.json"],
    ] {
        let output = bench.run(&[args, &["--errors=json"]].concat());
        assert_eq!(output.status.code(), Some(2), "{args:?}");
        let error = &json_lines(&output.stderr)[0];
        let kind = error.get("error").and_then(|error| error.get("kind")).and_then(Json::as_str);
        assert_eq!(kind, Some("duplicate-member"), "{args:?}");
    }
    let output = bench.run(&["batch", "--vendor=copper", "lines.ndjson"]);
    let line = &json_lines(&output.stdout)[0];
    let kind = line.get("error").and_then(|error| error.get("kind")).and_then(Json::as_str);
    assert_eq!(kind, Some("duplicate-member"));
}

/// A body that curl would take for the name of a file, for an option or for a form
/// stays a body; a header that begins like a file's name is no header.
#[test]
fn t41_nothing_of_a_record_is_a_file_to_curl() {
    for title in ["@/etc/passwd", "@-", "<secret.txt", "-K config", "--next", "@"] {
        let bench = Bench::new()
            .file("record.json", r#"{"id":7,"name":"A"}"#)
            .file("title.json", Json::object([("title", title)]).to_string());
        let args =
            ["plan", "--vendor=copper", "record.json", "--to", "title.json", "--format=curl"];
        let output = bench.run(&args);
        let text = String::from_utf8(output.stdout).unwrap();
        assert!(text.contains("--data-raw '{") && text.contains("--globoff"), "{text}");
        for reads in
            ["--data ", "--data-binary", "--data-urlencode", " -d ", "--form", "--upload", "-T "]
        {
            assert!(!text.contains(reads), "{text}");
        }
        assert!(!text.contains("--header '@") && !text.contains("--header \"@"), "{text}");
    }
    let headers = vec![("X-User".to_owned(), "@/etc/passwd".to_owned())];
    let body = Some(Json::from("@/etc/passwd"));
    let request = amend_vendor::Request::new("PUT", "https://api.example.com/p/7", headers, body);
    let text = amend_vendor::render::curl(&[request]);
    assert!(text.contains("'X-User: @/etc/passwd'"), "{text}");
    assert!(text.contains("--data-raw '\"@/etc/passwd\"'"), "{text}");
}

/// No verb opens a socket, and none needs a network: watched by `strace`, and run in
/// a namespace without one, where these are to be had.
#[cfg(target_os = "linux")]
#[test]
fn p13_nothing_is_sent() {
    let bench = Bench::new()
        .file("lines.ndjson", "{\"record\":{\"id\":1,\"name\":\"A\"},\"to\":{\"name\":\"B\"}}\n")
        .file("a.ndjson", "{\"id\":1,\"name\":\"A\"}\n")
        .file("b.ndjson", "{\"id\":1,\"name\":\"B\"}\n");
    let mut runs: Vec<Vec<String>> = vec![
        ["batch", "--vendor=copper", "--jobs=2", "lines.ndjson"].map(str::to_owned).to_vec(),
        ["sync", "--vendor=copper", "--key=/id", "a.ndjson", "b.ndjson"]
            .map(str::to_owned)
            .to_vec(),
        ["diff", "a.ndjson", "b.ndjson"].map(str::to_owned).to_vec(),
    ];
    for (vendor, _) in vendors() {
        let person = examples().join(vendor.name()).join("person.json").display().to_string();
        let name = vendor.name().to_owned();
        for format in ["json", "curl", "har"] {
            let words = ["plan", "--vendor", &name, &person, "--to", &person, "--format", format];
            runs.push(words.map(str::to_owned).to_vec());
        }
        runs.push(["check", "--vendor", &name, &person].map(str::to_owned).to_vec());
    }
    let program = env!("CARGO_BIN_EXE_amend");
    let runs_here = |name: &str, args: &[&str]| {
        let output = Command::new(name).args(args).arg("true").output();
        let there = output.is_ok_and(|output| output.status.success());
        if !there {
            println!("skipped: there is no {name} that works here");
        }
        there
    };
    let trace = ["-f", "-qq", "-e", "trace=network", "-o", "trace"];
    let watched = runs_here("strace", &["-f", "-qq", "-o", "/dev/null"]);
    let alone = runs_here("unshare", &["--net", "--map-root-user"]);
    for args in &runs {
        let plain = bench.run(args);
        if watched {
            let mut command = Command::new("strace");
            command.args(trace).arg(program).args(args).current_dir(bench.at(""));
            let output = command.env_clear().output().unwrap();
            assert_eq!(output.stdout, plain.stdout, "{args:?}");
            let calls = String::from_utf8(bench.read("trace").unwrap()).unwrap();
            // A pair of sockets between two threads goes nowhere; none is made, either.
            assert_eq!(calls, "", "{args:?}");
        }
        if alone {
            let mut command = Command::new("unshare");
            command.args(["--net", "--map-root-user"]).arg(program).args(args);
            let output = command.current_dir(bench.at("")).output().unwrap();
            assert_eq!(output.stdout, plain.stdout, "{args:?}");
            assert_eq!(output.status.code(), plain.status.code(), "{args:?}");
        }
    }
}
