//! What every report says about a run's turning points, through the log.

use super::numbers::how_many;
use crate::run::{Event, Signal};
use crate::target::{Connected, Target};

pub(super) fn announce(event: &Event<'_>) {
    match event {
        Event::Connected { target, found, pace } => {
            tracing::info!("running at {pace}, to {target}");
            for line in connection(target, found) {
                tracing::info!("{line}");
            }
        }
        Event::Begun { start, .. } => tracing::info!("start {start}"),
        Event::Stopping(signal) => {
            let again = if *signal == Signal::Interrupt { "; Ctrl-C again leaves at once" } else { "" };
            tracing::warn!("{signal}: waiting for acknowledgements of what was sent{again}");
        }
        Event::Aborting(line) => {
            tracing::warn!("`{line}` does not hold: waiting for acknowledgements of what was sent");
        }
        Event::Progress(_) | Event::Finished(_) => {}
    }
}

fn connection(target: &str, found: &Connected) -> Vec<String> {
    let Some(servers) = &found.servers else {
        return Vec::new();
    };
    let mut lines = vec![format!("connected to {servers}")];
    if let Some(id) = &found.transactional_id {
        lines.push(format!("records are acknowledged when their transaction is committed, as `{id}`"));
    }
    for (topic, partitions) in &found.topics {
        let partitions = how_many(partitions.unsigned_abs().into(), "partition");
        lines.push(format!("topic '{topic}' has {partitions}"));
    }
    if target == Target::EMBEDDED {
        let topic = found.topics.first().map_or("TOPIC", |(topic, _)| topic);
        lines.push(format!("read along with: kcat -C -b {servers} -t {topic}"));
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_embedded_broker_says_how_to_read_from_it() {
        let found = Connected {
            servers: Some("127.0.0.1:4000".to_owned()),
            cluster: None,
            topics: vec![("orders".to_owned(), 3), ("audit".to_owned(), 1)],
            transactional_id: None,
        };
        assert_eq!(
            connection("embedded", &found),
            [
                "connected to 127.0.0.1:4000",
                "topic 'orders' has 3 partitions",
                "topic 'audit' has 1 partition",
                "read along with: kcat -C -b 127.0.0.1:4000 -t orders",
            ]
        );
    }
}
