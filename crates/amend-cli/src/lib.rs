//! The command line of amend. All input, output and exit statuses are here; what
//! is done is in the engine.
#![cfg_attr(
    not(test),
    warn(
        clippy::expect_used,
        clippy::indexing_slicing,
        clippy::panic_in_result_fn,
        clippy::string_slice,
        clippy::unwrap_in_result
    )
)]

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

use std::panic::resume_unwind;
use std::process::ExitCode;
use std::thread;

pub use batch::answers::answers;

/// The program, with the arguments of the process.
pub fn main() -> ExitCode {
    // The main thread has the stack that the system gives it, which may be small
    // (`ulimit -s`, Windows): the work has a thread of its own.
    let worker = thread::Builder::new().stack_size(pipeline::STACK).spawn(|| {
        let run = args::parse(std::env::args_os());
        run.map_or_else(|answer| answer, args::Run::start)
    });
    let status = match worker {
        Ok(worker) => worker.join().unwrap_or_else(|panic| resume_unwind(panic)),
        Err(error) => {
            let failure = pipeline::refused(&error);
            failure.report(failure::ErrorFormat::Text, settings::Values::Hidden);
            failure.status()
        }
    };
    status.into()
}
