//! `amend merge --driver %O %A %B`: what git calls to merge a file.
//!
//! Git gives the names of three files, and takes the merged text from the second
//! one. A status from 1 to 127 is a conflict, which leaves that file in the
//! working tree; so the file is complete JSON in any case, with our side where the
//! sides do not agree, and the conflicts are told on standard error.

use std::ffi::OsString;
use std::fmt::Write as _;
use std::fs;
use std::io::Write as _;
use std::path::{Path, PathBuf};

use amend::merge::Conflict;
use amend::{ApplyOptions, DiffOptions, Document, Json, Limits, diff_with};

use super::merge::{Merge, status};
use crate::failure::{Failure, Status, tell};
use crate::input::{Source, Text};
use crate::settings::{Settings, Values};

pub(super) fn run(
    work: &Merge<'_>,
    [base, ours, theirs]: [&Source; 3],
    settings: &Settings,
) -> Result<Status, Failure> {
    let Source::File(path) = ours else {
        return Err(Failure::usage("expected a file for OURS with `--driver`: it is written to"));
    };
    let (mut old, mine, there) =
        (base.bytes(settings)?, ours.bytes(settings)?, theirs.bytes(settings)?);
    if old.iter().all(u8::is_ascii_whitespace) {
        // Both sides have added the file: git gives an empty one.
        old = nothing(&mine, &there).to_vec();
    }
    let merged = work.merge([
        Text::whole(base, &old),
        Text::whole(ours, &mine),
        Text::whole(theirs, &there),
    ])?;
    let before = Text::whole(ours, &mine).document(&settings.limits)?;
    let current = before.root().to_json();
    if current.to_string() != merged.document.to_string() {
        let laid = laid_out(&current, &mine).into_bytes() == mine;
        let text = if laid {
            laid_out(&merged.document, &mine)
        } else {
            changed(&before, &current, &merged.document)
                .unwrap_or_else(|| laid_out(&merged.document, &mine))
        };
        write(path, text.as_bytes()).map_err(|error| {
            Failure::trouble("output", format!("it cannot be written: {error}")).file(ours)
        })?;
    }
    for conflict in &merged.conflicts {
        tell(
            settings.errors,
            "conflict",
            &told(conflict, settings),
            conflict_json(conflict, settings),
        );
    }
    Ok(status(&merged))
}

/// What two files have in common that nobody knows the base of.
fn nothing(ours: &[u8], theirs: &[u8]) -> &'static [u8] {
    let first = |text: &[u8]| text.iter().copied().find(|byte| !byte.is_ascii_whitespace());
    match (first(ours), first(theirs)) {
        (Some(b'{'), Some(b'{')) => b"{}",
        (Some(b'['), Some(b'[')) => b"[]",
        _ => b"null",
    }
}

/// The text of a file that is laid out in a way of its own: only what differs is
/// written anew.
fn changed(text: &Document<'_>, current: &Json, merged: &Json) -> Option<String> {
    let most = usize::MAX;
    let limits = Limits { operations: most, growth: most, depth: most, ..Limits::default() };
    let options = DiffOptions { limits: limits.clone(), ..DiffOptions::default() };
    let patch = diff_with(current, merged, &options);
    text.applied(&patch, &ApplyOptions { limits, ..ApplyOptions::default() }).ok()
}

/// The document, laid out as the text was: in one line, or indented as far.
fn laid_out(document: &Json, like: &[u8]) -> String {
    let like = String::from_utf8_lossy(like);
    let body = like.trim();
    let mut lines = body.lines().skip(1).filter(|line| !line.trim().is_empty());
    let mut text = match lines.next() {
        None if !body.is_empty() && document.to_string().len() > 2 => document.to_string(),
        first => {
            let indent =
                first.map_or("  ", |line| line.strip_suffix(line.trim_start()).unwrap_or("  "));
            indented(document, if indent.is_empty() { "  " } else { indent })
        }
    };
    if like.is_empty() || like.ends_with('\n') {
        text.push('\n');
    }
    text
}

/// Each line of a document begins with two spaces for each level, and no text in
/// it has a line break.
fn indented(document: &Json, by: &str) -> String {
    let mut text = String::new();
    for line in format!("{document:#}").lines() {
        let content = line.trim_start_matches(' ');
        if !text.is_empty() {
            text.push('\n');
        }
        for _ in 0..(line.len() - content.len()) / 2 {
            text.push_str(by);
        }
        text.push_str(content);
    }
    text
}

/// Writes a file anew, whole or not at all.
fn write(path: &Path, content: &[u8]) -> std::io::Result<()> {
    let path = fs::canonicalize(path)?;
    let beside = beside(&path);
    let written = fs::File::options()
        .write(true)
        .create_new(true)
        .open(&beside)
        .and_then(|mut file| {
            file.write_all(content)?;
            file.sync_all()
        })
        .and_then(|()| fs::set_permissions(&beside, fs::metadata(&path)?.permissions()))
        .and_then(|()| fs::rename(&beside, &path));
    if written.is_err() {
        let _ = fs::remove_file(&beside);
    }
    written
}

fn beside(path: &Path) -> PathBuf {
    let mut name = OsString::from(".");
    name.push(path.file_name().unwrap_or_default());
    name.push(format!(".{}.amend", std::process::id()));
    path.with_file_name(name)
}

/// A conflict, for people.
fn told(conflict: &Conflict, settings: &Settings) -> String {
    let path = conflict.path.to_string();
    let place = if path.is_empty() { "the document".to_owned() } else { format!("`{path}`") };
    let (kind, kept) = (conflict.kind.code(), conflict.kept.code());
    let mut text = format!("{place}: {kind}, kept: {kept}");
    if settings.values == Values::Shown {
        let sides =
            [("base", &conflict.base), ("ours", &conflict.ours), ("theirs", &conflict.theirs)];
        for (name, value) in sides {
            let shown = value.as_ref().map_or_else(|| "nothing".to_owned(), Json::to_string);
            let _ = write!(text, "; {name} {shown}");
        }
    }
    text
}

/// A conflict as an object; its values only for those who ask.
fn conflict_json(conflict: &Conflict, settings: &Settings) -> Json {
    let mut json = conflict.to_json();
    if settings.values == Values::Hidden
        && let Some(members) = json.as_object_mut()
    {
        for name in ["base", "ours", "theirs"] {
            members.remove(name);
        }
    }
    json
}
