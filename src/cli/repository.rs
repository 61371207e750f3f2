//! `rushhour.toml`: what holds for all scenarios of a folder or a repository.

use super::exit::FileError;
use crate::target::Allowed;
use serde::Deserialize;
use std::collections::BTreeSet;
use std::io;
use std::path::{Path, PathBuf};

const NAME: &str = "rushhour.toml";
/// Stands in the root of a repository.
const ROOT: &str = ".git";

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct Settings {
    topics_allowed: Option<Vec<String>>,
}

/// The files that hold for a scenario or for records.
pub fn files(path: &Path) -> Result<BTreeSet<PathBuf>, FileError> {
    let places = places(path).map_err(|error| FileError { path: path.display().to_string(), error })?;
    places.iter().filter_map(|place| find(place).transpose()).collect()
}

/// The topics that may be written to by a scenario or by records, as the files above them say.
pub fn topics_allowed(path: &Path) -> Result<Allowed, FileError> {
    files(path)?.iter().try_fold(Allowed::default(), |allowed, file| Ok(allowed.and(read(file)?)))
}

/// The file that holds in the current folder: records may lie anywhere.
pub fn file_here() -> Result<Option<PathBuf>, FileError> {
    let here = std::path::absolute(NAME).map_err(|error| FileError { path: NAME.to_owned(), error })?;
    find(&here)
}

/// What that file says.
pub fn topics_allowed_here() -> Result<Allowed, FileError> {
    file_here()?.map_or_else(|| Ok(Allowed::default()), |file| read(&file))
}

/// Where a path stands as it is written, and where its links lead; the current folder for what is no file, such as a
/// pipe.
fn places(path: &Path) -> io::Result<[PathBuf; 2]> {
    let real = if path.is_file() { path.canonicalize() } else { std::path::absolute(NAME) };
    Ok([std::path::absolute(path)?, real?])
}

fn read(path: &Path) -> Result<Allowed, FileError> {
    let place = path.display().to_string();
    let wrong = |words: String| FileError {
        path: place.clone(),
        error: io::Error::new(io::ErrorKind::InvalidData, words),
    };
    let text = std::fs::read_to_string(path).map_err(|error| FileError { path: place.clone(), error })?;
    let settings: Settings =
        toml::from_str(&text).map_err(|error| wrong(error.to_string().trim_end().to_owned()))?;
    match settings.topics_allowed {
        None => Ok(Allowed::default()),
        Some(patterns) => Allowed::only(patterns, place.clone())
            .map_err(|reason| wrong(format!("`topics_allowed`: {reason}"))),
    }
}

/// The file in the folder of a place or above it, up to the repository's root; up to the last folder where there is no
/// repository. One that cannot be looked for is an error, and a link that leads nowhere is a file: what may hold topics
/// back is never passed over.
fn find(place: &Path) -> Result<Option<PathBuf>, FileError> {
    for folder in place.ancestors().skip(1) {
        let path = folder.join(NAME);
        match path.symlink_metadata() {
            Ok(_) => return Ok(Some(path)),
            Err(error) if error.kind() == io::ErrorKind::NotFound => {}
            Err(error) => return Err(FileError { path: path.display().to_string(), error }),
        }
        if folder.join(ROOT).exists() {
            break;
        }
    }
    Ok(None)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_that_cannot_be_looked_for_is_not_passed_over() {
        let folder = tempfile::tempdir().unwrap();
        let place = |name: &str| folder.path().join(name);
        std::fs::create_dir(place(ROOT)).unwrap();
        std::fs::write(place("file"), "").unwrap();
        assert_eq!(find(&place("file")).unwrap(), None);
        let told = find(&place("file/records.jsonl")).unwrap_err().to_string();
        assert!(told.starts_with(&place("file/rushhour.toml: ").display().to_string()), "{told}");
    }
}
