//! Bytes that are written often: few of them are copied as a block, which is cheaper than as many as there are.

/// Bytes that stay the same.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Literal {
    /// The rest of the block is unused.
    Short {
        block: [u8; Self::BLOCK],
        length: usize,
    },
    Long(Box<[u8]>),
}

impl Literal {
    const BLOCK: usize = 64;

    pub fn new(bytes: &[u8]) -> Self {
        let mut block = [0; Self::BLOCK];
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
            Self::Short { block, length } => {
                let end = out.len() + length;
                out.extend_from_slice(block);
                out.truncate(end);
            }
            Self::Long(bytes) => out.extend_from_slice(bytes),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Literal;

    #[test]
    fn the_bytes_are_written_and_no_more() {
        let mut out = b"a".to_vec();
        for bytes in [&b""[..], b"bc", &[b'd'; 48], &[b'e'; 49]] {
            Literal::new(bytes).write(&mut out);
        }
        assert_eq!(out, [&b"abc"[..], &[b'd'; 48], &[b'e'; 49]].concat());
    }
}
