//! Places by their parts.

use super::Key;
use std::fmt::Display;

/// A place under a seed, whose parts have places of their own.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Place {
    seed: u64,
    path: String,
}

impl Place {
    pub fn new(seed: u64, path: impl Into<String>) -> Self {
        Self { seed, path: path.into() }
    }

    pub fn inside(&self, part: impl Display) -> Self {
        Self { seed: self.seed, path: format!("{}/{part}", self.path) }
    }

    /// The key of what is drawn here under a name.
    pub fn key(&self, name: &str) -> Key {
        Key::of(self.seed, &format!("{}/{name}", self.path))
    }
}
