//! `--journal` and `--resume`: the journal of a run, and whether it is that of this plan.

use super::arguments::RunArguments;
use super::exit::{JournalRefusal, OutputError, UsageError};
use crate::plan::{EVENT_ID, Plan};
use crate::run::{Clock, Identity, Journal, JournalError};
use crate::scenario::Start;
use crate::target::Target;
use std::path::Path;

/// What the command says of a journal.
pub enum Wanted<'a> {
    None,
    New(&'a Path),
    /// It is open, and says so of its run.
    Resumed(&'a Path, Box<Journal>, Identity),
}

impl<'a> Wanted<'a> {
    pub fn of(arguments: &'a RunArguments, target: &Target) -> anyhow::Result<Self> {
        match (&arguments.journal, &arguments.resume) {
            (Some(path), _) => Ok(Self::New(path)),
            (None, Some(path)) => {
                if matches!(target, Target::Embedded(_)) {
                    let words =
                        "--resume: an embedded broker is gone with its run, and what it acknowledged too";
                    return Err(UsageError(words.to_owned()).into());
                }
                let (journal, identity) = Journal::resume(path)?;
                Ok(Self::Resumed(path, Box::new(journal), identity))
            }
            (None, None) => Ok(Self::None),
        }
    }

    /// The start of the run. One that counts from now is that of the journal, or is fixed for it.
    pub fn start(&self, start: Start) -> Start {
        match (self, start) {
            (Self::None, _) | (_, Start::At(_)) => start,
            (Self::New(_), Start::Ago(_)) => Start::At(start.time(Clock::machine().wall())),
            (Self::Resumed(_, _, identity), Start::Ago(_)) => Start::At(identity.start),
        }
    }

    /// The plan of the run, its records named, and its journal.
    pub fn open(self, plan: Plan) -> anyhow::Result<(Plan, Option<Journal>)> {
        if !matches!(self, Self::None)
            && let Some(event) = plan.event_with_header(EVENT_ID)
        {
            let words = format!(
                "the event `{event}` has a header `{EVENT_ID}`, which a run with a journal sets itself"
            );
            return Err(JournalRefusal(words).into());
        }
        let identity = || Identity { plan: plan.summary().hash, seed: plan.seed, start: plan.start };
        let journal = match self {
            Self::None => return Ok((plan, None)),
            Self::New(path) => Journal::create(path, &identity()).map_err(|error| match error {
                JournalError::File { path, source } => OutputError::new(&path, source).into(),
                error => anyhow::Error::from(error),
            })?,
            Self::Resumed(path, journal, known) => {
                let differences = differences(&known, &identity());
                if !differences.is_empty() {
                    let path = path.display();
                    let words =
                        format!("{path}: this is the journal of another run: {}", differences.join("; "));
                    return Err(JournalRefusal(words).into());
                }
                *journal
            }
        };
        Ok((plan.naming_records(), Some(journal)))
    }
}

fn differences(known: &Identity, here: &Identity) -> Vec<String> {
    let mut found = Vec::new();
    if known.seed != here.seed {
        found.push(format!("its seed is {}, here it is {}", known.seed, here.seed));
    }
    if known.start != here.start {
        found.push(format!("it starts at {}, here at {}", known.start, here.start));
    }
    // The seed and the start are part of what decides the plan's hash.
    if found.is_empty() && known.plan != here.plan {
        found.push(format!(
            "the scenario, its constants or its files have changed (plan {}, here {})",
            known.plan, here.plan
        ));
    }
    found
}
