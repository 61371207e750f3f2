//! `file:PATH`: JSON Lines into a file that is created or emptied, or gone on with, and is on the disk when the run ends.

use super::lines::Lines;
use super::{Labels, Opening, Receipts, TargetError};
use std::fs::{File, OpenOptions};
use std::io::{self, ErrorKind, Read, Seek, SeekFrom};
use std::path::Path;
use std::sync::Arc;

pub(super) fn open(
    path: &Path,
    opening: Opening,
    labels: Arc<Labels>,
    receipts: Arc<dyn Receipts>,
) -> Result<Lines<File>, TargetError> {
    let path = path.to_path_buf();
    let file = match opening {
        Opening::Anew => File::create(&path),
        Opening::GoOn => go_on(&path),
    };
    let file = file.map_err(|source| TargetError::OpenFile { path: path.clone(), source })?;
    let kept = path.clone();
    let keep = move |file: &mut File| {
        keep(file).map_err(|source| TargetError::KeepFile { path: kept.clone(), source })
    };
    let explain = move |source| TargetError::WriteFile { path: path.clone(), source };
    Ok(Lines::new(file, Box::new(keep), labels, receipts, explain))
}

/// Waits until the disk has all of it. What is no file on a disk has nothing to keep.
fn keep(file: &File) -> io::Result<()> {
    match file.sync_all() {
        Err(error) if matches!(error.kind(), ErrorKind::InvalidInput | ErrorKind::Unsupported) => Ok(()),
        kept => kept,
    }
}

/// How much of a file's end is read at a time.
const PIECE: u64 = 1 << 16;

/// Stands behind the last line that has an end; what is no regular file is taken as it is.
fn go_on(path: &Path) -> io::Result<File> {
    let mut file = OpenOptions::new().read(true).write(true).create(true).truncate(false).open(path)?;
    let metadata = file.metadata()?;
    if !metadata.is_file() {
        return Ok(file);
    }
    let mut end = metadata.len();
    let mut piece = Vec::new();
    while end > 0 {
        let start = end.saturating_sub(PIECE);
        file.seek(SeekFrom::Start(start))?;
        piece.clear();
        (&mut file).take(end - start).read_to_end(&mut piece)?;
        if let Some(at) = piece.iter().rposition(|byte| *byte == b'\n') {
            end = start + at as u64 + 1;
            break;
        }
        end = start;
    }
    file.set_len(end)?;
    file.seek(SeekFrom::Start(end))?;
    Ok(file)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::Write;

    #[test]
    fn a_file_is_gone_on_with_behind_its_last_whole_line() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("out.jsonl");
        let long = "x".repeat(200_000);
        for (before, kept) in [
            (String::new(), String::new()),
            ("a\nb\n".to_owned(), "a\nb\n".to_owned()),
            ("a\nb".to_owned(), "a\n".to_owned()),
            (format!("a\n{long}"), "a\n".to_owned()),
            (long.clone(), String::new()),
        ] {
            std::fs::write(&path, before).unwrap();
            go_on(&path).unwrap().write_all(b"new\n").unwrap();
            assert_eq!(std::fs::read_to_string(&path).unwrap(), kept + "new\n");
        }
    }
}
