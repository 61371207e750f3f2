//! Where things are in a chart, and the elements it is made of.

use super::markup::{at, escape};
use crate::report::put::put;
use crate::report::scale::Scale;

pub(super) const LEFT: f64 = 64.0;
pub(super) const RIGHT: f64 = 24.0;
pub(super) const STRIP: f64 = 20.0;
/// The height of an overlay's lane.
pub(super) const LANE: f64 = 16.0;
pub(super) const BURSTS: f64 = 18.0;
pub(super) const TIMES: f64 = 24.0;
/// About how wide a letter is.
pub(super) const LETTER: f64 = 6.3;

/// Where the plot is.
pub(super) struct Frame {
    pub(super) right: f64,
    pub(super) top: f64,
    pub(super) bottom: f64,
    pub(super) until: i64,
    pub(super) scale: Scale,
}

impl Frame {
    #[expect(clippy::cast_precision_loss, reason = "pixels")]
    pub(super) fn x(&self, nanos: i64) -> f64 {
        LEFT + (self.right - LEFT) * (nanos as f64 / self.until.max(1) as f64).clamp(0.0, 1.0)
    }

    pub(super) fn y(&self, rate: f64) -> f64 {
        self.bottom - (self.bottom - self.top) * self.scale.place(rate)
    }
}

/// The middles of bins from left to right.
#[expect(clippy::cast_precision_loss, reason = "pixels")]
pub(super) fn places(bins: usize, frame: &Frame) -> impl Iterator<Item = f64> {
    let (width, count) = (frame.right - LEFT, bins.max(1) as f64);
    (0..bins).map(move |bin| LEFT + width * (bin as f64 + 0.5) / count)
}

/// Rates as points, drawn out to both ends of the plot.
pub(super) fn points(rates: &[f64], frame: &Frame) -> Vec<(f64, f64)> {
    let (Some(first), Some(last)) = (rates.first(), rates.last()) else { return Vec::new() };
    let inner = places(rates.len(), frame).zip(rates).map(|(x, rate)| (x, frame.y(*rate)));
    let begin = std::iter::once((LEFT, frame.y(*first)));
    begin.chain(inner).chain([(frame.right, frame.y(*last))]).collect()
}

/// About how wide a text is.
#[expect(clippy::cast_precision_loss, reason = "pixels")]
pub(super) fn letters(text: &str) -> f64 {
    text.chars().count() as f64 * LETTER
}

pub(super) fn text(out: &mut String, class: &str, x: f64, y: f64, text: &str) {
    let text = escape(text);
    let class = if class.is_empty() { String::new() } else { format!(" class=\"{class}\"") };
    put(out, format_args!("<text{class} x=\"{}\" y=\"{}\">{text}</text>\n", at(x), at(y)));
}
