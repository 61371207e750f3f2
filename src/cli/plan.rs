//! `rushhour plan`: what will happen.

use super::arguments::{Format, PlanArguments};
use super::exit::Exit;
use super::load;
use crate::report::plan_text;
use std::io::Write;

pub fn plan(arguments: &PlanArguments) -> anyhow::Result<Exit> {
    let Some(plan) = load::load_plan(&arguments.file, &arguments.overrides, &arguments.plan)? else {
        return Ok(Exit::Scenario);
    };
    let summary = plan.summary();
    let text = match arguments.format {
        Format::Human => plan_text(&summary),
        Format::Json => serde_json::to_string_pretty(&summary)? + "\n",
    };
    std::io::stdout().lock().write_all(text.as_bytes())?;
    Ok(Exit::Done)
}
