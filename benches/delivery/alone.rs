//! The bare loop in a process of its own, as every other side is: in that of the bench it would find the memory that its
//! rounds before have taken, while the command has to ask for its own.
//!
//! In: servers, topic, compression, a file with a payload in each line, how many records. Out: how many were acknowledged
//! in how many seconds, on a line.

use crate::bare::{self, Load};
use crate::settings;
use anyhow::{Context, Result, bail, ensure};
use std::fs;
use std::path::Path;
use std::process::Command;

/// The first argument of such a process.
pub const WORD: &str = "bare-loop";

/// What such a process does.
pub fn main(arguments: &[String]) -> Result<()> {
    let [servers, topic, compression, file, records] = arguments else {
        bail!("not the arguments of `command`")
    };
    let payloads = fs::read(file)?;
    let payloads: Vec<Box<[u8]>> = payloads.split(|byte| *byte == b'\n').map(Into::into).collect();
    let properties = &settings::librdkafka(compression);
    let load = Load { servers, topic, properties, payloads: &payloads, records: records.parse()? };
    let outcome = bare::produce(&load)?;
    ensure!(outcome.failed == 0, "{} records failed", outcome.failed);
    println!("{} {}", outcome.acknowledged, outcome.elapsed.as_secs_f64());
    Ok(())
}

/// Such a process.
pub fn command(servers: &str, topic: &str, compression: &str, file: &Path, records: u64) -> Result<Command> {
    let mut command = Command::new(std::env::current_exe()?);
    command.args([WORD, servers, topic, compression]).arg(file).arg(records.to_string());
    Ok(command)
}

/// What it prints: how many records, and how many seconds.
pub fn read(printed: &str) -> Result<(u64, f64)> {
    let (records, seconds) = printed.trim().split_once(' ').context("not two numbers")?;
    Ok((records.parse()?, seconds.parse()?))
}
