//! The command line.

use super::settings::{
    parse_behind, parse_count, parse_length, parse_let, parse_memory, parse_metrics, parse_offset,
    parse_speed, parse_stop, parse_transactional,
};
use crate::scenario::{Behind, Limit, Pace, Transactional};
use crate::value::Owned;
use clap::{Args, Parser, Subcommand, ValueEnum};
use std::net::SocketAddr;
use std::path::PathBuf;

/// Reproducible event traffic for Kafka from one YAML scenario: checked, planned, run and accounted for.
#[derive(Debug, Parser)]
#[command(version, disable_help_subcommand = true, after_help = EXIT_CODES)]
pub struct Arguments {
    #[command(subcommand)]
    pub command: Command,
}

const EXIT_CODES: &str = "Exit codes: 0 done; 1 errors found or a snapshot differs; 2 wrong usage; 3 the scenario \
                          could not be read or compiled; 4 an expectation does not hold; 5 the run is invalid; 6 the \
                          target failed; 130 and 143 interrupted.";

#[derive(Debug, Subcommand)]
pub enum Command {
    /// Report all errors and warnings of scenarios
    Check(CheckArguments),
    /// Show what a scenario will do: streams, phases, exact numbers of events
    Plan(PlanArguments),
    /// Show the first events as they would be sent
    Preview(PreviewArguments),
    /// Run a scenario against Kafka or another target
    Run(Box<RunArguments>),
    /// Send the records of a file again: what failed, or what `file:` or `stdout` wrote
    Send(SendArguments),
    /// Compare the first events of scenarios with their snapshots
    Test(TestArguments),
    /// Explain a draw, function, shape or key; list all without a name
    Describe {
        /// For example `choice`, `hold` or `topics`
        name: Option<String>,
    },
    /// Explain an error code, with a wrong and a right example
    Explain {
        /// For example `E0203`
        code: String,
    },
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Format {
    Human,
    Json,
}

/// What changes a scenario before it is compiled.
#[derive(Debug, Args)]
pub struct Overrides {
    /// Replace a constant of the scenario's `let`, as in `--let peak=500`
    #[arg(long = "let", value_name = "NAME=VALUE", value_parser = parse_let)]
    pub constants: Vec<(String, Owned)>,
    /// How much memory the catalogs may take together
    #[arg(long, value_name = "SIZE", default_value = "2G", value_parser = parse_memory)]
    pub max_memory: u64,
}

impl Overrides {
    /// Of a command that has no such options.
    pub const fn none() -> Self {
        Self { constants: Vec::new(), max_memory: 2 << 30 }
    }
}

/// What changes the plan of a scenario.
#[derive(Debug, Args)]
pub struct PlanOverrides {
    /// Draw from another seed
    #[arg(long, value_name = "N")]
    pub seed: Option<u64>,
    /// Begin at another time, as in `2026-11-27T08:00:00Z` or `365d ago`
    #[arg(long, value_name = "TIME")]
    pub start: Option<String>,
}

#[derive(Debug, Args)]
pub struct CheckArguments {
    /// Scenarios, or folders of them [default: scenarios, or the current folder]
    #[arg(value_name = "FILE|DIR")]
    pub paths: Vec<PathBuf>,
    /// For people, or one JSON object a line for programs
    #[arg(long, value_enum, default_value_t = Format::Human)]
    pub format: Format,
    #[command(flatten)]
    pub overrides: Overrides,
}

#[derive(Debug, Args)]
pub struct PlanArguments {
    /// The scenario
    pub file: PathBuf,
    /// For people, or one JSON object for programs
    #[arg(long, value_enum, default_value_t = Format::Human)]
    pub format: Format,
    /// Draw the rates as a picture
    #[arg(long, value_name = "FILE")]
    pub svg: Option<PathBuf>,
    /// Write a page with the rates drawn, the tables and sample events
    #[arg(long, value_name = "FILE")]
    pub html: Option<PathBuf>,
    #[command(flatten)]
    pub plan: PlanOverrides,
    #[command(flatten)]
    pub overrides: Overrides,
}

#[derive(Debug, Args)]
pub struct PreviewArguments {
    /// The scenario
    pub file: PathBuf,
    /// How many arrivals; one that emits a list makes several records
    #[arg(short, default_value_t = 5, value_name = "N")]
    pub n: usize,
    /// Show no events but what so many arrivals make: counts, shares and distributions of every field
    #[arg(long, value_name = "N", conflicts_with = "n")]
    pub stats: Option<usize>,
    /// With `--stats`: for people, or one JSON object for programs
    #[arg(long, value_enum, default_value_t = Format::Human, requires = "stats")]
    pub format: Format,
    /// Tell the session of this number, step by step; of the first stream that walks a journey, or of `--stream`
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u64).range(1..), conflicts_with_all = ["n", "stats", "from"])]
    pub session: Option<u64>,
    /// Only this stream
    #[arg(long, value_name = "NAME")]
    pub stream: Option<String>,
    /// Begin so long after the start, as in `00:10:00` or `10m`
    #[arg(long, value_name = "OFFSET", default_value = "0s", value_parser = parse_offset)]
    pub from: i64,
    #[command(flatten)]
    pub plan: PlanOverrides,
    #[command(flatten)]
    pub overrides: Overrides,
}

