//! One broker or three, with every kind of listener, on loopback ports.

use super::SCRIPT;
use super::broker::Broker;
use super::certificates::Certificates;
use super::jars;
use super::keeper::Keeper;
use super::properties::Listener;
use std::process::Command;
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Mutex, MutexGuard, OnceLock, PoisonError};

pub struct Cluster {
    /// Before the keeper: what runs ends before its folder goes.
    brokers: Vec<Broker>,
    /// Each listener's name and its addresses.
    addresses: String,
    pub certificates: Certificates,
    keeper: Keeper,
}

/// A broker that nobody disturbs, for all tests together.
pub fn calm() -> Option<&'static Cluster> {
    static CALM: OnceLock<Cluster> = OnceLock::new();
    jars::are_there().then(|| CALM.get_or_init(|| Cluster::start(1)))
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
    jars::are_there().then(|| {
        let mut held = cluster.lock().unwrap_or_else(PoisonError::into_inner);
        held.get_or_insert_with(|| Cluster::start(brokers)).mend();
        Held(held)
    })
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
    fn start(count: usize) -> Self {
        let keeper = Keeper::new();
        let mut make = Command::new(SCRIPT);
        make.arg("make").arg(keeper.folder()).args([&count.to_string(), "secure", &own_port().to_string()]);
        let made = make.output().unwrap();
        assert!(made.status.success(), "{}", String::from_utf8_lossy(&made.stderr));
        let addresses = std::fs::read_to_string(keeper.folder().join("addresses")).unwrap();
        let certificates = Certificates::of(keeper.folder());
        let brokers = (1..=count).map(|number| Broker::new(number, &keeper)).collect();
        let mut cluster = Self { brokers, addresses, certificates, keeper };
        cluster.mend();
        cluster
    }

    /// Has every broker run that a test left otherwise. One that is still paused starts anew: resumed after longer than its
    /// session, it would be counted out for a moment, in which there is no broker to make a topic on.
    fn mend(&mut self) {
        for broker in &mut self.brokers {
            if broker.is_paused() {
                broker.kill(&self.keeper);
            }
            broker.start(&self.keeper);
        }
        self.brokers.iter_mut().for_each(Broker::wait);
    }

    /// In the form of `bootstrap.servers`.
    pub fn servers(&self, listener: Listener) -> String {
        let mut lines = self.addresses.lines().filter_map(|line| line.split_once(' '));
        lines.find(|(name, _)| *name == listener.name()).expect("every listener has a line").1.to_owned()
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

/// From here to the next multiple of a hundred the ports are a cluster's own, of this process and most likely of others: a
/// broker that comes back finds its own free.
fn own_port() -> u32 {
    static CLUSTERS: AtomicU32 = AtomicU32::new(0);
    let clusters = CLUSTERS.fetch_add(1, Ordering::Relaxed);
    20_000 + std::process::id() % 30 * 300 + clusters * 100
}
