//! A record as one line of JSON: the form of `preview` in a pipe, of `stdout` and of `file:`.

use super::{Labels, Lost, keyless_partition};
use crate::compose::{Origin, Record};
use crate::value::{Time, write_base64, write_json_text};
use std::str;

/// What a record is besides where it comes from and its headers.
#[derive(Debug, Clone, Copy)]
pub struct Message<'a> {
    pub timestamp: Time,
    pub topic: &'a str,
    pub partition: Option<i32>,
    pub key: Option<&'a [u8]>,
    pub payload: Option<&'a [u8]>,
}

/// Appends `{"at":…,"stream":…,"event":…,"index":…,"topic":…,"partition":…,"key":…,"headers":…,"payload":…}`
/// and no line end. The payload is JSON where it is JSON, else text; what cannot be told so byte for byte stands once
/// more behind it, as `key_base64`, `headers_base64` and `payload_base64`.
pub fn write_json_record(record: &Record<'_>, labels: &Labels, out: &mut Vec<u8>) {
    let partitions = labels.topics.get(record.topic_id as usize).and_then(|topic| topic.partitions);
    let message = Message {
        timestamp: record.timestamp,
        topic: record.topic,
        partition: keyless_partition(record, partitions),
        key: record.key,
        payload: record.payload,
    };
    write_message(record.origin, labels, &message, || record.headers(), out);
}

/// Appends the same of a record that failed, with a last member `cause`.
pub fn write_failed_record(origin: Origin, labels: &Labels, lost: &Lost<'_>, cause: &str, out: &mut Vec<u8>) {
    match lost {
        Lost::Message { message, headers } => {
            write_message(origin, labels, message, || headers.iter().copied(), out);
        }
        Lost::Line(line) => out.extend_from_slice(line),
    }
    if out.pop_if(|last| *last == b'}').is_some() {
        out.extend_from_slice(b",\"cause\":");
        write_json_text(cause, out);
        out.push(b'}');
    }
}

fn write_message<'h, H: Iterator<Item = (&'h str, Option<&'h [u8]>)>>(
    origin: Origin,
    labels: &Labels,
    message: &Message<'_>,
    headers: impl Fn() -> H,
    out: &mut Vec<u8>,
) {
    out.extend_from_slice(b"{\"at\":\"");
    message.timestamp.write(out);
    out.extend_from_slice(b"\",\"stream\":");
    write_json_text(labels.stream(origin.stream), out);
    out.extend_from_slice(b",\"event\":");
    write_json_text(labels.event(origin.event), out);
    out.extend_from_slice(b",\"index\":");
    write_number(origin.index.saturating_add(1), out);
    out.extend_from_slice(b",\"topic\":");
    write_json_text(message.topic, out);
    out.extend_from_slice(b",\"partition\":");
    match message.partition {
        Some(partition) => write_number(partition, out),
        None => out.extend_from_slice(b"null"),
    }
    out.extend_from_slice(b",\"key\":");
    write_bytes_as_text(message.key, out);
    write_bytes(b"key_base64", message.key.filter(|key| str::from_utf8(key).is_err()), out);
    out.extend_from_slice(b",\"headers\":{");
    write_headers(headers(), write_bytes_as_text, out);
    out.push(b'}');
    let no_texts =
        || headers().filter(|(_, value)| value.is_some_and(|value| str::from_utf8(value).is_err()));
    if no_texts().next().is_some() {
        out.extend_from_slice(b",\"headers_base64\":{");
        write_headers(no_texts(), write_quoted_base64, out);
        out.push(b'}');
    }
    out.extend_from_slice(b",\"payload\":");
    match message.payload.filter(|payload| is_json(payload)) {
        Some(json) => {
            write_on_one_line(json, out);
            write_bytes(b"payload_base64", Some(json).filter(|json| !is_plain(json)), out);
        }
        None => {
            write_bytes_as_text(message.payload, out);
            let bytes = message.payload.filter(|payload| str::from_utf8(payload).is_err());
            write_bytes(b"payload_base64", bytes, out);
        }
    }
    out.push(b'}');
}

fn write_headers<'h>(
    headers: impl Iterator<Item = (&'h str, Option<&'h [u8]>)>,
    write: impl Fn(Option<&[u8]>, &mut Vec<u8>),
    out: &mut Vec<u8>,
) {
    for (position, (name, value)) in headers.enumerate() {
        if position > 0 {
            out.push(b',');
        }
        write_json_text(name, out);
        out.push(b':');
        write(value, out);
    }
}

/// `,"payload_base64":"…"`, where there is anything to say.
fn write_bytes(name: &[u8], bytes: Option<&[u8]>, out: &mut Vec<u8>) {
    if bytes.is_some() {
        out.extend_from_slice(b",\"");
        out.extend_from_slice(name);
        out.extend_from_slice(b"\":");
        write_quoted_base64(bytes, out);
    }
}

fn write_quoted_base64(bytes: Option<&[u8]>, out: &mut Vec<u8>) {
    out.push(b'"');
    write_base64(bytes.unwrap_or_default(), out);
    out.push(b'"');
}

/// Whether JSON, as it stands in a line, is taken for these bytes and no others: a text would be taken for what it
/// says, `null` for a tombstone, and what surrounds it and its line ends are not kept.
fn is_plain(json: &[u8]) -> bool {
    let is_space = |byte: Option<&u8>| byte.is_some_and(u8::is_ascii_whitespace);
    let is_changed = json.iter().any(|byte| matches!(byte, b'\n' | b'\r'));
    !(is_changed || is_space(json.first()) || is_space(json.last()) || json[0] == b'"' || json == b"null")
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
    fn what_the_payload_does_not_tell_byte_for_byte_stands_beside_it() {
        for (payload, base64) in [
            (&b"{\"a\":1.50}"[..], None),
            (b"a,b\nc", None),
            (b"12", None),
            (b"", None),
            (b"\"12\"", Some("IjEyIg==")),
            (b"null", Some("bnVsbA==")),
            (b" 12", Some("IDEy")),
            (b"[1,\n2]", Some("WzEsCjJd")),
            (b"\xff", Some("/w==")),
        ] {
            assert_eq!(written(Some(payload)).get("payload_base64").and_then(|text| text.as_str()), base64);
        }
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
