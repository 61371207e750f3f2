//! A component: the phases of a stream, one after another, with exact borders.

use super::arrivals::{Arrivals, Begin};
use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::random::{Key, Place};
use crate::traffic::Moment;
use crate::traffic::ast;
use crate::traffic::instant;
use crate::traffic::shapes::{Length, Segments, Shape};
use crate::value::Time;
use jiff::tz::TimeZone;
use std::sync::Arc;

#[derive(Debug, Clone, PartialEq)]
pub struct Component {
    seed: u64,
    stream: String,
    phases: Vec<TimedPhase>,
}

/// A phase holds its beginning, not its end.
#[derive(Debug, Clone, PartialEq)]
pub struct TimedPhase {
    pub shape: Shape,
    /// Nanoseconds from the scenario's start.
    pub start: i64,
    /// `None`: until stopped.
    pub end: Option<i64>,
}

impl Component {
    /// The phases of `stream` in their order. What is drawn depends on the seed, the stream's name and the
    /// phase's position alone.
    pub fn new(
        seed: u64,
        stream: impl Into<String>,
        shapes: impl IntoIterator<Item = Shape>,
        start: Time,
        zone: &TimeZone,
    ) -> Self {
        let mut begin = 0;
        let phases = shapes.into_iter().map(|mut shape| {
            shape.set_off(Time(start.0.saturating_add(begin)), zone);
            let end = end_of(shape.length(), begin, start, zone);
            let phase = TimedPhase { shape, start: begin, end };
            begin = end.unwrap_or(i64::MAX);
            phase
        });
        Self { seed, stream: stream.into(), phases: phases.collect() }
    }

    pub fn phases(&self) -> &[TimedPhase] {
        &self.phases
    }

    /// When the last phase ends; `None`: until stopped.
    pub fn end(&self) -> Option<i64> {
        self.phases.last().map_or(Some(0), |phase| phase.end)
    }

    /// The component's events from `begin` on and before `limit`, as component number `number`.
    pub fn arrivals(self: &Arc<Self>, number: u32, begin: Begin, limit: Option<i64>) -> Arrivals {
        Arrivals::new(Arc::clone(self), number, begin, limit)
    }

    /// The pieces of one phase.
    pub(super) fn segments(&self, phase: usize) -> Segments {
        self.phases[phase].shape.segments(&self.place(phase))
    }

    /// Draws how a phase's events follow each other.
    pub(super) fn arrivals_key(&self, phase: usize) -> Key {
        self.place(phase).key("arrivals")
    }

    fn place(&self, phase: usize) -> Place {
        Place::new(self.seed, format!("{}/traffic/{phase}", self.stream))
    }
}

fn end_of(length: Length, begin: i64, start: Time, zone: &TimeZone) -> Option<i64> {
    match length {
        Length::Nanos(nanos) => Some(begin.saturating_add(nanos)),
        Length::Until(moment) => {
            let after = Time(start.0.saturating_add(begin));
            Some(instant(moment, after, zone).0.saturating_sub(start.0).max(begin))
        }
        Length::Endless => None,
    }
}

/// Refuses `until` with a date before its phase begins; `written` are the component's phases in their order.
/// Of use where the start is written in the scenario.
pub fn check_until(
    written: &[ast::Phase],
    component: &Component,
    start: Time,
    zone: &TimeZone,
    diagnostics: &mut Diagnostics,
) {
    for (phase, timed) in written.iter().zip(component.phases()) {
        let Some(end) = phase.shape.end() else { continue };
        let ast::EndKind::Until(moment @ Moment::Date(_)) = end.kind else { continue };
        let begun = Time(start.0.saturating_add(timed.start));
        if instant(moment, begun, zone) < begun {
            let message = format!("this phase begins at {begun}, after it should have ended");
            diagnostics.add(
                Diagnostic::new(Code::UntilBeforeStart, end.span, message)
                    .help("set a later time, or a length such as `for 30m`"),
            );
        }
    }
}
