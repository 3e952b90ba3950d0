//! json-patch with serde_json: what a user of Rust would pick instead.

use json_patch::Patch;

use super::{InProcess, Run, Task, value, values};
use crate::corpora::Pair;

const NAME: &str = "json-patch 5.0.0";

pub(super) fn engines(task: Task) -> Vec<InProcess> {
    match task {
        Task::Diff => vec![InProcess::new(NAME, diff)],
        Task::Values => vec![InProcess::new(NAME, value_diff)],
        Task::Apply => vec![InProcess::new(NAME, apply)],
        Task::Merge => vec![InProcess::new(NAME, merge)],
        Task::MergeOf => Vec::new(),
    }
}

fn diff(pairs: &[Pair]) -> Run<'_> {
    Box::new(move |at, sink| {
        let patch = json_patch::diff(&value(&pairs[at].before)?, &value(&pairs[at].after)?);
        sink(&serde_json::to_string(&patch).map_err(|error| error.to_string())?);
        Ok(())
    })
}

fn value_diff(pairs: &[Pair]) -> Run<'_> {
    let values = values(pairs);
    Box::new(move |at, sink| {
        let (before, after) = values.get(at).ok_or("serde_json does not read it")?;
        sink(&json_patch::diff(before, after));
        Ok(())
    })
}

fn apply(pairs: &[Pair]) -> Run<'_> {
    Box::new(move |at, sink| {
        let mut document = value(&pairs[at].before)?;
        let patch: Patch =
            serde_json::from_str(&pairs[at].after).map_err(|error| error.to_string())?;
        json_patch::patch(&mut document, &patch).map_err(|error| error.to_string())?;
        sink(&document.to_string());
        Ok(())
    })
}

fn merge(pairs: &[Pair]) -> Run<'_> {
    Box::new(move |at, sink| {
        let mut document = value(&pairs[at].before)?;
        json_patch::merge(&mut document, &value(&pairs[at].after)?);
        sink(&document.to_string());
        Ok(())
    })
}
