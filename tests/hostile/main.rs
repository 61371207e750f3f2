//! Files that nobody writes on purpose: each is answered by an exit code of the table, in bounded time and
//! memory, and never by a panic.

mod answer;
mod files;
mod journeys;
#[cfg(unix)]
mod named;
mod processor_time;
mod values;
