//! What a report counts.

use std::collections::BTreeMap;

/// Names that are counted one by one; people's own names must not fill the memory.
const MOST_NAMES: usize = 500;

/// Counts of persons, requests, codes and fields.
#[derive(Clone, Debug, Default)]
pub(crate) struct Tally {
    pub(super) planned: u64,
    pub(super) unchanged: u64,
    pub(super) refused: u64,
    pub(super) errors: u64,
    pub(super) requests: u64,
    pub(super) losses: u64,
    /// Persons refused, or in error, by code.
    pub(super) codes: BTreeMap<String, u64>,
    /// Persons in whom a field changes, by its name.
    pub(super) fields: BTreeMap<String, u64>,
}

impl Tally {
    pub(super) fn persons(&self) -> u64 {
        self.planned + self.unchanged + self.refused + self.errors
    }

    pub(super) fn add(&mut self, other: &Self) {
        self.planned += other.planned;
        self.unchanged += other.unchanged;
        self.refused += other.refused;
        self.errors += other.errors;
        self.requests += other.requests;
        self.losses += other.losses;
        for (mine, theirs) in [(&mut self.codes, &other.codes), (&mut self.fields, &other.fields)] {
            for (name, count) in theirs {
                let known = mine.contains_key(name) || mine.len() < MOST_NAMES;
                let name = if known { name.as_str() } else { "others" };
                *mine.entry(name.to_owned()).or_default() += count;
            }
        }
    }
}
