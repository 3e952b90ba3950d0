//! What the command line can do: a verb a file.

pub(crate) mod about;
pub(crate) mod apply;
pub(crate) mod batch;
mod change;
pub(crate) mod check;
pub(crate) mod compose;
pub(crate) mod diff;
mod diff_text;
pub(crate) mod invert;
pub(crate) mod merge;
mod merge_driver;
mod merge_text;
pub(crate) mod pages;
pub(crate) mod plan;
mod plan_text;
mod refusal;
pub(crate) mod sync;
pub(crate) mod translate;

use std::num::NonZeroUsize;

use amend::options::Arrays;

/// Whether a verb works line by line, and on how many threads.
#[derive(Debug, clap::Args)]
pub(crate) struct Jobs {
    /// Take both files for NDJSON and work on them line against line
    #[arg(long)]
    lines: bool,

    /// Threads to work on; the output is the same for any number
    #[arg(long, value_name = "N", requires = "lines", value_parser = parse_jobs)]
    jobs: Option<NonZeroUsize>,
}

impl Jobs {
    /// The number of threads, if the files are to be taken line by line.
    pub(crate) fn of_lines(&self) -> Option<usize> {
        self.lines.then(|| self.jobs.map_or(1, NonZeroUsize::get))
    }
}

/// Each thread holds some lines of both files: no more of them than anybody has
/// use for.
pub(crate) const MOST_JOBS: usize = 256;

pub(crate) fn parse_jobs(text: &str) -> Result<NonZeroUsize, String> {
    match text.parse::<NonZeroUsize>() {
        Ok(jobs) if jobs.get() <= MOST_JOBS => Ok(jobs),
        _ => Err(format!("expected a whole number from 1 to {MOST_JOBS}")),
    }
}

/// The argument parser of `--arrays`.
fn parse_arrays(text: &str) -> Result<Arrays, String> {
    match (text, text.strip_prefix("key:")) {
        ("sequence", _) => Ok(Arrays::Sequence),
        ("whole", _) => Ok(Arrays::Whole),
        ("values", _) => Ok(Arrays::Values),
        (_, Some("")) => Err("expected a name behind `key:`, as in `key:email`".to_owned()),
        (_, Some(name)) => Ok(Arrays::Key(name.to_owned())),
        _ => {
            Err("expected `sequence`, `whole`, `values` or `key:NAME`, as in `key:email`"
                .to_owned())
        }
    }
}
