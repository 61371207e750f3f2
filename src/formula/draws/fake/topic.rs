//! What a topic is, and how its line in a family's table is written.

use crate::random::Generator;
use crate::value::{Context, Type, Value};
use fake::Dummy;

/// Makes one value.
pub(super) type Make = for<'a> fn(&mut Generator, &Context<'a>) -> Value<'a>;

#[derive(Debug)]
pub(super) struct Topic {
    pub name: &'static str,
    pub returns: fn() -> Type,
    pub source: Source,
}

#[derive(Debug)]
pub(super) enum Source {
    /// No language is spoken in it.
    Anywhere(Make),
    /// For each locale that has data of its own.
    Locales(&'static [(&'static str, Make)]),
}

impl Source {
    pub(super) fn locales(&self) -> Vec<&'static str> {
        match self {
            Self::Anywhere(_) => Vec::new(),
            Self::Locales(makes) => makes.iter().map(|(code, _)| *code).collect(),
        }
    }
}

/// Every locale, by the code that a scenario writes.
pub(super) const LOCALES: &[&str] =
    &["en", "ar", "cy", "de", "fa", "fr", "it", "ja", "nl", "pt_br", "pt_pt", "tr", "zh_cn", "zh_tw"];

/// The crate's type of a locale.
macro_rules! locale {
    (en) => {
        fake::locales::EN
    };
    (ar) => {
        fake::locales::AR_SA
    };
    (cy) => {
        fake::locales::CY_GB
    };
    (de) => {
        fake::locales::DE_DE
    };
    (fa) => {
        fake::locales::FA_IR
    };
    (fr) => {
        fake::locales::FR_FR
    };
    (it) => {
        fake::locales::IT_IT
    };
    (ja) => {
        fake::locales::JA_JP
    };
    (nl) => {
        fake::locales::NL_NL
    };
    (pt_br) => {
        fake::locales::PT_BR
    };
    (pt_pt) => {
        fake::locales::PT_PT
    };
    (tr) => {
        fake::locales::TR_TR
    };
    (zh_cn) => {
        fake::locales::ZH_CN
    };
    (zh_tw) => {
        fake::locales::ZH_TW
    };
}

/// A topic of text: the function that makes it, the crate's generator (and its argument, for a few), the
/// locales that have data of their own.
macro_rules! spoken {
    ($name:literal, $make:ident $faker:path; $($code:ident)*) => {
        spoken!(@ $name, $($code, |generator, cx| $make(&$faker(locale!($code)), generator, cx);)*)
    };
    ($name:literal, $make:ident $faker:path, $argument:expr; $($code:ident)*) => {
        spoken!(@ $name, $($code, |generator, cx| $make(&$faker(locale!($code), $argument), generator, cx);)*)
    };
    (@ $name:literal, $($code:ident, $make:expr;)*) => {
        Topic {
            name: $name,
            returns: || Type::Text,
            source: Source::Locales(&[$((stringify!($code), $make)),*]),
        }
    };
}

/// A topic of text in which no language is spoken.
macro_rules! unspoken {
    ($name:literal, $make:expr) => {
        Topic { name: $name, returns: || Type::Text, source: Source::Anywhere($make) }
    };
}

pub(super) use {locale, spoken, unspoken};

/// Text that the generator composes.
pub(super) fn text<'a, F>(faker: &F, generator: &mut Generator, cx: &Context<'a>) -> Value<'a>
where
    String: Dummy<F>,
{
    Value::Text(cx.arena.alloc_str(&String::dummy_with_rng(faker, generator)))
}

/// An entry of the generator's list.
pub(super) fn entry<'a, F>(faker: &F, generator: &mut Generator, _cx: &Context<'a>) -> Value<'a>
where
    &'static str: Dummy<F>,
{
    Value::Text(<&'static str>::dummy_with_rng(faker, generator))
}
