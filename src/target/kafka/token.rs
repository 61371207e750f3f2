//! Tokens that nobody signed, for brokers that take them: the login by OAUTHBEARER with
//! `enable.sasl.oauthbearer.unsecure.jwt`.
//!
//! In: the property `sasl.oauthbearer.config` and the wall clock. Out: a token, or what is wrong with the property, never
//! with its values. librdkafka makes the first token of a client itself, and asks for each that follows when four fifths
//! of the time have passed that the one before holds.

use crate::value::{Duration, Time, write_base64, write_json_text};
use rdkafka::client::OAuthToken;

/// What the property says; the rest is as librdkafka has it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Unsecured {
    principal_claim: String,
    principal: String,
    scope_claim: String,
    scopes: Vec<String>,
    seconds: i64,
}

const FORM: &str = "it is written `principal=NAME`, with `principalClaimName=`, `scope=`, `scopeClaimName=` or `lifeSeconds=` where \
                    they are needed, and blanks between them";

impl Unsecured {
    pub(super) fn parse(config: &str) -> Result<Self, String> {
        let mut parsed = Self {
            principal_claim: "sub".to_owned(),
            principal: String::new(),
            scope_claim: "scope".to_owned(),
            scopes: Vec::new(),
            seconds: 3_600,
        };
        for setting in config.split_ascii_whitespace() {
            let (name, value) = setting.split_once('=').ok_or(FORM)?;
            if value.is_empty() || value.contains('"') {
                return Err(FORM.to_owned());
            }
            match name {
                "principalClaimName" => value.clone_into(&mut parsed.principal_claim),
                "principal" => value.clone_into(&mut parsed.principal),
                "scopeClaimName" => value.clone_into(&mut parsed.scope_claim),
                "scope" => parsed.scopes = value.split(',').map(str::to_owned).collect(),
                "lifeSeconds" => {
                    let seconds =
                        value.parse().ok().filter(|seconds| (1..=i64::from(i32::MAX)).contains(seconds));
                    parsed.seconds = seconds.ok_or("`lifeSeconds` is a whole number from 1 on")?;
                }
                name if name.starts_with("extension_") => {
                    return Err("extensions are lost with the second token: leave them out".to_owned());
                }
                _ => return Err(FORM.to_owned()),
            }
        }
        if parsed.principal.is_empty() { Err(FORM.to_owned()) } else { Ok(parsed) }
    }

    /// A token that holds from now on.
    pub(super) fn token(&self, now: Time) -> OAuthToken {
        let issued = now.0.div_euclid(Duration::MILLISECOND);
        let until = issued.saturating_add(self.seconds.saturating_mul(1_000));
        let mut claims = b"{".to_vec();
        write_json_text(&self.principal_claim, &mut claims);
        claims.push(b':');
        write_json_text(&self.principal, &mut claims);
        let times = format!(",\"iat\":{},\"exp\":{}", seconds(issued), seconds(until));
        claims.extend_from_slice(times.as_bytes());
        for (position, scope) in self.scopes.iter().enumerate() {
            if position == 0 {
                claims.push(b',');
                write_json_text(&self.scope_claim, &mut claims);
                claims.extend_from_slice(b":[");
            } else {
                claims.push(b',');
            }
            write_json_text(scope, &mut claims);
        }
        claims.extend_from_slice(if self.scopes.is_empty() { b"}" } else { b"]}" });
        OAuthToken {
            token: format!("{}.{}.", url(br#"{"alg":"none"}"#), url(&claims)),
            principal_name: self.principal.clone(),
            lifetime_ms: until,
        }
    }
}

fn seconds(milliseconds: i64) -> String {
    format!("{}.{:03}", milliseconds.div_euclid(1_000), milliseconds.rem_euclid(1_000))
}

/// Base64 for addresses, without padding.
fn url(bytes: &[u8]) -> String {
    let mut text = Vec::new();
    write_base64(bytes, &mut text);
    let letter = |letter| match letter {
        b'=' => None,
        b'+' => Some('-'),
        b'/' => Some('_'),
        letter => Some(char::from(letter)),
    };
    text.into_iter().filter_map(letter).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::value::read_base64;

    fn claims(config: &str) -> String {
        let made = Unsecured::parse(config).unwrap().token(Time(1_500_000_000_900_000_000));
        let (head, rest) = made.token.split_once('.').unwrap();
        assert_eq!(head, "eyJhbGciOiJub25lIn0");
        let body = rest.strip_suffix('.').unwrap().replace('-', "+").replace('_', "/");
        let padded = body.clone() + &"=".repeat((4 - body.len() % 4) % 4);
        assert_eq!(made.lifetime_ms % 1_000, 900);
        String::from_utf8(read_base64(&padded).unwrap()).unwrap()
    }

    #[test]
    fn a_token_says_who_it_is_and_until_when() {
        assert_eq!(claims("principal=ann"), r#"{"sub":"ann","iat":1500000000.900,"exp":1500003600.900}"#);
        assert_eq!(
            claims("principalClaimName=azp principal=ü?> scopeClaimName=roles  scope=a,b lifeSeconds=60"),
            r#"{"azp":"ü?>","iat":1500000000.900,"exp":1500000060.900,"roles":["a","b"]}"#
        );
    }

    #[test]
    fn what_is_written_otherwise_is_told_without_its_values() {
        for config in ["", "ann", "principal=", "principal=s3cret\" x", "principle=s3cret", "lifeSeconds=9"] {
            assert_eq!(Unsecured::parse(config), Err(FORM.to_owned()), "{config}");
        }
        for config in ["principal=ann lifeSeconds=0", "principal=ann extension_a=s3cret"] {
            let error = Unsecured::parse(config).unwrap_err();
            assert!(!error.contains("s3cret"), "{error}");
        }
    }
}
