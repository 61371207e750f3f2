//! `pattern('[A-Z]{3}-[0-9]{4}')`: text that matches a regular expression.
//!
//! The pattern is constant, so all that can be wrong with it is found when the scenario is checked. `shape`
//! says what a pattern may be, `strings` counts what it can make, `rand_regex` draws.

mod shape;
mod strings;

use crate::formula::signature::{Draw, Kind, Parameter, Prepared, Sampler, Signature, Space};
use crate::random::Generator;
use crate::value::{Context, Fault, Type, Value};
use rand::distr::Distribution;
use std::string::FromUtf8Error;
use std::sync::Arc;
use strings::Strings;

pub static PATTERN: Draw = Draw {
    signature: Signature {
        name: "pattern",
        about: "Text that matches a regular expression.",
        parameters: &[Parameter::required("pattern", Kind::Text).constant()],
        returns: |_| Type::Text,
        example: "pattern('[A-Z]{3}-[0-9]{4}')",
    },
    sample: |generator, arguments, cx| build(arguments).map_err(fault)?.sample(generator, cx),
    prepare: Some(|arguments| build(arguments).map(|sampler| Arc::new(sampler) as Prepared)),
    space: Some(Space {
        size: |arguments| build(arguments).ok()?.strings.map(|strings| strings.count()),
        nth: |number, arguments, cx| build(arguments).map_err(fault)?.nth(number, cx),
    }),
};

#[derive(Debug)]
struct Pattern {
    regex: rand_regex::Regex,
    /// `None`: too many to count, or some texts can be made in two ways.
    strings: Option<Strings>,
}

impl Sampler for Pattern {
    fn sample<'a>(&self, generator: &mut Generator, cx: &Context<'a>) -> Result<Value<'a>, Fault> {
        let drawn: Result<String, FromUtf8Error> = self.regex.sample(generator);
        drawn.map(|text| Value::Text(cx.arena.alloc_str(&text))).map_err(|_| Fault::OutOfBounds)
    }

    fn nth<'a>(&self, number: u64, cx: &Context<'a>) -> Result<Value<'a>, Fault> {
        let strings = self.strings.as_ref().filter(|strings| number < strings.count());
        let strings = strings.ok_or(Fault::OutOfBounds)?;
        let mut out = bumpalo::collections::String::new_in(cx.arena);
        strings.write(number, &mut out);
        Ok(Value::Text(out.into_bump_str()))
    }
}

fn build(arguments: &[Value]) -> Result<Pattern, String> {
    let text = arguments.first().and_then(Value::as_text).ok_or("a pattern is a constant text")?;
    let shape = shape::parse(text)?;
    let strings = Strings::of(&shape);
    let regex = rand_regex::Regex::with_hir(shape, 0);
    Ok(Pattern { regex: regex.map_err(|error| format!("no text matches this pattern: {error}"))?, strings })
}

