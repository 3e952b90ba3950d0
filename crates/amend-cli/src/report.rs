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

use std::fs::{self, File, OpenOptions};
use std::io::{self, BufWriter, Write as _};
use std::path::{Path, PathBuf};

use crate::failure::Failure;
use crate::settings::Values;

pub(crate) use self::row::Row;
use self::tally::Tally;

/// Persons that are shown one by one; a browser shows no more with ease. The others
/// are counted.
const MOST_ROWS: u64 = 5_000;

/// A report while it is written, beside its place until it is whole.
#[derive(Debug)]
pub(crate) struct Report {
    path: PathBuf,
    partial: PathBuf,
    out: BufWriter<File>,
    tally: Tally,
    shown: u64,
}

impl Report {
    /// Begins a report of this vendor's persons.
    pub(crate) fn create(path: &Path, vendor: &str, values: Values) -> Result<Self, Failure> {
        let mut partial = path.as_os_str().to_owned();
        partial.push(".amend-part");
        let partial = PathBuf::from(partial);
        // Nothing that is there is written to, neither directly nor through a link.
        let file = OpenOptions::new().write(true).create_new(true).open(&partial);
        let file = file.map_err(|error| unwritable(&partial, &error))?;
        let mut report = Self {
            path: path.to_owned(),
            partial,
            out: BufWriter::new(file),
            tally: Tally::default(),
            shown: 0,
        };
        report.write(&html::head(vendor, values))?;
        Ok(report)
    }

    /// Adds a person.
    pub(crate) fn row(&mut self, row: &Row) -> Result<(), Failure> {
        self.tally.add(&row.tally);
        if self.shown < MOST_ROWS {
            self.shown += 1;
            self.write(&row.html)?;
        }
        Ok(())
    }

    /// Ends the report, and puts it in its place.
    pub(crate) fn finish(mut self) -> Result<(), Failure> {
        let left = self.tally.persons() - self.shown;
        let foot = html::foot(&chart::summary(&self.tally), left);
        self.write(&foot)?;
        let done = self
            .out
            .flush()
            .and_then(|()| self.out.get_ref().sync_all())
            .and_then(|()| fs::rename(&self.partial, &self.path));
        done.map_err(|error| unwritable(&self.path, &error))
    }

    fn write(&mut self, text: &str) -> Result<(), Failure> {
        self.out.write_all(text.as_bytes()).map_err(|error| unwritable(&self.partial, &error))
    }
}

impl Drop for Report {
    /// A report that was not ended leaves nothing behind; one that was has nothing
    /// there any more.
    fn drop(&mut self) {
        let _ = fs::remove_file(&self.partial);
    }
}

fn unwritable(path: &Path, error: &io::Error) -> Failure {
    let name = path.to_string_lossy();
    let message = match error.kind() {
        io::ErrorKind::AlreadyExists => {
            format!(
                "the report cannot be written: `{name}` is there, from a run that did not end or that goes on; remove it if nothing runs"
            )
        }
        _ => format!("the report `{name}` cannot be written: {error}"),
    };
    Failure::trouble("output", message)
}
