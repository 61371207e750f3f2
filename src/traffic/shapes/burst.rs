//! `burst 10k`, `burst 250k over 20m`: an exact number of events, at once or spread evenly.

use super::{Clausal, Course, Length, Line, Pair, Parse, Reference, Resolver, Rise, Segment, Segments};
use crate::diagnostic::Code;
use crate::random::Place;
use crate::traffic::ast::{self, Common, Period};
use crate::traffic::clauses::{Clause, Clauses};
use crate::traffic::level::{Slope, quanta};
use crate::traffic::resolve::Range;
use crate::value::Duration;
use std::fmt;
use std::iter;

pub const REFERENCE: Reference = Reference {
    name: "burst",
    about: "Sends a number of events at once, or spread evenly over a time; of a range the number is drawn.",
    syntax: "burst COUNT[..COUNT] [over DURATION [arrivals SPACING]]",
    example: "burst 250000 over 20m",
};

#[derive(Debug, Clone, PartialEq)]
pub struct Written {
    count: ast::Amount,
    over: Option<Period>,
    common: Common,
}

impl Parse for Written {
    type Shape = Burst;

    fn read(line: &mut Line, pair: Pair) -> Option<Self> {
        let mut parts = pair.into_inner().skip(1);
        let count = line.count(parts.next()?);
        let clauses = Clauses::read(line, REFERENCE.name, &[Clause::Over, Clause::Arrivals], parts);
        let (count, clauses) = (count?, clauses?);
        if let (None, Some((_, span))) = (clauses.over, &clauses.common.arrivals) {
            let help = "say over which time: `burst 250k over 20m arrivals random`";
            line.complain(Code::ClauseNotHere, *span, "this burst comes at once", help);
            return None;
        }
        Some(Self { count, over: clauses.over, common: clauses.common })
    }

    fn resolve(&self, resolver: &mut Resolver) -> Option<Burst> {
        Some(Burst { count: resolver.count(&self.count)?, over: self.over.map(|period| period.nanos) })
    }
}

impl Clausal for Written {
    fn is_endless(&self) -> bool {
        false
    }

    fn common(&self) -> Option<&Common> {
        Some(&self.common)
    }
}

#[derive(Debug, Clone, PartialEq)]
pub struct Burst {
    count: Range,
    /// Nanoseconds, more than none.
    over: Option<i64>,
}

impl Course for Burst {
    fn length(&self) -> Length {
        Length::Nanos(self.over.unwrap_or(0))
    }

    fn segments(&self, place: &Place) -> Segments {
        let mass = quanta(self.count.draw(place.key("count"), 0).atoms());
        let rise = match self.over {
            Some(nanos) => Rise::Even(Slope::new(mass, nanos.unsigned_abs())),
            None => Rise::AtOnce(mass),
        };
        Segments::new(iter::once(Segment { length: self.over.unwrap_or(0), rise, regime: 0 }))
    }

    fn is_random(&self) -> bool {
        !self.count.is_fixed()
    }
}

impl fmt::Display for Burst {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "burst {}", self.count)?;
        match self.over {
            Some(nanos) => write!(f, " over {}", Duration(nanos)),
            None => Ok(()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::tests::segments;
    use super::*;
    use crate::traffic::level::EVENT;

    #[test]
    fn a_burst_has_its_number_at_once_or_spread() {
        let at_once = Segment { length: 0, rise: Rise::AtOnce(3 * EVENT), regime: 0 };
        assert_eq!(segments("burst 3", 9), [at_once]);
        let spread = Segment { length: 7, rise: Rise::Even(Slope::new(3 * EVENT, 7)), regime: 0 };
        assert_eq!(segments("burst 3 over 7ns", 9), [spread]);
    }

    #[test]
    fn a_drawn_number_is_whole() {
        let Rise::AtOnce(quanta) = segments("burst 5..1000", 1)[0].rise else { panic!("at once") };
        assert!(quanta.is_multiple_of(EVENT) && (5 * EVENT..=1000 * EVENT).contains(&quanta));
    }
}
