//! The shapes of phases, one file each. To add one: its file, its line below, its rule in the grammar.

use super::ast::End;
use super::grammar::{Pair, Rule};
use super::level::Slope;
use super::line::Line;
use super::moment::Moment;
use super::resolve::Resolver;
use crate::diagnostic::Diagnostics;
use crate::formula::ast::Expr;
use crate::random::Place;
use std::fmt;

pub use super::rise::Rise;
pub(super) use ramp::Form;

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
    ("NUMBER", "a whole number"),
    ("PHASE", "a phase of this table, which has an end"),
    ("DURATION", "`250ms`, `30s`, `5m`, `1h30m`, `7d`; `m` is minutes"),
    ("TIME", "the next such clock time, `11:55`, or a date with its time, `2026-11-27T11:55`"),
    ("NAME", "letters, digits, `_` and inner `-`"),
    ("WEIGHT", "`80%` or `(formula)`; regimes without one share the rest evenly"),
];

/// A line of this shape, as it is written.
trait Parse: Sized {
    type Shape: Course;

    /// The line's pair to its tree; `None` after a diagnostic.
    fn read(line: &mut Line, pair: Pair) -> Option<Self>;

    /// Formulas to numbers; `None` after a diagnostic. No error is left afterwards.
    fn resolve(&self, resolver: &mut Resolver) -> Option<Self::Shape>;

    /// The clause that says how it ends.
    fn end(&self) -> Option<&End>;

    /// Whether it runs until stopped.
    fn is_endless(&self) -> bool {
        self.end().is_none()
    }
}

/// A resolved shape: how its level rises. Displays as its line.
trait Course: fmt::Display {
    fn length(&self) -> Length;

    /// How it rises, piece by piece, from its beginning and beyond its end; what is drawn has its
    /// places inside `place`. Pieces go on for ever or the last one does, unless the shape has its own length.
    fn segments(&self, place: &Place) -> Segments;

    /// Whether the segments are drawn.
    fn is_random(&self) -> bool;

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

/// A piece of a phase.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Segment {
    /// Nanoseconds; `i64::MAX` for the rest of the phase.
    pub length: i64,
    pub rise: Rise,
    /// Which regime of a switch it is, else 0; `u32::MAX` beside regimes of the same phase.
    pub regime: u32,
}

/// Where some pieces of a phase have a regime and others have none.
const NO_REGIME: u32 = u32::MAX;

pub type Segments = Box<dyn Iterator<Item = Segment> + Send>;

impl Segment {
    /// One rate for the rest of the phase.
    const fn rest(slope: Slope) -> Self {
        Self { length: i64::MAX, rise: Rise::Even(slope), regime: 0 }
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

        /// A phase line as it is written.
        #[derive(Debug, Clone, PartialEq)]
        pub enum Written { $($name($module::Written)),* }

        /// A phase line whose numbers are known.
        #[derive(Debug, Clone, PartialEq)]
        pub enum Shape { $($name($name)),* }

        impl Written {
            pub(super) fn read(line: &mut Line, pair: Pair) -> Option<Self> {
                match pair.as_rule() {
                    $(Rule::$module => $module::Written::read(line, pair).map(Self::$name),)*
                    _ => None,
                }
            }

            /// The shape with the value of every formula from `numbers`, which gives `None` after it added a
            /// diagnostic.
            pub fn resolve(
                &self,
                numbers: &mut dyn FnMut(&Expr) -> Option<f64>,
                diagnostics: &mut Diagnostics,
            ) -> Option<Shape> {
                self.resolve_with(&mut Resolver { numbers, diagnostics })
            }

            fn resolve_with(&self, resolver: &mut Resolver) -> Option<Shape> {
                match self { $(Self::$name(written) => written.resolve(resolver).map(Shape::$name)),* }
            }

            /// The clause that says how the phase ends.
            pub fn end(&self) -> Option<&End> {
                match self { $(Self::$name(written) => written.end()),* }
            }

            /// Whether it runs until stopped.
            pub fn is_endless(&self) -> bool {
                match self { $(Self::$name(written) => written.is_endless()),* }
            }
        }

        impl Shape {
            pub fn length(&self) -> Length {
                match self { $(Self::$name(shape) => shape.length()),* }
            }

            /// The pieces of the phase, drawn at their places inside `place`.
            pub fn segments(&self, place: &Place) -> Segments {
                match self { $(Self::$name(shape) => shape.segments(place)),* }
            }

            /// Whether its rates or counts are drawn.
            pub fn is_random(&self) -> bool {
                match self { $(Self::$name(shape) => shape.is_random()),* }
            }

            /// The names behind [`Segment::regime`]; none where there are no regimes.
            pub fn regimes(&self) -> Vec<&str> {
                match self { $(Self::$name(shape) => shape.regimes()),* }
            }
        }

        impl fmt::Display for Shape {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                match self { $(Self::$name(shape) => shape.fmt(f)),* }
            }
        }
    };
}

shapes! { Hold hold, Pause pause, Ramp ramp, Every every, Burst burst, Repeat repeat, Switch switch }

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::Text;

    /// The first segments of a line, drawn under seed 1.
    pub(super) fn segments(line: &str, count: usize) -> Vec<Segment> {
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
            let shape = phase.shape.resolve(&mut |_| None, &mut diagnostics).expect(reference.name);
            assert!(diagnostics.is_empty());
            assert_eq!(shape.to_string(), reference.example);
            assert!(reference.example.starts_with(reference.name));
        }
    }
}
