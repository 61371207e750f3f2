//! Properties of overlays and profiles over random ones.

use super::super::{Arrival, Begin, Component, Count, NamedOverlay, Timeline, busiest_second};
use super::lines::{even_line, random_line};
use crate::diagnostic::Diagnostics;
use crate::source::Text;
use crate::traffic::{parse_overlay, parse_phase, parse_profile};
use crate::value::{Duration, Time};
use jiff::tz::TimeZone;
use proptest::prelude::*;
use std::sync::Arc;

/// A Friday, nine o'clock in Berlin.
const START: Time = Time(1_795_766_400_000_000_000);

/// The components of a stream with named overlays.
fn components(
    seed: u64,
    phases: &[String],
    profile: &str,
    overlays: &[(String, String)],
) -> Vec<Arc<Component>> {
    let mut diagnostics = Diagnostics::default();
    let shapes: Vec<_> = phases
        .iter()
        .map(|line| {
            let phase = parse_phase(&Text::verbatim(line.as_str(), 0), &mut diagnostics).unwrap();
            (phase.shape.resolve(&mut |_| None, &mut diagnostics).unwrap(), 1)
        })
        .collect();
    let profiles = [profile].into_iter().filter(|profile| !profile.is_empty()).map(|line| {
        let profile = parse_profile(&Text::verbatim(line, 0), &mut Diagnostics::default()).unwrap();
        profile.resolve(&mut |_| None, &mut Diagnostics::default()).unwrap()
    });
    let named = overlays.iter().map(|(name, line)| {
        let overlay = parse_overlay(&Text::verbatim(line.as_str(), 0), &mut Diagnostics::default()).unwrap();
        let overlay = overlay.resolve(&mut |_| None, &mut Diagnostics::default()).unwrap();
        NamedOverlay { name: name.clone(), overlay, rows: 1 }
    });
    let zone = TimeZone::get("Europe/Berlin").unwrap();
    let timeline = Timeline::new(seed, "users", shapes, profiles.collect(), (START, &zone));
    Component::of_stream(timeline, named).into_iter().map(Arc::new).collect()
}

fn all(component: &Arc<Component>) -> Vec<Arrival> {
    component.arrivals(0, Begin::Start, None).collect()
}

/// What an arrival is but for the position of its overlay.
fn bare(arrivals: &[Arrival]) -> Vec<(i64, u64)> {
    arrivals.iter().map(|arrival| (arrival.due, arrival.index)).collect()
}

fn phases() -> impl Strategy<Value = Vec<String>> {
    prop::collection::vec(random_line(), 1..4)
}

fn even_phases() -> impl Strategy<Value = Vec<String>> {
    prop::collection::vec(even_line(), 1..4)
}

fn overlay() -> impl Strategy<Value = String> {
    prop_oneof![
        (11..60, 1..9_000, 1..8_000).prop_map(|(tenths, at, ms)| format!(
            "x{}.{} at {at}ms for {ms}ms",
            tenths / 10,
            tenths % 10
        )),
        (2..9, 1..9_000, 400..8_000)
            .prop_map(|(x, at, ms)| format!("x{x} at {at}ms for {ms}ms edge 150ms..250ms")),
        (1..90, 1..9_000, 400..8_000)
            .prop_map(|(rate, at, ms)| format!("+{rate}.5/s at {at}ms for {ms}ms edge 200ms")),
        (1..90, 100..900).prop_map(|(rate, ms)| format!("+{rate}..99/s randomly 40/min for {ms}ms..1s")),
        (1..90, 1..9_000).prop_map(|(count, at)| format!("burst {count} at {at}ms")),
        (1..90, 1..9_000).prop_map(|(count, at)| format!("burst {count}..99 at {at}ms over 2s")),
        (2..9).prop_map(|x| format!("x{x} randomly 30/min for 200ms..900ms edge 50ms")),
    ]
}

fn cut() -> impl Strategy<Value = String> {
    prop_oneof![
        (0..10, 1..9_000, 400..8_000)
            .prop_map(|(tenths, at, ms)| format!("x0.{tenths} at {at}ms for {ms}ms")),
        (0..10, 1..9_000, 400..8_000)
            .prop_map(|(tenths, at, ms)| format!("x0.{tenths} at {at}ms for {ms}ms edge 100ms")),
        (0..10).prop_map(|tenths| format!("x0.{tenths} randomly 30/min for 200ms..900ms")),
    ]
}

