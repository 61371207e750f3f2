//! `rushhour plan`: what will happen.

use super::arguments::{Format, PlanArguments};
use super::doubts::doubts;
use super::exit::{Exit, OutputError};
use super::load;
use super::paths::Paths;
use super::say::say;
use crate::compose::journeys;
use crate::report::{
    Colours, PICTURE_BINS, PlanReport, VIEW_BINS, plan_html, plan_svg, plan_view, sizes, stopping,
};
use std::io::{IsTerminal, Write};
use std::path::Path;
use std::sync::Arc;

pub fn plan(arguments: &PlanArguments) -> anyhow::Result<Exit> {
    let loaded = load::load(&arguments.file, &arguments.overrides)?;
    let Some((checked, environment)) = loaded.checked() else { return Ok(Exit::Scenario) };
    Paths::reading(load::files(&arguments.file, &checked, &environment)?)
        .write("--svg", arguments.svg.as_deref())?
        .write("--html", arguments.html.as_deref())?;
    let plan = Arc::new(load::plan(checked, &arguments.plan)?);
    let summary = plan.summary_with_rates();
    let journeys = journeys(&plan);
    let sizes = sizes(&plan, &summary, &journeys);
    let stopping = stopping(&plan, &summary, &journeys, &sizes);
    let stopping = stopping.as_ref();
    say(&doubts(&plan, &summary, &sizes));
    if arguments.svg.is_some() || arguments.html.is_some() {
        let curves = plan.curves(PICTURE_BINS);
        if let Some(path) = &arguments.svg {
            write(path, &plan_svg(&summary, &curves))?;
        }
        if let Some(path) = &arguments.html {
            write(path, &plan_html(&plan, &summary, &journeys, &curves, (&sizes, stopping)))?;
        }
    }
    let stdout = std::io::stdout();
    let text = match arguments.format {
        Format::Human => {
            let colours = if stdout.is_terminal() { Colours::ANSI } else { Colours::NONE };
            plan_view(&summary, &journeys, &plan.curves(VIEW_BINS), (&sizes, stopping), colours)
        }
        Format::Json => {
            serde_json::to_string_pretty(&PlanReport {
                plan: &summary,
                sizes: &sizes,
                stopping,
                journeys: &journeys,
            })? + "\n"
        }
    };
    stdout.lock().write_all(text.as_bytes())?;
    Ok(Exit::Done)
}

fn write(path: &Path, text: &str) -> Result<(), OutputError> {
    std::fs::write(path, text).map_err(|error| OutputError::new(path, &error))
}
