//! The schedule as a whole, over random lists of phases, against a level that is computed anew.

pub(super) mod lines;
mod overlays;

use super::{Arrival, Begin, Component, Count, Merge, Timeline, busiest_second, check_until};
use crate::diagnostic::{Code, Diagnostics};
use crate::source::Text;
use crate::traffic::ast::Phase;
use crate::traffic::{check_order, parse_phase};
use crate::value::{Duration, Time};
use jiff::tz::TimeZone;
use lines::random_line;
use proptest::prelude::*;
use std::sync::Arc;

fn parsed(lines: &[impl AsRef<str>]) -> Vec<Phase> {
    let mut diagnostics = Diagnostics::default();
    let places = (0..).step_by(100);
    let read =
        |(line, place)| parse_phase(&Text::verbatim(AsRef::<str>::as_ref(line), place), &mut diagnostics);
    lines.iter().zip(places).map(read).collect::<Option<_>>().expect("lines that are valid")
}

pub(super) fn component(seed: u64, lines: &[impl AsRef<str>]) -> Arc<Component> {
    component_of_rows(seed, lines, 1)
}

/// Whose events take turns over so many rows.
pub(super) fn component_of_rows(seed: u64, lines: &[impl AsRef<str>], rows: u32) -> Arc<Component> {
    let mut diagnostics = Diagnostics::default();
    let phases = parsed(lines);
    let resolve = |phase: &Phase| phase.shape.resolve(&mut |_| None, &mut diagnostics);
    let shapes: Vec<_> = phases.iter().map(resolve).collect::<Option<_>>().expect("lines that are valid");
    let shapes = shapes.into_iter().map(|shape| (shape, rows));
    let timeline = Timeline::new(seed, "users", shapes, Vec::new(), (Time(0), &TimeZone::UTC));
    Arc::new(Component::of_stream(timeline, []).remove(0))
}

pub(super) fn all(component: &Arc<Component>) -> Vec<Arrival> {
    component.arrivals(0, Begin::Start, None).collect()
}

fn dues(lines: &[&str], count: usize) -> Vec<i64> {
    component(1, lines).arrivals(0, Begin::Start, None).take(count).map(|arrival| arrival.due).collect()
}

/// A phase with its slope in [`PARTS`] of an event per nanosecond, its length, and its events at once.
#[derive(Debug, Clone)]
struct Plain {
    line: String,
    slope: u128,
    nanos: i64,
    at_once: u128,
}

/// Divisible by every gap and by a thousandth of every unit below.
const PARTS: u128 = 7 * 1_000 * 86_400_000_000_000;

fn unsigned(nanos: i64) -> u128 {
    u128::try_from(nanos).unwrap()
}

fn plain() -> impl Strategy<Value = Plain> {
    let units = prop_oneof![
        Just(("s", Duration::SECOND, 40_000)),
        Just(("min", Duration::MINUTE, 900_000)),
        Just(("h", Duration::HOUR, 90_000_000)),
        Just(("day", Duration::DAY, 2_000_000_000)),
    ];
    let length = prop_oneof![1..4_000_000_000_i64, (1..40_i64).prop_map(|tenths| tenths * 100_000_000)];
    let hold = (units, 0..=1_000_u128, length.clone()).prop_map(|((unit, size, most), share, nanos)| {
        let milli = most * share / 1_000;
        let line = format!("hold {}.{:03}/{unit} for {nanos}ns", milli / 1_000, milli % 1_000);
        Plain { line, slope: milli * PARTS / (1_000 * unsigned(size)), nanos, at_once: 0 }
    });
    let gaps = prop_oneof![Just(7 * Duration::MILLISECOND), Just(300_000_000), Just(3 * Duration::SECOND)];
    let every = (gaps, length.clone()).prop_map(|(gap, nanos)| {
        let line = format!("every {gap}ns for {nanos}ns");
        Plain { line, slope: PARTS / unsigned(gap), nanos, at_once: 0 }
    });
    let pause =
        length.prop_map(|nanos| Plain { line: format!("pause {nanos}ns"), slope: 0, nanos, at_once: 0 });
    let burst = (0..50_u128).prop_map(|n| Plain {
        line: format!("burst {n}"),
        slope: 0,
        nanos: 0,
        at_once: n * PARTS,
    });
    let spread = (0..50_u128, prop_oneof![Just(1_i64), Just(7), Just(20)]).prop_map(|(n, seconds)| {
        let nanos = seconds * Duration::SECOND;
        Plain {
            line: format!("burst {n} over {seconds}s"),
            slope: n * PARTS / unsigned(nanos),
            nanos,
            at_once: 0,
        }
    });
    prop_oneof![hold, every, pause, burst, spread]
}

