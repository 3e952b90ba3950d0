//! An output file that a kill, a full disk or a torn write leaves either as it was
//! or in a state that `--resume` goes on from.
//!
//! What comes goes to `FILE.amend-partial`; `FILE.amend-journal` says how much of it
//! is known to be on the disk. Only a whole output takes the place of `FILE`, by a
//! rename. Bytes that no record of the journal vouches for are cut off by a resume,
//! and made again.

use std::io;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use amend::Json;
use crc32fast::Hasher;

use crate::batch::codec::Codec;
use crate::batch::disk::{Disk, DiskFile, Found};
use crate::batch::journal::{Journal, Record, first_line};
use crate::failure::Failure;
use crate::input::Source;

/// For help texts.
pub(crate) const HELP: &str = "With --output FILE the output goes to FILE.amend-partial, with \
FILE.amend-journal beside it, and takes the place of FILE when it is whole. A run that was killed, \
or that met a full disk, goes on with --resume and the same arguments, and ends with the same bytes.";

/// The ending of what is not whole yet.
pub(crate) const PARTIAL: &str = ".amend-partial";

/// The ending of what says how much of it is there.
pub(crate) const JOURNAL: &str = ".amend-journal";

/// A file beside another.
pub(crate) fn beside(path: &Path, ending: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(ending);
    PathBuf::from(name)
}

/// An output file that is being written.
#[derive(Debug)]
pub(crate) struct Keeper<D: Disk> {
    disk: D,
    paths: Paths,
    codec: Codec,
    partial: D::File,
    journal: D::File,
    /// What is not written yet: part of a frame, or too little to be worth a write.
    waiting: Vec<u8>,
    /// Bytes in the partial file.
    written: u64,
    /// Of those behind the last record.
    sum: Hasher,
    frames: u64,
    pace: Pace,
}

/// How a run begins.
#[derive(Debug)]
pub(crate) enum Opened<D: Disk> {
    /// From the beginning.
    New(Keeper<D>),
    /// From where this state was true.
    Resumed(Keeper<D>, Json),
    /// The output is whole and in its place; this was the last state.
    Whole(Sealed<D>, Json),
}

/// An output that is whole: all that is left is to forget its journal.
#[derive(Debug)]
pub(crate) struct Sealed<D: Disk> {
    disk: D,
    paths: Paths,
    /// Open, to keep other runs away.
    _journal: D::File,
}

#[derive(Clone, Debug)]
struct Paths {
    target: PathBuf,
    partial: PathBuf,
    journal: PathBuf,
}

/// When the next record is due, and how long a frame is.
#[derive(Clone, Debug)]
pub(crate) struct Pace {
    least: Duration,
    last: Instant,
    cost: Duration,
    /// How many times its cost is to pass before the next record.
    rest: u32,
    frame: usize,
}

/// Bytes of a frame: enough to be packed well, and few enough that a resume makes
/// little again.
const FRAME: usize = 1 << 20;

/// The most that a frame grows to within one piece of work, in frames.
const LONGEST: usize = 4;

/// Bytes of plain output that are worth a write.
const WRITE: usize = 256 << 10;

impl Pace {
    /// A record at most so often, and at most a twentieth of the time spent on them.
    pub(crate) fn every(least: Duration) -> Self {
        Self { least, last: Instant::now(), cost: Duration::ZERO, rest: 20, frame: FRAME }
    }

    /// A record wherever there can be one, and short frames.
    #[cfg(test)]
    pub(crate) fn always(frame: usize) -> Self {
        Self { frame, rest: 0, ..Self::every(Duration::ZERO) }
    }

    fn is_due(&self) -> bool {
        self.last.elapsed() >= self.least.max(self.cost * self.rest)
    }
}

/// Whether a run may go on with what an earlier one left.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum Resume {
    Yes,
    No,
}

