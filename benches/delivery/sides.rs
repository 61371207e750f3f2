//! The sides: each sends records into a topic and tells in what time. In: a broker, a topic, settings. Out: how many records, and the
//! seconds from the first handed over to the last acknowledged, by the side's own clock.

use crate::alone;
use crate::settings::{self, COMMON, COMPRESSION};
use crate::setup::Setup;
use anyhow::{Context, Result, ensure};
use serde_json::Value;
use std::path::Path;
use std::process::{Command, Stdio};

/// What kafka-producer-perf-test.sh starts Java with.
const JAVA: [&str; 7] = [
    "-Xmx512M",
    "-server",
    "-XX:+UseG1GC",
    "-XX:MaxGCPauseMillis=20",
    "-XX:InitiatingHeapOccupancyPercent=35",
    "-XX:+ExplicitGCInvokesConcurrent",
    "-XX:MaxInlineLevel=15",
];
/// Nearest to 100,000 records of `user-events`.
const JAVA_BUFFER: (&str, &str) = ("buffer.memory", "33554432");

const PROGRAM: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/benches/delivery/user_events.py");

#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Side {
    /// `rushhour run --speed max`, composing.
    Run,
    /// The bare librdkafka loop, one payload again and again.
    BareOne,
    /// The same, the scenario's payloads.
    BareMany,
    /// kafka-producer-perf-test, all of its time.
    PerfTest,
    /// The same, without the time of its first records.
    PerfTestWarm,
    /// The Python program, its own settings.
    Program,
    /// The same, the others' settings and no printing.
    ProgramSet,
}

/// What a side did, by its own account.
pub struct Outcome {
    /// All records that are to be in the topic now.
    pub sent: u64,
    /// Those that the time is of.
    pub timed: u64,
    pub seconds: f64,
}

impl Side {
    pub const ALL: [Self; 7] = [
        Self::Run,
        Self::BareOne,
        Self::BareMany,
        Self::PerfTest,
        Self::PerfTestWarm,
        Self::Program,
        Self::ProgramSet,
    ];

    pub fn name(self) -> &'static str {
        match self {
            Self::Run => "`run --speed max`",
            Self::BareOne => "(a) bare loop, one payload",
            Self::BareMany => "(a) bare loop, the scenario's payloads",
            Self::PerfTest => "(b) perf-test, all its time",
            Self::PerfTestWarm => "(b) perf-test, warm",
            Self::Program => "(c) Python, its own settings",
            Self::ProgramSet => "(c) Python, these settings, not printing",
        }
    }

    /// The least that a run may be, as a part of this side.
    pub fn target(self) -> Option<f64> {
        match self {
            Self::BareOne | Self::BareMany => Some(0.9),
            Self::PerfTest => Some(1.0),
            Self::Program => Some(30.0),
            Self::Run | Self::PerfTestWarm | Self::ProgramSet => None,
        }
    }

    pub fn send(self, setup: &Setup, compression: &str, topic: &str) -> Result<Outcome> {
        let sent = match self {
            Self::Run => run(setup, compression, topic),
            Self::BareOne => bare(setup, &setup.payload, compression, topic),
            Self::BareMany => bare(setup, &setup.payloads, compression, topic),
            Self::PerfTest => perf_test(setup, 0, compression, topic),
            Self::PerfTestWarm => perf_test(setup, setup.counts.warmup, compression, topic),
            Self::Program => program(setup, &[], topic),
            Self::ProgramSet => program(setup, &for_python(compression), topic),
        };
        sent.with_context(|| self.name())
    }
}

/// The command itself, as users call it.
fn run(setup: &Setup, compression: &str, topic: &str) -> Result<Outcome> {
    let summary = setup.broker.folder().join("summary.json");
    let records = setup.counts.records;
    let mut command = Command::new(env!("CARGO_BIN_EXE_rushhour"));
    command.args(["run", "--to", "kafka", "--speed", "max", "--max-events", &records.to_string()]);
    command.arg("--summary").arg(&summary).arg(setup.scenario(topic)?);
    let servers = ("bootstrap.servers", setup.broker.servers.as_str());
    for (name, value) in settings::librdkafka(compression).into_iter().chain([servers]) {
        command.args(["--set", &format!("kafka.{name}={value}")]);
    }
    output(&mut command)?;
    let summary: Value = serde_json::from_slice(&std::fs::read(summary)?)?;
    let seconds = summary["elapsed_s"].as_f64().context("`elapsed_s`")?;
    Ok(Outcome { sent: records, timed: records, seconds })
}

