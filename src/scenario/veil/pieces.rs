//! The places in a broken file of what may open a Kafka.
//!
//! In: the text of a scenario. Out: places in it. Goes by lines and keys, as a tree may be missing; of a piece that may
//! be a secret it takes rather too much than too little.

use super::keys::{Key, keys};
use super::value::{Until, comment, inner, secrets, untagged, until};
use crate::diagnostic::nearest;
use crate::scenario::kafka_properties::{self, NAMES};
use crate::scenario::keys::Place;
use std::ops::Range;

#[derive(Default)]
pub(super) struct Pieces {
    /// Those whose words nothing repeats.
    pub values: Vec<Range<usize>>,
    pub comments: Vec<Range<usize>>,
}

const PEM: (&str, &str) = ("-----BEGIN", "-----END");
/// So often it is guessed what a name is meant for; each more has a secret.
const MOST_GUESSES: usize = 500;

pub(super) fn pieces(text: &str) -> Pieces {
    let mut search = Search {
        text,
        root: Root::Unknown,
        kafka: None,
        above: None,
        in_pem: false,
        guesses: MOST_GUESSES,
        found: Pieces::default(),
    };
    let mut begin = text.len() - text.trim_start_matches('\u{feff}').len();
    for line in text[begin..].split_inclusive(['\n', '\r']) {
        search.line(begin, line);
        begin += line.len();
    }
    search.found
}

struct Search<'t> {
    text: &'t str,
    root: Root,
    kafka: Option<Section>,
    above: Option<Above>,
    in_pem: bool,
    guesses: usize,
    found: Pieces,
}

/// Where the file's own keys stand.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Root {
    Unknown,
    Deep(usize),
    /// In braces, however deep.
    Braces,
}

/// `kafka`: how deep it stands and, where its value is in braces, how many of them are open.
#[derive(Clone, Copy)]
struct Section {
    deep: usize,
    braces: Option<isize>,
}

/// A hidden key in a line above, whose value may go on.
#[derive(Clone, Copy)]
struct Above {
    deep: usize,
    until: Until,
}

