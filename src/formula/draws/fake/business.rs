//! Topics of business: `company.*`, `finance.*`, `payment.*`, `currency.*`, `barcode.*`.

use super::topic::{Source, Topic, entry, locale, spoken, text, unspoken};
use crate::random::Generator;
use crate::value::{Context, Type, Value};
use fake::Dummy;
use fake::faker::{barcode, company::raw, creditcard, currency::raw as currency, finance};
use fake::locales::EN;

pub(super) static TOPICS: &[Topic] = &[
    spoken!("company.name", text raw::CompanyName; en cy de fa it ja nl pt_br pt_pt zh_cn),
    spoken!("company.suffix", entry raw::CompanySuffix; en de fa it ja nl pt_br pt_pt zh_cn),
    spoken!("company.industry", entry raw::Industry; en pt_pt zh_cn),
    spoken!("company.profession", entry raw::Profession; en pt_pt zh_cn),
    spoken!("company.catch_phrase", text raw::CatchPhrase; en cy fa it pt_pt zh_cn),
    spoken!("company.buzzword", entry raw::Buzzword; en cy fa it pt_pt zh_cn),
    spoken!("company.slogan", text raw::Bs; en cy fa it pt_pt zh_cn),
    unspoken!("finance.bic", |generator, cx| text(&finance::raw::Bic(EN), generator, cx)),
    unspoken!("finance.isin", |generator, cx| text(&finance::raw::Isin(EN), generator, cx)),
    unspoken!("payment.card_number", card_number),
    spoken!("currency.code", entry currency::CurrencyCode; en fa it pt_pt),
    spoken!("currency.name", entry currency::CurrencyName; en cy fa it pt_pt),
    spoken!("currency.symbol", entry currency::CurrencySymbol; en fa pt_pt),
    unspoken!("barcode.isbn10", |generator, cx| plain(&barcode::raw::Isbn10(EN), generator, cx)),
    unspoken!("barcode.isbn13", |generator, cx| plain(&barcode::raw::Isbn13(EN), generator, cx)),
];

/// Without the hyphens: the crate sets some where no publisher has them.
fn plain<'a, F>(faker: &F, generator: &mut Generator, cx: &Context<'a>) -> Value<'a>
where
    String: Dummy<F>,
{
    Value::Text(cx.arena.alloc_str(&String::dummy_with_rng(faker, generator).replace('-', "")))
}

/// With the check digit of ISO/IEC 7812. The crate's own is wrong for numbers of odd length.
fn card_number<'a>(generator: &mut Generator, cx: &Context<'a>) -> Value<'a> {
    let mut number = String::dummy_with_rng(&creditcard::raw::CreditCardNumber(EN), generator);
    number.pop();
    let doubled = |digit: u32| digit * 2 / 10 + digit * 2 % 10;
    let digits = number.bytes().rev().map(|byte| u32::from(byte - b'0')).enumerate();
    let sum: u32 = digits.map(|(place, digit)| if place % 2 == 0 { doubled(digit) } else { digit }).sum();
    number.extend(char::from_digit((10 - sum % 10) % 10, 10));
    Value::Text(cx.arena.alloc_str(&number))
}
