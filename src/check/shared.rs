//! What the checks of all programs share: the scenario, its constants, the catalogs checked so far.

use super::catalog::CheckedCatalog;
use super::file::Files;
use super::recalls::{self, Recalled};
use super::template::Compiled;
use crate::diagnostic::Diagnostics;
use crate::formula::lookups::Lookups;
use crate::formula::typed::TableId;
use crate::formula::{self, ast::Name};
use crate::scenario::Scenario;
use crate::template::Templates;
use crate::value::{Owned, RowType};
use std::cell::Cell;
use std::collections::HashMap;
use std::path::PathBuf;
use std::rc::Rc;
use std::sync::Arc;

/// What the command adds to a scenario before it is checked.
#[derive(Debug, Clone)]
pub struct Options {
    /// The folder that the scenario's files are looked up in and must not leave.
    pub folder: PathBuf,
    /// `--let name=value`: constants that replace the scenario's.
    pub constants: Vec<(String, Owned)>,
    /// How many bytes the catalogs may take together.
    pub max_memory: u64,
}

/// The current folder, no constants, and 2 GiB for catalogs.
impl Default for Options {
    fn default() -> Self {
        Self { folder: PathBuf::from("."), constants: Vec::new(), max_memory: 2 << 30 }
    }
}

/// How far the check of a catalog is.
#[derive(Debug, Clone)]
pub enum Progress {
    Waiting,
    /// Its fields are being checked, and it is in `open`: drawing from it now would close a ring.
    Started,
    Done {
        row: Arc<RowType>,
        rows: u32,
    },
    /// Has errors, already reported.
    Failed,
}

pub struct Shared<'s> {
    pub scenario: &'s Scenario,
    pub options: &'s Options,
    pub diagnostics: Diagnostics,
    pub constants: HashMap<String, Constant>,
    pub progress: Vec<Progress>,
    pub catalogs: Vec<Option<CheckedCatalog>>,
    pub build_order: Vec<TableId>,
    /// The catalogs being checked, each drawing from the next.
    pub open: Vec<TableId>,
    pub used_catalogs: Vec<bool>,
    pub used_events: Vec<bool>,
    pub used_journeys: Vec<bool>,
    /// The fields of events that formulas recall.
    pub recalled: Vec<Recalled>,
    pub lookups: Lookups,
    pub templates: Templates,
    /// Takes the templates when all are there.
    pub compiled: Compiled,
    /// The bytes that the catalogs checked so far will take.
    pub memory: u64,
    /// The curves that were read.
    pub files: Files,
    /// How many more parts constants may have.
    pub parts: Rc<Cell<usize>>,
}

#[derive(Debug, Clone)]
pub enum Constant {
    Value(Owned),
    /// Has errors, already reported.
    Failed,
}

impl<'s> Shared<'s> {
    pub fn new(scenario: &'s Scenario, options: &'s Options) -> Self {
        let catalogs = scenario.catalogs.len();
        Self {
            scenario,
            options,
            diagnostics: Diagnostics::default(),
            constants: HashMap::new(),
            progress: vec![Progress::Waiting; catalogs],
            catalogs: std::iter::repeat_with(|| None).take(catalogs).collect(),
            build_order: Vec::new(),
            open: Vec::new(),
            used_catalogs: vec![false; catalogs],
            used_events: vec![false; scenario.events.len()],
            used_journeys: vec![false; scenario.journeys.len()],
            recalled: recalls::all(scenario),
            lookups: Lookups::default(),
            templates: Templates::new(formula::drawing_names()),
            compiled: Compiled::default(),
            memory: 0,
            files: Files::default(),
            parts: Rc::new(Cell::new(formula::check::MOST_PARTS)),
        }
    }

    pub fn catalog_named(&self, name: &str) -> Option<TableId> {
        self.scenario.catalogs.iter().position(|catalog| catalog.name.text == name).map(TableId)
    }

    pub fn event_named(&self, name: &Name) -> Option<usize> {
        self.scenario.events.iter().position(|event| event.name.text == name.text)
    }

    /// Hands over what was found.
    pub fn finish(self, diagnostics: &mut Diagnostics) -> Parts {
        diagnostics.append(self.diagnostics);
        self.compiled.set(self.templates).expect("only this sets it");
        let histories = self.recalled.len();
        Parts { catalogs: self.catalogs, build_order: self.build_order, lookups: self.lookups, histories }
    }
}

pub struct Parts {
    pub catalogs: Vec<Option<CheckedCatalog>>,
    pub build_order: Vec<TableId>,
    pub lookups: Lookups,
    /// How many fields are recalled.
    pub histories: usize,
}
