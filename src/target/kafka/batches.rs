//! How large batches may be: librdkafka does not take one apart that a topic refuses, and all its records have failed.

use super::super::TopicSpec;
use rdkafka::config::ClientConfig;

const SIZE: &str = "batch.size";
/// A topic's setting.
const MOST: &str = "max.message.bytes";
/// librdkafka's own batches are no larger.
const USUAL: u64 = 1_000_000;

/// Makes batches as small as the declared topics say, unless the user has said how large they are.
pub(super) fn fit(config: &mut ClientConfig, topics: &[TopicSpec]) {
    let declared = topics.iter().filter_map(|topic| topic.config.get(MOST)?.trim().parse().ok());
    let smaller = declared.filter(|most| (1..USUAL).contains(most));
    if let (Some(smallest), None) = (smaller.min(), config.get(SIZE)) {
        config.set(SIZE, smallest.to_string());
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn batches_fit_into_the_narrowest_topic_unless_the_user_says_otherwise() {
        let topic = |most: &str| {
            let config = [(MOST.to_owned(), most.to_owned())].into_iter().collect();
            TopicSpec { config, ..TopicSpec::default() }
        };
        let fitted = |topics: &[&str], set: Option<&str>| {
            let mut config = ClientConfig::new();
            set.iter().for_each(|size| _ = config.set(SIZE, *size));
            fit(&mut config, &topics.iter().map(|most| topic(most)).collect::<Vec<_>>());
            config.get(SIZE).map(str::to_owned)
        };
        assert_eq!(fitted(&["50000", "20000", "much"], None).as_deref(), Some("20000"));
        assert_eq!(fitted(&["0", "20000", "-1"], None).as_deref(), Some("20000"));
        assert_eq!(fitted(&["20000"], Some("30000")).as_deref(), Some("30000"));
        assert_eq!(fitted(&["2000000", "0"], None).as_deref(), None);
        assert_eq!(fitted(&[], None), None);
    }
}
