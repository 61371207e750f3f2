//! Runs the commands of a document, in a folder with the scenarios that it shows and those of the gallery.

use crate::blocks::{Block, blocks};
use assert_cmd::Command;
use std::fmt::Write;
use std::path::Path;
use tempfile::TempDir;

/// A folder that holds the document's named scenarios, and the gallery under `scenarios`.
pub fn folder(document: &str) -> TempDir {
    let folder = TempDir::new().unwrap();
    let gallery = folder.path().join("scenarios");
    std::fs::create_dir(&gallery).unwrap();
    for entry in std::fs::read_dir("scenarios").unwrap() {
        let entry = entry.unwrap();
        if entry.file_type().unwrap().is_file() && entry.file_name() != ".env" {
            std::fs::copy(entry.path(), gallery.join(entry.file_name())).unwrap();
        }
    }
    for block in blocks(document) {
        if let Some(name) = block.file() {
            std::fs::write(folder.path().join(name), block.body).unwrap();
        }
    }
    folder
}

/// What the block should hold: its commands, each with what it prints.
pub fn body(file: &str, block: &Block, folder: &Path) -> String {
    let shows = block.words().nth(1) != Some("run");
    let mut out = String::new();
    for line in block.body.lines().filter(|line| line.starts_with("$ ")) {
        let mut words = line[2..].split_whitespace();
        assert_eq!(words.next(), Some("rushhour"), "{file}:{}: only rushhour is run", block.line);
        let output = Command::cargo_bin("rushhour")
            .unwrap()
            .args(words)
            .current_dir(folder)
            .env_clear()
            .output()
            .unwrap();
        if !out.is_empty() && shows {
            out.push('\n');
        }
        writeln!(out, "{line}").unwrap();
        if shows {
            out.push_str(&String::from_utf8_lossy(&output.stdout));
            out.push_str(&String::from_utf8_lossy(&output.stderr));
        } else {
            let printed = String::from_utf8_lossy(&output.stderr);
            assert!(output.status.success(), "{file}:{}: {line}\n{printed}", block.line);
        }
    }
    out
}