fn profile() -> impl Strategy<Value = &'static str> {
    prop::sample::select(vec!["", "daily 09:00-24:00 x0.3", "weekly fri x2.5", "daily 00:00-09:00 x9"])
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(100))]

    #[test]
    fn an_overlay_leaves_the_phases_and_the_other_overlays_as_they_are(
        seed: u64, phases in phases(), profile in profile(), kept in overlay(), (other, moved) in (overlay(), overlay())
    ) {
        let named = |name: &str, line: &String| (name.to_owned(), line.clone());
        let alone = components(seed, &phases, profile, &[named("kept", &kept)]);
        for line in [&other, &moved] {
            let more = components(seed, &phases, profile, &[named("other", line), named("kept", &kept)]);
            prop_assert_eq!(bare(&all(&alone[0])), bare(&all(&more[0])));
            prop_assert_eq!(bare(&all(&alone[1])), bare(&all(&more[2])));
        }
        let none = components(seed, &phases, profile, &[]);
        prop_assert_eq!(bare(&all(&alone[0])), bare(&all(&none[0])));
    }

    #[test]
    fn a_profile_of_one_changes_nothing(seed: u64, phases in phases()) {
        let [without, with] =
            ["", "weekly mon-sun x1"].map(|profile| all(&components(seed, &phases, profile, &[])[0]));
        prop_assert_eq!(without, with);
    }

    #[test]
    fn events_of_an_overlay_lie_in_their_windows_and_counts_agree(
        seed: u64, phases in phases(), profile in profile(), line in overlay()
    ) {
        let components = components(seed, &phases, profile, &[("sale".to_owned(), line)]);
        let (arrivals, end) = (all(&components[1]), components[1].end().unwrap());
        prop_assert!(arrivals.is_sorted_by_key(|arrival| arrival.due));
        for (number, arrival) in (0..).zip(&arrivals) {
            prop_assert_eq!(arrival.index, number);
            prop_assert!(arrival.began <= arrival.due && arrival.due < arrival.ends && arrival.ends <= end + 1);
        }
        prop_assert_eq!(components[1].counts(Duration::DAY), vec![Count::Exactly(arrivals.len() as u64)]);
        let windows = components[1].windows(end + 1);
        prop_assert!(windows.windows(2).all(|pair| pair[0].end <= pair[1].start));
        for window in windows {
            let inside = arrivals.iter().filter(|arrival| arrival.began == window.start).count();
            prop_assert_eq!(window.events, inside as u64);
        }
    }

    #[test]
    fn a_factor_adds_what_the_phases_have_times_what_is_above_one(
        seed: u64, phases in even_phases(), profile in profile(), at in 1..9_000, length in 1..8_000
    ) {
        let components =
            components(seed, &phases, profile, &[("sale".to_owned(), format!("x4 at {at}ms for {length}ms"))]);
        let (from, to) = (i64::from(at) * 1_000_000, i64::from(at + length) * 1_000_000);
        let inside = all(&components[0]).iter().filter(|arrival| (from..to).contains(&arrival.due)).count();
        let added = all(&components[1]).len();
        // each of the two may be off by one event, and the phases' one counts three times
        prop_assert!(added.abs_diff(3 * inside) <= 4, "{} for {}", added, inside);
    }

    #[test]
    fn a_cut_takes_events_and_leaves_the_others_with_their_numbers(
        seed: u64, phases in phases(), profile in profile(), cuts in prop::collection::vec(cut(), 1..4)
    ) {
        let named: Vec<_> = (0..).zip(&cuts).map(|(n, line)| (format!("cut{n}"), line.clone())).collect();
        let whole = components(seed, &phases, profile, &[]).remove(0);
        let thinned = components(seed, &phases, profile, &named).remove(0);
        let (before, after) = (bare(&all(&whole)), bare(&all(&thinned)));
        prop_assert!(after.iter().all(|arrival| before.binary_search(arrival).is_ok()));
        let counted = thinned.cut(Duration::DAY);
        let taken: u64 = counted.iter().flat_map(|cut| &cut.events).sum();
        prop_assert!(counted.iter().all(|cut| cut.is_complete));
        prop_assert_eq!(taken, (before.len() - after.len()) as u64);
        for cut in counted {
            let in_windows: u64 = cut.windows.iter().map(|window| window.events).sum();
            prop_assert_eq!(in_windows, cut.events.iter().sum::<u64>());
        }
        // from any index on
        let middle = before.get(before.len() / 2).map_or(0, |(_, index)| *index);
        let later: Vec<_> = thinned.arrivals(0, Begin::Index(middle), None).collect();
        let expected: Vec<_> = after.iter().copied().filter(|(_, index)| *index >= middle).collect();
        prop_assert_eq!(bare(&later), expected);
    }

    #[test]
    fn an_overlay_can_be_begun_anywhere(
        seed: u64, phases in phases(), profile in profile(), line in overlay(), mille in 0..1_100_usize
    ) {
        let overlay = components(seed, &phases, profile, &[("sale".to_owned(), line)]).remove(1);
        let arrivals = all(&overlay);
        let index = arrivals.len() * mille / 1_000;
        let later: Vec<_> = overlay.arrivals(0, Begin::Index(index as u64), None).collect();
        prop_assert_eq!(&later[..], arrivals.get(index..).unwrap_or_default());
        let time = arrivals.get(index).map_or(0, |arrival| arrival.due);
        let from_time: Vec<_> = overlay.arrivals(0, Begin::Time(time), None).collect();
        let first = arrivals.partition_point(|arrival| arrival.due < time);
        prop_assert_eq!(&from_time[..], &arrivals[first..]);
        let until: Vec<_> = overlay.arrivals(0, Begin::Start, Some(time)).collect();
        prop_assert_eq!(&until[..], &arrivals[..first]);
    }
}

