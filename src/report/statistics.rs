//! What a person reads at the end of a run.

use super::disorder_text::disordered;
use super::end_offsets::end_offsets;
use super::expectations::expectations;
use super::invalid::invalid;
use super::numbers::{count, latency, rate};
use crate::run::{Ending, Part, Percentiles, PhasePart, SessionPart, Summary, TopicPart};
use std::collections::BTreeMap;
use std::fmt::Write;

/// Partitions that are listed one by one.
const LISTED: usize = 12;

/// Totals, then streams with their phases and topics with their partitions, then latencies, then what failed,
/// then what was expected.
pub fn statistics(summary: &Summary) -> String {
    let mut out =
        format!("{} to {} at {}: {}\n\n", summary.scenario, summary.target, summary.speed, ending(summary));
    totals(summary, &mut out);
    parts(summary, &mut out);
    sessions(summary, &mut out);
    disorder(summary, &mut out);
    latencies(summary, &mut out);
    let end_offsets = end_offsets(summary);
    if summary.invalid.is_some() || !summary.failures.is_empty() || !end_offsets.is_empty() {
        out.push('\n');
    }
    if let Some(why) = summary.invalid {
        line(&mut out, format_args!("invalid: {}", invalid(why, &summary.behind)));
    }
    for failure in &summary.failures {
        let noun = if failure.records == 1 { "event" } else { "events" };
        line(&mut out, format_args!("{} {noun} failed: {}", count(failure.records), failure.cause));
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
    let skipped = (total.skipped > 0).then(|| ("Events Skipped", count(total.skipped)));
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
        .chain(skipped)
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

fn parts(summary: &Summary, out: &mut String) {
    let mut rows = vec![["", "planned", "acknowledged", "failed", "skipped", "events/s"].map(str::to_owned)];
    for stream in &summary.streams {
        rows.push(row(format!("stream {}", stream.name), &stream.part));
        let named = |phase: &PhasePart| row(format!("  {} {}", phase.kind, phase.name), &phase.part);
        rows.extend(stream.phases.iter().map(named));
    }
    for topic in &summary.topics {
        rows.push(row(format!("topic {}", topic.name), &topic.part));
        rows.extend(partitions(topic));
    }
    out.push('\n');
    if summary.total.skipped > 0 {
        table(&rows, out);
    } else {
        let without = |[name, planned, acknowledged, failed, _, rate]: [String; 6]| {
            [name, planned, acknowledged, failed, rate]
        };
        table(&rows.into_iter().map(without).collect::<Vec<_>>(), out);
    }
}

fn row(name: String, part: &Part) -> [String; 6] {
    let rate = part.rate.map_or_else(|| "-".to_owned(), rate);
    let [planned, acknowledged, failed, skipped] =
        [part.planned, part.acknowledged, part.failed, part.skipped].map(count);
    [name, planned, acknowledged, failed, skipped, rate]
}

fn partitions(topic: &TopicPart) -> Vec<[String; 6]> {
    let acknowledged: &BTreeMap<i32, u64> = &topic.partitions;
    if acknowledged.len() > LISTED {
        return Vec::new();
    }
    let row = |(partition, records): (&i32, &u64)| {
        let mut row: [String; 6] = std::array::from_fn(|_| String::new());
        row[0] = format!("  partition {partition}");
        row[2] = count(*records);
        row
    };
    acknowledged.iter().map(row).collect()
}

fn latencies(summary: &Summary, out: &mut String) {
    let mut rows = vec![["", "p50", "p90", "p99", "p99.9", "max"].map(str::to_owned)];
    let kinds = [("lag", summary.lag_ms), ("acknowledgement", summary.acknowledgement_ms)];
    for (name, percentiles) in kinds {
        rows.extend(percentiles.map(|Percentiles { p50, p90, p99, p99_9, max }| {
            let mut row = std::array::from_fn(|_| name.to_owned());
            for (cell, value) in row.iter_mut().skip(1).zip([p50, p90, p99, p99_9, max]) {
                *cell = latency(value);
            }
            row
        }));
    }
    if rows.len() > 1 {
        out.push('\n');
        table(&rows, out);
    }
}

/// What was done to records on purpose, a line a stream.
fn sessions(summary: &Summary, out: &mut String) {
    if !summary.sessions.is_empty() {
        out.push('\n');
    }
    for SessionPart { stream, opened, ended, timed_out, stuck, crowded_out, cut } in &summary.sessions {
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
        line(out, format_args!("sessions of stream {stream}: {}", numbers.join(", ")));
    }
}

fn disorder(summary: &Summary, out: &mut String) {
    let streams = summary.streams.iter().filter_map(|stream| Some((stream, stream.part.disorder?)));
    let lines: Vec<String> = streams.map(|(stream, disorder)| disordered(&stream.name, &disorder)).collect();
    if !lines.is_empty() || summary.left > 0 {
        out.push('\n');
    }
    lines.iter().for_each(|text| line(out, format_args!("{text}")));
    if summary.left > 0 {
        line(out, format_args!("{} events were put off beyond the end and not sent", count(summary.left)));
    }
}

/// The first column to the left, the others to the right.
fn table<const COLUMNS: usize>(rows: &[[String; COLUMNS]], out: &mut String) {
    let width = |column: usize| rows.iter().map(|row| row[column].chars().count()).max().unwrap_or(0);
    let widths: [usize; COLUMNS] = std::array::from_fn(width);
    for row in rows {
        let [first, others @ ..] = row.as_slice() else {
            return;
        };
        let cells = others.iter().zip(&widths[1..]).map(|(cell, width)| format!("  {cell:>width$}"));
        let text = cells.fold(format!("{first:<width$}", width = widths[0]), |text, cell| text + &cell);
        line(out, format_args!("{}", text.trim_end()));
    }
}

fn line(out: &mut String, text: std::fmt::Arguments<'_>) {
    writeln!(out, "{text}").expect("a String takes everything");
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::run::{Aftermath, EndOffsets, Failure, Invalid, Mismatch, StreamPart, WarmUp};
    use crate::target::PartKind;

    fn part(planned: u64, failed: u64) -> Part {
        let acknowledged = planned - failed;
        let (elapsed_s, rate) = (360.5, Some(4.444));
        Part {
            planned,
            sent: planned,
            acknowledged,
            failed,
            skipped: 0,
            disorder: None,
            warmup: None,
            elapsed_s,
            rate,
        }
    }

    fn summary() -> Summary {
        let named = |kind, name: &str, part| PhasePart { kind, name: name.to_owned(), part };
        let phases = vec![
            named(PartKind::Phase, "steady", part(1_600, 3)),
            named(PartKind::Overlay, "sale", part(2, 0)),
        ];
        Summary {
            resumed: None,
            scenario: "churn-events".to_owned(),
            target: "embedded".to_owned(),
            speed: "1x".to_owned(),
            ending: Ending::Complete,
            behind: "catch up 5s".to_owned(),
            invalid: None,
            delayed_s: 0.0,
            left: 0,
            total: part(1_602, 3),
            lag_ms: Some(Percentiles { p50: 0.08, p90: 0.1, p99: 0.25, p99_9: 2.0, max: 12.0 }),
            acknowledgement_ms: None,
            streams: vec![StreamPart { name: "users".to_owned(), part: part(1_602, 3), phases }],
            sessions: Vec::new(),
            topics: vec![TopicPart {
                name: "user-events".to_owned(),
                part: part(1_602, 3),
                partitions: [(0, 800), (1, 799)].into(),
            }],
            failures: vec![Failure { cause: "not acknowledged in time".to_owned(), records: 3 }],
            end_offsets: None,
            mismatches: Vec::new(),
            surplus: Vec::new(),
            expectations: Vec::new(),
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
  partition 0                        800
  partition 1                        799

         p50      p90      p99    p99.9      max
lag  0.08 ms  0.10 ms  0.25 ms  2.00 ms  12.0 ms

3 events failed: not acknowledged in time
";
        assert_eq!(statistics(&summary()), expected);
    }

    #[test]
    fn what_found_no_room_makes_a_run_invalid_and_is_said() {
        let told = |aftermath| statistics(&summary().with(&aftermath));
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
        let warmup =
            WarmUp { planned: 1_000, sent: 990, acknowledged: 990, failed: 0, skipped: 10, disorder: None };
        late.total.warmup = Some(warmup);
        late.streams[0].part.skipped = 12;
        let text = statistics(&late);
        for line in [
            "churn-events to embedded at 1x: complete, but invalid",
            "Events Skipped:      12",
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
        let shown = statistics(&compared);
        assert!(shown.ends_with("\nEnd offsets of 2 partitions: 1,599 more, as acknowledged\n"), "{shown}");
        let mismatch =
            |held| Mismatch { topic: "orders".to_owned(), partition: 1, acknowledged: 1_100, held };
        compared.mismatches = vec![mismatch(1_000)];
        compared.surplus = vec![mismatch(1_200)];
        let shown = statistics(&compared);
        let expected = "
partition 1 of 'orders' has 1,000 more events, but 1,100 were acknowledged: 100 lost
partition 1 of 'orders' has 1,200 more events, 1,100 of them acknowledged: others write there too, or one arrived \
                        that was not acknowledged in time
";
        assert!(shown.ends_with(expected), "{shown}");
    }

    #[test]
    fn one_failure_in_a_million_is_not_a_hundred_percent() {
        assert_eq!(share(&part(1_000_000, 1)), "99.9%");
        assert_eq!(share(&part(1_000_000, 0)), "100.0%");
    }
}
