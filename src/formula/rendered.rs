//! Cells of a catalog's rows as JSON, written once when the catalog was built.

use super::typed::TableId;
use crate::value::{Literal, Table, clear, write_json, write_quoted};
use bumpalo::Bump;

/// Cells of a row that follow each other in a payload.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rendered {
    pub table: TableId,
    pub cells: Vec<RenderedCell>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RenderedCell {
    /// What the payload has before it, behind the cell before.
    pub before: Box<[u8]>,
    pub column: usize,
    /// As `text` makes it, not as it is.
    pub is_text: bool,
}

/// What is written for each row.
#[derive(Debug)]
pub(super) struct RenderedRows {
    rows: Vec<Literal>,
    /// Where there is no row.
    none: Literal,
}

impl RenderedRows {
    /// Of a catalog that is not there yet.
    pub fn empty(rendered: &Rendered) -> Self {
        let nulls = rendered.cells.iter().flat_map(|cell| [&cell.before[..], b"null"]);
        Self { rows: Vec::new(), none: Literal::new(&nulls.collect::<Vec<_>>().concat()) }
    }

    pub fn add(&mut self, table: &Table, rendered: &Rendered) {
        let mut arena = Bump::new();
        let mut bytes = Vec::new();
        self.rows.reserve_exact(table.rows() as usize);
        for row in 0..table.rows() {
            clear(&mut arena);
            bytes.clear();
            for cell in &rendered.cells {
                bytes.extend_from_slice(&cell.before);
                let value = table.cell(cell.column, row, &arena);
                if cell.is_text {
                    write_quoted(&value, &mut bytes);
                } else {
                    write_json(&value, &mut bytes);
                }
            }
            self.rows.push(Literal::new(&bytes));
        }
    }

    #[inline]
    pub fn of(&self, row: Option<u32>) -> &Literal {
        row.and_then(|row| self.rows.get(row as usize)).unwrap_or(&self.none)
    }
}
