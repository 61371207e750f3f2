//! The files that one command reads and writes: what it writes is none of the others.

use super::refusal::Refusal;
use crate::target::whole;
use std::fs::Metadata;
use std::path::{Path, PathBuf};

/// What the command does with a file before it comes to another one, in words.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Use {
    Read,
    Written,
}

/// A device and the number of a file on it.
type Identity = (u64, u64);

/// A file however it is named: by a path, through a link, by another of its names.
#[derive(Debug)]
struct Place {
    path: PathBuf,
    /// Of a file that is there already.
    identity: Option<Identity>,
}

/// Files by what the command does with them. Devices and pipes, such as `/dev/null`, may stand for several.
#[derive(Debug, Default)]
pub(super) struct Paths(Vec<(Place, Use)>);

impl Paths {
    /// Those of a command that reads these.
    pub(super) fn reading(files: impl IntoIterator<Item = PathBuf>) -> Self {
        let places = files.into_iter().filter_map(|file| Place::of(&file));
        Self(places.map(|place| (place, Use::Read)).collect())
    }

    /// Adds a file that the command writes, named by an option.
    pub(super) fn write(mut self, option: &str, file: Option<&Path>) -> Result<Self, Refusal> {
        let Some((file, place)) = file.and_then(|file| Some((file, Place::of(file)?))) else {
            return Ok(self);
        };
        if let Some((_, taken)) = self.0.iter().find(|(other, _)| other.is(&place)) {
            let (option, file) = (option.to_owned(), file.to_path_buf());
            return Err(match taken {
                Use::Read => Refusal::FileRead { option, file },
                Use::Written => Refusal::FileWritten { option, file },
            });
        }
        self.0.push((place, Use::Written));
        Ok(self)
    }
}

impl Place {
    /// None of what is no file.
    fn of(file: &Path) -> Option<Self> {
        let metadata = file.metadata().ok();
        if metadata.as_ref().is_some_and(|metadata| !metadata.is_file()) {
            return None;
        }
        Some(Self { path: whole(file), identity: metadata.as_ref().and_then(identity) })
    }

    fn is(&self, other: &Self) -> bool {
        self.path == other.path || self.identity.is_some() && self.identity == other.identity
    }
}

#[cfg(unix)]
#[expect(clippy::unnecessary_wraps, reason = "elsewhere there is none")]
fn identity(metadata: &Metadata) -> Option<Identity> {
    use std::os::unix::fs::MetadataExt;
    Some((metadata.dev(), metadata.ino()))
}

#[cfg(not(unix))]
fn identity(_metadata: &Metadata) -> Option<Identity> {
    None
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

    #[cfg(unix)]
    #[test]
    fn a_file_of_several_names_is_one() {
        let folder = tempfile::tempdir().unwrap();
        let at = |name: &str| folder.path().join(name);
        for name in ["a.yaml", "out", "other"] {
            std::fs::write(at(name), "").unwrap();
        }
        for (name, link) in [("a.yaml", "a"), ("out", "o")] {
            std::fs::hard_link(at(name), at(link)).unwrap();
        }
        let write = |file: &str| {
            let paths = Paths::reading([at("a.yaml")]).write("--to", Some(&at("out"))).unwrap();
            paths.write("--summary", Some(&at(file)))
        };
        assert!(matches!(write("a"), Err(Refusal::FileRead { .. })));
        assert!(matches!(write("o"), Err(Refusal::FileWritten { .. })));
        assert!(write("other").is_ok() && write("new").is_ok());

        for (link, aim) in [("far", "near"), ("near", "x/../later"), ("ring", "ring")] {
            std::os::unix::fs::symlink(aim, at(link)).unwrap();
        }
        std::fs::create_dir(at("x")).unwrap();
        let write = |file: &str| {
            Paths::default().write("--to", Some(&at("later"))).unwrap().write("--failed", Some(&at(file)))
        };
        assert!(matches!(write("far"), Err(Refusal::FileWritten { .. })), "no file is there yet");
        assert!(write("ring").is_ok(), "that it cannot be written is told later");
    }

    #[test]
    fn a_device_may_be_named_twice() {
        let null = Some(Path::new("/dev/null"));
        assert!(Paths::default().write("--to", null).unwrap().write("--summary", null).is_ok());
    }
}
