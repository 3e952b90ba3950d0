//! A disk in memory that breaks where it is told to, and forgets what it may.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::io;
use std::path::{Path, PathBuf};
use std::rc::Rc;

use crate::batch::disk::{Disk, DiskFile, Found};

/// A disk that several hands hold.
#[derive(Clone, Debug, Default)]
pub(crate) struct ShakyDisk(Rc<RefCell<State>>);

/// How a disk breaks.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum Breaking {
    /// Everything fails from then on: the process was killed, or the power went.
    Crash,
    /// The one operation fails, a write after its first half: the disk is full.
    Full,
}

#[derive(Debug, Default)]
struct State {
    files: Vec<Content>,
    names: BTreeMap<PathBuf, usize>,
    /// The names that last, and what was done to them since.
    lasting: BTreeMap<PathBuf, usize>,
    done: Vec<Renaming>,
    operations: usize,
    breaking: Option<(usize, Breaking)>,
}

#[derive(Clone, Debug, Default)]
struct Content {
    now: Vec<u8>,
    synced: Vec<u8>,
}

#[derive(Clone, Debug)]
enum Renaming {
    Made(PathBuf, usize),
    Moved(PathBuf, PathBuf),
    Gone(PathBuf),
}

#[derive(Debug)]
pub(crate) struct ShakyFile {
    disk: ShakyDisk,
    file: usize,
    at: usize,
}

/// A few decisions.
#[derive(Clone, Debug)]
pub(crate) struct Dice(pub(crate) u64);

impl Dice {
    pub(crate) fn below(&mut self, count: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
        (self.0 >> 33) as usize % count.max(1)
    }
}

impl ShakyDisk {
    /// Breaks at this operation, counted from now.
    pub(crate) fn break_at(&self, operation: usize, breaking: Breaking) {
        let mut state = self.0.borrow_mut();
        state.operations = 0;
        state.breaking = Some((operation, breaking));
    }

    pub(crate) fn heal(&self) {
        self.0.borrow_mut().breaking = None;
    }

    pub(crate) fn content(&self, path: &str) -> Option<Vec<u8>> {
        let state = self.0.borrow();
        state.names.get(Path::new(path)).map(|file| state.files[*file].now.clone())
    }

    pub(crate) fn put(&self, path: &str, content: &[u8]) {
        let mut state = self.0.borrow_mut();
        state.files.push(Content { now: content.to_vec(), synced: content.to_vec() });
        let file = state.files.len() - 1;
        state.names.insert(path.into(), file);
        state.lasting.insert(path.into(), file);
    }

    /// What is left after the power went: all that was synced, and of the rest some.
    pub(crate) fn after_power_cut(&self, dice: &mut Dice) -> Self {
        let state = self.0.borrow();
        let mut names = state.lasting.clone();
        let in_order = dice.below(2) == 0;
        let count = dice.below(state.done.len() + 1);
        for (at, renaming) in state.done.iter().enumerate() {
            if if in_order { at < count } else { dice.below(2) == 0 } {
                apply(&mut names, renaming);
            }
        }
        let files = state.files.iter().map(|file| {
            let now = match dice.below(4) {
                0 => file.now.clone(),
                1 => file.synced.clone(),
                _ => torn(file, dice),
            };
            Content { synced: now.clone(), now }
        });
        Self(Rc::new(RefCell::new(State {
            files: files.collect(),
            lasting: names.clone(),
            names,
            ..State::default()
        })))
    }

    fn step(&self) -> Result<Option<Breaking>, io::Error> {
        let mut state = self.0.borrow_mut();
        let now = state.operations;
        state.operations += 1;
        match state.breaking {
            Some((at, Breaking::Crash)) if now >= at => Err(io::Error::other("killed")),
            Some((at, Breaking::Full)) if now == at => Ok(Some(Breaking::Full)),
            _ => Ok(None),
        }
    }

    fn whole_step(&self) -> io::Result<()> {
        match self.step()? {
            None => Ok(()),
            Some(_) => Err(io::ErrorKind::StorageFull.into()),
        }
    }

