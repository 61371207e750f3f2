//! What a person reads at the end of a run.

use super::disorder_text::disordered;
use super::end_offsets::end_offsets;
use super::expectations::expectations;
use super::invalid::invalid;
use super::numbers::{count, how_many, latency, rate, was};
use super::parts::{ListedPartitions, parts};
use super::table::table;
use crate::run::{Ending, Part, Percentiles, SessionPart, Summary};
use std::fmt::Write;

/// Totals, then streams with their phases and topics with their partitions, then latencies, then what failed,
/// then what was expected.
pub fn statistics(summary: &Summary, listed: ListedPartitions) -> String {
    let mut out =
        format!("{} to {} at {}: {}\n\n", summary.scenario, summary.target, summary.speed, ending(summary));
    totals(summary, &mut out);
    out.push('\n');
    out += &parts(summary, listed);
    sessions(summary, &mut out);
    disorder(summary, &mut out);
    latencies(summary, &mut out);
    let end_offsets = end_offsets(summary);
    if summary.invalid.is_some() || !summary.total.failures.is_empty() || !end_offsets.is_empty() {
        out.push('\n');
    }
    if let Some(why) = summary.invalid {
        line(&mut out, format_args!("invalid: {}", invalid(why, &summary.behind)));
    }
    for failure in &summary.total.failures {
        line(&mut out, format_args!("{} failed: {}", how_many(failure.records, "event"), failure.cause));
    }
    out += &end_offsets;
    out += &expectations(&summary.expectations);
    out
}

fn ending(summary: &Summary) -> String {
    match summary.ending {
        Ending::Complete if summary.invalid.is_some() => "complete, but invalid".to_owned(),
        Ending::Complete => "complete".to_owned(),
        Ending::Interrupted(signal) => signal.to_string(),
        Ending::Aborted => "ended by an expectation".to_owned(),
        Ending::ReaderGone => "the reader has enough".to_owned(),
        Ending::Failed => "the target failed".to_owned(),
    }
}

fn totals(summary: &Summary, out: &mut String) {
    let total = &summary.total;
    let dropped = total.disorder.map_or(0, |disorder| disorder.dropped);
    let dropped = (dropped > 0).then(|| ("Events Dropped", count(dropped)));
    let late = (total.late > 0).then(|| ("Events Late", count(total.late)));
    let skipped = (total.skipped > 0).then(|| ("Events Skipped", count(total.skipped)));
    let unsent = (total.unsent > 0).then(|| ("Composed Ahead", count(total.unsent)));
    let delayed =
        (summary.delayed_s > 0.0).then(|| ("Schedule Delayed", format!("{:.1} seconds", summary.delayed_s)));
    let warmup = total.warmup.map(|warmup| ("Warm-up Events", count(warmup.planned)));
    let rows = [
        ("Runtime", format!("{:.1} seconds", total.elapsed_s)),
        ("Events Planned", count(total.planned)),
        ("Events Sent", count(total.sent)),
        ("Events Acknowledged", count(total.acknowledged)),
        ("Events Failed", count(total.failed)),
    ];
    let rates =
        [("Events/Second", total.rate.map_or_else(|| "-".to_owned(), rate)), ("Success Rate", share(total))];
    let resumed = summary.resumed.into_iter().flat_map(|resumed| {
        let twice = match resumed.perhaps_twice {
            0 => "none".to_owned(),
            most => format!("at most {}", count(most)),
        };
        [("Acknowledged Before", count(resumed.acknowledged_before)), ("Perhaps Sent Twice", twice)]
    });
    for (name, value) in rows
        .into_iter()
        .chain(resumed)
        .chain(dropped)
        .chain(late)
        .chain(skipped)
        .chain(unsent)
        .chain(warmup)
        .chain(delayed)
        .chain(rates)
    {
        line(out, format_args!("{:<21}{value}", format!("{name}:")));
    }
}

