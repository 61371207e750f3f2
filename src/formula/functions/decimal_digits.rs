//! The written digits of a decimal number: what `round` and `decimal` round.
//!
//! 2.675 is stored as 2.67499999999999982236431605997495353221893310546875, but it is written, and meant, as
//! 2.675. So the digits rounded are the shortest that read back as the same number.

/// `mantissa × 10^exponent`, with a sign.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Digits {
    pub negative: bool,
    pub mantissa: u64,
    pub exponent: i32,
}

impl Digits {
    /// The shortest digits that read back as `number`, which is finite.
    pub fn of(number: f64) -> Self {
        let mut buffer = zmij::Buffer::new();
        let written = buffer.format_finite(number);
        let (digits, exponent) = written.split_once('e').unwrap_or((written, "0"));
        let mut exponent: i32 = exponent.parse().expect("an exponent is a small whole number");
        let (mut mantissa, mut behind_the_point) = (0_u64, false);
        for byte in digits.bytes() {
            match byte {
                b'.' => behind_the_point = true,
                b'0'..=b'9' => {
                    mantissa = mantissa * 10 + u64::from(byte - b'0');
                    exponent -= i32::from(behind_the_point);
                }
                _ => {}
            }
        }
        Self { negative: number < 0.0, mantissa, exponent }
    }

    /// Rounded to `places` behind the point (before it, where negative), half away from zero.
    pub fn rounded(self, places: i32) -> Self {
        let surplus = i64::from(self.exponent) + i64::from(places);
        if surplus >= 0 {
            return self;
        }
        let scale = u32::try_from(-surplus).ok().and_then(|cut| 10_u64.checked_pow(cut));
        // Beyond 10^19 nothing is left: a mantissa has 17 digits, and at most 19 with a written `.0`.
        let mantissa = scale.map_or(0, |scale| {
            let (kept, rest) = (self.mantissa / scale, self.mantissa % scale);
            kept + u64::from(rest >= scale - rest)
        });
        Self { mantissa, exponent: -places, ..self }
    }

    /// The nearest decimal number.
    pub fn number(self) -> f64 {
        let sign = if self.negative && self.mantissa > 0 { "-" } else { "" };
        let text = format!("{sign}{}e{}", self.mantissa, self.exponent);
        text.parse().expect("digits and an exponent are a number")
    }
}

#[cfg(test)]
#[expect(clippy::float_cmp, reason = "numbers are the same or they are not")]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn digits_are_those_that_are_written() {
        let digits = |number| {
            let Digits { negative, mantissa, exponent } = Digits::of(number);
            (negative, mantissa, exponent)
        };
        assert_eq!(digits(2.675), (false, 2675, -3));
        assert_eq!(digits(-1e-7), (true, 1, -7));
        assert_eq!(digits(0.0), (false, 0, -1));
    }

    proptest! {
        #[test]
        fn digits_read_back(number in proptest::num::f64::NORMAL) {
            prop_assert_eq!(Digits::of(number).number(), number);
        }
    }
}
