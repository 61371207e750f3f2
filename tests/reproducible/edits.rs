//! Single edits of a scenario, each with what exactly it may move.

use crate::harness::{Sent, by_id, records};
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};

fn fields(text: &str) -> Vec<BTreeMap<String, Value>> {
    records(text).iter().map(Sent::fields).collect()
}

/// One event with these fields, so many of them.
fn event(count: usize, payload: &str) -> String {
    scenario(count, "{ rows: 5, fields: { id: =row } }", payload)
}

fn scenario(count: usize, catalog: &str, payload: &str) -> String {
    format!(
        "scenario: edited\nseed: 11\ncatalogs:\n  goods: {catalog}\nevents:\n  e:\n    payload: {payload}\n\
         traffic:\n  s: {{ emit: e, topic: t, phases: [ {{ all: burst {count} }} ] }}\n"
    )
}

#[test]
fn what_a_formula_gains_at_its_end_leaves_its_other_draws() {
    let before = fields(&event(200, "{ a: '=choice(int(1..9) 50%, int(10..19)) * 1000 + int(0..999)' }"));
    let after = fields(&event(
        200,
        "{ a: '=choice(int(1..9) 50%, int(10..19)) * 1000 + int(0..999) + 0 * int(1..6)' }",
    ));
    assert_eq!(before, after);
}

#[test]
fn a_branch_that_is_not_taken_counts_all_the_same() {
    let with = |weight: &str| {
        let payload = format!("{{ a: '=choice(int(1..9) {weight}, int(10..19)) * 1000 + int(0..999)' }}");
        fields(&event(200, &payload)).iter().map(|fields| fields["a"].as_u64().unwrap()).collect::<Vec<u64>>()
    };
    let (even, rare) = (with("50%"), with("5%"));
    assert_ne!(even, rare);
    let last = |values: &[u64]| values.iter().map(|value| value % 1000).collect::<Vec<_>>();
    assert_eq!(last(&even), last(&rare));
    // and where both take the same branch it gives the same
    let same = even.iter().zip(&rare).filter(|(even, rare)| (*even / 1000 < 10) == (*rare / 1000 < 10));
    assert!(same.clone().count() > 90);
    assert!(same.clone().all(|(even, rare)| even == rare));
}

#[test]
fn an_outcome_appended_to_a_choice_leaves_the_field_beside_it() {
    let before = fields(&event(300, "{ a: '=choice(x 50%, y)', b: '=choice(x 50%, y)', c: =uuid() }"));
    let after = fields(&event(300, "{ a: '=choice(x 50%, y 25%, z)', b: '=choice(x 50%, y)', c: =uuid() }"));
    for (before, after) in before.iter().zip(&after) {
        assert_eq!((&before["b"], &before["c"]), (&after["b"], &after["c"]));
        assert_eq!(before["a"] == "x", after["a"] == "x");
    }
}

#[test]
fn an_event_appended_to_a_mix_takes_its_share_and_moves_nothing_else() {
    let with = |emit: &str| {
        by_id(records(&format!(
            "scenario: edited\nevents:\n  a: {{ payload: {{ id: =uuid(), n: =int(1..9) }} }}\n  \
             b: {{ payload: {{ id: =uuid() }} }}\n  c: {{ payload: {{ id: =uuid() }} }}\n\
             traffic:\n  s: {{ emit: '{emit}', topic: t, phases: [ {{ all: burst 400 }} ] }}\n"
        )))
    };
    let (before, after) = (with("a 50%, b"), with("a 50%, b 20%, c"));
    for (id, record) in &before {
        let kept = after.get(id);
        assert!(kept.is_some() || id.2 == "b", "only what `b` had goes to `c`: {id:?}");
        assert!(kept.is_none_or(|kept| kept == record));
    }
    assert!(after.keys().filter(|id| id.2 == "c").count() > 80);
}

#[test]
fn a_row_appended_takes_its_share_of_even_picks_and_leaves_the_others() {
    let with = |rows: usize| {
        let catalog = format!("{{ rows: {rows}, fields: {{ id: =row }} }}");
        fields(&scenario(8_000, &catalog, "{ id: =pick(goods).id }"))
            .iter()
            .map(|fields| fields["id"].as_u64().unwrap())
            .collect::<Vec<u64>>()
    };
    let (before, after) = (with(20), with(21));
    let moved: Vec<u64> = before
        .iter()
        .zip(&after)
        .filter(|(before, after)| before != after)
        .map(|(_, after)| *after)
        .collect();
    assert!(moved.iter().all(|id| *id == 21), "a pick that moves goes to the new row");
    // a binomial of 8000 and 1/21: 381, give or take four standard deviations
    assert!((305..457).contains(&moved.len()), "{} picks moved", moved.len());
}

