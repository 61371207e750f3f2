//! Lines as they are written: names and formulas are not resolved yet, every piece knows its place.

use super::decimal::Decimal;
use super::moment::Moment;
use super::shapes;
use crate::formula::ast::{Expr, Name, Weight};
use crate::source::Span;

/// One phase.
#[derive(Debug, Clone, PartialEq)]
pub struct Phase {
    pub shape: shapes::Written,
    pub span: Span,
}

/// What one arrival emits.
#[derive(Debug, Clone, PartialEq)]
pub enum Emitted {
    Mix(Emit),
    /// What a journey's steps emit.
    Journey(Walked, Name),
}

/// What an arrival is to a journey.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Walked {
    /// It opens a session, which keeps its own time.
    Sessions,
    /// It draws an actor and moves their one session a step on.
    Steps,
}

/// One of these, by weight.
#[derive(Debug, Clone, PartialEq)]
pub struct Emit {
    pub shares: Vec<Share>,
    /// The rows that take turns.
    pub each: Option<Each>,
    pub span: Span,
}

#[derive(Debug, Clone, PartialEq)]
pub struct Share {
    pub event: Name,
    pub weight: Option<Weight>,
    pub span: Span,
}

/// `sensor in sensors`
#[derive(Debug, Clone, PartialEq)]
pub struct Each {
    pub variable: Name,
    pub catalog: Name,
}

/// A number: its digits, or `(formula)`.
#[derive(Debug, Clone, PartialEq)]
pub enum Number {
    Digits(Decimal, Span),
    Formula(Expr),
}

impl Number {
    pub const fn span(&self) -> Span {
        match self {
            Self::Digits(_, span) => *span,
            Self::Formula(expr) => expr.span,
        }
    }
}

/// `5` or `5..15`.
#[derive(Debug, Clone, PartialEq)]
pub struct Amount {
    pub low: Number,
    /// Where it is a range.
    pub high: Option<Number>,
    pub span: Span,
}

/// `5..15/s`
#[derive(Debug, Clone, PartialEq)]
pub struct Rate {
    pub amount: Amount,
    pub per: Per,
}

/// The time a rate counts in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Per {
    Second,
    Minute,
    Hour,
    Day,
}

impl Per {
    pub const ALL: [Self; 4] = [Self::Second, Self::Minute, Self::Hour, Self::Day];

    /// As it is written behind the `/`.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Second => "s",
            Self::Minute => "min",
            Self::Hour => "h",
            Self::Day => "day",
        }
    }

    pub const fn nanos(self) -> u64 {
        match self {
            Self::Second => 1_000_000_000,
            Self::Minute => 60_000_000_000,
            Self::Hour => 3_600_000_000_000,
            Self::Day => 86_400_000_000_000,
        }
    }
}

/// How a phase ends.
#[derive(Debug, Clone, PartialEq)]
pub struct End {
    pub kind: EndKind,
    /// The clause.
    pub span: Span,
}

#[derive(Debug, Clone, Copy, PartialEq)]
pub enum EndKind {
    /// Nanoseconds.
    For(i64),
    Until(Moment),
}

/// A clause with a duration: `redrawn every 1s`, `over 20m`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Period {
    /// More than none.
    pub nanos: i64,
    pub span: Span,
}

/// The clauses that shapes with a rate share.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Common {
    /// With its clause.
    pub arrivals: Option<(Spacing, Span)>,
    pub jitter: Option<Jitter>,
    pub max: Option<Rate>,
}

/// `arrivals poisson`
#[derive(Debug, Clone, PartialEq)]
pub enum Spacing {
    Even,
    Random,
    Poisson,
    Gamma(Number),
}

/// `jitter 10% per 30s`
#[derive(Debug, Clone, PartialEq)]
pub struct Jitter {
    pub share: Weight,
    pub every: Period,
}

/// The period of a wave.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Cycle {
    /// More than none.
    Nanos(i64),
    /// Of the calendar, in the scenario's time zone.
    Day,
}

/// When a wave is highest.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Peak {
    At(Moment),
    /// Nanoseconds behind the phase's beginning.
    After(i64),
}

/// One regime of a switch.
#[derive(Debug, Clone, PartialEq)]
pub struct Regime {
    pub name: Name,
    pub rate: Rate,
    pub weight: Option<Weight>,
    /// `~20m`, how long it lasts on average.
    pub stay: Option<Period>,
    pub span: Span,
}