    fn rename_now(&self, renaming: Renaming) {
        let mut state = self.0.borrow_mut();
        apply(&mut state.names, &renaming);
        state.done.push(renaming);
    }
}

/// Of what was written and not synced, a beginning, perhaps with zeros behind it, as
/// file systems leave that give room before they give bytes.
fn torn(file: &Content, dice: &mut Dice) -> Vec<u8> {
    let common = file.now.iter().zip(&file.synced).take_while(|(a, b)| a == b).count();
    let kept = common + dice.below(file.now.len() - common + 1);
    let mut torn = file.now[..kept].to_vec();
    if dice.below(2) == 0 {
        torn.resize(kept + dice.below(file.now.len() - kept + 1), 0);
    }
    torn
}

fn apply(names: &mut BTreeMap<PathBuf, usize>, renaming: &Renaming) {
    match renaming {
        Renaming::Made(path, file) => {
            names.insert(path.clone(), *file);
        }
        Renaming::Moved(from, to) => {
            if let Some(file) = names.remove(from) {
                names.insert(to.clone(), file);
            }
        }
        Renaming::Gone(path) => {
            names.remove(path);
        }
    }
}

impl Disk for ShakyDisk {
    type File = ShakyFile;

    fn look(&self, path: &Path) -> io::Result<Found> {
        let there = self.0.borrow().names.contains_key(path);
        Ok(if there { Found::File } else { Found::Nothing })
    }

    fn create(&self, path: &Path, _like: &Path) -> io::Result<ShakyFile> {
        self.whole_step()?;
        if self.look(path)? == Found::File {
            return Err(io::ErrorKind::AlreadyExists.into());
        }
        self.0.borrow_mut().files.push(Content::default());
        let file = self.0.borrow().files.len() - 1;
        self.rename_now(Renaming::Made(path.to_owned(), file));
        Ok(ShakyFile { disk: self.clone(), file, at: 0 })
    }

    fn open(&self, path: &Path) -> io::Result<ShakyFile> {
        let file = self.0.borrow().names.get(path).copied();
        let file = file.ok_or(io::ErrorKind::NotFound)?;
        Ok(ShakyFile { disk: self.clone(), file, at: 0 })
    }

    fn rename(&self, from: &Path, to: &Path) -> io::Result<()> {
        self.whole_step()?;
        self.rename_now(Renaming::Moved(from.to_owned(), to.to_owned()));
        Ok(())
    }

    fn remove(&self, path: &Path) -> io::Result<()> {
        self.whole_step()?;
        self.rename_now(Renaming::Gone(path.to_owned()));
        Ok(())
    }

    fn sync_folder(&self, _path: &Path) -> io::Result<()> {
        self.whole_step()?;
        let mut state = self.0.borrow_mut();
        state.lasting = state.names.clone();
        state.done.clear();
        Ok(())
    }
}

impl DiskFile for ShakyFile {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        let state = self.disk.0.borrow();
        let left = &state.files[self.file].now[self.at..];
        let read = left.len().min(into.len());
        into[..read].copy_from_slice(&left[..read]);
        self.at += read;
        Ok(read)
    }

    fn append(&mut self, bytes: &[u8]) -> io::Result<()> {
        let full = self.disk.step()?.is_some();
        let bytes = if full { &bytes[..bytes.len() / 2] } else { bytes };
        let now = &mut self.disk.0.borrow_mut().files[self.file].now;
        // Where the file was not cut, a write goes over what is there.
        now.truncate(self.at);
        now.extend_from_slice(bytes);
        self.at = now.len();
        if full { Err(io::ErrorKind::StorageFull.into()) } else { Ok(()) }
    }

    fn cut(&mut self, length: u64) -> io::Result<()> {
        self.disk.whole_step()?;
        let length = usize::try_from(length).unwrap();
        self.disk.0.borrow_mut().files[self.file].now.resize(length, 0);
        self.at = length;
        Ok(())
    }

    fn sync(&mut self) -> io::Result<()> {
        self.disk.whole_step()?;
        let content = &mut self.disk.0.borrow_mut().files[self.file];
        content.synced = content.now.clone();
        Ok(())
    }

    fn lock(&mut self) -> io::Result<bool> {
        Ok(true)
    }
}
