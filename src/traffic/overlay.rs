//! Overlay lines: `x5 at 10m for 2m edge 15s`, `+800/s every mon-fri at 12:30 for 20m`, `burst 10k at 12:00 over 30s`.

use super::ast::{self, Amount, Number};
use super::decimal::Decimal;
use super::grammar::{self, Pair, Rule};
use super::line::Line;
use super::resolve::{Range, Rate, Resolver};
use super::shapes;
use super::window::{Edge, Stay, When};
use super::window_parts::{Part, Parts};
use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::formula::ast::Expr;
use crate::source::{Span, Text};
use crate::value::Duration;
use std::fmt;

/// An overlay as it is written.
#[derive(Debug, Clone, PartialEq)]
pub struct Written {
    effect: WrittenEffect,
    when: When<ast::Rate>,
    edge: Option<(Edge, Span)>,
    pub span: Span,
}

#[derive(Debug, Clone, PartialEq)]
enum WrittenEffect {
    Factor(Number),
    Added(ast::Rate),
    Burst(Amount, Spread),
}

/// An overlay whose numbers are known. Displays as its line.
#[derive(Debug, Clone, PartialEq)]
pub struct Overlay {
    pub effect: Effect,
    pub when: When<Rate>,
    pub edge: Edge,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Effect {
    /// Of the phases' rate: adds what is above one, or cuts what is missing to it.
    Factor(Decimal),
    /// One rate, or one drawn for each window.
    Added(Rate),
    /// So many events in each window.
    Burst(Range, Spread),
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Spread {
    AtOnce,
    Evenly,
}

impl Overlay {
    /// Whether it cuts events of the phases and has none of its own.
    pub fn cuts(&self) -> bool {
        matches!(self.effect, Effect::Factor(factor) if factor < Decimal::whole(1))
    }
}

const WHAT: &str = "an overlay";
/// What may stand behind a factor or a rate.
const LASTING: [Part; 5] = [Part::At, Part::Every, Part::Randomly, Part::Stay, Part::Edge];
/// What may stand behind a burst.
const BURSTING: [Part; 4] = [Part::At, Part::Every, Part::Randomly, Part::Over];
/// Beyond, products would leave 128 bits.
const LARGEST_FACTOR: u32 = 1_000;

/// Reads one overlay; `None` after a diagnostic.
pub fn parse_overlay(text: &Text, diagnostics: &mut Diagnostics) -> Option<Written> {
    if let Some(shape) = shape(text) {
        diagnostics.add(shape);
        return None;
    }
    let pair = grammar::parse(Rule::overlay_line, WHAT, text, diagnostics)?;
    read(&mut Line::new(text, diagnostics), pair.into_inner().next()?)
}

/// A line that reads like a phase.
fn shape(text: &Text) -> Option<Diagnostic> {
    let word = text.as_str().split_whitespace().next()?;
    let is_shape = word != "burst" && shapes::ALL.iter().any(|reference| reference.name == word);
    is_shape.then(|| {
        Diagnostic::new(Code::UnknownShape, text.span(), format!("`{word}` is a phase, not an overlay"))
            .help("an overlay begins with `x5`, `+800/s` or `burst 10k`; phases stand under `phases`")
    })
}

fn read(line: &mut Line, pair: Pair) -> Option<Written> {
    let (span, rule) = (line.place(&pair), pair.as_rule());
    let mut inner = pair.into_inner();
    let first = inner.next()?;
    let (effect, parts) = match rule {
        Rule::o_factor => {
            let factor = read_factor(line, first);
            (factor.map(WrittenEffect::Factor), Parts::read(line, WHAT, &LASTING, inner)?)
        }
        Rule::o_rate => {
            let rate = line.rate(inner.next()?);
            (rate.map(WrittenEffect::Added), Parts::read(line, WHAT, &LASTING, inner)?)
        }
        _ => {
            let count = line.count(inner.next()?);
            let parts = Parts::read(line, "a burst", &BURSTING, inner)?;
            let spread = if parts.over.is_some() { Spread::Evenly } else { Spread::AtOnce };
            // what happens at once still takes its nanosecond
            let nanos = parts.over.map_or(1, |over| over.nanos);
            let parts = Parts { stay: Some(Stay::For(nanos, nanos)), ..parts };
            (count.map(|count| WrittenEffect::Burst(count, spread)), parts)
        }
    };
    let when = parts.when(line, WHAT, span)?;
    Some(Written { effect: effect?, when, edge: parts.edge, span })
}

/// `x5`, `x(boost)`
pub(in crate::traffic) fn read_factor(line: &mut Line, pair: Pair) -> Option<Number> {
    let mut inner = pair.into_inner();
    let times = inner.next()?;
    if times.as_str() != "x" {
        let place = line.place(&times);
        line.complain(Code::RateForm, place, "`×` is no sign of a factor", "write `x5`");
        return None;
    }
    line.number(inner.next()?, "a factor")
}

/// A factor that is not too large; `None` after a diagnostic.
pub(super) fn resolve_factor(number: &Number, resolver: &mut Resolver) -> Option<Decimal> {
    let factor = resolver.number(number)?;
    if factor <= Decimal::whole(LARGEST_FACTOR) {
        return Some(factor);
    }
    let message = format!("a factor of {factor} is too large");
    let diagnostic = Diagnostic::new(Code::OutOfBounds, number.span(), message);
    resolver.diagnostics.add(diagnostic.help(format!("the largest factor is `x{LARGEST_FACTOR}`")));
    None
}

impl Written {
    /// The overlay with the value of every formula from `numbers`, which gives `None` after it added a diagnostic.
    pub fn resolve(
        &self,
        numbers: &mut dyn FnMut(&Expr) -> Option<f64>,
        diagnostics: &mut Diagnostics,
    ) -> Option<Overlay> {
        let resolver = &mut Resolver::new(numbers, diagnostics);
        let effect = match &self.effect {
            WrittenEffect::Factor(number) => Effect::Factor(resolve_factor(number, resolver)?),
            WrittenEffect::Added(rate) => Effect::Added(resolver.rate(rate)?),
            WrittenEffect::Burst(count, spread) => Effect::Burst(resolver.count(count)?, *spread),
        };
        let when = self.when.resolve(resolver)?;
        Some(Overlay { effect, edge: self.fitting_edge(&when, resolver)?, when })
    }

    /// The edge, if it fits into the shortest window.
    fn fitting_edge(&self, when: &When<Rate>, resolver: &mut Resolver) -> Option<Edge> {
        let Some((edge, span)) = self.edge else { return Some(Edge::default()) };
        match when.stay {
            Stay::For(shortest, _) if edge.rise.saturating_add(edge.fall) > shortest => {
                let message = format!("the edges take longer than the {} they lie in", Duration(shortest));
                let diagnostic = Diagnostic::new(Code::OutOfBounds, span, message);
                resolver.diagnostics.add(diagnostic.help("rise and fall both lie inside the window"));
                None
            }
            _ => Some(edge),
        }
    }
}

impl fmt::Display for Overlay {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.effect {
            Effect::Factor(factor) => write!(f, "x{factor}{}", self.when)?,
            Effect::Added(rate) => write!(f, "+{rate}{}", self.when)?,
            Effect::Burst(count, spread) => {
                write!(f, "burst {count}{}", self.when.start)?;
                if let (Spread::Evenly, Stay::For(nanos, _)) = (spread, self.when.stay) {
                    write!(f, " over {}", Duration(nanos))?;
                }
            }
        }
        if self.edge == Edge::default() { Ok(()) } else { self.edge.fmt(f) }
    }
}
