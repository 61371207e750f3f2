//! Values of options.

use super::exit::UsageError;
use crate::formula::number::duration_nanos;
use crate::scenario::{self, Behind, COUNTS, Limit, Pace, Transactional, kafka_properties, positive, whole};
use crate::target::Properties;
use crate::value::{Duration, Owned};
use std::net::{Ipv4Addr, SocketAddr};
use std::path::PathBuf;

/// `peak=500`
pub fn parse_let(text: &str) -> Result<(String, Owned), String> {
    let (name, value) = text.split_once('=').ok_or("write `--let NAME=VALUE`")?;
    let value = scenario::literal(value).ok_or("the number is larger than 64 bits hold")?;
    Ok((name.to_owned(), value))
}

/// The properties of `--set kafka.acks=1`. They are read here and not by clap, whose errors show what was written: the
/// value may be a secret.
pub fn properties(set: &[String]) -> Result<Vec<(String, String)>, UsageError> {
    set.iter().map(|text| property(text)).collect()
}

/// The files that such properties name.
pub fn files(set: &[(String, String)]) -> impl Iterator<Item = PathBuf> {
    let named = set.iter().filter(|(property, _)| kafka_properties::names_file(property));
    named.map(|(_, file)| PathBuf::from(file))
}

fn property(text: &str) -> Result<(String, String), UsageError> {
    let form = |option: &str| UsageError(format!("{option}: write `--set kafka.PROPERTY=VALUE`"));
    let (name, value) = text.split_once('=').ok_or_else(|| form("--set"))?;
    let property = name.strip_prefix("kafka.").filter(|property| !property.is_empty());
    let property = property.ok_or_else(|| form(&format!("--set{}", told(name))))?;
    if !property.chars().all(is_of_name) {
        return Err(form("--set"));
    }
    Properties::known(property).map_err(|error| UsageError(error.to_string()))?;
    Ok((property.to_owned(), value.to_owned()))
}

fn is_of_name(letter: char) -> bool {
    letter.is_ascii_alphanumeric() || "._-".contains(letter)
}

/// A name without `kafka.` that a property may be meant by, to be repeated; any other text may be a secret.
fn told(name: &str) -> String {
    let property = name.to_ascii_lowercase();
    let property =
        property.strip_prefix("kafka").map_or(&*property, |rest| rest.trim_start_matches(['.', ',']));
    let is_near = property.is_empty() || kafka_properties::instead(property).is_some();
    let is_name = name.chars().all(|letter| is_of_name(letter) || letter == ',');
    if is_near && is_name { format!(" {name}") } else { String::new() }
}

/// `10s`: longer than nothing.
pub fn parse_length(text: &str) -> Result<i64, String> {
    positive(text).ok_or_else(|| "a length is written `10s`, `5m` or `1h30m`".to_owned())
}

/// `20k`
pub fn parse_count(text: &str) -> Result<u64, String> {
    whole(text).ok_or_else(|| format!("it takes {COUNTS}"))
}

pub fn parse_speed(text: &str) -> Result<Pace, String> {
    Pace::parse(text).ok_or_else(|| format!("a speed is written {}", Pace::FORMS))
}

pub fn parse_behind(text: &str) -> Result<Behind, String> {
    Behind::parse(text).ok_or_else(|| format!("it takes {}", Behind::FORMS))
}

pub fn parse_stop(text: &str) -> Result<Limit, String> {
    Limit::parse(text).ok_or_else(|| format!("it takes {}", Limit::FORMS))
}

pub fn parse_transactional(text: &str) -> Result<Transactional, String> {
    Transactional::parse(text).ok_or_else(|| format!("it takes {}", Transactional::FORMS))
}

/// `10m` or `00:10:00`
pub fn parse_offset(text: &str) -> Result<i64, String> {
    let nanos = if text.contains(':') { clock(text) } else { duration_nanos(text).ok() };
    nanos.ok_or_else(|| "an offset is written `00:10:00` or `10m`".to_owned())
}

