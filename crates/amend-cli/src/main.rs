//! The command line of amend. All input, output and exit statuses are here; what
//! is done is in the engine.

mod args;
mod engine;
mod excerpt;
mod explain;
mod failure;
mod input;
mod lines;
mod mask;
mod output;
mod registry;
mod report;
mod settings;
mod terminal;
mod text;
mod verbs;

use std::process::ExitCode;

fn main() -> ExitCode {
    let run = match args::parse(std::env::args_os()) {
        Ok(run) => run,
        Err(answer) => return answer.into(),
    };
    run.start().into()
}
