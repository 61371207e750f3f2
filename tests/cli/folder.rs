//! A folder of a test's own, and the command run in it with an environment of its own.

use assert_cmd::cargo::cargo_bin;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;
use tempfile::TempDir;

/// Far more than any call takes.
pub const DEADLINE: Duration = Duration::from_mins(1);

/// Five events a second, until stopped.
pub const HELLO: &str = "\
scenario: hello
start: 2026-01-01T00:00:00Z
events:
  greeting:
    payload:
      id: =uuid()
      text: =choice(hello 60%, hi 40%)
      at: =now
traffic:
  greetings:
    emit: greeting
    topic: greetings
    phases:
      - steady: hold 5/s
";

pub struct Folder(TempDir);

/// What a call left behind.
#[derive(Debug, PartialEq, Eq)]
pub struct Called {
    pub code: i32,
    pub out: String,
    pub err: String,
}

impl Folder {
    pub fn new() -> Self {
        Self(tempfile::tempdir().unwrap())
    }

    /// With one scenario, `hello.yaml`.
    pub fn hello() -> Self {
        Self::with("hello.yaml", HELLO)
    }

    pub fn with(name: &str, text: &str) -> Self {
        let folder = Self::new();
        folder.write(name, text);
        folder
    }

    pub fn path(&self) -> &Path {
        self.0.path()
    }

    pub fn join(&self, name: &str) -> PathBuf {
        self.path().join(name)
    }

    pub fn write(&self, name: &str, text: &str) {
        let path = self.join(name);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, text).unwrap();
    }

    pub fn read(&self, name: &str) -> String {
        std::fs::read_to_string(self.join(name)).unwrap_or_else(|error| panic!("{name}: {error}"))
    }

    pub fn has(&self, name: &str) -> bool {
        self.join(name).exists()
    }

    /// The command in this folder, with no variable but those that the test adds.
    pub fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(cargo_bin!("rushhour"));
        command.current_dir(self.path()).env_clear().args(arguments);
        command
    }

    /// A command where no file may be longer than so many bytes: what goes beyond is an error, as on a full disk.
    pub fn limited(&self, bytes: u32, command: &Command) -> Command {
        assert_eq!(bytes % 512, 0, "the shell counts blocks");
        let limit = "ulimit -f \"$0\"; exec \"$@\"";
        self.behind(&["/bin/sh", "-c", limit, &(bytes / 512).to_string()], command)
    }

    /// A command that becomes the other one.
    pub fn behind(&self, first: &[&str], command: &Command) -> Command {
        let mut both = Command::new(first[0]);
        both.current_dir(self.path()).env_clear().args(&first[1..]);
        both.arg(command.get_program()).args(command.get_args());
        both
    }

    #[track_caller]
    pub fn call(&self, arguments: &[&str]) -> Called {
        call(self.command(arguments))
    }
}

#[track_caller]
pub fn call(command: Command) -> Called {
    let output = assert_cmd::Command::from_std(command).timeout(DEADLINE).output().unwrap();
    let code = output.status.code().unwrap_or_else(|| panic!("ended by a signal: {output:?}"));
    let text = |bytes| String::from_utf8(bytes).unwrap();
    Called { code, out: text(output.stdout), err: text(output.stderr) }
}

impl Called {
    /// The command did what it was asked for.
    #[track_caller]
    pub fn done(self) -> Self {
        assert_eq!(self.code, 0, "{}{}", self.out, self.err);
        self
    }

    /// It ended with a code and said something on standard error.
    #[track_caller]
    pub fn refused(self, code: i32, words: &str) -> Self {
        assert_eq!(self.code, code, "{}{}", self.out, self.err);
        assert!(self.err.contains(words), "{:?} is not in\n{}", words, self.err);
        self
    }

    /// Standard output as JSON Lines.
    #[track_caller]
    pub fn lines(&self) -> Vec<serde_json::Value> {
        let line = |line| serde_json::from_str(line).unwrap_or_else(|error| panic!("{error}: {line}"));
        self.out.lines().map(line).collect()
    }
}
