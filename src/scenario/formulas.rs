//! Every formula of a scenario, wherever it stands.

use super::{Emit, Event, Journey, Member, Own, Payload, Repeat, Rows, Scenario, Stream, Written};
use crate::formula::ast::{Expr, Name, Weight};
use crate::traffic::ast::Emitted;
use crate::traffic::journey::Taking;

impl Scenario {
    /// Calls with each formula of events, journeys, streams and catalogs, and of nothing that is a number in a line.
    pub fn each_formula(&self, visit: &mut dyn FnMut(&Expr)) {
        for catalog in &self.catalogs {
            if let Rows::Generated { fields, .. } = &catalog.rows {
                named(fields, visit);
            }
        }
        self.events.iter().for_each(|event| of_event(event, visit));
        self.journeys.iter().for_each(|journey| of_journey(journey, visit));
        self.streams.iter().for_each(|stream| of_stream(stream, visit));
    }
}

fn of_event(event: &Event, visit: &mut dyn FnMut(&Expr)) {
    named(&event.lets, visit);
    match &event.payload {
        Payload::Fields(fields, _) => members(fields, visit),
        Payload::Whole(value) => written(value, visit),
        Payload::Broken => {}
    }
    named(&event.headers, visit);
    for value in [&event.key, &event.topic, &event.partition, &event.timestamp].into_iter().flatten() {
        written(value, visit);
    }
}

fn of_journey(journey: &Journey, visit: &mut dyn FnMut(&Expr)) {
    if let Some(actor) = &journey.actor {
        actor.condition.iter().for_each(&mut *visit);
        if let Taking::Zipf(exponent) = &actor.taking {
            visit(exponent);
        }
    }
    named(&journey.state, visit);
    for step in &journey.steps {
        named(&step.lets, visit);
        named(&step.sets, visit);
        step.wait.iter().for_each(|wait| written(wait, visit));
        for way in step.next.iter().flat_map(|next| &next.ways) {
            way.condition.iter().for_each(&mut *visit);
            if let Some(Weight::Formula(weight)) = &way.weight {
                visit(weight);
            }
        }
    }
}

fn of_stream(stream: &Stream, visit: &mut dyn FnMut(&Expr)) {
    named(&stream.headers, visit);
    [&stream.key, &stream.topic].into_iter().flatten().for_each(|value| written(value, visit));
    let phases = stream.phases.iter().flatten().map(|phase| &phase.own);
    let overlays = stream.overlays.iter().flatten().map(|overlay| &overlay.own);
    phases.chain(overlays).for_each(|own| of_part(own, visit));
    for change in stream.changes.iter().flatten() {
        change.line.condition.iter().for_each(&mut *visit);
        members(&change.payload, visit);
    }
    for line in stream.disorder.iter().flat_map(|disorder| &disorder.lines) {
        line.line.condition.iter().for_each(&mut *visit);
    }
    emitted(stream.emit.as_ref(), visit);
}

fn of_part(own: &Own, visit: &mut dyn FnMut(&Expr)) {
    members(&own.payload, visit);
    emitted(own.emit.as_ref(), visit);
}

fn emitted(emit: Option<&Emit>, visit: &mut dyn FnMut(&Expr)) {
    if let Some(Emit::Written(Emitted::Mix(mix))) = emit {
        for share in &mix.shares {
            if let Some(Weight::Formula(weight)) = &share.weight {
                visit(weight);
            }
        }
    }
}

fn named(values: &[(Name, Written)], visit: &mut dyn FnMut(&Expr)) {
    values.iter().for_each(|(_, value)| written(value, visit));
}

fn members(fields: &[Member], visit: &mut dyn FnMut(&Expr)) {
    for member in fields {
        match &member.repeat {
            Some(Repeat::Count(count)) => visit(count),
            Some(Repeat::Each { list, .. }) => visit(list),
            None => {}
        }
        written(&member.value, visit);
    }
}

fn written(value: &Written, visit: &mut dyn FnMut(&Expr)) {
    match value {
        Written::Formula(expr) => visit(expr),
        Written::Mapping(fields, _) => members(fields, visit),
        Written::List(items, _) => items.iter().for_each(|item| written(item, visit)),
        Written::Literal(_) | Written::Template(_) | Written::Broken(_) => {}
    }
}
