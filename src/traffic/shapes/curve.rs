//! `curve curves/black-friday.csv x1.4 for 24h`: the rates of a file, straight between its points.

use super::{Clausal, Course, Length, Line, Pair, Parse, Reference, Resolver, Rise, Segment, Segments};
use crate::diagnostic::{Code, Diagnostic};
use crate::formula::ast::Name;
use crate::traffic::overlay::read_factor;
use crate::random::Place;
use crate::traffic::ast::{Common, End, Number};
use crate::traffic::clauses::{Clause, Clauses};
use crate::traffic::decimal::Decimal;
use crate::traffic::grammar::Rule;
use crate::traffic::incline::{Easing, Incline};
use crate::traffic::level::{Slope, quanta};
use crate::traffic::points::{self, Point};
use std::fmt;
use std::iter;
use std::sync::Arc;

pub const REFERENCE: Reference = Reference {
    name: "curve",
    about: "Follows the rates of a CSV file with the columns `time` (from the phase's beginning) and `rate` (events \
            per second), straight between its points; `x1.4` multiplies them. It ends with the last point, or goes \
            on with the last rate as long as it is told to.",
    syntax: "curve FILE [xNUMBER] [for DURATION | until TIME] [CLAUSES]",
    example: "curve curves/day.csv x1.4 for 12h",
};

#[derive(Debug, Clone, PartialEq)]
pub struct Written {
    file: Name,
    factor: Option<Number>,
    end: Option<End>,
    common: Common,
}

impl Parse for Written {
    type Shape = Curve;

    fn read(line: &mut Line, pair: Pair) -> Option<Self> {
        let mut parts = pair.into_inner().skip(1);
        let path = parts.next()?;
        let parts: Vec<Pair> = parts.collect();
        let factors = parts.iter().filter(|part| part.as_rule() == Rule::factor);
        let factors: Vec<_> = factors.map(|part| (line.place(part), read_factor(line, part.clone()))).collect();
        let accepted = [Clause::End, Clause::Arrivals, Clause::Jitter, Clause::Max];
        let clauses = Clauses::read(line, REFERENCE.name, &accepted, parts);
        if let [(first, _), (second, _), ..] = factors[..] {
            let diagnostic = Diagnostic::new(Code::ClauseTwice, second, "a curve has one factor")
                .related(first, "the first")
                .help("leave one of the two out");
            line.diagnostics.add(diagnostic);
            return None;
        }
        let factor = match factors.into_iter().next() {
            Some((_, factor)) => Some(factor?),
            None => None,
        };
        let clauses = clauses?;
        let text = unquoted(path.as_str()).to_owned();
        let file = Name { text, span: line.place(&path) };
        Some(Self { file, factor, end: clauses.end, common: clauses.common })
    }

    fn resolve(&self, resolver: &mut Resolver) -> Option<Curve> {
        let factor = match &self.factor {
            Some(factor) => Some(resolver.number(factor)?),
            None => None,
        };
        let (text, fingerprint) = resolver.file(&self.file)?;
        let complaint = |words: &str| {
            Diagnostic::new(Code::FileData, self.file.span, format!("`{}`: {words}", self.file.text))
        };
        let points = match points::read(&text) {
            Ok(points) => points,
            Err(words) => {
                let help = "a curve is a CSV file: a first line `time,rate`, then lines such as `01:30,250`";
                resolver.diagnostics.add(complaint(&words).help(help));
                return None;
            }
        };
        let last = points.last().map_or(0, |point| point.at);
        if last == 0 && self.end.is_none() {
            let diagnostic = complaint("its last point is its beginning, so it has no length");
            resolver.diagnostics.add(diagnostic.help("add points, or say how long it lasts: `for 24h`"));
            return None;
        }
        let curve = Curve {
            path: self.file.text.clone(),
            fingerprint,
            points: points.into(),
            factor,
            length: if self.end.is_some() { Length::of(self.end.as_ref()) } else { Length::Nanos(last) },
            is_whole: self.end.is_none(),
        };
        if let Some(fast) = curve.points.iter().find(|point| curve.slope(**point).is_too_fast()) {
            resolver.too_fast(self.file.span, &format!("{}/s", fast.rate));
            return None;
        }
        Some(curve)
    }
}

