//! What comes of looking at records: the figures of an event and of its fields, as data.

use super::sample::Distribution;
use crate::compose::Disordered;
use crate::source::Span;
use serde::Serialize;

/// What one event of a stream makes.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct EventStatistics {
    pub stream: String,
    pub event: String,
    /// The phases and overlays that send it so; none where all of the stream do.
    pub phases: Option<Vec<String>>,
    pub records: u64,
    /// Of their records.
    pub share: f64,
    /// What their mix says of it: `40%`. None where they emit no mix.
    pub declared_share: Option<String>,
    /// Records without a payload.
    pub tombstones: u64,
    /// Of the payloads, in bytes.
    pub bytes: Option<Distribution>,
    pub fields: Vec<FieldStatistics>,
}

/// What happened to the records of a stream on their way.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct StreamDisorder {
    pub stream: String,
    #[serde(flatten)]
    pub disorder: Disordered,
}

#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct FieldStatistics {
    /// Its path; empty where the payload is one value.
    pub field: String,
    /// Where the scenario says what it is.
    #[serde(skip)]
    pub place: Option<Span>,
    /// What the scenario says, once it is looked up.
    pub declared: Option<String>,
    /// Values with null; each element of a list is one.
    pub values: u64,
    pub nulls: u64,
    /// Records with a payload that leave the field out.
    pub left_out: u64,
    pub kinds: Vec<&'static str>,
    pub different: u64,
    /// Whether there are exactly so many, or about.
    pub different_is_exact: bool,
    pub numbers: Option<Distribution>,
    /// Of texts, in letters.
    pub lengths: Option<Distribution>,
    /// The most frequent values, and all that the scenario gives a share.
    pub top: Vec<ValueShare>,
}

#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct ValueShare {
    /// As JSON; none: the field is left out.
    pub value: Option<String>,
    pub count: u64,
    /// Of all values, and of the records that leave the field out.
    pub share: f64,
    pub declared_share: Option<f64>,
}
