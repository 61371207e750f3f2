//! The scale of a chart's rates: a unit in which they are not tiny, and round marks.

/// From nothing to a round top.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Scale {
    /// What its numbers count in: `s`, `min`, `h`, `day`.
    pub(super) unit: &'static str,
    /// Rates per second times this are numbers of the scale.
    pub(super) factor: f64,
    /// In numbers of the scale.
    pub(super) top: f64,
    /// Between two marks.
    pub(super) step: f64,
}

const UNITS: [(&str, f64); 4] = [("s", 1.0), ("min", 60.0), ("h", 3_600.0), ("day", 86_400.0)];

impl Scale {
    /// Up to a highest rate per second, with `marks` steps where that gives a round step, else some fewer.
    pub(super) fn new(highest: f64, marks: u32) -> Self {
        if highest <= 0.0 {
            return Self { unit: "s", factor: 1.0, top: 1.0, step: 1.0 };
        }
        let (unit, factor) =
            UNITS.into_iter().find(|(_, factor)| highest * factor >= 1.0).unwrap_or(UNITS[3]);
        let highest = highest * factor;
        let step = round_step(highest / f64::from(marks));
        // a mark that is missed by rounding alone is no reason for one more
        let steps = libm::ceil(highest / step - 1e-9).max(1.0);
        Self { unit, factor, top: step * steps, step }
    }

    /// Where a rate per second stands between the bottom, 0, and the top, 1.
    pub(super) fn place(&self, rate: f64) -> f64 {
        (rate * self.factor / self.top).clamp(0.0, 1.0)
    }

    /// From the bottom to the top, as numbers of the scale.
    pub(super) fn marks(&self) -> impl Iterator<Item = f64> {
        let (step, top) = (self.step, self.top);
        (0..).map(move |number| f64::from(number) * step).take_while(move |mark| *mark <= top + step / 2.0)
    }
}

/// The smallest of 1, 2, 5, 10, 20, 50 ... that is not below.
fn round_step(least: f64) -> f64 {
    let power = libm::pow(10.0, libm::floor(libm::log10(least)));
    let steps = [1.0, 2.0, 5.0].map(|step| step * power);
    steps.into_iter().find(|step| *step >= least * (1.0 - 1e-9)).unwrap_or(10.0 * power)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn marks_are_round_and_reach_the_highest_rate() {
        let marks = |highest| {
            let scale = Scale::new(highest, 4);
            (scale.marks().collect::<Vec<_>>(), scale.unit)
        };
        assert_eq!(marks(300.0), (vec![0.0, 100.0, 200.0, 300.0], "s"));
        assert_eq!(marks(20.0), (vec![0.0, 5.0, 10.0, 15.0, 20.0], "s"));
        assert_eq!(marks(83.0), (vec![0.0, 50.0, 100.0], "s"));
        assert_eq!(marks(0.333), (vec![0.0, 5.0, 10.0, 15.0, 20.0], "min"));
        assert_eq!(marks(0.0), (vec![0.0, 1.0], "s"));
        assert!((Scale::new(300.0, 4).place(150.0) - 0.5).abs() < 1e-12);
    }
}