impl<D: Disk> Keeper<D> {
    /// Begins a run, or goes on with one.
    ///
    /// # Errors
    /// `unfinished`: there is a run to go on with, and that was not asked for, or it
    /// is another. `output`: the file cannot be written.
    pub(crate) fn open(
        disk: D,
        target: &Path,
        run: &Json,
        resume: Resume,
        pace: Pace,
    ) -> Result<Opened<D>, Failure> {
        let paths = Paths::of(target);
        let begun = paths.begun(&disk)?;
        if begun && resume == Resume::No {
            let message = format!(
                "expected no unfinished run for this output, found one; go on with it by --resume and the same arguments, or remove `{}` and `{}` to begin anew",
                paths.journal.display(),
                paths.partial.display()
            );
            return Err(failure("unfinished", message, target));
        }
        let (journal, said) = paths.journal(&disk)?;
        if let Some(before) = &said.run {
            paths.same_run(before, run)?;
        }
        let partial = match disk.look(&paths.partial) {
            Ok(Found::File) => disk.open(&paths.partial).map(Some),
            found => found.map(|_| None),
        };
        let partial = partial.map_err(|error| unwritable(&paths.partial, &error))?;
        if let (None, Some((last, _))) = (&partial, said.records.last())
            && last.sealed
        {
            let state = last.state.clone();
            paths.check_whole(&disk, &said)?;
            return Ok(Opened::Whole(Sealed { disk, paths, _journal: journal }, state));
        }
        let begin = || -> io::Result<(D::File, Option<Good>)> {
            match partial {
                Some(mut partial) => {
                    let good = last_good(&mut partial, &said)?;
                    partial.cut(good.as_ref().map_or(0, |(record, _)| record.output))?;
                    Ok((partial, good))
                }
                None => Ok((disk.create(&paths.partial, &paths.target)?, None)),
            }
        };
        let (partial, good) = begin().map_err(|error| unwritable(&paths.partial, &error))?;
        let mut keeper = Self {
            codec: Codec::of(target),
            written: good.as_ref().map_or(0, |(record, _)| record.output),
            frames: u64::from(good.is_some()),
            disk,
            paths,
            partial,
            journal,
            waiting: Vec::new(),
            sum: Hasher::new(),
            pace,
        };
        let begin = keeper.begin(run, &said, good.as_ref().map(|(_, end)| *end));
        begin.map_err(|error| unwritable(&keeper.paths.journal, &error))?;
        Ok(match good {
            Some((record, _)) if record.sealed => Opened::Whole(keeper.place()?, record.state),
            Some((record, _)) => Opened::Resumed(keeper, record.state),
            None => Opened::New(keeper),
        })
    }

    /// Brings the journal to where the run goes on.
    fn begin(&mut self, run: &Json, said: &Journal, end: Option<u64>) -> io::Result<()> {
        if said.run.is_some() {
            self.journal.cut(end.unwrap_or(said.start))?;
        } else {
            self.journal.cut(0)?;
            self.journal.append(first_line(run).as_bytes())?;
        }
        self.journal.sync()?;
        self.disk.sync_folder(&self.paths.journal)
    }

    /// Adds whole lines.
    pub(crate) fn write(&mut self, text: &[u8]) -> Result<(), Failure> {
        self.waiting.extend_from_slice(text);
        let enough = if self.codec == Codec::Plain { WRITE } else { self.pace.frame * LONGEST };
        if self.waiting.len() >= enough { self.flush() } else { Ok(()) }
    }

    /// Says that a run could go on from here; where a record of that is due, it is
    /// made, with the state that `state` gives.
    pub(crate) fn mark(&mut self, state: impl FnOnce() -> Json) -> Result<(), Failure> {
        if self.codec != Codec::Plain {
            // A frame ends at the same places, whatever the time.
            if self.waiting.len() < self.pace.frame {
                return Ok(());
            }
            self.flush()?;
        }
        if !self.pace.is_due() {
            return Ok(());
        }
        let started = Instant::now();
        self.flush()?;
        self.record(state(), false)?;
        self.pace = Pace { cost: started.elapsed(), last: Instant::now(), ..self.pace };
        Ok(())
    }

    /// Ends the output and puts it in its place.
    pub(crate) fn seal(mut self, state: Json) -> Result<Sealed<D>, Failure> {
        if self.codec != Codec::Plain && self.frames == 0 && self.waiting.is_empty() {
            // Even of nothing there is a frame.
            self.frame()?;
        }
        self.flush()?;
        self.record(state, true)?;
        self.place()
    }

    fn flush(&mut self) -> Result<(), Failure> {
        if self.waiting.is_empty() { Ok(()) } else { self.frame() }
    }

    fn frame(&mut self) -> Result<(), Failure> {
        let mut write = || -> io::Result<()> {
            let packed;
            let bytes = if self.codec == Codec::Plain {
                &self.waiting
            } else {
                packed = self.codec.frame(&self.waiting)?;
                &packed
            };
            self.partial.append(bytes)?;
            self.sum.update(bytes);
            self.written += bytes.len() as u64;
            self.frames += 1;
            Ok(())
        };
        write().map_err(|error| resumable(&self.paths.target, &error))?;
        self.waiting.clear();
        Ok(())
    }

    /// First the bytes, then the line that vouches for them; both last from then on.
    fn record(&mut self, state: Json, sealed: bool) -> Result<(), Failure> {
        let sum = std::mem::take(&mut self.sum).finalize();
        let record = Record { output: self.written, sum, sealed, state };
        let write = |keeper: &mut Self| -> io::Result<()> {
            keeper.partial.sync()?;
            keeper.journal.append(record.line().as_bytes())?;
            keeper.journal.sync()
        };
        write(self).map_err(|error| resumable(&self.paths.target, &error))
    }

    fn place(self) -> Result<Sealed<D>, Failure> {
        let Self { disk, paths, journal, .. } = self;
        let place = disk
            .rename(&paths.partial, &paths.target)
            .and_then(|()| disk.sync_folder(&paths.target));
        place.map_err(|error| resumable(&paths.target, &error))?;
        Ok(Sealed { disk, paths, _journal: journal })
    }
}

impl<D: Disk> Sealed<D> {
    /// Removes the journal: there is nothing to go on with any more.
    pub(crate) fn forget(self) -> Result<(), Failure> {
        let Self { disk, paths, .. } = &self;
        let forget = disk.remove(&paths.journal).and_then(|()| disk.sync_folder(&paths.journal));
        forget.map_err(|error| unwritable(&paths.journal, &error))
    }
}

