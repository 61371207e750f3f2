//! `--journal` and `--resume`: the journal of a run, and whether it is that of this plan.

use super::arguments::JournalArguments;
use super::exit::OutputError;
use super::refusal::Refusal;
use crate::plan::{EVENT_ID, Plan};
use crate::run::{Clock, Destination, Identity, Journal, JournalError};
use crate::scenario::Start;
use crate::target::{Target, Transactional};
use std::path::Path;

/// What the command says of a journal.
pub enum Wanted<'a> {
    None,
    New {
        path: &'a Path,
        /// Records are named.
        event_id: bool,
    },
    /// It is open, and says so of its run.
    Resumed(&'a Path, Box<Journal>, Identity),
}

impl<'a> Wanted<'a> {
    pub fn of(arguments: &'a JournalArguments, target: &Target) -> anyhow::Result<Self> {
        match (&arguments.journal, &arguments.resume) {
            (Some(path), _) => Ok(Self::New { path, event_id: !arguments.no_event_id }),
            (None, Some(path)) => {
                let (mut journal, identity) = Journal::resume(path)?;
                if arguments.elsewhere {
                    journal.forget_destination();
                }
                hold_target(path, &journal, target)?;
                if matches!(target, Target::Embedded(_)) {
                    return Err(Refusal::EmbeddedIsGone.into());
                }
                Ok(Self::Resumed(path, Box::new(journal), identity))
            }
            (None, None) => Ok(Self::None),
        }
    }

    /// The start of the run. One that counts from now is that of the journal, or is fixed for it.
    pub fn start(&self, start: Start) -> Start {
        match (self, start) {
            (Self::None, _) | (_, Start::At(_)) => start,
            (Self::New { .. }, Start::Ago(_)) => Start::At(start.time(Clock::machine().wall())),
            (Self::Resumed(_, _, identity), Start::Ago(_)) => Start::At(identity.start),
        }
    }

    /// The plan of the run, its records named, and its journal.
    pub fn open(self, plan: Plan) -> anyhow::Result<(Plan, Option<Journal>)> {
        let event_id = match &self {
            Self::None => return Ok((plan, None)),
            Self::New { event_id, .. } => *event_id,
            Self::Resumed(_, _, identity) => identity.event_id,
        };
        if event_id && let Some(event) = plan.event_with_header(EVENT_ID) {
            return Err(Refusal::HeaderTaken { event: event.to_owned(), header: EVENT_ID }.into());
        }
        let identity =
            || Identity { plan: plan.summary().hash, seed: plan.seed, start: plan.start, event_id };
        let journal = match self {
            Self::None => return Ok((plan, None)),
            Self::New { path, .. } => Journal::create(path, &identity()).map_err(|error| match error {
                JournalError::File { path, source } => OutputError::new(&path, &source).into(),
                error => anyhow::Error::from(error),
            })?,
            Self::Resumed(path, journal, known) => {
                let differences = differences(&known, &identity());
                if !differences.is_empty() {
                    return Err(Refusal::OtherRun { path: path.to_path_buf(), differences }.into());
                }
                *journal
            }
        };
        Ok((if event_id { plan.naming_records() } else { plan }, Some(journal)))
    }
}

/// Nobody can go on with it.
pub const IN_VAIN: &str = "an embedded broker is gone with its run: no run can go on with this journal";
/// What was in flight comes to readers of committed records twice.
pub const NO_LONGER_TRANSACTIONAL: &str = "the run of this journal sent in transactions, and what goes on does not: who reads committed records may get some \
     twice; add `--transactional`";

/// What is to be said of a journal.
pub fn doubt(journal: &Journal, target: &Target, is_transactional: bool) -> Option<&'static str> {
    match target {
        Target::Embedded(_) => Some(IN_VAIN),
        Target::Kafka(_) if !is_transactional => {
            let was_transactional = journal.destination().is_some_and(|known| known.transactional.is_some());
            let is_in_doubt = journal.resumed().is_some_and(|resumed| resumed.perhaps_twice > 0);
            (was_transactional && is_in_doubt).then_some(NO_LONGER_TRANSACTIONAL)
        }
        _ => None,
    }
}

/// Whether the run goes on under the id by which its transactions are known.
pub fn hold_transactions(
    journal: &Journal,
    target: &Target,
    transactional: Option<&Transactional>,
) -> Result<(), Refusal> {
    let (Target::Kafka(properties), Some(transactional)) = (target, transactional) else { return Ok(()) };
    let here = properties.identified(transactional.clone()).id;
    match journal.destination().and_then(|known| known.transactional.clone()) {
        Some(known) if known != here => {
            Err(Refusal::OtherTransactions { path: journal.path().to_path_buf(), known, here })
        }
        _ => Ok(()),
    }
}

/// Whether the journal's run went to this target, as far as it can be told before connecting.
fn hold_target(path: &Path, journal: &Journal, target: &Target) -> Result<(), Refusal> {
    let here = Destination::of(target).target;
    match journal.destination() {
        Some(known) if known.target != here => {
            Err(Refusal::OtherTarget { path: path.to_path_buf(), known: known.target.clone(), here })
        }
        _ => Ok(()),
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
