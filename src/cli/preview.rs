//! `rushhour preview`: the first events as they would be sent.

use super::arguments::PreviewArguments;
use super::exit::{Exit, UsageError};
use super::say::say;
use super::{labels, load};
use crate::compose::{Batch, Composer};
use crate::diagnostic::nearest;
use crate::plan::Plan;
use crate::report::record_text;
use crate::schedule::Merge;
use crate::target::write_json_record;
use crate::value::Duration;
use std::io::{BufWriter, IsTerminal, Write};
use std::iter::Peekable;
use std::sync::Arc;

pub fn preview(arguments: &PreviewArguments) -> anyhow::Result<Exit> {
    let Some(plan) = load::load_plan(&arguments.file, &arguments.overrides, &arguments.plan)? else {
        return Ok(Exit::Scenario);
    };
    let plan = Arc::new(plan);
    let arrivals = arrivals(&plan, arguments)?;
    let labels = labels::names(&plan);
    let mut composer = Composer::new(Arc::clone(&plan));
    let mut batch = Batch::default();
    let stdout = std::io::stdout();
    let is_terminal = stdout.is_terminal();
    let mut out = BufWriter::new(stdout.lock());
    let mut line = Vec::new();
    for arrival in arrivals.take(arguments.n) {
        batch.clear();
        composer.compose(&arrival, &mut batch);
        for record in batch.iter() {
            line.clear();
            if is_terminal {
                line.extend_from_slice(record_text(&record, &plan).as_bytes());
            } else {
                write_json_record(&record, &labels, &mut line);
            }
            line.push(b'\n');
            out.write_all(&line)?;
        }
    }
    out.flush()?;
    Ok(Exit::Done)
}

/// All arrivals that are looked at, from a time on, of all streams or of one. Says so where there are none.
pub fn arrivals(plan: &Plan, arguments: &PreviewArguments) -> Result<Peekable<Merge>, UsageError> {
    let merged = match &arguments.stream {
        None => Merge::new(&plan.components, arguments.from, None),
        Some(name) => {
            let components = plan.components_of(stream(plan, name)?);
            let components = components.map(|(number, component)| (number, Arc::clone(component)));
            Merge::of(components, arguments.from, None)
        }
    };
    let mut arrivals = merged.peekable();
    if arrivals.peek().is_none() {
        let of = arguments.stream.as_ref().map(|name| format!(" of `{name}`")).unwrap_or_default();
        say(&format!("nothing{of} is planned from {} on\n", Duration(arguments.from)));
    }
    Ok(arrivals)
}

fn stream(plan: &Plan, name: &str) -> Result<usize, UsageError> {
    let names = || plan.checked.streams.iter().map(|stream| stream.name.as_str());
    if let Some(position) = names().position(|known| known == name) {
        return Ok(position);
    }
    let nearest = nearest(name, names()).map(|name| format!("; did you mean `{name}`?"));
    let known = names().map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", ");
    let help = nearest.unwrap_or_else(|| format!("; the streams are {known}"));
    Err(UsageError(format!("--stream {name}: no stream is called so{help}")))
}