impl Search<'_> {
    fn line(&mut self, begin: usize, line: &str) {
        let content = line.trim();
        if content.is_empty() {
            return;
        }
        let deep = line.len() - line.trim_start().len();
        let is_comment = content.starts_with('#');
        if self.root == Root::Unknown && !is_comment {
            self.root = root(content, deep);
        }
        if !self.concerns(deep, content) {
            return;
        }
        let keys = if is_comment { Vec::new() } else { keys(line) };
        let whole = begin..begin + line.len();
        if self.goes_on(deep, keys.first()) {
            if is_comment && !self.holds_comment(deep) {
                self.comment(whole);
            } else {
                self.value(whole);
            }
            self.follow(deep, line);
            self.count_braces(line);
        } else {
            self.kafka = self.kafka.filter(|kafka| kafka.goes_on(deep, content, keys.first()));
            match self.kafka {
                Some(_) if is_comment => self.comment(whole),
                Some(_) if keys.is_empty() => {
                    self.commented(whole);
                    self.count_braces(line);
                }
                _ => self.keys(begin, line, deep, &keys),
            }
        }
        self.pem(begin, line);
    }

    /// Of a large file, most lines do not.
    fn concerns(&self, deep: usize, content: &str) -> bool {
        let may_begin = match self.root {
            Root::Unknown => false,
            Root::Deep(root) => deep == root,
            Root::Braces => true,
        };
        self.in_pem
            || self.above.is_some()
            || self.kafka.is_some()
            || may_begin && content.contains(['k', 'K'])
            || ["sasl.", "ssl.", PEM.0].iter().any(|mark| content.contains(mark))
    }

    /// Whether a line belongs to the value of a hidden key above it.
    fn goes_on(&mut self, deep: usize, first: Option<&Key>) -> bool {
        let is_known = first.is_some_and(|key| is_known(key.name));
        self.in_pem &= !is_known;
        self.above = self.above.filter(|above| {
            deep > above.deep
                || match above.until {
                    Until::Shallower => false,
                    Until::Key => first.is_none(),
                    Until::KnownKey | Until::Quote(_) => !is_known,
                }
        });
        self.in_pem || self.above.is_some()
    }

    /// Whether what begins with `#` belongs to a value that goes on.
    fn holds_comment(&self, deep: usize) -> bool {
        self.in_pem
            || self.above.is_some_and(|above| match above.until {
                Until::Shallower => false,
                Until::Key | Until::KnownKey => deep > above.deep,
                Until::Quote(_) => true,
            })
    }

    /// What a line of a value says of where that ends.
    fn follow(&mut self, deep: usize, line: &str) {
        let Some(above) = &mut self.above else { return };
        match above.until {
            Until::KnownKey if deep > above.deep => above.until = Until::Key,
            Until::Quote(quote) if line.contains(quote) => above.until = Until::Shallower,
            _ => {}
        }
    }

    fn keys(&mut self, begin: usize, line: &str, deep: usize, keys: &[Key]) {
        if self.kafka.is_some() {
            let first = keys.first().map_or(line.len(), |key| key.start);
            self.commented(begin..begin + first);
        }
        for (position, key) in keys.iter().enumerate() {
            let end = keys.get(position + 1).map_or(line.len(), |next| next.start);
            let value = &line[key.value..end];
            let place = begin + key.value..begin + end;
            if self.begins_kafka(key.name, deep, position) {
                let has_braces = self.root == Root::Braces || value.trim_start().starts_with('{');
                self.kafka = Some(Section { deep, braces: has_braces.then_some(0) });
                // `kafka: none` is no property with its value.
                if value.trim_start().starts_with('#') {
                    self.comment(place);
                } else if value.trim().contains(['=', ':', ' ']) {
                    self.commented(place);
                }
            } else if self.is_hidden(key.name, value) {
                // What is in braces of its own is all of it.
                let is_nested = untagged(value).starts_with(['{', '[']);
                let end = if is_nested { line.len() } else { end };
                self.commented(begin + key.value..begin + end);
                if end == line.len() {
                    self.above = Some(Above { deep, until: until(&line[key.value..]) });
                    self.count_braces(&line[key.behind..]);
                    return;
                }
            }
            self.count_braces(&line[key.behind.min(end)..end]);
        }
    }

    fn begins_kafka(&self, name: &str, deep: usize, position: usize) -> bool {
        let is_of_root = match self.root {
            Root::Unknown => false,
            Root::Deep(root) => deep == root && position == 0,
            Root::Braces => true,
        };
        is_of_root && (4..=6).contains(&name.len()) && nearest(name, ["kafka"]).is_some()
    }

    fn is_hidden(&mut self, name: &str, value: &str) -> bool {
        let is_of_login = ["sasl.", "ssl."].iter().any(|prefix| name.starts_with(prefix));
        if self.kafka.is_none() && !is_of_login {
            return false;
        }
        if !NAMES.contains(&name) {
            let Some(rest) = self.guesses.checked_sub(1) else { return true };
            self.guesses = rest;
        }
        kafka_properties::may_be_secret(name) || kafka_properties::may_hold_login(name, value)
    }

    /// In a file in braces, `kafka` ends with its own.
    fn count_braces(&mut self, text: &str) {
        let Some(Section { braces: Some(open), .. }) = &mut self.kafka else { return };
        let before = *open;
        for letter in text.bytes() {
            *open += isize::from(letter == b'{') - isize::from(letter == b'}');
        }
        if self.root == Root::Braces && before > 0 && *open <= 0 {
            self.kafka = None;
        }
    }

    /// What stands between the marks of a PEM file, wherever it is.
    fn pem(&mut self, begin: usize, line: &str) {
        if let Some(at) = line.rfind(PEM.0) {
            self.value(begin + at..begin + line.len());
            self.in_pem = !line[at..].contains(PEM.1);
        } else if line.contains(PEM.1) {
            self.in_pem = false;
            if let Some(above) = &mut self.above {
                above.until = Until::Key;
            }
        }
    }

    fn comment(&mut self, piece: Range<usize>) {
        push(inner(self.text, piece), &mut self.found.comments);
    }

    /// Hides a value and the comment behind it.
    fn commented(&mut self, piece: Range<usize>) {
        let mark = piece.start + comment(&self.text[piece.clone()]);
        self.value(piece.start..mark);
        self.comment(mark..piece.end);
    }

    fn value(&mut self, piece: Range<usize>) {
        secrets(self.text, piece, |secret| push(secret, &mut self.found.values));
    }
}

impl Section {
    fn goes_on(self, deep: usize, content: &str, first: Option<&Key>) -> bool {
        let is_in_braces = self.braces.is_some_and(|open| open > 0);
        deep > self.deep
            || content.starts_with(['#', '-', '}', ']'])
            || is_in_braces && !first.is_some_and(|key| is_of_scenario(key.name))
    }
}

fn root(content: &str, deep: usize) -> Root {
    if content.trim_start_matches('-').trim_start().starts_with('{') {
        Root::Braces
    } else if keys(content).is_empty() {
        Root::Unknown
    } else {
        Root::Deep(deep)
    }
}

fn is_of_scenario(name: &str) -> bool {
    Place::Scenario.keys().any(|key| key == name)
}

fn is_known(name: &str) -> bool {
    NAMES.contains(&name) || is_of_scenario(name)
}

fn push(piece: Range<usize>, found: &mut Vec<Range<usize>>) {
    if !piece.is_empty() {
        found.push(piece);
    }
}
