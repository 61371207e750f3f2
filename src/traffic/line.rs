//! Reads the small pieces of a line: numbers, rates, durations, weights.
//!
//! In: pest's pairs. Out: pieces of the tree, or `None` after a diagnostic. What a piece should have been is
//! told by [`habits`].

use super::ast::{Amount, Number, Per, Rate};
use super::decimal::{Decimal, Unfit};
use super::grammar::{Pair, Rule};
use super::habits;
use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::formula;
use crate::formula::ast::{Expr, Name, Weight};
use crate::formula::number::duration_nanos;
use crate::source::{Span, Text};

pub(super) struct Line<'a> {
    pub(super) text: &'a Text,
    pub(super) diagnostics: &'a mut Diagnostics,
}

impl<'a> Line<'a> {
    pub(super) const fn new(text: &'a Text, diagnostics: &'a mut Diagnostics) -> Self {
        Self { text, diagnostics }
    }

    /// The place of a pair in the file.
    pub(super) fn place(&self, pair: &Pair) -> Span {
        let span = pair.as_span();
        self.text.at(span.start(), span.end())
    }

    pub(super) fn complain(&mut self, code: Code, span: Span, message: impl Into<String>, help: &str) {
        self.diagnostics.add(Diagnostic::new(code, span, message).help(help));
    }

    pub(super) fn name(&self, pair: &Pair) -> Name {
        Name { text: pair.as_str().to_owned(), span: self.place(pair) }
    }

    /// `5..15/s`
    pub(super) fn rate(&mut self, pair: Pair) -> Option<Rate> {
        let span = self.place(&pair);
        let written = pair.as_str().trim();
        let mut per = None;
        let mut numbers = Vec::with_capacity(2);
        for part in pair.into_inner() {
            match part.as_rule() {
                Rule::early => {
                    let place = self.place(&part);
                    let help = format!("the unit stands once, at the end: `{}`", habits::late_unit(written));
                    self.complain(Code::RateForm, place, "a range of rates has one unit", &help);
                    return None;
                }
                Rule::slash => {}
                Rule::dots | Rule::arrow => self.two_dots(&part)?,
                Rule::per => per = Some(self.per(&part)?),
                _ => numbers.push(self.number(part, "a rate")?),
            }
        }
        let amount = self.amount(numbers, span)?;
        let per = match per {
            Some(per) => per,
            None if is_zero(&amount) => Per::Second,
            None => {
                let written = written.trim_end_matches(['/', ' ']);
                let help = format!("write `{written}/s`, or per `min`, `h` or `day`");
                self.complain(Code::RateForm, span, "a rate needs the time it counts in", &help);
                return None;
            }
        };
        Some(Rate { amount, per })
    }

    fn two_dots(&mut self, pair: &Pair) -> Option<()> {
        if pair.as_str() == ".." {
            return Some(());
        }
        let span = self.place(pair);
        let message = format!("`{}` makes no range", pair.as_str());
        self.complain(Code::RateForm, span, message, "a range is written with two dots: `5..15`");
        None
    }

    fn per(&mut self, pair: &Pair) -> Option<Per> {
        let written = pair.as_str();
        let per = Per::ALL.into_iter().find(|per| per.as_str() == written);
        if per.is_none() {
            let message = format!("`/{written}` is no unit of a rate");
            let help = habits::per(written);
            let span = self.place(pair);
            self.complain(Code::RateForm, span, message, &help);
        }
        per
    }

    /// `10k`, `5..15`
    pub(super) fn count(&mut self, pair: Pair) -> Option<Amount> {
        let span = self.place(&pair);
        let mut numbers = Vec::with_capacity(2);
        for part in pair.into_inner() {
            match part.as_rule() {
                Rule::dots => self.two_dots(&part)?,
                _ => numbers.push(self.number(part, "a count")?),
            }
        }
        self.amount(numbers, span)
    }

    /// One number, or the two ends of a range.
    fn amount(&mut self, numbers: Vec<Number>, span: Span) -> Option<Amount> {
        let mut numbers = numbers.into_iter();
        let (low, high) = (numbers.next()?, numbers.next());
        if let (Number::Digits(first, _), Some(Number::Digits(last, _))) = (&low, &high)
            && first > last
        {
            self.empty_range(span, &first.to_string(), &last.to_string());
            return None;
        }
        Some(Amount { low, high, span })
    }

    fn empty_range(&mut self, span: Span, low: &str, high: &str) {
        let message = format!("the range from {low} to {high} is empty");
        self.complain(
            Code::EmptyRange,
            span,
            message,
            &format!("write the lower end first: `{high}..{low}`"),
        );
    }

    pub(super) fn number(&mut self, pair: Pair, what: &str) -> Option<Number> {
        if pair.as_rule() == Rule::formula {
            return self.formula(pair).map(Number::Formula);
        }
        let (written, span) = (pair.as_str(), self.place(&pair));
        match Decimal::parse(written) {
            Ok(number) => {
                if let Some(whole) = habits::thousands(written) {
                    let message = format!("`{written}` is {whole}, not {whole}000");
                    let help = format!("write `{whole}000` or `{whole}k`, or `{whole}` if that is meant");
                    self.complain(Code::ThousandsPoint, span, message, &help);
                }
                Some(Number::Digits(number, span))
            }
            Err(Unfit::Size) => {
                let message = format!("{what} of `{written}` is too large");
                self.complain(Code::OutOfBounds, span, message, "the largest number is `1000000M`");
                None
            }
            Err(Unfit::Form) => {
                let message = format!("`{written}` is no number for {what}");
                self.complain(Code::RateForm, span, message, &habits::number(written));
                None
            }
        }
    }

