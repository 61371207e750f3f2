//! What the command answers to a file, in bounded time and memory.

use crate::processor_time::processor_time;
use std::io::Write;
use std::path::Path;
use std::process::{Command, Stdio};
use std::sync::Mutex;
use std::time::{Duration, Instant};

/// Processor time, where the system tells it, in hundredths of a second: another load on the machine changes nothing.
const MOST_TIME: u64 = 60 * 100;
/// For what waits without computing.
const LONGEST: Duration = Duration::from_mins(20);
/// What a process may have had in memory at its peak, in KiB.
const MOST_MEMORY: u64 = 200 * 1024;

/// One at a time: each may take what a machine with little memory has.
static ALONE: Mutex<()> = Mutex::new(());

/// The exit code and the output of `rushhour ARGUMENTS FILE` for a file of that content.
pub fn answer(arguments: &[&str], content: &[u8]) -> (i32, String) {
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("hostile.yaml");
    std::fs::File::create(&file).and_then(|mut file| file.write_all(content)).expect("a file");
    answer_for(arguments, &file)
}

#[expect(clippy::disallowed_methods, reason = "a process that hangs has to be ended")]
pub fn answer_for(arguments: &[&str], file: &Path) -> (i32, String) {
    let _alone = ALONE.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
    let output = tempfile::NamedTempFile::new().expect("a file");
    let (out, err) = (output.reopen().expect("the file"), output.reopen().expect("the file"));
    let begun = Instant::now();
    let mut child = Command::new(env!("CARGO_BIN_EXE_rushhour"))
        .args(arguments)
        .arg(file)
        .env_clear()
        .stdin(Stdio::null())
        .stdout(out)
        .stderr(err)
        .spawn()
        .expect("the command runs");
    let mut peak = 0;
    let code = loop {
        peak = peak.max(memory(child.id()));
        if let Some(status) = child.try_wait().expect("a child") {
            break status.code().expect("no signal ended it");
        }
        let time = processor_time(child.id());
        if begun.elapsed() > LONGEST || time > MOST_TIME || peak > MOST_MEMORY {
            child.kill().expect("a child");
            child.wait().expect("a child");
            panic!("{peak} KiB in {time} hundredths of a second, {:?}", begun.elapsed());
        }
        std::thread::yield_now();
    };
    let said = String::from_utf8_lossy(&std::fs::read(output.path()).expect("the output")).into_owned();
    assert!(matches!(code, 0..=3), "exit {code}: {said}");
    assert!(said.len() < 20_000_000, "{} bytes were said", said.len());
    (code, said)
}

/// The peak of a living process's memory in KiB, as far as the system tells. Before it runs the command it
/// still has this one's memory.
fn memory(process: u32) -> u64 {
    let status = std::fs::read_to_string(format!("/proc/{process}/status")).unwrap_or_default();
    if !status.starts_with("Name:\trushhour") {
        return 0;
    }
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    line.and_then(|line| line.trim().trim_end_matches(" kB").parse().ok()).unwrap_or(0)
}

/// One piece of text for each number.
pub fn each(numbers: impl Iterator<Item = usize>, piece: impl Fn(usize) -> String) -> String {
    numbers.map(piece).collect::<Vec<_>>().concat()
}

/// A scenario whose event has these fields, and that may have more at its top level.
pub fn scenario(top: &str, lets: &str, fields: &str) -> Vec<u8> {
    let traffic = "traffic:\n  s:\n    emit: e\n    topic: t\n    phases:\n      - p: hold 5/s for 10s\n";
    let lets = if lets.is_empty() { String::new() } else { format!("    let:\n{lets}") };
    format!("scenario: hostile\n{top}events:\n  e:\n{lets}    payload:\n{fields}{traffic}").into_bytes()
}

pub fn refused(code: &str, content: &[u8]) {
    let (exit, said) = answer(&["check"], content);
    assert_eq!(exit, 1, "{said}");
    assert!(said.contains(&format!("error[{code}]")), "no {code} in: {}", said.get(..2000).unwrap_or(&said));
}

pub fn accepted(content: &[u8]) {
    let (exit, said) = answer(&["check"], content);
    assert_eq!(exit, 0, "{}", said.get(..2000).unwrap_or(&said));
    let (exit, said) = answer(&["preview", "-n", "2"], content);
    assert_eq!(exit, 0, "{}", said.get(..2000).unwrap_or(&said));
}
