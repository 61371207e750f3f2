//! How a draw or a function describes itself: its check, its reference page, its suggestions and its tests
//! all come from here.

use super::lanes::Lanes;
use super::typed::Slot;
use crate::random::{Generator, Key};
use crate::value::{Context, Fault, Type, Value};
use std::fmt;
use std::sync::Arc;

/// The name, parameters and result of a draw or function.
#[derive(Debug)]
pub struct Signature {
    pub name: &'static str,
    /// One sentence, what it gives.
    pub about: &'static str,
    pub parameters: &'static [Parameter],
    /// The result's type, from the arguments' types in the order of `parameters` (`Null` where one is left
    /// out; a range gives the type of its ends; further arguments of a `Rest` follow).
    pub returns: fn(&[Type]) -> Type,
    /// One runnable formula, without its `=`.
    pub example: &'static str,
}

#[derive(Debug)]
pub struct Parameter {
    pub name: &'static str,
    pub kind: Kind,
    pub need: Need,
    pub bounds: Bounds,
    /// Whether the argument must be known when the scenario is checked.
    pub constant: bool,
    /// What a [`Kind::Word`] may be; empty where any word will do.
    pub words: &'static [&'static str],
    /// For the reference, where `kind` says too little: "a catalog or a list".
    pub meaning: Option<&'static str>,
}

/// What an argument may be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    Any,
    Bool,
    Int,
    /// Whole or decimal.
    Number,
    /// A number or a duration: a distribution of durations draws durations.
    Measure,
    Text,
    Time,
    Duration,
    List,
    Row,
    /// `a..b` of whole numbers. A range takes two arguments of the sampler: its ends.
    IntRange,
    /// `a..b` of numbers, durations or times. Two arguments of the sampler.
    Range,
    /// A bare word or dotted words, such as `internet.email`; reaches the sampler as text.
    Word,
}

#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Need {
    Required,
    /// May be left out; the sampler then sees null.
    Optional,
    /// Any number of further arguments, at least one.
    Rest,
}

/// Bounds of a numeric argument: checked on constants when the scenario is checked, and by
/// [`Bounds::admit`] when a value is computed.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Bounds {
    pub low: f64,
    pub high: f64,
    /// Whether `low` itself is allowed.
    pub low_included: bool,
}

impl Bounds {
    pub const NONE: Self = Self::from(f64::NEG_INFINITY);
    pub const POSITIVE: Self = Self { low: 0.0, high: f64::INFINITY, low_included: false };
    pub const NOT_NEGATIVE: Self = Self::from(0.0);
    /// A probability.
    pub const SHARE: Self = Self::within(0.0, 1.0);

    /// At least `low`.
    pub const fn from(low: f64) -> Self {
        Self { low, high: f64::INFINITY, low_included: true }
    }

    pub const fn within(low: f64, high: f64) -> Self {
        Self { low, high, low_included: true }
    }

    /// Whether it holds nothing back.
    pub const fn is_none(&self) -> bool {
        self.low == f64::NEG_INFINITY && self.high == f64::INFINITY
    }

    pub fn admit(&self, number: f64) -> bool {
        let above = if self.low_included { number >= self.low } else { number > self.low };
        above && number <= self.high
    }
}

impl Kind {
    /// How many arguments of the sampler one argument of the formula becomes.
    pub const fn width(self) -> usize {
        match self {
            Self::IntRange | Self::Range => 2,
            _ => 1,
        }
    }
}

/// In words: "a whole number".
impl fmt::Display for Kind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Any => "a value",
            Self::Bool => "a boolean",
            Self::Int => "a whole number",
            Self::Number => "a number",
            Self::Measure => "a number or a duration",
            Self::Text => "text",
            Self::Time => "a time",
            Self::Duration => "a duration",
            Self::List => "a list",
            Self::Row => "a row",
            Self::IntRange => "a range of whole numbers",
            Self::Range => "a range of numbers, durations or times",
            Self::Word => "a bare word",
        })
    }
}

/// In words: `from 0 to 1`, `above 0`.
impl fmt::Display for Bounds {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match (self.low.is_finite(), self.high.is_finite()) {
            (true, true) => write!(f, "from {} to {}", self.low, self.high),
            (true, false) if self.low_included => write!(f, "{} or more", self.low),
            (true, false) => write!(f, "above {}", self.low),
            (false, true) => write!(f, "at most {}", self.high),
            (false, false) => f.write_str("any number"),
        }
    }
}

