//! A formula as it is written: names are still text, nothing is typed.

use crate::source::Span;

#[derive(Debug, Clone, PartialEq)]
pub struct Expr {
    pub kind: Kind,
    /// The place in the file.
    pub span: Span,
}

#[derive(Debug, Clone, PartialEq)]
pub enum Kind {
    Null,
    Omit,
    Bool(bool),
    Int(i128),
    /// A decimal number; also `5%` (0.05) and `1.5k` (1500.0).
    Number(f64),
    Text(String),
    /// Nanoseconds.
    Duration(i64),
    /// `[a, b]`
    List(Vec<Expr>),
    /// A bare name.
    Name(String),
    /// `row.field`; also `row['field']` with a constant text.
    Member(Box<Expr>, Name),
    /// `list[index]`
    Index(Box<Expr>, Box<Expr>),
    Unary(Unary, Box<Expr>),
    Binary(Binary, Box<Expr>, Box<Expr>),
    /// `a..b`, both ends in.
    Range(Box<Expr>, Box<Expr>),
    /// `f(a, b, key=c)`, and `x | f(a)` as `f(x, a)`.
    Call(Call),
    /// `choice(view 40%, cart)`
    Choice(Vec<Outcome>),
}

#[derive(Debug, Clone, PartialEq)]
pub struct Name {
    pub text: String,
    pub span: Span,
}

#[derive(Debug, Clone, PartialEq)]
pub struct Call {
    pub name: Name,
    pub arguments: Vec<Argument>,
    /// Written as `a * b | f`: the whole left side that a reader may take for the argument.
    pub filtered: Option<Span>,
}

#[derive(Debug, Clone, PartialEq)]
pub struct Argument {
    /// `key=value`
    pub key: Option<Name>,
    pub value: Expr,
}

/// One outcome of `choice`.
#[derive(Debug, Clone, PartialEq)]
pub struct Outcome {
    pub value: OutcomeValue,
    pub weight: Option<Weight>,
    pub span: Span,
}

#[derive(Debug, Clone, PartialEq)]
pub enum OutcomeValue {
    /// A bare word: text, and an error where it names something in scope.
    Word(Name),
    Formula(Expr),
}

/// The weight of an outcome, of an event in a mix, of a regime.
#[derive(Debug, Clone, PartialEq)]
pub enum Weight {
    /// `40%`, exact: in millionths of a percent point (40% is `40_000_000`).
    Percent(u64, Span),
    /// `(formula)`, a share from 0 to 1.
    Formula(Expr),
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unary {
    Not,
    Negate,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Binary {
    Or,
    And,
    Equal,
    NotEqual,
    Less,
    LessOrEqual,
    Greater,
    GreaterOrEqual,
    In,
    NotIn,
    Add,
    Subtract,
    Multiply,
    Divide,
    Remainder,
}

impl Binary {
    /// As it is written.
    pub const fn symbol(self) -> &'static str {
        match self {
            Self::Or => "or",
            Self::And => "and",
            Self::Equal => "==",
            Self::NotEqual => "!=",
            Self::Less => "<",
            Self::LessOrEqual => "<=",
            Self::Greater => ">",
            Self::GreaterOrEqual => ">=",
            Self::In => "in",
            Self::NotIn => "not in",
            Self::Add => "+",
            Self::Subtract => "-",
            Self::Multiply => "*",
            Self::Divide => "/",
            Self::Remainder => "%",
        }
    }
}
