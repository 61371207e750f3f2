//! A run that goes on while the test looks at it and sends it signals.

use crate::folder::{Called, DEADLINE};
use std::io::{BufRead, BufReader, Read};
use std::process::{Child, Command, Stdio};
use std::sync::mpsc::{Receiver, RecvTimeoutError, channel};
use std::thread;

pub struct Running {
    child: Child,
    /// Lines of standard error as they come.
    lines: Receiver<String>,
    seen: String,
}

impl Running {
    /// Starts it with its standard error read.
    pub fn start(mut command: Command) -> Self {
        let mut child = command.stderr(Stdio::piped()).spawn().unwrap();
        let reader = BufReader::new(child.stderr.take().unwrap());
        let (sender, lines) = channel();
        thread::spawn(move || reader.lines().map_while(Result::ok).try_for_each(|line| sender.send(line)));
        Self { child, lines, seen: String::new() }
    }

    /// Waits for a line of standard error that holds the words.
    #[track_caller]
    pub fn wait_for(&mut self, words: &str) -> String {
        loop {
            match self.lines.recv_timeout(DEADLINE) {
                Ok(line) => {
                    self.seen += &(line.clone() + "\n");
                    if line.contains(words) {
                        return line;
                    }
                }
                Err(error) => panic!("{error} before {words:?} in\n{}", self.seen),
            }
        }
    }

    pub fn id(&self) -> u32 {
        self.child.id()
    }

    /// A signal of that name, sent to this process alone.
    pub fn signal(&self, name: &str) {
        let pid = self.id().to_string();
        let sent = Command::new("sh").args(["-c", "kill -s \"$0\" \"$1\"", name, &pid]).status().unwrap();
        assert!(sent.success());
    }

    /// Ends it at once: it cannot do anything about that.
    pub fn kill(mut self) {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
    }

    /// Takes standard output, if it was piped.
    pub fn out(&mut self) -> impl Read + use<> {
        self.child.stdout.take().unwrap()
    }

    /// Waits for the end: standard error closes with it.
    #[track_caller]
    pub fn end(mut self) -> Called {
        loop {
            match self.lines.recv_timeout(DEADLINE) {
                Ok(line) => self.seen += &(line + "\n"),
                Err(RecvTimeoutError::Disconnected) => break,
                Err(RecvTimeoutError::Timeout) => panic!("still running:\n{}", self.seen),
            }
        }
        let status = self.child.wait().unwrap();
        let code = status.code().unwrap_or_else(|| panic!("{status}: {}", self.seen));
        Called { code, out: String::new(), err: std::mem::take(&mut self.seen) }
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        // Ended already unless the test failed.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
