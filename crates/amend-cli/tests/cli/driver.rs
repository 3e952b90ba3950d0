//! `amend merge --driver`: what git calls, called by git itself.

use std::path::Path;
use std::process::{Command, Output};

use crate::support::Bench;

/// A repository with one file, which two branches changed; and what git says to
/// merging one into the other. Nothing where there is no git.
struct Merged {
    bench: Bench,
    output: Output,
}

fn git(folder: &Path, args: &[&str]) -> Option<Output> {
    let path = std::env::var_os("PATH")?;
    let program = Path::new(env!("CARGO_BIN_EXE_amend")).parent().unwrap();
    let paths = std::iter::once(program.to_owned()).chain(std::env::split_paths(&path));
    let names = ["-c", "user.name=A", "-c", "user.email=a@x.example", "-c", "commit.gpgsign=false"];
    let output = Command::new("git")
        .current_dir(folder)
        .env_clear()
        .env("PATH", std::env::join_paths(paths).unwrap())
        .env("HOME", folder)
        .env("GIT_CONFIG_NOSYSTEM", "1")
        .env("GIT_CEILING_DIRECTORIES", folder.parent().unwrap())
        .args(names)
        .args(args)
        .output();
    match output {
        Ok(output) => Some(output),
        Err(error) => {
            no_git(&error);
            None
        }
    }
}

#[expect(clippy::print_stderr, reason = "a test that does nothing says so")]
fn no_git(error: &std::io::Error) {
    eprintln!("without git, nothing is merged by it: {error}");
}

/// `base` is nothing if both sides add the file.
fn merged(base: Option<&str>, ours: &str, theirs: &str) -> Option<Merged> {
    let bench = Bench::new().file(".gitattributes", "*.json merge=amend\n");
    let folder = bench.place().to_owned();
    let run = |args: &[&str]| {
        let output = git(&folder, args)?;
        assert!(output.status.success(), "{args:?}: {output:?}");
        Some(())
    };
    let commit = |content: Option<&str>| {
        if let Some(content) = content {
            std::fs::write(folder.join("person.json"), content).unwrap();
        }
        run(&["add", "-A"])?;
        run(&["commit", "-q", "-m", "change"])
    };
    run(&["init", "-q", "-b", "ours"])?;
    run(&["config", "merge.amend.name", "JSON by value"])?;
    run(&["config", "merge.amend.driver", "amend merge --driver %O %A %B"])?;
    commit(base)?;
    run(&["checkout", "-q", "-b", "theirs"])?;
    commit(Some(theirs))?;
    run(&["checkout", "-q", "ours"])?;
    commit(Some(ours))?;
    let output = git(&folder, &["merge", "-q", "--no-edit", "theirs"])?;
    Some(Merged { bench, output })
}

impl Merged {
    fn text(&self) -> String {
        std::fs::read_to_string(self.bench.place().join("person.json")).unwrap()
    }

    fn told(&self) -> String {
        String::from_utf8_lossy(&self.output.stderr).into_owned()
    }

    fn leaves_nothing_behind(&self) -> bool {
        let names = std::fs::read_dir(self.bench.place()).unwrap();
        names
            .map(|entry| entry.unwrap().file_name())
            .all(|name| [".git", ".gitattributes", "person.json"].contains(&name.to_str().unwrap()))
    }
}

#[test]
fn git_merges_what_it_could_not() {
    let base = "{\n    \"a\": 1E2, \"b\": 1\n}\n";
    let Some(merged) = merged(
        Some(base),
        "{\n    \"a\": 1E2, \"b\": 2\n}\n",
        "{\n    \"a\": 0.10, \"b\": 1, \"c\": [\"x\\u0079\"]\n}\n",
    ) else {
        return;
    };
    assert!(merged.output.status.success(), "{:?}", merged.output);
    // Indented as ours was, and the numbers as they were written.
    let text = "{\n    \"a\": 0.10,\n    \"b\": 2,\n    \"c\": [\n        \"xy\"\n    ]\n}\n";
    assert_eq!(merged.text(), text);
    assert_eq!(merged.told(), "");
    assert!(merged.leaves_nothing_behind());
}