/// The level just before `time`.
fn level(phases: &[Plain], time: i64) -> u128 {
    let (mut level, mut start) = (0, 0);
    for phase in phases {
        if start < time {
            level += phase.at_once + phase.slope * unsigned((time - start).min(phase.nanos));
        }
        start += phase.nanos;
    }
    level
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(150))]

    #[test]
    fn every_event_fires_at_the_first_instant_where_the_level_exceeds_its_number(
        phases in prop::collection::vec(plain(), 1..6)
    ) {
        let lines: Vec<&str> = phases.iter().map(|phase| phase.line.as_str()).collect();
        let component = component(1, &lines);
        let arrivals = all(&component);
        let end = component.end().unwrap();
        prop_assert_eq!(arrivals.len() as u128, level(&phases, end + 1).div_ceil(PARTS), "{:?}", lines);
        for (n, arrival) in arrivals.iter().enumerate() {
            let threshold = n as u128 * PARTS;
            prop_assert_eq!(arrival.index, n as u64);
            prop_assert!(level(&phases, arrival.due) <= threshold, "{:?} {:?}", lines, arrival);
            prop_assert!(level(&phases, arrival.due + 1) > threshold, "{:?} {:?}", lines, arrival);
        }
    }

    #[test]
    fn an_arrival_lies_in_its_phase_and_counts_agree(
        seed: u64, lines in prop::collection::vec(random_line(), 1..6)
    ) {
        let component = component(seed, &lines);
        let arrivals = all(&component);
        prop_assert!(arrivals.is_sorted_by_key(|arrival| (arrival.due, arrival.index)));
        for arrival in &arrivals {
            let phase = &component.timeline().phases()[arrival.phase as usize];
            let instant = phase.end == Some(phase.start);
            prop_assert!(phase.start <= arrival.due && (instant || arrival.due < phase.end.unwrap()));
        }
        for (position, count) in component.counts(Duration::DAY).into_iter().enumerate() {
            let events = arrivals.iter().filter(|arrival| arrival.phase as usize == position).count();
            prop_assert_eq!(count, Count::Exactly(events as u64));
        }
    }

    #[test]
    fn beginning_later_gives_what_iterating_from_the_start_gives(
        seed: u64,
        lines in prop::collection::vec(random_line(), 1..6),
        mille in 0..1_100_usize,
    ) {
        let component = component(seed, &lines);
        let arrivals = all(&component);
        let index = arrivals.len() * mille / 1_000;
        let from_index: Vec<_> = component.arrivals(0, Begin::Index(index as u64), None).collect();
        prop_assert_eq!(&from_index[..], arrivals.get(index..).unwrap_or_default());

        let exact = arrivals.get(index).map_or(0, |arrival| arrival.due);
        let somewhere = component.end().unwrap() / 1_000 * i64::try_from(mille).unwrap();
        for time in [somewhere, exact, exact + 1] {
            let from_time: Vec<_> = component.arrivals(0, Begin::Time(time), None).collect();
            let first = arrivals.partition_point(|arrival| arrival.due < time);
            prop_assert_eq!(&from_time[..], &arrivals[first..]);
            let until: Vec<_> = component.arrivals(0, Begin::Start, Some(time)).collect();
            prop_assert_eq!(&until[..], &arrivals[..first]);
        }
    }

    #[test]
    fn a_merge_is_the_sorted_union(
        lines in prop::collection::vec(prop::collection::vec(random_line(), 0..4), 0..5),
        from in 0..9_000_000_000_i64,
    ) {
        let components: Vec<_> = lines.iter().map(|lines| component(1, lines)).collect();
        let mut expected: Vec<_> = (0..).zip(&components)
            .flat_map(|(number, component)| component.arrivals(number, Begin::Start, None))
            .filter(|arrival| arrival.due >= from)
            .collect();
        expected.sort_by_key(|arrival| (arrival.due, arrival.component, arrival.index));
        let merged: Vec<_> = Merge::new(&components, from, None).collect();
        prop_assert_eq!(merged, expected);
    }

    #[test]
    fn editing_one_phase_leaves_the_draws_of_the_others(seed: u64, rate in 1..100_u32) {
        let line = "hold 1..1000/s for 1s";
        let pieces = |lines: &[String]| component(seed, lines).timeline().segments(2).next();
        let before = pieces(&[line.into(), line.into(), line.into()]);
        let after = pieces(&[line.into(), format!("hold {rate}..5k/s for 1s"), line.into()]);
        prop_assert_eq!(before, after);
    }
}

