//! Catalogs: generated ones become programs, the others become tables.

use super::catalog_columns::{CELL_BYTES, Columns, columns_of};
use super::catalog_file;
use super::event::Input;
use super::scope::{ProgramScope, Subject};
use super::shared::{Progress, Shared};
use super::tree::step;
use crate::diagnostic::{Code, Diagnostic};
use crate::formula::ast::Name;
use crate::formula::check::Drawing;
use crate::formula::compile::compile;
use crate::formula::program::Program;
use crate::formula::typed::{Slot, TableId, Typed};
use crate::scenario::{Catalog, Rows, Written};
use crate::source::Span;
use crate::value::{Column, Field, Owned, RowType, Table, Type};
use std::sync::Arc;

#[derive(Debug)]
pub struct CheckedCatalog {
    pub name: String,
    pub contents: Contents,
}

#[derive(Debug)]
pub enum Contents {
    /// One run of the program a row; the slots hold the columns.
    Generated { rows: u32, program: Box<Program>, inputs: Vec<(Input, Slot)>, columns: Vec<(String, Slot)> },
    /// Rows that were written or loaded; a loaded file has a fingerprint.
    Fixed { table: Arc<Table>, file: Option<(String, String)> },
}

impl CheckedCatalog {
    /// The file that its rows were loaded from, with its fingerprint.
    pub fn file(&self) -> Option<(&str, &str)> {
        match &self.contents {
            Contents::Fixed { file: Some((path, fingerprint)), .. } => Some((path, fingerprint)),
            Contents::Fixed { file: None, .. } | Contents::Generated { .. } => None,
        }
    }
}

impl Contents {
    pub fn rows(&self) -> u32 {
        match self {
            Self::Generated { rows, .. } => *rows,
            Self::Fixed { table, .. } => table.rows(),
        }
    }
}

/// Checks a catalog, unless that was done before. Catalogs that it draws from are checked on the way.
pub fn check(shared: &mut Shared, id: TableId, depth: usize) {
    let catalog = &shared.scenario.catalogs[id.0];
    match shared.progress[id.0] {
        Progress::Waiting => {}
        Progress::Started => {
            report_ring(shared, id);
            return;
        }
        Progress::Done { .. } | Progress::Failed => return,
    }
    shared.progress[id.0] = Progress::Started;
    shared.open.push(id);
    let contents = contents(shared, catalog, id, depth);
    shared.open.pop();
    let Some((contents, row)) = contents else {
        shared.progress[id.0] = Progress::Failed;
        return;
    };
    let rows = contents.rows();
    shared.progress[id.0] = Progress::Done { row: Arc::new(row), rows };
    shared.catalogs[id.0] = Some(CheckedCatalog { name: catalog.name.text.clone(), contents });
    shared.build_order.push(id);
}

fn report_ring(shared: &mut Shared, id: TableId) {
    let begin = shared.open.iter().position(|open| *open == id).unwrap_or(0);
    let members = shared.open[begin..].iter().chain([&id]);
    let names: Vec<String> =
        members.map(|member| format!("`{}`", shared.scenario.catalogs[member.0].name.text)).collect();
    let name = &shared.scenario.catalogs[id.0].name;
    let message = match names.as_slice() {
        [only, _] => format!("the catalog {only} draws from itself"),
        names => format!("these catalogs draw from each other: {}", names.join(" from ")),
    };
    shared.diagnostics.add(
        Diagnostic::new(Code::Cycle, name.span, message)
            .label("in a ring")
            .help("a catalog can hold rows of another one, not the other way round as well"),
    );
}

