//! `wave 300/s +-200/s every day peak 20:00 for 7d`: up and down around a mean, as a cosine.

use super::{Clausal, Course, Length, Line, Pair, Parse, Reference, Resolver, Rise, Segment, Segments};
use crate::diagnostic::{Code, Diagnostic};
use crate::random::Place;
use crate::source::Span;
use crate::traffic::ast::{self, Common, Cycle, End, Peak, Period};
use crate::traffic::clauses::{Clause, Clauses};
use crate::traffic::incline::{Easing, Incline};
use crate::traffic::level::Slope;
use crate::traffic::peaks;
use crate::traffic::period;
use crate::traffic::resolve::Rate;
use crate::value::{Duration, Time};
use jiff::tz::TimeZone;
use std::fmt;
use std::iter;

pub const REFERENCE: Reference = Reference {
    name: "wave",
    about: "Goes up and down around a mean, as a cosine. `peak` says when it is highest: at a time, or so long after \
            the phase's beginning; without it the phase begins at the mean and rises. `every day` follows the \
            calendar: the peak comes at the same clock time each day.",
    syntax: "wave RATE +-RATE every DURATION|day [peak TIME|DURATION] [for DURATION | until TIME] [CLAUSES]",
    example: "wave 300/s +-200/s every day peak 20:00 for 7d",
};

const DAY: u64 = Duration::DAY.unsigned_abs();

#[derive(Debug, Clone, PartialEq)]
pub struct Written {
    mean: ast::Rate,
    swing: ast::Rate,
    cycle: (Cycle, Span),
    peak: Option<(Peak, Span)>,
    end: Option<End>,
    common: Common,
}

impl Parse for Written {
    type Shape = Wave;

    fn read(line: &mut Line, pair: Pair) -> Option<Self> {
        let span = line.place(&pair);
        let mut parts = pair.into_inner().skip(1);
        let mean = line.rate(parts.next()?);
        let sign = sign(line, &parts.next()?);
        let swing = line.rate(parts.next()?);
        let accepted = [Clause::Cycle, Clause::Peak, Clause::End, Clause::Arrivals, Clause::Jitter, Clause::Max];
        let clauses = Clauses::read(line, REFERENCE.name, &accepted, parts)?;
        let Some(cycle) = clauses.cycle else {
            let help = "say how long one takes: `every 1h`, or `every day`";
            line.complain(Code::LineSyntax, span, "a wave needs its period", help);
            return None;
        };
        sign?;
        Some(Self { mean: mean?, swing: swing?, cycle, peak: clauses.peak, end: clauses.end, common: clauses.common })
    }

    fn resolve(&self, resolver: &mut Resolver) -> Option<Wave> {
        let (mean, swing) = (resolver.rate(&self.mean), resolver.rate(&self.swing));
        if let (Cycle::Nanos(nanos), span) = self.cycle {
            period::check(Period { nanos, span }, "for a wave", resolver.diagnostics)?;
        }
        let (mean, swing) = (mean?, swing?);
        if a_day(mean.lowest()) < a_day(swing.highest()) {
            let message = format!("a wave of {mean} cannot swing by {swing}: its rate would fall below zero");
            let diagnostic = Diagnostic::new(Code::OutOfBounds, self.swing.amount.span, message)
                .help("swing by the mean at most, or raise the mean");
            resolver.diagnostics.add(diagnostic);
            return None;
        }
        let highest = a_day(mean.highest()) + a_day(swing.highest());
        if Slope::new(highest, DAY).is_too_fast() {
            resolver.too_fast(self.mean.amount.span.to(self.swing.amount.span), &format!("{mean} +-{swing}"));
            return None;
        }
        Some(Wave {
            mean,
            swing,
            cycle: self.cycle.0,
            peak: self.peak.map(|(peak, _)| peak),
            length: Length::of(self.end.as_ref()),
            begun: Time(0),
            zone: TimeZone::UTC,
        })
    }
}

impl Clausal for Written {
    fn end(&self) -> Option<&End> {
        self.end.as_ref()
    }

    fn clock(&self) -> Option<Span> {
        match (self.peak, self.cycle) {
            (Some((Peak::At(_), span)), _) | (_, (Cycle::Day, span)) => Some(span),
            _ => None,
        }
    }

    fn common(&self) -> Option<&Common> {
        Some(&self.common)
    }
}

fn sign(line: &mut Line, pair: &Pair) -> Option<()> {
    if pair.as_str() == "+-" {
        return Some(());
    }
    let (place, message) = (line.place(pair), format!("`{}` is no sign of a wave", pair.as_str()));
    line.complain(Code::LineSyntax, place, message, "write `+-`: `wave 300/s +-200/s every 1h`");
    None
}

#[derive(Debug, Clone, PartialEq)]
pub struct Wave {
    mean: Rate,
    swing: Rate,
    cycle: Cycle,
    peak: Option<Peak>,
    length: Length,
    begun: Time,
    zone: TimeZone,
}

