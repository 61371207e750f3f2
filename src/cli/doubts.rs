//! What `plan` warns of on standard error, besides what `check` does. How fast the machine is stands here and nowhere in
//! a plan.

use crate::compose::{Batch, MOST_HELD_BYTES, Sequence};
use crate::diagnostic::Code;
use crate::plan::{Plan, PlanSummary};
use crate::report::{Sizes, StreamSize, count};
use crate::run::Clock;
use crate::value::{Duration, Time};
use std::fmt::Write;
use std::sync::Arc;

/// A line for each doubt.
pub fn doubts(plan: &Arc<Plan>, summary: &PlanSummary, sizes: &Sizes) -> String {
    let mut out = String::new();
    for phase in plan.unreached() {
        let begins = Time(plan.start.0.saturating_add(phase.begins));
        line(
            &mut out,
            format_args!(
                "warning[{}]: phase `{}` of stream `{}` is never reached: `{}` has ended when it begins, at {begins}",
                Code::NeverReached,
                phase.phase,
                phase.stream,
                phase.line
            ),
        );
    }
    let held = held_bytes(plan, summary, sizes);
    if held > MOST_HELD {
        line(
            &mut out,
            format_args!(
                "warning: disorder keeps back some {} MB at a time, and {} MB are kept: some events will go out early, \
                 and the run will be invalid",
                count(whole(held / MEGABYTE)),
                count(whole(MOST_HELD / MEGABYTE))
            ),
        );
    }
    let peak = summary.peak.as_ref().filter(|peak| peak.rate > WORTH_MEASURING);
    if let Some(peak) = peak {
        let speed = compose_speed(plan, peak.at_ns);
        if speed < peak.rate {
            line(
                &mut out,
                format_args!(
                    "warning: the busiest second has {} events, and this machine composes about {} a second: some will \
                 be late",
                    count(whole(peak.rate)),
                    count(rounded(speed))
                ),
            );
        }
    }
    out
}

const MEGABYTE: f64 = 1_048_576.0;
#[expect(clippy::cast_precision_loss, reason = "a power of two")]
const MOST_HELD: f64 = MOST_HELD_BYTES as f64;

/// What a record takes beside its bytes.
const AROUND_A_RECORD: f64 = 200.0;

/// Bytes that disorder is expected to keep back at a time.
fn held_bytes(plan: &Plan, summary: &PlanSummary, sizes: &Sizes) -> f64 {
    let of_stream = |(stream, size): (usize, &StreamSize)| {
        plan.expected_held(stream, summary.streams[stream].events)
            * (size.bytes_per_event.unwrap_or(0.0) + AROUND_A_RECORD)
    };
    sizes.streams.iter().enumerate().map(of_stream).sum()
}

/// Any machine composes as many events a second.
const WORTH_MEASURING: f64 = 50_000.0;

/// How long composing is measured, in nanoseconds.
const MEASURED: i64 = 15 * Duration::MILLISECOND;

/// Records between two looks at the clock.
const STEP: usize = 200;

/// Events a second that the machine composes, of those from an instant on.
#[expect(clippy::cast_precision_loss, reason = "a speed to look at")]
fn compose_speed(plan: &Arc<Plan>, from: i64) -> f64 {
    // what remembers would compose everything before
    let from = if plan.remembers() { 0 } else { from };
    let records = || Sequence::new(Arc::clone(plan), None, from, None);
    let mut batch = Batch::default();
    let (mut events, mut sequence) = (0, records());
    let clock = Clock::machine();
    loop {
        batch.clear();
        let goes_on = sequence.fill(&mut batch, |batch, _| batch.len() < STEP);
        events += batch.len();
        let elapsed = clock.now();
        if elapsed >= MEASURED {
            return events as f64 * Duration::SECOND as f64 / elapsed as f64;
        }
        if !goes_on {
            sequence = records();
        }
    }
}

/// To two digits.
fn rounded(speed: f64) -> u64 {
    let digit = libm::pow(10.0, libm::floor(libm::log10(speed.max(1.0))) - 1.0);
    whole(libm::round(speed / digit) * digit)
}

#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a rate to look at")]
fn whole(rate: f64) -> u64 {
    libm::round(rate) as u64
}

fn line(out: &mut String, text: std::fmt::Arguments<'_>) {
    writeln!(out, "{text}").expect("a string takes everything");
}
