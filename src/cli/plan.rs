//! `rushhour plan`: what will happen.

use super::arguments::{Format, PlanArguments};
use super::exit::Exit;
use super::load;
use crate::report::{Colours, PlanReport, VIEW_BINS, plan_view, sizes};
use std::io::{IsTerminal, Write};
use std::sync::Arc;

pub fn plan(arguments: &PlanArguments) -> anyhow::Result<Exit> {
    let Some(plan) = load::load_plan(&arguments.file, &arguments.overrides, &arguments.plan)? else {
        return Ok(Exit::Scenario);
    };
    let plan = Arc::new(plan);
    let summary = plan.summary_with_rates();
    let sizes = sizes(&plan, &summary);
    let stdout = std::io::stdout();
    let text = match arguments.format {
        Format::Human => {
            let colours = if stdout.is_terminal() { Colours::ANSI } else { Colours::NONE };
            plan_view(&summary, &plan.curves(VIEW_BINS), &sizes, colours)
        }
        Format::Json => serde_json::to_string_pretty(&PlanReport { plan: &summary, sizes: &sizes })? + "\n",
    };
    stdout.lock().write_all(text.as_bytes())?;
    Ok(Exit::Done)
}
