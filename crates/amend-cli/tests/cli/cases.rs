//! The command line as its users meet it: arguments and files in; exit status,
//! standard output and standard error out. Each case is data, in `data/`.

use std::path::Path;

use amend::{Json, Limits};

use crate::support::Bench;

#[test]
fn diff() {
    check_file("diff.json");
}

#[test]
fn text() {
    check_file("text.json");
}

#[test]
fn apply() {
    check_file("apply.json");
}

#[test]
fn invert() {
    check_file("invert.json");
}

#[test]
fn compose() {
    check_file("compose.json");
}

#[test]
fn translate() {
    check_file("translate.json");
}

#[test]
fn merge() {
    check_file("merge.json");
}

#[test]
fn plan_onto_a_moved_record() {
    check_file("plan_base.json");
}

#[test]
fn bad_input() {
    check_file("bad_input.json");
}

#[test]
fn usage() {
    check_file("usage.json");
}

#[test]
fn lines() {
    check_file("lines.json");
}

#[test]
fn batch() {
    check_file("batch.json");
}

#[test]
fn sync() {
    check_file("sync.json");
}

/// Every case of a file, all failures together.
fn check_file(name: &str) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cli/data").join(name);
    let cases = Json::read(&std::fs::read(path).unwrap(), &Limits::default()).unwrap();
    let cases = cases.as_array().unwrap();
    let faults: Vec<String> = cases.iter().filter_map(|case| check(case).err()).collect();
    assert!(faults.is_empty(), "{} of {} cases:\n{}", faults.len(), cases.len(), faults.join("\n"));
    assert!(!cases.is_empty());
}

/// Runs a case: `args`, `files`, `folders`, `stdin`; then `status`, and of
/// `stdout` and `stderr` the whole content, none if the case does not have them.
/// `stderr_begins` is for texts whose rest is not this project's own; `excerpt` is the
/// line of the file with its mark, which stands under a message.
fn check(case: &Json) -> Result<(), String> {
    const MEMBERS: [&str; 11] = [
        "name",
        "args",
        "files",
        "folders",
        "stdin",
        "status",
        "stdout",
        "stderr",
        "stderr_begins",
        "excerpt",
        "why",
    ];
    let case = case.as_object().unwrap();
    let name = case.get("name").and_then(Json::as_str).unwrap();
    if let Some(unknown) = case.names().find(|n| !MEMBERS.contains(n)) {
        return Err(format!("{name}: a case has no member `{unknown}`"));
    }

    let mut bench = Bench::new();
    for (name, json) in case.get("files").and_then(Json::as_object).into_iter().flatten() {
        bench = bench.file(name, content(json));
    }
    for folder in case.get("folders").and_then(Json::as_array).into_iter().flatten() {
        bench = bench.folder(folder.as_str().unwrap());
    }
    if let Some(stdin) = case.get("stdin") {
        bench = bench.stdin(content(stdin));
    }
    let args = case.get("args").and_then(Json::as_array).unwrap();
    let args: Vec<&str> = args.iter().map(|a| a.as_str().unwrap()).collect();
    let output = bench.run(&args);

    let expected = |member| case.get(member).map(content).unwrap_or_default();
    let stderr = String::from_utf8_lossy(&output.stderr);
    let begins = case.get("stderr_begins").map(content);
    // The excerpt of the file under a message is a matter of its own.
    let (message, excerpt) = parted(&output.stderr);
    let stderr_is_right = match &begins {
        Some(begin) => output.stderr.starts_with(begin),
        None => message == expected("stderr"),
    } && case.get("excerpt").is_none_or(|wanted| excerpt == content(wanted));
    let status = output.status.code().map(i64::from);
    let right = status == case.get("status").and_then(Json::as_i64)
        && output.stdout == expected("stdout")
        && stderr_is_right;
    if right {
        return Ok(());
    }
    let stdout = String::from_utf8_lossy(&output.stdout);
    Err(format!(
        "{name}: {args:?}\n  status: {status:?}\n  stdout: {stdout:?}\n  stderr: {stderr:?}"
    ))
}

/// The message on standard error, a line, and the excerpt under it.
fn parted(stderr: &[u8]) -> (&[u8], &[u8]) {
    let end = stderr.iter().position(|b| *b == b'\n').map_or(stderr.len(), |at| at + 1);
    let (message, rest) = stderr.split_at(end);
    let bar = rest.iter().position(|b| *b != b' ').and_then(|at| rest.get(at));
    if bar == Some(&b'|') { (message, rest) } else { (stderr, &[]) }
}

/// The bytes that a case writes as a string, as byte values, as a text
/// `{"repeat": …, "times": …}`, or as a list of these behind each other.
fn content(json: &Json) -> Vec<u8> {
    match json {
        Json::String(text) => text.clone().into_bytes(),
        Json::Number(_) => vec![u8::try_from(json.as_i64().unwrap()).unwrap()],
        Json::Array(parts) => parts.iter().flat_map(content).collect(),
        _ => {
            let times = json.get("times").and_then(Json::as_i64).unwrap();
            content(json.get("repeat").unwrap()).repeat(usize::try_from(times).unwrap())
        }
    }
}
