//! One chart as SVG: the rates of a stream, or of several on top of each other, with phases, bursts and times.

use super::frame::{BURSTS, Frame, LANE, LEFT, RIGHT, STRIP, TIMES, letters, places, points, text};
use super::markup::{at, count, escape, short};
use super::path;
use crate::plan::Tick;
use crate::report::chart_text::highest_apart;
use crate::report::put::put;
use crate::report::scale::Scale;
use crate::schedule::Bin;

/// What is drawn, over `until` nanoseconds.
pub(super) struct Chart<'a> {
    /// For those who do not see it.
    pub(super) title: &'a str,
    /// From the bottom to the top.
    pub(super) layers: Vec<Layer<'a>>,
    pub(super) phases: Vec<Band<'a>>,
    pub(super) lanes: Vec<Lane<'a>>,
    pub(super) until: i64,
    /// Whether there is more behind it.
    pub(super) goes_on: bool,
    pub(super) ticks: &'a [Tick],
    pub(super) peak: Option<Mark>,
    pub(super) size: Size,
}

/// The rates of one stream.
pub(super) struct Layer<'a> {
    /// Told where there are several.
    pub(super) name: &'a str,
    /// The number of its colour.
    pub(super) colour: usize,
    pub(super) bins: &'a [Bin],
}

/// A phase, or where an overlay falls, from its start to its end.
pub(super) struct Band<'a> {
    pub(super) name: &'a str,
    /// What is told of it on request.
    pub(super) line: &'a str,
    pub(super) start: i64,
    pub(super) end: i64,
}

/// An overlay: where it falls.
pub(super) struct Lane<'a> {
    pub(super) name: &'a str,
    /// Whether it cuts events of the phases.
    pub(super) cuts: bool,
    pub(super) windows: Vec<Band<'a>>,
}

/// A point with a word beside it.
pub(super) struct Mark {
    pub(super) at: i64,
    pub(super) rate: f64,
    pub(super) label: String,
}

/// In pixels: of the whole, and of the plot's height.
#[derive(Debug, Clone, Copy)]
pub(super) struct Size {
    pub(super) width: f64,
    pub(super) plot: f64,
}

impl Band<'_> {
    /// A rectangle at a height, at least so wide, with its own text on request; and its left edge and its width.
    fn write(&self, class: &str, (y, height): (f64, f64), frame: &Frame, out: &mut String) -> (f64, f64) {
        let from = frame.x(self.start);
        let width = (frame.x(self.end) - from - 1.0).max(1.5);
        let (name, line) = (escape(self.name), escape(self.line));
        let (x, y, drawn, height) = (at(from + 0.5), at(y), at(width), at(height));
        put(
            out,
            format_args!(
                "<rect class=\"{class}\" x=\"{x}\" y=\"{y}\" width=\"{drawn}\" height=\"{height}\" rx=\"3\">\
                 <title>{name}: {line}</title></rect>\n"
            ),
        );
        (from, width)
    }
}

