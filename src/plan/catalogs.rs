//! Draws the rows of catalogs. A row depends on the seed, the catalog, the row's number and the field alone.

use crate::check::{Checked, Contents, Input};
use crate::formula::faults::{FaultCount, Faults};
use crate::formula::histories::Histories;
use crate::formula::lookups::Data;
use crate::formula::machine::Machine;
use crate::formula::program::Program;
use crate::formula::typed::Slot;
use crate::random::Key;
use crate::value::{Column, Context, Owned, Table, Time, Value, clear};
use bumpalo::Bump;
use std::sync::Arc;

/// Cells that could not be computed: catalog and field, and how many.
pub type CatalogFaults = Vec<(String, FaultCount)>;

/// Builds all catalogs, each after those it draws from.
pub fn build(checked: &Checked, seed: u64, start: Time) -> (Data, CatalogFaults) {
    let mut data = Data::new(checked.catalogs.len(), &checked.lookups);
    let mut all_faults = CatalogFaults::new();
    for id in &checked.build_order {
        let table = match &checked.catalogs[id.0].contents {
            Contents::Fixed { table, .. } => Arc::clone(table),
            Contents::Generated { rows, program, inputs, columns } => {
                let keys: Vec<Key> = program.sites.iter().map(|site| Key::of(seed, site)).collect();
                let rower = Rower { checked, data: &data, program, keys: &keys, inputs, columns, start };
                let mut faults = Faults::default();
                let table = rower.table(*rows, &mut faults);
                let catalog = &checked.catalogs[id.0].name;
                let place =
                    |count: &FaultCount| format!("{catalog}.{}", program.formulas[count.formula].path);
                all_faults.extend(faults.iter().map(|count| (place(&count), count)));
                Arc::new(table)
            }
        };
        data.add(*id, table, &checked.lookups);
    }
    (data, all_faults)
}

/// Whether other rows come out where the plan starts at another time.
pub fn depend_on_start(checked: &Checked) -> bool {
    checked.catalogs.iter().any(|catalog| match &catalog.contents {
        Contents::Generated { program, .. } => program.draws_time(),
        Contents::Fixed { .. } => false,
    })
}

/// How many parts the lists and texts of a catalog may have for each of its cells, and besides.
const CELL_PARTS: usize = 8;
const MORE_PARTS: usize = 1 << 20;

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
    fn table(&self, rows: u32, faults: &mut Faults) -> Table {
        let mut cells: Vec<Vec<Owned>> = vec![Vec::with_capacity(rows as usize); self.columns.len()];
        let mut parts =
            (rows as usize).saturating_mul(self.columns.len()).saturating_mul(CELL_PARTS) + MORE_PARTS;
        let mut arena = Bump::new();
        for row in 0..rows {
            clear(&mut arena);
            self.row(row, &arena, &mut cells, &mut parts, faults);
        }
        let columns = self.columns.iter().zip(cells);
        let columns = columns.map(|((name, _), cells)| (name.as_str().into(), Column::pack(cells)));
        Table::new(rows, columns.collect())
    }

    fn row(&self, row: u32, arena: &Bump, cells: &mut [Vec<Owned>], parts: &mut usize, faults: &mut Faults) {
        let slots = self.program.frame(arena);
        for (_, slot) in self.inputs {
            slots[slot.0] = Value::Int(i128::from(row) + 1);
        }
        let mut machine = Machine {
            program: self.program,
            data: self.data,
            keys: self.keys,
            slots,
            context: Context { arena, now: self.start, zone: &self.checked.zone, index: row.into() },
            outer: bumpalo::collections::Vec::new_in(arena),
            faults,
            histories: &Histories::new(0),
        };
        machine.run();
        for (cells, (name, slot)) in cells.iter_mut().zip(self.columns) {
            let cell = self.data.owned(&machine.slots[slot.0], parts).unwrap_or_else(|fault| {
                machine.faults.count(self.formula(name), row.into(), fault);
                Owned::Null
            });
            cells.push(cell);
        }
    }

    /// The formula of a column.
    #[cold]
    fn formula(&self, name: &str) -> usize {
        self.program.formulas.iter().position(|formula| formula.path == name).unwrap_or(0)
    }
}
