//! The program: all of it is in the library beside it, so that tests reach it.

use std::process::ExitCode;

// Some of the work on many records is to make small values and to drop them again, on
// all threads at once; but what was freed stays with the process.
#[cfg(feature = "mimalloc")]
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    amend_cli::main()
}
