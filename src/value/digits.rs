//! Decimal digits made in a register and written as whole words. Digits that are put into a buffer one by one and copied
//! from there cost more than making them: the copy waits until the processor has written them.

/// A zero in each byte.
const ZEROS: u64 = 0x3030_3030_3030_3030;
const TEN_TO_8: u64 = 100_000_000;
/// From here on a number has more digits than two words hold.
const TOO_LARGE: u64 = TEN_TO_8 * TEN_TO_8;

/// The two digits of a number below 100, the first one in the lowest byte.
#[inline]
pub(super) const fn pair(number: u32) -> u64 {
    let tens = number / 10;
    (tens | ((number - 10 * tens) << 8)) as u64 + 0x3030
}

/// Appends a number; false, and nothing done, where it has more than 16 digits.
#[inline]
pub(super) fn write_digits(number: u64, out: &mut Vec<u8>) -> bool {
    if number >= TOO_LARGE {
        return false;
    }
    let (head, tail) = (number / TEN_TO_8, number % TEN_TO_8);
    if head > 0 {
        write_significant(eight(head), out);
        out.extend_from_slice(&(eight(tail) + ZEROS).to_le_bytes());
    } else {
        write_significant(eight(tail), out);
    }
    true
}

/// Without leading zeros, but for the last digit.
#[inline]
fn write_significant(digits: u64, out: &mut Vec<u8>) {
    let zeros = (digits.trailing_zeros() / 8).min(7);
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

    proptest! {
        #[test]
        fn any_number_is_right(number in 0..TOO_LARGE) {
            prop_assert_eq!(digits(number), Some(format!("={number}")));
        }
    }
}
