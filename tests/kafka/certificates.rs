//! The certificates that `certificates.sh` makes for each cluster.

use std::path::{Path, PathBuf};

/// What protects the client's key on its disk.
pub const KEY_PASSWORD: &str = "key-s3cret-of-the-client";

/// The files, as PEM.
pub struct Certificates {
    pub authority: PathBuf,
    pub client: PathBuf,
    /// The client's, encrypted.
    pub client_key: PathBuf,
}

impl Certificates {
    /// Those in a cluster's folder.
    pub fn of(folder: &Path) -> Self {
        Self {
            authority: folder.join("authority.pem"),
            client: folder.join("client.pem"),
            client_key: folder.join("client.key"),
        }
    }
}

pub fn path(path: &Path) -> &str {
    path.to_str().expect("temporary folders have plain names")
}
