//! `plan --html`: everything about a plan on one page that needs nothing else.

use super::chart::Chart;
use super::charts::Charts;
use super::markup::{count, escape, rough, thin};
use super::samples::{Samples, samples};
use super::svg::CHART_STYLE;
use crate::compose::JourneyOutlook;
use crate::plan::{CatalogSummary, Curves, Plan, PlanSummary, StreamSummary, Times};
use crate::report::instants::{Instants, short_offset};
use crate::report::journeys::{JourneyWords, STEP_HEADS};
use crate::report::numbers::bytes;
use crate::report::overlay_text::{around, overlay_row};
use crate::report::plan_text::{counted, heads, phase_row};
use crate::report::put::put;
use crate::report::sizes::Sizes;
use crate::report::stopping::Stopping;
use std::sync::Arc;

const PAGE_STYLE: &str = include_str!("page.css");

/// The page. Light or dark, as its reader likes.
pub fn plan_html(
    plan: &Arc<Plan>,
    summary: &PlanSummary,
    journeys: &[JourneyOutlook],
    curves: &Curves,
    (sizes, stopping): (&Sizes, Option<&Stopping>),
) -> String {
    let name = escape(&summary.scenario).into_owned();
    let mut page = Page(format!(
        "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n\
         <meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">\n\
         <title>{name}</title>\n<style>\n{CHART_STYLE}{PAGE_STYLE}</style>\n</head>\n<body>\n<h1>{name}</h1>\n"
    ));
    if let Some(about) = &plan.checked.about {
        page.add(format_args!("<p class=\"about\">{}</p>\n", escape(about)));
    }
    page.add(format_args!(
        "<p class=\"faint\">seed {} · start {} · time zone {}</p>\n",
        summary.seed,
        escape(&summary.start),
        escape(&summary.timezone)
    ));
    page.numbers(summary, curves, sizes);
    if let Some(stopping) = stopping {
        page.add(format_args!("<p>A run stops {}.</p>\n", escape(&stopping.words())));
    }
    let charts = Charts::new(summary, curves);
    if let Some(total) = charts.total().filter(|_| !charts.is_empty()) {
        page.add(format_args!("<h2>All streams</h2>\n"));
        page.chart(&total);
    }
    let samples = samples(plan);
    for (number, stream) in summary.streams.iter().enumerate() {
        page.stream(stream, number, &charts, (summary.events, Instants::of(summary, &curves.times)));
    }
    for outlook in journeys {
        page.journey(outlook, summary);
    }
    page.topics(summary);
    page.catalogs(&summary.catalogs);
    page.add(format_args!("<h2>Sample events</h2>\n"));
    for (stream, samples) in summary.streams.iter().zip(&samples) {
        page.samples(&stream.name, samples);
    }
    page.add(format_args!(
        "<footer><span class=\"mono\">plan {}</span></footer>\n</body>\n</html>\n",
        escape(&summary.hash)
    ));
    page.0
}

struct Page(String);

impl Page {
    fn add(&mut self, text: std::fmt::Arguments<'_>) {
        put(&mut self.0, text);
    }

    fn numbers(&mut self, plan: &PlanSummary, curves: &Curves, sizes: &Sizes) {
        self.0 += "<dl class=\"numbers\">\n";
        let streams = plan.streams.len();
        let note = if streams == 1 { "in one stream".to_owned() } else { format!("in {streams} streams") };
        let events = plan.events.map_or("without end".to_owned(), count);
        let counted = counted(plan);
        self.number(&(counted[..1].to_uppercase() + &counted[1..]), &events, &note);
        let (length, note) = match (plan.length_ns, &curves.times) {
            (None, _) => ("until stopped".to_owned(), String::new()),
            (Some(length), Times::Offsets) => (short_offset(length), String::new()),
            (Some(length), times) => {
                (short_offset(length), format!("{} to {}", times.label(0), times.label(length)))
            }
        };
        self.number("Length", &length, &note);
        if let Some(peak) = &plan.peak {
            let clock = match &curves.times {
                Times::Offsets => String::new(),
                times @ Times::Clock { .. } => format!(", {}", times.label(peak.at_ns)),
            };
            let at = format!("at +{}{clock}", short_offset(peak.at_ns));
            self.number("Busiest second", &format!("{}/s", rough(peak.rate)), &at);
        }
        if let Some(mean) = sizes.bytes_per_event {
            let size = |size: f64| bytes(size).replace(' ', "\u{a0}");
            let peak = sizes.peak_bytes.map(|peak| format!(", {}/s at the peak", size(peak)));
            match sizes.bytes {
                Some(all) => {
                    let note = format!("about {} an event{}", size(mean), peak.unwrap_or_default());
                    self.number("Bytes", &format!("~{}", size(all)), &note);
                }
                None => self.number(
                    "Bytes an event",
                    &format!("~{}", size(mean)),
                    peak.as_deref().unwrap_or("").trim_start_matches(", "),
                ),
            }
        }
        self.0 += "</dl>\n";
    }

    fn number(&mut self, name: &str, value: &str, note: &str) {
        self.add(format_args!(
            "<div><dt>{}</dt><dd>{}<div class=\"note\">{}</div></dd></div>\n",
            escape(name),
            escape(value),
            escape(note)
        ));
    }

    fn chart(&mut self, chart: &Chart) {
        self.0 += "<div class=\"wide\">\n";
        chart.write(0.0, &mut self.0);
        self.0 += "</div>\n";
        if chart.is_shaded() {
            self.0 +=
                "<p class=\"faint note\">The line is the mean rate, the shade goes up to the highest.</p>\n";
        }
    }

