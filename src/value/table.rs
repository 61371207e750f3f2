//! A catalog's rows as columns.

use super::{Duration, Owned, Time, Value};
use bumpalo::Bump;
use std::sync::Arc;

/// Rows of named columns, all of one length.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Table {
    names: Vec<Box<str>>,
    columns: Vec<Column>,
    rows: u32,
}

/// The cells of one column. A column whose cells all have one type stores them bare.
#[derive(Debug, Clone, PartialEq)]
pub enum Column {
    Bools(Vec<bool>),
    Ints(Vec<i64>),
    Numbers(Vec<f64>),
    /// Ends of the cells' texts in one string.
    Texts(Vec<u32>, String),
    Times(Vec<Time>),
    Durations(Vec<Duration>),
    Rows(Arc<Table>, Vec<u32>),
    /// Everything else: nulls, lists, mixed types.
    Mixed(Vec<Owned>),
}

impl Table {
    /// # Panics
    /// When the columns' lengths differ from `rows`.
    pub fn new(rows: u32, columns: Vec<(Box<str>, Column)>) -> Self {
        assert!(columns.iter().all(|(_, column)| column.len() == rows as usize), "columns of one length");
        let (names, columns) = columns.into_iter().unzip();
        Self { names, columns, rows }
    }

    pub const fn rows(&self) -> u32 {
        self.rows
    }

    pub const fn width(&self) -> usize {
        self.columns.len()
    }

    pub fn names(&self) -> &[Box<str>] {
        &self.names
    }

    /// One cell; null outside the table.
    pub fn cell<'a>(&'a self, column: usize, row: u32, arena: &'a Bump) -> Value<'a> {
        let mut cell = Value::Null;
        self.read(column, row, arena, &mut cell);
        cell
    }

    /// The same, written where it is wanted.
    #[inline]
    pub fn read<'a>(&'a self, column: usize, row: u32, arena: &'a Bump, to: &mut Value<'a>) {
        match self.columns.get(column) {
            Some(column) if row < self.rows => column.read(row as usize, arena, to),
            _ => *to = Value::Null,
        }
    }
}

impl Column {
    fn len(&self) -> usize {
        match self {
            Self::Bools(cells) => cells.len(),
            Self::Ints(cells) => cells.len(),
            Self::Numbers(cells) => cells.len(),
            Self::Texts(ends, _) => ends.len(),
            Self::Times(cells) => cells.len(),
            Self::Durations(cells) => cells.len(),
            Self::Rows(_, cells) => cells.len(),
            Self::Mixed(cells) => cells.len(),
        }
    }

    #[inline]
    fn read<'a>(&'a self, row: usize, arena: &'a Bump, to: &mut Value<'a>) {
        match self {
            Self::Bools(cells) => *to = Value::Bool(cells[row]),
            Self::Ints(cells) => *to = Value::Int(cells[row].into()),
            Self::Numbers(cells) => *to = Value::Number(cells[row]),
            Self::Texts(ends, text) => {
                let start = if row == 0 { 0 } else { ends[row - 1] as usize };
                *to = Value::Text(&text[start..ends[row] as usize]);
            }
            Self::Times(cells) => *to = Value::Time(cells[row]),
            Self::Durations(cells) => *to = Value::Duration(cells[row]),
            Self::Rows(table, cells) => *to = Value::Row(table, cells[row]),
            Self::Mixed(cells) => *to = cells[row].view(arena),
        }
    }

    /// Packs cells into the tightest column that holds them.
    pub fn pack(cells: Vec<Owned>) -> Self {
        Self::pack_uniform(&cells).unwrap_or(Self::Mixed(cells))
    }

    fn pack_uniform(cells: &[Owned]) -> Option<Self> {
        Some(match cells.first()? {
            Owned::Bool(_) => Self::Bools(all(cells, |cell| match cell {
                Owned::Bool(yes) => Some(*yes),
                _ => None,
            })?),
            Owned::Int(_) => Self::Ints(all(cells, |cell| match cell {
                Owned::Int(whole) => i64::try_from(*whole).ok(),
                _ => None,
            })?),
            Owned::Number(_) => Self::Numbers(all(cells, |cell| match cell {
                Owned::Number(number) => Some(*number),
                _ => None,
            })?),
            Owned::Text(_) => {
                let mut text = String::new();
                let ends = all(cells, |cell| match cell {
                    Owned::Text(piece) => {
                        text.push_str(piece);
                        u32::try_from(text.len()).ok()
                    }
                    _ => None,
                })?;
                Self::Texts(ends, text)
            }
            Owned::Time(_) => Self::Times(all(cells, |cell| match cell {
                Owned::Time(time) => Some(*time),
                _ => None,
            })?),
            Owned::Duration(_) => Self::Durations(all(cells, |cell| match cell {
                Owned::Duration(duration) => Some(*duration),
                _ => None,
            })?),
            Owned::Row(table, _) => Self::Rows(
                Arc::clone(table),
                all(cells, |cell| match cell {
                    Owned::Row(other, row) if Arc::ptr_eq(other, table) => Some(*row),
                    _ => None,
                })?,
            ),
            _ => return None,
        })
    }
}

fn all<T>(cells: &[Owned], mut unpack: impl FnMut(&Owned) -> Option<T>) -> Option<Vec<T>> {
    cells.iter().map(&mut unpack).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cells_read_back_as_they_were_packed() {
        let columns = [
            vec![Owned::Int(1), Owned::Int(-2)],
            vec![Owned::from("ä"), Owned::from("")],
            vec![Owned::Null, Owned::Number(1.5)],
            vec![Owned::List(vec![Owned::Bool(true)]), Owned::Null],
        ];
        for cells in columns {
            let table = Table::new(2, vec![("c".into(), Column::pack(cells.clone()))]);
            let arena = Bump::new();
            for (row, cell) in (0..).zip(&cells) {
                assert_eq!(table.cell(0, row, &arena), cell.view(&arena));
            }
            assert_eq!(table.cell(0, 2, &arena), Value::Null);
            assert_eq!(table.cell(1, 0, &arena), Value::Null);
        }
    }
}
