//! Files that a scenario names: catalogs and curves.
//!
//! In: a path below the scenario's folder. Out: its text and a fingerprint of its bytes. Never reads outside the
//! folder, through links neither, and never what is no file: it waits for nobody.

use crate::diagnostic::{Code, Diagnostic};
use crate::formula::ast::Name;
use siphasher::sip128::{Hasher128, SipHasher24};
use std::collections::HashMap;
use std::fs::OpenOptions;
use std::hash::Hasher;
use std::io::{ErrorKind, Read};
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
    let file = open(&path).map_err(|error| match std::fs::metadata(&path) {
        Ok(known) if !known.is_file() => no_file(from, known.is_dir(), example),
        _ => failed(error),
    })?;
    // What was opened, whatever has the name by now.
    let opened = file.metadata().map_err(failed)?;
    if !opened.is_file() {
        return Err(no_file(from, opened.is_dir(), example));
    }
    let too_large = |what: String| {
        let message = format!("`{}` has {what}, and 1 GiB is the most a file may have", from.text);
        Diagnostic::new(Code::FileUnreadable, from.span, message).label("too large")
    };
    if opened.len() > MAX_BYTES {
        return Err(too_large(format!("{} bytes", opened.len())));
    }
    let mut bytes = Vec::with_capacity(usize::try_from(opened.len()).unwrap_or_default());
    file.take(MAX_BYTES + 1).read_to_end(&mut bytes).map_err(failed)?;
    let size = bytes.len() as u64;
    if size > MAX_BYTES {
        return Err(too_large("grown".to_owned()));
    }
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

/// Opens it for reading without waiting for the other end of a pipe.
#[cfg(unix)]
fn open(path: &Path) -> std::io::Result<std::fs::File> {
    use std::os::unix::fs::OpenOptionsExt;

    OpenOptions::new().read(true).custom_flags(libc::O_NONBLOCK | libc::O_NOFOLLOW).open(path)
}

#[cfg(not(unix))]
fn open(path: &Path) -> std::io::Result<std::fs::File> {
    OpenOptions::new().read(true).open(path)
}

fn no_file(from: &Name, is_folder: bool, example: &str) -> Diagnostic {
    if is_folder {
        return refusal(from, format!("`{}` is a folder", from.text), "a folder", example);
    }
    let message = format!("`{}` is a pipe, a socket or a device, and only files are read", from.text);
    refusal(from, message, "no file", example)
}

fn unreadable(from: &Name, error: &std::io::Error, example: &str) -> Diagnostic {
    let (message, label) = match error.kind() {
        ErrorKind::NotFound => (format!("there is no file `{}`", from.text), "not found"),
        kind => (format!("`{}` cannot be read: {kind}", from.text), "not readable"),
    };
    refusal(from, message, label, example)
}

fn refusal(from: &Name, message: String, label: &str, example: &str) -> Diagnostic {
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
