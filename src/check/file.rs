//! Files that a scenario names: catalogs and curves.
//!
//! In: a path below the scenario's folder. Out: its text and a fingerprint of its bytes. Never reads outside the
//! folder, through links neither.

use crate::diagnostic::{Code, Diagnostic};
use crate::formula::ast::Name;
use siphasher::sip128::{Hasher128, SipHasher24};
use std::collections::HashMap;
use std::hash::Hasher;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};
use std::rc::Rc;
use std::sync::Arc;

pub struct File {
    /// Without a byte order mark.
    pub text: Arc<str>,
    /// In small letters, without its dot.
    pub extension: String,
    /// The file's size.
    pub bytes: u64,
    /// SipHash-2-4 of the file, 128 bits in hexadecimal.
    pub fingerprint: String,
}

/// Files that several lines may name, each read once.
#[derive(Default)]
pub struct Files(HashMap<String, Rc<File>>);

impl Files {
    /// As [`read`].
    pub fn read(&mut self, folder: &Path, from: &Name, example: &str) -> Result<Rc<File>, Diagnostic> {
        if let Some(file) = self.0.get(&from.text) {
            return Ok(Rc::clone(file));
        }
        let file = Rc::new(read(folder, from, example)?);
        self.0.insert(from.text.clone(), Rc::clone(&file));
        Ok(file)
    }
}

/// The largest file that is loaded.
const MAX_BYTES: u64 = 1 << 30;

/// Reads a file; the diagnostic stands at `from`. `example` is a path such as is meant.
pub fn read(folder: &Path, from: &Name, example: &str) -> Result<File, Diagnostic> {
    let path = locate(folder, from, example)?;
    let failed = |error: std::io::Error| unreadable(from, &error, example);
    let size = std::fs::metadata(&path).map_err(failed)?.len();
    if size > MAX_BYTES {
        let message = format!("`{}` has {size} bytes, and 1 GiB is the most a file may have", from.text);
        return Err(Diagnostic::new(Code::FileUnreadable, from.span, message).label("too large"));
    }
    let bytes = std::fs::read(&path).map_err(failed)?;
    let mut hasher = SipHasher24::new();
    hasher.write(&bytes);
    let fingerprint = format!("{:032x}", hasher.finish128().as_u128());
    let text = String::from_utf8(bytes).map_err(|error| {
        let valid = error.utf8_error().valid_up_to();
        let message = format!("`{}` is not UTF-8 text at byte {valid}", from.text);
        Diagnostic::new(Code::FileData, from.span, message).label("not text")
    })?;
    let text = text.strip_prefix('\u{feff}').unwrap_or(&text).into();
    let extension = path.extension().and_then(|extension| extension.to_str()).unwrap_or_default();
    Ok(File { text, extension: extension.to_ascii_lowercase(), bytes: size, fingerprint })
}

fn unreadable(from: &Name, error: &std::io::Error, example: &str) -> Diagnostic {
    let (message, label) = match error.kind() {
        ErrorKind::NotFound => (format!("there is no file `{}`", from.text), "not found"),
        ErrorKind::IsADirectory => (format!("`{}` is a folder", from.text), "a folder"),
        kind => (format!("`{}` cannot be read: {kind}", from.text), "not readable"),
    };
    Diagnostic::new(Code::FileUnreadable, from.span, message)
        .label(label)
        .help(format!("the path is relative to the scenario's folder, for example `{example}`"))
}

/// The file's path, once links are followed, which must lie inside the folder.
fn locate(folder: &Path, from: &Name, example: &str) -> Result<PathBuf, Diagnostic> {
    let outside = || {
        let message = format!("`{}` lies outside the scenario's folder", from.text);
        Diagnostic::new(Code::FileOutside, from.span, message)
            .label("not inside the folder")
            .help("a scenario reads only files beside it or below it")
    };
    let relative = Path::new(&from.text);
    if relative.is_absolute() {
        return Err(outside());
    }
    let missing = |error: std::io::Error| unreadable(from, &error, example);
    let folder = folder.canonicalize().map_err(missing)?;
    let path = folder.join(relative).canonicalize();
    match path {
        Ok(path) if path.starts_with(&folder) => Ok(path),
        Ok(_) => Err(outside()),
        Err(_) if relative.components().any(|part| part == std::path::Component::ParentDir) => Err(outside()),
        Err(error) => Err(missing(error)),
    }
}

#[cfg(test)]
mod tests {
    #[cfg(unix)]
    #[test]
    fn a_link_that_leads_out_of_the_folder_is_refused() {
        use super::*;
        use std::os::unix::fs::symlink;

        let around = tempfile::tempdir().unwrap();
        let folder = around.path().join("scenario");
        std::fs::create_dir(&folder).unwrap();
        std::fs::write(around.path().join("secret.csv"), "time,rate\n0,1\n").unwrap();
        std::fs::write(folder.join("own.csv"), "\u{feff}time,rate\n0,1\n").unwrap();
        symlink(around.path().join("secret.csv"), folder.join("out.csv")).unwrap();
        symlink(folder.join("own.csv"), folder.join("in.csv")).unwrap();
        let read = |path: &str| {
            let from = Name { text: path.to_owned(), span: crate::source::Span::default() };
            read(&folder, &from, "a.csv").map_err(|diagnostic| diagnostic.code).map(|file| file.text)
        };
        assert_eq!(read("out.csv").unwrap_err(), Code::FileOutside);
        assert_eq!(&*read("in.csv").unwrap(), "time,rate\n0,1\n");
    }

    #[test]
    fn a_file_is_read_once() {
        use super::*;

        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("day.csv");
        std::fs::write(&path, "time,rate\n0,1\n").unwrap();
        let from = Name { text: "day.csv".to_owned(), span: crate::source::Span::default() };
        let mut files = Files::default();
        let first = files.read(folder.path(), &from, "a.csv").unwrap();
        std::fs::remove_file(&path).unwrap();
        let second = files.read(folder.path(), &from, "a.csv").unwrap();
        assert!(Rc::ptr_eq(&first, &second));
        let other = Name { text: "./day.csv".to_owned(), ..from };
        assert!(files.read(folder.path(), &other, "a.csv").is_err());
    }
}
