//! `fake(internet.email, locale=de)`: invented people, places and things, from the `fake` crate.
//!
//! Topic and locale are words of the scenario, so an unknown one is found when it is checked. A locale that
//! has no data of its own for a topic is refused, where the crate would quietly speak English. Mail
//! addresses and domains are those that RFC 2606 reserves: no message can reach anyone.

mod ascii;
mod business;
mod internet;
mod people;
mod person;
mod places;
mod things;
mod topic;

use crate::diagnostic::nearest;
use crate::formula::signature::{Draw, Kind, Parameter, Prepared, Sampler, Signature};
use crate::random::Generator;
use crate::value::{Context, Fault, Type, Value};
use std::sync::Arc;
use topic::{LOCALES, Make, Source, Topic};

pub static FAKE: Draw = Draw {
    signature: Signature {
        name: "fake",
        about: "Something invented but lifelike: a name, an address, a company; `fake(person)` is a row.",
        parameters: &[
            Parameter::required("topic", Kind::Word).constant().meaning("what is invented"),
            Parameter::optional("locale", Kind::Word)
                .constant()
                .meaning("the language; `en` where it is left out"),
        ],
        returns: |_| Type::Any,
        example: "fake(internet.email, locale=de)",
    },
    sample: |generator, arguments, cx| {
        build(arguments).map_err(|_| Fault::OutOfBounds)?.sample(generator, cx)
    },
    prepare: Some(|arguments| build(arguments).map(|sampler| Arc::new(sampler) as Prepared)),
    space: None,
};

/// All topics, for the reference page.
pub fn topics() -> impl Iterator<Item = &'static str> + Clone {
    all().map(|topic| topic.name)
}

/// The locales that a topic has; none for a topic in which no language is spoken, which takes them all.
pub fn locales(topic: &str) -> Vec<&'static str> {
    all().find(|known| known.name == topic).map(|known| known.source.locales()).unwrap_or_default()
}

fn all() -> impl Iterator<Item = &'static Topic> + Clone {
    let families: [&'static [Topic]; 5] =
        [people::TOPICS, internet::TOPICS, places::TOPICS, business::TOPICS, things::TOPICS];
    families.into_iter().flatten()
}

#[derive(Debug)]
struct Fake {
    topic: &'static Topic,
    make: Make,
}

impl Sampler for Fake {
    fn sample<'a>(&self, generator: &mut Generator, cx: &Context<'a>) -> Result<Value<'a>, Fault> {
        Ok((self.make)(generator, cx))
    }

    fn returns(&self) -> Option<Type> {
        Some((self.topic.returns)())
    }
}

fn build(arguments: &[Value]) -> Result<Fake, String> {
    let word = |position: usize| arguments.get(position).and_then(Value::as_text);
    let name = word(0).ok_or("`fake` needs a topic, such as `person` or `internet.email`")?;
    let topic = all().find(|topic| topic.name == name).ok_or_else(|| unknown("topic", name, topics()))?;
    let locale = word(1).unwrap_or("en").to_lowercase().replace('-', "_");
    if !LOCALES.contains(&locale.as_str()) {
        return Err(unknown("locale", &locale, LOCALES.iter().copied()));
    }
    let make = match &topic.source {
        Source::Anywhere(make) => Some(*make),
        Source::Locales(makes) => makes.iter().find(|(code, _)| *code == locale).map(|(_, make)| *make),
    };
    let Some(make) = make else {
        let known = topic.source.locales().join(", ");
        return Err(format!("`fake({name})` does not speak `{locale}`; give a locale of: {known}"));
    };
    Ok(Fake { topic, make })
}

