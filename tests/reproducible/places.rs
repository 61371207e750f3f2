//! What stands beside a value, before it or after it leaves no trace in it.

use crate::harness::{Sent, by_id, records};
use crate::model::{Catalog, Event, Scenario, Stream, Value, config, scenario};
use proptest::prelude::*;
use proptest::sample::Index;
use std::collections::BTreeSet;

/// Every record from before is still there, the same but for the fields named.
fn assert_kept(before: Vec<Sent>, after: Vec<Sent>, but: &BTreeSet<String>) {
    let after = by_id(after);
    for record in before {
        let now = after.get(&record.id()).unwrap_or_else(|| panic!("lost: {record:?}"));
        let (old, new) = (record.fields(), now.fields());
        for (name, value) in old.iter().filter(|(name, _)| !but.contains(*name)) {
            let kept = new.get(name).is_some_and(|kept| contains(kept, value));
            assert!(kept, "{name} of {:?}: {value} became {:?}", record.id(), new.get(name));
        }
        let mut expected = Sent { payload: now.payload.clone(), ..record };
        if but.contains("l0") {
            expected.key.clone_from(&now.key);
        }
        expected.headers.retain(|header| now.headers.contains(header));
        assert_eq!(expected.headers.len(), 1, "{now:?}");
        assert_eq!(expected, Sent { headers: expected.headers.clone(), ..now.clone() });
    }
}

/// Whether a value is the same, but for members added to its mappings.
fn contains(now: &serde_json::Value, before: &serde_json::Value) -> bool {
    match (now, before) {
        (serde_json::Value::Object(now), serde_json::Value::Object(before)) => {
            before.iter().all(|(name, value)| now.get(name).is_some_and(|now| contains(now, value)))
        }
        (serde_json::Value::Array(now), serde_json::Value::Array(before)) => {
            now.len() == before.len() && now.iter().zip(before).all(|(now, before)| contains(now, before))
        }
        _ => now == before,
    }
}

fn nothing() -> BTreeSet<String> {
    BTreeSet::new()
}

fn reverse(value: &mut Value) {
    match value {
        Value::Mapping(members) => {
            members.reverse();
            for (_, value) in members {
                reverse(value);
            }
        }
        Value::List(items) => items.iter_mut().for_each(reverse),
        Value::Repeat(_, element) => reverse(element),
        Value::Text(_) => {}
    }
}

/// Adds a member to each mapping, first or last.
fn grow(value: &mut Value, first: bool) {
    match value {
        Value::Mapping(members) => {
            for (_, value) in &mut *members {
                grow(value, first);
            }
            let at = if first { 0 } else { members.len() };
            members.insert(at, ("added".to_owned(), Value::Text("=choice(x, uniform(0..1))".to_owned())));
        }
        Value::List(items) => items.iter_mut().for_each(|item| grow(item, first)),
        Value::Repeat(_, element) => grow(element, first),
        Value::Text(_) => {}
    }
}

fn text_of(value: &Value) -> String {
    match value {
        Value::Text(text) => text.clone(),
        Value::Mapping(members) => members.iter().map(|(_, value)| text_of(value) + " ").collect(),
        Value::List(items) => items.iter().map(|item| text_of(item) + " ").collect(),
        Value::Repeat(_, element) => text_of(element),
    }
}

fn mentions(text: &str, name: &str) -> bool {
    text.split(|letter: char| !letter.is_alphanumeric() && letter != '_').any(|word| word == name)
}

/// The name in the record: without a repeat's count.
fn plain(name: &str) -> &str {
    name.split('[').next().unwrap()
}

/// The name, and the names of all that is computed from it.
fn computed_from(event: &Event, name: &str) -> BTreeSet<String> {
    let lets = event.lets.iter().cloned();
    let fields = event.fields.iter().map(|(name, value)| (plain(name).to_owned(), text_of(value)));
    let texts: Vec<(String, String)> = lets.chain(fields).collect();
    let mut moved = BTreeSet::from([name.to_owned()]);
    loop {
        let more: Vec<String> = texts
            .iter()
            .filter(|(_, text)| moved.iter().any(|name| mentions(text, name)))
            .map(|(name, _)| name.clone())
            .collect();
        let known = moved.len();
        moved.extend(more);
        if moved.len() == known {
            return moved;
        }
    }
}

fn extra_event() -> Event {
    Event {
        name: "extra".to_owned(),
        parent: None,
        is_abstract: false,
        lets: vec![("l0".to_owned(), "=pick(extras).id".to_owned())],
        fields: vec![("id".to_owned(), Value::Text("=uuid()".to_owned()))],
        key: None,
        headers: Vec::new(),
    }
}

fn add_everywhere(scenario: &mut Scenario, first: bool) {
    let at = |length: usize| if first { 0 } else { length };
    for event in &mut scenario.events {
        event.lets.insert(at(event.lets.len()), ("added".to_owned(), "=normal(0, 1)".to_owned()));
        let mut fields = Value::Mapping(std::mem::take(&mut event.fields));
        grow(&mut fields, first);
        let Value::Mapping(fields) = fields else { unreachable!() };
        event.fields = fields;
        event.headers.insert(at(event.headers.len()), ("added".to_owned(), "=hex(2)".to_owned()));
    }
    for catalog in &mut scenario.catalogs {
        catalog.fields.insert(at(catalog.fields.len()), ("added".to_owned(), "=digits(3)".to_owned()));
    }
    let id = ("id".to_owned(), "=unique(int(1..50))".to_owned());
    let extras = Catalog { name: "extras".to_owned(), rows: 9, fields: vec![id] };
    scenario.catalogs.insert(at(scenario.catalogs.len()), extras);
    scenario.events.insert(at(scenario.events.len()), extra_event());
    let phases = vec![("steady".to_owned(), "hold 9..20/s for 2s".to_owned())];
    let stream = Stream { name: "extra".to_owned(), emit: "extra".to_owned(), phases };
    scenario.streams.insert(at(scenario.streams.len()), stream);
    for stream in &mut scenario.streams {
        stream.phases.push(("later".to_owned(), "burst 7".to_owned()));
    }
}