/// Quanta in a day: whole for every rate.
const fn a_day(slope: Slope) -> u128 {
    slope.rise(DAY)
}

impl Course for Wave {
    fn length(&self) -> Length {
        self.length
    }

    fn segments(&self, place: &Place) -> Segments {
        let (mean, swing) = (self.mean.draw(place.key("mean"), 0), self.swing.draw(place.key("swing"), 0));
        if a_day(swing) == 0 {
            return Segments::new(iter::once(Segment::rest(mean)));
        }
        let low = Slope::new(a_day(mean) - a_day(swing), DAY);
        let high = Slope::new(a_day(mean) + a_day(swing), DAY);
        let mut peaks = peaks::of(self.cycle, self.peak, self.begun, &self.zone);
        let cycle = move |(peak, next): (i64, i64)| {
            let trough = peak + (next - peak) / 2;
            half(high, low, peak, trough).into_iter().chain(half(low, high, trough, next))
        };
        match self.cycle {
            Cycle::Day => Segments::new(peaks.flat_map(cycle)),
            Cycle::Nanos(period) => {
                let begun: Vec<Segment> = peaks.next().into_iter().flat_map(cycle).collect();
                Segments::with_rounds(begun.into_iter(), cycle((0, period)).collect(), u64::MAX)
            }
        }
    }

    fn is_random(&self) -> bool {
        !(self.mean.is_fixed() && self.swing.is_fixed())
    }

    fn set_off(&mut self, at: Time, zone: &TimeZone) {
        self.begun = at;
        self.zone = zone.clone();
    }
}

/// Half a cycle between two offsets from the phase's beginning, as far as it lies behind that.
fn half(from: Slope, to: Slope, begin: i64, end: i64) -> Option<Segment> {
    let behind = begin.max(0);
    if behind >= end {
        return None;
    }
    let whole = (end - begin).unsigned_abs();
    let rise = Rise::changing(Incline::new(Easing::Swing, from, to, whole));
    let rise = rise.part(whole, (behind - begin).unsigned_abs(), whole);
    Some(Segment { length: end - behind, rise, regime: 0 })
}

impl fmt::Display for Wave {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "wave {} +-{} every ", self.mean, self.swing)?;
        match self.cycle {
            Cycle::Day => f.write_str("day")?,
            Cycle::Nanos(nanos) => write!(f, "{}", Duration(nanos))?,
        }
        match self.peak {
            Some(Peak::At(moment)) => write!(f, " peak {moment}")?,
            Some(Peak::After(nanos)) => write!(f, " peak {}", Duration(nanos))?,
            None => {}
        }
        write!(f, "{}", self.length)
    }
}

#[cfg(test)]
mod tests {
    use super::super::tests::segments;
    use super::*;
    use crate::traffic::level::EVENT;

    fn rates(line: &str, count: usize) -> Vec<(i64, i64, i64)> {
        #[expect(clippy::cast_possible_truncation, reason = "rates of some digits")]
        let per_hour = |rate: f64| libm::round(rate * 3_600.0) as i64;
        let shown = |segment: &Segment| {
            let long = segment.length.unsigned_abs();
            let [first, last] = [0, long].map(|at| per_hour(segment.rise.rate(long, at)));
            (segment.length / Duration::SECOND, first, last)
        };
        segments(line, count).iter().map(shown).collect()
    }

    #[test]
    fn it_goes_from_peak_to_trough_and_back() {
        assert_eq!(rates("wave 5/h +-3/h every 1h peak 0s", 2), [(1_800, 8, 2), (1_800, 2, 8)]);
        assert_eq!(rates("wave 5/h +-3/h every 1h peak 1h30m", 2), [(1_800, 2, 8), (1_800, 8, 2)]);
        assert_eq!(rates("wave 5/h +-3/h every 1h", 3), [(900, 5, 8), (1_800, 8, 2), (1_800, 2, 8)]);
        assert_eq!(rates("wave 5/h +-0 every 1h", 3).len(), 1);
    }

    #[test]
    fn each_cycle_has_exactly_the_mean() {
        for line in ["wave 3/s +-2.7/s every 10s", "wave 3/s +-60/min every 10s peak 1s"] {
            let mut level = 0;
            for segment in segments(line, 21).iter().take(20) {
                let Rise::Changing(incline) = &segment.rise else { panic!("it changes") };
                level += incline.rise(segment.length.unsigned_abs());
            }
            let rest = &segments(line, 21)[20];
            let Rise::Changing(incline) = &rest.rise else { panic!("it changes") };
            let gone: i64 = segments(line, 20).iter().map(|segment| segment.length).sum();
            level += incline.rise((100 * Duration::SECOND - gone).unsigned_abs());
            assert_eq!(level, 300 * EVENT, "{line}");
        }
    }
}
