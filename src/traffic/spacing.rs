//! `arrivals poisson`: where the events of a phase fall while its level rises.

use super::ast;
use super::decimal::Decimal;
use super::resolve::Resolver;
use crate::diagnostic::{Code, Diagnostic};
use std::fmt;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Spacing {
    /// One after the other, as the level comes to whole numbers.
    Even,
    /// The phase's exact number, each event anywhere.
    Random,
    /// Exponential gaps.
    Poisson,
    /// Gamma gaps of this shape.
    Gamma(Decimal),
}

/// Shapes of gamma gaps, in thousandths: those beyond are all clumps, or even.
const SHAPES: [u32; 2] = [10, 1_000_000];

impl Spacing {
    pub(super) fn resolve(written: &ast::Spacing, resolver: &mut Resolver) -> Option<Self> {
        let shape = match written {
            ast::Spacing::Even => return Some(Self::Even),
            ast::Spacing::Random => return Some(Self::Random),
            ast::Spacing::Poisson => return Some(Self::Poisson),
            ast::Spacing::Gamma(shape) => shape,
        };
        let found = resolver.number(shape)?;
        let [least, most] =
            SHAPES.map(|thousandths| Decimal::from_atoms(Decimal::whole(thousandths).atoms() / 1_000));
        if (least..=most).contains(&found) {
            return Some(Self::Gamma(found));
        }
        let message = format!("{found} is no shape of gamma gaps");
        let diagnostic = Diagnostic::new(Code::OutOfBounds, shape.span(), message)
            .help(format!("it is {least} to {most}; below 1 events come in clumps, `gamma(1)` is `poisson`"));
        resolver.diagnostics.add(diagnostic);
        None
    }

    /// Whether the number of events is drawn too.
    pub const fn draws_the_count(self) -> bool {
        matches!(self, Self::Poisson | Self::Gamma(_))
    }
}

impl fmt::Display for Spacing {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Even => f.write_str("arrivals even"),
            Self::Random => f.write_str("arrivals random"),
            Self::Poisson => f.write_str("arrivals poisson"),
            Self::Gamma(shape) => write!(f, "arrivals gamma({shape})"),
        }
    }
}
