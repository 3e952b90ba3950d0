//! Whether what an engine made is right. What is wrong is not timed.

use std::cell::OnceCell;

use amend::{ApplyOptions, Document, Json, Limits, Patch};
use serde_json::Value;

use crate::corpora::Pair;
use crate::engines::Task;

/// Whose word counts for what a patch makes of a document.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum By {
    /// json-patch: another's.
    JsonPatch,
    /// amend's own plain way, on a tree: where json-patch would take hours.
    Tree,
}

/// Knows the pairs of one row.
#[derive(Debug)]
pub struct Judge<'p> {
    task: Task,
    by: By,
    pairs: &'p [Pair],
    /// What each pair must come to, worked out once.
    wanted: OnceCell<Result<Vec<Value>, String>>,
}

impl<'p> Judge<'p> {
    /// A judge of these pairs.
    pub fn new(task: Task, by: By, pairs: &'p [Pair]) -> Self {
        Self { task, by, pairs, wanted: OnceCell::new() }
    }

    /// Whether all outputs are right; what is wrong if not.
    pub fn judge(&self, outputs: &[String]) -> Result<(), String> {
        if outputs.len() != self.pairs.len() {
            return Err("not an output for each pair".to_owned());
        }
        let wanted =
            self.wanted.get_or_init(|| self.pairs.iter().map(|p| self.wanted(p)).collect());
        let wanted = wanted.as_ref().map_err(Clone::clone)?;
        let wrong = self
            .pairs
            .iter()
            .zip(outputs)
            .zip(wanted)
            .filter_map(|((pair, output), wanted)| self.one(pair, output, wanted).err());
        let wrong: Vec<String> = wrong.collect();
        match wrong.first() {
            None => Ok(()),
            Some(first) if self.pairs.len() == 1 => Err(format!("wrong: {first}")),
            Some(first) => {
                Err(format!("wrong on {} of {}: {first}", wrong.len(), self.pairs.len()))
            }
        }
    }

    /// The document that a pair must come to.
    fn wanted(&self, pair: &Pair) -> Result<Value, String> {
        match (self.task, self.by) {
            (Task::Diff | Task::Values | Task::MergeOf, _) => read(&pair.after),
            (Task::Merge, _) => {
                let mut document = read(&pair.before)?;
                json_patch::merge(&mut document, &read(&pair.after)?);
                Ok(document)
            }
            (Task::Apply, By::JsonPatch) => patched(&pair.before, &pair.after),
            (Task::Apply, By::Tree) => read(&on_tree(&pair.before, &pair.after)?),
        }
    }

    fn one(&self, pair: &Pair, output: &str, wanted: &Value) -> Result<(), String> {
        let found = match (self.task, self.by) {
            (Task::Diff | Task::Values, By::JsonPatch) => patched(&pair.before, output)?,
            (Task::Diff | Task::Values, By::Tree) => read(&on_tree(&pair.before, output)?)?,
            (Task::MergeOf, _) => {
                let mut document = read(&pair.before)?;
                json_patch::merge(&mut document, &read(output)?);
                document
            }
            (Task::Apply | Task::Merge, _) => {
                // serde_json would keep the last of two equal members.
                Document::parse(output).map_err(|error| format!("{:?}", error.kind()))?;
                read(output)?
            }
        };
        if found == *wanted { Ok(()) } else { Err("another document".to_owned()) }
    }
}

fn read(text: &str) -> Result<Value, String> {
    serde_json::from_str(text).map_err(|error| error.to_string())
}

fn patched(document: &str, patch: &str) -> Result<Value, String> {
    let mut document = read(document)?;
    let patch: json_patch::Patch =
        serde_json::from_str(patch).map_err(|error| error.to_string())?;
    json_patch::patch(&mut document, &patch).map_err(|error| error.kind.to_string())?;
    Ok(document)
}

fn on_tree(document: &str, patch: &str) -> Result<String, String> {
    let mut document: Json = document.parse().map_err(|error| format!("{error}"))?;
    let limits = Limits { operations: usize::MAX, ..Limits::default() };
    let options = ApplyOptions { limits, ..ApplyOptions::default() };
    let patch = Patch::parse(patch.as_bytes(), &options.dialect, &options.limits);
    let patch = patch.map_err(|error| error.to_string())?;
    amend::apply_with(&mut document, &patch, &options).map_err(|error| error.to_string())?;
    Ok(document.to_string())
}
