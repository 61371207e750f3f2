//! The shapes of phases, one file each. To add one: its file, its line below, its rule in the grammar.

mod shape;

use super::ast::{Common, End};
use super::grammar::{Pair, Rule};
use super::line::Line;
use super::moment::Moment;
use super::resolve::Resolver;
use crate::random::Place;
use crate::source::Span;
use crate::value::Time;
use jiff::tz::TimeZone;
use std::fmt;

pub use super::rise::Rise;
pub use super::segment::Segment;
pub use super::segments::{Round, Segments};
pub(super) use ramp::Form;
pub use shape::{Shape, Written};

/// How a shape describes itself.
#[derive(Debug)]
pub struct Reference {
    /// The word its line begins with.
    pub name: &'static str,
    /// One sentence.
    pub about: &'static str,
    pub syntax: &'static str,
    /// One line that is valid.
    pub example: &'static str,
}

/// What the capital words of a syntax stand for.
pub const WORDS: &[(&str, &str)] = &[
    ("RATE", "events per `s`, `min`, `h` or `day`: `5/s`, `0.5/min`, `1.5k/h`, `5..15/s`, `(peak)/s`, `0`"),
    ("COUNT", "a number of events: `500`, `10k`, `2.5M`, `(peak * 3)`"),
    ("+-RATE", "how far the rate goes up and down: `+-200/s`, the mean at most"),
    ("NUMBER", "a whole number"),
    ("CLAUSES", "any of `arrivals poisson`, `jitter 10% per 30s`, `max 600/s`"),
    ("SPACING", "`even`, `random`, `poisson` or `gamma(0.3)`"),
    ("PHASE", "a phase of this table, which has an end"),
    ("DURATION", "`250ms`, `30s`, `5m`, `1h30m`, `7d`; `m` is minutes"),
    ("TIME", "the next such clock time, `11:55`, or a date with its time, `2026-11-27T11:55`"),
    ("FILE", "a path below the scenario's folder: `curves/day.csv`, `'my curve.csv'`"),
    ("NAME", "letters, digits, `_` and inner `-`"),
    ("PERCENT", "`10%` or `(formula)`"),
    ("DAYS", "`day`, `mon-fri`, `sat` or `sat,sun`"),
    ("HOURS", "`09:00-18:00`; the day ends at `24:00`"),
    ("CONDITION", "a formula that is true or false: `service == 'checkout'`"),
    ("WEIGHT", "`80%` or `(formula)`; regimes without one share the rest evenly"),
];

/// A line of this shape, as it is written.
trait Parse: Clausal + Sized {
    type Shape: Course;

    /// The line's pair to its tree; `None` after a diagnostic.
    fn read(line: &mut Line, pair: Pair) -> Option<Self>;

    /// Formulas to numbers; `None` after a diagnostic. No error is left afterwards.
    fn resolve(&self, resolver: &mut Resolver) -> Option<Self::Shape>;
}

/// What is known of a line before its formulas are.
trait Clausal {
    /// The clause that says how it ends.
    fn end(&self) -> Option<&End> {
        None
    }

    /// Whether it runs until stopped.
    fn is_endless(&self) -> bool {
        self.end().is_none()
    }

    /// The clauses that shapes with a rate share.
    fn common(&self) -> Option<&Common> {
        None
    }

    /// The piece that follows the clock of the day.
    fn clock(&self) -> Option<Span> {
        None
    }
}

/// A resolved shape: how its level rises. Displays as its line.
trait Course: fmt::Display + Send {
    fn length(&self) -> Length;

    /// How it rises, piece by piece, from its beginning and beyond its end; what is drawn has its
    /// places inside `place`. Pieces go on for ever or the last one does, unless the shape has its own length.
    fn segments(&self, place: &Place) -> Segments;

    /// Whether the segments are drawn.
    fn is_random(&self) -> bool;

    /// The files it was made of: the path and the fingerprint of each.
    fn files(&self) -> Vec<(&str, &str)> {
        Vec::new()
    }

    /// Tells it when it begins, which matters where it follows the clock of the day.
    fn set_off(&mut self, _at: Time, _zone: &TimeZone) {}