#[derive(Debug, Args)]
pub struct RunArguments {
    /// The scenario
    pub file: PathBuf,
    /// Where to: `kafka`, `embedded`, `stdout`, `file:PATH` or `null` [default: kafka where servers are configured,
    /// else embedded]
    #[arg(long, value_name = "TARGET")]
    pub to: Option<String>,
    /// End after so much of the schedule, as in `10s`
    #[arg(long = "for", value_name = "LENGTH", value_parser = parse_length)]
    pub length: Option<i64>,
    /// End after so many records
    #[arg(long, value_name = "N", value_parser = parse_count)]
    pub max_events: Option<u64>,
    /// End after so many records, so much of the schedule or so many bytes: `10M events`, `2h`, `5GB`
    #[arg(long, value_name = "LIMIT", value_parser = parse_stop)]
    pub stop: Option<Limit>,
    /// How fast the schedule passes: `1x`, `60x`, `max`, `max until now`
    #[arg(long, value_name = "SPEED", value_parser = parse_speed)]
    pub speed: Option<Pace>,
    /// What happens to late records: `catch up`, `catch up 5s`, `skip`, `delay`
    #[arg(long, value_name = "POLICY", value_parser = parse_behind)]
    pub behind: Option<Behind>,
    /// How many records may be without acknowledgement, as in `20k`
    #[arg(long, value_name = "N", value_parser = parse_count)]
    pub in_flight: Option<u64>,
    /// Count apart what is due so soon after the start, as in `2m`
    #[arg(long, value_name = "LENGTH", value_parser = parse_length)]
    pub warmup: Option<i64>,
    /// Send to Kafka in transactions, committed as often as it says: `every 1s`
    #[arg(long, value_name = "PERIOD", value_parser = parse_transactional)]
    pub transactional: Option<Transactional>,
    /// Set or replace a property under `kafka:`, as in `--set kafka.acks=1`
    #[arg(long, value_name = "NAME=VALUE")]
    pub set: Vec<String>,
    /// Write what the run did as JSON
    #[arg(long, value_name = "FILE")]
    pub summary: Option<PathBuf>,
    /// Keep the records that failed, for `rushhour send`
    #[arg(long, value_name = "FILE")]
    pub failed: Option<PathBuf>,
    #[command(flatten)]
    pub keeping: JournalArguments,
    /// Log to this file as well
    #[arg(long, value_name = "FILE")]
    pub log_file: Option<PathBuf>,
    /// What the log file holds: lines for people, or one JSON object a line for programs
    #[arg(long, value_enum, default_value_t = Format::Human, requires = "log_file")]
    pub log_format: Format,
    /// Serve metrics for Prometheus at `http://ADDRESS/metrics` while the run lasts, as in `127.0.0.1:9464`; a port
    /// alone is one of this machine's loopback
    #[arg(long, value_name = "ADDRESS", value_parser = parse_metrics)]
    pub metrics: Option<SocketAddr>,
    /// Send to servers that are not on this machine without being asked
    #[arg(long)]
    pub yes: bool,
    /// Print every record as it is sent
    #[arg(short)]
    pub verbose: bool,
    #[command(flatten)]
    pub plan: PlanOverrides,
    #[command(flatten)]
    pub overrides: Overrides,
}

/// A run that died, and one that goes on with it.
#[derive(Debug, Args)]
pub struct JournalArguments {
    /// Write down what is acknowledged, for `--resume`; names every record in a header `event-id`
    #[arg(long, value_name = "FILE", conflicts_with = "resume")]
    pub journal: Option<PathBuf>,
    /// Keep a journal without naming the records: no consumer can tell then what came twice
    #[arg(long, requires = "journal")]
    pub no_event_id: bool,
    /// Go on with the run of this journal: send what it does not know as acknowledged
    #[arg(long, value_name = "FILE")]
    pub resume: Option<PathBuf>,
    /// Go on with a journal although it is that of a run to another target
    #[arg(long, requires = "resume")]
    pub elsewhere: bool,
}

#[derive(Debug, Args)]
pub struct SendArguments {
    /// Records, a line of JSON each
    pub file: PathBuf,
    /// Where to: `kafka`, `embedded`, `stdout`, `file:PATH` or `null` [default: kafka]
    #[arg(long, value_name = "TARGET")]
    pub to: Option<String>,
    /// Take the properties under `kafka:` of this scenario
    #[arg(long, value_name = "FILE")]
    pub scenario: Option<PathBuf>,
    /// Set or replace a property of the target, as in `--set kafka.acks=1`
    #[arg(long, value_name = "NAME=VALUE")]
    pub set: Vec<String>,
    /// How many records may be without acknowledgement, as in `20k`
    #[arg(long, value_name = "N", value_parser = parse_count)]
    pub in_flight: Option<u64>,
    /// Keep the records that failed again; not the file that is read
    #[arg(long, value_name = "FILE")]
    pub failed: Option<PathBuf>,
    /// Write what was done as JSON
    #[arg(long, value_name = "FILE")]
    pub summary: Option<PathBuf>,
    /// Send to servers that are not on this machine without being asked
    #[arg(long)]
    pub yes: bool,
    /// Print every record as it is sent
    #[arg(short)]
    pub verbose: bool,
}

#[derive(Debug, Args)]
pub struct TestArguments {
    /// Scenarios, or folders of them [default: scenarios, or the current folder]
    #[arg(value_name = "FILE|DIR")]
    pub paths: Vec<PathBuf>,
    /// Write the snapshots that differ or are missing; never where CI is set
    #[arg(long)]
    pub accept: bool,
    /// The folder of the snapshots
    #[arg(long, value_name = "DIR", default_value = "snapshots")]
    pub snapshots: PathBuf,
    #[command(flatten)]
    pub overrides: Overrides,
}
