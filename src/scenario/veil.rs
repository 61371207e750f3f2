//! A scenario as it may be shown: what opens a Kafka is overwritten.
//!
//! In: the text of a file, however broken. Out: the same text, as long as before, with stars in place of the values of
//! secret properties, and diagnostics that do not repeat them. Goes by lines and keys, as a tree may be missing; of a
//! piece that may be a secret it takes rather too much than too little.

use super::kafka_properties::{self, is_secret};
use crate::diagnostic::{Diagnostic, nearest};
use crate::source::Source;
use std::ops::Range;

#[derive(Debug, Clone)]
pub struct Veiled {
    pub source: Source,
    /// What is hidden and its words, longest first.
    hidden: Vec<String>,
}

/// So many words are looked for in a sentence; of a file with more, no sentence repeats anything.
const MOST_WORDS: usize = 1_000;
/// No property has a longer name.
const LONGEST_NAME: usize = 100;
/// A shorter word is no secret, and stands in many others.
const SHORTEST: usize = 4;
/// Stands for a hidden word in a sentence.
const GONE: &str = "…";
/// What a name that librdkafka lacks has in it where its value may be a secret all the same.
const DELICATE: [&str; 11] =
    ["sasl", "ssl", "pw", "pass", "secret", "key", "cred", "auth", "login", "token", "private"];

impl Veiled {
    pub fn new(source: &Source) -> Self {
        let pieces = pieces(&source.text);
        let mut bytes = source.text.clone().into_bytes();
        let mut hidden = Vec::new();
        for piece in pieces {
            let text = &source.text[piece.clone()];
            let bare =
                |word: &str| word.trim_matches(|letter: char| letter.is_ascii_punctuation()).to_owned();
            hidden.extend(text.split_whitespace().map(bare));
            hidden.push(text.to_owned());
            bytes[piece].fill(b'*');
        }
        hidden.retain(|word| word.len() >= SHORTEST);
        hidden.sort_by(|a, b| b.len().cmp(&a.len()).then_with(|| a.cmp(b)));
        hidden.dedup();
        let text = String::from_utf8(bytes).expect("whole characters became stars");
        Self { source: Source::new(source.name.clone(), text), hidden }
    }

    /// The diagnostics without what is hidden; a piece of the file stands in them between backquotes.
    pub fn told(&self, mut diagnostics: Vec<Diagnostic>) -> Vec<Diagnostic> {
        for diagnostic in &mut diagnostics {
            let related = diagnostic.related.iter_mut().map(|(_, words)| words);
            let own = [&mut diagnostic.message, &mut diagnostic.label];
            own.into_iter().chain(&mut diagnostic.help).chain(related).for_each(|words| self.clear(words));
        }
        diagnostics
    }

    fn clear(&self, words: &mut String) {
        let are_too_many = self.hidden.len() > MOST_WORDS;
        if are_too_many || self.hidden.iter().any(|hidden| words.contains(hidden.as_str())) {
            let parts = words.split('`').enumerate().map(|(at, part)| match at % 2 {
                0 => part.to_owned(),
                _ if are_too_many => GONE.to_owned(),
                _ => self.hidden.iter().fold(part.to_owned(), |part, hidden| part.replace(hidden, GONE)),
            });
            *words = parts.collect::<Vec<_>>().join("`");
        }
    }
}

/// A key in a line: where it begins, its name, and where its value begins.
struct Key<'l> {
    start: usize,
    name: &'l str,
    value: usize,
}

