//! Which topics a run may write to, where somebody has said so: patterns of names. Reads no file.

use crate::scenario::is_topic_name;
use std::fmt;

/// Those that all lists hold; by default all topics.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Allowed(Vec<List>);

#[derive(Debug, Clone, PartialEq, Eq)]
struct List {
    patterns: Vec<String>,
    /// The file that says so.
    place: String,
}

impl Allowed {
    /// Only topics that one of the patterns holds. The error names a pattern that can hold none.
    pub fn only(patterns: Vec<String>, place: String) -> Result<Self, String> {
        match patterns.iter().find(|pattern| !is_topic_name(&pattern.replace(['*', '?'], "x"))) {
            Some(pattern) => Err(format!(
                "`{pattern}` holds no topic: a pattern is a topic's name, with `*` for any letters and `?` for one"
            )),
            None => Ok(Self(vec![List { patterns, place }])),
        }
    }

    /// Only topics that both allow.
    #[must_use]
    pub fn and(mut self, other: Self) -> Self {
        self.0.extend(other.0);
        self
    }

    /// Why a topic may not be written to.
    pub fn refusal(&self, topic: &str) -> Option<String> {
        let list = self.0.iter().find(|list| !list.holds(topic))?;
        Some(format!("the topic '{topic}' is not allowed: {list}"))
    }
}

impl List {
    fn holds(&self, topic: &str) -> bool {
        self.patterns.iter().any(|pattern| holds(pattern.as_bytes(), topic.as_bytes()))
    }
}

impl fmt::Display for List {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "`topics_allowed` in {} ", self.place)?;
        if self.patterns.is_empty() {
            return f.write_str("is empty");
        }
        write!(f, "holds `{}`", self.patterns.join("`, `"))
    }
}

/// Whether a pattern holds all of a name. Goes back to the latest `*` alone, so that the time is at most the product of
/// their lengths.
fn holds(pattern: &[u8], name: &[u8]) -> bool {
    let (mut at, mut read) = (0, 0);
    // Behind the latest `*`, and how much of the name it begins at.
    let mut star = None;
    while read < name.len() {
        match pattern.get(at) {
            Some(b'*') => {
                at += 1;
                star = Some((at, read));
            }
            Some(letter) if *letter == b'?' || *letter == name[read] => {
                at += 1;
                read += 1;
            }
            _ => match star {
                None => return false,
                Some((behind, begin)) => {
                    star = Some((behind, begin + 1));
                    at = behind;
                    read = begin + 1;
                }
            },
        }
    }
    pattern[at..].iter().all(|letter| *letter == b'*')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn allowed(patterns: &[&str]) -> Result<Allowed, String> {
        Allowed::only(
            patterns.iter().map(|pattern| (*pattern).to_owned()).collect(),
            "rushhour.toml".to_owned(),
        )
    }

    #[test]
    fn a_pattern_holds_what_it_looks_like() {
        for (pattern, name, is_held) in [
            ("load.*", "load.a", true),
            ("load.*", "load.", true),
            ("load.*", "load", false),
            ("load.*", "preload.a", false),
            ("test-?", "test-1", true),
            ("test-?", "test-10", false),
            ("*-a*b", "x-a-aab-b", true),
            ("*-a*b", "x-a-aab-c", false),
            ("orders", "orders", true),
            ("orders", "orders2", false),
            ("*", "anything", true),
            ("a**b", "ab", true),
        ] {
            assert_eq!(holds(pattern.as_bytes(), name.as_bytes()), is_held, "{pattern} {name}");
        }
    }

    #[test]
    fn many_stars_take_no_longer_than_few() {
        let (pattern, name) = ("*a".repeat(120), "a".repeat(240) + "b");
        assert!(!holds(pattern.as_bytes(), name.as_bytes()));
    }

    #[test]
    fn a_refusal_names_the_topic_the_file_and_what_is_allowed() {
        let some = allowed(&["load.*", "test-*"]).unwrap();
        assert_eq!(some.refusal("load.x"), None);
        let words =
            "the topic 'orders' is not allowed: `topics_allowed` in rushhour.toml holds `load.*`, `test-*`";
        assert_eq!(some.refusal("orders").as_deref(), Some(words));
        let none = allowed(&[]).unwrap().refusal("orders").unwrap();
        assert!(none.ends_with("`topics_allowed` in rushhour.toml is empty"), "{none}");
        assert_eq!(Allowed::default().refusal("orders"), None);
    }

    #[test]
    fn a_topic_is_held_to_each_list() {
        let both = allowed(&["load.*"]).unwrap().and(allowed(&["*.a"]).unwrap());
        assert_eq!(both.refusal("load.a"), None);
        assert!(both.refusal("load.b").unwrap().ends_with("holds `*.a`"));
        assert!(both.refusal("test.a").unwrap().ends_with("holds `load.*`"));
    }

    #[test]
    fn a_pattern_that_holds_nothing_is_an_error() {
        for pattern in ["", "load.{a,b}", "load/*", "[a-z]"] {
            assert!(allowed(&["load.*", pattern]).unwrap_err().starts_with(&format!("`{pattern}` ")));
        }
    }
}
