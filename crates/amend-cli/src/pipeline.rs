//! Work in order, in bounded memory, on as many threads as wanted, with the same
//! answers in the same order for any number of them.
//!
//! Every thread does everything: it reads a piece, works on it, and gives the answer
//! on when the turn of the piece has come. So what it has read and written stays in
//! the cache of its core; threads that only read or write would have every byte go
//! from one core to another, twice. An answer whose turn has not come is put aside,
//! whole, and given on by the thread that holds the turn. An answer may come in
//! parts, since a short piece may have a long one.

use std::collections::VecDeque;
use std::io;
use std::ops::ControlFlow;
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};
use std::thread;

use crate::failure::Failure;

/// Pieces that may be under way or put aside, for each thread.
const AHEAD: usize = 16;

/// Parts of an answer that may be kept until its turn comes.
const PARTS: usize = 4;

/// Bytes of pieces that are under way or put aside; only one for each thread goes
/// beyond them.
const WINDOW: usize = 8 << 20;

/// Bytes of the stack of whatever works: enough for the deepest documents that can be
/// asked for.
pub(crate) const STACK: usize = 16 << 20;

/// Whoever takes the parts of an answer; no more of them are wanted once it says
/// no.
pub(crate) type Give<'g, P> = &'g mut dyn FnMut(P) -> bool;

