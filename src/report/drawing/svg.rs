//! `plan --svg`: the charts below each other, as one picture.

use super::chart::Chart;
use super::charts::Charts;
use super::frame::{RIGHT, add};
use super::markup::{at, escape};
use crate::plan::{Curves, PlanSummary};

pub(super) const CHART_STYLE: &str = include_str!("chart.css");

/// Above each chart, with its title, and below the last one.
const HEAD: f64 = 40.0;
const FOOT: f64 = 16.0;

/// The plan as a picture of its own, light and dark.
pub fn plan_svg(plan: &PlanSummary, curves: &Curves) -> String {
    let charts = Charts::new(plan, curves);
    let mut drawn: Vec<(String, Chart)> = Vec::new();
    drawn.extend(charts.total().map(|chart| (format!("{}: all streams", plan.scenario), chart)));
    for (number, stream) in plan.streams.iter().enumerate() {
        drawn.push((format!("{}: {}", plan.scenario, stream.name), charts.stream(number)));
    }
    picture(&drawn, curves)
}

fn picture(drawn: &[(String, Chart)], curves: &Curves) -> String {
    let width = drawn.iter().map(|(_, chart)| chart.size.width).fold(0.0, f64::max);
    let height: f64 = drawn.iter().map(|(_, chart)| HEAD + chart.height()).sum::<f64>() + FOOT;
    let (width, height) = (at(width.max(1.0)), at(height));
    let mut out = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" class=\"chart\" width=\"{width}\" height=\"{height}\" \
         viewBox=\"0 0 {width} {height}\">\n<style>\n{CHART_STYLE}</style>\n\
         <rect width=\"100%\" height=\"100%\" fill=\"var(--paper)\"/>\n"
    );
    let mut y = 0.0;
    for (title, chart) in drawn {
        let shade = if chart.is_shaded() { "line: mean, shade: highest · " } else { "" };
        let (title, times) = (escape(title), format!("{shade}{}", escape(&curves.times.title())));
        let (base, right) = (at(y + 26.0), at(chart.size.width - RIGHT));
        add(&mut out, format_args!("<text class=\"title\" x=\"16\" y=\"{base}\">{title}</text>\n"));
        add(&mut out, format_args!("<text class=\"end\" x=\"{right}\" y=\"{base}\">{times}</text>\n"));
        y += HEAD;
        chart.write(y, &mut out);
        y += chart.height();
    }
    out + "</svg>\n"
}
