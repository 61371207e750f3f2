//! `rushhour.toml`: what holds for all scenarios of a folder or a repository.

use super::exit::FileError;
use crate::target::Allowed;
use serde::Deserialize;
use std::io;
use std::path::{Path, PathBuf};

const NAME: &str = "rushhour.toml";
/// Stands in the root of a repository.
const ROOT: &str = ".git";

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct Settings {
    topics_allowed: Option<Vec<String>>,
}

/// The topics that a scenario may write to, as the nearest file says.
pub fn topics_allowed(scenario: &Path) -> Result<Allowed, FileError> {
    let Some(path) = find(scenario)? else { return Ok(Allowed::default()) };
    let place = path.display().to_string();
    let wrong = |words: String| FileError {
        path: place.clone(),
        error: io::Error::new(io::ErrorKind::InvalidData, words),
    };
    let text = std::fs::read_to_string(&path).map_err(|error| FileError { path: place.clone(), error })?;
    let settings: Settings =
        toml::from_str(&text).map_err(|error| wrong(error.to_string().trim_end().to_owned()))?;
    match settings.topics_allowed {
        None => Ok(Allowed::default()),
        Some(patterns) => Allowed::only(patterns, place.clone())
            .map_err(|reason| wrong(format!("`topics_allowed`: {reason}"))),
    }
}

/// The file in the scenario's folder or above it, up to the repository's root; up to the last folder where there is no
/// repository.
fn find(scenario: &Path) -> Result<Option<PathBuf>, FileError> {
    let scenario = std::path::absolute(scenario)
        .map_err(|error| FileError { path: scenario.display().to_string(), error })?;
    for folder in scenario.ancestors().skip(1) {
        let path = folder.join(NAME);
        if path.exists() {
            return Ok(Some(path));
        }
        if folder.join(ROOT).exists() {
            break;
        }
    }
    Ok(None)
}
