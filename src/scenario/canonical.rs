//! Everything that decides what a scenario sends, in one form however it is written: what the plan's hash
//! covers besides the plan. Blanks, comments, quotes and names of variables leave no trace.

use super::{Emit, Event, Journey, Member, Own, Payload, Repeat, Rows, Scenario, Stream, Written};
use crate::formula::ast::{Name, Weight};
use crate::traffic::ast::{Each, Emitted, Walked};
use crate::traffic::journey::{Actor, Next, Taking};
use crate::value::{Owned, write_json};
use bumpalo::Bump;
use std::fmt::Write;

/// One line for each value, its path first; `constants` are those of the command line, the last of a name
/// replaces the scenario's.
pub fn canonical(scenario: &Scenario, constants: &[(String, Owned)]) -> String {
    let mut lines = Lines::default();
    for (name, value) in &scenario.constants {
        let place = format!("let/{}", name.text);
        match constants.iter().rev().find(|(given, _)| *given == name.text) {
            Some((_, given)) => lines.line(&place, &json(given)),
            None => lines.value(&place, value),
        }
    }
    for catalog in &scenario.catalogs {
        let place = format!("catalogs/{}", catalog.name.text);
        match &catalog.rows {
            Rows::Generated { count, fields } => {
                lines.line(&place, &count.to_string());
                lines.named(&place, fields);
            }
            Rows::InPlace(rows) => {
                for (number, row) in rows.iter().enumerate() {
                    for (name, value) in row {
                        lines.line(&format!("{place}/{number}/{}", name.text), &json(value));
                    }
                }
            }
            Rows::File(path) => lines.line(&place, &path.text),
            Rows::Broken => {}
        }
    }
    scenario.events.iter().for_each(|event| lines.event(event));
    scenario.journeys.iter().for_each(|journey| lines.journey(journey));
    scenario.streams.iter().for_each(|stream| lines.stream(stream));
    lines.0
}

fn json(value: &Owned) -> String {
    let mut out = Vec::new();
    write_json(&value.view(&Bump::new()), &mut out);
    String::from_utf8_lossy(&out).into_owned()
}

#[derive(Default)]
struct Lines(String);

impl Lines {
    fn line(&mut self, place: &str, value: &str) {
        writeln!(self.0, "{place:?} {value:?}").expect("a string takes everything");
    }

    fn named(&mut self, place: &str, values: &[(Name, Written)]) {
        for (name, value) in values {
            self.value(&format!("{place}/{}", name.text), value);
        }
    }

    fn optional(&mut self, place: &str, value: Option<&Written>) {
        if let Some(value) = value {
            self.value(place, value);
        }
    }

    fn value(&mut self, place: &str, value: &Written) {
        match value {
            Written::Literal(literal) => self.line(place, &json(&literal.value)),
            Written::Formula(expr) => self.line(place, &format!("={expr}")),
            Written::Template(text) => self.line(place, &format!("template {}", text.as_str())),
            Written::Mapping(members, _) => {
                self.line(place, "mapping");
                self.members(place, members);
            }
            Written::List(items, _) => {
                self.line(place, "list");
                for (number, item) in items.iter().enumerate() {
                    self.value(&format!("{place}/{number}"), item);
                }
            }
            Written::Broken(_) => {}
        }
    }

    fn members(&mut self, place: &str, members: &[Member]) {
        for member in members {
            let place = format!("{place}/{}", member.name.text.replace('~', "~0").replace('/', "~1"));
            match &member.repeat {
                None => {}
                Some(Repeat::Count(count)) => self.line(&place, &format!("[{count}]")),
                Some(Repeat::Each { element, list }) => {
                    self.line(&place, &format!("[{} in {list}]", element.text));
                }
            }
            self.value(&place, &member.value);
        }
    }

    fn event(&mut self, event: &Event) {
        let place = format!("events/{}", event.name.text);
        self.named(&format!("{place}/let"), &event.lets);
        match &event.payload {
            Payload::Fields(members, _) => self.members(&format!("{place}/payload"), members),
            Payload::Whole(value) => self.value(&format!("{place}/payload"), value),
            Payload::Broken => {}
        }
        self.optional(&format!("{place}/key"), event.key.as_ref());
        self.named(&format!("{place}/headers"), &event.headers);
        self.optional(&format!("{place}/topic"), event.topic.as_ref());
        self.optional(&format!("{place}/partition"), event.partition.as_ref());
        self.optional(&format!("{place}/timestamp"), event.timestamp.as_ref());
    }

