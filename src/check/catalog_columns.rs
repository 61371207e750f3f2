//! Rows with named fields -> columns of cells.

use crate::value::Owned;
use std::collections::HashMap;

pub type Row = Vec<(String, Owned)>;
pub type Columns = Vec<(String, Vec<Owned>)>;

/// The most cells that a table may have which is written out or comes as JSON.
const MOST_CELLS: usize = 1 << 26;

/// What a cell takes in memory, or is taken to where its text is not known, in bytes.
pub const CELL_BYTES: u64 = 32;

/// Columns in the order in which their names first come; null where a row lacks one. They take no more than
/// `most_bytes`.
pub fn columns_of(rows: Vec<Row>, most_bytes: u64) -> Result<Columns, String> {
    let most_cells = usize::try_from(most_bytes / CELL_BYTES).unwrap_or(usize::MAX).min(MOST_CELLS);
    let mut positions: HashMap<String, usize> = HashMap::new();
    let mut columns: Columns = Vec::new();
    let count = rows.len();
    for (row_number, row) in rows.into_iter().enumerate() {
        for (name, value) in row {
            let position = match positions.get(&name) {
                Some(position) => *position,
                None if (columns.len() + 1).saturating_mul(count) > most_cells => {
                    return Err(format!(
                        "{count} rows with more than {} different fields take too much memory",
                        columns.len()
                    ));
                }
                None => {
                    positions.insert(name.clone(), columns.len());
                    columns.push((name, vec![Owned::Null; count]));
                    columns.len() - 1
                }
            };
            columns[position].1[row_number] = value;
        }
    }
    Ok(columns)
}

/// The columns of a file, of which those with numbers alone are of one type.
pub fn unified_columns(columns: Columns) -> Columns {
    let numeric = |cell: &Owned| matches!(cell, Owned::Null | Owned::Int(_) | Owned::Number(_));
    let typed = |cells: Vec<Owned>| if cells.iter().all(numeric) { unified(cells) } else { cells };
    columns.into_iter().map(|(name, cells)| (name, typed(cells))).collect()
}

/// Whole numbers beside decimal ones become decimal.
pub fn unified(values: Vec<Owned>) -> Vec<Owned> {
    if !values.iter().any(|value| matches!(value, Owned::Number(_))) {
        return values;
    }
    #[expect(clippy::cast_precision_loss, reason = "the column is decimal")]
    let decimal = |value| if let Owned::Int(whole) = value { Owned::Number(whole as f64) } else { value };
    values.into_iter().map(decimal).collect()
}
