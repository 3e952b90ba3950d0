//! Two sorted snapshots, person by person.

use std::io;

use crate::batch::key::Key;
use crate::batch::merge::Merge;
use crate::batch::spill::Keyed;
use crate::failure::Failure;

/// Two snapshots, joined by their keys.
#[derive(Debug)]
pub(crate) struct Join {
    old: Side,
    new: Side,
}

#[derive(Debug)]
struct Side {
    lines: Merge,
    next: Option<Keyed>,
}

/// What the snapshots say of one key.
#[derive(Debug)]
pub(crate) enum Joined {
    /// Only the new snapshot has it.
    Added(Key),
    /// Only the old one has it.
    Removed(Key),
    /// Both have it, with the same text.
    Same,
    /// Both have it.
    Pair(Key, Vec<u8>, Vec<u8>),
    /// One of them has it several times, in these lines.
    Twice(Key, Vec<u64>, Vec<u64>),
}

/// Lines that are told of a key which stands several times.
const TOLD: usize = 10;

impl Join {
    pub(crate) fn new(old: Merge, new: Merge) -> Result<Self, Failure> {
        let side = |lines| Side { lines, next: None };
        let mut join = Self { old: side(old), new: side(new) };
        join.old.step().map_err(|error| unreadable(&error))?;
        join.new.step().map_err(|error| unreadable(&error))?;
        Ok(join)
    }

    /// What is said of the next key.
    pub(crate) fn next(&mut self) -> Result<Option<Joined>, Failure> {
        self.step().map_err(|error| unreadable(&error))
    }

    fn step(&mut self) -> io::Result<Option<Joined>> {
        let first = match (&self.old.next, &self.new.next) {
            (None, None) => return Ok(None),
            (Some(old), Some(new)) => (&old.key).min(&new.key),
            (Some(one), None) | (None, Some(one)) => &one.key,
        };
        let key = first.clone();
        let (old, old_lines) = self.old.all(&key)?;
        let (new, new_lines) = self.new.all(&key)?;
        if old_lines.len() > 1 || new_lines.len() > 1 {
            return Ok(Some(Joined::Twice(key, old_lines, new_lines)));
        }
        Ok(Some(match (old, new) {
            (Some(old), Some(new)) if old.text == new.text => Joined::Same,
            (Some(old), Some(new)) => Joined::Pair(new.key, old.text, new.text),
            (Some(_), None) => Joined::Removed(key),
            (None, _) => Joined::Added(key),
        }))
    }
}

impl Side {
    fn step(&mut self) -> io::Result<Option<Keyed>> {
        Ok(std::mem::replace(&mut self.next, self.lines.next()?))
    }

    /// Takes all lines of a key: the first, and the numbers of the first few.
    fn all(&mut self, key: &Key) -> io::Result<(Option<Keyed>, Vec<u64>)> {
        let mut first = None;
        let mut numbers = Vec::new();
        while self.next.as_ref().is_some_and(|keyed| keyed.key == *key) {
            if let Some(keyed) = self.step()? {
                if numbers.len() <= TOLD {
                    numbers.push(keyed.line);
                }
                first.get_or_insert(keyed);
            }
        }
        Ok((first, numbers))
    }
}

/// "in the lines 3 and 9 of OLD"
pub(crate) fn told(old: &[u64], new: &[u64]) -> String {
    let side = |lines: &[u64], name: &str| {
        let mut words: Vec<String> = lines.iter().take(TOLD).map(u64::to_string).collect();
        if lines.len() > TOLD {
            words.push("more".to_owned());
        }
        let last = words.pop().unwrap_or_default();
        let lines = words.join(", ");
        format!("in the lines {lines} and {last} of {name}")
    };
    let sides = [(old, "OLD"), (new, "NEW")];
    let told: Vec<String> = sides
        .iter()
        .filter(|(lines, _)| lines.len() > 1)
        .map(|(lines, name)| side(lines, name))
        .collect();
    told.join(" and ")
}

fn unreadable(error: &io::Error) -> Failure {
    Failure::trouble("temporary-file", format!("a temporary file cannot be read: {error}"))
}
