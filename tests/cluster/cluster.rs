//! One broker or three, with every kind of listener, on loopback ports.

use crate::broker::Broker;
use crate::certificates::{Certificates, path};
use crate::java::{jars, java};
use crate::keeper::Keeper;
use crate::properties::{self, ANN, ANN_SCRAM, Listener, Ports, free_ports};
use std::path::Path;
use std::process::{Child, Stdio};
use std::sync::{Mutex, MutexGuard, OnceLock, PoisonError};

/// Of one broker, and of several.
const CLUSTER_IDS: [&str; 2] = ["rushhour-test-clusterA", "rushhour-test-clusterQ"];

pub struct Cluster {
    /// Before the keeper: what runs ends before its folder goes.
    brokers: Vec<Broker>,
    ports: Vec<Ports>,
    pub certificates: Certificates,
    keeper: Keeper,
}

/// A broker that nobody disturbs, for all tests together.
pub fn calm() -> Option<&'static Cluster> {
    static CALM: OnceLock<Cluster> = OnceLock::new();
    let jars = jars()?;
    Some(CALM.get_or_init(|| Cluster::start(1, &jars)))
}

/// A broker that the test alone has, to disturb it.
pub fn single() -> Option<Held> {
    static SINGLE: Mutex<Option<Cluster>> = Mutex::new(None);
    hold(1, &SINGLE)
}

/// Three of them.
pub fn three() -> Option<Held> {
    static THREE: Mutex<Option<Cluster>> = Mutex::new(None);
    hold(3, &THREE)
}

/// A cluster of this test for its time, whole again from the test before.
pub struct Held(MutexGuard<'static, Option<Cluster>>);

fn hold(brokers: usize, cluster: &'static Mutex<Option<Cluster>>) -> Option<Held> {
    let jars = jars()?;
    let mut held = cluster.lock().unwrap_or_else(PoisonError::into_inner);
    held.get_or_insert_with(|| Cluster::start(brokers, &jars)).mend();
    Some(Held(held))
}

impl std::ops::Deref for Held {
    type Target = Cluster;

    fn deref(&self) -> &Cluster {
        self.0.as_ref().expect("started when it was taken")
    }
}

impl std::ops::DerefMut for Held {
    fn deref_mut(&mut self) -> &mut Cluster {
        self.0.as_mut().expect("started when it was taken")
    }
}

impl Cluster {
    fn start(count: usize, jars: &Path) -> Self {
        let keeper = Keeper::new();
        let certificates = Certificates::make(keeper.folder());
        let ports = free_ports(count);
        let names: Vec<String> = (1..=count).map(|number| format!("broker-{number}")).collect();
        let formatting: Vec<Child> = names
            .iter()
            .enumerate()
            .map(|(at, name)| {
                let file = keeper.folder().join(format!("{name}.properties"));
                let text = properties::broker(at + 1, &ports, &keeper.folder().join(name), &certificates);
                std::fs::write(&file, text).unwrap();
                format(jars, &file, CLUSTER_IDS[usize::from(count > 1)])
            })
            .collect();
        for process in formatting {
            let output = process.wait_with_output().unwrap();
            assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        }
        let brokers = names.iter().map(|name| Broker::new(name, jars, &keeper)).collect();
        let mut cluster = Self { brokers, ports, certificates, keeper };
        cluster.mend();
        cluster
    }

    /// Resumes and starts every broker that a test left otherwise.
    fn mend(&mut self) {
        for broker in &mut self.brokers {
            broker.resume();
            broker.start(&self.keeper);
        }
        self.brokers.iter_mut().for_each(Broker::wait);
    }

    /// In the form of `bootstrap.servers`.
    pub fn servers(&self, listener: Listener) -> String {
        let servers = self.ports.iter().map(|ports| format!("127.0.0.1:{}", ports[listener as usize]));
        servers.collect::<Vec<_>>().join(",")
    }

    /// By their number from 1.
    pub fn pause(&mut self, broker: usize) {
        self.brokers[broker - 1].pause();
    }

    pub fn resume(&mut self, broker: usize) {
        self.brokers[broker - 1].resume();
    }

    pub fn kill(&mut self, broker: usize) {
        self.brokers[broker - 1].kill(&self.keeper);
    }

    pub fn shut_down(&mut self, broker: usize) {
        self.brokers[broker - 1].shut_down(&self.keeper);
    }

    /// Begins to start it again.
    pub fn restart(&mut self, broker: usize) {
        self.brokers[broker - 1].start(&self.keeper);
    }
}

/// Makes a broker's storage, with the user that SCRAM knows.
fn format(jars: &Path, properties: &Path, cluster: &str) -> Child {
    let scram = format!("SCRAM-SHA-512=[name={},password={ANN_SCRAM}]", ANN.0);
    java(jars)
        .args(["kafka.tools.StorageTool", "format", "--cluster-id", cluster])
        .args(["--config", path(properties), "--add-scram", &scram])
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap()
}
