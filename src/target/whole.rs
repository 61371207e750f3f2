//! The one name of a file, however it is named.

use std::path::{Path, PathBuf};

/// The same path from anywhere; the file itself need not be there yet.
pub fn whole(path: &Path) -> PathBuf {
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    match (path.canonicalize(), folder.canonicalize(), path.file_name()) {
        (Ok(whole), _, _) => whole,
        (Err(_), Ok(folder), Some(name)) => folder.join(name),
        (Err(_), _, _) => path.to_path_buf(),
    }
}
