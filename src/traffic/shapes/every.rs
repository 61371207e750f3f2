//! `every 3s`, `every 0.5s..2s`: one event each time, after an equal or a drawn gap.

use super::{Clausal, Course, Length, Line, Pair, Parse, Reference, Resolver, Rise, Segment, Segments};
use crate::random::Place;
use crate::source::Span;
use crate::traffic::ast::{Common, End};
use crate::traffic::clauses::{Clause, Clauses};
use crate::traffic::level::Slope;
use crate::value::Duration;
use std::fmt;
use std::iter;

pub const REFERENCE: Reference = Reference {
    name: "every",
    about: "Sends one event each time a gap has passed; of a range each gap is drawn.",
    syntax: "every DURATION[..DURATION] [for DURATION | until TIME] [arrivals SPACING]",
    example: "every 500ms..2s for 10m",
};

/// Nanoseconds: 100 million events a second, as for rates.
const SHORTEST: i64 = 10;

#[derive(Debug, Clone, PartialEq)]
pub struct Written {
    low: i64,
    high: i64,
    gap: Span,
    end: Option<End>,
    common: Common,
}

impl Parse for Written {
    type Shape = Every;

    fn read(line: &mut Line, pair: Pair) -> Option<Self> {
        let mut parts = pair.into_inner().skip(1);
        let gap = parts.next()?;
        let span = line.place(&gap);
        let gap = line.durations(gap);
        let clauses = Clauses::read(line, REFERENCE.name, &[Clause::End, Clause::Arrivals], parts);
        let ((low, high), clauses) = (gap?, clauses?);
        Some(Self { low, high: high.unwrap_or(low), gap: span, end: clauses.end, common: clauses.common })
    }

    fn resolve(&self, resolver: &mut Resolver) -> Option<Every> {
        if self.low < SHORTEST {
            resolver.too_fast(self.gap, &format!("every {}", Duration(self.low)));
            return None;
        }
        let (low, high) = (self.low.unsigned_abs(), self.high.unsigned_abs());
        Some(Every { low, high, length: Length::of(self.end.as_ref()) })
    }
}

impl Clausal for Written {
    fn end(&self) -> Option<&End> {
        self.end.as_ref()
    }

    fn common(&self) -> Option<&Common> {
        Some(&self.common)
    }
}

#[derive(Debug, Clone, PartialEq)]
pub struct Every {
    /// Nanoseconds.
    low: u64,
    high: u64,
    length: Length,
}

impl Course for Every {
    fn length(&self) -> Length {
        self.length
    }

    fn segments(&self, place: &Place) -> Segments {
        let (low, high, key) = (self.low, self.high, place.key("gap"));
        if low == high {
            return Segments::new(iter::once(Segment::rest(Slope::event_per(low))));
        }
        Segments::new((0..).map(move |n| {
            let gap = key.generator(n).whole(low..=high);
            let length = i64::try_from(gap).expect("a gap lies between two durations");
            Segment { length, rise: Rise::Even(Slope::event_per(gap)), regime: 0 }
        }))
    }

    fn is_random(&self) -> bool {
        self.low < self.high
    }
}

impl fmt::Display for Every {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let duration = |nanos: u64| Duration(nanos.cast_signed());
        write!(f, "every {}", duration(self.low))?;
        if self.is_random() {
            write!(f, "..{}", duration(self.high))?;
        }
        write!(f, "{}", self.length)
    }
}

#[cfg(test)]
mod tests {
    use super::super::tests::segments;
    use super::*;
    use crate::traffic::level::EVENT;

    #[test]
    fn a_drawn_gap_is_one_event_long() {
        let gaps = segments("every 1s..2s", 100);
        for gap in &gaps {
            assert!((Duration::SECOND..=2 * Duration::SECOND).contains(&gap.length));
            let Rise::Even(slope) = gap.rise else { panic!("a gap rises evenly") };
            assert_eq!(slope.rise(gap.length.unsigned_abs()), EVENT);
        }
        assert_ne!(gaps[0].length, gaps[1].length);
    }
}
