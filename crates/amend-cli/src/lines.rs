//! Two NDJSON files, line against line: in order, in bounded memory, on as many
//! threads as wanted, with the same bytes out for any number of them.

use std::io::{BufRead, Read as _};
use std::ops::{ControlFlow, Range};

use crate::failure::{Failure, Status};
use crate::input::{Source, Text};
use crate::output::Output;
use crate::pipeline::{self, Give, Piece};
use crate::settings::Settings;

/// What `--lines` reads, for help texts.
pub(crate) const HELP: &str = "With --lines both files are NDJSON: a document a line, ended by LF or CRLF, the last one \
also by the end of the file. An empty line is an error, so that line N always answers line N. Output up to 1 MiB is held \
back until the run has succeeded; beyond it, whole lines go out as they are ready, and a failure ends the run behind them.";

/// The files and how they are worked on.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Lines<'a> {
    pub(crate) left: &'a Source,
    pub(crate) right: &'a Source,
    pub(crate) jobs: usize,
}

impl<'a> Lines<'a> {
    /// Calls `work` for each pair of lines; it appends its answer, a line, to
    /// what goes out. The status is the worst of all lines.
    pub(crate) fn run<W>(
        self,
        settings: &Settings,
        output: &mut Output,
        work: W,
    ) -> Result<Status, Failure>
    where
        W: Fn(Text<'_>, Text<'_>, &mut String) -> Result<Status, Failure> + Sync,
    {
        let mut reader = Reader {
            left: OneFile::open(self.left, settings)?,
            right: OneFile::open(self.right, settings)?,
            number: 0,
            ended: false,
        };
        let mut worst = Status::Done;
        pipeline::run(
            self.jobs,
            || Ok(reader.chunk()),
            |chunk: Chunk<'a>, give: Give<'_, Part>| chunk.answer(&work, give),
            |part| {
                part.write(output, &mut worst)?;
                Ok(if output.is_gone() {
                    ControlFlow::Break(())
                } else {
                    ControlFlow::Continue(())
                })
            },
        )?;
        Ok(worst)
    }
}

/// Bytes of lines that make up a chunk: enough that handing it over costs nothing
/// beside reading it.
const CHUNK: usize = 64 << 10;

/// Bytes of answers that are given on at once. A short patch may make a long
/// document, so a chunk's answer has no bound of its own.
const PART: usize = 256 << 10;

/// Some lines of both files, and what was wrong with those that come next.
struct Chunk<'a> {
    sources: [&'a Source; 2],
    bytes: Vec<u8>,
    lines: Vec<[Range<usize>; 2]>,
    /// The number of the first.
    first: usize,
    trouble: Option<Failure>,
}

/// Lines that go out for a chunk and, with the last of them, how it ended.
struct Part {
    text: String,
    status: Option<Result<Status, Failure>>,
}

impl Piece for Chunk<'_> {
    fn weight(&self) -> usize {
        self.bytes.capacity()
    }
}

impl Chunk<'_> {
    /// Gives the answer on, part by part, until `give` says no.
    fn answer(
        self,
        work: impl Fn(Text<'_>, Text<'_>, &mut String) -> Result<Status, Failure>,
        give: Give<'_, Part>,
    ) {
        let mut text = String::new();
        let mut worst = Status::Done;
        for (index, [left, right]) in self.lines.iter().enumerate() {
            let whole = text.len();
            let line = |source, range: &Range<usize>| Text {
                source,
                bytes: self.bytes.get(range.clone()).unwrap_or_default(),
                line: self.first + index,
            };
            let [before, after] = self.sources;
            match work(line(before, left), line(after, right), &mut text) {
                Ok(status) => {
                    worst = worst.max(status);
                    text.push('\n');
                }
                Err(failure) => {
                    text.truncate(whole);
                    give(Part { text, status: Some(Err(failure)) });
                    return;
                }
            }
            if text.len() > PART && !give(Part { text: std::mem::take(&mut text), status: None }) {
                return;
            }
        }
        give(Part { text, status: Some(self.trouble.map_or(Ok(worst), Err)) });
    }
}

