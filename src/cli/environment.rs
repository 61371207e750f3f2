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
        Err(error) => return Err(unread(&path, error)),
    };
    let variables = variables(&text).map_err(|error| unread(&path, error))?;
    let own = std::env::vars_os()
        .filter_map(|(name, value)| Some((name.into_string().ok()?, value.into_string().ok()?)));
    Ok(own.chain(variables).collect())
}

fn unread(path: &Path, error: io::Error) -> FileError {
    FileError { path: path.display().to_string(), error }
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

/// Those that the lines name. A line's text may hold a secret: an error tells its number alone.
fn variables(text: &str) -> io::Result<Vec<(String, String)>> {
    let mut named = Vec::new();
    for (number, line) in text.lines().enumerate() {
        let line = line.trim();
        let line = line.strip_prefix("export ").unwrap_or(line);
        // a name alone says that the process has the variable
        if line.is_empty() || line.starts_with('#') || is_name(line) {
            continue;
        }
        let variable = variable(line).ok_or_else(|| {
            let message = format!("line {} is no `NAME=value`", number + 1);
            io::Error::new(io::ErrorKind::InvalidData, message)
        })?;
        named.push(variable);
    }
    Ok(named)
}

fn is_name(text: &str) -> bool {
    !text.is_empty() && text.chars().all(|c| !c.is_whitespace() && !"=:\"'`".contains(c))
}

/// `NAME=value`, `NAME='value'`, `NAME=value # comment`.
fn variable(line: &str) -> Option<(String, String)> {
    let (name, value) = line.split_once('=').filter(|(name, _)| is_name(name.trim()))?;
    let value = value.trim();
    let quoted = ['"', '\''].iter().find_map(|quote| quoted(value, *quote));
    let value = quoted.unwrap_or_else(|| value.split(" #").next().unwrap_or(value).trim_end());
    Some((name.trim().to_owned(), value.to_owned()))
}

/// What stands between quotes, with a comment behind them or nothing; a quote inside may stand for itself.
fn quoted(value: &str, quote: char) -> Option<&str> {
    let inner = value.strip_prefix(quote)?;
    let (before, behind) = inner.split_once(quote)?;
    let is_over = behind.is_empty() || behind.starts_with(' ') && behind.trim_start().starts_with('#');
    if is_over { Some(before) } else { inner.strip_suffix(quote) }
}

#[cfg(test)]
mod tests {
    use super::variables;

    #[test]
    fn a_line_names_a_variable_or_nothing() {
        let named = |line| variables(line).unwrap().pop().map(|(_, value)| value);
        assert_eq!(named("A=b c").as_deref(), Some("b c"));
        assert_eq!(named("export A = 'b # c'").as_deref(), Some("b # c"));
        assert_eq!(named("A=b # comment").as_deref(), Some("b"));
        assert_eq!(named("A='b # c' # it's his").as_deref(), Some("b # c"));
        assert_eq!(named("A=\"b\"c\"").as_deref(), Some("b\"c"));
        assert_eq!(named("A='b").as_deref(), Some("'b"));
        assert_eq!(named("A=").as_deref(), Some(""));
        assert_eq!(named("A=b:c=d").as_deref(), Some("b:c=d"));
        assert_eq!(named("# A=b"), None);
        assert_eq!(named("A"), None);
        assert_eq!(named(""), None);
    }

    #[test]
    fn another_line_is_an_error_without_its_text() {
        for line in ["SASL_PASSWORD s3cret", "SASL_PASSWORD: s3cret", "MY PASSWORD=s3cret", "=s3cret"] {
            let error = variables(&format!("A=b\n\n{line}\n")).unwrap_err();
            assert_eq!(error.to_string(), "line 3 is no `NAME=value`", "{line}");
        }
    }
}
