//! `--metrics`: a run as Prometheus sees it. In: the run's events and, when somebody asks, its books. Out: the text of
//! all metrics. Counts nothing by itself.

use super::exposition::Exposition;
use super::live::{Live, holds};
use crate::run::{Books, Event, Figures, Observer, Pace, Part, Progress};
use crate::target::Labels;
use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

/// Copies tell of the same run: one of them hears its events, the others are asked.
#[derive(Clone)]
pub struct Metrics {
    labels: Arc<Labels>,
    until: Option<i64>,
    state: Arc<Mutex<State>>,
}

struct State {
    live: Live,
    progress: Option<Progress>,
    books: Option<Books>,
    /// By stream, kind and name of a phase: the most that was told, as a counter never goes back. A record that is just
    /// being refused is not sent for a moment.
    sent: BTreeMap<[String; 3], u64>,
}

impl Metrics {
    /// What [`Metrics::text`] is called in an answer over HTTP.
    pub const CONTENT_TYPE: &str = "text/plain; version=0.0.4; charset=utf-8";

    /// `until` is the schedule's end, if it is another than the labels'.
    pub fn new(labels: Arc<Labels>, until: Option<i64>) -> Self {
        let live = Live::new(Arc::clone(&labels), Pace::REAL, until);
        let state = State { live, progress: None, books: None, sent: BTreeMap::new() };
        Self { labels, until, state: Arc::new(Mutex::new(state)) }
    }

    /// All metrics at this moment, in Prometheus' text format.
    pub fn text(&self) -> String {
        let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        let mut out = Exposition::default();
        out.family("rushhour_info", "gauge", "What runs; always 1.")
            .sample(&[("scenario", &self.labels.scenario), ("version", env!("CARGO_PKG_VERSION"))], 1);
        if let Some(figures) = state.books.as_ref().map(Books::figures) {
            counters(&mut out, &counts(&figures, &mut state.sent));
            spreads(&mut out, &figures);
            out.family(
                "rushhour_in_flight_records",
                "gauge",
                "Records sent and neither acknowledged nor failed.",
            )
            .sample(&[], figures.in_flight);
            out.family(
                "rushhour_waiting_seconds",
                "gauge",
                "How late the record is that the target does not take yet; 0 where it takes all.",
            )
            .sample(&[], Duration::from_nanos(figures.waiting.unsigned_abs()).as_secs_f64());
        }
        if let Some(progress) = state.progress {
            self.rates(&mut out, &state.live, &progress);
        }
        out.text()
    }

    fn rates(&self, out: &mut Exposition, live: &Live, progress: &Progress) {
        let mut family =
            out.family("rushhour_target_rate", "gauge", "Planned records per second; none at `max`.");
        live.target_rate(progress).into_iter().for_each(|rate| family.sample(&[], rate));
        let mut family = out.family(
            "rushhour_actual_rate",
            "gauge",
            "Records sent per second, in the last three seconds.",
        );
        live.actual_rate().into_iter().for_each(|rate| family.sample(&[], rate));
        let mut family =
            out.family("rushhour_phase", "gauge", "1 for a phase or overlay that holds now, else 0.");
        let parts = self.labels.streams.iter().flat_map(|stream| {
            stream.phases.iter().map(|phase| {
                let labels = [stream.name.clone(), phase.kind.to_string(), phase.name.clone()];
                (labels, u8::from(holds(phase, progress.position)))
            })
        });
        let mut held: BTreeMap<[String; 3], u8> = BTreeMap::new();
        for (labels, holds) in parts {
            let known = held.entry(labels).or_default();
            *known = holds.max(*known);
        }
        held.iter().for_each(|(labels, holds)| family.sample(&named(labels), holds));
    }
}

impl Observer for Metrics {
    fn on(&mut self, event: &Event<'_>) {
        let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        match event {
            Event::Connected { pace, .. } => {
                state.live = Live::new(Arc::clone(&self.labels), *pace, self.until);
            }
            Event::Begun { books, .. } => state.books = Some(books.clone()),
            Event::Progress(progress) => {
                state.live.see(progress);
                state.progress = Some(*progress);
            }
            Event::Stopping(_) | Event::Aborting(_) | Event::Finished(_) => {}
        }
    }
}

/// Names and helps, in the order of [`counts`].
const COUNTERS: [(&str, &str); 6] = [
    ("rushhour_planned_records_total", "Records that were due up to now."),
    ("rushhour_sent_records_total", "Records that the target took."),
    ("rushhour_acknowledged_records_total", "Records that the target confirmed."),
    ("rushhour_failed_records_total", "Records that the target refused or did not confirm."),
    ("rushhour_skipped_records_total", "Records that were too late to be sent."),
    ("rushhour_dropped_records_total", "Records that `disorder` dropped on purpose."),
];

/// By stream, kind and name of a phase. Parts of one name are told together.
type Counts = BTreeMap<[String; 3], [u64; COUNTERS.len()]>;

fn counts(figures: &Figures, most_sent: &mut BTreeMap<[String; 3], u64>) -> Counts {
    let mut counts = Counts::new();
    for stream in &figures.streams {
        for phase in &stream.phases {
            let labels = [stream.name.clone(), phase.kind.to_string(), phase.name.clone()];
            let Part { planned, sent, acknowledged, failed, skipped, disorder, .. } = &phase.part;
            let dropped = disorder.map_or(0, |disorder| disorder.dropped);
            let known = counts.entry(labels).or_default();
            let figures = [*planned, *sent, *acknowledged, *failed, *skipped, dropped];
            known.iter_mut().zip(figures).for_each(|(known, figure)| *known += figure);
        }
    }
    for (labels, [_, sent, ..]) in &mut counts {
        let most = most_sent.entry(labels.clone()).or_default();
        *most = (*most).max(*sent);
        *sent = *most;
    }
    counts
}

fn counters(out: &mut Exposition, counts: &Counts) {
    for (position, (name, help)) in COUNTERS.into_iter().enumerate() {
        let mut family = out.family(name, "counter", help);
        counts.iter().for_each(|(labels, counts)| family.sample(&named(labels), counts[position]));
    }
}

fn named([stream, kind, phase]: &[String; 3]) -> [(&str, &str); 3] {
    [("stream", stream), ("phase", phase), ("kind", kind)]
}

fn spreads(out: &mut Exposition, figures: &Figures) {
    for (name, help, spread) in [
        ("rushhour_schedule_lag_seconds", "From due to handed over.", &figures.schedule_lag),
        ("rushhour_broker_latency_seconds", "From handed over to acknowledged.", &figures.broker_latency),
        ("rushhour_delivery_latency_seconds", "From due to acknowledged.", &figures.delivery_latency),
    ] {
        out.family(name, "histogram", help).spread(spread);
    }
}
