//! Expectations: what is measured of a run, what holds, and what ends it.

use crate::ticks::{block_on, unhurried};
use rushhour::check::Options as CheckOptions;
use rushhour::compose::Batch;
use rushhour::diagnostic::{Diagnostics, render_human};
use rushhour::measure::Finding;
use rushhour::pipeline::compile;
use rushhour::plan::{DEFAULT_START, Plan};
use rushhour::run::{
    Clock, Ending, Expected, Measure, Options, Pace, Planned, Portion, Source, Stop, Summary, Verdict, run,
};
use rushhour::scenario::Environment;
use rushhour::source::Source as Text;
use rushhour::target::{Labels, PhaseLabel, StreamLabel, Target};
use rushhour::value::Duration;
use std::sync::Arc;
use std::time::Duration as Span;

/// A thousand orders in two phases, and a payment for each of most of them.
const SHOP: &str = "\
scenario: shop
events:
  order:
    payload:
      order_id: =event.id
      number: =event.index
      kind: =if(event.index % 4 == 0, 'gift', 'own')
      note: =if(event.index % 10 == 0, 'x', null)
      code: =if(event.index % 10 == 0, 'x', omit)
      lines[2]: { price: =event.index / 2 }
  payment:
    payload: { order_id: \"orders-{{ event.index }}\" }
traffic:
  orders:
    emit: order
    topic: orders
    phases: [ calm: hold 10/s for 50s, rush: hold 50/s for 10s ]
  payments:
    emit: payment
    topic: payments
    phases: [ steady: hold 10/s for 60s ]
expect:
";

fn plan(text: String) -> Arc<Plan> {
    let source = Text::new("shop.yaml", text);
    let mut diagnostics = Diagnostics::default();
    let checked = compile(&source, &Environment::default(), &CheckOptions::default(), &mut diagnostics);
    let said = render_human(&diagnostics.sorted(), &source, false);
    Arc::new(Plan::new(checked.unwrap_or_else(|| panic!("{said}")), 1, DEFAULT_START))
}

fn labels(plan: &Plan) -> Arc<Labels> {
    let summary = plan.summary();
    let phase = |name: &String| PhaseLabel { name: name.clone(), ..PhaseLabel::default() };
    let streams = summary.streams.iter().map(|stream| StreamLabel {
        name: stream.name.clone(),
        phases: stream.phases.iter().map(|stream| phase(&stream.name)).collect(),
    });
    let (scenario, streams) = (plan.name.clone(), streams.collect());
    Arc::new(Labels { scenario, streams, events: plan.events.clone(), ..Labels::default() })
}

/// A source whose records each take so long to compose, on a clock that nobody else moves but by waiting.
struct Slow(Planned, Clock, Duration);

impl Source for Slow {
    fn fill(&mut self, batch: &mut Batch, portion: &Portion) -> bool {
        let goes_on = self.0.fill(batch, portion);
        (0..batch.len()).for_each(|_| self.1.advance(self.2));
        goes_on
    }
}

fn outcome(lines: &[&str], each: Duration, options: Options, warmup: i64) -> Summary {
    let lines = lines.iter().map(|line| format!("  - {line}\n")).collect::<Vec<_>>().concat();
    let plan = plan(SHOP.to_owned() + &lines);
    let planned = Planned::new(Arc::clone(&plan), 0, options.until, options.max_events);
    let source = Slow(planned, options.clock.clone(), each);
    let options = Options { expected: Expected::of(&plan, warmup), warmup, ..options };
    let labels = labels(&plan);
    block_on(run(Box::new(source), &Target::Null, labels, options, &mut (), Stop::never())).unwrap()
}

/// The verdicts of a run on time.
fn verdicts(lines: &[&str]) -> Vec<Verdict> {
    outcome(lines, Duration(0), unhurried(), 0).expectations
}

#[track_caller]
fn all_hold(lines: &[&str]) {
    let failed: Vec<Verdict> = verdicts(lines).into_iter().filter(|verdict| !verdict.holds).collect();
    assert_eq!(failed, []);
}

#[track_caller]
fn none_holds(lines: &[&str]) {
    let held: Vec<Verdict> = verdicts(lines).into_iter().filter(|verdict| verdict.holds).collect();
    assert_eq!(held, []);
}

#[test]
fn records_are_counted_in_their_scope() {
    all_hold(&[
        "events == 1600",
        "sent == 1600",
        "acknowledged == 1600",
        "failed == 0",
        "skipped == 0",
        "events == 1000 [stream=orders]",
        "events == 500 [stream=orders phase=rush]",
        "events == 500 [phase=calm]",
        "events in 600..600 [phase=steady]",
        "events != 0",
    ]);
    none_holds(&["failed > 0", "sent < 1600", "events == 500 [stream=orders]", "acknowledged in 0..1599"]);
}

#[test]
fn fields_are_measured_over_every_record_that_may_have_them() {
    all_hold(&[
        "share of kind == 'gift' == 25%",
        "share of kind != 'gift' == 75%",
        "share of kind in ['gift', 'own'] == 100%",
        "share of kind not in ['gift'] in 75%..75%",
        "share of number <= 100 == 10%",
        "share of number <= 100 == 20% [phase=calm]",
        "share of note == null == 90%",
        "null share of note == 90%",
        "null share of code == 90%",
        "null share of number == 0%",
        "mean of number == 500.5",
        "mean of number == 750.5 [stream=orders phase=rush]",
        "mean of lines.price == 250.25",
        "unique number",
        "unique order_id [stream=orders]",
        "every payments.order_id in orders.order_id",
        "every payment.order_id in order.order_id",
    ]);
    none_holds(&[
        "share of kind == 'gift' < 25%",
        "null share of note in 88%..89%",
        "mean of number > 500.5",
        "unique kind",
        "unique order_id",
        "every orders.order_id in payments.order_id",
        "every orders.number in payments.order_id",
    ]);
}

#[test]
fn a_payload_that_is_a_template_is_looked_at_where_no_other_has_the_field() {
    let raw = |text: &str| {
        text.replace("{ order_id: \"orders-{{ event.index }}\" }", "'{\"n\": {{ event.index }}}'")
    };
    let lines = "  - unique n\n  - unique number\n  - mean of n == 300.5\n  - share of number > 0 == 100%\n";
    let plan = plan(raw(SHOP) + lines);
    let source = Planned::new(Arc::clone(&plan), 0, None, None);
    let options = Options { expected: Expected::of(&plan, 0), ..unhurried() };
    let labels = labels(&plan);
    let mut observer = ();
    let run = run(Box::new(source), &Target::Null, labels, options, &mut observer, Stop::never());
    let found = block_on(run).unwrap().expectations;
    assert!(found.iter().all(|verdict| verdict.holds), "{found:?}");
}

#[test]
fn what_repeats_and_what_is_missing_is_counted_and_shown() {
    let found = verdicts(&["unique order_id", "every orders.order_id in payments.order_id"]);
    let unique =
        Finding::Unique { values: 1_600, repeated: 600, first: Some("'orders-1'".to_owned()), one_in: 1 };
    assert_eq!(found[0].measured, Some(Measure::Field(unique)));
    let Some(Measure::Field(Finding::Every { values, missing, .. })) = found[1].measured else {
        panic!("{:?}", found[1]);
    };
    assert_eq!((values, missing), (1_000, 400));
}

#[test]
fn no_data_is_a_failure() {
    let lines = [
        "failed == 0 [stream=orders phase=rush]",
        "schedule_lag p99 < 1h [phase=rush]",
        "broker_latency max < 1h [phase=rush]",
        "delivery_latency max < 1h [phase=rush]",
        "rate of orders within 100% of plan [phase=rush]",
        "share of kind == 'gift' < 100% [phase=rush]",
        "null share of kind < 100% [phase=rush]",
        "mean of number < 1M [phase=rush]",
        "unique number [phase=rush]",
        "every orders.number in orders.number [phase=rush]",
    ];
    let options = Options { until: Some(10 * Duration::SECOND), ..unhurried() };
    for verdict in outcome(&lines, Duration(0), options, 0).expectations {
        assert_eq!((verdict.holds, verdict.measured), (false, None), "{}", verdict.expectation);
    }
}

#[test]
fn on_time_a_run_has_no_lag_and_its_planned_rates() {
    all_hold(&[
        "schedule_lag max < 1ms",
        "schedule_lag mean < 1ms",
        "delivery_latency p99.9 < 1ms",
        "broker_latency p50 < 1ms",
        "rate of orders within 0.1% of plan",
        "rate of orders within 0.1% of plan [phase=rush]",
        "rate of payments within 0.1% of plan",
    ]);
    none_holds(&["schedule_lag p50 > 1ms", "delivery_latency p99 in 1ms..1s"]);
}

#[test]
fn a_run_that_is_behind_has_a_lag_and_lower_rates() {
    let lines = [
        "schedule_lag max > 200s",
        "delivery_latency max > 200s",
        "delivery_latency p50 > 1s",
        "schedule_lag p99 < 1s",
        "delivery_latency p99 < 1s",
        "rate of orders within 50% of plan",
    ];
    let slow = Duration(Duration::SECOND);
    let found = outcome(&lines, slow, unhurried(), 0).expectations;
    let held: Vec<bool> = found.iter().map(|verdict| verdict.holds).collect();
    assert_eq!(held, [true, true, true, false, false, false], "{found:?}");
}

#[test]
fn where_nothing_is_due_at_a_time_lags_and_rates_have_no_data() {
    let lines = ["schedule_lag p99 < 1h", "delivery_latency p99 < 1h", "rate of orders within 100% of plan"];
    let options = Options { pace: Pace::Max, ..unhurried() };
    let found = outcome(&lines, Duration(0), options, 0).expectations;
    assert!(found.iter().all(|verdict| !verdict.holds && verdict.measured.is_none()), "{found:?}");
}

#[test]
fn only_what_was_sent_is_looked_at() {
    for most in [1, 511, 512, 513, 1_000] {
        let options = Options { pace: Pace::Max, max_events: Some(most), ..unhurried() };
        let line = format!("events == {most}");
        let found = outcome(&[&line, "unique order_id"], Duration(0), options, 0);
        let Some(Measure::Field(Finding::Unique { values, .. })) = found.expectations[1].measured else {
            panic!("{:?}", found.expectations);
        };
        assert_eq!((values, found.expectations[0].holds), (most, true));
    }
}

#[test]
fn what_is_due_in_the_warm_up_counts_only_as_what_others_have_to_be_among() {
    let lines = [
        "mean of number == 750.5",
        "every payments.order_id in orders.order_id",
        "events == 600",
        "sent == 500 [stream=orders]",
        "rate of orders within 0.1% of plan",
    ];
    let found = outcome(&lines, Duration(0), unhurried(), 50 * Duration::SECOND).expectations;
    assert!(found.iter().all(|verdict| verdict.holds), "{found:?}");
    let Some(Measure::Field(Finding::Every { values, .. })) = found[1].measured else { panic!() };
    assert_eq!(values, 100, "payments of the last ten seconds");
}

#[test]
fn a_line_with_abort_ends_the_run_and_no_other_does() {
    // The second record is due after a quarter of an hour.
    let slowly = || Options { pace: Pace::Times(0.0001), tick: Span::from_millis(1), ..Options::default() };
    let lines = ["events > 5", "failed == 0 abort", "acknowledged < 1 abort"];
    let summary = outcome(&lines, Duration(0), slowly(), 0);
    assert_eq!(summary.ending, Ending::Aborted);
    assert_eq!(summary.total.planned, summary.total.acknowledged);
    let held: Vec<bool> = summary.expectations.iter().map(|verdict| verdict.holds).collect();
    assert_eq!(held, [false, true, false]);
    let summary = outcome(&["schedule_lag max > 1h abort", "events == 0"], Duration(0), slowly(), 0);
    assert_eq!(summary.ending, Ending::Aborted, "{summary:?}");
}
