//! Values that an expectation looks for and a field never has: those that are no outcome of its `choice`.

use super::field::listed;
use super::{Check, FieldSource};
use crate::diagnostic::{Code, Diagnostic};
use crate::expect::ast::{Constant, Test};
use crate::value::{Owned, equal};
use bumpalo::Bump;

impl Check<'_, '_> {
    /// Warns of each value of the test that the field cannot have, where all of its values are known.
    pub(super) fn warn_of_other_values(&mut self, source: &FieldSource, test: &Test) {
        if matches!(test, Test::Is(comparison, _) if comparison.asks_for_order()) {
            return;
        }
        let Some(outcomes) = self.outcomes(source) else { return };
        for constant in test.constants() {
            if !outcomes.iter().any(|outcome| is(outcome, constant)) {
                let message = format!("`{}` never has this value", source.name);
                let texts = outcomes.iter().filter_map(text);
                let diagnostic = Diagnostic::new(Code::ValueNeverComes, constant.span, message);
                let diagnostic = match text(&constant.value) {
                    Some(wrong) => diagnostic.suggest(wrong, texts),
                    None => diagnostic,
                };
                let values: Vec<String> = outcomes.iter().map(shown).collect();
                self.report(diagnostic.help(format!("its values are {}", listed(&values))));
            }
        }
    }

    /// All values that a field may have; `None` where they are not known.
    fn outcomes(&self, source: &FieldSource) -> Option<Vec<Owned>> {
        let mut outcomes: Vec<Owned> = Vec::new();
        for place in &source.events {
            let variant = &self.streams[place.part.stream].variants[place.variant];
            let programs = [variant.events.get(place.event), variant.changed.get(place.event)];
            for program in programs.into_iter().flatten() {
                let leaf = program.fields.leaves.iter().find(|leaf| leaf.path == source.path)?;
                if leaf.shares.is_empty() {
                    return None;
                }
                let values = leaf.shares.iter().map(|(value, _)| value);
                for value in values {
                    if !outcomes.contains(value) {
                        outcomes.push(value.clone());
                    }
                }
            }
        }
        (!outcomes.is_empty()).then_some(outcomes)
    }
}

/// A field that is left out is measured as null.
fn is(outcome: &Owned, constant: &Constant) -> bool {
    let arena = Bump::new();
    let value = if *outcome == Owned::Omit { Owned::Null } else { outcome.clone() };
    equal(&value.view(&arena), &constant.value.view(&arena))
}

fn text(value: &Owned) -> Option<&str> {
    if let Owned::Text(text) = value { Some(text) } else { None }
}

fn shown(value: &Owned) -> String {
    match value {
        Owned::Text(text) => text.to_string(),
        Owned::Int(whole) => whole.to_string(),
        Owned::Number(number) => number.to_string(),
        Owned::Bool(yes) => yes.to_string(),
        Owned::Omit => "omit".to_owned(),
        _ => "null".to_owned(),
    }
}
