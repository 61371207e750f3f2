//! Brokers that cannot be reached, refuse, or take their time.

use crate::ticks::{PARTITIONS, Ticks, block_on, labels, run, unhurried};
use rdkafka::mocking::MockCluster;
use rdkafka::producer::DefaultProducerContext;
use rdkafka::types::{RDKafkaApiKey, RDKafkaRespErr};
use rushhour::run::{Event, Observer, Options, Pace, RunError, Stop, Summary};
use rushhour::target::{Properties, Target, TargetError};
use std::io::Write;
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::sync::mpsc::{self, Receiver, Sender};
use std::time::Duration as Span;

/// A mock broker of its own, so that the target has to connect to it.
pub fn broker() -> (MockCluster<'static, DefaultProducerContext>, String) {
    let cluster = MockCluster::new(1).unwrap();
    cluster.create_topic("ticks", PARTITIONS, 1).unwrap();
    let servers = cluster.bootstrap_servers();
    (cluster, servers)
}

pub fn kafka(servers: &str, properties: &[(&str, &str)]) -> Target {
    Target::Kafka([("bootstrap.servers", servers)].iter().chain(properties).copied().collect())
}

/// The producer tries again and again, longer than a test lasts.
pub fn acknowledge_nothing(cluster: &MockCluster<'static, DefaultProducerContext>) {
    let errors = [RDKafkaRespErr::RD_KAFKA_RESP_ERR_NOT_ENOUGH_REPLICAS; 1_000];
    cluster.request_errors(RDKafkaApiKey::Produce, &errors);
}

#[test]
fn a_wrong_port_is_named_within_the_deadline() {
    let properties = [("bootstrap.servers", "127.0.0.1:1")].into_iter().collect();
    let options = Options { connect: Span::from_secs(2), ..unhurried() };
    let error = run(Ticks::new("ticks", 1), &Target::Kafka(properties), options).unwrap_err();
    assert!(
        matches!(&error, RunError::Connect(TargetError::ConnectionRefused { servers, .. }) if servers == "127.0.0.1:1"),
        "{error:?}"
    );
    assert!(error.to_string().contains("--to embedded"), "{error}");
}

/// Passes on what comes in both ways, from a moment on.
#[expect(clippy::disallowed_methods, reason = "a broker takes its time to start")]
fn pass_on_late(address: SocketAddr, to: String) {
    std::thread::spawn(move || {
        std::thread::sleep(Span::from_millis(1_100));
        let listener = TcpListener::bind(address).unwrap();
        for here in listener.incoming().map_while(Result::ok) {
            let there = TcpStream::connect(&to).unwrap();
            for (mut from, mut to) in [(here.try_clone().unwrap(), there.try_clone().unwrap()), (there, here)]
            {
                // Either side may have had enough.
                std::thread::spawn(move || std::io::copy(&mut from, &mut to));
            }
        }
    });
}

#[test]
fn a_broker_that_is_just_starting_is_waited_for() {
    let (_cluster, servers) = broker();
    let address = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    pass_on_late(address, servers);
    let target = kafka(&address.to_string(), &[("reconnect.backoff.max.ms", "100")]);
    let summary = run(Ticks::new("ticks", 5), &target, Options { pace: Pace::Max, ..Options::default() });
    assert_eq!(summary.unwrap().total.acknowledged, 5);
}

#[test]
fn a_wrong_property_is_named_before_connecting() {
    let properties = [("bootstrap.servers", "127.0.0.1:1"), ("acks", "most")].into_iter().collect();
    let error = run(Ticks::new("ticks", 1), &Target::Kafka(properties), unhurried()).unwrap_err();
    assert!(
        matches!(&error, RunError::Connect(TargetError::Property { name, .. }) if name == "acks"),
        "{error}"
    );
}

#[test]
fn kafka_without_servers_says_what_to_do() {
    let error = run(Ticks::new("ticks", 1), &Target::Kafka(Properties::default()), unhurried()).unwrap_err();
    assert!(matches!(error, RunError::Connect(TargetError::NoServers)));
}

#[test]
fn a_listener_without_encryption_is_not_mistaken_for_a_slow_one() {
    let (_cluster, servers) = broker();
    let target = kafka(&servers, &[("security.protocol", "ssl")]);
    let options = Options { connect: Span::from_secs(10), ..unhurried() };
    let error = run(Ticks::new("ticks", 1), &target, options).unwrap_err();
    assert!(matches!(error, RunError::Connect(TargetError::Tls { .. })), "{error}");
}

