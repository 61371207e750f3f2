//! A scenario as it may be shown: what opens a Kafka is overwritten.
//!
//! In: the text of a file, however broken. Out: the same text, as long as before, with stars in place of the values of
//! secret properties and of the comments between them, and diagnostics that do not repeat those values.

mod keys;
mod pieces;
mod said;
mod value;

use crate::diagnostic::Diagnostic;
use crate::source::Source;
use pieces::pieces;
use said::Said;

#[derive(Debug, Clone)]
pub struct Veiled {
    pub source: Source,
    said: Said,
}

impl Veiled {
    pub fn new(source: &Source) -> Self {
        let pieces = pieces(&source.text);
        let said = Said::without(pieces.values.iter().map(|piece| &source.text[piece.clone()]));
        let mut bytes = source.text.clone().into_bytes();
        pieces.values.into_iter().chain(pieces.comments).for_each(|piece| bytes[piece].fill(b'*'));
        let text = String::from_utf8(bytes).expect("whole characters became stars");
        Self { source: Source::new(source.name.clone(), text), said }
    }

    /// The diagnostics without what is hidden; a piece of the file stands in them between backquotes.
    pub fn told(&self, mut diagnostics: Vec<Diagnostic>) -> Vec<Diagnostic> {
        for diagnostic in &mut diagnostics {
            let related = diagnostic.related.iter_mut().map(|(_, sentence)| sentence);
            let own = [&mut diagnostic.message, &mut diagnostic.label];
            let sentences = own.into_iter().chain(&mut diagnostic.help).chain(related);
            sentences.for_each(|sentence| *sentence = self.said.of(sentence));
        }
        diagnostics
    }
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
            "kafka: { sasl.passwrd: \"a, b: hunter2\", acks: 1 }",
            "kafka:\n  sasl.password: [\nhunter2\n]",
            "kafka: { sasl.passwrd: { x: hunter2, y: hunter2 }, acks: 1 }",
            "kafka:\n  sasl.password: !t { x: hunter2,\n   y: hunter2 }",
            "kafka:\n  sasl.password:\n  hunter2: x",
            "kafka:\n  sasl.password:\nhunter2",
            "kafka:\n  sasl.password: !!str\nhunter2: x\n  acks: 1",
            "kafka:\n  sasl.password: \"a\nhunter2: x\n  hunter2\"",
            "kafka:\n  ssl.key.pem: |\nhunter2\nhunter2: x\n  acks: 1\n  sals.pasword: hunter2",
            "kafka:\n  ssl.key.pem: \"-----BEGIN\nhunter2\nhunter2: x\n-----END\"\n  sals.pasword: hunter2",
            "kafka:\n  ssl.key.pem: -----BEGIN\nhunter2: x\n\n# hunter2\nhunter2\n-----END",
            "let:\n  # -----BEGIN\n  # hunter2\n  # -----END",
            "kafka:\r  sals.password: hunter2\r  # hunter2\r",
            "kafka:\r\n  sals.password:\r\n  hunter2: x",
            "kafka:\n  bootstrap.servers: \"u:hunter2@h:1\"",
            "kafka:\n  bootstrap.server: [u:hunter2@h:1, i:1]",
            "kafka:\n  metadata.broker.list:\n  - u:hunter2@h:1",
            "kafka: {\nacks: 1,\nsals.pasword: hunter2\n}",
            "kafka:\n  acks: all\nsasl.password:hunter2",
            "kafka:\n  acks: all\n  passwort:hunter2",
            "target:\n  ssl.key.pem: |\n    MIGH\n  hunter2",
        ] {
            let shown = shown(kafka);
            assert!(!shown.contains("hunter2"), "{kafka}\n{shown}");
            let line = kafka.lines().last().unwrap_or_default().trim();
            let written = line.replacen(':', ": ", 1);
            let told = told(kafka, &format!("`{line}` is no key: write `{written}`"));
            assert!(!told.contains("hunter2"), "{kafka}\n{told}");
        }
    }

    #[test]
    fn what_nobody_guesses_at_any_more_is_hidden() {
        let many: Vec<String> = (0..600).map(|number| format!("  colour-{number}: blue\n")).collect();
        let shown = shown(&format!("kafka:\n{}  sals.pasword: hunter2", many.concat()));
        assert!(shown.contains("colour-9: blue") && !shown.contains("hunter2"), "{shown}");
    }

    #[test]
    fn what_is_no_secret_stays() {
        for kafka in [
            "kafka:\n  acsk: all\n  bootstrap.servers: [a:9092, b:9092]\n  colour: blue",
            "kafka:\n  sasl.password: ${KAFKA_PASSWORD}",
            "kafka:\n  sasl.password: \"${KAFKA_PASSWORD:-}\"",
            "kafka: { sasl.username: ann }\nlet:\n  key: hunter2",
            "kafka: none",
            "kafka:\n  sasl.password: ${P}\n  bootstrap.servers: h:1\nlet:\n  mail: a@b",
            "kafka:\n  sasl.kerberos.principal: kafka@REALM\n  client.id: ann@home",
            "let:\n  kafka: { key: hunter2 }",
        ] {
            assert_eq!(shown(kafka), kafka);
        }
        assert_eq!(
            shown("kafka: { sasl.password: hunter2, acsk: 1 }"),
            "kafka: { sasl.password: *******, acsk: 1 }"
        );
        let behind = shown("kafka:\n  ssl.key.pem: |\n-----BEGIN\nMIGH\n-----END\n  colour: blue");
        assert!(behind.ends_with("\n  colour: blue") && !behind.contains("MIGH"), "{behind}");
    }

    #[test]
    fn the_root_may_begin_with_anything() {
        for text in [
            "\u{feff}kafka:\n  sals.pasword: hunter2\nscenario: s\n",
            "# - note: x\n  # - note: x\nscenario: s\nkafka:\n  sals.pasword: hunter2\n",
            "   # note: x\nscenario: s\nkafka: # 1\n  sals.pasword: hunter2\n",
            "--- # x\nscenario: s\nkafka:\n  sals.pasword: hunter2\n",
            "{scenario: s, kafka: {sals.pasword: hunter2}}",
            "--- {scenario: s, kafka: {acks: 1, sals.pasword: hunter2}, let: {key: stays}}",
            "{\n\"scenario\": \"s\",\n\"kafka\": {\n\"sals.pasword\": \"hunter2\"\n},\n\"let\": {\"key\": \"stays\"}}",
            "{\n  \"kafka\": {\n    \"sals.pasword\":\n \"hunter2\"\n  },\n  \"let\": {\n    \"key\": \"stays\"\n  }\n}",
        ] {
            let veiled = Veiled::new(&Source::new("s.yaml", text)).source.text;
            assert!(!veiled.contains("hunter2"), "{veiled}");
            assert_eq!(veiled.contains("stays"), text.contains("stays"), "{veiled}");
        }
    }

    fn told(kafka: &str, sentence: &str) -> String {
        let source = Source::new("s.yaml", format!("{TOP}{kafka}\n"));
        let diagnostic = Diagnostic::new(Code::NotText, Span::default(), sentence);
        Veiled::new(&source).told(vec![diagnostic]).remove(0).message
    }

    #[test]
    fn neither_comments_nor_names_are_taken_for_secrets() {
        let kafka = "kafka: # the topic comes from elsewhere\n  # its topic comes from there\n  acks: 1 # topic\n  \
                     sasl.password: hunter2 # the topic\n  ssl.key.pem: |\n    MIGH\n  # the topic\n  sasl.username: acks";
        let sentence = "`e` has no `topic` that comes from `there`; did you mean `acks` or `elsewhere`?";
        assert_eq!(told(kafka, sentence), sentence);
        assert_eq!(told(kafka, "`hunter2` is MIGH"), "`…` is …");
        let shown = shown(kafka);
        assert!(!shown.contains("comes") && shown.contains("acks: 1 # topic"), "{shown}");
    }

    #[test]
    fn a_sentence_does_not_repeat_what_is_hidden() {
        let source = Source::new("s.yaml", format!("{TOP}kafka:\n  sasl.password: hunter2: the rest\n"));
        let diagnostic = Diagnostic::new(Code::NotText, Span::default(), "`rest` is the rest")
            .label("this is `hunter2`")
            .help("put it in quotes: `sasl.password: \"hunter2: the rest\"`");
        let told = Veiled::new(&source).told(vec![diagnostic]).remove(0);
        assert_eq!(
            (told.message.as_str(), &*told.help[0]),
            ("`…` is the rest", "put it in quotes: `sasl.password: \"…\"`")
        );
        assert_eq!(told.label, "this is `…`");
    }

    #[test]
    fn of_more_words_than_are_looked_for_a_sentence_shows_none() {
        let words = |count| (0..count).map(|number| format!("secret{number}")).collect::<Vec<_>>().join(" ");
        let kafka = |count| format!("kafka:\n  sasl.password: \"{}\"", words(count));
        assert_eq!(told(&kafka(900), "`secret899` and `acks`"), "`…` and `acks`");
        assert_eq!(told(&kafka(1_500), "`secret1499` and `acks`"), "`…`");
    }
}
