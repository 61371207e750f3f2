//! `rushhour test`: the first events of every stream against their snapshots.

use super::arguments::TestArguments;
use super::exit::{Exit, FileError, UsageError};
use super::say::say;
use super::unsaid::Unsaid;
use super::{environment, files, load};
use crate::plan::{DEFAULT_START, Plan};
use crate::report::{Snapshot, snapshot_text};
use crate::scenario::Start;
use similar::TextDiff;
use std::collections::BTreeSet;
use std::fmt::Display;
use std::io::{ErrorKind, IsTerminal, Write};
use std::path::{Path, PathBuf};

pub fn test(arguments: &TestArguments, unsaid: &Unsaid) -> anyhow::Result<Exit> {
    let ci = environment::is_ci();
    if arguments.accept && ci {
        return Err(UsageError("--accept: CI is set, and there nothing is accepted".to_owned()).into());
    }
    let files = files::scenarios(&arguments.paths)?;
    let mut tally = Tally::default();
    let mut out = std::io::stdout().lock();
    let mut known = BTreeSet::new();
    for path in &files {
        let file = snapshot_path(&arguments.snapshots, path);
        if !known.insert(file.clone()) {
            let name = file.display();
            return Err(UsageError(format!(
                "{}: another scenario has the snapshot {name} already",
                path.display()
            ))
            .into());
        }
        match one(path, &file, arguments, ci, &mut tally, &mut out) {
            Err(error) if error.is::<FileError>() => tally.unreadable(&error, unsaid),
            ended => ended?,
        }
    }
    orphans(arguments, &known, unsaid, &mut tally, &mut out)?;
    if tally.pending > 0 {
        writeln!(out, "look at each with `cargo insta review`, or accept all with `rushhour test --accept`")?;
    }
    writeln!(
        out,
        "{} passed, {} failed",
        tally.same + tally.accepted,
        tally.different + tally.orphans + tally.broken
    )?;
    Ok(match tally {
        Tally { broken: 1.., .. } => Exit::Scenario,
        Tally { different: 0, orphans: 0, .. } => Exit::Done,
        _ => Exit::No,
    })
}

/// Compares one scenario with its snapshot.
fn one(
    path: &Path,
    file: &Path,
    arguments: &TestArguments,
    ci: bool,
    tally: &mut Tally,
    out: &mut impl Write,
) -> anyhow::Result<()> {
    let Some((checked, _)) = load::load(path, &arguments.overrides)?.checked() else {
        tally.broken += 1;
        return Ok(());
    };
    let (seed, start) = (checked.seed, checked.start.unwrap_or(Start::NOW).time(DEFAULT_START));
    let plan = Plan::new(checked, seed, start);
    let snapshot = Snapshot { source: path.display().to_string(), contents: snapshot_text(plan) };
    compare(file, &snapshot, arguments.accept, ci, tally, out)
}

#[derive(Default)]
struct Tally {
    same: usize,
    accepted: usize,
    different: usize,
    orphans: usize,
    /// Those of the different ones that wait beside their snapshots to be accepted.
    pending: usize,
    /// Scenarios with errors, and files that could not be read or written.
    broken: usize,
}

impl Tally {
    fn unreadable(&mut self, error: &impl Display, unsaid: &Unsaid) {
        say(&unsaid.hidden_in(&format!("error: {error}\n")));
        self.broken += 1;
    }
}

fn snapshot_path(folder: &Path, scenario: &Path) -> PathBuf {
    let stem = scenario.file_stem().unwrap_or_default().to_string_lossy();
    folder.join(format!("{stem}.snap"))
}

