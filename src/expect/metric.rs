//! What can be measured: names, what they mean, and an example of each. The parser, the suggestions, `describe` and
//! the reference all read from here.

/// A time that is measured for each record.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Latency {
    /// From a record's due time to its handing over.
    Schedule,
    /// From a record's due time to its acknowledgement.
    Delivery,
    /// From a record's handing over to its acknowledgement.
    Broker,
}

impl Latency {
    pub const ALL: [Self; 3] = [Self::Schedule, Self::Delivery, Self::Broker];

    pub const fn name(self) -> &'static str {
        match self {
            Self::Schedule => "schedule_lag",
            Self::Delivery => "delivery_latency",
            Self::Broker => "broker_latency",
        }
    }
}

/// A number of records.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Count {
    Failed,
    Skipped,
    Sent,
    Acknowledged,
    Events,
}

impl Count {
    pub const ALL: [Self; 5] = [Self::Failed, Self::Skipped, Self::Sent, Self::Acknowledged, Self::Events];

    pub const fn name(self) -> &'static str {
        match self {
            Self::Failed => "failed",
            Self::Skipped => "skipped",
            Self::Sent => "sent",
            Self::Acknowledged => "acknowledged",
            Self::Events => "events",
        }
    }
}

/// One number for many latencies.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Statistic {
    P50,
    P90,
    P95,
    P99,
    P99_9,
    Max,
    Mean,
}

impl Statistic {
    pub const ALL: [Self; 7] =
        [Self::P50, Self::P90, Self::P95, Self::P99, Self::P99_9, Self::Max, Self::Mean];

    pub const fn name(self) -> &'static str {
        match self {
            Self::P50 => "p50",
            Self::P90 => "p90",
            Self::P95 => "p95",
            Self::P99 => "p99",
            Self::P99_9 => "p99.9",
            Self::Max => "max",
            Self::Mean => "mean",
        }
    }
}

/// How a metric describes itself.
#[derive(Debug)]
pub struct MetricReference {
    pub name: &'static str,
    /// How it is written, with what [`WORDS`] explains.
    pub syntax: &'static str,
    pub about: &'static str,
    pub example: &'static str,
    /// Whether `abort` may stand behind it.
    pub aborts: bool,
}

/// What the capital words of a syntax stand for.
pub const WORDS: [(&str, &str); 7] = [
    ("STATISTIC", "`p50`, `p90`, `p95`, `p99`, `p99.9`, `max` or `mean`"),
    (
        "BOUND",
        "`== 0`, `!= 0`, `< 50ms`, `<= 5%`, `> 1k`, `>= 99%`, or a range with both ends in: `in 30%..37%`; \
         latencies are durations, shares percentages",
    ),
    ("STREAM", "the name of a stream"),
    ("PERCENT", "how far it may be from the plan: `2%`"),
    ("FIELD", "a field of the payload, by its path: `price`, `user.city`, `items.price`, `['first name']`"),
    ("TEST", "`== 'purchase'`, `>= 100`, `!= null`, `in ['a', 'b']`, `not in [1, 2]`"),
    ("NAME.FIELD", "a field of a stream's records, or of an event: `orders.id`"),
];

const fn metric(
    name: &'static str,
    syntax: &'static str,
    about: &'static str,
    example: &'static str,
    aborts: bool,
) -> MetricReference {
    MetricReference { name, syntax, about, example, aborts }
}

/// Every metric, those of the run first.
pub const ALL: &[MetricReference] = &[
    metric(
        "schedule_lag",
        "schedule_lag STATISTIC BOUND",
        "How late records were handed over: from the time they were due.",
        "schedule_lag p99 < 50ms",
        true,
    ),
    metric(
        "delivery_latency",
        "delivery_latency STATISTIC BOUND",
        "How late records were acknowledged: from the time they were due.",
        "delivery_latency p99.9 < 1s",
        true,
    ),
    metric(
        "broker_latency",
        "broker_latency STATISTIC BOUND",
        "How long the target took to acknowledge a record: from its handing over.",
        "broker_latency p50 <= 20ms",
        true,
    ),
    metric(
        "failed",
        "failed BOUND",
        "Records that were refused or never acknowledged. The line decides then whether lost records fail the run.",
        "failed == 0 abort",
        true,
    ),
    metric(
        "skipped",
        "skipped BOUND",
        "Records that were left out because they were late.",
        "skipped == 0",
        true,
    ),
    metric("sent", "sent BOUND", "Records that the target took.", "sent >= 10", true),
    metric(
        "acknowledged",
        "acknowledged BOUND",
        "Records that the target confirmed.",
        "acknowledged in 10..1M",
        true,
    ),
    metric("events", "events BOUND", "Records that were due, whatever became of them.", "events > 0", true),
    metric(
        "rate",
        "rate of STREAM within PERCENT of plan",
        "Records handed over in a second, against the same records as they were due.",
        "rate of pings within 2% of plan",
        false,
    ),
    metric(
        "share",
        "share of FIELD TEST BOUND",
        "How many of the records that may have the field pass the test.",
        "share of kind == 'purchase' in 30%..37%",
        false,
    ),
    metric(
        "mean",
        "mean of FIELD BOUND",
        "The mean of the field's numbers.",
        "mean of price in 40..60",
        false,
    ),
    metric(
        "null",
        "null share of FIELD BOUND",
        "How many of the records that may have the field have null there, or leave it out.",
        "null share of note in 88%..92%",
        false,
    ),
    metric(
        "unique",
        "unique FIELD",
        "No value of the field comes twice; null does not count.",
        "unique id",
        false,
    ),
    metric(
        "every",
        "every NAME.FIELD in NAME.FIELD",
        "Each value of the first field comes in the second as well, by the end of the run; null does not count.",
        "every cart.id in view.id",
        false,
    ),
];