fn clock(text: &str) -> Option<i64> {
    let mut parts = text.split(':');
    let (hours, minutes, seconds) = (parts.next()?, parts.next()?, parts.next().unwrap_or("0"));
    let (seconds, fraction) = seconds.split_once('.').unwrap_or((seconds, ""));
    let number = |text: &str| text.parse::<u32>().ok().map(i64::from);
    let (minutes, seconds) = (number(minutes)?, number(seconds)?);
    if parts.next().is_some() || minutes > 59 || seconds > 59 || fraction.len() > 9 {
        return None;
    }
    let fraction = if fraction.is_empty() { 0 } else { number(&format!("{fraction:0<9}"))? };
    let whole = number(hours)?.checked_mul(3_600)?.checked_add(minutes * 60 + seconds)?;
    whole.checked_mul(Duration::SECOND)?.checked_add(fraction)
}

/// `127.0.0.1:9464`, `localhost:9464`, or `9464` of this machine's loopback.
pub fn parse_metrics(text: &str) -> Result<SocketAddr, String> {
    let port = text.strip_prefix("localhost:").unwrap_or(text);
    let of_loopback = port.parse().map(|port: u16| SocketAddr::from((Ipv4Addr::LOCALHOST, port)));
    of_loopback
        .or_else(|_| text.parse())
        .map_err(|_| "an address is written `127.0.0.1:9464` or `9464`".to_owned())
}

/// `512M` or `2G`, in bytes.
pub fn parse_memory(text: &str) -> Result<u64, String> {
    let form = || "a size is written `512M` or `2G`".to_owned();
    let (digits, unit) = match text.char_indices().next_back() {
        Some((end, 'M' | 'm')) => (&text[..end], 1_u64 << 20),
        Some((end, 'G' | 'g')) => (&text[..end], 1 << 30),
        _ => return Err(form()),
    };
    digits.parse::<u64>().ok().and_then(|number| number.checked_mul(unit)).ok_or_else(form)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn offsets_are_clock_times_or_durations() {
        assert_eq!(parse_offset("00:10:00"), Ok(10 * Duration::MINUTE));
        assert_eq!(parse_offset("100:00:00.5"), Ok(100 * Duration::HOUR + Duration::SECOND / 2));
        assert_eq!(parse_offset("10m"), Ok(10 * Duration::MINUTE));
        for wrong in ["", "::", "1:60", "1:2:3:4", "x", "99999999999:00"] {
            assert!(parse_offset(wrong).is_err(), "{wrong}");
        }
    }

    #[test]
    fn metrics_are_served_on_loopback_unless_an_address_says_otherwise() {
        for text in ["127.0.0.1:9464", "localhost:9464", "9464"] {
            assert_eq!(parse_metrics(text).unwrap().to_string(), "127.0.0.1:9464");
        }
        for text in ["0.0.0.0:9464", "[::1]:9464"] {
            assert_eq!(parse_metrics(text).unwrap().to_string(), text);
        }
        for wrong in ["", "on", "70000", "127.0.0.1", "http://127.0.0.1:9464", "localhost:x"] {
            assert!(parse_metrics(wrong).is_err(), "{wrong}");
        }
    }

    #[test]
    fn settings_name_their_target() {
        assert_eq!(property("kafka.acks=1").unwrap(), ("acks".to_owned(), "1".to_owned()));
        for (wrong, told) in [
            ("acks=1", "--set acks: "),
            ("kafka.=1", "--set kafka.: "),
            ("kafka.acks", "--set: "),
            ("kafka.aks=1", "the Kafka property `aks` "),
            (
                "kafka.colour=blue",
                "the Kafka property `colour` cannot be used: librdkafka has none of this name",
            ),
            ("kafka.sasl.password:hunter2=", "--set: "),
            ("hunter2=", "--set: "),
        ] {
            assert!(property(wrong).unwrap_err().0.starts_with(told), "{wrong}");
        }
    }
}
