//! Kafka through librdkafka, and the broker inside it: what is done before the first record. Never retries or orders
//! anything itself: that is librdkafka's work.

mod batches;
mod checks;
mod connection;
mod context;
mod directory;
mod embedded;
mod event_times;
mod grouping;
mod growth;
mod offsets;
mod partitioner;
mod poller;
mod properties;
mod questions;
mod secrets;
mod sink;
mod token;
mod topics;
mod transactions;
mod troubles;
mod watchdog;

pub use properties::Properties;

use super::{Labels, Opening, Setting, TargetError};
use connection::Connection;
use directory::{Directory, Known, Made};
use grouping::Grouping;
use partitioner::Partitioner;
use poller::Poller;
use questions::APPEARANCES;
use rdkafka::config::ClientConfig;
use rdkafka::producer::Producer;
use transactions::Transactions;
use watchdog::Watchdog;

pub(super) struct Kafka {
    connection: Connection,
    poller: Poller,
    directory: Directory,
    partitioner: Partitioner,
    grouping: Grouping,
    /// Records since the run last had time to wait.
    unsettled: u64,
    transactions: Option<Transactions>,
    is_embedded: bool,
    /// None where the broker is in this process, or no topic is known beforehand.
    watchdog: Option<Watchdog>,
}

impl Kafka {
    pub(super) async fn connect(properties: &Properties, setting: Setting) -> Result<Self, TargetError> {
        let setting = identified(setting, properties);
        let servers = properties.servers().ok_or(TargetError::NoServers)?.to_owned();
        let mut config = properties.config(setting.transactional.as_ref())?;
        batches::fit(&mut config, &setting.labels.topics);
        let (labels, distance, cluster) = (setting.labels.clone(), setting.distance, setting.cluster.clone());
        let opening = setting.opening;
        let (connection, poller) = Connection::open(&config, servers, setting)?;
        if let Some(known) = cluster {
            questions::reach(&connection, None).await?;
            connection.hold_cluster(known)?;
        }
        if let Opening::GoOn { held } = opening
            && held > 0
            && !labels.has_other_topics
        {
            let records = topics::held(&config, &connection, &labels.topics).await?;
            if let Some(records) = records.filter(|records| *records < held) {
                return Err(TargetError::OtherTopics { servers: connection.servers, records, held });
            }
        }
        let made = if labels.topics.iter().any(|topic| topic.declared) {
            topics::create_missing(&config, &connection, &labels.topics).await?
        } else {
            Vec::new()
        };
        let made = Made::Some(made);
        let kafka = Self::with_topics(&config, connection, poller, &labels, made).await?;
        if let Some(distance) = distance {
            let doubts = event_times::doubts(&config, &kafka.connection, &labels.topics, distance).await;
            doubts.iter().for_each(|doubt| tracing::warn!("{doubt}"));
        }
        Ok(kafka)
    }

    pub(super) async fn embedded(properties: &Properties, setting: Setting) -> Result<Self, TargetError> {
        let setting = identified(setting, properties);
        let mut config = properties.without_connection().config(setting.transactional.as_ref())?;
        config.set("test.mock.num.brokers", "1");
        let labels = setting.labels.clone();
        let (mut connection, poller) = Connection::open(&config, String::new(), setting)?;
        connection.servers = embedded::create_topics(connection.producer.client(), &labels.topics)?;
        Self::with_topics(&config, connection, poller, &labels, Made::All).await
    }

    async fn with_topics(
        config: &ClientConfig,
        connection: Connection,
        poller: Poller,
        labels: &Labels,
        made: Made,
    ) -> Result<Self, TargetError> {
        if labels.topics.is_empty() || connection.context.transacting.is_some() {
            questions::reach(&connection, None).await?;
        }
        let is_embedded = matches!(made, Made::All);
        // Before the end offsets are read, which go on where an earlier producer's transaction is ended.
        let first = labels.topics.first().map(|topic| topic.name.as_str()).filter(|_| !is_embedded);
        let transactions = match &connection.context.transacting {
            Some(transacting) => Some(Transactions::open(config, &connection, transacting, first).await?),
            None => None,
        };
        let mut directory = Directory::new(labels.allowed.clone(), made);
        for topic in &labels.topics {
            directory.add(if directory.made(&topic.name) {
                let appearances = questions::appearances(&connection);
                let partitions = questions::partitions(&connection, &topic.name, appearances).await?;
                if is_embedded {
                    Known::new(&topic.name, partitions)
                } else {
                    questions::before(&connection, &topic.name, partitions).await.made_now()
                }
            } else {
                let partitions = questions::partitions(&connection, &topic.name, APPEARANCES).await?;
                questions::before(&connection, &topic.name, partitions).await
            });
        }
        // The first answer came over the connection to the bootstrap server, which librdkafka closes then. The answer
        // to another question makes it ask for its producer id at once; else it would do so half a second after it
        // was made, and the first records would wait for that.
        questions::reach(&connection, labels.topics.first()).await?;
        let (partitioner, grouping) = (Partitioner::of(config), Grouping::default());
        let watchdog = first.map(|topic| Watchdog::start(config, &connection, topic));
        Ok(Self {
            connection,
            poller,
            directory,
            partitioner,
            grouping,
            unsettled: 0,
            transactions,
            is_embedded,
            watchdog,
        })
    }
}

fn identified(mut setting: Setting, properties: &Properties) -> Setting {
    setting.transactional = setting.transactional.map(|transactional| properties.identified(transactional));
    setting
}
