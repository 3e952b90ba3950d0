//! A rival as a process. It reads a corpus, says `ready`, and then answers lines:
//! `outputs FILE` by writing what it makes of each pair and `done`, `round` by doing
//! all pairs once and the nanoseconds that this took; either by `failed: …`.

use std::io::{BufRead, BufReader, Write};
use std::process::{ChildStdin, Command, Stdio};
use std::sync::mpsc::{Receiver, channel};
use std::thread;
use std::time::Duration;

use crate::corpora::{Pair, read_outputs};
use crate::engines::Engine;

/// Longer than this nobody waits for one round.
const PATIENCE: Duration = Duration::from_secs(20);

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
        match self.answers.recv_timeout(PATIENCE) {
            Ok(line) => {
                line.strip_prefix("failed: ").map_or(Ok(line.clone()), |why| Err(why.into()))
            }
            Err(_) if self.process.try_wait().is_ok_and(|ended| ended.is_some()) => {
                Err("it has ended, out of memory or stack".to_owned())
            }
            Err(_) => {
                self.end();
                Err(format!("not done in {} s", PATIENCE.as_secs()))
            }
        }
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
