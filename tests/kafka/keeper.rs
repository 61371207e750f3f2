//! A folder for what a cluster writes, and a process that tidies it up however the test ends: also when it panics,
//! is killed, or keeps its cluster until the process ends.

use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

pub struct Keeper {
    script: Child,
    folder: PathBuf,
}

impl Keeper {
    pub fn new() -> Self {
        let folder = tempfile::Builder::new().prefix("cluster-").tempdir().unwrap().keep();
        let script = Command::new(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/kafka/keep.sh"))
            .arg(&folder)
            .stdin(Stdio::piped())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        Self { script, folder }
    }

    pub fn folder(&self) -> &Path {
        &self.folder
    }

    /// Has a process ended with the test.
    pub fn note(&self, name: &str, pid: u32) {
        std::fs::write(self.pid_file(name), pid.to_string()).unwrap();
    }

    /// The process has ended: its id may belong to another one.
    pub fn forget(&self, name: &str) {
        let _ = std::fs::remove_file(self.pid_file(name));
    }

    fn pid_file(&self, name: &str) -> PathBuf {
        self.folder.join(format!("{name}.pid"))
    }
}

impl Drop for Keeper {
    fn drop(&mut self) {
        drop(self.script.stdin.take());
        let _ = self.script.wait();
    }
}
