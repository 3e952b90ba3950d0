//! A report as one HTML file that needs nothing else: what is planned, in numbers, and
//! person by person.
//!
//! All that comes from a record stands in text nodes; the page's policy allows the one
//! script and the one style that are in it, by their hashes, and nothing from elsewhere.
//!
//! Rows are written as they come: the memory does not grow with their number. What is
//! counted stands behind them, and the style puts it in front.

mod chart;
mod html;
mod row;
mod tally;

use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use crate::batch::listing::Listing;
use crate::failure::Failure;
use crate::settings::Values;

pub(crate) use self::row::Row;
use self::tally::Tally;

/// Persons that are shown one by one; a browser shows no more with ease. The others
/// are counted.
const MOST_ROWS: u64 = 5_000;

/// The same of those of whom there is nothing to show.
const MOST_UNCHANGED: u64 = 1_000;

/// A report while it is written, beside its place until it is whole.
#[derive(Debug)]
pub(crate) struct Report {
    file: Listing,
    tally: Tally,
    shown: u64,
    unchanged: u64,
    full: Arc<AtomicBool>,
}

impl Report {
    /// Begins a report of this vendor's persons.
    pub(crate) fn create(path: &Path, vendor: &str, values: Values) -> Result<Self, Failure> {
        let mut file = Listing::create(path)?;
        file.line(html::head(vendor, values).trim_end())?;
        let full = Arc::new(AtomicBool::new(false));
        Ok(Self { file, tally: Tally::default(), shown: 0, unchanged: 0, full })
    }

    /// Whether rows are only counted from now on, for those who make them.
    pub(crate) fn full(&self) -> Arc<AtomicBool> {
        Arc::clone(&self.full)
    }

    /// Adds a person.
    pub(crate) fn row(&mut self, row: &Row) -> Result<(), Failure> {
        self.tally.add(&row.tally);
        let (count, most) = if row.tally.unchanged > 0 {
            (&mut self.unchanged, MOST_UNCHANGED)
        } else {
            (&mut self.shown, MOST_ROWS)
        };
        if *count == most {
            return Ok(());
        }
        *count += 1;
        // What is made from here on is not shown; what was made is, or is not, by
        // its number alone.
        self.full.store(self.shown == MOST_ROWS, Ordering::Relaxed);
        self.file.line(row.html.trim_end())
    }

    /// Adds persons of whom nothing is said but that they did not change.
    pub(crate) fn unchanged(&mut self, count: u64) {
        self.tally.unchanged += count;
    }

    /// Ends the report, and puts it in its place.
    pub(crate) fn finish(mut self) -> Result<(), Failure> {
        let left = self.tally.persons() - self.shown - self.unchanged;
        self.file.line(html::foot(&chart::summary(&self.tally), left).trim_end())?;
        self.file.place()
    }
}
