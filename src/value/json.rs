//! How a value is written: the same digits in JSON, in templates, in keys and in headers.

use super::Value;
use super::digits::{hundredths, write_digits, write_hundredths};

/// Appends a value as JSON. A duration has no JSON form and is written as null; `check` refuses one where it
/// can see it. Fields that are `omit` are left out, and `omit` anywhere else is null.
pub fn write_json(value: &Value, out: &mut Vec<u8>) {
    write_json_within(value, longest_end(out), out);
}

/// Where what begins now has become too long: lists and rows end there, and texts are null. Values that share
/// their parts can be written endlessly long, and no broker takes a record of this size.
pub const fn longest_end(out: &[u8]) -> usize {
    out.len() + MOST_BYTES
}

/// The same for a part of something that began before, with its [`longest_end`].
pub fn write_json_within(value: &Value, end: usize, out: &mut Vec<u8>) {
    match value {
        Value::Text(_) if out.len() > end => out.extend_from_slice(b"null"),
        Value::Null | Value::Omit | Value::Duration(_) => out.extend_from_slice(b"null"),
        Value::Bool(yes) => out.extend_from_slice(if *yes { b"true" } else { b"false" }),
        Value::Int(whole) => write_int(*whole, out),
        Value::Number(number) => write_number(*number, out),
        Value::Text(text) => write_json_text(text, out),
        Value::Time(time) => {
            out.push(b'"');
            time.write(out);
            out.push(b'"');
        }
        Value::List(items) => {
            out.push(b'[');
            for (position, item) in items.iter().enumerate() {
                if out.len() > end {
                    break;
                }
                if position > 0 {
                    out.push(b',');
                }
                write_json_within(item, end, out);
            }
            out.push(b']');
        }
        Value::Record(record) => {
            write_fields(record.names.iter().copied().zip(record.values.iter().copied()), end, out);
        }
        Value::Row(table, row) => {
            let arena = bumpalo::Bump::new();
            let names = table.names().iter().map(AsRef::as_ref);
            let cells = (0..table.width()).map(|column| table.cell(column, *row, &arena));
            write_fields(names.zip(cells), end, out);
        }
    }
}

const MOST_BYTES: usize = 1 << 24;

fn write_fields<'a>(fields: impl Iterator<Item = (&'a str, Value<'a>)>, end: usize, out: &mut Vec<u8>) {
    out.push(b'{');
    let mut first = true;
    for (name, value) in fields.filter(|(_, value)| *value != Value::Omit) {
        if out.len() > end {
            break;
        }
        if !first {
            out.push(b',');
        }
        first = false;
        write_json_text(name, out);
        out.push(b':');
        write_json_within(&value, end, out);
    }
    out.push(b'}');
}

/// Appends a value as plain text: text as it is, nothing for null, everything else as JSON writes it.
pub fn write_text(value: &Value, out: &mut Vec<u8>) {
    match value {
        Value::Null | Value::Omit => {}
        Value::Text(text) => out.extend_from_slice(text.as_bytes()),
        Value::Time(time) => time.write(out),
        Value::Duration(duration) => out.extend_from_slice(duration.to_string().as_bytes()),
        other => write_json(other, out),
    }
}

/// Appends what `text` makes of a value as a JSON string; null stays null.
pub fn write_quoted(value: &Value, out: &mut Vec<u8>) {
    write_quoted_within(value, longest_end(out), out);
}

/// The same for a part of something that began before, with its [`longest_end`].
pub fn write_quoted_within(value: &Value, end: usize, out: &mut Vec<u8>) {
    match value {
        _ if out.len() > end => out.extend_from_slice(b"null"),
        Value::Null | Value::Omit => out.extend_from_slice(b"null"),
        Value::Text(text) => write_json_text(text, out),
        Value::Int(whole) => {
            out.push(b'"');
            write_int(*whole, out);
            out.push(b'"');
        }
        other => write_as_text(other, out),
    }
}

#[inline(never)]
fn write_as_text(value: &Value, out: &mut Vec<u8>) {
    let mut plain = Vec::new();
    write_text(value, &mut plain);
    write_json_text(&String::from_utf8_lossy(&plain), out);
}

fn write_int(whole: i128, out: &mut Vec<u8>) {
    if !u64::try_from(whole).is_ok_and(|number| write_digits(number, out)) {
        write_any_int(whole, out);
    }
}

#[cold]
fn write_any_int(whole: i128, out: &mut Vec<u8>) {
    let mut digits = itoa::Buffer::new();
    out.extend_from_slice(digits.format(whole).as_bytes());
}

