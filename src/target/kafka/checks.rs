//! Properties that librdkafka takes and that fail later, in words of others: tokens that nobody makes, files that are not
//! there, acknowledgements that no broker knows.

use super::super::TargetError;
use super::properties::{ACKS, MECHANISM, NO_OIDC, Properties, property};
use super::token::Unsecured;
use crate::scenario::kafka_properties::SERVERS;
use std::path::Path;

const UNSECURED: &str = "enable.sasl.oauthbearer.unsecure.jwt";
const TOKEN: &str = "sasl.oauthbearer.config";
/// What to do to have tokens of a server.
const ASK_SERVER: &str = if cfg!(feature = "oidc") {
    "to ask a server for tokens, set `sasl.oauthbearer.method` to oidc and `sasl.oauthbearer.token.endpoint.url`"
} else {
    NO_OIDC
};
/// What OpenSSL would miss in words of its own.
const FILES: [&str; 4] =
    ["ssl.ca.location", "ssl.certificate.location", "ssl.key.location", "ssl.keystore.location"];
/// What librdkafka takes before an address.
const PROTOCOLS: [&str; 4] = ["PLAINTEXT", "SSL", "SASL_PLAINTEXT", "SASL_SSL"];
const ONLY_ERRORS: &str = "delivery.report.only.error";
/// Stands for no file: the places where systems keep certificates.
const PROBE: &str = "probe";

/// The first of them, if there is one.
pub(super) fn hold(properties: &Properties) -> Result<(), TargetError> {
    token(properties)?;
    files(properties)?;
    acks(properties)?;
    reports(properties)?;
    servers(properties)
}

/// Whether the servers can be addresses: librdkafka takes any port for one of 16 bits.
fn servers(properties: &Properties) -> Result<(), TargetError> {
    let is_address = |server: &str| {
        let (protocol, place) = server.split_once("://").unwrap_or((PROTOCOLS[0], server));
        let port = match place.rsplit_once(':') {
            // Of an address such as `::1`, or `[::1]`, it is a part.
            Some((host, port)) if !port.ends_with(']') && (host.ends_with(']') || !host.contains(':')) => {
                port
            }
            _ => "9092",
        };
        PROTOCOLS.contains(&protocol.to_ascii_uppercase().as_str())
            && port.parse::<u16>().is_ok_and(|port| port > 0)
    };
    let mut servers = properties.servers().unwrap_or_default().split(',').map(str::trim);
    let is_wrong = servers.any(|server| !server.is_empty() && !is_address(server));
    let reason = "each server is `HOST:PORT`, with a port from 1 to 65535";
    if is_wrong { Err(property(SERVERS[0], reason.to_owned())) } else { Ok(()) }
}

/// Whether a login by token has one: the kinds that can be had are fewer than librdkafka's.
fn token(properties: &Properties) -> Result<(), TargetError> {
    let mechanism = properties.named(MECHANISM[0]);
    let Some((name, _)) = mechanism.filter(|(_, value)| value.trim() == "OAUTHBEARER") else {
        return Ok(());
    };
    if properties.get("sasl.oauthbearer.method").is_some_and(|method| method.trim() == "oidc") {
        let missing = || property("sasl.oauthbearer.method", NO_OIDC.to_owned());
        return if cfg!(feature = "oidc") { Ok(()) } else { Err(missing()) };
    }
    if !properties.get(UNSECURED).is_some_and(is_on) {
        let reason = format!(
            "OAUTHBEARER takes a token, and nothing says whose: for brokers that take tokens which nobody signed, set `{UNSECURED}` \
             to true and `{TOKEN}` to `principal=NAME`; {ASK_SERVER}"
        );
        return Err(property(name, reason));
    }
    let token = Unsecured::parse(properties.get(TOKEN).unwrap_or_default());
    token.map(|_| ()).map_err(|reason| property(TOKEN, reason))
}

/// Whether the files of an encrypted connection are there.
fn files(properties: &Properties) -> Result<(), TargetError> {
    let protocol = properties.get("security.protocol").unwrap_or_default();
    if !protocol.to_ascii_lowercase().contains("ssl") {
        return Ok(());
    }
    let mut named = FILES.iter().filter_map(|name| Some((*name, properties.get(name)?)));
    let missing = named.find(|(_, path)| !path.is_empty() && *path != PROBE && !Path::new(path).exists());
    missing.map_or(Ok(()), |(name, _)| Err(property(name, "there is no such file".to_owned())))
}

