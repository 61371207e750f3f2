//! `hold 200/s for 30m`, `hold 5..15/s redrawn every 1s`: a constant rate, or one that is drawn.

use super::{Clausal, Course, Length, Line, Pair, Parse, Reference, Resolver, Rise, Segment, Segments};
use crate::random::Place;
use crate::traffic::ast::{self, Common, End, Period};
use crate::traffic::clauses::{Clause, Clauses};
use crate::traffic::period;
use crate::traffic::resolve::Rate;
use crate::value::Duration;
use std::fmt;
use std::iter;

pub const REFERENCE: Reference = Reference {
    name: "hold",
    about: "Holds a rate; a range is drawn once, or again and again.",
    syntax: "hold RATE [redrawn every DURATION] [for DURATION | until TIME] [CLAUSES]",
    example: "hold 5..15/s redrawn every 1s for 10m",
};

#[derive(Debug, Clone, PartialEq)]
pub struct Written {
    rate: ast::Rate,
    redrawn: Option<Period>,
    end: Option<End>,
    common: Common,
}

impl Parse for Written {
    type Shape = Hold;

    fn read(line: &mut Line, pair: Pair) -> Option<Self> {
        let mut parts = pair.into_inner().skip(1);
        let rate = line.rate(parts.next()?);
        let clauses = Clauses::read(line, REFERENCE.name, &[Clause::End, Clause::Redrawn, Clause::Arrivals, Clause::Jitter, Clause::Max], parts);
        let (rate, clauses) = (rate?, clauses?);
        Some(Self { rate, redrawn: clauses.redrawn, end: clauses.end, common: clauses.common })
    }

    fn resolve(&self, resolver: &mut Resolver) -> Option<Hold> {
        let rate = resolver.rate(&self.rate)?;
        if let Some(period) = self.redrawn {
            period::check(period, "to draw anew", resolver.diagnostics)?;
        }
        let redrawn = self.redrawn.map(|period| period.nanos);
        Some(Hold { rate, redrawn, length: Length::of(self.end.as_ref()) })
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
pub struct Hold {
    rate: Rate,
    /// Nanoseconds.
    redrawn: Option<i64>,
    length: Length,
}

impl Course for Hold {
    fn length(&self) -> Length {
        self.length
    }

    fn segments(&self, place: &Place) -> Segments {
        let (rate, key) = (self.rate, place.key("rate"));
        match self.redrawn {
            Some(length) if !rate.is_fixed() => Segments::new((0..).map(move |n| Segment {
                length,
                rise: Rise::Even(rate.draw(key, n)),
                regime: 0,
            })),
            _ => Segments::new(iter::once(Segment::rest(rate.draw(key, 0)))),
        }
    }

    fn is_random(&self) -> bool {
        !self.rate.is_fixed()
    }
}

impl fmt::Display for Hold {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "hold {}", self.rate)?;
        if let Some(nanos) = self.redrawn {
            write!(f, " redrawn every {}", Duration(nanos))?;
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
    fn a_range_is_drawn_once_or_again_and_again() {
        assert_eq!(segments("hold 1..9/s", 3).len(), 1);
        let redrawn = segments("hold 1..9/s redrawn every 2s", 50);
        assert!(redrawn.iter().all(|segment| segment.length == 2 * Duration::SECOND));
        let per_second = |segment: &Segment| match segment.rise {
            Rise::Even(slope) => slope.rise(1_000_000_000) / EVENT,
            Rise::Changing(_) | Rise::AtOnce(_) => 0,
        };
        let rates: Vec<u128> = redrawn.iter().map(per_second).collect();
        assert!((1..=9).all(|rate| rates.contains(&rate)), "{rates:?}");
    }

    #[test]
    fn the_first_draw_does_not_depend_on_being_redrawn() {
        assert_eq!(segments("hold 1..999/s", 1)[0].rise, segments("hold 1..999/s redrawn every 1s", 1)[0].rise);
    }
}
