//! Who composes what, in which portions and from when on leaves no trace in a session.

use crate::clicks::{alone, part, whole};
use crate::harness::{Sent, arrivals, plan};
use crate::model::{config, journey};
use proptest::prelude::*;
use std::collections::HashMap;

/// A third component interleaves with the phases; all of its arrivals meet steps that are due at whole seconds.
const PHASES: &str = "{ calm: hold 2/s for 30s }, { rush: hold 5/s for 4s } ]\n    \
                      overlays: [ { wave: +3/s at 5s for 8s }, { mail: burst 5 at 20s }";

/// When, whether a session begins then, its component and number, and which of its records.
type Order = (i64, bool, u32, u64, usize);

proptest! {
    #![proptest_config(config(40))]

    #[test]
    fn small_portions_give_what_large_ones_give(
        journey in any::<bool>().prop_flat_map(journey),
        batch in 1_usize..20,
    ) {
        let plan = plan(&journey.yaml(PHASES));
        prop_assert_eq!(part(&plan, 0, batch, usize::MAX), whole(&plan));
    }

    #[test]
    fn from_any_instant_on_comes_what_the_whole_has_from_there(
        journey in any::<bool>().prop_flat_map(journey),
        from in 1_i64..50_000_000_000,
    ) {
        let plan = plan(&journey.yaml(PHASES));
        let mut later = whole(&plan);
        later.retain(|sent| sent.due >= from);
        prop_assert_eq!(part(&plan, from, 100, usize::MAX), later);
    }

    /// At one instant, sessions that are under way come before those that begin.
    #[test]
    fn sessions_composed_one_by_one_are_those_of_the_whole(journey in journey(false)) {
        let plan = plan(&journey.yaml(PHASES));
        let mut merged: Vec<(Order, Sent)> = Vec::new();
        for arrival in arrivals(&plan) {
            let session = alone(&plan, arrival).into_iter().enumerate();
            merged.extend(session.map(|(place, sent)| {
                let begins = sent.due == arrival.due;
                ((sent.due, begins, arrival.component, arrival.index, place), sent)
            }));
        }
        merged.sort_by_key(|(order, _)| *order);
        let merged: Vec<Sent> = merged.into_iter().map(|(_, sent)| sent).collect();
        prop_assert!(merged.iter().any(|sent| sent.due > 34_000_000_000) || merged.len() < 2_000);
        prop_assert_eq!(merged, whole(&plan));
    }

    #[test]
    fn a_session_tells_its_steps_in_order(journey in any::<bool>().prop_flat_map(journey)) {
        let sent = whole(&plan(&journey.yaml(PHASES)));
        let mut last = HashMap::new();
        for sent in &sent {
            let fields = sent.fields();
            let count = fields["count"].as_u64();
            let at = (sent.due, count);
            let before = last.insert(fields["session"].to_string(), at);
            prop_assert!(before.is_none_or(|before| before <= at), "{before:?} before {sent:?}");
        }
        prop_assert!(last.len() > 1);
    }
}
