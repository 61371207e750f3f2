//! The form of a journal: blocks one behind the other, each with its length and a checksum, so that one that was cut or
//! changed is known.
//!
//! A block is 4 bytes of length, 8 bytes of SipHash 2-4 of what follows (both little-endian), a byte for its kind, and
//! what it says. Numbers are written in LEB128.

use crate::target::Ranges;
use crate::value::Time;
use siphasher::sip::SipHasher24;
use std::hash::Hasher;

/// What a block says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Block {
    /// JSON: of which run this is the journal. The first block, and no other.
    Head(Vec<u8>),
    /// JSON: where its records go from here on.
    Destination(Vec<u8>),
    /// The schedule's zero on the wall clock.
    Begun(Time),
    /// Records below this number may have been handed over from now on; and these are acknowledged.
    Progress { promised: u64, acknowledged: Ranges },
    /// The run ended by itself: no record from this number on was handed over.
    Closed { sent: u64 },
}

/// Bytes before what a block says: its length and its checksum.
const HEAD: usize = 4 + 8;
/// No block is longer; what says so is none.
const MOST_BYTES: usize = 1 << 26;

impl Block {
    pub(super) fn write(&self, out: &mut Vec<u8>) {
        let start = out.len();
        out.extend_from_slice(&[0; HEAD]);
        match self {
            Self::Head(text) => {
                out.push(b'H');
                out.extend_from_slice(text);
            }
            Self::Destination(text) => {
                out.push(b'D');
                out.extend_from_slice(text);
            }
            Self::Begun(Time(nanoseconds)) => {
                out.push(b'B');
                out.extend_from_slice(&nanoseconds.to_le_bytes());
            }
            Self::Progress { promised, acknowledged } => {
                out.push(b'P');
                write_number(*promised, out);
                let mut before = 0;
                for (start, end) in acknowledged.iter() {
                    write_number(start - before, out);
                    write_number(end - start, out);
                    before = end;
                }
            }
            Self::Closed { sent } => {
                out.push(b'C');
                write_number(*sent, out);
            }
        }
        let content = &out[start + HEAD..];
        let length = u32::try_from(content.len()).expect("a block holds the receipts of a moment");
        let checksum = checksum(content);
        out[start..start + 4].copy_from_slice(&length.to_le_bytes());
        out[start + 4..start + HEAD].copy_from_slice(&checksum.to_le_bytes());
    }

    /// The first block of some bytes and how many it takes; `None` where it is cut or changed.
    pub(super) fn read(bytes: &[u8]) -> Option<(Self, usize)> {
        let (length, rest) = bytes.split_first_chunk::<4>()?;
        let (known, rest) = rest.split_first_chunk::<8>()?;
        let length =
            usize::try_from(u32::from_le_bytes(*length)).ok().filter(|length| *length <= MOST_BYTES)?;
        let content = rest.get(..length)?;
        if checksum(content) != u64::from_le_bytes(*known) {
            return None;
        }
        Some((Self::parse(content)?, HEAD + length))
    }

    fn parse(content: &[u8]) -> Option<Self> {
        let (kind, mut rest) = content.split_first()?;
        match kind {
            b'H' => Some(Self::Head(rest.to_vec())),
            b'D' => Some(Self::Destination(rest.to_vec())),
            b'B' => Some(Self::Begun(Time(i64::from_le_bytes(rest.try_into().ok()?)))),
            b'P' => {
                let promised = read_number(&mut rest)?;
                let mut acknowledged = Ranges::default();
                let mut before = 0_u64;
                while !rest.is_empty() {
                    let start = before.checked_add(read_number(&mut rest)?)?;
                    let end = start.checked_add(read_number(&mut rest)?)?;
                    acknowledged.push(start, end);
                    before = end;
                }
                Some(Self::Progress { promised, acknowledged })
            }
            b'C' => Some(Self::Closed { sent: read_number(&mut rest)? }),
            _ => None,
        }
    }
}

fn checksum(content: &[u8]) -> u64 {
    let mut hasher = SipHasher24::new();
    hasher.write(content);
    hasher.finish()
}

fn write_number(mut number: u64, out: &mut Vec<u8>) {
    while number >= 128 {
        out.push((number & 127).to_le_bytes()[0] | 128);
        number >>= 7;
    }
    out.push(number.to_le_bytes()[0]);
}

fn read_number(bytes: &mut &[u8]) -> Option<u64> {
    let mut number = 0_u64;
    for shift in (0..64).step_by(7) {
        let (first, rest) = bytes.split_first()?;
        *bytes = rest;
        let bits = u64::from(first & 127);
        number |= bits.checked_shl(shift).filter(|shifted| shifted >> shift == bits)?;
        if first & 128 == 0 {
            return Some(number);
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn blocks() -> impl Strategy<Value = Block> {
        prop_oneof![
            prop::collection::vec(any::<u8>(), 0..50).prop_map(Block::Head),
            prop::collection::vec(any::<u8>(), 0..50).prop_map(Block::Destination),
            any::<i64>().prop_map(|time| Block::Begun(Time(time))),
            any::<u64>().prop_map(|sent| Block::Closed { sent }),
            (any::<u64>(), prop::collection::vec(any::<u64>(), 0..50)).prop_map(|(promised, numbers)| {
                let numbers = numbers.into_iter().map(|number| number.min(u64::MAX - 1));
                let acknowledged = Ranges::of(&mut numbers.collect::<Vec<_>>());
                Block::Progress { promised, acknowledged }
            }),
        ]
    }

    proptest! {
        #[test]
        fn a_block_comes_back_and_not_one_that_was_cut_or_changed(
            block in blocks(),
            cut in any::<prop::sample::Index>(),
            change in 1..=255_u8,
        ) {
            let mut bytes = Vec::new();
            block.write(&mut bytes);
            prop_assert_eq!(Block::read(&bytes), Some((block, bytes.len())));
            let at = cut.index(bytes.len());
            prop_assert_eq!(Block::read(&bytes[..at]), None);
            bytes[at] ^= change;
            prop_assert_eq!(Block::read(&bytes), None);
        }
    }
}
