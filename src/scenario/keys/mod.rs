//! The keys of a scenario file: what the reader accepts, what `describe` and the reference say of them.

mod catalog;
mod disorder;
mod event;
mod journey;
mod run;
mod scenario;
mod stream;

use std::fmt;

/// What a key belongs to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Place {
    Scenario,
    Catalog,
    Event,
    Journey,
    Step,
    Stream,
    Disorder,
    Topic,
    Run,
}

impl Place {
    pub const ALL: [Self; 9] = [
        Self::Scenario,
        Self::Catalog,
        Self::Event,
        Self::Journey,
        Self::Step,
        Self::Stream,
        Self::Disorder,
        Self::Topic,
        Self::Run,
    ];

    /// The names of its keys.
    pub fn keys(self) -> impl Iterator<Item = &'static str> + Clone {
        all().filter(move |key| key.place == self).map(|key| key.name)
    }
}

/// `a stream`
impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Scenario => "a scenario",
            Self::Catalog => "a catalog",
            Self::Event => "an event",
            Self::Journey => "a journey",
            Self::Step => "a step",
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

const fn key(
    place: Place,
    name: &'static str,
    takes: &'static str,
    about: &'static str,
    example: &'static str,
) -> KeyReference {
    KeyReference { name, place, takes, about, example }
}

/// A literal, a formula or a template.
const VALUE: &str = "a value";
const FIELDS: &str = "names with values";

/// Every key, from the outside in.
pub fn all() -> impl Iterator<Item = &'static KeyReference> + Clone {
    [scenario::KEYS, catalog::KEYS, event::KEYS, journey::KEYS, stream::KEYS, disorder::KEYS, run::KEYS]
        .into_iter()
        .flatten()
}