#[test]
fn a_cut_takes_its_share_and_all_where_it_is_nothing() {
    let hold = ["hold 1k/s for 100s".to_owned()];
    let left = |line: &str| {
        let component = components(3, &hold, "", &[("cut".to_owned(), line.to_owned())]).remove(0);
        all(&component).len()
    };
    assert_eq!(left("x0 at 10s for 50s"), 50_000);
    // five standard deviations of a binomial of 50,000 are 512 at 30 percent
    assert!((64_488..=65_512).contains(&left("x0.3 at 10s for 50s")));
    // edges of ten seconds take half of what is missing
    assert!((59_500..=60_500).contains(&left("x0 at 10s for 50s edge 10s")));
}

#[test]
fn edges_that_do_not_fit_meet_before_the_effect_is_whole() {
    let hold = ["hold 100/s for 8h".to_owned()];
    let added = |line: &str| all(&components(1, &hold, "", &[("sale".to_owned(), line.to_owned())])[1]).len();
    // ten minutes that rise to a half and fall again, and to five eighths
    assert_eq!(added("x5 at 14:00 until 14:10 edge 10m"), 60_000);
    assert_eq!(added("x5 at 14:00 until 14:10 edge 8m"), 75_000);
}

#[test]
fn what_lies_behind_many_rounds_is_reached_at_once() {
    let rounds = ["repeat { hold 1k/s for 1ms; burst 3 } for 400d".to_owned()];
    let overlay =
        components(1, &rounds, "", &[("sale".to_owned(), "x2 at 300d for 2ms".to_owned())]).remove(1);
    assert_eq!(all(&overlay).len(), 8);
    let drawn = ["repeat 1000000000 times { hold 1k/s for 1ms } arrivals random".to_owned()];
    let first = components(1, &drawn, "", &[])[0].arrivals(0, Begin::Start, None).next();
    assert!(first.is_some());
}

#[test]
fn a_burst_of_any_density_is_counted() {
    let burst = ["burst 900000M over 1ns".to_owned(), "pause 2s".to_owned()];
    let components = components(1, &burst, "", &[]);
    assert_eq!(components[0].counts(Duration::DAY)[0], Count::Exactly(900_000_000_000));
    assert!(busiest_second(&components, Duration::DAY).is_some());
}

/// Drawn events of one long piece come to the count in several parts.
#[test]
fn what_is_cut_from_many_drawn_events_is_counted() {
    for (arrivals, cut) in [
        ("poisson", "x0 at 1h for 10m"),
        ("gamma(0.3)", "x0.5 at 30m for 30m"),
        ("random", "x0.2 randomly 2/h for 5m"),
        ("poisson", "x0.7 at 1h for 20m edge 5m"),
    ] {
        let hold = [format!("hold 30/s for 2h arrivals {arrivals}")];
        let whole = all(&components(3, &hold, "", &[])[0]).len();
        let thinned = components(3, &hold, "", &[("cut".to_owned(), cut.to_owned())]).remove(0);
        let taken: u64 = thinned.cut(Duration::DAY).iter().flat_map(|cut| &cut.events).sum();
        assert_eq!(taken, (whole - all(&thinned).len()) as u64, "{arrivals} {cut}");
        assert!(taken > 1_000, "{arrivals} {cut}");
    }
}

#[test]
fn a_profile_multiplies_the_rates_of_its_hours() {
    let hold = ["hold 10/s for 2h".to_owned()];
    let events = |profile: &str| all(&components(1, &hold, profile, &[])[0]).len();
    assert_eq!(events(""), 72_000);
    assert_eq!(events("daily 09:00-09:30 x0.5, 09:30-10:00 x0, 10:00-11:00 x1.5"), 9_000 + 54_000);
    assert_eq!(events("weekly mon-thu x9, fri x0.25"), 18_000);
}

#[test]
fn what_is_sent_stays_below_the_largest_rate_whatever_profiles_and_rows_make_of_it() {
    let events = |line: &str, profile: &str| all(&components(1, &[line.to_owned()], profile, &[])[0]).len();
    let hour = 3_600;
    // x9 from nine o'clock on, when it starts
    assert_eq!(events("hold 10/s for 1h max 30/s", "daily 09:00-10:00 x9"), 30 * hour);
    assert_eq!(events("hold 100/s for 1h max 30/s", "daily 09:00-10:00 x0.2"), 20 * hour);
    // 0 to 90 in an hour: 20 minutes up to 30, then 40 at 30
    assert_eq!(events("ramp 0 -> 10/s over 1h max 30/s", "daily 09:00-10:00 x9"), 30 * 600 + 30 * 2_400);
    let falling = events("ramp 10/s -> 0 over 1h max 30/s", "daily 09:00-10:00 x9");
    assert_eq!(falling, events("ramp 90/s -> 0 over 1h max 30/s", ""));
    let bursts = "repeat 3 times { burst 50; hold 10/s for 1m } max 30/s";
    assert_eq!(events(bursts, "weekly mon-sun x9"), 3 * (450 + 1_800));
}
