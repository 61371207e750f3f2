//! What stands between a scenario and a cluster that others use: topics that are not allowed, and a question before
//! anything is sent to another machine.

use super::refusal::Refusal;
use super::say::say;
use crate::diagnostic::visible;
use crate::report::count;
use crate::target::{Allowed, Labels, Properties};
use std::io::{BufRead, IsTerminal};
use std::net::IpAddr;

/// Refuses the topics that are known before the run and not allowed.
pub fn hold_topics(labels: &Labels, allowed: &Allowed) -> Result<(), Refusal> {
    let refusals: Vec<String> =
        labels.topics.iter().filter_map(|topic| allowed.refusal(&topic.name)).collect();
    if refusals.is_empty() { Ok(()) } else { Err(Refusal::TopicsNotAllowed { refusals }) }
}

/// Whether to go on: asks where the servers are not on this machine. An error where nobody can be asked.
pub fn confirm(properties: &Properties, labels: &Labels, ends: Option<&str>) -> Result<bool, Refusal> {
    let Some(servers) = properties.servers().filter(|servers| !are_here(servers)) else {
        return Ok(true);
    };
    say(&outlook(servers, labels, ends));
    if !(std::io::stdin().is_terminal() && std::io::stderr().is_terminal()) {
        return Err(Refusal::NobodyToAsk);
    }
    say("Send? [y/N] ");
    Ok(is_yes(&mut std::io::stdin().lock()))
}

/// Where to, what and how much; `ends` is where the run does so before its plan.
fn outlook(servers: &str, labels: &Labels, ends: Option<&str>) -> String {
    let topics: Vec<&str> = labels.topics.iter().map(|topic| topic.name.as_str()).collect();
    let computed = labels.has_other_topics.then_some("those that events compute");
    let topics = topics.into_iter().chain(computed).collect::<Vec<_>>().join(", ");
    let events = labels.planned().map_or_else(|| "without an end".to_owned(), count);
    let ends = ends.map(|ends| format!("\n  ends     after {ends}")).unwrap_or_default();
    let [scenario, servers, topics] = [&labels.scenario, servers, &topics].map(visible);
    format!("{scenario}\n  servers  {servers}\n  topics   {topics}\n  events   {events}{ends}\n")
}

fn is_yes(answers: &mut impl BufRead) -> bool {
    let mut answer = String::new();
    answers.read_line(&mut answer).is_ok() && ["y", "yes"].contains(&answer.trim().to_lowercase().as_str())
}

/// Whether a list names servers on this machine alone; librdkafka passes over what is empty.
fn are_here(servers: &str) -> bool {
    servers.split(',').filter(|server| !server.trim().is_empty()).all(is_here)
}

