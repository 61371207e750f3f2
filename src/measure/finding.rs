//! What was measured of the fields of a run.

use super::paths::Cell;
use serde::Serialize;
use std::fmt;

/// The figure of one expectation.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(untagged)]
pub enum Finding {
    Share {
        /// Values that passed the test, or were null.
        passed: u64,
        /// All of them.
        values: u64,
    },
    Mean {
        /// Null where there was no number.
        mean: Option<f64>,
    },
    Unique {
        /// Those that were looked at.
        values: u64,
        /// Those that had come before.
        repeated: u64,
        /// The first one of these.
        first: Option<String>,
        /// Of so many values one was watched, chosen by its hash; 1 where all were.
        one_in: u64,
    },
    Every {
        /// Different values that were looked at.
        values: u64,
        /// Different values that the other side lacks.
        missing: u64,
        /// The first one of these.
        first: Option<String>,
        /// Of so many values one was watched, chosen by its hash; 1 where all were.
        one_in: u64,
    },
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