/// A pattern that was not checked fails for each event.
fn fault(_why: String) -> Fault {
    Fault::OutOfBounds
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::formula::draws::testing::{context, draw, refusal};
    use std::collections::HashSet;

    fn texts(pattern: &'static str) -> Vec<&'static str> {
        let drawn = |index| match draw(&PATTERN, &[Value::Text(pattern)], index) {
            Ok(Value::Text(text)) => text,
            other => panic!("{pattern} gave {other:?}"),
        };
        (0..300).map(drawn).collect()
    }

    #[test]
    fn drawn_texts_match_their_pattern() {
        for text in texts("[A-Z]{3}-[0-9]{4}") {
            let (letters, digits) = text.split_once('-').expect("a dash");
            assert!(letters.len() == 3 && letters.bytes().all(|byte| byte.is_ascii_uppercase()), "{text}");
            assert!(digits.len() == 4 && digits.bytes().all(|byte| byte.is_ascii_digit()), "{text}");
        }
    }

    #[test]
    fn every_branch_and_every_length_comes() {
        let seen: HashSet<&str> = texts("(red|green|b{1,3})x?").into_iter().collect();
        assert_eq!(seen.len(), 10, "{seen:?}");
    }

    #[test]
    fn shorthands_draw_what_a_keyboard_has() {
        for pattern in [r"\d\w\s.", r"[\d-]\D\W\S[^a]", "(?i)[a-z]{5}kS"] {
            assert!(texts(pattern).iter().all(|text| text.is_ascii()), "{pattern}");
        }
    }

    #[test]
    fn letters_of_any_script_come_from_classes_that_name_them() {
        assert!(texts("[äöü]{3}").iter().all(|text| text.chars().all(|letter| "äöü".contains(letter))));
        assert!(texts(r"\p{Greek}").iter().all(|text| !text.is_ascii()));
    }

    #[test]
    fn unbounded_repeats_end_at_thirty_two_more() {
        let longest = |pattern| texts(pattern).iter().map(|text| text.len()).max();
        assert_eq!(longest("a*"), Some(32));
        assert_eq!(longest("a+"), Some(33));
        assert_eq!(longest("a{5,}"), Some(37));
    }

    #[test]
    fn each_bad_pattern_is_refused_in_its_own_words() {
        for (pattern, words) in [
            ("[a-", "unclosed character class, at character 1 of the pattern"),
            ("ä(", "unclosed group, at character 2 of the pattern"),
            ("(?<=a)b", "look-around, including look-ahead and look-behind, is not supported"),
            (r"(a)\1", "backreferences are not supported"),
            ("", "an empty pattern"),
            ("(?:)", "matches only the empty text"),
            ("[a&&b]", "no text matches"),
            ("^a", "leave out `^`"),
            ("a$", "leave out `^`"),
            (r"\bword", "leave out `^`"),
            ("(a{1000}){1000}", "up to 1000000 characters long; at most 10000"),
            ("((((a{1000}){1000}){1000}){1000}){1000}", "at most 10000"),
            ("a{4294967295}", "at most 10000"),
            ("(((a*)*)*)*", "at most 10000"),
            ("a{2,1}", "at character"),
            (r"\p{Klingon}", "Unicode property not found"),
            (r"(?-u:\xFF)", "at character"),
        ] {
            let said = refusal(&PATTERN, &[Value::Text(pattern)]);
            assert!(said.contains(words), "{pattern}: {said}");
        }
        assert_eq!(draw(&PATTERN, &[Value::Text("(")], 0), Err(Fault::OutOfBounds));
    }

    #[test]
    fn deep_nesting_is_refused_and_does_not_overflow_the_stack() {
        let deep = format!("{}a{}", "(".repeat(1_900), ")".repeat(1_900));
        assert!(refusal(&PATTERN, &[Value::Text(&deep)]).contains("nest"));
    }

    #[test]
    fn the_nth_texts_are_all_there_are() {
        for (pattern, count) in [
            ("[A-C]{2}-[0-9]", 90),
            ("(red|rose|blue)[12]", 6),
            ("x(r[12]|blue)", 3),
            ("[ab]{1,3}", 14),
            ("x(a|)y", 2),
        ] {
            let arena = bumpalo::Bump::new();
            let arguments = [Value::Text(pattern)];
            let space = PATTERN.space.as_ref().expect("a space");
            assert_eq!((space.size)(&arguments), Some(count), "{pattern}");
            let nth = |number| (space.nth)(number, &arguments, &context(&arena, 0)).expect("a text");
            let all: HashSet<&str> = (0..count).filter_map(|number| nth(number).as_text()).collect();
            assert_eq!(all.len() as u64, count, "{pattern}: {all:?}");
            let regex = regex_syntax::parse(pattern).expect("a pattern");
            assert!(all.iter().all(|text| text.len() <= regex.properties().maximum_len().unwrap_or(0)));
            assert!(texts(pattern).iter().all(|text| all.contains(text)), "{pattern}");
        }
    }

    #[test]
    fn what_can_be_made_in_two_ways_is_not_counted() {
        let size = PATTERN.space.as_ref().expect("a space").size;
        for pattern in ["a?a?", "(ab|a)(c|bc)", "(a|ab){2}", "[a-z]{20}"] {
            assert_eq!(size(&[Value::Text(pattern)]), None, "{pattern}");
        }
    }
}