/// Of what was not dropped on purpose. Rounded down: 100.0% is said only when nothing failed.
#[expect(clippy::cast_precision_loss, reason = "thousandths")]
fn share(total: &Part) -> String {
    match total.planned - total.disorder.map_or(0, |disorder| disorder.dropped) {
        0 => "-".to_owned(),
        planned => {
            let thousandths = u128::from(total.acknowledged) * 1_000 / u128::from(planned);
            format!("{:.1}%", thousandths as f64 / 10.0)
        }
    }
}

fn latencies(summary: &Summary, out: &mut String) {
    let mut rows = vec![["", "p50", "p90", "p99", "p99.9", "max"].map(str::to_owned).to_vec()];
    let kinds = [("lag", summary.lag_ms), ("acknowledgement", summary.acknowledgement_ms)];
    for (name, percentiles) in kinds {
        rows.extend(percentiles.map(|Percentiles { p50, p90, p99, p99_9, max }| {
            let values = [p50, p90, p99, p99_9, max].map(latency);
            std::iter::once(name.to_owned()).chain(values).collect()
        }));
    }
    if rows.len() > 1 {
        out.push('\n');
        *out += &table(&rows);
    }
}

/// What became of sessions, a line a stream.
fn sessions(summary: &Summary, out: &mut String) {
    if !summary.sessions.is_empty() {
        out.push('\n');
    }
    for SessionPart { stream, opened, ended, timed_out, stuck, crowded_out, cut, unsent } in &summary.sessions
    {
        let always = [(opened, "opened"), (ended, "ended")];
        let some = [
            (timed_out, "timed out"),
            (stuck, "stuck"),
            (crowded_out, "ended for want of memory"),
            (cut, "cut at the end"),
        ];
        let numbers = always.iter().chain(some.iter().filter(|(number, _)| **number > 0));
        let numbers: Vec<String> =
            numbers.map(|(number, what)| format!("{} {what}", count(**number))).collect();
        let ahead = match unsent {
            0 => String::new(),
            unsent => {
                format!("; {} of them {} composed and not sent", how_many(*unsent, "event"), was(*unsent))
            }
        };
        line(out, format_args!("sessions of stream {stream}: {}{ahead}", numbers.join(", ")));
    }
}

/// What was done to records on purpose, a line a stream.
fn disorder(summary: &Summary, out: &mut String) {
    let streams = summary.streams.iter().filter_map(|stream| Some((stream, stream.part.disorder?)));
    let lines: Vec<String> = streams.map(|(stream, disorder)| disordered(&stream.name, &disorder)).collect();
    if !lines.is_empty() || summary.left > 0 {
        out.push('\n');
    }
    lines.iter().for_each(|text| line(out, format_args!("{text}")));
    if summary.left > 0 {
        let (left, was) = (how_many(summary.left, "event"), was(summary.left));
        line(out, format_args!("{left} {was} put off beyond the end and not sent"));
    }
}

