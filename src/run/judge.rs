//! Holds what was measured against what is expected: after the run all of it, while it goes on those lines that
//! may end it. Never measures by itself.

use super::counts::Counts;
use super::gauges::Gauges;
use super::ledger::{Ledger, offsets};
use super::verdict::{Measure, Verdict};
use crate::check::{CheckedExpectation, Measured, ScopePart};
use crate::expect::metric::{Count, Latency, Statistic};
use crate::measure::{Finding, Watch, Watched};
use crate::plan::Plan;
use crate::scenario::Pace;
use crate::target::Labels;
use hdrhistogram::Histogram;

/// Records that are measured before a latency ends a run: one late record among the first is no percentile.
const ENOUGH: u64 = 1_000;

/// What is expected of a run; nothing by default.
#[derive(Debug, Default)]
pub struct Expected {
    pub(super) lines: Vec<CheckedExpectation>,
    pub(super) watch: Option<Watch>,
}

impl Expected {
    /// What a scenario expects. Records due before `warmup`, nanoseconds after its start, are left out of the
    /// figures of fields.
    pub fn of(plan: &Plan, warmup: i64) -> Self {
        Self { lines: plan.checked.expectations.clone(), watch: Watch::new(plan, warmup) }
    }
}

pub(super) struct Judge {
    rules: Vec<Rule>,
}

struct Rule {
    line: CheckedExpectation,
    /// The cells of its scope.
    cells: Vec<usize>,
    /// The gauge of its latency.
    gauge: Option<usize>,
    /// Nanoseconds by which a record was late that the target did not take, when that ended the run.
    waited: Option<f64>,
}

impl Judge {
    /// With the gauges that it needs.
    pub(super) fn new(lines: Vec<CheckedExpectation>, labels: &Labels) -> (Self, Gauges) {
        let offsets = offsets(labels);
        let mut gauges = Gauges::default();
        let rules = lines.into_iter().map(|line| {
            let cells = cells(line.scope.as_deref(), &offsets);
            let gauge = match line.measured {
                Measured::Latency(latency, ..) => Some(gauges.add(latency, &cells)),
                _ => None,
            };
            Rule { line, cells, gauge, waited: None }
        });
        (Self { rules: rules.collect() }, gauges)
    }

    /// A line that ends the run, as it does not hold and will not, or not soon.
    pub(super) fn broken(&mut self, ledger: &Ledger) -> Option<&str> {
        let mut aborting = self.rules.iter_mut().filter(|rule| rule.line.abort);
        aborting.find_map(|rule| rule.is_broken(ledger).then_some(rule.line.line.as_str()))
    }

    pub(super) fn verdicts(&self, ledger: &Ledger, pace: Pace, findings: Vec<Watched>) -> Vec<Verdict> {
        let mut found: Vec<Option<Finding>> = self.rules.iter().map(|_| None).collect();
        for Watched { expectation, finding } in findings {
            found[expectation] = Some(finding);
        }
        self.rules.iter().zip(found).map(|(rule, finding)| rule.verdict(ledger, pace, finding)).collect()
    }
}

/// The cells of a scope.
fn cells(scope: Option<&[ScopePart]>, offsets: &[usize]) -> Vec<usize> {
    let Some(parts) = scope else { return (0..=offsets[offsets.len() - 1]).collect() };
    let of_part = |part: &ScopePart| {
        let (first, end) = (offsets[part.stream], offsets[part.stream + 1]);
        part.phase.map_or(first..end, |phase| first + phase..first + phase + 1)
    };
    parts.iter().flat_map(of_part).collect()
}

impl Rule {
    fn counts(&self, ledger: &Ledger) -> Counts {
        Counts::of_cells(self.cells.iter().map(|cell| &ledger.cells()[*cell]))
    }

    fn histogram(&self, ledger: &Ledger) -> Histogram<u64> {
        let gauge = self.gauge.expect("a rule of a latency has one");
        ledger.gauges.get(gauge).histogram()
    }

    fn is_broken(&mut self, ledger: &Ledger) -> bool {
        self.waited = self.too_late(ledger.waiting_in(&self.cells));
        match &self.line.measured {
            Measured::Latency(..) if self.waited.is_some() => true,
            Measured::Latency(_, statistic, bound) => {
                let histogram = self.histogram(ledger);
                let least = if *statistic == Statistic::Max { 1 } else { ENOUGH };
                histogram.len() >= least && !bound.holds(nanoseconds(&histogram, *statistic))
            }
            Measured::Count(metric, bound) => {
                bound.is_passed_by(records(count(&self.counts(ledger), *metric)))
            }
            _ => false,
        }
    }