    /// The names behind [`Segment::regime`].
    fn regimes(&self) -> Vec<&str> {
        Vec::new()
    }
}

/// When a phase ends.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Length {
    /// After so many nanoseconds.
    Nanos(i64),
    Until(Moment),
    Endless,
}

impl Length {
    fn of(end: Option<&End>) -> Self {
        match end.map(|end| end.kind) {
            Some(super::ast::EndKind::For(nanos)) => Self::Nanos(nanos),
            Some(super::ast::EndKind::Until(moment)) => Self::Until(moment),
            None => Self::Endless,
        }
    }
}

/// As the clause behind a shape, with a blank before it.
impl fmt::Display for Length {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Nanos(nanos) => write!(f, " for {}", crate::value::Duration(*nanos)),
            Self::Until(moment) => write!(f, " until {moment}"),
            Self::Endless => Ok(()),
        }
    }
}

/// Writes the enums over all shapes and passes calls on to the one that is meant.
macro_rules! shapes {
    ($($name:ident $module:ident),*) => {
        $(mod $module;)*
        $(pub use $module::$name;)*

        /// The reference of every shape.
        pub const ALL: &[&Reference] = &[$(&$module::REFERENCE),*];

        const fn is_shape(rule: Rule) -> bool {
            matches!(rule, $(Rule::$module)|*)
        }

        #[derive(Debug, Clone, PartialEq)]
        enum WrittenKind { $($name($module::Written)),* }

        #[derive(Debug, Clone, PartialEq)]
        enum Kind { $($name($name)),* }

        impl WrittenKind {
            fn read(line: &mut Line, pair: Pair) -> Option<Self> {
                match pair.as_rule() {
                    $(Rule::$module => $module::Written::read(line, pair).map(Self::$name),)*
                    _ => None,
                }
            }

            fn resolve(&self, resolver: &mut Resolver) -> Option<Kind> {
                match self { $(Self::$name(written) => written.resolve(resolver).map(Kind::$name)),* }
            }

            fn clauses(&self) -> &dyn Clausal {
                match self { $(Self::$name(written) => written),* }
            }
        }

        impl Kind {
            fn course(&self) -> &dyn Course {
                match self { $(Self::$name(shape) => shape),* }
            }

            fn course_mut(&mut self) -> &mut dyn Course {
                match self { $(Self::$name(shape) => shape),* }
            }
        }
    };
}

shapes! { Hold hold, Pause pause, Ramp ramp, Wave wave, Every every, Burst burst, Repeat repeat, Switch switch, Curve curve }

#[cfg(test)]
pub(super) mod tests {
    use super::*;
    use crate::diagnostic::Diagnostics;
    use crate::formula::ast::{Expr, Name};
    use crate::source::Text;

    /// The first segments of a line, drawn under seed 1.
    pub(in crate::traffic) fn segments(line: &str, count: usize) -> Vec<Segment> {
        let mut diagnostics = Diagnostics::default();
        let phase = crate::traffic::parse_phase(&Text::verbatim(line, 0), &mut diagnostics);
        let shape = phase.and_then(|phase| phase.shape.resolve(&mut |_| None, &mut diagnostics));
        let place = Place::new(1, "users/traffic/0");
        shape.expect("a line that is valid").segments(&place).take(count).collect()
    }

    #[test]
    fn every_example_reads_and_prints_as_itself() {
        for reference in ALL {
            let mut diagnostics = Diagnostics::default();
            let text = Text::verbatim(reference.example, 0);
            let phase = crate::traffic::parse_phase(&text, &mut diagnostics).expect(reference.name);
            let mut numbers = |_: &Expr| None;
            let mut files = |_: &Name| Ok(("time,rate\n0,1\n9,5\n".into(), String::new()));
            let mut resolver = Resolver::new(&mut numbers, &mut diagnostics).with_files(&mut files);
            let shape = phase.shape.resolve_with(&mut resolver).expect(reference.name);
            assert!(diagnostics.is_empty());
            assert_eq!(shape.to_string(), reference.example);
            assert!(reference.example.starts_with(reference.name));
        }
    }
}
