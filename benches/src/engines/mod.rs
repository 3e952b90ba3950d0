//! The engines of this process: amend, and the rivals that are crates.

mod amend;
mod bytes;
mod json_patch;
mod serde_patch;

use std::fmt::Display;
use std::hint::black_box;
use std::time::Duration;

use nix::time::{ClockId, clock_gettime};
use serde_json::Value;

use crate::corpora::Pair;

/// What is done with a pair.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Task {
    /// Two documents to the text of a patch.
    Diff,
    /// Two documents that are read already to a patch.
    Values,
    /// A document and a patch to the text of a document.
    Apply,
    /// A document and a merge patch to the text of a document.
    Merge,
    /// Two documents to the text of a merge patch.
    MergeOf,
}

impl Task {
    /// The word by which it is called in another process.
    pub fn word(self) -> &'static str {
        match self {
            Self::Diff => "diff",
            Self::Values => "values",
            Self::Apply => "apply",
            Self::Merge => "merge",
            Self::MergeOf => "merge-of",
        }
    }

    /// The engines of this process that can do it, amend's first.
    pub fn engines(self) -> Vec<InProcess> {
        let (ours, theirs) = (amend::engines(self), json_patch::engines(self));
        let more = serde_patch::engines(self).into_iter().chain(bytes::engines(self));
        ours.into_iter().chain(theirs).chain(more).collect()
    }
}

/// Something that does the work: here or in another process.
pub trait Engine {
    /// Its name, and its version where it is a rival.
    fn name(&self) -> &str;

    /// What it makes of each pair, or why it cannot.
    fn outputs(&mut self, pairs: &[Pair]) -> Result<Vec<String>, String>;

    /// The time of all pairs once.
    fn round(&mut self, pairs: &[Pair]) -> Result<Duration, String>;

    /// Whether what it makes is to be judged: a plain scan of bytes makes nothing.
    fn judged(&self) -> bool {
        true
    }
}

/// Does one pair, by its number, and hands on what it made.
pub type Run<'p> = Box<dyn FnMut(usize, &mut dyn FnMut(&dyn Display)) -> Result<(), String> + 'p>;

/// An engine of this process.
#[derive(Clone, Copy, Debug)]
pub struct InProcess {
    name: &'static str,
    judged: bool,
    make: for<'p> fn(&'p [Pair]) -> Run<'p>,
}

impl InProcess {
    fn new(name: &'static str, make: for<'p> fn(&'p [Pair]) -> Run<'p>) -> Self {
        Self { name, judged: true, make }
    }

    /// Gets ready for these pairs: what this takes is not measured.
    pub fn ready<'p>(&self, pairs: &'p [Pair]) -> Run<'p> {
        (self.make)(pairs)
    }
}

impl Engine for InProcess {
    fn name(&self) -> &str {
        self.name
    }

    fn judged(&self) -> bool {
        self.judged
    }

    fn outputs(&mut self, pairs: &[Pair]) -> Result<Vec<String>, String> {
        let mut run = self.ready(pairs);
        let mut outputs = Vec::with_capacity(pairs.len());
        for at in 0..pairs.len() {
            run(at, &mut |made| outputs.push(made.to_string()))?;
        }
        Ok(outputs)
    }

    fn round(&mut self, pairs: &[Pair]) -> Result<Duration, String> {
        let mut run = self.ready(pairs);
        // Memory that is kept from pair to pair is there already.
        run(0, &mut |made| {
            black_box(made);
        })?;
        let start = processor();
        counted(&mut run, pairs.len())?;
        Ok(processor() - start)
    }
}

/// Does so many pairs. A function of its own, so that callgrind can tell it apart.
#[inline(never)]
pub fn counted(run: &mut Run<'_>, count: usize) -> Result<(), String> {
    for at in 0..count {
        run(black_box(at), &mut |made| {
            black_box(made);
        })?;
    }
    Ok(())
}

/// The time that this thread has had of a processor: what else goes on in the
/// machine does not count.
pub fn processor() -> Duration {
    let now = clock_gettime(ClockId::CLOCK_THREAD_CPUTIME_ID).expect("every Unix has this clock");
    Duration::new(now.tv_sec() as u64, now.tv_nsec() as u32)
}

/// A text that was made for this, as serde_json reads it.
fn value(text: &str) -> Result<Value, String> {
    serde_json::from_str(text).map_err(|error| error.to_string())
}

/// Both texts of each pair.
fn values(pairs: &[Pair]) -> Vec<(Value, Value)> {
    let both = |pair: &Pair| Ok((value(&pair.before)?, value(&pair.after)?));
    pairs.iter().map(both).collect::<Result<_, String>>().unwrap_or_default()
}
