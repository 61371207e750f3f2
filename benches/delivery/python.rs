//! A Python of this bench's own, with what its program needs. Made once, anew when `requirements.txt` changes.

use anyhow::{Context, Result, ensure};
use std::path::Path;
use std::process::Command;

const FOLDER: &str = concat!(env!("CARGO_TARGET_TMPDIR"), "/delivery-python");
const INTERPRETER: &str = concat!(env!("CARGO_TARGET_TMPDIR"), "/delivery-python/bin/python");
const REQUIREMENTS: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/benches/delivery/requirements.txt");

/// Fetches what is missing; the interpreter's path.
pub fn interpreter() -> Result<&'static str> {
    let wanted = std::fs::read(REQUIREMENTS)?;
    let made = Path::new(FOLDER).join("requirements.txt");
    if std::fs::read(&made).is_ok_and(|there| there == wanted) {
        return Ok(INTERPRETER);
    }
    call("python3", &["-m", "venv", "--clear", FOLDER])?;
    call(INTERPRETER, &["-m", "pip", "install", "--quiet", "--requirement", REQUIREMENTS])?;
    std::fs::write(made, wanted)?;
    Ok(INTERPRETER)
}

fn call(program: &str, arguments: &[&str]) -> Result<()> {
    let status = Command::new(program).args(arguments).status().with_context(|| program.to_owned())?;
    ensure!(status.success(), "`{program} {}` ended with {status}", arguments.join(" "));
    Ok(())
}
