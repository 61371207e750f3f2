//! `rushhour preview --stats`: what a scenario makes, without a target, beside what it declares.

use super::arguments::{Format, PreviewArguments};
use super::exit::Exit;
use super::{load, preview};
use crate::compose::Batch;
use crate::measure::{EventStatistics, Statistics, StreamDisorder};
use crate::report::statistics_text;
use crate::source::{Source, Span};
use serde::Serialize;
use std::io::Write;
use std::sync::Arc;

/// What `--format json` prints.
#[derive(Serialize)]
struct Report<'r> {
    scenario: &'r str,
    seed: u64,
    events: Vec<EventStatistics>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    disorder: Vec<StreamDisorder>,
}

pub fn statistics(arguments: &PreviewArguments, mut arrivals: usize) -> anyhow::Result<Exit> {
    let loaded = load::load(&arguments.file, &arguments.overrides)?;
    let source = loaded.veiled.source.clone();
    let Some((checked, _)) = loaded.checked() else { return Ok(Exit::Scenario) };
    let plan = Arc::new(load::plan(checked, &arguments.plan)?);
    let mut statistics = Statistics::new(Arc::clone(&plan));
    let mut records = preview::records(&plan, arguments)?;
    let mut batch = Batch::default();
    while preview::fill(&mut records, &mut batch, &mut arrivals) {
        batch.iter().for_each(|record| statistics.see(&record));
        batch.dropped().iter().for_each(|dropped| statistics.pass(dropped));
    }
    let (mut events, disorder) = (statistics.events(), statistics.disorder());
    for field in events.iter_mut().flat_map(|event| &mut event.fields) {
        field.declared = field.place.map(|place| written(&source, place));
    }
    let text = match arguments.format {
        Format::Human => statistics_text(&events, &disorder),
        Format::Json => {
            serde_json::to_string_pretty(&Report { scenario: &plan.name, seed: plan.seed, events, disorder })?
                + "\n"
        }
    };
    std::io::stdout().lock().write_all(text.as_bytes())?;
    Ok(Exit::Done)
}

/// A value as it stands in the file, on one line, a formula with its `=`.
fn written(source: &Source, place: Span) -> String {
    let text = source.text.get(place.start..place.end).unwrap_or_default();
    let is_formula = source.text.get(..place.start).is_some_and(|before| before.ends_with('='));
    let line = text.split_whitespace().collect::<Vec<_>>().join(" ");
    if is_formula { format!("={line}") } else { line }
}
