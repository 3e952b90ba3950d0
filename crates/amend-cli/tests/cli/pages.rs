//! Help, completions and the manual: they are there, and say what is true.

use crate::support::Bench;

const VERBS: [&str; 8] =
    ["apply", "completions", "compose", "diff", "invert", "man", "merge", "translate"];

#[test]
fn completions_and_the_manual_are_printed() {
    let bench = Bench::new();
    for shell in ["bash", "elvish", "fish", "powershell", "zsh"] {
        let output = bench.run(&["completions", shell]);
        assert_eq!(output.status.code(), Some(0), "{shell}");
        assert!(String::from_utf8(output.stdout).unwrap().contains("apply"), "{shell}");
    }
    for (args, title) in
        [(&["man"][..], ".TH amend 1"), (&["man", "apply"][..], ".TH amend-apply 1")]
    {
        let output = bench.run(args);
        assert_eq!(output.status.code(), Some(0));
        let page = String::from_utf8(output.stdout).unwrap();
        assert!(page.contains(title), "{page}");
        assert!(page.contains("show\\-values"), "{page}");
    }
}

#[test]
fn the_help_lists_the_commands_and_the_statuses() {
    let output = Bench::new().run(&["--help"]);
    assert_eq!(output.status.code(), Some(0));
    let help = String::from_utf8(output.stdout).unwrap();
    for word in VERBS.into_iter().chain(["exit status is 0", "--limit", "--errors"]) {
        assert!(help.contains(word), "{word} in\n{help}");
    }
}

#[test]
fn the_help_of_every_command_has_examples_that_run() {
    let list = r#"[{"email":"a@example.org"}]"#;
    let bench = Bench::new()
        .file("before.json", r#"{"a":1,"l":[]}"#)
        .file("after.json", format!(r#"{{"a":2,"l":{list}}}"#))
        .file("document.json", r#"{"a":1}"#)
        .file("change.json", r#"{"a":null}"#)
        .file("patch.json", r#"[{"op":"remove","path":"/a"}]"#)
        .file("before.ndjson", "{}\n")
        .file("after.ndjson", "[]\n")
        .file("documents.ndjson", "{}\n")
        .file("patches.ndjson", "{}\n");
    for verb in VERBS {
        let help = bench.run(&[verb, "--help"]);
        assert_eq!(help.status.code(), Some(0), "{verb}");
        let help = String::from_utf8(help.stdout).unwrap();
        let examples = help.split_once("\nExamples:\n").unwrap().1;
        let examples: Vec<&str> =
            examples.lines().map_while(|line| line.strip_prefix("  amend ")).collect();
        assert!(!examples.is_empty(), "{help}");
        for example in examples {
            let args: Vec<&str> = example.split(' ').collect();
            let output = bench.run(&args);
            let expected = i32::from(verb == "diff");
            assert_eq!(output.status.code(), Some(expected), "{example}");
            assert!(!output.stdout.is_empty() && output.stderr.is_empty(), "{example}");
        }
    }
}

/// The commands that know vendors, on the files of the project's own examples.
#[test]
fn the_examples_of_the_other_commands_run_too() {
    let root = concat!(env!("CARGO_MANIFEST_DIR"), "/../../examples");
    let bench = Bench::new();
    crate::documents::copy(root.as_ref(), bench.at("examples").as_ref());
    for file in ["pairs.ndjson", "old.ndjson", "new.ndjson"] {
        std::fs::copy(format!("{root}/many/{file}"), bench.at(file)).unwrap();
    }
    let (record, after) = ("examples/copper/person.json", "examples/copper/after.json");
    let plan = bench.run(&["plan", "--vendor", "copper", record, "--to", after]);
    std::fs::write(bench.at("plan.json"), plan.stdout).unwrap();
    let help = String::from_utf8(bench.run(&["--help"]).stdout).unwrap();
    let (_, commands) = help.split_once("Commands:\n").unwrap();
    let commands = commands.lines().map_while(|line| line.strip_prefix("  "));
    let verbs = commands.filter_map(|line| line.split(' ').next()).filter(|verb| *verb != "help");
    let mut count = 0;
    for verb in verbs.filter(|verb| !verb.is_empty() && !VERBS.contains(verb)) {
        let help = String::from_utf8(bench.run(&[verb, "--help"]).stdout).unwrap();
        let examples: Vec<&str> =
            help.lines().filter_map(|line| line.strip_prefix("  amend ")).collect();
        assert!(!examples.is_empty(), "{help}");
        for example in examples {
            count += 1;
            let output = bench.run(&example.split(' ').collect::<Vec<_>>());
            let stderr = String::from_utf8_lossy(&output.stderr);
            assert_eq!(output.status.code(), Some(0), "amend {example}: {stderr}");
        }
    }
    assert!(count >= 8, "{count}");
}