impl Clausal for Written {
    fn end(&self) -> Option<&End> {
        self.end.as_ref()
    }

    fn is_endless(&self) -> bool {
        false
    }

    fn common(&self) -> Option<&Common> {
        Some(&self.common)
    }
}

fn unquoted(written: &str) -> &str {
    ['\'', '"']
        .iter()
        .find_map(|quote| written.strip_prefix(*quote)?.strip_suffix(*quote))
        .unwrap_or(written)
}

#[derive(Debug, Clone, PartialEq)]
pub struct Curve {
    path: String,
    fingerprint: String,
    /// One at least, by time.
    points: Arc<[Point]>,
    factor: Option<Decimal>,
    length: Length,
    /// Whether its length is that of the file.
    is_whole: bool,
}

impl Curve {
    fn slope(&self, point: Point) -> Slope {
        let slope = Slope::new(quanta(point.rate.atoms()), 1_000_000_000);
        self.factor.map_or(slope, |factor| slope.times(factor))
    }
}

impl Course for Curve {
    fn length(&self) -> Length {
        self.length
    }

    fn segments(&self, _place: &Place) -> Segments {
        let curve = self.clone();
        let first = curve.points.first().map(|point| Point { at: 0, ..*point });
        let last = curve.points.last().map_or(Slope::FLAT, |point| curve.slope(*point));
        let mut before = first;
        let pieces = (0..curve.points.len()).filter_map(move |position| {
            let point = curve.points[position];
            let begin = before.replace(point)?;
            let (from, to) = (curve.slope(begin), curve.slope(point));
            let length = point.at - begin.at;
            let rise = if from == to {
                Rise::Even(from)
            } else {
                Rise::changing(Incline::new(Easing::Linear, from, to, length.unsigned_abs().max(1)))
            };
            (length > 0).then_some(Segment { length, rise, regime: 0 })
        });
        Segments::new(pieces.chain(iter::once(Segment::rest(last))))
    }

    fn is_random(&self) -> bool {
        false
    }

    fn files(&self) -> Vec<(&str, &str)> {
        vec![(&self.path, &self.fingerprint)]
    }
}

impl fmt::Display for Curve {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let is_plain = |c: char| !c.is_whitespace() && !matches!(c, '{' | '}' | ';' | '\'' | '"');
        match &self.path {
            // a bare word might be that of a clause
            path if path.contains('.') && path.chars().all(is_plain) => write!(f, "curve {path}")?,
            path if path.contains('\'') => write!(f, "curve \"{path}\"")?,
            path => write!(f, "curve '{path}'")?,
        }
        if let Some(factor) = self.factor {
            write!(f, " x{factor}")?;
        }
        if self.is_whole { Ok(()) } else { write!(f, "{}", self.length) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::traffic::level::EVENT;
    use crate::value::Duration;

    fn curve(file: &str, factor: Option<Decimal>) -> Curve {
        let points: Arc<[Point]> = points::read(file).unwrap().into();
        let length = Length::Nanos(points.last().unwrap().at);
        Curve { path: "a.csv".into(), fingerprint: String::new(), points, factor, length, is_whole: true }
    }

    fn shown(curve: &Curve) -> Vec<(i64, u128)> {
        let pieces = curve.segments(&Place::new(1, "users/traffic/0"));
        let events = |segment: Segment| match segment.rise {
            Rise::Even(slope) => slope.rise(segment.length.min(Duration::SECOND).unsigned_abs()),
            Rise::Changing(incline) => incline.rise(u64::MAX),
            Rise::AtOnce(quanta) => quanta,
        };
        pieces.map(|segment| (segment.length / Duration::SECOND, events(segment) / EVENT)).collect()
    }

    #[test]
    fn it_is_straight_between_its_points_and_holds_the_last_rate() {
        let rest = i64::MAX / Duration::SECOND;
        assert_eq!(shown(&curve("time,rate\n0,0\n10,8\n14,8\n14,2\n", None)), [(10, 40), (4, 8), (rest, 2)]);
        assert_eq!(shown(&curve("time,rate\n5,2\n7,4\n", None)), [(5, 2), (2, 6), (rest, 4)]);
        let doubled = curve("time,rate\n0,0\n10,8\n", Some(Decimal::whole(2)));
        assert_eq!(shown(&doubled), [(10, 80), (rest, 16)]);
    }
}
