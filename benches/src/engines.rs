//! The engines, and what they are asked to do.

use std::collections::HashMap;

use amend::{ApplyOptions, DiffOptions, Document, Patch, TextDiff};
use serde_json::Value;

use crate::documents::Pair;

/// A line of the table.
pub struct Work {
    /// Its name.
    pub name: String,
    /// What is done with each pair.
    pub kind: Kind,
    /// What it is done with.
    pub pairs: Vec<Pair>,
}

/// What is done with a pair of texts.
#[derive(Clone, Copy)]
pub enum Kind {
    /// Two documents to the text of a patch.
    Diff,
    /// Two documents that are read already to a patch.
    Values,
    /// A document and a patch to the text of a document.
    Apply,
    /// A document and a merge patch to the text of a document.
    Merge,
}

/// An engine, with the memory that it keeps.
pub type Run = Box<dyn FnMut(&Pair) -> String>;

impl Kind {
    /// The engines that can do it; the last one is the rival.
    pub fn engines(self) -> Vec<(&'static str, Run)> {
        match self {
            Self::Diff => vec![
                ("amend, text", text_diff()),
                ("amend, two documents", Box::new(documents)),
                ("json-patch 5.0.0", Box::new(json_patch_diff)),
            ],
            Self::Values => vec![
                ("amend, serde_json::Value", values(|a, b| amend::diff(a, b).operations().len())),
                ("json-patch 5.0.0", values(|a, b| json_patch::diff(a, b).0.len())),
            ],
            Self::Apply => vec![
                ("amend, text", Box::new(apply_text)),
                ("json-patch 5.0.0", Box::new(json_patch_apply)),
            ],
            Self::Merge => vec![
                ("amend, text", Box::new(merge_text)),
                ("json-patch 5.0.0", Box::new(json_patch_merge)),
            ],
        }
    }

    /// What is wrong must not be timed.
    pub fn verify(self, engine: &str, pair: &Pair, output: &str) {
        let right = match self {
            Self::Diff => {
                let mut document = read(&pair.before);
                let patch: json_patch::Patch = serde_json::from_str(output).expect("a patch");
                json_patch::patch(&mut document, &patch).expect("it applies");
                document == read(&pair.after)
            }
            // Held by the same engine's run from text to text.
            Self::Values => output.parse::<usize>().is_ok(),
            Self::Apply => read(output) == read(&json_patch_apply(pair)),
            Self::Merge => read(output) == read(&json_patch_merge(pair)),
        };
        assert!(right, "{engine}: the result is wrong");
    }
}

fn read(text: &str) -> Value {
    serde_json::from_str(text).expect("made for this")
}

fn text_diff() -> Run {
    let (mut diff, options) = (TextDiff::new(), DiffOptions::default());
    Box::new(move |pair| {
        diff.diff(&pair.before, &pair.after, &options).expect("made for this").to_owned()
    })
}

fn documents(pair: &Pair) -> String {
    let before = Document::parse(&pair.before).expect("made for this");
    let after = Document::parse(&pair.after).expect("made for this");
    amend::diff(before.root(), after.root()).to_string()
}

fn json_patch_diff(pair: &Pair) -> String {
    let patch = json_patch::diff(&read(&pair.before), &read(&pair.after));
    serde_json::to_string(&patch).expect("a patch is text")
}

/// Each pair is read once, the first time that it is seen.
fn values(diff: fn(&Value, &Value) -> usize) -> Run {
    let mut known: HashMap<*const Pair, (Value, Value)> = HashMap::new();
    Box::new(move |pair| {
        let make = || (read(&pair.before), read(&pair.after));
        let (before, after) = known.entry(std::ptr::from_ref(pair)).or_insert_with(make);
        diff(before, after).to_string()
    })
}

fn apply_text(pair: &Pair) -> String {
    let patch: Patch = pair.after.parse().expect("made for this");
    let options = ApplyOptions {
        limits: amend::Limits { operations: usize::MAX, ..amend::Limits::default() },
        ..ApplyOptions::default()
    };
    amend::apply_to_text(&pair.before, &patch, &options).expect("it applies")
}

fn json_patch_apply(pair: &Pair) -> String {
    let mut document = read(&pair.before);
    let patch: json_patch::Patch = serde_json::from_str(&pair.after).expect("made for this");
    json_patch::patch(&mut document, &patch).expect("it applies");
    document.to_string()
}

fn merge_text(pair: &Pair) -> String {
    let patch = pair.after.parse().expect("made for this");
    amend::merge_patch_to_text(&pair.before, &patch, &ApplyOptions::default()).expect("it applies")
}

fn json_patch_merge(pair: &Pair) -> String {
    let mut document = read(&pair.before);
    json_patch::merge(&mut document, &read(&pair.after));
    document.to_string()
}
