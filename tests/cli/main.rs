//! The command as a user calls it: the real binary, its output, its files, its exit codes, signals from outside.
//!
//! No test depends on speed: a run that is to be interrupted is waited for by its output, and every wait has
//! a deadline far beyond what it takes.

#![expect(clippy::unwrap_used, reason = "in a test it is an assertion")]

mod astray;
mod calls;
mod check;
mod child;
mod deploy;
mod disk;
mod disorder;
mod endings;
mod expectations;
mod exposition;
mod folder;
#[cfg(target_os = "linux")]
mod full;
mod guard;
mod logs;
mod metrics;
mod outlook;
mod overwriting;
mod pacing;
mod pictures;
mod plan;
mod preview;
mod preview_recall;
mod reference;
mod resume;
mod run;
mod schema;
mod scrape;
mod secrets;
mod send;
mod snapshots;
mod statistics;
mod targets;
#[cfg(target_os = "linux")]
mod terminal;
mod transactions;
