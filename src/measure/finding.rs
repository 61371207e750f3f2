//! What was measured of the fields of a run.

use super::paths::Cell;
use serde::Serialize;
use std::fmt;

/// The figure of one expectation.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(untagged)]
pub enum Finding {
    /// Values that passed the test, or were null, of all.
    Share { passed: u64, values: u64 },
    /// `None` where there was no number.
    Mean { mean: Option<f64> },
    /// `one_in`: of so many values one was watched, chosen by its hash; 1 where all were.
    Unique { values: u64, repeated: u64, first: Option<String>, one_in: u64 },
    /// `missing`: different values that the other side lacks.
    Every { values: u64, missing: u64, first: Option<String>, one_in: u64 },
}

/// A finding, and the position of its expectation.
#[derive(Debug, Clone, PartialEq)]
pub struct Watched {
    pub expectation: usize,
    pub finding: Finding,
}

/// Letters of a text that are shown.
const SHOWN: usize = 60;

impl fmt::Display for Cell<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Null => f.write_str("null"),
            Self::Bool(yes) => write!(f, "{yes}"),
            Self::Int(whole) => write!(f, "{whole}"),
            Self::Number(number) => write!(f, "{number}"),
            Self::Text(text) if text.chars().count() > SHOWN => {
                write!(f, "'{}…'", text.chars().take(SHOWN).collect::<String>())
            }
            Self::Text(text) => write!(f, "'{text}'"),
            Self::Row => f.write_str("a row"),
        }
    }
}
