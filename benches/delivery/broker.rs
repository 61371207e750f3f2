//! The broker that all sides send to: one of Apache Kafka, by itself, with topics that begin empty. It ends with this value, or with
//! the process however that ends.

use crate::keeper::Keeper;
use anyhow::{Context, Result, bail, ensure};
use rdkafka::ClientConfig;
use rdkafka::admin::{AdminClient, AdminOptions, NewTopic, TopicReplication};
use rdkafka::client::DefaultClientContext;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;
use tokio::runtime::Runtime;

const SCRIPT: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/kafka/kafka.sh");
/// Where the script has what the broker writes.
const FOLDER: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/target/kafka/run");
/// Its name there, and at the keeper.
const NAME: &str = "broker-1";
/// Far more than an answer takes.
const DEADLINE: Duration = Duration::from_secs(30);
/// Far more than it takes a topic to appear.
const QUESTIONS: u32 = 3_000;
const BETWEEN_QUESTIONS: Duration = Duration::from_millis(10);

pub struct Broker {
    /// In the form of `bootstrap.servers`.
    pub servers: String,
    /// The folder with Kafka's jars.
    pub jars: PathBuf,
    keeper: Keeper,
    admin: AdminClient<DefaultClientContext>,
    runtime: Runtime,
}

impl Broker {
    pub fn start() -> Result<Self> {
        if let Ok(servers) = script("address") {
            bail!("a broker is running at {servers}, perhaps for tests: `tests/kafka/kafka.sh stop` ends it");
        }
        let jars = PathBuf::from(script("jars")?);
        let servers = script("start")?;
        let keeper = Keeper::new();
        keeper.note(
            NAME,
            std::fs::read_to_string(Path::new(FOLDER).join(format!("{NAME}.pid")))?.trim().parse()?,
        );
        let admin = ClientConfig::new().set("bootstrap.servers", &servers).create()?;
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
        Ok(Self { servers, jars, keeper, admin, runtime })
    }

    /// Goes when the broker does.
    pub fn folder(&self) -> &Path {
        self.keeper.folder()
    }

    pub fn create(&self, topic: &str, partitions: usize) -> Result<()> {
        let new = NewTopic::new(topic, i32::try_from(partitions)?, TopicReplication::Fixed(1));
        let made = self.runtime.block_on(self.admin.create_topics([&new], &options()))?;
        ensure!(made.iter().all(Result::is_ok), "{made:?}");
        // The controller knows it, the broker in a moment.
        let known = (0..QUESTIONS).any(|_| {
            self.runtime.block_on(async { tokio::time::sleep(BETWEEN_QUESTIONS).await });
            self.ends(topic).is_ok_and(|ends| ends.len() == partitions)
        });
        ensure!(known, "{topic} does not appear");
        Ok(())
    }

    pub fn delete(&self, topic: &str) -> Result<()> {
        let gone = self.runtime.block_on(self.admin.delete_topics(&[topic], &options()))?;
        ensure!(gone.iter().all(Result::is_ok), "{gone:?}");
        Ok(())
    }

    /// The sum of a topic's end offsets.
    pub fn end_offsets(&self, topic: &str) -> Result<u64> {
        Ok(u64::try_from(self.ends(topic)?.iter().sum::<i64>())?)
    }

    fn ends(&self, topic: &str) -> Result<Vec<i64>> {
        let client = self.admin.inner();
        let metadata = client.fetch_metadata(Some(topic), DEADLINE)?;
        let partitions = metadata.topics()[0].partitions().iter();
        let ends =
            partitions.map(|partition| Ok(client.fetch_watermarks(topic, partition.id(), DEADLINE)?.1));
        ends.collect()
    }
}

impl Drop for Broker {
    fn drop(&mut self) {
        if let Err(error) = script("stop") {
            eprintln!("{error:#}");
        }
        self.keeper.forget(NAME);
        let _ = std::fs::remove_dir_all(Path::new(FOLDER).join(NAME));
    }
}

fn options() -> AdminOptions {
    AdminOptions::new().operation_timeout(Some(DEADLINE))
}

/// What it prints.
fn script(what: &str) -> Result<String> {
    let output = Command::new(SCRIPT).arg(what).output().with_context(|| format!("{SCRIPT} {what}"))?;
    ensure!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr).trim());
    Ok(String::from_utf8(output.stdout)?.trim().to_owned())
}
