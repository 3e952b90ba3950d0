//! A snapshot of any size by its keys: what does not fit in memory goes to temporary
//! files in sorted runs.
//!
//! The temporary files have no names, so that nothing of them stays behind, however
//! the run ends.

use std::fs::File;
use std::io::{self, BufWriter, Seek as _, Write};
use std::ops::Range;
use std::path::{Path, PathBuf};

use crate::batch::key::Key;
use crate::batch::merge::{Merge, Run};
use crate::batch::ndjson::Chunk;
use crate::failure::Failure;
use crate::pipeline::Piece as _;

/// Bytes of lines that are held and sorted in memory.
const HELD: usize = 40 << 20;

/// Runs of one size that are merged into one of the next: few enough that the files
/// of two snapshots of any size may be open at once.
pub(crate) const FAN: usize = 32;

/// Lines of a snapshot that are not sorted yet.
#[derive(Debug)]
pub(crate) struct Sorter {
    folder: Option<PathBuf>,
    chunks: Vec<Chunk>,
    entries: Vec<Entry>,
    held: usize,
    most: usize,
    /// Sorted runs, by how many times they were merged.
    levels: Vec<Vec<File>>,
}

/// A line that is held.
#[derive(Debug)]
pub(crate) struct Entry {
    pub(crate) key: Key,
    pub(crate) line: u64,
    pub(crate) chunk: usize,
    pub(crate) range: Range<usize>,
}

/// A line with its key: what a sorted snapshot gives.
#[derive(Debug)]
pub(crate) struct Keyed {
    pub(crate) key: Key,
    pub(crate) line: u64,
    pub(crate) text: Vec<u8>,
}

impl Sorter {
    pub(crate) fn new(folder: Option<&Path>) -> Self {
        Self::holding(HELD, folder)
    }

    fn holding(most: usize, folder: Option<&Path>) -> Self {
        Self {
            folder: folder.map(Path::to_owned),
            chunks: Vec::new(),
            entries: Vec::new(),
            held: 0,
            most,
            levels: Vec::new(),
        }
    }

    /// Takes the lines of a chunk whose keys are these.
    pub(crate) fn push(
        &mut self,
        chunk: Chunk,
        keys: Vec<(Key, u64, Range<usize>)>,
    ) -> Result<(), Failure> {
        if keys.is_empty() {
            return Ok(());
        }
        let at = self.chunks.len();
        self.held += chunk.weight();
        for (key, line, range) in keys {
            self.held += size_of::<Entry>() + key.weight();
            self.entries.push(Entry { key, line, chunk: at, range });
        }
        self.chunks.push(chunk);
        if self.held > self.most {
            self.spill().map_err(|error| self.unwritable(&error))?;
        }
        Ok(())
    }

    /// The lines in the order of their keys, those of one key in the order of the
    /// file.
    pub(crate) fn sorted(mut self) -> Result<Merge, Failure> {
        let sorted = |sorter: &mut Self| -> io::Result<Merge> {
            if sorter.levels.is_empty() {
                sorter.sort();
                let entries = std::mem::take(&mut sorter.entries).into_iter();
                return Merge::of(vec![Run::held(std::mem::take(&mut sorter.chunks), entries)]);
            }
            if !sorter.entries.is_empty() {
                sorter.spill()?;
            }
            let files = sorter.levels.drain(..).flatten();
            Merge::of(files.map(Run::spilled).collect::<io::Result<_>>()?)
        };
        sorted(&mut self).map_err(|error| self.unwritable(&error))
    }

    fn sort(&mut self) {
        self.entries.sort_unstable_by(|a, b| (&a.key, a.line).cmp(&(&b.key, b.line)));
    }

    fn spill(&mut self) -> io::Result<()> {
        self.sort();
        let chunks = &self.chunks;
        let lines = self.entries.iter().map(|entry| {
            let chunk = chunks.get(entry.chunk);
            let text = chunk.map_or(&[][..], |chunk| chunk.text(entry.range.clone()));
            Ok((&entry.key, entry.line, text))
        });
        let file = write_run(self.folder.as_deref(), lines)?;
        self.entries.clear();
        self.chunks.clear();
        self.held = 0;
        self.add(0, file)
    }

    /// Keeps the runs few: as many as can be read at once.
    fn add(&mut self, level: usize, file: File) -> io::Result<()> {
        if self.levels.len() <= level {
            self.levels.push(Vec::new());
        }
        let Some(runs) = self.levels.get_mut(level) else {
            return Ok(());
        };
        runs.push(file);
        if runs.len() < FAN {
            return Ok(());
        }
        let runs = std::mem::take(runs).into_iter().map(Run::spilled);
        let mut merge = Merge::of(runs.collect::<io::Result<_>>()?)?;
        let merged = merge_run(self.folder.as_deref(), &mut merge)?;
        self.add(level + 1, merged)
    }

