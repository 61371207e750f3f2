//! `plan --svg`: the charts below each other, as one picture; and the small pictures of the reference.

use super::chart::{Chart, Layer, Size};
use super::charts::Charts;
use super::frame::RIGHT;
use super::markup::{at, escape};
use crate::plan::{Curves, PlanSummary};
use crate::report::put::put;

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

/// How many bins the curves of [`curve_svg`] have.
pub const CURVE_BINS: usize = 744;

/// All streams together as a small picture, light and dark; the title is for those who do not see it.
pub fn curve_svg(curves: &Curves, title: &str) -> String {
    let chart = Chart {
        title,
        layers: vec![Layer { name: "", colour: 0, bins: &curves.total }],
        phases: Vec::new(),
        lanes: Vec::new(),
        until: curves.until,
        goes_on: curves.goes_on,
        ticks: &curves.times.ticks(curves.until, 7),
        peak: None,
        size: Size { width: 460.0, plot: 110.0 },
    };
    let mut drawn = String::new();
    chart.write(0.0, &mut drawn);
    framed(chart.size.width, chart.height(), &drawn)
}

fn picture(charts: &[(String, Chart)], curves: &Curves) -> String {
    let mut drawn = String::new();
    let (mut y, mut width) = (0.0, 1.0_f64);
    for (title, chart) in charts {
        let shade = if chart.is_shaded() { "line: mean, shade: highest · " } else { "" };
        let (title, times) = (escape(title), format!("{shade}{}", escape(&curves.times.title())));
        let (base, right) = (at(y + 26.0), at(chart.size.width - RIGHT));
        put(&mut drawn, format_args!("<text class=\"title\" x=\"16\" y=\"{base}\">{title}</text>\n"));
        put(&mut drawn, format_args!("<text class=\"end\" x=\"{right}\" y=\"{base}\">{times}</text>\n"));
        y += HEAD;
        chart.write(y, &mut drawn);
        y += chart.height();
        width = width.max(chart.size.width);
    }
    framed(width, y + FOOT, &drawn)
}

/// A picture of its own, of a size in pixels.
fn framed(width: f64, height: f64, drawn: &str) -> String {
    let (width, height) = (at(width), at(height));
    format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" class=\"chart\" width=\"{width}\" height=\"{height}\" \
         viewBox=\"0 0 {width} {height}\">\n<style>\n{CHART_STYLE}</style>\n\
         <rect width=\"100%\" height=\"100%\" fill=\"var(--paper)\"/>\n{drawn}</svg>\n"
    )
}