impl Signature {
    /// How it is written: `pad(value, width, with=…)`.
    pub fn usage(&self) -> String {
        let parameters = self.parameters.iter().map(Parameter::usage);
        format!("{}({})", self.name, parameters.collect::<Vec<_>>().join(", "))
    }
}

/// A draw: a value from a generator of its own.
#[derive(Debug)]
pub struct Draw {
    pub signature: Signature,
    /// The arguments are those of the signature, null where left out. None of them is null otherwise, and
    /// numbers lie inside their bounds: the caller sees to both.
    pub sample: for<'a> fn(&mut Generator, &[Value<'a>], &Context<'a>) -> Result<Value<'a>, Fault>,
    /// For arguments that are all constant: made once when the scenario is checked, then used instead of
    /// `sample`, with the same results. The error says in one sentence why the arguments will not do.
    pub prepare: Option<Prepare>,
    /// For `unique`: how many values there are, and the n-th of them.
    pub space: Option<Space>,
}

/// Makes a sampler of constant arguments.
pub type Prepare = fn(&[Value]) -> Result<Prepared, String>;

/// A draw whose arguments are known.
pub type Prepared = Arc<dyn Sampler>;

/// What `prepare` makes of constant arguments.
pub trait Sampler: fmt::Debug + Send + Sync {
    fn sample<'a>(&self, generator: &mut Generator, cx: &Context<'a>) -> Result<Value<'a>, Fault>;

    /// The same, written where it is wanted: what a sampler of the path of an event does without a detour.
    fn fill<'a>(&self, generator: &mut Generator, cx: &Context<'a>, to: &mut Value<'a>) -> Result<(), Fault> {
        *to = self.sample(generator, cx)?;
        Ok(())
    }

    /// The same for events side by side.
    fn fill_lanes(&self, key: Key, lanes: &mut Lanes, to: Slot) {
        lanes.each(to, |frame, cx| self.fill(&mut key.generator(cx.index), cx, &mut frame[to.0]));
    }

    /// The result's type where the arguments tell more than their types do: the row of `fake(person)`.
    fn returns(&self) -> Option<Type> {
        None
    }

    /// As [`Space::nth`], for a draw that has a space.
    fn nth<'a>(&self, _number: u64, _cx: &Context<'a>) -> Result<Value<'a>, Fault> {
        Err(Fault::OutOfBounds)
    }
}

/// The finite set of values of a draw, numbered from 0.
#[derive(Debug)]
pub struct Space {
    /// `None`: more than 2^64, or not countable with these arguments.
    pub size: fn(&[Value]) -> Option<u64>,
    pub nth: for<'a> fn(u64, &[Value<'a>], &Context<'a>) -> Result<Value<'a>, Fault>,
}

/// A pure function.
#[derive(Debug)]
pub struct Function {
    pub signature: Signature,
    pub nulls: Nulls,
    pub call: for<'a> fn(&[Value<'a>], &Context<'a>) -> Result<Value<'a>, Fault>,
}

/// What a function does with a null argument.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Nulls {
    /// A null in a required place gives null; the function never sees one there.
    Pass,
    /// The function takes nulls as they come.
    Take,
}

impl Parameter {
    /// How it is written in a call.
    pub fn usage(&self) -> String {
        let name = self.name;
        match (self.need, self.kind) {
            (Need::Required, Kind::IntRange | Kind::Range) => "a..b".to_owned(),
            (Need::Required, _) => name.to_owned(),
            (Need::Optional, _) => format!("{name}=…"),
            (Need::Rest, _) => format!("{name}, …"),
        }
    }

    pub const fn required(name: &'static str, kind: Kind) -> Self {
        Self::new(name, kind, Need::Required)
    }

    pub const fn optional(name: &'static str, kind: Kind) -> Self {
        Self::new(name, kind, Need::Optional)
    }

    pub const fn rest(name: &'static str, kind: Kind) -> Self {
        Self::new(name, kind, Need::Rest)
    }

    const fn new(name: &'static str, kind: Kind, need: Need) -> Self {
        Self { name, kind, need, bounds: Bounds::NONE, constant: false, words: &[], meaning: None }
    }

    pub const fn bounded(mut self, bounds: Bounds) -> Self {
        self.bounds = bounds;
        self
    }

    pub const fn constant(mut self) -> Self {
        self.constant = true;
        self
    }

    pub const fn meaning(mut self, meaning: &'static str) -> Self {
        self.meaning = Some(meaning);
        self
    }

    pub const fn one_of(mut self, words: &'static [&'static str]) -> Self {
        self.words = words;
        self
    }
}