    fn unwritable(&self, error: &io::Error) -> Failure {
        let folder = self.folder.clone().unwrap_or_else(std::env::temp_dir);
        let message = format!(
            "a temporary file in `{}` cannot be written or read: {error}; name a folder with room for both snapshots by --temp-dir",
            folder.display()
        );
        Failure::trouble("temporary-file", message)
    }
}

fn temporary(folder: Option<&Path>) -> io::Result<File> {
    match folder {
        Some(folder) => tempfile::tempfile_in(folder),
        None => tempfile::tempfile(),
    }
}

/// Writes sorted lines to a file of their own.
fn write_run<'l>(
    folder: Option<&Path>,
    lines: impl Iterator<Item = io::Result<(&'l Key, u64, &'l [u8])>>,
) -> io::Result<File> {
    let mut out = BufWriter::with_capacity(256 << 10, temporary(folder)?);
    for line in lines {
        let (key, line, text) = line?;
        write_line(&mut out, key, line, text)?;
    }
    rewound(out)
}

fn merge_run(folder: Option<&Path>, merge: &mut Merge) -> io::Result<File> {
    let mut out = BufWriter::with_capacity(256 << 10, temporary(folder)?);
    while let Some(keyed) = merge.next()? {
        write_line(&mut out, &keyed.key, keyed.line, &keyed.text)?;
    }
    rewound(out)
}

fn rewound(out: BufWriter<File>) -> io::Result<File> {
    let mut file = out.into_inner().map_err(io::IntoInnerError::into_error)?;
    file.rewind()?;
    Ok(file)
}

fn write_line(out: &mut impl Write, key: &Key, line: u64, text: &[u8]) -> io::Result<()> {
    let key = key.text();
    let length = |bytes: &[u8]| u32::try_from(bytes.len()).map_err(io::Error::other);
    out.write_all(&length(key.as_bytes())?.to_le_bytes())?;
    out.write_all(&length(text)?.to_le_bytes())?;
    out.write_all(&line.to_le_bytes())?;
    out.write_all(key.as_bytes())?;
    out.write_all(text)
}

#[cfg(test)]
mod tests {
    use super::{FAN, Sorter};
    use crate::batch::key::Key;
    use crate::batch::ndjson::Ndjson;
    use crate::input::Source;
    use crate::settings::{Common, Settings};

    fn sorted(lines: &[String], held: usize) -> Vec<(String, u64, String)> {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("lines");
        std::fs::write(&path, lines.concat()).unwrap();
        let source = Source::File(path);
        let settings = Settings::new(&Common::default(), &Common::default());
        let mut reader = Ndjson::open(&source, &settings).unwrap();
        let mut sorter = Sorter::holding(held, Some(folder.path()));
        let mut last = 0;
        // Chunks of a few lines, so that a run is made of several.
        while let Some(chunk) = reader.chunk(last + 3).unwrap() {
            last = chunk.end.lines;
            let mut keys = Vec::new();
            for (index, (number, line)) in chunk.lines().enumerate() {
                if let crate::batch::ndjson::Line::Text(text) = line {
                    let text = std::str::from_utf8(text).unwrap();
                    let key = Key::from_text(text.split(' ').next().unwrap()).unwrap();
                    keys.push((key, number, chunk.range_of(index)));
                }
            }
            sorter.push(chunk, keys).unwrap();
        }
        let mut merge = sorter.sorted().unwrap();
        let mut found = Vec::new();
        while let Some(keyed) = merge.next().unwrap() {
            found.push((keyed.key.text(), keyed.line, String::from_utf8(keyed.text).unwrap()));
        }
        found
    }

    #[test]
    fn lines_come_in_the_order_of_their_keys_whatever_fits_in_memory() {
        let count = 3 * 2 * FAN as u64 + 7;
        let lines: Vec<String> = (0..count)
            .map(|n| {
                let key = n * 7_919 % 499;
                if key % 5 == 0 { format!("\"{key}\" {n}\n") } else { format!("{key} {n}\r\n") }
            })
            .collect();
        let all = sorted(&lines, usize::MAX);
        assert_eq!(all.len() as u64, count);
        let mut expected = all.clone();
        expected.sort_by_key(|(key, line, _)| (Key::from_text(key).unwrap(), *line));
        assert_eq!(all, expected);
        // A run for each chunk: more than one level of merging.
        assert_eq!(sorted(&lines, 1), all);
        assert_eq!(sorted(&lines, 20_000_000), all);
        assert_eq!(sorted(&[], 1), []);
    }
}
