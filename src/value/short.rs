//! Few bytes that are copied as a block: cheaper than as many bytes as there are.

/// At most 32 bytes; the rest of the block is unused.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Short {
    block: [u8; Self::MOST],
    length: usize,
}

impl Short {
    pub const MOST: usize = 32;

    /// `None` where there are more bytes than a block holds.
    pub fn new(bytes: &[u8]) -> Option<Self> {
        let mut block = [0; Self::MOST];
        block.get_mut(..bytes.len())?.copy_from_slice(bytes);
        Some(Self { block, length: bytes.len() })
    }

    /// Appends the bytes.
    #[inline]
    pub fn write(&self, out: &mut Vec<u8>) {
        let end = out.len() + self.length;
        out.extend_from_slice(&self.block);
        out.truncate(end);
    }
}

#[cfg(test)]
mod tests {
    use super::Short;

    #[test]
    fn the_bytes_are_written_and_no_more() {
        let mut out = b"a".to_vec();
        for bytes in [&b""[..], b"bc", &[b'd'; 32]] {
            Short::new(bytes).unwrap().write(&mut out);
        }
        assert_eq!(out, [&b"abc"[..], &[b'd'; 32]].concat());
        assert_eq!(Short::new(&[0; 33]), None);
    }
}
