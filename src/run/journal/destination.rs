//! Where the records of a journal went, so that nobody goes on with it elsewhere by mistake.

use crate::target::{Target, whole};
use serde::{Deserialize, Serialize};

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Destination {
    /// As on the command line, but for Kafka without its servers, which may change, and of a file its whole path.
    pub target: String,
    /// The id of the Kafka cluster, once it is known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cluster: Option<String>,
    /// Whose transactions they were sent in, where they were.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub transactional: Option<String>,
    /// It holds nothing of what was acknowledged before.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub(in crate::run) is_anew: bool,
}

impl Destination {
    /// As far as it is known before connecting.
    pub fn of(target: &Target) -> Self {
        let target = match target {
            Target::Kafka(_) => "kafka".to_owned(),
            Target::File(path) => Target::File(whole(path)).to_string(),
            Target::Embedded(_) | Target::Stdout | Target::Null => target.to_string(),
        };
        Self { target, cluster: None, transactional: None, is_anew: false }
    }

    /// Whether nothing tells them apart.
    pub(super) fn may_be(&self, other: &Self) -> bool {
        let clusters = self.cluster.as_ref().zip(other.cluster.as_ref());
        self.target == other.target && clusters.is_none_or(|(cluster, other)| cluster == other)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::target::Properties;

    #[test]
    fn servers_do_not_count_and_a_file_is_the_same_by_any_path() {
        let mut properties = Properties::default();
        properties.set("bootstrap.servers", "localhost:9092");
        assert_eq!(Destination::of(&Target::Kafka(properties)).target, "kafka");
        let folder = tempfile::tempdir().unwrap();
        let file = |path: &str| Destination::of(&Target::File(folder.path().join(path)));
        let before = file("out.jsonl");
        std::fs::write(folder.path().join("out.jsonl"), "").unwrap();
        assert_eq!(file("./out.jsonl"), before);
        assert_ne!(file("other.jsonl"), before);
    }

    #[test]
    fn a_cluster_that_told_no_id_may_be_any() {
        let kafka = |cluster: Option<&str>| Destination {
            target: "kafka".to_owned(),
            cluster: cluster.map(str::to_owned),
            transactional: None,
            is_anew: false,
        };
        assert!(kafka(None).may_be(&kafka(Some("one"))) && kafka(Some("one")).may_be(&kafka(None)));
        assert!(kafka(Some("one")).may_be(&kafka(Some("one"))));
        assert!(!kafka(Some("one")).may_be(&kafka(Some("two"))));
        let null = Destination { target: "null".to_owned(), ..kafka(None) };
        assert!(!kafka(None).may_be(&null));
    }
}
