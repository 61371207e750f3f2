//! A record as one line of JSON: the form of `preview` in a pipe, of `stdout` and of `file:`.

use super::{Labels, keyless_partition};
use crate::compose::Record;
use crate::value::write_json_text;
use std::str;

/// Appends `{"at":…,"stream":…,"event":…,"index":…,"topic":…,"partition":…,"key":…,"headers":…,"payload":…}`
/// and no line end. The payload is JSON where it is JSON, else text.
pub fn write_json_record(record: &Record<'_>, labels: &Labels, out: &mut Vec<u8>) {
    out.extend_from_slice(b"{\"at\":\"");
    record.timestamp.write(out);
    out.extend_from_slice(b"\",\"stream\":");
    write_json_text(labels.stream(record.origin.stream), out);
    out.extend_from_slice(b",\"event\":");
    write_json_text(labels.event(record.origin.event), out);
    out.extend_from_slice(b",\"index\":");
    write_number(record.origin.index.saturating_add(1), out);
    out.extend_from_slice(b",\"topic\":");
    write_json_text(record.topic, out);
    out.extend_from_slice(b",\"partition\":");
    let partitions = labels.topics.get(record.topic_id as usize).and_then(|topic| topic.partitions);
    match keyless_partition(record, partitions) {
        Some(partition) => write_number(partition, out),
        None => out.extend_from_slice(b"null"),
    }
    out.extend_from_slice(b",\"key\":");
    write_bytes_as_text(record.key, out);
    out.extend_from_slice(b",\"headers\":{");
    for (position, (name, value)) in record.headers().enumerate() {
        if position > 0 {
            out.push(b',');
        }
        write_json_text(name, out);
        out.push(b':');
        write_bytes_as_text(value, out);
    }
    out.extend_from_slice(b"},\"payload\":");
    match record.payload.filter(|payload| is_json(payload)) {
        Some(json) => write_on_one_line(json, out),
        None => write_bytes_as_text(record.payload, out),
    }
    out.push(b'}');
}

fn write_number(number: impl itoa::Integer, out: &mut Vec<u8>) {
    out.extend_from_slice(itoa::Buffer::new().format(number).as_bytes());
}

fn write_bytes_as_text(bytes: Option<&[u8]>, out: &mut Vec<u8>) {
    match bytes {
        Some(bytes) => write_json_text(&String::from_utf8_lossy(bytes), out),
        None => out.extend_from_slice(b"null"),
    }
}

/// serde skips the check for UTF-8 in text that it ignores, so it is made here.
fn is_json(bytes: &[u8]) -> bool {
    str::from_utf8(bytes).is_ok_and(|text| serde_json::from_str::<serde::de::IgnoredAny>(text).is_ok())
}

/// A raw line end inside JSON stands between its tokens, never in a text: a space means the same.
fn write_on_one_line(json: &[u8], out: &mut Vec<u8>) {
    let start = out.len();
    out.extend_from_slice(json);
    for byte in &mut out[start..] {
        if matches!(byte, b'\n' | b'\r') {
            *byte = b' ';
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::compose::{Batch, Envelope, Origin};
    use crate::value::Time;
    use std::sync::Arc;

    fn written(payload: Option<&[u8]>) -> serde_json::Value {
        let mut batch = Batch::default();
        batch.set_topics(Arc::from([Arc::from("orders")]));
        let payload = payload.map(|payload| batch.write(|out| out.extend_from_slice(payload)));
        let origin = Origin { stream: 0, phase: 0, event: 0, index: 4 };
        let envelope = Envelope { origin, due: 0, timestamp: Time(0), topic: 0, partition: Some(2) };
        batch.push(envelope, None, payload);
        let mut line = Vec::new();
        write_json_record(&batch.get(0).unwrap(), &Labels::default(), &mut line);
        assert!(!line.contains(&b'\n'), "one line");
        serde_json::from_slice(&line).unwrap()
    }

    #[test]
    fn a_payload_is_json_where_it_is_json() {
        assert_eq!(written(Some(b"{\"a\":\n [1.50]}"))["payload"], serde_json::json!({"a": [1.50]}));
        assert_eq!(written(Some(b"a,b\nc"))["payload"], "a,b\nc");
        assert_eq!(written(Some(b"{\"a\":1"))["payload"], "{\"a\":1");
        assert_eq!(written(Some(b"\"\xff\""))["payload"], "\"\u{fffd}\"");
        assert_eq!(written(Some(b""))["payload"], "");
    }

    #[test]
    fn a_tombstone_has_a_null_payload() {
        let record = written(None);
        assert_eq!(
            (&record["payload"], &record["key"]),
            (&serde_json::Value::Null, &serde_json::Value::Null)
        );
        assert_eq!((&record["index"], &record["partition"]), (&5.into(), &2.into()));
    }
}
