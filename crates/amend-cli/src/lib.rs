//! The command line of amend. All input, output and exit statuses are here; what
//! is done is in the engine.

mod args;
mod batch;
mod engine;
mod excerpt;
mod explain;
mod failure;
mod input;
mod lines;
mod mask;
mod output;
mod pipeline;
mod registry;
mod report;
mod settings;
mod terminal;
mod text;
mod verbs;

use std::process::ExitCode;

pub use batch::answers::answers;

/// The program, with the arguments of the process.
pub fn main() -> ExitCode {
    let run = match args::parse(std::env::args_os()) {
        Ok(run) => run,
        Err(answer) => return answer.into(),
    };
    run.start().into()
}
