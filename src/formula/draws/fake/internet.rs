//! Topics of the internet: `internet.*`.

use super::person::{Of, email, username};
use super::topic::{Source, Topic, entry, locale, spoken, text, unspoken};
use crate::random::Generator;
use crate::value::{Context, Type, Value};
use fake::Dummy;
use fake::faker::{internet::raw, lorem};
use fake::locales::EN;
use std::net::Ipv6Addr;

pub(super) static TOPICS: &[Topic] = &[
    spoken!("internet.email", email Of; en ar cy de fa fr it ja nl pt_br pt_pt tr zh_cn zh_tw),
    spoken!("internet.username", username Of; en ar cy de fa fr it ja nl pt_br pt_pt tr zh_cn zh_tw),
    unspoken!("internet.domain", domain),
    unspoken!("internet.ipv4", |generator, cx| text(&raw::IPv4(EN), generator, cx)),
    unspoken!("internet.ipv6", ipv6),
    unspoken!("internet.mac", |generator, cx| text(&raw::MACAddress(EN), generator, cx)),
    unspoken!("internet.user_agent", |generator, cx| entry(&raw::UserAgent(EN), generator, cx)),
    unspoken!("internet.password", |generator, cx| text(&raw::Password(EN, 10..21), generator, cx)),
];

/// Under the top-level domain that RFC 2606 reserves.
fn domain<'a>(generator: &mut Generator, cx: &Context<'a>) -> Value<'a> {
    let mut word = || <&str>::dummy_with_rng(&lorem::raw::Word(EN), generator);
    Value::Text(cx.arena.alloc_str(&format!("{}-{}.example", word(), word())))
}

/// In the short form of RFC 5952, which the crate's text is not.
fn ipv6<'a>(generator: &mut Generator, cx: &Context<'a>) -> Value<'a> {
    let address = Ipv6Addr::dummy_with_rng(&raw::IPv6(EN), generator);
    Value::Text(cx.arena.alloc_str(&address.to_string()))
}
