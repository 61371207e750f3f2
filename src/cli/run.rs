//! `rushhour run`: a scenario against its target.

use super::arguments::{Format, RunArguments};
use super::exit::Exit;
use super::journal::{self, Wanted};
use super::outputs::Outputs;
use super::paths::Paths;
use super::run_settings::Settings;
use super::say::say;
use super::target::target;
use super::{environment, guard, labels, load, metrics_server, repository, settings, transactions};
use crate::formula::faults::FaultCount;
use crate::plan::Plan;
use crate::report::{
    Console, Filter, ListedPartitions, LogFormat, Logging, Metrics, Pipe, Terminal, count, how_many,
    start_logging, statistics, was,
};
use crate::run::{
    Aftermath, Clock, Ending, Expected, Floating, Journal, Observer, Options, Planned, RunError, Source,
    StopHandle, Summary,
};
use crate::scenario::Start;
use crate::target::{Labels, Properties, Target, TargetError};
use anyhow::Context;
use std::io::{self, IsTerminal};
use std::net::TcpListener;
use std::sync::{Arc, Mutex};

pub fn run(arguments: &RunArguments) -> anyhow::Result<Exit> {
    let set = settings::properties(&arguments.set)?;
    let loaded = load::load(&arguments.file, &arguments.overrides)?;
    let veiled = loaded.veiled.clone();
    let Some((checked, environment)) = loaded.checked() else { return Ok(Exit::Scenario) };
    let target = match target(arguments.to.as_deref(), &set, &checked.kafka, &environment) {
        Ok(target) => target?,
        Err(diagnostics) => {
            load::refuse(&veiled, diagnostics);
            return Ok(Exit::Scenario);
        }
    };
    let keeping = &arguments.keeping;
    let files = load::files(&arguments.file, &checked, &environment)?;
    Paths::reading(files.into_iter().chain(settings::files(&set)))
        .write("--to", target.file())?
        .write("--journal", keeping.journal.as_deref())?
        .write("--resume", keeping.resume.as_deref())?
        .write("--failed", arguments.failed.as_deref())?
        .write("--summary", arguments.summary.as_deref())?
        .write("--log-file", arguments.log_file.as_deref())?;
    let settings = Settings::of(arguments, &checked.run);
    let wanted = Wanted::of(keeping, &target)?;
    let start = wanted.start(load::start(&checked, &arguments.plan)?);
    let seed = arguments.plan.seed.unwrap_or(checked.seed);
    let plan = Plan::new(checked, seed, start.time(Clock::machine().wall()));
    let mut labels = labels::of(&plan);
    if let Target::Kafka(properties) = &target {
        labels.allowed = repository::topics_allowed(&arguments.file)?;
        guard::hold_topics(&labels, &labels.allowed)?;
        if !arguments.yes && !guard::confirm(properties, &labels, settings.ends().as_deref())? {
            return Ok(Exit::No);
        }
    }
    let labels = Arc::new(labels);
    let filter = Filter::read(environment::log_filter(), arguments.verbose)?;
    let listener = arguments.metrics.map(metrics_server::listen).transpose()?;
    let outputs = Outputs::open(arguments.summary.as_deref(), arguments.failed.as_deref())?
        .with_log(arguments.log_file.as_deref(), log_format(arguments.log_format))?;
    let is_remembered = keeping.journal.is_some() || keeping.resume.is_some();
    let transactional = settings.transactional.map(|every| transactions::of(every, &plan, is_remembered));
    let (plan, journal) = wanted.open(plan)?;
    journal
        .iter()
        .try_for_each(|journal| journal::hold_transactions(journal, &target, transactional.as_ref()))?;
    outputs.begin()?;
    let console = Console::default();
    start_logging(Logging {
        console: console.clone(),
        is_terminal: std::io::stderr().is_terminal(),
        filter,
        file: outputs.log()?,
    })?;
    tracing::info!("{}: seed {}", plan.name, plan.seed);
    tell_doubts(&plan, &target, journal.as_ref(), transactional.is_some());
    let expected = Expected::of(&plan, settings.warmup);
    let (records, aftermath) = records(plan, start, &settings);
    let echo = arguments.verbose.then(|| Box::new(console.clone()) as Box<dyn std::io::Write + Send>);
    let measures_delivery = listener.is_some();
    let options = Options {
        echo,
        expected,
        measures_delivery,
        failed: outputs.failed_records(),
        journal,
        transactional,
        ..settings.options()
    };
    let mut observers = vec![observer(&console, &labels, settings.length)];
    let metrics = listener.map(|listener| (listener, Metrics::new(Arc::clone(&labels), settings.length)));
    observers.extend(metrics.iter().map(|(_, metrics)| Box::new(metrics.clone()) as Box<dyn Observer>));
    let ended = drive(records, &target, Arc::clone(&labels), options, &mut observers, metrics);
    drop(observers);
    let (summary, exit) = told(ended?, &set);
    let aftermath = aftermath.lock().map(|aftermath| aftermath.clone()).unwrap_or_default();
    let Some(summary) = summary.map(|summary| summary.with(&aftermath)) else {
        return Ok(outputs.close(exit, None, ""));
    };
    let totals = statistics(&summary, listed(arguments.verbose)) + &settings.doubt(&summary);
    let nulls = nulls_list(&aftermath.faults);
    if summary.ending != Ending::ReaderGone {
        say(&totals);
    }
    say(&nulls);
    let exit = match exit {
        Exit::Done | Exit::Expectation => self::exit(&summary),
        known => known,
    };
    Ok(outputs.close(exit, Some(&summary), &(totals + &nulls)))
}