impl Part {
    fn write(self, output: &mut Output, worst: &mut Status) -> Result<(), Failure> {
        output.lines(self.text.as_bytes())?;
        if let Some(status) = self.status {
            *worst = status?.max(*worst);
        }
        Ok(())
    }
}

/// Both files, read together.
struct Reader<'a> {
    left: OneFile<'a>,
    right: OneFile<'a>,
    /// Lines read so far.
    number: usize,
    ended: bool,
}

impl<'a> Reader<'a> {
    /// The next lines, or nothing at the end of both files.
    fn chunk(&mut self) -> Option<Chunk<'a>> {
        let mut chunk = Chunk {
            sources: [self.left.source, self.right.source],
            bytes: Vec::new(),
            lines: Vec::new(),
            first: self.number + 1,
            trouble: None,
        };
        while !self.ended && chunk.bytes.len() < CHUNK {
            match self.pair(&mut chunk.bytes) {
                Ok(Some(lines)) => chunk.lines.push(lines),
                Ok(None) => self.ended = true,
                Err(trouble) => {
                    chunk.trouble = Some(trouble);
                    self.ended = true;
                }
            }
        }
        let empty = chunk.lines.is_empty() && chunk.trouble.is_none();
        if empty { None } else { Some(chunk) }
    }

    fn pair(&mut self, bytes: &mut Vec<u8>) -> Result<Option<[Range<usize>; 2]>, Failure> {
        self.number += 1;
        let left = self.left.line(self.number, bytes)?;
        let right = self.right.line(self.number, bytes)?;
        match (left, right) {
            (Some(left), Some(right)) => Ok(Some([left, right])),
            (None, None) => Ok(None),
            (None, Some(_)) => Err(self.left.shorter_than(&self.right, self.number)),
            (Some(_), None) => Err(self.right.shorter_than(&self.left, self.number)),
        }
    }
}

/// One of the files.
struct OneFile<'a> {
    source: &'a Source,
    reader: Box<dyn BufRead + Send>,
    limit: usize,
}

impl<'a> OneFile<'a> {
    fn open(source: &'a Source, settings: &Settings) -> Result<Self, Failure> {
        Ok(Self { source, reader: source.open()?, limit: settings.limits.line })
    }

    /// Appends the next line, without its end, and says where it stands.
    fn line(
        &mut self,
        number: usize,
        bytes: &mut Vec<u8>,
    ) -> Result<Option<Range<usize>>, Failure> {
        let start = bytes.len();
        // One more than a line and its CRLF: then it is known to be too long.
        let most = (self.limit as u64).saturating_add(2);
        self.reader
            .by_ref()
            .take(most)
            .read_until(b'\n', bytes)
            .map_err(|error| self.source.unreadable(&error))?;
        let mut end = bytes.len();
        if end == start {
            return Ok(None);
        }
        for ending in [b'\n', b'\r'] {
            if end > start && bytes.get(end - 1) == Some(&ending) {
                end -= 1;
            }
        }
        if end - start > self.limit {
            let message = format!(
                "the limit `line` of {} bytes is exceeded; raise it if this input is to be trusted",
                self.limit
            );
            let failure = Failure::trouble("limit", message).limit(Some("line"));
            return Err(failure.file(self.source).line(number).column(1));
        }
        if end == start {
            let message = "expected a document in each line, found an empty line";
            let failure = Failure::trouble("syntax", message);
            return Err(failure.file(self.source).line(number).column(1));
        }
        Ok(Some(start..end))
    }

    fn shorter_than(&self, longer: &Self, number: usize) -> Failure {
        let message = format!(
            "expected as many lines as in {}, found the end of the file before line {number}",
            longer.source.shown()
        );
        Failure::trouble("unequal-lines", message).file(self.source).line(number)
    }
}