fn bare(setup: &Setup, payloads: &Path, compression: &str, topic: &str) -> Result<Outcome> {
    let records = setup.counts.records;
    let mut command = alone::command(&setup.broker.servers, topic, compression, payloads, records)?;
    let (timed, seconds) = alone::read(&output(&mut command)?)?;
    Ok(Outcome { sent: records, timed, seconds })
}

/// It prints a line of all records, and with a warm-up a last one of those after it, whose first are handed over while the
/// last ones of the warm-up are still to be acknowledged.
fn perf_test(setup: &Setup, warmup: u64, compression: &str, topic: &str) -> Result<Outcome> {
    let records = setup.counts.records + warmup;
    let mut command = Command::new("java");
    command.args(JAVA).arg("-cp").arg(setup.broker.jars.join("*"));
    command.args(["org.apache.kafka.tools.ProducerPerformance", "--throughput", "-1", "--topic", topic]);
    command.args(["--bootstrap-server", &setup.broker.servers, "--num-records", &records.to_string()]);
    command.arg("--payload-file").arg(&setup.payloads);
    if warmup > 0 {
        command.args(["--warmup-records", &warmup.to_string()]);
    }
    command.arg("--command-property");
    for (name, value) in COMMON.into_iter().chain([JAVA_BUFFER, (COMPRESSION, compression)]) {
        command.arg(format!("{name}={value}"));
    }
    let printed = output(&mut command)?;
    let line = printed.lines().rfind(|line| line.contains(" records/sec ")).context("no line of a rate")?;
    // As in "2000000 records sent, 512345.678901 records/sec (...".
    let words: Vec<&str> = line.split(' ').collect();
    let timed: u64 = words[0].parse().with_context(|| line.to_owned())?;
    let rate = words.iter().position(|word| *word == "records/sec").map(|at| words[at - 1].parse::<f64>());
    let rate = rate.context("no rate")??;
    Ok(Outcome { sent: records, timed, seconds: count(timed) / rate })
}

fn program(setup: &Setup, settings: &[String], topic: &str) -> Result<Outcome> {
    let records = setup.counts.program;
    let mut command = Command::new(setup.python);
    command.args([PROGRAM, &setup.broker.servers, topic, &records.to_string()]).args(settings);
    let output = command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::piped()).output()?;
    let said = String::from_utf8_lossy(&output.stderr);
    ensure!(output.status.success(), "{said}");
    let seconds = said.lines().last().and_then(|line| line.parse().ok());
    Ok(Outcome { sent: records, timed: records, seconds: seconds.with_context(|| said.into_owned())? })
}

/// Kafka's names as kafka-python has them, the values as JSON.
fn for_python(compression: &str) -> Vec<String> {
    let compression = if compression == "none" { "null".to_owned() } else { format!("\"{compression}\"") };
    let common = COMMON.map(|(name, value)| match value {
        "all" => (name, "\"all\"".to_owned()),
        value => (name, value.to_owned()),
    });
    let settings = common.into_iter().chain([(COMPRESSION, compression)]);
    settings.map(|(name, value)| format!("{}={value}", name.replace('.', "_"))).collect()
}

/// What it prints.
fn output(command: &mut Command) -> Result<String> {
    let output = command.stdin(Stdio::null()).output()?;
    let [printed, said] =
        [output.stdout, output.stderr].map(|bytes| String::from_utf8_lossy(&bytes).into_owned());
    ensure!(output.status.success(), "{}: {printed}{said}", output.status);
    Ok(printed)
}

#[expect(clippy::cast_precision_loss, reason = "far below 2^53 records")]
pub fn count(records: u64) -> f64 {
    records as f64
}