fn log_format(format: Format) -> LogFormat {
    match format {
        Format::Human => LogFormat::Text,
        Format::Json => LogFormat::Json,
    }
}

/// What should be known before a run.
fn tell_doubts(plan: &Plan, target: &Target, journal: Option<&Journal>, is_transactional: bool) {
    if let Some(doubt) = journal.and_then(|journal| journal::doubt(journal, target, is_transactional)) {
        tracing::warn!("{doubt}");
    }
    if is_transactional && !matches!(target, Target::Kafka(_) | Target::Embedded(_)) {
        tracing::warn!("{target} knows no transactions: every record is acknowledged by itself");
    }
    if let Some(resumed) = journal.and_then(Journal::resumed) {
        let (before, twice) = (resumed.acknowledged_before, count(resumed.perhaps_twice));
        let (events, was) = (how_many(before, "event"), was(before));
        tracing::info!("{events} {was} acknowledged before, at most {twice} may be sent twice");
    }
    for (place, fault) in &plan.catalog_faults {
        tracing::warn!("{}", nulls(place, fault, "row"));
    }
}

/// What a run leaves behind; its error is told.
pub(super) fn told(
    ended: Result<Summary, RunError>,
    set: &[(String, String)],
) -> (Option<Box<Summary>>, Exit) {
    match ended {
        Ok(summary) => {
            let exit = exit(&summary);
            (Some(Box::new(summary)), exit)
        }
        Err(error @ RunError::Left { signal }) => {
            tracing::warn!("{error}");
            (None, Exit::Signal(signal.exit_code()))
        }
        Err(RunError::Connect(error)) => {
            tracing::error!("{error}");
            (None, refusal(&error, set))
        }
        Err(RunError::Target { error, summary }) => {
            tracing::error!("{error}");
            let exit = exit(&summary);
            (Some(summary), exit)
        }
    }
}

/// Which partitions the account lists.
pub(super) fn listed(is_verbose: bool) -> ListedPartitions {
    if is_verbose { ListedPartitions::All } else { ListedPartitions::Uneven }
}

/// What the run sends, and where it tells how composing went: a start that counts from now is that of the run.
fn records(plan: Plan, start: Start, settings: &Settings) -> (Box<dyn Source>, Arc<Mutex<Aftermath>>) {
    let (length, most) = (settings.length, settings.max_events);
    match start {
        Start::At(_) => {
            let planned = Planned::new(Arc::new(plan), 0, length, most);
            let aftermath = planned.aftermath();
            (Box::new(planned), aftermath)
        }
        Start::Ago(_) => {
            let floating = Floating::new(plan, start, length, most);
            let aftermath = floating.aftermath();
            (Box::new(floating), aftermath)
        }
    }
}

