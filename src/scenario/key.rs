//! A key of a scenario file, as data: what it belongs to, what it takes and does.

use super::keys;
use std::fmt;

/// What a key belongs to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Place {
    Scenario,
    Catalog,
    Event,
    Stream,
    Disorder,
    Topic,
    Run,
}

impl Place {
    pub const ALL: [Self; 7] =
        [Self::Scenario, Self::Catalog, Self::Event, Self::Stream, Self::Disorder, Self::Topic, Self::Run];

    /// The names of its keys.
    pub fn keys(self) -> impl Iterator<Item = &'static str> + Clone {
        keys::ALL.iter().filter(move |key| key.place == self).map(|key| key.name)
    }
}

/// `a stream`
impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Scenario => "a scenario",
            Self::Catalog => "a catalog",
            Self::Event => "an event",
            Self::Stream => "a stream",
            Self::Disorder => "`disorder`",
            Self::Topic => "a topic",
            Self::Run => "a run",
        })
    }
}

/// How a key describes itself.
#[derive(Debug)]
pub struct KeyReference {
    pub name: &'static str,
    pub place: Place,
    /// What stands behind it.
    pub takes: &'static str,
    /// What it does, in a sentence or two.
    pub about: &'static str,
    pub example: &'static str,
}
