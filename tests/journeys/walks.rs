//! No session of any journey makes a step that it could not make: a million events, read one by one.

use crate::clicks::{Click, part};
use crate::harness::plan;
use crate::model::{Journey, config, journey};
use crate::reader::Reader;
use proptest::prelude::*;

/// Records a journey, and journeys of each kind: a million records in all.
const RECORDS: usize = 12_500;
const JOURNEYS: u32 = 40;

fn walk(journey: &Journey) {
    let plan = plan(&journey.yaml("{ steady: hold 50/s }"));
    let sent = part(&plan, 0, 1_000, RECORDS);
    assert!(sent.len() >= RECORDS);
    let clicks: Vec<Click> = sent.iter().map(Click::of).collect();
    Reader::new(journey).read(&clicks);
}

proptest! {
    #![proptest_config(config(JOURNEYS))]

    #[test]
    fn sessions_make_possible_steps_alone(journey in journey(false)) {
        walk(&journey);
    }

    #[test]
    fn single_steps_of_actors_make_possible_sessions(journey in journey(true)) {
        walk(&journey);
    }
}
