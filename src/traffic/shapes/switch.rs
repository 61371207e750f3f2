//! `switch every 1s { normal 5..15/s 80%; spike 40..80/s 20% } for 1h`: one of several regimes at a time, drawn by
//! weight at each tick, or for as long as it stays.

use super::{Clausal, Course, Length, Line, Pair, Parse, Reference, Resolver, Rise, Segment, Segments};
use crate::random::{self, Key, Place};
use crate::source::Span;
use crate::traffic::ast::{self, Common, End, Period};
use crate::traffic::clauses::{Clause, Clauses};
use crate::traffic::level::Slope;
use crate::traffic::resolve::Rate;
use crate::traffic::weights::Shares;
use crate::traffic::{period, regimes};
use crate::value::Duration;
use std::fmt;
use std::iter;

pub const REFERENCE: Reference = Reference {
    name: "switch",
    about: "One of several regimes at a time, and a rate drawn from its range: with `every` drawn anew by weight; \
            with `~` each stays for a time drawn around its mean (exponentially) and one of the others follows, the \
            first one first.",
    syntax: "switch every DURATION { NAME RATE [WEIGHT]; … } | switch { NAME RATE ~DURATION; … } \
             [for DURATION | until TIME] [CLAUSES]",
    example: "switch every 1s { normal 5..15/s 80%; spike 40..80/s 20% } for 1h",
};

#[derive(Debug, Clone, PartialEq)]
pub struct Written {
    /// `None`: each regime has its stay.
    every: Option<Period>,
    regimes: Vec<ast::Regime>,
    end: Option<End>,
    span: Span,
    common: Common,
}

impl Parse for Written {
    type Shape = Switch;

    fn read(line: &mut Line, pair: Pair) -> Option<Self> {
        let span = line.place(&pair);
        let parts: Vec<Pair> = pair.into_inner().skip(1).collect();
        let clauses =
            Clauses::read(line, REFERENCE.name, &[Clause::Every, Clause::End, Clause::Arrivals, Clause::Jitter, Clause::Max], parts.iter().cloned());
        let regimes = regimes::read(line, parts);
        let (clauses, regimes) = (clauses?, regimes?);
        regimes::check(line, &regimes, clauses.every, span)?;
        Some(Self { every: clauses.every, regimes, end: clauses.end, common: clauses.common, span })
    }

    fn resolve(&self, resolver: &mut Resolver) -> Option<Switch> {
        let rates: Vec<_> = self.regimes.iter().map(|regime| resolver.rate(&regime.rate)).collect();
        let clock = match self.every {
            Some(every) => {
                period::check(every, "to draw anew", resolver.diagnostics)?;
                let given = self.regimes.iter().map(|regime| regime.weight.as_ref());
                Clock::Every(every.nanos, Shares::resolve(given, self.span, resolver)?)
            }
            None => Clock::Stays(self.regimes.iter().map(|regime| stay(regime, resolver)).collect::<Option<_>>()?),
        };
        let rates: Vec<Rate> = rates.into_iter().collect::<Option<_>>()?;
        let names = self.regimes.iter().map(|regime| regime.name.text.clone()).collect();
        Some(Switch { clock, names, rates, length: Length::of(self.end.as_ref()) })
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

fn stay(regime: &ast::Regime, resolver: &mut Resolver) -> Option<i64> {
    let stay = regime.stay?;
    period::check(stay, "to draw anew", resolver.diagnostics)?;
    Some(stay.nanos)
}

#[derive(Debug, Clone, PartialEq)]
pub struct Switch {
    clock: Clock,
    names: Vec<String>,
    rates: Vec<Rate>,
    length: Length,
}

/// When the regime changes, and to which. Durations in nanoseconds.
#[derive(Debug, Clone, PartialEq)]
enum Clock {
    Every(i64, Shares),
    /// The mean of each regime.
    Stays(Vec<i64>),
}

impl Course for Switch {
    fn length(&self) -> Length {
        self.length
    }

    fn segments(&self, place: &Place) -> Segments {
        if self.rates.iter().all(|rate| rate.is_zero()) {
            return Segments::new(iter::once(Segment::rest(Slope::FLAT)));
        }
        let rates = self.rates.clone();
        let (regime_key, rate_key) = (place.key("regime"), place.key("rate"));
        let segment = move |n: u64, regime: usize, length: i64| Segment {
            length,
            rise: Rise::Even(rates[regime].draw(rate_key, n)),
            regime: u32::try_from(regime).expect("a line has fewer regimes than characters"),
        };
        match self.clock.clone() {
            Clock::Every(length, shares) => {
                Segments::new((0..).map(move |n| segment(n, shares.draw(regime_key, n), length)))
            }
            Clock::Stays(means) => {
                let (stay_key, mut regime) = (place.key("stay"), 0);
                Segments::new((0..).map(move |n| {
                    if n > 0 {
                        regime = another(regime, means.len(), regime_key, n);
                    }
                    segment(n, regime, drawn_stay(means[regime], stay_key, n))
                }))
            }
        }
    }

    fn is_random(&self) -> bool {
        self.names.len() > 1 || self.rates.iter().any(|rate| !rate.is_fixed())
    }

    fn regimes(&self) -> Vec<&str> {
        self.names.iter().map(String::as_str).collect()
    }
}

/// One of the other regimes, each as likely.
fn another(regime: usize, count: usize, key: Key, n: u64) -> usize {
    let others = count.saturating_sub(1) as u64;
    let steps = key.generator(n).below(others);
    (regime + 1 + usize::try_from(steps).expect("a number of regimes")) % count
}

fn drawn_stay(mean: i64, key: Key, n: u64) -> i64 {
    random::exponential(&mut key.generator(n), mean).max(1)
}

impl fmt::Display for Switch {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("switch ")?;
        if let Clock::Every(every, _) = self.clock {
            write!(f, "every {} ", Duration(every))?;
        }
        f.write_str("{ ")?;
        for (position, (name, rate)) in self.names.iter().zip(&self.rates).enumerate() {
            let separator = if position == 0 { "" } else { "; " };
            write!(f, "{separator}{name} {rate} ")?;
            match &self.clock {
                Clock::Every(_, shares) => f.write_str(&shares.percent(position))?,
                Clock::Stays(means) => write!(f, "~{}", Duration(means[position]))?,
            }
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

    #[test]
    fn stays_are_exponential_around_their_means_and_another_regime_follows() {
        let stays = segments("switch { normal 2/s ~20m; spike 9/s ~90s; outage 0 ~30s }", 30_000);
        assert_eq!(stays[0].regime, 0);
        assert!(stays.windows(2).all(|pair| pair[0].regime != pair[1].regime));
        for (regime, mean) in [(0, 1_200.0), (1, 90.0), (2, 30.0)] {
            #[expect(clippy::cast_precision_loss, reason = "seconds")]
            let lengths: Vec<f64> =
                stays.iter().filter(|stay| stay.regime == regime).map(|stay| stay.length as f64 / 1e9).collect();
            let count = f64::from(u32::try_from(lengths.len()).unwrap());
            // five standard deviations of a share of a third, and of the mean and the tail of so many
            assert!((9_600.0..=10_400.0).contains(&count), "{count}");
            let found = lengths.iter().sum::<f64>() / count;
            assert!((found / mean - 1.0).abs() < 0.05, "{found} of {mean}");
            let beyond = f64::from(u32::try_from(lengths.iter().filter(|length| **length > 2.0 * mean).count()).unwrap());
            assert!((beyond / count - (-2.0_f64).exp()).abs() < 0.018, "{beyond}");
        }
    }
}
