//! The scenario files that a command is given.

use super::exit::FileError;
use super::exit::UsageError;
use std::path::{Path, PathBuf};

/// The files among the paths, and those in the folders among them, sorted; at least one. Without paths: the
/// folder `scenarios`, or the current one.
pub fn scenarios(paths: &[PathBuf]) -> anyhow::Result<Vec<PathBuf>> {
    let usual = [PathBuf::from("scenarios"), PathBuf::from(".")];
    let default = usual.iter().find(|path| path.is_dir()).map(std::slice::from_ref);
    let paths = if paths.is_empty() { default.unwrap_or_default() } else { paths };
    let mut found = Vec::new();
    for path in paths {
        if path.is_dir() { folder(path, &mut found)? } else { found.push(path.clone()) }
    }
    if found.is_empty() {
        let folders: Vec<String> = paths.iter().map(|path| path.display().to_string()).collect();
        let words = format!("no scenario in {}: a scenario's name ends in .yaml or .yml", folders.join(", "));
        return Err(UsageError(words).into());
    }
    Ok(found)
}

/// Hidden folders, links to folders and what is no file, such as a pipe, are passed over.
fn folder(path: &Path, found: &mut Vec<PathBuf>) -> Result<(), FileError> {
    let failed = |error| FileError { path: path.display().to_string(), error };
    let mut entries =
        std::fs::read_dir(path).map_err(failed)?.collect::<Result<Vec<_>, _>>().map_err(failed)?;
    entries.sort_by_key(std::fs::DirEntry::file_name);
    for entry in entries {
        let name = entry.file_name();
        let is_hidden = name.to_string_lossy().starts_with('.');
        let path = if path == Path::new(".") { PathBuf::from(&name) } else { entry.path() };
        let kind = entry.file_type().map_err(failed)?;
        if kind.is_dir() && !is_hidden {
            folder(&path, found)?;
        } else if path.metadata().map_or(true, |known| known.is_file())
            && path.extension().is_some_and(|extension| extension == "yaml" || extension == "yml")
        {
            found.push(path);
        }
    }
    Ok(())
}
