//! What is measured, with what the figures have to be.

mod apply;
mod diff;
mod hostile;
mod merge;
mod values;

use crate::corpora::Pair;
use crate::engines::Task;
use crate::judge::By;
use crate::pace::Pace;
use crate::target::Target;

/// Makes the pairs of a row.
type Make = Box<dyn Fn() -> Result<Vec<Pair>, String>>;

/// One line of what is measured.
pub struct Row {
    /// What is done.
    pub name: String,
    /// What that is to an engine.
    pub task: Task,
    /// Who says what is right.
    pub by: By,
    /// With whom amend is compared.
    pub against: Against,
    /// What the figures have to be.
    pub targets: Vec<Target>,
    make: Make,
}

/// With whom amend is compared.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Against {
    /// All that can do it.
    All,
    /// All, and plain scans of the bytes.
    AllAndBytes,
    /// The crates.
    Crates,
    /// Nobody: they would take hours, or they cannot.
    Nobody,
}

impl Row {
    fn new(name: &str, task: Task, make: impl Fn() -> Vec<Pair> + 'static) -> Self {
        Self {
            name: name.to_owned(),
            task,
            by: By::JsonPatch,
            against: Against::All,
            targets: Vec::new(),
            make: Box::new(move || Ok(make())),
        }
    }

    fn against(self, against: Against) -> Self {
        let by = if against == Against::Nobody { By::Tree } else { By::JsonPatch };
        Self { against, by, ..self }
    }

    fn to(mut self, targets: impl IntoIterator<Item = Target>) -> Self {
        self.targets.extend(targets);
        self
    }

    /// The pairs, made anew.
    pub fn pairs(&self) -> Result<Vec<Pair>, String> {
        (self.make)()
    }
}

/// All rows.
pub fn rows(pace: Pace) -> Vec<Row> {
    let parts = [diff::rows, values::rows, apply::rows, merge::rows, hostile::rows];
    parts.iter().flat_map(|rows| rows(pace)).collect()
}