/// The places of all that is hidden, in their order.
fn pieces(text: &str) -> Vec<Range<usize>> {
    let mut found = Vec::new();
    let mut root = None;
    // How deep the key `kafka` stands, and one whose value goes on in deeper lines.
    let (mut kafka, mut above): (Option<usize>, Option<usize>) = (None, None);
    let mut at = 0;
    for line in text.split_inclusive('\n') {
        let begin = at;
        at += line.len();
        let content = line.trim();
        if content.is_empty() {
            continue;
        }
        let deep = line.len() - line.trim_start().len();
        let closes = content.starts_with(['#', '-', '}', ']']);
        kafka = kafka.filter(|kafka| deep > *kafka || closes);
        above = above.filter(|above| deep > *above);
        // Of a large file, most lines are none of these.
        let may_begin = root.is_none_or(|root| root == deep) && content.contains(['k', 'K']);
        let concerns = kafka.is_some()
            || above.is_some()
            || ["sasl.", "ssl."].iter().any(|prefix| content.contains(prefix));
        if !concerns && !may_begin && root.is_some() {
            continue;
        }
        let keys = keys(line);
        if root.is_none() && !keys.is_empty() {
            root = Some(deep);
        }
        if root == Some(deep) && keys.first().is_some_and(|key| nearest(key.name, ["kafka"]).is_some()) {
            kafka = Some(deep);
        }
        let mut hide = |from: usize, to: usize| hide(text, begin + from..begin + to, &mut found);
        let first = keys.first().map_or(line.len(), |key| key.start);
        if above.is_some() || (kafka.is_some() && keys.is_empty()) {
            hide(0, line.len());
            continue;
        }
        if kafka.is_some() {
            hide(0, first);
        }
        for (position, key) in keys.iter().enumerate() {
            let end = keys.get(position + 1).map_or(line.len(), |next| next.start);
            let is_kafka = kafka == Some(deep) && position == 0;
            let is_hidden = hides(key.name) && (kafka.is_some() || is_of_connection(key.name));
            // `kafka: none` is no property with its value.
            let has_value = line[key.value..end].trim().contains(['=', ':', ' ']);
            if (is_kafka && has_value) || is_hidden {
                hide(key.value, end);
            }
            if is_hidden && !is_kafka && position + 1 == keys.len() {
                above = Some(deep);
            }
        }
    }
    found
}

/// Adds a piece without its marks and blanks; variables' names are no secret.
fn hide(text: &str, piece: Range<usize>, found: &mut Vec<Range<usize>>) {
    let marks = |letter: char| letter.is_whitespace() || "-{}[],|>\"'".contains(letter);
    let inner = text[piece.clone()].trim_end_matches(marks);
    let start = piece.start + inner.len() - inner.trim_start_matches(marks).len();
    let end = (piece.start + inner.len()).max(start);
    let mut at = start;
    while let Some(dollar) = text[at..end].find("${").map(|offset| at + offset) {
        let behind = &text[dollar + 2..piece.end];
        let name = behind.len()
            - behind.trim_start_matches(|letter: char| letter.is_ascii_alphanumeric() || letter == '_').len();
        let name_end = dollar + 2 + name;
        let rest = &text[name_end..piece.end];
        let kept = if rest.starts_with('}') { name_end + 1 } else { name_end + 2 };
        if !rest.starts_with('}') && !rest.starts_with(":-") {
            break;
        }
        push(at..dollar, found);
        at = kept.min(end);
    }
    push(at..end, found);
}

fn push(piece: Range<usize>, found: &mut Vec<Range<usize>>) {
    if !piece.is_empty() {
        found.push(piece);
    }
}

/// Those of a line: its first one, and in braces those that follow.
fn keys(line: &str) -> Vec<Key<'_>> {
    let mut keys: Vec<Key<'_>> = Vec::new();
    let brace = line.find('{');
    for (colon, _) in line.match_indices(':') {
        let before = line[..colon].trim_end();
        let bare = before.strip_suffix(['"', '\'']).unwrap_or(before);
        let is_quoted = bare.len() < before.len();
        if !is_quoted && !line[colon + 1..].starts_with(char::is_whitespace) && colon + 1 < line.len() {
            continue;
        }
        let is_name = |letter: char| letter.is_ascii_alphanumeric() || "._-".contains(letter);
        let rest = bare.trim_end_matches(is_name);
        let name = bare[rest.len()..].trim_start_matches('-');
        let rest = bare[..bare.len() - name.len()].trim_end_matches(['"', '\'']);
        let start = rest.len();
        let rest = rest.trim_end();
        let may_follow = match keys.last() {
            None => rest.is_empty() || rest.ends_with(['-', '{', '[', ',', '?']),
            Some(last) => {
                brace.is_some_and(|brace| brace < start)
                    && start >= last.value
                    && rest.ends_with(['{', '[', ','])
            }
        };
        if !name.is_empty() && may_follow {
            keys.push(Key { start, name, value: colon + 1 });
        }
    }
    keys
}