    fn formula(&mut self, pair: Pair) -> Option<Expr> {
        let inside = pair.into_inner().next()?.as_span();
        let text = self.text.slice(inside.start(), inside.end());
        formula::parse(&text, self.diagnostics)
    }

    /// Refuses names that stand twice; `said` is what is said of one.
    pub(super) fn refuse_doubles(&mut self, names: &[&Name], said: impl Fn(&str) -> String, help: &str) {
        for (position, name) in names.iter().enumerate() {
            if let Some(first) = names[..position].iter().find(|other| other.text == name.text) {
                let diagnostic = Diagnostic::new(Code::ClauseTwice, name.span, said(&name.text))
                    .related(first.span, "the first")
                    .help(help);
                self.diagnostics.add(diagnostic);
            }
        }
    }

    /// Refuses a comma in the place of a semicolon.
    pub(super) fn semicolon(&mut self, pair: &Pair, parted: &str) {
        if pair.as_str() == "," {
            let message = format!("{parted} are parted by `;`");
            self.complain(Code::LineSyntax, self.place(pair), message, "write `;` instead of `,`");
        }
    }

    /// `40%` or `(share)`
    pub(super) fn weight(&mut self, pair: Pair) -> Option<Weight> {
        let pair = pair.into_inner().next()?;
        if pair.as_rule() == Rule::formula {
            return self.formula(pair).map(Weight::Formula);
        }
        let (written, span) = (pair.as_str(), self.place(&pair));
        let exact = written.strip_suffix('%').and_then(percent_millionths);
        if exact.is_none() {
            let message = format!("`{written}` is no weight");
            self.complain(Code::MixWeights, span, message, &habits::weight(written));
        }
        exact.map(|millionths| Weight::Percent(millionths, span))
    }

    /// A duration that is longer than nothing.
    pub(super) fn duration(&mut self, pair: Pair) -> Option<i64> {
        let span = self.place(&pair);
        let (low, high) = self.durations(pair)?;
        if high.is_some() {
            let help = "write one duration; only `every 0.5s..2s` as a phase takes a range";
            self.complain(Code::LineSyntax, span, "a range of durations cannot stand here", help);
            return None;
        }
        Some(low)
    }

    /// `3s` or `0.5s..2s`, longer than nothing, the shorter one first.
    pub(super) fn durations(&mut self, pair: Pair) -> Option<(i64, Option<i64>)> {
        let (whole, written) = (self.place(&pair), pair.as_str().to_owned());
        let (low, high) = self.two_durations(pair)?;
        self.in_order(whole, &written, low, high)?;
        Some((low, high))
    }

    /// `3s` or `0s..5s`, which may be nothing; the shorter one first.
    pub(super) fn delays(&mut self, pair: Pair) -> Option<(i64, i64)> {
        let (whole, written) = (self.place(&pair), pair.as_str().to_owned());
        let mut ends = self.ends(pair)?.into_iter().map(|(nanos, _)| nanos);
        let (low, high) = (ends.next()?, ends.next());
        self.in_order(whole, &written, low, high)?;
        Some((low, high.unwrap_or(low)))
    }

    fn in_order(&mut self, whole: Span, written: &str, low: i64, high: Option<i64>) -> Option<()> {
        if high.is_some_and(|high| low > high) {
            let (first, last) = written.split_once("..").unwrap_or_default();
            self.empty_range(whole, first.trim(), last.trim());
            return None;
        }
        Some(())
    }

    /// One duration or two, each longer than nothing.
    pub(super) fn two_durations(&mut self, pair: Pair) -> Option<(i64, Option<i64>)> {
        let ends = self.ends(pair)?;
        if let Some((_, none)) = ends.iter().find(|(nanos, _)| *nanos == 0) {
            let message = format!("`{}` is no time at all", none.as_str());
            let help = "write a duration longer than nothing, such as `1s`";
            self.complain(Code::EmptyLength, self.place(none), message, help);
            return None;
        }
        let mut ends = ends.into_iter().map(|(nanos, _)| nanos);
        Some((ends.next()?, ends.next()))
    }

    /// The one or two durations of a pair, as nanoseconds and as they are written.
    fn ends<'i>(&mut self, pair: Pair<'i>) -> Option<Vec<(i64, Pair<'i>)>> {
        let mut ends = Vec::with_capacity(2);
        for part in pair.into_inner() {
            if part.as_rule() == Rule::dots {
                self.two_dots(&part)?;
                continue;
            }
            let written = part.as_str();
            let Ok(nanos) = duration_nanos(written) else {
                let message = format!("`{written}` is no duration");
                self.complain(Code::RateForm, self.place(&part), message, &habits::duration(written));
                return None;
            };
            ends.push((nanos, part));
        }
        Some(ends)
    }
}

fn is_zero(amount: &Amount) -> bool {
    matches!(amount, Amount { low: Number::Digits(number, _), high: None, .. } if number.is_zero())
}

/// 40 is `40_000_000`; six decimals at most, up to 999 percent.
fn percent_millionths(digits: &str) -> Option<u64> {
    let number = Decimal::parse(digits).ok().filter(|_| digits.ends_with(|c: char| c.is_ascii_digit()))?;
    let step = 10_u128.pow(12);
    if number.atoms().is_multiple_of(step) { u64::try_from(number.atoms() / step).ok() } else { None }
}
