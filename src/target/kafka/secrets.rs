//! The values of secret properties: what librdkafka says is told without them.
//!
//! It hides most of them itself, but neither the command of `sasl.kerberos.kinit.cmd` nor what stands in an address.

use crate::scenario::Hidden;
use crate::scenario::kafka_properties::{self, SERVERS};
use rdkafka::config::ClientConfig;
use std::borrow::Cow;
use std::sync::Arc;

#[derive(Clone, Default)]
pub(super) struct Secrets(Arc<Hidden>);

impl Secrets {
    pub(super) fn of(config: &ClientConfig) -> Self {
        let names = kafka_properties::NAMES.into_iter().filter(|name| kafka_properties::is_secret(name));
        let values = names.filter_map(|name| config.get(name));
        let lines = values.flat_map(|value| std::iter::once(value).chain(value.lines()));
        let servers = SERVERS.into_iter().filter_map(|name| config.get(name));
        let logins = servers.flat_map(|servers| servers.split(',')).filter_map(login);
        Self(Arc::new(Hidden::of(lines.chain(logins).map(|value| value.trim().to_owned()))))
    }

    pub(super) fn hide<'t>(&self, text: &'t str) -> Cow<'t, str> {
        self.0.in_text(text)
    }
}

/// What stands before the `@` of a server.
fn login(server: &str) -> Option<&str> {
    let (login, _) = server.rsplit_once('@')?;
    Some(login.rsplit_once("://").map_or(login, |(_, login)| login))
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
            .set("bootstrap.servers", "a:1, SSL://ann:hunter3@b:2")
            .set("client.id", "rushhour");
        let secrets = Secrets::of(&config);
        for (text, told) in [
            ("  sasl.kerberos.kinit.cmd = echo hunter2 | kinit", "  sasl.kerberos.kinit.cmd = …"),
            ("hunter2, hunter2!", "…, …!"),
            ("cannot read MIGH", "cannot read …"),
            ("ann:hunter3@b:2: failed to resolve 'b:2'", "…@b:2: failed to resolve 'b:2'"),
            ("client.id = rushhour abc", "client.id = rushhour abc"),
        ] {
            assert_eq!(secrets.hide(text), told);
        }
    }
}
