//! What the codes and kinds of errors mean: the rule behind each, what to do about
//! it, an example that meets it and one that does not. It is data, in
//! `explain/codes.json`; a test runs every example.

use std::fmt::Write as _;
use std::sync::OnceLock;

use amend::Json;
use amend::value::Members;
use amend_vendor::printable;

/// The rule that is broken.
pub(crate) fn rule(code: &str) -> Option<String> {
    Some(text(entry(code)?, "rule")?.to_owned())
}

/// What to do about it.
pub(crate) fn help(code: &str) -> Option<String> {
    let help = text(entry(code)?, "help")?;
    Some(format!("{help} (`amend explain {code}`)"))
}

/// What a kind of error means; the codes of violations say it themselves.
pub(crate) fn meaning(kind: &str) -> Option<&'static str> {
    text(entry(kind)?, "meaning")
}

/// What `amend explain` says beside the meaning of a code.
pub(crate) fn details(code: &str) -> String {
    let mut out = String::new();
    let Some(entry) = entry(code) else { return out };
    // Writing to a String cannot fail.
    for (title, name) in [("Rule: ", "rule"), ("What to do: ", "help")] {
        if let Some(text) = text(entry, name) {
            let _ = writeln!(out, "\n{title}{text}");
        }
    }
    for (title, name) in [("This meets it:", "meets"), ("This does not:", "not")] {
        if let Some(example) = entry.get(name) {
            let _ = write!(out, "\n{title}\n{}", shown(example));
        }
    }
    out
}

/// Every kind of error, beside the codes of violations.
pub(crate) fn kinds() -> impl Iterator<Item = &'static str> {
    let table = table().into_iter().flat_map(Members::iter);
    table.filter(|(_, entry)| entry.get("meaning").is_some()).map(|(kind, _)| kind)
}

fn entry(code: &str) -> Option<&'static Json> {
    table()?.get(code)
}

fn text<'j>(entry: &'j Json, name: &str) -> Option<&'j str> {
    entry.get(name)?.as_str()
}

/// The table, read once. It comes with the program, and a test reads it.
fn table() -> Option<&'static Members> {
    static TABLE: OnceLock<Option<Json>> = OnceLock::new();
    TABLE.get_or_init(|| include_str!("explain/codes.json").parse().ok()).as_ref()?.as_object()
}

/// The command of an example, and the files that it reads.
fn shown(example: &Json) -> String {
    let list = |name| example.get(name).and_then(Json::as_array).into_iter().flatten();
    let words: Vec<&str> = list("args").filter_map(Json::as_str).collect();
    let mut out = format!("  $ amend {}\n", words.join(" "));
    let files = example.get("files").and_then(Json::as_object).into_iter().flatten();
    let width = files.clone().map(|(name, _)| name.len()).max().unwrap_or_default();
    for (name, content) in files {
        let content = content.as_str().unwrap_or_default().trim_end().replace('\n', " ⏎ ");
        let _ = writeln!(out, "    {name:width$}  {}", printable(&content));
    }
    out
}
