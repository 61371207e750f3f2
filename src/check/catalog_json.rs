//! JSON and JSON Lines -> rows whose fields are in the order of the file.

use super::catalog_columns::Row;
use crate::value::Owned;
use serde::de::{Deserialize, Deserializer, Error, MapAccess, SeqAccess, Visitor};
use std::fmt;

/// A row from each line.
pub fn lines(text: &str) -> Result<Vec<Row>, String> {
    let lines = text.lines().enumerate().filter(|(_, line)| !line.trim().is_empty());
    lines
        .map(|(number, line)| {
            let line_number = number + 1;
            match serde_json::from_str(line) {
                Ok(Json(Owned::Record(row))) => Ok(named(row)),
                Ok(_) => Err(format!("line {line_number} is no object, such as `{EXAMPLE}`")),
                Err(error) => Err(words(&error, line_number)),
            }
        })
        .collect()
}

/// A row from each element.
pub fn array(text: &str) -> Result<Vec<Row>, String> {
    let json = serde_json::from_str(text).map_err(|error| words(&error, error.line()))?;
    let Json(Owned::List(items)) = json else {
        return Err(format!("it takes a list of objects, such as `[{EXAMPLE}]`"));
    };
    let rows = items.into_iter().zip(1..).map(|(item, number)| match item {
        Owned::Record(row) => Ok(named(row)),
        _ => Err(format!("element {number} of the list is no object, such as `{EXAMPLE}`")),
    });
    rows.collect()
}

const EXAMPLE: &str = r#"{"name": "Ada"}"#;

fn words(error: &serde_json::Error, line: usize) -> String {
    if error.is_eof() {
        return format!("line {line} ends too early to be JSON");
    }
    let words = error.to_string();
    let words = words.split(" at line ").next().unwrap_or_default();
    format!("line {line} is no JSON at column {}: {words}", error.column())
}

fn named(fields: Vec<(Box<str>, Owned)>) -> Row {
    fields.into_iter().map(|(name, value)| (name.into(), value)).collect()
}

/// A JSON value.
struct Json(Owned);

impl<'de> Deserialize<'de> for Json {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(Values).map(Self)
    }
}

struct Values;

impl<'de> Visitor<'de> for Values {
    type Value = Owned;

    fn expecting(&self, f: &mut fmt::Formatter) -> fmt::Result {
        f.write_str("a JSON value")
    }

    fn visit_unit<E: Error>(self) -> Result<Owned, E> {
        Ok(Owned::Null)
    }

    fn visit_bool<E: Error>(self, yes: bool) -> Result<Owned, E> {
        Ok(Owned::Bool(yes))
    }

    fn visit_i64<E: Error>(self, whole: i64) -> Result<Owned, E> {
        Ok(Owned::Int(whole.into()))
    }

    #[expect(clippy::cast_precision_loss, reason = "what 64 bits with a sign do not hold is decimal")]
    fn visit_u64<E: Error>(self, whole: u64) -> Result<Owned, E> {
        Ok(i64::try_from(whole).map_or(Owned::Number(whole as f64), |whole| Owned::Int(whole.into())))
    }

    fn visit_f64<E: Error>(self, number: f64) -> Result<Owned, E> {
        Ok(Owned::Number(number))
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<Owned, E> {
        Ok(Owned::Text(text.into()))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Owned, A::Error> {
        let mut list = Vec::new();
        while let Some(Json(item)) = items.next_element()? {
            list.push(item);
        }
        Ok(Owned::List(list))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut fields: A) -> Result<Owned, A::Error> {
        let mut record: Vec<(Box<str>, Owned)> = Vec::new();
        while let Some((name, Json(value))) = fields.next_entry::<String, Json>()? {
            record.push((name.into(), value));
        }
        Ok(Owned::Record(record))
    }
}