    fn journey(&mut self, journey: &Journey) {
        let place = format!("journeys/{}", journey.name.text);
        self.line(&place, &format!("{:?} {:?}", journey.actor.as_ref().map(actor), journey.timeout));
        self.named(&format!("{place}/state"), &journey.state);
        for step in &journey.steps {
            let place = format!("{place}/steps/{}", step.name.text);
            self.named(&format!("{place}/let"), &step.lets);
            self.line(&format!("{place}/emit"), &joined(&step.emit));
            self.named(&format!("{place}/set"), &step.sets);
            self.line(&format!("{place}/next"), &step.next.as_ref().map(next).unwrap_or_default());
            self.optional(&format!("{place}/wait"), step.wait.as_ref());
        }
    }

    fn stream(&mut self, stream: &Stream) {
        let place = format!("traffic/{}", stream.name.text);
        if let Some(rows) = &stream.rows {
            self.line(&format!("{place}/for"), &each(rows));
        }
        self.line(&place, &emitted(stream.emit.as_ref()));
        self.optional(&format!("{place}/topic"), stream.topic.as_ref());
        self.optional(&format!("{place}/key"), stream.key.as_ref());
        self.named(&format!("{place}/headers"), &stream.headers);
        for phase in stream.phases.iter().flatten() {
            self.own(&format!("{place}/phases/{}", phase.name.text), &phase.own);
        }
        for overlay in stream.overlays.iter().flatten() {
            self.own(&format!("{place}/overlays/{}", overlay.name.text), &overlay.own);
        }
        for change in stream.changes.iter().flatten() {
            self.members(&format!("{place}/changes/{}", change.name.text), &change.payload);
        }
        if stream.disorder.as_ref().is_some_and(|disorder| disorder.label) {
            self.line(&format!("{place}/disorder"), "label");
        }
    }

    fn own(&mut self, place: &str, own: &Own) {
        if own.emit.is_some() {
            self.line(&format!("{place}/emit"), &emitted(own.emit.as_ref()));
        }
        self.members(&format!("{place}/payload"), &own.payload);
    }
}

fn emitted(emit: Option<&Emit>) -> String {
    match emit {
        Some(Emit::Written(Emitted::Mix(mix))) => {
            let names = mix.shares.iter().map(|share| share.event.text.clone());
            names.chain(mix.each.iter().map(each)).collect::<Vec<_>>().join(" ")
        }
        Some(Emit::Written(Emitted::Journey(Walked::Sessions, name))) => format!("sessions of {}", name.text),
        Some(Emit::Written(Emitted::Journey(Walked::Steps, name))) => format!("steps of {}", name.text),
        Some(Emit::All(names, _)) => joined(names),
        None => String::new(),
    }
}

fn joined(names: &[Name]) -> String {
    names.iter().map(|name| name.text.as_str()).collect::<Vec<_>>().join(" ")
}

fn each(each: &Each) -> String {
    format!("for each {} in {}", each.variable.text, each.catalog.text)
}

fn actor(actor: &Actor) -> String {
    let taking = match &actor.taking {
        Taking::Evenly => String::new(),
        Taking::By(column) => format!(" by {}", column.text),
        Taking::Zipf(exponent) => format!(" zipf {exponent}"),
        Taking::InTurn => " each".to_owned(),
    };
    let condition = actor.condition.as_ref().map(|condition| format!(" where {condition}"));
    format!("{} in {}{taking}{}", actor.variable.text, actor.catalog.text, condition.unwrap_or_default())
}

fn next(next: &Next) -> String {
    let ways = next.ways.iter().map(|way| {
        let weight = match &way.weight {
            Some(Weight::Percent(millionths, _)) => format!(" {millionths}"),
            Some(Weight::Formula(expr)) => format!(" ({expr})"),
            None => String::new(),
        };
        let condition = way.condition.as_ref().map(|condition| format!(" if {condition}"));
        format!("{}{weight}{}", way.to.text, condition.unwrap_or_default())
    });
    ways.collect::<Vec<_>>().join(", ")
}
