//! Whether the topics keep events of the run's times: what a person should know before it.
//!
//! In: the topics' own settings, and how far the event times lie from now. Out: doubts in words. Never fails a run: who may not read
//! the settings of a topic is told nothing.

use super::super::{Distance, TopicSpec};
use super::connection::Connection;
use super::context::reason;
use super::properties;
use crate::value::Duration;
use rdkafka::admin::{AdminClient, AdminOptions, ConfigResource, OwnedResourceSpecifier, ResourceSpecifier};
use rdkafka::config::ClientConfig;

/// Event times so near to now are in no topic's way, and no broker is asked.
const NEAR: i64 = Duration::MINUTE;

/// How long the brokers may take to tell what a run can do without.
const PATIENCE: std::time::Duration = std::time::Duration::from_secs(2);

/// What the topics' settings say against such event times.
pub(super) async fn doubts(
    config: &ClientConfig,
    connection: &Connection,
    topics: &[TopicSpec],
    distance: Distance,
) -> Vec<String> {
    if distance.age <= NEAR && distance.ahead <= NEAR || topics.is_empty() {
        return Vec::new();
    }
    let resources: Vec<_> = topics.iter().map(|topic| ResourceSpecifier::Topic(&topic.name)).collect();
    let options = AdminOptions::new().request_timeout(Some(PATIENCE.min(connection.patience)));
    let admin = config.create_with_context(connection.context.clone()).map_err(properties::explain);
    let described = match admin {
        Ok::<AdminClient<_>, _>(admin) => admin.describe_configs(&resources, &options).await,
        Err(error) => {
            tracing::debug!("{error}");
            return Vec::new();
        }
    };
    let described = described.unwrap_or_else(|error| {
        tracing::debug!("the settings of the topics cannot be read: {}", reason(&error));
        Vec::new()
    });
    described.iter().flatten().flat_map(|topic| Times::of(topic).doubts(distance)).collect()
}

/// A topic's settings that look at event times, in nanoseconds; `None` where they allow everything.
#[derive(Debug, Clone, Default)]
struct Times {
    topic: String,
    kept: Option<i64>,
    past: Option<i64>,
    future: Option<i64>,
}

impl Times {
    fn of(resource: &ConfigResource) -> Self {
        let setting = |name: &str| resource.get(name).and_then(|entry| entry.value.as_deref());
        let length = |name: &str| {
            let milliseconds = setting(name)?.parse::<i64>().ok().filter(|length| *length >= 0)?;
            milliseconds.checked_mul(Duration::MILLISECOND)
        };
        let topic = match &resource.specifier {
            OwnedResourceSpecifier::Topic(name) => name.clone(),
            OwnedResourceSpecifier::Group(_) | OwnedResourceSpecifier::Broker(_) => String::new(),
        };
        if setting("message.timestamp.type") == Some("LogAppendTime") {
            return Self { topic, ..Self::default() };
        }
        let deletes = setting("cleanup.policy").is_none_or(|policy| policy.contains("delete"));
        Self {
            topic,
            kept: length("retention.ms").filter(|_| deletes),
            past: length("message.timestamp.before.max.ms"),
            future: length("message.timestamp.after.max.ms"),
        }
    }

    fn doubts(&self, Distance { age, ahead }: Distance) -> Vec<String> {
        let topic = &self.topic;
        let is_less = |length: Option<i64>, than: i64| length.filter(|length| *length < than).map(rounded);
        let ago = rounded(age);
        let vanish = is_less(self.kept, age).map(|kept| {
            format!(
                "the topic '{topic}' keeps events for {kept} and the run begins {ago} ago: older ones will vanish; raise \
                 `retention.ms` of the topic first"
            )
        });
        let old = is_less(self.past, age).map(|past| {
            format!(
                "the topic '{topic}' takes events that are up to {past} old and the run begins {ago} ago: older ones \
                 will fail; raise `message.timestamp.before.max.ms` of the topic first"
            )
        });
        let early = is_less(self.future, ahead).map(|future| {
            let ahead = rounded(ahead);
            format!(
                "the topic '{topic}' takes events that are up to {future} ahead of now and the run comes to {ahead} \
                 ahead: later ones will fail; raise `message.timestamp.after.max.ms` of the topic first"
            )
        });
        [vanish, old, early].into_iter().flatten().collect()
    }
}

/// A length in whole units that are small against it.
fn rounded(length: i64) -> Duration {
    let units = [
        (10 * Duration::DAY, Duration::DAY),
        (Duration::DAY, Duration::HOUR),
        (Duration::HOUR, Duration::MINUTE),
        (Duration::MINUTE, Duration::SECOND),
    ];
    let unit =
        units.into_iter().find(|(from, _)| length >= *from).map_or(Duration::MILLISECOND, |(_, unit)| unit);
    Duration(length / unit * unit)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::readme;
    use rdkafka::admin::{ConfigEntry, ConfigSource};

    fn doubts(settings: &[(&str, &str)], age: i64) -> Vec<String> {
        let entries = settings.iter().map(|(name, value)| ConfigEntry {
            name: (*name).to_owned(),
            value: Some((*value).to_owned()),
            source: ConfigSource::DynamicTopic,
            is_read_only: false,
            is_default: false,
            is_sensitive: false,
        });
        let specifier = OwnedResourceSpecifier::Topic("orders".to_owned());
        let resource = ConfigResource { specifier, entries: entries.collect() };
        Times::of(&resource).doubts(Distance { age, ahead: -age })
    }

    #[test]
    fn every_doubt_is_explained_in_the_readme() {
        let week = ("retention.ms", "604800000");
        let past = ("message.timestamp.before.max.ms", "3600000");
        let future = ("message.timestamp.after.max.ms", "3600000");
        let early = doubts(&[future], -2 * Duration::DAY);
        for doubt in doubts(&[week, past], 30 * Duration::DAY).into_iter().chain(early) {
            readme::shows(&doubt);
        }
    }

    #[test]
    fn events_older_than_the_topic_keeps_them_will_vanish() {
        let week = ("retention.ms", "604800000");
        let year = 365 * Duration::DAY + 5;
        let said = "the topic 'orders' keeps events for 7d and the run begins 365d ago: older ones will vanish; raise \
                    `retention.ms` of the topic first";
        assert_eq!(doubts(&[week], year), [said]);
        assert_eq!(doubts(&[week, ("cleanup.policy", "compact,delete")], year).len(), 1);
        assert_eq!(doubts(&[week, ("cleanup.policy", "compact")], year), [""; 0]);
        assert_eq!(doubts(&[week, ("message.timestamp.type", "LogAppendTime")], year), [""; 0]);
        assert_eq!(doubts(&[("retention.ms", "-1")], year), [""; 0]);
        assert_eq!(doubts(&[week], 7 * Duration::DAY), [""; 0]);
    }

    #[test]
    fn events_too_old_or_too_early_for_the_topic_will_fail() {
        let limits =
            [("message.timestamp.before.max.ms", "60000"), ("message.timestamp.after.max.ms", "3600000")];
        assert!(doubts(&limits, Duration::HOUR)[0].contains("up to 1m old and the run begins 1h ago"));
        assert!(
            doubts(&limits, -48 * Duration::HOUR)[0]
                .contains("up to 1h ahead of now and the run comes to 2d ahead")
        );
        assert_eq!(doubts(&limits, -Duration::HOUR), [""; 0]);
        let all = [("message.timestamp.before.max.ms", "9223372036854775807")];
        assert_eq!(doubts(&all, i64::MAX / 2), [""; 0]);
    }
}
