//! A phase line as a whole: its shape, and the clauses that shapes share.

use super::{Kind, Length, Line, Pair, Resolver, Segments, WrittenKind};
use crate::diagnostic::{Code, Diagnostics};
use crate::formula::ast::Expr;
use crate::random::Place;
use crate::source::Span;
use crate::traffic::ast::{self, Common, End};
use crate::traffic::jitter::Jitter;
use crate::traffic::level::Slope;
use crate::traffic::max;
use crate::traffic::resolve::Rate;
use crate::traffic::spacing::Spacing;
use crate::value::Time;
use jiff::tz::TimeZone;
use std::fmt;

/// A phase line as it is written.
#[derive(Debug, Clone, PartialEq)]
pub struct Written(WrittenKind);

impl Written {
    pub(in crate::traffic) fn read(line: &mut Line, pair: Pair) -> Option<Self> {
        let written = Self(WrittenKind::read(line, pair)?);
        if let Some((ast::Spacing::Random, span)) = written.arrivals()
            && written.is_endless()
        {
            let help = "say how long it lasts, as `for 1h`, or write `arrivals poisson`";
            line.complain(
                Code::EndlessPhase,
                *span,
                "an exact number cannot be spread over a phase without an end",
                help,
            );
            return None;
        }
        Some(written)
    }

    /// The shape with the value of every formula from `numbers`, which gives `None` after it added a diagnostic.
    pub fn resolve(
        &self,
        numbers: &mut dyn FnMut(&Expr) -> Option<f64>,
        diagnostics: &mut Diagnostics,
    ) -> Option<Shape> {
        self.resolve_with(&mut Resolver::new(numbers, diagnostics))
    }

    /// The same where lines may name files.
    pub fn resolve_with(&self, resolver: &mut Resolver) -> Option<Shape> {
        let kind = self.0.resolve(resolver);
        let none = Common::default();
        let common = self.0.clauses().common().unwrap_or(&none);
        let arrivals = match &common.arrivals {
            Some((spacing, _)) => Spacing::resolve(spacing, resolver),
            None => Some(Spacing::Even),
        };
        let jitter = common.jitter.as_ref().map(|jitter| Jitter::resolve(jitter, resolver));
        let max = common.max.as_ref().map(|rate| max::resolve(rate, resolver));
        let is_sound = jitter != Some(None) && max != Some(None);
        let (kind, arrivals) = (kind.filter(|_| is_sound)?, arrivals?);
        Some(Shape { kind, arrivals, jitter: jitter.flatten(), max: max.flatten() })
    }

    /// The clause that says how the phase ends.
    pub fn end(&self) -> Option<&End> {
        self.0.clauses().end()
    }

    /// Whether it runs until stopped.
    pub fn is_endless(&self) -> bool {
        self.0.clauses().is_endless()
    }

    /// How its events follow each other, where a clause says so.
    pub(super) fn arrivals(&self) -> Option<&(ast::Spacing, Span)> {
        self.0.clauses().common().and_then(|common| common.arrivals.as_ref())
    }

    /// The piece that follows the clock of the day.
    pub(super) fn clock(&self) -> Option<Span> {
        self.0.clauses().clock()
    }
}

/// A phase line whose numbers are known.
#[derive(Debug, Clone, PartialEq)]
pub struct Shape {
    kind: Kind,
    arrivals: Spacing,
    jitter: Option<Jitter>,
    max: Option<Rate>,
}

impl Shape {
    pub fn length(&self) -> Length {
        self.kind.course().length()
    }

    /// The pieces of the phase, drawn at their places inside `place`: the shape's own, then with jitter, then capped.
    pub fn segments(&self, place: &Place) -> Segments {
        let segments = self.uncapped(place);
        match self.most() {
            Some(most) => max::over(segments, most),
            None => segments,
        }
    }

    /// The same without the cap: for who changes the rates further.
    pub fn uncapped(&self, place: &Place) -> Segments {
        let segments = self.kind.course().segments(place);
        match self.jitter {
            Some(jitter) => jitter.over(segments, place.key("jitter")),
            None => segments,
        }
    }

    /// The highest rate it may have.
    pub fn most(&self) -> Option<Slope> {
        self.max.map(Rate::highest)
    }

    /// How its events follow each other.
    pub const fn arrivals(&self) -> Spacing {
        self.arrivals
    }

    /// Tells it when it begins, which matters where it follows the clock of the day. One that is not told
    /// begins in 1970, in UTC.
    pub fn set_off(&mut self, at: Time, zone: &TimeZone) {
        self.kind.course_mut().set_off(at, zone);
    }

    /// Whether its rates or counts are drawn.
    pub fn is_random(&self) -> bool {
        self.kind.course().is_random() || self.jitter.is_some()
    }

    /// The files it was made of: the path and the fingerprint of each.
    pub fn files(&self) -> Vec<(&str, &str)> {
        self.kind.course().files()
    }

    /// The names behind [`super::Segment::regime`]; none where there are no regimes.
    pub fn regimes(&self) -> Vec<&str> {
        self.kind.course().regimes()
    }
}

impl fmt::Display for Shape {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.kind.course().fmt(f)?;
        if self.arrivals != Spacing::Even {
            write!(f, " {}", self.arrivals)?;
        }
        if let Some(jitter) = self.jitter {
            write!(f, " {jitter}")?;
        }
        match self.max {
            Some(rate) => write!(f, " max {rate}"),
            None => Ok(()),
        }
    }
}
