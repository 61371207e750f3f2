//! One broker: a process that can be paused, killed and started again on what it had written.

use super::SCRIPT;
use super::keeper::Keeper;
use std::fs::OpenOptions;
use std::io::{BufRead, BufReader, Write};
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::sync::Mutex;
use std::sync::mpsc::{Receiver, channel};
use std::thread;
use std::time::Duration;

/// Far more than a broker takes to start.
const DEADLINE: Duration = Duration::from_mins(2);

/// What a broker logs when it can be used.
const STARTED: &str = "Kafka Server started";

pub struct Broker {
    number: usize,
    name: String,
    folder: PathBuf,
    process: Option<Child>,
    /// Hears when it can be used, until that was waited for.
    started: Mutex<Option<Receiver<()>>>,
    is_paused: bool,
}

impl Broker {
    /// A broker of those that were made in the keeper's folder.
    pub fn new(number: usize, keeper: &Keeper) -> Self {
        Self {
            number,
            name: format!("broker-{number}"),
            folder: keeper.folder().to_owned(),
            process: None,
            started: Mutex::default(),
            is_paused: false,
        }
    }

    fn log(&self) -> PathBuf {
        self.folder.join(format!("{}.log", self.name))
    }

    /// Begins to start it, unless it runs.
    pub fn start(&mut self, keeper: &Keeper) {
        if self.process.is_some() {
            return;
        }
        let mut command = Command::new(SCRIPT);
        command.arg("run").arg(&self.folder).arg(self.number.to_string());
        command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::null());
        let mut process = command.spawn().unwrap();
        keeper.note(&self.name, process.id());
        let lines = BufReader::new(process.stdout.take().unwrap()).lines().map_while(Result::ok);
        let mut log = OpenOptions::new().create(true).append(true).open(self.log()).unwrap();
        let (sender, started) = channel();
        thread::spawn(move || {
            for line in lines {
                // The folder may be gone already, and nobody waiting.
                let _ = writeln!(log, "{line}");
                if line.contains(STARTED) {
                    let _ = sender.send(());
                }
            }
        });
        (self.process, self.started) = (Some(process), Mutex::new(Some(started)));
    }

    /// Waits until it can be used.
    pub fn wait(&mut self) {
        if let Some(started) = self.started.get_mut().unwrap().take() {
            started.recv_timeout(DEADLINE).unwrap_or_else(|error| {
                let log = std::fs::read_to_string(self.log()).unwrap_or_default();
                let end = log.lines().rev().take(30).collect::<Vec<_>>();
                let end = end.into_iter().rev().collect::<Vec<_>>().join("\n");
                panic!("{} did not start: {error}\n{end}", self.name)
            });
        }
    }

    /// It keeps its connections and answers nobody.
    pub fn pause(&mut self) {
        self.signal("STOP");
        self.is_paused = true;
    }

    pub fn resume(&mut self) {
        self.signal("CONT");
        self.is_paused = false;
    }

    pub fn is_paused(&self) -> bool {
        self.is_paused
    }

    /// Ends it as a power cut would.
    pub fn kill(&mut self, keeper: &Keeper) {
        self.end("KILL", keeper);
    }

    /// Ends it as an operator would: its leaderships go to others first.
    pub fn shut_down(&mut self, keeper: &Keeper) {
        self.end("TERM", keeper);
    }

    fn end(&mut self, signal: &str, keeper: &Keeper) {
        self.signal(signal);
        self.process.take().expect("it runs").wait().unwrap();
        keeper.forget(&self.name);
        self.is_paused = false;
    }

    fn signal(&self, name: &str) {
        let pid = self.process.as_ref().expect("it runs").id().to_string();
        let sent = Command::new("sh").args(["-c", "kill -s \"$0\" \"$1\"", name, &pid]).status().unwrap();
        assert!(sent.success());
    }
}

impl Drop for Broker {
    fn drop(&mut self) {
        if let Some(process) = &mut self.process {
            let _ = process.kill();
            let _ = process.wait();
        }
    }
}
