//! What picks and finds look into: weight columns, row numbers sorted by a column; and cells that are written as JSON.

use super::rendered::{Rendered, RenderedRows};
use super::typed::TableId;
use crate::random::{Generator, Weighted};
use crate::value::{Fault, Owned, Record, Table, Value, equal, order, take_parts};
use bumpalo::Bump;
use std::cmp::Ordering;
use std::sync::Arc;

/// Which columns of which catalogs the programs need prepared. Filled while programs are compiled.
#[derive(Debug, Default, Clone)]
pub struct Lookups {
    pub weights: Vec<(TableId, usize)>,
    pub indexes: Vec<(TableId, usize)>,
    pub rendered: Vec<Rendered>,
}

impl Lookups {
    pub(super) fn weights_of(&mut self, table: TableId, column: usize) -> usize {
        position_or_push(&mut self.weights, (table, column))
    }

    pub(super) fn index_of(&mut self, table: TableId, column: usize) -> usize {
        position_or_push(&mut self.indexes, (table, column))
    }
}

fn position_or_push<T: PartialEq>(list: &mut Vec<T>, item: T) -> usize {
    list.iter().position(|known| *known == item).unwrap_or_else(|| {
        list.push(item);
        list.len() - 1
    })
}

/// The catalogs' rows and everything prepared from them.
#[derive(Debug, Default)]
pub struct Data {
    pub tables: Vec<Arc<Table>>,
    pub(super) weights: Vec<RowWeights>,
    pub(super) indexes: Vec<(SortedRows, usize)>,
    rendered: Vec<RenderedRows>,
}

impl Data {
    /// Without any rows yet.
    pub fn new(tables: usize, lookups: &Lookups) -> Self {
        Self {
            tables: vec![Arc::default(); tables],
            weights: lookups.weights.iter().map(|_| RowWeights::default()).collect(),
            indexes: lookups.indexes.iter().map(|(_, column)| (SortedRows::default(), *column)).collect(),
            rendered: lookups.rendered.iter().map(RenderedRows::empty).collect(),
        }
    }

    /// The rows sorted by a column, and the column.
    pub(super) fn index(&self, index: usize) -> (&SortedRows, usize) {
        let (rows, column) = &self.indexes[index];
        (rows, *column)
    }

    /// The same value, owning what it holds; a row keeps its catalog.
    ///
    /// # Errors
    /// [`Fault::TooLarge`] where it has more parts than a cell may have, or than are left for its catalog.
    pub fn owned(&self, value: &Value, left: &mut usize) -> Result<Owned, Fault> {
        take_parts(value, left)?;
        Ok(self.copied(value))
    }

    /// The other way round: a value in an arena. Its rows are those of the catalogs.
    pub fn placed<'a>(&'a self, value: &Owned, arena: &'a Bump) -> Value<'a> {
        match value {
            Owned::Null => Value::Null,
            Owned::Omit => Value::Omit,
            Owned::Bool(yes) => Value::Bool(*yes),
            Owned::Int(whole) => Value::Int(*whole),
            Owned::Number(number) => Value::Number(*number),
            Owned::Text(text) => Value::Text(arena.alloc_str(text)),
            Owned::Time(time) => Value::Time(*time),
            Owned::Duration(duration) => Value::Duration(*duration),
            Owned::List(items) => {
                Value::List(arena.alloc_slice_fill_iter(items.iter().map(|item| self.placed(item, arena))))
            }
            Owned::Row(table, row) => {
                let known = self.tables.iter().find(|known| Arc::ptr_eq(known, table));
                known.map_or(Value::Null, |table| Value::Row(table, *row))
            }
            Owned::Record(fields) => {
                Value::Record(
                    arena.alloc(Record {
                        names: arena
                            .alloc_slice_fill_iter(fields.iter().map(|(name, _)| &*arena.alloc_str(name))),
                        values: arena
                            .alloc_slice_fill_iter(fields.iter().map(|(_, value)| self.placed(value, arena))),
                    }),
                )
            }
        }
    }

    fn copied(&self, value: &Value) -> Owned {
        match value {
            Value::Row(table, row) => {
                let shared =
                    self.tables.iter().find(|known| std::ptr::eq(&raw const ***known, &raw const **table));
                shared.map_or_else(|| value.to_owned(), |shared| Owned::Row(Arc::clone(shared), *row))
            }
            Value::List(items) => Owned::List(items.iter().map(|item| self.copied(item)).collect()),
            other => other.to_owned(),
        }
    }

    /// Adds the next table, and what the lookups need of it.
    pub fn add(&mut self, id: TableId, table: Arc<Table>, lookups: &Lookups) {
        for (sums, (_, column)) in of(&mut self.weights, &lookups.weights, id) {
            *sums = RowWeights::of(&table, column);
        }
        for ((rows, _), (_, column)) in of(&mut self.indexes, &lookups.indexes, id) {
            *rows = SortedRows::of(&table, column);
        }
        for (rows, rendered) in self.rendered.iter_mut().zip(&lookups.rendered) {
            if rendered.table == id {
                rows.add(&table, rendered);
            }
        }
        self.tables[id.0] = table;
    }