/// Whether the value of a property is hidden, or of what may be meant for one.
fn hides(name: &str) -> bool {
    if kafka_properties::NAMES.contains(&name) {
        return is_secret(name);
    }
    let small = name.to_ascii_lowercase();
    name.len() > LONGEST_NAME
        || DELICATE.iter().any(|part| small.contains(part))
        || name.len() > SHORTEST
            && nearest(name, kafka_properties::NAMES.into_iter().filter(|name| is_secret(name))).is_some()
}

fn is_of_connection(name: &str) -> bool {
    ["sasl.", "ssl."].iter().any(|prefix| name.starts_with(prefix))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diagnostic::Code;
    use crate::source::Span;

    const TOP: &str = "scenario: s\nevents: { e: { payload: { password: =uuid() } } }\n";

    fn shown(kafka: &str) -> String {
        let text = format!("{TOP}{kafka}\n");
        let veiled = Veiled::new(&Source::new("s.yaml", text.clone())).source.text;
        assert_eq!(veiled.len(), text.len());
        veiled.strip_prefix(TOP).expect("outside of `kafka` nothing is hidden").trim_end().to_owned()
    }

    #[test]
    fn a_secret_is_hidden_however_it_is_written() {
        for kafka in [
            "kafka: { sasl.password: hunter2, acks: 1 }",
            "kafka: { acks: 1, sasl.password: hunter2 }",
            "kafka:\n  sasl.password: hunter2",
            "kafka:\n  sasl.passwrd: 'hunter2'",
            "kafka:\n  \"sasl.password\": \"hunter2\"",
            "kafka:\n  \"sasl.password\":\"hunter2\"",
            "kafka:\n  sasl.password:hunter2",
            "kafka:\n  sasl.password = hunter2",
            "kafka: sasl.password=hunter2",
            "kafka:\n  sasl.password: hunter2: x",
            "kafka:\n  sasl.password: a, b: hunter2",
            "kafka:\n  sasl.password: ${hunter2",
            "kafka:\n  sasl.password: ${P:-hunter2}",
            "kafka:\n  sasl.password: a${P}hunter2",
            "kafka:\n  - sasl.password: hunter2",
            "kafka:\n- sasl.password: hunter2",
            "kafka:\n  sasl:\n    password: hunter2",
            "kafka:\n  sasl.jaas.config: x username=\"u\" password=\"hunter2\";",
            "kafka:\n  ssl.key.pem: |\n    -----BEGIN\n    hunter2",
            "kafka:\n  ssl.key.pem: |\n   -----BEGIN\n  hunter2\n  acks: 1",
            "kafka:\n  sasl.kerberos.kinit.cmd: echo hunter2 | kinit",
            "kafka :\n  # hunter2\n  sasl.password: *hunter2",
            "kafkaa:\n  password: hunter2",
            "target:\n  sasl.password: hunter2",
        ] {
            let shown = shown(kafka);
            assert!(!shown.contains("hunter2"), "{kafka}\n{shown}");
        }
    }

    #[test]
    fn what_is_no_secret_stays() {
        for kafka in [
            "kafka:\n  acsk: all\n  bootstrap.servers: [a:9092, b:9092]\n  colour: blue",
            "kafka:\n  sasl.password: ${KAFKA_PASSWORD}",
            "kafka:\n  sasl.password: \"${KAFKA_PASSWORD:-}\"",
            "kafka: { sasl.username: ann }\nlet:\n  key: hunter2",
            "kafka: none",
        ] {
            assert_eq!(shown(kafka), kafka);
        }
        assert_eq!(
            shown("kafka: { sasl.password: hunter2, acsk: 1 }"),
            "kafka: { sasl.password: *******, acsk: 1 }"
        );
    }

    #[test]
    fn a_sentence_does_not_repeat_what_is_hidden() {
        let source = Source::new("s.yaml", format!("{TOP}kafka:\n  sasl.password: hunter2: the rest\n"));
        let diagnostic = Diagnostic::new(Code::NotText, Span::default(), "`rest` is the rest")
            .help("put it in quotes: `sasl.password: \"hunter2: the rest\"`");
        let told = Veiled::new(&source).told(vec![diagnostic]).remove(0);
        assert_eq!(
            (told.message.as_str(), &*told.help[0]),
            ("`…` is the rest", "put it in quotes: `sasl.password: \"…\"`")
        );
    }
}