#[test]
fn a_conflict_is_one_to_git() {
    let Some(merged) = merged(
        Some(r#"{"a":1,"b":1}"#),
        r#"{"a":"Ada Lovelace","b":1}"#,
        r#"{"a":"Ada King","b":3}"#,
    ) else {
        return;
    };
    assert!(!merged.output.status.success());
    // Ours where the sides do not agree, theirs elsewhere; in one line as before.
    assert_eq!(merged.text(), r#"{"a":"Ada Lovelace","b":3}"#);
    assert!(merged.told().contains("amend: conflict: `/a`: both-changed, kept: ours"));
    assert!(!merged.told().contains("Lovelace"));
    let status = git(merged.bench.place(), &["status", "--porcelain"]).unwrap();
    assert_eq!(String::from_utf8_lossy(&status.stdout), "UU person.json\n");
    assert!(merged.leaves_nothing_behind());
}

#[test]
fn a_file_that_both_add() {
    let Some(merged) = merged(None, "{\"a\": 1}\n", "{\"b\": 2}\n") else { return };
    assert!(merged.output.status.success(), "{:?}", merged.output);
    assert_eq!(merged.text(), "{\"a\":1,\"b\":2}\n");
}

#[test]
fn a_file_that_is_not_json_is_left_alone() {
    let Some(merged) = merged(Some("{\"a\":1}\n"), "{\"a\":2\n", "{\"a\":3}\n") else { return };
    assert!(!merged.output.status.success());
    assert_eq!(merged.text(), "{\"a\":2\n");
    assert!(merged.told().contains("expected"), "{}", merged.told());
    assert!(merged.leaves_nothing_behind());
}

/// The text stays as it is where the other side has changed nothing but spaces.
#[test]
fn what_is_merged_already_is_not_written_anew() {
    let ours = "{ \"a\" : 2,\n\"b\":1}";
    let bench = Bench::new()
        .file("base.json", r#"{"a":1,"b":1}"#)
        .file("ours.json", ours)
        .file("theirs.json", r#"{ "a": 1, "b": 1 }"#);
    let output = bench.run(&["merge", "--driver", "base.json", "ours.json", "theirs.json"]);
    assert_eq!(output.status.code(), Some(0));
    assert!(output.stdout.is_empty() && output.stderr.is_empty());
    assert_eq!(std::fs::read_to_string(bench.place().join("ours.json")).unwrap(), ours);
}

#[test]
fn conflicts_as_objects_and_with_their_values() {
    let run = |args: &[&str]| {
        let bench = Bench::new()
            .file("base.json", r#"{"a":1}"#)
            .file("ours.json", r#"{"a":2}"#)
            .file("theirs.json", "{}");
        let names = ["base.json", "ours.json", "theirs.json"];
        let output = bench.run(&[&["merge", "--driver"], args, &names].concat());
        assert_eq!(output.status.code(), Some(1));
        assert!(output.stdout.is_empty());
        String::from_utf8(output.stderr).unwrap()
    };
    assert_eq!(
        run(&["--errors", "json"]),
        "{\"conflict\":{\"path\":\"/a\",\"kind\":\"changed-and-removed\",\"kept\":\"ours\"}}\n"
    );
    assert_eq!(
        run(&["--show-values", "--prefer", "theirs"]),
        "amend: conflict: `/a`: changed-and-removed, kept: theirs; base 1; ours 2; theirs nothing\n"
    );
}

#[cfg(unix)]
#[test]
fn a_file_keeps_its_permissions() {
    use std::os::unix::fs::PermissionsExt as _;
    let bench = Bench::new()
        .file("base.json", r#"{"a":1}"#)
        .file("ours.json", r#"{"a":1,"b":1}"#)
        .file("theirs.json", r#"{"a":2}"#);
    let ours = bench.place().join("ours.json");
    std::fs::set_permissions(&ours, std::fs::Permissions::from_mode(0o640)).unwrap();
    let output = bench.run(&["merge", "--driver", "base.json", "ours.json", "theirs.json"]);
    assert_eq!(output.status.code(), Some(0));
    assert_eq!(std::fs::metadata(&ours).unwrap().permissions().mode() & 0o777, 0o640);
}
