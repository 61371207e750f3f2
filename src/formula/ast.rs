//! A formula as it is written: names are still text, nothing is typed.

use crate::source::Span;

#[derive(Debug, Clone, PartialEq)]
pub struct Expr {
    pub kind: Kind,
    /// The place in the file.
    pub span: Span,
}

impl Expr {
    /// A call that the scenario did not write: `items[1..5]` draws as `int(1..5)` does.
    pub fn call(name: &str, arguments: Vec<Self>, span: Span) -> Self {
        let arguments = arguments.into_iter().map(|value| Argument { key: None, value }).collect();
        let name = Name { text: name.to_owned(), span };
        Self { kind: Kind::Call(Call { name, arguments }), span }
    }

    /// The formulas directly inside this one, in the order they are written.
    pub fn children(&self) -> Vec<&Self> {
        match &self.kind {
            Kind::Null
            | Kind::Omit
            | Kind::Bool(_)
            | Kind::Int(_)
            | Kind::Number(_)
            | Kind::Text(_)
            | Kind::Duration(_)
            | Kind::Name(_) => Vec::new(),
            Kind::Member(inner, _) | Kind::Unary(_, inner) => vec![&**inner],
            Kind::Index(left, right) | Kind::Binary(_, left, right) | Kind::Range(left, right) => {
                vec![&**left, &**right]
            }
            Kind::List(elements) => elements.iter().collect(),
            Kind::Call(call) => call.arguments.iter().map(|argument| &argument.value).collect(),
            Kind::Choice(outcomes) => outcomes.iter().flat_map(Outcome::formulas).collect(),
        }
    }
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

/// A text with its place: a name, a bare word, a quoted key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Name {
    pub text: String,
    pub span: Span,
}

#[derive(Debug, Clone, PartialEq)]
pub struct Call {
    pub name: Name,
    /// Those without a key first. No key stands twice.
    pub arguments: Vec<Argument>,
}

#[derive(Debug, Clone, PartialEq)]
pub struct Argument {
    /// `key=value`
    pub key: Option<Key>,
    pub value: Expr,
}

/// What stands before the `=` of an argument.
#[derive(Debug, Clone, PartialEq)]
pub enum Key {
    /// A word, or a text in quotes.
    Name(Name),
    /// In `match` alone: a number, boolean or null to compare with.
    Constant(Expr),
}

impl Argument {
    /// The word before its `=`.
    pub const fn name(&self) -> Option<&Name> {
        if let Some(Key::Name(name)) = &self.key { Some(name) } else { None }
    }
}

impl Key {
    pub const fn span(&self) -> Span {
        match self {
            Self::Name(name) => name.span,
            Self::Constant(constant) => constant.span,
        }
    }
}

/// One outcome of `choice`.
#[derive(Debug, Clone, PartialEq)]
pub struct Outcome {
    pub value: OutcomeValue,
    pub weight: Option<Weight>,
    pub span: Span,
}

impl Outcome {
    fn formulas(&self) -> impl Iterator<Item = &Expr> {
        let value = match &self.value {
            OutcomeValue::Word(_) => None,
            OutcomeValue::Formula(formula) => Some(formula),
        };
        let weight = match &self.weight {
            Some(Weight::Formula(formula)) => Some(formula),
            Some(Weight::Percent(..)) | None => None,
        };
        value.into_iter().chain(weight)
    }
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

/// What a key of a payload says.
#[derive(Debug, Clone, PartialEq)]
pub enum KeyForm {
    /// The name of one field.
    Plain(Name),
    /// `items[1..5]`: a list of that many.
    Count(Name, Expr),
    /// `lines[line in cart]`: a list with one element for each of another.
    Each { name: Name, element: Name, list: Expr },
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
