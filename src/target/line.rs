//! A line of JSON -> the record that it tells: what [`super::write_json_record`] wrote, byte for byte.

use crate::compose::NO_TOPIC;
use crate::diagnostic::visible;
use crate::scenario::is_topic_name;
use crate::value::{Time, read_base64};
use serde::Deserialize;
use serde::de::{Deserializer, IgnoredAny, MapAccess, Visitor};
use serde_json::value::RawValue;
use std::fmt;

/// A record as a line tells it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sent {
    pub timestamp: Time,
    pub stream: String,
    pub event: String,
    /// From 0.
    pub index: u64,
    pub topic: String,
    pub partition: Option<i32>,
    pub key: Option<Vec<u8>>,
    pub headers: Vec<(String, Option<Vec<u8>>)>,
    pub payload: Option<Vec<u8>>,
}

/// Why a line tells none.
#[derive(Debug, thiserror::Error)]
pub enum LineError {
    #[error("the line ends before its record does")]
    Cut,
    #[error(
        "a record is written `{{\"at\":…,\"stream\":…,\"event\":…,\"index\":…,\"topic\":…,\"payload\":…}}`"
    )]
    NoObject,
    #[error("at column {column}: {reason}")]
    Form { column: usize, reason: String },
    #[error("`at` is no time: `{}`; write it as `2026-11-27T08:00:00.000Z`", visible(.0))]
    Time(String),
    #[error("`{0}` is no base64: write letters, digits, `+` and `/`, filled up with `=` to four at a time")]
    Base64(&'static str),
    #[error("`index` counts from 1")]
    Index,
    #[error("`partition` is {0}: write a number from 0, or null where the producer decides")]
    Partition(i32),
    #[error("`headers_base64` has a header `{}` that `headers` has not", visible(.0))]
    Header(String),
    #[error(
        "`topic` is no name that Kafka takes: write up to 249 of the letters a-z and A-Z, digits, `.`, `_` and `-`"
    )]
    Topic,
}

impl From<serde_json::Error> for LineError {
    fn from(error: serde_json::Error) -> Self {
        if error.is_eof() {
            return Self::Cut;
        }
        let told = error.to_string();
        let reason = told.rsplit_once(" at line ").map_or(told.as_str(), |(reason, _)| reason);
        Self::Form { column: error.column(), reason: visible(reason) }
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Line {
    at: String,
    stream: String,
    event: String,
    index: u64,
    topic: String,
    partition: Option<i32>,
    key: Option<String>,
    key_base64: Option<String>,
    #[serde(default)]
    headers: Pairs,
    #[serde(default)]
    headers_base64: Pairs,
    payload: Box<RawValue>,
    payload_base64: Option<String>,
    /// Of a record that failed.
    #[serde(rename = "cause")]
    _cause: Option<IgnoredAny>,
}

/// Members in their order, as headers may repeat.
#[derive(Default)]
struct Pairs(Vec<(String, Option<String>)>);

impl Sent {
    /// Reads a line without its end.
    pub fn parse(line: &[u8]) -> Result<Self, LineError> {
        // An array of a record's values would be taken for it.
        if line.trim_ascii_start().first().is_some_and(|first| *first != b'{') {
            return Err(LineError::NoObject);
        }
        let line: Line = serde_json::from_slice(line)?;
        let timestamp = Time::parse(&line.at).ok_or(LineError::Time(line.at))?;
        if let Some(partition) = line.partition.filter(|partition| *partition < 0) {
            return Err(LineError::Partition(partition));
        }
        // The mark of a record that computed none goes on to where such a record fails.
        if !is_topic_name(&line.topic) && line.topic != NO_TOPIC {
            return Err(LineError::Topic);
        }
        let text = |text: Option<String>| text.map(String::into_bytes);
        let mut headers: Vec<_> =
            line.headers.0.into_iter().map(|(name, value)| (name, text(value))).collect();
        for (name, value) in line.headers_base64.0 {
            let Some((_, known)) = headers.iter_mut().find(|(known, _)| *known == name) else {
                return Err(LineError::Header(name));
            };
            *known = bytes("headers_base64", value)?;
        }
        let key = bytes("key_base64", line.key_base64)?.or(text(line.key));
        let payload = match bytes("payload_base64", line.payload_base64)? {
            Some(bytes) => Some(bytes),
            None => payload(&line.payload)?,
        };
        let index = line.index.checked_sub(1).ok_or(LineError::Index)?;
        let Line { stream, event, topic, partition, .. } = line;
        Ok(Self { timestamp, stream, event, index, topic, partition, key, headers, payload })
    }
}

/// A text is what it says, `null` a tombstone, everything else JSON as it stands.
fn payload(raw: &RawValue) -> Result<Option<Vec<u8>>, LineError> {
    match raw.get() {
        "null" => Ok(None),
        text if text.starts_with('"') => Ok(Some(serde_json::from_str::<String>(text)?.into_bytes())),
        json => Ok(Some(json.as_bytes().to_vec())),
    }
}

fn bytes(member: &'static str, text: Option<String>) -> Result<Option<Vec<u8>>, LineError> {
    text.map(|text| read_base64(&text).ok_or(LineError::Base64(member))).transpose()
}

impl<'de> Deserialize<'de> for Pairs {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_map(PairsVisitor)
    }
}

struct PairsVisitor;

impl<'de> Visitor<'de> for PairsVisitor {
    type Value = Pairs;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object of texts")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Pairs, A::Error> {
        let mut pairs = Vec::new();
        while let Some(pair) = map.next_entry()? {
            pairs.push(pair);
        }
        Ok(Pairs(pairs))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::compose::{Batch, Envelope, Origin};
    use crate::target::{Labels, Lost, write_failed_record, write_json_record};
    use proptest::prelude::*;
    use std::sync::Arc;

