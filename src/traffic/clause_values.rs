//! What stands inside a clause: durations, moments, forms, arrivals.
//!
//! In: the pair of a clause. Out: its value, or `None` after a diagnostic.

use super::ast::{Cycle, EndKind, Jitter, Number, Peak, Period, Spacing};
use super::days::Days;
use super::decimal::Decimal;
use super::grammar::{Pair, Rule};
use super::incline::Easing;
use super::line::Line;
use super::moment::Moment;
use super::shapes::Form;
use crate::diagnostic::{Code, Diagnostic};
use crate::formula::number::duration_nanos;
use crate::source::Span;
use std::ops::RangeInclusive;

pub(super) fn read_nanos(line: &mut Line, pair: Pair) -> Option<i64> {
    line.duration(pair.into_inner().find(|part| part.as_rule() == Rule::duration)?)
}

pub(super) fn read_arrivals(line: &mut Line, pair: Pair) -> Option<Spacing> {
    let mut inner = pair.into_inner().skip(1);
    let (kind, shape) = (inner.next()?, inner.next());
    let span = line.place(&kind);
    match (kind.as_str(), shape) {
        ("even", None) => Some(Spacing::Even),
        ("random", None) => Some(Spacing::Random),
        ("poisson", None) => Some(Spacing::Poisson),
        ("gamma", Some(shape)) => read_shape(line, shape).map(Spacing::Gamma),
        ("gamma", None) => {
            let help = "write `gamma(0.3)`: below 1 events come in clumps, above it they are more regular";
            line.complain(Code::LineSyntax, span, "gamma gaps need their shape", help);
            None
        }
        (other @ ("even" | "random" | "poisson"), Some(shape)) => {
            let place = line.place(&shape);
            let message = format!("`arrivals {other}` has nothing in brackets");
            line.complain(Code::LineSyntax, place, message, &format!("write `arrivals {other}`"));
            None
        }
        (other, _) => {
            let message = format!("`{other}` is no way to arrive");
            let diagnostic = Diagnostic::new(Code::LineSyntax, span, message)
                .suggest(other, ["even", "random", "poisson", "gamma"])
                .help("arrivals are `even`, `random`, `poisson` or `gamma(0.3)`");
            line.diagnostics.add(diagnostic);
            None
        }
    }
}

/// `(0.3)`, `(clumps)`
fn read_shape(line: &mut Line, pair: Pair) -> Option<Number> {
    let span = line.place(&pair);
    let written = pair.as_str().trim_start_matches('(').trim_end_matches(')').trim();
    match Decimal::parse(written) {
        Ok(number) => Some(Number::Digits(number, span)),
        Err(_) => line.number(pair, "a shape"),
    }
}

pub(super) fn read_jitter(line: &mut Line, pair: Pair, span: Span) -> Option<Jitter> {
    let mut inner = pair.into_inner().skip(1);
    let share = line.weight(inner.next()?);
    let nanos = line.duration(inner.nth(1)?);
    Some(Jitter { share: share?, every: Period { nanos: nanos?, span } })
}

pub(super) fn read_cycle(line: &mut Line, pair: Pair) -> Option<Cycle> {
    if pair.clone().into_inner().any(|part| part.as_rule() == Rule::kw_day) {
        return Some(Cycle::Day);
    }
    read_nanos(line, pair).map(Cycle::Nanos)
}

pub(super) fn read_peak(line: &mut Line, pair: &Pair) -> Option<Peak> {
    let mut inner = pair.clone().into_inner().skip(1);
    let when = inner.next()?;
    if when.as_rule() == Rule::moment {
        return read_moment(line, &when, inner.next().as_ref()).map(Peak::At);
    }
    if duration_nanos(when.as_str().trim()) == Ok(0) {
        return Some(Peak::After(0));
    }
    line.duration(when).map(Peak::After)
}

pub(super) fn read_end(line: &mut Line, pair: Pair) -> Option<EndKind> {
    if pair.as_rule() == Rule::c_for {
        return read_nanos(line, pair).map(EndKind::For);
    }
    let mut inner = pair.into_inner();
    let moment = inner.find(|part| part.as_rule() == Rule::moment)?;
    read_moment(line, &moment, inner.next().as_ref()).map(EndKind::Until)
}

/// Levels of a ramp: each is a segment of its own.
const STEPS: RangeInclusive<u32> = 2..=10_000;

pub(super) fn read_form(line: &mut Line, pair: Pair) -> Option<Form> {
    let span = line.place(&pair);
    let word = keyword(&pair);
    let Some(figure) = pair.into_inner().find(|part| part.as_rule() == Rule::figure) else {
        let easing = if word == "smooth" { Easing::Smooth } else { Easing::Decay };
        return Some(Form::Eased(easing));
    };
    let steps = figure.as_str().parse().ok().filter(|steps| STEPS.contains(steps));
    if steps.is_none() {
        let (least, most) = STEPS.into_inner();
        let message = format!("`{}` is no number of steps", figure.as_str());
        line.complain(Code::OutOfBounds, span, message, &format!("a ramp has {least} to {most} steps"));
    }
    steps.map(Form::Steps)
}

pub(super) fn read_moment(line: &mut Line, pair: &Pair, behind: Option<&Pair>) -> Option<Moment> {
    let written = pair.as_str();
    let moment = Moment::parse(written);
    if behind.is_none() && moment.is_some() {
        return moment;
    }
    let span = behind.map_or(line.place(pair), |clock| line.place(pair).to(line.place(clock)));
    let help = match behind {
        Some(_) if Days::meant(written).is_some() => {
            "days that come again: `every mon-fri at 12:30`".to_owned()
        }
        Some(clock) => format!("a date and a time are joined by a T: `{written}T{}`", clock.as_str()),
        None if written.parse::<u8>().is_ok_and(|hour| hour < 24) => format!("write `{written}:00`"),
        None => "times are written `11:55` or `2026-11-27T12:00`, in the scenario's time zone".to_owned(),
    };
    line.complain(Code::LineSyntax, span, format!("`{written}` is no time"), &help);
    None
}

/// The word a clause begins with.
pub(super) fn keyword<'i>(pair: &Pair<'i>) -> &'i str {
    pair.as_str().split_whitespace().next().unwrap_or_default()
}
