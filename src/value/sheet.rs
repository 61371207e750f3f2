//! Bytes in memory that is there already: what is appended is put down where it belongs, and asks neither for room nor for
//! what the vector's length was.

use super::literal::BLOCK;
use std::ops::{Deref, DerefMut};

/// Where bytes are appended.
pub trait Out {
    fn length(&self) -> usize;

    fn push(&mut self, byte: u8);

    fn extend_from_slice(&mut self, bytes: &[u8]);

    /// Appends the first bytes of a block, which is cheaper than as many as there are.
    fn extend_from_first<const SIZE: usize>(&mut self, block: &[u8; SIZE], length: usize);
}

impl Out for Vec<u8> {
    #[inline]
    fn length(&self) -> usize {
        self.len()
    }

    #[inline]
    fn push(&mut self, byte: u8) {
        self.push(byte);
    }

    #[inline]
    fn extend_from_slice(&mut self, bytes: &[u8]) {
        self.extend_from_slice(bytes);
    }

    #[inline]
    fn extend_from_first<const SIZE: usize>(&mut self, block: &[u8; SIZE], length: usize) {
        let end = self.len() + length;
        self.extend_from_slice(block);
        self.truncate(end);
    }
}

/// Bytes that are appended, let go and appended again.
#[derive(Debug, Clone, Default)]
pub struct Sheet {
    /// All that there is, also behind the end.
    room: Vec<u8>,
    end: usize,
}

impl Sheet {
    pub const fn clear(&mut self) {
        self.end = 0;
    }

    /// Lets go of what is behind so many bytes.
    pub fn truncate(&mut self, length: usize) {
        self.end = self.end.min(length);
    }

    #[inline]
    pub fn push(&mut self, byte: u8) {
        self.extend_from_first(&[byte], 1);
    }

    #[inline(never)]
    pub fn extend_from_slice(&mut self, bytes: &[u8]) {
        let end = self.end + bytes.len();
        if self.room.len() < end {
            self.room.resize((2 * self.room.len()).max(end + BLOCK), 0);
        }
        self.room[self.end..end].copy_from_slice(bytes);
        self.end = end;
    }
}

impl Deref for Sheet {
    type Target = [u8];

    #[inline]
    fn deref(&self) -> &[u8] {
        &self.room[..self.end]
    }
}

impl DerefMut for Sheet {
    #[inline]
    fn deref_mut(&mut self) -> &mut [u8] {
        &mut self.room[..self.end]
    }
}

impl Out for Sheet {
    #[inline]
    fn length(&self) -> usize {
        self.end
    }

    #[inline]
    fn push(&mut self, byte: u8) {
        self.push(byte);
    }

    #[inline]
    fn extend_from_slice(&mut self, bytes: &[u8]) {
        self.extend_from_slice(bytes);
    }

    #[inline]
    fn extend_from_first<const SIZE: usize>(&mut self, block: &[u8; SIZE], length: usize) {
        debug_assert!(length <= SIZE, "no more than the block has");
        match self.room.get_mut(self.end..).and_then(<[u8]>::first_chunk_mut) {
            Some(place) => {
                *place = *block;
                self.end += length;
            }
            None => self.extend_from_slice(&block[..length]), // and makes room
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn nothing_is_left_of_what_was_let_go() {
        let mut sheet = Sheet::default();
        sheet.extend_from_slice(b"abcdef");
        sheet.truncate(3);
        sheet.push(b'x');
        assert_eq!(*sheet, *b"abcx");
        sheet.truncate(9);
        assert_eq!(*sheet, *b"abcx");
        sheet.clear();
        assert!(sheet.is_empty());
        sheet.extend_from_first(b"12345678", 2);
        assert_eq!(*sheet, *b"12");
    }

    proptest! {
        #[test]
        fn a_sheet_holds_what_a_vector_does(parts: Vec<(Vec<u8>, usize)>) {
            let (mut sheet, mut bytes) = (Sheet::default(), Vec::new());
            for (part, length) in &parts {
                sheet.extend_from_slice(part);
                bytes.extend_from_slice(part);
                if let Some(block) = part.first_chunk::<8>() {
                    sheet.extend_from_first(block, length % 9);
                    bytes.extend_from_first(block, length % 9);
                }
                prop_assert_eq!(&*sheet, &bytes);
            }
        }
    }
}
