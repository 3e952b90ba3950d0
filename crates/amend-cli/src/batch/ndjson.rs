//! Lines of a file of any length, in chunks: each line within its limit, the
//! chunks at the same places whatever the file comes from.

use std::fs::File;
use std::io::{self, BufRead, Read};
use std::ops::Range;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use amend::Json;
use crc32fast::Hasher;

use crate::batch::codec::Codec;
use crate::failure::Failure;
use crate::input::Source;
use crate::pipeline::Piece;
use crate::settings::Settings;

/// Bytes of lines that make up a chunk: enough that handing it over costs nothing
/// beside working on it.
const CHUNK: usize = 64 << 10;

/// Lines of a chunk, however short they are.
const LINES: usize = 4_096;

/// A file of lines, ended by LF or CRLF, the last one also by the end of the file.
pub(crate) struct Ndjson<'a> {
    source: &'a Source,
    reader: Box<dyn BufRead + Send + 'a>,
    limit: usize,
    at: Mark,
    sum: Hasher,
    size: Option<u64>,
    taken: Arc<AtomicU64>,
    trouble: Option<Failure>,
}

/// How far a file is read: what `--resume` holds against the file that it is given.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
pub(crate) struct Mark {
    /// Lines read.
    pub(crate) lines: u64,
    /// Bytes read, unpacked.
    pub(crate) bytes: u64,
    /// The CRC-32 of these bytes.
    pub(crate) sum: u32,
}

/// Some lines.
#[derive(Debug)]
pub(crate) struct Chunk {
    bytes: Vec<u8>,
    lines: Vec<Span>,
    /// How far the file is read behind the last of them.
    pub(crate) end: Mark,
}

#[derive(Debug)]
enum Span {
    Line(Range<usize>),
    Empty,
    Long,
}

/// A line of a chunk.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Line<'c> {
    Text(&'c [u8]),
    Empty,
    /// Longer than the limit; what stood in it is not kept.
    Long,
}

impl<'a> Ndjson<'a> {
    pub(crate) fn open(source: &'a Source, settings: &Settings) -> Result<Self, Failure> {
        let taken = Arc::new(AtomicU64::new(0));
        let (codec, size, bytes): (_, _, Box<dyn Read + Send>) = match source {
            Source::Stdin => (Codec::Plain, None, Box::new(io::stdin())),
            Source::File(path) => {
                let file = File::open(path).map_err(|error| source.unreadable(&error))?;
                let about = file.metadata().map_err(|error| source.unreadable(&error))?;
                if about.is_dir() {
                    return Err(source.unreadable(&io::ErrorKind::IsADirectory.into()));
                }
                let size = about.is_file().then_some(about.len());
                (Codec::of(path), size, Box::new(file))
            }
        };
        let counted = Counted { bytes, taken: Arc::clone(&taken) };
        Ok(Self {
            source,
            reader: codec.unpacked(counted).map_err(|error| source.unreadable(&error))?,
            limit: settings.limits.line,
            at: Mark::default(),
            sum: Hasher::new(),
            size,
            taken,
            trouble: None,
        })
    }

    /// Lines that are in memory.
    pub(crate) fn of(text: &'a [u8], source: &'a Source, limit: usize) -> Self {
        Self {
            source,
            reader: Box::new(text),
            limit,
            at: Mark::default(),
            sum: Hasher::new(),
            size: None,
            taken: Arc::default(),
            trouble: None,
        }
    }

    /// How far the file is read.
    pub(crate) fn at(&self) -> Mark {
        self.at
    }

    /// The bytes of the file as it stands on the disk, where that is known.
    pub(crate) fn size(&self) -> Option<u64> {
        self.size
    }

    /// How many of them are read, for whoever shows the progress.
    pub(crate) fn taken(&self) -> Arc<AtomicU64> {
        Arc::clone(&self.taken)
    }

    /// The next lines, none behind line number `last`, or nothing at the end.
    ///
    /// # Errors
    /// Where the file cannot be read on. What was read before comes first.
    pub(crate) fn chunk(&mut self, last: u64) -> Result<Option<Chunk>, Failure> {
        if let Some(trouble) = self.trouble.take() {
            return Err(trouble);
        }
        let mut bytes = Vec::with_capacity(CHUNK + (CHUNK >> 2));
        let mut lines = Vec::new();
        while bytes.len() < CHUNK && lines.len() < LINES && self.at.lines < last {
            match self.line(&mut bytes) {
                Ok(Some(span)) => lines.push(span),
                Ok(None) => break,
                Err(error) => {
                    self.trouble = Some(self.source.unreadable(&error));
                    break;
                }
            }
        }
        if !lines.is_empty() {
            return Ok(Some(Chunk { bytes, lines, end: self.at }));
        }
        self.trouble.take().map_or(Ok(None), Err)
    }

