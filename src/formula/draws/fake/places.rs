//! Topics of places: `address.*`, `phone.*`.

use super::topic::{Source, Topic, entry, locale, spoken, text, unspoken};
use crate::random::Generator;
use crate::value::{Context, Type, Value};
use fake::Dummy;
use fake::faker::{address::raw, phone_number::raw as phone};
use fake::locales::EN;
use rand::RngExt;

pub(super) static TOPICS: &[Topic] = &[
    spoken!("address.city", city raw::CityName; en cy de fa fr it nl pt_pt tr zh_cn),
    spoken!("address.street", text raw::StreetName; en cy de fa fr it nl pt_br pt_pt tr zh_cn),
    spoken!("address.building_number", text raw::BuildingNumber; en fa it pt_pt tr),
    ZIP,
    spoken!("address.state", entry raw::StateName; en de fa it nl pt_br pt_pt tr),
    spoken!("address.state_code", entry raw::StateAbbr; en de fa it nl pt_br pt_pt tr),
    spoken!("address.country", entry raw::CountryName; en cy de fa fr it nl pt_pt tr zh_cn),
    unspoken!("address.country_code", |generator, cx| entry(&raw::CountryCode(EN), generator, cx)),
    unspoken!("address.time_zone", |generator, cx| entry(&raw::TimeZone(EN), generator, cx)),
    Topic { returns: || Type::Number, ..unspoken!("address.latitude", latitude) },
    Topic { returns: || Type::Number, ..unspoken!("address.longitude", longitude) },
    spoken!("phone.number", text phone::PhoneNumber; en cy fa fr it ja nl pt_br pt_pt tr),
    spoken!("phone.mobile", text phone::CellNumber; en cy fa fr it ja nl pt_br pt_pt tr),
];

/// The crate keeps German codes in another of its two lists than everyone else's.
const ZIP: Topic = Topic {
    name: "address.zip",
    returns: || Type::Text,
    source: Source::Locales(&[
        ("en", |generator, cx| text(&raw::PostCode(locale!(en)), generator, cx)),
        ("de", |generator, cx| text(&raw::ZipCode(locale!(de)), generator, cx)),
        ("fa", |generator, cx| text(&raw::PostCode(locale!(fa)), generator, cx)),
        ("fr", |generator, cx| text(&raw::PostCode(locale!(fr)), generator, cx)),
        ("it", |generator, cx| text(&raw::PostCode(locale!(it)), generator, cx)),
        ("nl", |generator, cx| text(&raw::PostCode(locale!(nl)), generator, cx)),
        ("pt_br", |generator, cx| text(&raw::PostCode(locale!(pt_br)), generator, cx)),
        ("pt_pt", |generator, cx| text(&raw::PostCode(locale!(pt_pt)), generator, cx)),
        ("tr", |generator, cx| text(&raw::PostCode(locale!(tr)), generator, cx)),
        ("zh_cn", |generator, cx| text(&raw::PostCode(locale!(zh_cn)), generator, cx)),
    ]),
};

/// The crate forgets to fill in a river in Dutch.
fn city<'a, F>(faker: &F, generator: &mut Generator, cx: &Context<'a>) -> Value<'a>
where
    String: Dummy<F>,
{
    let name = String::dummy_with_rng(faker, generator);
    Value::Text(cx.arena.alloc_str(name.trim_end_matches(" {River}")))
}

fn latitude<'a>(generator: &mut Generator, _cx: &Context<'a>) -> Value<'a> {
    degrees(90.0, generator)
}

/// The crate's own runs from -90 to 270.
fn longitude<'a>(generator: &mut Generator, _cx: &Context<'a>) -> Value<'a> {
    degrees(180.0, generator)
}

/// To six places, which is to a hand's breadth.
fn degrees<'a>(end: f64, generator: &mut Generator) -> Value<'a> {
    Value::Number((generator.random_range(-end..=end) * 1e6).round() / 1e6)
}