#[test]
fn a_row_appended_is_no_matter_to_picks_that_cannot_take_it() {
    let row = |id: usize, kind: &str| format!("{{ id: {id}, kind: {kind} }}");
    let mut rows: Vec<String> = (1..10).map(|id| row(id, ["red", "blue"][id % 2])).collect();
    let with = |rows: &[String]| {
        let catalog = format!("{{ rows: [{}] }}", rows.join(", "));
        fields(&scenario(2_000, &catalog, "{ red: '=pick(goods, where=kind == ''red'').id' }"))
    };
    let before = with(&rows);
    rows.push(row(10, "blue"));
    assert_eq!(before, with(&rows));
    rows.push(row(11, "red"));
    let after = with(&rows);
    assert!(before.iter().zip(&after).all(|(before, after)| before == after || after["red"] == 11));
    assert_ne!(before, after);
}

#[test]
fn more_rows_leave_those_before_them() {
    let with = |rows: usize| {
        let fields = "{ id: '=unique(int(1..90))', price: '=uniform(1..9)', name: '=fake(person.name)' }";
        let catalog = format!("{{ rows: {rows}, fields: {fields} }}");
        fields_of_rows(&scenario(20, &catalog, "{ row: '=pick(goods, at=event.index)' }"))
    };
    let (few, many) = (with(20), with(80));
    assert_eq!(few.len(), 20);
    assert_eq!(few, many);
    assert_eq!(few.iter().map(|row| row["id"].as_u64()).collect::<BTreeSet<_>>().len(), 20);
}

fn fields_of_rows(text: &str) -> Vec<Value> {
    fields(text).into_iter().map(|mut fields| fields.remove("row").unwrap()).collect()
}

#[test]
fn a_longer_list_begins_with_the_shorter_one() {
    let with = |count: usize| {
        fields(&event(
            50,
            &format!("{{ 'a[{count}]': {{ n: =int(1..1000) }}, b: '=times({count}, hex(4))' }}"),
        ))
    };
    for (short, long) in with(2).iter().zip(with(5)) {
        for field in ["a", "b"] {
            let (short, long) = (short[field].as_array().unwrap(), long[field].as_array().unwrap());
            assert_eq!((short.len(), long.len()), (2, 5));
            assert_eq!(short[..], long[..2]);
        }
    }
}

/// Names that could be taken for each other's places.
const APART: &str = r#"
    let: { id: =uuid(), payload_id: =uuid() }
    key: =uuid()
    headers: { id: =uuid(), payload.id: =uuid() }
    payload:
      id: =uuid()
      a: { b: =uuid(), b/c: =uuid(), let: =uuid() }
      a.b: =uuid()
      a/b: =uuid()
      a~1b: =uuid()
      a.b/c: =uuid()
      a~b: { c: =uuid() }
      a~b.c: =uuid()
      x: { y: =uuid(), 'y.z': =uuid() }
      x.y.z: =uuid()
      l: [ =uuid(), [ =uuid() ], { id: =uuid() } ]
      l.0: =uuid()
      l.1: { 0: =uuid() }
      l.2.id: =uuid()
      r[3]:
        id: =uuid()
        r[2]: { id: =uuid() }
        t: "=times(2, uuid())"
      r.id: =uuid()
      r.r: { id: =uuid() }
      c[3]: =uuid()
      t: "=times(3, uuid())"
      tt: "=times(2, times(2, uuid()))"
      two: =uuid() + uuid()
      let: =uuid()
      let.id: =uuid()
      from_let: =id + payload_id
"#;

#[test]
fn no_two_draws_share_their_bits() {
    let text = format!(
        r#"
scenario: apart
catalogs:
  goods: {{ rows: 40, fields: {{ id: =uuid(), phases: =uuid(), more: "=join(times(2, uuid()), ' ')" }} }}
  s: {{ rows: 40, fields: {{ id: =uuid(), traffic: =uuid() }} }}
events:
  rows:
    payload: {{ a: "=pick(goods, at=event.index)", b: "=pick(s, at=event.index - 1)" }}
  e:{APART}
  f:{APART}
traffic:
  rows: {{ emit: rows, topic: t, phases: [ {{ all: burst 40 }} ] }}
  s: {{ emit: [e, f], topic: t, phases: [ {{ all: burst 40 }} ] }}
  goods: {{ emit: "e 50%, f", topic: t, phases: [ {{ all: burst 40 }} ] }}
"#
    );
    let mut known = BTreeSet::new();
    for record in records(&text) {
        let headers = record.headers.iter().filter_map(|(_, value)| value.clone());
        let mut texts: Vec<String> = headers.chain(record.key.clone()).collect();
        texts.extend(record.payload.clone());
        for uuid in uuids(&texts.join(" ")) {
            assert!(known.insert(uuid.clone()), "{uuid} is drawn twice: {record:?}");
        }
    }
    assert!(known.len() > 4_000, "{}", known.len());
}

/// Every uuid in a text, those that stand together too.
fn uuids(text: &str) -> Vec<String> {
    let pieces = text.split(|letter: char| !letter.is_ascii_hexdigit() && letter != '-');
    let whole = pieces.filter(|piece| piece.len() >= 36);
    whole
        .flat_map(|piece| piece.as_bytes().chunks(36).map(|one| String::from_utf8(one.to_vec()).unwrap()))
        .collect()
}
