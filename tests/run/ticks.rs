//! The made-up schedule, and a run of it.

use rushhour::compose::{Batch, Envelope, Origin};
use rushhour::run::{Clock, Options, Portion, RunError, Source, Stop, Summary};
use rushhour::target::{Labels, PhaseLabel, StreamLabel, Target, TopicSpec};
use rushhour::value::{Duration, Time};
use std::collections::BTreeMap;
use std::sync::Arc;

pub const START: Time = Time(1_767_225_600 * Duration::SECOND);
pub const PARTITIONS: i32 = 3;

/// Ten records a second, alternating between a keyed and a keyless one in two phases of a second each.
pub struct Ticks {
    topic: String,
    next: u64,
    count: u64,
    clock: Option<(Clock, Duration)>,
}

impl Ticks {
    pub fn new(topic: &str, count: u64) -> Self {
        Self { topic: topic.to_owned(), next: 0, count, clock: None }
    }

    /// Composing every record takes so long on the clock.
    pub fn slow(topic: &str, count: u64, clock: &Clock, each: Duration) -> Self {
        Self { clock: Some((clock.clone(), each)), ..Self::new(topic, count) }
    }
}

pub fn due(index: u64) -> i64 {
    i64::try_from(index).unwrap() * 100 * Duration::MILLISECOND
}

pub fn payload(index: u64) -> String {
    format!(r#"{{"number":{index}}}"#)
}

impl Source for Ticks {
    fn fill(&mut self, batch: &mut Batch, portion: &Portion) -> bool {
        batch.set_topics(Arc::from([Arc::from(self.topic.as_str())]));
        while self.next < self.count && portion.has_room(batch, due(self.next)) {
            let index = self.next;
            self.next += 1;
            if let Some((clock, each)) = &self.clock {
                clock.advance(*each);
            }
            let key = index
                .is_multiple_of(2)
                .then(|| batch.write(|out| out.extend_from_slice(format!("key-{}", index % 10).as_bytes())));
            let name = batch.write(|out| out.extend_from_slice(b"source"));
            let value = batch.write(|out| out.extend_from_slice(b"web"));
            batch.push_header(name, Some(value));
            let payload = batch.write(|out| out.extend_from_slice(payload(index).as_bytes()));
            let phase = u32::from(due(index) >= Duration::SECOND);
            let origin = Origin { stream: 0, phase, event: 0, index };
            let timestamp = Time(START.0 + due(index));
            let envelope = Envelope { origin, due: due(index), timestamp, topic: 0, partition: None };
            batch.push(envelope, key, Some(payload));
        }
        self.next < self.count
    }
}

pub fn labels(topic: &str) -> Arc<Labels> {
    let phase = |name: &str| PhaseLabel { name: name.to_owned(), ..PhaseLabel::default() };
    let stream = StreamLabel { name: "ticks".to_owned(), phases: vec![phase("first"), phase("second")] };
    let topic = TopicSpec {
        name: topic.to_owned(),
        partitions: Some(PARTITIONS),
        replication: Some(1),
        config: BTreeMap::new(),
        declared: true,
    };
    let (streams, topics) = (vec![stream], vec![topic]);
    let (scenario, events) = ("test".to_owned(), vec!["tick".to_owned()]);
    Arc::new(Labels { scenario, streams, events, topics, ..Labels::default() })
}

/// Time passes as fast as it is waited for.
pub fn unhurried() -> Options {
    Options { clock: Clock::manual(), ..Options::default() }
}

pub fn block_on<T>(future: impl Future<Output = T>) -> T {
    tokio::runtime::Builder::new_multi_thread()
        .worker_threads(1)
        .enable_all()
        .build()
        .unwrap()
        .block_on(future)
}

pub fn run(source: Ticks, target: &Target, options: Options) -> Result<Summary, RunError> {
    let labels = labels(&source.topic);
    block_on(rushhour::run::run(Box::new(source), target, labels, options, &mut (), Stop::never()))
}
