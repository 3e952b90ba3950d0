//! Engines that take turns.

use std::time::Duration;

use crate::corpora::Pair;
use crate::engines::Engine;
use crate::judge::Judge;
use crate::rows::Row;
use crate::table::{Line, Measured};

/// How often, and how long, each engine is timed.
#[derive(Clone, Copy, Debug)]
pub struct Rounds {
    most: usize,
    budget: Duration,
}

impl Rounds {
    /// Enough for a median that holds still.
    pub const FULL: Self = Self { most: 15, budget: Duration::from_secs(1) };
    /// Enough to see that it works.
    pub const QUICK: Self = Self { most: 1, budget: Duration::from_millis(100) };
}

/// Verifies what the engines make, then times them. The first one is amend, and it
/// goes again before each of the others, so that a ratio is of two neighbours.
pub fn measure(
    row: &Row,
    pairs: &[Pair],
    engines: &mut [Box<dyn Engine + '_>],
    rounds: Rounds,
) -> Measured {
    let judge = Judge::new(row.task, row.by, pairs);
    let mut lines: Vec<Line> =
        engines.iter_mut().map(|one| verified(one.as_mut(), &judge, pairs)).collect();
    let mut times: Vec<Vec<Duration>> = vec![Vec::new(); engines.len()];
    let mut ratios: Vec<Vec<f64>> = vec![Vec::new(); engines.len()];
    let Some((ours, others)) = engines.split_first_mut() else {
        return of(row, pairs, lines);
    };
    let alone = others.is_empty();
    for round in 0..rounds.most {
        let mut tired = true;
        for at in 0..others.len() + usize::from(alone) {
            // The first time counts for all of them: whoever is slow has few rounds.
            let spent: Duration = times[at + usize::from(!alone)].iter().sum();
            let runs =
                lines[0].note.is_none() && lines.get(at + 1).is_none_or(|l| l.note.is_none());
            if !runs || (round > 0 && spent > rounds.budget) {
                continue;
            }
            tired = false;
            let Ok(our) = ours.round(pairs) else { continue };
            times[0].push(our);
            let Some(other) = others.get_mut(at) else { continue };
            match other.round(pairs) {
                Ok(their) => {
                    times[at + 1].push(their);
                    ratios[at + 1].push(their.as_secs_f64() / our.as_secs_f64().max(1e-9));
                }
                Err(why) => lines[at + 1].note = Some(why),
            }
        }
        if tired {
            break;
        }
    }
    for ((line, times), ratios) in lines.iter_mut().zip(times).zip(ratios) {
        let micros = |time: Duration| time.as_secs_f64() * 1e6 / pairs.len().max(1) as f64;
        line.each = median(times.into_iter().map(micros).collect());
        line.times = median(ratios);
    }
    of(row, pairs, lines)
}

/// The figure in the middle.
pub fn median(mut figures: Vec<f64>) -> Option<f64> {
    figures.sort_by(f64::total_cmp);
    figures.get(figures.len() / 2).copied()
}

fn verified(engine: &mut dyn Engine, judge: &Judge<'_>, pairs: &[Pair]) -> Line {
    let mut line = Line { engine: engine.name().to_owned(), ..Line::default() };
    if !engine.judged() {
        return line;
    }
    match engine.outputs(pairs) {
        Ok(outputs) => {
            line.out = Some(outputs.iter().map(String::len).sum());
            line.note = judge.judge(&outputs).err();
        }
        Err(why) => line.note = Some(format!("fails: {why}")),
    }
    line
}

fn of(row: &Row, pairs: &[Pair], lines: Vec<Line>) -> Measured {
    Measured {
        name: row.name.clone(),
        pairs: pairs.len(),
        bytes: pairs.iter().map(Pair::bytes).sum(),
        lines,
        targets: row.targets.clone(),
    }
}
