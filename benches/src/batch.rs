//! `amend batch`: the program, from a file of pairs to a file of plans, on one core
//! and on two.

use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use nix::sys::resource::{UsageWho, getrusage};

use crate::corpora::{Pair, vendors};
use crate::engines::{Engine, Task};
use crate::measure::median;
use crate::pace::Pace;
use crate::project;
use crate::table::{Line, Measured};
use crate::target::{Figure, Target};

const NAME: &str = "batch: persons of copper, a fifth unchanged";

/// A row for one core and one for two.
pub fn rows(pace: Pace, wanted: &dyn Fn(&str) -> bool) -> Result<Vec<Measured>, String> {
    let names = [1, 2].map(|jobs| format!("{NAME}, {jobs} core(s)"));
    if !names.iter().any(|name| wanted(name)) {
        return Ok(Vec::new());
    }
    let (count, rounds) = match pace {
        Pace::Full => (60_000, 7),
        Pace::Quick => (200, 1),
    };
    let file = vendors::lines(&project::folder("corpora")?, "copper", count, 800)?;
    let program = project::program("--bin", "amend", pace)?;
    let pairs = vendors::pairs(&file)?;
    let few = &pairs[..pairs.len().min(2_000)];
    let mut diff = *Task::Diff.engines().first().ok_or("there is no engine")?;
    let mut times = [const { Vec::new() }; 2];
    let mut ratios = [const { Vec::new() }; 2];
    let mut cores = [const { Vec::new() }; 2];
    for _ in 0..rounds {
        for jobs in [1, 2] {
            let compared = diff.round(few)?.as_secs_f64() * 1e6 / few.len() as f64;
            let (wall, processors) = run(&program, &file, jobs)?;
            let each = wall.as_secs_f64() * 1e6 / count as f64;
            times[jobs - 1].push(each);
            ratios[jobs - 1].push(each / compared);
            cores[jobs - 1].push(processors.as_secs_f64() / wall.as_secs_f64());
        }
    }
    let bytes = pairs.iter().map(Pair::bytes).sum();
    let rows = names.into_iter().zip(times).zip(ratios).zip(cores);
    Ok(rows
        .map(|(((name, times), ratios), cores)| {
            let of_two = name.ends_with("2 core(s)");
            let target = Target::least(Figure::PerSecond, 40_000.0);
            let shown = |figures| median(figures).unwrap_or_default();
            let note = format!(
                "{:.2} times the diff of the same records; it had {:.2} cores",
                shown(ratios),
                shown(cores),
            );
            let each = median(times);
            let line =
                Line { engine: "amend".to_owned(), each, note: Some(note), ..Line::default() };
            let targets = if of_two { vec![target] } else { Vec::new() };
            Measured { name, pairs: count, bytes, lines: vec![line], targets }
        })
        .collect())
}

/// The time by the wall's clock, and the processors' time.
fn run(program: &Path, file: &Path, jobs: usize) -> Result<(Duration, Duration), String> {
    let (start, before) = (Instant::now(), spent()?);
    let status = Command::new(program)
        .args(["batch", "--vendor", "copper", "--jobs", &jobs.to_string()])
        .arg(file)
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .status()
        .map_err(|error| error.to_string())?;
    let wall = start.elapsed();
    // 1 says that some line was refused.
    if !matches!(status.code(), Some(0 | 1)) {
        return Err("amend batch fails".to_owned());
    }
    Ok((wall, spent()?.saturating_sub(before)))
}

/// What the processes that were run so far have had of the processors.
fn spent() -> Result<Duration, String> {
    let usage = getrusage(UsageWho::RUSAGE_CHILDREN).map_err(|error| error.to_string())?;
    let [user, system] = [usage.user_time(), usage.system_time()]
        .map(|time| Duration::new(time.tv_sec() as u64, time.tv_usec() as u32 * 1_000));
    Ok(user + system)
}
