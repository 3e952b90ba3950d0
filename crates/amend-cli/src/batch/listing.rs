//! A file beside the output that is made anew by every run: the keys of people who
//! came or went, the summary.

use std::fs::{self, File};
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};

use crate::batch::codec::Codec;
use crate::batch::disk::{Disk as _, DiskFile as _, Found, RealDisk};
use crate::batch::keeper::{PARTIAL, beside, unwritable};
use crate::failure::Failure;

/// A file that takes its place when it is whole.
#[derive(Debug)]
pub(crate) struct Listing {
    path: PathBuf,
    /// Where it is written until then; nothing for what is no plain file, such as a
    /// pipe.
    partial: Option<PathBuf>,
    file: File,
    codec: Codec,
    waiting: Vec<u8>,
    frames: u64,
}

/// Bytes that are worth a write, or a frame.
const WRITE: usize = 1 << 20;

impl Listing {
    /// Begins the file. What an earlier run left half-made is made anew.
    pub(crate) fn create(path: &Path) -> Result<Self, Failure> {
        let create = || -> io::Result<(File, Option<PathBuf>)> {
            if fs::metadata(path).is_ok_and(|about| !about.is_file()) {
                return Ok((fs::OpenOptions::new().write(true).open(path)?, None));
            }
            if RealDisk.look(path)? == Found::Link {
                return Err(io::Error::other("it is a symbolic link, which is not followed"));
            }
            let partial = beside(path, PARTIAL);
            let file = if RealDisk.look(&partial)? == Found::File {
                let mut file = RealDisk.open(&partial)?;
                file.cut(0)?;
                file
            } else {
                RealDisk.create(&partial, path)?
            };
            Ok((file, Some(partial)))
        };
        let (file, partial) = create().map_err(|error| unwritable(path, &error))?;
        Ok(Self {
            path: path.to_owned(),
            partial,
            file,
            codec: Codec::of(path),
            waiting: Vec::new(),
            frames: 0,
        })
    }

    /// Adds a line.
    pub(crate) fn line(&mut self, text: &str) -> Result<(), Failure> {
        self.waiting.extend_from_slice(text.as_bytes());
        self.waiting.push(b'\n');
        if self.waiting.len() >= WRITE { self.flush() } else { Ok(()) }
    }

    fn flush(&mut self) -> Result<(), Failure> {
        let written = self.codec.frame(&self.waiting).and_then(|bytes| self.file.write_all(&bytes));
        written.map_err(|error| unwritable(&self.path, &error))?;
        self.waiting.clear();
        self.frames += 1;
        Ok(())
    }

    /// Ends the file and puts it in its place.
    pub(crate) fn place(mut self) -> Result<(), Failure> {
        if !self.waiting.is_empty() || self.frames == 0 {
            self.flush()?;
        }
        let Some(partial) = &self.partial else {
            return Ok(());
        };
        let file = &mut self.file;
        let mut place = || -> io::Result<()> {
            file.sync()?;
            RealDisk.rename(partial, &self.path)?;
            RealDisk.sync_folder(&self.path)
        };
        place().map_err(|error| unwritable(&self.path, &error))?;
        self.partial = None;
        Ok(())
    }
}

impl Drop for Listing {
    /// What did not become whole does not stay: the next run makes it anew.
    fn drop(&mut self) {
        if let Some(partial) = &self.partial {
            let _ = RealDisk.remove(partial);
        }
    }
}
