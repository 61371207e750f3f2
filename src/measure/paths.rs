//! The wanted values of a JSON text: fields by their paths, everything else passed over.
//!
//! A path leads through lists: each element counts. What is no JSON holds no fields.

use serde::de::{DeserializeSeed, Deserializer, IgnoredAny, MapAccess, SeqAccess, Visitor};
use std::fmt;

/// A value that a path leads to.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Cell<'a> {
    Null,
    Bool(bool),
    Int(i128),
    Number(f64),
    Text(&'a str),
    /// What is in it was not asked for.
    Row,
}

/// Names that lead to values, as a tree; a value goes to the sinks at its end.
#[derive(Debug, Default)]
pub(super) struct Paths {
    sinks: Vec<usize>,
    below: Vec<(Box<str>, Paths)>,
}

impl Paths {
    pub(super) fn add(&mut self, path: &[String], sink: usize) {
        let Some((first, rest)) = path.split_first() else {
            self.sinks.push(sink);
            return;
        };
        let position = self.below.iter().position(|(name, _)| **name == **first).unwrap_or_else(|| {
            self.below.push((first.as_str().into(), Self::default()));
            self.below.len() - 1
        });
        self.below[position].1.add(rest, sink);
    }

    /// Gives each wanted value of a payload with its sink, in the order of the payload.
    pub(super) fn read(&self, payload: &[u8], mut found: impl FnMut(usize, Cell)) {
        let mut json = serde_json::Deserializer::from_slice(payload);
        // what is broken further on held what was found before
        let _ = Values { paths: self, found: &mut found }.deserialize(&mut json);
    }
}

/// Reads one value.
struct Values<'p, F> {
    paths: &'p Paths,
    found: &'p mut F,
}

impl<F: FnMut(usize, Cell)> Values<'_, F> {
    fn give(self, cell: Cell) {
        self.paths.sinks.iter().for_each(|sink| (self.found)(*sink, cell));
    }
}

impl<'de, F: FnMut(usize, Cell)> DeserializeSeed<'de> for Values<'_, F> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, json: D) -> Result<(), D::Error> {
        json.deserialize_any(self)
    }
}

impl<'de, F: FnMut(usize, Cell)> Visitor<'de> for Values<'_, F> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter) -> fmt::Result {
        f.write_str("JSON")
    }

    fn visit_unit<E>(self) -> Result<(), E> {
        self.give(Cell::Null);
        Ok(())
    }

    fn visit_bool<E>(self, yes: bool) -> Result<(), E> {
        self.give(Cell::Bool(yes));
        Ok(())
    }

    fn visit_i64<E>(self, whole: i64) -> Result<(), E> {
        self.give(Cell::Int(whole.into()));
        Ok(())
    }

    fn visit_u64<E>(self, whole: u64) -> Result<(), E> {
        self.give(Cell::Int(whole.into()));
        Ok(())
    }

    fn visit_f64<E>(self, number: f64) -> Result<(), E> {
        self.give(Cell::Number(number));
        Ok(())
    }

    fn visit_str<E>(self, text: &str) -> Result<(), E> {
        self.give(Cell::Text(text));
        Ok(())
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<(), A::Error> {
        while items.next_element_seed(Values { paths: self.paths, found: &mut *self.found })?.is_some() {}
        Ok(())
    }

    fn visit_map<A: MapAccess<'de>>(self, mut entries: A) -> Result<(), A::Error> {
        while let Some(wanted) = entries.next_key_seed(Key(self.paths))? {
            match wanted {
                Some(paths) => entries.next_value_seed(Values { paths, found: &mut *self.found })?,
                None => entries.next_value::<IgnoredAny>().map(|_| ())?,
            }
        }
        self.give(Cell::Row);
        Ok(())
    }
}

/// Finds what is wanted below a name.
struct Key<'p>(&'p Paths);

impl<'de, 'p> DeserializeSeed<'de> for Key<'p> {
    type Value = Option<&'p Paths>;

    fn deserialize<D: Deserializer<'de>>(self, json: D) -> Result<Self::Value, D::Error> {
        json.deserialize_identifier(self)
    }
}

impl<'p> Visitor<'_> for Key<'p> {
    type Value = Option<&'p Paths>;

    fn expecting(&self, f: &mut fmt::Formatter) -> fmt::Result {
        f.write_str("a name")
    }

    fn visit_str<E>(self, name: &str) -> Result<Self::Value, E> {
        Ok(self.0.below.iter().find(|(known, _)| **known == *name).map(|(_, paths)| paths))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn values(paths: &[&str], payload: &str) -> Vec<String> {
        let mut wanted = Paths::default();
        for (sink, path) in paths.iter().enumerate() {
            let names: Vec<String> = path.split('.').map(str::to_owned).collect();
            wanted.add(&names, sink);
        }
        let mut found = Vec::new();
        wanted.read(payload.as_bytes(), |sink, cell| found.push(format!("{} {cell:?}", paths[sink])));
        found
    }

    #[test]
    fn wanted_fields_are_found_wherever_they_stand() {
        let payload = r#"{"a":1,"b":{"a":2.5,"c":[{"d":"x"},{"d":null},{}]},"e":true,"f":{"g":1}}"#;
        assert_eq!(values(&["e", "a"], payload), ["a Int(1)", "e Bool(true)"]);
        assert_eq!(
            values(&["b.a", "b.c.d"], payload),
            ["b.a Number(2.5)", "b.c.d Text(\"x\")", "b.c.d Null"]
        );
        assert_eq!(values(&["f", "f.g"], payload), ["f.g Int(1)", "f Row"]);
        assert_eq!(values(&["g", "a.b", "c"], payload), Vec::<String>::new());
    }

    #[test]
    fn a_name_is_what_its_escapes_say() {
        assert_eq!(
            values(&["é", "\u{1}"], "{\"\\u00e9\":\"\\n\",\"\\u0001\":2}"),
            ["é Text(\"\\n\")", "\u{1} Int(2)"]
        );
    }

    #[test]
    fn what_is_no_json_holds_nothing() {
        for payload in ["", "a,b", "12 apples", "[", "{\"a\"", "\u{fffd}"] {
            assert_eq!(values(&["a"], payload), Vec::<String>::new(), "{payload}");
        }
    }

    proptest! {
        #[test]
        fn any_bytes_are_read_without_a_panic(payload in prop::collection::vec(any::<u8>(), 0..80)) {
            let mut wanted = Paths::default();
            wanted.add(&["a".to_owned()], 0);
            wanted.read(&payload, |_, _| {});
        }
    }
}