/// Whether more answers are wanted.
pub(crate) type Flow = Result<ControlFlow<()>, Failure>;

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
    mut next: impl FnMut() -> Result<Option<C>, Failure> + Send,
    work: impl Fn(C, Give<'_, P>) + Sync,
    mut take: impl FnMut(P) -> Flow + Send,
) -> Result<(), Failure> {
    if jobs > 1 {
        return on_threads(jobs, next, &work, take);
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

fn on_threads<C: Piece, P: Send>(
    jobs: usize,
    next: impl FnMut() -> Result<Option<C>, Failure> + Send,
    work: &(impl Fn(C, Give<'_, P>) + Sync),
    take: impl FnMut(P) -> Flow + Send,
) -> Result<(), Failure> {
    let line = Line {
        jobs,
        reading: Mutex::new(Reading { next, read: 0, ended: Ok(false) }),
        taking: Mutex::new(take),
        turns: Mutex::new(Turns {
            number: 0,
            weights: VecDeque::new(),
            held: 0,
            aside: VecDeque::new(),
            stopped: None,
        }),
        turned: Condvar::new(),
    };
    thread::scope(|scope| {
        // The calling thread does nothing else: what it has made so far, such as a
        // vendor's schema, stands between its small values in memory, and every core
        // would wait for those lines if it went on to change them.
        for _ in 0..jobs {
            let line = &line;
            let started = thread::Builder::new()
                .stack_size(STACK)
                .spawn_scoped(scope, move || line.work(work));
            if let Err(error) = started {
                line.stop(Err(refused(&error)));
                break;
            }
        }
    });
    line.ended()
}

/// What the threads share. Of two locks, `reading` is taken before `turns`.
struct Line<N, T, P> {
    jobs: usize,
    reading: Mutex<Reading<N>>,
    /// Only whoever holds the turn takes this, which is why nobody waits for it.
    taking: Mutex<T>,
    turns: Mutex<Turns<P>>,
    turned: Condvar,
}

struct Reading<N> {
    next: N,
    /// How many pieces were read.
    read: usize,
    /// Whether there are no more, or why not. What was read before a failure is
    /// answered first.
    ended: Result<bool, Failure>,
}

struct Turns<P> {
    /// The number of the piece whose answer is being taken.
    number: usize,
    /// The weights of the pieces from there on.
    weights: VecDeque<usize>,
    /// These together.
    held: usize,
    /// Whole answers whose turn has not come: the first is that of `number`.
    aside: VecDeque<Option<Vec<P>>>,
    /// How the run ended, if it did before the last piece.
    stopped: Option<Result<(), Failure>>,
}

/// A lock's content. A thread that panics stops the run, so that nobody goes on with
/// what it left.
fn lock<S>(mutex: &Mutex<S>) -> MutexGuard<'_, S> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

impl<C, P, N, T> Line<N, T, P>
where
    C: Piece,
    N: FnMut() -> Result<Option<C>, Failure>,
    T: FnMut(P) -> Flow,
{
    /// What every thread does.
    fn work(&self, work: &impl Fn(C, Give<'_, P>)) {
        let _alarm = Alarm(self);
        while let Some((number, piece)) = self.read() {
            let mut kept = Vec::new();
            work(piece, &mut |part| self.give(number, part, &mut kept));
            self.finish(number, kept);
        }
    }

    /// The next piece and its number, once there is room for it.
    fn read(&self) -> Option<(usize, C)> {
        let mut reading = lock(&self.reading);
        if !matches!(reading.ended, Ok(false)) {
            return None;
        }
        let turns = self.wait(|turns| turns.has_room(self.jobs));
        if turns.stopped.is_some() {
            return None;
        }
        drop(turns);
        match (reading.next)() {
            Ok(Some(piece)) => {
                let number = reading.read;
                reading.read += 1;
                let mut turns = lock(&self.turns);
                turns.held += piece.weight();
                turns.weights.push_back(piece.weight());
                Some((number, piece))
            }
            Ok(None) => {
                reading.ended = Ok(true);
                None
            }
            Err(failure) => {
                reading.ended = Err(failure);
                None
            }
        }
    }

    /// Gives a part of an answer on, or keeps it if its turn has not come. With too
    /// many to keep, the turn is waited for: it comes, since the pieces in front were
    /// begun before this one.
    fn give(&self, number: usize, part: P, kept: &mut Vec<P>) -> bool {
        let turns = lock(&self.turns);
        let own = turns.number == number;
        drop(turns);
        if !own && kept.len() < PARTS {
            kept.push(part);
            return true;
        }
        let turns = self.wait(|turns| turns.number == number);
        if turns.stopped.is_some() {
            return false;
        }
        drop(turns);
        self.take(kept.drain(..).chain([part]))
    }

    /// Ends an answer: gives on what was kept and what was put aside behind it, or
    /// puts it aside.
    fn finish(&self, number: usize, kept: Vec<P>) {
        let mut turns = lock(&self.turns);
        if turns.number != number {
            turns.put_aside(number, kept);
            return;
        }
        let mut ready = Some(kept);
        while let Some(parts) = ready {
            drop(turns);
            if !self.take(parts) {
                return;
            }
            turns = lock(&self.turns);
            ready = turns.turn();
        }
        drop(turns);
        self.turned.notify_all();
    }

    /// Takes parts, in the turn of their answer. Whether more are wanted.
    fn take(&self, parts: impl IntoIterator<Item = P>) -> bool {
        let mut take = lock(&self.taking);
        for part in parts {
            match take(part) {
                Ok(ControlFlow::Continue(())) => {}
                Ok(ControlFlow::Break(())) => {
                    self.stop(Ok(()));
                    return false;
                }
                Err(failure) => {
                    self.stop(Err(failure));
                    return false;
                }
            }
        }
        lock(&self.turns).stopped.is_none()
    }

    /// How it ended.
    fn ended(self) -> Result<(), Failure> {
        let turns = self.turns.into_inner().unwrap_or_else(PoisonError::into_inner);
        let reading = self.reading.into_inner().unwrap_or_else(PoisonError::into_inner);
        turns.stopped.unwrap_or_else(|| reading.ended.map(|_| ()))
    }
}

impl<N, T, P> Line<N, T, P> {
    /// Waits until the turns are as wanted, or the run is stopped.
    fn wait(&self, wanted: impl Fn(&Turns<P>) -> bool) -> MutexGuard<'_, Turns<P>> {
        let mut turns = lock(&self.turns);
        while turns.stopped.is_none() && !wanted(&turns) {
            turns = self.turned.wait(turns).unwrap_or_else(PoisonError::into_inner);
        }
        turns
    }

    /// Ends the run before its end; the first to do so says how.
    fn stop(&self, outcome: Result<(), Failure>) {
        lock(&self.turns).stopped.get_or_insert(outcome);
        self.turned.notify_all();
    }
}

impl<P> Turns<P> {
    fn has_room(&self, jobs: usize) -> bool {
        let pieces = self.weights.len();
        pieces < jobs || self.held < WINDOW && pieces < jobs * AHEAD
    }

    fn put_aside(&mut self, number: usize, parts: Vec<P>) {
        let place = number - self.number;
        if self.aside.len() <= place {
            self.aside.resize_with(place + 1, || None);
        }
        if let Some(aside) = self.aside.get_mut(place) {
            *aside = Some(parts);
        }
    }

    /// Goes on to the next turn, and gives its answer if that was put aside.
    fn turn(&mut self) -> Option<Vec<P>> {
        self.number += 1;
        self.held -= self.weights.pop_front().unwrap_or_default();
        self.aside.pop_front();
        self.aside.front_mut().and_then(Option::take)
    }
}

/// Stops the run when its thread panics: nobody would ever get the turn after it.
struct Alarm<'l, N, T, P>(&'l Line<N, T, P>);

impl<N, T, P> Drop for Alarm<'_, N, T, P> {
    fn drop(&mut self) {
        if thread::panicking() {
            let message = "a thread ended by a fault of amend's own";
            self.0.stop(Err(Failure::trouble("internal", message)));
        }
    }
}

/// The failure where the system gives no thread.
pub(crate) fn refused(error: &io::Error) -> Failure {
    Failure::trouble("system", format!("no thread can be started: {error}"))
}
