//! The small scenario that the tests run, and what they look at when it has ended.

use crate::child::Running;
use crate::cluster::Cluster;
use crate::folder::{Called, Folder};
use crate::properties::Listener;
use serde_json::{Value, json};

/// A hundred events a second, to one partition after the other.
const TICKS: &str = "\
scenario: ticks
events:
  tick:
    payload:
      number: =event.index
      kind: =choice(a, b, c, d, e)
      at: =now
traffic:
  ticks:
    emit: tick
    topic: TOPIC
    phases:
      - steady: hold 100/s
";

/// A folder with the scenario, `ticks.yaml`, that sends to a topic; `more` stands at its end.
pub fn ticks(topic: &str, more: &str) -> Folder {
    Folder::with("ticks.yaml", &(TICKS.replace("TOPIC", topic) + more))
}

/// `run` with a number of events to a listener, and what it counts in `out.json`.
pub fn run(cluster: &Cluster, listener: Listener, events: u32) -> Vec<String> {
    let servers = cluster.servers(listener);
    ["run", "ticks.yaml", "--max-events", &events.to_string(), "--summary", "out.json"]
        .map(str::to_owned)
        .into_iter()
        .chain(set(&[("bootstrap.servers", &servers)]))
        .collect()
}

/// Properties as options.
pub fn set(properties: &[(&str, &str)]) -> Vec<String> {
    let options = properties.iter().map(|(name, value)| format!("kafka.{name}={value}"));
    options.flat_map(|property| ["--set".to_owned(), property]).collect()
}

pub fn call(folder: &Folder, arguments: &[Vec<String>]) -> Called {
    let arguments = arguments.concat();
    folder.call(&arguments.iter().map(String::as_str).collect::<Vec<_>>())
}

/// A run to the plain listener that goes on and shows every record, so that a test can wait for one.
pub fn start(cluster: &Cluster, folder: &Folder, events: u32, more: &[&str]) -> Running {
    let mut arguments = run(cluster, Listener::Plain, events);
    arguments.extend(["-v"].iter().chain(more).map(|argument| (*argument).to_owned()));
    Running::start(folder.command(&arguments.iter().map(String::as_str).collect::<Vec<_>>()))
}

pub fn summary(folder: &Folder) -> Value {
    serde_json::from_str(&folder.read("out.json")).unwrap()
}

/// A member of the summary.
#[track_caller]
pub fn count(folder: &Folder, member: &str) -> u64 {
    let summary = summary(folder);
    summary[member].as_u64().unwrap_or_else(|| panic!("no {member} in {summary}"))
}

/// So many events were planned, all are acknowledged, the topic holds each once, and the run knows it.
#[track_caller]
pub fn all_arrived(cluster: &Cluster, topic: &str, folder: &Folder, events: u32) {
    let counts = ["planned", "acknowledged", "failed"].map(|member| count(folder, member));
    assert_eq!(counts, [u64::from(events), u64::from(events), 0]);
    assert_eq!(cluster.held(topic).iter().sum::<i64>(), i64::from(events));
    let summary = summary(folder);
    assert_eq!(summary["end_offsets"]["records"], events, "{summary}");
    assert_eq!((&summary["mismatches"], &summary["surplus"]), (&json!([]), &json!([])));
}
