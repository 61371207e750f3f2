//! Cells of a catalog's rows as JSON, written once when the catalog was built.

use super::typed::TableId;
use crate::value::{BLOCK, Table, clear, write_first, write_json, write_quoted};
use bumpalo::Bump;

/// Cells of a row that follow each other in a payload.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rendered {
    pub table: TableId,
    pub cells: Vec<RenderedCell>,
}

/// One of them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RenderedCell {
    /// What the payload has before it, behind the cell before.
    pub before: Box<[u8]>,
    pub column: usize,
    /// As `text` makes it, not as it is.
    pub is_text: bool,
}

/// What is written for each row, side by side: rows that are picked at random stay in the processor's cache.
#[derive(Debug)]
pub(super) struct RenderedRows {
    /// Of all rows, and a block behind them.
    bytes: Vec<u8>,
    /// Where each row begins, and where the last one ends.
    starts: Vec<usize>,
    /// Where there is no row.
    none: Box<[u8]>,
}

impl RenderedRows {
    /// Of a catalog that is not there yet.
    pub fn empty(rendered: &Rendered) -> Self {
        let nulls = rendered.cells.iter().flat_map(|cell| [&cell.before[..], b"null"]);
        Self { bytes: Vec::new(), starts: Vec::new(), none: nulls.collect::<Vec<_>>().concat().into() }
    }

    pub fn add(&mut self, table: &Table, rendered: &Rendered) {
        let mut arena = Bump::new();
        self.starts.reserve_exact(table.rows() as usize + 1);
        self.starts.push(0);
        for row in 0..table.rows() {
            clear(&mut arena);
            for cell in &rendered.cells {
                self.bytes.extend_from_slice(&cell.before);
                let value = table.cell(cell.column, row, &arena);
                let write = if cell.is_text { write_quoted } else { write_json };
                write(&value, &mut self.bytes);
            }
            self.starts.push(self.bytes.len());
        }
        self.bytes.extend_from_slice(&[0; BLOCK]);
        self.bytes.shrink_to_fit();
    }

    /// Appends what is written for a row.
    #[inline]
    pub fn write(&self, row: Option<u32>, out: &mut Vec<u8>) {
        let row = row.map_or(usize::MAX, |row| row as usize);
        match self.starts.get(row..).and_then(<[usize]>::first_chunk) {
            Some(&[start, end]) => write_first(&self.bytes[start..], end - start, out),
            None => out.extend_from_slice(&self.none),
        }
    }
}
