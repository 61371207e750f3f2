//! What a line of `disorder` says once its formulas are known: `5% by 10s..120s where site == 'B'`.
//!
//! In: a line as it is written. Out: what happens, to how many, when; displays as its line. Which record is taken
//! is drawn elsewhere.

use super::ast;
use super::decimal::Decimal;
use super::resolve::{Rate, Resolver};
use super::window::When;
use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::formula::ast::{Expr, Weight};
use crate::formula::weights;
use crate::source::Span;
use crate::value::Duration;
use std::fmt;

/// What may happen to a record, as its key is called; in the order in which the reference has them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    Late,
    Duplicate,
    Drop,
    Corrupt,
    Hold,
}

impl Kind {
    pub const ALL: [Self; 5] = [Self::Late, Self::Duplicate, Self::Drop, Self::Corrupt, Self::Hold];

    pub const fn name(self) -> &'static str {
        match self {
            Self::Late => "late",
            Self::Duplicate => "duplicate",
            Self::Drop => "drop",
            Self::Corrupt => "corrupt",
            Self::Hold => "hold",
        }
    }

    /// A line of it.
    pub const fn example(self) -> &'static str {
        match self {
            Self::Late => "late: 5% by 10s..120s",
            Self::Duplicate => "duplicate: 1% after 0s..5s",
            Self::Drop => "drop: 0.1%",
            Self::Corrupt => "corrupt: 0.01%",
            Self::Hold => "hold: at 14:00 for 20m release over 2m",
        }
    }
}

/// A line as it is written.
#[derive(Debug, Clone, PartialEq)]
pub struct Written {
    pub kind: Kind,
    /// Of all records, in millionths of a percent: all where there is none.
    pub(super) share: Option<Weight>,
    /// How long, for those kinds that take time; nanoseconds, from a range.
    pub(super) length: (i64, i64),
    /// Always where there is none.
    pub(super) when: Option<When<ast::Rate>>,
    /// For all events where there is none.
    pub condition: Option<Expr>,
    pub span: Span,
}

/// A line whose numbers are known.
#[derive(Debug, Clone, PartialEq)]
pub struct Disorder {
    pub kind: Kind,
    /// In millionths of a percent, see [`weights::WHOLE`].
    pub share: u64,
    /// Nanoseconds, from a range, both ends in: how much later, how long behind, or how long the release takes.
    pub length: (i64, i64),
    /// Always where there is none.
    pub when: Option<When<Rate>>,
    /// As it is written, what follows `where`.
    pub condition: Option<String>,
}

impl Written {
    /// The line with the value of every formula from `numbers`, which gives `None` after it added a diagnostic.
    pub fn resolve(
        &self,
        numbers: &mut dyn FnMut(&Expr) -> Option<f64>,
        diagnostics: &mut Diagnostics,
    ) -> Option<Disorder> {
        let resolver = &mut Resolver::new(numbers, diagnostics);
        let share = match &self.share {
            None => Some(weights::WHOLE),
            Some(share) => resolve_share(share, resolver),
        };
        let when = match &self.when {
            None => None,
            Some(when) => Some(when.resolve(resolver)?),
        };
        let condition = self.condition.as_ref().map(ToString::to_string);
        Some(Disorder { kind: self.kind, share: share?, length: self.length, when, condition })
    }
}

/// A share of everything at most; `None` after a diagnostic.
fn resolve_share(share: &Weight, resolver: &mut Resolver) -> Option<u64> {
    let (millionths, span) = match share {
        Weight::Percent(millionths, span) => (Some(*millionths), *span),
        Weight::Formula(expr) => (millionths((resolver.numbers)(expr)?), expr.span),
    };
    let fitting = millionths.filter(|millionths| *millionths <= weights::WHOLE);
    if fitting.is_none() {
        let diagnostic =
            Diagnostic::new(Code::OutOfBounds, span, "a share lies between none and all records");
        resolver
            .diagnostics
            .add(diagnostic.help("write a share from `0%` to `100%`; a formula gives 0 to 1"));
    }
    fitting
}

/// A computed share, rounded down.
fn millionths(share: f64) -> Option<u64> {
    let step = Decimal::whole(1).atoms() / u128::from(weights::WHOLE);
    u64::try_from(Decimal::of(share).ok()?.atoms() / step).ok()
}

impl Disorder {
    /// How many of so many.
    pub fn expected(&self, records: f64) -> f64 {
        records * weights::share(self.share)
    }
}

impl fmt::Display for Disorder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let when = self.when.as_ref().map(ToString::to_string).unwrap_or_default();
        match self.kind {
            Kind::Hold => write!(f, "{} release over {}", when.trim_start(), Duration(self.length.0))?,
            kind => {
                f.write_str(&weights::percent(self.share))?;
                match kind {
                    Kind::Late => write_length(f, "by", self.length)?,
                    Kind::Duplicate => write_length(f, "after", self.length)?,
                    Kind::Drop | Kind::Corrupt | Kind::Hold => {}
                }
                f.write_str(&when)?;
            }
        }
        match &self.condition {
            Some(condition) => write!(f, " where {condition}"),
            None => Ok(()),
        }
    }
}

fn write_length(f: &mut fmt::Formatter<'_>, word: &str, (low, high): (i64, i64)) -> fmt::Result {
    write!(f, " {word} {}", Duration(low))?;
    if low == high { Ok(()) } else { write!(f, "..{}", Duration(high)) }
}
