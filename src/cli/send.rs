//! `rushhour send`: the records of a file to a target, as they are.

use super::arguments::{Overrides, SendArguments};
use super::exit::{Exit, FileError};
use super::outputs::Outputs;
use super::paths::Paths;
use super::run::{drive, listed, observer, told};
use super::say::say;
use super::target::target;
use super::{environment, guard, labels, load, repository, settings};
use crate::report::{Console, Filter, Logging, start_logging, statistics};
use crate::run::{Ending, Options, Pace, Records, Resent};
use crate::scenario::{Environment, Topic};
use crate::target::{Allowed, Properties, Target};
use std::fs::File;
use std::io::{self, BufReader, IsTerminal};
use std::path::{Path, PathBuf};
use std::sync::Arc;

pub fn send(arguments: &SendArguments) -> anyhow::Result<Exit> {
    let set = settings::properties(&arguments.set)?;
    let Some(Destination { target, topics, files }) = destination(arguments, &set)? else {
        return Ok(Exit::Scenario);
    };
    let name = arguments.file.display().to_string();
    let own = [arguments.file.clone()].into_iter().chain(repository::files(&arguments.file)?);
    let named = files.into_iter().chain(settings::files(&set));
    Paths::reading(named.chain(own).chain(repository::file_here()?))
        .write("--to", target.file())?
        .write("--failed", arguments.failed.as_deref())?
        .write("--summary", arguments.summary.as_deref())?;
    let input = open(&arguments.file).map_err(|error| FileError { path: name.clone(), error })?;
    let records = match Resent::check(input) {
        Ok(records) => records,
        Err(error) => {
            say(&format!("error: {name}:{error}\nnothing was sent\n"));
            return Ok(Exit::Scenario);
        }
    };
    let trouble = records.trouble();
    let mut labels = records.labels(&name);
    if matches!(target, Target::Embedded(_)) {
        labels.topics.iter_mut().zip(records.partitions()).for_each(|(topic, most)| topic.partitions = most);
    }
    if let Target::Kafka(properties) = &target {
        labels.topics.iter_mut().for_each(|known| *known = labels::topic(&topics, &known.name));
        labels.allowed = topics_allowed(arguments)?;
        guard::hold_topics(&labels, &labels.allowed)?;
        if !arguments.yes && !guard::confirm(properties, &labels, None)? {
            return Ok(Exit::No);
        }
    }
    let labels = Arc::new(labels);
    let filter = Filter::read(environment::log_filter(), arguments.verbose)?;
    let outputs = Outputs::open(arguments.summary.as_deref(), arguments.failed.as_deref())?;
    outputs.begin()?;
    let console = Console::default();
    start_logging(Logging {
        console: console.clone(),
        is_terminal: std::io::stderr().is_terminal(),
        filter,
        file: None,
    })?;
    let echo = arguments.verbose.then(|| Box::new(console.clone()) as Box<dyn std::io::Write + Send>);
    let options = Options {
        pace: Pace::Max,
        in_flight: arguments.in_flight,
        echo,
        failed: outputs.failed_records(),
        ..Options::default()
    };
    let mut observers = vec![observer(&console, &labels, None)];
    let ended = drive(Box::new(records), &target, labels, options, &mut observers, None)?;
    drop(observers);
    let (summary, exit) = told(ended, &set);
    let account = match &summary {
        Some(summary) if summary.ending != Ending::ReaderGone => {
            statistics(summary, listed(arguments.verbose))
        }
        _ => String::new(),
    };
    say(&account);
    let exit = outputs.close(exit, summary.as_deref(), &account);
    if let Some(trouble) = trouble.get() {
        say(&format!("error: {name}:{trouble}\n"));
        return Ok(if exit == Exit::Done { Exit::Scenario } else { exit });
    }
    Ok(exit)
}

/// What is allowed to the file, to the scenario and where the command is called.
fn topics_allowed(arguments: &SendArguments) -> Result<Allowed, FileError> {
    let file = repository::topics_allowed(&arguments.file)?;
    let scenario = arguments.scenario.as_deref().map(repository::topics_allowed).transpose()?;
    Ok(file.and(scenario.unwrap_or_default()).and(repository::topics_allowed_here()?))
}

/// What can be read twice: a file as it is, and everything else from memory.
fn open(path: &Path) -> io::Result<Box<dyn Records>> {
    let file = File::open(path)?;
    if file.metadata()?.is_file() {
        return Ok(Box::new(BufReader::new(file)));
    }
    Ok(Box::new(io::Cursor::new(std::fs::read(path)?)))
}

/// Where records are sent again.
struct Destination {
    target: Target,
    /// As the scenario declares them.
    topics: Vec<Topic>,
    /// What the scenario is read from.
    files: Vec<PathBuf>,
}

/// What the command and its scenario say; `None` where the scenario has errors, which were told.
fn destination(arguments: &SendArguments, set: &[(String, String)]) -> anyhow::Result<Option<Destination>> {
    // An embedded broker is gone with what it was sent: that is wanted by nobody who does not say so.
    let to = arguments.to.as_deref().or(Some("kafka"));
    let Some(path) = &arguments.scenario else {
        let target = target(to, set, &[], &Environment::default()).ok().transpose()?;
        return Ok(target.map(|target| Destination { target, topics: Vec::new(), files: Vec::new() }));
    };
    let loaded = load::load(path, &Overrides::none())?;
    let veiled = loaded.veiled.clone();
    let Some((checked, environment)) = loaded.checked() else { return Ok(None) };
    let files = load::files(path, &checked, &environment)?;
    // Nobody says how long a transaction would be open: each record is sent by itself.
    let properties = checked.kafka.into_iter().filter(|setting| setting.name != Properties::TRANSACTIONAL_ID);
    match target(to, set, &properties.collect::<Vec<_>>(), &environment) {
        Ok(target) => Ok(Some(Destination { target: target?, topics: checked.topics, files })),
        Err(diagnostics) => {
            load::refuse(&veiled, diagnostics);
            Ok(None)
        }
    }
}