    /// So many nanoseconds, by which a record is late that was not handed over, where no record may be as late.
    #[expect(clippy::cast_precision_loss, reason = "the length of a run")]
    fn too_late(&self, nanoseconds: i64) -> Option<f64> {
        match &self.line.measured {
            Measured::Latency(Latency::Schedule | Latency::Delivery, Statistic::Max, bound) => {
                Some(nanoseconds as f64).filter(|late| bound.is_passed_by(*late))
            }
            _ => None,
        }
    }

    fn verdict(&self, ledger: &Ledger, pace: Pace, finding: Option<Finding>) -> Verdict {
        let (holds, measured) = match &self.line.measured {
            Measured::Latency(_, statistic, bound) => {
                let histogram = self.histogram(ledger);
                let measured = (!histogram.is_empty()).then(|| nanoseconds(&histogram, *statistic));
                let left_behind = self.too_late(ledger.left_behind_in(&self.cells));
                let measured = [measured, self.waited, left_behind].into_iter().flatten().reduce(f64::max);
                let latency = |nanoseconds| Measure::Latency { latency_ms: nanoseconds / 1e6 };
                (measured.is_some_and(|measured| bound.holds(measured)), measured.map(latency))
            }
            Measured::Count(metric, bound) => {
                let counts = self.counts(ledger);
                // that nothing failed or was skipped says something only where there was something
                let is_known = counts.planned > 0 || !matches!(metric, Count::Failed | Count::Skipped);
                let measured = count(&counts, *metric);
                let holds = is_known && bound.holds(records(measured));
                (holds, is_known.then_some(Measure::Count { records: measured }))
            }
            Measured::Rate(tolerance) => {
                let rates = self.counts(ledger).rates(pace);
                let is_near = |(rate, planned): (f64, f64)| libm::fabs(rate / planned - 1.0) <= *tolerance;
                let measure = |(rate, planned_rate)| Measure::Rate { rate, planned_rate };
                (rates.is_some_and(is_near), rates.map(measure))
            }
            Measured::Share(_, _, bound) | Measured::NullShare(_, bound) => match finding {
                Some(Finding::Share { passed, values }) if values > 0 => {
                    let holds = bound.holds(records(passed) / records(values));
                    (holds, Some(Measure::Field(Finding::Share { passed, values })))
                }
                _ => (false, None),
            },
            Measured::Mean(_, bound) => match finding {
                Some(Finding::Mean { mean: Some(mean) }) => {
                    (bound.holds(mean), Some(Measure::Field(Finding::Mean { mean: Some(mean) })))
                }
                _ => (false, None),
            },
            Measured::Unique(_) | Measured::Every(..) => match finding {
                Some(
                    finding @ (Finding::Unique { values: 1.., repeated: wrong, .. }
                    | Finding::Every { values: 1.., missing: wrong, .. }),
                ) => (wrong == 0, Some(Measure::Field(finding))),
                _ => (false, None),
            },
        };
        let allows_failures =
            self.line.scope.is_none() && matches!(self.line.measured, Measured::Count(Count::Failed, _));
        Verdict { expectation: self.line.line.clone(), holds, measured, allows_failures }
    }
}

fn count(counts: &Counts, metric: Count) -> u64 {
    match metric {
        Count::Failed => counts.failed,
        Count::Skipped => counts.skipped,
        Count::Sent => counts.sent(),
        Count::Acknowledged => counts.acknowledged,
        Count::Events => counts.planned,
    }
}

#[expect(clippy::cast_precision_loss, reason = "records of a run")]
fn records(count: u64) -> f64 {
    count as f64
}

