use super::*;
use rdkafka::types::RDKafkaConfRes;

fn config(pairs: &[(&str, &str)]) -> ClientConfig {
    pairs.iter().copied().collect::<Properties>().config(None).expect("good properties")
}

#[test]
fn what_the_user_sets_wins_over_a_default_under_any_name() {
    assert_eq!(config(&[]).get("compression.type"), Some("lz4"));
    assert_eq!(config(&[("compression.codec", "gzip")]).get("compression.type"), None);
}

#[test]
fn idempotence_gives_way_to_what_it_cannot_go_with() {
    assert_eq!(config(&[]).get(IDEMPOTENCE), Some("true"));
    for pair in [
        ("acks", "1"),
        ("request.required.acks", "0"),
        ("retries", "0"),
        ("max.in.flight", "6"),
        ("queuing.strategy", "lifo"),
    ] {
        assert_eq!(config(&[pair]).get(IDEMPOTENCE), None, "{pair:?}");
    }
    for pair in [("acks", "-1"), ("retries", "1"), ("max.in.flight", "5"), ("queuing.strategy", "fifo")] {
        assert_eq!(config(&[pair]).get(IDEMPOTENCE), Some("true"), "{pair:?}");
    }
}

#[test]
fn a_transaction_may_last_longer_than_it_is_meant_to_be_open() {
    let every = Duration::from_mins(2);
    let transactional = Transactional { every, is_remembered: false, id: "orders".to_owned() };
    let config =
        |pairs: &[(&str, &str)]| pairs.iter().copied().collect::<Properties>().config(Some(&transactional));
    assert_eq!(config(&[]).unwrap().get(TRANSACTION_TIMEOUT), Some("180000"));
    let set =
        |timeout| config(&[(TRANSACTION_TIMEOUT, timeout)]).map(|_| ()).map_err(|error| error.to_string());
    assert_eq!(set("120001"), Ok(()));
    let reason = "a transaction is open for 120000 ms, and may not be for 120000";
    assert!(set("120000").unwrap_err().ends_with(reason));
}

#[test]
fn transactions_have_the_id_that_the_properties_say() {
    let id = |pairs: &[(&str, &str)]| {
        let every = Duration::from_secs(1);
        let properties = pairs.iter().copied().collect::<Properties>();
        let own = Transactional { every, is_remembered: false, id: "rushhour-orders".to_owned() };
        let identified = properties.identified(own);
        let config = properties.config(Some(&identified)).unwrap();
        assert_eq!(config.get(Properties::TRANSACTIONAL_ID), Some(&*identified.id));
        identified.id
    };
    let name = Properties::TRANSACTIONAL_ID;
    assert_eq!(
        [id(&[]), id(&[(name, "")]), id(&[(name, "mine")])],
        ["rushhour-orders", "rushhour-orders", "mine"]
    );
}

#[test]
fn a_broker_of_ones_own_is_told_of_no_login_and_no_encryption() {
    let connection = [
        "security.protocol",
        "sasl.password",
        "ssl.ca.location",
        "https.ca.location",
        "enable.ssl.certificate.verification",
        "enable.sasl.oauthbearer.unsecure.jwt",
        "broker.address.family",
    ];
    let pairs = connection.iter().copied().chain([SERVERS[0], "client.id"]).map(|name| (name, "x"));
    let kept = pairs.collect::<Properties>().without_connection();
    assert_eq!(format!("{kept:?}"), r#"{"client.id"}"#);
}

#[test]
fn a_reason_that_repeats_a_secret_is_not_told() {
    let told = |name: &str| {
        let (name, value) = (name.to_owned(), "hunter2".to_owned());
        explain(KafkaError::ClientConfig(
            RDKafkaConfRes::RD_KAFKA_CONF_INVALID,
            "hunter2 is short".to_owned(),
            name,
            value,
        ))
        .to_string()
    };
    assert!(told("sasl.password").ends_with(": its value is not accepted"));
    assert!(told("client.id").ends_with(": hunter2 is short"));
}

#[test]
fn a_value_that_cannot_be_is_refused_by_the_name_of_its_property() {
    for (name, value, reason) in [
        ("acks", "7", "brokers know `all`, `1` and `0`"),
        ("request.required.acks", "some", "brokers know `all`, `1` and `0`"),
        (
            "delivery.report.only.error",
            "True",
            "records whose acknowledgement is not told cannot be accounted for: leave it out",
        ),
        ("linger.ms", "abc", "its value is neither a number nor a word that it takes"),
        ("linger.ms", "-5", "-5 is not within 0..900000"),
    ] {
        let error = [(name, value)].into_iter().collect::<Properties>().config(None).unwrap_err();
        assert_eq!(error.to_string(), format!("the Kafka property `{name}` cannot be used: {reason}"));
    }
}

#[test]
fn a_misspelt_property_is_answered_with_the_nearest_one() {
    let error = [("complession.type", "lz4")].into_iter().collect::<Properties>().config(None).unwrap_err();
    assert!(error.to_string().ends_with("; did you mean `compression.type`?"), "{error}");
}

#[test]
fn the_known_names_are_those_of_this_librdkafka() {
    assert_eq!(rdkafka::util::get_rdkafka_version().1, "2.12.1", "whose list the names are");
    for name in kafka_properties::NAMES {
        let mut config = ClientConfig::new();
        match config.set(name, "x").create_native_config() {
            Err(KafkaError::ClientConfig(_, reason, ..)) if reason.starts_with("No such") => {
                panic!("{name}: {reason}")
            }
            _ => {}
        }
    }
    for name in DEFAULTS.map(|(name, _)| name).into_iter().chain(TWO_NAMES.concat()) {
        assert!(kafka_properties::NAMES.contains(&name), "{name}");
    }
}

#[test]
fn a_property_is_what_it_was_set_to_last_under_either_name() {
    for [one, other] in TWO_NAMES {
        for (first, second) in [(one, other), (other, one)] {
            let properties: Properties = [(first, "1"), (second, "2")].into_iter().collect();
            assert_eq!([first, second].map(|name| properties.get(name)), [Some("2"); 2]);
            assert_eq!(properties.values.len(), 1, "librdkafka is told one: {second}");
        }
    }
}

#[test]
fn values_are_never_shown() {
    let properties: Properties = [("sasl.password", "hunter2")].into_iter().collect();
    assert_eq!(format!("{properties:?}"), r#"{"sasl.password"}"#);
}
