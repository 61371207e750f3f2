//! Why there is no journal to write to.

use super::head::VERSION;
use std::io;
use std::path::PathBuf;

#[derive(Debug, thiserror::Error)]
pub enum JournalError {
    #[error("{}", path.display())]
    File { path: PathBuf, source: io::Error },
    #[error(
        "{}: there is such a file: go on with its run by `--resume`, or name another one", path.display()
    )]
    Exists { path: PathBuf },
    #[error("{}: another run is writing this journal", path.display())]
    InUse { path: PathBuf },
    #[error("{}: this is no journal of `run --journal`", path.display())]
    NoJournal { path: PathBuf },
    #[error("{}: the journal is cut or damaged at its very beginning: it says of nothing that it is acknowledged", path.display())]
    NoHead { path: PathBuf },
    #[error("{}: the journal has version {version}, and this rushhour reads {VERSION}", path.display())]
    Version { path: PathBuf, version: u32 },
    #[error(
        "{}: the journal is damaged at byte {at} of {size}, and not at its end: what stands behind cannot be trusted", path.display()
    )]
    Damaged { path: PathBuf, at: usize, size: usize },
}
