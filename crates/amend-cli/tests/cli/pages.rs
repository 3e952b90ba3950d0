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
