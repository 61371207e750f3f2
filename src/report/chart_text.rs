//! A curve in characters, for a terminal: blocks for the mean rate of each column, a shade up to the highest, marks
//! for bursts, times below.

use super::numbers::{count, short};
use super::scale::Scale;
use crate::plan::Tick;
use crate::schedule::Bin;

/// Columns of a chart without its labels; one for each bin.
pub(super) const COLUMNS: usize = 72;

/// A chart to write.
pub(super) struct Chart<'a> {
    pub(super) title: &'a str,
    /// What is counted: `events`.
    pub(super) what: &'a str,
    pub(super) bins: &'a [Bin],
    pub(super) rows: usize,
    /// Nanoseconds that all bins last together.
    pub(super) until: i64,
    /// Whether there is more behind them.
    pub(super) goes_on: bool,
    pub(super) ticks: &'a [Tick],
    /// Where each begins, and its name.
    pub(super) phases: &'a [(i64, &'a str)],
    pub(super) colours: Colours,
}

/// What stands before and behind the parts of a chart.
#[derive(Debug, Clone, Copy)]
pub struct Colours {
    mean: &'static str,
    highest: &'static str,
    burst: &'static str,
    faint: &'static str,
    end: &'static str,
}

impl Colours {
    pub const NONE: Self = Self { mean: "", highest: "", burst: "", faint: "", end: "" };
    /// For a terminal.
    pub const ANSI: Self =
        Self { mean: "\x1b[36m", highest: "\x1b[2;36m", burst: "\x1b[33m", faint: "\x1b[2m", end: "\x1b[0m" };
}

const EIGHTHS: [char; 9] = [' ', '▁', '▂', '▃', '▄', '▅', '▆', '▇', '█'];

impl Chart<'_> {
    pub(super) fn write(&self, out: &mut String) {
        let highest = self.bins.iter().map(|bin| bin.high).fold(0.0, f64::max);
        let scale = Scale::new(highest, 4);
        let labels = self.labels(&scale);
        let width = labels.iter().map(|label| label.chars().count()).max().unwrap_or(0);
        let shaded = (0..self.bins.len()).any(|column| highest_apart(self.bins, column).is_some());
        let legend = if shaded { "   █ mean  ░ highest" } else { "" };
        line(out, &format!("{}, {}/{}{legend}", self.title, self.what, scale.unit));
        let bursts = self.bursts();
        if !bursts.trim_end().is_empty() {
            line(out, &format!("{:width$}  {}", "", self.coloured(self.colours.burst, bursts.trim_end())));
        }
        for (row, label) in labels.iter().enumerate() {
            let axis = if label.is_empty() { '│' } else { '┤' };
            let cells = self.row(self.rows - 1 - row, &scale);
            line(out, &format!("{label:>width$} {axis}{cells}"));
        }
        let (marks, times) = self.times();
        let more = if self.goes_on { " …" } else { "" };
        line(out, &format!("{:>width$} └{marks}{more}", "0"));
        line(out, &format!("{:width$}  {times}", ""));
        if !self.phases.is_empty() {
            let names = self.coloured(self.colours.faint, self.phase_names().trim_end());
            line(out, &format!("{:width$}  {names}", ""));
        }
    }

    fn coloured(&self, colour: &str, text: &str) -> String {
        if text.is_empty() { String::new() } else { format!("{colour}{text}{}", self.colours.end) }
    }

    /// For each row from the top, the mark whose height its upper edge is nearest to.
    fn labels(&self, scale: &Scale) -> Vec<String> {
        let mut labels = vec![String::new(); self.rows];
        let marks: Vec<f64> = scale.marks().skip(1).collect();
        // all of them, or the top alone where they would stand in the wrong rows
        let even = self.rows.is_multiple_of(marks.len());
        for (number, mark) in (1..).zip(&marks) {
            if even || number == marks.len() {
                labels[self.rows - self.rows * number / marks.len()] = short(*mark);
            }
        }
        labels
    }

    /// A row of the plot, counted from the bottom.
    fn row(&self, row: usize, scale: &Scale) -> String {
        let mut out = String::new();
        let mut colour = "";
        for (column, bin) in self.bins.iter().enumerate() {
            let mean = self.eighths(bin.mean, scale).saturating_sub(8 * row).min(8);
            let highest = highest_apart(self.bins, column).unwrap_or(0.0);
            let is_below_highest = self.eighths(highest, scale) >= 8 * row + 4;
            let (cell, wanted) = match (mean, is_below_highest) {
                (0, true) => ('░', self.colours.highest),
                (0, false) if bin.at_once > 0.0 => ('│', self.colours.burst),
                (0, false) => (' ', colour),
                (mean, _) => (EIGHTHS[mean], self.colours.mean),
            };
            if wanted != colour {
                out += if colour.is_empty() { "" } else { self.colours.end };
                out += wanted;
                colour = wanted;
            }
            out.push(cell);
        }
        let kept = out.trim_end().len();
        out.truncate(kept);
        if !colour.is_empty() {
            out += self.colours.end;
        }
        out
    }

    /// The height of a rate; of the smallest one, too.
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, clippy::cast_precision_loss)]
    fn eighths(&self, rate: f64, scale: &Scale) -> usize {
        let whole = (8 * self.rows) as f64;
        let eighths = libm::round(scale.place(rate) * whole) as usize;
        if rate > 0.0 { eighths.max(1) } else { 0 }
    }

    /// A mark above each column with a burst, with its size where there is room.
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a number of events")]
    fn bursts(&self) -> String {
        let mut cells = vec![' '; self.bins.len()];
        for (column, bin) in self.bins.iter().enumerate() {
            if bin.at_once > 0.0 {
                cells[column] = '▼';
            }
        }
        for (column, bin) in self.bins.iter().enumerate().filter(|(_, bin)| bin.at_once > 0.0) {
            let label: Vec<char> = count(bin.at_once as u64).chars().collect();
            let free = |from: usize, to: usize| {
                cells.get(from..to).is_some_and(|part| part.iter().all(|c| *c == ' '))
            };
            let (before, behind) = (column.checked_sub(label.len() + 2), column + 2 + label.len());
            let place = if free(column + 1, behind.min(cells.len())) && behind <= cells.len() {
                Some(column + 2)
            } else {
                before.filter(|from| free(*from, column)).map(|from| from + 1)
            };
            if let Some(place) = place {
                cells[place..place + label.len()].copy_from_slice(&label);
            }
        }
        cells.into_iter().collect()
    }

    /// The axis behind its corner, and the labels below it.
    fn times(&self) -> (String, String) {
        let mut axis = vec!['─'; self.bins.len()];
        let mut labels = vec![' '; self.bins.len() + 8];
        let mut free_from = 0;
        for tick in self.ticks {
            let column = self.column(tick.at);
            axis[column] = '┬';
            let text: Vec<char> = tick.label.chars().collect();
            // the one before may push it aside, as long as it stands below its tick
            let from = column.saturating_sub(text.len() / 2).max(free_from);
            if from <= column && from + text.len() <= labels.len() {
                labels[from..from + text.len()].copy_from_slice(&text);
                free_from = from + text.len() + 2;
            }
        }
        (axis.into_iter().collect(), labels.into_iter().collect())
    }

    fn phase_names(&self) -> String {
        let mut cells = vec![' '; self.bins.len()];
        let columns: Vec<usize> = self.phases.iter().map(|(start, _)| self.column(*start)).collect();
        for (number, (_, name)) in self.phases.iter().enumerate() {
            let (from, next) = (columns[number], columns.get(number + 1).copied().unwrap_or(cells.len()));
            cells[from] = '│';
            let room = next.saturating_sub(from + 1);
            if name.chars().count() < room
                || columns.get(number + 1).is_none() && name.chars().count() <= room
            {
                for (cell, letter) in cells[from + 1..].iter_mut().zip(name.chars()) {
                    *cell = letter;
                }
            }
        }
        cells.into_iter().collect()
    }

    fn column(&self, at: i64) -> usize {
        let column = i128::from(at) * self.bins.len() as i128 / i128::from(self.until.max(1));
        usize::try_from(column).unwrap_or(0).min(self.bins.len() - 1)
    }
}

