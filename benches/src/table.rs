//! Figures, and the tables that show them.

use std::fmt::Write as _;

use crate::target::Target;

/// A row: what was done, and how each engine did it.
#[derive(Clone, Debug)]
pub struct Measured {
    /// What was done.
    pub name: String,
    /// Pairs that were done in a round.
    pub pairs: usize,
    /// Bytes that went in.
    pub bytes: usize,
    /// The engines, amend first.
    pub lines: Vec<Line>,
    /// What the figures have to be.
    pub targets: Vec<Target>,
}

/// How one engine did it.
#[derive(Clone, Debug, Default)]
pub struct Line {
    /// The engine.
    pub engine: String,
    /// Microseconds a pair: the median of the rounds.
    pub each: Option<f64>,
    /// Its time as a multiple of amend's: the median of the rounds' ratios.
    pub times: Option<f64>,
    /// Bytes that came out of all pairs.
    pub out: Option<usize>,
    /// Instructions a pair.
    pub instructions: Option<f64>,
    /// Allocations a pair.
    pub allocations: Option<f64>,
    /// Memory at its peak, as a multiple of the bytes that went in.
    pub peak: Option<f64>,
    /// Why there is no time, or what else is to be said.
    pub note: Option<String>,
}

const HEAD: &str = "| engine | us a pair | times amend's | MB/s in | bytes out | instructions a pair | allocations a pair | peak memory, of the input | |\n|---|--:|--:|--:|--:|--:|--:|--:|---|\n";

impl Measured {
    /// Bytes that go in, in GB a second, where a pair takes so many microseconds.
    pub fn rate(&self, each: f64) -> f64 {
        self.bytes as f64 / self.pairs.max(1) as f64 / each / 1e3
    }

    /// The row as a table with a line for each engine.
    pub fn table(&self) -> String {
        let mut text = format!("### {}\n\n{} pair(s)", self.name, self.pairs);
        if self.bytes > 0 {
            // Writing to a string can not fail.
            _ = write!(text, ", {} bytes in", self.bytes);
        }
        text.push_str("\n\n");
        text.push_str(HEAD);
        for line in &self.lines {
            let cell = |figure: Option<f64>, digits: usize| {
                figure.map_or(String::new(), |figure| format!("{figure:.digits$}"))
            };
            let rate = line.each.filter(|_| self.bytes > 0).map(|each| self.rate(each) * 1e3);
            let cells = [
                line.engine.clone(),
                cell(line.each, 2),
                cell(line.times, 2),
                cell(rate, 0),
                line.out.map_or(String::new(), |out| out.to_string()),
                cell(line.instructions, 0),
                cell(line.allocations, 1),
                cell(line.peak, 2),
                line.note.clone().unwrap_or_default().replace('|', "\\|"),
            ];
            _ = writeln!(text, "| {} |", cells.join(" | "));
        }
        text
    }
}

/// All targets, with what was found.
pub fn targets(rows: &[Measured]) -> String {
    let mut text =
        "| work | figure | found | at least | aim | |\n|---|---|--:|--:|--:|---|\n".to_owned();
    for row in rows {
        for target in &row.targets {
            text.push_str(&target.line(row, rows));
            text.push('\n');
        }
    }
    text
}