proptest! {
    #![proptest_config(config(40))]

    #[test]
    fn the_order_of_writing_moves_no_value(scenario in scenario()) {
        let mut other = scenario.clone();
        other.catalogs.reverse();
        other.catalogs.iter_mut().for_each(|catalog| catalog.fields.reverse());
        other.streams.reverse();
        other.events.reverse();
        for event in &mut other.events {
            event.lets.reverse();
            event.fields.reverse();
            event.fields.iter_mut().for_each(|(_, value)| reverse(value));
        }
        let (before, after) = (records(&scenario.yaml()), records(&other.yaml()));
        prop_assert_eq!(before.len(), after.len());
        assert_kept(before, after, &nothing());
    }

    #[test]
    fn what_is_added_anywhere_moves_no_other_value(scenario in scenario(), first in any::<bool>()) {
        let mut other = scenario.clone();
        add_everywhere(&mut other, first);
        assert_kept(records(&scenario.yaml()), records(&other.yaml()), &nothing());
    }

    #[test]
    fn what_is_removed_moves_no_other_value(scenario in scenario(), which in any::<Index>()) {
        let mut other = scenario.clone();
        for event in &mut other.events {
            let unused: Vec<usize> = (1..event.fields.len())
                .filter(|field| computed_from(event, plain(&event.fields[*field].0)).len() == 1)
                .collect();
            if !unused.is_empty() {
                event.fields.remove(*which.get(&unused));
            }
        }
        if other.streams.len() > 1 {
            other.streams.remove(which.index(other.streams.len()));
        }
        for stream in &mut other.streams {
            stream.phases.truncate(2);
        }
        // removing is adding, seen from the other end
        assert_kept(records(&other.yaml()), records(&scenario.yaml()), &nothing());
    }

    #[test]
    fn names_of_phases_move_no_value(scenario in scenario()) {
        let mut other = scenario.clone();
        for stream in &mut other.streams {
            stream.phases.iter_mut().for_each(|(name, _)| *name = format!("renamed-{name}"));
        }
        prop_assert_eq!(records(&scenario.yaml()), records(&other.yaml()));
    }

    #[test]
    fn an_edited_formula_moves_itself_and_what_is_computed_from_it(
        scenario in scenario(),
        which in any::<Index>(),
        edit in prop::sample::select(&["=int(1..3) + int(5..9)", "=choice(1, 2, 3, int(4..8))", "=17"][..]),
    ) {
        let mut other = scenario.clone();
        let event = &mut other.events[0];
        let lets = event.lets.len();
        let at = which.index(lets + event.fields.len() - 1);
        let name = if at < lets {
            event.lets[at].1 = edit.to_owned();
            event.lets[at].0.clone()
        } else {
            let (name, value) = &mut event.fields[at - lets + 1];
            *value = Value::Text(edit.to_owned());
            *name = plain(name).to_owned();
            name.clone()
        };
        let moved = computed_from(&scenario.events[0], &name);
        let (changed, others): (Vec<Sent>, Vec<Sent>) =
            records(&scenario.yaml()).into_iter().partition(|record| record.event == "event0");
        let (now, others_now): (Vec<Sent>, Vec<Sent>) =
            records(&other.yaml()).into_iter().partition(|record| record.event == "event0");
        prop_assert_eq!(others, others_now);
        assert_kept(changed, now, &moved);
    }

    #[test]
    fn what_is_inherited_is_drawn_as_if_the_child_had_written_it(
        scenario in scenario(),
        (lets, fields) in (any::<Index>(), any::<Index>()),
    ) {
        let mut other = scenario.clone();
        let child = &mut other.events[0];
        let mut parent = Event { name: "parent".to_owned(), is_abstract: true, ..child.clone() };
        child.parent = Some(parent.name.clone());
        (child.key, child.headers) = (None, Vec::new());
        let lets = lets.index(child.lets.len() + 1);
        child.lets.drain(..lets);
        parent.lets.truncate(lets);
        if let Some((name, _)) = child.lets.first() {
            parent.lets.push((name.clone(), "=int(0..0)".to_owned()));
        }
        let fields = fields.index(child.fields.len());
        child.fields.drain(..fields);
        parent.fields.truncate(fields);
        for (name, value) in &mut child.fields {
            let Value::Mapping(members) = value else { continue };
            let inherited: Vec<_> = members.drain(..members.len() / 2).collect();
            if !inherited.is_empty() {
                parent.fields.push((name.clone(), Value::Mapping(inherited)));
            }
        }
        other.events.push(parent);
        let (before, after) = (records(&scenario.yaml()), records(&other.yaml()));
        prop_assert_eq!(before.len(), after.len());
        assert_kept(before, after, &nothing());
    }
}
