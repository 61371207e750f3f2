//! An expectation as it is written: names are still text, formulas are not computed.

use super::metric::{Count, Latency, Statistic};
use crate::formula::ast::{Expr, Name};
use crate::source::Span;
use crate::value::Owned;

/// One line of `expect`.
#[derive(Debug, Clone, PartialEq)]
pub struct Expectation {
    /// As it was written, on one line.
    pub line: String,
    pub subject: Subject,
    pub scope: Scope,
    /// Whether the run ends as soon as it does not hold.
    pub abort: bool,
    pub span: Span,
}

/// What is measured, and how it has to be.
#[derive(Debug, Clone, PartialEq)]
pub enum Subject {
    /// Bounds in nanoseconds.
    Latency(Latency, Statistic, Bound<Amount>),
    Count(Count, Bound<Amount>),
    /// A tolerance as a share of 1.
    Rate(Name, Amount),
    Share(Path, Test, Bound<Amount>),
    Mean(Path, Bound<Amount>),
    NullShare(Path, Bound<Amount>),
    Unique(Path),
    /// The first name of each path is that of a stream or an event.
    Every(Path, Path),
}

/// What a measured number is held against.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Bound<N> {
    Is(Comparison, N),
    /// Both ends in.
    Within(N, N),
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Comparison {
    Equal,
    NotEqual,
    Less,
    LessOrEqual,
    Greater,
    GreaterOrEqual,
}

/// A number in a bound, in the unit of what is measured.
#[derive(Debug, Clone, PartialEq)]
pub enum Amount {
    Number(f64, Span),
    /// Over the scenario's constants.
    Formula(Expr),
}

impl Amount {
    pub const fn span(&self) -> Span {
        match self {
            Self::Number(_, span) => *span,
            Self::Formula(formula) => formula.span,
        }
    }
}

/// What a field's value is compared with.
#[derive(Debug, Clone, PartialEq)]
pub enum Test {
    Is(Comparison, Constant),
    In(Vec<Constant>),
    NotIn(Vec<Constant>),
}

impl Test {
    pub fn constants(&self) -> &[Constant] {
        match self {
            Self::Is(_, constant) => std::slice::from_ref(constant),
            Self::In(constants) | Self::NotIn(constants) => constants,
        }
    }
}

/// Null, a boolean, a number or a text.
#[derive(Debug, Clone, PartialEq)]
pub struct Constant {
    pub value: Owned,
    pub span: Span,
}

/// The names that lead to a field; never empty.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Path {
    pub names: Vec<Name>,
    pub span: Span,
}

/// Which records are looked at; all of them where nothing is said.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Scope {
    pub stream: Option<Name>,
    pub phase: Option<Name>,
}

impl Comparison {
    pub const ALL: [Self; 6] =
        [Self::Equal, Self::NotEqual, Self::Less, Self::LessOrEqual, Self::Greater, Self::GreaterOrEqual];

    /// As it is written.
    pub const fn symbol(self) -> &'static str {
        match self {
            Self::Equal => "==",
            Self::NotEqual => "!=",
            Self::Less => "<",
            Self::LessOrEqual => "<=",
            Self::Greater => ">",
            Self::GreaterOrEqual => ">=",
        }
    }

    pub const fn asks_for_order(self) -> bool {
        !matches!(self, Self::Equal | Self::NotEqual)
    }

    pub fn holds<T: PartialOrd>(self, left: &T, right: &T) -> bool {
        match self {
            Self::Equal => left == right,
            Self::NotEqual => left != right,
            Self::Less => left < right,
            Self::LessOrEqual => left <= right,
            Self::Greater => left > right,
            Self::GreaterOrEqual => left >= right,
        }
    }
}

impl Bound<f64> {
    pub fn holds(&self, measured: f64) -> bool {
        match self {
            Self::Is(comparison, limit) => comparison.holds(&measured, limit),
            Self::Within(low, high) => (*low..=*high).contains(&measured),
        }
    }

    /// Whether a number that only grows has left it for good.
    pub fn is_passed_by(&self, measured: f64) -> bool {
        match self {
            Self::Is(Comparison::Less, limit) => measured >= *limit,
            Self::Is(Comparison::LessOrEqual | Comparison::Equal, limit) | Self::Within(_, limit) => {
                measured > *limit
            }
            Self::Is(Comparison::NotEqual | Comparison::Greater | Comparison::GreaterOrEqual, _) => false,
        }
    }
}

impl<N> Bound<N> {
    pub fn amounts(&self) -> impl Iterator<Item = &N> {
        let (first, second) = match self {
            Self::Is(_, limit) => (limit, None),
            Self::Within(low, high) => (low, Some(high)),
        };
        std::iter::once(first).chain(second)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_growing_number_leaves_a_bound_for_good_or_never() {
        let passed = |bound: Bound<f64>| [0.0, 5.0, 6.0].map(|measured| bound.is_passed_by(measured));
        assert_eq!(passed(Bound::Is(Comparison::Less, 5.0)), [false, true, true]);
        assert_eq!(passed(Bound::Is(Comparison::Equal, 5.0)), [false, false, true]);
        assert_eq!(passed(Bound::Within(1.0, 5.0)), [false, false, true]);
        assert_eq!(passed(Bound::Is(Comparison::Greater, 5.0)), [false; 3]);
        assert_eq!(passed(Bound::Is(Comparison::NotEqual, 0.0)), [false; 3]);
    }
}