fn unknown(what: &str, word: &str, known: impl Iterator<Item = &'static str> + Clone) -> String {
    let beginning = format!("`fake` knows no {what} `{word}`");
    if known.clone().count() < 20 {
        return format!("{beginning}; it knows: {}", known.collect::<Vec<_>>().join(", "));
    }
    match nearest(word, known) {
        Some(name) => format!("{beginning}; did you mean `{name}`?"),
        None => format!("{beginning}; `rushhour describe fake` lists them"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::formula::draws::testing::{draw, refusal};
    use std::collections::HashSet;

    fn texts(topic: &'static str, locale: Value<'static>) -> Vec<&'static str> {
        let drawn = |index| match draw(&FAKE, &[Value::Text(topic), locale], index) {
            Ok(Value::Text(text)) => text,
            other => panic!("{topic} gave {other:?}"),
        };
        (0..200).map(drawn).collect()
    }

    fn sample(topic: &'static str, locale: &'static str) -> Vec<Value<'static>> {
        let arguments = [Value::Text(topic), Value::Text(locale)];
        (0..40).map(|index| draw(&FAKE, &arguments, index).expect("a value")).collect()
    }

    #[test]
    fn every_topic_draws_many_things_and_leaves_no_placeholder() {
        for topic in all() {
            let codes = topic.source.locales();
            for code in if codes.is_empty() { LOCALES.to_vec() } else { codes } {
                let drawn = sample(topic.name, code);
                assert!(drawn.iter().any(|value| *value != drawn[0]), "{} {code}", topic.name);
                let whole = |text: &str| !text.is_empty() && !text.contains(['{', '#', '$']);
                let free = matches!(topic.name, "color.hex" | "currency.symbol" | "internet.password");
                assert!(drawn.iter().all(|value| free || value.as_text().is_none_or(whole)), "{drawn:?}");
            }
        }
    }

    #[test]
    fn no_locale_quietly_speaks_english() {
        for topic in all() {
            for code in topic.source.locales().into_iter().skip(1).filter(|_| topic.name != LICENCE) {
                assert_ne!(sample(topic.name, code), sample(topic.name, "en"), "{} {code}", topic.name);
            }
        }
    }

    /// The one topic without English.
    const LICENCE: &str = "automotive.licence_plate";

    #[test]
    fn what_a_topic_returns_is_what_it_draws() {
        for topic in all() {
            let locale = topic.source.locales().first().map_or(Value::Null, |code| Value::Text(code));
            let arguments = [Value::Text(topic.name), locale];
            let prepared = (FAKE.prepare.expect("prepares"))(&arguments).expect("a known topic");
            let drawn = draw(&FAKE, &arguments, 0).expect("a value");
            match prepared.returns().expect("a type") {
                Type::Text => assert!(drawn.as_text().is_some()),
                Type::Number => assert!(matches!(drawn, Value::Number(_))),
                Type::Row(row) => {
                    let names: Vec<_> = (0..).map_while(|index| drawn.field_name(index)).collect();
                    assert_eq!(names, row.fields.iter().map(|field| field.name.as_str()).collect::<Vec<_>>());
                }
                other => panic!("{} returns {other}", topic.name),
            }
        }
    }

    #[test]
    fn names_of_topics_are_unique_and_have_a_family() {
        let mut seen = HashSet::new();
        for name in topics() {
            assert!(seen.insert(name), "{name} stands twice");
            assert!(name == "person" || name.split('.').count() == 2, "{name}");
        }
    }

    #[test]
    fn an_unknown_word_is_refused_with_the_nearest_or_where_to_look() {
        let said = refusal(&FAKE, &[Value::Text("internet.emial")]);
        assert!(said.contains("no topic `internet.emial`; did you mean `internet.email`?"), "{said}");
        let said = refusal(&FAKE, &[Value::Text("nonsense")]);
        assert!(said.contains("`rushhour describe fake` lists them"), "{said}");
        let said = refusal(&FAKE, &[Value::Text("person"), Value::Text("es")]);
        assert!(said.contains("no locale `es`") && said.contains("pt_br"), "{said}");
    }

    #[test]
    fn a_locale_without_data_of_its_own_is_refused() {
        assert_eq!(
            refusal(&FAKE, &[Value::Text("company.industry"), Value::Text("de")]),
            "`fake(company.industry)` does not speak `de`; give a locale of: en, pt_pt, zh_cn"
        );
        assert!(texts("internet.ipv4", Value::Text("pt-BR")).iter().all(|text| text.split('.').count() == 4));
    }

    #[test]
    fn mail_goes_nowhere_and_is_plain_ascii() {
        for locale in LOCALES {
            for mail in texts("internet.email", Value::Text(locale)) {
                let (user, domain) = mail.split_once('@').expect("an at sign");
                assert!(["example.com", "example.net", "example.org"].contains(&domain), "{mail}");
                assert!(
                    user.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"._".contains(&byte)),
                    "{mail}"
                );
            }
        }
        assert!(texts("internet.domain", Value::Null).iter().all(|domain| domain.ends_with(".example")));
    }

    /// The check of ISO/IEC 7812 over the digits, letters counting from 10.
    fn luhn_holds(text: &str) -> bool {
        let digits: Vec<u32> = text
            .chars()
            .filter_map(|letter| letter.to_digit(36))
            .flat_map(|number| if number < 10 { vec![number] } else { vec![number / 10, number % 10] })
            .collect();
        let sum: u32 = digits
            .iter()
            .rev()
            .enumerate()
            .map(|(place, digit)| if place % 2 == 1 { digit * 2 / 10 + digit * 2 % 10 } else { *digit })
            .sum();
        sum.is_multiple_of(10)
    }

    #[test]
    fn numbers_with_a_check_digit_pass_the_check() {
        assert!(luhn_holds("4539578763621486") && luhn_holds("US0378331005"));
        for card in texts("payment.card_number", Value::Null) {
            assert!(luhn_holds(card), "{card}");
        }
        for isin in texts("finance.isin", Value::Null) {
            assert!(luhn_holds(isin), "{isin}");
        }
        for isbn in texts("barcode.isbn13", Value::Null) {
            let sum: u32 = isbn
                .chars()
                .enumerate()
                .map(|(place, digit)| {
                    digit.to_digit(10).expect("a digit") * if place % 2 == 1 { 3 } else { 1 }
                })
                .sum();
            assert!(isbn.len() == 13 && sum.is_multiple_of(10), "{isbn}");
        }
    }

    #[test]
    fn places_lie_on_the_globe() {
        for index in 0..1_000 {
            let drawn = |topic| draw(&FAKE, &[Value::Text(topic), Value::Null], index);
            assert!(matches!(drawn("address.latitude"), Ok(Value::Number(-90.0..=90.0))));
            assert!(matches!(drawn("address.longitude"), Ok(Value::Number(-180.0..=180.0))));
        }
    }
}
