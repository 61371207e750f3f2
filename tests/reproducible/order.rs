//! Who composes what, when and after what leaves no trace in a record.

use crate::harness::{arrivals, compose, plan, records};
use crate::model::{config, scenario};
use proptest::prelude::*;
use rushhour::schedule::{Arrival, Begin, Merge};
use std::sync::Arc;

proptest! {
    #![proptest_config(config(40))]

    #[test]
    fn the_same_seed_gives_the_same_bytes(scenario in scenario()) {
        prop_assert_eq!(records(&scenario.yaml()), records(&scenario.yaml()));
    }

    #[test]
    fn another_seed_gives_other_bytes(mut scenario in scenario()) {
        let first = records(&scenario.yaml());
        scenario.seed += 1;
        let payloads: Vec<_> = first.into_iter().map(|record| record.payload).collect();
        for record in records(&scenario.yaml()) {
            prop_assert!(!payloads.contains(&record.payload), "{record:?}");
        }
    }

    #[test]
    fn composing_from_any_event_or_instant_on_gives_what_the_whole_gives(
        scenario in scenario(),
        skip in any::<prop::sample::Index>(),
    ) {
        let plan = plan(&scenario.yaml());
        for (number, component) in (0..).zip(&plan.components) {
            let from = |begin| component.arrivals(number, begin, None).collect::<Vec<Arrival>>();
            let all = from(Begin::Start);
            let at = skip.get(&all);
            let later: Vec<Arrival> = all.iter().copied().filter(|one| one.index >= at.index).collect();
            prop_assert_eq!(&from(Begin::Index(at.index)), &later);
            let due: Vec<Arrival> = all.iter().copied().filter(|one| one.due >= at.due).collect();
            prop_assert_eq!(&from(Begin::Time(at.due)), &due);
            let whole = compose(&plan, &all);
            prop_assert!(whole.ends_with(&compose(&plan, &later)));
        }
        let all = arrivals(&plan);
        let at = skip.get(&all).due;
        let due: Vec<Arrival> = all.iter().copied().filter(|one| one.due >= at).collect();
        prop_assert_eq!(Merge::new(&plan.components, at, None).collect::<Vec<_>>(), due);
    }

    #[test]
    fn arrivals_composed_in_any_order_are_the_same_records(
        (scenario, order) in (scenario(), any::<u64>()),
    ) {
        let plan = plan(&scenario.yaml());
        let mut arrivals = arrivals(&plan);
        let mut expected = compose(&plan, &arrivals);
        arrivals.sort_by_key(|one| (one.index ^ order).wrapping_mul(0x9e37_79b9_7f4a_7c15).rotate_left(one.component));
        let mut sent = compose(&plan, &arrivals);
        expected.sort();
        sent.sort();
        prop_assert_eq!(sent, expected);
    }

    #[test]
    fn composers_on_several_threads_share_the_work_and_change_nothing(scenario in scenario()) {
        let plan = plan(&scenario.yaml());
        let arrivals = arrivals(&plan);
        let expected = compose(&plan, &arrivals);
        let threads: Vec<_> = (0..3)
            .map(|part| {
                let (plan, arrivals) = (Arc::clone(&plan), arrivals.clone());
                let share = arrivals.into_iter().enumerate().filter(move |(n, _)| n % 3 == part);
                std::thread::spawn(move || compose(&plan, &share.map(|(_, one)| one).collect::<Vec<_>>()))
            })
            .collect();
        let mut sent: Vec<_> = threads.into_iter().flat_map(|thread| thread.join().unwrap()).collect();
        let mut expected = expected;
        sent.sort();
        expected.sort();
        prop_assert_eq!(sent, expected);
    }
}