fn compare(
    file: &Path,
    snapshot: &Snapshot,
    accept: bool,
    ci: bool,
    tally: &mut Tally,
    out: &mut impl Write,
) -> anyhow::Result<()> {
    let failed = |error| FileError { path: file.display().to_string(), error };
    let old = match std::fs::read_to_string(file) {
        Ok(text) => Some(Snapshot::parse(&text)),
        Err(error) if error.kind() == ErrorKind::NotFound => None,
        Err(error) => return Err(failed(error).into()),
    };
    let pending = file.with_extension("snap.new");
    if old.as_ref().is_some_and(|old| old.contents == snapshot.contents) {
        if !ci {
            remove(&pending).map_err(failed)?;
        }
        tally.same += 1;
        return Ok(());
    }
    if accept {
        std::fs::create_dir_all(file.parent().unwrap_or(Path::new("."))).map_err(failed)?;
        std::fs::write(file, snapshot.to_string()).map_err(failed)?;
        remove(&pending).map_err(failed)?;
        tally.accepted += 1;
        writeln!(out, "accepted {}", file.display())?;
        return Ok(());
    }
    tally.different += 1;
    match old {
        None => writeln!(out, "{}: no snapshot yet", snapshot.source)?,
        Some(old) => write_diff(snapshot, &old, out)?,
    }
    if ci {
        return Ok(());
    }
    std::fs::create_dir_all(file.parent().unwrap_or(Path::new("."))).map_err(failed)?;
    std::fs::write(&pending, snapshot.to_string()).map_err(failed)?;
    tally.pending += 1;
    Ok(())
}

/// Removes a file, if there is one.
fn remove(file: &Path) -> std::io::Result<()> {
    std::fs::remove_file(file).or_else(|error| match error.kind() {
        ErrorKind::NotFound => Ok(()),
        _ => Err(error),
    })
}

fn write_diff(new: &Snapshot, old: &Snapshot, out: &mut impl Write) -> std::io::Result<()> {
    let diff = TextDiff::from_lines(&old.contents, &new.contents);
    let is_terminal = std::io::stdout().is_terminal();
    writeln!(out, "{}: differs from its snapshot", new.source)?;
    let mut unified = diff.unified_diff();
    let unified = unified.context_radius(3).missing_newline_hint(false).header("snapshot", "now").to_string();
    for line in unified.lines() {
        let color = match line.as_bytes().first() {
            Some(b'-') => "\x1b[31m",
            Some(b'+') => "\x1b[32m",
            _ => "",
        };
        if is_terminal && !color.is_empty() {
            writeln!(out, "{color}{line}\x1b[0m")?;
        } else {
            writeln!(out, "{line}")?;
        }
    }
    Ok(())
}

/// Snapshots that no scenario has any more: all of them, or those of the folders that were asked for.
fn orphans(
    arguments: &TestArguments,
    known: &BTreeSet<PathBuf>,
    unsaid: &Unsaid,
    tally: &mut Tally,
    out: &mut impl Write,
) -> anyhow::Result<()> {
    let folder = &arguments.snapshots;
    let failed = |error| FileError { path: folder.display().to_string(), error };
    let entries = match std::fs::read_dir(folder) {
        Ok(entries) => entries,
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(()),
        Err(error) => return Err(failed(error).into()),
    };
    for entry in entries {
        let path = entry.map_err(failed)?.path();
        if path.extension().is_none_or(|extension| extension != "snap") || known.contains(&path) {
            continue;
        }
        match is_asked_for(&path, &arguments.paths) {
            Err(error) => tally.unreadable(&FileError { path: path.display().to_string(), error }, unsaid),
            Ok(false) => {}
            Ok(true) => {
                tally.orphans += 1;
                let name = path.display();
                writeln!(
                    out,
                    "{name}: a snapshot without a scenario; delete it, or bring the scenario back"
                )?;
            }
        }
    }
    Ok(())
}

/// Whether the snapshot's scenario stood in one of the folders among the paths. Without paths all do.
fn is_asked_for(snapshot: &Path, paths: &[PathBuf]) -> std::io::Result<bool> {
    if paths.is_empty() {
        return Ok(true);
    }
    let mut folders = paths.iter().filter(|path| path.is_dir()).peekable();
    if folders.peek().is_none() {
        return Ok(false);
    }
    let plain = |path: &Path| path.strip_prefix(".").unwrap_or(path).to_owned();
    let source = plain(Path::new(&Snapshot::parse(&std::fs::read_to_string(snapshot)?).source));
    Ok(folders.any(|folder| source.starts_with(plain(folder))))
}
