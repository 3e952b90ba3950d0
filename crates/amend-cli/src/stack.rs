//! Room for recursion. The engine walks documents by recursion, as deep as the
//! limit `depth` lets them be; whoever raises that limit gets a larger stack.

use std::io;
use std::thread;

use crate::failure::Failure;

/// What a level of nesting may take, with plenty to spare.
const PER_LEVEL: usize = 16 << 10;

/// The depth that the stack of any thread has room for.
const ORDINARY: usize = 128;

/// Calls `work` on a stack that has room for documents of this depth.
pub(crate) fn with_room_for<T: Send>(
    depth: usize,
    work: impl FnOnce() -> T + Send,
) -> Result<T, Failure> {
    if depth <= ORDINARY {
        return Ok(work());
    }
    thread::scope(|scope| {
        let worker = builder(depth).spawn_scoped(scope, work).map_err(|error| refused(&error))?;
        worker.join().map_err(|_| lost())
    })
}

/// Threads with room for documents of this depth.
pub(crate) fn builder(depth: usize) -> thread::Builder {
    thread::Builder::new().stack_size((2 << 20) + depth.saturating_mul(PER_LEVEL))
}

/// The failure of starting a thread.
pub(crate) fn refused(error: &io::Error) -> Failure {
    Failure::trouble("system", format!("no thread can be started: {error}"))
}

/// The failure of a thread that ended before its work did.
pub(crate) fn lost() -> Failure {
    Failure::trouble("internal", "a thread ended by a fault of amend's own")
}