/// The shortest digits that read back the same; a whole value keeps its `.0`, so that a field's numbers stay
/// decimal ones.
pub fn write_number(number: f64, out: &mut Vec<u8>) {
    if let Some(hundredths) = hundredths(number) {
        write_hundredths(hundredths, out);
        return;
    }
    let number = if number == 0.0 { 0.0 } else { number };
    out.extend_from_slice(zmij::Buffer::new().format_finite(number).as_bytes());
}

/// Which bytes of a text need an escape in JSON.
const ESCAPED: [bool; 256] = {
    let mut escaped = [false; 256];
    let mut byte = 0;
    while byte < 0x20 {
        escaped[byte] = true;
        byte += 1;
    }
    escaped[b'"' as usize] = true;
    escaped[b'\\' as usize] = true;
    escaped
};

/// Appends text as a JSON string.
#[inline]
pub fn write_json_text(text: &str, out: &mut Vec<u8>) {
    out.reserve(text.len() + 2);
    out.push(b'"');
    if text.bytes().any(|byte| ESCAPED[usize::from(byte)]) {
        write_escaped(text.as_bytes(), out);
    } else {
        out.extend_from_slice(text.as_bytes());
    }
    out.push(b'"');
}

#[cold]
fn write_escaped(bytes: &[u8], out: &mut Vec<u8>) {
    for byte in bytes {
        match byte {
            b'"' => out.extend_from_slice(b"\\\""),
            b'\\' => out.extend_from_slice(b"\\\\"),
            b'\n' => out.extend_from_slice(b"\\n"),
            b'\r' => out.extend_from_slice(b"\\r"),
            b'\t' => out.extend_from_slice(b"\\t"),
            0..=0x1f => out.extend_from_slice(format!("\\u{byte:04x}").as_bytes()),
            _ => out.push(*byte),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::value::Record;
    use proptest::prelude::*;

    fn json(value: Value) -> String {
        let mut out = Vec::new();
        write_json(&value, &mut out);
        String::from_utf8(out).expect("JSON is UTF-8")
    }

    #[test]
    fn numbers_have_the_shortest_digits_that_read_back() {
        assert_eq!(json(Value::Number(0.1 + 0.2)), "0.30000000000000004");
        assert_eq!(json(Value::Number(12.0)), "12.0");
        assert_eq!(json(Value::Number(-0.0)), "0.0");
        assert_eq!(json(Value::Int(i128::from(i64::MIN))), "-9223372036854775808");
    }

    #[test]
    fn omitted_fields_are_left_out() {
        let record = Record { names: &["a", "b", "c"], values: &[Value::Omit, Value::Int(1), Value::Null] };
        assert_eq!(json(Value::Record(&record)), r#"{"b":1,"c":null}"#);
    }

    #[test]
    fn where_a_value_is_cut_does_not_depend_on_what_stands_before_it() {
        let mut doubled = Value::Text("0123456789");
        let arena = bumpalo::Bump::new();
        for _ in 0..22 {
            doubled = Value::List(arena.alloc([doubled, doubled]));
        }
        let alone = json(doubled);
        assert!(alone.len() > MOST_BYTES && alone.len() < MOST_BYTES + 1000, "{}", alone.len());
        let before = MOST_BYTES - 7;
        let mut batch = vec![b' '; before];
        write_json(&doubled, &mut batch);
        assert!(batch[before..] == *alone.as_bytes());
        assert!(serde_json::from_str::<serde::de::IgnoredAny>(&alone).is_ok());
    }

    #[test]
    fn the_parts_of_one_record_share_its_length() {
        let mut out = vec![b' '; MOST_BYTES + 1];
        write_json_within(&Value::Text("a"), MOST_BYTES, &mut out);
        write_quoted_within(&Value::Int(1), MOST_BYTES, &mut out);
        assert_eq!(out[MOST_BYTES + 1..], *b"nullnull");
    }

    proptest! {
        #[test]
        fn any_text_reads_back(text in ".*") {
            prop_assert_eq!(serde_json::from_str::<String>(&json(Value::Text(&text))).expect("valid JSON"), text);
        }

        #[test]
        fn any_number_reads_back(number in proptest::num::f64::NORMAL) {
            let read: f64 = serde_json::from_str(&json(Value::Number(number))).expect("valid JSON");
            prop_assert_eq!(read.to_bits(), number.to_bits());
        }
    }
}
