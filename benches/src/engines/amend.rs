//! This project's engine, by the door that a user with such texts takes.

use amend::{ApplyOptions, DiffOptions, Document, Limits, TextDiff};

use super::{InProcess, Run, Task, values};
use crate::corpora::Pair;

pub(super) fn engines(task: Task) -> Vec<InProcess> {
    match task {
        Task::Diff => vec![
            InProcess::new("amend", text_diff),
            InProcess::new("amend, two documents", documents),
        ],
        Task::Values => vec![InProcess::new("amend", value_diff)],
        Task::Apply => vec![InProcess::new("amend", apply)],
        Task::Merge => vec![InProcess::new("amend", merge)],
        Task::MergeOf => vec![InProcess::new("amend", merge_of)],
    }
}

fn text_diff(pairs: &[Pair]) -> Run<'_> {
    let (mut diff, options) = (TextDiff::new(), DiffOptions::default());
    Box::new(move |at, sink| {
        let Pair { before, after } = &pairs[at];
        let patch = diff.diff(before, after, &options).map_err(|error| error.to_string())?;
        sink(&patch);
        Ok(())
    })
}

fn documents(pairs: &[Pair]) -> Run<'_> {
    let read = |text| Document::parse(text).map_err(|error| error.to_string());
    Box::new(move |at, sink| {
        let (before, after) = (read(&pairs[at].before)?, read(&pairs[at].after)?);
        sink(&amend::diff(before.root(), after.root()).to_string());
        Ok(())
    })
}

fn value_diff(pairs: &[Pair]) -> Run<'_> {
    let values = values(pairs);
    Box::new(move |at, sink| {
        let (before, after) = values.get(at).ok_or("serde_json does not read it")?;
        sink(&amend::diff(before, after));
        Ok(())
    })
}

/// As many operations as there are: some rows have more than the default allows.
fn options() -> ApplyOptions {
    let limits = Limits { operations: usize::MAX, ..Limits::default() };
    ApplyOptions { limits, ..ApplyOptions::default() }
}

fn apply(pairs: &[Pair]) -> Run<'_> {
    let options = options();
    Box::new(move |at, sink| {
        let document = Document::parse(&pairs[at].before).map_err(|error| error.to_string())?;
        let text = document.patched(&pairs[at].after, &options);
        sink(&text.map_err(|error| error.to_string())?);
        Ok(())
    })
}

fn merge(pairs: &[Pair]) -> Run<'_> {
    let options = options();
    Box::new(move |at, sink| {
        let document = Document::parse(&pairs[at].before).map_err(|error| error.to_string())?;
        let text = document.merge_patched(&pairs[at].after, &options);
        sink(&text.map_err(|error| error.to_string())?);
        Ok(())
    })
}

fn merge_of(pairs: &[Pair]) -> Run<'_> {
    let read = |text| Document::parse(text).map_err(|error| error.to_string());
    Box::new(move |at, sink| {
        let (before, after) = (read(&pairs[at].before)?, read(&pairs[at].after)?);
        let patch = amend::merge_patch_of(before.root(), after.root());
        sink(&patch.map_err(|error| error.to_string())?.to_string());
        Ok(())
    })
}
