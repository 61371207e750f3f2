//! How a run keeps time and ends: what the scenario says, unless the command says otherwise.

use super::arguments::RunArguments;
use crate::report::{how_many, offset};
use crate::run::{Ending, Options, Summary};
use crate::scenario::{Behind, Limit, Pace, RunSettings, Transactional};

/// With every question answered.
#[derive(Debug, Clone, PartialEq)]
pub struct Settings {
    pace: Pace,
    behind: Behind,
    in_flight: Option<u64>,
    /// Nanoseconds of the schedule.
    pub warmup: i64,
    pub max_events: Option<u64>,
    /// Nanoseconds of the schedule.
    pub length: Option<i64>,
    max_bytes: Option<u64>,
    pub transactional: Option<Transactional>,
}

impl Settings {
    pub fn of(arguments: &RunArguments, scenario: &RunSettings) -> Self {
        let named = arguments.stop.is_some() || arguments.length.is_some() || arguments.max_events.is_some();
        // Who says where to end does not want to end anywhere else.
        let stop = if named { arguments.stop } else { scenario.stop };
        let mut settings = Self {
            pace: arguments.speed.or(scenario.speed).unwrap_or(Pace::REAL),
            behind: arguments.behind.or(scenario.behind).unwrap_or_default(),
            in_flight: arguments.in_flight.or(scenario.in_flight),
            warmup: arguments.warmup.or(scenario.warmup).unwrap_or(0),
            max_events: arguments.max_events,
            length: arguments.length,
            max_bytes: None,
            transactional: arguments.transactional.or(scenario.transactional),
        };
        match stop {
            None => {}
            Some(Limit::Events(events)) => {
                settings.max_events = settings.max_events.into_iter().chain([events]).min();
            }
            Some(Limit::Length(length)) => {
                settings.length = settings.length.into_iter().chain([length]).min();
            }
            Some(Limit::Bytes(bytes)) => settings.max_bytes = Some(bytes),
        }
        settings
    }

    /// Where the run ends before its plan does, in words; none where it does not.
    pub fn ends(&self) -> Option<String> {
        let limits = [
            self.max_events.map(|events| how_many(events, "event")),
            self.length.map(|length| format!("{} of the schedule", offset(length))),
            self.max_bytes.map(|bytes| how_many(bytes, "byte")),
        ];
        let limits: Vec<String> = limits.into_iter().flatten().collect();
        (!limits.is_empty()).then(|| limits.join(" or "))
    }

    /// What is said of expectations that do not hold where the run was to end before its plan does; empty else.
    pub fn doubt(&self, summary: &Summary) -> String {
        let fails = summary.expectations.iter().any(|verdict| !verdict.holds);
        match self.ends().filter(|_| fails && summary.ending == Ending::Complete) {
            Some(limit) => {
                format!("\nThe run was to end after {limit}: what is expected may need more than was sent\n")
            }
            None => String::new(),
        }
    }

    pub fn options(&self) -> Options {
        Options {
            pace: self.pace,
            behind: self.behind,
            in_flight: self.in_flight,
            warmup: self.warmup,
            max_events: self.max_events,
            until: self.length,
            max_bytes: self.max_bytes,
            ..Options::default()
        }
    }
}