    /// Appends cells of a row as JSON; those of no row are null.
    #[inline]
    pub fn write_rendered(&self, rendered: usize, row: Option<u32>, out: &mut Vec<u8>) {
        self.rendered[rendered].write(row, out);
    }
}

fn of<'d, T>(
    prepared: &'d mut [T],
    wanted: &'d [(TableId, usize)],
    id: TableId,
) -> impl Iterator<Item = (&'d mut T, (TableId, usize))> {
    prepared.iter_mut().zip(wanted.iter().copied()).filter(move |(_, (table, _))| *table == id)
}

/// A weight column: each row's weight, and a way to draw by all of them.
#[derive(Debug, Default)]
pub(super) struct RowWeights {
    pub weights: Vec<f64>,
    weighted: Option<Weighted>,
}

impl RowWeights {
    fn of(table: &Table, column: usize) -> Self {
        let arena = Bump::new();
        let weights: Vec<f64> =
            (0..table.rows()).map(|row| weight(&table.cell(column, row, &arena))).collect();
        Self { weighted: Weighted::new(weights.clone()), weights }
    }

    /// A row in proportion to its weight; `None` where there is no weight.
    #[inline]
    pub fn draw(&self, generator: &mut Generator) -> Option<u32> {
        u32::try_from(self.weighted.as_ref()?.draw(generator)).ok()
    }
}

/// A weight cell: what is not a positive number weighs nothing.
fn weight(cell: &Value) -> f64 {
    cell.as_f64().filter(|weight| weight.is_finite() && *weight > 0.0).unwrap_or(0.0)
}

/// The rows of a table sorted by one column, then by number.
#[derive(Debug, Default)]
pub(super) struct SortedRows(Vec<u32>);

impl SortedRows {
    fn of(table: &Table, column: usize) -> Self {
        let arena = Bump::new();
        let mut cells: Vec<(Value, u32)> =
            (0..table.rows()).map(|row| (table.cell(column, row, &arena), row)).collect();
        cells.sort_by(|(a, row_a), (b, row_b)| rank(a, b).then(row_a.cmp(row_b)));
        Self(cells.into_iter().map(|(_, row)| row).collect())
    }

    /// The rows whose cell equals the value, in their order.
    pub fn equal<'a>(
        &'a self,
        table: &'a Table,
        column: usize,
        value: Value<'a>,
        arena: &'a Bump,
    ) -> impl Iterator<Item = u32> + 'a {
        let cell = move |row: u32| table.cell(column, row, arena);
        let start = self.0.partition_point(|row| rank(&cell(*row), &value) == Ordering::Less);
        let length = self.0[start..].partition_point(|row| rank(&cell(*row), &value) == Ordering::Equal);
        self.0[start..start + length].iter().copied().filter(move |row| equal(&cell(*row), &value))
    }
}

/// An order in which equal values stand side by side: by kind, then by value. Rows, lists and records stand
/// together, as they have no order among themselves.
fn rank(a: &Value, b: &Value) -> Ordering {
    kind(a).cmp(&kind(b)).then_with(|| match (a, b) {
        (Value::Bool(a), Value::Bool(b)) => a.cmp(b),
        (Value::List(_), _) | (_, Value::List(_)) => Ordering::Equal,
        _ => order(a, b).unwrap_or(Ordering::Equal),
    })
}

fn kind(value: &Value) -> u8 {
    match value {
        Value::Null | Value::Omit => 0,
        Value::Bool(_) => 1,
        Value::Int(_) | Value::Number(_) => 2,
        Value::Text(_) => 3,
        Value::Time(_) => 4,
        Value::Duration(_) => 5,
        Value::List(_) | Value::Row(..) | Value::Record(_) => 6,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::value::Column;

    #[test]
    fn an_index_finds_values_of_every_kind_and_no_others() {
        let list = |item: i128| Owned::List(vec![Owned::Int(item)]);
        let cells = vec![
            Owned::Bool(false),
            Owned::Null,
            list(2),
            Owned::Int(3),
            Owned::Bool(true),
            list(1),
            "x".into(),
        ];
        let rows = u32::try_from(cells.len()).unwrap();
        let table = Table::new(rows, vec![("c".into(), Column::pack(cells.clone()))]);
        let sorted = SortedRows::of(&table, 0);
        let arena = Bump::new();
        for (row, cell) in (0..).zip(&cells) {
            let found: Vec<u32> = sorted.equal(&table, 0, cell.view(&arena), &arena).collect();
            assert_eq!(found, [row], "{cell:?}");
        }
        assert_eq!(sorted.equal(&table, 0, Value::Number(3.0), &arena).collect::<Vec<_>>(), [3]);
        assert_eq!(sorted.equal(&table, 0, Value::Int(4), &arena).count(), 0);
    }
}
