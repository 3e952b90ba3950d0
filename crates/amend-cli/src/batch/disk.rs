//! What an output file that survives a kill needs of a disk, so that tests can put
//! one in its place that breaks.

use std::fs::{self, File, OpenOptions};
use std::io::{self, Seek as _, SeekFrom, Write as _};
use std::path::Path;

/// A disk, or a part of one.
pub(crate) trait Disk {
    type File: DiskFile;

    /// What stands at a path; links are not followed.
    fn look(&self, path: &Path) -> io::Result<Found>;

    /// A new file, where nothing is; for the same eyes as `like`, if that is there.
    fn create(&self, path: &Path, like: &Path) -> io::Result<Self::File>;

    /// A file that is there, to read and to write; never through a link.
    fn open(&self, path: &Path) -> io::Result<Self::File>;

    /// Puts a file in another's place, at one stroke.
    fn rename(&self, from: &Path, to: &Path) -> io::Result<()>;

    fn remove(&self, path: &Path) -> io::Result<()>;

    /// Makes the names in the folder of `path` last.
    fn sync_folder(&self, path: &Path) -> io::Result<()>;
}

/// An open file.
pub(crate) trait DiskFile: std::fmt::Debug {
    /// The next bytes, from the start on.
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize>;

    /// Writes at the end.
    fn append(&mut self, bytes: &[u8]) -> io::Result<()>;

    /// Cuts the file off behind so many bytes, which becomes its end.
    fn cut(&mut self, length: u64) -> io::Result<()>;

    /// Makes what was written last.
    fn sync(&mut self) -> io::Result<()>;

    /// Keeps other runs away until the file is closed; no, if one is there already.
    fn lock(&mut self) -> io::Result<bool>;
}

/// What stands at a path.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum Found {
    Nothing,
    File,
    /// A symbolic link, wherever it leads.
    Link,
    Other,
}

/// The disk of this machine.
#[derive(Clone, Copy, Debug)]
pub(crate) struct RealDisk;

impl Disk for RealDisk {
    type File = File;

    fn look(&self, path: &Path) -> io::Result<Found> {
        match fs::symlink_metadata(path) {
            Ok(about) if about.is_file() => Ok(Found::File),
            Ok(about) if about.is_symlink() => Ok(Found::Link),
            Ok(_) => Ok(Found::Other),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(Found::Nothing),
            Err(error) => Err(error),
        }
    }

    fn create(&self, path: &Path, like: &Path) -> io::Result<File> {
        let mut options = OpenOptions::new();
        // A new file is never made through a link.
        options.read(true).write(true).create_new(true);
        permit(&mut options, like);
        options.open(path)
    }

    fn open(&self, path: &Path) -> io::Result<File> {
        let mut options = OpenOptions::new();
        options.read(true).write(true);
        follow_no_link(&mut options);
        let file = options.open(path)?;
        if file.metadata()?.is_file() { Ok(file) } else { Err(io::ErrorKind::InvalidInput.into()) }
    }

    fn rename(&self, from: &Path, to: &Path) -> io::Result<()> {
        fs::rename(from, to)
    }

    fn remove(&self, path: &Path) -> io::Result<()> {
        fs::remove_file(path)
    }

    fn sync_folder(&self, path: &Path) -> io::Result<()> {
        sync_folder(path)
    }
}

#[cfg(unix)]
fn permit(options: &mut OpenOptions, like: &Path) {
    use std::os::unix::fs::{OpenOptionsExt as _, PermissionsExt as _};
    if let Ok(about) = fs::metadata(like) {
        // A resume has to read and write it.
        options.mode(about.permissions().mode() & 0o777 | 0o600);
    }
}

#[cfg(not(unix))]
fn permit(_options: &mut OpenOptions, _like: &Path) {}

#[cfg(unix)]
fn follow_no_link(options: &mut OpenOptions) {
    use std::os::unix::fs::OpenOptionsExt as _;
    options.custom_flags(rustix::fs::OFlags::NOFOLLOW.bits().cast_signed());
}

#[cfg(not(unix))]
fn follow_no_link(_options: &mut OpenOptions) {}

#[cfg(unix)]
fn sync_folder(path: &Path) -> io::Result<()> {
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty());
    File::open(folder.unwrap_or(Path::new(".")))?.sync_all()
}

#[cfg(not(unix))]
fn sync_folder(_path: &Path) -> io::Result<()> {
    // There a rename lasts by itself, and a folder cannot be opened.
    Ok(())
}

impl DiskFile for File {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        loop {
            match io::Read::read(self, into) {
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                read => return read,
            }
        }
    }

    fn append(&mut self, bytes: &[u8]) -> io::Result<()> {
        self.write_all(bytes)
    }

    fn cut(&mut self, length: u64) -> io::Result<()> {
        self.set_len(length)?;
        self.seek(SeekFrom::Start(length))?;
        Ok(())
    }

    fn sync(&mut self) -> io::Result<()> {
        self.sync_data()
    }

    #[cfg(unix)]
    fn lock(&mut self) -> io::Result<bool> {
        use rustix::fs::{FlockOperation, flock};
        match flock(&*self, FlockOperation::NonBlockingLockExclusive) {
            Err(rustix::io::Errno::WOULDBLOCK) => Ok(false),
            // The last two are those of a file system without locks.
            Ok(()) | Err(rustix::io::Errno::NOTSUP | rustix::io::Errno::NOLCK) => Ok(true),
            Err(error) => Err(error.into()),
        }
    }

    #[cfg(not(unix))]
    fn lock(&mut self) -> io::Result<bool> {
        Ok(true)
    }
}
