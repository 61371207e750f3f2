//! `pause 5m`: nothing.

use super::{Clausal, Course, Length, Line, Pair, Parse, Reference, Resolver, Segment, Segments};
use crate::random::Place;
use crate::traffic::ast::{End, EndKind};
use crate::traffic::clauses::{Clause, Clauses};
use crate::traffic::grammar::Rule;
use crate::traffic::level::Slope;
use crate::value::Duration;
use std::fmt;
use std::iter;

pub const REFERENCE: Reference = Reference {
    name: "pause",
    about: "Sends nothing for a while.",
    syntax: "pause DURATION | pause until TIME",
    example: "pause 5m",
};

#[derive(Debug, Clone, PartialEq)]
pub struct Written {
    end: Option<End>,
}

impl Parse for Written {
    type Shape = Pause;

    fn read(line: &mut Line, pair: Pair) -> Option<Self> {
        let mut parts = pair.into_inner().skip(1).peekable();
        let Some(length) = parts.next_if(|part| part.as_rule() == Rule::duration) else {
            let end = Clauses::read(line, REFERENCE.name, &[Clause::End], parts)?.end;
            return Some(Self { end });
        };
        let span = line.place(&length);
        let nanos = line.duration(length);
        Clauses::read(line, REFERENCE.name, &[], parts)?;
        Some(Self { end: Some(End { kind: EndKind::For(nanos?), span }) })
    }

    fn resolve(&self, _: &mut Resolver) -> Option<Pause> {
        Some(Pause { length: Length::of(self.end.as_ref()) })
    }
}

impl Clausal for Written {
    fn end(&self) -> Option<&End> {
        self.end.as_ref()
    }
}

#[derive(Debug, Clone, PartialEq)]
pub struct Pause {
    length: Length,
}

impl Course for Pause {
    fn length(&self) -> Length {
        self.length
    }

    fn segments(&self, _: &Place) -> Segments {
        Segments::new(iter::once(Segment::rest(Slope::FLAT)))
    }

    fn is_random(&self) -> bool {
        false
    }
}

impl fmt::Display for Pause {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.length {
            Length::Nanos(nanos) => write!(f, "pause {}", Duration(nanos)),
            length => write!(f, "pause{length}"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::tests::segments;
    use super::*;
    use crate::traffic::shapes::Rise;

    #[test]
    fn a_pause_stays_level() {
        let level = Segment { length: i64::MAX, rise: Rise::Even(Slope::FLAT), regime: 0 };
        assert_eq!(segments("pause 5m", 9), [level]);
    }
}
