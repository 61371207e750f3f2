//! When an overlay or a change lasts: `at 10m for 2m`, `every mon-fri at 12:30 until 14:00`, `randomly 3/day for 90s..4m`.
//!
//! In: what its parts say, as they are written. Out: the same with its numbers. Where windows lie is the schedule's work.

use super::ast;
use super::days::Days;
use super::level::EVENT;
use super::moment::Moment;
use super::resolve::{Rate, Resolver};
use crate::diagnostic::{Code, Diagnostic};
use crate::value::Duration;
use jiff::civil::Time;
use std::fmt;

/// `R` is the rate of random ones: as it is written, or resolved.
#[derive(Debug, Clone, PartialEq)]
pub struct When<R> {
    pub start: Start<R>,
    pub stay: Stay,
}

#[derive(Debug, Clone, PartialEq)]
pub enum Start<R> {
    /// Once, so many nanoseconds from the stream's start.
    Offset(i64),
    /// Once, then.
    At(Moment),
    /// Again and again, on these days.
    Every(Days, Time),
    /// So often on average.
    Randomly(R),
}

/// How long a window is.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Stay {
    /// Nanoseconds, from a range.
    For(i64, i64),
    Until(Moment),
}

/// Nanoseconds that it takes to rise to the whole effect, and to fall from it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Edge {
    pub rise: i64,
    pub fall: i64,
}

impl When<ast::Rate> {
    pub(super) fn resolve(&self, resolver: &mut Resolver) -> Option<When<Rate>> {
        let start = match &self.start {
            Start::Offset(offset) => Start::Offset(*offset),
            Start::At(moment) => Start::At(*moment),
            Start::Every(days, clock) => Start::Every(*days, *clock),
            Start::Randomly(rate) => Start::Randomly(often(rate, resolver)?),
        };
        Some(When { start, stay: self.stay })
    }
}

/// A rate that does not change, of windows that can be told apart.
fn often(written: &ast::Rate, resolver: &mut Resolver) -> Option<Rate> {
    const MOST_A_SECOND: u128 = 100 * EVENT;
    let rate = resolver.rate(written)?;
    let message = if !rate.is_fixed() {
        "how often it comes is one number"
    } else if rate.is_zero() || rate.highest().rise(1_000_000_000) > MOST_A_SECOND {
        "it comes more than never and at most 100 times a second"
    } else {
        return Some(rate);
    };
    let diagnostic = Diagnostic::new(Code::OutOfBounds, written.amount.span, message);
    resolver.diagnostics.add(diagnostic.help("for example `randomly 3/day`"));
    None
}

/// With a blank before it.
impl fmt::Display for When<Rate> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.start)?;
        match self.stay {
            Stay::For(low, high) if low == high => write!(f, " for {}", Duration(low)),
            Stay::For(low, high) => write!(f, " for {}..{}", Duration(low), Duration(high)),
            Stay::Until(moment) => write!(f, " until {moment}"),
        }
    }
}

/// With a blank before it.
impl fmt::Display for Start<Rate> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Offset(offset) => write!(f, " at {}", Duration(*offset)),
            Self::At(moment) => write!(f, " at {moment}"),
            Self::Every(days, clock) => write!(f, " every {days} at {}", Moment::Clock(*clock)),
            Self::Randomly(rate) => write!(f, " randomly {rate}"),
        }
    }
}

/// With a blank before it.
impl fmt::Display for Edge {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.rise == self.fall {
            write!(f, " edge {}", Duration(self.rise))
        } else {
            write!(f, " edge {}..{}", Duration(self.rise), Duration(self.fall))
        }
    }
}
