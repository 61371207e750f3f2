//! `switch every 1s { normal 5..15/s 80%; spike 40..80/s 20% } for 1h`: at each tick a regime is drawn by
//! weight, and a rate from its range.

use super::{Course, Length, Line, Pair, Parse, Reference, Resolver, Rise, Segment, Segments};
use crate::diagnostic::{Code, Diagnostic};
use crate::random::Key;
use crate::source::Span;
use crate::traffic::ast::{self, End, Period};
use crate::traffic::clauses::{Clause, Clauses};
use crate::traffic::grammar::Rule;
use crate::traffic::level::Slope;
use crate::traffic::period;
use crate::traffic::resolve::Rate;
use crate::traffic::weights::{self, Shares};
use crate::value::Duration;
use std::fmt;
use std::iter;

pub const REFERENCE: Reference = Reference {
    name: "switch",
    about: "Draws one of several regimes again and again, by weight, and a rate from its range.",
    syntax: "switch every DURATION { NAME RATE [WEIGHT]; … } [for DURATION | until TIME]",
    example: "switch every 1s { normal 5..15/s 80%; spike 40..80/s 20% } for 1h",
};

#[derive(Debug, Clone, PartialEq)]
pub struct Written {
    every: Period,
    regimes: Vec<ast::Regime>,
    end: Option<End>,
    span: Span,
}

impl Parse for Written {
    type Shape = Switch;

    fn read(line: &mut Line, pair: Pair) -> Option<Self> {
        let span = line.place(&pair);
        let parts: Vec<Pair> = pair.into_inner().skip(1).collect();
        let clauses =
            Clauses::read(line, REFERENCE.name, &[Clause::Every, Clause::End], parts.iter().cloned());
        let written = parts.iter().filter(|part| part.as_rule() == Rule::regime).count();
        let regimes: Vec<_> = parts.into_iter().filter_map(|part| read_part(line, part)).collect();
        if regimes.len() < written {
            return None;
        }
        refuse_doubles(line, &regimes);
        weights::check(regimes.iter().map(|regime| regime.weight.as_ref()), span, line.diagnostics);
        let clauses = clauses?;
        let Some(every) = clauses.every else {
            let message = "a `switch` needs the time after which it draws anew";
            line.complain(Code::LineSyntax, span, message, "write `switch every 1s { … }`");
            return None;
        };
        Some(Self { every, regimes, end: clauses.end, span })
    }

    fn resolve(&self, resolver: &mut Resolver) -> Option<Switch> {
        period::check(self.every, resolver.diagnostics)?;
        let rates: Vec<_> = self.regimes.iter().map(|regime| resolver.rate(&regime.rate)).collect();
        let given = self.regimes.iter().map(|regime| regime.weight.as_ref());
        let shares = Shares::resolve(given, self.span, resolver)?;
        let rates: Vec<Rate> = rates.into_iter().collect::<Option<_>>()?;
        let names = self.regimes.iter().map(|regime| regime.name.text.clone()).collect();
        Some(Switch { every: self.every.nanos, names, rates, shares, length: Length::of(self.end.as_ref()) })
    }

    fn end(&self) -> Option<&End> {
        self.end.as_ref()
    }
}

/// A regime; `None` for the other parts, and after a diagnostic.
fn read_part(line: &mut Line, pair: Pair) -> Option<ast::Regime> {
    let span = line.place(&pair);
    if pair.as_rule() == Rule::semicolon && pair.as_str() == "," {
        line.complain(Code::LineSyntax, span, "regimes are parted by `;`", "write `;` instead of `,`");
    }
    if pair.as_rule() != Rule::regime {
        return None;
    }
    let mut parts = pair.into_inner();
    let name = line.name(&parts.next()?);
    let rate = line.rate(parts.next()?);
    let weight = match parts.next() {
        None => None,
        Some(part) if part.as_rule() == Rule::weight => Some(line.weight(part)?),
        Some(stay) => {
            let place = line.place(&stay);
            let message = "a mean stay `~` comes in a later version";
            let help = "with `switch every 1s { … }` each regime has a weight";
            line.complain(Code::ClauseNotHere, place, message, help);
            return None;
        }
    };
    Some(ast::Regime { name, rate: rate?, weight, span })
}

fn refuse_doubles(line: &mut Line, regimes: &[ast::Regime]) {
    for (position, regime) in regimes.iter().enumerate() {
        let same = |other: &&ast::Regime| other.name.text == regime.name.text;
        if let Some(first) = regimes[..position].iter().find(same) {
            let message = format!("the regime `{}` stands twice", regime.name.text);
            let diagnostic = Diagnostic::new(Code::ClauseTwice, regime.name.span, message)
                .related(first.name.span, "the first")
                .help("give each regime a name of its own");
            line.diagnostics.add(diagnostic);
        }
    }
}

#[derive(Debug, Clone, PartialEq)]
pub struct Switch {
    /// Nanoseconds.
    every: i64,
    names: Vec<String>,
    rates: Vec<Rate>,
    shares: Shares,
    length: Length,
}

impl Course for Switch {
    fn length(&self) -> Length {
        self.length
    }

    fn segments(&self, key: &dyn Fn(&str) -> Key) -> Segments {
        if self.rates.iter().all(|rate| rate.is_zero()) {
            return Box::new(iter::once(Segment::rest(Slope::FLAT)));
        }
        let (length, rates, shares) = (self.every, self.rates.clone(), self.shares.clone());
        let (regime_key, rate_key) = (key("regime"), key("rate"));
        Box::new((0..).map(move |n| {
            let drawn = shares.draw(regime_key, n);
            let regime = u32::try_from(drawn).expect("a line has fewer regimes than characters");
            Segment { length, rise: Rise::Even(rates[drawn].draw(rate_key, n)), regime }
        }))
    }

    fn is_random(&self) -> bool {
        self.names.len() > 1 || self.rates.iter().any(|rate| !rate.is_fixed())
    }

    fn regimes(&self) -> Vec<&str> {
        self.names.iter().map(String::as_str).collect()
    }
}

impl fmt::Display for Switch {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "switch every {} {{ ", Duration(self.every))?;
        for (position, (name, rate)) in self.names.iter().zip(&self.rates).enumerate() {
            let separator = if position == 0 { "" } else { "; " };
            write!(f, "{separator}{name} {rate} {}", self.shares.percent(position))?;
        }
        write!(f, " }}{}", self.length)
    }
}

#[cfg(test)]
mod tests {
    use super::super::tests::segments;
    use super::*;
    #[test]
    fn each_tick_has_a_regime_and_a_rate_of_it() {
        let ticks = segments("switch every 1s { low 1..5/s 80%; high 60..70/s }", 1_000);
        let low = Slope::new(5 * crate::traffic::level::EVENT, 1_000_000_000);
        for tick in &ticks {
            let Rise::Even(slope) = tick.rise else { panic!("a regime has a rate") };
            assert_eq!(slope.rise(1_000) <= low.rise(1_000), tick.regime == 0);
        }
        let high = ticks.iter().filter(|tick| tick.regime == 1).count();
        // five standard deviations of a binomial are 63
        assert!((137..=263).contains(&high), "{high}");
    }
}