pub(super) fn observer(console: &Console, labels: &Arc<Labels>, until: Option<i64>) -> Box<dyn Observer> {
    if std::io::stderr().is_terminal() {
        Box::new(Terminal::new(console, Arc::clone(labels), until))
    } else {
        Box::new(Pipe::new(Arc::clone(labels), until))
    }
}

pub(super) fn drive(
    source: Box<dyn Source>,
    target: &Target,
    labels: Arc<Labels>,
    options: Options,
    observer: &mut dyn Observer,
    metrics: Option<(TcpListener, Metrics)>,
) -> anyhow::Result<Result<Summary, RunError>> {
    complete(async {
        let (handle, stop) = StopHandle::new();
        handle.listen().context("signals cannot be listened to")?;
        if let Some((listener, metrics)) = metrics {
            metrics_server::serve(listener, metrics).context("metrics cannot be served")?;
        }
        Ok(crate::run::run(source, target, labels, options, observer, stop).await)
    })?
}

/// What a task comes to. Questions that it has left are not waited for: a broker may take its time to answer them.
fn complete<T>(task: impl Future<Output = T>) -> io::Result<T> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    let done = runtime.block_on(task);
    runtime.shutdown_background();
    Ok(done)
}

/// What was interrupted says so first, then a target that lost records, then a run that proves nothing, then
/// expectations.
fn exit(summary: &Summary) -> Exit {
    match summary.ending {
        Ending::Interrupted(signal) => Exit::Signal(signal.exit_code()),
        Ending::ReaderGone => Exit::Done,
        _ if !summary.is_success() => Exit::Target,
        _ if summary.invalid.is_some() => Exit::Invalid,
        _ if summary.expectations.iter().any(|verdict| !verdict.holds) => Exit::Expectation,
        _ => Exit::Done,
    }
}

/// A property that librdkafka does not take is a mistake of the command line or of the scenario, not of the
/// target.
fn refusal(error: &TargetError, set: &[(String, String)]) -> Exit {
    let is_set = |name: &str| set.iter().any(|(set, _)| Properties::is_same(set, name));
    match error {
        TargetError::Property { name, .. } if is_set(name) => Exit::Usage,
        TargetError::Property { .. } | TargetError::Properties { .. } => Exit::Scenario,
        TargetError::OtherCluster { .. }
        | TargetError::OtherFile { .. }
        | TargetError::OtherTopics { .. } => Exit::Scenario,
        _ => Exit::Target,
    }
}

/// A line for each place that was null, after an empty one.
fn nulls_list(faults: &[(String, FaultCount)]) -> String {
    let lines = faults.iter().map(|(place, fault)| nulls(place, fault, "event") + "\n");
    let lines: String = lines.collect();
    if lines.is_empty() { lines } else { format!("\n{lines}") }
}

/// `null in 3 events: users: price of view (division by zero; first in event 7)`
fn nulls(place: &str, fault: &FaultCount, noun: &str) -> String {
    let (index, what) = fault.first;
    format!("null in {}: {place} ({what}; first in {noun} {})", how_many(fault.count, noun), index + 1)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::mpsc::{RecvTimeoutError, channel};
    use std::time::Duration;

    /// Far more than it takes to leave.
    const DEADLINE: Duration = Duration::from_mins(1);

    #[test]
    fn a_question_without_an_answer_is_not_waited_for() {
        let (answer, answers) = channel::<()>();
        let (tell, told) = channel();
        complete(async {
            let (ask, asked) = tokio::sync::oneshot::channel();
            tokio::task::spawn_blocking(move || {
                ask.send(()).unwrap();
                tell.send(answers.recv_timeout(DEADLINE)).unwrap();
            });
            asked.await.unwrap();
        })
        .unwrap();
        drop(answer);
        assert_eq!(told.recv().unwrap(), Err(RecvTimeoutError::Disconnected), "it has waited");
    }
}
