//! `rushhour check`: every error and warning of every file, then a count.

use super::arguments::{CheckArguments, Format};
use super::exit::Exit;
use super::say::say;
use super::unsaid::Unsaid;
use super::{files, load};
use crate::diagnostic::Severity;
use crate::report::how_many;
use std::io::Write;

pub fn check(arguments: &CheckArguments, unsaid: &Unsaid) -> anyhow::Result<Exit> {
    let files = files::scenarios(&arguments.paths)?;
    let (mut errors, mut warnings, mut unreadable) = (0, 0, 0);
    let json = arguments.format == Format::Json;
    let mut out = std::io::stdout().lock();
    for path in &files {
        match load::load(path, &arguments.overrides) {
            Ok(loaded) => {
                errors += loaded.count(Severity::Error);
                warnings += loaded.count(Severity::Warning);
                let text = if json { loaded.for_programs() } else { loaded.for_people(&out) };
                out.write_all(text.as_bytes())?;
            }
            Err(error) => {
                unreadable += 1;
                say(&unsaid.hidden_in(&format!("error: {error}\n")));
            }
        }
    }
    let line = [
        format!("{}: {}", how_many(files.len() as u64, "file"), how_many(errors as u64, "error")),
        how_many(warnings as u64, "warning"),
        format!("{unreadable} not readable"),
    ];
    let line = line[..if unreadable > 0 { 3 } else { 2 }].join(", ");
    if json {
        say(&format!("{line}\n"));
    } else {
        writeln!(out, "{line}")?;
    }
    Ok(match (unreadable, errors) {
        (0, 0) => Exit::Done,
        (0, _) => Exit::No,
        _ => Exit::Scenario,
    })
}
