//! What stands on the command line and may be a secret: no error repeats it.
//!
//! In: the words that the command was called with. Out: errors without the values of secret properties, whatever option
//! they were given to, and without what follows a `--set` and belongs to nothing: mostly a value behind a blank.

use super::arguments::Arguments;
use crate::diagnostic::nearest;
use crate::scenario::Hidden;
use crate::scenario::kafka_properties::{is_secret, may_be_secret, may_hold_login};
use clap::CommandFactory;
use clap::builder::StyledStr;
use clap::error::{ContextKind, ContextValue};
use std::borrow::Cow;
use std::cell::LazyCell;
use std::collections::BTreeSet;
use std::path::Path;

pub struct Unsaid(Hidden);

const SET: &str = "set";
const KAFKA: &str = "kafka.";
/// How files end that a command reads.
const FILES: [&str; 4] = ["yaml", "yml", "jsonl", "json"];

impl Unsaid {
    /// Of the words that this process was called with.
    pub fn of_call() -> Self {
        Self::of(std::env::args_os().map(|word| word.to_string_lossy().into_owned()))
    }

    fn of(words: impl IntoIterator<Item = String>) -> Self {
        let known = LazyCell::new(|| options(&Arguments::command()));
        let mut unsaid = Vec::new();
        let mut words = words.into_iter().skip(1);
        // Behind a `--set`; and behind one without a value.
        let (mut is_behind, mut is_open) = (false, false);
        while let Some(word) = words.next() {
            unsaid.extend(secret(&word).map(str::to_owned));
            let option = word.strip_prefix("--").map(|word| word.split('=').next().unwrap_or(word));
            if option.is_some_and(|option| nearest(option, [SET]).is_some()) {
                let value = match word.split_once('=') {
                    Some((_, value)) => value.to_owned(),
                    None => words.next().unwrap_or_default(),
                };
                unsaid.extend(secret(&value).map(str::to_owned));
                (is_behind, is_open) = (true, !value.contains('='));
            } else if is_behind && option.is_some_and(|option| known.contains(option)) {
                (is_behind, is_open) = (false, false);
            } else if is_behind && !is_letter(&word) && (is_open || option.is_none() && !is_file(&word)) {
                unsaid.push(word.split('=').next().unwrap_or_default().to_owned());
                unsaid.push(word);
            }
        }
        Self(Hidden::of(unsaid))
    }

    /// A text without them.
    pub fn hidden_in<'t>(&self, text: &'t str) -> Cow<'t, str> {
        self.0.in_text(text)
    }

    /// An error of the command line without them.
    pub fn hidden_in_error(&self, mut error: clap::Error) -> clap::Error {
        let told = |value: &str| {
            if self.0.holds(value) { Hidden::MARK.into() } else { self.hidden_in(value).into_owned() }
        };
        let repeats = error.context().filter_map(|(kind, value)| match value {
            ContextValue::String(value) if told(value) != *value => Some((kind, told(value))),
            _ => None,
        });
        let repeats: Vec<(ContextKind, String)> = repeats.collect();
        if !repeats.is_empty() {
            let words = "a property is written `--set kafka.PROPERTY=VALUE`, in quotes where it has blanks";
            let tip = ContextValue::StyledStrs(vec![StyledStr::from(words)]);
            error.insert(ContextKind::Suggested, tip);
        }
        for (kind, value) in repeats {
            error.insert(kind, ContextValue::String(value));
        }
        error
    }
}

/// The long names of all options.
fn options(command: &clap::Command) -> BTreeSet<String> {
    let commands = std::iter::once(command).chain(command.get_subcommands());
    let names = commands.flat_map(clap::Command::get_arguments).filter_map(|option| option.get_long());
    names.map(str::to_owned).collect()
}

/// The value of a secret property, if a word has one.
fn secret(word: &str) -> Option<&str> {
    let (name, value) = word.split_once('=')?;
    if is_secret(name) || may_be_of_property(name, value) {
        return (!value.is_empty()).then_some(value);
    }
    secret(value)
}

/// Whether it may be meant for the secret value of a property: its name has points in it.
fn may_be_of_property(name: &str, value: &str) -> bool {
    let name = name.trim_start_matches('-');
    let property = name.get(..KAFKA.len()).filter(|prefix| prefix.eq_ignore_ascii_case(KAFKA));
    let property = property.map_or(name, |_| &name[KAFKA.len()..]);
    name.contains(['.', ',']) && (may_be_secret(property) || may_hold_login(property, value))
}

/// `-v`
fn is_letter(word: &str) -> bool {
    word.strip_prefix('-').is_some_and(|rest| rest.len() == 1 && rest != "-")
}

fn is_file(word: &str) -> bool {
    let extension = Path::new(word).extension().and_then(|extension| extension.to_str());
    extension.is_some_and(|extension| FILES.contains(&extension))
}

