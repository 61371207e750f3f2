//! The values of secret properties: what librdkafka says is told without them.
//!
//! It hides most of them itself, but neither the command of `sasl.kerberos.kinit.cmd` nor what stands in an address.

use crate::scenario::kafka_properties;
use rdkafka::config::ClientConfig;
use std::borrow::Cow;
use std::sync::Arc;

/// Longest first: one may be part of another.
#[derive(Clone, Default)]
pub(super) struct Secrets(Arc<[String]>);

/// A shorter value is no secret, and stands in many words.
const SHORTEST: usize = 4;
const HIDDEN: &str = "[redacted]";

impl Secrets {
    pub(super) fn of(config: &ClientConfig) -> Self {
        let names = kafka_properties::NAMES.into_iter().filter(|name| kafka_properties::is_secret(name));
        let set = names.filter_map(|name| config.get(name));
        let lines = set.flat_map(|value| std::iter::once(value).chain(value.lines()));
        let mut values: Vec<String> =
            lines.map(str::trim).filter(|value| value.len() >= SHORTEST).map(str::to_owned).collect();
        values.sort_by_key(|value| std::cmp::Reverse(value.len()));
        Self(values.into())
    }

    pub(super) fn hide<'t>(&self, text: &'t str) -> Cow<'t, str> {
        self.0.iter().fold(Cow::Borrowed(text), |text, secret| {
            if text.contains(secret.as_str()) { text.replace(secret, HIDDEN).into() } else { text }
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_is_told_without_the_values_of_secret_properties() {
        let mut config = ClientConfig::new();
        config
            .set("sasl.kerberos.kinit.cmd", "echo hunter2 | kinit")
            .set("sasl.password", "hunter2")
            .set("ssl.key.pem", "-----BEGIN\nMIGH\n-----END\n")
            .set("ssl.key.password", "abc")
            .set("client.id", "rushhour");
        let secrets = Secrets::of(&config);
        for (text, told) in [
            ("  sasl.kerberos.kinit.cmd = echo hunter2 | kinit", "  sasl.kerberos.kinit.cmd = [redacted]"),
            ("hunter2, hunter2!", "[redacted], [redacted]!"),
            ("cannot read MIGH", "cannot read [redacted]"),
            ("client.id = rushhour abc", "client.id = rushhour abc"),
        ] {
            assert_eq!(secrets.hide(text), told);
        }
    }
}
