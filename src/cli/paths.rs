//! The files that one command reads and writes: what it writes is none of the others.

use super::refusal::Refusal;
use std::path::{Path, PathBuf};

/// What the command does with a file before it comes to another one, in words.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Use {
    Read,
    Written,
}

/// Files by what the command does with them. Devices and pipes, such as `/dev/null`, may stand for several.
#[derive(Debug, Default)]
pub(super) struct Paths(Vec<(PathBuf, Use)>);

impl Paths {
    /// Those of a command that reads these.
    pub(super) fn reading(files: impl IntoIterator<Item = PathBuf>) -> Self {
        let files = files.into_iter().filter_map(|file| whole(&file));
        Self(files.map(|path| (path, Use::Read)).collect())
    }

    /// Adds a file that the command writes, named by an option.
    pub(super) fn write(mut self, option: &str, file: Option<&Path>) -> Result<Self, Refusal> {
        let Some((file, path)) = file.and_then(|file| Some((file, whole(file)?))) else { return Ok(self) };
        if let Some((_, taken)) = self.0.iter().find(|(other, _)| *other == path) {
            let (option, file) = (option.to_owned(), file.to_path_buf());
            return Err(match taken {
                Use::Read => Refusal::FileRead { option, file },
                Use::Written => Refusal::FileWritten { option, file },
            });
        }
        self.0.push((path, Use::Written));
        Ok(self)
    }
}

/// The one name of a file; none of what is no file.
fn whole(file: &Path) -> Option<PathBuf> {
    if file.metadata().is_ok_and(|metadata| !metadata.is_file()) {
        return None;
    }
    if let Ok(known) = file.canonicalize() {
        return Some(known);
    }
    let folder = file.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    Some(folder.canonicalize().ok()?.join(file.file_name()?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_written_is_none_of_the_other_files_however_it_is_named() {
        let folder = tempfile::tempdir().unwrap();
        let at = |name: &str| folder.path().join(name);
        std::fs::write(at("a.yaml"), "").unwrap();
        let refusal = |option, file: &Path| {
            let paths = Paths::reading([at("a.yaml")]).write("--to", Some(&at("b"))).unwrap();
            paths.write(option, Some(file)).err().map(|error| error.to_string())
        };
        let inside = at("x/../a.yaml");
        std::fs::create_dir(at("x")).unwrap();
        let told = refusal("--summary", &inside).unwrap();
        assert_eq!(told, format!("--summary {}: this file is read; name another one", inside.display()));
        assert!(refusal("--failed", &at("x/../b")).unwrap().contains("is written already"));
        assert_eq!(refusal("--failed", &at("c")), None);
        assert_eq!(refusal("--failed", &at("nowhere/b")), None, "that it cannot be written is told later");
    }

    #[test]
    fn a_device_may_be_named_twice() {
        let null = Some(Path::new("/dev/null"));
        assert!(Paths::default().write("--to", null).unwrap().write("--summary", null).is_ok());
    }
}
