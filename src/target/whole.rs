//! The one name of a file, however it is named.

use std::path::{Path, PathBuf};

/// More than any system follows.
const MOST_LINKS: usize = 64;

/// The same path from anywhere; the file itself need not be there yet, also where a link leads to it.
pub fn whole(path: &Path) -> PathBuf {
    let mut path = path.to_path_buf();
    for _ in 0..MOST_LINKS {
        if let Ok(whole) = path.canonicalize() {
            return whole;
        }
        let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
        let (Ok(folder), Some(name)) = (folder.canonicalize(), path.file_name()) else { break };
        path = folder.join(name);
        let Ok(aim) = path.read_link() else { break };
        path = folder.join(aim);
    }
    path
}
