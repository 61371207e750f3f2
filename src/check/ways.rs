//! The ways through a journey: what can be reached, what has been drawn by then, what never ends.

use super::session::{Kind, SessionValue};
use super::shared::Shared;
use crate::diagnostic::{Code, Diagnostic};
use crate::formula::ast::Weight;
use crate::scenario::{Journey, Step};
use crate::source::Span;
use crate::traffic::journey::END;
use std::collections::{HashMap, HashSet};

/// Which values of the session each step uses, by number, and where.
pub(super) struct Uses {
    steps: Vec<Used>,
}

#[derive(Default, Clone)]
struct Used {
    /// In its `let`, `set`, `next` and `wait`.
    before_lets: Vec<(usize, Span)>,
    /// In what it sends.
    after_lets: Vec<(usize, Span)>,
}

impl Uses {
    pub(super) fn new(journey: &Journey) -> Self {
        Self { steps: vec![Used::default(); journey.steps.len()] }
    }

    pub(super) fn before_lets(&mut self, step: usize, used: Vec<(usize, Span)>) {
        self.steps[step].before_lets.extend(used);
    }

    pub(super) fn after_lets(&mut self, step: usize, used: Vec<(usize, Span)>) {
        self.steps[step].after_lets.extend(used);
    }

    /// Refuses a step that can be reached before a value that it uses was drawn.
    pub(super) fn check(&self, shared: &mut Shared, journey: &Journey, values: &[SessionValue]) {
        let drawn = drawn(journey, values);
        for (number, (step, used)) in journey.steps.iter().zip(&self.steps).enumerate() {
            let Some(before) = &drawn[number] else { continue };
            let after = after(step, before, values);
            let missing = used.before_lets.iter().filter(|(value, _)| !before[*value]);
            let missing = missing.chain(used.after_lets.iter().filter(|(value, _)| !after[*value]));
            for (value, span) in missing {
                let name = &values[*value].name;
                let draws = |step: &&Step| step.lets.iter().any(|(known, _)| known.text == *name);
                let by: Vec<String> =
                    journey.steps.iter().filter(draws).map(|step| format!("`{}`", step.name.text)).collect();
                let message = format!("the step `{}` can come before `{name}` is drawn", step.name.text);
                shared.diagnostics.add(
                    Diagnostic::new(Code::NotDrawnYet, *span, message).label("may have no value here").help(
                        format!(
                            "it is drawn in {}; draw it in the first step, or make it state",
                            by.join(", ")
                        ),
                    ),
                );
            }
        }
    }
}

/// What has been drawn in any case when a step begins; `None` for those that are never reached.
fn drawn(journey: &Journey, values: &[SessionValue]) -> Vec<Option<Vec<bool>>> {
    let numbers: HashMap<&str, usize> =
        journey.steps.iter().enumerate().map(|(number, step)| (step.name.text.as_str(), number)).collect();
    let mut drawn: Vec<Option<Vec<bool>>> = vec![None; journey.steps.len()];
    if let Some(first) = drawn.first_mut() {
        *first = Some(values.iter().map(|value| value.kind != Kind::Drawn).collect());
    }
    let mut changed = vec![0];
    while let Some(number) = changed.pop() {
        let known = drawn.get(number).and_then(Option::as_ref);
        let Some((step, before)) = journey.steps.get(number).zip(known) else { continue };
        let after = after(step, before, values);
        for to in possible(step).filter_map(|name| numbers.get(name).copied()) {
            let both: Vec<bool> = match &drawn[to] {
                Some(known) => known.iter().zip(&after).map(|(known, after)| *known && *after).collect(),
                None => after.clone(),
            };
            if drawn[to].as_ref() != Some(&both) {
                drawn[to] = Some(both);
                changed.push(to);
            }
        }
    }
    drawn
}

fn after(step: &Step, before: &[bool], values: &[SessionValue]) -> Vec<bool> {
    let draws = |value: &SessionValue| step.lets.iter().any(|(name, _)| name.text == value.name);
    before.iter().zip(values).map(|(before, value)| *before || draws(value)).collect()
}

/// The names of what may come next.
fn possible(step: &Step) -> impl Iterator<Item = &str> {
    let ways = step.next.iter().flat_map(|next| &next.ways);
    ways.filter(|way| !matches!(way.weight, Some(Weight::Percent(0, _)))).map(|way| way.to.text.as_str())
}

/// The steps behind which a session may end, at once or later.
fn ending(journey: &Journey) -> HashSet<&str> {
    let mut before: HashMap<&str, Vec<&str>> = HashMap::new();
    for step in &journey.steps {
        for to in possible(step) {
            before.entry(to).or_default().push(&step.name.text);
        }
    }
    let may_stop = |step: &&Step| {
        step.next.as_ref().is_none_or(|next| next.ways.iter().all(|way| way.condition.is_some()))
    };
    let mut ending = HashSet::from([END]);
    let mut found: Vec<&str> = journey.steps.iter().filter(may_stop).map(|step| &*step.name.text).collect();
    ending.extend(&found);
    found.push(END);
    while let Some(name) = found.pop() {
        for before in before.get(name).into_iter().flatten() {
            if ending.insert(before) {
                found.push(before);
            }
        }
    }
    ending
}

/// Warns of steps that cannot be reached, of those that have no way on, and of sessions without an end.
pub(super) fn warn(shared: &mut Shared, journey: &Journey) {
    let reached: Vec<bool> = drawn(journey, &[]).iter().map(Option::is_some).collect();
    for (step, _) in journey.steps.iter().zip(&reached).filter(|(_, reached)| !**reached) {
        let message = format!("no way leads to the step `{}`", step.name.text);
        let diagnostic = Diagnostic::new(Code::NeverReached, step.name.span, message).label("never reached");
        shared.diagnostics.add(diagnostic.help("name it in the `next` of another step, or remove it"));
    }
    for step in &journey.steps {
        let Some(next) = &step.next else {
            let message =
                format!("the step `{}` has no `next`: every session that comes to it ends", step.name.text);
            let diagnostic = Diagnostic::new(Code::NoWayOn, step.name.span, message).label("no way on");
            shared.diagnostics.add(diagnostic.help("write `next: end` where that is meant"));
            continue;
        };
        if next.ways.iter().all(|way| way.condition.is_some()) {
            let message = format!(
                "every way on from `{}` has a condition: where none holds, the session ends",
                step.name.text
            );
            let diagnostic = Diagnostic::new(Code::NoWayOn, next.span, message).label("may leave no way");
            shared.diagnostics.add(diagnostic.help("add a way without one, such as `end`"));
        }
    }
    let ending = ending(journey);
    let mut reached = journey.steps.iter().zip(&reached).filter(|(_, reached)| **reached);
    if let Some((step, _)) = reached.find(|(step, _)| !ending.contains(step.name.text.as_str())) {
        let message = format!("a session that comes to the step `{}` never ends", step.name.text);
        let diagnostic =
            Diagnostic::new(Code::NeverEnds, step.name.span, message).label("no way leads to an end");
        shared.diagnostics.add(diagnostic.help("let some step lead to `end`"));
    }
}
