//! Instructions, counted by callgrind: they do not wander as times do.

use std::path::Path;
use std::process::{Command, Stdio};
use std::sync::Mutex;
use std::thread;

use crate::corpora::{read_corpus, write_corpus};
use crate::engines::{Engine, Task, counted};
use crate::project;
use crate::rows::{Against, Row};
use crate::table::Measured;

/// More pairs than these say nothing more.
const PAIRS: usize = 50;

const TASKS: [Task; 5] = [Task::Diff, Task::Values, Task::Apply, Task::Merge, Task::MergeOf];

/// One engine of one row.
struct Job {
    row: usize,
    task: Task,
    line: usize,
    engine: usize,
}

/// Counts for the engines of this process, and puts the figures into the rows; why
/// not, where it cannot.
pub fn count(rows: &[Row], measured: &mut [Measured]) -> Result<(), String> {
    Command::new("valgrind")
        .arg("--version")
        .stdout(Stdio::null())
        .status()
        .map_err(|_| "there is no valgrind".to_owned())?;
    let folder = project::folder("corpora")?;
    let mut jobs = Vec::new();
    for (at, figures) in measured.iter().enumerate() {
        let Some(row) = rows.iter().find(|row| row.name == figures.name) else { continue };
        let engines = row.task.engines();
        let known = engines.iter().enumerate().filter_map(|(engine, known)| {
            let line = figures.lines.iter().position(|line| line.engine == known.name())?;
            let timed = figures.lines[line].note.is_none() && figures.lines[line].each.is_some();
            timed.then_some(Job { row: at, task: row.task, line, engine })
        });
        let known: Vec<Job> = known.collect();
        if known.is_empty() || row.against == Against::Nobody {
            continue;
        }
        let pairs = row.pairs()?;
        let some = &pairs[..pairs.len().min(PAIRS)];
        write_corpus(&folder.join(at.to_string()), some).map_err(|error| error.to_string())?;
        jobs.extend(known);
    }
    let jobs = Mutex::new(jobs.into_iter());
    let found = Mutex::new(Vec::new());
    thread::scope(|scope| {
        for _ in 0..thread::available_parallelism().map_or(1, usize::from) {
            scope.spawn(|| {
                while let Some(job) = next(&jobs) {
                    let corpus = folder.join(job.row.to_string());
                    let count = one(job.task, job.engine, &corpus);
                    if let Ok(mut found) = found.lock() {
                        found.push((job, count));
                    }
                }
            });
        }
    });
    for (job, count) in found.into_inner().map_err(|_| "a thread has failed")? {
        measured[job.row].lines[job.line].instructions = count.ok();
    }
    Ok(())
}

fn next(jobs: &Mutex<impl Iterator<Item = Job>>) -> Option<Job> {
    jobs.lock().ok()?.next()
}

/// Runs this program under callgrind.
fn one(task: Task, engine: usize, corpus: &Path) -> Result<f64, String> {
    let program = std::env::current_exe().map_err(|error| error.to_string())?;
    let out = corpus.with_extension(format!("{engine}.callgrind"));
    let status = Command::new("valgrind")
        .args(["--tool=callgrind", "--toggle-collect=*engines::counted*"])
        .arg(format!("--callgrind-out-file={}", out.display()))
        .arg(program)
        .args(["--counted", task.word(), &engine.to_string()])
        .arg(corpus)
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .status()
        .map_err(|error| error.to_string())?;
    if !status.success() {
        return Err("it fails under callgrind".to_owned());
    }
    let pairs = read_corpus(corpus).map_err(|error| error.to_string())?.len();
    let text = std::fs::read_to_string(&out).map_err(|error| error.to_string())?;
    let total = text.lines().rev().find_map(|line| line.strip_prefix("totals: "));
    let total: f64 =
        total.and_then(|total| total.trim().parse().ok()).ok_or("it counts nothing")?;
    Ok(total / pairs.max(1) as f64)
}

/// What runs under callgrind: one engine, each pair of a corpus once.
pub fn counted_once(args: &[String]) -> Result<(), String> {
    let [task, engine, corpus] = args else {
        return Err("expected a kind of work, an engine and a corpus".to_owned());
    };
    let task = TASKS.into_iter().find(|one| one.word() == task).ok_or("no such work")?;
    let engines = task.engines();
    let engine =
        engine.parse().ok().and_then(|at: usize| engines.get(at)).ok_or("no such engine")?;
    let pairs = read_corpus(Path::new(corpus)).map_err(|error| error.to_string())?;
    let mut run = engine.ready(&pairs);
    if pairs.len() > 1 {
        // Memory that is kept from pair to pair is there already.
        run(0, &mut |_| {})?;
    }
    counted(&mut run, pairs.len())
}
