//! Prints the table of ratios: amend beside its rivals, in one run.
//!
//! ```sh
//! cargo run --release --manifest-path benches/Cargo.toml
//! ```
//!
//! Every output is verified before anything is timed; what is wrong is not timed.
//! Engines take turns, and a figure is the median of its rounds. Rivals that are not
//! there are installed beside the bench's binary; what cannot be installed is told
//! of and left out.
//!
//! - `--quick` runs everything once on small inputs, without the rivals that have to
//!   be installed, as a check that it works.
//! - `--only PATTERN` runs the rows whose names hold it.
//! - `--times` leaves out what is counted: instructions, allocations, memory.
//! - `--record` writes `benches/RESULTS.md`.

use std::process::ExitCode;

use amend_benches::corpora::write_corpus;
use amend_benches::engines::Engine;
use amend_benches::measure::{Rounds, measure};
use amend_benches::pace::Pace;
use amend_benches::rivals::{self, Rival};
use amend_benches::rows::{Against, Row, rows};
use amend_benches::table::{self, Measured};
use amend_benches::{allocations, batch, instructions, machine, plans, project};

/// What was asked for.
#[derive(Debug, Default)]
struct Asked {
    pace: Pace,
    record: bool,
    times: bool,
    only: String,
}

fn main() -> ExitCode {
    let args: Vec<String> = std::env::args().skip(1).collect();
    let done = match args.split_first() {
        Some((first, rest)) if first == "--counted" => instructions::counted_once(rest),
        _ => asked(&args).and_then(|asked| run(&asked, &args)),
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(why) => {
            eprintln!("benches: {why}");
            ExitCode::FAILURE
        }
    }
}

fn asked(args: &[String]) -> Result<Asked, String> {
    let mut asked = Asked::default();
    let mut args = args.iter();
    while let Some(arg) = args.next() {
        match arg.as_str() {
            "--quick" => asked.pace = Pace::Quick,
            "--times" => asked.times = true,
            "--record" => asked.record = true,
            "--only" => {
                asked.only.clone_from(args.next().ok_or("expected a pattern behind --only")?)
            }
            other => {
                return Err(format!(
                    "expected --quick, --only, --times or --record, found `{other}`"
                ));
            }
        }
    }
    Ok(asked)
}

fn run(asked: &Asked, args: &[String]) -> Result<(), String> {
    let wanted = |name: &str| name.contains(&asked.only);
    let warning = machine::warning();
    let (rivals, missing) = match asked.pace {
        Pace::Full => rivals::install(),
        Pace::Quick => Default::default(),
    };
    let names: Vec<String> = rivals.iter().map(|rival| rival.name.clone()).collect();
    let mut head = machine::described(&names);
    for told in missing.iter().map(|why| format!("not here: {why}")).chain(warning) {
        head.push_str(&format!("- {told}\n"));
    }
    println!("{head}");

    let rows: Vec<Row> = rows(asked.pace).into_iter().filter(|row| wanted(&row.name)).collect();
    let mut measured = Vec::new();
    for row in &rows {
        match one(row, &rivals, asked.pace) {
            Ok(figures) => {
                println!("{}", figures.table());
                measured.push(figures);
            }
            Err(why) => println!("### {}\n\n{why}\n", row.name),
        }
    }
    for more in [plans::rows(asked.pace, &wanted), batch::rows(asked.pace, &wanted)] {
        match more {
            Ok(more) => measured.extend(more),
            Err(why) => println!("left out: {why}\n"),
        }
    }
    let mut notes = Vec::new();
    if !asked.times {
        notes.extend(allocations::count(&mut measured, args).err());
    }
    if asked.pace == Pace::Full && !asked.times {
        notes.extend(instructions::count(&rows, &mut measured).err());
    }
    for note in notes {
        println!("left out: {note}\n");
    }

    let targets = table::targets(&measured);
    let tables: Vec<String> = measured.iter().map(Measured::table).collect();
    println!("{}\n{targets}", tables.join("\n"));
    if asked.record {
        record(&format!("{head}\n## Targets\n\n{targets}\n## Engines\n\n{}", tables.join("\n")))?;
    }
    let wrong = measured.iter().filter(|row| row.lines.first().is_some_and(|l| l.each.is_none()));
    let wrong: Vec<&str> = wrong.map(|row| row.name.as_str()).collect();
    if wrong.is_empty() { Ok(()) } else { Err(format!("amend fails at: {}", wrong.join(", "))) }
}

/// One row: its pairs, its engines, their turns.
fn one(row: &Row, rivals: &[Rival], pace: Pace) -> Result<Measured, String> {
    let pairs = row.pairs()?;
    let mut engines: Vec<Box<dyn Engine>> = Vec::new();
    for engine in row.task.engines() {
        let taken = match row.against {
            Against::AllAndBytes => true,
            Against::All | Against::Crates => engine.judged(),
            Against::Nobody => engine.name() == "amend",
        };
        if taken {
            engines.push(Box::new(engine));
        }
    }
    let mut absent = Vec::new();
    if matches!(row.against, Against::All | Against::AllAndBytes) {
        let corpus = project::folder("corpora")?.join("pairs");
        write_corpus(&corpus, &pairs).map_err(|error| error.to_string())?;
        for rival in rivals.iter().filter(|rival| rival.does(row.task)) {
            match rival.start(row.task, &corpus) {
                Ok(child) => engines.push(Box::new(child)),
                Err(why) => absent.push(format!("{}: {why}", rival.name)),
            }
        }
    }
    let rounds = match pace {
        Pace::Full => Rounds::FULL,
        Pace::Quick => Rounds::QUICK,
    };
    let measured = measure(row, &pairs, &mut engines, rounds);
    for why in absent {
        println!("not started: {why}");
    }
    Ok(measured)
}

fn record(text: &str) -> Result<(), String> {
    let path = project::root().join("benches/RESULTS.md");
    let head = "# Results\n\nWritten by `cargo run --release --manifest-path benches/Cargo.toml -- --record`; what the \
        columns mean is in\n[ARCHITECTURE.md](../ARCHITECTURE.md#the-benches-benches).\n\n";
    std::fs::write(path, format!("{head}{text}")).map_err(|error| error.to_string())
}
