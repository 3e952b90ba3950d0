//! What a figure has to be.

use crate::table::Measured;

/// What is held to something.
#[derive(Clone, Debug)]
pub enum Figure {
    /// How many times as long as amend the engine takes whose name begins so.
    Times(&'static str),
    /// Bytes that come out.
    Bytes,
    /// The same, as a share of what the engine writes whose name begins so.
    Share(&'static str),
    /// Bytes that go in, in GB a second.
    Rate,
    /// Microseconds a pair.
    Micros,
    /// Pairs a second.
    PerSecond,
    /// Memory at its peak, as a multiple of the bytes that go in.
    Peak,
    /// Time, as a multiple of that of another row, whose input is smaller by so many
    /// times: divided by that, it is 1 where time grows as the input does.
    Growth(&'static str, f64),
    /// The same of memory.
    PeakGrowth(&'static str),
}

/// What a figure has to be at least, or at most, and what is aimed at.
#[derive(Clone, Debug)]
pub struct Target {
    figure: Figure,
    least: Option<f64>,
    aim: Option<f64>,
}

impl Target {
    /// What is promised, and what is hoped for.
    pub fn new(figure: Figure, least: f64, aim: f64) -> Self {
        Self { figure, least: Some(least), aim: Some(aim) }
    }

    /// What is promised.
    pub fn least(figure: Figure, least: f64) -> Self {
        Self { figure, least: Some(least), aim: None }
    }

    /// What is hoped for.
    pub fn aim(figure: Figure, aim: f64) -> Self {
        Self { figure, least: None, aim: Some(aim) }
    }

    /// A line of the table of targets.
    pub fn line(&self, row: &Measured, all: &[Measured]) -> String {
        let found = self.figure.found(row, all);
        let shown = found.map_or("not measured here".to_owned(), |found| self.figure.shown(found));
        let bound = |bound: Option<f64>| bound.map_or(String::new(), |b| self.figure.bound(b));
        let verdict = match (found, self.least, self.aim) {
            (None, ..) => "",
            (Some(found), _, Some(aim)) if self.figure.holds(found, aim) => "met, and the aim",
            (Some(found), Some(least), _) if self.figure.holds(found, least) => "met",
            (Some(_), None, Some(_)) => "short of the aim",
            (Some(_), ..) => "**not met**",
        };
        format!(
            "| {} | {} | {shown} | {} | {} | {verdict} |",
            row.name,
            self.figure.name(),
            bound(self.least),
            bound(self.aim),
        )
    }
}

impl Figure {
    fn found(&self, row: &Measured, all: &[Measured]) -> Option<f64> {
        let ours = row.lines.first()?;
        let rival = |name: &str| row.lines.iter().find(|line| line.engine.starts_with(name));
        let other = |name: &str| all.iter().find(|row| row.name == name)?.lines.first();
        match self {
            Self::Times(name) => rival(name)?.times,
            Self::Bytes => Some(ours.out? as f64),
            Self::Share(name) => Some(ours.out? as f64 / rival(name)?.out? as f64),
            Self::Rate => Some(row.rate(ours.each?)),
            Self::Micros => ours.each,
            Self::PerSecond => Some(1e6 / ours.each?),
            Self::Peak => ours.peak,
            Self::Growth(name, times) => Some(ours.each? / other(name)?.each? / times),
            Self::PeakGrowth(name) => Some(ours.peak? / other(name)?.peak?),
        }
    }

    /// Whether it is better to have more of it.
    fn upwards(&self) -> bool {
        matches!(self, Self::Times(_) | Self::Rate | Self::PerSecond)
    }

    fn holds(&self, found: f64, bound: f64) -> bool {
        if self.upwards() { found >= bound } else { found <= bound }
    }

    fn bound(&self, bound: f64) -> String {
        let sign = if self.upwards() { "≥" } else { "≤" };
        format!("{sign} {}", self.shown(bound))
    }

    fn name(&self) -> String {
        match self {
            Self::Times(name) => format!("faster than {name}"),
            Self::Bytes => "bytes out".to_owned(),
            Self::Share(name) => format!("bytes out, of {name}'s"),
            Self::Rate => "input".to_owned(),
            Self::Micros => "time".to_owned(),
            Self::PerSecond => "a second".to_owned(),
            Self::Peak => "memory at its peak, of the input".to_owned(),
            Self::Growth(name, _) => format!("time by size, of “{name}”"),
            Self::PeakGrowth(name) => format!("memory by size, of “{name}”"),
        }
    }

    fn shown(&self, value: f64) -> String {
        match self {
            Self::Times(_) | Self::Peak | Self::Growth(..) | Self::PeakGrowth(_) => {
                format!("{value:.2} times")
            }
            Self::Bytes => format!("{value:.0} B"),
            Self::Share(_) => format!("{:.1} %", value * 100.0),
            Self::Rate => format!("{value:.2} GB/s"),
            Self::Micros => format!("{value:.2} us"),
            Self::PerSecond => format!("{value:.0}"),
        }
    }
}
