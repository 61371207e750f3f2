//! Decimal digits made in a register and written as whole words. Digits that are put into a buffer one by one and copied
//! from there cost more than making them: the copy waits until the processor has written them.

/// A zero in each byte.
const ZEROS: u64 = 0x3030_3030_3030_3030;
const TEN_TO_8: u64 = 100_000_000;
/// From here on a number has more digits than two words hold.
const TOO_LARGE: u64 = TEN_TO_8 * TEN_TO_8;

/// The digits of a number below 10^8 as text, the first one in the lowest byte.
#[inline]
pub(super) const fn text_of_eight(number: u32) -> u64 {
    eight(number as u64) + ZEROS
}

/// Appends a number; false, and nothing done, where it has more than 16 digits.
#[inline]
pub(super) fn write_digits(number: u64, out: &mut Vec<u8>) -> bool {
    if number < 10 {
        out.push(b'0' + (number & 0xf) as u8);
    } else if number < TEN_TO_8 {
        write_significant(eight(number), out);
    } else if number < TOO_LARGE {
        write_significant(eight(number / TEN_TO_8), out);
        out.extend_from_slice(&(eight(number % TEN_TO_8) + ZEROS).to_le_bytes());
    } else {
        return false;
    }
    true
}

/// The hundredths of a number below 100,000 that is the nearest one to a decimal number with two digits behind the
/// point. No other decimal number of so few digits is as near: those are its shortest ones.
#[inline]
#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "seven digits")]
#[expect(clippy::float_cmp, reason = "the same number or not")]
pub(super) fn hundredths(number: f64) -> Option<u32> {
    let scaled = number * 100.0;
    if !(0.0..9_999_999.5).contains(&scaled) {
        return None;
    }
    let hundredths = (scaled + 0.5) as u32;
    (f64::from(hundredths) / 100.0 == number).then_some(hundredths)
}

/// Appends so many hundredths, less than 10^7, as a decimal number.
#[inline]
pub fn write_hundredths(hundredths: u32, out: &mut Vec<u8>) {
    /// A zero in each byte but the one of the point.
    const AROUND_POINT: u64 = ZEROS - (0x30 << 40) + ((b'.' as u64) << 40);
    let digits = eight(hundredths.into());
    let parted = digits >> 8 & 0x00_ff_ff_ff_ff_ff | digits >> 48 << 48;
    // one digit is left on each side of the point
    let before = (parted | 1 << 32).trailing_zeros() / 8;
    let behind = u32::from(parted >> 56 == 0);
    let end = out.len() + (8 - before - behind) as usize;
    out.extend_from_slice(&((parted + AROUND_POINT) >> (8 * before)).to_le_bytes());
    out.truncate(end);
}

/// Without leading zeros, but for the last digit.
#[inline]
fn write_significant(digits: u64, out: &mut Vec<u8>) {
    let zeros = (digits | 1 << 56).trailing_zeros() / 8;
    let end = out.len() + 8 - zeros as usize;
    out.extend_from_slice(&((digits + ZEROS) >> (8 * zeros)).to_le_bytes());
    out.truncate(end);
}

/// The digits of a number below 10^8, a byte each, the first one in the lowest: halves of it, then their halves, are
/// divided side by side, by multiplying with a reciprocal that is exact for so few digits.
#[inline]
const fn eight(number: u64) -> u64 {
    let fours = (number / 10_000) | ((number % 10_000) << 32);
    let hundreds = ((fours * 10_486) >> 20) & 0x0000_007f_0000_007f;
    let twos = hundreds | ((fours - 100 * hundreds) << 16);
    let tens = ((twos * 103) >> 10) & 0x000f_000f_000f_000f;
    tens | ((twos - 10 * tens) << 8)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn digits(number: u64) -> Option<String> {
        let mut out = b"=".to_vec();
        write_digits(number, &mut out).then(|| String::from_utf8(out).unwrap())
    }

    #[test]
    fn every_number_of_four_digits_is_right_in_both_halves() {
        for number in 0..10_000 {
            assert_eq!(digits(number), Some(format!("={number}")));
            assert_eq!(digits(number * 10_000 + 9_999), Some(format!("={}", number * 10_000 + 9_999)));
        }
    }

    #[test]
    fn numbers_of_all_lengths_are_right() {
        for length in 0..16 {
            let power = 10_u64.pow(length);
            for number in [power - 1, power, power + 1] {
                assert_eq!(digits(number), Some(format!("={number}")));
            }
        }
        assert_eq!(digits(TOO_LARGE - 1), Some(format!("={}", TOO_LARGE - 1)));
        assert_eq!(digits(TOO_LARGE), None);
    }

    #[test]
    fn hundredths_are_written_as_the_library_writes_their_number() {
        for whole in (0..10_000_000).step_by(9).chain(9_999_990..10_000_000) {
            let number = f64::from(whole) / 100.0;
            assert_eq!(hundredths(number), Some(whole));
            let mut out = b"=".to_vec();
            write_hundredths(whole, &mut out);
            assert_eq!(out[1..], *zmij::Buffer::new().format(number).as_bytes());
            if whole % 900 == 0 && whole > 0 {
                assert_eq!((hundredths(number.next_up()), hundredths(number.next_down())), (None, None));
            }
        }
        for other in [-0.01, 100_000.0, 99_999.995, 0.005, 1e15, f64::MAX] {
            assert_eq!(hundredths(other), None);
        }
    }

    proptest! {
        #[test]
        fn any_number_is_right(number in 0..TOO_LARGE) {
            prop_assert_eq!(digits(number), Some(format!("={number}")));
        }
    }
}
