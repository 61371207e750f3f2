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
        Opening::GoOn { held } => match go_on(&path, held) {
            Ok(Ok(file)) => Ok(file),
            Ok(Err(lines)) => return Err(TargetError::OtherFile { path, lines, held }),
            Err(error) => Err(error),
        },
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

/// How much of a file is read at a time.
const PIECE: usize = 1 << 16;

/// Stands behind the last line that has an end; what is no regular file is taken as it is. Else the number of lines,
/// where they are fewer than `held`.
fn go_on(path: &Path, held: u64) -> io::Result<Result<File, u64>> {
    let file = OpenOptions::new().read(true).write(true).create(held == 0).truncate(false).open(path);
    let mut file = match file {
        Err(error) if held > 0 && error.kind() == io::ErrorKind::NotFound => return Ok(Err(0)),
        file => file?,
    };
    if !file.metadata()?.is_file() {
        return Ok(Ok(file));
    }
    let (mut piece, mut read, mut lines, mut end) = (vec![0; PIECE], 0, 0, 0);
    loop {
        let length = file.read(&mut piece)?;
        if length == 0 {
            break;
        }
        let found = piece[..length].iter().enumerate().filter(|(_, byte)| **byte == b'\n');
        for (at, _) in found {
            (lines, end) = (lines + 1, read + at as u64 + 1);
        }
        read += length as u64;
    }
    if lines < held {
        return Ok(Err(lines));
    }
    file.set_len(end)?;
    file.seek(SeekFrom::Start(end))?;
    Ok(Ok(file))
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
            let lines = kept.lines().count() as u64;
            assert_eq!(go_on(&path, lines + 1).unwrap().unwrap_err(), lines, "untouched");
            go_on(&path, lines).unwrap().unwrap().write_all(b"new\n").unwrap();
            assert_eq!(std::fs::read_to_string(&path).unwrap(), kept + "new\n");
        }
        std::fs::remove_file(&path).unwrap();
        assert_eq!(go_on(&path, 1).unwrap().unwrap_err(), 0);
        assert!(!path.exists(), "not made");
        go_on(&path, 0).unwrap().unwrap();
    }
}
