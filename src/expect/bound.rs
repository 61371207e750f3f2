//! What a measured number is held against: comparisons and ranges, each number in the unit of what is measured.

use super::ast::{Amount, Bound, Comparison};
use super::grammar::{Pair, Rule};
use super::habits;
use super::line::Reader;
use crate::diagnostic::{Code, Diagnostic};
use crate::formula;
use crate::formula::number::{Number, diagnose, duration_nanos, number};
use crate::source::Span;

/// The unit of what is measured.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Unit {
    /// Nanoseconds.
    Duration,
    /// A whole number of records.
    Records,
    /// From 0 to 1.
    Share,
    Number,
}

impl Reader<'_> {
    pub(super) fn comparison(&mut self, pair: &Pair) -> Option<Comparison> {
        let found = Comparison::ALL.into_iter().find(|known| known.symbol() == pair.as_str());
        if found.is_none() {
            let message = format!("`{}` is no comparison", pair.as_str());
            let diagnostic = Diagnostic::new(Code::LineSyntax, self.place(pair), message);
            self.report(diagnostic.help(habits::operator(pair.as_str())));
        }
        found
    }

    pub(super) fn bound(&mut self, pair: Pair, unit: Unit) -> Option<Bound<Amount>> {
        let whole = self.place(&pair);
        let mut comparison = None;
        let mut amounts = Vec::with_capacity(2);
        for part in pair.into_inner() {
            match part.as_rule() {
                Rule::operator => comparison = Some(self.comparison(&part)?),
                Rule::dots if part.as_str() != ".." => {
                    let message = format!("`{}` makes no range", part.as_str());
                    let diagnostic = Diagnostic::new(Code::LineSyntax, self.place(&part), message);
                    self.report(diagnostic.help("a range is written with two dots: `30%..37%`"));
                    return None;
                }
                Rule::amount => amounts.push(self.amount(part, unit)),
                _ => {}
            }
        }
        let mut amounts = amounts.into_iter();
        let (first, second) = (amounts.next()?, amounts.next());
        match (comparison, second) {
            (Some(comparison), _) => {
                if unit == Unit::Duration && !comparison.asks_for_order() {
                    let message = "a latency is measured, and never exactly a given one";
                    let diagnostic = Diagnostic::new(Code::ExpectationBound, whole, message);
                    self.report(diagnostic.help("write `<`, `<=`, `>` or `>=`, or a range with `in`"));
                    return None;
                }
                Some(Bound::Is(comparison, first?))
            }
            (None, Some(second)) => Some(Bound::Within(first?, second?)),
            (None, None) => None,
        }
    }

    pub(super) fn amount(&mut self, pair: Pair, unit: Unit) -> Option<Amount> {
        let span = self.place(&pair);
        let inner = pair.into_inner().next()?;
        if inner.as_rule() == Rule::formula {
            let inside = inner.into_inner().next()?.as_span();
            let text = self.text.slice(inside.start(), inside.end());
            let formula = formula::parse(&text, self.diagnostics)?;
            if unit == Unit::Duration {
                self.wrong_unit(span, "a latency is held against a duration", "for example `50ms`");
                return None;
            }
            return Some(Amount::Formula(formula));
        }
        let written = inner.as_str();
        let (sign, digits) = match written.strip_prefix(['-', '−']) {
            Some(digits) => (-1.0, digits),
            None => (1.0, written),
        };
        if sign < 0.0 && unit != Unit::Number {
            self.wrong_unit(span, "this is never below zero", "for example `0`");
            return None;
        }
        let value = match (unit, number(digits), duration_nanos(digits)) {
            #[expect(clippy::cast_precision_loss, reason = "a bound of a measured time")]
            (Unit::Duration, _, Ok(nanos)) => nanos as f64,
            (Unit::Duration, Ok(_), _) => {
                let digits = digits.trim_end_matches(|c: char| !c.is_ascii_digit());
                let help = format!("for example `{digits}ms` or `{digits}s`");
                self.wrong_unit(span, "a latency is held against a duration", &help);
                return None;
            }
            (_, _, Ok(_)) => {
                self.wrong_unit(span, "a duration cannot stand here", "only latencies are durations");
                return None;
            }
            (Unit::Share, Ok(Number::Whole(share)), _) if share > 1 => {
                let help = format!("write `{digits}%`");
                self.wrong_unit(span, "a share goes from 0% to 100%", &help);
                return None;
            }
            (Unit::Records, Ok(_), _) if digits.ends_with('%') => {
                self.wrong_unit(span, "a number of records belongs here", "for example `100` or `1.5k`");
                return None;
            }
            #[expect(clippy::cast_precision_loss, reason = "a bound of a measured number")]
            (_, Ok(Number::Whole(whole)), _) => whole as f64,
            (_, Ok(Number::Decimal(decimal)), _) => decimal,
            (_, Err(flaw), _) => {
                self.report(match habits::number(digits) {
                    Some(help) => {
                        let message = format!("`{written}` is not written as a number");
                        Diagnostic::new(Code::NumberForm, span, message).help(help)
                    }
                    None => diagnose(digits, flaw, span),
                });
                return None;
            }
        };
        Some(Amount::Number(sign * value, span))
    }

    fn wrong_unit(&mut self, span: Span, message: &str, help: &str) {
        self.report(Diagnostic::new(Code::ExpectationBound, span, message).help(help));
    }
}
