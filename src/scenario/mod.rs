//! Stage 2, read: the tree of the file -> a typed scenario. Formulas and lines are parsed, names are still
//! text. Never looks at another stream's meaning, never draws, never asks the time.

mod admit;
mod behind;
pub mod built_in;
mod canonical;
mod catalog;
mod disorder;
mod environment;
mod event;
mod expect;
mod extends;
mod flow;
mod formulas;
mod hidden;
mod journey;
pub mod kafka_properties;
pub mod keys;
mod limit;
mod pace;
mod read;
mod reader;
mod run;
mod settings;
mod stream;
mod target;
mod transactional;
mod veil;
mod written;

pub use behind::Behind;
pub use built_in::BUILT_INS;
pub use canonical::canonical;
pub use catalog::{Catalog, Rows};
pub use disorder::{Disorder, DisorderLine};
pub use environment::{Environment, expand};
pub use event::{Event, Payload};
pub use flow::{Change, Overlay, Own, Phase, Profile};
pub use hidden::Hidden;
pub use journey::{Journey, Step};
pub use limit::Limit;
pub use pace::Pace;
pub use read::read;
pub use run::{COUNTS, RunSettings, positive, whole};
pub use settings::Start;
pub use stream::{Emit, Stream};
pub use target::{Setting, Topic, is_topic_name, topic_name};
pub use transactional::Transactional;
pub use veil::Veiled;
pub use written::{Literal, Member, Repeat, Written, literal};

use crate::expect::ast::Expectation;
use crate::formula::ast::Name;
use jiff::tz::TimeZone;

/// A scenario file, read.
#[derive(Debug, Clone)]
pub struct Scenario {
    pub name: Name,
    pub about: Option<String>,
    pub seed: u64,
    pub start: Option<Start>,
    pub zone: TimeZone,
    pub constants: Vec<(Name, Written)>,
    pub catalogs: Vec<Catalog>,
    pub events: Vec<Event>,
    pub journeys: Vec<Journey>,
    pub streams: Vec<Stream>,
    pub kafka: Vec<Setting>,
    pub topics: Vec<Topic>,
    pub run: RunSettings,
    pub expectations: Vec<Expectation>,
}
