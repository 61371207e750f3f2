//! `repeat 3 times { hold 100/s for 5m; burst 2k; pause 1m }`: phases that come again and again.

use super::{Clausal, Course, Length, Line, Pair, Parse, Reference, Resolver, Segment, Segments, Shape};
use crate::diagnostic::{Code, Diagnostic};
use crate::random::Place;
use crate::source::Span;
use crate::traffic::ast::{self, Common, End, EndKind};
use crate::traffic::clauses::{Clause, Clauses};
use crate::traffic::grammar::Rule;
use crate::traffic::segment::NO_REGIME;
use crate::value::Duration;
use std::fmt;
use std::iter;

pub const REFERENCE: Reference = Reference {
    name: "repeat",
    about: "Goes through its phases again and again: so many times, for a time, or until stopped. What is drawn is \
            drawn anew in each round.",
    syntax: "repeat [NUMBER times] { PHASE; … } [for DURATION | until TIME] [CLAUSES]",
    example: "repeat 3 times { hold 100/s for 5m; burst 2000; pause 1m }",
};

/// Nanoseconds of the shortest round: shorter ones would take long to pass over.
const SHORTEST: i64 = Duration::MILLISECOND;

/// Segments of a round that are kept for all others, where nothing is drawn.
const KEPT: usize = 1_000;

#[derive(Debug, Clone, PartialEq)]
pub struct Written {
    times: Option<ast::Number>,
    body: Vec<super::Written>,
    end: Option<End>,
    span: Span,
    common: Common,
}

impl Parse for Written {
    type Shape = Repeat;

    fn read(line: &mut Line, pair: Pair) -> Option<Self> {
        let span = line.place(&pair);
        let parts: Vec<Pair> = pair.into_inner().skip(1).collect();
        let clauses = Clauses::read(line, REFERENCE.name, &[Clause::End, Clause::Arrivals, Clause::Jitter, Clause::Max], parts.iter().cloned());
        let (mut times, mut body) = (None, Vec::new());
        let mut is_sound = true;
        for part in parts {
            match part.as_rule() {
                Rule::rounds => {
                    times = read_rounds(line, part);
                    is_sound &= times.is_some();
                }
                Rule::semicolon => line.semicolon(&part, "phases"),
                rule if super::is_shape(rule) => match read_inner(line, part) {
                    Some(phase) => body.push(phase),
                    None => is_sound = false,
                },
                _ => {}
            }
        }
        let clauses = clauses.filter(|_| is_sound)?;
        if let (Some(times), Some(end)) = (&times, &clauses.end) {
            let diagnostic = Diagnostic::new(Code::ClauseTwice, end.span, "a phase has one end")
                .related(times.span(), "the first")
                .help("leave one of the two out");
            line.diagnostics.add(diagnostic);
            return None;
        }
        Some(Self { times, body, end: clauses.end, common: clauses.common, span })
    }

    fn resolve(&self, resolver: &mut Resolver) -> Option<Repeat> {
        let times = match &self.times {
            Some(times) => Some(resolver.rounds(times)?),
            None => None,
        };
        let body: Vec<_> = self.body.iter().map(|phase| phase.resolve_with(resolver)).collect();
        let body: Vec<Shape> = body.into_iter().collect::<Option<_>>()?;
        let round = body.iter().map(nanos).fold(0, i64::saturating_add);
        if round < SHORTEST {
            let message = format!("a round of {} is too short to repeat", Duration(round));
            let diagnostic = Diagnostic::new(Code::OutOfBounds, self.span, message).help("the shortest is `1ms`");
            resolver.diagnostics.add(diagnostic);
            return None;
        }
        let length = match times {
            Some(times) => Length::Nanos(round.saturating_mul(i64::try_from(times).unwrap_or(i64::MAX))),
            None => Length::of(self.end.as_ref()),
        };
        Some(Repeat { times, body, length })
    }
}

impl Clausal for Written {
    fn end(&self) -> Option<&End> {
        self.end.as_ref()
    }

    fn is_endless(&self) -> bool {
        self.times.is_none() && self.end.is_none()
    }

    fn common(&self) -> Option<&Common> {
        Some(&self.common)
    }
}

/// `3 times`
fn read_rounds(line: &mut Line, pair: Pair) -> Option<ast::Number> {
    let (span, written) = (line.place(&pair), pair.as_str().trim());
    let mut parts = pair.into_inner();
    let number = line.number(parts.next()?, "a number of rounds")?;
    if parts.next().is_none() {
        let help = format!("write `repeat {written} times {{ … }}`");
        line.complain(Code::LineSyntax, span, "a number of rounds ends with `times`", &help);
        return None;
    }
    Some(number)
}

