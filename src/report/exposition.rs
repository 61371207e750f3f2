//! Prometheus' text format, version 0.0.4: families of samples -> text. Knows nothing of what they mean.

use std::fmt::{Display, Write};

#[derive(Default)]
pub(super) struct Exposition(String);

/// Samples of one name; written while it is built.
pub(super) struct Family<'e> {
    out: &'e mut String,
    name: &'static str,
}

type Labels<'l> = &'l [(&'l str, &'l str)];

impl Exposition {
    /// `kind` is `counter`, `gauge` or `histogram`.
    pub(super) fn family(&mut self, name: &'static str, kind: &str, help: &str) -> Family<'_> {
        let out = &mut self.0;
        write!(out, "# HELP {name} {help}\n# TYPE {name} {kind}\n").expect("a string takes everything");
        Family { out, name }
    }

    pub(super) fn text(self) -> String {
        self.0
    }
}

impl Family<'_> {
    pub(super) fn sample(&mut self, labels: Labels<'_>, value: impl Display) {
        self.write("", labels, value);
    }

    /// The samples of a histogram: times in microseconds with how often each was measured, the shortest first. Buckets
    /// are in seconds.
    #[expect(clippy::cast_precision_loss, reason = "microseconds of a run")]
    pub(super) fn spread(&mut self, spread: &[(u64, u64)]) {
        for (bound, name) in BUCKETS {
            let below = spread.iter().take_while(|(microseconds, _)| *microseconds <= bound);
            self.write("_bucket", &[("le", name)], below.map(|(_, records)| records).sum::<u64>());
        }
        let all: u64 = spread.iter().map(|(_, records)| records).sum();
        self.write("_bucket", &[("le", "+Inf")], all);
        let sum: f64 =
            spread.iter().map(|(microseconds, records)| *microseconds as f64 * *records as f64).sum();
        self.write("_sum", &[], sum / 1e6);
        self.write("_count", &[], all);
    }

    fn write(&mut self, suffix: &str, labels: Labels<'_>, value: impl Display) {
        let out = &mut *self.out;
        out.push_str(self.name);
        out.push_str(suffix);
        for (position, (name, value)) in labels.iter().enumerate() {
            out.push(if position == 0 { '{' } else { ',' });
            write!(out, "{name}=\"{}\"", escaped(value)).expect("a string takes everything");
        }
        if !labels.is_empty() {
            out.push('}');
        }
        writeln!(out, " {value}").expect("a string takes everything");
    }
}

/// Upper bounds of a histogram's buckets, in microseconds and as they are written, in seconds.
const BUCKETS: [(u64, &str); 18] = [
    (100, "0.0001"),
    (250, "0.00025"),
    (500, "0.0005"),
    (1_000, "0.001"),
    (2_500, "0.0025"),
    (5_000, "0.005"),
    (10_000, "0.01"),
    (25_000, "0.025"),
    (50_000, "0.05"),
    (100_000, "0.1"),
    (250_000, "0.25"),
    (500_000, "0.5"),
    (1_000_000, "1"),
    (2_500_000, "2.5"),
    (5_000_000, "5"),
    (10_000_000, "10"),
    (30_000_000, "30"),
    (60_000_000, "60"),
];

fn escaped(value: &str) -> String {
    value.replace('\\', "\\\\").replace('"', "\\\"").replace('\n', "\\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sample_is_a_line_under_its_family() {
        let mut out = Exposition::default();
        let mut family = out.family("records_total", "counter", "Records.");
        family.sample(&[("stream", "a \"b\"\\\n"), ("phase", "é")], 5);
        family.sample(&[], 0.5);
        let lines = "# HELP records_total Records.\n# TYPE records_total counter\n\
                     records_total{stream=\"a \\\"b\\\"\\\\\\n\",phase=\"é\"} 5\nrecords_total 0.5\n";
        assert_eq!(out.text(), lines);
    }

    #[test]
    fn the_buckets_of_a_histogram_add_up() {
        let mut out = Exposition::default();
        out.family("lag_seconds", "histogram", "Lag.").spread(&[(100, 1), (101, 2), (70_000_000, 4)]);
        let text = out.text();
        for line in [
            "lag_seconds_bucket{le=\"0.0001\"} 1",
            "lag_seconds_bucket{le=\"0.00025\"} 3",
            "lag_seconds_bucket{le=\"60\"} 3",
            "lag_seconds_bucket{le=\"+Inf\"} 7",
            "lag_seconds_sum 280.000302",
            "lag_seconds_count 7",
        ] {
            assert!(text.lines().any(|shown| shown == line), "{line} is not in\n{text}");
        }
    }

    #[test]
    fn the_bounds_of_the_buckets_are_what_they_are_called() {
        for (microseconds, name) in BUCKETS {
            let micros = std::time::Duration::from_secs_f64(name.parse().unwrap()).as_micros();
            assert_eq!(micros, u128::from(microseconds));
        }
    }
}