/// Whether a server is on this machine, by its name: nothing is looked up, and `localhost` is what its standard says.
fn is_here(server: &str) -> bool {
    let server = server.trim();
    let server = server.split_once("://").map_or(server, |(_, server)| server);
    let host = match server.strip_prefix('[') {
        Some(rest) => rest.split(']').next().unwrap_or(rest),
        None if server.matches(':').count() > 1 => server,
        None => server.split(':').next().unwrap_or(server),
    };
    host.eq_ignore_ascii_case("localhost")
        || host.parse::<IpAddr>().is_ok_and(|address| address.to_canonical().is_loopback())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::target::{PhaseLabel, StreamLabel, TopicSpec};

    #[test]
    fn a_server_is_here_by_its_name() {
        for (servers, here) in [
            ("localhost:9092", true),
            (" LocalHost", true),
            ("LOCALHOST:9092", true),
            ("127.0.0.1:1", true),
            ("127.9.9.9", true),
            ("[::1]:9092", true),
            ("::1", true),
            ("[::ffff:127.0.0.1]:9092", true),
            ("SSL://localhost:1", true),
            ("sasl_ssl://[::1]:9093", true),
            ("localhost:1,127.0.0.1:2 , [::1]:3", true),
            ("localhost:9092,", true),
            (", localhost:9092 ,,", true),
            ("kafka:9092", false),
            ("10.0.0.1:9092", false),
            ("0.0.0.0:1", false),
            ("[::]:1", false),
            ("[::2]:9", false),
            ("127.1:9092", false),
            ("2130706433:9092", false),
            ("localhost.:1", false),
            ("localhost.example:1", false),
            ("127.0.0.1.evil.example:9092", false),
            ("localhost:1,kafka:2", false),
            ("kafka:2,localhost:1", false),
            ("localhost kafka:9092", false),
            ("localhost\tkafka:9092", false),
            ("localhost;kafka:9092", false),
            ("SSL://kafka:9092", false),
            ("localhost://kafka:9092", false),
            ("SSL://localhost@kafka:9092", false),
            ("localhost:secret@kafka:9092", false),
            ("localhost/x:9092", false),
        ] {
            assert_eq!(are_here(servers), here, "{servers:?}");
        }
    }

    #[test]
    fn only_a_yes_is_one() {
        for (answer, goes_on) in
            [("y\n", true), ("YES\n", true), ("\n", false), ("", false), ("yesterday\n", false)]
        {
            assert_eq!(is_yes(&mut answer.as_bytes()), goes_on, "{answer:?}");
        }
    }

    fn labels(planned: Option<u64>) -> Labels {
        let phase = PhaseLabel { planned, ..PhaseLabel::default() };
        let streams = vec![StreamLabel { name: "clicks".to_owned(), phases: vec![phase] }];
        let topics =
            ["clicks", "orders"].map(|name| TopicSpec { name: name.to_owned(), ..TopicSpec::default() });
        Labels { scenario: "shop".to_owned(), streams, topics: topics.to_vec(), ..Labels::default() }
    }

    #[test]
    fn the_question_says_where_to_what_and_how_much() {
        let events = |planned, ends| outlook("kafka:9092", &labels(planned), ends);
        let whole = "shop\n  servers  kafka:9092\n  topics   clicks, orders\n  events   42,999\n";
        assert_eq!(events(Some(42_999), None), whole);
        assert_eq!(
            events(Some(42_999), Some("00:00:10.000 of the schedule")),
            format!("{whole}  ends     after 00:00:10.000 of the schedule\n")
        );
        assert!(events(None, None).ends_with("  events   without an end\n"));
    }

    #[test]
    fn topics_that_events_compute_are_named_beside_the_others() {
        let topics = |labels: Labels| {
            let asked = outlook("kafka:9092", &labels, None);
            asked.lines().find_map(|line| line.strip_prefix("  topics   ").map(str::to_owned)).unwrap()
        };
        let computed = Labels { has_other_topics: true, ..labels(None) };
        assert_eq!(topics(labels(None)), "clicks, orders");
        assert_eq!(topics(computed.clone()), "clicks, orders, those that events compute");
        assert_eq!(topics(Labels { topics: Vec::new(), ..computed }), "those that events compute");
    }

    #[test]
    fn the_question_hides_nothing() {
        let labels = Labels { scenario: "l'été \u{1b}[2J\u{202e}.yaml".to_owned(), ..labels(Some(1)) };
        let asked = outlook("kafka:9092,\r\n\u{9b}A", &labels, None);
        let (scenario, rest) = asked.split_once('\n').unwrap();
        assert_eq!(scenario, r"l'été \u{1b}[2J\u{202e}.yaml");
        assert!(rest.starts_with("  servers  kafka:9092,\\r\\n\\u{9b}A\n  topics "), "{rest}");
    }

    #[test]
    fn a_topic_that_is_not_allowed_is_refused_with_all_others() {
        let allowed = Allowed::only(vec!["load.*".to_owned()], "rushhour.toml".to_owned()).unwrap();
        let words = hold_topics(&labels(None), &allowed).unwrap_err().to_string();
        assert!(words.contains("'clicks'") && words.contains("'orders'"), "{words}");
        assert!(hold_topics(&labels(None), &Allowed::default()).is_ok());
    }
}
