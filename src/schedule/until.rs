//! `until` of phases against the scenario's start.

use super::timeline::Timeline;
use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::traffic::{Moment, ast, instant};
use crate::value::Time;
use jiff::tz::TimeZone;

/// Refuses `until` with a date before its phase begins; `written` are the stream's phases in their order.
/// Of use where the start is written in the scenario.
pub fn check_until(
    written: &[ast::Phase],
    timeline: &Timeline,
    start: Time,
    zone: &TimeZone,
    diagnostics: &mut Diagnostics,
) {
    for (phase, timed) in written.iter().zip(timeline.phases()) {
        let Some(end) = phase.shape.end() else { continue };
        let ast::EndKind::Until(moment @ Moment::Date(_)) = end.kind else { continue };
        let begun = Time(start.0.saturating_add(timed.start));
        if instant(moment, begun, zone) < begun {
            let message = format!("this phase begins at {begun}, after it should have ended");
            diagnostics.add(
                Diagnostic::new(Code::UntilBeforeStart, end.span, message)
                    .help("set a later time, or a length such as `for 30m`"),
            );
        }
    }
}
