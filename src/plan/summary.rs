//! The plan as plain data to show, to hash and to compare: nothing volatile, no clock, host, path or version.

use super::Plan;
use super::stream_summary::StreamSummary;
use crate::schedule::busiest_second;
use crate::value::Duration;
use serde::Serialize;
use siphasher::sip128::{Hasher128, SipHasher24};
use std::hash::Hasher;

/// Of the form of [`PlanSummary`].
const VERSION: u32 = 1;

/// What `plan` shows.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct PlanSummary {
    /// Of this form: changes when a member changes its meaning or goes away, not when one is added.
    #[cfg_attr(test, schemars(extend("const" = VERSION)))]
    pub version: u32,
    /// The scenario's name.
    pub scenario: String,
    /// What everything is drawn from.
    pub seed: u64,
    /// Event time of the first instant, as `2026-11-27T08:00:00.000Z`.
    pub start: String,
    /// The time zone's name.
    pub timezone: String,
    /// In the scenario's order.
    pub streams: Vec<StreamSummary>,
    /// In the scenario's order.
    pub catalogs: Vec<CatalogSummary>,
    /// Files of rates that phases follow.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub curves: Vec<CurveSummary>,
    /// Those that are known beforehand.
    pub topics: Vec<String>,
    /// All events; null where a stream does not end. Of a stream that walks a journey its arrivals.
    pub events: Option<u64>,
    /// Nanoseconds; null: until stopped.
    pub length_ns: Option<i64>,
    /// The busiest second of the first 24 hours; null where nothing is sent.
    pub peak: Option<Peak>,
    /// Over everything that decides what is sent.
    pub hash: String,
}

/// The second with the most events.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Peak {
    /// Events of all streams together in one second.
    pub rate: f64,
    /// Where the second begins, nanoseconds from the start.
    pub at_ns: i64,
}

/// One catalog.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct CatalogSummary {
    /// The catalog's name.
    pub name: String,
    /// How many there are.
    pub rows: u32,
    /// Their names.
    pub fields: Vec<String>,
    /// Where the rows are read from, else null.
    pub file: Option<String>,
    /// Of the file's bytes.
    pub fingerprint: Option<String>,
}

/// A file that phases were made of.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct CurveSummary {
    /// Its path, from the scenario's folder.
    pub file: String,
    /// Of its bytes.
    pub fingerprint: String,
}

/// How far the plan looks where there is no end.
pub(super) const HORIZON: i64 = Duration::DAY;

impl Plan {
    pub fn summary(&self) -> PlanSummary {
        let streams: Vec<StreamSummary> =
            (0..self.streams.len()).map(|stream| self.stream_summary(stream)).collect();
        let ends: Option<Vec<i64>> = self.components.iter().map(|component| component.end()).collect();
        let length_ns = ends.map(|ends| ends.into_iter().max().unwrap_or(0));
        let mut summary = PlanSummary {
            version: VERSION,
            scenario: self.name.clone(),
            seed: self.seed,
            start: self.start.to_string(),
            timezone: self.zone.iana_name().unwrap_or("UTC").to_owned(),
            events: streams.iter().map(|stream| stream.events).sum(),
            streams,
            catalogs: self.catalog_summaries(),
            curves: self.curve_summaries(),
            topics: self.topics.iter().map(ToString::to_string).collect(),
            peak: self.peak(length_ns),
            length_ns,
            hash: String::new(),
        };
        summary.hash = self.hash(&summary);
        summary
    }

    fn peak(&self, length: Option<i64>) -> Option<Peak> {
        // A burst may stand at the very end.
        let horizon = length.map_or(HORIZON, |length| length.saturating_add(1).min(HORIZON));
        let peak = busiest_second(&self.components, horizon)?;
        Some(Peak { rate: peak.events, at_ns: peak.at })
    }

    fn catalog_summaries(&self) -> Vec<CatalogSummary> {
        let tables = self.checked.catalogs.iter().zip(&self.data.tables);
        tables
            .map(|(catalog, table)| {
                let file = catalog.file();
                CatalogSummary {
                    name: catalog.name.clone(),
                    rows: table.rows(),
                    fields: table.names().iter().map(ToString::to_string).collect(),
                    file: file.map(|(path, _)| path.to_owned()),
                    fingerprint: file.map(|(_, fingerprint)| fingerprint.to_owned()),
                }
            })
            .collect()
    }

    /// Each file once, in the order in which phases name them.
    fn curve_summaries(&self) -> Vec<CurveSummary> {
        let mut curves: Vec<CurveSummary> = Vec::new();
        for (file, fingerprint) in self.checked.curves() {
            if !curves.iter().any(|curve| curve.file == file) {
                curves.push(CurveSummary { file: file.to_owned(), fingerprint: fingerprint.to_owned() });
            }
        }
        curves
    }

    fn hash(&self, summary: &PlanSummary) -> String {
        let mut hasher = SipHasher24::new();
        hasher.write(serde_json::to_string(summary).expect("numbers and texts").as_bytes());
        hasher.write(self.checked.canonical.as_bytes());
        hasher.write_i64(self.start.0); // the summary shows milliseconds
        hasher.write_u64(crate::random::GENERATION);
        format!("{:032x}", hasher.finish128().as_u128())
    }
}
