//! How far a run is, on standard error: a bar on a terminal, a line now and then
//! elsewhere.

use std::io::{IsTerminal as _, Write as _};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use amend::Json;
use indicatif::{HumanCount, ProgressBar, ProgressDrawTarget, ProgressStyle};

use crate::batch::tally::Tally;
use crate::failure::ErrorFormat;

/// How often a bar changes.
const BAR: Duration = Duration::from_millis(100);

/// How often a line comes where there is no terminal.
const LINE: Duration = Duration::from_secs(10);

/// What is shown of a run.
#[derive(Debug)]
pub(crate) struct Progress {
    shown: Shown,
    /// Bytes of the inputs, and how many are read.
    taken: Vec<Arc<AtomicU64>>,
    started: Instant,
    last: Instant,
    /// Records that were done when the run began.
    before: u64,
}

#[derive(Debug)]
enum Shown {
    Nothing,
    Bar(ProgressBar),
    Lines(ErrorFormat),
}

impl Progress {
    /// Nothing at all.
    pub(crate) fn none() -> Self {
        let now = Instant::now();
        Self { shown: Shown::Nothing, taken: Vec::new(), started: now, last: now, before: 0 }
    }

    /// Progress in reading so many bytes, where that is known.
    pub(crate) fn new(
        total: Option<u64>,
        taken: Vec<Arc<AtomicU64>>,
        before: u64,
        errors: ErrorFormat,
    ) -> Self {
        let terminal = std::io::stderr().is_terminal() && errors == ErrorFormat::Text;
        let shown = if terminal { Shown::Bar(bar(total)) } else { Shown::Lines(errors) };
        Self { shown, taken, before, ..Self::none() }
    }

    /// Shows the counts, if it is time.
    pub(crate) fn show(&mut self, tally: &Tally) {
        let (least, elapsed) = match self.shown {
            Shown::Nothing => return,
            Shown::Bar(_) => (BAR, self.last.elapsed()),
            Shown::Lines(_) => (LINE, self.last.elapsed()),
        };
        if elapsed < least {
            return;
        }
        self.last = Instant::now();
        let seconds = self.started.elapsed().as_secs().max(1);
        let rate = tally.records.saturating_sub(self.before) / seconds;
        match &self.shown {
            Shown::Nothing => {}
            Shown::Bar(bar) => {
                bar.set_position(
                    self.taken.iter().map(|taken| taken.load(Ordering::Relaxed)).sum(),
                );
                bar.set_message(text(tally, rate));
            }
            Shown::Lines(ErrorFormat::Text) => {
                let _ = writeln!(std::io::stderr().lock(), "amend: {}", text(tally, rate));
            }
            Shown::Lines(ErrorFormat::Json) => {
                let line = Json::object([("progress", tally.to_json())]);
                let _ = writeln!(std::io::stderr().lock(), "{line}");
            }
        }
    }
}

impl Drop for Progress {
    /// Nothing of a bar stays behind what is said at the end.
    fn drop(&mut self) {
        if let Shown::Bar(bar) = &self.shown {
            bar.finish_and_clear();
        }
    }
}

fn text(tally: &Tally, rate: u64) -> String {
    let count = HumanCount;
    format!(
        "{} records, {} a second: {} planned, {} unchanged, {} refused, {} errors",
        count(tally.records),
        count(rate),
        count(tally.planned),
        count(tally.unchanged),
        count(tally.refused),
        count(tally.errors)
    )
}

fn bar(total: Option<u64>) -> ProgressBar {
    let bar = ProgressBar::with_draw_target(total, ProgressDrawTarget::stderr());
    let template = match total {
        Some(_) => "{bar:24} {percent}% {msg}, {eta} left",
        None => "{spinner} {msg}",
    };
    bar.set_message(text(&Tally::default(), 0));
    match ProgressStyle::with_template(template) {
        Ok(style) => bar.with_style(style),
        Err(_) => bar,
    }
}
