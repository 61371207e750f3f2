//! `ramp 0 -> 200/s over 2m`: from one rate to another, straight, smoothly, decaying or in steps.

use super::{Clausal, Course, Length, Line, Pair, Parse, Reference, Resolver, Rise, Segment, Segments};
use crate::diagnostic::Code;
use crate::random::Place;
use crate::traffic::ast::{self, Common};
use crate::traffic::clauses::{Clause, Clauses};
use crate::traffic::incline::{Easing, Incline};
use crate::traffic::level::Slope;
use crate::traffic::resolve::Rate;
use crate::value::Duration;
use std::fmt;
use std::iter;

pub const REFERENCE: Reference = Reference {
    name: "ramp",
    about: "Goes from one rate to another: at one pace, smoothly, exponentially (`decay`), or in equal steps of \
            which the first and the last are the two rates.",
    syntax: "ramp RATE -> RATE over DURATION [smooth | decay | in NUMBER steps] [CLAUSES]",
    example: "ramp 0/s -> 200/s over 2m smooth",
};

/// What stands between the two rates.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Form {
    Eased(Easing),
    /// So many levels, two at least.
    Steps(u32),
}

#[derive(Debug, Clone, PartialEq)]
pub struct Written {
    from: ast::Rate,
    to: ast::Rate,
    form: Form,
    nanos: i64,
    common: Common,
}

impl Parse for Written {
    type Shape = Ramp;

    fn read(line: &mut Line, pair: Pair) -> Option<Self> {
        let span = line.place(&pair);
        let mut parts = pair.into_inner().skip(1);
        let from = line.rate(parts.next()?);
        let arrow = arrow(line, &parts.next()?);
        let to = line.rate(parts.next()?);
        let clauses = Clauses::read(line, REFERENCE.name, &[Clause::Over, Clause::Form, Clause::Arrivals, Clause::Jitter, Clause::Max], parts)?;
        let Some(over) = clauses.over else {
            let help = "say how long it takes: `over 5m`";
            line.complain(Code::LineSyntax, span, "a ramp needs its time", help);
            return None;
        };
        arrow?;
        let form = clauses.form.unwrap_or(Form::Eased(Easing::Linear));
        Some(Self { from: from?, to: to?, form, nanos: over.nanos, common: clauses.common })
    }

    fn resolve(&self, resolver: &mut Resolver) -> Option<Ramp> {
        let (from, to) = (resolver.rate(&self.from), resolver.rate(&self.to));
        Some(Ramp { from: from?, to: to?, form: self.form, nanos: self.nanos })
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

fn arrow(line: &mut Line, pair: &Pair) -> Option<()> {
    if pair.as_str() == "->" {
        return Some(());
    }
    let (place, message) = (line.place(pair), format!("`{}` leads nowhere", pair.as_str()));
    line.complain(Code::LineSyntax, place, message, "a ramp goes from rate to rate with `->`");
    None
}

#[derive(Debug, Clone, PartialEq)]
pub struct Ramp {
    from: Rate,
    to: Rate,
    form: Form,
    /// More than none.
    nanos: i64,
}

impl Course for Ramp {
    fn length(&self) -> Length {
        Length::Nanos(self.nanos)
    }

    fn segments(&self, place: &Place) -> Segments {
        let (from, to) = (self.from.draw(place.key("from"), 0), self.to.draw(place.key("to"), 0));
        match self.form {
            Form::Eased(easing) => {
                let incline = Incline::new(easing, from, to, self.nanos.unsigned_abs());
                let rise = Rise::changing(incline);
                Segments::new(iter::once(Segment { length: self.nanos, rise, regime: 0 }))
            }
            Form::Steps(steps) => {
                let nanos = self.nanos;
                Segments::new((0..steps).map(move |step| stair(from, to, step, steps, nanos)))
            }
        }
    }

    fn is_random(&self) -> bool {
        !(self.from.is_fixed() && self.to.is_fixed())
    }
}

/// One of the levels, all as long to the nanosecond.
fn stair(from: Slope, to: Slope, step: u32, steps: u32, nanos: i64) -> Segment {
    let border = |step: u32| i128::from(nanos) * i128::from(step) / i128::from(steps);
    let length = i64::try_from(border(step + 1) - border(step)).expect("a part of the whole");
    let (last, taken) = (u128::from(steps - 1), u128::from(step));
    let long = length.unsigned_abs().max(1);
    let quanta = (from.rise(long) * (last - taken) + to.rise(long) * taken) / last;
    Segment { length, rise: Rise::Even(Slope::new(quanta, long)), regime: 0 }
}

impl fmt::Display for Ramp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "ramp {} -> {} over {}", self.from, self.to, Duration(self.nanos))?;
        match self.form {
            Form::Eased(Easing::Linear | Easing::Swing) => Ok(()),
            Form::Eased(Easing::Smooth) => f.write_str(" smooth"),
            Form::Eased(Easing::Decay) => f.write_str(" decay"),
            Form::Steps(steps) => write!(f, " in {steps} steps"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::tests::segments;
    use super::*;
    use crate::traffic::level::EVENT;

    #[test]
    fn steps_hold_levels_of_equal_length_from_the_first_rate_to_the_last() {
        let steps = segments("ramp 100/s -> 500/s over 10m in 5 steps", 9);
        assert!(steps.iter().all(|step| step.length == 2 * Duration::MINUTE));
        let rates = steps.iter().map(|step| match step.rise {
            Rise::Even(slope) => slope.rise(1_000_000_000) / EVENT,
            _ => 0,
        });
        assert_eq!(rates.collect::<Vec<_>>(), [100, 200, 300, 400, 500]);
        assert_eq!(segments("ramp 1/s -> 2/s over 10ns in 3 steps", 9).iter().map(|step| step.length).sum::<i64>(), 10);
    }
}
