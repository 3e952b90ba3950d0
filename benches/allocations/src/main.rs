//! Counts what the engines of one process allocate: a line for each row and engine,
//! with the allocations a pair and the most memory that was held beside the texts
//! themselves, as a multiple of their bytes.

use std::collections::HashMap;

use allocation_counter::measure;
use amend_benches::engines::Engine;
use amend_benches::pace::Pace;
use amend_benches::rows::{Against, rows};

/// More pairs than these say nothing more.
const PAIRS: usize = 200;

fn main() {
    let args: Vec<String> = std::env::args().skip(1).collect();
    let only = args.iter().skip_while(|arg| *arg != "--only").nth(1).cloned().unwrap_or_default();
    for row in rows(Pace::asked(&args)).into_iter().filter(|row| row.name.contains(&only)) {
        let Ok(mut pairs) = row.pairs() else { continue };
        pairs.truncate(PAIRS);
        let alone = row.against == Against::Nobody;
        for engine in row.task.engines().into_iter().filter(Engine::judged) {
            if alone && engine.name() != "amend" {
                continue;
            }
            let mut run = engine.ready(&pairs);
            let mut peaks = HashMap::new();
            let mut failed = false;
            let mut pass = |peaks: &mut HashMap<usize, f64>| {
                let mut count = 0;
                for (at, pair) in pairs.iter().enumerate() {
                    let found = measure(|| failed |= run(at, &mut |_| {}).is_err());
                    count += found.count_total;
                    let share = found.bytes_max as f64 / pair.bytes().max(1) as f64;
                    let peak = peaks.entry(at).or_insert(0.0);
                    *peak = share.max(*peak);
                }
                count as f64 / pairs.len().max(1) as f64
            };
            // The first time memory is taken; from then on some engines keep it.
            let first = pass(&mut peaks);
            let each = if pairs.len() > 1 { pass(&mut peaks) } else { first };
            let peak = peaks.values().copied().fold(0.0, f64::max);
            if !failed {
                println!("{}\t{}\t{each}\t{peak}", row.name, engine.name());
            }
        }
    }
}