/// A bin's highest rate, where neither its mean nor those beside it show it: a border between two rates has none.
pub(super) fn highest_apart(bins: &[Bin], number: usize) -> Option<f64> {
    let around = &bins[number.saturating_sub(1)..bins.len().min(number + 2)];
    let shown = around.iter().map(|bin| bin.mean).fold(0.0, f64::max);
    Some(bins[number].high).filter(|high| *high > shown * 1.05)
}

fn line(out: &mut String, text: &str) {
    out.push_str(text.trim_end());
    out.push('\n');
}

#[cfg(test)]
mod tests {
    use super::*;

    fn bins() -> Vec<Bin> {
        let bin = |(mean, high, at_once): (f64, f64, f64)| Bin { mean, low: mean, high, at_once };
        let calm = [(5.0, 5.0, 0.0); 6];
        let busy = [(10.0, 20.0, 0.0), (15.0, 20.0, 0.0), (15.0, 15.0, 0.0), (0.0, 0.0, 1_000.0)];
        let after = [(0.01, 0.01, 0.0); 10];
        calm.into_iter().chain(busy).chain(after).map(bin).collect()
    }

    fn written(colours: Colours) -> String {
        let tick = |at, label: &str| Tick { at, label: label.to_owned() };
        let ticks = [tick(0, "0s"), tick(50, "50s"), tick(60, "1m"), tick(100, "100s"), tick(200, "200s")];
        let phases = [(0, "calm"), (60, "busy"), (90, "flash"), (100, "after")];
        let bins = bins();
        let chart = Chart {
            title: "stream clicks",
            what: "events",
            bins: &bins,
            rows: 4,
            until: 200,
            goes_on: true,
            ticks: &ticks,
            phases: &phases,
            colours,
        };
        let mut out = String::new();
        chart.write(&mut out);
        out
    }

    #[test]
    fn a_curve_has_blocks_shades_bursts_times_and_names() {
        let expected = "\
stream clicks, events/s   █ mean  ░ highest
             ▼ 1,000
20 ┤      ░░ │
15 ┤      ░██│
10 ┤      ███│
 5 ┤█████████│▁▁▁▁▁▁▁▁▁▁
 0 └┬────┬┬───┬────────┬ …
    0s  50s  100s    200s
    │calm │  ││after
";
        assert_eq!(written(Colours::NONE), expected);
    }

    #[test]
    fn colours_change_nothing_else() {
        let mut coloured = written(Colours::ANSI);
        for code in ["\x1b[36m", "\x1b[2;36m", "\x1b[33m", "\x1b[2m", "\x1b[0m"] {
            assert!(coloured.contains(code), "{code:?}");
            coloured = coloured.replace(code, "");
        }
        assert_eq!(coloured, written(Colours::NONE));
    }
}