    type Bytes = Option<Vec<u8>>;

    fn payloads() -> impl Strategy<Value = Bytes> {
        let json =
            prop::sample::select(vec!["null", "\"a\"", " {} ", "[1,\n2]", "{\"a\":1.50}", "12", "", "x"]);
        prop::option::of(prop_oneof![
            json.prop_map(|json| json.as_bytes().to_vec()),
            prop::collection::vec(any::<u8>(), 0..20),
        ])
    }

    proptest! {
        #[test]
        fn a_record_is_read_as_it_was_written(
            (key, payload, header) in (payloads(), payloads(), payloads()),
            partition in prop::option::of(0..9_i32),
            failed: bool,
        ) {
            let mut batch = Batch::default();
            batch.set_topics(Arc::from([Arc::from("orders")]));
            let mut write = |bytes: &Bytes| bytes.as_ref().map(|bytes| batch.write(|out| out.extend_from_slice(bytes)));
            let (written_key, written_payload) = (write(&key), write(&payload));
            let (name, value) = (write(&Some(b"h".to_vec())).unwrap(), write(&header));
            batch.push_header(name, value);
            let origin = Origin { stream: 0, phase: 0, event: 0, index: 4 };
            let envelope = Envelope { origin, due: 0, timestamp: Time(5_000_000), topic: 0, partition };
            batch.push(envelope, written_key, written_payload);
            let (record, mut line) = (batch.get(0).unwrap(), Vec::new());
            if failed {
                write_failed_record(origin, &Labels::default(), &Lost::of(&record, record.partition), "too \"large\"", &mut line);
            } else {
                write_json_record(&record, &Labels::default(), &mut line);
            }
            let sent = Sent::parse(&line).unwrap();
            let headers = vec![("h".to_owned(), header)];
            prop_assert_eq!((sent.key, sent.payload, sent.headers), (key, payload, headers));
            prop_assert_eq!((sent.timestamp, sent.partition, sent.index), (Time(5_000_000), partition, 4));
        }
    }

    #[test]
    fn a_line_that_is_no_record_says_what_is_wrong() {
        let line = |more: &str| {
            let at = "\"at\":\"2026-01-01T00:00:00Z\",\"stream\":\"s\",\"event\":\"e\"";
            format!("{{{at},\"index\":1,\"topic\":\"t\",\"payload\":null{more}}}")
        };
        let refused = |line: &str| Sent::parse(line.as_bytes()).unwrap_err().to_string();
        assert!(Sent::parse(line("").as_bytes()).is_ok());
        for (more, words) in [
            (",\"partition\":-1", "`partition` is -1"),
            (",\"key_base64\":\"x\"", "`key_base64` is no base64"),
            (",\"headers_base64\":{\"h\":\"eA==\"}", "has a header `h` that `headers` has not"),
            (",\"keyy\":\"x\"", "unknown field `keyy`"),
            (",\"headers\":[]", "an object of texts"),
        ] {
            assert!(refused(&line(more)).contains(words), "{}", refused(&line(more)));
        }
        for topic in ["", "..", "a b", "\\u0000", "\\u001b[31mt", &"t".repeat(250)] {
            let line = line("").replace("\"t\"", &format!("\"{topic}\""));
            assert!(refused(&line).contains("`topic` is no name that Kafka takes"), "{}", refused(&line));
        }
        assert!(refused(&line("").replace("2026-", "26-")).contains("`at` is no time: `26-01-01"));
        assert!(refused(&line("").replace(":1,", ":0,")).contains("`index` counts from 1"));
        assert_eq!(refused("{}"), "at column 2: missing field `at`");
        assert_eq!(refused("{\"at\":1}"), "at column 7: invalid type: integer `1`, expected a string");
        assert_eq!(
            refused("{\"at\":\"\",\"index\":\"7\"}"),
            "at column 20: invalid type: string \"7\", expected u64"
        );
        for cut in ["", "{", &line("")[..30]] {
            assert_eq!(refused(cut), "the line ends before its record does");
        }
        let values = r#"["2026-01-01T00:00:00Z","s","e",1,"t",null,null,null,{},{},null,null,null]"#;
        for other in [values, "5", "\"{}\"", "at: now"] {
            assert!(refused(other).starts_with("a record is written `{\"at\":…"), "{other}");
        }
        let escape = line(",\"headers_base64\":{\"\\u001b[2J\":null}");
        assert!(refused(&escape).contains("`\\u{1b}[2J`"), "{}", refused(&escape));
    }
}