    /// Appends the next line, with its end, and says where it stands without.
    fn line(&mut self, bytes: &mut Vec<u8>) -> io::Result<Option<Span>> {
        let start = bytes.len();
        // One more than a line and its CRLF: then it is known to be too long.
        let most = (self.limit as u64).saturating_add(2);
        self.reader.by_ref().take(most).read_until(b'\n', bytes)?;
        let read = bytes.get(start..).unwrap_or_default();
        if read.is_empty() {
            return Ok(None);
        }
        self.sum.update(read);
        let mut length = read.len() as u64;
        let text = read.strip_suffix(b"\n").unwrap_or(read);
        let ended = text.len() < read.len();
        let text = text.strip_suffix(b"\r").unwrap_or(text);
        let span = if text.len() > self.limit {
            bytes.truncate(start);
            if !ended {
                length += self.skip()?;
            }
            Span::Long
        } else if text.is_empty() {
            Span::Empty
        } else {
            Span::Line(start..start + text.len())
        };
        self.at.lines += 1;
        self.at.bytes += length;
        self.at.sum = self.sum.clone().finalize();
        Ok(Some(span))
    }

    /// The rest of a line that is too long, which is nowhere kept.
    fn skip(&mut self) -> io::Result<u64> {
        let mut length = 0;
        loop {
            let found = match self.reader.fill_buf() {
                Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
                found => found?,
            };
            if found.is_empty() {
                return Ok(length);
            }
            let end = found.iter().position(|byte| *byte == b'\n').map(|at| at + 1);
            let used = end.unwrap_or(found.len());
            self.sum.update(found.get(..used).unwrap_or_default());
            self.reader.consume(used);
            length += used as u64;
            if end.is_some() {
                return Ok(length);
            }
        }
    }
}

impl Mark {
    pub(crate) fn to_json(self) -> Json {
        Json::object([
            ("lines", Json::from(self.lines)),
            ("bytes", Json::from(self.bytes)),
            ("sum", Json::from(self.sum)),
        ])
    }

    pub(crate) fn from_json(json: &Json) -> Option<Self> {
        let figure = |name: &str| u64::try_from(json.get(name)?.as_i64()?).ok();
        let sum = u32::try_from(figure("sum")?).ok()?;
        Some(Self { lines: figure("lines")?, bytes: figure("bytes")?, sum })
    }
}

impl Chunk {
    /// The lines, with their numbers from 1.
    pub(crate) fn lines(&self) -> impl Iterator<Item = (u64, Line<'_>)> {
        let first = self.end.lines + 1 - self.lines.len() as u64;
        (first..).zip(&self.lines).map(|(number, span)| {
            let line = match span {
                Span::Line(range) => Line::Text(self.text(range.clone())),
                Span::Empty => Line::Empty,
                Span::Long => Line::Long,
            };
            (number, line)
        })
    }

    /// Where a line that was given out stands.
    pub(crate) fn range_of(&self, index: usize) -> Range<usize> {
        match self.lines.get(index) {
            Some(Span::Line(range)) => range.clone(),
            _ => 0..0,
        }
    }

    pub(crate) fn text(&self, range: Range<usize>) -> &[u8] {
        self.bytes.get(range).unwrap_or_default()
    }
}

impl Piece for Chunk {
    fn weight(&self) -> usize {
        self.bytes.capacity()
    }
}

/// The failure of a line that is too long.
pub(crate) fn too_long(limit: usize) -> Failure {
    let message = format!(
        "the limit `line` of {limit} bytes is exceeded; raise it if this input is to be trusted"
    );
    Failure::trouble("limit", message).limit(Some("line"))
}

/// A reader that counts.
struct Counted {
    bytes: Box<dyn Read + Send>,
    taken: Arc<AtomicU64>,
}

impl Read for Counted {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        let read = self.bytes.read(into)?;
        self.taken.fetch_add(read as u64, Ordering::Relaxed);
        Ok(read)
    }
}