impl Paths {
    fn of(target: &Path) -> Self {
        Self {
            target: target.to_owned(),
            partial: beside(target, PARTIAL),
            journal: beside(target, JOURNAL),
        }
    }

    /// Whether a run was begun and not ended. Where anything but a file stands, no
    /// run begins: a link would lead elsewhere.
    fn begun(&self, disk: &impl Disk) -> Result<bool, Failure> {
        let mut begun = false;
        for path in [&self.target, &self.partial, &self.journal] {
            let found = disk.look(path).map_err(|error| unwritable(path, &error))?;
            let what = match found {
                Found::Nothing => continue,
                Found::File => {
                    begun |= *path != self.target;
                    continue;
                }
                Found::Link => "a symbolic link, which is not followed",
                Found::Other => "something else; a device is written by way of standard output",
            };
            let message = format!("expected a file or nothing, found {what}");
            return Err(failure("output", message, path));
        }
        Ok(begun)
    }

    /// The journal, which no other run holds, and what it says.
    fn journal<D: Disk>(&self, disk: &D) -> Result<(D::File, Journal), Failure> {
        let open = || -> io::Result<(D::File, bool, Journal)> {
            if disk.look(&self.journal)? == Found::File {
                let mut file = disk.open(&self.journal)?;
                let free = file.lock()?;
                let said = Journal::read(&mut file)?;
                return Ok((file, free, said));
            }
            let mut file = disk.create(&self.journal, &self.target)?;
            let free = file.lock()?;
            Ok((file, free, Journal::default()))
        };
        let (file, free, said) = open().map_err(|error| unwritable(&self.journal, &error))?;
        if free {
            return Ok((file, said));
        }
        let message = "expected no other run for this output, found one that is under way";
        Err(failure("unfinished", message.to_owned(), &self.target))
    }

    fn same_run(&self, before: &Json, now: &Json) -> Result<(), Failure> {
        let empty = amend::value::Members::new();
        let (before, now) =
            (before.as_object().unwrap_or(&empty), now.as_object().unwrap_or(&empty));
        let names = before.names().chain(now.names().filter(|name| !before.contains(name)));
        let others: Vec<&str> = names.filter(|name| before.get(name) != now.get(name)).collect();
        if others.is_empty() {
            return Ok(());
        }
        let message = format!(
            "expected the unfinished run for this output, found another: {} differ; go on with the same arguments, or remove `{}` to begin anew",
            others.join(", "),
            self.journal.display()
        );
        Err(failure("unfinished", message, &self.target))
    }

    /// That the output is in its place, where the journal says that it is whole.
    fn check_whole<D: Disk>(&self, disk: &D, said: &Journal) -> Result<(), Failure> {
        let check = || -> io::Result<bool> {
            if disk.look(&self.target)? != Found::File {
                return Ok(false);
            }
            let mut file = disk.open(&self.target)?;
            let good = last_good(&mut file, said)?;
            Ok(good.is_some_and(|(record, _)| record.sealed) && file.read(&mut [0])? == 0)
        };
        if check().map_err(|error| unwritable(&self.target, &error))? {
            return Ok(());
        }
        let message = format!(
            "expected the output of the run that is whole, found another file; remove `{}` to begin anew",
            self.journal.display()
        );
        Err(failure("unfinished", message, &self.target))
    }
}

/// A record whose bytes are all there, and where its line ends in the journal.
type Good = (Record, u64);

/// The last record whose bytes are all there, as they were written.
fn last_good(file: &mut impl DiskFile, said: &Journal) -> io::Result<Option<Good>> {
    let mut buffer = vec![0; 256 << 10];
    let (mut at, mut good) = (0, None);
    for (record, end) in &said.records {
        let mut sum = Hasher::new();
        while at < record.output {
            let most = usize::try_from(record.output - at).unwrap_or(usize::MAX);
            let most = most.min(buffer.len());
            let read = file.read(buffer.get_mut(..most).unwrap_or_default())?;
            if read == 0 {
                return Ok(good);
            }
            sum.update(buffer.get(..read).unwrap_or_default());
            at += read as u64;
        }
        if sum.finalize() != record.sum {
            break;
        }
        good = Some((record.clone(), *end));
    }
    Ok(good)
}

fn failure(kind: &'static str, message: String, path: &Path) -> Failure {
    Failure::trouble(kind, message).file(&Source::File(path.to_owned()))
}

pub(crate) fn unwritable(path: &Path, error: &io::Error) -> Failure {
    let what = match error.kind() {
        io::ErrorKind::NotFound => "there is no such folder".to_owned(),
        io::ErrorKind::PermissionDenied => "there is no permission to write it".to_owned(),
        _ => format!("it cannot be written: {error}"),
    };
    failure("output", what, path)
}

fn resumable(path: &Path, error: &io::Error) -> Failure {
    let message = format!(
        "it cannot be written: {error}; what is there is kept, and --resume goes on from it"
    );
    failure("output", message, path)
}