fn contents(
    shared: &mut Shared,
    catalog: &Catalog,
    id: TableId,
    depth: usize,
) -> Option<(Contents, RowType)> {
    match &catalog.rows {
        Rows::Broken => None,
        Rows::Generated { count, fields } => {
            reserve(shared, &catalog.name, u64::from(*count) * fields.len() as u64 * CELL_BYTES)?;
            generated(shared, id, *count, fields, depth)
        }
        Rows::InPlace(rows) => {
            let named = |row: &Vec<(Name, Owned)>| {
                row.iter().map(|(name, value)| (name.text.clone(), value.clone())).collect()
            };
            let left = shared.options.max_memory.saturating_sub(shared.memory);
            match columns_of(rows.iter().map(named).collect(), left) {
                Ok(columns) => {
                    reserve(shared, &catalog.name, cells(&columns) * CELL_BYTES)?;
                    Some(fixed(columns, rows.len(), None))
                }
                Err(words) => {
                    let name = &catalog.name;
                    shared
                        .diagnostics
                        .add(Diagnostic::new(Code::CatalogMemory, name.span, words).label("too large"));
                    None
                }
            }
        }
        Rows::File(path) => {
            let loaded = {
                let left = shared.options.max_memory.saturating_sub(shared.memory);
                catalog_file::load(&shared.options.folder, path, left)
            };
            let loaded = match loaded {
                Ok(loaded) => loaded,
                Err(diagnostic) => {
                    shared.diagnostics.add(diagnostic);
                    return None;
                }
            };
            reserve(shared, &catalog.name, loaded.bytes.max(cells(&loaded.columns) * CELL_BYTES))?;
            Some(fixed(loaded.columns, loaded.rows, Some((path.text.clone(), loaded.fingerprint))))
        }
    }
}

fn cells(columns: &Columns) -> u64 {
    columns.iter().map(|(_, cells)| cells.len() as u64).sum()
}

fn reserve(shared: &mut Shared, name: &Name, bytes: u64) -> Option<()> {
    shared.memory = shared.memory.saturating_add(bytes);
    if shared.memory <= shared.options.max_memory {
        return Some(());
    }
    let mib = |bytes: u64| bytes.div_ceil(1 << 20);
    let message = format!("with `{}` the catalogs take about {} MiB", name.text, mib(shared.memory));
    shared.diagnostics.add(
        Diagnostic::new(Code::CatalogMemory, name.span, message)
            .label(format!("more than the {} MiB they may take", mib(shared.options.max_memory)))
            .help("draw fewer rows or fields, or allow more: `--max-memory 4G`"),
    );
    None
}

fn fixed(
    columns: Vec<(String, Vec<Owned>)>,
    rows: usize,
    file: Option<(String, String)>,
) -> (Contents, RowType) {
    let fields = columns.iter().map(|(name, cells)| Field {
        name: name.clone(),
        ty: cells.iter().map(Owned::ty).fold(Type::Null, Type::join),
    });
    let row = RowType { fields: fields.collect() };
    let rows = u32::try_from(rows).expect("a file of at most 4 billion lines");
    let columns = columns.into_iter().map(|(name, cells)| (name.into(), Column::pack(cells))).collect();
    (Contents::Fixed { table: Arc::new(Table::new(rows, columns)), file }, row)
}

fn generated(
    shared: &mut Shared,
    id: TableId,
    rows: u32,
    fields: &[(Name, Written)],
    depth: usize,
) -> Option<(Contents, RowType)> {
    let catalog = shared.scenario.catalogs[id.0].name.text.clone();
    let mut scope = ProgramScope::new(shared, Subject::Catalog { rows }, Drawing::Allowed, depth);
    let name = Name { text: catalog.clone(), span: Span::default() };
    let root = scope.tree.add(&name, "", None, &Written::Mapping(Vec::new(), Span::default()));
    let children = fields.iter().map(|(name, written)| {
        scope.tree.add(name, step(&name.text).trim_start_matches('.'), Some(root), written)
    });
    let children: Vec<_> = children.collect();
    scope.tree.nodes[root.0].content = super::tree::Content::Mapping(children.clone());
    scope.root = Some(root);
    let values: Vec<Option<Typed>> = children.iter().map(|child| scope.value(*child)).collect();
    let values = values.into_iter().collect::<Option<Vec<_>>>();
    let mut columns = Vec::new();
    let mut assignments = Vec::new();
    if let Some(values) = &values {
        for ((name, _), (typed, child)) in fields.iter().zip(values.iter().zip(&children)) {
            let slot = scope.slot_of(typed, *child);
            columns.push((name.text.clone(), slot));
        }
        assignments = scope.assignments();
    }
    let ProgramScope { shared, world, inputs, .. } = scope;
    shared.diagnostics.append(world.diagnostics);
    let values = values?;
    let row_fields = fields.iter().zip(&values);
    let row_fields =
        row_fields.map(|((name, _), typed)| Field { name: name.text.clone(), ty: typed.ty.clone() });
    let row = RowType { fields: row_fields.collect() };
    let sites = world.sites.iter().map(|site| format!("{catalog}/{site}")).collect();
    let program = Box::new(compile(&assignments, world.slots, sites, &mut shared.lookups));
    Some((Contents::Generated { rows, program, inputs, columns }, row))
}