    fn stream(
        &mut self,
        stream: &StreamSummary,
        number: usize,
        charts: &Charts,
        (total, instants): (Option<u64>, Instants),
    ) {
        self.add(format_args!("<h2>{}</h2>\n<p class=\"faint\">", escape(&stream.name)));
        let alone = stream.emits.len() == 1;
        for (position, emitted) in stream.emits.iter().enumerate() {
            let share = if alone || stream.all { String::new() } else { format!(" {}", emitted.share) };
            let topic = emitted.topic.as_deref().unwrap_or("a topic that each record computes");
            let before = if position > 0 { ", " } else { "" };
            self.add(format_args!("{before}{}{share} → {}", escape(&emitted.event), escape(topic)));
        }
        self.0 += if stream.all && !alone { ", all at every arrival</p>\n" } else { "</p>\n" };
        if !charts.is_empty() {
            self.chart(&charts.stream(number));
        }
        let phases = stream.phases.iter().map(|phase| phase_row(phase, total, instants));
        let overlays = stream.overlays.iter().map(|overlay| overlay_row(overlay, total, instants));
        let mut rows: Vec<[String; 8]> = phases.chain(overlays).collect();
        for row in &mut rows {
            row[..7].iter_mut().for_each(|cell| *cell = thin(cell).replace("->", "→"));
        }
        self.table(&heads(stream), &[3, 4, 5, 6], &rows);
        let mut more = String::new();
        around(stream, instants, &mut more);
        if !more.is_empty() {
            let lines: Vec<&str> =
                more.lines().map(|line| line.strip_prefix("    ").unwrap_or(line)).collect();
            self.add(format_args!("<pre class=\"faint\">{}</pre>\n", escape(&lines.join("\n"))));
        }
    }

    fn journey(&mut self, outlook: &JourneyOutlook, plan: &PlanSummary) {
        let words = JourneyWords::of(outlook, plan);
        self.add(format_args!("<h2>{}</h2>\n<p class=\"faint\">", escape(&words.title)));
        self.add(format_args!("{}</p>\n", escape(&words.sentences.join("; "))));
        let rows = words.steps.into_iter().map(|mut row| {
            row[2] = row[2].replace("->", "→");
            row
        });
        self.table(&STEP_HEADS, &[1], &rows.collect::<Vec<_>>());
    }

    /// The topics that are known beforehand, with what goes there.
    fn topics(&mut self, plan: &PlanSummary) {
        if plan.topics.is_empty() {
            return;
        }
        self.0 += "<h2>Topics</h2>\n";
        let rows = plan.topics.iter().map(|topic| {
            let emitted =
                plan.streams.iter().flat_map(|stream| stream.emits.iter().map(move |emit| (stream, emit)));
            let into = emitted.filter(|(_, emit)| emit.topic.as_ref() == Some(topic));
            let into: Vec<String> =
                into.map(|(stream, emit)| format!("{} of {}", emit.event, stream.name)).collect();
            [topic.clone(), into.join(", ")]
        });
        self.table(&["topic", "events"], &[], &rows.collect::<Vec<_>>());
    }

    fn catalogs(&mut self, catalogs: &[CatalogSummary]) {
        if catalogs.is_empty() {
            return;
        }
        self.0 += "<h2>Catalogs</h2>\n";
        let rows = catalogs.iter().map(|catalog| {
            let file = catalog.file.clone().zip(catalog.fingerprint.as_ref());
            let file = file.map_or("-".to_owned(), |(file, print)| format!("{file} ({print})"));
            [catalog.name.clone(), count(catalog.rows.into()), file, catalog.fields.join(", ")]
        });
        self.table(&["catalog", "rows", "file", "fields"], &[1], &rows.collect::<Vec<_>>());
    }

    /// A column that says nothing is left out; the last one may take several lines.
    fn table<const N: usize>(&mut self, heads: &[&str; N], numbers: &[usize], rows: &[[String; N]]) {
        let shown: Vec<usize> = (0..N).filter(|column| rows.iter().any(|row| row[*column] != "-")).collect();
        let class = |column: usize| match column {
            number if numbers.contains(&number) => " class=\"number\"",
            last if last + 1 == N => " class=\"text\"",
            _ => "",
        };
        self.0 += "<div class=\"wide\"><table>\n<thead><tr>";
        for column in &shown {
            self.add(format_args!("<th{}>{}</th>", class(*column), escape(heads[*column])));
        }
        self.0 += "</tr></thead>\n<tbody>\n";
        for row in rows {
            self.0 += "<tr>";
            for column in &shown {
                self.add(format_args!("<td{}>{}</td>", class(*column), escape(&row[*column])));
            }
            self.0 += "</tr>\n";
        }
        self.0 += "</tbody>\n</table></div>\n";
    }

    fn samples(&mut self, stream: &str, samples: &Samples) {
        for (event, shown) in samples.iter().filter(|(_, shown)| !shown.is_empty()) {
            let (stream, event) = (escape(stream), escape(event));
            self.add(format_args!("<h3>{event} <span class=\"faint\">of {stream}</span></h3>\n"));
            self.0 += "<div class=\"samples\">\n";
            for sample in shown {
                let title = escape(&sample.title);
                self.add(format_args!("<article class=\"sample\"><header>{title}"));
                for (name, value) in &sample.notes {
                    let (name, value) = (escape(name), escape(value));
                    self.add(format_args!("<br><span class=\"faint\">{name}</span> {value}"));
                }
                self.add(format_args!("</header>\n<pre>{}</pre></article>\n", escape(&sample.payload)));
            }
            self.0 += "</div>\n";
        }
    }
}
