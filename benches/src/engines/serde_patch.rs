//! serde-patch, which makes merge patches.

use serde_json::json;

use super::{InProcess, Run, Task, value};
use crate::corpora::Pair;

pub(super) fn engines(task: Task) -> Option<InProcess> {
    (task == Task::MergeOf).then(|| InProcess::new("serde-patch 0.2.3", merge_of))
}

fn merge_of(pairs: &[Pair]) -> Run<'_> {
    Box::new(move |at, sink| {
        let (before, after) = (value(&pairs[at].before)?, value(&pairs[at].after)?);
        let patch = serde_patch::diff(&before, &after).map_err(|error| error.to_string())?;
        // It says `null` for no change, which would replace the document.
        let patch = if patch.is_null() { json!({}) } else { patch };
        sink(&patch.to_string());
        Ok(())
    })
}