fn line(out: &mut String, text: std::fmt::Arguments<'_>) {
    writeln!(out, "{text}").expect("a String takes everything");
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::readme;
    use crate::run::{
        Aftermath, EndOffsets, Failure, Invalid, Mismatch, PartitionPart, PhasePart, Signal, StreamPart,
        TopicPart, WarmUp,
    };
    use crate::target::PartKind;

    fn part(planned: u64, failed: u64) -> Part {
        let acknowledged = planned - failed;
        let (elapsed_s, rate) = (360.5, Some(4.444));
        Part {
            planned,
            composed: planned,
            sent: planned,
            acknowledged,
            failed,
            failures: Vec::new(),
            late: 0,
            skipped: 0,
            unsent: 0,
            disorder: None,
            warmup: None,
            elapsed_s,
            rate,
        }
    }

    fn partition(planned: u64, failed: u64) -> PartitionPart {
        let acknowledged = planned - failed;
        PartitionPart { planned, acknowledged, failed, ..PartitionPart::default() }
    }

    fn summary() -> Summary {
        let named = |kind, name: &str, part| PhasePart { kind, name: name.to_owned(), part };
        let phases = vec![
            named(PartKind::Phase, "steady", part(1_600, 3)),
            named(PartKind::Overlay, "sale", part(2, 0)),
        ];
        Summary {
            version: 1,
            resumed: None,
            scenario: "churn-events".to_owned(),
            target: "embedded".to_owned(),
            speed: "1x".to_owned(),
            ending: Ending::Complete,
            behind: "catch up 5s".to_owned(),
            invalid: None,
            delayed_s: 0.0,
            left: 0,
            total: Part {
                failures: vec![Failure { cause: "not acknowledged in time".to_owned(), records: 3 }],
                ..part(1_602, 3)
            },
            lag_ms: Some(Percentiles { p50: 0.08, p90: 0.1, p99: 0.25, p99_9: 2.0, max: 12.0 }),
            acknowledgement_ms: None,
            streams: vec![StreamPart { name: "users".to_owned(), part: part(1_602, 3), phases }],
            sessions: Vec::new(),
            topics: vec![TopicPart {
                name: "user-events".to_owned(),
                part: part(1_602, 3),
                partitions: [(0, partition(800, 0)), (1, partition(802, 3))].into(),
                unassigned: None,
            }],
            end_offsets: None,
            mismatches: Vec::new(),
            surplus: Vec::new(),
            expectations: Vec::new(),
        }
    }

    #[test]
    fn every_ending_is_in_the_table_of_the_readme() {
        for ending in every_variant!(Ending {
            Ending::Complete => [Ending::Complete],
            Ending::Interrupted(_) => [
                Ending::Interrupted(Signal::Interrupt),
                Ending::Interrupted(Signal::Terminate),
                Ending::Interrupted(Signal::HangUp),
            ],
            Ending::Aborted => [Ending::Aborted],
            Ending::ReaderGone => [Ending::ReaderGone],
            Ending::Failed => [Ending::Failed],
        }) {
            let words = format!("`{}`", super::ending(&Summary { ending, ..summary() }));
            assert!(readme::rows().any(|row| row.contains(&words)), "no row has {words}");
        }
    }

    #[test]
    fn the_statistics_are_aligned() {
        let expected = "\
churn-events to embedded at 1x: complete

Runtime:             360.5 seconds
Events Planned:      1,602
Events Sent:         1,602
Events Acknowledged: 1,599
Events Failed:       3
Events/Second:       4.44
Success Rate:        99.8%

                   planned  acknowledged  failed  events/s
stream users         1,602         1,599       3      4.44
  phase steady       1,600         1,597       3      4.44
  overlay sale           2             2       0      4.44
topic user-events    1,602         1,599       3      4.44
  partition 0          800           800       0
  partition 1          802           799       3

         p50      p90      p99    p99.9      max
lag  0.08 ms  0.10 ms  0.25 ms  2.00 ms  12.0 ms

3 events failed: not acknowledged in time
";
        assert_eq!(statistics(&summary(), ListedPartitions::Uneven), expected);
    }

    #[test]
    fn even_partitions_are_listed_for_those_who_want_all() {
        let lists = |partitions: &[(u64, u64)], listed| {
            let mut even = summary();
            let parts = (0..).zip(partitions);
            even.topics[0].partitions =
                parts.map(|(number, (planned, failed))| (number, partition(*planned, *failed))).collect();
            statistics(&even, listed).contains("  partition 0 ")
        };
        let uneven = |partitions: &[(u64, u64)]| lists(partitions, ListedPartitions::Uneven);
        assert!(!uneven(&[(800, 0), (802, 0)]) && !uneven(&[(1, 0), (2, 0)]));
        assert!(lists(&[(800, 0), (802, 0)], ListedPartitions::All));
        assert!(uneven(&[(800, 0), (1_601, 0)]), "one has more than twice as many");
        assert!(uneven(&[(800, 0), (800, 1)]), "one has failed");
        assert!(!lists(&[(9, 1); 13], ListedPartitions::All), "too many");
    }

    #[test]
    fn what_found_no_room_makes_a_run_invalid_and_is_said() {
        let told = |aftermath| statistics(&summary().with(&aftermath), ListedPartitions::Uneven);
        let forgotten = told(Aftermath { forgotten: 1_234, ..Aftermath::default() });
        assert!(forgotten.contains(
            "\ninvalid: 1,234 values could not be recalled any more, as more than 256 MB were kept; recall a short field, such as an id\n"
        ), "{forgotten}");
        let part = SessionPart {
            stream: "s".to_owned(),
            opened: 9,
            ended: 4,
            timed_out: 0,
            stuck: 0,
            crowded_out: 5,
            cut: 0,
            unsent: 0,
        };
        let crowded = told(Aftermath { sessions: vec![part], ..Aftermath::default() });
        for line in [
            "\nsessions of stream s: 9 opened, 4 ended, 5 ended for want of memory\n",
            "\ninvalid: 5 sessions were ended, as open ones took more than 2048 MB; ",
        ] {
            assert!(crowded.contains(line), "{crowded}");
        }
        assert!(!told(Aftermath::default()).contains("invalid"));
    }

    #[test]
    fn what_is_late_is_said() {
        let mut late = summary();
        late.invalid = Some(Invalid::Late { late_s: 7.25, allowed_s: 5.0 });
        late.delayed_s = 2.5;
        late.total.skipped = 12;
        late.total.late = 3;
        late.total.unsent = 40;
        let warmup = WarmUp {
            planned: 1_000,
            composed: 1_000,
            sent: 990,
            acknowledged: 990,
            failed: 0,
            late: 0,
            skipped: 10,
            unsent: 0,
            disorder: None,
        };
        late.total.warmup = Some(warmup);
        late.streams[0].part.skipped = 12;
        let text = statistics(&late, ListedPartitions::Uneven);
        for line in [
            "churn-events to embedded at 1x: complete, but invalid",
            "Events Late:         3",
            "Events Skipped:      12",
            "Composed Ahead:      40",
            "Warm-up Events:      1,000",
            "Schedule Delayed:    2.5 seconds",
            "                   planned  acknowledged  failed  skipped  events/s",
            "stream users         1,602         1,599       3       12      4.44",
            "invalid: an event was 7.25 s late, and `behind: catch up 5s` allows 5.00 s",
        ] {
            assert!(text.lines().any(|shown| shown == line), "{line:?} is not in\n{text}");
        }
    }

    #[test]
    fn what_the_end_offsets_say_is_said() {
        let mut compared = summary();
        compared.end_offsets = Some(EndOffsets { partitions: 2, records: 1_599 });
        let shown = statistics(&compared, ListedPartitions::Uneven);
        assert!(shown.ends_with("\nEnd offsets of 2 partitions: 1,599 more, as acknowledged\n"), "{shown}");
        let mismatch =
            |held| Mismatch { topic: "orders".to_owned(), partition: 1, acknowledged: 1_100, held };
        compared.mismatches = vec![mismatch(1_000)];
        compared.surplus = vec![mismatch(1_200)];
        let shown = statistics(&compared, ListedPartitions::Uneven);
        let expected = "
partition 1 of 'orders' has 1,000 more events, but 1,100 were acknowledged: 100 lost
partition 1 of 'orders' has 1,200 more events, 1,100 of them acknowledged: others write there too, or one arrived \
                        that was not acknowledged in time
";
        assert!(shown.ends_with(expected), "{shown}");
        expected.lines().filter(|line| line.contains("others write")).for_each(readme::shows);
    }

    #[test]
    fn one_failure_in_a_million_is_not_a_hundred_percent() {
        assert_eq!(share(&part(1_000_000, 1)), "99.9%");
        assert_eq!(share(&part(1_000_000, 0)), "100.0%");
    }
}
