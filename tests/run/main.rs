//! Runs of a made-up schedule against every target: what arrives, what the books say, what errors say.

#![expect(clippy::unwrap_used, reason = "in a test it is an assertion")]

mod accounts;
mod backfill;
mod embedded;
mod expectations;
mod failed;
mod files;
mod kafka;
mod round_trip;
mod schedule;
mod stopping;
mod ticks;
mod transactions;
