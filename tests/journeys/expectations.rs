//! What is expected of fields is counted once a record, however many steps send its event.

use assert_cmd::Command;

const SCENARIO: &str = "
scenario: expected
events:
  order: { topic: orders, payload: { id: =session.id } }
  payment: { topic: payments, payload: { of: =session.id, id: =uuid(), kind: =step } }
journeys:
  sale:
    steps:
      ORDERED: { emit: order, next: 'PAID 50%, DECLINED' }
      DECLINED: { emit: payment, next: PAID }
      PAID: { emit: payment, next: end }
traffic:
  sales: { emit: sessions of sale, topic: t, phases: [ { all: burst 400 } ] }
expect:
  - every payment.of in order.id
  - unique id
  - share of kind == 'PAID' in 60%..73%
";

#[test]
fn an_event_of_several_steps_is_looked_at_once() {
    let folder = tempfile::tempdir().unwrap();
    let (scenario, summary) = (folder.path().join("scenario.yaml"), folder.path().join("summary.json"));
    std::fs::write(&scenario, SCENARIO).unwrap();
    let mut command = Command::cargo_bin("rushhour").unwrap();
    command.arg("run").arg(scenario).args(["--speed=max", "--to=null", "--summary"]).arg(&summary);
    let output = command.output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let summary: serde_json::Value =
        serde_json::from_str(&std::fs::read_to_string(summary).unwrap()).unwrap();
    let held = summary["expectations"].as_array().unwrap();
    assert!(held.len() == 3 && held.iter().all(|line| line["holds"] == true), "{held:?}");
    let payments = summary["acknowledged"].as_u64().unwrap() - 400;
    let found = [&held[0], &held[2]].map(|line| line["measured"]["values"].as_u64().unwrap());
    assert_eq!(found, [payments; 2]);
}
