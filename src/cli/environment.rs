//! The environment of the process and the `.env` file beside a scenario.

use super::exit::FileError;
use crate::scenario::Environment;
use std::io;
use std::path::Path;

/// The file beside a scenario.
pub const FILE: &str = ".env";

/// Variables of the process first, then those of the folder's `.env`.
pub fn load(folder: &Path) -> Result<Environment, FileError> {
    let path = folder.join(FILE);
    let text = match std::fs::read_to_string(&path) {
        Ok(text) => text,
        Err(error) if error.kind() == io::ErrorKind::NotFound => String::new(),
        Err(error) => return Err(FileError { path: path.display().to_string(), error }),
    };
    let own = std::env::vars_os()
        .filter_map(|(name, value)| Some((name.into_string().ok()?, value.into_string().ok()?)));
    Ok(own.chain(text.lines().filter_map(variable)).collect())
}

/// Whether this is a continuous integration machine, on which nothing is accepted.
#[expect(clippy::disallowed_methods, reason = "this is where the environment is looked at")]
pub fn is_ci() -> bool {
    std::env::var_os("CI").is_some_and(|value| !value.is_empty() && value != "false")
}

/// `RUST_LOG`: what is logged.
#[expect(clippy::disallowed_methods, reason = "this is where the environment is looked at")]
pub fn log_filter() -> Option<String> {
    std::env::var("RUST_LOG").ok().filter(|filter| !filter.trim().is_empty())
}

/// `NAME=value`, `export NAME='value'`; comments and blank lines are none.
fn variable(line: &str) -> Option<(String, String)> {
    let line = line.trim();
    let line = line.strip_prefix("export ").unwrap_or(line);
    let (name, value) = line.split_once('=').filter(|_| !line.starts_with('#'))?;
    let value = value.trim();
    let quoted = ['"', '\''].iter().find_map(|quote| value.strip_prefix(*quote)?.strip_suffix(*quote));
    let value = quoted.unwrap_or_else(|| value.split(" #").next().unwrap_or(value).trim_end());
    Some((name.trim().to_owned(), value.to_owned()))
}

#[cfg(test)]
mod tests {
    use super::variable;

    #[test]
    fn a_line_names_a_variable_or_nothing() {
        let named = |line| variable(line).map(|(_, value)| value);
        assert_eq!(named("A=b c").as_deref(), Some("b c"));
        assert_eq!(named("export A = 'b # c'").as_deref(), Some("b # c"));
        assert_eq!(named("A=b # comment").as_deref(), Some("b"));
        assert_eq!(named("A=").as_deref(), Some(""));
        assert_eq!(named("# A=b"), None);
        assert_eq!(named(""), None);
    }
}