impl Chart<'_> {
    /// The whole height in pixels.
    pub(super) fn height(&self) -> f64 {
        self.top() + self.size.plot + TIMES
    }

    /// Whether there is more to show than the means: a shade up to the highest rates.
    pub(super) fn is_shaded(&self) -> bool {
        let [only] = &self.layers[..] else { return false };
        (0..only.bins.len()).any(|bin| highest_apart(only.bins, bin).is_some())
    }

    #[expect(clippy::cast_precision_loss, reason = "pixels")]
    fn lanes_height(&self) -> f64 {
        if self.lanes.is_empty() { 0.0 } else { self.lanes.len() as f64 * LANE + 8.0 }
    }

    fn top(&self) -> f64 {
        let strip = if self.phases.is_empty() && self.layers.len() < 2 { 8.0 } else { STRIP + 6.0 };
        let has_bursts = self.layers.iter().any(|layer| layer.bins.iter().any(|bin| bin.at_once > 0.0));
        strip + self.lanes_height() + if has_bursts { BURSTS } else { 0.0 }
    }

    /// An `svg` element at a height of the picture around it.
    pub(super) fn write(&self, y: f64, out: &mut String) {
        let (width, height, title) = (at(self.size.width), at(self.height()), escape(self.title));
        put(
            out,
            format_args!(
                "<svg class=\"chart\" y=\"{}\" width=\"{width}\" height=\"{height}\" viewBox=\"0 0 {width} {height}\" \
             role=\"img\" aria-label=\"{title}\">\n",
                at(y)
            ),
        );
        let sums = self.sums();
        let highest = sums.iter().map(|bin| bin.high).fold(0.0, f64::max);
        let frame = Frame {
            right: self.size.width - RIGHT,
            top: self.top(),
            bottom: self.top() + self.size.plot,
            until: self.until,
            scale: Scale::new(highest, if self.size.plot < 120.0 { 3 } else { 5 }),
        };
        Self::grid(&frame, out);
        self.phases(&frame, out);
        self.lanes(&frame, out);
        self.legend(&frame, out);
        self.curves(&frame, out);
        Self::bursts(&sums, &frame, out);
        self.mark(&frame, out);
        self.times(&frame, out);
        out.push_str("</svg>\n");
    }

    /// All layers together; what varies inside bins is told of one alone.
    fn sums(&self) -> Vec<Bin> {
        let [first, others @ ..] = &self.layers[..] else { return Vec::new() };
        let mut sums = first.bins.to_vec();
        for layer in others {
            for (sum, bin) in sums.iter_mut().zip(layer.bins) {
                let mean = sum.mean + bin.mean;
                *sum = Bin { mean, low: mean, high: mean, at_once: sum.at_once + bin.at_once };
            }
        }
        sums
    }

    fn grid(frame: &Frame, out: &mut String) {
        let scale = &frame.scale;
        for mark in scale.marks() {
            let y = frame.y(mark / scale.factor);
            let class = if mark == 0.0 { "axis" } else { "grid" };
            put(out, format_args!("<path class=\"{class}\" d=\"M{LEFT} {}H{}\"/>\n", at(y), at(frame.right)));
            let is_top = mark > scale.top - scale.step / 2.0;
            let unit = if is_top { format!("/{}", scale.unit) } else { String::new() };
            text(out, "end", LEFT - 10.0, y + 4.0, &format!("{}{unit}", mark_label(mark)));
        }
    }

    /// The phases, each with its name where there is room, and a border where it begins.
    fn phases(&self, frame: &Frame, out: &mut String) {
        for band in self.phases.iter().filter(|band| band.start < band.end) {
            let (from, width) = band.write("phase", (1.0, STRIP), frame, out);
            if letters(band.name) + 10.0 <= width {
                text(out, "named", from + 7.0, STRIP - 5.0, band.name);
            }
            if band.start > 0 {
                let (x, top, bottom) = (at(from), at(STRIP + 4.0), at(frame.bottom));
                put(out, format_args!("<path class=\"border\" d=\"M{x} {top}V{bottom}\"/>\n"));
            }
        }
    }

    /// The overlays, each with its name before it.
    fn lanes(&self, frame: &Frame, out: &mut String) {
        let mut y = STRIP + 4.0;
        for lane in &self.lanes {
            let class = if lane.cuts { "cut" } else { "overlay" };
            for window in &lane.windows {
                window.write(class, (y, LANE - 3.0), frame, out);
            }
            text(out, "end", LEFT - 10.0, y + LANE - 5.0, &shortened(lane.name));
            y += LANE;
        }
    }

    /// Which colour is whose, as far as there is room.
    fn legend(&self, frame: &Frame, out: &mut String) {
        if self.layers.len() < 2 {
            return;
        }
        let mut x = LEFT;
        for layer in &self.layers {
            let behind = x + 16.0 + letters(layer.name);
            if behind > frame.right {
                break;
            }
            let (from, colour) = (at(x), layer.colour);
            put(
                out,
                format_args!(
                    "<rect class=\"key c{colour}\" x=\"{from}\" y=\"6\" width=\"10\" height=\"10\" rx=\"3\"/>\n"
                ),
            );
            text(out, "", x + 16.0, STRIP - 5.0, layer.name);
            x = behind + 20.0;
        }
    }

    fn curves(&self, frame: &Frame, out: &mut String) {
        let bins = self.layers.first().map_or(0, |layer| layer.bins.len());
        let mut floor = vec![0.0; bins];
        for layer in &self.layers {
            let means: Vec<f64> =
                layer.bins.iter().zip(&floor).map(|(bin, floor)| bin.mean + floor).collect();
            let points = |rates: &[f64]| points(rates, frame);
            let colour = layer.colour;
            let area = path::area(&points(&means), &points(&floor));
            put(out, format_args!("<path class=\"area c{colour}\" d=\"{area}\"/>\n"));
            if self.is_shaded() {
                let highs: Vec<f64> =
                    (0..bins).map(|bin| highest_apart(layer.bins, bin).unwrap_or(means[bin])).collect();
                let range = path::area(&points(&highs), &points(&means));
                put(out, format_args!("<path class=\"range c{colour}\" d=\"{range}\"/>\n"));
            }
            let line = path::line(&points(&means));
            put(out, format_args!("<path class=\"line c{colour}\" d=\"{line}\"/>\n"));
            floor = means;
        }
    }

    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a number of events")]
    fn bursts(sums: &[Bin], frame: &Frame, out: &mut String) {
        let bins: Vec<(f64, f64)> = places(sums.len(), frame)
            .zip(sums)
            .filter(|(_, bin)| bin.at_once > 0.0)
            .map(|(x, bin)| (x, bin.at_once))
            .collect();
        let mut free_from = LEFT;
        for (number, (x, events)) in bins.iter().enumerate() {
            let top = frame.top - 4.0;
            put(
                out,
                format_args!(
                    "<path class=\"burst\" d=\"M{x} {}V{}\"/><circle class=\"burst\" cx=\"{x}\" cy=\"{}\" r=\"2.5\"/>\n",
                    at(top),
                    at(frame.bottom),
                    at(top),
                    x = at(*x)
                ),
            );
            let label = count(*events as u64);
            let width = letters(&label) + 10.0;
            let next = bins.get(number + 1).map_or(frame.right, |(next, _)| *next - 4.0);
            if x + width <= next {
                text(out, "burst", x + 6.0, top + 2.0, &label);
                free_from = x + width;
            } else if x - width >= free_from {
                text(out, "burst end", x - 6.0, top + 2.0, &label);
                free_from = *x + 4.0;
            }
        }
    }

    fn mark(&self, frame: &Frame, out: &mut String) {
        let Some(mark) = &self.peak else { return };
        let (x, y) = (frame.x(mark.at), frame.y(mark.rate));
        let beside = letters(&mark.label) + 8.0;
        let (class, label) =
            if x + beside <= frame.right { ("mark", x + 7.0) } else { ("mark end", x - 7.0) };
        put(out, format_args!("<circle class=\"mark\" cx=\"{}\" cy=\"{}\" r=\"3.5\"/>\n", at(x), at(y)));
        text(out, class, label, (y + 4.0).max(frame.top + 9.0), &mark.label);
    }

    fn times(&self, frame: &Frame, out: &mut String) {
        let mut free_from = 0.0;
        for tick in self.ticks {
            let (x, half) = (frame.x(tick.at), letters(&tick.label) / 2.0);
            let (y, end) = (at(frame.bottom), at(frame.bottom + 5.0));
            put(out, format_args!("<path class=\"axis\" d=\"M{} {y}V{end}\"/>\n", at(x)));
            if x - half >= free_from && x + half <= self.size.width {
                text(out, "middle", x, frame.bottom + 18.0, &tick.label);
                free_from = x + half + 10.0;
            }
        }
        if self.goes_on {
            text(out, "", frame.right + 6.0, frame.bottom + 3.0, "…");
        }
    }
}

/// A round number of a scale, in thousands or millions where it is long.
fn mark_label(mark: f64) -> String {
    match mark {
        high if high >= 1e6 => format!("{}M", short(high / 1e6)),
        long if long >= 1e5 => format!("{}k", short(long / 1e3)),
        other => short(other),
    }
}

/// A name as it fits before the plot.
fn shortened(name: &str) -> String {
    const MOST: usize = 9;
    if name.chars().count() <= MOST {
        return name.to_owned();
    }
    name.chars().take(MOST - 1).chain(['…']).collect()
}
