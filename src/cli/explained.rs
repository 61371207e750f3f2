//! Whether README.md explains what the command ends with: every error of `run` and `send`, as it is printed
//! where the system says it as Linux does.

use super::exit::{FileError, OutputError};
use super::refusal::Refusal;
use crate::plan::EVENT_ID;
use crate::readme;
use crate::report::Filter;
use crate::run::{JournalError, ResentError, RunError, Signal};
use crate::target::{Allowed, LineError};
use std::io;
use std::path::{Path, PathBuf};

/// As the command prints what it ends with.
#[track_caller]
fn is_shown(error: impl Into<anyhow::Error>) {
    readme::shows(&format!("error: {:#}", error.into()));
}

fn missing() -> io::Error {
    io::Error::from_raw_os_error(2)
}

fn full() -> io::Error {
    io::Error::from_raw_os_error(28)
}

#[test]
fn every_refusal_is_explained_in_the_readme() {
    let allowed = ["load.*", "test-*"].map(str::to_owned).to_vec();
    let allowed = Allowed::only(allowed, "rushhour.toml".to_owned()).expect("good patterns");
    let journal = || PathBuf::from("run.journal");
    let metrics = |address: &str, code| Refusal::Metrics {
        address: address.parse().expect("a good address"),
        error: io::Error::from_raw_os_error(code),
    };
    let other_run =
        |difference: &str| Refusal::OtherRun { path: journal(), differences: vec![difference.to_owned()] };
    let refusals = every_variant!(Refusal {
        Refusal::NobodyToAsk => [Refusal::NobodyToAsk],
        Refusal::TopicsNotAllowed { .. } => [Refusal::TopicsNotAllowed {
            refusals: allowed.refusal("orders").into_iter().collect(),
        }],
        Refusal::UnknownTarget { .. } => [Refusal::UnknownTarget { name: "kafak".to_owned() }],
        Refusal::NoServers => [Refusal::NoServers],
        Refusal::LoginInSet => [Refusal::LoginInSet],
        Refusal::LoginInServers => [Refusal::LoginInServers],
        Refusal::FileRead { .. } => [Refusal::FileRead {
            option: "--summary".to_owned(),
            file: "shop.yaml".into(),
        }],
        Refusal::FileWritten { .. } => [Refusal::FileWritten {
            option: "--failed".to_owned(),
            file: "out.json".into(),
        }],
        Refusal::Metrics { .. } => [
            metrics("127.0.0.1:9464", 98),
            metrics("10.1.2.3:9464", 99),
            metrics("127.0.0.1:80", 13),
        ],
        Refusal::EmbeddedIsGone => [Refusal::EmbeddedIsGone],
        Refusal::OtherRun { .. } => [
            other_run("its seed is 1, here it is 9"),
            other_run("it starts at 2026-11-27T10:50:00.000Z, here at 2026-11-28T10:50:00.000Z"),
            other_run(
                "the scenario, its constants or its files have changed (plan 4c0be4b2cf6a0eb9b050f85a449a6a7b, here a87d5bae57e476e524ce82f901b83c01)",
            ),
        ],
        Refusal::OtherTarget { .. } => [Refusal::OtherTarget {
            path: journal(),
            known: "kafka".to_owned(),
            here: "null".to_owned(),
        }],
        Refusal::OtherTransactions { .. } => [Refusal::OtherTransactions {
            path: journal(),
            known: "rushhour-checkout".to_owned(),
            here: "orders-load".to_owned(),
        }],
        Refusal::HeaderTaken { .. } => [Refusal::HeaderTaken {
            event: "view".to_owned(),
            header: EVENT_ID,
        }],
    });
    refusals.into_iter().for_each(is_shown);
}

#[test]
fn every_journal_that_is_refused_is_explained_in_the_readme() {
    let path = || PathBuf::from("run.journal");
    let refusals = every_variant!(JournalError {
        JournalError::File { .. } => [JournalError::File { path: path(), source: missing() }],
        JournalError::Exists { .. } => [JournalError::Exists { path: path() }],
        JournalError::InUse { .. } => [JournalError::InUse { path: path() }],
        JournalError::NoJournal { .. } => [JournalError::NoJournal { path: path() }],
        JournalError::NoHead { .. } => [JournalError::NoHead { path: path() }],
        JournalError::Version { .. } => [JournalError::Version { path: path(), version: 2 }],
        JournalError::Damaged { .. } => [JournalError::Damaged { path: path(), at: 112, size: 4096 }],
    });
    refusals.into_iter().for_each(is_shown);
}

#[test]
fn doubts_about_a_journal_are_explained_in_the_readme() {
    for doubt in [super::journal::IN_VAIN, super::journal::NO_LONGER_TRANSACTIONAL] {
        readme::shows(doubt);
    }
}

#[test]
fn files_and_variables_that_are_refused_are_explained_in_the_readme() {
    is_shown(FileError { path: "shop.yaml".to_owned(), error: missing() });
    is_shown(OutputError::new(Path::new("results/out.json"), &missing()));
    is_shown(Filter::read(Some("librdkafka=loud".to_owned()), false).err().expect("no such level"));
    let unwritten = OutputError::new(Path::new("out.json"), &full());
    readme::shows(&super::outputs::incomplete(&unwritten));
}

/// Of the seventh line, as `send` prints it.
fn line(error: &ResentError) -> String {
    format!("error: failed.jsonl:{error}")
}

#[test]
fn records_that_are_not_sent_again_are_explained_in_the_readme() {
    let reason = "missing field `topic`".to_owned();
    let lines = every_variant!(LineError {
        LineError::Cut => [LineError::Cut],
        LineError::NoObject => [LineError::NoObject],
        LineError::Form { .. } => [LineError::Form { column: 40, reason }],
        LineError::Time(_) => [LineError::Time("today".to_owned())],
        LineError::Base64(_) => [LineError::Base64("payload_base64")],
        LineError::Index => [LineError::Index],
        LineError::Partition(_) => [LineError::Partition(-1)],
        LineError::Header(_) => [LineError::Header("id".to_owned())],
        LineError::Topic => [LineError::Topic],
    });
    let lines = lines.into_iter().map(|error| ResentError::Line { line: 7, error });
    lines.for_each(|error| readme::shows(&line(&error)));
    let others = every_variant!(ResentError {
        ResentError::Line { .. } => [ResentError::Line { line: 7, error: LineError::Topic }],
        ResentError::File(_) => [ResentError::File(io::Error::from_raw_os_error(5))],
        ResentError::Changed { .. } => [ResentError::Changed { line: 7 }],
    });
    others.iter().for_each(|error| readme::shows(&line(error)));
}

#[test]
fn a_run_ends_with_an_error_of_its_target_or_by_signals_that_the_readme_explains() {
    let told = |error: RunError| match error {
        RunError::Connect(error) | RunError::Target { error, .. } => error.to_string(),
        left @ RunError::Left { .. } => left.to_string(),
    };
    for signal in every_variant!(Signal {
        Signal::Interrupt => [Signal::Interrupt],
        Signal::Terminate => [Signal::Terminate],
        Signal::HangUp => [Signal::HangUp],
    }) {
        readme::shows(&told(RunError::Left { signal }));
    }
}
