//! A scenario file, compiled or refused.

use super::arguments::{Overrides, PlanOverrides};
use super::exit::{FileError, UsageError};
use super::say::say;
use super::{environment, repository};
use crate::check::{Checked, Options};
use crate::diagnostic::{Diagnostic, Diagnostics, Severity, render_human, render_json};
use crate::document::source_from_bytes;
use crate::pipeline::compile;
use crate::plan::{DEFAULT_START, Plan};
use crate::report::how_many;
use crate::scenario::kafka_properties::names_file;
use crate::scenario::{Environment, Start, Veiled};
use std::io::{IsTerminal, Read};
use std::path::{Path, PathBuf};

/// What came of a file.
pub struct Loaded {
    pub veiled: Veiled,
    pub environment: Environment,
    pub checked: Option<Checked>,
    pub diagnostics: Vec<Diagnostic>,
}

/// One byte more than the reader takes: it says that a file is too large.
const MOST_BYTES: u64 = (10 << 20) + 1;

/// Reads and compiles a file.
pub fn load(path: &Path, overrides: &Overrides) -> Result<Loaded, FileError> {
    let name = path.display().to_string();
    let failed = |error| FileError { path: name.clone(), error };
    let mut bytes = Vec::new();
    let file = std::fs::File::open(path).map_err(failed)?;
    file.take(MOST_BYTES).read_to_end(&mut bytes).map_err(failed)?;
    let folder = folder(path);
    let environment = environment::load(folder)?;
    let mut diagnostics = Diagnostics::default();
    let source = source_from_bytes(&name, bytes, &mut diagnostics);
    let options = Options {
        folder: PathBuf::from(folder),
        constants: overrides.constants.clone(),
        max_memory: overrides.max_memory,
    };
    let checked = if diagnostics.has_errors() {
        None
    } else {
        compile(&source, &environment, &options, &mut diagnostics)
    };
    let veiled = Veiled::new(&source);
    let diagnostics = veiled.told(diagnostics.sorted());
    Ok(Loaded { veiled, environment, checked, diagnostics })
}

fn folder(scenario: &Path) -> &Path {
    scenario.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."))
}

/// The files that a scenario is read from, those that its Kafka properties name, and those that hold for it.
pub fn files(path: &Path, checked: &Checked, environment: &Environment) -> Result<Vec<PathBuf>, FileError> {
    let folder = folder(path);
    let own = [path.to_path_buf(), folder.join(environment::FILE)];
    let named = checked.files().map(|file| folder.join(file));
    let properties = checked.kafka.iter().filter(|setting| names_file(&setting.name));
    // a variable that is missing is told where it is needed
    let properties =
        properties.filter_map(|setting| setting.resolve(environment, &mut Diagnostics::default()));
    let named = named.chain(properties.map(PathBuf::from));
    Ok(own.into_iter().chain(named).chain(repository::files(path)?).collect())
}

impl Loaded {
    pub fn count(&self, severity: Severity) -> usize {
        self.diagnostics.iter().filter(|diagnostic| diagnostic.code.severity() == severity).count()
    }

    /// All diagnostics for people, in colour where a terminal shows them.
    pub fn for_people(&self, out: &impl IsTerminal) -> String {
        render_human(&self.diagnostics, &self.veiled.source, out.is_terminal())
    }

    /// All diagnostics for programs.
    pub fn for_programs(&self) -> String {
        render_json(&self.diagnostics, &self.veiled.source)
    }

    /// Prints the diagnostics and hands over the scenario, if it has no errors.
    pub fn checked(self) -> Option<(Checked, Environment)> {
        say(&self.for_people(&std::io::stderr()));
        let errors = self.count(Severity::Error);
        if errors > 0 {
            say(&format!("{}: {}\n", self.veiled.source.name, how_many(errors as u64, "error")));
        }
        Some((self.checked?, self.environment))
    }
}

/// Prints what was found wrong with a scenario after its own check.
pub fn refuse(veiled: &Veiled, diagnostics: Diagnostics) {
    let told = veiled.told(diagnostics.sorted());
    say(&render_human(&told, &veiled.source, std::io::stderr().is_terminal()));
}

/// The start of the command, else of the scenario.
pub fn start(checked: &Checked, overrides: &PlanOverrides) -> Result<Start, UsageError> {
    match &overrides.start {
        None => Ok(checked.start.unwrap_or(Start::NOW)),
        Some(text) => Start::parse(text, &checked.zone).ok_or_else(|| {
            let forms = "`2026-11-27T08:00:00Z`, `2026-11-27T08:00` or `365d ago`";
            UsageError(format!("--start {text}: no time; write {forms}"))
        }),
    }
}

/// Loads and plans for a command that only looks: no clock is asked.
pub fn load_plan(path: &Path, overrides: &Overrides, plan: &PlanOverrides) -> anyhow::Result<Option<Plan>> {
    let Some((checked, _)) = load(path, overrides)?.checked() else { return Ok(None) };
    Ok(Some(self::plan(checked, plan)?))
}

/// The plan of a command that only looks.
pub fn plan(checked: Checked, overrides: &PlanOverrides) -> Result<Plan, UsageError> {
    let start = start(&checked, overrides)?.time(DEFAULT_START);
    let seed = overrides.seed.unwrap_or(checked.seed);
    Ok(Plan::new(checked, seed, start))
}