#[test]
fn nothing_drifts_after_a_billion_events() {
    let at = |line: &str, index| {
        let component = component(1, &[line]);
        let mut arrivals = component.arrivals(0, Begin::Index(index), None);
        [arrivals.next().unwrap().due, arrivals.next().unwrap().due]
    };
    assert_eq!(at("hold 1M/s", 1_000_000_000), [1_000_000_000_000, 1_000_000_001_000]);
    assert_eq!(at("hold 3/s", 3_000_000_001), [1_000_000_000_333_333_333, 1_000_000_000_666_666_666]);
    assert_eq!(
        at("hold 1M/s for 3000d", 100_000_000_000_001),
        [100_000_000_000_001_000, 100_000_000_000_002_000]
    );
    assert_eq!(at("hold 1/day", 36_500), [36_500 * Duration::DAY, 36_501 * Duration::DAY]);
    assert_eq!(at("hold 7/day", 70_003)[0], 10_000 * Duration::DAY + 3 * Duration::DAY / 7);
    assert_eq!(at("burst 1000000M over 3650d", 999_999_999_998)[1], 315_359_999_999_684_640);
}

#[test]
fn a_ramp_is_right_to_a_microsecond_after_a_billion_events() {
    let at = |line: &str, index| {
        let component = component(1, &[line]);
        component.arrivals(0, Begin::Index(index), None).next().unwrap().due
    };
    #[expect(clippy::cast_precision_loss, reason = "hours in nanoseconds are exact")]
    let near = |due: i64, seconds: f64| {
        let off = (due as f64 - seconds * 1e9).abs();
        assert!(off < 1_000.0, "{due} is {off} ns from {seconds} s");
    };
    // 1000 t^2 events after t seconds
    near(at("ramp 0 -> 20M/s over 10000s", 1_000_000_000), 1_000.0);
    near(at("ramp 0 -> 20M/s over 10000s", 81_000_000_000), 9_000.0);
    near(at("ramp 2/day -> 0 over 1000d", 999), 86_400.0 * 1_000.0 * (1.0 - 0.001_f64.sqrt()));
    // half of a smooth ramp from nothing has 3/16 of its events
    near(at("ramp 0 -> 2M/s over 10000s smooth", 1_875_000_000), 5_000.0);
    // after one of five time constants
    let constants = 5.0_f64;
    let (end, once) = ((-constants).exp(), (-1.0_f64).exp());
    let events = 5e11 / (1.0 - end) * ((1.0 - once) / constants - end / constants);
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a positive count")]
    near(at("ramp 100M/s -> 0 over 5000s decay", events as u64), 1_000.0);
}

#[test]
fn fractions_carry_over_phases_that_touch() {
    // 0.4 + 0.4 + 0.4: the second event falls into the third phase
    assert_eq!(dues(&["hold 0.4/s for 1s", "hold 0.4/s for 1s", "hold 0.4/s for 1s"], 9), [0, 2_500_000_000]);
    // 20 s at 1/min, three times, is one event exactly; the next one is due at the border
    let thirds = ["hold 1/min for 20s", "hold 1/min for 20s", "hold 1/min for 20s", "burst 1"];
    assert_eq!(dues(&thirds, 9), [0, 60_000_000_000]);
    // what is due at a pause's beginning waits for its end
    assert_eq!(
        dues(&["hold 1/s for 2s", "pause 5s", "hold 1/s for 1s"], 9),
        [0, 1_000_000_000, 7_000_000_000]
    );
}

#[test]
fn a_stream_without_events_ends() {
    let idle: [&[&str]; 6] = [
        &["hold 0"],
        &["pause"],
        &["hold 0..0/s redrawn every 1ms"],
        &["switch every 1ms { a 0; b 0/day }"],
        &["burst 0"],
        &[],
    ];
    for lines in idle {
        assert!(dues(lines, 1).is_empty(), "{lines:?}");
    }
}

#[test]
fn infinite_components_are_merged_up_to_a_limit() {
    let endless = [component(1, &["hold 2/s"]), component(1, &["every 400ms"])];
    let merged = Merge::new(&endless, 0, Some(Duration::SECOND));
    let found: Vec<_> = merged.map(|arrival| (arrival.due / 1_000_000, arrival.component)).collect();
    assert_eq!(found, [(0, 0), (0, 1), (400, 1), (500, 0), (800, 1)]);
}

