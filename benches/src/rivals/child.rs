//! A rival as a process. It reads a corpus, says `ready`, and then answers lines:
//! `outputs FILE` by writing what it makes of each pair and `done`, `round` by doing
//! all pairs once and the nanoseconds that this took; either by `failed: …`.

use std::io::{BufRead, BufReader, Write};
use std::process::{ChildStdin, Command, Stdio};
use std::sync::mpsc::{Receiver, RecvTimeoutError, channel};
use std::thread;
use std::time::{Duration, Instant};

use crate::corpora::{Pair, read_outputs};
use crate::engines::Engine;

/// More of a processor than this nobody grants to one round.
const PATIENCE: Duration = Duration::from_secs(20);
/// Nor more of the wall's time than this, on a machine that has other things to do.
const END: Duration = Duration::from_secs(600);

/// A rival that runs.
#[derive(Debug)]
pub struct Child {
    name: String,
    process: std::process::Child,
    input: ChildStdin,
    answers: Receiver<String>,
}

impl Child {
    /// Starts it, and waits until it has read the corpus.
    pub fn start(name: &str, mut command: Command) -> Result<Self, String> {
        let mut process = command
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .map_err(|error| error.to_string())?;
        let (Some(input), Some(output)) = (process.stdin.take(), process.stdout.take()) else {
            return Err("it has no pipes".to_owned());
        };
        let (to, answers) = channel();
        thread::spawn(move || {
            for line in BufReader::new(output).lines().map_while(Result::ok) {
                if to.send(line).is_err() {
                    break;
                }
            }
        });
        let mut child = Self { name: name.to_owned(), process, input, answers };
        match child.answer()?.as_str() {
            "ready" => Ok(child),
            other => Err(other.to_owned()),
        }
    }

    fn ask(&mut self, line: &str) -> Result<String, String> {
        writeln!(self.input, "{line}").map_err(|_| "it has ended".to_owned())?;
        self.answer()
    }

    fn answer(&mut self) -> Result<String, String> {
        let (start, before) = (Instant::now(), self.spent());
        loop {
            let told = self.answers.recv_timeout(Duration::from_secs(1));
            let spent = match (self.spent(), before) {
                (Some(now), Some(before)) => now.saturating_sub(before),
                _ => start.elapsed(),
            };
            match told {
                Ok(line) => {
                    let failed = line.strip_prefix("failed: ").map(str::to_owned);
                    return failed.map_or(Ok(line), Err);
                }
                Err(RecvTimeoutError::Disconnected) => {
                    return Err("it has ended, out of memory or stack".to_owned());
                }
                Err(RecvTimeoutError::Timeout) => {}
            }
            if spent > PATIENCE || start.elapsed() > END {
                self.end();
                return Err(format!("not done in {} s", spent.as_secs()));
            }
        }
    }

    /// What its main thread has had of the processors, where the system tells.
    fn spent(&self) -> Option<Duration> {
        let path = format!("/proc/{}/schedstat", self.process.id());
        let nanoseconds = std::fs::read_to_string(path).ok()?.split(' ').next()?.parse().ok()?;
        Some(Duration::from_nanos(nanoseconds))
    }

    fn end(&mut self) {
        // What has ended already cannot be ended.
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

impl Drop for Child {
    fn drop(&mut self) {
        self.end();
    }
}

impl Engine for Child {
    fn name(&self) -> &str {
        &self.name
    }

    fn outputs(&mut self, _: &[Pair]) -> Result<Vec<String>, String> {
        let path = crate::project::folder("outputs")?.join("output");
        self.ask(&format!("outputs {}", path.display()))?;
        let outputs = read_outputs(&path).map_err(|error| error.to_string());
        // It may be large, and nobody needs it any more.
        let _ = std::fs::remove_file(&path);
        outputs
    }

    fn round(&mut self, _: &[Pair]) -> Result<Duration, String> {
        let answer = self.ask("round")?;
        answer.parse().map(Duration::from_nanos).map_err(|_| format!("it says {answer}"))
    }
}
