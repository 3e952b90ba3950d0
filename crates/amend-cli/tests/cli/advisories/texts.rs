//! Texts for terminals and logs: nothing of a record acts on them.

use std::sync::LazyLock;

use amend::Json;

use crate::support::Bench;

/// What a terminal obeys, what turns a line around, what is not seen, and what build
/// services take for commands; and what shells, formats and query languages expand.
const HOSTILE: [&str; 14] = [
    "\u{1b}[2J\u{1b}]0;title\u{7}",
    "\u{9b}31m\u{85}\u{7f}",
    "\r\n::set-env name=PATH::x",
    "\n::error file=a::b",
    "\n##[command]echo",
    "\n##vso[task.setvariable variable=x]y",
    "\u{202e}\u{2066}txt.exe\u{2069}",
    "\u{200b}\u{feff}\u{ad}\u{2060}",
    "\u{2028}\u{2029}",
    "\u{0}",
    "\u{e0041}\u{e0042}",
    "\u{8}\u{8}\u{8}",
    "\t\u{b}\u{c}",
    "${HOME} $(id) `id` %s %n {0} {{7*7}} T(java.lang.Runtime)",
];

/// Every text that a verb can print for people about such documents.
static TEXTS: LazyLock<Vec<(String, String)>> = LazyLock::new(|| {
    let of = |(name, text)| (name, String::from_utf8(text).unwrap());
    HOSTILE.into_iter().flat_map(texts).map(of).collect()
});

fn texts(hostile: &str) -> Vec<(String, Vec<u8>)> {
    let record = Json::object([
        ("id", Json::from(7)),
        ("name", Json::from(hostile)),
        ("title", Json::from("x")),
    ]);
    let other = Json::object([
        ("id", Json::from(7)),
        ("name", Json::from("plain")),
        ("title", Json::from(hostile)),
        (hostile, Json::array([hostile])),
    ]);
    let title = Json::object([("title", hostile)]);
    let remove = Json::array([Json::object([
        ("op", Json::from("remove")),
        ("path", Json::from(format!("/{}", hostile.replace('~', "~0").replace('/', "~1")))),
    ])]);
    let cut = format!("{}\n", &other.to_string()[..other.to_string().len() - 1]);
    let bench = Bench::new()
        .file("record.json", record.to_string())
        .file("other.json", other.to_string())
        .file("title.json", title.to_string())
        .file("remove.json", remove.to_string())
        .file("cut.json", cut);
    let plan = ["plan", "--vendor=copper", "record.json"];
    let mut found = Vec::new();
    for values in [&[][..], &["--show-values"]] {
        for args in [
            &[plan[0], plan[1], plan[2], "--to", "title.json", "--format=text"][..],
            &[plan[0], plan[1], plan[2], "--to", "other.json", "--format=text"],
            &[plan[0], plan[1], plan[2], "--patch", "remove.json", "--format=text"],
            &[plan[0], plan[1], plan[2], "--to", "title.json", "--format=curl"],
            &[plan[0], plan[1], plan[2], "--to", "title.json", "--format=http"],
            &["check", "--vendor=copper", "other.json", "--format=text"],
            &["check", "--vendor=folk", "other.json", "--format=text"],
            &["diff", "record.json", "other.json", "--format=text"],
            &["merge", "record.json", "other.json", "title.json", "--format=text"],
            &["apply", "record.json", "remove.json"],
            &["apply", "cut.json", "remove.json"],
            &["apply", "record.json", "cut.json"],
            &["diff", "record.json", hostile.trim_matches('\0')],
            &["apply", "record.json", "remove.json", "--errors=json"],
        ] {
            let args = [args, values].concat();
            if args.iter().any(|arg| arg.contains('\0')) {
                continue;
            }
            let output = bench.run(&args);
            let name = format!("{args:?} of {hostile:?}");
            if args.iter().any(|arg| arg.starts_with("--format")) {
                found.push((name.clone(), output.stdout));
            }
            found.push((name, output.stderr));
        }
    }
    found
}

fn is_unseen(c: char) -> bool {
    (c.is_control() && c != '\n')
        || matches!(c, '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}'
            | '\u{2060}'..='\u{206f}' | '\u{feff}' | '\u{e0000}'..='\u{e0fff}')
}

#[test]
fn t49_no_text_lets_a_character_through_that_is_obeyed() {
    let mut shown = 0;
    for (name, text) in TEXTS.iter() {
        let found = text.chars().find(|c| is_unseen(*c));
        assert_eq!(found, None, "{name}:\n{text}");
        shown += usize::from(text.contains("\\u"));
    }
    assert!(shown > 100, "only {shown} texts show an escape");
}

#[test]
fn t50_no_line_of_a_text_begins_a_command_of_a_build_service() {
    for (name, text) in TEXTS.iter() {
        for line in text.lines() {
            let line = line.trim_start();
            assert!(!line.starts_with("::"), "{name}: {line}");
            assert!(!line.contains("##[") && !line.contains("##vso["), "{name}: {line}");
        }
    }
}

/// What an expression language or a shell would expand comes out as it went in.
#[test]
fn t13_nothing_of_a_record_is_expanded() {
    let hostile = HOSTILE[HOSTILE.len() - 1];
    let record = r#"{"id":7,"name":"A","title":"x"}"#;
    let bench = Bench::new()
        .file("record.json", record)
        .file("title.json", Json::object([("title", hostile)]).to_string());
    for format in ["json", "http", "curl", "har", "postman"] {
        let args =
            ["plan", "--vendor=copper", "record.json", "--to", "title.json", "--format", format];
        let output = bench.run(&args);
        assert_eq!(output.status.code(), Some(0));
        let text = String::from_utf8(output.stdout).unwrap();
        for piece in ["$(id)", "`id`", "%s %n", "T(java.lang.Runtime)"] {
            assert!(text.contains(piece), "{format}: {text}");
        }
        assert!(!text.contains("49}") && !text.contains("uid="), "{format}: {text}");
    }
}