#[test]
fn counts_say_what_is_not_known() {
    let counts = |lines: &[&str]| component(1, lines).counts(Duration::DAY);
    assert_eq!(
        counts(&["hold 1/s for 10d", "hold 1/s"]),
        [Count::Exactly(864_000), Count::SoFar { events: 0, until: 10 * Duration::DAY },]
    );
    assert_eq!(
        counts(&["hold 1/s for 1h", "hold 1/h"])[1],
        Count::SoFar { events: 23, until: Duration::DAY }
    );
    let drawn = component(1, &["hold 1..9/h redrawn every 1h for 2d", "burst 5"]);
    let known = drawn.counts(Duration::HOUR);
    assert!(matches!(known[..], [Count::Exactly(48..=432), Count::Exactly(5)]), "{known:?}");
    let started = drawn.counts_within(Duration::HOUR, 24);
    assert!(matches!(started[0], Count::SoFar { events: 24..=216, until: Duration::DAY }), "{started:?}");
    assert_eq!(started[1], Count::Unknown);
}

#[test]
fn until_follows_the_phase_before_it() {
    let mut diagnostics = Diagnostics::default();
    let zone = TimeZone::get("Europe/Berlin").unwrap();
    let start = Time(1_795_766_400 * Duration::SECOND); // nine o'clock in Berlin on 2026-11-27
    let phases = parsed(&[
        "pause until 11:55",
        "pause until 11:55",
        "hold 1/s until 2026-11-27T12:00",
        "hold 1/s until 2026-11-28T12:00",
    ]);
    let shapes = phases.iter().filter_map(|phase| phase.shape.resolve(&mut |_| None, &mut diagnostics));
    let component = Arc::new(Component::new(1, "users", shapes.collect::<Vec<_>>(), start, &zone));
    let minutes: Vec<_> =
        component.timeline().phases().iter().map(|phase| phase.end.unwrap() / Duration::MINUTE).collect();
    assert_eq!(minutes, [175, 175 + 1_440, 175 + 1_440, 180 + 1_440]);

    check_until(&phases, component.timeline(), start, &zone, &mut diagnostics);
    let found = diagnostics.sorted();
    assert_eq!(found.iter().map(|diagnostic| diagnostic.code).collect::<Vec<_>>(), [Code::UntilBeforeStart]);
    assert!(found[0].message.contains("2026-11-28T10:55:00.000Z"), "{}", found[0].message);
}

#[test]
fn only_the_last_phase_may_run_on() {
    let codes = |lines: &[&str]| {
        let mut diagnostics = Diagnostics::default();
        check_order(&parsed(lines), &mut diagnostics);
        diagnostics.sorted().len()
    };
    assert_eq!(codes(&["hold 1/s for 1s", "burst 5", "hold 1/s"]), 0);
    assert_eq!(codes(&["hold 1/s", "pause", "every 1s", "switch every 1s { a 1/s }", "burst 5"]), 4);
}

#[test]
fn lengths_beyond_three_hundred_years_stop_at_the_end_of_time() {
    let component = component(1, &["hold 1/day for 100000d", "hold 1/day for 100000d", "hold 100M/s"]);
    assert_eq!(component.timeline().phases()[1].end, Some(i64::MAX));
    assert_eq!(component.arrivals(0, Begin::Index(106_751), None).count(), 1);
}

#[test]
fn a_ramp_that_leaves_the_end_of_time_stops_there() {
    let component = component(1, &["hold 1/day for 100000d", "ramp 1/day -> 0 over 100000d"]);
    let arrivals: Vec<_> = component.arrivals(0, Begin::Index(99_999), None).collect();
    assert!(arrivals.len() > 6_000 && arrivals.is_sorted_by_key(|arrival| arrival.due));
}

#[test]
fn the_busiest_second_holds_what_falls_into_it() {
    let busiest = |lines: &[&str]| {
        busiest_second(&[component(1, lines)], Duration::DAY).map(|peak| (peak.at, peak.events))
    };
    let second = Duration::SECOND;
    assert_eq!(busiest(&["hold 5/s for 10s"]), Some((0, 5.0)));
    assert_eq!(busiest(&["hold 5/s for 10s", "hold 50/s for 1m", "hold 1/s"]), Some((10 * second, 50.0)));
    assert_eq!(busiest(&["hold 5/s for 10s", "burst 100", "hold 5/s"]), Some((10 * second, 105.0)));
    assert_eq!(busiest(&["hold 10/s for 1500ms", "pause 500ms", "hold 4/s for 1s"]), Some((0, 10.0)));
    assert_eq!(busiest(&["pause 10s"]), None);
    assert_eq!(busiest(&["ramp 0 -> 100/s over 10s", "ramp 100/s -> 0 over 10s"]), Some((9 * second, 95.0)));
}
