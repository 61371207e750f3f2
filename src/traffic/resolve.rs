//! Numbers of a line once its formulas are known: drawn or fixed, within bounds, never in error any more.

use super::ast;
use super::decimal::{Decimal, Unfit};
use super::level::{Slope, quanta};
use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::formula::ast::{Expr, Name};
use crate::random::Key;
use crate::source::Span;
use std::fmt;
use std::sync::Arc;

/// Reads a file below the scenario's folder: its text and its fingerprint.
pub type ReadFile<'a> = dyn FnMut(&Name) -> Result<(Arc<str>, String), Diagnostic> + 'a;

/// What resolving needs from outside.
pub struct Resolver<'a> {
    /// The value of a formula; `None` after a diagnostic.
    pub(super) numbers: &'a mut dyn FnMut(&Expr) -> Option<f64>,
    files: Option<&'a mut ReadFile<'a>>,
    pub(super) diagnostics: &'a mut Diagnostics,
}

impl<'a> Resolver<'a> {
    /// Without files: lines that name one are refused.
    pub fn new(numbers: &'a mut dyn FnMut(&Expr) -> Option<f64>, diagnostics: &'a mut Diagnostics) -> Self {
        Self { numbers, files: None, diagnostics }
    }

    /// Files are read by `files`, which gives a file's text and its fingerprint.
    pub fn with_files(self, files: &'a mut ReadFile<'a>) -> Self {
        Self { files: Some(files), ..self }
    }

    /// A file's text and its fingerprint.
    pub(super) fn file(&mut self, path: &Name) -> Option<(Arc<str>, String)> {
        let read = match &mut self.files {
            Some(files) => files(path),
            None => {
                let message = format!("`{}` cannot be read here", path.text);
                Err(Diagnostic::new(Code::FileUnreadable, path.span, message))
            }
        };
        read.map_err(|diagnostic| self.diagnostics.add(diagnostic)).ok()
    }

    pub(super) fn rate(&mut self, rate: &ast::Rate) -> Option<Rate> {
        let range = self.range(&rate.amount)?;
        let found = Rate { range, per: rate.per };
        if found.highest().is_too_fast() {
            self.too_fast(rate.amount.span, &found.to_string());
            return None;
        }
        Some(found)
    }

    /// A rate that is held: warns of a range that draws 0.
    pub(super) fn held_rate(&mut self, rate: &ast::Rate) -> Option<Rate> {
        let found = self.rate(rate)?;
        let Range { low, high } = found.range;
        if low.is_zero() && !high.is_zero() && high.is_whole() {
            let message = format!("`{found}` can be 0, and nothing is sent then");
            let diagnostic = Diagnostic::new(Code::RateCanBeZero, rate.amount.span, message)
                .help(format!("begin above 0, such as with `0.1..{high}`"))
                .help("if silence is meant, say how much: `switch every 1s { some 1..5/s 80%; none 0 20% }`");
            self.diagnostics.add(diagnostic);
        }
        Some(found)
    }

    pub(super) fn too_fast(&mut self, span: Span, written: &str) {
        let message = format!("`{written}` is more than 100M events a second");
        let help = "the largest rate is `100M/s`, the shortest gap `10ns`";
        self.diagnostics.add(Diagnostic::new(Code::OutOfBounds, span, message).help(help));
    }

    /// A range of whole numbers.
    pub(super) fn count(&mut self, amount: &ast::Amount) -> Option<Range> {
        let range = self.range(amount)?;
        for (end, number) in [(range.low, Some(&amount.low)), (range.high, amount.high.as_ref())] {
            if !end.is_whole()
                && let Some(number) = number
            {
                let message = format!("{end} events cannot be sent");
                let diagnostic = Diagnostic::new(Code::RateForm, number.span(), message)
                    .help("a burst is a whole number of events, such as `burst 10k`; a formula can `round`");
                self.diagnostics.add(diagnostic);
                return None;
            }
        }
        Some(range)
    }

    /// How often a phase is repeated.
    pub(super) fn rounds(&mut self, number: &ast::Number) -> Option<u64> {
        let times = self.number(number)?;
        let whole = u64::try_from(times.atoms() / Decimal::whole(1).atoms()).ok().filter(|whole| *whole > 0);
        if whole.is_none() || !times.is_whole() {
            let message = format!("{times} is no number of rounds");
            let diagnostic = Diagnostic::new(Code::OutOfBounds, number.span(), message)
                .help("a phase is repeated a whole number of times, once at least");
            self.diagnostics.add(diagnostic);
            return None;
        }
        whole
    }

