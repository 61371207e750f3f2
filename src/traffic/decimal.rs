//! Exact decimal numbers: rates and counts as they are written.
//!
//! In: digits, or a computed number taken at its shortest digits. Out: whole multiples of 10^-18. Never
//! negative, never rounded in between.

use std::fmt;

/// A number that is not negative, in steps of 10^-18.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Decimal(u128);

const DIGITS: usize = 18;
const ONE: u128 = 10_u128.pow(18);

/// 10^12, far below what 128 bits hold: sums and products of what is planned cannot overflow.
const LIMIT: u128 = 1_000_000_000_000 * ONE;

impl Decimal {
    pub const ZERO: Self = Self(0);

    pub const fn whole(number: u32) -> Self {
        Self(number as u128 * ONE)
    }

    /// Reads `12`, `0.5`, `1.5k`, `2M`: digits, perhaps with decimals and a scale.
    ///
    /// # Errors
    /// `Unfit::Form` for anything else, `Unfit::Size` above 10^12. Decimals past the eighteenth are cut.
    pub fn parse(text: &str) -> Result<Self, Unfit> {
        let (number, shift) = match text.as_bytes().last() {
            Some(b'k') => (&text[..text.len() - 1], 3),
            Some(b'M') => (&text[..text.len() - 1], 6),
            _ => (text, 0),
        };
        let (whole, decimals) = match number.split_once('.') {
            Some((_, "")) => return Err(Unfit::Form),
            Some(parts) => parts,
            None => (number, ""),
        };
        if whole.is_empty() || !whole.chars().chain(decimals.chars()).all(|c| c.is_ascii_digit()) {
            return Err(Unfit::Form);
        }
        // a scale moves the point to the right
        let padded = decimals.chars().chain(std::iter::repeat('0')).take(DIGITS + shift);
        let atoms: String = whole.chars().chain(padded).collect();
        let atoms = atoms.trim_start_matches('0');
        if atoms.len() > 31 {
            return Err(Unfit::Size);
        }
        let atoms: u128 = if atoms.is_empty() { 0 } else { atoms.parse().map_err(|_| Unfit::Size)? };
        if atoms > LIMIT { Err(Unfit::Size) } else { Ok(Self(atoms)) }
    }

    /// A computed number at its shortest decimal digits.
    ///
    /// # Errors
    /// `Unfit::Form` for negative numbers and what is no number, `Unfit::Size` above 10^12.
    pub fn of(number: f64) -> Result<Self, Unfit> {
        if number.is_infinite() && number > 0.0 {
            return Err(Unfit::Size);
        }
        // `-0` is zero; the sign of any other number is refused as a form
        Self::parse(&(number + 0.0).to_string())
    }

    pub const fn is_zero(self) -> bool {
        self.0 == 0
    }

    pub const fn is_whole(self) -> bool {
        self.0.is_multiple_of(ONE)
    }

    /// The product, cut to steps of 10^-18; both together at most 10^12.
    pub fn times(self, other: Self) -> Self {
        const HALF: u128 = 10_u128.pow(9);
        let (high, low) = (other.0 / HALF, other.0 % HALF);
        Self(self.0.saturating_mul(high).saturating_add(self.0.saturating_mul(low) / HALF) / HALF)
    }

    /// In steps of 10^-18.
    pub const fn atoms(self) -> u128 {
        self.0
    }

    /// The nearest number in floating point.
    #[expect(clippy::cast_precision_loss, reason = "to the nearest")]
    pub fn as_f64(self) -> f64 {
        self.0 as f64 / ONE as f64
    }

    /// A number times this one, rounded down; the largest number where that is passed.
    pub const fn share_of(self, number: u128) -> u128 {
        let (whole, part) = (self.0 / ONE, self.0 % ONE);
        number
            .saturating_mul(whole)
            .saturating_add((number / ONE).saturating_mul(part))
            .saturating_add(number % ONE * part / ONE)
    }

    /// So many steps of 10^-18.
    pub const fn from_atoms(atoms: u128) -> Self {
        Self(atoms)
    }
}

/// Why a text or a computed number is no [`Decimal`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unfit {
    Form,
    Size,
}

/// Plain digits, without zeros that say nothing.
impl fmt::Display for Decimal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.0 / ONE)?;
        let decimals = format!("{:018}", self.0 % ONE);
        match decimals.trim_end_matches('0') {
            "" => Ok(()),
            decimals => write!(f, ".{decimals}"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(written: &str) -> Result<String, Unfit> {
        Decimal::parse(written).map(|number| number.to_string())
    }

    #[test]
    fn digits_are_exact() {
        assert_eq!(text("0.000000000000000001").as_deref(), Ok("0.000000000000000001"));
        assert_eq!(text("1.5k").as_deref(), Ok("1500"));
        assert_eq!(text("2M").as_deref(), Ok("2000000"));
        assert_eq!(text("0.0000000000000000015k").as_deref(), Ok("0.0000000000000015"));
        assert_eq!(text("007.50").as_deref(), Ok("7.5"));
    }

    #[test]
    fn products_are_exact_as_far_as_their_digits_go() {
        let product = |a, b| Decimal::parse(a).unwrap().times(Decimal::parse(b).unwrap()).to_string();
        assert_eq!(product("0.000000003", "0.000000005"), "0.000000000000000015");
        assert_eq!(product("1000", "1000"), "1000000");
        assert_eq!(product("0.7", "1.000000000000000001"), "0.7");
        assert_eq!(product("123.456", "0"), "0");
    }

    #[test]
    fn what_is_no_number_is_refused() {
        for wrong in ["", ".5", "5.", "1,000", "1_000", "-1", "1K", "5%", "k", "1e3", "٣"] {
            assert_eq!(text(wrong), Err(Unfit::Form), "{wrong}");
        }
        assert_eq!(text("1000000000001"), Err(Unfit::Size));
        assert_eq!(text(&"9".repeat(1000)), Err(Unfit::Size));
    }

    #[test]
    fn a_computed_number_is_taken_at_its_shortest_digits() {
        assert_eq!(Decimal::of(0.1), Decimal::parse("0.1"));
        assert_eq!(Decimal::of(-0.0), Ok(Decimal::ZERO));
        assert_eq!(Decimal::of(1e-300), Ok(Decimal::ZERO));
        assert_eq!(Decimal::of(-1.0), Err(Unfit::Form));
        assert_eq!(Decimal::of(f64::NAN), Err(Unfit::Form));
        assert_eq!(Decimal::of(f64::INFINITY), Err(Unfit::Size));
    }
}
