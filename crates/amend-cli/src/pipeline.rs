//! Work in order, in bounded memory, on as many threads as wanted, with the same
//! answers in the same order for any number of them.
//!
//! The calling thread reads and writes; workers get pieces of work in turn and
//! give their answers back in the same turn, so that nothing has to be put in
//! order again. An answer may come in parts, since a short piece may have a long
//! one.

use std::collections::VecDeque;
use std::io;
use std::ops::ControlFlow;
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::thread;

use crate::failure::Failure;

/// Pieces that may wait for one worker, and parts of its answers for the writer.
const AHEAD: usize = 16;

/// Bytes of pieces that are under way; only one for each worker goes beyond them.
const WINDOW: usize = 8 << 20;

/// Bytes of the stack of whatever works: enough for the deepest documents that can be
/// asked for.
pub(crate) const STACK: usize = 16 << 20;

/// Whoever takes the parts of an answer; no more of them are wanted once it says
/// no.
pub(crate) type Give<'g, P> = &'g mut dyn FnMut(P) -> bool;

/// A piece of work.
pub(crate) trait Piece: Send {
    /// The bytes that it holds.
    fn weight(&self) -> usize;
}

/// Calls `work` for each piece that `next` gives, and `take` for each part of the
/// answers, in the order of the pieces.
///
/// # Errors
/// The first failure of `next` and `take`; what was taken before it stays taken.
pub(crate) fn run<C: Piece, P: Send>(
    jobs: usize,
    mut next: impl FnMut() -> Result<Option<C>, Failure>,
    work: impl Fn(C, Give<'_, P>) + Sync,
    mut take: impl FnMut(P) -> Result<ControlFlow<()>, Failure>,
) -> Result<(), Failure> {
    if jobs > 1 {
        return on_threads(jobs, &mut next, &work, &mut take);
    }
    while let Some(piece) = next()? {
        let mut outcome = Ok(ControlFlow::Continue(()));
        work(piece, &mut |part| {
            outcome = take(part);
            matches!(outcome, Ok(ControlFlow::Continue(())))
        });
        if outcome?.is_break() {
            break;
        }
    }
    Ok(())
}

enum Sent<P> {
    Part(P),
    /// The answer is whole.
    End,
}

struct Worker<C, P> {
    pieces: SyncSender<C>,
    parts: Receiver<Sent<P>>,
}

fn on_threads<C: Piece, P: Send>(
    jobs: usize,
    next: &mut impl FnMut() -> Result<Option<C>, Failure>,
    work: &(impl Fn(C, Give<'_, P>) + Sync),
    take: &mut impl FnMut(P) -> Result<ControlFlow<()>, Failure>,
) -> Result<(), Failure> {
    thread::scope(|scope| {
        let mut workers = Vec::with_capacity(jobs);
        for _ in 0..jobs {
            let (to_worker, pieces) = sync_channel::<C>(AHEAD);
            let (to_writer, parts) = sync_channel::<Sent<P>>(2 * AHEAD);
            thread::Builder::new()
                .stack_size(STACK)
                .spawn_scoped(scope, move || {
                    for piece in pieces {
                        work(piece, &mut |part| to_writer.send(Sent::Part(part)).is_ok());
                        if to_writer.send(Sent::End).is_err() {
                            break;
                        }
                    }
                })
                .map_err(|error| refused(&error))?;
            workers.push(Worker { pieces: to_worker, parts });
        }
        exchange(&workers, next, take)
        // The channels close here, which ends the workers.
    })
}

/// Hands pieces to the workers in turn and takes their answers in the same turn.
fn exchange<C: Piece, P>(
    workers: &[Worker<C, P>],
    next: &mut impl FnMut() -> Result<Option<C>, Failure>,
    take: &mut impl FnMut(P) -> Result<ControlFlow<()>, Failure>,
) -> Result<(), Failure> {
    let mut handing = workers.iter().cycle();
    let mut taking = workers.iter().cycle();
    // The weights of the pieces that are not answered.
    let mut waiting = VecDeque::new();
    let mut held = 0;
    let mut ended = Ok(false);
    loop {
        let room =
            waiting.len() < workers.len() || held < WINDOW && waiting.len() < workers.len() * AHEAD;
        if room && matches!(ended, Ok(false)) {
            match next() {
                Ok(Some(piece)) => {
                    let worker = handing.next().ok_or_else(lost)?;
                    held += piece.weight();
                    waiting.push_back(piece.weight());
                    worker.pieces.send(piece).map_err(|_| lost())?;
                }
                Ok(None) => ended = Ok(true),
                // What was read before the failure is answered first.
                Err(failure) => ended = Err(failure),
            }
        } else if let Some(weight) = waiting.pop_front() {
            let worker = taking.next().ok_or_else(lost)?;
            while let Sent::Part(part) = worker.parts.recv().map_err(|_| lost())? {
                if take(part)?.is_break() {
                    return Ok(());
                }
            }
            held -= weight;
        } else {
            return ended.map(|_| ());
        }
    }
}

/// The failure where the system gives no thread.
pub(crate) fn refused(error: &io::Error) -> Failure {
    Failure::trouble("system", format!("no thread can be started: {error}"))
}

/// The failure of a thread that ended before its work did.
fn lost() -> Failure {
    Failure::trouble("internal", "a thread ended by a fault of amend's own")
}
