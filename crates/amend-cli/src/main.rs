//! The program: all of it is in the library beside it, so that tests reach it.

use std::process::ExitCode;

// Half of the work on many records is to make small values and to drop them again,
// on all threads at once.
#[cfg(feature = "mimalloc")]
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    amend_cli::main()
}