#[test]
fn a_refused_login_shows_no_password() {
    let (_cluster, servers) = broker();
    let login = [
        ("security.protocol", "sasl_plaintext"),
        ("sasl.mechanism", "PLAIN"),
        ("sasl.username", "ann"),
        ("sasl.password", "hunter2"),
    ];
    let error = run(Ticks::new("ticks", 1), &kafka(&servers, &login), unhurried()).unwrap_err();
    assert!(matches!(error, RunError::Connect(TargetError::Authentication { .. })), "{error}");
    assert!(!format!("{error:?}").contains("hunter2"), "{error}");
}

#[test]
fn a_topic_without_rights_is_named() {
    let (cluster, servers) = broker();
    cluster.topic_error("ticks", RDKafkaRespErr::RD_KAFKA_RESP_ERR_TOPIC_AUTHORIZATION_FAILED).unwrap();
    let error = run(Ticks::new("ticks", 1), &kafka(&servers, &[]), unhurried()).unwrap_err();
    assert!(matches!(error, RunError::Connect(TargetError::Forbidden { .. })), "{error}");
    assert!(error.to_string().contains("'ticks'"), "{error}");
}

#[test]
fn a_user_who_may_look_at_a_topic_and_not_write_is_told_so() {
    let (cluster, servers) = broker();
    let denied = [RDKafkaRespErr::RD_KAFKA_RESP_ERR_CLUSTER_AUTHORIZATION_FAILED; 10];
    cluster.request_errors(RDKafkaApiKey::InitProducerId, &denied);
    let error = run(Ticks::new("ticks", 20), &kafka(&servers, &[]), Options::default()).unwrap_err();
    let RunError::Target { error: TargetError::Forbidden { what, .. }, summary } = &error else {
        panic!("{error:?}");
    };
    assert_eq!(what, "writing to the topic 'ticks'");
    assert_eq!((summary.total.acknowledged, summary.total.planned), (0, summary.total.failed));
}

#[test]
fn what_does_not_speak_kafka_is_told_apart() {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let servers = listener.local_addr().unwrap().to_string();
    std::thread::spawn(move || {
        for mut connection in listener.incoming().map_while(Result::ok) {
            // It may have given up.
            let _ = connection.write_all(b"HTTP/1.1 400 Bad Request\r\n\r\n");
        }
    });
    let error = run(Ticks::new("ticks", 1), &kafka(&servers, &[]), unhurried()).unwrap_err();
    assert!(matches!(error, RunError::Connect(TargetError::NotKafka { .. })), "{error}");
}

#[test]
fn a_record_that_the_broker_refuses_has_failed_and_says_why() {
    let (cluster, servers) = broker();
    cluster.request_errors(
        RDKafkaApiKey::Produce,
        &[RDKafkaRespErr::RD_KAFKA_RESP_ERR_MSG_SIZE_TOO_LARGE, RDKafkaRespErr::RD_KAFKA_RESP_ERR_NO_ERROR],
    );
    let target = kafka(&servers, &[("enable.idempotence", "false"), ("batch.num.messages", "1")]);
    let options = Options { pace: Pace::Max, ..Options::default() };
    let summary = run(Ticks::new("ticks", 5), &target, options).unwrap();
    assert_eq!((summary.total.planned, summary.total.acknowledged, summary.total.failed), (5, 4, 1));
    assert!(!summary.is_success());
    assert_eq!(summary.total.failures.len(), 1);
    assert!(summary.total.failures[0].cause.contains("too large"), "{:?}", summary.total.failures);
}

#[test]
fn what_is_not_acknowledged_in_time_has_failed() {
    let (cluster, servers) = broker();
    acknowledge_nothing(&cluster);
    let options = Options { pace: Pace::Max, drain: Span::from_millis(200), ..Options::default() };
    let summary = run(Ticks::new("ticks", 5), &kafka(&servers, &[]), options).unwrap();
    assert_eq!((summary.total.planned, summary.total.acknowledged, summary.total.failed), (5, 0, 5));
    assert_eq!(summary.total.failures[0].cause, "not acknowledged in time");
    assert_eq!(summary.total.failures[0].records, 5);
}

/// Tells that the run begins, and waits until it may.
struct Begun(Sender<()>, Receiver<()>);

impl Observer for Begun {
    fn on(&mut self, event: &Event<'_>) {
        if matches!(event, Event::Begun { .. }) {
            self.0.send(()).unwrap();
            self.1.recv().unwrap();
        }
    }
}