/// A phase of the body: it ends, and after a length.
fn read_inner(line: &mut Line, pair: Pair) -> Option<super::Written> {
    let span = line.place(&pair);
    let phase = super::Written::read(line, pair)?;
    let help = "say how long it lasts: `for 30m`";
    if phase.is_endless() {
        line.complain(Code::EndlessPhase, span, "this phase has no end, but it is to be repeated", help);
        return None;
    }
    if let Some((_, span)) = phase.arrivals() {
        let help = "write it once, behind the closing `}`";
        line.complain(Code::ClauseNotHere, *span, "`arrivals` are those of the whole `repeat`", help);
        return None;
    }
    if let Some(span) = phase.clock() {
        let help = "each round begins at another time: say how long after its beginning, as `peak 6h`, and `every 24h`";
        line.complain(Code::ClauseNotHere, span, "the clock of the day cannot be repeated", help);
        return None;
    }
    if let Some(End { kind: EndKind::Until(_), span }) = phase.end() {
        line.complain(Code::ClauseNotHere, *span, "`until` cannot be repeated", help);
        return None;
    }
    Some(phase)
}

#[derive(Debug, Clone, PartialEq)]
pub struct Repeat {
    times: Option<u64>,
    /// Each of a length in nanoseconds.
    body: Vec<Shape>,
    length: Length,
}

fn nanos(shape: &Shape) -> i64 {
    match shape.length() {
        Length::Nanos(nanos) => nanos,
        Length::Until(_) | Length::Endless => unreachable!("refused when the line was read"),
    }
}

impl Course for Repeat {
    fn length(&self) -> Length {
        self.length
    }

    fn segments(&self, place: &Place) -> Segments {
        let times = self.times.unwrap_or(u64::MAX);
        if !self.is_random() {
            let first: Vec<Segment> = one_round(&self.body, place).take(KEPT + 1).collect();
            if first.len() <= KEPT {
                return Segments::with_rounds(iter::empty(), first, times);
            }
        }
        let (body, place) = (self.body.clone(), place.clone());
        Segments::new((0..times).flat_map(move |number| one_round(&body, &place.inside(number))))
    }

    fn is_random(&self) -> bool {
        self.body.iter().any(Shape::is_random)
    }

    fn files(&self) -> Vec<(&str, &str)> {
        self.body.iter().flat_map(Shape::files).collect()
    }

    fn regimes(&self) -> Vec<&str> {
        self.body.iter().flat_map(Shape::regimes).collect()
    }
}

/// The segments of one round.
fn one_round(body: &[Shape], place: &Place) -> impl Iterator<Item = Segment> + Send + use<> {
    let mut regimes = 0;
    let phases = body.iter().enumerate().map(|(position, shape)| {
        let first = regimes;
        regimes += u32::try_from(shape.regimes().len()).expect("fewer regimes than characters");
        let first = (!shape.regimes().is_empty()).then_some(first);
        clipped(shape.segments(&place.inside(position)), nanos(shape), first)
    });
    phases.collect::<Vec<_>>().into_iter().flatten()
}

/// The segments up to a phase's end, their regimes, if it has any, counted from `first`.
fn clipped(mut segments: Segments, length: i64, first: Option<u32>) -> impl Iterator<Item = Segment> + Send {
    let mut left = length;
    iter::from_fn(move || {
        if left == 0 && length > 0 {
            return None;
        }
        let segment = segments.next()?;
        let segment = segment.first(left);
        left -= segment.length;
        let regime = first.map_or(NO_REGIME, |first| segment.regime.saturating_add(first));
        Some(Segment { regime, ..segment })
    })
}

impl fmt::Display for Repeat {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("repeat ")?;
        if let Some(times) = self.times {
            write!(f, "{times} times ")?;
        }
        for (position, shape) in self.body.iter().enumerate() {
            write!(f, "{}{shape}", if position == 0 { "{ " } else { "; " })?;
        }
        f.write_str(" }")?;
        if self.times.is_none() { write!(f, "{}", self.length) } else { Ok(()) }
    }
}

#[cfg(test)]
mod tests {
    use super::super::tests::segments;
    use super::*;

    fn lengths(line: &str, count: usize) -> Vec<i64> {
        segments(line, count).iter().map(|segment| segment.length / Duration::SECOND).collect()
    }

    #[test]
    fn phases_come_again_in_their_order_and_lengths() {
        assert_eq!(lengths("repeat 2 times { hold 1/s for 3s; burst 5; pause 2s }", 9), [3, 0, 2, 3, 0, 2]);
        assert_eq!(lengths("repeat { hold 1/s for 3s; pause 2s } for 1h", 5), [3, 2, 3, 2, 3]);
        assert_eq!(
            lengths("repeat 2 times { hold 1..2/s redrawn every 2s for 5s; repeat 2 times { pause 1s } }", 99),
            [2, 2, 1, 1, 1, 2, 2, 1, 1, 1]
        );
    }

    #[test]
    fn each_round_draws_anew() {
        let rounds = segments("repeat { hold 1..1000000/s for 1s } for 1h", 50);
        assert!(rounds.windows(2).all(|pair| pair[0].rise != pair[1].rise));
    }

    #[test]
    fn regimes_are_counted_over_the_whole_body() {
        let line = "repeat { switch every 1s { a 1/s; b 2/s } for 9s; hold 1/s for 1s; switch every 1s { c 1/s } for 1s }";
        let found: Vec<u32> = segments(line, 11).iter().map(|segment| segment.regime).collect();
        assert!(found[..9].iter().all(|regime| *regime < 2));
        assert_eq!(found[9..], [NO_REGIME, 2]);
    }
}
