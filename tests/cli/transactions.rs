//! Runs in transactions: what is said of them, and what does not go together.

use crate::folder::{Folder, HELLO};

fn with(more: &str) -> Folder {
    Folder::with("hello.yaml", &format!("{HELLO}{more}\n"))
}

const RUN: [&str; 7] = ["run", "hello.yaml", "--to", "embedded", "--speed", "max", "--max-events=20"];

#[test]
fn a_run_says_whose_its_transactions_are_and_how_many_there_were() {
    for (folder, options) in
        [(with("run: { transactional: every 10s }"), &[][..]), (with(""), &["--transactional", "every 10s"])]
    {
        let called = folder.call(&[&RUN[..], options].concat()).done();
        let own = "records are acknowledged when their transaction is committed, as `rushhour-hello-";
        assert!(called.err.contains(own), "{}", called.err);
        assert!(called.err.contains("transactions: 1 committed, 0 aborted"), "{}", called.err);
        assert!(called.err.contains("Events Acknowledged: 20"), "{}", called.err);
    }
}

#[test]
fn a_transaction_of_many_records_ends_before_its_time() {
    let folder = Folder::with("many.yaml", &HELLO.replace("hold 5/s", "burst 100001"));
    let many = ["run", "many.yaml", "--to", "embedded", "--speed", "max", "--transactional", "every 10m"];
    let called = folder.call(&many).done();
    assert!(called.err.contains("transactions: 2 committed, 0 aborted"), "{}", called.err);
    assert!(called.err.contains("Events Acknowledged: 100,001"), "{}", called.err);
}

#[test]
fn the_id_is_that_of_the_plan_and_can_be_set() {
    let folder = with("run: { transactional: every 10s }");
    let id = |options: &[&str]| {
        let called = folder.call(&[&RUN[..], options].concat()).done();
        let (_, behind) = called.err.split_once("is committed, as `").unwrap();
        behind.split('`').next().unwrap().to_owned()
    };
    let own = id(&[]);
    assert_eq!(own, id(&["--in-flight", "7"]), "of the same plan");
    assert_ne!(own, id(&["--seed", "7"]));
    assert_ne!(own, id(&["--start", "2026-01-02T00:00:00Z"]));
    assert_eq!(id(&["--set", "kafka.transactional.id=mine"]), "mine");
}

#[test]
fn a_property_that_takes_transactions_says_what_to_write() {
    let says = "write `transactional: every 1s` under `run:`";
    with("").call(&[&RUN[..], &["--set", "kafka.transactional.id=mine"]].concat()).refused(2, says);
    with("kafka: { transactional.id: mine }").call(&RUN).refused(3, says);
    let folder = with("run: { transactional: every 10s }");
    for property in ["acks=1", "enable.idempotence=false", "retries=0"] {
        let set = format!("kafka.{property}");
        folder
            .call(&[&RUN[..], &["--set", &set]].concat())
            .refused(3, "`enable.idempotence`, with `acks=all`");
    }
    let short = ["--set", "kafka.transaction.timeout.ms=10000"];
    folder.call(&[&RUN[..], &short].concat()).refused(2, "a transaction is open for 10000 ms");
}

#[test]
fn a_target_that_knows_none_says_so_and_takes_the_records() {
    let folder = with("run: { transactional: every 10s }");
    for target in ["null", "stdout", "file:out.jsonl"] {
        let called =
            folder.call(&["run", "hello.yaml", "--to", target, "--speed", "max", "--max-events=20"]).done();
        let words = format!("WARN {target} knows no transactions: every record is acknowledged by itself");
        assert!(called.err.contains(&words), "{}", called.err);
    }
}