/// A run to a broker that changes between connecting and the first record.
fn run_with(count: u64, target: Target, options: Options, change: impl FnOnce()) -> Summary {
    let ((begun, is_begun), (changed, is_changed)) = (mpsc::channel(), mpsc::channel());
    let running = std::thread::spawn(move || {
        let (source, mut begun) = (Box::new(Ticks::new("ticks", count)), Begun(begun, is_changed));
        block_on(rushhour::run::run(source, &target, labels("ticks"), options, &mut begun, Stop::never()))
    });
    is_begun.recv().unwrap();
    change();
    changed.send(()).unwrap();
    running.join().unwrap().unwrap()
}

#[test]
fn what_a_broker_has_and_does_not_answer_has_failed_in_time() {
    let (cluster, servers) = broker();
    let options = Options { drain: Span::from_millis(200), ..Options::default() };
    let slow = || cluster.broker_round_trip_time(1, Span::from_secs(3)).unwrap();
    let summary = run_with(5, kafka(&servers, &[]), options, slow);
    assert_eq!((summary.total.planned, summary.total.acknowledged, summary.total.failed), (5, 0, 5));
    assert_eq!(summary.total.failures[0].cause, "not acknowledged in time");
}

#[test]
fn a_run_lasts_until_its_last_receipt() {
    let (cluster, servers) = broker();
    let options = Options { pace: Pace::Max, ..Options::default() };
    let slow = || cluster.broker_round_trip_time(1, Span::from_millis(500)).unwrap();
    let total = run_with(5, kafka(&servers, &[]), options, slow).total;
    assert_eq!(total.acknowledged, 5);
    assert!(total.elapsed_s >= 0.5, "{}", total.elapsed_s);
}

#[test]
fn partitions_whose_beginning_nobody_tells_are_not_compared() {
    let (cluster, servers) = broker();
    let target = kafka(&servers, &[]);
    let options = || Options { pace: Pace::Max, ..Options::default() };
    let before = run(Ticks::new("ticks", 7), &target, options()).unwrap();
    assert_eq!(before.end_offsets.map(|held| held.records), Some(7));
    let denied = [RDKafkaRespErr::RD_KAFKA_RESP_ERR_TOPIC_AUTHORIZATION_FAILED; 1_000];
    cluster.request_errors(RDKafkaApiKey::ListOffsets, &denied);
    let readable = || cluster.clear_request_errors(RDKafkaApiKey::ListOffsets);
    let summary = run_with(5, target, options(), readable);
    assert_eq!((summary.total.acknowledged, summary.end_offsets), (5, None));
    assert_eq!((summary.mismatches.len(), summary.surplus.len(), summary.is_success()), (0, 0, true));
}

/// A broker that knows nothing of a producer yet takes its second batch without the first.
#[test]
fn what_only_a_later_batch_speaks_for_is_not_acknowledged() {
    let cluster = MockCluster::new(1).unwrap();
    cluster.create_topic("ticks", 1, 1).unwrap();
    cluster.broker_round_trip_time(1, Span::from_millis(100)).unwrap();
    let new_leader = [RDKafkaRespErr::RD_KAFKA_RESP_ERR_NOT_LEADER_FOR_PARTITION];
    cluster.request_errors(RDKafkaApiKey::Produce, &new_leader);
    let target = kafka(&cluster.bootstrap_servers(), &[("batch.num.messages", "1"), ("linger.ms", "0")]);
    let summary =
        run(Ticks::new("ticks", 20), &target, Options { pace: Pace::Max, ..Options::default() }).unwrap();
    assert_eq!(summary.total.planned, 20);
    let cause = "refused by a leader that was new to its partition, which took a later event: send it again";
    assert_eq!((summary.total.failed, summary.total.failures[0].cause.as_str()), (1, cause));
    assert_eq!(summary.end_offsets.map(|held| held.records), Some(19));
    assert_eq!((summary.total.acknowledged, summary.mismatches.len()), (19, 0));
}

#[test]
fn a_full_queue_makes_records_late_and_loses_none() {
    let (cluster, servers) = broker();
    cluster.broker_round_trip_time(1, Span::from_millis(20)).unwrap();
    let target = kafka(&servers, &[("queue.buffering.max.messages", "3")]);
    let options = Options { pace: Pace::Max, ..Options::default() };
    let summary = run(Ticks::new("ticks", 50), &target, options).unwrap();
    assert_eq!((summary.total.planned, summary.total.acknowledged, summary.total.failed), (50, 50, 0));
    assert!(summary.total.elapsed_s > 0.02, "more than a queue's worth was waited for");
}
