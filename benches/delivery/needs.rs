//! What has to be installed: all of it is asked for before anything begins, as no side is left out.

use anyhow::{Result, ensure};
use std::process::{Command, Stdio};

const NEEDS: [(&[&str], &str); 3] = [
    (&["java", "-version"], "Java 17 or later (Debian: openjdk-17-jre-headless)"),
    (&["mvn", "-version"], "Maven (Debian: maven)"),
    (&["python3", "-c", "import ensurepip, venv"], "Python 3.9 or later with venv (Debian: python3-venv)"),
];

pub fn check() -> Result<()> {
    let missing: Vec<&str> =
        NEEDS.iter().filter(|(command, _)| !works(command)).map(|(_, what)| *what).collect();
    ensure!(missing.is_empty(), "this bench needs, to be installed: {}", missing.join("; "));
    Ok(())
}

fn works(command: &[&str]) -> bool {
    let called =
        Command::new(command[0]).args(&command[1..]).stdout(Stdio::null()).stderr(Stdio::null()).status();
    called.is_ok_and(|status| status.success())
}
