//! `rushhour preview`: the first events as they would be sent.

use super::arguments::PreviewArguments;
use super::exit::{Exit, UsageError};
use super::say::say;
use super::{labels, load};
use crate::compose::{Batch, Sequence, story};
use crate::diagnostic::nearest;
use crate::plan::Plan;
use crate::report::{record_text, story_text};
use crate::target::write_json_record;
use crate::value::Duration;
use std::io::{BufWriter, IsTerminal, Write};
use std::sync::Arc;

/// Records of a batch.
const AT_ONCE: usize = 100;

pub fn preview(arguments: &PreviewArguments) -> anyhow::Result<Exit> {
    let Some(plan) = load::load_plan(&arguments.file, &arguments.overrides, &arguments.plan)? else {
        return Ok(Exit::Scenario);
    };
    let plan = Arc::new(plan);
    if let Some(number) = arguments.session {
        return session(&plan, arguments, number);
    }
    let mut records = records(&plan, arguments)?;
    let labels = labels::names(&plan);
    let mut batch = Batch::default();
    let stdout = std::io::stdout();
    let is_terminal = stdout.is_terminal();
    let mut out = BufWriter::new(stdout.lock());
    let mut line = Vec::new();
    let mut left = arguments.n;
    while fill(&mut records, &mut batch, &mut left) {
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

/// Tells one session.
fn session(plan: &Arc<Plan>, arguments: &PreviewArguments, number: u64) -> anyhow::Result<Exit> {
    let walks = |stream: &usize| plan.checked.streams[*stream].variants[0].emission.journey().is_some();
    let stream = match &arguments.stream {
        Some(name) => Some(stream(plan, name)?).filter(walks),
        None => (0..plan.streams.len()).find(walks),
    };
    let Some(stream) = stream else {
        let what = arguments
            .stream
            .as_ref()
            .map_or("no stream here".to_owned(), |name| format!("`{name}` does not"));
        let walks = if arguments.stream.is_some() { "walk" } else { "walks" };
        return Err(UsageError(format!("--session {number}: {what} {walks} a journey")).into());
    };
    let name = &plan.checked.streams[stream].name;
    let Some(story) = story(plan, stream, number - 1) else {
        return Err(UsageError(format!("--session {number}: `{name}` opens fewer sessions")).into());
    };
    std::io::stdout().lock().write_all(story_text(&story, number, name, plan).as_bytes())?;
    Ok(Exit::Done)
}

/// The records that are looked at, from a time on, of all streams or of one. Says so where there are none.
pub fn records(plan: &Arc<Plan>, arguments: &PreviewArguments) -> Result<Sequence, UsageError> {
    let stream = arguments.stream.as_ref().map(|name| stream(plan, name)).transpose()?;
    let mut records = Sequence::new(Arc::clone(plan), stream, arguments.from, None);
    if records.is_over() {
        let of = arguments.stream.as_ref().map(|name| format!(" of `{name}`")).unwrap_or_default();
        say(&format!("nothing{of} is planned from {} on\n", Duration(arguments.from)));
    }
    Ok(records)
}

/// Fills a batch with the next records, of no more than `left` arrivals in all; false when there are none. An arrival
/// whose records go out later counts when they do.
pub fn fill(records: &mut Sequence, batch: &mut Batch, left: &mut usize) -> bool {
    batch.clear();
    let mut before = 0;
    let goes_on = records.fill(batch, |batch, _| {
        *left -= usize::from(batch.steps() > before);
        before = batch.steps();
        *left > 0 && before < AT_ONCE
    });
    *left -= usize::from(batch.steps() > before);
    !batch.is_empty() || goes_on && *left > 0
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
