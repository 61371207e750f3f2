//! Draws the rows of catalogs. A row depends on the seed, the catalog, the row's number and the field alone.

use crate::check::{Checked, Contents, Input};
use crate::formula::lookups::Data;
use crate::formula::machine::{Faults, Machine};
use crate::formula::program::Program;
use crate::formula::typed::Slot;
use crate::random::Key;
use crate::value::{Column, Context, Owned, Table, Time, Value, clear};
use bumpalo::Bump;
use std::sync::Arc;

/// Builds all catalogs, each after those it draws from.
pub fn build(checked: &Checked, seed: u64, start: Time) -> Data {
    let mut data = Data::new(checked.catalogs.len(), &checked.lookups);
    for id in &checked.build_order {
        let table = match &checked.catalogs[id.0].contents {
            Contents::Fixed { table, .. } => Arc::clone(table),
            Contents::Generated { rows, program, inputs, columns } => {
                let keys: Vec<Key> = program.sites.iter().map(|site| Key::of(seed, site)).collect();
                let rower = Rower { checked, data: &data, program, keys: &keys, inputs, columns, start };
                Arc::new(rower.table(*rows))
            }
        };
        data.add(*id, table, &checked.lookups);
    }
    data
}

struct Rower<'c> {
    checked: &'c Checked,
    data: &'c Data,
    program: &'c Program,
    keys: &'c [Key],
    inputs: &'c [(Input, Slot)],
    columns: &'c [(String, Slot)],
    start: Time,
}

impl Rower<'_> {
    fn table(&self, rows: u32) -> Table {
        let mut cells: Vec<Vec<Owned>> = vec![Vec::with_capacity(rows as usize); self.columns.len()];
        let mut arena = Bump::new();
        for row in 0..rows {
            clear(&mut arena);
            self.row(row, &arena, &mut cells);
        }
        let columns = self.columns.iter().zip(cells);
        let columns = columns.map(|((name, _), cells)| (name.as_str().into(), Column::pack(cells)));
        Table::new(rows, columns.collect())
    }

    fn row(&self, row: u32, arena: &Bump, cells: &mut [Vec<Owned>]) {
        let slots = self.program.frame(arena);
        for (_, slot) in self.inputs {
            slots[slot.0] = Value::Int(i128::from(row) + 1);
        }
        let mut faults = Faults::default();
        let mut machine = Machine {
            program: self.program,
            data: self.data,
            keys: self.keys,
            slots,
            context: Context { arena, now: self.start, zone: &self.checked.zone, index: row.into() },
            outer: bumpalo::collections::Vec::new_in(arena),
            faults: &mut faults,
        };
        machine.run();
        for (cells, (_, slot)) in cells.iter_mut().zip(self.columns) {
            cells.push(self.data.owned(&machine.slots[slot.0]));
        }
    }
}