/// Whether the brokers know what it asks for: librdkafka takes any number.
fn acks(properties: &Properties) -> Result<(), TargetError> {
    let set = properties.named(ACKS[0]);
    let unknown = set.filter(|(_, acks)| !matches!(acks.trim(), "all" | "-1" | "0" | "1"));
    unknown.map_or(Ok(()), |(name, _)| Err(property(name, "brokers know `all`, `1` and `0`".to_owned())))
}

/// Whether librdkafka tells what is acknowledged.
fn reports(properties: &Properties) -> Result<(), TargetError> {
    let told = properties.get(ONLY_ERRORS).is_none_or(|value| !is_on(value));
    let reason = "records whose acknowledgement is not told cannot be accounted for: leave it out";
    if told { Ok(()) } else { Err(property(ONLY_ERRORS, reason.to_owned())) }
}

/// As librdkafka reads it.
fn is_on(value: &str) -> bool {
    matches!(value.trim().to_ascii_lowercase().as_str(), "true" | "t" | "1")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_that_is_not_there_is_missed_by_the_name_of_its_property() {
        for name in FILES {
            let refused = |protocol: &str| {
                let pairs = [("security.protocol", protocol), (name, "no/such/file.pem")];
                files(&pairs.into_iter().collect()).err().map(|error| error.to_string())
            };
            let expected = format!("the Kafka property `{name}` cannot be used: there is no such file");
            assert_eq!([refused("SASL_SSL"), refused("ssl")], [Some(expected.clone()), Some(expected)]);
            assert_eq!(refused("plaintext"), None);
        }
        let probed = [("security.protocol", "ssl"), ("ssl.ca.location", PROBE)];
        assert!(files(&probed.into_iter().collect()).is_ok());
    }

    #[test]
    fn servers_are_hosts_with_ports() {
        let takes = |value: &str| servers(&[(SERVERS[0], value)].into_iter().collect()).is_ok();
        for value in
            ["h", "h:1", "h:65535, [::1]:9092,::1,fe80::ab", "SASL_SSL://h:9092,ssl://h", "h:1,", "[::1]"]
        {
            assert!(takes(value), "{value}");
        }
        for value in ["h:99999", "h:0", "h:port", "h:1,h:", "http://h:9092", "kafka://h"] {
            assert!(!takes(value), "{value}");
        }
    }

    #[test]
    fn a_login_by_token_says_which_ones_there_are() {
        let told = |pairs: &[(&str, &str)]| {
            let properties: Properties = pairs.iter().copied().collect();
            properties.config(None).map(|_| ()).map_err(|error| error.to_string())
        };
        let bearer = ("sasl.mechanism", "OAUTHBEARER");
        let (unsecured, ann) = ((UNSECURED, "true"), (TOKEN, "principal=ann"));
        assert_eq!(told(&[bearer, unsecured, ann]), Ok(()));
        let words = |pairs: &[(&str, &str)], words: &str| {
            let error = told(pairs).unwrap_err();
            assert!(error.contains(words) && !error.contains("s3cret"), "{error}");
        };
        words(&[bearer], "`sasl.mechanism` cannot be used: OAUTHBEARER takes a token");
        words(
            &[("sasl.mechanisms", "OAUTHBEARER")],
            "`sasl.mechanisms` cannot be used: OAUTHBEARER takes a token",
        );
        words(
            &[bearer, unsecured],
            "`sasl.oauthbearer.config` cannot be used: it is written `principal=NAME`",
        );
        let (oidc, secret) =
            (("sasl.oauthbearer.method", "oidc"), ("sasl.oauthbearer.client.secret", "s3cret"));
        if cfg!(feature = "oidc") {
            assert_eq!(told(&[bearer, oidc, secret]), Ok(()));
            words(&[bearer], "to ask a server for tokens, set `sasl.oauthbearer.method` to oidc");
        } else {
            words(&[bearer, oidc], "(OIDC) takes libcurl, which is not built in");
            words(&[secret], "(OIDC) takes libcurl");
        }
    }
}