#[cfg(test)]
mod tests {
    use super::*;
    use clap::Parser;

    /// What is said of a wrong command line.
    fn said(words: &[&str]) -> String {
        let words = [&["rushhour"], words].concat();
        let error = Arguments::try_parse_from(&words).expect_err("a wrong command line");
        let unsaid = Unsaid::of(words.iter().map(|word| (*word).to_owned()));
        unsaid.hidden_in_error(error).render().to_string()
    }

    #[test]
    fn a_value_that_went_astray_is_not_repeated() {
        for words in [
            &["run", "a.yaml", "--set", "kafka.sasl.password", "hunter2"][..],
            &["run", "a.yaml", "--set", "kafka.sasl.password", "--hunter2"],
            &["run", "a.yaml", "--set", "kafka.sasl.password", "--hunter2=x"],
            &["run", "a.yaml", "--set=kafka.sasl.password", "hunter2"],
            &["run", "a.yaml", "--set", "kafka.sasl.password=my", "hunter2"],
            &["run", "a.yaml", "--sett", "kafka.sasl.password=hunter2"],
            &["run", "a.yaml", "kafka.sasl.password=hunter2"],
            &["run", "a.yaml", "--kafka.sasl.password=hunter2"],
            &["run", "a.yaml", "--seed", "kafka.sasl.password=hunter2"],
            &["run", "a.yaml", "--yes=kafka.sasl.password=hunter2"],
            &["run", "a.yaml", "kafka.sasl.pasword=hunter2"],
            &["run", "a.yaml", "kafka.sasl.paswd=hunter2"],
            &["run", "a.yaml", "kafka.SASL.PASSWORD=hunter2"],
            &["run", "a.yaml", "KAFKA.Sasl.Pasword=hunter2"],
            &["run", "a.yaml", "kafka.bootstrap.servers=u:hunter2@h:1"],
            &["run", "a.yaml", "--yes=kafka.bootstrap.server=u:hunter2@h:1"],
            &["run", "a.yaml", "--set", "kafka.sasl.password", "hunter2.json"],
            &["run", "a.yaml", "--set", "kafka.sasl.password", "hunter2.yaml"],
            &["send", "a.jsonl", "--set", "kafka.ssl.key.password", "hunter2"],
            &["plan", "a.yaml", "--set", "kafka.sasl.password", "hunter2"],
            &["--set", "kafka.sasl.password", "hunter2", "run", "a.yaml"],
        ] {
            let said = said(words);
            assert!(!said.contains("hunter2"), "{words:?}\n{said}");
            assert!(said.starts_with("error: "), "{said}");
        }
        let said = said(&["run", "a.yaml", "--set", "kafka.sasl.password", "abc"]);
        assert!(
            said.contains("unexpected argument '…' found\n\n  tip: a property is written `--set"),
            "{said}"
        );
    }

    #[test]
    fn other_mistakes_are_named() {
        for (words, named) in [
            (&["run", "a.yaml", "--set", "kafka.acks=1", "--sumary", "out.json"][..], "'--sumary'"),
            (&["run", "a.yaml", "--set", "kafka.acks=1", "b.yaml"], "'b.yaml'"),
            (&["run", "a.yaml", "--set", "kafka.acks=1", "--seed", "x"], "'x'"),
            (&["run", "a.yaml", "b"], "'b'"),
            (&["run", "a.yaml", "--set", "kafka.acks=1", "-x"], "'-x'"),
            (&["run", "a.yaml", "--set", "kafka.acks", "-x"], "'-x'"),
            (&["run", "a.yaml", "--set", "kafka.acks=1", "--sede", "7"], "'--sede'"),
            (&["run", "a.yaml", "--lett", "key=banana"], "'--lett'"),
            (&["run", "a.yaml", "kafka.acks=banana"], "'kafka.acks=banana'"),
        ] {
            let said = said(words);
            assert!(said.contains(named) && !said.contains("kafka.PROPERTY"), "{said}");
        }
    }

    #[test]
    fn an_error_of_our_own_repeats_none_either() {
        let unsaid = |words: &[&str]| Unsaid::of(words.iter().map(|word| (*word).to_owned()));
        let words =
            ["rushhour", "run", "kafka.sasl.password=hunter2", "--set", "kafka.sasl.password=a", "horse"];
        let told = unsaid(&words).hidden_in("kafka.sasl.password=hunter2, horse: no such file");
        assert_eq!(told, "kafka.sasl.password=…, …: no such file");
        let words = ["rushhour", "run", "--set", "kafka.acks=everybody", "no.yaml"];
        assert_eq!(unsaid(&words).hidden_in("no.yaml everybody"), "no.yaml everybody");
    }
}
