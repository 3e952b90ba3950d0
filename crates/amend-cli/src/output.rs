//! Standard output: nothing half-made, and no noise when nobody reads it.

use std::fmt;
use std::io::{self, ErrorKind, Write as _};

use amend::{Json, Node};

use crate::failure::{Failure, Status};
use crate::settings::Layout;

/// What goes to standard output.
///
/// Up to [`Output::HELD`] bytes are held back until the run has succeeded, so
/// that a failure leaves nothing behind. A longer output goes out as it comes,
/// and then a failure leaves all whole lines before it.
///
/// When the reader has gone away (a closed pipe), the rest is dropped quietly:
/// [`Output::is_gone`] tells long work to stop.
#[derive(Debug, Default)]
pub(crate) struct Output {
    held: Vec<u8>,
    flowing: bool,
    gone: bool,
}

impl Output {
    /// How much is held back.
    const HELD: usize = 1 << 20;

    /// Bytes that are worth a write of their own.
    const LONG: usize = 32 << 10;

    /// Adds a text that ends with a line feed.
    pub(crate) fn lines(&mut self, text: &[u8]) -> Result<(), Failure> {
        if self.flowing && text.len() >= Self::LONG {
            // To hold it first would only copy it.
            self.write()?;
            return self.send(text);
        }
        self.held.extend_from_slice(text);
        if self.held.len() > Self::HELD {
            self.flowing = true;
            self.write()?;
        }
        Ok(())
    }

    /// Adds a document and a line feed.
    pub(crate) fn json(&mut self, json: &Json, layout: Layout) {
        self.text(layout.write(json));
    }

    /// Adds a value of a document and a line feed. A long one goes out as it comes.
    pub(crate) fn node(&mut self, node: Node<'_>, layout: Layout) -> Result<(), Failure> {
        let mut sink = Sink { output: self, failure: None };
        let written = layout.write_to(&mut sink, node);
        match sink.failure.filter(|_| written.is_err()) {
            Some(failure) => Err(failure),
            None => self.lines(b"\n"),
        }
    }

    /// Adds a text; what ends without a line feed gets one.
    pub(crate) fn text(&mut self, text: String) {
        // A long text is the only one: it is taken over, not copied.
        if self.held.is_empty() {
            self.held = text.into_bytes();
        } else {
            self.held.extend_from_slice(text.as_bytes());
        }
        if !self.held.ends_with(b"\n") {
            self.held.push(b'\n');
        }
    }

    /// Adds a text as it is; nothing where it is empty.
    pub(crate) fn raw(&mut self, text: &str) {
        self.held.extend_from_slice(text.as_bytes());
    }

    /// Whether nobody reads any more.
    pub(crate) fn is_gone(&self) -> bool {
        self.gone
    }

    /// Ends the output, with what is held if the run succeeded.
    pub(crate) fn finish(mut self, run: Result<Status, Failure>) -> Result<Status, Failure> {
        match run {
            Ok(status) => {
                self.write()?;
                Ok(status)
            }
            Err(failure) => {
                if self.flowing {
                    self.write()?;
                }
                Err(failure)
            }
        }
    }

    fn write(&mut self) -> Result<(), Failure> {
        let held = std::mem::take(&mut self.held);
        let sent = self.send(&held);
        self.held = held;
        self.held.clear();
        sent
    }

    fn send(&mut self, bytes: &[u8]) -> Result<(), Failure> {
        if self.gone || bytes.is_empty() {
            return Ok(());
        }
        match all(bytes) {
            Ok(()) => Ok(()),
            Err(error) if error.kind() == ErrorKind::BrokenPipe => {
                self.gone = true;
                Ok(())
            }
            Err(error) => Err(Failure::trouble(
                "output",
                format!("standard output cannot be written: {error}"),
            )),
        }
    }
}

/// An output that takes a text bit by bit.
struct Sink<'o> {
    output: &'o mut Output,
    failure: Option<Failure>,
}

impl fmt::Write for Sink<'_> {
    fn write_str(&mut self, text: &str) -> fmt::Result {
        self.output.lines(text.as_bytes()).map_err(|failure| {
            self.failure = Some(failure);
            fmt::Error
        })
    }
}

/// Writes to standard output. [`io::Stdout`] would keep it to itself that the
/// descriptor cannot be written to: that it is closed, or open for reading only.
#[cfg(unix)]
fn all(bytes: &[u8]) -> io::Result<()> {
    use std::os::fd::AsFd as _;

    let stdout = io::stdout().as_fd().try_clone_to_owned()?;
    std::fs::File::from(stdout).write_all(bytes)
}

/// Writes to standard output; to a console, in its own encoding.
#[cfg(not(unix))]
fn all(bytes: &[u8]) -> io::Result<()> {
    let mut stdout = io::stdout().lock();
    stdout.write_all(bytes).and_then(|()| stdout.flush())
}
