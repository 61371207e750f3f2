//! `max 600/s`: a phase whose rate goes no higher.

use super::ast;
use super::level::Slope;
use super::resolve::{Rate, Resolver};
use super::rise::Rise;
use super::segment::Segment;
use super::segments::Segments;
use crate::diagnostic::{Code, Diagnostic};

/// One rate; a range is refused.
pub(super) fn resolve(written: &ast::Rate, resolver: &mut Resolver) -> Option<Rate> {
    let rate = resolver.rate(written)?;
    if rate.is_fixed() {
        return Some(rate);
    }
    let diagnostic = Diagnostic::new(Code::RateForm, written.amount.span, "a range is no largest rate")
        .help("write one rate: `max 600/s`");
    resolver.diagnostics.add(diagnostic);
    None
}

/// Pieces held to a rate, cut where they cross it. The rate of a piece rises or falls, not both. What comes
/// at once has no rate, and stays.
pub(super) fn over(segments: Segments, most: Slope) -> Segments {
    segments.each(move |segment| segment.held_to(most))
}

/// One piece, held to a rate.
pub(super) fn cut(segment: Segment, most: Slope) -> [Option<Segment>; 2] {
    let held = |segment: Segment| Segment { rise: Rise::Even(most), ..segment };
    let incline = match &segment.rise {
        Rise::AtOnce(_) => return [Some(segment), None],
        Rise::Even(slope) if slope.is_above(most) => return [Some(held(segment)), None],
        Rise::Even(_) => return [Some(segment), None],
        Rise::Changing(incline) => std::sync::Arc::clone(incline),
    };
    // an incline that ends at the largest rate may be above it by its last digits
    let limit = most.per_nanosecond() * (1.0 + 1e-12);
    let is_above = |nanos: u64| incline.rate(nanos) > limit;
    let length = segment.length.unsigned_abs();
    match (is_above(0), is_above(length)) {
        (false, false) => [Some(segment), None],
        (true, true) => [Some(held(segment)), None],
        (begins_above, _) => {
            let crossing = crossing(length, |nanos| is_above(nanos) != begins_above);
            let (first, behind) = (segment.clone().first(crossing), segment.behind(crossing));
            if begins_above { [Some(held(first)), behind] } else { [Some(first), behind.map(held)] }
        }
    }
}

/// The first nanosecond that `is_behind`; the last one is.
fn crossing(length: u64, is_behind: impl Fn(u64) -> bool) -> i64 {
    let (mut low, mut high) = (0, length);
    while low < high {
        let middle = low + (high - low) / 2;
        if is_behind(middle) {
            high = middle;
        } else {
            low = middle + 1;
        }
    }
    i64::try_from(low).unwrap_or(i64::MAX)
}

#[cfg(test)]
mod tests {
    use crate::traffic::level::{EVENT, Slope};
    use crate::traffic::shapes::tests::segments;
    use crate::traffic::shapes::{Rise, Segment};
    use crate::value::Duration;

    const SECOND: u64 = 1_000_000_000;

    fn shown(line: &str, count: usize) -> Vec<(i64, bool)> {
        let is_held = |segment: &Segment| segment.rise == Rise::Even(Slope::new(6 * EVENT, SECOND));
        segments(line, count)
            .iter()
            .map(|segment| {
                (segment.length.saturating_add(Duration::MILLISECOND) / Duration::SECOND, is_held(segment))
            })
            .collect()
    }

    #[test]
    fn a_piece_is_cut_where_it_crosses() {
        assert_eq!(shown("ramp 0 -> 10/s over 10s max 6/s", 9), [(6, false), (4, true)]);
        assert_eq!(shown("ramp 10/s -> 0 over 10s max 6/s", 9), [(4, true), (6, false)]);
        assert_eq!(shown("ramp 0 -> 6/s over 10s decay max 6/s", 9), [(10, false)]);
        assert_eq!(shown("ramp 7/s -> 8/s over 10s max 6/s", 9), [(10, true)]);
        // above where the cosine is above a half: two hours of six
        assert_eq!(
            shown("wave 5/s +-2/s every 6s peak 0s max 6/s", 4),
            [(1, true), (2, false), (2, false), (1, true)]
        );
    }

    #[test]
    fn even_rates_are_compared_exactly() {
        assert!(shown("hold 6.000000000000000001/s for 1s max 6/s", 9)[0].1);
        assert_eq!(segments("hold 360/min max 6/s", 9), segments("hold 360/min", 9));
        let bursts = segments("repeat 1 times { burst 50; hold 9/s for 1s } max 6/s", 9);
        assert!(matches!(bursts[0].rise, Rise::AtOnce(_)) && bursts[1].rise.rate(1, 0) < 6.1);
    }
}
