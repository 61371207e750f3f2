//! The ways on from a step: their weights, and which one is drawn.

use crate::check::{CheckedStep, CheckedWay, WayWeight};
use crate::formula::weights::{self, Parts};
use crate::random::Key;
use crate::value::{Duration, Value};

/// Whether a session goes on.
pub(super) enum Way {
    To { step: usize, wait: i64 },
    End,
}

/// Draws the way on. A way whose condition does not hold weighs nothing; what it leaves goes to those without a
/// weight, and only where there are none to all the others in proportion.
pub(super) fn draw_way(step: &CheckedStep, frame: &[Value], key: Key, visit: u64) -> Way {
    let holds = |way: &&CheckedWay| way.condition.is_none_or(|slot| frame[slot.0] == Value::Bool(true));
    let weight = |way: &CheckedWay| {
        way.weight.map(|weight| match weight {
            WayWeight::Fixed(millionths) => millionths,
            WayWeight::Computed(slot) => weights::of_share(frame[slot.0].as_f64().unwrap_or(0.0)),
        })
    };
    let open = || step.ways.iter().filter(holds);
    let parts = Parts::of(open().map(weight));
    let total = open().fold(0_u64, |total, way| total.saturating_add(parts.part(weight(way))));
    if total == 0 {
        return Way::End;
    }
    let mut drawn = key.generator(visit).below(total);
    let chosen = open().find(|way| {
        let part = parts.part(weight(way));
        let is_here = drawn < part;
        drawn = drawn.saturating_sub(part);
        is_here
    });
    let wait = step.wait.map_or(0, |slot| match frame[slot.0] {
        Value::Duration(Duration(nanos)) => nanos.max(0),
        _ => 0,
    });
    match chosen.and_then(|way| way.to) {
        Some(step) => Way::To { step, wait },
        None => Way::End,
    }
}

/// Whether weights alone decide where a step leads.
pub(super) fn has_fixed_ways(step: &CheckedStep) -> bool {
    let mut ways = step.ways.iter();
    ways.all(|way| way.condition.is_none() && !matches!(way.weight, Some(WayWeight::Computed(_))))
}

/// The probability of each of the journey's steps behind one whose weights alone decide.
#[expect(clippy::cast_precision_loss, reason = "probabilities")]
pub(super) fn fixed_shares(step: &CheckedStep, steps: usize) -> Vec<f64> {
    let weight = |way: &CheckedWay| match way.weight {
        Some(WayWeight::Fixed(millionths)) => Some(millionths),
        Some(WayWeight::Computed(_)) | None => None,
    };
    let parts = Parts::of(step.ways.iter().map(weight));
    let all = step.ways.iter().fold(0_u64, |all, way| all.saturating_add(parts.part(weight(way))));
    let mut shares = vec![0.0; steps];
    for way in &step.ways {
        if let Some(to) = way.to {
            shares[to] += parts.part(weight(way)) as f64 / all.max(1) as f64;
        }
    }
    shares
}
