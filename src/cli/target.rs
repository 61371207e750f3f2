//! `--to`, `--set` and the properties under `kafka:` -> the target.

use super::refusal::Refusal;
use crate::diagnostic::Diagnostics;
use crate::scenario::kafka_properties::SERVERS;
use crate::scenario::{Environment, Setting};
use crate::target::{Properties, Target};

/// The target of the command line, or Kafka where servers are configured, or the embedded broker. Variables
/// are put into the properties only as far as the target needs them.
pub(super) fn target(
    to: Option<&str>,
    given: &[(String, String)],
    kafka: &[Setting],
    environment: &Environment,
) -> Result<Result<Target, Refusal>, Diagnostics> {
    let mut diagnostics = Diagnostics::default();
    let is = Properties::is_same;
    let set =
        |name: &str| given.iter().rev().find(|(known, _)| is(known, name)).map(|(_, value)| value.clone());
    let written = kafka.iter().rfind(|setting| is(&setting.name, SERVERS[0]));
    let wants_servers = matches!(to, None | Some("kafka"));
    let servers = match (set(SERVERS[0]), written) {
        (Some(servers), _) => Some(servers),
        (None, Some(setting)) if wants_servers => setting.resolve(environment, &mut diagnostics),
        _ => None,
    };
    // A variable that is empty is no wish to send nowhere.
    if wants_servers && servers.as_ref().is_some_and(|servers| servers.trim().is_empty()) {
        return Ok(Err(Refusal::NoServers));
    }
    let servers = servers.filter(|servers| servers != Target::EMBEDDED);
    let name = to.unwrap_or(if servers.is_some() { "kafka" } else { Target::EMBEDDED });
    let mut properties = Properties::default();
    if name == "kafka" || name == Target::EMBEDDED {
        for setting in kafka {
            let concerns_connection = Properties::concerns_connection(&setting.name);
            if set(&setting.name).is_none()
                && (name == "kafka" || !concerns_connection)
                && let Some(value) = setting.resolve(environment, &mut diagnostics)
            {
                properties.set(&setting.name, value);
            }
        }
        for (property, value) in given {
            properties.set(property, value);
        }
    }
    if diagnostics.has_errors() {
        return Err(diagnostics);
    }
    if name == "kafka" && servers.as_ref().is_some_and(|servers| servers.contains('@')) {
        let is_set = set(SERVERS[0]).is_some();
        return Ok(Err(if is_set { Refusal::LoginInSet } else { Refusal::LoginInServers }));
    }
    if name == "kafka" && servers.is_none() {
        return Ok(Err(Refusal::NoServers));
    }
    let target = Target::parse(name, properties);
    Ok(target.ok_or_else(|| Refusal::UnknownTarget { name: name.to_owned() }))
}
