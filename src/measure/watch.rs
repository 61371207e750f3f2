//! All figures of fields that a scenario expects something of, seen record by record.

use super::every::Every;
use super::finding::{Finding, Watched};
use super::paths::{Cell, Paths};
use super::test::passes;
use super::unique::Unique;
use crate::check::{FieldEvent, FieldSource, Measured};
use crate::compose::{Marks, Record};
use crate::expect::ast::Test;
use crate::plan::Plan;

/// Looks at each record that was sent, once.
#[derive(Debug)]
pub struct Watch {
    /// By stream.
    streams: Vec<Streamed>,
    figures: Vec<(usize, Figure)>,
    /// Records due before are left out, nanoseconds after the scenario's start.
    warmup: i64,
    /// Whether the sinks of the current record were given anything.
    given: Vec<bool>,
}

/// How the payloads of one stream are read.
#[derive(Debug)]
struct Streamed {
    /// What each phase and overlay sends: a position in `readers`.
    variants: Vec<usize>,
    /// By variant, then by event.
    readers: Vec<Vec<Option<Reader>>>,
}

/// How the payloads of one event of one variant are read.
#[derive(Debug, Default)]
struct Reader {
    paths: Paths,
    sinks: Vec<Sink>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Sink {
    figure: usize,
    side: Side,
    /// Only records of this phase.
    phase: Option<u32>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Side {
    Value,
    /// What the values have to be among.
    Known,
}

#[derive(Debug)]
enum Figure {
    Share { test: Test, passed: u64, values: u64 },
    Nulls { nulls: u64, values: u64 },
    Mean(Mean),
    Unique(Unique),
    Every(Every),
}

impl Watch {
    /// `None` where nothing is expected of a field. Records that are due before `warmup` are left out, but for the
    /// values that others have to be among.
    pub fn new(plan: &Plan, warmup: i64) -> Option<Self> {
        let streams = plan.streams.iter().enumerate().map(|(number, stream)| {
            let none = || plan.events.iter().map(|_| None).collect();
            Streamed {
                variants: stream.phases.iter().map(|phase| phase.variant).collect(),
                readers: plan.events_of(number).iter().map(|_| none()).collect(),
            }
        });
        let mut watch = Self { streams: streams.collect(), figures: Vec::new(), warmup, given: Vec::new() };
        for (number, expectation) in plan.checked.expectations.iter().enumerate() {
            let (figure, value, known) = match &expectation.measured {
                Measured::Share(field, test, _) => {
                    (Figure::Share { test: test.clone(), passed: 0, values: 0 }, field, None)
                }
                Measured::NullShare(field, _) => (Figure::Nulls { nulls: 0, values: 0 }, field, None),
                Measured::Mean(field, _) => (Figure::Mean(Mean::default()), field, None),
                Measured::Unique(field) => (Figure::Unique(Unique::default()), field, None),
                Measured::Every(field, known) => (Figure::Every(Every::default()), field, Some(known)),
                Measured::Latency(..) | Measured::Count(..) | Measured::Rate(_) => continue,
            };
            watch.figures.push((number, figure));
            watch.read(plan, value, Side::Value);
            if let Some(known) = known {
                watch.read(plan, known, Side::Known);
            }
        }
        (!watch.figures.is_empty()).then_some(watch)
    }

    /// Has a field read for the latest figure.
    fn read(&mut self, plan: &Plan, field: &FieldSource, side: Side) {
        let figure = self.figures.len() - 1;
        for FieldEvent { part, variant, event } in &field.events {
            let event = plan.events_of(part.stream)[*variant][*event].event as usize;
            let reader = self.streams[part.stream].readers[*variant][event].get_or_insert_default();
            let phase = part.phase.and_then(|phase| u32::try_from(phase).ok());
            let sink = Sink { figure, side, phase };
            // several steps of a journey may send one event
            if !reader.sinks.contains(&sink) {
                reader.paths.add(&field.path, reader.sinks.len());
                reader.sinks.push(sink);
            }
        }
    }

    /// Looks at a record that was sent. One whose payload was broken on purpose says nothing.
    pub fn see(&mut self, record: &Record) {
        if record.marks.has(Marks::CORRUPT) {
            return;
        }
        let Self { streams, figures, warmup, given } = self;
        let origin = record.origin;
        let Some(reader) =
            streams.get(origin.stream as usize).and_then(|stream| stream.reader(origin.phase, origin.event))
        else {
            return;
        };
        let counts = |sink: &Sink| {
            sink.phase.is_none_or(|phase| phase == origin.phase)
                && (sink.side == Side::Known || record.due >= *warmup)
        };
        given.clear();
        given.resize(reader.sinks.len(), false);
        if let Some(payload) = record.payload {
            reader.paths.read(payload, |sink, cell| {
                given[sink] = true;
                let sink = &reader.sinks[sink];
                if counts(sink) {
                    figures[sink.figure].1.see(sink.side, cell);
                }
            });
        }
        for (sink, _) in reader.sinks.iter().zip(given).filter(|(sink, given)| !**given && counts(sink)) {
            figures[sink.figure].1.miss();
        }
    }

    pub fn findings(self) -> Vec<Watched> {
        let watched =
            |(expectation, figure): (usize, Figure)| Watched { expectation, finding: figure.finding() };
        self.figures.into_iter().map(watched).collect()
    }
}

impl Streamed {
    fn reader(&self, phase: u32, event: u32) -> Option<&Reader> {
        let variant = self.variants.get(phase as usize)?;
        self.readers.get(*variant)?.get(event as usize)?.as_ref()
    }
}

impl Figure {
    fn see(&mut self, side: Side, cell: Cell) {
        match self {
            Self::Share { test, passed, values } => {
                *values += 1;
                *passed += u64::from(passes(test, cell));
            }
            Self::Nulls { nulls, values } => {
                *values += 1;
                *nulls += u64::from(cell == Cell::Null);
            }
            Self::Mean(mean) => mean.see(cell),
            Self::Unique(unique) => unique.see(cell),
            Self::Every(every) if side == Side::Known => every.know(cell),
            Self::Every(every) => every.see(cell),
        }
    }

    /// A record that leaves the field out.
    fn miss(&mut self) {
        match self {
            Self::Share { test, passed, values } => {
                *values += 1;
                *passed += u64::from(passes(test, Cell::Null));
            }
            Self::Nulls { nulls, values } => {
                *values += 1;
                *nulls += 1;
            }
            Self::Mean(_) | Self::Unique(_) | Self::Every(_) => {}
        }
    }

    fn finding(self) -> Finding {
        match self {
            Self::Share { passed, values, .. } | Self::Nulls { nulls: passed, values } => {
                Finding::Share { passed, values }
            }
            Self::Mean(mean) => Finding::Mean { mean: mean.mean() },
            Self::Unique(unique) => unique.finding(),
            Self::Every(every) => every.finding(),
        }
    }
}

/// A running mean: each number moves it by its part of the distance, so that no sum grows without bound.
#[derive(Debug, Default)]
struct Mean {
    numbers: u64,
    mean: f64,
}

impl Mean {
    #[expect(clippy::cast_precision_loss, reason = "a mean to look at")]
    fn see(&mut self, cell: Cell) {
        let number = match cell {
            Cell::Int(whole) => whole as f64,
            Cell::Number(number) => number,
            Cell::Null | Cell::Bool(_) | Cell::Text(_) | Cell::Row => return,
        };
        self.numbers += 1;
        self.mean += (number - self.mean) / self.numbers as f64;
    }

    fn mean(&self) -> Option<f64> {
        (self.numbers > 0).then_some(self.mean)
    }
}
