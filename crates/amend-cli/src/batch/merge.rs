//! Sorted runs, read as one.

use std::cmp::{Ordering, Reverse};
use std::collections::BinaryHeap;
use std::fs::File;
use std::io::{self, BufRead as _, BufReader, Read};
use std::ops::Range;

use crate::batch::key::Key;
use crate::batch::ndjson::Chunk;
use crate::batch::spill::{Entry, Keyed};

/// Bytes that are read ahead of each run.
const AHEAD: usize = 64 << 10;

/// Sorted lines that are held or spilled.
#[derive(Debug)]
pub(crate) enum Run {
    Held(Vec<Chunk>, std::vec::IntoIter<Entry>),
    Spilled(BufReader<File>),
}

/// The lines of several runs, in the order of their keys.
#[derive(Debug)]
pub(crate) struct Merge {
    runs: Vec<Run>,
    heads: BinaryHeap<Reverse<Head>>,
}

/// The first line of a run that was not given out. Its text is read when it is its
/// turn: long lines of many runs would be too much to hold.
#[derive(Debug)]
struct Head {
    key: Key,
    line: u64,
    text: Waiting,
    run: usize,
}

/// Where a text waits.
#[derive(Clone, Debug)]
enum Waiting {
    Held {
        chunk: usize,
        range: Range<usize>,
    },
    /// So many bytes of a file, the next ones.
    Spilled(u32),
}

impl Run {
    pub(crate) fn held(chunks: Vec<Chunk>, entries: std::vec::IntoIter<Entry>) -> Self {
        Self::Held(chunks, entries)
    }

    pub(crate) fn spilled(file: File) -> io::Result<Self> {
        let mut file = file;
        io::Seek::rewind(&mut file)?;
        Ok(Self::Spilled(BufReader::with_capacity(AHEAD, file)))
    }

    /// The key of the next line, its number, and where its text waits.
    fn next(&mut self) -> io::Result<Option<(Key, u64, Waiting)>> {
        match self {
            Self::Held(_, entries) => Ok(entries.next().map(|entry| {
                let Entry { key, line, chunk, range } = entry;
                (key, line, Waiting::Held { chunk, range })
            })),
            Self::Spilled(file) => {
                if file.fill_buf()?.is_empty() {
                    return Ok(None);
                }
                let mut figures = [0; 16];
                file.read_exact(&mut figures)?;
                let [k0, k1, k2, k3, t0, t1, t2, t3, line @ ..] = figures;
                let key = bytes(u32::from_le_bytes([k0, k1, k2, k3]), file)?;
                let key = std::str::from_utf8(&key).ok().and_then(Key::from_text);
                let key = key.ok_or(io::ErrorKind::InvalidData)?;
                let text = Waiting::Spilled(u32::from_le_bytes([t0, t1, t2, t3]));
                Ok(Some((key, u64::from_le_bytes(line), text)))
            }
        }
    }

    /// The text of the line that came last.
    fn text(&mut self, waiting: &Waiting) -> io::Result<Vec<u8>> {
        match (self, waiting) {
            (Self::Held(chunks, _), Waiting::Held { chunk, range }) => {
                let chunk = chunks.get(*chunk);
                Ok(chunk.map_or(&[][..], |chunk| chunk.text(range.clone())).to_vec())
            }
            (Self::Spilled(file), Waiting::Spilled(length)) => bytes(*length, file),
            // A head waits where its run is.
            _ => Err(io::ErrorKind::InvalidData.into()),
        }
    }
}

fn bytes(length: u32, file: &mut impl Read) -> io::Result<Vec<u8>> {
    let mut bytes = vec![0; usize::try_from(length).map_err(io::Error::other)?];
    file.read_exact(&mut bytes)?;
    Ok(bytes)
}

impl Merge {
    pub(crate) fn of(runs: Vec<Run>) -> io::Result<Self> {
        let mut merge = Self { runs, heads: BinaryHeap::new() };
        for run in 0..merge.runs.len() {
            merge.refill(run)?;
        }
        Ok(merge)
    }

    /// The next line.
    pub(crate) fn next(&mut self) -> io::Result<Option<Keyed>> {
        let Some(Reverse(Head { key, line, text, run })) = self.heads.pop() else {
            return Ok(None);
        };
        let text = self.runs.get_mut(run).map(|run| run.text(&text)).transpose()?;
        self.refill(run)?;
        Ok(Some(Keyed { key, line, text: text.unwrap_or_default() }))
    }

    fn refill(&mut self, run: usize) -> io::Result<()> {
        if let Some((key, line, text)) =
            self.runs.get_mut(run).map(Run::next).transpose()?.flatten()
        {
            self.heads.push(Reverse(Head { key, line, text, run }));
        }
        Ok(())
    }
}

impl Ord for Head {
    fn cmp(&self, other: &Self) -> Ordering {
        (&self.key, self.line).cmp(&(&other.key, other.line))
    }
}

impl PartialOrd for Head {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl PartialEq for Head {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other) == Ordering::Equal
    }
}

impl Eq for Head {}
