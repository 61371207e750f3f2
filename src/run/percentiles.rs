//! A latency of the summary: a histogram of microseconds -> its percentiles.

use hdrhistogram::Histogram;
use serde::Serialize;

/// In milliseconds, within one percent.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Percentiles {
    /// Half of the records took at most so long.
    pub p50: f64,
    /// So did 90% of them,
    pub p90: f64,
    /// 99%,
    pub p99: f64,
    /// 99.9%,
    #[serde(rename = "p99.9")]
    pub p99_9: f64,
    /// And all.
    pub max: f64,
}

impl Percentiles {
    pub(super) fn of(histogram: &Histogram<u64>) -> Option<Self> {
        let at = |quantile| milliseconds(histogram.value_at_quantile(quantile));
        (!histogram.is_empty()).then(|| Self {
            p50: at(0.5),
            p90: at(0.9),
            p99: at(0.99),
            p99_9: at(0.999),
            max: milliseconds(histogram.max()),
        })
    }
}

#[expect(clippy::cast_precision_loss, reason = "microseconds of a latency")]
fn milliseconds(microseconds: u64) -> f64 {
    microseconds as f64 / 1e3
}
