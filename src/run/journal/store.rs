//! The open file of a journal while a run goes on: one thread adds to it, another brings it to the disk, and neither waits
//! for the other. Sees to it that the file stays where it was made.

use std::fs::{File, OpenOptions};
use std::io::{self, Seek, Write};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError};

pub(super) struct Store {
    path: PathBuf,
    file: Mutex<File>,
    /// Holds what is not on the disk yet.
    is_changed: AtomicBool,
}

impl Store {
    /// Of a locked file that stands at its end.
    pub(super) fn new(path: PathBuf, file: File) -> Self {
        Self { path, file: Mutex::new(file), is_changed: AtomicBool::new(true) }
    }

    fn file(&self) -> MutexGuard<'_, File> {
        self.file.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Adds to its end: another process can read it from now on, whatever becomes of this one.
    pub(super) fn append(&self, bytes: &[u8]) -> io::Result<()> {
        self.file().write_all(bytes)?;
        self.is_changed.store(true, Ordering::Release);
        Ok(())
    }

    /// Waits until all that was added is on the disk.
    pub(super) fn sync(&self) -> io::Result<()> {
        if !self.is_changed.swap(false, Ordering::AcqRel) {
            return Ok(());
        }
        let file = self.file().try_clone()?;
        file.sync_data()
    }

    /// Makes the file anew where somebody has removed it. Another file in its place is left alone: an error.
    pub(super) fn keep(&self) -> io::Result<()> {
        let mut file = self.file();
        if is_there(&self.path, &file)? {
            return Ok(());
        }
        let mut new = OpenOptions::new().read(true).write(true).create_new(true).open(&self.path)?;
        new.lock()?;
        file.rewind()?;
        io::copy(&mut *file, &mut new)?;
        *file = new;
        self.is_changed.store(true, Ordering::Release);
        tracing::warn!(
            "{}: the journal was removed while the run goes on; it is there again",
            self.path.display()
        );
        Ok(())
    }
}

/// Whether a file stands there, and is this one.
#[cfg(unix)]
fn is_there(path: &Path, file: &File) -> io::Result<bool> {
    use std::os::unix::fs::MetadataExt;
    let identity = |metadata: std::fs::Metadata| (metadata.dev(), metadata.ino());
    match std::fs::metadata(path).map(identity) {
        Ok(there) if there == file.metadata().map(identity)? => Ok(true),
        Ok(_) => Err(io::Error::other("another file stands in its place")),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(false),
        Err(error) => Err(error),
    }
}

/// A file that is open cannot be removed here.
#[cfg(not(unix))]
fn is_there(_path: &Path, _file: &File) -> io::Result<bool> {
    Ok(true)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn store(path: &Path) -> Store {
        let file = OpenOptions::new().read(true).write(true).create_new(true).open(path).unwrap();
        Store::new(path.to_path_buf(), file)
    }

    #[test]
    fn a_file_that_was_removed_is_there_again_with_all_that_it_held() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("run.journal");
        let store = store(&path);
        store.append(b"one ").unwrap();
        store.keep().unwrap();
        std::fs::remove_file(&path).unwrap();
        store.append(b"two ").unwrap();
        store.keep().unwrap();
        store.append(b"three").unwrap();
        store.sync().unwrap();
        assert_eq!(std::fs::read(&path).unwrap(), b"one two three");
        assert!(File::open(&path).unwrap().try_lock().is_err(), "locked as before");
    }

    #[test]
    fn another_file_in_its_place_is_left_alone_and_a_folder_that_is_gone_is_told() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("there").join("run.journal");
        std::fs::create_dir(path.parent().unwrap()).unwrap();
        let store = store(&path);
        std::fs::remove_file(&path).unwrap();
        std::fs::write(&path, "somebody's").unwrap();
        assert_eq!(store.keep().unwrap_err().to_string(), "another file stands in its place");
        assert_eq!(std::fs::read(&path).unwrap(), b"somebody's");
        std::fs::remove_dir_all(path.parent().unwrap()).unwrap();
        assert_eq!(store.keep().unwrap_err().kind(), io::ErrorKind::NotFound);
    }
}
