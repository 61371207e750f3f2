//! What a sentence about a file does not repeat.
//!
//! In: the secrets of a file. Out: sentences without them. Never looks at the file.

use crate::scenario::hidden::Hidden;
use crate::scenario::kafka_properties::NAMES;
use crate::scenario::keys::all as all_keys;

/// What a sentence does not repeat.
#[derive(Debug, Clone)]
pub(super) enum Said {
    Without {
        /// Nowhere in it.
        texts: Hidden,
        /// Not where it shows a piece of the file.
        words: Hidden,
    },
    /// Of a file with too many secrets, it shows no piece.
    Alone,
}

/// So many texts, and so many words of them, are looked for in a sentence.
const MOST_WORDS: usize = 1_000;

impl Said {
    pub(super) fn without<'t>(secrets: impl ExactSizeIterator<Item = &'t str> + Clone) -> Self {
        let count = secrets.len();
        let mut words = secrets.clone().flat_map(words).filter(|word| !is_name(word));
        let first: Vec<String> = words.by_ref().take(MOST_WORDS).collect();
        if count > MOST_WORDS || words.next().is_some() {
            return Self::Alone;
        }
        // Where a word has backquotes itself, what stands between two is not clear.
        let marked = |text: &'t str| {
            let words = text.split_whitespace().filter(|word| word.contains('`'));
            words.map(|word| word.trim_end_matches([':', ',', ';']))
        };
        let texts = secrets.flat_map(|text| std::iter::once(text).chain(marked(text)));
        let texts = texts.filter(|text| !is_name(text)).map(str::to_owned);
        Self::Without { texts: Hidden::of(texts), words: Hidden::of(first) }
    }

    pub(super) fn of(&self, sentence: &str) -> String {
        match self {
            Self::Without { texts, words } => {
                let told = texts.in_text(sentence);
                let parts = told.split('`').enumerate().map(|(at, part)| match at % 2 {
                    0 => part.into(),
                    _ => words.in_text(part),
                });
                parts.collect::<Vec<_>>().join("`")
            }
            // A backquote may be one of a secret.
            Self::Alone => match (sentence.find('`'), sentence.rfind('`')) {
                (Some(first), Some(last)) => {
                    format!("{}`{}{}", &sentence[..first], Hidden::MARK, &sentence[last..])
                }
                _ => sentence.to_owned(),
            },
        }
    }
}

/// Those of a secret as a sentence may show them: without marks around them, and what stands behind `=` or `:`.
fn words(secret: &str) -> impl Iterator<Item = String> {
    let bare = |word: &str| word.trim_matches(|letter: char| letter.is_ascii_punctuation()).to_owned();
    let lines = secret.replace("\\n", "\n");
    let words = lines.split(|letter: char| letter.is_whitespace() || letter == '`').flat_map(|word| {
        let value = word.split_once(['=', ':']).map(|(_, value)| bare(value));
        [Some(bare(word)), value].into_iter().flatten()
    });
    words.filter(|word| word.len() >= Hidden::SHORTEST).collect::<Vec<_>>().into_iter()
}

/// Whether a word is the scenario language's own, or librdkafka's.
fn is_name(word: &str) -> bool {
    NAMES.contains(&word) || all_keys().any(|key| key.name == word)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_secret_with_backquotes_is_not_repeated() {
        for (secret, sentence, told) in [
            (
                "hunter2`xyz: foo",
                "`sasl.password: hunter2`xyz: foo` is no text",
                "`sasl.password: …` is no text",
            ),
            ("hunter2`more: foo", "`hunter2`more` is no key", "`…` is no key"),
            ("`hunter2", "`sasl.password: `hunter2` is no text", "`sasl.password: …` is no text"),
            ("passwort:hunter2", "`passwort:hunter2`: write `passwort: hunter2`", "`…`: write `passwort: …`"),
            ("a `hunter2` b", "put `a `hunter2` b` in quotes", "put `…` in quotes"),
            ("a `hunter2` b", "a `hunter2` is no text", "a … is no text"),
        ] {
            assert_eq!(Said::without([secret].into_iter()).of(sentence), told);
        }
    }

    #[test]
    fn words_are_hidden_between_backquotes_and_names_nowhere() {
        let said =
            Said::without(["login user=\"hunter2\";", "acks", "topic", "-----BEGIN\\nMIGH"].into_iter());
        for (sentence, told) in [
            ("`hunter2` is no hunter2", "`…` is no hunter2"),
            ("`MIGH` has no `topic`; did you mean `acks`?", "`…` has no `topic`; did you mean `acks`?"),
        ] {
            assert_eq!(said.of(sentence), told);
        }
    }

    #[test]
    fn with_too_many_secrets_no_piece_is_shown() {
        let secrets: Vec<String> = (0..=MOST_WORDS).map(|at| format!("hunter{at}")).collect();
        let said = Said::without(secrets.iter().map(String::as_str));
        assert_eq!(said.of("the `hunter1` is no `hunter`2` at all"), "the `…` at all");
        assert_eq!(said.of("there is none"), "there is none");
    }
}
