//! A session is over the nanosecond after its timeout, and not before.

use crate::clicks::whole;
use crate::harness::{Sent, plan};
use rushhour::compose::{Batch, Sequence};
use std::collections::BTreeMap;
use std::sync::Arc;

/// A journey of one step, or of two, with a timeout of ten seconds.
fn scenario(emit: &str, users: u32, step: &str, phase: &str) -> String {
    format!(
        "scenario: silence\ncatalogs:\n  users: {{ rows: {users}, fields: {{ id: =row }} }}\nevents:\n  \
         tick: {{ payload: {{ session: =session.id, user: =user.id, step: =step, gone: =session.elapsed / 1ms }} }}\n\
         journeys:\n  visit:\n    actor: user in users\n    timeout: 10s\n    steps:\n      \
         FIRST: {{ emit: tick, {step} }}\n      LAST: {{ emit: tick, next: end }}\ntraffic:\n  \
         visits: {{ emit: {emit} of visit, topic: t, phases: [ {{ all: {phase} }} ] }}\n"
    )
}

fn sessions(sent: &[Sent]) -> BTreeMap<String, Vec<i64>> {
    let mut sessions: BTreeMap<String, Vec<i64>> = BTreeMap::new();
    for sent in sent {
        sessions.entry(sent.fields()["session"].to_string()).or_default().push(sent.due);
    }
    sessions
}

#[test]
fn a_wait_as_long_as_the_timeout_is_waited_for() {
    let sent = whole(&plan(&scenario("sessions", 3, "wait: 10s, next: LAST", "burst 20")));
    assert_eq!(sent.len(), 40);
    assert!(sessions(&sent).values().all(|dues| *dues == [0, 10_000_000_000]));
}

#[test]
fn a_wait_a_nanosecond_longer_ends_the_session() {
    let plan = plan(&scenario("sessions", 3, "wait: 10s1ns, next: LAST", "burst 20"));
    let mut sequence = Sequence::new(Arc::clone(&plan), None, 0, None);
    let mut batch = Batch::default();
    assert!(!sequence.fill(&mut batch, |_, _| true));
    assert_eq!(batch.len(), 20);
    let counts = sequence.composer().sessions()[0].1;
    assert_eq!((counts.opened, counts.timed_out, counts.ended, counts.open()), (20, 20, 0, 0));
}

#[test]
fn a_session_that_comes_to_its_end_has_not_timed_out() {
    let plan = plan(&scenario("sessions", 3, "wait: 10s1ns, next: end", "burst 20"));
    let mut sequence = Sequence::new(plan, None, 0, None);
    sequence.fill(&mut Batch::default(), |_, _| true);
    let counts = sequence.composer().sessions()[0].1;
    assert_eq!((counts.opened, counts.timed_out, counts.ended), (20, 0, 20));
}

#[test]
fn a_drawn_wait_ends_the_session_exactly_where_it_is_too_long() {
    let step = "let: { pause: '=choice(9999ms, 10s, 10s1ns, 10001ms)' }, wait: =pause, next: LAST";
    let sent = whole(&plan(&scenario("sessions", 3, step, "hold 10/s for 20s")));
    let sessions = sessions(&sent);
    assert_eq!(sessions.len(), 200);
    let waits: Vec<i64> = sessions.values().filter_map(|dues| Some(dues.get(1)? - dues[0])).collect();
    assert!(waits.iter().all(|wait| [9_999_000_000, 10_000_000_000].contains(wait)), "{waits:?}");
    // a binomial of 200 and a half, give or take four standard deviations
    assert!((72..=128).contains(&waits.len()), "{}", waits.len());
}

#[test]
fn a_silence_as_long_as_the_timeout_is_no_end() {
    let sent = whole(&plan(&scenario("steps", 1, "next: FIRST", "every 10s for 5m")));
    assert_eq!(sessions(&sent).len(), 1);
    assert_eq!(sent.len(), 30);
    assert_eq!(sent[29].fields()["gone"].as_f64(), Some(290_000.0));
}

#[test]
fn a_silence_a_nanosecond_longer_opens_a_new_session() {
    let sent = whole(&plan(&scenario("steps", 1, "next: FIRST", "every 10s1ns for 5m")));
    assert_eq!(sessions(&sent).len(), sent.len());
    assert!(sent.len() > 20);
}

#[test]
fn a_phase_with_fields_of_its_own_is_no_silence() {
    let text = scenario(
        "steps",
        1,
        "next: FIRST",
        "hold 1/s for 9s }, { b: hold 1/s for 9s, payload: { b: 1 } }, { c: hold 1/s for 9s",
    );
    let sent = whole(&plan(&text));
    assert_eq!((sent.len(), sessions(&sent).len()), (27, 1));
    assert_eq!(sent.iter().filter(|sent| sent.fields().contains_key("b")).count(), 9);
}

#[test]
fn only_the_silence_of_the_actor_counts() {
    let sent = whole(&plan(&scenario("steps", 40, "next: FIRST", "every 50ms..450ms for 10m")));
    let mut of_user: BTreeMap<String, (String, i64)> = BTreeMap::new();
    let (mut kept, mut opened) = (0, 0);
    for sent in &sent {
        let (session, user) = (sent.fields()["session"].to_string(), sent.fields()["user"].to_string());
        if let Some((before, due)) = of_user.insert(user, (session.clone(), sent.due)) {
            let is_same = before == session;
            assert_eq!(is_same, sent.due - due <= 10_000_000_000, "{sent:?}");
            *(if is_same { &mut kept } else { &mut opened }) += 1;
        }
    }
    assert!(kept > 200 && opened > 200, "{kept} and {opened}");
}