/// A histogram has microseconds.
#[expect(clippy::cast_precision_loss, reason = "latencies of a run")]
fn nanoseconds(histogram: &Histogram<u64>, statistic: Statistic) -> f64 {
    let at = |quantile| histogram.value_at_quantile(quantile) as f64;
    1e3 * match statistic {
        Statistic::P50 => at(0.5),
        Statistic::P90 => at(0.9),
        Statistic::P95 => at(0.95),
        Statistic::P99 => at(0.99),
        Statistic::P99_9 => at(0.999),
        Statistic::Max => histogram.max() as f64,
        Statistic::Mean => histogram.mean(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::compose::{Batch, Envelope, Origin, Record};
    use crate::expect::ast::{Bound, Comparison};
    use crate::run::Clock;
    use crate::target::{PhaseLabel, StreamLabel};
    use crate::value::Time;
    use std::sync::Arc;

    fn labels() -> Labels {
        let phases = vec![PhaseLabel::default(), PhaseLabel::default()];
        let stream = |name: &str| StreamLabel { name: name.to_owned(), phases: phases.clone() };
        Labels { streams: vec![stream("a"), stream("b")], ..Labels::default() }
    }

    fn less_than(statistic: Statistic, scope: Option<Vec<ScopePart>>) -> CheckedExpectation {
        let bound = Bound::Is(Comparison::Less, 1e6);
        let measured = Measured::Latency(Latency::Schedule, statistic, bound);
        CheckedExpectation { line: statistic.name().to_owned(), measured, scope, abort: true }
    }

    /// The line that ends the run when so many records of a cell were 2 ms late.
    fn broken(lines: Vec<CheckedExpectation>, cell: usize, records: u64) -> Option<String> {
        let (mut judge, gauges) = Judge::new(lines, &labels());
        let ledger = Ledger::new(&labels(), Clock::manual(), 0, gauges);
        (0..records).for_each(|_| ledger.gauges.handed_over(cell, 2_000));
        judge.broken(&ledger).map(str::to_owned)
    }

    #[test]
    fn one_late_record_is_the_greatest_lag_and_no_percentile() {
        let lines = || vec![less_than(Statistic::P99, None), less_than(Statistic::Max, None)];
        assert_eq!(broken(lines(), 0, 0), None);
        assert_eq!(broken(lines(), 0, 1).as_deref(), Some("max"));
        assert_eq!(broken(lines(), 0, ENOUGH).as_deref(), Some("p99"));
    }

    #[test]
    fn what_the_target_does_not_take_is_late_before_it_is_handed_over() {
        let mut lines = [Latency::Schedule, Latency::Broker, Latency::Delivery].map(|latency| {
            let measured = Measured::Latency(latency, Statistic::Max, Bound::Is(Comparison::Less, 1e6));
            CheckedExpectation {
                line: latency.name().to_owned(),
                measured,
                ..less_than(Statistic::Max, None)
            }
        });
        lines[0].scope = Some(vec![ScopePart { stream: 1, phase: Some(0) }]);
        let (mut judge, gauges) = Judge::new(lines.into(), &labels());
        let clock = Clock::manual();
        let ledger = Ledger::new(&labels(), clock.clone(), 0, gauges);
        let mut batch = Batch::default();
        batch.set_topics(Arc::from([Arc::from("orders")]));
        for stream in 0..2 {
            let origin = Origin { stream, phase: 0, event: 0, index: 0 };
            batch.push(
                Envelope { origin, due: 0, timestamp: Time(0), topic: 0, partition: None },
                None,
                None,
            );
        }
        let mut broken = |record: Record<'_>, late: i64| {
            ledger.offer(&record, clock.now() - late);
            let broken = judge.broken(&ledger).map(str::to_owned);
            ledger.offer_no_more();
            (broken, judge.broken(&ledger).is_none())
        };
        let [of_another, of_its_own] = [0, 1].map(|position| batch.get(position).unwrap());
        assert_eq!(broken(of_its_own, 999_999), (None, true));
        assert_eq!(broken(of_its_own, 1_000_000), (Some("schedule_lag".to_owned()), true));
        assert_eq!(broken(of_another, 1_000_000), (Some("delivery_latency".to_owned()), true));
        ledger.offer(&of_its_own, clock.now() - 2_000_000);
        assert!(judge.broken(&ledger).is_some());
        let measured = |judge: &Judge| {
            judge.verdicts(&ledger, Pace::Max, Vec::new()).into_iter().map(|verdict| match verdict {
                Verdict { holds: false, measured: Some(Measure::Latency { latency_ms }), .. } => latency_ms,
                Verdict { holds: false, measured: None, .. } => 0.0,
                other => panic!("{other:?}"),
            })
        };
        assert_eq!(measured(&judge).collect::<Vec<_>>(), [2.0, 0.0, 0.0], "the line that ended the run");
        ledger.leave_behind(&of_its_own, 3_000_000);
        assert_eq!(measured(&judge).collect::<Vec<_>>(), [3.0, 0.0, 3.0], "what the run ended before");
    }

    #[test]
    fn a_scope_looks_at_its_own_cells() {
        let part = |phase| vec![ScopePart { stream: 1, phase }];
        let lines = |phase| vec![less_than(Statistic::Max, Some(part(phase)))];
        // each stream has two phases and a cell for what comes from none of them
        let found =
            |phase| (0..7).filter(|cell| broken(lines(phase), *cell, 1).is_some()).collect::<Vec<_>>();
        assert_eq!(found(None), [3, 4, 5]);
        assert_eq!(found(Some(1)), [4]);
    }
}