    fn range(&mut self, amount: &ast::Amount) -> Option<Range> {
        let low = self.number(&amount.low);
        let high = match &amount.high {
            Some(high) => self.number(high),
            None => low,
        };
        let (low, high) = (low?, high?);
        if low > high {
            let message = format!("the range from {low} to {high} is empty");
            self.diagnostics.add(
                Diagnostic::new(Code::EmptyRange, amount.span, message).help("write the lower end first"),
            );
            return None;
        }
        Some(Range { low, high })
    }

    pub(super) fn number(&mut self, number: &ast::Number) -> Option<Decimal> {
        let expr = match number {
            ast::Number::Digits(number, _) => return Some(*number),
            ast::Number::Formula(expr) => expr,
        };
        let value = (self.numbers)(expr)?;
        let message = match Decimal::of(value) {
            Ok(number) => return Some(number),
            Err(Unfit::Form) => format!("a rate or count is zero or more; this is {value}"),
            Err(Unfit::Size) => format!("{value} is too large"),
        };
        self.diagnostics.add(Diagnostic::new(Code::OutOfBounds, expr.span, message));
        None
    }
}

/// A number, or a range that one is drawn from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Range {
    pub low: Decimal,
    pub high: Decimal,
}

impl Range {
    pub fn is_fixed(self) -> bool {
        self.low == self.high
    }

    /// Number `n` of those drawn at a place: whole where both ends are whole, else with nine decimals.
    pub fn draw(self, key: Key, n: u64) -> Decimal {
        if self.is_fixed() {
            return self.low;
        }
        let whole = self.low.is_whole() && self.high.is_whole();
        let width = self.high.atoms() - self.low.atoms();
        let mut grain = if whole { Decimal::whole(1).atoms() } else { 1_000_000_000 };
        let steps = loop {
            match u64::try_from(width / grain) {
                Ok(steps) => break steps,
                Err(_) => grain *= 10,
            }
        };
        let step = u128::from(key.generator(n).whole(0..=steps));
        Decimal::from_atoms(self.low.atoms() + step * grain)
    }
}

impl fmt::Display for Range {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.is_fixed() { write!(f, "{}", self.low) } else { write!(f, "{}..{}", self.low, self.high) }
    }
}

/// A rate, or a range that one is drawn from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Rate {
    range: Range,
    per: ast::Per,
}

impl Rate {
    pub fn is_fixed(self) -> bool {
        self.range.is_fixed()
    }

    pub const fn is_zero(self) -> bool {
        self.range.high.is_zero()
    }

    /// The lower end of its range.
    pub(super) const fn lowest(self) -> Slope {
        Slope::new(quanta(self.range.low.atoms()), self.per.nanos())
    }

    /// The upper end of its range.
    pub(super) const fn highest(self) -> Slope {
        Slope::new(quanta(self.range.high.atoms()), self.per.nanos())
    }

    /// Rate `n` of those drawn at a place.
    pub fn draw(self, key: Key, n: u64) -> Slope {
        Slope::new(quanta(self.range.draw(key, n).atoms()), self.per.nanos())
    }
}

impl fmt::Display for Rate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}", self.range, self.per.as_str())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn drawn(low: &str, high: &str) -> Vec<String> {
        let range = Range { low: Decimal::parse(low).unwrap(), high: Decimal::parse(high).unwrap() };
        let key = Key::of(1, "users/traffic/0/rate");
        (0..200).map(|n| range.draw(key, n)).map(|number| number.to_string()).collect()
    }

    #[test]
    fn whole_ends_draw_whole_numbers_with_both_ends_in() {
        let drawn = drawn("5", "15");
        assert!((5..=15).all(|number| drawn.contains(&number.to_string())));
        assert!(drawn.iter().all(|number| (5..=15).contains(&number.parse::<u32>().unwrap())));
    }

    #[test]
    fn other_ends_draw_decimals() {
        let drawn = drawn("0.5", "2");
        assert!(drawn.iter().filter(|number| number.contains('.')).count() > 190);
        assert!(drawn.iter().all(|number| (0.5..=2.0).contains(&number.parse::<f64>().unwrap())));
    }

    #[test]
    fn a_range_of_any_width_can_be_drawn_from() {
        assert!(drawn("0.5", "1000000M").iter().all(|number| number.parse::<f64>().unwrap() > 1e6));
        assert!(drawn("0.0000000000001", "0.0000000000002").iter().all(|number| number == "0.0000000000001"));
    }
}
