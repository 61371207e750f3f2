//! Bytes that are written often: few of them are copied as a block, which is cheaper than as many as there are.

/// Bytes that stay the same.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Literal {
    /// The rest of the block is unused.
    Short {
        block: [u8; BLOCK],
        length: usize,
    },
    Long(Box<[u8]>),
}

/// Bytes that are copied at once.
pub const BLOCK: usize = 64;

/// Appends the first so many bytes of a slice, which has them.
#[inline]
pub fn write_first(bytes: &[u8], length: usize, out: &mut Vec<u8>) {
    match bytes.first_chunk::<BLOCK>() {
        Some(block) if length <= BLOCK => {
            let end = out.len() + length;
            out.extend_from_slice(block);
            out.truncate(end);
        }
        _ => out.extend_from_slice(&bytes[..length]),
    }
}

impl Literal {
    pub fn new(bytes: &[u8]) -> Self {
        let mut block = [0; BLOCK];
        match block.get_mut(..bytes.len()) {
            Some(start) => {
                start.copy_from_slice(bytes);
                Self::Short { block, length: bytes.len() }
            }
            None => Self::Long(bytes.into()),
        }
    }

    pub fn bytes(&self) -> &[u8] {
        match self {
            Self::Short { block, length } => &block[..*length],
            Self::Long(bytes) => bytes,
        }
    }

    /// Appends the bytes.
    #[inline]
    pub fn write(&self, out: &mut Vec<u8>) {
        match self {
            Self::Short { block, length } => write_first(block, *length, out),
            Self::Long(bytes) => out.extend_from_slice(bytes),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{BLOCK, Literal, write_first};

    #[test]
    fn the_bytes_are_written_and_no_more() {
        let mut out = b"a".to_vec();
        for bytes in [&b""[..], b"bc", &[b'd'; BLOCK], &[b'e'; BLOCK + 1]] {
            Literal::new(bytes).write(&mut out);
        }
        assert_eq!(out, [&b"abc"[..], &[b'd'; BLOCK], &[b'e'; BLOCK + 1]].concat());
    }

    #[test]
    fn the_first_bytes_of_any_slice_are_written() {
        let bytes: Vec<u8> = (0..200).collect();
        for length in [0, 1, BLOCK, BLOCK + 1, 150] {
            for has in [length, length.max(BLOCK), 200] {
                let mut out = b"a".to_vec();
                write_first(&bytes[..has], length, &mut out);
                assert_eq!(out, [b"a", &bytes[..length]].concat());
            }
        }
    }
}
